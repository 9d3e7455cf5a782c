/* SPDX-License-Identifier: GPL-3.0-or-later
   See derived.h.  Lines are asked, not edges of the graph: dy/dx may be a node
   that y reads. */
#include "explain/derived.h"

#include <string.h>

#include "explain/explain_read.h"
#include "host/exits.h"

static int names_derived(const struct explained *e, const ad_expr *expr,
                         const unsigned char *derived)
{
  ad_ref x;
  for (size_t i = 0; i < expr->n; i++) {
    const ad_term *term = &expr->terms[i];
    if (term->kind == AD_T_NAME &&
        ad_graph_find(e->graph, term->text, strlen(term->text), &x) &&
        derived[x.index])
      return 1;
  }
  return 0;
}

static int is_derived(const struct explained *e, ad_ref x,
                      const unsigned char *derived)
{
  ad_expr *line = explain_parse(e->graph, ad_sheet_text(e->sheet, x));
  int found = line && (ad_expr_has_derivative(line) ||
                       names_derived(e, line, derived));
  ad_expr_free(line);
  return found;
}

/* Is x read by such nodes, and by no others? */
static int is_on_the_way(const struct explained *e, uint32_t x,
                         const unsigned char *derived)
{
  const struct readers *r = &e->readers;
  for (size_t i = r->first[x]; i < r->first[x + 1]; i++)
    if (!derived[r->edges[i].by.index])
      return 0;
  return r->first[x] < r->first[x + 1];
}

unsigned char *derived_find(const struct explained *e)
{
  size_t n = ad_graph_size(e->graph);
  unsigned char *derived = memory_new(n, 1);
  for (size_t i = 0; i < e->n_named; i++)
    derived[e->named[i].index] = is_derived(e, e->named[i], derived) ? 1 : 0;
  for (uint32_t i = (uint32_t)n; i-- > 0;)
    if (!explain_is_named(e, (ad_ref){i}) && is_on_the_way(e, i, derived))
      derived[i] = 1;
  return derived;
}

void derived_add_shaped(const struct explained *e, unsigned char *derived)
{
  size_t leaf;
  for (uint32_t i = 0; i < ad_graph_size(e->graph); i++) {
    ad_ref x = {i};
    ad_shape shape = ad_graph_shape(e->graph, x);
    if (shape.rows * shape.cols > 1 && !ad_graph_is_leaf(e->graph, x, &leaf))
      derived[i] = 1;
  }
}
