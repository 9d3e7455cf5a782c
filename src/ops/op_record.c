/* SPDX-License-Identifier: GPL-3.0-or-later
   Rows of the op table as records.  Read op_record.h before. */
#include "ops/op_record.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

static const char *unless_empty(const char *text)
{
  return text && text[0] ? text : NULL;
}

static int of_row(struct op_record *record, ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  ad_error err = {0};
  *record = (struct op_record){.kind = "structured",
                               .name = row->name,
                               .doc = row->doc,
                               .convention = unless_empty(row->kink),
                               .written = op_written(row),
                               .keeps = op_keeps(op),
                               .latex = op_latex(row)};
  if (strcmp(record->keeps, "-") == 0)
    record->keeps[0] = '\0';
  record->n_formulas = op_formulas(op, record->formulas);
  if (row->kind != AD_KIND_elementwise)
    return EXIT_FINE;
  record->kind = "elementwise";
  record->value = row->value_text;
  record->domain = op_domain(row);
  record->has_cost = 1;
  if (ad_cost_of_op(op, &record->cost, &err) == AD_OK)
    return EXIT_FINE;
  return complain_error(&err);
}

int op_record_make(struct op_record *record, const struct op_choice *choice)
{
  const ad_derived_row *derived = choice->derived;
  const ad_made_row *made = choice->made;
  if (!derived && !made)
    return of_row(record, choice->op);
  if (made) {
    *record = (struct op_record){.kind = "made",
                                 .name = made->name,
                                 .doc = made->doc,
                                 .written = memory_copy(made->written)};
    return EXIT_FINE;
  }
  *record = (struct op_record){.kind = "derived",
                               .name = derived->name,
                               .doc = derived->doc,
                               .value = derived->text,
                               .written = op_derived(derived)};
  return EXIT_FINE;
}

void op_record_free(struct op_record *record)
{
  free(record->written);
  free(record->keeps);
  free(record->latex);
  for (size_t i = 0; i < record->n_formulas; i++)
    free(record->formulas[i]);
}

int op_records_make(struct op_record **records,
                    const struct op_choices *choices)
{
  int status = EXIT_FINE;
  *records = memory_new(choices->n, sizeof **records);
  for (size_t i = 0; i < choices->n && status == EXIT_FINE; i++)
    status = op_record_make(&(*records)[i], &choices->choice[i]);
  return status;
}

void op_records_free(struct op_record *records, size_t n)
{
  for (size_t i = 0; i < n; i++)
    op_record_free(&records[i]);
  free(records);
}
