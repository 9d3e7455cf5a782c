/* SPDX-License-Identifier: GPL-3.0-or-later
   Do forward mode, reverse mode and finite differences agree?  Forward
   against reverse by rule R1: |f - r| <= W u S + DBL_MIN, a bound on the
   rounding that both can collect (u = 2^-53, S the sum over paths of
   |product of partials|, W the roundings counted along the worst path),
   and on what products near DBL_MIN lose to underflow; never by a relative
   tolerance.  In deep graphs S is far too large: the bound is then four times
   the estimate of what both may differ by (sharp.h).  Read forward.h, tape.h,
   fd.h before.

   That they agree says nothing of what both are off the truth: E, estimated
   to first order (sharp.h), decides on weakness and on the digits to print.

   Against finite differences by rule R2: tolerance = 3 error + (8 eps noise +
   DBL_MIN) / h + min(64 eps S, 64 eps |derivative| + 8 E), the noise being
   that of the output's value, by actual adjoints.  Beyond it, quotients of
   smaller and smaller steps are taken, each with a bar of its own: a
   disagreement is what those that settle contradict; where none settle,
   nothing is known (a function that swings faster than the stencil).  Where it
   is too large to tell, wide stencils may agree (judge/fd_wide.h).  Within it
   is agreement, if the tolerance is at most 1e-3 of the larger of
   |derivative| and |fd|, or all are exactly zero (S = 0).  It is `faint`
   agreement, where the tolerance is as small beside `largest` only, or beside
   the terms of a derivative that is zero within the rounding of their sum:
   where the terms themselves are lost, and so every digit is, differences tell
   nothing.  At a kink, the same holds for the slopes to both sides: where both
   are the derivative, the kink is none of the function's. */
#ifndef AD_AGREE_H
#define AD_AGREE_H

#include "fd.h"

AD_BEGIN_C

typedef enum ad_verdict {
  AD_AGREE,
  AD_DISAGREE,
  AD_INCONCLUSIVE
} ad_verdict;

typedef enum ad_reason {
  AD_REASON_NONE,
  AD_REASON_SINGULAR, /* a partial on a reached path, or what an engine
                         found, is not finite: nothing is compared         */
  AD_REASON_KINK,     /* the point lies on a kink                          */
  AD_REASON_DOMAIN,   /* the edge of a domain is too near                  */
  AD_REASON_WIDTH,    /* the function wiggles within every stencil         */
  AD_REASON_NOISE,    /* rounding drowns the difference                    */
  AD_REASON_UNSETTLED, /* quotients of smaller and smaller steps do not
                         settle on one number                              */
  AD_REASON_JUMP,      /* the value jumps at the point                     */
  AD_REASON_UNDERFLOW, /* a product loses its small values on the way      */
  AD_REASON_OVERFLOW,  /* what rounding may do is beyond the doubles       */
  AD_REASON_count
} ad_reason;

/* Both comparisons of one entry. */
typedef struct ad_judgement {
  ad_verdict engines;     /* forward against reverse                       */
  ad_verdict differences; /* against finite differences                    */
  ad_reason reason;       /* why something is inconclusive                 */
  int weak;               /* engines do not differ, but rounding may be more
                             than 1e-6 of what they give, or decides a
                             branch                                        */
  int faint;              /* differences agree, but what they can tell is
                             coarser than 1e-3 of this derivative          */
  double bound;           /* the least of W u S + DBL_MIN, and underflow,
                             and of four times the estimate of what forward
                             and reverse may differ by                     */
  int estimated;          /* bound is that estimate, no proof              */
  double off;             /* E: what both may be off the truth by, to first
                             order (sharp.h); INFINITY: nothing is known   */
  int decided;            /* rounding decides a branch on the way          */
  int lost;               /* weak, and no digit is known: rounding decides, or
                             E is more than 1/32 of the derivative, where
                             first order is no bound any longer            */
  double quotient, error; /* what the differences say: fd's value and error,
                             or what the quotients settled on, and their bar */
  double tolerance;       /* of the quotient                               */
  int settled;            /* the quotient is what they settled on          */
  int smooth;             /* the point lies on a kink of an operation, but
                             both one-sided slopes are the derivative      */
  size_t evaluations;     /* of the graph, to find that out                */
} ad_judgement;

