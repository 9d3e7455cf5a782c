/* SPDX-License-Identifier: GPL-3.0-or-later
   Loops over rows: where matrices have few columns, a row of each fits into
   registers, and what a chain of products and sums does with a row is done
   before the next one.  Sums over all rows are locals that the loop adds to.
   Read c_body.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_body.h"
#include "graph.h"

enum { NARROW = 8 }; /* columns */

/* What a node does with a row of its operands. */
enum kind {
  NONE,
  ENTRIES,    /* entry by entry                                            */
  PRODUCT,    /* times a matrix                                            */
  ROW_SUM,    /* its sum                                                   */
  TOTAL,      /* adds its sum to a number,                                 */
  COLUMN_SUM, /* it to a row,                                              */
  OUTER       /* its products with a row of another operand to a matrix    */
};

static enum kind kind_of(const struct c_body *b, ad_ref x)
{
  const ad_graph *g = b->g;
  if (b->nodes[x.index].product > 0)
    return NONE;
  if (!c_call(b, x))
    return c_is_number(g, x) || (ad_graph_numbers(g, x) && !c_is_same(g, x))
             ? NONE
             : ENTRIES;
  if (ad_graph_op(g, x) == AD_OP_sum) {
    ad_axis axis = ad_graph_extra(g, x).axis;
    return axis == AD_ALL ? TOTAL : axis == AD_OVER_COLS ? ROW_SUM : COLUMN_SUM;
  }
  if (ad_graph_op(g, x) != AD_OP_matmul)
    return NONE;
  if (!ad_graph_turns(g, x, 0))
    return PRODUCT;
  return ad_graph_turns(g, x, 1) ? NONE : OUTER;
}

static int is_kept(enum kind kind)
{
  return kind == ENTRIES || kind == PRODUCT || kind == ROW_SUM;
}

/* The matrix whose rows the loop walks through. */
static ad_shape walked(const struct c_body *b, ad_ref x, enum kind kind)
{
  return ad_graph_shape(b->g, is_kept(kind) ? x : c_operand(b, x, 0));
}

/* --- what it reads -------------------------------------------------------- */

static struct c_index index_of(const char *var, size_t size)
{
  return (struct c_index){size > 1 ? var : NULL, size, 0};
}

static struct c_place in_row(const struct c_body *b, ad_ref x, const char *var)
{
  ad_shape s = ad_graph_shape(b->g, x);
  return (struct c_place){.row = index_of("i", s.rows),
                          .col = index_of(var, s.cols)};
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
  struct c_place at = in_row(b, x, "j");
  return touch_at(b, x, &at);
}

/* The most that its operands touch, each by its row; the matrix of a product,
   which all rows read, may not be of this loop. */
static enum c_touch touches(const struct c_body *b, ad_ref x, enum kind kind)
{
  struct c_place at = in_row(b, x, "j");
  enum c_touch most = kind == ENTRIES ? touch_at(b, x, &at) : C_APART;
  for (size_t k = 0; kind != ENTRIES && k < c_operands(b, x); k++) {
    enum c_touch one = touch_row(b, c_operand(b, x, k));
    if (kind == PRODUCT && k == 1 && one == C_SAME)
      one = C_OTHER;
    most = one > most ? one : most;
  }
  return most;
}

static int is_narrow(const struct c_body *b, ad_ref x, enum kind kind)
{
  size_t cols = ad_graph_shape(b->g, x).cols;
  for (size_t k = 0; kind != ENTRIES && k < c_operands(b, x); k++)
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
  enum kind kind = kind_of(b, x);
  if (kind == NONE || !is_narrow(b, x, kind))
    return 0;
  size_t rows = walked(b, x, kind).rows;
  enum c_touch touch = touches(b, x, kind);
  int begins = kind == PRODUCT || kind == OUTER ||
               (kind == ROW_SUM && touch == C_SAME);
  if (touch > C_SAME ||
      (b->by_rows > 0 ? b->by_rows != rows
                      : !begins || !is_narrow_so_far(b, rows)))
    return 0;
  struct c_node *node = &b->nodes[x.index];
  b->by_rows = rows;
  node->sum = !is_kept(kind);
  if (node->sum)
    node->home = NULL; /* it is a local first */
  return 1;
}

