/* SPDX-License-Identifier: GPL-3.0-or-later
   See sharp.h: the sweeps, over nodes that sharp_rows.c and sharp_nodes.c
   know. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "graph.h"
#include "graph/entry.h"
#include "judge/sharp_nodes.h"

static const double unit = DBL_EPSILON / 2;

/* --- making --------------------------------------------------------------- */

static size_t largest_node(const ad_graph *g)
{
  size_t words = 1;
  for (size_t i = 0; i < g->n; i++)
    words = ad_entries(&g->nodes[i]) > words ? ad_entries(&g->nodes[i]) : words;
  return words;
}

static ad_status read_texts(ad_sharp *s, ad_error *err)
{
  const ad_graph *g = s->b->program.g;
  ad_status status = AD_OK;
  s->texts = ad_array(AD_ELEMENTWISE_COUNT, sizeof *s->texts);
  if (!s->texts)
    return ad_fail_memory(err, AD_ELEMENTWISE_COUNT * sizeof *s->texts);
  for (size_t i = 0; i < g->n && status == AD_OK; i++) {
    ad_op op = (ad_op)g->nodes[i].op;
    size_t row = op - AD_OP_elementwise;
    if (ad_is_elementwise(&g->nodes[i]) && !s->texts[row].ready)
      status = ad_row_texts_read(op, &s->texts[row], err);
  }
  return status;
}

static double *new_numbers(size_t n)
{
  return ad_array(n + 1, sizeof(double));
}

static ad_status allocate(ad_sharp *s, ad_error *err)
{
  const ad_program *p = &s->b->program;
  size_t n = p->value_words, cached = ad_sharp_rows_words(s);
  size_t work = 3 * largest_node(p->g);
  size_t room = ad_sharp_factored_words(p->g);
  size_t bytes = (6 * n + cached + work + room) * sizeof(double);
  if (bytes > p->g->limit)
    return ad_fail(err, AD_ELIMIT, "estimates of rounding need more than the "
                                   "%zu bytes allowed", p->g->limit);
  if (cached == 0) {
    free(s->cache);
    s->cache = NULL;
  }
  s->cached = new_numbers(cached);
  s->off = new_numbers(n);
  s->bar = new_numbers(n);
  s->engines = new_numbers(n);
  s->local = new_numbers(n);
  s->t = new_numbers(n);
  s->turned = new_numbers(n);
  s->work = new_numbers(work);
  s->room = new_numbers(room);
  s->T = new_numbers(ad_graph_wrt_entries(p->g));
  s->dirt = ad_array(2 * p->g->n + 1, 1);
  s->entries = ad_array(n + 1, 1);
  if (!s->cached || !s->off || !s->bar || !s->engines || !s->local || !s->t ||
      !s->turned || !s->work || !s->room || !s->T || !s->dirt || !s->entries)
    return ad_fail_memory(err, bytes);
  return AD_OK;
}

ad_status ad_sharp_init(ad_sharp *s, ad_bound *b, ad_error *err)
{
  *s = (ad_sharp){.b = b};
  s->cache = ad_array(b->program.g->n + 1, sizeof *s->cache);
  if (!s->cache)
    return ad_fail_memory(err, b->program.g->n * sizeof *s->cache);
  ad_status status = read_texts(s, err);
  return status == AD_OK ? allocate(s, err) : status;
}

void ad_sharp_free(ad_sharp *s)
{
  free(s->texts);
  free(s->cache);
  free(s->cached);
  free(s->off);
  free(s->bar);
  free(s->engines);
  free(s->local);
  free(s->t);
  free(s->turned);
  free(s->work);
  free(s->room);
  free(s->T);
  free(s->dirt);
  free(s->entries);
}

void ad_sharp_forget(ad_sharp *s)
{
  s->fresh = 0;
  s->shaken = 0;
}

/* --- sweeps --------------------------------------------------------------- */

static int is_row(const ad_sharp *s, size_t i)
{
  return ad_is_elementwise(&s->b->program.g->nodes[i]);
}