typedef struct ad_agree ad_agree;

/* The sums S and W of a graph at a point. */
AD_API ad_status ad_agree_new(const ad_graph *g, ad_agree **out, ad_error *err);
/* The same with the plan and the point of `e`, as ad_fd_new_beside has it. */
AD_API ad_status ad_agree_new_beside(ad_value *e, ad_agree **out,
                                     ad_error *err);
AD_API void ad_agree_free(ad_agree *a);
AD_API ad_status ad_agree_set(ad_agree *a, size_t leaf, const double *x);

/* Who takes more differences before a disagreement is declared, and wide ones
   where rounding drowned them: fd, of the same graph, borrowed; at each
   judgement it must stand at the same point.  NULL, as at first: the estimate
   that is judged is the last word. */
AD_API void ad_agree_take_differences(ad_agree *a, ad_fd *fd);

/* Evaluates at the point that was set, and sums up for output entry `of`;
   call it before ad_agree_judge for entries of that row.  Where there is no
   such entry, nor wrt entry `by` below, what is asked for is NAN, and a
   judgement that nothing is compared (AD_REASON_SINGULAR). */
AD_API void ad_agree_sweep(ad_agree *a, size_t of);

/* S for wrt entry `by`, W for its leaf, and the rounding noise N of the
   output's value in units of u = eps / 2: the sum over the nodes of |adjoint|
   times what the value is rounded by.  S is not finite where a partial on a
   reached path is not (edges of `select` rows with the partial 0 are no path),
   or where finite ones overflow: see ad_agree_singular. */
AD_API double ad_agree_S(const ad_agree *a, size_t by);
AD_API double ad_agree_W(const ad_agree *a, size_t by);
AD_API double ad_agree_noise(const ad_agree *a);

/* Judges entry `by` of the row last swept: forward, reverse, and fd (NULL:
   only the engines; `differences` is then AD_INCONCLUSIVE); `largest` is the
   largest |entry| of the leaf.  Differences must agree with forward and
   reverse both.  Before a disagreement is declared, the noise is looked up
   at both ends of the stencil, and more differences are taken (see
   ad_agree_take_differences). */
AD_API void ad_agree_judge(ad_agree *a, size_t by, double forward,
                           double reverse, const ad_fd_estimate *fd,
                           double largest, ad_judgement *out);

/* The same along direction d[n], n = entries of all wrt leaves (rule R3):
   `forward` is the tangent of the row's output in that direction, `reverse`
   the product of the row with d, summed in any order, fd an estimate of
   ad_fd_direction for the same d or NULL.  That forward and reverse agree is
   the duality test: <u, J d> = <J' u, d>, within the rounding of both. */
AD_API void ad_agree_judge_direction(ad_agree *a, const double *d,
                                     double forward, double reverse,
                                     const ad_fd_estimate *fd,
                                     ad_judgement *out);

/* What a verdict names where differences are not clean for this reason. */
AD_API ad_reason ad_agree_reason(ad_fd_reason reason);

/* Where S of entry `by` of the row last swept is not finite: the node on a
   path from it whose partial is not, and the entry of it; false where there
   is none (then a product of finite partials overflows, which is no fault of
   the derivative's, or S is finite). */
AD_API int ad_agree_singular(ad_agree *a, size_t by, ad_ref *out,
                             size_t *entry);

/* The conventions at kinks that the point of the last sweep touches: name
   (kink text of the op table) number i, each once, or NULL past the end. */
AD_API const char *ad_agree_kink(const ad_agree *a, size_t i);

AD_END_C

#endif
