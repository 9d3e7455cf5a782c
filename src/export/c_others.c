/* SPDX-License-Identifier: GPL-3.0-or-later
   The derivative of a product of entries, which the symbolic engine writes by
   halves: the others of each half are its own others times the product of the
   other half (lib/symbolic/others.c).  Where a node is that, a function takes
   its place, which needs one pass there and one back.  Read c_body.h before. */
#include "export/c_body.h"
#include "graph.h"

/* Entries of a, multiplied along an axis. */
struct region {
  ad_ref a;
  ad_axis axis;
  size_t row, col, rows, cols;
};

static int is_single(const struct region *p)
{
  return (p->axis == AD_OVER_COLS || p->rows == 1) &&
         (p->axis == AD_OVER_ROWS || p->cols == 1);
}

/* Is it cut between rows? */
static int is_upright(const struct region *p)
{
  return p->axis != AD_OVER_COLS && p->rows > 1;
}

static struct region half(const struct region *p, int second)
{
  struct region part = *p;
  size_t *first = is_upright(p) ? &part.row : &part.col;
  size_t *length = is_upright(p) ? &part.rows : &part.cols;
  size_t before = *length / 2;
  *first += second ? before : 0;
  *length = second ? *length - before : before;
  return part;
}

static int has_op(const struct c_body *b, ad_ref x, ad_op op)
{
  return ad_graph_operands(b->g, x) > 0 && ad_graph_op(b->g, x) == op;
}

static int is_region(const struct c_body *b, ad_ref x, const struct region *p)
{
  size_t row = 0, col = 0;
  ad_shape s = ad_graph_shape(b->g, x);
  if (s.rows != p->rows || s.cols != p->cols)
    return 0;
  for (; x.index != p->a.index && has_op(b, x, AD_OP_slice);
       x = c_operand(b, x, 0)) {
    row += ad_graph_extra(b->g, x).row;
    col += ad_graph_extra(b->g, x).col;
  }
  return x.index == p->a.index && row == p->row && col == p->col;
}

/* Their product, or that in the place of every entry of a matrix. */
static int is_product(const struct c_body *b, ad_ref x, const struct region *p)
{
  if (has_op(b, x, AD_OP_expand))
    x = c_operand(b, x, 0);
  if (is_single(p))
    return is_region(b, x, p);
  return has_op(b, x, AD_OP_prod) &&
         ad_graph_extra(b->g, x).axis == p->axis &&
         is_region(b, c_operand(b, x, 0), p);
}

static int is_others(const struct c_body *b, ad_ref x, const struct region *p);

/* The others of a half, and the product of the other half. */
static int is_half(const struct c_body *b, ad_ref x, const struct region *p,
                   const struct region *rest)
{
  if (is_single(p))
    return is_product(b, x, rest);
  if (!has_op(b, x, AD_OP_mul))
    return 0;
  ad_ref left = c_operand(b, x, 0), right = c_operand(b, x, 1);
  return (is_others(b, left, p) && is_product(b, right, rest)) ||
         (is_others(b, right, p) && is_product(b, left, rest));
}

/* Half k of x, a sum of two halves in their places. */
static int has_half(const struct c_body *b, ad_ref x, size_t k,
                    const struct region *p)
{
  struct region parts[] = {half(p, 0), half(p, 1)};
  for (size_t i = 0; i < 2; i++) {
    ad_ref placed = c_operand(b, x, i);
    ad_extra at = ad_graph_extra(b->g, placed);
    if (at.row == parts[k].row - p->row && at.col == parts[k].col - p->col)
      return is_half(b, c_operand(b, placed, 0), &parts[k], &parts[!k]);
  }
  return 0;
}

static int is_sum_of_places(const struct c_body *b, ad_ref x)
{
  return has_op(b, x, AD_OP_add) &&
         has_op(b, c_operand(b, x, 0), AD_OP_place) &&
         has_op(b, c_operand(b, x, 1), AD_OP_place);
}

static int is_others(const struct c_body *b, ad_ref x, const struct region *p)
{
  return is_sum_of_places(b, x) && has_half(b, x, 0, p) && has_half(b, x, 1, p);
}

/* Products of the worksheet only: those of halves are many. */
void c_find_others(struct c_body *b, ad_ref x)
{
  for (uint32_t i = 0; i < ad_graph_size(b->p->g); i++) {
    ad_ref product = {i};
    if (!has_op(b, product, AD_OP_prod))
      continue;
    ad_ref a = c_operand(b, product, 0);
    ad_shape s = ad_graph_shape(b->g, a);
    struct region all = {.a = a, .axis = ad_graph_extra(b->g, product).axis,
                         .rows = s.rows, .cols = s.cols};
    if (c_same_shape(s, ad_graph_shape(b->g, x)) && is_others(b, x, &all)) {
      b->nodes[x.index].product = i + 1;
      return;
    }
  }
}