static void fill(ad_sharp *s)
{
  const ad_graph *g = s->b->program.g;
  for (size_t i = 0; i < g->n; i++) {
    if (!(g->nodes[i].flags & AD_NODE_ACTIVE) || g->nodes[i].arity == 0)
      continue;
    if (is_row(s, i))
      ad_sharp_rows_fill(s, i);
    else
      ad_sharp_nodes_off(s, i);
  }
  s->fresh = 1;
}

static size_t place_of_output(const ad_sharp *s, size_t of)
{
  const ad_program *p = &s->b->program;
  size_t entry, output = ad_entry_find(p->g, p->g->outputs, of, &entry);
  return p->value[p->g->outputs[output]] + entry;
}

static void clear(const ad_sharp *s, double *x)
{
  memset(x, 0, s->b->program.value_words * sizeof *x);
}

/* All but leaves: of parameters by the million no page is touched that need
   not be. */
static void clear_computed(const ad_sharp *s, double *x)
{
  const ad_graph *g = s->b->program.g;
  for (size_t i = 0; i < g->n; i++)
    if (g->nodes[i].arity > 0 && ad_sharp_place(s, i) != SIZE_MAX)
      memset(x + ad_sharp_place(s, i), 0,
             ad_entries(&g->nodes[i]) * sizeof *x);
}

void ad_sharp_clear_tangents(ad_sharp *s)
{
  if (s->pushed)
    clear(s, s->t);
  else
    clear_computed(s, s->t);
  s->pushed = 0;
}

/* As noise, each entry of |L| |U| counts once: its roundings do not all go
   one way, and what is made of noise leaves room for them. */
static double noise_of(const ad_sharp *s, size_t i)
{
  const ad_node *x = &s->b->program.g->nodes[i];
  size_t at = ad_sharp_place(s, i), end = at + ad_entries(x);
  double sum = 0;
  for (; at < end; at++)
    if (s->bar[at] != 0 && s->off[at] != 0 && isfinite(s->off[at]))
      sum += fabs(s->bar[at]) * s->off[at];
  return ad_row_of(x)->kind == AD_KIND_factored
           ? sum / ad_sharp_factored_units(s, i)
           : sum;
}

/* Adjoints, and the noise that they make of the values' rounding. */
static void pull(ad_sharp *s, size_t of)
{
  const ad_graph *g = s->b->program.g;
  clear(s, s->bar);
  s->bar[place_of_output(s, of)] = 1;
  s->noise = 0;
  for (size_t i = g->n; i-- > 0;) {
    if (!ad_sharp_counts(s, i))
      continue;
    s->noise += noise_of(s, i);
    if (is_row(s, i))
      ad_sharp_rows_pull(s, i, s->bar);
    else
      ad_sharp_nodes_pull(s, i, s->bar);
  }
}

/* T of the wrt entries: forward what is off at values, then back; in room that
   the weights need later. */
static void bound(ad_sharp *s)
{
  const ad_graph *g = s->b->program.g;
  double *all = s->t, *T = s->engines, *to = s->T;
  ad_sharp_clear_tangents(s);
  clear(s, T);
  for (size_t i = 0; i < g->n; i++)
    if (ad_sharp_counts(s, i)) {
      if (is_row(s, i))
        ad_sharp_rows_spread(s, i, all);
      else
        ad_sharp_nodes_spread(s, i, all);
    }
  for (size_t i = g->n; i-- > 0;)
    if (ad_sharp_counts(s, i)) {
      if (is_row(s, i))
        ad_sharp_rows_bound(s, i, T, all);
      else
        ad_sharp_nodes_bound(s, i, T, all);
    }
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]);
    memcpy(to, T + s->b->program.value[g->wrt[w]], n * sizeof *to);
    to += n;
  }
  ad_sharp_clear_tangents(s);
}

void ad_sharp_sweep(ad_sharp *s, size_t of)
{
  if (!s->fresh)
    fill(s);
  pull(s, of);
  bound(s);
  s->weighted = 0;
}

double ad_sharp_noise(ad_sharp *s, size_t of)
{
  fill(s);
  pull(s, of);
  return s->noise;
}

/* --- one derivative ------------------------------------------------------- */

