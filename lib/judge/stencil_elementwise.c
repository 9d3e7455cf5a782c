/* SPDX-License-Identifier: GPL-3.0-or-later
   Elementwise nodes in a stencil, judged by the columns side and width of
   their rows.  Read stencil_view.h before. */
#include "judge/stencil_view.h"

#include <float.h>
#include <math.h>

/* The row of a node, and what is asked of it once for all entries. */
typedef struct elementwise {
  ad_op op;
  const ad_op_row *row;
  int selects; /* may an operand lie on a side that is not taken?          */
} elementwise;

static elementwise row_of(const ad_view *w)
{
  ad_op op = (ad_op)w->x->op;
  return (elementwise){op, w->row, ad_op_selects(op)};
}

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
static int is_cut(const elementwise *r, unsigned k, const double *x, double v)
{
  return r->selects && ad_op_has_edge(r->op, k) &&
         ad_op_partial(r->op, k, x[0], x[1], x[2], v) == 0;
}

/* The slope by operand k at x with that operand at `at`, and the value. */
static double slope_at(const elementwise *r, unsigned k, const double *x,
                       double at, double *v)
{
  double y[3] = {x[0], x[1], x[2]};
  y[k] = at;
  *v = r->row->value(y[0], y[1], y[2], 0);
  return ad_op_partial(r->op, k, y[0], y[1], y[2], *v);
}

/* Beyond its width a row may have become flat, or straight, as tanh and silu
   do far out: the same slope at both ends and between them (at no simple part
   of a period), and a rise to match.  Then no step is too wide. */
static int is_straight(const elementwise *r, unsigned k, const double *x0,
                       double to)
{
  double moved = to - x0[k], v0, v, v1;
  double p = slope_at(r, k, x0, x0[k], &v0);
  return slope_at(r, k, x0, x0[k] + 0.382 * moved, &v) == p &&
         slope_at(r, k, x0, to, &v1) == p &&
         fabs(v1 - v0 - p * moved) <=
           4 * DBL_EPSILON * fmax(fabs(v0), fabs(v1));
}

/* Has operand k moved too far?  Where others move as well, the row's width
   alone decides. */
static unsigned operand_dirt(const elementwise *r, unsigned k,
                             const double *x0, double v0, const double *x1)
{
  const ad_op_row *row = r->row;
  double width = k < 2 ? row->width[k](x0[0], x0[1], x0[2], v0)
                       : (double)INFINITY;
  unsigned dirt = ad_view_moved(x0[k], x1[k], width);
  for (unsigned l = 0; l < row->arity; l++)
    if (l != k && !ad_view_same(x0[l], x1[l]))
      return dirt;
  return dirt == AD_DIRT_WIDTH && is_straight(r, k, x0, x1[k]) ? 0 : dirt;
}

static unsigned entry_dirt(const elementwise *r, const double *x0, double v0,
                           const double *x1, double v1)
{
  unsigned dirt = 0, same = 1;
  for (unsigned k = 0; k < r->row->arity; k++) {
    if (ad_view_same(x0[k], x1[k]))
      continue;
    same = 0;
    if (is_cut(r, k, x0, v0))
      continue;
    dirt |= operand_dirt(r, k, x0, v0, x1);
  }
  return same ? 0 : dirt | branch_dirt(r->row, x0, v0, x1, v1);
}

/* Without an edge (a comparison, a sign) a value changes by jumps only; the
   base point is a tie where the smallest step makes one. */
static unsigned step_dirt(const elementwise *r, const double *x0, double v0,
                          const double *x1, double v1)
{
  double near[3];
  if (ad_view_same(v0, v1))
    return 0;
  for (size_t k = 0; k < 3; k++)
    near[k] = nextafter(x0[k], x1[k]);
  return AD_DIRT_JUMP |
         (ad_view_same(r->row->value(near[0], near[1], near[2], 0), v0)
            ? AD_DIRT_BRANCH
            : AD_DIRT_TIE);
}

/* The operands of one entry at the base point. */
static void operands_at(const ad_view *w, const size_t at[3], double x[3])
{
  for (size_t k = 0; k < 3; k++)
    x[k] = k < w->x->arity ? w->x0[k][at[k]] : 0;
}

/* Where entry (i, j) reads its operands. */
static void places_of(const ad_view *w, const ad_span *s, size_t i, size_t j,
                      size_t at[3])
{
  for (size_t k = 0; k < w->x->arity; k++)
    at[k] = i * s->row[k] + j * s->col[k];
}

/* Of entry e.  Most have not moved: one entry of a leaf moves at a time. */
static unsigned dirt_at(const ad_view *w, const elementwise *r,
                        const size_t at[3], size_t e)
{
  double x0[3] = {0, 0, 0}, x1[3] = {0, 0, 0};
  int moved = 0;
  for (size_t k = 0; k < w->x->arity; k++) {
    x0[k] = w->x0[k][at[k]];
    x1[k] = w->x1[k][at[k]];
    moved |= x0[k] != x1[k];
  }
  if (!moved)
    return 0;
  return ad_has_edges(w->x) ? entry_dirt(r, x0, w->v0[e], x1, w->v1[e])
                            : step_dirt(r, x0, w->v0[e], x1, w->v1[e]);
}

unsigned ad_rows_dirt(const ad_view *w, unsigned char *dirt)
{
  elementwise r = row_of(w);
  size_t at[3] = {0, 0, 0};
  if (ad_entries(w->x) == 1)
    return *dirt = (unsigned char)dirt_at(w, &r, at, 0);
  unsigned all = 0;
  ad_span s = ad_span_of(w->g, w->x);
  for (size_t i = 0, e = 0; i < s.rows; i++)
    for (size_t j = 0; j < s.cols; j++, e++) {
      places_of(w, &s, i, j, at);
      dirt[e] = (unsigned char)dirt_at(w, &r, at, e);
      all |= dirt[e];
    }
  return all;
}

int ad_rows_kink(const ad_view *w)
{
  ad_span s = ad_span_of(w->g, w->x);
  for (size_t i = 0, e = 0; i < s.rows; i++)
    for (size_t j = 0; j < s.cols; j++, e++) {
      double x[3];
      size_t at[3];
      places_of(w, &s, i, j, at);
      operands_at(w, at, x);
      if (w->row->side(x[0], x[1], x[2], w->v0[e]) == 0)
        return 1;
    }
  return 0;
}

int ad_rows_carry(const ad_view *w, size_t e, size_t k)
{
  ad_choice c = {0, 0, 0};
  elementwise r = row_of(w);
  ad_span s = ad_span_of(w->g, w->x);
  double x[3];
  size_t at[3];
  places_of(w, &s, e / s.cols, e % s.cols, at);
  operands_at(w, at, x);
  ad_choice_add(&c, w->x0[k][at[k]], w->x1[k][at[k]],
                !is_cut(&r, (unsigned)k, x, w->v0[e]));
  return ad_choice_carries(&c);
}
