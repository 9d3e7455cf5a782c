/* SPDX-License-Identifier: GPL-3.0-or-later
   See path_values.h: one graph for all paths, in which what a path has brought
   to each of its nodes has a name. */
#include "explain/path_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/chains.h"
#include "explain/explain_read.h"
#include "host/exits.h"
#include "worksheet/read_text.h"

/* --- lists ---------------------------------------------------------------- */

static void take_path(struct path_list *list, const struct path_walk *w)
{
  struct path_found *path = &list->paths[list->n++];
  path->n = w->n;
  path->nodes = memory_new(w->n, sizeof *path->nodes);
  for (size_t i = 0; i < w->n; i++)
    path->nodes[i] = w->nodes[w->n - 1 - i];
}

static void list_paths(struct path_lists *p, size_t wrt)
{
  struct path_list *list = &p->lists[wrt];
  struct path_walk w = path_begin(&p->paths, explain_wrt_node(p->paths.e, wrt));
  list->paths = memory_new(PATHS_MOST, sizeof *list->paths);
  while (list->n < PATHS_MOST && path_next(&w))
    take_path(list, &w);
  path_end(&w);
}

/* --- reading -------------------------------------------------------------- */

/* Outputs of b are the paths that are read, and the factors of scalars. */
struct path_reading {
  const struct explained *e;
  const struct links *links;
  ad_builder *b;
  size_t names, steps;
  int scalar;
};

static ad_status read_factor(struct path_reading *r, const struct link *k,
                           const char *so_far, ad_ref *x, ad_error *err)
{
  char *text = k ? order_link(&k->local, so_far) : NULL;
  ad_status status =
      text ? read_text(r->e->graph, r->b, text, NULL, x, err) : AD_EINPUT;
  free(text);
  return status;
}

static void name_step(struct path_reading *r, ad_ref x, char **so_far)
{
  free(*so_far);
  *so_far = memory_format("%s_%zu", r->links->prefix, r->names++);
  ad_name(r->b, x, *so_far, NULL);
}

/* The last of steps[n] is what the path brings; factors[n] are those of
   scalars.  AD_EINPUT where a link has no text. */
static ad_status read_path(struct path_reading *r,
                           const struct path_found *path, ad_ref *last,
                           ad_ref *factors, ad_error *err)
{
  char *so_far = memory_copy("1");
  ad_status status =
      read_text(r->e->graph, r->b, so_far, NULL, last, err);
  for (size_t i = 0; i + 1 < path->n && status == AD_OK; i++) {
    const struct link *k =
        link_proved(r->links, path->nodes[i], path->nodes[i + 1]);
    status = read_factor(r, k, so_far, last, err);
    if (status == AD_OK && r->scalar)
      status = read_factor(r, k, "1", &factors[i], err);
    if (status == AD_OK)
      name_step(r, *last, &so_far);
  }
  free(so_far);
  return status;
}

/* Its room says that it was read. */
static void add_outputs(struct path_reading *r, struct path_found *path,
                        ad_ref last, const ad_ref *factors)
{
  ad_shape s = ad_graph_shape(r->e->graph, path->nodes[path->n - 1]);
  ad_shape is = ad_builder_shape(r->b, last);
  if (is.rows != s.rows || is.cols != s.cols)
    return;
  ad_output(r->b, last);
  path->value = memory_new(s.rows * s.cols, sizeof *path->value);
  if (!r->scalar)
    return;
  path->numbers = memory_new(path->n, sizeof *path->numbers);
  for (size_t i = 0; i + 1 < path->n; i++)
    ad_output(r->b, factors[i]);
}

static ad_status add_path(struct path_reading *r, struct path_found *path,
                          ad_error *err)
{
  r->steps += path->n;
  if (r->steps > PATH_STEPS_MOST)
    return AD_OK;
  ad_ref last, *factors = memory_new(path->n, sizeof *factors);
  ad_status status = read_path(r, path, &last, factors, err);
  if (status == AD_OK)
    add_outputs(r, path, last, factors);
  free(factors);
  return status == AD_EINPUT ? AD_OK : status;
}