/* --- lines ---------------------------------------------------------------- */

static char *entry_text(struct c_body *b, ad_ref x, const struct c_place *at)
{
  struct piece piece = c_entry(b, x, at);
  char *text = code_text(&piece);
  free(piece.text);
  return text;
}

/* A loop over columns; of 4 or 8 it is one vector. */
static void say_columns(struct c_body *b, size_t n, const char *brace)
{
  const size_t vector = 4;
  if (n % vector != 0) {
    c_say_for(b->p, "j", n, brace);
    return;
  }
  c_functions_need(b->functions, "VECTOR()");
  script_say(b->p, "VECTOR for (size_t j = 0; j < %zu; j++)%s", n, brace);
  b->p->indent += 2;
}

/* One line under loops over k and over j, of which those of 1 are none. */
static void say_under(struct c_body *b, size_t k, size_t j, const char *line)
{
  int indent = b->p->indent;
  if (k > 1)
    c_say_for(b->p, "k", k, "");
  if (j > 1)
    say_columns(b, j, "");
  script_say(b->p, "%s", line);
  b->p->indent = indent;
}

/* Where a row of x is kept: in a local, or in its array. */
static void declare_row(struct c_body *b, ad_ref x, const char *to, int sums)
{
  const struct c_node *node = &b->nodes[x.index];
  size_t cols = ad_graph_shape(b->g, x).cols;
  if (node->local && cols > 1)
    script_say(b->p, "double %s[%zu]%s;", node->name, cols,
               sums ? " = {0.0}" : "");
  else if (node->local && sums)
    script_say(b->p, "double %s = 0.0;", node->name);
  else if (sums) {
    char *line = memory_format("%s = 0.0;", to);
    say_under(b, 1, cols, line);
    free(line);
  }
}

/* x[i, j] += a[i, k] * b[k, j] */
static void say_product(struct c_body *b, ad_ref x, const char *to)
{
  ad_ref a = c_operand(b, x, 0), m = c_operand(b, x, 1);
  size_t depth = ad_graph_shape(b->g, a).cols;
  size_t cols = ad_graph_shape(b->g, x).cols;
  struct c_place left = in_row(b, a, "k");
  struct c_place right = {.row = index_of("k", depth),
                          .col = index_of("j", cols)};
  if (ad_graph_turns(b->g, x, 1))
    right = (struct c_place){.row = right.col, .col = right.row};
  char *p = entry_text(b, a, &left), *q = entry_text(b, m, &right);
  int declares = depth == 1 && cols == 1 && b->nodes[x.index].local;
  char *line = memory_format("%s%s %s %s * %s;",
                             declares ? "const double " : "", to,
                             depth > 1 ? "+=" : "=", p, q);
  if (!declares)
    declare_row(b, x, to, depth > 1);
  say_under(b, depth, cols, line);
  free(line);
  free(p);
  free(q);
}

/* to += a[i, j], or a[i, k] * b[i, j] */
static void say_sum(struct c_body *b, ad_ref x, enum kind kind, const char *to)
{
  ad_ref a = c_operand(b, x, 0);
  size_t n = ad_graph_shape(b->g, a).cols;
  struct c_place first = in_row(b, a, kind == OUTER ? "k" : "j");
  char *p = entry_text(b, a, &first), *line;
  if (kind == OUTER) {
    ad_ref other = c_operand(b, x, 1);
    struct c_place second = in_row(b, other, "j");
    char *q = entry_text(b, other, &second);
    line = memory_format("%s += %s * %s;", to, p, q);
    say_under(b, n, ad_graph_shape(b->g, other).cols, line);
    free(q);
  } else {
    line = memory_format("%s += %s;", to, p);
    if (kind == ROW_SUM)
      declare_row(b, x, to, 1);
    say_under(b, 1, n, line);
  }
  free(line);
  free(p);
}

/* --- entry by entry ------------------------------------------------------- */

