/* SPDX-License-Identifier: GPL-3.0-or-later
   Adding nodes, names and leaves to a graph.  Read builder.h before. */
#include "graph/builder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* ad_grow for field `field` of the graph, failing the builder. */
#define MAKE_ROOM(b, field, room, count, more)                               \
  (ad_grow((void **)&(b)->g.field, &(b)->room, (b)->g.count, more,           \
           sizeof *(b)->g.field) == AD_OK                                    \
     ? 1                                                                     \
     : (ad_fail_memory(&(b)->error, (more) * sizeof *(b)->g.field), 0))

ad_status ad_builder_new(ad_builder **out, ad_error *err)
{
  *out = calloc(1, sizeof **out);
  if (!*out)
    return ad_fail_memory(err, sizeof **out);
  (*out)->g.limit = SIZE_MAX;
  return AD_OK;
}

static void graph_clear(ad_graph *g)
{
  ad_names_forget(&g->texts);
  ad_names_free(&g->table);
  free(g->names);
  free(g->calls);
  free(g->name_of);
  free(g->nodes);
  free(g->operands);
  free(g->numbers);
  free(g->layouts);
  free(g->leaves);
  free(g->kinds);
  free(g->outputs);
  free(g->wrt);
  free(g->output_first);
  free(g->wrt_first);
  ad_sizes_free(&g->sizes);
}

void ad_builder_free(ad_builder *b)
{
  if (b) {
    graph_clear(&b->g);
    free(b->targets);
  }
  free(b);
}

void ad_graph_free(ad_graph *g)
{
  if (g)
    graph_clear(g);
  free(g);
}

void ad_builder_limit(ad_builder *b, size_t bytes)
{
  b->g.limit = bytes;
}

const ad_error *ad_builder_error(const ad_builder *b)
{
  return &b->error;
}

void ad_builder_clear_error(ad_builder *b)
{
  b->error = (ad_error){0};
}

size_t ad_builder_size(const ad_builder *b)
{
  return b->g.n;
}

void ad_builder_fail(ad_builder *b, const char *format, ...)
{
  char text[sizeof b->error.text];
  if (b->error.status != AD_OK)
    return;
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  ad_fail(&b->error, AD_EINPUT, "%s", text);
}

int ad_builder_ready(ad_builder *b, size_t n, const ad_ref *operands)
{
  for (size_t k = 0; k < n; k++)
    if (operands[k].index >= b->g.n)
      ad_builder_fail(b, "operand %zu is not a node of this graph", k + 1);
  return b->error.status == AD_OK;
}

/* What a node takes besides its entries: itself, its operands, its name and
   where a worksheet made it. */
enum { BYTES_OF_A_NODE = 160 };

/* May a matrix of this shape be added?  Fails where it is empty, too large
   for a computer, or over the limit. */
static int is_affordable(ad_builder *b, ad_shape shape)
{
  size_t entries, bytes, held = b->g.n * BYTES_OF_A_NODE;
  if (shape.rows == 0 || shape.cols == 0) {
    ad_builder_fail(b, "a matrix of %zu x %zu: sizes are at least 1",
                    shape.rows, shape.cols);
    return 0;
  }
  if (!ad_multiply(shape.rows, shape.cols, &entries) ||
      !ad_multiply(entries, sizeof(double), &bytes) ||
      entries > SIZE_MAX / 64 - b->g.entries) {
    ad_builder_fail(b, "a matrix of %zu x %zu is too large", shape.rows,
                    shape.cols);
    return 0;
  }
  if (b->g.entries + entries >
      (b->g.limit - (held < b->g.limit ? held : b->g.limit)) /
          sizeof(double)) {
    ad_fail(&b->error, AD_ELIMIT,
            "the nodes and values of the graph need more than the %zu bytes "
            "allowed (a matrix of %zu x %zu is the last straw)",
            b->g.limit, shape.rows, shape.cols);
    return 0;
  }
  return 1;
}

/* What the engines ask of a row for every node, each time they sweep. */
static unsigned edges_of(ad_op op)
{
  unsigned edges = 0;
  if (ad_op_rows[op].kind == AD_KIND_source) /* a third of a long sheet's  */
    return 0;
  for (unsigned k = 0; k < 3; k++)
    if (ad_op_has_edge(op, k))
      edges |= (unsigned)AD_NODE_EDGE << k;
  return edges;
}

