/* SPDX-License-Identifier: GPL-3.0-or-later
   See links.h: edges are sorted once, and written down when they are asked
   for. */
#include "explain/links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "lower.h"
#include "worksheet/label.h"

/* --- edges ---------------------------------------------------------------- */

/* Does a path lead from the output to x? */
int links_reach(const struct links *l, ad_ref x)
{
  return l->paths.count[x.index] > 0;
}

size_t links_down(const struct links *l, size_t x)
{
  return l->first[x + 1] - l->first[x];
}

size_t links_up(const struct links *l, size_t x)
{
  return l->up_first[x + 1] - l->up_first[x];
}

/* Counts, then places: from those up by node to those down by node. */
static void sort_edges(struct links *l)
{
  const struct paths *p = &l->paths;
  size_t nodes = ad_graph_size(l->e->graph), at = 0;
  for (size_t i = 0; i < nodes; i++)
    for (size_t k = p->first[i]; k < p->first[i + 1]; k++)
      if (links_reach(l, p->above[k]))
        l->first[p->above[k].index + 2]++;
  for (size_t i = 1; i < nodes; i++)
    l->first[i + 1] += l->first[i];
  l->n = l->first[nodes] + l->first[nodes + 1];
  l->link = memory_new(l->n, sizeof *l->link);
  l->up = memory_new(l->n, sizeof *l->up);
  for (size_t i = 0; i < nodes; i++) {
    l->up_first[i] = at;
    for (size_t k = p->first[i]; k < p->first[i + 1]; k++) {
      if (!links_reach(l, p->above[k]))
        continue;
      size_t to = l->first[p->above[k].index + 1]++;
      l->link[to].local.of = p->above[k];
      l->link[to].local.by = (ad_ref){(uint32_t)i};
      l->up[at++] = to;
    }
  }
  l->up_first[nodes] = at;
}

/* --- names ---------------------------------------------------------------- */

static int begins_a_name(const struct explained *e, const char *prefix)
{
  const char *name;
  size_t size, n = strlen(prefix);
  for (size_t i = 0; i < e->n_named; i++)
    if (strncmp(ad_graph_name(e->graph, e->named[i]), prefix, n) == 0)
      return 1;
  for (size_t i = 0; ad_sheet_dim(e->sheet, i, &name, &size); i++)
    if (strncmp(name, prefix, n) == 0)
      return 1;
  return 0;
}

static char *free_prefix(const struct explained *e)
{
  static const char *const words[] = {"delta", "eps", "adjoint"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (!begins_a_name(e, words[i]))
      return memory_copy(words[i]);
  char *longer = memory_copy("delta_");
  while (begins_a_name(e, longer))
    memory_append(&longer, "", memory_copy("_"));
  return longer;
}

char *links_adjoint_latex(const struct links *l, ad_ref x)
{
  const char *name = l->adjoint[x.index];
  const char *letter = strcmp(l->prefix, "delta") == 0 ? "\\delta"
                       : strcmp(l->prefix, "eps") == 0 ? "\\varepsilon"
                                                       : "\\lambda";
  return name ? memory_format("%s_{%s}", letter, name + strlen(l->prefix))
              : NULL;
}

char *link_name(const struct explained *e, ad_ref of, ad_ref by)
{
  const struct part above = {.name = ad_graph_name(e->graph, of)};
  const struct part below = {.name = ad_graph_name(e->graph, by)};
  return label_derivative(e->graph, &above, &below);
}

char *link_name_latex(const struct explained *e, ad_ref of, ad_ref by)
{
  char *name = memory_format("d%s/d%s", ad_graph_name(e->graph, of),
                             ad_graph_name(e->graph, by));
  char *latex = memory_given(ad_locals_latex(name), strlen(name) + 1);
  free(name);
  return latex;
}

/* --- the whole ------------------------------------------------------------ */

ad_status links_new(struct links *l, const struct explained *e, ad_error *err)
{
  size_t nodes = ad_graph_size(e->graph);
  *l = (struct links){.e = e, .paths = paths_new(e),
                      .first = memory_new(nodes + 2, sizeof *l->first),
                      .up_first = memory_new(nodes + 1, sizeof *l->up_first),
                      .written = memory_new(nodes, 1),
                      .adjoint = memory_new(nodes, sizeof *l->adjoint),
                      .beside = explain_largest(e),
                      .prefix = free_prefix(e)};
  sort_edges(l);
  return ad_locals_at(e->graph, explain_output_node(e), e->nonzero,
                      &l->locals, err);
}

void links_free(struct links *l)
{
  for (size_t i = 0; i < l->n; i++) {
    ad_local_clear(&l->link[i].local);
    ad_local_clear(&l->link[i].apart);
    free(l->link[i].line.value);
    free(l->link[i].paid.value);
    free(l->link[i].apart_text);
    free(l->link[i].text);
    free(l->link[i].sum);
  }
  for (size_t i = 0; l->e && i < ad_graph_size(l->e->graph); i++)
    free(l->adjoint[i]);
  ad_locals_free(l->locals);
  paths_free(&l->paths);
  free(l->first);
  free(l->up_first);
  free(l->up);
  free(l->link);
  free(l->written);
  free(l->adjoint);
  free(l->prefix);
}

ad_status links_write(struct links *l, ad_ref of, ad_error *err)
{
  size_t first = l->first[of.index];
  size_t n = l->first[of.index + 1] - first;
  if (l->written[of.index])
    return AD_OK;
  l->written[of.index] = 1;
  ad_ref *by = memory_new(n, sizeof *by);
  ad_local *locals = memory_new(n, sizeof *locals);
  for (size_t i = 0; i < n; i++)
    by[i] = l->link[first + i].local.by;
  ad_status status = ad_locals_edges(l->locals, of, n, by, locals, err);
  for (size_t i = 0; i < n; i++)
    l->link[first + i].local = locals[i];
  free(by);
  free(locals);
  return status;
}
