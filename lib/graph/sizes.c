/* SPDX-License-Identifier: GPL-3.0-or-later
   The names of sizes from node to node.  Read sizes.h before. */
#include "graph/sizes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/builder.h"

/* --- names -------------------------------------------------------------- */

/* Room for the axes of all nodes so far, and one more. */
static int make_room(ad_builder *b)
{
  ad_sizes *s = &b->g.sizes;
  size_t before = s->room_axes;
  if (ad_grow((void **)&s->axes, &s->room_axes, 0, 2 * b->g.n + 2, 1) !=
      AD_OK) {
    ad_fail_memory(&b->error, 2 * b->g.n);
    return 0;
  }
  memset(s->axes + before, 0, s->room_axes - before);
  return 1;
}

/* The size of this name, made where there are fewer than `most`. */
static unsigned size_called(ad_builder *b, const char *name, double value,
                            size_t most)
{
  ad_sizes *s = &b->g.sizes;
  for (size_t i = 0; i < s->n; i++)
    if (strcmp(s->names[i], name) == 0)
      return (unsigned)i + 1;
  if (s->n >= most || b->error.status != AD_OK || !make_room(b))
    return 0;
  char *copy = malloc(strlen(name) + 1);
  if (!copy) {
    ad_fail_memory(&b->error, strlen(name) + 1);
    return 0;
  }
  s->names[s->n] = strcpy(copy, name);
  s->of[s->n].halves[s->n] = 2;
  s->values[s->n++] = value;
  return (unsigned)s->n;
}

unsigned ad_size_named(ad_builder *b, const char *name, size_t value)
{
  return size_called(b, name, (double)value, AD_SIZES);
}

/* What the monomial is in numbers, and in letters behind what is in the text;
   0 where it is no product of sizes, or too long. */
static double product_of(const ad_sizes *s, ad_monomial of, char *text,
                         size_t room)
{
  double product = 1;
  for (size_t i = 0; i < s->n; i++)
    for (int k = of.halves[i]; k != 0; k -= 2) {
      size_t used = strlen(text);
      int n = snprintf(text + used, room - used, "%s%s", used ? "*" : "",
                       s->names[i]);
      if (k < 2 || n < 0 || (size_t)n >= room - used)
        return 0;
      product *= s->values[i];
    }
  return product;
}

/* Names that are given leave room for sizes that are declared behind them. */
unsigned ad_size_multiple(ad_builder *b, ad_monomial of, double value)
{
  enum { DECLARED = 8 };
  char letters[80] = "", text[100];
  double product = ad_size_is_none(of)
                     ? 0
                     : product_of(&b->g.sizes, of, letters, sizeof letters);
  double times = product > 0 ? value / product : 0;
  if (times < 1 || times != floor(times) || times > 1e9)
    return 0;
  if (times > 1)
    snprintf(text, sizeof text, "%.0f*%s", times, letters);
  else
    snprintf(text, sizeof text, "%s", letters);
  unsigned name = size_called(b, text, value, AD_SIZES - DECLARED);
  if (name > 0)
    b->g.sizes.of[name - 1] = of;
  return name;
}

void ad_size_axes(ad_builder *b, uint32_t i, unsigned rows, unsigned cols)
{
  if (b->g.sizes.axes && i < b->g.n) {
    b->g.sizes.axes[2 * i] = (unsigned char)rows;
    b->g.sizes.axes[2 * i + 1] = (unsigned char)cols;
  }
}

void ad_size_made(ad_builder *b, uint32_t i, ad_monomial of)
{
  ad_sizes *s = &b->g.sizes;
  if (ad_size_is_none(of) || i >= b->g.n)
    return;
  if (ad_grow((void **)&s->made, &s->room_made, s->n_made, 1,
              sizeof *s->made) != AD_OK)
    ad_fail_memory(&b->error, s->n_made * sizeof *s->made);
  else
    s->made[s->n_made++] = (ad_made_of){i, of};
}

/* --- from operands ------------------------------------------------------ */

/* The name of an axis of operand k of x. */
static unsigned axis_of(const ad_graph *g, const ad_node *x, size_t k, int cols)
{
  return g->sizes.axes[2 * g->operands[x->operand + k] + (cols ? 1 : 0)];
}

/* Of the operands that are as long there, the first that has a name. */
static unsigned joint_axis(const ad_graph *g, const ad_node *x, int cols)
{
  for (size_t k = 0; k < x->arity; k++) {
    const ad_node *a = ad_operand_of(g, x, k);
    if ((cols ? a->cols == x->cols : a->rows == x->rows) &&
        axis_of(g, x, k, cols))
      return axis_of(g, x, k, cols);
  }
  return 0;
}

/* Whether the axis of x is that of its operand 0 turned. */
static int is_turned(ad_form form)
{
  return form == AD_FORM_turn || form == AD_FORM_square;
}

