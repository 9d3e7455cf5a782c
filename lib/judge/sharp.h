/* SPDX-License-Identifier: GPL-3.0-or-later
   What rounding does to a derivative, estimated to first order with actual
   adjoints and tangents in the place of the sums over paths that bound.h
   takes: those grow exponentially with the depth of a graph, these do not.
   u = 2^-53; for an output y and a direction d, with bar the adjoints of y,
   t the tangents along d, p partials, all over the active nodes v and their
   operands k:

     E1 = u sum |bar_v| sum_k max(L_v, R_k) |p_k t_k|   sums that the engines
          make, of L_v terms forward and R_k back;
     E2 = u sum |bar_v| sum_k err(p_k) |t_k|            inside the partials;
     E3 = u sum off_v |bar'_v|                          the values' rounding,
          through second derivatives: bar' is the derivative of bar along d;

   E = E1 + E2 + E3.  err and off come from the rows' texts (sharp_text.h).
   The rounding noise of y itself is N = u sum off_v |bar_v|.
   T is an upper bound of E for all entries at once, two sweeps with absolute
   values; where that is small enough nothing else is needed.  First order
   fails where rounding decides a branch, or moves an operand further than its
   width: ad_sharp_decides finds that out by evaluating anew with every
   result moved by its rounding, up or down at random.
   Internal to agree.c and agree_judge.c; read bound.h before. */
#ifndef AD_SHARP_H
#define AD_SHARP_H

#include "judge/bound.h"
#include "judge/sharp_text.h"
#include "judge/stencil.h"

typedef struct ad_sharp {
  ad_bound *b; /* borrowed: values, S, and where they lie                   */
  ad_row_texts *texts;  /* texts[elementwise rows]                          */
  size_t *cache;        /* cache[nodes + 1]: where their row's numbers begin;
                           NULL where none has any                          */
  double *cached;       /* see sharp_parts.h                                */
  int fresh;            /* are off and cached those of the point?           */

  /* each as the values are laid out, 0 where nothing is known */
  double *off;     /* what a value is rounded by, in units of u            */
  double *bar;     /* adjoints of the row last swept                       */
  double *engines; /* what |t| is weighted with: (L + R) |bar p|,          */
  double *local;   /* max(L, R) |bar p| + |bar| err(p)                     */
  double *t, *turned; /* tangents along d (for a while values, which other
                         places have less room for), and bar' of what is
                         computed                                           */
  double *work;    /* work[3 x entries of the largest node]                */
  double *room;    /* see sharp_factored.c                                  */
  double *T;       /* T[wrt entries] of the row last swept                 */
  double noise;    /* N, without u                                         */
  int weighted;    /* are engines and local those of the row?              */
  int pushed;      /* is t other than 0?                                   */
  int shaken;      /* is dirt that of the point?                           */
  unsigned char *dirt; /* dirt[2 x nodes]                                  */
  unsigned char *entries; /* room: a byte for each value                   */
} ad_sharp;

/* What is estimated of a derivative, absolute. */
typedef struct ad_sharp_error {
  double engines; /* E1f + E1r, what forward and reverse may differ by     */
  double all;     /* E                                                     */
} ad_sharp_error;

/* AD_ENOMEM, AD_ELIMIT; whatever comes back, ad_sharp_free may be called. */
ad_status ad_sharp_init(ad_sharp *s, ad_bound *b, ad_error *err);
void ad_sharp_free(ad_sharp *s);

/* Another point is set: what was known does not hold any longer. */
void ad_sharp_forget(ad_sharp *s);

/* For the row that b was last swept for: bar, N and T. */
void ad_sharp_sweep(ad_sharp *s, size_t of);

/* t is 0 again, as it was before the last derivative was estimated. */
void ad_sharp_clear_tangents(ad_sharp *s);

/* N alone, where values and b's sums have changed; then ad_sharp_forget, or
   the same back at the point, must follow. */
double ad_sharp_noise(ad_sharp *s, size_t of);

/* E along d[n], n = entries of all wrt leaves, or by entry `by` where d is
   NULL.  Not finite where nothing can be said. */
ad_sharp_error ad_sharp_estimate(ad_sharp *s, const double *d, size_t by);

/* What either engine may lose to underflow of the derivative last estimated:
   a least double for each product, carried on by |bar| or |t|. */
double ad_sharp_lost(const ad_sharp *s);

/* u T, of an entry or along a direction. */
double ad_sharp_coarse(const ad_sharp *s, const double *d, size_t by);

/* Does rounding decide a branch on the way to output `of`, or move an operand
   out of its width?  `stencil` is that of b's program. */
int ad_sharp_decides(ad_sharp *s, size_t of, const ad_stencil *stencil);

#endif
