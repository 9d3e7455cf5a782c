/* SPDX-License-Identifier: GPL-3.0-or-later
   Reductions that multiply, bend or choose, in the sweeps of sharp.h: what
   is known of each beside its partials stands in one table.  Read
   sharp_nodes.h before. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "graph/entry.h"
#include "judge/sharp_nodes.h"

/* A group: n entries `step` apart, of which x are the operand's values, p
   the partials; v the result. */
typedef struct group {
  size_t n, step;
  const double *x, *p;
  double v, length; /* of a sum over it                                    */
} group;

/* What v is rounded by; what partial i is. */
typedef double value_fn(const group *z);
typedef double partial_fn(const group *z, size_t i, double off);

/* to[i] += bar times the derivative of the partials along t; `absolute`: all
   terms positive.  */
typedef void bend_fn(const group *z, double bar, const double *t, double *to,
                     int absolute, double *room);

static double times(double p, double x)
{
  return p == 0 || x == 0 ? 0 : p * x;
}

/* --- products ------------------------------------------------------------- */

static double product_off(const group *z)
{
  return (double)z->n * fmax(fabs(z->v), DBL_MIN);
}

static double product_partial(const group *z, size_t i, double off)
{
  (void)off;
  return (double)z->n * fmax(fabs(z->p[i * z->step]), DBL_MIN);
}

static double factor(const group *z, size_t i, int absolute)
{
  double x = z->x[i * z->step];
  return absolute ? fabs(x) : x;
}

/* A product and its derivative, both times 2^power: neither overflows, nor
   underflows while the other is there. */
typedef struct dual {
  double x, t, power;
} dual;

static dual multiplied(dual by, double x, double t)
{
  int power;
  double next = by.t * x + by.x * t;
  by.x *= x;
  frexp(fmax(fabs(by.x), fabs(next)), &power);
  if (!isfinite(by.x) || !isfinite(next))
    power = 0;
  return (dual){ldexp(by.x, -power), ldexp(next, -power),
                by.power + (double)power};
}

/* The derivatives of all products of all but one: of what stands before it,
   which goes to room[3 n], and of what stands behind. */
static void product_bend(const group *z, double bar, const double *t,
                         double *to, int absolute, double *room)
{
  dual rest = {1, 0, 0};
  for (size_t i = 0; i < z->n; i++) {
    memcpy(room + 3 * i, &rest, sizeof rest);
    rest = multiplied(rest, factor(z, i, absolute), t[i * z->step]);
  }
  rest = (dual){1, 0, 0};
  for (size_t i = z->n; i-- > 0;) {
    const double *before = room + 3 * i;
    double turned = before[1] * rest.x + before[0] * rest.t;
    double power = fmin(fmax(before[2] + rest.power, -4000), 4000);
    to[i * z->step] += bar * ldexp(turned, (int)power);
    rest = multiplied(rest, factor(z, i, absolute), t[i * z->step]);
  }
}

/* --- logsumexp ------------------------------------------------------------ */

/* v = max + log(sum), both within log n of v, and the logarithm of a rounded
   sum is off by that, however small it is. */
static double exponents_off(const group *z)
{
  return fabs(z->v) + z->length +
         AD_ROUNDS_VECTOR * (2 + log((double)z->n));
}

/* exp(x - max) over the sum of them; where x is -inf, a 0 that is exact. */
static double exponents_partial(const group *z, size_t i, double off)
{
  double away = fabs(z->x[i * z->step] - z->v) + log((double)z->n);
  (void)off;
  return times(z->p[i * z->step],
               away + z->length + 2 * AD_ROUNDS_VECTOR);
}

static double along(const group *z, const double *t)
{
  double sum = 0;
  for (size_t i = 0; i < z->n; i++)
    sum += times(z->p[i * z->step], t[i * z->step]);
  return sum;
}

static void exponents_bend(const group *z, double bar, const double *t,
                           double *to, int absolute, double *room)
{
  (void)room;
  double mean = along(z, t);
  for (size_t i = 0; i < z->n; i++)
    to[i * z->step] += times(bar * z->p[i * z->step],
                             t[i * z->step] + (absolute ? mean : -mean));
}

/* --- norm ----------------------------------------------------------------- */

static double norm_off(const group *z)
{
  return (4 + z->length) * fabs(z->v);
}

static double norm_partial(const group *z, size_t i, double off)
{
  return z->v == 0 ? 0 : fabs(z->p[i * z->step]) * (1 + off / z->v);
}

static void norm_bend(const group *z, double bar, const double *t, double *to,
                      int absolute, double *room)
{
  (void)room;
  double radial = 0;
  if (z->v == 0)
    return; /* a kink */
  for (size_t i = 0; i < z->n; i++)
    radial += (absolute ? fabs(z->p[i * z->step]) : z->p[i * z->step]) *
              t[i * z->step];
  for (size_t i = 0; i < z->n; i++) {
    double p = z->p[i * z->step];
    to[i * z->step] += bar / z->v * (t[i * z->step] +
                                     (absolute ? fabs(p) : -p) * radial);
  }
}

