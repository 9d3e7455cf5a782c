/* SPDX-License-Identifier: GPL-3.0-or-later
   The reader.  The builder looks at what it is given, as it does of worksheets:
   shapes, operands, names.  Read graph_json.h and nodes.h before. */
#include "export/graph_json.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/number.h"
#include "host/exits.h"

struct reading {
  const char *file;
  ad_builder *b;
  size_t n;        /* nodes so far                                          */
  ad_ref *refs;    /* refs[n]: what became of them                          */
  size_t n_leaves;
  double **values; /* values[n_leaves]                                      */
  const char *fault; /* what is wrong with the node at hand, or NULL        */
};

static int refuse(const struct reading *in, const char *what)
{
  complain("%s: nodes[%zu]: %s", in->file, in->n, what);
  return EXIT_INPUT;
}

static size_t count_of(const json_t *value)
{
  json_int_t x = json_integer_value(value);
  return x > 0 ? (size_t)x : 0;
}

/* A member that is a whole number from 0; 0 where it is missing. */
static size_t whole_of(struct reading *in, const json_t *node, const char *key)
{
  const json_t *value = json_object_get(node, key);
  if (value && (!json_is_integer(value) || json_integer_value(value) < 0))
    in->fault = "\"row\" and \"col\" are whole numbers from 0";
  return count_of(value);
}

/* A list that is missing, or of this many. */
static int is_list_of(const json_t *list, size_t n)
{
  return !list || (json_is_array(list) && json_array_size(list) == n);
}

static int is_shape(const json_t *shape)
{
  return json_is_array(shape) && json_array_size(shape) == 2 &&
         count_of(json_array_get(shape, 0)) > 0 &&
         count_of(json_array_get(shape, 1)) > 0;
}

