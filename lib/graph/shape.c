/* SPDX-License-Identifier: GPL-3.0-or-later
   Shape rules: the building functions of nodes.h, each of which finds its
   result's shape or fails with one message that names both operands.  Read
   builder.h before. */
#include <stdio.h>

#include "graph.h"
#include "graph/builder.h"

const char *ad_builder_describe(const ad_builder *b, ad_ref x, char *text,
                                size_t size)
{
  const char *name = "";
  for (size_t i = b->g.n_names; i-- > 0 && name[0] == '\0';)
    if (b->g.names[i].node == x.index)
      name = b->g.names[i].name;
  ad_shape s = ad_builder_shape(b, x);
  if (name[0] != '\0')
    snprintf(text, size, "'%.80s' (%zu x %zu)", name, s.rows, s.cols);
  else
    snprintf(text, size, "a %zu x %zu matrix", s.rows, s.cols);
  return text;
}

/* One axis of a broadcast; 0 where the sizes do not fit. */
static size_t stretch(size_t x, size_t y)
{
  return x == y || y == 1 ? x : x == 1 ? y : 0;
}

static int broadcast(ad_shape *out, ad_shape x)
{
  ad_shape s = {stretch(out->rows, x.rows), stretch(out->cols, x.cols),
                out->unit_rows && x.unit_rows, out->unit_cols && x.unit_cols};
  *out = s;
  return s.rows > 0 && s.cols > 0;
}

static void fail_pair(ad_builder *b, const char *verb, ad_ref x, ad_ref y)
{
  char left[128], right[128];
  ad_builder_fail(b, "%s: shapes do not fit, %s and %s", verb,
                  ad_builder_describe(b, x, left, sizeof left),
                  ad_builder_describe(b, y, right, sizeof right));
}

/* The shape of x transposed. */
static ad_shape turned(ad_shape x)
{
  return (ad_shape){x.cols, x.rows, x.unit_cols, x.unit_rows};
}

/* Do they fit, and not as a row and a column do, whatever their lengths? */
static int fit(ad_shape x, ad_shape y)
{
  int crossed = (x.rows == 1 && y.cols == 1 && x.cols > 1 && y.rows > 1) ||
                (x.cols == 1 && y.rows == 1 && x.rows > 1 && y.cols > 1);
  return !crossed && broadcast(&x, y);
}

/* What else two operands that do not fit may have been meant for. */
static void hint_pair(ad_builder *b, ad_op op, ad_ref x, ad_ref y)
{
  ad_shape left = ad_builder_shape(b, x), right = ad_builder_shape(b, y);
  if (op == AD_OP_mul && left.cols == right.rows)
    ad_hint(&b->error, "the matrix product is '@', and gives %zu x %zu",
            left.rows, right.cols);
  else if (fit(left, turned(right)))
    ad_hint(&b->error, "it would fit with the right operand transposed");
  else if (fit(turned(left), right))
    ad_hint(&b->error, "it would fit with the left operand transposed");
}

/* The first of the operands that x does not fit. */
static ad_ref first_misfit(const ad_builder *b, const ad_ref *operands,
                           ad_ref x)
{
  for (;; operands++) {
    ad_shape shape = ad_builder_shape(b, *operands);
    if (!broadcast(&shape, ad_builder_shape(b, x)))
      return *operands;
  }
}

static int is_op(ad_builder *b, ad_op op)
{
  if (op >= AD_OP_count)
    ad_builder_fail(b, "there is no operation number %u", op);
  return op < AD_OP_count;
}

ad_ref ad_elementwise(ad_builder *b, ad_op op, size_t n, const ad_ref *operands)
{
  if (!ad_builder_ready(b, n, operands) || !is_op(b, op))
    return AD_NO_REF;
  const ad_op_row *row = ad_op_get(op);
  if (row->kind != AD_KIND_elementwise || row->arity != n) {
    ad_builder_fail(b, "'%s' takes %u operands, not %zu", row->name,
                    row->arity, n);
    return AD_NO_REF;
  }
  ad_shape shape = ad_builder_shape(b, operands[0]);
  for (size_t k = 1; k < n; k++)
    if (!broadcast(&shape, ad_builder_shape(b, operands[k]))) {
      ad_ref other = first_misfit(b, operands, operands[k]);
      fail_pair(b, row->infix[0] ? row->infix : row->name, other, operands[k]);
      hint_pair(b, op, other, operands[k]);
      return AD_NO_REF;
    }
  return ad_builder_append(b, op, shape, 0, 0, n, operands);
}

