/* SPDX-License-Identifier: GPL-3.0-or-later
   The steps in which results are gathered, each in a file of its own.
   Internal to results*.c; read results.h before. */
#ifndef RESULTS_GATHER_H
#define RESULTS_GATHER_H

#include "compare/results.h"

/* So many output entries are all looked at along random directions. */
enum { RESULTS_MOST_ROWS = 200 };

/* results_entries.c: which entries are checked one by one: all of them, or,
   where there are more than `limit`, the largest few.  Reverse mode must
   have run. */
void results_choose_entries(struct results *r, size_t limit);

/* For qsort: two size_t. */
int results_ascending(const void *a, const void *b);

/* The place of entry `at` = of * n + by among those chosen, n_chosen where
   it is not there. */
size_t results_find(const struct results *r, size_t at);

/* results_judged.c: room for the judgements of all entries, and the bytes that
   it takes where `limit` are chosen at most, SIZE_MAX if they are more; the
   judgement of entry `at`. */
void results_start_judging(struct results *r);
size_t results_judged_bytes(size_t entries, size_t limit);
void results_keep(struct results *r, size_t at, ad_judgement j);

/* results_forward.c: decides whether forward mode takes all entries, and
   whether bounds are swept for all rows; takes the entries or those chosen;
   takes a sweep along d[n], the tangent of output entry rows[i] into
   along[i * step]. */
ad_status results_plan_forward(struct results *r, ad_error *err);
void results_take_forward(struct results *r);
void results_push(struct results *r, const double *d, struct along *along,
                  size_t step);

/* results_along.c: where not all entries were chosen, draws random
   directions and takes both modes along them, for all output entries or a
   sample; then, for row `of`, whose bounds were swept, the verdicts. */
void results_take_directions(struct results *r);
void results_judge_directions(struct results *r, size_t of);

/* Direction k < n_directions, [n], the first time one after another: valid
   until the next is asked for. */
const double *results_direction(const struct results *r, size_t k);
void results_free_directions(struct results *r);

#endif