/* --- the table ------------------------------------------------------------ */

static const struct bending {
  value_fn *value;
  partial_fn *partial;
  bend_fn *bend;
} table[AD_OP_elementwise] = {
  [AD_OP_prod] = {product_off, product_partial, product_bend},
  [AD_OP_logsumexp] = {exponents_off, exponents_partial, exponents_bend},
  [AD_OP_norm] = {norm_off, norm_partial, norm_bend},
};

/* Others choose: nothing is rounded, nothing bends. */
static const struct bending *bending_of(const ad_node *x)
{
  return table[x->op].value ? &table[x->op] : NULL;
}

/* Turns to node i, whose partials s->b->edges then has. */
static const ad_node *turn_to(ad_sharp *s, size_t i)
{
  ad_edges_node(&s->b->edges, (uint32_t)i);
  return &s->b->program.g->nodes[i];
}

static group group_at(const ad_sharp *s, const ad_node *x, size_t e,
                      size_t *start)
{
  const ad_graph *g = s->b->program.g;
  ad_group z = ad_group_of(g, x, e);
  size_t from = ad_sharp_operand(s, x, 0) + z.start;
  *start = from;
  return (group){.n = z.count, .step = z.step,
                 .x = s->b->memory->value + from,
                 .p = s->b->edges.partials + z.start,
                 .v = s->b->edges.v[e],
                 .length = ad_sharp_group_length(g, x)};
}

void ad_sharp_reduce_off(ad_sharp *s, size_t i)
{
  const ad_node *x = turn_to(s, i);
  size_t start;
  for (size_t e = 0; e < ad_entries(x); e++) {
    group z = group_at(s, x, e, &start);
    s->off[ad_sharp_place(s, i) + e] =
      bending_of(x) ? bending_of(x)->value(&z) : 0;
  }
}

/* err(p) of entry l of a group. */
static double partial_off(const ad_node *x, const group *z, size_t l,
                          double off)
{
  return bending_of(x) ? bending_of(x)->partial(z, l, off) : 0;
}

void ad_sharp_reduce_weight(ad_sharp *s, size_t i, ad_sharp_lengths length)
{
  const ad_node *x = turn_to(s, i);
  size_t at = ad_sharp_place(s, i), start;
  for (size_t e = 0; e < ad_entries(x); e++) {
    group z = group_at(s, x, e, &start);
    double bar = fabs(s->bar[at + e]);
    for (size_t l = 0; l < z.n && bar != 0; l++) {
      double p = fabs(z.p[l * z.step]);
      double err = partial_off(x, &z, l, s->off[at + e]);
      s->engines[start + l * z.step] += times(length.engines * p, bar);
      s->local[start + l * z.step] += times(length.local * p + err, bar);
    }
  }
}

void ad_sharp_reduce_turn(ad_sharp *s, size_t i)
{
  const ad_node *x = turn_to(s, i);
  size_t at = ad_sharp_place(s, i), start;
  for (size_t e = 0; e < ad_entries(x); e++) {
    group z = group_at(s, x, e, &start);
    if (s->bar[at + e] != 0)
      bending_of(x)->bend(&z, s->bar[at + e], s->t + start,
                          s->turned + start, 0, s->work);
  }
}

void ad_sharp_reduce_spread(ad_sharp *s, size_t i, double *all)
{
  const ad_node *x = turn_to(s, i);
  size_t start;
  for (size_t e = 0; e < ad_entries(x); e++) {
    group z = group_at(s, x, e, &start);
    double sum = 0;
    for (size_t l = 0; l < z.n; l++)
      sum += times(fabs(z.p[l * z.step]), all[start + l * z.step]);
    all[ad_sharp_place(s, i) + e] = sum;
  }
}

void ad_sharp_reduce_bound(ad_sharp *s, size_t i, double *T, const double *all)
{
  const ad_node *x = turn_to(s, i);
  double length = ad_sharp_lengths_of(s, x, 0).local;
  size_t at = ad_sharp_place(s, i), start;
  for (size_t e = 0; e < ad_entries(x); e++) {
    group z = group_at(s, x, e, &start);
    double S = s->b->bar[at + e], up = T[at + e] + times(length, S);
    for (size_t l = 0; l < z.n && up != 0; l++)
      T[start + l * z.step] +=
        times(fabs(z.p[l * z.step]), up) +
        times(S, partial_off(x, &z, l, s->off[at + e]));
    if (bending_of(x) && S != 0)
      bending_of(x)->bend(&z, S, all + start, T + start, 1, s->work);
  }
}
