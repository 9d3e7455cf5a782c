/* SPDX-License-Identifier: GPL-3.0-or-later
   See trace_rules.h. */
#include "explain/trace_rules.h"

#include <stdlib.h>

#include "explain/link_words.h"
#include "host/exits.h"
#include "page/number_format.h"

struct trace_rules trace_rules_new(const struct explained *e,
                                   const unsigned char *moves, int numbers)
{
  struct trace_rules r = {e, moves, numbers, local_rules_new(e), ledger_new(e)};
  if (numbers)
    local_rules_compute(&r.local);
  return r;
}

void trace_rules_free(struct trace_rules *r)
{
  local_rules_free(&r->local);
  ledger_free(&r->ledger);
}

/* --- sums ----------------------------------------------------------------- */

/* In symbols, and in numbers. */
struct sum {
  char *text, *numbers;
};

static struct sum sum_new(void)
{
  return (struct sum){memory_copy(""), memory_copy("")};
}

/* The derivative d(above)/d(below), whose value is x, by a rule. */
static void add(struct sum *sum, const char *above, const char *below, double x,
                const struct local_rule *rule)
{
  char *derivative = memory_format("d%s/d%s", above, below);
  local_rule_add(&sum->text, derivative, rule->text);
  memory_append(&sum->numbers, " + ", factor_number(x));
  if (rule->number != 1)
    memory_append(&sum->numbers, "*", factor_number(rule->number));
  free(derivative);
}

/* A number alone is not said twice. */
static char *sum_end(const struct trace_rules *r, struct sum *sum, int several)
{
  if (r->numbers && several)
    memory_append(&sum->text, "\n= ", sum->numbers);
  else
    free(sum->numbers);
  return sum->text;
}

/* --- tangents ------------------------------------------------------------- */

/* By how much the direction moves node x. */
static double seed_of(const struct explained *e, const struct direction *d,
                      ad_ref x)
{
  for (size_t i = 0; i < e->n_wrts; i++)
    if (explain_wrt_node(e, i).index == x.index)
      return d->along[e->wrts[i].first];
  return 0;
}

/* Variables do not depend on each other.  A short sum shows that; of a long one
   only what is not 0. */
static int is_told(const struct trace_rules *r, const struct direction *d,
                   ad_ref by, size_t terms)
{
  enum { TERMS_SHORT = 2 };
  size_t leaf;
  return r->moves[by.index] &&
         (terms <= TERMS_SHORT || !ad_graph_is_leaf(r->e->graph, by, &leaf) ||
          seed_of(r->e, d, by) != 0);
}

static double tangent_of(const struct direction *d, ad_ref x)
{
  const double *tangent = ad_trace_tangent(d->trace, x);
  return tangent ? *tangent : 0;
}

/* Rules stand in the order of a reverse sweep, a sum reads better the other
   way. */
char *trace_rules_tangent(struct trace_rules *r, const struct direction *d,
                          ad_ref x)
{
  const struct explained *e = r->e;
  char out[FORMAT_SIZE];
  double seed = seed_of(e, d, x);
  if (seed != 0)
    return memory_copy(format_number(out, seed));
  const struct line_rules *rules = local_rules_of(&r->local, x);
  struct sum sum = sum_new();
  for (size_t i = rules->n; i-- > 0;) {
    ad_ref by = rules->rules[i].by;
    if (is_told(r, d, by, rules->n))
      add(&sum, ad_graph_name(e->graph, by), d->name, tangent_of(d, by),
          &rules->rules[i]);
  }
  return sum_end(r, &sum, *sum.text != '\0');
}

/* --- adjoints ------------------------------------------------------------- */

/* Of what one payer pays; 0 where that cannot be written. */
static int add_payer(struct trace_rules *r, struct sum *sum, ad_ref x,
                     const struct payer *payer)
{
  const struct explained *e = r->e;
  char out[FORMAT_SIZE];
  if (payer->from.index == AD_NO_INDEX) {
    const char *seed = format_number(out, *payer->amount);
    memory_append(&sum->text, " + ", memory_copy(seed));
    memory_append(&sum->numbers, " + ", memory_copy(seed));
    return 1;
  }
  const struct local_rule *rule =
      explain_is_named(e, payer->from)
          ? local_rule_find(&r->local, payer->from, x)
          : NULL;
  if (rule)
    add(sum, e->swept, ad_graph_name(e->graph, payer->from),
        *ad_trace_adjoint(e->trace, payer->from), rule);
  return rule != NULL;
}

char *trace_rules_adjoint(struct trace_rules *r, ad_ref x)
{
  enum { PAYERS_MOST = 6 };
  struct payer *payers;
  struct sum sum = sum_new();
  size_t n = ledger_payers(&r->ledger, x, &payers), written = 0;
  int seeded = n == 1 && payers[0].from.index == AD_NO_INDEX;
  while (n <= PAYERS_MOST && written < n &&
         add_payer(r, &sum, x, &payers[written]))
    written++;
  payers_free(payers, n);
  if (written == n)
    return sum_end(r, &sum, !seeded);
  free(sum.text);
  free(sum.numbers);
  return memory_copy(n > PAYERS_MOST ? "(a sum of many)" : "");
}