ad_ref ad_builder_append(ad_builder *b, ad_op op, ad_shape shape, size_t at0,
                         size_t at1, size_t n, const ad_ref *operands)
{
  if (!ad_builder_ready(b, n, operands) || !is_affordable(b, shape) ||
      !MAKE_ROOM(b, nodes, room_nodes, n, 1) ||
      !MAKE_ROOM(b, operands, room_operands, n_operands, n))
    return AD_NO_REF;
  if (b->g.n >= UINT32_MAX - 1) {
    ad_builder_fail(b, "the graph has more than %lu nodes",
                    (unsigned long)UINT32_MAX - 1);
    return AD_NO_REF;
  }
  b->g.nodes[b->g.n] = (ad_node){
    .op = (uint16_t)op,
    .flags = (uint16_t)((shape.unit_rows ? AD_NODE_UNIT_ROWS : 0) |
                        (shape.unit_cols ? AD_NODE_UNIT_COLS : 0) |
                        edges_of(op)),
    .arity = (uint32_t)n, .operand = b->g.n_operands,
    .rows = shape.rows, .cols = shape.cols, .at = {at0, at1}};
  for (size_t k = 0; k < n; k++) {
    b->g.operands[b->g.n_operands++] = operands[k].index;
    b->g.nodes[b->g.n].flags |= b->g.nodes[operands[k].index].flags &
                                AD_NODE_VARIABLE;
  }
  b->g.entries += shape.rows * shape.cols;
  b->g.n++;
  ad_size_follow(b);
  return (ad_ref){(uint32_t)b->g.n - 1};
}

ad_ref ad_builder_leaf(ad_builder *b, ad_shape shape, ad_leaf_kind kind)
{
  size_t room = b->room_leaves;
  if (!ad_builder_ready(b, 0, NULL))
    return AD_NO_REF;
  if (!MAKE_ROOM(b, leaves, room_leaves, n_leaves, 1))
    return AD_NO_REF;
  if (ad_grow((void **)&b->g.kinds, &room, b->g.n_leaves, 1, 1) != AD_OK) {
    ad_fail_memory(&b->error, b->room_leaves);
    return AD_NO_REF;
  }
  ad_ref x = ad_builder_append(b, AD_OP_leaf, shape, b->g.n_leaves, 0, 0, NULL);
  if (x.index == AD_NO_REF.index)
    return x;
  b->g.kinds[b->g.n_leaves] = (unsigned char)kind;
  if (kind != AD_DATA)
    b->g.nodes[x.index].flags |= AD_NODE_VARIABLE;
  b->g.leaves[b->g.n_leaves++] = x.index;
  return x;
}

ad_ref ad_leaf_shaped(ad_builder *b, const char *name, ad_shape shape,
                      ad_leaf_kind kind)
{
  if (!ad_builder_ready(b, 0, NULL))
    return AD_NO_REF;
  if (kind != AD_INPUT && kind != AD_PARAM && kind != AD_DATA) {
    ad_builder_fail(b, "leaf '%s' is neither input nor param nor data", name);
    return AD_NO_REF;
  }
  if (shape.rows == 0 || shape.cols == 0) {
    ad_builder_fail(b, "leaf '%s' is %zu x %zu: sizes are at least 1", name,
                    shape.rows, shape.cols);
    return AD_NO_REF;
  }
  ad_ref x = ad_builder_leaf(b, shape, kind);
  if (x.index != AD_NO_REF.index)
    ad_name(b, x, name, NULL);
  return x;
}

ad_ref ad_leaf(ad_builder *b, const char *name, size_t rows, size_t cols,
               ad_leaf_kind kind)
{
  return ad_leaf_shaped(b, name, (ad_shape){rows, cols, rows == 1, cols == 1},
                        kind);
}

/* A constant, and the numbers to be filled in; NULL after a failure. */
static double *add_constant(ad_builder *b, ad_shape shape, ad_ref *out)
{
  size_t first = b->g.n_numbers;
  *out = AD_NO_REF;
  if (!ad_builder_ready(b, 0, NULL) || !is_affordable(b, shape) ||
      !MAKE_ROOM(b, numbers, room_numbers, n_numbers, shape.rows * shape.cols))
    return NULL;
  *out = ad_builder_append(b, AD_OP_constant, shape, first, 0, 0, NULL);
  if (out->index == AD_NO_REF.index)
    return NULL;
  b->g.n_numbers += shape.rows * shape.cols;
  return b->g.numbers + first;
}

ad_ref ad_matrix(ad_builder *b, size_t rows, size_t cols, const double *x)
{
  ad_ref c;
  double *to = add_constant(
    b, (ad_shape){rows, cols, rows == 1, cols == 1}, &c);
  if (to)
    memcpy(to, x, rows * cols * sizeof *x);
  return c;
}

ad_ref ad_number(ad_builder *b, double x)
{
  return ad_matrix(b, 1, 1, &x);
}