static unsigned structured_axis(const ad_graph *g, const ad_node *x,
                                ad_form form, int cols)
{
  const ad_node *a = ad_operand_of(g, x, 0);
  int alike = cols ? a->cols == x->cols : a->rows == x->rows;
  switch (form) {
  case AD_FORM_product:
    return axis_of(g, x, cols ? 1 : 0, x->at[cols ? 1 : 0] ? !cols : cols);
  case AD_FORM_system:
    return axis_of(g, x, cols ? 1 : 0, 1);
  case AD_FORM_reduce:
    return x->at[0] == (cols ? AD_OVER_ROWS : AD_OVER_COLS)
             ? axis_of(g, x, 0, cols)
             : 0;
  case AD_FORM_diagonal:
    return a->cols == 1 || !cols ? axis_of(g, x, 0, 0) : 0;
  case AD_FORM_scalar:
  case AD_FORM_logarithm:
  case AD_FORM_reshape:
  case AD_FORM_blocks:
    return 0;
  default:
    if (is_turned(form))
      return axis_of(g, x, 0, !cols);
    return alike ? axis_of(g, x, 0, cols) : 0;
  }
}

void ad_size_follow(ad_builder *b)
{
  ad_graph *g = &b->g;
  if (!g->sizes.axes || !make_room(b))
    return;
  size_t i = g->n - 1;
  const ad_node *x = &g->nodes[i];
  const ad_op_row *row = ad_row_of(x);
  for (int cols = 0; cols < 2; cols++)
    g->sizes.axes[2 * i + (size_t)cols] = (unsigned char)(
      x->arity == 0                        ? 0
      : row->kind == AD_KIND_elementwise ? joint_axis(g, x, cols)
                                         : structured_axis(g, x, row->form,
                                                           cols));
}

/* --- monomials ---------------------------------------------------------- */

ad_monomial ad_size_of_constant(const ad_graph *g, uint32_t i)
{
  size_t low = 0, high = g->sizes.n_made;
  while (high - low > 0) {
    size_t middle = low + (high - low) / 2;
    if (g->sizes.made[middle].node == i)
      return g->sizes.made[middle].of;
    if (g->sizes.made[middle].node < i)
      low = middle + 1;
    else
      high = middle;
  }
  return (ad_monomial){{0}};
}

ad_monomial ad_size_named_by(const ad_sizes *s, unsigned number)
{
  return number >= 1 && number <= s->n ? s->of[number - 1]
                                       : (ad_monomial){{0}};
}

ad_monomial ad_size_times(ad_monomial x, ad_monomial y, int k)
{
  for (int i = 0; i < AD_SIZES; i++) {
    int halves = x.halves[i] + k * y.halves[i];
    if (halves < -18 || halves > 18) /* no one reads that */
      return (ad_monomial){{0}};
    x.halves[i] = (signed char)halves;
  }
  return x;
}

ad_monomial ad_size_root(ad_monomial x)
{
  for (int i = 0; i < AD_SIZES; i++) {
    if (x.halves[i] % 2 != 0)
      return (ad_monomial){{0}};
    x.halves[i] /= 2;
  }
  return x;
}

int ad_size_is_none(ad_monomial x)
{
  for (int i = 0; i < AD_SIZES; i++)
    if (x.halves[i] != 0)
      return 0;
  return 1;
}

int ad_size_same(ad_monomial x, ad_monomial y)
{
  return memcmp(&x, &y, sizeof x) == 0;
}

/* --- copies ------------------------------------------------------------- */

ad_status ad_sizes_copy(ad_sizes *to, const ad_sizes *from, size_t nodes)
{
  *to = (ad_sizes){0};
  for (size_t i = 0; i < from->n; i++) {
    to->names[i] = malloc(strlen(from->names[i]) + 1);
    if (!to->names[i])
      return AD_ENOMEM;
    strcpy(to->names[i], from->names[i]);
    to->values[i] = from->values[i];
    to->of[i] = from->of[i];
    to->n = i + 1;
  }
  if (from->axes) {
    to->axes = malloc(2 * nodes + 2);
    if (!to->axes)
      return AD_ENOMEM;
    memcpy(to->axes, from->axes, 2 * nodes);
    to->room_axes = 2 * nodes;
  }
  if (from->n_made > 0) {
    to->made = malloc(from->n_made * sizeof *to->made);
    if (!to->made)
      return AD_ENOMEM;
    memcpy(to->made, from->made, from->n_made * sizeof *to->made);
    to->n_made = to->room_made = from->n_made;
  }
  return AD_OK;
}

void ad_sizes_free(ad_sizes *sizes)
{
  for (size_t i = 0; i < sizes->n; i++)
    free(sizes->names[i]);
  free(sizes->axes);
  free(sizes->made);
}

/* --- reading ------------------------------------------------------------ */

const char *ad_graph_axis(const ad_graph *g, ad_ref x, int cols)
{
  if (!g->sizes.axes || x.index >= g->n)
    return "";
  unsigned axis = g->sizes.axes[2 * (size_t)x.index + (cols ? 1 : 0)];
  return axis ? g->sizes.names[axis - 1] : "";
}

int ad_graph_number(const void *graph, const char *name, double *value)
{
  const ad_graph *g = graph;
  for (size_t i = 0; i < g->sizes.n; i++)
    if (strcmp(g->sizes.names[i], name) == 0) {
      *value = g->sizes.values[i];
      return 1;
    }
  return 0;
}
