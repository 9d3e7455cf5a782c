/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "paths": by which ways each derivative comes, what each brings,
   and how many steps are spared by not going them one by one.  Read sections.h
   and path_words.h before. */
#include <stdlib.h>
#include <string.h>

#include "explain/outcome.h"
#include "explain/path_words.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

enum {
  PATHS_ALL = 48,   /* of all leaves, where each has a few                 */
  PATHS_LEAST = 2,
  PATHS_LONG = 3,   /* of paths that are too long for a line               */
  NODES_MOST = 14,  /* of a path; a longer one has so many at either end:  */
  NODES_ENDS = 5
};

/* "y - z3 - z1 - w1"; the caller frees it. */
static char *path_text(const ad_graph *g, const struct path_found *path,
                       int full)
{
  struct growing text = {0};
  int some = !full && path->n > NODES_MOST;
  for (size_t i = 0; i < path->n; i++) {
    if (some && i == NODES_ENDS) {
      char *more = memory_format("(%zu nodes)", path->n - 2 * NODES_ENDS);
      growing_add(&text, " - ", more);
      free(more);
    }
    if (!some || i < NODES_ENDS || i >= path->n - NODES_ENDS)
      growing_add(&text, " - ", ad_graph_name(g, path->nodes[i]));
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
  put_label(table, (struct words){label, link_name_latex(
                                             e, explain_output_node(e),
                                             explain_wrt_node(e, wrt))});
  table_amount(table, p->count[explain_wrt_node(e, wrt).index], count_text);
  table_answer(table);
}

/* The nodes of a path; its product, of matrices under them; what it comes
   to. */
static void put_path(struct table *table, const struct explained *e,
                     const struct path_found *path, int full)
{
  ad_ref last = path->nodes[path->n - 1];
  char *nodes = path_text(e->graph, path, full);
  struct words product = full || path->n <= NODES_MOST
                             ? path_product(e, path)
                             : (struct words){memory_copy(""), NULL};
  if (!explain_is_scalar(e) && product.text[0])
    memory_append(&nodes, "\n", memory_copy(product.text));
  put_text(table, nodes);
  int multiplied = e->paths->are_multiplied;
  if (multiplied && explain_is_scalar(e))
    put_words(table, product);
  else
    words_free(&product);
  if (multiplied) {
    put_amount(table, path->value, ad_graph_shape(e->graph, last), full);
    table_answer(table);
  }
}

/* Of many, or long ones, a few. */
static size_t paths_shown(const struct path_list *list, size_t most)
{
  size_t n = list->n < most ? list->n : most;
  for (size_t i = 0; i < n; i++)
    if (list->paths[i].n > NODES_MOST)
      return n < PATHS_LONG ? n : PATHS_LONG;
  return n;
}

static void skip_leaf(struct table *table)
{
  table_row(table);
  table_skip(table);
  table_skip(table);
}

static void put_paths(struct table *table, const struct explained *e,
                      size_t wrt, size_t most, int full)
{
  const struct path_list *list = &e->paths->lists[wrt];
  double count = e->paths->paths.count[explain_wrt_node(e, wrt).index];
  size_t n = paths_shown(list, most);
  char out[FORMAT_SIZE];
  put_leaf(table, &e->paths->paths, wrt);
  for (size_t i = 0; i < n; i++) {
    if (i > 0)
      skip_leaf(table);
    put_path(table, e, &list->paths[i], full);
  }
  if (n == 0)
    put_text(table, memory_copy("no path: the derivative is 0"));
  if (count > (double)n) {
    skip_leaf(table);
    table_print(table, "... and %s more", count_text(out, count - (double)n));
  }
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

/* "W1", "each of 3 variables": those whose paths were all multiplied; the
   caller frees it. */
static char *summed_words(const struct explained *e, struct outcome *o,
                          size_t *n)
{
  size_t last = 0;
  *n = 0;
  for (size_t i = 0; i < e->n_wrts; i++)
    if (e->paths->lists[i].is_whole) {
      outcome_add(o, &e->paths->lists[i].line);
      last = i;
      ++*n;
    }
  return *n == 1 ? memory_copy(e->wrts[last].name)
                 : memory_format("each of %zu variables", *n);
}

/* Do the paths add up to the derivatives? */
static void show_sums(struct page *page, const struct explained *e)
{
  struct outcome o = {0};
  size_t n;
  char *name = summed_words(e, &o, &n), *worst = outcome_worst(&o);
  if (n > 0 && o.count[AD_AGREE] == n)
    page_answer(page, "Check: multiplied out and added up, the paths to %s "
                     "give its derivative as reverse mode does (%s).", name,
               worst);
  else if (n > 0)
    page_answer(page, "Check: multiplied out and added up, the paths to %zu of "
                     "%zu variables give its derivative as reverse mode does; "
                     "to %zu they do not, and of %zu it cannot be told: "
                     "numbers that are not finite, or lost to rounding.",
               o.count[AD_AGREE], n, o.count[AD_DISAGREE],
               o.count[AD_INCONCLUSIVE]);
  free(worst);
  free(name);
}

static struct table *paths_table(const struct explained *e)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "paths", ALIGN_RIGHT);
  table_column(table, "from the output to the variable", ALIGN_LEFT);
  int multiplied = e->paths->are_multiplied;
  if (multiplied && explain_is_scalar(e))
    table_column(table, "product", ALIGN_LEFT);
  if (multiplied)
    table_column(table, "value", ALIGN_POINT);
  return table;
}

void section_paths(struct page *page, const struct explained *e, int full)
{
  if (!e->paths)
    return;
  struct table *table = paths_table(e);
  char *of = explain_output_name(e);
  for (size_t i = 0; i < e->n_wrts; i++)
    if (line_left_out(e, i, e->n_wrts, full))
      put_left_out(table, e, i, e->n_wrts);
    else
      put_paths(table, e, i, paths_each(e->n_wrts), full);
  page_section(page, "Paths from %s", of);
  page_table(page, table);
  show_steps(page, &e->paths->paths);
  show_sums(page, e);
  free(of);
}
