/* SPDX-License-Identifier: GPL-3.0-or-later
   The lines of loops over rows.  Read c_rows.h before. */
#include "export/c_rows.h"

#include <stdlib.h>
#include <string.h>

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

/* Loops over k and over j, of which those of 1 are none. */
static void say_loops(struct c_body *b, struct c_terms n)
{
  if (n.k > 1)
    c_say_for(b->p, "k", n.k, "");
  if (n.j > 1)
    say_columns(b, n.j, "");
}

/* Where a row of x is kept: in a local, or in its array. */
static void declare_row(struct c_body *b, ad_ref x, int sums)
{
  const struct c_node *node = &b->nodes[x.index];
  size_t cols = ad_graph_shape(b->g, x).cols;
  if (node->local && cols > 1)
    script_say(b->p, "double %s[%zu]%s;", node->name, cols,
               sums ? " = {0.0}" : "");
  else if (node->local && sums)
    script_say(b->p, "double %s = 0.0;", node->name);
  else if (sums) {
    struct c_place at = c_in_row(b, x, 'j');
    char *to = entry_text(b, x, &at);
    int indent = b->p->indent;
    say_loops(b, (struct c_terms){1, cols});
    script_say(b->p, "%s = 0.0;", to);
    b->p->indent = indent;
    free(to);
  }
}

/* --- terms ---------------------------------------------------------------- */

struct c_terms c_row_terms(const struct c_body *b, ad_ref x)
{
  size_t cols = ad_graph_shape(b->g, x).cols;
  ad_ref a = c_operands(b, x) > 0 ? c_operand(b, x, 0) : x;
  size_t of_a = ad_graph_shape(b->g, a).cols;
  switch (c_row_of(b, x)) {
  case C_ROW_PRODUCT:
  case C_ROW_OUTER:
    return (struct c_terms){of_a, cols};
  case C_ROW_ENTRIES:
    return (struct c_terms){1, cols};
  default:
    return (struct c_terms){1, of_a};
  }
}

/* a[i, j]; a[i, k] * m[k, j]; a[i, k] * m[i, j] */
static char *term_text(struct c_body *b, ad_ref x, enum c_row kind)
{
  int product = kind == C_ROW_PRODUCT || kind == C_ROW_OUTER;
  ad_ref a = c_operand(b, x, 0);
  struct c_place left = c_in_row(b, a, product ? 'k' : 'j');
  char *p = entry_text(b, a, &left);
  if (!product)
    return p;
  ad_ref m = c_operand(b, x, 1);
  struct c_terms n = c_row_terms(b, x);
  struct c_place right = c_in_row(b, m, 'j');
  if (kind == C_ROW_PRODUCT) {
    struct c_index k = c_row_index(b, 'k', n.k), j = c_row_index(b, 'j', n.j);
    right = ad_graph_turns(b->g, x, 1) ? (struct c_place){.row = j, .col = k}
                                       : (struct c_place){.row = k, .col = j};
  }
  char *q = entry_text(b, m, &right);
  char *text = memory_format("%s * %s", p, q);
  free(p);
  free(q);
  return text;
}

/* What the terms are added to. */
static char *target_text(struct c_body *b, ad_ref x, enum c_row kind)
{
  struct c_terms n = c_row_terms(b, x);
  if (b->parts && b->nodes[x.index].sum)
    return c_lanes_part(b, x, kind == C_ROW_TOTAL ? 0 : b->k * n.j + b->j);
  struct c_place to = c_in_row(b, x, 'j');
  if (kind == C_ROW_OUTER)
    to.row = c_row_index(b, 'k', n.k);
  return entry_text(b, x, &to);
}

static void say_term(struct c_body *b, ad_ref x, enum c_row kind)
{
  struct c_terms n = c_row_terms(b, x);
  int alone = kind == C_ROW_PRODUCT && n.k == 1;
  char *to = target_text(b, x, kind), *term = term_text(b, x, kind);
  script_say(b->p, "%s%s %s %s;",
             alone && n.j == 1 && b->nodes[x.index].local ? "const double "
                                                          : "",
             to, alone ? "=" : "+=", term);
  free(to);
  free(term);
}

static void say_terms(struct c_body *b, ad_ref x, enum c_row kind)
{
  struct c_terms n = c_row_terms(b, x);
  int alone = kind == C_ROW_PRODUCT && n.k == 1, indent = b->p->indent;
  if (c_row_kept(kind) && !(alone && n.j == 1 && b->nodes[x.index].local))
    declare_row(b, x, !alone);
  if (!b->parts) {
    say_loops(b, n);
    n = (struct c_terms){1, 1};
  }
  for (b->k = 0; b->k < n.k; b->k++)
    for (b->j = 0; b->j < n.j; b->j++)
      say_term(b, x, kind);
  b->p->indent = indent;
}

/* --- entry by entry ------------------------------------------------------- */

static char *entries_line(struct c_body *b, ad_ref x, size_t cols)
{
  const struct c_place at = {.row = {"i", b->by_rows, 0},
                             .col = c_row_index(b, 'j', cols)};
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

/* Each entry by itself. */
static size_t say_single(struct c_body *b, ad_ref x, size_t cols)
{
  c_comment(b, x);
  if (cols > 1)
    declare_row(b, x, 0);
  for (b->j = 0; b->j < cols; b->j++) {
    char *line = entries_line(b, x, cols);
    c_say_lines(b->p, line);
    free(line);
  }
  return 1;
}

/* Neighbours of as many columns share a loop; how many. */
static size_t say_entries(struct c_body *b, size_t first)
{
  size_t cols = ad_graph_shape(b->g, b->waiting[first]).cols, n = first;
  struct growing lines = {0};
  if (cols == 1 || b->parts)
    return say_single(b, b->waiting[first], cols);
  while (n < b->n_waiting && c_row_of(b, b->waiting[n]) == C_ROW_ENTRIES &&
         ad_graph_shape(b->g, b->waiting[n]).cols == cols &&
         !crosses(b, first, n)) {
    c_comment(b, b->waiting[n]);
    declare_row(b, b->waiting[n], 0);
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
  enum c_row kind = c_row_of(b, x);
  if (kind == C_ROW_ENTRIES)
    return say_entries(b, i);
  c_comment(b, x);
  say_terms(b, x, kind);
  return 1;
}

static void say_members(struct c_body *b)
{
  for (size_t i = 0; i < b->n_waiting;)
    i += say_member(b, i);
}

/* Rows from `first` on, one at a time. */
static void say_rows(struct c_body *b, size_t first)
{
  int indent = b->p->indent;
  script_say(b->p, "for (size_t i = %zu; i < %zu; i++) {", first, b->by_rows);
  b->p->indent += 2;
  say_members(b);
  b->p->indent = indent;
  script_say(b->p, "}");
}

static size_t say_lanes(struct c_body *b)
{
  if (!c_lanes_fit(b))
    return 0;
  c_lanes_begin(b);
  say_members(b);
  c_lanes_end(b);
  return b->by_rows - b->by_rows % C_LANES;
}

void c_rows_write(struct c_body *b)
{
  for (size_t i = 0; i < b->n_waiting; i++) {
    struct c_node *node = &b->nodes[b->waiting[i].index];
    node->local &= !node->sum;
    node->row = 1;
    if (node->sum)
      declare_sum(b, b->waiting[i]);
    else if (!node->local)
      c_declare(b, b->waiting[i]);
  }
  size_t done = say_lanes(b);
  if (done < b->by_rows)
    say_rows(b, done);
}
