/* SPDX-License-Identifier: GPL-3.0-or-later
   See flow.h. */
#include "explain/flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/kept.h"
#include "host/exits.h"
#include "worksheet/matrix_words.h"

/* --- names ---------------------------------------------------------------- */

/* Letters before the number that the name ends in; all of them where it ends in
   none. */
static size_t stem_length(const char *name)
{
  size_t n = strlen(name);
  while (n > 0 && name[n - 1] >= '0' && name[n - 1] <= '9')
    n--;
  return n > 0 ? n : strlen(name);
}

static int is_layer(const struct explained *e, ad_ref x)
{
  return kept_is_computed(e, x) && ad_trace_reached(e->trace, x) &&
         ad_trace_adjoint(e->trace, x);
}

/* --- gathering ------------------------------------------------------------ */

static void add_step(const struct explained *e, struct flow_series *s, ad_ref x,
                     size_t layer)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  size_t entries = shape.rows * shape.cols;
  double norm = show_norm(ad_trace_adjoint(e->trace, x), entries);
  s->steps = memory_grow(s->steps, s->n + 1, sizeof *s->steps);
  s->steps[s->n++] =
      (struct flow_step){x, memory_copy(ad_graph_name(e->graph, x)), layer,
                         norm, norm / sqrt((double)entries)};
}

static struct flow_series *series_of(struct flow *flow, const char *name,
                                     size_t length)
{
  for (size_t i = 0; i < flow->n; i++)
    if (strlen(flow->series[i].stem) == length &&
        strncmp(flow->series[i].stem, name, length) == 0)
      return &flow->series[i];
  flow->series = memory_grow(flow->series, flow->n + 1, sizeof *flow->series);
  flow->series[flow->n] =
      (struct flow_series){.stem = memory_format("%.*s", (int)length, name)};
  return &flow->series[flow->n++];
}

static void take_numbered(struct flow *flow, const struct explained *e,
                          ad_ref x)
{
  const char *name = ad_graph_name(e->graph, x);
  size_t length = stem_length(name);
  if (name[length])
    add_step(e, series_of(flow, name, length), x,
             (size_t)strtoul(name + length, NULL, 10));
}

static void take_matrix(struct flow *flow, const struct explained *e, ad_ref x)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  if (shape.rows * shape.cols > 1) {
    struct flow_series *s = series_of(flow, "", 0);
    add_step(e, s, x, s->n + 1);
  }
}

static void take_all(struct flow *flow, const struct explained *e,
                     void (*take)(struct flow *, const struct explained *,
                                  ad_ref))
{
  for (size_t i = e->n_named; i-- > 0;)
    if (is_layer(e, e->named[i]))
      take(flow, e, e->named[i]);
}

static void series_free(struct flow_series *s)
{
  for (size_t k = 0; k < s->n; k++)
    free(s->steps[k].name);
  free(s->stem);
  free(s->steps);
}

/* One layer shows no flow. */
static void drop_short(struct flow *flow)
{
  size_t n = 0;
  for (size_t i = 0; i < flow->n; i++)
    if (flow->series[i].n > 1)
      flow->series[n++] = flow->series[i];
    else
      series_free(&flow->series[i]);
  flow->n = n;
}

static int in_sweep(const void *left, const void *right)
{
  const struct flow_step *x = left, *y = right;
  return (x->node.index < y->node.index) - (x->node.index > y->node.index);
}

struct flow flow_new(const struct explained *e)
{
  struct flow flow = {0};
  if (e->n_wrts == 0)
    return flow;
  take_all(&flow, e, take_numbered);
  drop_short(&flow);
  if (flow.n == 0) {
    take_all(&flow, e, take_matrix);
    drop_short(&flow);
  }
  for (size_t i = 0; i < flow.n; i++)
    qsort(flow.series[i].steps, flow.series[i].n, sizeof *flow.series[i].steps,
          in_sweep);
  return flow;
}

void flow_free(struct flow *flow)
{
  for (size_t i = 0; i < flow->n; i++)
    series_free(&flow->series[i]);
  free(flow->series);
}

/* --- of several worksheets ------------------------------------------------ */

void flows_add(struct flows *flows, struct flow flow, const char *name)
{
  flows->flow = memory_grow(flows->flow, flows->n + 1, sizeof *flows->flow);
  flows->names = memory_grow(flows->names, flows->n + 1, sizeof *flows->names);
  flows->flow[flows->n] = flow;
  flows->names[flows->n++] = memory_copy(name);
}

void flows_free(struct flows *flows)
{
  for (size_t i = 0; i < flows->n; i++) {
    flow_free(&flows->flow[i]);
    free(flows->names[i]);
  }
  free(flows->flow);
  free(flows->names);
}

/* --- in words ------------------------------------------------------------- */

static double whole_factor(const struct flow_series *s)
{
  return s->steps[s->n - 1].rms / s->steps[0].rms;
}

double flow_factor(const struct flow_series *s)
{
  return pow(whole_factor(s), 1 / (double)(s->n - 1));
}

const char *flow_word(const struct flow_series *s)
{
  static const double much = 100, little = 2;
  double f = whole_factor(s);
  if (isnan(f))
    return "is no number";
  return f < 1 / much     ? "vanishes"
         : f < 1 / little ? "shrinks"
         : f <= little    ? "keeps its size"
         : f <= much      ? "grows"
                          : "explodes";
}
