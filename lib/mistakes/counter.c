/* SPDX-License-Identifier: GPL-3.0-or-later
   Counterfactual evidence against a product that is equal in value to a
   derivative, but no chain: were one local derivative of the graph twice as
   large, everything on both sides would follow, and they would not be equal any
   more.  Only where all of them are numbers.  Read mistakes_data.h before. */
#include <stdio.h>
#include <stdlib.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"
#include "symbolic/form_lower.h"
#include "symbolic/sweep_rule.h"

/* The edge that is twice as steep. */
typedef struct bend {
  uint32_t i;
  size_t k;
} bend;

static ad_sym look(void *state, const ad_rule *r, uint32_t i, size_t k,
                   ad_sym paid)
{
  const bend *at = state;
  return i == at->i && k == at->k ? ad_sym_scale(r->w, ad_ratio_of(2), paid)
                                  : paid;
}

/* dy/dx of the bent graph, as a node of b. */
static ad_status bent_derivative(const ad_graph *g, ad_builder *b, bend *at,
                                 ad_ref y, ad_ref x, ad_ref *out)
{
  ad_algebra w;
  ad_sym_sweep s;
  ad_sym form;
  ad_shape shape = ad_graph_shape(g, x);
  ad_algebra_init(&w, g);
  ad_status status = ad_sym_sweep_init(&s, &w, y.index, 1, &x);
  s.pays = look;
  s.state = at;
  if (status == AD_OK)
    status = ad_sym_reverse(&s, ad_sym_number(&w, AD_ONE), 1, &x, &form);
  if (status == AD_OK)
    status = ad_sym_lower(&w, b, 1, &form, &shape, out);
  ad_sym_sweep_free(&s);
  ad_algebra_free(&w);
  return status;
}

static ad_status factor(const ad_mistakes *m, ad_builder *b, bend *at,
                        const ad_expr *expr, ad_ref *out)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  ad_error ignored = {0};
  ad_ref y, x;
  return ad_claim_ends(g, expr, &y, &x)
           ? bent_derivative(g, b, at, y, x, out)
           : ad_claim_lower(b, m->sheet, expr, out, &ignored);
}

/* The derivative and the product of the chain, as two suspects. */
static ad_status add_pair(const ad_mistakes *m, ad_builder *b, bend *at,
                          const ad_statement *st, ad_suspects *out)
{
  ad_ref left, x, product = {AD_NO_INDEX};
  ad_status status = factor(m, b, at, st->items[0].expr, &left);
  for (size_t k = 1; k < st->n_items && status == AD_OK; k++) {
    status = factor(m, b, at, st->items[k].expr, &x);
    product = k == 1 ? x : ad_mul(b, product, x);
  }
  if (status == AD_OK)
    status = ad_suspect_add(out, b, AD_MISTAKE_unlinked, left, "%s", "");
  if (status != AD_OK)
    return status;
  const ad_graph *g = ad_sheet_graph(m->sheet);
  return ad_suspect_add(
    out, b, AD_MISTAKE_unlinked, product, "d%.60s/d%.60s",
    ad_graph_name(g, (ad_ref){at->i}),
    ad_graph_name(g, (ad_ref){g->operands[g->nodes[at->i].operand + at->k]}));
}

/* Is it an edge between named nodes, all of them numbers? */
static int is_link(const ad_graph *g, uint32_t i, size_t k)
{
  const ad_node *x = &g->nodes[i];
  uint32_t from = g->operands[x->operand + k];
  return g->name_of[i] > 0 && g->name_of[from] > 0 &&
         ad_op_has_edge((ad_op)x->op, (unsigned)k);
}

/* The first bend that shows it. */
static void say(const ad_mistakes *m, const ad_suspects *pairs,
                const char *left, ad_diagnosis *out)
{
  double c;
  char text[40];
  for (size_t n = 0; n + 1 < pairs->n && out->n == 0; n += 2) {
    const ad_suspect *due = &pairs->of[n], *said = &pairs->of[n + 1];
    if (ad_image_is(&due->image, &said->image) ||
        !ad_image_ratio(&said->image, &due->image, &c) ||
        !ad_constant_text(m->sheet, NULL, c, text, sizeof text))
      continue;
    out->of[0].code = AD_MISTAKE_unlinked;
    snprintf(out->of[0].evidence, sizeof out->of[0].evidence,
             "were %.80s twice as large, your product would be %s times %.60s",
             said->evidence, text, left);
    out->n = out->together = 1;
  }
}

static ad_status build_pairs(const ad_mistakes *m, ad_builder *b,
                             const ad_statement *st, ad_suspects *out)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  ad_status status = AD_OK;
  size_t pair = st->n_items * g->n, visits = 0;
  for (uint32_t i = 0; i < g->n && status == AD_OK; i++)
    for (size_t k = 0; k < g->nodes[i].arity && status == AD_OK; k++)
      if (is_link(g, i, k) && (visits += pair) <= AD_VISITS_MOST)
        status = add_pair(m, b, &(bend){i, k}, st, out);
  return status;
}

static int are_numbers(const ad_graph *g)
{
  for (size_t n = 0; n < ad_graph_names(g); n++) {
    ad_shape s = ad_graph_shape(g, ad_graph_named(g, n));
    if (s.rows * s.cols != 1)
      return 0;
  }
  return 1;
}

ad_status ad_counter_find(const ad_mistakes *m, const ad_claim *claim,
                          ad_diagnosis *out, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  const ad_statement *st = claim->statement;
  ad_suspects pairs = {0};
  ad_builder *b;
  char *left = NULL;
  if (!are_numbers(g))
    return AD_OK;
  ad_status status = ad_builder_continue(g, &b, err);
  if (status == AD_OK)
    status = build_pairs(m, b, st, &pairs);
  if (status == AD_OK)
    status = ad_suspects_settle(&pairs, m, b, err);
  if (status == AD_OK)
    status = ad_expr_print(st->items[0].expr, &left);
  if (status == AD_OK)
    say(m, &pairs, left, out);
  free(left);
  ad_suspects_free(&pairs);
  ad_builder_free(b);
  return status;
}