static char *entries_line(struct c_body *b, ad_ref x, size_t cols)
{
  const struct c_place at = {.row = {"i", b->by_rows, 0},
                             .col = index_of("j", cols)};
  struct c_node *node = &b->nodes[x.index];
  char *to = entry_text(b, x, &at);
  const char *name = node->name;
  node->name = NULL; /* its expression */
  char *value = entry_text(b, x, &at);
  node->name = name;
  char *line = memory_format("%s%s%s = %s;\n",
                             b->before.size > 0 ? b->before.text : "",
                             node->local && cols == 1 ? "const double " : "",
                             to, value);
  free(b->before.text);
  b->before = (struct growing){0};
  free(to);
  free(value);
  return line;
}

/* Does x read another column of those from `first` to before `end`? */
static int crosses(struct c_body *b, size_t first, size_t end)
{
  for (size_t i = first; i < end; i++)
    b->nodes[b->waiting[i].index].waiting = 1;
  int crossed = c_touches(b, b->waiting[end]) == C_OTHER;
  for (size_t i = first; i < end; i++)
    b->nodes[b->waiting[i].index].waiting = 0;
  return crossed;
}

static size_t say_column(struct c_body *b, ad_ref x)
{
  char *line = entries_line(b, x, 1);
  c_comment(b, x);
  c_say_lines(b->p, line);
  free(line);
  return 1;
}

/* Neighbours of as many columns share a loop; how many. */
static size_t say_entries(struct c_body *b, size_t first)
{
  size_t cols = ad_graph_shape(b->g, b->waiting[first]).cols, n = first;
  struct growing lines = {0};
  if (cols == 1)
    return say_column(b, b->waiting[first]);
  while (n < b->n_waiting && kind_of(b, b->waiting[n]) == ENTRIES &&
         ad_graph_shape(b->g, b->waiting[n]).cols == cols &&
         !crosses(b, first, n)) {
    c_comment(b, b->waiting[n]);
    declare_row(b, b->waiting[n], "", 0);
    char *line = entries_line(b, b->waiting[n++], cols);
    growing_add(&lines, "", line);
    free(line);
  }
  int indent = b->p->indent, many = strchr(lines.text, '\n')[1] != '\0';
  say_columns(b, cols, many ? " {" : "");
  c_say_lines(b->p, lines.text);
  b->p->indent = indent;
  if (many)
    script_say(b->p, "}");
  free(lines.text);
  return n - first;
}

/* --- the loop ------------------------------------------------------------- */

static void declare_sum(struct c_body *b, ad_ref x)
{
  size_t n = ad_graph_entries(b->g, x);
  const char *name = b->nodes[x.index].name;
  if (n == 1)
    script_say(b->p, "double %s = 0.0;", name);
  else
    script_say(b->p, "double %s[%zu] = {0.0};", name, n);
}

static size_t say_member(struct c_body *b, size_t i)
{
  ad_ref x = b->waiting[i];
  enum kind kind = kind_of(b, x);
  if (kind == ENTRIES)
    return say_entries(b, i);
  c_comment(b, x);
  struct c_place at = in_row(b, x, "j");
  if (kind == OUTER)
    at.row = index_of("k", ad_graph_shape(b->g, x).rows);
  char *to = entry_text(b, x, &at);
  if (kind == PRODUCT)
    say_product(b, x, to);
  else
    say_sum(b, x, kind, to);
  free(to);
  return 1;
}

void c_rows_write(struct c_body *b)
{
  int indent = b->p->indent;
  for (size_t i = 0; i < b->n_waiting; i++) {
    struct c_node *node = &b->nodes[b->waiting[i].index];
    node->local &= !node->sum;
    node->row = 1;
    if (node->sum)
      declare_sum(b, b->waiting[i]);
    else if (!node->local)
      c_declare(b, b->waiting[i]);
  }
  c_say_for(b->p, "i", b->by_rows, " {");
  for (size_t i = 0; i < b->n_waiting;)
    i += say_member(b, i);
  b->p->indent = indent;
  script_say(b->p, "}");
}
