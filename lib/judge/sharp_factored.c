/* SPDX-License-Identifier: GPL-3.0-or-later
   det, logdet, inv and solve in the sweeps of sharp.h.  First derivatives are
   the kernels'; second ones follow from the rules of structured.def, which are
   differentiated once more.  What the triangles round is bound_factored.h's
   affair.  Read sharp_nodes.h before. */
#include <math.h>

#include "judge/bound_factored.h"
#include "judge/dense.h"
#include "judge/sharp_nodes.h"
#include "kernels/lu.h"

/* A node, and its share of s->room. */
typedef struct factored {
  const ad_node *x;
  size_t n, w;    /* A[n x n], result with w columns                       */
  size_t v, a, b; /* where result and operands lie; b of solve only        */
  double *X;      /* |A^-1|; of det and logdet the partials                */
  double *P, *Q, *R; /* room: n max(n, w) each                             */
} factored;

static factored factored_of(const ad_sharp *s, size_t i)
{
  const ad_program *p = &s->b->program;
  factored z = {.x = &p->g->nodes[i]};
  z.n = ad_operand_of(p->g, z.x, 0)->rows;
  z.w = z.x->cols;
  z.v = ad_sharp_place(s, i);
  z.a = ad_sharp_operand(s, z.x, 0);
  z.b = ad_sharp_operand(s, z.x, z.x->arity - 1);
  size_t room = z.n * (z.n > z.w ? z.n : z.w);
  z.X = s->room;
  z.P = z.X + z.n * z.n;
  z.Q = z.P + room;
  z.R = z.Q + room;
  return z;
}

size_t ad_sharp_factored_words(const ad_graph *g)
{
  size_t most = 0;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (ad_factors_words(g, x) == 0)
      continue;
    size_t n = ad_operand_of(g, x, 0)->rows;
    size_t words = n * n + 3 * n * (n > x->cols ? n : x->cols);
    most = words > most ? words : most;
  }
  return most;
}

static ad_form form_of(const ad_sharp *s, size_t i)
{
  return ad_op_get((ad_op)s->b->program.g->nodes[i].op)->form;
}

static int is_one_number(const ad_sharp *s, size_t i)
{
  return form_of(s, i) == AD_FORM_scalar ||
         form_of(s, i) == AD_FORM_logarithm;
}

/* Fewer than Higham's 3 n. */
double ad_sharp_factored_units(const ad_sharp *s, size_t i)
{
  const ad_graph *g = s->b->program.g;
  return 3 + (double)ad_operand_of(g, &g->nodes[i], 0)->rows;
}

void ad_sharp_factored_off(ad_sharp *s, size_t i)
{
  const double *size = ad_bound_factored_sizes(s->b, i);
  double *off = s->off + ad_sharp_place(s, i);
  double units = ad_sharp_factored_units(s, i);
  for (size_t e = 0; e < ad_entries(&s->b->program.g->nodes[i]); e++)
    off[e] = units * size[e];
}

/* s->work = by |bar| of the node. */
static const double *scaled(ad_sharp *s, const factored *z, const double *bar,
                            double by)
{
  for (size_t e = 0; e < ad_entries(z->x); e++)
    s->work[e] = by * fabs(bar[z->v + e]);
  return s->work;
}

void ad_sharp_factored_weight(ad_sharp *s, size_t i, size_t k)
{
  factored z = factored_of(s, i);
  size_t at = ad_sharp_operand(s, z.x, k);
  double units = ad_sharp_factored_units(s, i);
  ad_bound_factored_pull(s->b, i, k, s->engines + at,
                         scaled(s, &z, s->bar, 2 * units));
  ad_bound_factored_pull(s->b, i, k, s->local + at,
                         scaled(s, &z, s->bar, units));
}

/* --- det, logdet ---------------------------------------------------------- */

static void fill_partials(ad_sharp *s, size_t i, const factored *z)
{
  const double one = 1;
  memset(z->X, 0, z->n * z->n * sizeof *z->X);
  ad_sharp_adjoint(s, i, 0, z->X, &one, s->b->memory->value);
}

static void make_absolute(size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] = fabs(x[i]);
}

/* z->Q = X y' X */
static void fill_product(const factored *z, const double *y)
{
  size_t n = z->n;
  ad_dense_set(n, n, n, z->P, ad_dense_plain(z->X, n), ad_dense_turned(y, n));
  ad_dense_set(n, n, n, z->Q, ad_dense_plain(z->P, n),
               ad_dense_plain(z->X, n));
}

