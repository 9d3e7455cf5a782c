/* SPDX-License-Identifier: GPL-3.0-or-later
   `train --format csv`: a line for each epoch.  Read training.h and
   csv_write.h before. */
#include <math.h>

#include "page/csv_write.h"
#include "train/training.h"
#include "worksheet/failure.h"

static const char *const columns[] = {"worksheet", "by",   "epoch", "loss",
                                      "gradient",  "test", "error"};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void put_epoch(struct csv *csv, const struct sheet_task *task,
                      const struct run *run, size_t i)
{
  const struct epoch *e = i < run->n ? &run->epochs[i] : &run->end;
  csv_text(csv, task->loaded->source.name);
  csv_text(csv, training_word(run->by));
  if (i < run->n)
    csv_count(csv, i + 1);
  else
    csv_text(csv, "end");
  csv_found(csv, e->loss);
  csv_found(csv, e->gradient);
  csv_found(csv, e->test);
  csv_end(csv, COLUMNS);
}

static void put_runs(struct csv *csv, const struct sheet_task *task)
{
  const struct training *t = task->found;
  for (size_t k = 0; k < t->n; k++) {
    const struct run *run = &t->run[k];
    for (size_t i = 0; i < run->n + (isfinite(run->end.loss) ? 1 : 0); i++)
      put_epoch(csv, task, run, i);
    if (!run->fault)
      continue;
    csv_text(csv, task->loaded->source.name);
    csv_text(csv, training_word(run->by));
    csv_skip_to(csv, COLUMNS - 1);
    csv_text(csv, run->fault);
    csv_end(csv, COLUMNS);
  }
}

static void put_failure(struct csv *csv, const struct sheet_task *task,
                        int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, COLUMNS - 1, COLUMNS);
}

const struct sheet_csv training_csv = {COLUMNS, columns, put_runs,
                                       put_failure};
