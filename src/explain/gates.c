/* SPDX-License-Identifier: GPL-3.0-or-later
   See gates.h. */
#include "explain/gates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "graph.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"

enum { LETTERS_MOST = 32 }; /* of what a node is called by                  */

/* --- one operation as a text ---------------------------------------------- */

/* "name(a, b)" */
static char *call_text(const char *name, size_t n, const char *const *operands)
{
  char *list = memory_copy("");
  for (size_t k = 0; k < n; k++)
    memory_append(&list, ", ", memory_copy(operands[k]));
  char *text = memory_format("%s(%s)", name, list);
  free(list);
  return text;
}

static const char *turn_of(const ad_graph *g, ad_ref x, size_t k)
{
  return ad_graph_turns(g, x, k) ? "'" : "";
}

/* Node x with these texts for its operands; the caller frees it. */
static char *operation_text(const ad_graph *g, ad_ref x,
                            const char *const *operands)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  size_t n = ad_graph_operands(g, x);
  if (row->form == AD_FORM_stretch)
    return memory_copy(operands[0]);
  if (*row->infix && n == 2)
    return explain_tidy(
        memory_format("(%s)%s %s (%s)%s", operands[0], turn_of(g, x, 0),
                      row->infix, operands[1], turn_of(g, x, 1)));
  if (*row->infix && n == 1)
    return explain_tidy(
        row->form == AD_FORM_turn
            ? memory_format("(%s)%s", operands[0], row->infix)
            : memory_format("%s(%s)", row->infix, operands[0]));
  return explain_tidy(call_text(row->name, n, operands));
}

/* --- what nodes are called by --------------------------------------------- */

static int is_number(const ad_graph *g, ad_ref x)
{
  return ad_graph_op(g, x) == AD_OP_constant;
}

static char *number_text(const struct explained *e, ad_ref x)
{
  const double *value = ad_trace_value(e->trace, x);
  ad_shape shape = ad_graph_shape(e->graph, x);
  char out[FORMAT_SIZE];
  if (!value || shape.rows * shape.cols != 1)
    return memory_copy("(numbers)");
  return memory_copy(format_digits(out, *value, FORMAT_MOST));
}

static char *node_text(const struct gates *gates, ad_ref x)
{
  const ad_graph *g = gates->e->graph;
  size_t n = ad_graph_operands(g, x);
  if (*ad_graph_name(g, x))
    return memory_copy(ad_graph_name(g, x));
  if (is_number(g, x))
    return number_text(gates->e, x);
  if (n == 0)
    return memory_copy(ad_graph_written(g, x));
  const char **operands = memory_new(n, sizeof *operands);
  for (size_t k = 0; k < n; k++)
    operands[k] = gates->texts[ad_graph_operand(g, x, k).index];
  char *text = operation_text(g, x, operands);
  free(operands);
  if (strlen(text) <= LETTERS_MOST)
    return text;
  free(text);
  return memory_format("%s(...)", ad_op_get(ad_graph_op(g, x))->name);
}

/* The first letters that are no names. */
static void find_letters(struct gates *gates)
{
  size_t n = 0;
  ad_ref x;
  for (const char *c = "uvwpqrstabcxyz"; *c && n < 3; c++)
    if (!ad_graph_find(gates->e->graph, c, 1, &x))
      gates->letters[n++] = *c;
}

struct gates gates_new(const struct explained *e)
{
  size_t n = ad_graph_size(e->graph);
  struct gates gates = {.e = e, .texts = memory_new(n, sizeof *gates.texts)};
  find_letters(&gates);
  for (uint32_t i = 0; i < n; i++)
    gates.texts[i] = node_text(&gates, (ad_ref){i});
  return gates;
}

void gates_free(struct gates *gates)
{
  for (size_t i = 0; i < ad_graph_size(gates->e->graph); i++)
    free(gates->texts[i]);
  free(gates->texts);
}

int gates_inside(const struct gates *gates, ad_ref x)
{
  const ad_graph *g = gates->e->graph;
  x = explain_unmoved(gates->e, x);
  for (size_t k = 0; k < ad_graph_operands(g, x); k++) {
    ad_ref operand = ad_graph_operand(g, x, k);
    if (!explain_is_named(gates->e, operand) && !is_number(g, operand))
      return 1;
  }
  return 0;
}

/* --- how one operation moves ---------------------------------------------- */

/* The operands of `by` as symbols, operands[n]: names, numbers, and letters for
   all others.  Which of them is x? */
