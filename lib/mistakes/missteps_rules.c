/* SPDX-License-Identifier: GPL-3.0-or-later
   Missteps in the rules for two operands, a'b' for a'b + ab', and in the
   derivatives of functions that are written out, y = exp(x) - 1: where the way
   to the variable goes entry by entry, the wrong derivative of the node stands
   in the place of the right one.  Read missteps.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/missteps.h"
#include "symbolic/derivation.h"

/* --- derivatives entry by entry ------------------------------------------- */

static int is_entrywise(const ad_missteps *all, uint32_t i, uint32_t by,
                        const unsigned char *varied)
{
  const ad_sym_sweep *s = all->s;
  unsigned char *leads = calloc((size_t)i + 1, 1);
  if (!leads) {
    ad_fail_memory(&s->w->error, i);
    return 0;
  }
  int found = ad_derivation_entrywise(s->g, (ad_ref){i}, (ad_ref){by}, varied,
                                      leads);
  free(leads);
  return found;
}

/* The derivatives of the nodes y[m] by node x, which they go by entries from.
   A sweep of its own, for it may be by another node. */
static ad_status slopes(const ad_missteps *all, uint32_t x, size_t m,
                        const ad_ref *y, uint32_t last, ad_sym *out)
{
  ad_algebra *w = all->s->w;
  ad_sym_sweep s;
  ad_ref by = {x};
  ad_sym seed = ad_sym_like(w, ad_sym_number(w, AD_ONE),
                            ad_sym_shape_of(w, x));
  ad_status status = ad_sym_sweep_init(&s, w, last, 1, &by);
  s.open = all->s->open; /* borrowed */
  if (status == AD_OK)
    status = ad_sym_forward(&s, 1, &seed, &by, m, y, out);
  s.open = NULL;
  ad_sym_sweep_free(&s);
  return status;
}

/* The truth, but what comes through node i is vbar W, not vbar V, where both
   are derivatives by node x on the way. */
static ad_sym exchanged(const ad_missteps *all, uint32_t i, uint32_t x,
                        ad_sym wrong, ad_sym right)
{
  ad_algebra *w = all->s->w;
  ad_sym more, off = ad_sym_mul(w, all->vbar[i],
                                ad_sym_sub(w, wrong, right));
  ad_sym_sweep from = *all->s;
  ad_ref by = {all->by};
  if (!ad_sym_ready(w, off))
    return AD_NO_SYM;
  off = ad_sym_like(w, off, ad_sym_shape_of(w, x));
  from.last = x;
  from.pays = NULL;
  if (x == all->by)
    more = off;
  else if (ad_sym_reverse(&from, off, 1, &by, &more) != AD_OK)
    return AD_NO_SYM;
  all->s->texts = from.texts; /* it may have read more of them */
  return ad_sym_add(w, all->truth, more);
}

/* --- two operands --------------------------------------------------------- */

/* A text over the operands a, b and their derivatives da, db. */
static const struct {
  ad_op op;
  ad_mistake_code code;
  const char *text, *evidence;
} rules[] = {
#define RULE(op, code, text, evidence)                                       \
  {AD_OP_##op, AD_MISTAKE_##code, text, evidence},
#include "mistakes/missteps_rules.def"
#undef RULE
};

static ad_status rules_of(ad_missteps *all, uint32_t i)
{
  ad_sym_sweep *s = all->s;
  const ad_node *x = &s->g->nodes[i];
  ad_rule r = ad_sweep_rule(s, i);
  ad_ref y[3] = {{s->g->operands[x->operand]},
                 {s->g->operands[x->operand + 1]}, {i}};
  ad_sym d[3];
  ad_status status = slopes(all, all->by, 3, y, i, d);
  r.tangent[0] = d[0];
  r.tangent[1] = d[1];
  for (size_t n = 0; status == AD_OK && n < sizeof rules / sizeof *rules; n++)
    if (rules[n].op == (ad_op)x->op)
      ad_misstep_whole(all, i, rules[n].code,
                    exchanged(all, i, all->by,
                              ad_rule_form(&r, rules[n].text), d[2]),
                    rules[n].evidence);
  return status;
}

static int has_rules(const ad_node *x)
{
  for (size_t n = 0; n < sizeof rules / sizeof *rules; n++)
    if (rules[n].op == (ad_op)x->op)
      return 1;
  return 0;
}

/* --- functions that are written out --------------------------------------- */

static ad_status function_of(ad_missteps *all, uint32_t i, uint32_t x)
{
  ad_algebra *w = all->s->w;
  ad_ref y = {i};
  ad_sym d;
  ad_status status = slopes(all, x, 1, &y, i, &d);
  if (status != AD_OK || ad_sym_is_number(w, d))
    return status;
  all->stands = ad_graph_name(all->s->g, y);
  ad_misstep_whole(all, i, AD_MISTAKE_own_value,
                exchanged(all, i, x, ad_sym_node(w, i), d),
                "%X itself stands where its derivative is due");
  all->stands = NULL;
  ad_misstep_whole(all, i,
                x == all->by ? AD_MISTAKE_inner_missing
                               : AD_MISTAKE_act_missing,
                exchanged(all, i, x, ad_sym_number(w, AD_ONE), d),
                x == all->by ? "the chain stops at %X"
                               : "the derivative of %X is missing");
  return w->error.status;
}

/* The node that the named node i is a function of; AD_NO_INDEX: of none, or of
   several. */
static uint32_t argument_of(const ad_missteps *all, uint32_t i)
{
  const ad_graph *g = all->s->g;
  const ad_words *words = all->words;
  const char *name = ad_graph_name(g, (ad_ref){i});
  ad_ref x = {AD_NO_INDEX};
  for (size_t n = 0; n < words->n_names; n++)
    if (words->of[n] != SIZE_MAX && strcmp(words->names[n], name) == 0)
      (void)ad_graph_find(g, words->names[words->of[n]],
                          strlen(words->names[words->of[n]]), &x);
  return x.index;
}

ad_status ad_missteps_rules(ad_missteps *all)
{
  const ad_sym_sweep *s = all->s;
  ad_status status = AD_OK;
  for (uint32_t i = all->by + 1; i <= all->of && status == AD_OK; i++) {
    const ad_node *x = &s->g->nodes[i];
    uint32_t of = argument_of(all, i);
    if (all->vbar[i] == AD_NO_SYM || ad_missteps_are_spent(all))
      continue;
    if (has_rules(x) && is_entrywise(all, i, all->by, s->varied))
      status = rules_of(all, i);
    if (status == AD_OK && of != AD_NO_INDEX && s->varied[of] &&
        is_entrywise(all, i, of, s->varied))
      status = function_of(all, i, of);
  }
  return status == AD_OK ? s->w->error.status : status;
}
