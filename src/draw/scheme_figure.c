/* SPDX-License-Identifier: GPL-3.0-or-later
   Where neurons stand and what is written above them.  Read scheme.h before. */
#include <stdlib.h>
#include <string.h>

#include "draw/scheme.h"
#include "host/exits.h"
#include "worksheet/label.h"

enum {
  ROWS = 7,    /* neurons of a layer, or their first ones, dots, the last  */
  COLUMNS = 8, /* layers, the same                                         */
  FIRST = 4,
  LETTERS = 11 /* points                                                   */
};
static const double neuron = 0.36, above = 0.5, apart = 0.35; /* inches     */
static const size_t DOTS = SIZE_MAX;

/* A network on its way to the figure: layers in order, DOTS among them. */
struct net_sketch {
  struct figure *figure;
  const struct scheme *scheme;
  size_t number, n;
  size_t layers[COLUMNS + 1];
  double x, step, middle, top, bottom; /* of the column at hand, and of all */
};

/* What stands between two columns of neurons: boxes[n], their places from
   the top; the last may be the one that feeds the bias. */
struct column_sketch {
  size_t n, boxes[ROWS + 1];
  int has_bias;
};

/* --- texts ---------------------------------------------------------------- */

/* "n x d\n24 x 3" */
static char *dimensions(const ad_graph *g, ad_ref x)
{
  ad_shape shape = ad_graph_shape(g, x);
  const char *rows = ad_graph_axis(g, x, 0), *cols = ad_graph_axis(g, x, 1);
  char *numbers = memory_format("%zu x %zu", shape.rows, shape.cols);
  if (!*rows && !*cols)
    return numbers;
  char *r = *rows ? memory_copy(rows) : memory_format("%zu", shape.rows);
  char *c = *cols ? memory_copy(cols) : memory_format("%zu", shape.cols);
  char *text = memory_format("%s x %s\n%s", r, c, numbers);
  free(numbers);
  free(r);
  free(c);
  return text;
}

/* "= relu(Z1)", "relu" where there are not both names; nothing of relu(2*Z1),
   which takes more than its name to say. */
static char *activation(const ad_graph *g, const struct scheme_layer *layer)
{
  const char *name = ad_graph_name(g, layer->output);
  const char *of = ad_graph_name(g, layer->sum);
  const char *op = label_op(g, layer->output);
  if (!layer->direct)
    return memory_copy("");
  return *name && *of ? memory_format("= %s(%s)", op, of) : memory_copy(op);
}

/* A line that may be empty, and the dimensions; frees the line. */
static char *caption_under(const ad_graph *g, ad_ref x, char *line)
{
  char *size = dimensions(g, x), *both = memory_format("%s\n%s", line, size);
  free(line);
  free(size);
  return both;
}

static char *caption_of(const ad_graph *g, ad_ref x)
{
  return caption_under(g, x, memory_copy(""));
}

/* "= relu(Z1)\nn x h\n24 x 4" of what leaves a layer. */
static char *caption_of_layer(const ad_graph *g,
                              const struct scheme_layer *layer)
{
  return caption_under(g, layer->output, activation(g, layer));
}

/* Stands on y. */
static void put_caption(struct net_sketch *s, const char *id, const char *name,
                        char *text, double x, double y)
{
  struct figure_box box = {.id = memory_format("%zu %s %s", s->number, id,
                                               name),
                           .shape = FIGURE_BARE,
                           .bold = memory_copy(name),
                           .text = text,
                           .x = x};
  figure_measure(&box, LETTERS);
  box.y = y + box.height / 2;
  figure_add_box(s->figure, box);
}

/* --- neurons -------------------------------------------------------------- */

