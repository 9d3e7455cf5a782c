/* SPDX-License-Identifier: GPL-3.0-or-later
   See layers.h: names are replaced by what they stand for, term by term, which
   leaves everything else as its author wrote it. */
#include "explain/layers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/again.h"
#include "explain/explain_read.h"
#include "host/exits.h"

/* --- expressions ---------------------------------------------------------- */

/* What is known of each node: its line as it was written, and put together;
   NULL of a leaf. */
struct lines {
  const struct explained *e;
  ad_expr **written;
  char **together; /* together[nodes]                                      */
  ad_expr **whole; /* the same as terms                                    */
};

/* The node that the term names; AD_NO_INDEX where it names none. */
static ad_ref node_of(const ad_graph *g, const ad_term *term)
{
  ad_ref x = {AD_NO_INDEX};
  if (term->kind == AD_T_NAME)
    ad_graph_find(g, term->text, strlen(term->text), &x);
  return x;
}

/* The terms of `expr` with those of nodes in the places of their names; the
   texts are borrowed. */
static ad_expr replaced(const struct lines *l, const ad_expr *expr)
{
  const ad_graph *g = l->e->graph;
  size_t n = 0, depth = 0;
  for (size_t i = 0; i < expr->n; i++) {
    ad_ref x = node_of(g, &expr->terms[i]);
    n += x.index != AD_NO_INDEX && l->whole[x.index] ? l->whole[x.index]->n : 1;
  }
  ad_expr out = {0, memory_new(n, sizeof *out.terms), NULL};
  size_t *spans = memory_new(n, sizeof *spans);
  for (size_t i = 0; i < expr->n; i++) {
    ad_ref x = node_of(g, &expr->terms[i]);
    const ad_expr *by = x.index != AD_NO_INDEX ? l->whole[x.index] : NULL;
    if (by) {
      memcpy(out.terms + out.n, by->terms, by->n * sizeof *by->terms);
      out.n += by->n;
      spans[depth++] = by->n;
      continue;
    }
    ad_term term = expr->terms[i];
    term.span = 1;
    for (unsigned k = 0; k < term.arity; k++)
      term.span += spans[--depth];
    spans[depth++] = term.span;
    out.terms[out.n++] = term;
  }
  free(spans);
  return out;
}

/* The line of node x put together; where that is too long, as it is. */
static void put_together(struct lines *l, ad_ref x)
{
  const ad_expr *expr = l->written[x.index];
  char *text = NULL;
  if (!expr)
    return;
  if (!ad_expr_has_derivative(expr)) {
    ad_expr all = replaced(l, expr);
    if (all.n <= LAYER_MOST && ad_expr_print(&all, &text) == AD_OK &&
        strlen(text) <= LAYER_MOST) {
      l->whole[x.index] = explain_parse(l->e->graph, text);
      l->together[x.index] = text;
      text = NULL;
    }
    free(all.terms);
  }
  free(text);
  if (!l->together[x.index])
    l->together[x.index] = memory_copy(ad_sheet_text(l->e->sheet, x));
}

static struct lines lines_of(const struct explained *e)
{
  size_t n = ad_graph_size(e->graph);
  struct lines l = {e, memory_new(n, sizeof *l.written),
                    memory_new(n, sizeof *l.together),
                    memory_new(n, sizeof *l.whole)};
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    l.written[x.index] =
        explain_parse(e->graph, ad_sheet_text(e->sheet, x));
    put_together(&l, x);
  }
  return l;
}

static void lines_free(struct lines *l)
{
  for (size_t i = 0; i < ad_graph_size(l->e->graph); i++) {
    ad_expr_free(l->written[i]);
    ad_expr_free(l->whole[i]);
    free(l->together[i]);
  }
  free(l->written);
  free(l->whole);
  free(l->together);
}

/* --- what a line is ------------------------------------------------------- */

static int is_param(const ad_graph *g, ad_ref x)
{
  size_t leaf;
  return ad_graph_is_leaf(g, x, &leaf) &&
         ad_graph_leaf_kind(g, leaf) == AD_PARAM;
}

/* Sums and products with the sign @ of names and numbers: bits 1, a param is
   in it; 2, a product; 0 where it is not linear. */
