/* SPDX-License-Identifier: GPL-3.0-or-later
   Random numbers for leaves.  Each leaf has a stream of its own, made from
   the worksheet's seed and the leaf's name: a new leaf reshuffles nothing,
   and the order of drawing does not matter.

     hash   = FNV-1a, 64 bits, of the seed's four bytes, lowest first, then
              the bytes of the name
     state  = mt19937 (GSL), seeded by hash / 2^32 xor hash mod 2^32, or by
              1 where that is 0 (GSL takes 0 for 4357)

   The numbers are the same on every machine, the C library's last bits
   aside.  Internal to the library. */
#ifndef AD_DRAW_H
#define AD_DRAW_H

#include "status.h"

typedef struct ad_draw ad_draw;

/* Starts the stream of (seed, name).  AD_EINPUT for a seed above 2^32 - 1.
   The caller frees *out. */
ad_status ad_draw_new(unsigned long seed, const char *name, ad_draw **out,
                      ad_error *err);
void ad_draw_free(ad_draw *draw);

/* x[n] of mean mu and standard deviation sd >= 0, both finite. */
void ad_draw_normal(ad_draw *draw, double mu, double sd, size_t n, double *x);

/* x[n] uniform over [a, b], a <= b and b - a finite. */
void ad_draw_uniform(ad_draw *draw, double a, double b, size_t n, double *x);

#endif
