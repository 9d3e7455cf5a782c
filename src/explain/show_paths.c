/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "paths": by which ways each derivative comes, and how many steps
   are spared by not going them one by one.  Read sections.h and paths.h
   before. */
#include <stdlib.h>
#include <string.h>

#include "explain/paths.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

enum {
  PATHS_MOST = 12,  /* paths to one leaf, that are listed                  */
  PATHS_ALL = 48,   /* of all leaves, where each has a few                 */
  PATHS_LEAST = 2,
  PATHS_LONG = 3,   /* of paths that are too long for a line               */
  NODES_MOST = 14,  /* of a path; a longer one has so many at either end:  */
  NODES_ENDS = 5
};

/* "y - z3 - z1 - w1"; the caller frees it. */
static char *path_text(const struct path_walk *w, int full)
{
  const ad_graph *g = w->paths->e->graph;
  struct growing text = {0};
  int some = !full && w->n > NODES_MOST;
  for (size_t i = w->n; i-- > 0;) {
    if (some && i == w->n - NODES_ENDS - 1) {
      char *more = memory_format("(%zu nodes)", w->n - 2 * NODES_ENDS);
      growing_add(&text, " - ", more);
      free(more);
    }
    if (!some || i < NODES_ENDS || i >= w->n - NODES_ENDS)
      growing_add(&text, " - ", ad_graph_name(g, w->nodes[i]));
  }
  return text.text;
}

/* Counts from 2^53 on are not exact, and may be beyond all numbers. */
static char *count_text(char *out, double n)
{
  return n > 1e308 ? strcpy(out, "over 1e308") : format_count(out, n);
}

/* The first cells of a row: of the leaf, in its first row alone. */
static void put_leaf(struct table *table, const struct paths *p, size_t wrt)
{
  const struct explained *e = p->e;
  char *label = label_derivative(e->graph, &e->parts[e->of.part],
                                 &e->wrts[wrt]);
  table_row(table);
  table_put(table, label);
  table_amount(table, p->count[explain_wrt_node(e, wrt).index], count_text);
  table_answer(table);
  free(label);
}

static void put_paths(struct table *table, const struct paths *p, size_t wrt,
                      size_t most, int full)
{
  ad_ref to = explain_wrt_node(p->e, wrt);
  struct path_walk w = path_begin(p, to);
  char out[FORMAT_SIZE];
  size_t n = 0;
  put_leaf(table, p, wrt);
  while (n < most && path_next(&w)) {
    char *text = path_text(&w, full);
    if (w.n > NODES_MOST && most > PATHS_LONG)
      most = PATHS_LONG;
    if (n++ > 0) {
      table_row(table);
      table_skip(table);
      table_skip(table);
    }
    table_put(table, text);
    table_answer(table);
    free(text);
  }
  if (n == 0) {
    table_put(table, "no path: the derivative is 0");
    table_answer(table);
  }
  if (p->count[to.index] > (double)n) {
    table_row(table);
    table_skip(table);
    table_skip(table);
    table_print(table, "... and %s more",
                count_text(out, p->count[to.index] - (double)n));
  }
  path_end(&w);
}

static size_t paths_each(size_t leaves)
{
  size_t each = PATHS_ALL / leaves;
  return each > PATHS_MOST ? PATHS_MOST : each < PATHS_LEAST ? PATHS_LEAST
                                                             : each;
}

/* Path by path, each is walked from one end to the other. */
static void show_steps(struct page *page, const struct paths *p)
{
  double steps = 0;
  char out[FORMAT_SIZE];
  for (size_t i = 0; i < p->e->n_wrts; i++)
    steps += p->steps[explain_wrt_node(p->e, i).index];
  char *edges = label_plural(p->n_edges, "edge", "edges");
  if (steps > (double)p->n_edges)
    page_answer(page, "The reverse sweep goes along each of the %s between "
                      "named nodes once; path by path it would be %s steps.",
                edges, count_text(out, steps));
  else if (p->n_edges > 0)
    page_answer(page, "%s between named nodes, and none is on two paths.",
                edges);
  free(edges);
}

void section_paths(struct page *page, const struct explained *e, int full)
{
  if (e->n_wrts == 0)
    return;
  struct paths p = paths_new(e);
  struct table *table = table_new();
  char *of = explain_output_name(e);
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "paths", ALIGN_RIGHT);
  table_column(table, "from the output to the variable", ALIGN_LEFT);
  for (size_t i = 0; i < e->n_wrts; i++)
    if (line_left_out(i, e->n_wrts, full))
      put_left_out(table, i, e->n_wrts);
    else
      put_paths(table, &p, i, paths_each(e->n_wrts), full);
  page_section(page, "Paths from %s", of);
  page_table(page, table);
  show_steps(page, &p);
  free(of);
  paths_free(&p);
}
