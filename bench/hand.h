/* SPDX-License-Identifier: GPL-3.0-or-later
   What the hand-written functions share.  They are compiled with -O3
   -march=native (configure asks whether the compiler can), and may fuse
   multiplications and additions.  Read workload.h before. */
#ifndef HAND_H
#define HAND_H

#include "problem.h"

/* Ends the program unless the worksheet has the sizes that the hand-written
   code was written for. */
void hand_expect(const struct problem *p, size_t n, size_t m, size_t rows,
                 size_t cols);

/* log(sum(exp(t[n]))); e[n] becomes exp(t - largest), *sum their sum. */
double hand_logsumexp(size_t n, const double *t, double *e, double *sum);

#endif
