/* SPDX-License-Identifier: GPL-3.0-or-later
   The gradient's graph goes on from that of the sheet: lines such as `explain`
   writes (formulas.h), of the output times a seed, read again.  Read scene.h
   and lower.h before. */
#include <stdlib.h>
#include <string.h>

#include "draw/scene.h"
#include "formulas.h"
#include "host/exits.h"
#include "lower.h"
#include "symbolic.h"

/* --- the seed ------------------------------------------------------------- */

/* A node of the gradient bears the number of the one that it is the adjoint
   of, in a name that no worksheet can have. */
static char *number_name(ad_ref x)
{
  return memory_format("by %u", (unsigned)x.index);
}

/* `name`, or with a number behind it, such that neither it nor dNAME is one of
   the sheet's. */
static char *free_name(const ad_graph *g, const char *name)
{
  ad_ref x;
  char *d = memory_format("d%s", name);
  for (unsigned i = 1; ad_graph_find(g, d, strlen(d), &x) ||
                       ad_graph_find(g, d + 1, strlen(d + 1), &x);
       i++) {
    free(d);
    d = memory_format("d%s%u", name, i);
  }
  char *found = memory_copy(d + 1);
  free(d);
  return found;
}

/* The graph with the output times the seed behind it, and nothing else: so
   the seed is a factor of every adjoint, and none is another node. */
static ad_status add_seed(struct scene *s, ad_graph **out, ad_error *err)
{
  const ad_graph *g = s->graph;
  ad_ref y = ad_graph_output(g, 0);
  ad_builder *b;
  ad_status status = ad_builder_continue(g, &b, err);
  if (status != AD_OK)
    return status;
  char *seed = free_name(g, "seed"), *seeded = free_name(g, "seeded");
  ad_ref leaf = ad_leaf_shaped(b, seed, ad_builder_shape(b, y), AD_DATA);
  ad_ref product = ad_mul(b, leaf, y);
  ad_name(b, product, seeded, NULL);
  ad_output(b, product);
  status = ad_builder_finish(b, out, err);
  ad_builder_free(b);
  free(seed);
  free(seeded);
  return status;
}

/* The nodes whose adjoints are asked for: all with a name on the way from the
   output, from there on, to a leaf that is differentiated by. */
static ad_ref *list_nodes(const ad_graph *g, size_t *n)
{
  ad_ref *list = memory_new(ad_graph_size(g) + 1, sizeof *list);
  *n = 0;
  for (uint32_t i = ad_graph_output(g, 0).index; i-- > 0;)
    if (*ad_graph_name(g, (ad_ref){i}) && ad_graph_active(g, (ad_ref){i}))
      list[(*n)++] = (ad_ref){i};
  return list;
}

/* --- by lines ------------------------------------------------------------- */

/* A derivative in a line is the node of the line for it; that by the output,
   which has none, the seed, the node before y. */
static ad_status find_line(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                           ad_error *err)
{
  char *name = number_name(x);
  if (!ad_builder_find(b, name, strlen(name), out))
    out->index = y.index - 1;
  free(name);
  (void)err;
  return AD_OK;
}

static ad_status read_line(const ad_graph *g, ad_builder *b, const char *text,
                           ad_ref *out, ad_error *err)
{
  const ad_names names = {.declared = ad_builder_declares, .state = b};
  const ad_scope scope = {.derive = find_line, .number = ad_graph_number,
                          .state = g};
  ad_expr *expr;
  ad_status status = ad_expr_parse(text, strlen(text), 0, &names, &expr, err);
  if (status != AD_OK)
    return status;
  status = ad_lower(b, expr, &scope, out, NULL, err);
  ad_expr_free(expr);
  return status;
}

/* An adjoint that is another node, too, gets a node of its own, a copy. */
static void name_adjoint(ad_builder *b, ad_ref x, ad_ref adjoint, size_t before)
{
  char *name = number_name(x);
  int is_other = adjoint.index < before;
  if (is_other)
    adjoint = ad_expand(b, adjoint, ad_builder_shape(b, x));
  ad_name(b, adjoint, name, is_other ? "=" : NULL);
  ad_output(b, adjoint);
  free(name);
}

/* A line that is too long to be read gives way to a sweep of its own. */
static ad_status add_line(const ad_graph *g, ad_builder *b, ad_ref x,
                          const char *text, ad_error *err)
{
  static const ad_ref ones = {AD_NO_INDEX};
  ad_ref adjoint;
  size_t before = ad_builder_size(b);
  ad_status status = text ? read_line(g, b, text, &adjoint, err) : AD_EINPUT;
  if (status == AD_EINPUT)
    status = ad_pullback(b, ad_graph_output(g, 0), ones, 1, &x, &adjoint, err);
  if (status == AD_OK)
    name_adjoint(b, x, adjoint, before);
  return status;
}

