/* SPDX-License-Identifier: GPL-3.0-or-later
   Loops over rows: where matrices have few columns, a row of each fits into
   registers, and what a chain of products and sums does with a row is done
   before the next one.  Sums over all rows are locals that the loop adds to.
   Which nodes take part.  Read c_rows.h before. */
#include "export/c_rows.h"

#include <stdlib.h>

#include "graph.h"

enum { NARROW = 8 }; /* columns */

enum c_row c_row_of(const struct c_body *b, ad_ref x)
{
  const ad_graph *g = b->g;
  if (b->nodes[x.index].product > 0)
    return C_ROW_NONE;
  if (!c_call(b, x))
    return c_is_number(g, x) || (ad_graph_numbers(g, x) && !c_is_same(g, x))
             ? C_ROW_NONE
             : C_ROW_ENTRIES;
  if (ad_graph_op(g, x) == AD_OP_sum) {
    ad_axis axis = ad_graph_extra(g, x).axis;
    return axis == AD_ALL         ? C_ROW_TOTAL
           : axis == AD_OVER_COLS ? C_ROW_SUM
                                  : C_ROW_COLUMN_SUM;
  }
  if (ad_graph_op(g, x) != AD_OP_matmul)
    return C_ROW_NONE;
  if (!ad_graph_turns(g, x, 0))
    return C_ROW_PRODUCT;
  return ad_graph_turns(g, x, 1) ? C_ROW_NONE : C_ROW_OUTER;
}

int c_row_kept(enum c_row kind)
{
  return kind == C_ROW_ENTRIES || kind == C_ROW_PRODUCT || kind == C_ROW_SUM;
}

/* The matrix whose rows the loop walks through. */
static ad_shape walked(const struct c_body *b, ad_ref x, enum c_row kind)
{
  return ad_graph_shape(b->g, c_row_kept(kind) ? x : c_operand(b, x, 0));
}

/* --- what it reads -------------------------------------------------------- */

struct c_index c_row_index(const struct c_body *b, char var, size_t size)
{
  if (size == 1)
    return (struct c_index){NULL, size, 0};
  if (b->parts)
    return (struct c_index){NULL, size, (long)(var == 'k' ? b->k : b->j)};
  return (struct c_index){var == 'k' ? "k" : "j", size, 0};
}

struct c_place c_in_row(const struct c_body *b, ad_ref x, char var)
{
  ad_shape s = ad_graph_shape(b->g, x);
  const char *row = s.rows > 1 ? "i" : NULL;
  return (struct c_place){.row = {row, s.rows, 0},
                          .col = c_row_index(b, var, s.cols)};
}

static int is_this_row(const struct c_place *at)
{
  return at->row.var && at->row.var[0] == 'i' && at->row.shift == 0;
}

/* x, which stands in the line that reads it, at a place: only this row of what
   waits may be read. */
static enum c_touch touch_at(const struct c_body *b, ad_ref x,
                             const struct c_place *place)
{
  const struct c_node *node = &b->nodes[x.index];
  if (node->deferred)
    return C_LATER;
  if (node->waiting)
    return node->sum || !is_this_row(place) ? C_OTHER : C_SAME;
  if (node->name || c_operands(b, x) == 0)
    return C_APART;
  struct c_place at = c_within(ad_graph_shape(b->g, x), place);
  const char *word = c_move(b, x);
  if (word) {
    char *condition;
    struct c_place moved = c_place_moved(b->g, x, word, &at, &condition);
    free(condition);
    return touch_at(b, c_operand(b, x, 0), &moved);
  }
  enum c_touch most = C_APART;
  for (size_t k = 0; k < c_operands(b, x); k++) {
    enum c_touch one = touch_at(b, c_operand(b, x, k), &at);
    most = one > most ? one : most;
  }
  return most;
}

static enum c_touch touch_row(const struct c_body *b, ad_ref x)
{
  struct c_place at = c_in_row(b, x, 'j');
  return touch_at(b, x, &at);
}

/* The most that its operands touch, each by its row; the matrix of a product,
   which all rows read, may not be of this loop. */
static enum c_touch touches(const struct c_body *b, ad_ref x, enum c_row kind)
{
  struct c_place at = c_in_row(b, x, 'j');
  enum c_touch most = kind == C_ROW_ENTRIES ? touch_at(b, x, &at) : C_APART;
  for (size_t k = 0; kind != C_ROW_ENTRIES && k < c_operands(b, x); k++) {
    enum c_touch one = touch_row(b, c_operand(b, x, k));
    if (kind == C_ROW_PRODUCT && k == 1 && one == C_SAME)
      one = C_OTHER;
    most = one > most ? one : most;
  }
  return most;
}

static int is_narrow(const struct c_body *b, ad_ref x, enum c_row kind)
{
  size_t cols = ad_graph_shape(b->g, x).cols;
  for (size_t k = 0; kind != C_ROW_ENTRIES && k < c_operands(b, x); k++)
    if (ad_graph_shape(b->g, c_operand(b, x, k)).cols > NARROW)
      return 0;
  return cols <= NARROW && walked(b, x, kind).rows > 1;
}

/* Those of a loop by entries, which is to go by rows. */
static int is_narrow_so_far(const struct c_body *b, size_t rows)
{
  if (b->n_waiting == 0)
    return 1;
  ad_shape s = ad_graph_shape(b->g, b->waiting[0]);
  return s.rows == rows && s.cols <= NARROW;
}

int c_rows_take(struct c_body *b, ad_ref x)
{
  enum c_row kind = c_row_of(b, x);
  if (kind == C_ROW_NONE || !is_narrow(b, x, kind))
    return 0;
  size_t rows = walked(b, x, kind).rows;
  enum c_touch touch = touches(b, x, kind);
  int begins = kind == C_ROW_PRODUCT || kind == C_ROW_OUTER ||
               (kind == C_ROW_SUM && touch == C_SAME);
  if (touch > C_SAME ||
      (b->by_rows > 0 ? b->by_rows != rows
                      : !begins || !is_narrow_so_far(b, rows)))
    return 0;
  struct c_node *node = &b->nodes[x.index];
  b->by_rows = rows;
  node->sum = !c_row_kept(kind);
  if (node->sum)
    node->home = NULL; /* it is a local first */
  return 1;
}
