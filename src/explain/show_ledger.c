/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "ledger": what each node is paid, and what it passes on.  Read
   sections.h and contribution.h before. */
#include <stdlib.h>

#include "explain/contribution.h"
#include "explain/ledger.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "worksheet/label.h"

enum { PAYERS_MOST = 12, PAYERS_SHOWN = 9 }; /* of one node                */

struct ledger_table {
  struct table *table;
  const struct ledger *l;
  struct local_rules *rules; /* of a graph of scalars; else NULL            */
  double *sum;               /* what the buffer of the node holds by now    */
  int full;
};

/* --- rows ----------------------------------------------------------------- */

/* "L2"; an unnamed node that several named ones share by its operation. */
static void put_from(struct table *table, const struct explained *e,
                     ad_ref from)
{
  if (from.index == AD_NO_INDEX)
    table_put(table, "seed");
  else if (explain_is_named(e, from))
    table_put(table, ad_graph_name(e->graph, from));
  else
    table_print(table, "(%s, without a name)", label_op(e->graph, from));
}

static void put_payment(const struct ledger_table *t, ad_ref x,
                        const struct payer *payers, size_t i, size_t n)
{
  struct table *table = t->table;
  const struct explained *e = t->l->e;
  ad_shape shape = ad_graph_shape(e->graph, x);
  table_row(table);
  table_put(table, i == 0 ? ad_graph_name(e->graph, x) : "");
  put_from(table, e, payers[i].from);
  put_words(table, contribution(e, t->rules, x, payers[i].from, n));
  put_amount(table, payers[i].amount, shape, t->full);
  table_answer(table);
  table_print(table, "%zu of %zu", i + 1, n);
  if (n > 1)
    put_amount(table, t->sum, shape, t->full);
  else
    table_put(table, "complete");
  table_answer(table);
}

/* A row of dots for payers that are left out. */
static void put_dots(struct table *table, size_t n)
{
  table_row(table);
  table_skip(table);
  table_print(table, "... (%zu more)", n);
}

/* All payers of x; of very many the first, and the last, which completes. */
static void put_node(struct ledger_table *t, ad_ref x)
{
  struct payer *payers;
  ad_shape shape = ad_graph_shape(t->l->e->graph, x);
  size_t n = ledger_payers(t->l, x, &payers), entries = shape.rows * shape.cols;
  int some = !t->full && n > PAYERS_MOST;
  t->sum = memory_new(entries, sizeof *t->sum);
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < entries; k++)
      t->sum[k] += payers[i].amount[k];
    if (some && i == PAYERS_SHOWN)
      put_dots(t->table, n - 1 - i);
    if (!some || i < PAYERS_SHOWN || i + 1 == n)
      put_payment(t, x, payers, i, n);
  }
  free(t->sum);
  payers_free(payers, n);
}

/* --- the section ---------------------------------------------------------- */

static struct table *ledger_table(void)
{
  struct table *table = table_new();
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "from", ALIGN_LEFT);
  table_column(table, "contribution", ALIGN_LEFT);
  table_column(table, "amount", ALIGN_POINT);
  table_column(table, "paid in", ALIGN_RIGHT);
  table_column(table, "buffer afterwards", ALIGN_POINT);
  return table;
}

static void show_rule(struct page *page, const struct explained *e)
{
  page_print(page,
             "The reverse sweep hands every node the derivative of %s by it.  "
             "A node waits until all who read it have paid in; then it passes "
             "the sum on, once.\nRows stand in the order in which the sweep "
             "comes to the nodes.", e->swept);
}

/* How many nodes have several payers; up to a few of their names, and what
   these pass on. */
struct several {
  size_t n;
  struct growing names, passed;
};

/* "dL/dyhat = 2*(yhat - y) + 0.3*exp(yhat)" */
static void note_passed(struct several *s, const struct explain_line *line)
{
  char *text = memory_format("%s = %s", line->left, line->right);
  growing_add(&s->passed, "\n", text);
  free(text);
}

static void note_several(struct several *s, const struct explained *e, ad_ref x,
                         size_t payers)
{
  enum { NAMED = 6 };
  if (payers < 2)
    return;
  if (s->n++ < NAMED) {
    const struct explain_line *line = formula_of(e, x);
    char *text = memory_format("%s (%zu)", ad_graph_name(e->graph, x), payers);
    growing_add(&s->names, ", ", text);
    free(text);
    if (line)
      note_passed(s, line);
  } else if (s->n == NAMED + 1) {
    growing_add(&s->names, ", ", "...");
  }
}

static void show_several(struct page *page, const struct several *s,
                         size_t payments)
{
  char *text = label_plural(payments, "payment", "payments");
  if (s->n == 0)
    page_answer(page, "%s, the seed among them; no node is paid twice.", text);
  else if (s->passed.text)
    page_answer(page, "%s, the seed among them.  Several pay in to %s; passed "
                      "on is\n%s", text, s->names.text, s->passed.text);
  else
    page_answer(page, "%s, the seed among them.  Several pay in to %s.", text,
                s->names.text);
  free(text);
}

/* The rows, and what there is to say about them. */
static void show_nodes(struct page *page, struct ledger_table *t)
{
  const struct explained *e = t->l->e;
  struct several several = {0};
  ad_ref *nodes;
  size_t n = ledger_nodes(t->l, &nodes), payments = 0;
  for (size_t i = 0; i < n; i++) {
    size_t payers = ledger_count(t->l, nodes[i]);
    payments += payers;
    note_several(&several, e, nodes[i], payers);
    if (line_left_out(t->l->e, i, n, t->full))
      put_left_out(t->table, t->l->e, i, n);
    else
      put_node(t, nodes[i]);
  }
  page_table(page, t->table);
  show_several(page, &several, payments);
  free(several.names.text);
  free(several.passed.text);
  free(nodes);
}

void section_ledger(struct page *page, const struct explained *e, int full)
{
  if (e->n_wrts == 0)
    return;
  struct ledger l = ledger_new(e);
  struct local_rules rules = {0};
  struct ledger_table t = {.table = ledger_table(), .l = &l, .full = full};
  if (explain_is_scalar(e)) {
    rules = local_rules_new(e);
    t.rules = &rules;
  }
  page_section(page, "Ledger");
  show_rule(page, e);
  show_nodes(page, &t);
  if (t.rules)
    local_rules_free(&rules);
  ledger_free(&l);
}
