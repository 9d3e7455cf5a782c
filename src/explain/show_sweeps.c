/* SPDX-License-Identifier: GPL-3.0-or-later
   What a trace teaches, below its table: how often either sweep has to run, and
   derivatives that are equal without being the same.  Read sections.h and
   trace_rules.h before. */
#include <stdlib.h>
#include <string.h>

#include "explain/kept.h"
#include "explain/sections.h"
#include "explain/trace_rules.h"
#include "host/exits.h"
#include "page/signs.h"
#include "worksheet/label.h"

/* --- lists of derivatives ------------------------------------------------- */

enum { LISTED_MOST = 6 };

/* Adds d(above)/d(below) to a list "a, b and c" of n in all, of which this is
   number i; of a long list the first are named. */
static void list_derivative(char **list, size_t i, size_t n, const char *above,
                            const char *below)
{
  const char *d = sign_partial();
  if (i < LISTED_MOST || n == LISTED_MOST + 1)
    memory_append(list, i + 1 == n ? " and " : ", ",
                  memory_format("%s%s/%s%s", d, above, d, below));
  else if (i == LISTED_MOST)
    memory_append(list, " and ", memory_format("%zu more", n - i));
}

/* --- how often the sweeps run --------------------------------------------- */

/* "dz1/dw1, dz2/dw1 and dy/dw1"; of leaves alone the output's. */
static char *list_forward(const struct explained *e, const struct direction *d)
{
  char *list = memory_copy("");
  size_t n = 0, at = 0;
  for (size_t i = 0; i < e->n_named; i++)
    n += kept_is_computed(e, e->named[i]) != 0;
  if (n == 0)
    list_derivative(&list, 0, 1, e->parts[e->of.part].name, d->name);
  for (size_t i = 0; i < e->n_named; i++)
    if (kept_is_computed(e, e->named[i]))
      list_derivative(&list, at++, n, ad_graph_name(e->graph, e->named[i]),
                      d->name);
  return list;
}

static char *list_reverse(const struct explained *e)
{
  char *list = memory_copy("");
  for (size_t i = 0; i < e->n_wrts; i++)
    list_derivative(&list, i, e->n_wrts, e->swept, e->wrts[i].name);
  return list;
}

static char *forward_text(const struct explained *e, size_t n)
{
  const struct direction *d = &e->directions[0];
  char *list = list_forward(e, d), *text;
  if (d->moves)
    text = memory_format("One forward sweep goes along one direction: %s.  "
                         "That is the Jacobian times a vector.", list);
  else if (n > 1)
    text = memory_format("One forward sweep moves one variable, %s: %s.  For "
                         "%zu variables it has to run %zu times.", d->name,
                         list, n, n);
  else
    text = memory_format("One forward sweep moves one variable, %s: %s.",
                         d->name, list);
  free(list);
  return text;
}

static char *reverse_text(const struct explained *e, size_t m)
{
  char *list = list_reverse(e), *text;
  if (e->cotangent)
    text = memory_format("One reverse sweep goes back from one cotangent: %s.  "
                         "That is a vector times the Jacobian.", list);
  else if (m > 1)
    text = memory_format("One reverse sweep goes back from one output, %s: %s."
                         "  For %zu outputs it has to run %zu times.", e->swept,
                         list, m, m);
  else
    text = memory_format("One reverse sweep goes back from the output, %s: %s.",
                         e->swept, list);
  free(list);
  return text;
}

static void show_counts(struct page *page, const struct explained *e)
{
  char *forward = forward_text(e, ad_graph_wrt_entries(e->graph));
  char *reverse = reverse_text(e, ad_graph_output_entries(e->graph));
  page_answer(page, "%s\n%s", forward, reverse);
  free(forward);
  free(reverse);
}

/* --- equal, but not the same ---------------------------------------------- */

/* Is x paid by y alone, which hands its own adjoint on? */
static int is_handed(struct trace_rules *r, ad_ref y, ad_ref x)
{
  const struct local_rule *rule = local_rule_find(&r->local, y, x);
  return rule && strcmp(rule->text, "1") == 0 && kept_is_computed(r->e, x) &&
         ledger_count(&r->ledger, x) == 1 &&
         ad_trace_reached(r->e->trace, x);
}

/* A variable of x, which is one link further on; or AD_NO_INDEX. */
static ad_ref variable_of(struct trace_rules *r, ad_ref x)
{
  const struct explained *e = r->e;
  for (size_t i = 0; i < e->n_wrts; i++) {
    ad_ref w = explain_wrt_node(e, i);
    if (local_rule_find(&r->local, x, w) && ledger_count(&r->ledger, w) == 1)
      return w;
  }
  return (ad_ref){AD_NO_INDEX};
}

static void show_sum(struct page *page, struct trace_rules *r, ad_ref y,
                     char *equal, ad_ref x)
{
  const ad_graph *g = r->e->graph;
  const char *d = sign_partial(), *of = r->e->swept;
  const char *name = ad_graph_name(g, x);
  ad_ref w = variable_of(r, x);
  memory_append(&equal, " and ", memory_format("%s%s/%s%s", d, of, d,
                                               ad_graph_name(g, y)));
  if (w.index == AD_NO_INDEX)
    page_answer(page, "%s are equal here, because a sum hands its gradient on "
                      "unchanged.  They are derivatives of their own all the "
                      "same.", equal);
  else
    page_answer(page, "%s are equal here, because a sum hands its gradient on "
                      "unchanged.  They are derivatives of their own all the "
                      "same: in %s%s/%s%s = %s%s/%s%s*%s%s/%s%s only %s%s/%s%s "
                      "links up.", equal, d, of, d, ad_graph_name(g, w), d,
                name, d, ad_graph_name(g, w), d, of, d, name, d, of, d, name);
  free(equal);
}

/* The first sum of nodes that are read by nothing else. */
static void show_equal(struct page *page, struct trace_rules *r)
{
  const struct explained *e = r->e;
  for (size_t i = e->n_named; i-- > 0;) {
    const struct line_rules *rules = local_rules_of(&r->local, e->named[i]);
    char *equal = memory_copy("");
    size_t n = 0, last = 0;
    for (size_t k = rules->n; k-- > 0;)
      if (is_handed(r, e->named[i], rules->rules[k].by)) {
        memory_append(&equal, ", ",
                      memory_format("%s%s/%s%s", sign_partial(), e->swept,
                                    sign_partial(),
                                    ad_graph_name(e->graph,
                                                  rules->rules[k].by)));
        last = n++ == 0 ? k : last;
      }
    if (n > 1) {
      show_sum(page, r, e->named[i], equal, rules->rules[last].by);
      return;
    }
    free(equal);
  }
}

void show_sweeps(struct page *page, const struct explained *e,
                 struct trace_rules *rules)
{
  if (rules)
    show_symbols(page, e);
  show_counts(page, e);
  if (rules)
    show_equal(page, rules);
}
