/* SPDX-License-Identifier: GPL-3.0-or-later
   `sweep --format json`: a worksheet as one object on a line.  Its keys are
   described in the manual.  Read sweep_write.h and json_write.h before. */
#include <math.h>

#include "host/exits.h"
#include "page/json_write.h"
#include "sweep/sweep_write.h"

/* --- points --------------------------------------------------------------- */

static void put_cost(struct json *json, const struct sweep *s,
                     const struct method_cost *cost, int method)
{
  int timed = s->timed && cost->seconds > 0;
  json_begin_object(json);
  json_member_text(json, "method", cost->name);
  json_member_found(json, "sweeps", cost->sweeps);
  json_member_found(json, "flops", measure_flops(cost, method));
  json_member_found(json, "calls", measure_calls(cost, method));
  json_member_count(json, "bytes", cost->bytes);
  json_member_found(json, "seconds", timed ? cost->seconds : (double)NAN);
  json_member_found(json, "least", timed ? cost->least : (double)NAN);
  json_member_found(json, "most", timed ? cost->most : (double)NAN);
  json_member_truth(json, "extrapolated", cost->extrapolated);
  json_end_object(json);
}

static void put_point(struct json *json, const struct sweep *s,
                      const struct sweep_point *p)
{
  json_begin_object(json);
  json_member_object(json, "sizes");
  for (size_t i = 0; i < s->n_dims; i++)
    json_member_count(json, s->dims[i], p->sizes[i]);
  json_end_object(json);
  json_member_count(json, "params", p->n);
  json_member_count(json, "outputs", p->m);
  json_member_count(json, "nodes", p->nodes);
  json_member_truth(json, "fitted", p->fitted);
  json_member_array(json, "cost");
  for (int i = METHOD_EVALUATION; i < METHODS; i++)
    put_cost(json, s, &p->costs[i], i);
  json_end_array(json);
  json_end_object(json);
}

/* --- what follows from them ----------------------------------------------- */

static void put_slope(struct json *json, const char *key,
                      const struct slope *slope, int has_theory)
{
  json_put_key(json, key);
  if (slope->points == 0) {
    json_put_null(json);
    return;
  }
  json_begin_object(json);
  json_member_found(json, "value", slope->value);
  json_member_found(json, "error", slope->error);
  json_member_found(json, "theory", has_theory ? slope->theory : (double)NAN);
  json_member_count(json, "points", slope->points);
  json_end_object(json);
}

static void put_slopes(struct json *json, const struct sweep *s)
{
  json_member_array(json, "exponents");
  for (int i = METHOD_EVALUATION; i < METHODS; i++) {
    json_begin_object(json);
    json_member_text(json, "method", s->points[0].costs[i].name);
    put_slope(json, s->timed ? "seconds" : "flops", &s->slopes[i][0], 1);
    put_slope(json, "multiple", &s->slopes[i][1], 1);
    put_slope(json, "bytes", &s->kept[i], 0);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_crossover(struct json *json, const struct sweep *s)
{
  json_member_object(json, "crossover");
  json_member_found(json, "flops", s->crossover_count);
  json_member_found(json, "seconds", s->crossover_time);
  json_member_found(json, "chunked_flops", s->crossover_chunked_count);
  json_member_found(json, "chunked_seconds", s->crossover_chunked_time);
  json_end_object(json);
}

static const char *against(const struct sweep *s)
{
  if (s->against == SWEEP_DIM)
    return s->dims[s->against_dim];
  return s->against == SWEEP_PARAMS ? "params" : "outputs";
}

void sweep_json(FILE *out, const struct sheet_task *task)
{
  const struct sweep *s = task->found;
  const struct loaded *first = task->loaded;
  struct json json = json_on(out);
  json_begin_object(&json);
  json_member_text(&json, "worksheet", first->source.name);
  json_member_text(&json, "title", s->title);
  json_member_text(&json, "version", exits_version());
  json_member_count(&json, "seed", ad_sheet_seed(first->sheet));
  json_member_count(&json, "chunk", s->chunk);
  json_member_text(&json, "against", against(s));
  json_member_truth(&json, "partial", s->partial);
  json_member_array(&json, "points");
  for (size_t i = 0; i < s->n_points; i++)
    put_point(&json, s, &s->points[i]);
  json_end_array(&json);
  put_slopes(&json, s);
  put_crossover(&json, s);
  json_end_object(&json);
  json_end_line(&json);
}
