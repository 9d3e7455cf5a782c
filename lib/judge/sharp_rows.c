/* SPDX-License-Identifier: GPL-3.0-or-later
   Elementwise nodes in the sweeps of sharp.h.  A row whose partials are
   numbers or other operands, such as a product's, needs nothing but them; of
   any other its partials, what is rounded in them and the second derivatives
   are cached, for they do not change from one derivative to the next.
   Second derivatives are differences of the row's own partials, a 2^-12th of
   its width to both sides, on the base point's side of a kink. */
#include <math.h>
#include <stdlib.h>

#include "graph/entry.h"
#include "judge/sharp_parts.h"

/* How far into its width an operand is moved. */
static const double part_of_width = 0x1p-12;

/* A node as its entries see it. */
typedef struct rows {
  const ad_node *x;
  ad_op op;
  const ad_row_texts *texts;
  const double *v;
  const double *in[3];
  size_t place, operand[3], row[3], col[3]; /* of operands, as in ad_span   */
  int active[3], turns[3];
  double *p[3], *off[3], *h[3][3]; /* cached, or NULL                      */
} rows;

static int is_cached(const ad_sharp *s, const ad_node *x)
{
  const ad_row_texts *texts = &s->texts[x->op - AD_OP_elementwise];
  int plain = 1;
  for (size_t k = 0; k < x->arity; k++)
    plain &= texts->flat[k] || !ad_edge_active(s->b->program.g, x, k);
  return !plain;
}

/* Gives the active operands of a row that is cached their share of the cache,
   and counts it. */
static size_t share_out(rows *r, double *from)
{
  size_t n = ad_entries(r->x), used = 0;
  for (size_t k = 0; k < r->x->arity; k++) {
    if (!r->active[k])
      continue;
    r->p[k] = from ? from + n * used : NULL;
    r->off[k] = from ? from + n * (used + 1) : NULL;
    used += 2;
    for (size_t j = 0; j <= k; j++)
      if (r->active[j])
        r->h[j][k] = r->h[k][j] = from ? from + n * used++ : (used++, NULL);
  }
  return n * used;
}

static rows rows_of(const ad_sharp *s, size_t i)
{
  const ad_program *p = &s->b->program;
  rows r = {.x = &p->g->nodes[i], .place = p->value[i]};
  r.op = (ad_op)r.x->op;
  r.texts = &s->texts[r.op - AD_OP_elementwise];
  r.v = s->b->memory->value + r.place;
  int one = ad_is_one(r.x); /* which has its only entry at 0               */
  for (size_t k = 0; k < r.x->arity; k++) {
    const ad_node *a = ad_operand_of(p->g, r.x, k);
    r.operand[k] = ad_sharp_operand(s, r.x, k);
    r.in[k] = s->b->memory->value + r.operand[k];
    r.active[k] = ad_edge_active(p->g, r.x, k);
    r.turns[k] = ad_sharp_turns(s, r.x, k);
    if (one)
      continue;
    r.col[k] = a->cols == r.x->cols;
    r.row[k] = a->rows == r.x->rows ? a->cols : 0;
  }
  for (size_t k = r.x->arity; k < 3; k++) { /* is read, and not used      */
    r.in[k] = r.in[0];
    r.col[k] = r.col[0];
    r.row[k] = r.row[0];
  }
  if (s->cache && s->cache[i + 1] > s->cache[i])
    share_out(&r, s->cached + s->cache[i]);
  return r;
}

size_t ad_sharp_rows_words(ad_sharp *s)
{
  const ad_graph *g = s->b->program.g;
  size_t words = 0;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    s->cache[i] = words;
    if (!ad_is_elementwise(x) || !(x->flags & AD_NODE_ACTIVE) ||
        !is_cached(s, x))
      continue;
    rows r = {.x = x};
    for (size_t k = 0; k < x->arity; k++)
      r.active[k] = ad_edge_active(g, x, k);
    words += share_out(&r, NULL);
  }
  s->cache[g->n] = words;
  return words;
}

/* One entry: its number, and where its operands' are. */
typedef struct entry {
  size_t e, at[3];
} entry;

typedef void entry_fn(const ad_sharp *s, const rows *r, const entry *z,
                      double *to, const double *from);

static void walk(const ad_sharp *s, const rows *r, entry_fn *step, double *to,
                 const double *from)
{
  entry z = {0, {0, 0, 0}};
  for (size_t i = 0; i < r->x->rows; i++)
    for (size_t j = 0; j < r->x->cols; j++, z.e++) {
      for (size_t k = 0; k < 3; k++)
        z.at[k] = i * r->row[k] + j * r->col[k];
      step(s, r, &z, to, from);
    }
}

