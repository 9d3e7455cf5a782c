/* SPDX-License-Identifier: GPL-3.0-or-later
   See stencil.h.  Elementwise operations are judged by the columns side and
   width of their rows; reductions that bend, by a table below. */
#include "stencil.h"

#include <math.h>
#include <string.h>

#include "entry.h"
#include "lu.h"

/* How far the exponents of logsumexp may move; the same as exp's width. */
static const double exponent_width = 0.3;
/* How far an entry of a norm may move, relative to it; as in sqrt's row. */
static const double norm_width = 0.3;
/* How far the determinant may move that inv and solve divide by; as in div's
   row. */
static const double det_width = 0.3;

/* The values of a node and its first three operands, at the base point and
   at the point of the stencil. */
typedef struct view {
  const ad_graph *g;
  const ad_node *x;
  const double *v0, *v1;
  const double *x0[3], *x1[3];
  const double *f0, *f1; /* factorisations, of factored nodes              */
} view;

static view view_of(const ad_program *p, size_t i, const double *base,
                    const double *now)
{
  view w = {.g = p->g, .x = &p->g->nodes[i]};
  w.v0 = base + p->value[i];
  w.v1 = now + p->value[i];
  for (size_t k = 0; k < 3; k++) {
    size_t o = p->g->operands[w.x->operand + (k < w.x->arity ? k : 0)];
    w.x0[k] = base + p->value[o];
    w.x1[k] = now + p->value[o];
  }
  if (p->factors) {
    w.f0 = base + p->factors[i];
    w.f1 = now + p->factors[i];
  }
  return w;
}

static int is_same(double x, double y)
{
  return x == y || (isnan(x) && isnan(y));
}

/* An operand that went from x to y and may go less than `width` far. */
static unsigned moved(double x, double y, double width)
{
  if (is_same(x, y))
    return 0;
  if (!isfinite(x) || !isfinite(y))
    return AD_DIRT_DOMAIN;
  return fabs(y - x) < width ? 0 : AD_DIRT_WIDTH;
}

/* --- elementwise ---------------------------------------------------------- */

static int sign_of(double side)
{
  return (side > 0) - (side < 0);
}

static int side_of(const ad_op_row *row, const double *x, double v)
{
  return sign_of(row->side(x[0], x[1], x[2], v));
}

/* The base point is a tie where its side is 0, or changes with the smallest
   step in the direction of the point: elu's side is -1 at 0. */
static unsigned branch_dirt(const ad_op_row *row, const double *x0, double v0,
                            const double *x1, double v1)
{
  double near[3];
  int side = side_of(row, x0, v0);
  if (side_of(row, x1, v1) == side)
    return 0;
  for (size_t k = 0; k < 3; k++)
    near[k] = nextafter(x0[k], x1[k]);
  return side == 0 || side_of(row, near, v0) != side ? AD_DIRT_TIE
                                                     : AD_DIRT_BRANCH;
}

/* Is operand k on a side that is not taken at x? */
static int is_cut(ad_op op, unsigned k, const double *x, double v)
{
  return ad_op_selects(op) && ad_op_has_edge(op, k) &&
         ad_op_partial(op, k, x[0], x[1], x[2], v) == 0;
}

static unsigned entry_dirt(ad_op op, const double *x0, double v0,
                           const double *x1, double v1)
{
  const ad_op_row *row = ad_op_get(op);
  unsigned dirt = 0, same = 1;
  for (unsigned k = 0; k < row->arity; k++) {
    if (is_same(x0[k], x1[k]))
      continue;
    same = 0;
    if (is_cut(op, k, x0, v0))
      continue;
    dirt |= moved(x0[k], x1[k],
                  k < 2 ? row->width[k](x0[0], x0[1], x0[2], v0)
                        : (double)INFINITY);
  }
  return same ? 0 : dirt | branch_dirt(row, x0, v0, x1, v1);
}

/* The operands that entry (i, j) reads, at one of the two points. */
static void operands_at(const view *w, const double *const from[3], size_t i,
                        size_t j, double x[3])
{
  for (size_t k = 0; k < 3; k++)
    x[k] = k < w->x->arity
             ? from[k][ad_entry_read(w->x, ad_operand_of(w->g, w->x, k), i, j)]
             : 0;
}

static unsigned elementwise_dirt(const view *w)
{
  unsigned dirt = 0;
  for (size_t i = 0, e = 0; i < w->x->rows; i++)
    for (size_t j = 0; j < w->x->cols; j++, e++) {
      double x0[3], x1[3];
      operands_at(w, w->x0, i, j, x0);
      operands_at(w, w->x1, i, j, x1);
      dirt |= entry_dirt((ad_op)w->x->op, x0, w->v0[e], x1, w->v1[e]);
    }
  return dirt;
}