/* The cofactors C = v A'^-1 move by dv / v C - C dA' C / v.  (Of a singular
   matrix nothing is said.) */
static void turn_det(ad_sharp *s, size_t i, const factored *z, const double *t,
                     double *to)
{
  double v = s->b->memory->value[z->v], bar = s->bar[z->v];
  fill_partials(s, i, z);
  if (v == 0)
    return;
  fill_product(z, t + z->a);
  for (size_t e = 0; e < z->n * z->n; e++)
    to[z->a + e] += bar * (t[z->v] * z->X[e] - z->Q[e]) / v;
}

/* C = A'^-1 moves by -C dA' C. */
static void turn_logdet(ad_sharp *s, size_t i, const factored *z,
                        const double *t, double *to)
{
  double bar = s->bar[z->v];
  fill_partials(s, i, z);
  fill_product(z, t + z->a);
  for (size_t e = 0; e < z->n * z->n; e++)
    to[z->a + e] -= bar * z->Q[e];
}

/* What comes to v goes on by |C|; then what C itself moves by. */
static void bound_det(ad_sharp *s, size_t i, const factored *z, double *T,
                      const double *all)
{
  size_t n = z->n;
  int logarithm = form_of(s, i) == AD_FORM_logarithm;
  double v = logarithm ? 1 : fabs(s->b->memory->value[z->v]);
  double moved = logarithm ? 0 : all[z->v], S = s->b->bar[z->v];
  fill_partials(s, i, z);
  make_absolute(n * n, z->X);
  for (size_t e = 0; e < n * n; e++)
    T[z->a + e] += z->X[e] * T[z->v];
  if (v == 0)
    return;
  fill_product(z, all + z->a);
  for (size_t e = 0; e < n * n; e++)
    T[z->a + e] += S * (moved * z->X[e] + z->Q[e]) / v;
}

/* --- inv ------------------------------------------------------------------ */

/* to += sign x' y z' */
static void add_around(size_t n, double *to, double sign, const double *x,
                       const double *y, const double *z, double *room)
{
  ad_dense_set(n, n, n, room, ad_dense_turned(x, n), ad_dense_plain(y, n));
  ad_dense_add_times(n, n, n, to, sign, ad_dense_plain(room, n),
                     ad_dense_turned(z, n));
}

/* -v' bar v' along t. */
static void turn_inv(ad_sharp *s, const factored *z, const double *t,
                     double *to)
{
  const double *v = s->b->memory->value + z->v, *bar = s->bar + z->v;
  add_around(z->n, to + z->a, -1, t + z->v, bar, v, z->P);
  add_around(z->n, to + z->a, -1, v, bar, t + z->v, z->P);
}

static void bound_inv(ad_sharp *s, const factored *z, double *T,
                      const double *all)
{
  const double *v = s->b->size + z->v, *S = s->b->bar + z->v;
  add_around(z->n, T + z->a, 1, v, T + z->v, v, z->P);
  add_around(z->n, T + z->a, 1, all + z->v, S, v, z->P);
  add_around(z->n, T + z->a, 1, v, S, all + z->v, z->P);
}

/* --- solve ---------------------------------------------------------------- */

/* q = A'^-1 bar goes to b, and -q v' to A; q moves by A'^-1 (bar' - dA' q). */
static void turn_solve(ad_sharp *s, size_t i, const factored *z,
                       const double *t, double *to)
{
  const ad_graph *g = s->b->program.g;
  size_t n = z->n, w = z->w;
  const double *value = s->b->memory->value;
  memset(z->Q, 0, n * w * sizeof *z->Q);
  memset(z->R, 0, n * w * sizeof *z->R);
  ad_sharp_adjoint(s, i, 1, z->Q, s->bar + z->v, value);
  memcpy(z->P, s->turned + z->v, n * w * sizeof *z->P);
  ad_dense_add_times(n, w, n, z->P, -1, ad_dense_turned(t + z->a, n),
                     ad_dense_plain(z->Q, w));
  ad_sharp_adjoint(s, i, 1, z->R, z->P, value);
  if (ad_edge_active(g, z->x, 1))
    for (size_t e = 0; e < n * w; e++)
      to[z->b + e] += z->R[e];
  if (!ad_edge_active(g, z->x, 0))
    return;
  ad_dense_add_times(n, n, w, to + z->a, -1, ad_dense_plain(z->R, w),
                     ad_dense_turned(value + z->v, w));
  ad_dense_add_times(n, n, w, to + z->a, -1, ad_dense_plain(z->Q, w),
                     ad_dense_turned(t + z->v, w));
}

