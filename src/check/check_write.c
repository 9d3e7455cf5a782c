/* SPDX-License-Identifier: GPL-3.0-or-later
   `check --format json` and csv: a record for each line, and one for each
   right side.  Read check.h before. */
#include <math.h>
#include <stdlib.h>

#include "check/check.h"
#include "host/exits.h"
#include "page/json_write.h"
#include "worksheet/failure.h"

/* All that explain it, the first `together` at once. */
static void put_mistakes(struct json *json, const ad_diagnosis *diagnosis)
{
  json_member_array(json, "codes");
  for (size_t i = 0; i < diagnosis->together; i++)
    json_put_string(json, ad_mistake_word(diagnosis->of[i].code));
  json_end_array(json);
  json_member_array(json, "or");
  for (size_t i = diagnosis->together; i < diagnosis->n; i++)
    json_put_string(json, ad_mistake_word(diagnosis->of[i].code));
  json_end_array(json);
  json_member_array(json, "evidence");
  for (size_t i = 0; i < diagnosis->together; i++)
    json_put_string(json, diagnosis->of[i].evidence);
  json_end_array(json);
}

static void put_entry(struct json *json, const ad_wrong_entry *entry)
{
  json_begin_object(json);
  json_member_count(json, "row", entry->row + 1);
  json_member_count(json, "column", entry->col + 1);
  json_member_number(json, "said", entry->said);
  json_member_number(json, "due", entry->due);
  json_end_object(json);
}

/* Where it leaves the truth, if no mistake fits. */
static void put_astray(struct json *json, const ad_diagnosis *diagnosis)
{
  json_member_text(json, "astray",
                   *diagnosis->astray ? diagnosis->astray : NULL);
  json_member_array(json, "entries");
  for (size_t i = 0; i < diagnosis->n_entries; i++)
    put_entry(json, &diagnosis->entries[i]);
  json_end_array(json);
}

static void put_part(struct json *json, const ad_source *source,
                     const ad_claim *claim, size_t k,
                     const ad_diagnosis *diagnosis)
{
  const ad_claim_part *part = &claim->parts[k];
  const char *hint = check_hint(part, diagnosis);
  char *text = check_text(source, claim, k);
  json_begin_object(json);
  json_member_text(json, "text", text);
  json_member_text(json, "code", ad_claim_word(part->code));
  json_member_text(json, "why", *part->text ? part->text : NULL);
  put_mistakes(json, diagnosis);
  json_member_text(json, "hint", *hint ? hint : NULL);
  put_astray(json, diagnosis);
  if (part->has_entry) {
    json_put_key(json, "entry");
    put_entry(json, &(ad_wrong_entry){part->row, part->col, part->said,
                                      part->due});
  }
  json_end_object(json);
  free(text);
}

static void put_claim(struct json *json, const ad_source *source,
                      const struct checked *checked, size_t i)
{
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  json_begin_object(json);
  json_member_count(json, "line", check_line(source, claim));
  json_member_text(json, "kind", check_kind(claim->statement));
  json_member_text(json, "code", ad_claim_word(claim->code));
  json_member_number(json, "points", claim->points);
  json_member_number(json, "marks", check_marks(checked, i));
  json_member_array(json, "sides");
  for (size_t k = 0; k < claim->n; k++)
    put_part(json, source, claim, k, notes_at(&checked->notes, i, k));
  json_end_array(json);
  json_end_object(json);
}

void check_json(FILE *out, const struct sheet_task *task)
{
  const struct checked *checked = task->found;
  struct check_sum sum = check_sum(checked);
  struct json json = json_on(out);
  json_begin_object(&json);
  json_member_text(&json, "worksheet", task->file);
  json_member_text(&json, "title", ad_sheet_title(task->loaded->sheet));
  json_member_text(&json, "version", exits_version());
  json_member_number(&json, "marks", sum.marks);
  json_member_number(&json, "of", sum.of);
  json_member_array(&json, "claims");
  for (size_t i = 0; i < sum.n; i++)
    put_claim(&json, &task->loaded->source, checked, i);
  json_end_array(&json);
  json_end_object(&json);
  json_end_line(&json);
}

static const char *const columns[] = {
    "worksheet", "line", "kind",     "claim", "code", "points", "marks",
    "why",       "codes", "evidence", "hint",  "row",  "column", "said",
    "due",       "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0], BEFORE_TEXT = 15 };

/* Points and marks are of the line: they stand in its first record. */
static void write_part(struct csv *csv, const struct sheet_task *task,
                       size_t i, size_t k)
{
  const struct checked *checked = task->found;
  const ad_source *source = &task->loaded->source;
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  const ad_claim_part *part = &claim->parts[k];
  char *text = check_text(source, claim, k);
  const ad_diagnosis *diagnosis = notes_at(&checked->notes, i, k);
  char *codes = check_codes(diagnosis), *evidence = check_evidence(diagnosis);
  csv_text(csv, task->file);
  csv_count(csv, check_line(source, claim));
  csv_text(csv, check_kind(claim->statement));
  csv_text(csv, text);
  csv_text(csv, ad_claim_word(part->code));
  csv_found(csv, k == 0 ? claim->points : (double)NAN);
  csv_found(csv, k == 0 ? check_marks(checked, i) : (double)NAN);
  csv_text(csv, part->text);
  csv_text(csv, codes);
  csv_text(csv, evidence);
  csv_text(csv, check_hint(part, diagnosis));
  if (part->has_entry) {
    csv_count(csv, part->row + 1);
    csv_count(csv, part->col + 1);
    csv_number(csv, part->said);
    csv_number(csv, part->due);
  }
  csv_end(csv, COLUMNS);
  free(text);
  free(codes);
  free(evidence);
}

static void write_records(struct csv *csv, const struct sheet_task *task)
{
  const struct checked *checked = task->found;
  const ad_claim *claim;
  for (size_t i = 0; (claim = ad_claims_at(checked->claims, i)); i++)
    for (size_t k = 0; k < claim->n; k++)
      write_part(csv, task, i, k);
}

static void write_failure(struct csv *csv, const struct sheet_task *task,
                          int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, BEFORE_TEXT, COLUMNS);
}

const struct sheet_csv check_csv = {COLUMNS, columns, write_records,
                                    write_failure};
