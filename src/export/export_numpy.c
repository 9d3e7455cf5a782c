/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet for numpy: the forward pass, and the reverse pass written out.
   Read script.h and adjoints.h before. */
#include <stdlib.h>

#include "export/adjoints.h"
#include "export/python.h"
#include "export/script.h"

/* --- writing -------------------------------------------------------------- */

/* "dC/dZ1 = ..." */
static char *comment_on(const struct adjoints *a, size_t i)
{
  return a->formulas ? memory_format("%s = %s",
                                     ad_formulas_left(a->formulas, i),
                                     ad_formulas_right(a->formulas, i))
                     : memory_copy("");
}

static const char *name_bar(struct script *p, const struct adjoints *a,
                            size_t i)
{
  char *wanted = memory_format("d%s_d%s", ad_graph_name(p->g, a->y),
                               ad_graph_name(p->g, a->x[i]));
  const char *name = script_name(p, wanted);
  free(wanted);
  return name;
}

/* A name for the adjoint of x[i]; NULL where it is none of the new nodes, or
   has one. */
static const char *give_bar(struct script *p, const struct adjoints *a,
                            size_t i)
{
  uint32_t bar = a->bar[i].index;
  if (bar < ad_graph_size(p->g) || p->given[bar].name || bar == a->seed.index)
    return NULL;
  p->given[bar] = (struct given){.name = name_bar(p, a, i),
                                 .comment = comment_on(a, i)};
  return p->given[bar].name;
}

/* A line for an adjoint that is no new node. */
static const char *alias_bar(struct script *p, const struct adjoints *a,
                             size_t i)
{
  char *comment = comment_on(a, i);
  const char *name = name_bar(p, a, i);
  script_assign(p, name, &p->pieces[a->bar[i].index], comment);
  free(comment);
  return name;
}

/* The lines of the reverse sweep; names[wrt]: of the adjoints of leaves. */
static void add_sweep(struct script *p, const struct adjoints *a,
                      const char **names)
{
  size_t first = ad_graph_size(p->g);
  const char **given = memory_new(a->n + 1, sizeof *given);
  for (size_t i = 0; i < a->n; i++)
    given[i] = give_bar(p, a, i);
  script_nodes(p, a->g, first, ad_graph_size(a->g));
  for (size_t w = 0; w < ad_graph_wrts(p->g); w++) {
    size_t i = a->leaf[w];
    names[w] = given[i] ? given[i] : alias_bar(p, a, i);
  }
  free(given);
}

/* What follows "shape" of a result is the matrix that is named there. */
static void add_result(struct script *p, const struct adjoints *a, size_t w,
                       size_t rows, size_t cols, const char *matrix)
{
  script_say(p, "    {\"of\": \"%s\", \"wrt\": \"%s\", \"shape\": "
              "[%zu, %zu],", ad_graph_name(p->g, a->y),
              ad_graph_name(p->g, ad_graph_wrt(p->g, w)), rows, cols);
  script_say(p, "     \"reverse\": plain(%s)},", matrix);
}

static void add_gradient(struct script *p, const struct adjoints *a,
                         const char **names)
{
  add_sweep(p, a, names);
  script_say(p, "gradients += [");
  for (size_t w = 0; w < ad_graph_wrts(p->g); w++) {
    ad_shape s = ad_graph_shape(p->g, ad_graph_wrt(p->g, w));
    add_result(p, a, w, s.rows, s.cols, names[w]);
  }
  script_say(p, "]");
}