static void weigh(ad_sharp *s)
{
  const ad_graph *g = s->b->program.g;
  clear(s, s->engines);
  clear(s, s->local);
  for (size_t i = g->n; i-- > 0;)
    if (ad_sharp_counts(s, i)) {
      if (is_row(s, i))
        ad_sharp_rows_weight(s, i);
      else
        ad_sharp_nodes_weight(s, i);
    }
  s->weighted = 1;
}

/* Tangents along d, or by one entry. */
static void push(ad_sharp *s, const double *d, size_t by)
{
  const ad_program *p = &s->b->program;
  s->pushed = 1;
  for (size_t w = 0, i = 0; w < p->g->n_wrt; w++) {
    double *to = s->t + p->value[p->g->wrt[w]];
    double *end = to + ad_entries(&p->g->nodes[p->g->wrt[w]]);
    for (; to < end; to++, i++)
      *to = d ? d[i] : i == by;
  }
  for (size_t i = 0; i < p->g->n; i++)
    if (ad_sharp_counts(s, i)) {
      if (is_row(s, i))
        ad_sharp_rows_push(s, i, s->t);
      else
        ad_sharp_nodes_push(s, i, s->t);
    }
}

/* bar', and what it makes of the values' rounding: E3. */
static double turn(ad_sharp *s)
{
  const ad_graph *g = s->b->program.g;
  double sum = 0;
  clear_computed(s, s->turned);
  for (size_t i = g->n; i-- > 0;) {
    if (!ad_sharp_counts(s, i))
      continue;
    size_t at = ad_sharp_place(s, i), end = at + ad_entries(&g->nodes[i]);
    for (; at < end; at++)
      if (s->turned[at] != 0 && s->off[at] != 0)
        sum += fabs(s->turned[at]) * s->off[at];
    if (is_row(s, i))
      ad_sharp_rows_turn(s, i);
    else
      ad_sharp_nodes_turn(s, i);
  }
  return sum;
}

static double weighted(const ad_sharp *s, const double *by)
{
  double sum = 0;
  for (size_t at = 0; at < s->b->program.value_words; at++)
    if (s->t[at] != 0 && by[at] != 0)
      sum += fabs(s->t[at]) * by[at];
  return sum;
}

/* What a least double beside each entry of node i is carried on to, but no
   less than one. */
static double least_of(const ad_sharp *s, size_t i, const double *x)
{
  size_t at = ad_sharp_place(s, i);
  size_t end = at + ad_entries(&s->b->program.g->nodes[i]);
  double sum = 0;
  for (; at < end; at++)
    if (x[at] != 0)
      sum += AD_LEAST_DOUBLE * fmax(fabs(x[at]), 1);
  return sum;
}

static double finite_or_all(double x)
{
  return isnan(x) ? (double)INFINITY : x;
}

ad_sharp_error ad_sharp_estimate(ad_sharp *s, const double *d, size_t by)
{
  if (!s->weighted)
    weigh(s);
  push(s, d, by);
  double engines = weighted(s, s->engines), local = weighted(s, s->local);
  return (ad_sharp_error){finite_or_all(unit * engines),
                          finite_or_all(unit * (local + turn(s)))};
}

double ad_sharp_coarse(const ad_sharp *s, const double *d, size_t by)
{
  size_t n = ad_graph_wrt_entries(s->b->program.g);
  double sum = 0;
  if (!d)
    return finite_or_all(unit * s->T[by]);
  for (size_t i = 0; i < n; i++)
    if (d[i] != 0)
      sum += fabs(d[i]) * s->T[i];
  return finite_or_all(unit * sum);
}

/* A product that forward mode loses is carried on by bar, one of reverse mode
   by t; where either is 0, none is made. */
double ad_sharp_lost(const ad_sharp *s)
{
  const ad_graph *g = s->b->program.g;
  double sum = 0;
  for (size_t i = 0; i < g->n; i++)
    for (size_t k = 0; ad_sharp_counts(s, i) && k < g->nodes[i].arity; k++) {
      const ad_node *x = &g->nodes[i];
      if (!ad_edge_active(g, x, k))
        continue;
      double bar = least_of(s, i, s->bar);
      double t = least_of(s, g->operands[x->operand + k], s->t);
      if (bar != 0 && t != 0)
        sum += ad_sharp_lengths_of(s, x, k).engines * (bar + t);
    }
  return finite_or_all(sum);
}
