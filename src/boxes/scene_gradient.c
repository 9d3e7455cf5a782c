/* SPDX-License-Identifier: GPL-3.0-or-later
   The gradient's graph goes on from that of the sheet: lines such as `explain`
   writes (formulas.h), of the output times a seed, read again; of numbers, edge
   by edge (locals.h).  Read scene.h and lower.h before. */
#include <stdlib.h>
#include <string.h>

#include "boxes/scene.h"
#include "formulas.h"
#include "graph.h"
#include "host/exits.h"
#include "locals.h"
#include "symbolic.h"
#include "worksheet/read_text.h"

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
  ad_status status =
      text ? read_text(g, b, text, find_line, &adjoint, err) : AD_EINPUT;
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

/* --- by edges ------------------------------------------------------------- */

/* reads[nodes]: those that derivatives by x lead to with no named node
   between. */
static void find_reading(const ad_graph *g, ad_ref x, unsigned char *reads)
{
  size_t n = ad_graph_size(g);
  memset(reads, 0, n);
  for (uint32_t i = x.index + 1; i < n; i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++) {
      ad_ref from = ad_graph_operand(g, (ad_ref){i}, k);
      if ((from.index == x.index ||
           (reads[from.index] && !*ad_graph_name(g, from))) &&
          ad_op_has_edge(ad_graph_op(g, (ad_ref){i}), (unsigned)k))
        reads[i] = 1;
    }
}

/* The adjoint of the reader, *paid, times the factors of the edge to x. */
static ad_status pay(const ad_graph *g, ad_builder *b, const ad_local *edge,
                     ad_ref *paid, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t k = 0; k < edge->n && status == AD_OK; k++) {
    const ad_factor *factor = &edge->factors[k];
    ad_ref by;
    if (factor->act != AD_ACT_TIMES || !factor->text)
      return AD_EINPUT;
    if (strcmp(factor->text, "1") == 0)
      continue;
    status = read_text(g, b, factor->text, find_line, &by, err);
    if (status == AD_OK)
      *paid = ad_mul(b, *paid, by);
  }
  return status;
}

static ad_status add_payment(ad_locals *locals, const ad_graph *g,
                             ad_builder *b, ad_ref of, ad_ref x, ad_ref *sum,
                             ad_error *err)
{
  ad_local edge;
  ad_ref paid;
  char *name = number_name(of);
  if (!ad_builder_find(b, name, strlen(name), &paid))
    paid.index = ad_graph_output(g, 0).index - 1; /* the seed              */
  free(name);
  ad_status status = ad_locals_edges(locals, of, 1, &x, &edge, err);
  if (status == AD_OK)
    status = pay(g, b, &edge, &paid, err);
  ad_local_clear(&edge);
  if (status == AD_OK)
    *sum = sum->index == AD_NO_INDEX ? paid : ad_add(b, *sum, paid);
  return status;
}

/* Between numbers lines put short adjoints into each other; a reader that is
   on no way to the output has no adjoint. */
static ad_status add_edges(const struct scene *s, const ad_graph *seeded,
                           ad_locals *locals, ad_builder *b, const ad_ref *x,
                           size_t i, ad_error *err)
{
  ad_ref y = ad_graph_output(s->graph, 0), sum = {AD_NO_INDEX};
  unsigned char *reads = memory_new(ad_graph_size(s->graph), 1);
  size_t before = ad_builder_size(b);
  ad_status status = AD_OK;
  find_reading(s->graph, x[i], reads);
  if (reads[y.index])
    status = add_payment(locals, seeded, b, y, x[i], &sum, err);
  for (size_t k = 0; k < i && status == AD_OK; k++)
    if (reads[x[k].index])
      status = add_payment(locals, seeded, b, x[k], x[i], &sum, err);
  free(reads);
  if (status == AD_EINPUT || (status == AD_OK && sum.index == AD_NO_INDEX))
    return add_line(seeded, b, x[i], NULL, err);
  if (status == AD_OK)
    name_adjoint(b, x[i], sum, before);
  return status;
}

static ad_status add_numbers(const struct scene *s, const ad_graph *seeded,
                             ad_builder *b, size_t n, const ad_ref *x,
                             ad_error *err)
{
  ad_locals *locals = NULL;
  ad_status status = ad_locals_new(s->graph, ad_graph_output(s->graph, 0),
                                   &locals, err);
  for (size_t i = 0; status == AD_OK && i < n; i++)
    status = add_edges(s, seeded, locals, b, x, i, err);
  ad_locals_free(locals);
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
                       ? add_numbers(s, seeded, b, n, x, err)
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
   product with it are the first two.  The product has none: it is drawn where
   the gradient reads it, and is no derivative. */
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
    if (i == s->first + 1)
      s->names[i] = memory_copy("");
    else if (*name)
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
