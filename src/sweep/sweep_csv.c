/* SPDX-License-Identifier: GPL-3.0-or-later
   `sweep --format csv`: a line for each method at each point.  Read
   sweep_write.h and csv_write.h before. */
#include <stdlib.h>

#include "host/exits.h"
#include "page/csv_write.h"
#include "sweep/sweep_write.h"
#include "worksheet/failure.h"

static const char *const columns[] = {
    "worksheet", "point",  "sizes", "params", "outputs", "nodes",
    "method",    "sweeps", "flops", "calls",  "bytes",   "extrapolated",
    "seconds",   "least",  "most",  "error"};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* "h=4 d=8" */
static void put_sizes(struct csv *csv, const struct sweep *s,
                      const struct sweep_point *p)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < s->n_dims; i++)
    memory_append(&text, " ", memory_format("%s=%zu", s->dims[i],
                                            p->sizes[i]));
  csv_text(csv, text);
  free(text);
}

static void put_cost(struct csv *csv, const struct sweep *s,
                     const struct method_cost *cost, int method)
{
  csv_text(csv, cost->name);
  csv_number(csv, cost->sweeps);
  csv_number(csv, measure_flops(cost, method));
  csv_number(csv, measure_calls(cost, method));
  csv_count(csv, cost->bytes);
  if (s->timed && cost->seconds > 0) {
    csv_count(csv, cost->extrapolated ? 1 : 0);
    csv_number(csv, cost->seconds);
    csv_number(csv, cost->least);
    csv_number(csv, cost->most);
  }
  csv_end(csv, COLUMNS);
}

static void put_points(struct csv *csv, const struct sheet_task *task)
{
  const struct sweep *s = task->found;
  for (size_t i = 0; i < s->n_points; i++)
    for (int method = METHOD_EVALUATION; method < METHODS; method++) {
      const struct sweep_point *p = &s->points[i];
      csv_text(csv, task->loaded->source.name);
      csv_count(csv, i + 1);
      put_sizes(csv, s, p);
      csv_count(csv, p->n);
      csv_count(csv, p->m);
      csv_count(csv, p->nodes);
      put_cost(csv, s, &p->costs[method], method);
    }
}

static void put_failure(struct csv *csv, const struct sheet_task *task,
                        int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, COLUMNS - 1, COLUMNS);
}

const struct sheet_csv sweep_csv = {COLUMNS, columns, put_points, put_failure};