static void fill_inverse(ad_sharp *s, size_t i, const factored *z)
{
  const ad_program *p = &s->b->program;
  ad_lu_inverse(z->n,
                ad_program_factors(p, &p->g->nodes[i], s->b->memory->value),
                z->X);
  make_absolute(z->n * z->n, z->X);
}

static void bound_solve(ad_sharp *s, const factored *z, double *T,
                        const double *all)
{
  const ad_graph *g = s->b->program.g;
  size_t n = z->n, w = z->w;
  ad_dense_set(n, w, n, z->Q, ad_dense_turned(z->X, n),
               ad_dense_plain(s->b->bar + z->v, w));
  memcpy(z->P, T + z->v, n * w * sizeof *z->P);
  ad_dense_add(n, w, n, z->P, ad_dense_turned(all + z->a, n),
               ad_dense_plain(z->Q, w));
  ad_dense_set(n, w, n, z->R, ad_dense_turned(z->X, n),
               ad_dense_plain(z->P, w));
  if (ad_edge_active(g, z->x, 1))
    for (size_t e = 0; e < n * w; e++)
      T[z->b + e] += z->R[e];
  if (!ad_edge_active(g, z->x, 0))
    return;
  ad_dense_add(n, n, w, T + z->a, ad_dense_plain(z->R, w),
               ad_dense_turned(s->b->size + z->v, w));
  ad_dense_add(n, n, w, T + z->a, ad_dense_plain(z->Q, w),
               ad_dense_turned(all + z->v, w));
}

/* --- by form -------------------------------------------------------------- */

void ad_sharp_factored_turn(ad_sharp *s, size_t i)
{
  factored z = factored_of(s, i);
  if (form_of(s, i) == AD_FORM_system) {
    turn_solve(s, i, &z, s->t, s->turned);
    return;
  }
  ad_sharp_nodes_pull(s, i, s->turned);
  if (form_of(s, i) == AD_FORM_scalar)
    turn_det(s, i, &z, s->t, s->turned);
  else if (form_of(s, i) == AD_FORM_logarithm)
    turn_logdet(s, i, &z, s->t, s->turned);
  else
    turn_inv(s, &z, s->t, s->turned);
}

/* all of v: |C| . dA; |v| dA |v|; |A^-1| (db + dA |v|). */
void ad_sharp_factored_spread(ad_sharp *s, size_t i, double *all)
{
  factored z = factored_of(s, i);
  size_t n = z.n, w = z.w;
  const double *v = s->b->size + z.v;
  if (is_one_number(s, i)) {
    fill_partials(s, i, &z);
    all[z.v] = 0;
    for (size_t e = 0; e < n * n; e++)
      all[z.v] += fabs(z.X[e]) * all[z.a + e];
    return;
  }
  ad_dense_set(n, w, n, z.P, ad_dense_plain(all + z.a, n),
               ad_dense_plain(v, w));
  if (form_of(s, i) == AD_FORM_square) {
    ad_dense_set(n, n, n, all + z.v, ad_dense_plain(v, n),
                 ad_dense_plain(z.P, n));
    return;
  }
  for (size_t e = 0; e < n * w; e++)
    z.P[e] += all[z.b + e];
  fill_inverse(s, i, &z);
  ad_dense_set(n, w, n, all + z.v, ad_dense_plain(z.X, n),
               ad_dense_plain(z.P, w));
}

void ad_sharp_factored_bound(ad_sharp *s, size_t i, double *T, double *all)
{
  factored z = factored_of(s, i);
  for (size_t k = 0; k < z.x->arity; k++)
    if (ad_edge_active(s->b->program.g, z.x, k))
      ad_bound_factored_pull(s->b, i, k, T + ad_sharp_operand(s, z.x, k),
                             scaled(s, &z, s->b->bar,
                                    ad_sharp_factored_units(s, i)));
  if (is_one_number(s, i)) {
    bound_det(s, i, &z, T, all);
  } else if (form_of(s, i) == AD_FORM_square) {
    bound_inv(s, &z, T, all);
  } else {
    fill_inverse(s, i, &z);
    bound_solve(s, &z, T, all);
  }
}
