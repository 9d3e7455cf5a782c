/* SPDX-License-Identifier: GPL-3.0-or-later
   See agree_known.h. */
#include "judge/agree_known.h"

#include <math.h>
#include <string.h>

#include "graph/entry.h"

/* Of a derivative, an upper bound of E so small is enough. */
static const double fine_from = 1e-7;

/* So many entries of a row are estimated one by one, fewer where a graph is so
   large that all of them would go through more than so many values; of others,
   the upper bound has to do.  Differences take more evaluations than an
   estimate does, so that whatever they are taken of is estimated, too. */
enum { LEAST_ESTIMATES = 50, MOST_ESTIMATES = 8000 };
static const double most_values = 1e8;

static int may_estimate(const ad_agree *a, const ad_known *k)
{
  if (k->differences)
    return 1;
  double values = (double)a->bound.program.value_words;
  double most = fmin(MOST_ESTIMATES, most_values / values);
  return (double)a->n_estimates < fmax(most, LEAST_ESTIMATES);
}

ad_known ad_known_by(const ad_agree *a, size_t by)
{
  if (!ad_agree_has(a, by))
    return (ad_known){.by = by, .singular = 1, .S = (double)NAN};
  size_t at = ad_agree_place(a, by);
  double S = a->bound.bar[at];
  double lost = a->bound.lost + a->bound.reach[at];
  return (ad_known){.by = by,
                    .singular = !isfinite(S) && a->bound.singular[at],
                    .S = isfinite(S) ? S : (double)INFINITY,
                    .W = ad_agree_W(a, by),
                    .lost = lost * AD_LEAST_DOUBLE};
}

/* Stands for AD_LEAST_DOUBLE in sums: those of subnormal numbers are whole
   multiples of it, too, but take a processor thirty times as long; and with 1
   in its place what is far from overflow would overflow. */
static const double unit = 0x1p-100;

/* Adds a leaf's entries, along d, to what is known of the direction; to `lost`
   in units. */
static void add_leaf(const ad_agree *a, uint32_t leaf, const double *d,
                     ad_known *k)
{
  const ad_bound *b = &a->bound;
  size_t at = b->program.value[leaf];
  size_t n = ad_entries(&b->program.g->nodes[leaf]), moved = 0;
  for (size_t i = 0; i < n; i++) {
    double S = b->bar[at + i];
    if (d[i] == 0)
      continue;
    moved++;
    k->singular |= !isfinite(S) && b->singular[at + i];
    k->S += S * fabs(d[i]);
    k->moved += S == 0 ? 0 : fabs(a->sharp.bar[at + i]) * b->size[at + i];
    k->lost += rint(b->reach[at + i] * fabs(d[i]) + 2) * unit;
  }
  if (moved > 0)
    k->W = fmax(k->W, b->W[leaf]);
}

/* The product with d rounds once an entry, and so does every sum of it. */
ad_known ad_known_along(const ad_agree *a, const double *d)
{
  const ad_graph *g = a->bound.program.g;
  ad_known k = {.d = d, .lost = rint(a->bound.lost) * unit,
                .singular = !a->swept, .S = a->swept ? 0 : (double)NAN};
  size_t n = 0;
  for (size_t w = 0; w < g->n_wrt && a->swept; w++) {
    add_leaf(a, g->wrt[w], d + n, &k);
    n += ad_entries(&g->nodes[g->wrt[w]]);
  }
  k.W += (double)n + 1;
  k.lost *= AD_LEAST_DOUBLE / unit;
  if (isnan(k.S) && !k.singular)
    k.S = (double)INFINITY;
  if (isnan(k.moved))
    k.moved = (double)INFINITY;
  return k;
}

/* Where sums over paths overflow, what is lost to underflow is estimated as
   well. */
void ad_known_estimate(ad_agree *a, ad_known *k, double size)
{
  k->size = size;
  k->engines = (double)INFINITY;
  k->E = ad_sharp_coarse(&a->sharp, k->d, k->by);
  if ((k->E > fine_from * k->size || !isfinite(k->lost)) &&
      may_estimate(a, k)) {
    ad_sharp_error e = ad_sharp_estimate(&a->sharp, k->d, k->by);
    a->n_estimates += !k->differences;
    k->engines = e.engines;
    k->E = fmin(k->E, e.all);
    if (!isfinite(k->lost))
      k->lost = ad_sharp_lost(&a->sharp);
  }
}

/* --- noise ---------------------------------------------------------------- */

/* Sets the wrt leaves to the point `at` moved by h: along the direction, or by
   one entry. */
static void move(ad_agree *a, const ad_known *k, const double *at, double h)
{
  const ad_program *p = &a->bound.program;
  double *to = a->bound.memory->value;
  for (size_t w = 0, i = 0; w < p->g->n_wrt; w++) {
    size_t l = p->value[p->g->wrt[w]];
    size_t end = l + ad_entries(&p->g->nodes[p->g->wrt[w]]);
    for (; l < end; l++, i++)
      to[l] = k->d ? at[l] + h * k->d[i] : i == k->by ? at[l] + h : at[l];
  }
}

/* The noise of the output's value there. */
static double noise_at(ad_agree *a, const ad_known *k, const double *at,
                       double h)
{
  move(a, k, at, h);
  ad_bound_evaluate(&a->bound);
  ad_bound_sweep(&a->bound, a->of);
  return ad_sharp_noise(&a->sharp, a->of);
}

double ad_known_noise(ad_agree *a, const ad_known *k, double h)
{
  const double *values = a->bound.memory->value;
  double *at = a->sharp.t; /* room that noise does not need                 */
  a->sharp.pushed = 1;
  memcpy(at, values, a->bound.program.value_words * sizeof *at);
  double noise = fmax(noise_at(a, k, at, h), noise_at(a, k, at, -h));
  noise = fmax(noise, noise_at(a, k, at, 0));
  ad_sharp_clear_tangents(&a->sharp);
  return noise;
}
