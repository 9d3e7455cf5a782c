/* SPDX-License-Identifier: GPL-3.0-or-later
   `stepsize --format csv`.  Read stepsize_write.h and csv_write.h before. */
#include "page/csv_write.h"
#include "stepsize/stepsize_write.h"
#include "worksheet/failure.h"
#include "worksheet/reason_words.h"

static const char *const columns[] = {
    "worksheet", "record", "method",     "h",          "step",     "value",
    "error",     "r0",     "r1_forward", "r1_reverse", "rounding", "reason",
    "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

const char *stepsize_reason(ad_fd_reason reason)
{
  return reason == AD_FD_CLEAN ? NULL : reason_words_fd(reason)->name;
}

static void put_difference(struct csv *csv, const struct stepsize_point *p,
                           enum stepsize_method method)
{
  int gsl = method == STEPSIZE_GSL;
  csv_text(csv, "difference");
  csv_text(csv, stepsize_name(method));
  csv_number(csv, p->h);
  csv_found(csv, gsl ? p->chosen : p->step);
  csv_found(csv, p->value[method]);
  csv_found(csv, p->error[method]);
  csv_skip(csv, 4);
  csv_text(csv, stepsize_reason(method == STEPSIZE_FIVE_POINT ? p->far
                                                              : p->near));
}

static void put_remainder(struct csv *csv, const struct taylor_step *s)
{
  csv_text(csv, "remainder");
  csv_skip(csv, 1);
  csv_number(csv, s->h);
  csv_skip(csv, 3);
  csv_found(csv, s->r0);
  csv_found(csv, s->r1[TAYLOR_FORWARD]);
  csv_found(csv, s->r1[TAYLOR_REVERSE]);
  csv_found(csv, s->noise);
  csv_text(csv, stepsize_reason(s->reason));
}

/* A line for each quotient at each step, then one for each remainder. */
static void put_study(struct csv *csv, const struct sheet_task *task)
{
  const struct study *study = task->found;
  for (int method = 0; method < STEPSIZE_METHODS; method++)
    for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
      csv_text(csv, task->file);
      put_difference(csv, &study->stepsize.points[i],
                     (enum stepsize_method)method);
      csv_end(csv, COLUMNS);
    }
  for (size_t i = 0; i < TAYLOR_STEPS; i++) {
    csv_text(csv, task->file);
    put_remainder(csv, &study->taylor.steps[i]);
    csv_end(csv, COLUMNS);
  }
}

static void put_failure(struct csv *csv, const struct sheet_task *task,
                        int status)
{
  (void)status;
  failure_csv(csv, task->file, "error", task->loaded, COLUMNS - 1, COLUMNS);
}

const struct sheet_csv stepsize_csv = {COLUMNS, columns, put_study,
                                       put_failure};