static int linear_parts(const ad_graph *g, const ad_expr *expr, size_t from,
                        size_t to)
{
  int parts = 0;
  for (size_t i = from; i < to; i++) {
    const ad_term *t = &expr->terms[i];
    int is_sign = t->kind == AD_T_INFIX && strchr("+-@", t->text[0]);
    if (t->kind == AD_T_NAME)
      parts |= is_param(g, node_of(g, t)) ? 1 : 0;
    else if (!is_sign && t->kind != AD_T_TRANSPOSE && t->kind != AD_T_PAREN &&
             t->kind != AD_T_PREFIX && t->kind != AD_T_NUMBER &&
             t->kind != AD_T_INDEX && t->kind != AD_T_WHOLE)
      return 0;
    parts |= is_sign && t->text[0] == '@' ? 2 : 0;
  }
  return parts;
}

/* The call of one operand that the expression is as a whole; NULL: none. */
static const ad_term *outer_call(const ad_expr *expr)
{
  const ad_term *root = &expr->terms[expr->n - 1];
  return root->kind == AD_T_CALL && root->arity == 1 ? root : NULL;
}

static char *kind_of(struct layers *l, const struct explained *e, ad_ref x,
                     const ad_expr *expr)
{
  const ad_graph *g = e->graph;
  const ad_term *call = outer_call(expr);
  ad_shape shape = ad_graph_shape(g, x);
  if (linear_parts(g, expr, 0, expr->n) == 3)
    return memory_format("linear %zu", ++l->n_linear);
  if (call && linear_parts(g, expr, 0, expr->n - 1) == 3)
    return memory_format("linear %zu, %s", ++l->n_linear, call->text);
  if (x.index == explain_output_node(e).index &&
      shape.rows * shape.cols == 1)
    return memory_copy("loss");
  if (expr->n == 1)
    return memory_copy("identity");
  return memory_copy(call && expr->n == 2 ? call->text : "");
}

/* What the line reads, each once, params apart. */
static char *input_of(const struct lines *l, const ad_expr *expr)
{
  const ad_graph *g = l->e->graph;
  struct growing text = {0};
  growing_add(&text, "", "");
  for (size_t i = 0; i < expr->n; i++) {
    ad_ref x = node_of(g, &expr->terms[i]);
    int again = 0;
    for (size_t k = 0; k < i; k++)
      again |= node_of(g, &expr->terms[k]).index == x.index;
    if (x.index == AD_NO_INDEX || again || is_param(g, x))
      continue;
    growing_add(&text, ", ", l->whole[x.index] ? l->together[x.index]
                                               : ad_graph_name(g, x));
  }
  return text.text;
}

/* --- the proof ------------------------------------------------------------ */

static void begin_line(const struct explained *e, struct layer *layer)
{
  struct explain_line *line = &layer->line;
  const double *value = ad_trace_value(e->trace, layer->node);
  *line = (struct explain_line){.right = layer->output, .by = layer->node,
                                .shape = ad_graph_shape(e->graph, layer->node),
                                .off = (double)NAN};
  size_t n = line->shape.rows * line->shape.cols;
  line->value = memory_new(n, sizeof *line->value);
  for (size_t i = 0; value && i < n; i++) {
    line->value[i] = value[i];
    if (isfinite(value[i]))
      line->scale = fmax(line->scale, fabs(value[i]));
  }
}

static ad_status prove(struct layers *l, const struct explained *e,
                       ad_error *err)
{
  struct again a;
  ad_status status = again_begin(&a, e, err);
  for (size_t i = 0; i < l->n && status == AD_OK; i++) {
    begin_line(e, &l->layers[i]);
    status = again_read(&a, &l->layers[i].line, NULL, err);
  }
  if (status == AD_OK)
    status = again_compute(&a, err);
  again_end(&a);
  return status;
}

/* --- the whole ------------------------------------------------------------ */

ad_status layers_new(struct layers *l, const struct explained *e, ad_error *err)
{
  struct lines lines = lines_of(e);
  *l = (struct layers){.layers = memory_new(e->n_named, sizeof *l->layers)};
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    const ad_expr *expr = lines.written[x.index];
    if (!expr || !ad_graph_active(e->graph, x))
      continue;
    struct layer *layer = &l->layers[l->n++];
    layer->node = x;
    layer->kind = kind_of(l, e, x, expr);
    layer->input = input_of(&lines, expr);
    layer->output = memory_copy(lines.together[x.index]);
  }
  lines_free(&lines);
  return prove(l, e, err);
}

ad_status explain_layers(struct explained *e, ad_error *err)
{
  e->layers = memory_new(1, sizeof *e->layers);
  return layers_new(e->layers, e, err);
}

void layers_free(struct layers *l)
{
  for (size_t i = 0; i < l->n; i++) {
    free(l->layers[i].kind);
    free(l->layers[i].input);
    free(l->layers[i].output);
    free(l->layers[i].line.value);
  }
  free(l->layers);
}
