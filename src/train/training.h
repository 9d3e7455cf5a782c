/* SPDX-License-Identifier: GPL-3.0-or-later
   What `train` found, shown and written.  Read trainer.h and
   sheet_command.h before. */
#ifndef TRAINING_H
#define TRAINING_H

#include "train/trainer.h"
#include "worksheet/sheet_command.h"

enum { RUNS_MOST = AD_BY_ALL };

struct page;

/* What a task found. */
struct training {
  struct trainer trainer;
  size_t n;
  struct run run[RUNS_MOST]; /* run[n]: one, or one for each kind of gradient */
};

/* "reverse mode", "forward mode", "differences"; the words of JSON and CSV. */
const char *training_method(size_t by);
const char *training_word(size_t by);

/* "rate = 0.05, momentum = 0.9"; the caller frees it. */
char *training_settings(const ad_training *s);

/* The values that a run ended with, of param i. */
const double *training_values(const struct training *t, const double *x,
                              size_t i, ad_shape *shape);
const char *training_param(const struct training *t, size_t i);

/* The report, and the section of one step in it. */
void show_training(struct page *page, const struct sheet_task *task);
void show_pass(struct page *page, const struct training *t, int full);

void training_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv training_csv;

/* Writes the trained params to task->options->parameters.  An exit status. */
int training_write(const struct sheet_task *task);

/* Sets t->start to the values that the worksheet `file` has for the params. */
int training_from(struct trainer *t, const struct sheet_task *task,
                  const char *file);

#endif