static int elementwise_kink(const view *w)
{
  const ad_op_row *row = ad_op_get((ad_op)w->x->op);
  for (size_t i = 0, e = 0; i < w->x->rows; i++)
    for (size_t j = 0; j < w->x->cols; j++, e++) {
      double x[3];
      operands_at(w, w->x0, i, j, x);
      if (row->side(x[0], x[1], x[2], w->v0[e]) == 0)
        return 1;
    }
  return 0;
}

/* What a node does with the entries of an operand: does one change that it
   takes?  If none does, one may have changed by less than its rounding shows:
   by no more than those that are cut, if rounding hides as much. */
typedef struct choice {
  int changed;
  double taken, cut; /* largest value taken, largest change that is cut    */
} choice;

static const double hidden = 0x1p-40;

static void choose(choice *c, double before, double after, int is_taken)
{
  if (is_taken)
    c->taken = fmax(c->taken, fabs(before));
  if (is_same(before, after))
    return;
  c->changed |= is_taken;
  if (!is_taken)
    c->cut = isfinite(after - before) ? fmax(c->cut, fabs(after - before))
                                      : (double)INFINITY;
}

static int choice_carries(const choice *c)
{
  return c->changed || (c->taken > 0 && c->cut <= hidden * c->taken);
}

/* Does an entry of operand k change that is not cut? */
static int elementwise_carries(const view *w, size_t k)
{
  choice c = {0, 0, 0};
  const ad_node *a = ad_operand_of(w->g, w->x, k);
  for (size_t i = 0, e = 0; i < w->x->rows; i++)
    for (size_t j = 0; j < w->x->cols; j++, e++) {
      size_t at = ad_entry_read(w->x, a, i, j);
      double x[3];
      operands_at(w, w->x0, i, j, x);
      choose(&c, w->x0[k][at], w->x1[k][at],
             !is_cut((ad_op)w->x->op, (unsigned)k, x, w->v0[e]));
    }
  return choice_carries(&c);
}

/* --- reductions that bend ------------------------------------------------- */

/* max, min: the set of entries that equal the result is the branch. */
static unsigned extreme_dirt(const view *w, size_t e, ad_group z)
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

static int extreme_kink(const view *w, size_t e, ad_group z)
{
  size_t ties = 0;
  for (size_t i = 0; i < z.count; i++)
    ties += w->x0[0][z.start + i * z.step] == w->v0[e];
  return ties > 1;
}

static int extreme_carries(const view *w)
{
  choice c = {0, 0, 0};
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    ad_group z = ad_group_of(w->g, w->x, e);
    for (size_t i = 0; i < z.count; i++) {
      size_t at = z.start + i * z.step;
      choose(&c, w->x0[0][at], w->x1[0][at],
             isnan(w->v0[e]) || w->x0[0][at] == w->v0[e]);
    }
  }
  return choice_carries(&c);
}

static unsigned group_moved(const view *w, ad_group z, double width)
{
  unsigned dirt = 0;
  for (size_t i = 0; i < z.count; i++)
    dirt |= moved(w->x0[0][z.start + i * z.step],
                  w->x1[0][z.start + i * z.step], width);
  return dirt;
}

static unsigned logsumexp_dirt(const view *w, size_t e, ad_group z)
{
  (void)e;
  return group_moved(w, z, exponent_width);
}

static unsigned norm_dirt(const view *w, size_t e, ad_group z)
{
  if (w->v0[e] == 0)
    return w->v1[e] == 0 ? 0 : AD_DIRT_TIE;
  return group_moved(w, z, norm_width * w->v0[e]);
}

static int norm_kink(const view *w, size_t e, ad_group z)
{
  (void)z;
  return w->v0[e] == 0;
}

static const struct bend {
  ad_op op;
  unsigned (*dirt)(const view *w, size_t e, ad_group z);
  int (*kink)(const view *w, size_t e, ad_group z); /* NULL: none          */
} bends[] = {
  {AD_OP_amax, extreme_dirt, extreme_kink},
  {AD_OP_amin, extreme_dirt, extreme_kink},
  {AD_OP_logsumexp, logsumexp_dirt, NULL},
  {AD_OP_norm, norm_dirt, norm_kink},
};

static const struct bend *bend_of(const ad_node *x)
{
  for (size_t i = 0; i < sizeof bends / sizeof *bends; i++)
    if (bends[i].op == (ad_op)x->op)
      return &bends[i];
  return NULL;
}

static unsigned bend_dirt(const view *w)
{
  const struct bend *bend = bend_of(w->x);
  unsigned dirt = 0;
  for (size_t e = 0; bend && e < ad_entries(w->x); e++)
    dirt |= bend->dirt(w, e, ad_group_of(w->g, w->x, e));
  return dirt;
}

/* det is a polynomial; inv and solve are such, divided by the determinant,
   whose zero a stencil must not come near. */