/* No path where one of both is 0, whatever the other is. */
static double times(double p, double x)
{
  return p == 0 || x == 0 ? 0 : p * x;
}

static double partial_of(const rows *r, const entry *z, unsigned k)
{
  if (r->p[k])
    return r->p[k][z->e];
  return ad_op_partial(r->op, k, r->in[0][z->at[0]], r->in[1][z->at[1]],
                       r->in[2][z->at[2]], r->v[z->e]);
}

static double off_of(const rows *r, const entry *z, unsigned k)
{
  return r->off[k] ? r->off[k][z->e] : 0;
}

/* Of a row that is not cached: 1 where a partial is the other operand. */
static double bend_of(const rows *r, const entry *z, unsigned k, unsigned j)
{
  if (r->h[k][j])
    return r->h[k][j][z->e];
  return r->texts->other[k] == (int)j ? 1 : 0;
}

/* --- at a new point ------------------------------------------------------- */

/* The point with operand j at `at`, and the partial there; nan on another
   side of the kink. */
static double partial_at(const rows *r, const double x[3], double side,
                         unsigned k, unsigned j, double at)
{
  const ad_op_row *row = ad_op_get(r->op);
  double y[3] = {x[0], x[1], x[2]};
  y[j] = at;
  double v = row->value(y[0], y[1], y[2], 0);
  double there = row->side(y[0], y[1], y[2], v);
  if ((there > 0) != (side > 0) || (there < 0) != (side < 0))
    return (double)NAN;
  return ad_op_partial(r->op, k, y[0], y[1], y[2], v);
}

static double step_of(const rows *r, const double x[3], double v, unsigned j)
{
  const ad_op_row *row = ad_op_get(r->op);
  double width = row->width[j > 0](x[0], x[1], x[2], v);
  if (width > 0 && isfinite(width))
    return width * part_of_width;
  return (x[j] == 0 ? 1 : fabs(x[j])) * part_of_width;
}

/* Is partial k the same from one double to the next? */
static int is_flat(const rows *r, const double x[3], double side, unsigned k,
                   unsigned j)
{
  double above = nextafter(x[j], (double)INFINITY);
  double below = nextafter(x[j], -(double)INFINITY);
  return partial_at(r, x, side, k, j, above) ==
         partial_at(r, x, side, k, j, below);
}

/* d(partial k)/d(operand j). */
static double bend(const rows *r, const double x[3], double v, unsigned k,
                   unsigned j)
{
  if (r->texts->flat[k])
    return r->texts->other[k] == (int)j ? 1 : 0;
  double side = ad_op_get(r->op)->side(x[0], x[1], x[2], v);
  double step = step_of(r, x, v, j);
  double high = x[j] + step, low = x[j] - step;
  double above = partial_at(r, x, side, k, j, high);
  double below = partial_at(r, x, side, k, j, low);
  double here = ad_op_partial(r->op, k, x[0], x[1], x[2], v);
  if (high == low) /* no double lies within its width                       */
    return is_flat(r, x, side, k, j) ? 0 : (double)INFINITY;
  if (!isfinite(above) && !isfinite(below))
    return ad_op_get(r->op)->kink[0] ? 0 : (double)INFINITY;
  if (!isfinite(above))
    return (here - below) / (x[j] - low);
  if (!isfinite(below))
    return (above - here) / (high - x[j]);
  return (above - below) / (high - low);
}

static void fill(const ad_sharp *s, const rows *r, const entry *z, double *to,
                 const double *from)
{
  const double x[3] = {r->in[0][z->at[0]], r->in[1][z->at[1]],
                       r->in[2][z->at[2]]};
  double v = r->v[z->e];
  (void)s;
  to[z->e] = ad_value_off(r->op, r->texts, x, v, *from);
  for (unsigned k = 0; k < r->x->arity; k++) {
    if (!r->p[k])
      continue;
    r->p[k][z->e] = ad_op_partial(r->op, k, x[0], x[1], x[2], v);
    r->off[k][z->e] =
      ad_saturated_off(r->op, r->texts, x[0], r->p[k][z->e],
                       ad_partial_off(r->texts, k, x, v, to[z->e]), *from);
    for (unsigned j = 0; j <= k; j++)
      if (r->h[k][j])
        r->h[k][j][z->e] = bend(r, x, v, j, k);
  }
}

void ad_sharp_rows_fill(ad_sharp *s, size_t i)
{
  rows r = rows_of(s, i);
  const ad_program *p = &s->b->program;
  int vector = ad_function_of(p->kernels, r.op) && !ad_program_is_scalar(r.x);
  const double rounds = vector ? AD_ROUNDS_VECTOR : AD_ROUNDS_FUNCTION;
  walk(s, &r, fill, s->off + r.place, &rounds);
}

/* --- sweeps --------------------------------------------------------------- */

