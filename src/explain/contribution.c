/* SPDX-License-Identifier: GPL-3.0-or-later
   See contribution.h. */
#include "explain/contribution.h"

#include <stdlib.h>

#include "explain/chains.h"
#include "explain/explain_read.h"
#include "host/exits.h"

const struct explain_line *formula_of(const struct explained *e, ad_ref x)
{
  if (e->n == 0 || e->cotangent)
    return NULL;
  const struct explain_output *output = &e->outputs[e->of.part];
  for (size_t i = 0; i < output->n; i++)
    if (output->lines[i].by.index == x.index && output->lines[i].right &&
        explain_verdict(&output->lines[i]) == AD_AGREE)
      return &output->lines[i];
  return NULL;
}

static struct words by_rule(const struct explained *e,
                            struct local_rules *rules, ad_ref x, ad_ref from)
{
  struct words w = {memory_copy(""), NULL};
  const struct local_rule *rule = local_rule_find(rules, from, x);
  char *derivative = memory_format("d%s/d%s", e->swept,
                                   ad_graph_name(e->graph, from));
  if (rule)
    local_rule_add(&w.text, derivative, rule->text);
  w.latex = explain_latex(e, w.text);
  free(derivative);
  return w;
}

/* What the sweep begins with. */
static char *seed_text(const struct explained *e)
{
  return e->cotangent                           ? memory_copy(e->cotangent)
         : e->parts[e->of.part].entries == 1 ? memory_copy("1")
                                             : memory_format("1 for %s",
                                                             e->swept);
}

struct words contribution(const struct explained *e, struct local_rules *rules,
                          ad_ref x, ad_ref from, size_t n)
{
  if (from.index == AD_NO_INDEX)
    return (struct words){seed_text(e), NULL};
  if (rules && explain_is_named(e, from))
    return by_rule(e, rules, x, from);
  const ad_local *k = e->links ? link_paid(e->links, from, x) : NULL;
  if (k)
    return link_pays(e, k);
  const struct explain_line *line = n == 1 ? formula_of(e, x) : NULL;
  return line ? (struct words){memory_copy(line->right),
                               line->latex ? memory_copy(line->latex) : NULL}
              : (struct words){memory_copy(""), NULL};
}
