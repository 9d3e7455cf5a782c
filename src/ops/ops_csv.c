/* SPDX-License-Identifier: GPL-3.0-or-later
   `ops --format csv`: a line an operation.  Read op_record.h and csv_write.h
   before. */
#include "host/exits.h"
#include "ops/op_record.h"
#include "page/csv_write.h"

#include <stdlib.h>

static const char *const columns[] = {
    "kind",          "name",          "written",       "doc",
    "value",         "derivatives",   "convention",    "domain",
    "keeps",         "value_flops",   "value_calls",   "tangent_flops",
    "tangent_calls", "adjoint_flops", "adjoint_calls", "latex"};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* "dv/da = b; dv/db = a" */
static void put_formulas(struct csv *csv, const struct op_record *record)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < record->n_formulas; i++)
    memory_append(&text, "; ", memory_copy(record->formulas[i]));
  csv_text(csv, text);
  free(text);
}

static void put_count(struct csv *csv, const struct op_record *record,
                      const ad_count *count)
{
  if (!record->has_cost) {
    csv_skip(csv, 2);
    return;
  }
  csv_number(csv, count->flops);
  csv_number(csv, count->calls);
}

static void put_record(struct csv *csv, const struct op_record *record)
{
  csv_text(csv, record->kind);
  csv_text(csv, record->name);
  csv_text(csv, record->written);
  csv_text(csv, record->doc);
  csv_text(csv, record->value);
  put_formulas(csv, record);
  csv_text(csv, record->convention);
  csv_text(csv, record->domain);
  csv_text(csv, record->keeps);
  put_count(csv, record, &record->cost.value);
  put_count(csv, record, &record->cost.tangent);
  put_count(csv, record, &record->cost.adjoint);
  csv_text(csv, record->latex);
  csv_end(csv, COLUMNS);
}

int ops_csv(FILE *out, const struct op_choices *choices)
{
  struct op_record *records;
  int status = op_records_make(&records, choices);
  struct csv csv = csv_on(out);
  if (status == EXIT_FINE) {
    csv_names(&csv, columns, COLUMNS);
    for (size_t i = 0; i < choices->n; i++)
      put_record(&csv, &records[i]);
  }
  op_records_free(records, choices->n);
  return status;
}
