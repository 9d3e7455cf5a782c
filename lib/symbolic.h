/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives as graphs: the sweeps carried out on the texts of the op set's
   rows, which give new nodes behind those of a builder.  Any engine runs over
   them, and they can be differentiated again: a gradient penalty is a loss, a
   Hessian the derivative of a gradient.  Values of the nodes so far are shared,
   and so is what several derivatives have in common.

   Where a row has a convention (relu'(0) = 0), its derivative has it; det of a
   matrix of more than 3 rows that is singular, to rounding, has NaN for a
   derivative here, and cofactors in the other engines.  Outside of its domain a
   row's value is NaN; its derivative here need not be.  Read graph.h before.
   Sources: Griewank and Walther, Evaluating Derivatives, 2nd edition, sections
   3.1 to 3.3; Pearlmutter, Fast exact multiplication by the Hessian (1994).

     ad_ref g, h, x = ad_leaf(b, "x", 3, 1, AD_INPUT);
     ad_ref f = ad_reduce(b, AD_OP_sum, ad_exp(b, x), AD_ALL);
     status = ad_derivative(b, f, x, &g, &err);      3 x 1, the gradient
     status = ad_derivative(b, g, x, &h, &err);      3 x 3, the Hessian      */
#ifndef AD_SYMBOLIC_H
#define AD_SYMBOLIC_H

#include "nodes.h"

AD_BEGIN_C

/* The adjoints of the nodes x[n], leaves or others, in their shapes, where y
   has the adjoint vbar, a node in the shape of y; vbar with the index
   AD_NO_INDEX stands for ones.  What lies before a node of x is taken for
   constant in its derivative, and zeros are what does not lead to y.  On
   failure nothing but unused nodes is left in b, whose own error is cleared.
   AD_EINPUT, AD_ENOMEM, AD_ELIMIT. */
AD_API ad_status ad_pullback(ad_builder *b, ad_ref y, ad_ref vbar, size_t n,
                             const ad_ref *x, ad_ref *out, ad_error *err);

/* The tangents of the nodes y[m], in their shapes, where the nodes x[n] move
   together along xdot[n], nodes in their shapes; the index AD_NO_INDEX there
   stands for ones. */
AD_API ad_status ad_pushforward(ad_builder *b, size_t m, const ad_ref *y,
                                size_t n, const ad_ref *x, const ad_ref *xdot,
                                ad_ref *out, ad_error *err);

/* dy/dx as a matrix, by the shapes as they were written (unit_rows, unit_cols):
   of a scalar in the shape of x; by a scalar in the shape of y; of a vector by
   a vector the Jacobian, a row for each entry of y; of a matrix by a matrix
   entry by entry, where every path from x to y goes entry by entry and in one
   shape.  AD_EINPUT for all else. */
AD_API ad_status ad_derivative(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                               ad_error *err);

/* The product of the Hessian of y, which is 1 x 1, by the nodes x[n] with the
   direction u[n], as out[n], all in the shapes of x: forward over reverse. */
AD_API ad_status ad_hessian_vector(ad_builder *b, ad_ref y, size_t n,
                                   const ad_ref *x, const ad_ref *u,
                                   ad_ref *out, ad_error *err);

AD_END_C

#endif
