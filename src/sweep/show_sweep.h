/* SPDX-License-Identifier: GPL-3.0-or-later
   The report of `sweep`: its header (show_sweep.c), its tables
   (show_sweep_tables.c), what follows from them (show_sweep_growth.c) and what
   it all comes to (show_sweep_conclusion.c).
   Read sweep_gather.h and page.h before. */
#ifndef SHOW_SWEEP_H
#define SHOW_SWEEP_H

#include "page/page.h"
#include "sweep/sweep_gather.h"

/* Everything about a sweep of at least one point. */
void show_sweep(struct page *page, const struct sweep *s,
                const struct loaded *first, const struct vary *vary,
                const struct options *options);

/* Sizes and sweeps, flops, times, kept bytes. */
void show_sweep_tables(struct page *page, const struct sweep *s,
                       const struct options *options);

/* For a grid of two axes: forward over reverse, the one axis downwards, the
   other across. */
void show_sweep_grid(struct page *page, const struct sweep *s);

/* Exponents beside the theory; crossovers; the sentence to take home. */
void show_sweep_growth(struct page *page, const struct sweep *s);
void show_sweep_crossover(struct page *page, const struct sweep *s);
void show_sweep_conclusion(struct page *page, const struct sweep *s);

/* What the x axis is called: params, outputs or a dim. */
const char *show_sweep_x(const struct sweep *s);

/* Does a method do anything that the one before it does not? */
int show_sweep_has(const struct sweep *s, int method);

/* What the columns of a method are called: "forward/8" for chunks of 8; the
   caller frees it. */
char *show_sweep_label(const struct sweep *s, int method);

#endif