/* As the worksheet language has them, into which it is written; or none. */
static int is_name(const char *name)
{
  size_t n = strlen(name);
  return n <= AD_LONGEST_WORD && !isdigit((unsigned char)name[0]) &&
         strspn(name, "abcdefghijklmnopqrstuvwxyz"
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == n;
}

static ad_shape shape_of(const json_t *node)
{
  const json_t *shape = json_object_get(node, "shape");
  const json_t *unit = json_object_get(node, "unit");
  return (ad_shape){count_of(json_array_get(shape, 0)),
                    count_of(json_array_get(shape, 1)),
                    json_is_true(json_array_get(unit, 0)),
                    json_is_true(json_array_get(unit, 1))};
}

/* --- numbers -------------------------------------------------------------- */

static double number_of(struct reading *in, const json_t *value)
{
  const char *word = json_string_value(value);
  if (json_is_number(value))
    return json_number_value(value);
  if (word && strcmp(word, "inf") == 0)
    return (double)INFINITY;
  if (word && strcmp(word, "-inf") == 0)
    return -(double)INFINITY;
  if (!word || strcmp(word, "nan") != 0)
    in->fault = "\"value\" has an entry that is no number, \"inf\", \"-inf\" "
                "or \"nan\"";
  return (double)NAN;
}

/* x[rows x cols], which the caller frees; NULL where "value" has another
   shape. */
static double *value_of(struct reading *in, const json_t *node, ad_shape s)
{
  const json_t *rows = json_object_get(node, "value");
  int fits = s.rows > 0 && s.cols > 0 && json_array_size(rows) == s.rows;
  for (size_t i = 0; fits && i < s.rows; i++)
    fits = json_array_size(json_array_get(rows, i)) == s.cols;
  if (!fits)
    return NULL;
  double *x = memory_new(s.rows * s.cols, sizeof *x);
  for (size_t k = 0; k < s.rows * s.cols; k++)
    x[k] = number_of(in, json_array_get(json_array_get(rows, k / s.cols),
                                        k % s.cols));
  return x;
}

/* --- operations ----------------------------------------------------------- */

static ad_op op_of(const char *id)
{
  ad_op op;
  for (size_t i = 0; id && ad_op_listed(i, &op); i++)
    if (strcmp(ad_op_get(op)->id, id) == 0)
      return op;
  return AD_OP_leaf;
}

static ad_axis axis_of(struct reading *in, const json_t *node)
{
  const json_t *given = json_object_get(node, "over");
  const char *over = given ? json_string_value(given) : "all";
  if (over && strcmp(over, "rows") == 0)
    return AD_OVER_ROWS;
  if (over && strcmp(over, "cols") == 0)
    return AD_OVER_COLS;
  if (!over || strcmp(over, "all") != 0)
    in->fault = "\"over\" is all, rows or cols";
  return AD_ALL;
}

static ad_ref make_block(ad_builder *b, const json_t *node, size_t n,
                         const ad_ref *x)
{
  const json_t *list = json_object_get(node, "across");
  size_t rows = json_array_size(list);
  size_t *across = memory_new(rows + 1, sizeof *across);
  for (size_t i = 0; i < rows; i++)
    across[i] = count_of(json_array_get(list, i));
  ad_ref made = ad_block(b, rows, across, n, x);
  free(across);
  return made;
}

/* By the form, of which the op set's table says what it takes. */
static ad_ref make_structured(struct reading *in, ad_op op, const json_t *node,
                              size_t n, const ad_ref *x)
{
  ad_builder *b = in->b;
  ad_shape shape = shape_of(node);
  size_t row = whole_of(in, node, "row"), col = whole_of(in, node, "col");
  switch (ad_op_get(op)->form) {
  case AD_FORM_product: return ad_matmul(b, x[0], x[1]);
  case AD_FORM_turn: return ad_transpose(b, x[0]);
  case AD_FORM_reduce: return ad_reduce(b, op, x[0], axis_of(in, node));
  case AD_FORM_running: return ad_cumsum(b, x[0], axis_of(in, node));
  case AD_FORM_stretch: return ad_expand(b, x[0], shape);
  case AD_FORM_cut: return ad_slice(b, x[0], row, col, shape);
  case AD_FORM_put: return ad_embed(b, x[0], row, col, shape);
  case AD_FORM_list:
    return json_is_true(json_object_get(node, "columns"))
             ? ad_pick_cols(b, x[0], x[1])
             : ad_pick_rows(b, x[0], x[1]);
  case AD_FORM_blocks: return make_block(b, node, n, x);
  case AD_FORM_reshape: return ad_reshape(b, x[0], shape);
  case AD_FORM_diagonal: return ad_diag(b, x[0]);
  case AD_FORM_same: return ad_tril(b, x[0]);
  case AD_FORM_scalar: return ad_det(b, x[0]);
  case AD_FORM_logarithm: return ad_logdet(b, x[0]);
  case AD_FORM_square: return ad_inv(b, x[0]);
  case AD_FORM_system: return ad_solve(b, x[0], x[1]);
  case AD_FORM_classes: return ad_indicator(b, x[0], shape.cols);
  case AD_FORM_none: break;
  }
  return (ad_ref){AD_NO_INDEX};
}

/* Operands as they are read, which are of the nodes before: x[*n], which the
   caller frees; NULL where one is not. */
static ad_ref *operands_of(const struct reading *in, const json_t *node,
                           size_t *n)
{
  const json_t *list = json_object_get(node, "operands");
  const json_t *turned = json_object_get(node, "turned");
  *n = json_array_size(list);
  ad_ref *x = memory_new(*n + 1, sizeof *x);
  for (size_t k = 0; k < *n; k++) {
    const json_t *operand = json_array_get(list, k);
    if (!json_is_integer(operand) || json_integer_value(operand) < 0 ||
        count_of(operand) >= in->n) {
      free(x);
      return NULL;
    }
    x[k] = in->refs[count_of(operand)];
    if (json_is_true(json_array_get(turned, k)))
      x[k] = ad_transpose(in->b, x[k]);
  }
  return x;
}

static int make_operation(struct reading *in, const json_t *node, ad_op op)
{
  size_t n, arity = ad_op_get(op)->arity;
  ad_ref *x = operands_of(in, node, &n);
  if (!is_list_of(json_object_get(node, "turned"), n))
    in->fault = "\"turned\" is no list of as many as the operands";
  if (!x || n == 0 || (arity > 0 && n != arity)) {
    free(x);
    return refuse(in, "\"operands\" are not numbers of nodes before, as many "
                      "as the operation takes");
  }
  in->refs[in->n] = ad_op_get(op)->kind == AD_KIND_elementwise
                      ? ad_elementwise(in->b, op, n, x)
                      : make_structured(in, op, node, n, x);
  free(x);
  return EXIT_FINE;
}

/* --- nodes ---------------------------------------------------------------- */

static int make_leaf(struct reading *in, const json_t *node, double *x,
                     ad_leaf_kind kind)
{
  const char *name = json_string_value(json_object_get(node, "name"));
  char *made = kind == AD_SHIFT ? memory_format("%s_shift", name ? name : "")
                                : memory_copy(name ? name : "");
  in->refs[in->n] = ad_leaf_shaped(in->b, made, shape_of(node),
                                   kind == AD_SHIFT ? AD_INPUT : kind);
  in->values = memory_grow(in->values, in->n_leaves + 1, sizeof *in->values);
  in->values[in->n_leaves++] = x;
  free(made);
  return EXIT_FINE;
}

static int make_source(struct reading *in, const json_t *node, const char *op)
{
  ad_shape s = shape_of(node);
  double *x = value_of(in, node, s);
  if (!x)
    return refuse(in, "\"value\" is not a list of rows in the \"shape\"");
  for (size_t i = 0; graph_kinds[i]; i++)
    if (strcmp(op, graph_kinds[i]) == 0)
      return make_leaf(in, node, x, (ad_leaf_kind)i);
  in->refs[in->n] = ad_matrix(in->b, s.rows, s.cols, x);
  free(x);
  return EXIT_FINE;
}

/* Has the node the shape that is said of it? */
static int is_as_said(const struct reading *in, const json_t *node)
{
  ad_shape made = ad_builder_shape(in->b, in->refs[in->n]);
  ad_shape said = shape_of(node);
  return made.rows == said.rows && made.cols == said.cols;
}

static int make_node(struct reading *in, const json_t *node)
{
  const char *id = json_string_value(json_object_get(node, "op"));
  const char *name = json_string_value(json_object_get(node, "name"));
  ad_op op = op_of(id);
  in->fault = NULL;
  const json_t *given = json_object_get(node, "name");
  if (given && !json_is_null(given) && (!name || !is_name(name)))
    return refuse(in, "\"name\" is none of the worksheet language: letters, "
                      "digits and _, no digit first");
  int leaf = id && json_object_get(node, "value");
  if (!leaf && op == AD_OP_leaf)
    return refuse(in, "\"op\" is no operation");
  int status = leaf ? make_source(in, node, id) : make_operation(in, node, op);
  if (status == EXIT_FINE && name && name[0] &&
      (!leaf || strcmp(id, "number") == 0))
    ad_name(in->b, in->refs[in->n], name, NULL);
  const ad_error *err = ad_builder_error(in->b);
  if (status == EXIT_FINE && err->status != AD_OK) {
    complain("%s: nodes[%zu]: %s", in->file, in->n, err->text);
    status = exit_of(err->status);
  }
  if (status == EXIT_FINE && err->status == AD_OK && !in->fault)
    in->fault = !is_shape(json_object_get(node, "shape"))
                  ? "\"shape\" is not two whole numbers from 1"
                : is_as_said(in, node)
                  ? NULL
                  : "\"shape\" is not that of the operation";
  if (status == EXIT_FINE && in->fault)
    status = refuse(in, in->fault);
  in->n++;
  return status;
}

static int mark_nodes(const struct reading *in, const json_t *root,
                      const char *key, void mark(ad_builder *b, ad_ref x))
{
  const json_t *list = json_object_get(root, key);
  if (!json_is_array(list)) {
    complain("%s: \"%s\" is no list of numbers of nodes", in->file, key);
    return EXIT_INPUT;
  }
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *at = json_array_get(list, i);
    if (!json_is_integer(at) || json_integer_value(at) < 0 ||
        count_of(at) >= in->n) {
      complain("%s: %s[%zu] is no number of a node", in->file, key, i);
      return EXIT_INPUT;
    }
    mark(in->b, in->refs[count_of(at)]);
  }
  return EXIT_FINE;
}