static ad_status add_lines(const struct scene *s, const ad_graph *g,
                           ad_builder *b, size_t n, const ad_ref *x,
                           ad_error *err)
{
  ad_formulas *lines = NULL;
  ad_status status = ad_formulas_new(g, ad_graph_output(g, 0), n, x, &lines,
                                     err);
  for (size_t i = 0; status == AD_OK && i < ad_formulas_count(lines); i++) {
    ad_ref by = ad_formulas_node(lines, i);
    if (by.index != ad_graph_output(s->graph, 0).index)
      status = add_line(g, b, by, ad_formulas_right(lines, i), err);
  }
  ad_formulas_free(lines);
  return status;
}

/* --- by one sweep --------------------------------------------------------- */

/* Between numbers factors may stand in any order, and lines do not say which
   of them are another line: a sweep shares them. */
static ad_status add_sweep(const struct scene *s, ad_builder *b, size_t n,
                           const ad_ref *x, ad_error *err)
{
  ad_ref *adjoints = memory_new(n + 1, sizeof *adjoints);
  unsigned char *named;
  ad_ref seed = {(uint32_t)s->first};
  ad_status status = ad_pullback(b, ad_graph_output(s->graph, 0), seed, n, x,
                                 adjoints, err);
  named = memory_new(ad_builder_size(b) + 1, 1);
  for (size_t i = 0; status == AD_OK && i < n; i++) {
    int is_other = adjoints[i].index <= s->first + 1 ||
                   named[adjoints[i].index];
    named[adjoints[i].index] = 1;
    name_adjoint(b, x[i], adjoints[i], is_other ? SIZE_MAX : 0);
  }
  free(named);
  free(adjoints);
  return status;
}

static int is_of_numbers(const ad_graph *g, size_t n, const ad_ref *x)
{
  for (size_t i = 0; i < n; i++) {
    ad_shape shape = ad_graph_shape(g, x[i]);
    if (shape.rows * shape.cols != 1)
      return 0;
  }
  return 1;
}

static ad_status add_adjoints(struct scene *s, const ad_graph *seeded,
                              ad_builder *b, ad_error *err)
{
  size_t n;
  ad_ref *x = list_nodes(s->graph, &n);
  ad_status status = is_of_numbers(s->graph, n, x)
                       ? add_sweep(s, b, n, x, err)
                       : add_lines(s, seeded, b, n, x, err);
  ad_output(b, ad_graph_output(s->graph, 0));
  free(x);
  return status;
}

static ad_status extend(struct scene *s, ad_error *err)
{
  ad_graph *seeded;
  ad_builder *b;
  ad_status status = add_seed(s, &seeded, err);
  if (status != AD_OK)
    return status;
  status = ad_builder_continue(seeded, &b, err);
  if (status == AD_OK) {
    status = add_adjoints(s, seeded, b, err);
    if (status == AD_OK)
      status = ad_builder_finish(b, &s->more, err);
    ad_builder_free(b);
  }
  ad_graph_free(seeded);
  return status;
}

/* --- what is what in it --------------------------------------------------- */

/* Nodes of the gradient lead up to the next one with a name; the seed and the
   product with it are the first two. */
static void note_purpose(struct scene *s)
{
  const ad_graph *g = ad_sheet_graph(s->sheet);
  size_t n = ad_graph_size(s->graph);
  ad_ref x = ad_graph_output(g, 0);
  s->made_for = memory_new(n + 1, sizeof *s->made_for);
  s->names = memory_new(n + 1, sizeof *s->names);
  for (size_t i = n; i-- > s->first;) {
    const char *name = ad_graph_name(s->graph, (ad_ref){(uint32_t)i});
    if (i < s->first + 2)
      x = ad_graph_output(g, 0);
    else if (*name)
      x.index = (uint32_t)strtoul(name + strlen("by "), NULL, 10);
    s->made_for[i] = x;
    if (*name)
      s->names[i] = memory_format("d%s/d%s", s->of, ad_graph_name(g, x));
  }
}

static void find_adjoints(struct scene *s)
{
  size_t n = ad_graph_size(s->graph);
  s->adjoint = memory_new(n + 1, 1);
  for (uint32_t i = (uint32_t)s->first; i < n; i++) {
    ad_ref x = {i};
    s->adjoint[i] = (unsigned char)scene_is_seed(s, x);
    for (size_t k = 0; k < ad_graph_operands(s->graph, x); k++)
      s->adjoint[i] |= s->adjoint[ad_graph_operand(s->graph, x, k).index];
  }
}

static ad_status evaluate(struct scene *s, ad_error *err)
{
  static const double one = 1;
  size_t n = ad_graph_leaves(s->graph);
  ad_status status = ad_trace_new(s->graph, &s->values, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    ad_trace_set(s->values, i,
                 i + 1 < n ? ad_sheet_leaf(s->sheet, i) : &one);
  ad_trace_evaluate(s->values);
  return AD_OK;
}

ad_status scene_differentiate(struct scene *s, ad_error *err)
{
  if (!s->of)
    return ad_fail(err, AD_EINPUT, "--gradient wants one output that is a "
                                   "number");
  ad_status status = extend(s, err);
  if (status != AD_OK)
    return status;
  s->graph = s->more;
  note_purpose(s);
  find_adjoints(s);
  return evaluate(s, err);
}
