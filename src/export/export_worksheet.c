/* SPDX-License-Identifier: GPL-3.0-or-later
   A graph as a worksheet, in which every leaf has its numbers.  Read script.h
   before. */
#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "export/script.h"
#include "worksheet/label.h"

/* inf - inf: the language has no word for nan. */
static char *number_text(double x)
{
  char text[AD_NUMBER_SIZE];
  if (isnan(x))
    return memory_copy("(inf - inf)");
  if (isinf(x))
    return memory_copy(x > 0 ? "inf" : "-inf");
  ad_number_print(text, x);
  return memory_copy(text);
}

/* A matrix is a list of rows, and a number stands alone. */
static struct piece constant(ad_shape s, const double *x)
{
  enum { MINUS = 4 };
  struct growing out = {0};
  size_t n = s.rows * s.cols;
  growing_add(&out, "", n > 1 ? "[" : "");
  for (size_t k = 0; k < n; k++) {
    char *number = number_text(x[k]);
    growing_add(&out, "", k == 0             ? ""
                          : k % s.cols == 0 ? ";\n  "
                                            : ", ");
    growing_add(&out, "", number);
    free(number);
  }
  growing_add(&out, "", n > 1 ? "]" : "");
  return (struct piece){out.text, n == 1 && signbit(x[0]) ? MINUS : CODE_NAME,
                        0, 0};
}

/* --- leaves --------------------------------------------------------------- */

/* A size of 1 that was not written as 1 is not written so here. */
static char *size_text(size_t size, int unit)
{
  return size == 1 && !unit ? memory_copy("one") : memory_format("%zu", size);
}

static void add_leaf(struct script *p, size_t i, const double *x)
{
  ad_ref leaf = ad_graph_leaf(p->g, i);
  ad_shape s = ad_graph_shape(p->g, leaf);
  struct piece value = constant(s, x);
  char *rows = size_text(s.rows, s.unit_rows);
  char *cols = size_text(s.cols, s.unit_cols);
  const char *name = script_name(p, ad_graph_name(p->g, leaf));
  script_say(p, "%s %s[%s, %s] = %s", label_op(p->g, leaf), name,
             rows, cols, value.text);
  script_set(p, leaf, name);
  free(rows);
  free(cols);
  free(value.text);
}

static int needs_one(const ad_graph *g)
{
  size_t i = 0;
  for (; i < ad_graph_leaves(g); i++) {
    ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, i));
    if ((s.rows == 1 && !s.unit_rows) || (s.cols == 1 && !s.unit_cols))
      return 1;
  }
  return 0;
}

/* --- all of it ------------------------------------------------------------ */

static void add_list(struct script *p, const char *word, size_t n,
                     ad_ref node(const ad_graph *g, size_t i))
{
  struct growing list = {0};
  for (size_t i = 0; i < n; i++)
    growing_add(&list, ", ", p->pieces[node(p->g, i).index].text);
  if (n > 0)
    script_say(p, "%s %s", word, list.text);
  free(list.text);
}

void script_worksheet(struct script *p, double *const *values)
{
  script_count(p, p->g, 0, ad_graph_size(p->g));
  if (needs_one(p->g))
    script_say(p, "dim one = 1");
  for (size_t i = 0; i < ad_graph_leaves(p->g); i++)
    add_leaf(p, i, values[i]);
  script_nodes(p, p->g, 0, ad_graph_size(p->g));
  add_list(p, "output", ad_graph_outputs(p->g), ad_graph_output);
  add_list(p, "wrt", ad_graph_wrts(p->g), ad_graph_wrt);
}

const struct target target_worksheet = {.name = "worksheet",
                                        .column = TARGET_WORKSHEET,
                                        .turned = "'",
                                        .constant = constant};
