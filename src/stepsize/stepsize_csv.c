/* SPDX-License-Identifier: GPL-3.0-or-later
   `stepsize --format csv`.  Read stepsize_write.h and csv_write.h before. */
#include <math.h>

#include "page/csv_write.h"
#include "stepsize/stepsize_write.h"
#include "worksheet/failure.h"
#include "worksheet/label.h"

static const char *const columns[] = {
    "worksheet", "record", "method",     "h",          "step",     "value",
    "error",     "r0",     "r1_forward", "r1_reverse", "rounding", "reason",
    "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

const char *stepsize_reason(ad_fd_reason reason)
{
  return reason == AD_FD_CLEAN ? NULL : label_reason(ad_agree_reason(reason));
}

/* NaN: there is none. */
static void put_found(struct csv *csv, double x)
{
  if (isnan(x))
    csv_skip(csv, 1);
  else
    csv_number(csv, x);
}

static void put_difference(struct csv *csv, const struct stepsize_point *p,
                           enum stepsize_method method)
{
  int gsl = method == STEPSIZE_GSL;
  csv_text(csv, "difference");
  csv_text(csv, stepsize_name(method));
  csv_number(csv, p->h);
  put_found(csv, gsl ? p->chosen : p->step);
  put_found(csv, p->value[method]);
  put_found(csv, p->error[method]);
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
  put_found(csv, s->r0);
  put_found(csv, s->r1[TAYLOR_FORWARD]);
  put_found(csv, s->r1[TAYLOR_REVERSE]);
  put_found(csv, s->noise);
  csv_text(csv, stepsize_reason(s->reason));
}

static void put_names(struct csv *csv)
{
  for (size_t i = 0; i < COLUMNS; i++)
    csv_text(csv, columns[i]);
  csv_end(csv, COLUMNS);
}

void stepsize_csv_failure(FILE *out, const char *file,
                          const struct loaded *loaded, int names)
{
  struct csv csv = csv_on(out);
  if (names)
    put_names(&csv);
  failure_csv(&csv, file, "error", loaded, COLUMNS - 1, COLUMNS);
}

void stepsize_csv(FILE *out, const struct study *study, const char *file,
                  int names)
{
  struct csv csv = csv_on(out);
  if (names)
    put_names(&csv);
  for (int method = 0; method < STEPSIZE_METHODS; method++)
    for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
      csv_text(&csv, file);
      put_difference(&csv, &study->stepsize.points[i],
                     (enum stepsize_method)method);
      csv_end(&csv, COLUMNS);
    }
  for (size_t i = 0; i < TAYLOR_STEPS; i++) {
    csv_text(&csv, file);
    put_remainder(&csv, &study->taylor.steps[i]);
    csv_end(&csv, COLUMNS);
  }
}
