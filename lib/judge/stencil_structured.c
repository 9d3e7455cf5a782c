/* SPDX-License-Identifier: GPL-3.0-or-later
   Structured nodes in a stencil: reductions that bend, by a table, and what
   is made of a factorisation.  Read stencil_view.h before. */
#include "judge/stencil_view.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "graph/entry.h"
#include "kernels/lu.h"

/* How far the exponents of logsumexp may move; the same as exp's width. */
static const double exponent_width = 0.3;
/* How far an entry of a norm may move, relative to it; as in sqrt's row. */
static const double norm_width = 0.3;
/* How far the determinant may move that inv and solve divide by; as in div's
   row. */
static const double det_width = 0.3;

/* max, min: the set of entries that equal the result is the branch. */
static unsigned extreme_dirt(const ad_view *w, size_t e, ad_group z)
{
  size_t ties = 0;
  int changed = 0;
  for (size_t i = 0; i < z.count; i++) {
    size_t at = z.start + i * z.step;
    int before = w->x0[0][at] == w->v0[e];
    ties += (size_t)before;
    changed |= before != (w->x1[0][at] == w->v1[e]);
  }
  return !changed ? 0 : ties > 1 ? AD_DIRT_TIE : AD_DIRT_BRANCH;
}

static int extreme_kink(const ad_view *w, size_t e, ad_group z)
{
  size_t ties = 0;
  for (size_t i = 0; i < z.count; i++)
    ties += w->x0[0][z.start + i * z.step] == w->v0[e];
  return ties > 1;
}

int ad_bends_carry(const ad_view *w, size_t e)
{
  ad_choice c = {0, 0, 0};
  ad_group z = ad_group_of(w->g, w->x, e);
  for (size_t i = 0; i < z.count; i++) {
    size_t at = z.start + i * z.step;
    ad_choice_add(&c, w->x0[0][at], w->x1[0][at],
                  isnan(w->v0[e]) || w->x0[0][at] == w->v0[e]);
  }
  return ad_choice_carries(&c);
}

static unsigned group_moved(const ad_view *w, ad_group z, double width)
{
  unsigned dirt = 0;
  for (size_t i = 0; i < z.count; i++)
    dirt |= ad_view_moved(w->x0[0][z.start + i * z.step],
                          w->x1[0][z.start + i * z.step], width);
  return dirt;
}

static unsigned logsumexp_dirt(const ad_view *w, size_t e, ad_group z)
{
  (void)e;
  return group_moved(w, z, exponent_width);
}

static unsigned norm_dirt(const ad_view *w, size_t e, ad_group z)
{
  if (w->v0[e] == 0)
    return w->v1[e] == 0 ? 0 : AD_DIRT_TIE;
  return group_moved(w, z, norm_width * w->v0[e]);
}

static int norm_kink(const ad_view *w, size_t e, ad_group z)
{
  (void)z;
  return w->v0[e] == 0;
}

/* Is a product lost to what is below the normal numbers?  Not where a factor
   is 0. */
static int is_lost(double v, size_t n, size_t step, const double *x)
{
  if (!(fabs(v) < DBL_MIN))
    return 0;
  for (size_t i = 0; i < n; i++)
    if (x[i * step] == 0)
      return 0;
  return 1;
}

static unsigned prod_dirt(const ad_view *w, size_t e, ad_group z)
{
  return group_moved(w, z, (double)INFINITY) |
         (is_lost(w->v0[e], z.count, z.step, w->x0[0] + z.start) ||
              is_lost(w->v1[e], z.count, z.step, w->x1[0] + z.start)
            ? AD_DIRT_UNDERFLOW
            : 0u);
}

static const struct bend {
  ad_op op;
  unsigned (*dirt)(const ad_view *w, size_t e, ad_group z);
  int (*kink)(const ad_view *w, size_t e, ad_group z); /* NULL: none          */
} bends[] = {
  {AD_OP_amax, extreme_dirt, extreme_kink},
  {AD_OP_amin, extreme_dirt, extreme_kink},
  {AD_OP_logsumexp, logsumexp_dirt, NULL},
  {AD_OP_norm, norm_dirt, norm_kink},
  {AD_OP_prod, prod_dirt, NULL},
};

static const struct bend *bend_of(const ad_node *x)
{
  for (size_t i = 0; i < sizeof bends / sizeof *bends; i++)
    if (bends[i].op == (ad_op)x->op)
      return &bends[i];
  return NULL;
}

unsigned ad_bends_dirt(const ad_view *w, unsigned char *dirt)
{
  const struct bend *bend = bend_of(w->x);
  unsigned all = 0;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    dirt[e] = 0;
    if (bend)
      dirt[e] = (unsigned char)bend->dirt(w, e, ad_group_of(w->g, w->x, e));
    all |= dirt[e];
  }
  return all;
}

int ad_bends_kink(const ad_view *w)
{
  const struct bend *bend = bend_of(w->x);
  for (size_t e = 0; bend && bend->kink && e < ad_entries(w->x); e++)
    if (bend->kink(w, e, ad_group_of(w->g, w->x, e)))
      return 1;
  return 0;
}

/* det is a polynomial; inv and solve are such, divided by the determinant,
   whose zero a stencil must not come near. */
static unsigned whole_dirt(const ad_view *w)
{
  size_t n = ad_operand_of(w->g, w->x, 0)->rows;
  const double *d0 = ad_lu_product(n, w->f0), *d1 = ad_lu_product(n, w->f1);
  if (ad_op_get((ad_op)w->x->op)->form == AD_FORM_scalar)
    return 0;
  if (ad_lu_is_singular(n, w->f0) || ad_lu_is_singular(n, w->f1))
    return AD_DIRT_DOMAIN;
  return ad_view_moved(1, ad_lu_scaled(d1[0] / d0[0], d1[1] - d0[1]),
                       det_width);
}

unsigned ad_factored_dirt(const ad_view *w, unsigned char *dirt)
{
  unsigned found = whole_dirt(w);
  memset(dirt, (int)found, ad_entries(w->x));
  return found;
}