/* A function of the adjoint of y, called once for each entry of y. */
static void add_jacobian(struct script *p, const struct adjoints *a,
                         const char **names)
{
  const char *of = ad_graph_name(p->g, a->y);
  ad_shape s = ad_graph_shape(p->g, a->y);
  char *wanted = memory_format("%s_bar", of);
  const char *seed = script_name(p, wanted);
  size_t n = ad_graph_entries(p->g, a->y);
  script_say(p, "def reverse_%s(%s):", of, seed);
  p->indent = 4;
  script_set(p, a->seed, seed);
  add_sweep(p, a, names);
  script_say(p, "return [%s", ad_graph_wrts(p->g) ? "" : "]");
  for (size_t w = 0; w < ad_graph_wrts(p->g); w++)
    script_say(p, "    np.ravel(%s)%s", names[w],
                w + 1 < ad_graph_wrts(p->g) ? "," : "]");
  p->indent = 0;
  script_add(p, "\n\n");
  script_say(p, "# A row for each entry of %s, a column for each entry of "
                 "what it is\n# differentiated by, both row by row.", of);
  script_say(p, "rows = [reverse_%s(np.reshape(row, (%zu, %zu))) for row in "
              "np.eye(%zu)]", of, s.rows, s.cols, n);
  script_say(p, "jacobians += [");
  for (size_t w = 0; w < ad_graph_wrts(p->g); w++) {
    char *matrix = memory_format("np.array([row[%zu] for row in rows])", w);
    size_t width = ad_graph_entries(p->g, ad_graph_wrt(p->g, w));
    add_result(p, a, w, n, width, matrix);
    free(matrix);
  }
  script_say(p, "]");
  free(wanted);
}

static void add_output(struct script *p, const struct adjoints *a)
{
  size_t first = ad_graph_size(p->g);
  const char **names = memory_new(ad_graph_wrts(p->g) + 1, sizeof *names);
  int number = a->seed.index == AD_NO_INDEX;
  script_add(p, "\n");
  script_say(p, "# The reverse sweep from %s: d%s_dx is the derivative by x, "
              "in the shape of x", ad_graph_name(p->g, a->y),
              ad_graph_name(p->g, a->y));
  if (number)
    add_gradient(p, a, names);
  else
    add_jacobian(p, a, names);
  script_forget(p, first);
  free(names);
}

/* --- all of it ------------------------------------------------------------ */

/* Nodes of the forward pass that the reverse sweep reads are given names. */
static void count_reads(struct script *p, const struct adjoints *a)
{
  size_t first = ad_graph_size(p->g);
  script_room(p, a->g);
  for (size_t i = 0; i < a->n; i++)
    p->reads[a->bar[i].index]++;
  script_count(p, a->g, first, ad_graph_size(a->g));
}

static void add_head(struct script *p)
{
  script_begin(p);
  growing_add(&p->head, "",
              "# The reverse sweep is written out; what is printed is for "
              "programs, too.\n"
              "import json\n"
              "import math\n"
              "\n"
              "import numpy as np\n"
              "\n"
              "np.seterr(all=\"ignore\")  # nan and inf are values, as in the "
              "worksheet\n");
}

static void add_forward(struct script *p)
{
  python_plain(p);
  script_say(p, "# Leaves: numbers as they are after reading and scaling");
  script_leaves(p);
  script_say(p, "\n# Forward: the lines of the worksheet");
  script_nodes(p, p->g, 0, ad_graph_size(p->g));
  script_say(p, "\ngradients, jacobians = [], []");
}

static void add_program(struct script *p, const struct adjoints *a, size_t n)
{
  size_t first = ad_graph_size(p->g);
  for (size_t i = 0; i < n; i++) {
    count_reads(p, &a[i]);
    script_forget(p, first);
  }
  script_count(p, p->g, 0, first);
  add_head(p);
  add_forward(p);
  for (size_t i = 0; i < n; i++) {
    count_reads(p, &a[i]);
    add_output(p, &a[i]);
  }
  python_print(p);
}

static ad_status write_numpy(struct script *p, ad_error *err)
{
  size_t n = ad_graph_outputs(p->g), made = 0;
  struct adjoints *a = memory_new(n + 1, sizeof *a);
  int smooth = 0;
  ad_status status = adjoints_smooth(p->sheet, &smooth, err);
  for (; made < n && status == AD_OK; made++)
    status = adjoints_make(&a[made], p->sheet,
                           ad_graph_output(p->g, made), smooth, err);
  if (status == AD_OK)
    add_program(p, a, n);
  for (size_t i = 0; i < made; i++)
    adjoints_free(&a[i]);
  free(a);
  return status;
}

const struct target target_numpy = {.name = "numpy",
                                    .column = TARGET_NUMPY,
                                    .array = "np.array",
                                    .full = "np.full",
                                    .truths = 1,
                                    .turned = ".T",
                                    .gap = "\n\n",
                                    .reserved = python_reserved,
                                    .nan = PYTHON_NAN,
                                    .infinity = PYTHON_INFINITY,
                                    .write = write_numpy};
