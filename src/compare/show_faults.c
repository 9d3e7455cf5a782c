/* SPDX-License-Identifier: GPL-3.0-or-later
   What is not finite, which opens the report: nothing below is to be read
   without it.  Read faults.h and show_compare.h before. */
#include <stdlib.h>

#include "compare/show_compare.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

void show_faults(struct page *page, const struct results *r,
                 const struct faults *faults)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "value", ALIGN_LEFT);
  table_column(table, "line", ALIGN_RIGHT);
  table_column(table, "why", ALIGN_LEFT);
  for (size_t i = 0; i < faults->n; i++) {
    const struct fault *f = &faults->list[i];
    char *label = fault_label(r, f);
    table_row(table);
    table_put(table, label);
    table_number(table, f->value);
    table_tone(table, TONE_DOUBT);
    if (f->has_origin)
      table_count(table, f->line);
    else
      table_skip(table);
    table_put(table, f->reason);
    free(label);
  }
  if (faults->n == 0) {
    table_free(table);
    return;
  }
  page_section(page, "Not finite, and where it began");
  page_table(page, table);
  if (faults->more > 0)
    page_print(page, "and %zu more", faults->more);
}