static size_t put_neuron(struct net_sketch *s, enum figure_shape shape,
                         int twice, char *text, double y)
{
  char *id = memory_format("%zu/%zu", s->number, s->figure->n_boxes);
  return figure_add_box(s->figure,
                        (struct figure_box){.id = id,
                                            .shape = shape,
                                            .twice = twice,
                                            .bold = memory_copy(""),
                                            .text = text,
                                            .x = s->x,
                                            .y = y,
                                            .width = neuron,
                                            .height = neuron});
}

static size_t rows_of(size_t units)
{
  return units < ROWS ? units : ROWS;
}

static struct column_sketch put_neurons(struct net_sketch *s, size_t units,
                                        enum figure_shape shape, int twice)
{
  struct column_sketch column = {.n = rows_of(units)};
  for (size_t i = 0; i < column.n; i++) {
    double y = s->middle + (((double)column.n - 1) / 2 - (double)i) * above;
    int dots = units > ROWS && i == ROWS - 2;
    size_t number = units > ROWS && i == ROWS - 1 ? units : i + 1;
    column.boxes[i] = put_neuron(s, dots ? FIGURE_BARE : shape,
                                 !dots && twice,
                                 dots ? memory_copy("...")
                                      : memory_format("%zu", number),
                                 y);
  }
  return column;
}

/* The 1 that a layer's bias is a weight of stands below all neurons. */
static void put_bias(struct net_sketch *s, struct column_sketch *column)
{
  column->boxes[column->n] = put_neuron(s, FIGURE_BARE, 0, memory_copy("+1"),
                                        s->bottom);
  column->has_bias = 1;
}

static void connect(struct net_sketch *s, const struct column_sketch *from,
                    const struct column_sketch *to)
{
  const struct figure_box *boxes = s->figure->boxes;
  for (size_t i = 0; i < from->n + (from->has_bias ? 1 : 0); i++)
    for (size_t k = 0; k < to->n; k++)
      if ((i == from->n || boxes[from->boxes[i]].shape != FIGURE_BARE) &&
          boxes[to->boxes[k]].shape != FIGURE_BARE)
        figure_add_edge(s->figure, (struct figure_edge){.from = from->boxes[i],
                                                        .to = to->boxes[k],
                                                        .plain = 1,
                                                        .label =
                                                          memory_copy("")});
}

/* --- columns -------------------------------------------------------------- */

static void caption_weights(struct net_sketch *s,
                            const struct scheme_layer *layer)
{
  const ad_graph *g = s->scheme->graph;
  double x = s->x - s->step / 2, y = s->top;
  if (layer->bias.index != AD_NO_INDEX) {
    put_caption(s, "bias", ad_graph_name(g, layer->bias),
                caption_of(g, layer->bias), x, y);
    y += s->figure->boxes[s->figure->n_boxes - 1].height;
  }
  put_caption(s, "weights", ad_graph_name(g, layer->weights),
              caption_of(g, layer->weights), x, y);
}

static struct column_sketch put_layer(struct net_sketch *s, size_t i,
                                      struct column_sketch *before)
{
  const ad_graph *g = s->scheme->graph;
  const struct scheme_layer *layer = &s->scheme->layers[i];
  struct column_sketch column;
  if (layer->bias.index != AD_NO_INDEX) {
    s->x -= s->step;
    put_bias(s, before);
    s->x += s->step;
  }
  column = put_neurons(s, layer->units, FIGURE_CIRCLE, !layer->read);
  caption_weights(s, layer);
  put_caption(s, "layer", ad_graph_name(g, layer->output),
              caption_of_layer(g, layer), s->x, s->top);
  connect(s, before, &column);
  return column;
}

static struct column_sketch put_inputs(struct net_sketch *s)
{
  const ad_graph *g = s->scheme->graph;
  const struct scheme_layer *layer = &s->scheme->layers[s->layers[0]];
  ad_shape shape = ad_graph_shape(g, layer->input);
  put_caption(s, "input", ad_graph_name(g, layer->input),
              caption_of(g, layer->input), s->x,
              s->top);
  return put_neurons(s, layer->columns ? shape.rows : shape.cols,
                     FIGURE_SQUARE, 0);
}