#define BUILD_1(id)                                                          \
  ad_ref ad_##id(ad_builder *b, ad_ref x)                                    \
  {                                                                          \
    return ad_elementwise(b, AD_OP_##id, 1, &x);                             \
  }
#define BUILD_2(id)                                                          \
  ad_ref ad_##id(ad_builder *b, ad_ref x, ad_ref y)                          \
  {                                                                          \
    return ad_elementwise(b, AD_OP_##id, 2, (const ad_ref[]){x, y});         \
  }
#define BUILD_3(id)                                                          \
  ad_ref ad_##id(ad_builder *b, ad_ref x, ad_ref y, ad_ref z)                \
  {                                                                          \
    return ad_elementwise(b, AD_OP_##id, 3, (const ad_ref[]){x, y, z});      \
  }
#define ELEMENTWISE(id, name, infix, strength, arity, ...) BUILD_##arity(id)
#include "ops.def"
#undef ELEMENTWISE

/* A product reads A' in place: the operand behind a transpose, and whether
   there was one.  One that has a name is a node to its author, who may ask for
   the derivative by it, and is read itself. */
static ad_ref look_through(const ad_builder *b, ad_ref x, size_t *transposed)
{
  const ad_node *node = &b->g.nodes[x.index];
  *transposed = node->op == AD_OP_transpose && !(node->flags & AD_NODE_NAMED);
  return *transposed ? (ad_ref){b->g.operands[node->operand]} : x;
}

/* The columns on the left are to be as many as the rows on the right. */
static void fail_product(ad_builder *b, ad_ref x, ad_ref y)
{
  ad_shape left = ad_builder_shape(b, x), right = ad_builder_shape(b, y);
  fail_pair(b, "@", x, y);
  if (left.rows == right.rows)
    ad_hint(&b->error, "it would fit with the left operand transposed");
  else if (left.cols == right.cols)
    ad_hint(&b->error, "it would fit with the right operand transposed");
  else
    ad_hint(&b->error, "%zu column%s on the left meet%s %zu row%s on the right",
            left.cols, left.cols == 1 ? "" : "s", left.cols == 1 ? "s" : "",
            right.rows, right.rows == 1 ? "" : "s");
}

ad_ref ad_matmul(ad_builder *b, ad_ref x, ad_ref y)
{
  if (!ad_builder_ready(b, 2, (const ad_ref[]){x, y}))
    return AD_NO_REF;
  ad_shape left = ad_builder_shape(b, x), right = ad_builder_shape(b, y);
  if (left.cols != right.rows) {
    fail_product(b, x, y);
    return AD_NO_REF;
  }
  size_t at[2];
  ad_ref operands[2] = {look_through(b, x, &at[0]), look_through(b, y, &at[1])};
  ad_shape shape = {left.rows, right.cols, left.unit_rows, right.unit_cols};
  return ad_builder_append(b, AD_OP_matmul, shape, at[0], at[1], 2, operands);
}

ad_ref ad_transpose(ad_builder *b, ad_ref x)
{
  return ad_builder_append(b, AD_OP_transpose, turned(ad_builder_shape(b, x)),
                           0, 0, 1, &x);
}

/* A vector is what was written as one: an n x 1 that only happens to have
   one column is a matrix.  Rows are turned first. */
ad_ref ad_diag(ad_builder *b, ad_ref x)
{
  ad_shape s = ad_builder_shape(b, x);
  if (s.unit_rows && !s.unit_cols) {
    x = ad_transpose(b, x);
    s = turned(s);
  }
  size_t shorter = s.rows < s.cols ? s.rows : s.cols;
  ad_shape shape = s.unit_cols
                     ? (ad_shape){s.rows, s.rows, s.unit_rows, s.unit_rows}
                     : (ad_shape){shorter, 1, 0, 1};
  return ad_builder_append(b, AD_OP_diag, shape, 0, 0, 1, &x);
}

ad_ref ad_tril(ad_builder *b, ad_ref x)
{
  return ad_builder_append(b, AD_OP_tril, ad_builder_shape(b, x), 0, 0, 1, &x);
}

static int is_square(ad_builder *b, const char *name, ad_ref x)
{
  char text[128];
  if (!ad_builder_ready(b, 1, &x))
    return 0;
  ad_shape s = ad_builder_shape(b, x);
  if (s.rows != s.cols)
    ad_builder_fail(b, "%s: takes a square matrix, not %s", name,
                    ad_builder_describe(b, x, text, sizeof text));
  return s.rows == s.cols;
}

static ad_ref determinant(ad_builder *b, ad_op op, ad_ref x)
{
  if (!is_square(b, ad_op_get(op)->name, x))
    return AD_NO_REF;
  return ad_builder_append(b, op, (ad_shape){1, 1, 1, 1}, 0, 0, 1, &x);
}

ad_ref ad_det(ad_builder *b, ad_ref x)
{
  return determinant(b, AD_OP_det, x);
}

ad_ref ad_logdet(ad_builder *b, ad_ref x)
{
  return determinant(b, AD_OP_logdet, x);
}

ad_ref ad_inv(ad_builder *b, ad_ref x)
{
  if (!is_square(b, "inv", x))
    return AD_NO_REF;
  return ad_builder_append(b, AD_OP_inv, turned(ad_builder_shape(b, x)), 0, 0,
                           1, &x);
}

ad_ref ad_solve(ad_builder *b, ad_ref x, ad_ref y)
{
  ad_ref operands[2] = {x, y};
  if (!ad_builder_ready(b, 2, operands) || !is_square(b, "solve", x))
    return AD_NO_REF;
  ad_shape left = ad_builder_shape(b, x), right = ad_builder_shape(b, y);
  if (left.rows != right.rows) {
    fail_pair(b, "solve", x, y);
    if (left.rows == right.cols)
      ad_hint(&b->error, "it would fit with the right operand transposed");
    return AD_NO_REF;
  }
  ad_shape shape = {left.cols, right.cols, left.unit_cols, right.unit_cols};
  return ad_builder_append(b, AD_OP_solve, shape, 0, 0, 2, operands);
}

ad_ref ad_reduce(ad_builder *b, ad_op op, ad_ref x, ad_axis axis)
{
  ad_shape shape = ad_builder_shape(b, x);
  if (!is_op(b, op))
    return AD_NO_REF;
  if ((unsigned)axis > AD_OVER_COLS) {
    ad_builder_fail(b, "there is no axis number %u", (unsigned)axis);
    return AD_NO_REF;
  }
  if (ad_op_get(op)->form != AD_FORM_reduce) {
    ad_builder_fail(b, "'%s' is not a reduction", ad_op_get(op)->name);
    return AD_NO_REF;
  }
  if (axis != AD_OVER_COLS)
    shape.rows = 1, shape.unit_rows = 1;
  if (axis != AD_OVER_ROWS)
    shape.cols = 1, shape.unit_cols = 1;
  return ad_builder_append(b, op, shape, axis, 0, 1, &x);
}

ad_ref ad_cumsum(ad_builder *b, ad_ref x, ad_axis axis)
{
  if (axis != AD_OVER_ROWS && axis != AD_OVER_COLS) {
    ad_builder_fail(b, "running sums go over an axis");
    return AD_NO_REF;
  }
  return ad_builder_append(b, AD_OP_cumsum, ad_builder_shape(b, x), axis, 0, 1,
                           &x);
}

ad_ref ad_expand(ad_builder *b, ad_ref x, ad_shape shape)
{
  ad_shape from = ad_builder_shape(b, x);
  if (!ad_builder_ready(b, 1, &x))
    return AD_NO_REF;
  if ((from.rows != 1 && from.rows != shape.rows) ||
      (from.cols != 1 && from.cols != shape.cols)) {
    char text[128];
    ad_builder_fail(b, "%s cannot be stretched to %zu x %zu",
                    ad_builder_describe(b, x, text, sizeof text), shape.rows,
                    shape.cols);
    return AD_NO_REF;
  }
  return ad_builder_append(b, AD_OP_expand, shape, 0, 0, 1, &x);
}

ad_ref ad_reshape(ad_builder *b, ad_ref x, ad_shape shape)
{
  ad_shape from = ad_builder_shape(b, x);
  size_t entries;
  if (!ad_builder_ready(b, 1, &x))
    return AD_NO_REF;
  if (!ad_multiply(shape.rows, shape.cols, &entries) ||
      entries != from.rows * from.cols) {
    char text[128];
    ad_builder_fail(b, "%s cannot become %zu x %zu: it has %zu %s",
                    ad_builder_describe(b, x, text, sizeof text), shape.rows,
                    shape.cols, from.rows * from.cols,
                    from.rows * from.cols == 1 ? "entry" : "entries");
    return AD_NO_REF;
  }
  return ad_builder_append(b, AD_OP_reshape, shape, 0, 0, 1, &x);
}

/* Does a block of `inner` at r0, c0 lie within `outer`? */
static int fits(ad_shape outer, ad_shape inner, size_t r0, size_t c0)
{
  return inner.rows > 0 && inner.cols > 0 && r0 < outer.rows &&
         c0 < outer.cols && inner.rows <= outer.rows - r0 &&
         inner.cols <= outer.cols - c0;
}

ad_ref ad_slice(ad_builder *b, ad_ref x, size_t r0, size_t c0, ad_shape shape)
{
  if (ad_builder_ready(b, 1, &x) &&
      !fits(ad_builder_shape(b, x), shape, r0, c0)) {
    char text[128];
    ad_builder_fail(b, "rows %zu to %zu, columns %zu to %zu are not all in %s",
                    r0 + 1, r0 + shape.rows, c0 + 1, c0 + shape.cols,
                    ad_builder_describe(b, x, text, sizeof text));
  }
  return ad_builder_append(b, AD_OP_slice, shape, r0, c0, 1, &x);
}

ad_ref ad_embed(ad_builder *b, ad_ref x, size_t r0, size_t c0, ad_shape shape)
{
  if (ad_builder_ready(b, 1, &x) &&
      !fits(shape, ad_builder_shape(b, x), r0, c0)) {
    char text[128];
    ad_builder_fail(b, "%s does not fit into %zu x %zu",
                    ad_builder_describe(b, x, text, sizeof text), shape.rows,
                    shape.cols);
  }
  return ad_builder_append(b, AD_OP_place, shape, r0, c0, 1, &x);
}

static int is_list(ad_builder *b, ad_ref list)
{
  ad_shape s = ad_builder_shape(b, list);
  char text[128];
  if (s.rows != 1 && s.cols != 1)
    ad_builder_fail(b, "a list is a column or a row, not %s",
                    ad_builder_describe(b, list, text, sizeof text));
  return s.rows == 1 || s.cols == 1;
}

/* How many the list names; *unit: a single one, by the way it was written. */
static size_t length_of(const ad_builder *b, ad_ref list, int *unit)
{
  ad_shape s = ad_builder_shape(b, list);
  *unit = s.rows == 1 && s.cols == 1 ? s.unit_rows && s.unit_cols
          : s.cols == 1              ? s.unit_rows
                                     : s.unit_cols;
  return s.rows * s.cols;
}

ad_ref ad_pick_rows(ad_builder *b, ad_ref x, ad_ref list)
{
  ad_ref operands[2] = {x, list};
  if (!ad_builder_ready(b, 2, operands) || !is_list(b, list))
    return AD_NO_REF;
  ad_shape shape = ad_builder_shape(b, x);
  shape.rows = length_of(b, list, &shape.unit_rows);
  return ad_builder_append(b, AD_OP_gather, shape, 0, 0, 2, operands);
}

ad_ref ad_pick_cols(ad_builder *b, ad_ref x, ad_ref list)
{
  ad_ref operands[2] = {x, list};
  if (!ad_builder_ready(b, 2, operands) || !is_list(b, list))
    return AD_NO_REF;
  ad_shape shape = ad_builder_shape(b, x);
  shape.cols = length_of(b, list, &shape.unit_cols);
  return ad_builder_append(b, AD_OP_gather, shape, 1, 0, 2, operands);
}

ad_ref ad_indicator(ad_builder *b, ad_ref labels, size_t classes)
{
  ad_shape from = ad_builder_shape(b, labels);
  if (ad_builder_ready(b, 1, &labels) && from.cols != 1) {
    char text[128];
    ad_builder_fail(b, "labels are a column n x 1, not %s",
                    ad_builder_describe(b, labels, text, sizeof text));
  }
  ad_shape shape = {from.rows, classes, from.unit_rows, classes == 1};
  return ad_builder_append(b, AD_OP_indicator, shape, 0, 0, 1, &labels);
}
