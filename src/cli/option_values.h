/* SPDX-License-Identifier: GPL-3.0-or-later
   What options do with their values, those of option_rows.c: EXIT_FINE or, with
   a message, EXIT_INPUT.  Read options.h before. */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

#include "cli/options.h"

int take_format(struct options *o, const char *value);
int take_marks(struct options *o, const char *value);
int take_drawing(struct options *o, const char *value);
int take_dim(struct options *o, const char *value);
int take_data(struct options *o, const char *value);
int take_seed(struct options *o, const char *value);
int take_fd_entries(struct options *o, const char *value);
int take_chunk(struct options *o, const char *value);
int take_max_memory(struct options *o, const char *value);
int take_max_seconds(struct options *o, const char *value);
int take_vary(struct options *o, const char *value);
int take_answers(struct options *o, const char *value);
int take_layout(struct options *o, const char *value);
int take_timeout(struct options *o, const char *value);
int take_jobs(struct options *o, const char *value);
int take_shard(struct options *o, const char *value);
int take_budget(struct options *o, const char *value);
int take_time_budget(struct options *o, const char *value);
int take_threads(struct options *o, const char *value);
int take_show(struct options *o, const char *value);
int take_hide(struct options *o, const char *value);
int take_open(struct options *o, const char *value);
int take_digits(struct options *o, const char *value);
int take_only(struct options *o, const char *value);
int take_autograd(struct options *o, const char *value);
int take_epochs(struct options *o, const char *value);
int take_batch(struct options *o, const char *value);
int take_optimiser(struct options *o, const char *value);
int take_rate(struct options *o, const char *value);
int take_momentum(struct options *o, const char *value);
int take_beta1(struct options *o, const char *value);
int take_beta2(struct options *o, const char *value);
int take_epsilon(struct options *o, const char *value);
int take_test(struct options *o, const char *value);
int take_shuffle(struct options *o, const char *value);
int take_by(struct options *o, const char *value);
int take_show_pass(struct options *o, const char *value);

/* "values, gradients, agreement and cost"; the caller frees it. */
char *option_parts(const char *const *parts);

#endif