static size_t name_operands(const struct gates *gates, ad_ref by, ad_ref x,
                            char (*letters)[2], const char **operands)
{
  const ad_graph *g = gates->e->graph;
  size_t n = ad_graph_operands(g, by), at = 0, used = 0;
  for (size_t k = 0; k < n; k++) {
    ad_ref operand = ad_graph_operand(g, by, k);
    at = operand.index == x.index ? k : at;
    operands[k] = gates->texts[operand.index];
    if (*ad_graph_name(g, operand) || is_number(g, operand))
      continue;
    operands[k] = letters[k];
    for (size_t j = 0; j < k; j++)
      if (ad_graph_operand(g, by, j).index == operand.index)
        operands[k] = operands[j];
    if (operands[k] == letters[k])
      letters[k][0] = gates->letters[used++];
  }
  return at;
}

/* Its leaves are the names in the text, all of them 1 x 1. */
static void add_leaves(ad_builder *b, const ad_expr *expr)
{
  ad_ref x;
  for (size_t i = 0; i < expr->n; i++) {
    const ad_term *term = &expr->terms[i];
    if (term->kind == AD_T_NAME && !ad_lower_reserved(term->text) &&
        !ad_builder_find(b, term->text, strlen(term->text), &x))
      ad_leaf(b, term->text, 1, 1, AD_INPUT);
  }
}

/* A sum with one more leaf moves as the text does, and it is the sum that has
   the name: the text is written out. */
static ad_ref add_root(ad_builder *b, ad_ref root)
{
  ad_ref sum = ad_add(b, root, ad_leaf(b, "the rest", 1, 1, AD_INPUT));
  ad_name(b, sum, "the sum", NULL);
  ad_output(b, sum);
  return sum;
}

/* d(text)/d(by), written by formulas.h; NULL. */
static char *derive(ad_builder *b, const char *text, const char *by)
{
  const ad_scope scope = {0};
  ad_expr *expr;
  ad_graph *g = NULL;
  ad_formulas *f = NULL;
  ad_ref root, leaf;
  char *partial = NULL;
  if (ad_expr_parse(text, strlen(text), 0, NULL, &expr, NULL) != AD_OK)
    return NULL;
  add_leaves(b, expr);
  ad_status status = ad_lower(b, expr, &scope, &root, NULL, NULL);
  ad_expr_free(expr);
  if (status != AD_OK || !ad_builder_find(b, by, strlen(by), &leaf))
    return NULL;
  root = add_root(b, root);
  if (ad_builder_finish(b, &g, NULL) == AD_OK &&
      ad_formulas_new(g, root, 1, &leaf, &f, NULL) == AD_OK &&
      ad_formulas_count(f) == 1 && ad_formulas_right(f, 0))
    partial = memory_copy(ad_formulas_right(f, 0));
  ad_formulas_free(f);
  ad_graph_free(g);
  return partial;
}

static double value_of(const struct gates *gates, ad_ref by, size_t k)
{
  const ad_graph *g = gates->e->graph;
  ad_ref x = k < ad_graph_operands(g, by) ? ad_graph_operand(g, by, k) : by;
  const double *value = ad_trace_value(gates->e->trace, x);
  return value ? *value : (double)NAN;
}

/* The partials by all operands that are x, together. */
static double partial_of(const struct gates *gates, ad_ref by, ad_ref x)
{
  const ad_graph *g = gates->e->graph;
  ad_op op = ad_graph_op(g, by);
  size_t n = ad_graph_operands(g, by);
  double sum = 0;
  if (ad_op_get(op)->kind != AD_KIND_elementwise)
    return (double)NAN;
  for (size_t k = 0; k < n; k++)
    if (ad_graph_operand(g, by, k).index == x.index &&
        ad_op_has_edge(op, (unsigned)k))
      sum += ad_op_partial(op, (unsigned)k, value_of(gates, by, 0),
                           value_of(gates, by, 1), value_of(gates, by, 2),
                           value_of(gates, by, n));
  return sum;
}

struct gate gate_of(const struct gates *gates, ad_ref by, ad_ref x)
{
  const ad_graph *g = gates->e->graph;
  size_t n = ad_graph_operands(g, by);
  struct gate gate = {.number = partial_of(gates, by, x)};
  const char **operands = memory_new(n, sizeof *operands), *d = sign_partial();
  char(*letters)[2] = memory_new(n, sizeof *letters);
  ad_builder *b;
  size_t at = name_operands(gates, by, x, letters, operands);
  char *text = operation_text(g, by, operands);
  gate.text = memory_format("%s(%s)/%s%s", d, text, d, operands[at]);
  if (ad_builder_new(&b, NULL) == AD_OK) {
    gate.partial = derive(b, text, operands[at]);
    ad_builder_free(b);
  }
  free(text);
  free(letters);
  free(operands);
  return gate;
}
