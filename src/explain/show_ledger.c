/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "ledger": what each node is paid, and what it passes on.  Read
   sections.h and ledger.h before. */
#include <stdlib.h>

#include "explain/ledger.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "worksheet/label.h"

enum { PAYERS_MOST = 12, PAYERS_SHOWN = 9 }; /* of one node                */

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

static void put_payment(struct table *table, const struct explained *e,
                        ad_ref x, const struct payer *payers, size_t i,
                        size_t n, int full)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  table_row(table);
  table_put(table, i == 0 ? ad_graph_name(e->graph, x) : "");
  put_from(table, e, payers[i].from);
  put_amount(table, payers[i].amount, shape, full);
  table_print(table, "%zu of %zu", i + 1, n);
  if (i + 1 == n && n > 1)
    put_amount(table, ad_trace_adjoint(e->trace, x), shape, full);
  else
    table_put(table, n == 1 ? "the same" : "");
}

/* All payers of x; of very many the first, and the last, which completes. */
static void put_node(struct table *table, const struct ledger *l, ad_ref x,
                       int full)
{
  struct payer *payers;
  size_t n = ledger_payers(l, x, &payers);
  int some = !full && n > PAYERS_MOST;
  for (size_t i = 0; i < n; i++) {
    if (some && i == PAYERS_SHOWN) {
      table_row(table);
      table_skip(table);
      table_print(table, "... (%zu more)", n - 1 - i);
    }
    if (!some || i < PAYERS_SHOWN || i + 1 == n)
      put_payment(table, l->e, x, payers, i, n, full);
  }
  payers_free(payers, n);
}

/* --- the section ---------------------------------------------------------- */

static struct table *ledger_table(void)
{
  struct table *table = table_new();
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "from", ALIGN_LEFT);
  table_column(table, "amount", ALIGN_POINT);
  table_column(table, "paid in", ALIGN_RIGHT);
  table_column(table, "sum", ALIGN_POINT);
  return table;
}

static void show_rule(struct page *page, const struct explained *e)
{
  char *of = explain_output_name(e);
  page_print(page,
             "The reverse sweep hands every node the derivative of %s by it.  "
             "A node waits until all who read it have paid in; then it passes "
             "the sum on, once.\nRows stand in the order in which the sweep "
             "comes to the nodes.", of);
  free(of);
}

/* How many nodes have several payers, and up to a few of their names. */
struct several {
  size_t n;
  struct growing names;
};

static void note_several(struct several *s, const char *name, size_t payers)
{
  enum { NAMED = 6 };
  if (payers < 2)
    return;
  if (s->n++ < NAMED) {
    char *text = memory_format("%s (%zu)", name, payers);
    growing_add(&s->names, ", ", text);
    free(text);
  } else if (s->n == NAMED + 1) {
    growing_add(&s->names, ", ", "...");
  }
}

static void show_several(struct page *page, const struct several *s,
                         size_t payments)
{
  char *text = label_plural(payments, "payment", "payments");
  if (s->n > 0)
    page_print(page, "%s, the seed among them.  Several pay in to %s.", text,
               s->names.text);
  else
    page_print(page, "%s, the seed among them; no node is paid twice.", text);
  free(text);
}

void section_ledger(struct page *page, const struct explained *e, int full)
{
  if (e->n_wrts == 0)
    return;
  struct ledger l = ledger_new(e);
  struct table *table = ledger_table();
  struct several several = {0};
  ad_ref *nodes;
  size_t n = ledger_nodes(&l, &nodes), payments = 0;
  for (size_t i = 0; i < n; i++) {
    size_t payers = ledger_count(&l, nodes[i]);
    payments += payers;
    note_several(&several, ad_graph_name(e->graph, nodes[i]), payers);
    if (line_left_out(i, n, full))
      put_left_out(table, i, n);
    else
      put_node(table, &l, nodes[i], full);
  }
  page_section(page, "Ledger");
  show_rule(page, e);
  page_table(page, table);
  show_several(page, &several, payments);
  free(several.names.text);
  free(nodes);
  ledger_free(&l);
}
