/* SPDX-License-Identifier: GPL-3.0-or-later
   What stands in the boxes of a graph.  Read graph_figure.h before. */
#include <stdlib.h>

#include "draw/graph_figure.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"
#include "worksheet/matrix_words.h"

enum { WRITTEN_MOST = 4 }; /* entries of a matrix that is written out      */

/* --- numbers -------------------------------------------------------------- */

/* As a worksheet writes it. */
static char *entries(const double *x, ad_shape shape)
{
  struct growing text = {0};
  char number[FORMAT_SIZE];
  size_t n = shape.rows * shape.cols;
  growing_add(&text, "", n > 1 ? "[" : "");
  for (size_t i = 0; i < n; i++)
    growing_add(&text, i == 0 ? "" : i % shape.cols == 0 ? "; " : ", ",
                format_number(number, x[i]));
  growing_add(&text, "", n > 1 ? "]" : "");
  return text.text;
}

static char *matrix(const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  size_t n = shape.rows * shape.cols;
  return n <= WRITTEN_MOST
           ? entries(x, shape)
           : memory_format("norm %s", format_number(number, show_norm(x, n)));
}

char *graph_number_text(const struct boxes *b, ad_ref x)
{
  ad_shape shape = ad_graph_shape(b->graph, x);
  const char *call = ad_graph_call(b->graph, x);
  const double *value = scene_value(b->scene, x);
  return value && shape.rows * shape.cols <= WRITTEN_MOST
           ? entries(value, shape)
           : memory_format("%s\n%zu x %zu", *call ? call : "numbers",
                           shape.rows, shape.cols);
}

/* --- boxes ---------------------------------------------------------------- */

/* "z3 ... h999": the first and the last that has a name. */
static char *name_rounds(const struct boxes *b, ad_ref x)
{
  uint32_t first = b->first[x.index];
  while (first != x.index && !*scene_name(b->scene, (ad_ref){first}))
    first = b->next[first];
  return memory_format("%s ... %s", scene_name(b->scene, (ad_ref){first}),
                       scene_name(b->scene, x));
}

char *graph_box_name(const struct boxes *b, ad_ref x)
{
  return boxes_is_rounds(b, x) ? name_rounds(b, x)
                               : memory_copy(scene_name(b->scene, x));
}

/* The operation as its author wrote it; of a step of a call that is open, or
   that others read, its own. */
static const char *operation(const struct boxes *b, ad_ref x)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(b->graph, x));
  if (scene_is_seed(b->scene, x))
    return "seed";
  if (boxes_is_open(b, x) ||
      (*ad_graph_call(b->graph, x) &&
       ad_graph_call_last(b->graph, x).index != x.index))
    return row->infix[0] ? row->infix : row->name;
  return label_op(b->graph, x);
}

static void add_matrix(char **text, const char *what, const double *x,
                       ad_shape shape)
{
  char *m = x ? matrix(x, shape) : NULL;
  if (m)
    memory_append(text, "\n", memory_format("%s %s", what, m));
  free(m);
}

char *graph_box_text(const struct boxes *b, ad_ref x)
{
  size_t inside = boxes_operations(b, x);
  ad_shape shape = ad_graph_shape(b->graph, x);
  if (boxes_is_rounds(b, x))
    return memory_format("\n%zu nodes", inside);
  char *text = memory_copy(operation(b, x));
  if (b->fold >= BOXES_NAMED && inside > 1)
    memory_append(&text, " ", memory_format("(%zu operations)", inside));
  memory_append(&text, "\n",
                memory_format("%zu x %zu", shape.rows, shape.cols));
  add_matrix(&text, "value", scene_value(b->scene, x), shape);
  if (b->scene->of && !scene_is_gradient(b->scene, x))
    add_matrix(&text, "adjoint", ad_trace_adjoint(b->scene->trace, x), shape);
  return text;
}
