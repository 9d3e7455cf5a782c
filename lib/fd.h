/* SPDX-License-Identifier: GPL-3.0-or-later
   Finite differences entry by entry, by GSL's adaptive central rule, with
   a look at what its error estimate cannot see: kinks, domain edges, and
   operands that move too far within the stencil.  Uses values only, so it
   is independent of both engines.  Read value.h before.  Source: the GSL
   manual, "Numerical Differentiation".

   Steps h are tried from a hundredth of the variable's size downwards, by
   tens to 1000 eps |x|; GSL is called at the first where the stencil x +- h,
   x +- h/2 is clean.  The size is |x|; of an entry that is 0, the largest of
   its leaf, and where all are 0, 1; then steps go down to 1e-300, past the
   sixteenth in strides.  Where rounding drowns the estimate (an x of 1e-8 in
   1 + x), larger steps are tried, up to 1e-2 max(1, size), and the estimate
   with the smallest error is taken. */
#ifndef AD_FD_H
#define AD_FD_H

#include "nodes.h"
#include "value.h"

AD_BEGIN_C

typedef struct ad_fd ad_fd;

/* Evaluations for one entry: a clean first step needs the four points of
   the stencil, and four more where GSL goes on to a smaller step.  At most:
   the base point (once after ad_fd_set), four at each step and each of the
   seven between two strides, four more by GSL, and eight at each of the larger
   steps; or, at a kink, two one-sided rules of eight points, their own search,
   and four points near a jump. */
enum {
  AD_FD_STEPS = 21,
  AD_FD_WIDER = 6,
  AD_FD_LEAST = 4,
  AD_FD_MOST = 1 + 4 * (AD_FD_STEPS + 7) + 4 + 8 * AD_FD_WIDER
};

/* Why no estimate can be trusted. */
typedef enum ad_fd_reason {
  AD_FD_CLEAN,  /* the stencil is clean                                    */
  AD_FD_KINK,   /* a branch changes within every stencil, or at the point  */
  AD_FD_DOMAIN, /* a value within every stencil is not finite              */
  AD_FD_WIDTH,  /* operands move too far within every stencil              */
  AD_FD_JUMP,   /* the value jumps at the point                            */
  AD_FD_UNDERFLOW /* a product loses its small values within every stencil */
} ad_fd_reason;

typedef struct ad_fd_estimate {
  double value, error; /* GSL's estimate and its bound on the error        */
  double step;         /* the first step it was given                      */
  double least_step;   /* the one that its value came from                 */
  int refined;         /* it tried a smaller step                          */
  size_t evaluations;  /* of the graph, the clean test's included          */
  size_t extra;        /* of these, how many hang on the last bits: smaller
                          and larger steps because of an estimated error   */
  ad_fd_reason reason; /* value is NaN where it is not AD_FD_CLEAN         */
  double left, right;  /* one-sided slopes, where reason is AD_FD_KINK or
                          AD_FD_JUMP; NaN where there is none              */
  double side_error[2], side_step[2]; /* of the left, the right slope: its
                                         error, the smallest step taken    */
  double side_value[2], at; /* where it is AD_FD_JUMP: the values on the left
                               and on the right of the point (infinite: they
                               have no bound there), and at it             */
} ad_fd_estimate;

AD_API ad_status ad_fd_new(const ad_graph *g, ad_fd **out, ad_error *err);
/* The same with the plan and the point of `e`, which ad_value_new has made, is
   borrowed and must outlive it: what is set in one is set in both, and where
   the point is another, fd sweeps e. */
AD_API ad_status ad_fd_new_beside(ad_value *e, ad_fd **out, ad_error *err);
AD_API void ad_fd_free(ad_fd *fd);

/* Sets leaf number `leaf` to x[rows x cols].  AD_EINPUT, and nothing is set,
   where there is no such leaf. */
AD_API ad_status ad_fd_set(ad_fd *fd, size_t leaf, const double *x);

/* The derivative of output entry `of` (0 .. m-1) by wrt entry `by`
   (0 .. n-1), counted as in a Jacobian's rows and columns.  Operands of
   stop_gradient stay at their base point.  Asked for column by column, the
   entries of one column share evaluations, and count only their own.  Of an
   entry that is none: AD_FD_DOMAIN, and NAN; so for all below.  No allocation,
   cannot fail. */
AD_API void ad_fd_entry(ad_fd *fd, size_t of, size_t by, ad_fd_estimate *out);

/* The same along direction d[n], n = entries of all wrt leaves: of the t in
   x + t d, at t = 0.  Steps begin where no leaf moves by more than a hundredth
   of its largest entry.  d is borrowed for the call.  Asked for direction by
   direction, the output entries of one share evaluations. */
AD_API void ad_fd_direction(ad_fd *fd, size_t of, const double *d,
                            ad_fd_estimate *out);

/* The value of wrt entry `by` at the base point; of what ad_shifted made, the
   node's. */
AD_API double ad_fd_base(ad_fd *fd, size_t by);

/* Output entry `of` where wrt entry `by` (of what ad_shifted made, the node)
   is t and all else as set, frozen operands at the base point; *reason, if not
   NULL, says whether t is a clean point of a stencil around the base point.
   No allocation, cannot fail. */
AD_API double ad_fd_at(ad_fd *fd, size_t of, size_t by, double t,
                       ad_fd_reason *reason);

/* The same for all output entries y[m] where all wrt entries are moved by
   h d[n]; reasons[outputs] has one reason an output. */
AD_API void ad_fd_displace(ad_fd *fd, double h, const double *d, double *y,
                           ad_fd_reason *reasons);

AD_END_C

#endif