static void push(const ad_sharp *s, const rows *r, const entry *z, double *to,
                 const double *from)
{
  double t = 0;
  (void)s, (void)from;
  for (unsigned k = 0; k < r->x->arity; k++)
    if (r->active[k])
      t += times(partial_of(r, z, k), to[r->operand[k] + z->at[k]]);
  to[r->place + z->e] = t;
}

void ad_sharp_rows_push(const ad_sharp *s, size_t i, double *t)
{
  rows r = rows_of(s, i);
  walk(s, &r, push, t, NULL);
}

static void pull(const ad_sharp *s, const rows *r, const entry *z, double *to,
                 const double *from)
{
  double bar = to[r->place + z->e];
  (void)s, (void)from;
  for (unsigned k = 0; k < r->x->arity && bar != 0; k++)
    if (r->active[k])
      to[r->operand[k] + z->at[k]] += times(partial_of(r, z, k), bar);
}

void ad_sharp_rows_pull(const ad_sharp *s, size_t i, double *bar)
{
  rows r = rows_of(s, i);
  walk(s, &r, pull, bar, NULL);
}

static void weight(const ad_sharp *s, const rows *r, const entry *z,
                   double *to, const double *from)
{
  double bar = fabs(s->bar[r->place + z->e]);
  (void)to, (void)from;
  for (unsigned k = 0; k < r->x->arity && bar != 0; k++) {
    if (!r->active[k])
      continue;
    const ad_sharp_lengths length = ad_sharp_lengths_of(s, r->x, k);
    double p = fabs(partial_of(r, z, k));
    size_t at = r->operand[k] + z->at[k];
    s->engines[at] += times(length.engines * p, bar);
    s->local[at] += times(length.local * p + off_of(r, z, k), bar);
  }
}

void ad_sharp_rows_weight(ad_sharp *s, size_t i)
{
  rows r = rows_of(s, i);
  walk(s, &r, weight, NULL, NULL);
}

/* sum over j of h_kj t_j */
static double bent(const rows *r, const entry *z, unsigned k, const double *t)
{
  double sum = 0;
  for (unsigned j = 0; j < r->x->arity; j++)
    if (r->active[j])
      sum += times(bend_of(r, z, k, j), t[r->operand[j] + z->at[j]]);
  return sum;
}

static void turn(const ad_sharp *s, const rows *r, const entry *z, double *to,
                 const double *from)
{
  double bar = s->bar[r->place + z->e], turned = to[r->place + z->e];
  for (unsigned k = 0; k < r->x->arity && (bar != 0 || turned != 0); k++)
    if (r->turns[k])
      to[r->operand[k] + z->at[k]] +=
        times(partial_of(r, z, k), turned) + times(bar, bent(r, z, k, from));
}

void ad_sharp_rows_turn(const ad_sharp *s, size_t i)
{
  rows r = rows_of(s, i);
  walk(s, &r, turn, s->turned, s->t);
}

/* --- the upper bound ------------------------------------------------------ */

static void spread(const ad_sharp *s, const rows *r, const entry *z,
                   double *to, const double *from)
{
  double sum = s->off[r->place + z->e];
  (void)from;
  for (unsigned k = 0; k < r->x->arity; k++)
    if (r->active[k])
      sum += times(fabs(partial_of(r, z, k)), to[r->operand[k] + z->at[k]]);
  to[r->place + z->e] = sum;
}

void ad_sharp_rows_spread(const ad_sharp *s, size_t i, double *all)
{
  rows r = rows_of(s, i);
  walk(s, &r, spread, all, NULL);
}

static double bent_all(const rows *r, const entry *z, unsigned k,
                       const double *all)
{
  double sum = 0;
  for (unsigned j = 0; j < r->x->arity; j++)
    if (r->active[j])
      sum += times(fabs(bend_of(r, z, k, j)),
                   all[r->operand[j] + z->at[j]]);
  return sum;
}

static void bound(const ad_sharp *s, const rows *r, const entry *z, double *to,
                  const double *from)
{
  double S = s->b->bar[r->place + z->e], T = to[r->place + z->e];
  for (unsigned k = 0; k < r->x->arity && (S != 0 || T != 0); k++) {
    if (!r->active[k])
      continue;
    const ad_sharp_lengths length = ad_sharp_lengths_of(s, r->x, k);
    double p = fabs(partial_of(r, z, k));
    to[r->operand[k] + z->at[k]] +=
      times(p, T + times(S, length.local)) +
      times(S, off_of(r, z, k) + bent_all(r, z, k, from));
  }
}

void ad_sharp_rows_bound(ad_sharp *s, size_t i, double *T, const double *all)
{
  rows r = rows_of(s, i);
  walk(s, &r, bound, T, all);
}