ad_ref ad_builder_literal(ad_builder *b, double x)
{
  if (b->literal > 0) {
    ad_ref last = {b->literal - 1};
    const double *number = &b->g.numbers[b->g.nodes[last.index].at[0]];
    if (memcmp(number, &x, sizeof x) == 0)
      return last;
  }
  ad_ref c = ad_number(b, x);
  if (c.index != AD_NO_REF.index)
    b->literal = c.index + 1;
  return c;
}

ad_ref ad_range(ad_builder *b, size_t n)
{
  ad_ref c;
  double *to = add_constant(b, (ad_shape){n, 1, n == 1, 1}, &c);
  for (size_t i = 0; to && i < n; i++)
    to[i] = (double)(i + 1);
  return c;
}

static void add_name(ad_builder *b, ad_ref x, const char *name, size_t length,
                     const char *written)
{
  const char *copy = ad_names_keep(&b->g.texts, name, length);
  if (!copy || !MAKE_ROOM(b, names, room_names, n_names, 1) ||
      ad_names_add(&b->g.table, copy, length, b->g.n_names) != AD_OK) {
    ad_fail_memory(&b->error, sizeof *b->g.names);
    return;
  }
  b->g.names[b->g.n_names++] = (ad_named){x.index, copy, written};
  b->g.nodes[x.index].flags |= AD_NODE_NAMED;
}

void ad_name(ad_builder *b, ad_ref x, const char *name, const char *written)
{
  size_t known, length = strlen(name);
  if (!ad_builder_ready(b, 1, &x))
    return;
  if (name[0] == '\0') {
    ad_builder_fail(b, "a name must not be empty");
    return;
  }
  if (ad_names_find(&b->g.table, name, length, &known)) {
    ad_builder_fail(b, "the name '%s' is there already", name);
    return;
  }
  add_name(b, x, name, length, written);
}

void ad_builder_called(ad_builder *b, size_t first, const char *written)
{
  if (b->error.status == AD_OK && first < b->g.n &&
      MAKE_ROOM(b, calls, room_calls, n_calls, 1))
    b->g.calls[b->g.n_calls++] =
      (ad_called){(uint32_t)first, (uint32_t)b->g.n, written};
}

void ad_output(ad_builder *b, ad_ref x)
{
  if (ad_builder_ready(b, 1, &x) &&
      MAKE_ROOM(b, outputs, room_outputs, n_outputs, 1))
    b->g.outputs[b->g.n_outputs++] = x.index;
}

int ad_builder_is_output(const ad_builder *b, ad_ref x)
{
  for (size_t i = 0; i < b->g.n_outputs; i++)
    if (b->g.outputs[i] == x.index)
      return 1;
  return 0;
}

ad_ref ad_shifted(ad_builder *b, ad_ref x)
{
  if (!ad_builder_ready(b, 1, &x))
    return AD_NO_REF;
  ad_ref shift = ad_builder_leaf(b, ad_builder_shape(b, x), AD_SHIFT);
  return ad_add(b, x, shift);
}

void ad_wrt(ad_builder *b, ad_ref leaf)
{
  if (!ad_builder_ready(b, 1, &leaf))
    return;
  if (ad_graph_is_shifted(&b->g, leaf))
    leaf.index--;
  if (b->g.nodes[leaf.index].op != AD_OP_leaf) {
    ad_builder_fail(b, "only leaves, and nodes that are shifted, can be "
                       "differentiated by");
    return;
  }
  if (!b->wrt_given) /* those of a graph that goes on */
    while (b->g.n_wrt > 0)
      b->g.nodes[b->g.wrt[--b->g.n_wrt]].flags &= (uint16_t)~AD_NODE_WRT;
  b->wrt_given = 1;
  if ((b->g.nodes[leaf.index].flags & AD_NODE_WRT) ||
      !MAKE_ROOM(b, wrt, room_wrt, n_wrt, 1))
    return;
  b->g.nodes[leaf.index].flags |= AD_NODE_WRT;
  b->g.wrt[b->g.n_wrt++] = leaf.index;
}

int ad_builder_find(const ad_builder *b, const char *name, size_t length,
                    ad_ref *out)
{
  size_t i;
  if (!ad_names_find(&b->g.table, name, length, &i))
    return 0;
  *out = (ad_ref){b->g.names[i].node};
  return 1;
}

int ad_builder_declares(const void *builder, const char *name, size_t length)
{
  ad_ref x;
  return ad_builder_find(builder, name, length, &x);
}

ad_shape ad_builder_shape(const ad_builder *b, ad_ref x)
{
  return x.index < b->g.n ? ad_graph_shape(&b->g, x) : (ad_shape){0};
}