static struct column_sketch put_dots(struct net_sketch *s)
{
  put_neuron(s, FIGURE_BARE, 0, memory_copy("..."), s->middle);
  return (struct column_sketch){0};
}

/* --- networks ------------------------------------------------------------- */

/* From the layer that no other reads back to the input; in the middle of a
   deep network there are dots. */
static void list_layers(struct net_sketch *s, size_t last)
{
  size_t depth = 0, k;
  for (size_t i = last + 1; i > 0; i = s->scheme->layers[i - 1].previous)
    depth++;
  s->n = depth > COLUMNS ? COLUMNS : depth;
  k = depth;
  for (size_t i = last + 1; i > 0; i = s->scheme->layers[i - 1].previous) {
    size_t from_end = depth - k--;
    if (k < (depth > COLUMNS ? FIRST : COLUMNS))
      s->layers[k] = i - 1;
    else if (from_end + FIRST + 1 < COLUMNS)
      s->layers[COLUMNS - 1 - from_end] = i - 1;
  }
  if (depth > COLUMNS)
    s->layers[FIRST] = DOTS;
}

static double highest(const struct net_sketch *s)
{
  const struct scheme_layer *layers = s->scheme->layers;
  ad_shape in = ad_graph_shape(s->scheme->graph, layers[s->layers[0]].input);
  size_t most = rows_of(layers[s->layers[0]].columns ? in.rows : in.cols);
  for (size_t i = 0; i < s->n; i++)
    if (s->layers[i] != DOTS && rows_of(layers[s->layers[i]].units) > most)
      most = rows_of(layers[s->layers[i]].units);
  return (double)most * above;
}

/* Wide enough for the captions of a column and of the lines behind it. */
static double widest(const struct net_sketch *s)
{
  const ad_graph *g = s->scheme->graph;
  double width = 0.8;
  for (size_t i = 0; i < s->n; i++) {
    if (s->layers[i] == DOTS)
      continue;
    const struct scheme_layer *layer = &s->scheme->layers[s->layers[i]];
    struct figure_box box = {.bold = (char *)ad_graph_name(g, layer->output),
                             .text = caption_of_layer(g, layer)};
    figure_measure(&box, LETTERS);
    free(box.text);
    width = box.width > width ? box.width : width;
  }
  return width + 1;
}

static void put_network(struct net_sketch *s)
{
  double height = highest(s), y = s->middle;
  s->x = 0;
  s->step = widest(s);
  s->middle = y - height / 2;
  s->top = y + 0.05;
  s->bottom = y - height - above / 2;
  struct column_sketch column = put_inputs(s);
  for (size_t i = 0; i < s->n; i++) {
    s->x += s->step;
    column = s->layers[i] == DOTS ? put_dots(s)
                                  : put_layer(s, s->layers[i], &column);
  }
  s->middle = s->bottom - apart;
}

static char *make_key(const struct scheme *scheme)
{
  int biased = 0;
  for (size_t i = 0; i < scheme->n; i++)
    biased |= scheme->layers[i].bias.index != AD_NO_INDEX;
  return memory_format(
      "Square: an input.  Circle: a neuron; double: of the output.%s\n"
      "Above: the nodes of the graph, the weights%s, with their dimensions.",
      biased ? "  +1: what the bias is a weight of." : "",
      biased ? " and the bias" : "");
}

struct figure scheme_figure(const struct scheme *scheme, const char *title)
{
  struct figure figure = {
      .title = memory_copy(title),
      .key = make_key(scheme),
      .placed = 1};
  struct net_sketch s = {.figure = &figure, .scheme = scheme};
  for (size_t i = 0; i < scheme->n; i++)
    if (!scheme->layers[i].read) {
      s.number++;
      list_layers(&s, i);
      if (s.number > 1)
        s.middle -= 1.6; /* captions of the next network */
      put_network(&s);
    }
  return figure;
}
