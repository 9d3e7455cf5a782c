/* SPDX-License-Identifier: GPL-3.0-or-later
   What another program found, beside ours.  Read against.h and show_compare.h
   before. */
#include <stdlib.h>

#include "compare/against.h"
#include "compare/show_compare.h"
#include "host/exits.h"
#include "worksheet/label.h"

void show_against_number(struct table *table, const struct results *r,
                         size_t of, size_t by)
{
  table_number(table, r->against->theirs[of * r->n + by]);
}

void show_against_verdict(struct table *table, const struct results *r,
                          size_t of, size_t by)
{
  char *text = against_text(r, of * r->n + by);
  table_put(table, text);
  table_tone(table, r->against->differs[of * r->n + by] ? TONE_BAD
                                                        : TONE_GOOD);
  free(text);
}

/* Entry (of, by): theirs and ours, in a table of those that differ. */
static void put_differing(struct table *table, const struct results *r,
                          size_t of, size_t by, const struct part *output,
                          const struct part *wrt)
{
  char *label = label_derivative_entry(r->graph, output, of - output->first,
                                       wrt, by - wrt->first);
  table_row(table);
  table_put(table, label);
  show_number(table, r, of, by, SHOW_REVERSE);
  show_against_number(table, r, of, by);
  show_against_verdict(table, r, of, by);
  free(label);
}

void show_against_block(struct page *page, const struct results *r,
                        const struct part *output, const struct part *wrt)
{
  size_t differing, shown = 0;
  char *counts = against_counts(r, output, wrt, &differing);
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "reverse", ALIGN_POINT);
  table_column(table, r->against->name, ALIGN_POINT);
  table_column(table, "", ALIGN_LEFT);
  for (size_t k = 0; k < output->entries * wrt->entries; k++) {
    size_t of = output->first + k / wrt->entries;
    size_t by = wrt->first + k % wrt->entries;
    if (r->against->differs[of * r->n + by] && shown++ < SHOW_DETAILS)
      put_differing(table, r, of, by, output, wrt);
  }
  page_print(page, "%s: %s%s", r->against->name, counts,
             differing > SHOW_DETAILS ? "; the first of them:" : "");
  if (differing > 0)
    page_table(page, table);
  else
    table_free(table);
  free(counts);
}

void show_against(struct page *page, const struct results *r)
{
  const struct against *a = r->against;
  if (a->differing == 0) {
    page_print(page, "%s: %zu of %zu agree (within %g of the largest entry)",
               a->name, a->entries, a->entries, AGAINST_NEAR);
    return;
  }
  size_t of = a->worst / r->n, by = a->worst % r->n;
  const struct part *output =
    &r->outputs[parts_find(r->outputs, r->n_outputs, of)];
  const struct part *wrt = &r->wrts[parts_find(r->wrts, r->n_wrts, by)];
  char *label = label_derivative_entry(r->graph, output, of - output->first,
                                       wrt, by - wrt->first);
  char *text = against_text(r, a->worst);
  page_print(page, "%s: %zu of %zu differ; most of all %s, which %s", a->name,
             a->differing, a->entries, label, text);
  free(label);
  free(text);
}
