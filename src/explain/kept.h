/* SPDX-License-Identifier: GPL-3.0-or-later
   Which values the reverse sweep reads: what the partials of the operations
   that are differentiated say of it (ad_op_reads).  Read explain.h and ops.h
   before. */
#ifndef KEPT_H
#define KEPT_H

#include "explain/explain.h"

/* Is the edge differentiated: does a derivative go along it? */
int kept_is_active(const struct explained *e, struct edge edge);

/* Does a partial of node `by` read its operand k?  Does one of x read the
   result, or the factorisation of an operand? */
int kept_reads_operand(const struct explained *e, struct edge edge);
int kept_reads_result(const struct explained *e, ad_ref x);
int kept_reads_factors(const struct explained *e, ad_ref x);

/* Is a partial of x written in the result, as those of relu, tanh, exp are?  If
   not, a result that is read only tells whether x is inside of its domain. */
int kept_is_in_result(const struct explained *e, ad_ref x);

/* Is node x computed for an output, not given?  Is it kept then: read, or an
   output? */
int kept_is_computed(const struct explained *e, ad_ref x);
int kept_is_kept(const struct explained *e, ad_ref x);

/* Is x not kept because the partial by it is written in the result?  *edge is
   then where. */
int kept_is_spared(const struct explained *e, ad_ref x, struct edge *edge);

size_t kept_bytes(const struct explained *e, ad_ref x);

#endif
