/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "autograd": what PyTorch would record of this graph, and what
   stands in .grad after one call of backward and after two.  Read autograd.h
   and sections.h before. */
#include <stdlib.h>
#include <string.h>

#include "explain/sections.h"
#include "host/exits.h"
#include "worksheet/autograd.h"

/* What backward leaves in .grad, `times` times; None where it leaves none. */
static void put_grad(struct table *table, const struct explained *e, ad_ref x,
                     enum autograd is, double times, int full)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  const double *adjoint = ad_trace_adjoint(e->trace, x);
  size_t n = shape.rows * shape.cols;
  if (is != AUTOGRAD_LEAF || !ad_trace_reached(e->trace, x))
    table_put(table, "None");
  else {
    double *sum = memory_new(n, sizeof *sum);
    for (size_t i = 0; i < n; i++)
      sum[i] = times * adjoint[i];
    put_amount(table, sum, shape, full);
    free(sum);
  }
  table_answer(table);
}

static void put_node(struct table *table, const struct explained *e, ad_ref x,
                     enum autograd is, int full)
{
  table_row(table);
  table_put(table, ad_graph_name(e->graph, x));
  table_put(table, autograd_word(is));
  table_answer(table);
  put_grad(table, e, x, is, 1, full);
  put_grad(table, e, x, is, 2, full);
}

static void show_table(struct page *page, const struct explained *e,
                       const enum autograd *is, int full)
{
  struct table *table = table_new();
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "in PyTorch", ALIGN_LEFT);
  table_column(table, ".grad after backward", ALIGN_LEFT);
  table_column(table, "after a second one", ALIGN_LEFT);
  for (size_t i = 0; i < e->n_named; i++)
    if (line_left_out(e, i, e->n_named, full))
      put_left_out(table, e, i, e->n_named);
    else
      put_node(table, e, e->named[i], is[e->named[i].index], full);
  page_table(page, table);
}

/* --- sentences ------------------------------------------------------------ */

/* The named nodes that are this: "W1, b1"; NULL: none.  The caller frees it. */
static char *names_of(const struct explained *e, const enum autograd *is,
                      enum autograd what)
{
  struct growing text = {0};
  for (size_t i = 0; i < e->n_named; i++)
    if (is[e->named[i].index] == what)
      growing_add(&text, ", ", ad_graph_name(e->graph, e->named[i]));
  return text.text;
}

/* A sentence on the nodes that are this, where there are any. */
static void say(struct page *page, const struct explained *e,
                const enum autograd *is, enum autograd what,
                const char *sentence)
{
  char *names = names_of(e, is, what);
  if (names)
    page_answer(page, "%s: %s", names, sentence);
  free(names);
}

static void say_call(struct page *page, const struct explained *e)
{
  ad_shape shape = ad_graph_shape(e->graph, explain_output_node(e));
  char *name = explain_output_name(e);
  if (shape.rows * shape.cols == 1 && !e->cotangent)
    page_print(page, "Called is %s.backward(retain_graph=True), twice: without "
               "the word the first call frees what the rules read, and the "
               "second is an error.", name);
  else
    page_print(page, "%s is no number: backward needs a gradient to begin "
               "with, here that of %s.", ad_graph_name(
                 e->graph, explain_output_node(e)), e->swept);
  free(name);
}

void section_autograd(struct page *page, const struct explained *e, int full)
{
  enum autograd *is = autograd_of(e->graph);
  page_section(page, "Autograd");
  say_call(page, e);
  show_table(page, e, is, full);
  say(page, e, is, AUTOGRAD_LEAF,
      "backward adds to .grad, it does not set it; zero_grad() before the next "
      "step takes the sum away.");
  say(page, e, is, AUTOGRAD_RECORDED,
      "these have a grad_fn, hand adjoints on and keep none, unless "
      "retain_grad() was called.  Under no_grad() none of them is recorded, "
      "and backward is an error.");
  say(page, e, is, AUTOGRAD_DETACHED,
      "computed of recorded ones, but no gradient passes: as by detach().");
  free(is);
}
