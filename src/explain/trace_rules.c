/* SPDX-License-Identifier: GPL-3.0-or-later
   See trace_rules.h. */
#include "explain/trace_rules.h"

#include <stdlib.h>

#include "host/exits.h"

struct trace_rules trace_rules_new(const struct explained *e,
                                   const unsigned char *moves)
{
  return (struct trace_rules){e,
                              moves,
                              local_rules_new(e),
                              ledger_new(e),
                              explain_output_name(e),
                              explain_wrt_name(e)};
}

void trace_rules_free(struct trace_rules *r)
{
  local_rules_free(&r->local);
  ledger_free(&r->ledger);
  free(r->of);
  free(r->by);
}

static void add(char **sum, const char *above, const char *below,
                const char *text)
{
  char *derivative = memory_format("d%s/d%s", above, below);
  local_rule_add(sum, derivative, text);
  free(derivative);
}

/* Variables do not depend on each other.  A short sum shows that; of a long one
   only what is not 0. */
static int is_told(const struct trace_rules *r, ad_ref by, size_t terms)
{
  enum { TERMS_SHORT = 2 };
  size_t leaf;
  return r->moves[by.index] &&
         (terms <= TERMS_SHORT || !ad_graph_is_leaf(r->e->graph, by, &leaf) ||
          by.index == explain_wrt_node(r->e, r->e->wrt.part).index);
}

/* Rules stand in the order of a reverse sweep, a sum reads better the other
   way. */
char *trace_rules_tangent(struct trace_rules *r, ad_ref x)
{
  const struct explained *e = r->e;
  if (x.index == explain_wrt_node(e, e->wrt.part).index)
    return memory_copy("1");
  const struct line_rules *rules = local_rules_of(&r->local, x);
  char *sum = memory_copy("");
  for (size_t i = rules->n; i-- > 0;) {
    ad_ref by = rules->rules[i].by;
    if (is_told(r, by, rules->n))
      add(&sum, ad_graph_name(e->graph, by), r->by, rules->rules[i].text);
  }
  return sum;
}

/* Of what one payer pays; 0 where that cannot be written. */
static int add_payer(struct trace_rules *r, char **sum, ad_ref x, ad_ref from)
{
  const ad_graph *g = r->e->graph;
  if (from.index == AD_NO_INDEX) {
    memory_append(sum, " + ", memory_copy("1"));
    return 1;
  }
  const char *text = explain_is_named(r->e, from)
                         ? local_rule_text(&r->local, from, x)
                         : NULL;
  if (text)
    add(sum, r->of, ad_graph_name(g, from), text);
  return text != NULL;
}

char *trace_rules_adjoint(struct trace_rules *r, ad_ref x)
{
  enum { PAYERS_MOST = 6 };
  struct payer *payers;
  char *sum = memory_copy("");
  size_t n = ledger_payers(&r->ledger, x, &payers), written = 0;
  while (n <= PAYERS_MOST && written < n &&
         add_payer(r, &sum, x, payers[written].from))
    written++;
  payers_free(payers, n);
  if (written == n)
    return sum;
  free(sum);
  return memory_copy(n > PAYERS_MOST ? "(a sum of many)" : "");
}