/* --- computing ------------------------------------------------------------ */

/* Takes the outputs from *at on, in the order in which they were added. */
static void take_values(struct path_found *path, const ad_graph *g,
                        const ad_value *values, size_t *at)
{
  if (!path->value)
    return;
  ad_ref x = ad_graph_output(g, (*at)++);
  ad_shape s = ad_graph_shape(g, x);
  memcpy(path->value, ad_value_at(values, x),
         s.rows * s.cols * sizeof *path->value);
  for (size_t i = 0; path->numbers && i + 1 < path->n; i++)
    path->numbers[i] = *ad_value_at(values, ad_graph_output(g, (*at)++));
}

/* All paths together against the adjoint. */
static void add_up(struct path_lists *p, size_t wrt)
{
  const struct explained *e = p->paths.e;
  struct path_list *list = &p->lists[wrt];
  ad_ref x = explain_wrt_node(e, wrt);
  list->line = (struct explain_line){.by = x, .off = (double)NAN,
                                     .shape = ad_graph_shape(e->graph, x),
                                     .beside = e->chains->links.beside};
  size_t n = list->line.shape.rows * list->line.shape.cols;
  list->is_whole = list->n > 0 && (double)list->n == p->paths.count[x.index];
  for (size_t i = 0; i < list->n; i++)
    list->is_whole = list->is_whole && list->paths[i].value;
  if (!list->is_whole)
    return;
  double *sum = memory_new(n, sizeof *sum);
  for (size_t i = 0; i < list->n; i++)
    for (size_t k = 0; k < n; k++)
      sum[k] += list->paths[i].value[k];
  list->line.right = ""; /* there is something to be proved */
  explain_measure(e, &list->line);
  again_compare(&list->line, sum);
  free(sum);
}

static ad_status multiply(struct path_lists *p, struct path_reading *r,
                          ad_error *err)
{
  ad_graph *g = NULL;
  ad_value *values = NULL;
  size_t n = r->e->n_wrts, at = 0;
  ad_status status = AD_OK;
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < p->lists[i].n && status == AD_OK; k++)
      status = add_path(r, &p->lists[i].paths[k], err);
  if (status == AD_OK)
    status = explain_compute(r->e, r->b, 0, NULL, &g, &values, err);
  for (size_t i = 0; i < n && status == AD_OK; i++) {
    for (size_t k = 0; k < p->lists[i].n; k++)
      take_values(&p->lists[i].paths[k], g, values, &at);
    add_up(p, i);
  }
  p->are_multiplied = at > 0;
  ad_value_free(values);
  ad_graph_free(g);
  return status;
}

/* --- the whole ------------------------------------------------------------ */

ad_status path_lists_new(struct path_lists *p, const struct explained *e,
                         ad_error *err)
{
  *p = (struct path_lists){.paths = paths_new(e),
                           .lists = memory_new(e->n_wrts, sizeof *p->lists)};
  for (size_t i = 0; i < e->n_wrts; i++)
    list_paths(p, i);
  if (!e->chains)
    return AD_OK;
  struct path_reading r = {.e = e, .links = &e->chains->links,
                           .scalar = explain_is_scalar(e)};
  ad_status status = ad_builder_continue(e->graph, &r.b, err);
  if (status == AD_OK)
    status = multiply(p, &r, err);
  ad_builder_free(r.b);
  return status;
}

ad_status explain_paths(struct explained *e, ad_error *err)
{
  if (e->n_wrts == 0)
    return AD_OK;
  e->paths = memory_new(1, sizeof *e->paths);
  return path_lists_new(e->paths, e, err);
}

void path_lists_free(struct path_lists *p)
{
  for (size_t i = 0; i < p->paths.e->n_wrts; i++) {
    for (size_t k = 0; k < p->lists[i].n; k++) {
      free(p->lists[i].paths[k].nodes);
      free(p->lists[i].paths[k].value);
      free(p->lists[i].paths[k].numbers);
    }
    free(p->lists[i].paths);
    free(p->lists[i].line.value);
  }
  free(p->lists);
  paths_free(&p->paths);
}