/* --- all of it ------------------------------------------------------------ */

static int read_root(struct reading *in, const json_t *root, ad_graph **g)
{
  const json_t *nodes = json_object_get(root, "nodes");
  ad_error err = {0};
  if (!json_is_array(nodes)) {
    complain("%s: there are no \"nodes\", as export --to json writes them",
             in->file);
    return EXIT_INPUT;
  }
  in->refs = memory_new(json_array_size(nodes) + 1, sizeof *in->refs);
  int status = EXIT_FINE;
  for (size_t i = 0; status == EXIT_FINE && i < json_array_size(nodes); i++)
    status = make_node(in, json_array_get(nodes, i));
  if (status == EXIT_FINE)
    status = mark_nodes(in, root, "outputs", ad_output);
  if (status == EXIT_FINE)
    status = mark_nodes(in, root, "wrt", ad_wrt);
  if (status == EXIT_FINE && ad_builder_finish(in->b, g, &err) != AD_OK) {
    complain("%s: %s", in->file, err.text);
    status = exit_of(err.status);
  }
  return status;
}

int graph_from_json(const char *file, const char *text, size_t size,
                    ad_graph **g, double ***values)
{
  struct reading in = {.file = file};
  ad_error err = {0};
  json_error_t error;
  json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
  *g = NULL;
  *values = NULL;
  if (!root) {
    complain("%s:%d:%d: no JSON: %s", file, error.line, error.column,
             error.text);
    return EXIT_INPUT;
  }
  if (ad_builder_new(&in.b, &err) != AD_OK)
    memory_given(NULL, size);
  int status = read_root(&in, root, g);
  json_decref(root);
  ad_builder_free(in.b);
  free(in.refs);
  *values = in.values;
  for (size_t i = 0; status != EXIT_FINE && i < in.n_leaves; i++)
    free(in.values[i]);
  if (status != EXIT_FINE) {
    free(in.values);
    *values = NULL;
  }
  return status;
}

void graph_values_free(const ad_graph *g, double **values)
{
  for (size_t i = 0; g && i < ad_graph_leaves(g); i++)
    free(values[i]);
  free(values);
}
