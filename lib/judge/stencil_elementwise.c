/* SPDX-License-Identifier: GPL-3.0-or-later
   Elementwise nodes in a stencil, judged by the columns side and width of
   their rows.  Read stencil_view.h before. */
#include "judge/stencil_view.h"

#include <float.h>
#include <math.h>

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

/* The slope by operand k at x with that operand at `at`, and the value. */
static double slope_at(ad_op op, unsigned k, const double *x, double at,
                       double *v)
{
  double y[3] = {x[0], x[1], x[2]};
  y[k] = at;
  *v = ad_op_get(op)->value(y[0], y[1], y[2], 0);
  return ad_op_partial(op, k, y[0], y[1], y[2], *v);
}

/* Beyond its width a row may have become flat, or straight, as tanh and silu
   do far out: the same slope at both ends and between them (at no simple part
   of a period), and a rise to match.  Then no step is too wide. */
static int is_straight(ad_op op, unsigned k, const double *x0, double to)
{
  double moved = to - x0[k], v0, v, v1;
  double p = slope_at(op, k, x0, x0[k], &v0);
  return slope_at(op, k, x0, x0[k] + 0.382 * moved, &v) == p &&
         slope_at(op, k, x0, to, &v1) == p &&
         fabs(v1 - v0 - p * moved) <=
           4 * DBL_EPSILON * fmax(fabs(v0), fabs(v1));
}

/* Has operand k moved too far?  Where others move as well, the row's width
   alone decides. */
static unsigned operand_dirt(ad_op op, unsigned k, const double *x0, double v0,
                             const double *x1)
{
  const ad_op_row *row = ad_op_get(op);
  double width = k < 2 ? row->width[k](x0[0], x0[1], x0[2], v0)
                       : (double)INFINITY;
  unsigned dirt = ad_view_moved(x0[k], x1[k], width);
  for (unsigned l = 0; l < row->arity; l++)
    if (l != k && !ad_view_same(x0[l], x1[l]))
      return dirt;
  return dirt == AD_DIRT_WIDTH && is_straight(op, k, x0, x1[k]) ? 0 : dirt;
}

static unsigned entry_dirt(ad_op op, const double *x0, double v0,
                           const double *x1, double v1)
{
  const ad_op_row *row = ad_op_get(op);
  unsigned dirt = 0, same = 1;
  for (unsigned k = 0; k < row->arity; k++) {
    if (ad_view_same(x0[k], x1[k]))
      continue;
    same = 0;
    if (is_cut(op, k, x0, v0))
      continue;
    dirt |= operand_dirt(op, k, x0, v0, x1);
  }
  return same ? 0 : dirt | branch_dirt(row, x0, v0, x1, v1);
}

/* Without an edge (a comparison, a sign) a value changes by jumps only; the
   base point is a tie where the smallest step makes one. */
static unsigned step_dirt(ad_op op, const double *x0, double v0,
                          const double *x1, double v1)
{
  const ad_op_row *row = ad_op_get(op);
  double near[3];
  if (ad_view_same(v0, v1))
    return 0;
  for (size_t k = 0; k < 3; k++)
    near[k] = nextafter(x0[k], x1[k]);
  return AD_DIRT_JUMP |
         (ad_view_same(row->value(near[0], near[1], near[2], 0), v0)
            ? AD_DIRT_BRANCH
            : AD_DIRT_TIE);
}

/* The operands of one entry, at one of the two points. */
static void operands_at(const ad_view *w, const double *const from[3],
                        const size_t at[3], double x[3])
{
  for (size_t k = 0; k < 3; k++)
    x[k] = k < w->x->arity ? from[k][at[k]] : 0;
}

/* Where entry (i, j) reads its operands. */
static void places_of(const ad_view *w, const ad_span *s, size_t i, size_t j,
                      size_t at[3])
{
  for (size_t k = 0; k < w->x->arity; k++)
    at[k] = i * s->row[k] + j * s->col[k];
}

static int has_moved(const ad_view *w, const size_t at[3])
{
  for (size_t k = 0; k < w->x->arity; k++)
    if (w->x0[k][at[k]] != w->x1[k][at[k]])
      return 1;
  return 0;
}

unsigned ad_rows_dirt(const ad_view *w, unsigned char *dirt)
{
  ad_op op = (ad_op)w->x->op;
  unsigned all = 0;
  int steps = !ad_op_has_edges(op);
  ad_span s = ad_span_of(w->g, w->x);
  for (size_t i = 0, e = 0; i < s.rows; i++)
    for (size_t j = 0; j < s.cols; j++, e++) {
      double x0[3], x1[3];
      size_t at[3];
      unsigned found = 0;
      places_of(w, &s, i, j, at);
      if (has_moved(w, at)) { /* most have not: one entry moves at a time  */
        operands_at(w, w->x0, at, x0);
        operands_at(w, w->x1, at, x1);
        found = (steps ? step_dirt : entry_dirt)(op, x0, w->v0[e], x1,
                                                 w->v1[e]);
      }
      dirt[e] = (unsigned char)found;
      all |= found;
    }
  return all;
}

int ad_rows_kink(const ad_view *w)
{
  const ad_op_row *row = ad_op_get((ad_op)w->x->op);
  ad_span s = ad_span_of(w->g, w->x);
  for (size_t i = 0, e = 0; i < s.rows; i++)
    for (size_t j = 0; j < s.cols; j++, e++) {
      double x[3];
      size_t at[3];
      places_of(w, &s, i, j, at);
      operands_at(w, w->x0, at, x);
      if (row->side(x[0], x[1], x[2], w->v0[e]) == 0)
        return 1;
    }
  return 0;
}

int ad_rows_carry(const ad_view *w, size_t e, size_t k)
{
  ad_choice c = {0, 0, 0};
  ad_span s = ad_span_of(w->g, w->x);
  double x[3];
  size_t at[3];
  places_of(w, &s, e / s.cols, e % s.cols, at);
  operands_at(w, w->x0, at, x);
  ad_choice_add(&c, w->x0[k][at[k]], w->x1[k][at[k]],
                !is_cut((ad_op)w->x->op, (unsigned)k, x, w->v0[e]));
  return ad_choice_carries(&c);
}