static unsigned factored_dirt(const view *w)
{
  size_t n = ad_operand_of(w->g, w->x, 0)->rows;
  const double *d0 = ad_lu_product(n, w->f0), *d1 = ad_lu_product(n, w->f1);
  if (ad_op_get((ad_op)w->x->op)->form == AD_FORM_scalar)
    return 0;
  if (ad_lu_is_singular(n, w->f0) || ad_lu_is_singular(n, w->f1))
    return AD_DIRT_DOMAIN;
  return moved(1, ad_lu_scaled(d1[0] / d0[0], d1[1] - d0[1]), det_width);
}

/* Operations without a derivative are steps: any change is a jump. */
static unsigned step_dirt(const view *w)
{
  for (size_t e = 0; e < ad_entries(w->x); e++)
    if (!is_same(w->v0[e], w->v1[e]))
      return AD_DIRT_BRANCH;
  return 0;
}

/* --- the graph ------------------------------------------------------------ */

static unsigned node_dirt(const view *w)
{
  switch (ad_op_get((ad_op)w->x->op)->kind) {
  case AD_KIND_elementwise:
    return elementwise_dirt(w);
  case AD_KIND_curved:
  case AD_KIND_select:
    return bend_dirt(w);
  case AD_KIND_factored:
    return factored_dirt(w);
  case AD_KIND_fixed:
    return step_dirt(w);
  default: /* linear in each operand */
    return 0;
  }
}

/* A node changes in steps only where its row has no edge (a comparison), or
   where all that changes below it does. */
static unsigned char change_of(const ad_graph *g, const ad_node *x,
                               const unsigned char *varying)
{
  unsigned char change = 0;
  int edges = 0;
  for (size_t k = 0; k < x->arity; k++) {
    unsigned char below = varying[g->operands[x->operand + k]];
    edges |= ad_op_has_edge((ad_op)x->op, (unsigned)k);
    if (below == AD_VARIES || change == 0)
      change = below;
  }
  return change && !edges ? AD_STEPS : change;
}

void ad_stencil_varying(const ad_graph *g, unsigned char *varying)
{
  memset(varying, 0, g->n);
  for (size_t i = 0; i < g->n_wrt; i++)
    varying[g->wrt[i]] = AD_VARIES;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (x->arity > 0 && (x->flags & AD_NODE_NEEDED) &&
        ad_op_get((ad_op)x->op)->edge != AD_EDGE_frozen)
      varying[i] = change_of(g, x, varying);
  }
}

/* Does what is wrong with operand k matter to the node?  Not on a side that
   is not taken. */
static int carries(const view *w, size_t k)
{
  ad_op op = (ad_op)w->x->op;
  if (!ad_op_selects(op) || !ad_op_has_edge(op, (unsigned)k))
    return 1;
  return w->x->op < AD_ELEMENTWISE_COUNT ? elementwise_carries(w, k)
                                         : extreme_carries(w);
}

/* A branch that follows a condition is a tie where the condition's is. */
static unsigned follow(const ad_program *p, const ad_node *x, unsigned found,
                       const unsigned char *varying,
                       const unsigned char *dirt)
{
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = p->g->operands[x->operand + k];
    if (found & AD_DIRT_BRANCH && varying[o] == AD_STEPS &&
        (dirt[o] & (AD_DIRT_TIE | AD_DIRT_BRANCH)) == AD_DIRT_TIE)
      return (found & ~(unsigned)AD_DIRT_BRANCH) | AD_DIRT_TIE;
  }
  return found;
}

void ad_stencil_compare(const ad_program *p, const unsigned char *varying,
                        const double *base, const double *now,
                        unsigned char *dirt)
{
  memset(dirt, 0, p->g->n);
  for (size_t i = 0; i < p->g->n; i++) {
    const ad_node *x = &p->g->nodes[i];
    if (!varying[i] || x->arity == 0)
      continue;
    view w = view_of(p, i, base, now);
    unsigned found = follow(p, x, node_dirt(&w), varying, dirt);
    for (size_t k = 0; k < x->arity; k++)
      if (carries(&w, k))
        found |= dirt[p->g->operands[x->operand + k]];
    dirt[i] = (unsigned char)found;
  }
}

int ad_stencil_on_kink(const ad_program *p, size_t i, const double *value)
{
  const ad_op_row *row = ad_op_get((ad_op)p->g->nodes[i].op);
  if (row->kink[0] == '\0')
    return 0;
  view w = view_of(p, i, value, value);
  if (row->kind == AD_KIND_elementwise)
    return elementwise_kink(&w);
  const struct bend *bend = bend_of(w.x);
  for (size_t e = 0; bend && bend->kink && e < ad_entries(w.x); e++)
    if (bend->kink(&w, e, ad_group_of(w.g, w.x, e)))
      return 1;
  return 0;
}
