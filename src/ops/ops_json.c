/* SPDX-License-Identifier: GPL-3.0-or-later
   `ops --format json`: one object on a line, with an object an operation.
   Read op_record.h and json_write.h before. */
#include "host/exits.h"
#include "ops/op_record.h"
#include "page/json_write.h"

#include <string.h>

static void put_text(struct json *json, const char *key, const char *text)
{
  json_member_text(json, key, text && text[0] ? text : NULL);
}

static void put_formulas(struct json *json, const struct op_record *record)
{
  json_member_array(json, "derivatives");
  for (size_t i = 0; i < record->n_formulas; i++)
    json_put_string(json, record->formulas[i]);
  json_end_array(json);
}

/* "a v" as a list. */
static void put_keeps(struct json *json, const char *keeps)
{
  json_put_key(json, "keeps");
  if (!keeps) {
    json_put_null(json);
    return;
  }
  json_begin_array(json);
  for (size_t n; *keeps; keeps += n + (keeps[n] == ' ')) {
    char name[8] = "";
    n = strcspn(keeps, " ");
    strncat(name, keeps, n < sizeof name ? n : sizeof name - 1);
    json_put_string(json, name);
  }
  json_end_array(json);
}

static void put_count(struct json *json, const char *key,
                      const struct op_record *record, const ad_count *count)
{
  json_put_key(json, key);
  if (!record->has_cost) {
    json_put_null(json);
    return;
  }
  json_begin_object(json);
  json_member_number(json, "flops", count->flops);
  json_member_number(json, "calls", count->calls);
  json_end_object(json);
}

static void put_record(struct json *json, const struct op_record *record)
{
  json_begin_object(json);
  put_text(json, "kind", record->kind);
  put_text(json, "name", record->name);
  put_text(json, "written", record->written);
  put_text(json, "doc", record->doc);
  put_text(json, "value", record->value);
  put_formulas(json, record);
  put_text(json, "convention", record->convention);
  put_text(json, "domain", record->domain);
  put_keeps(json, record->keeps);
  put_count(json, "value_cost", record, &record->cost.value);
  put_count(json, "tangent_cost", record, &record->cost.tangent);
  put_count(json, "adjoint_cost", record, &record->cost.adjoint);
  put_text(json, "latex", record->latex);
  json_end_object(json);
}

int ops_json(FILE *out, const struct op_choices *choices)
{
  struct op_record *records;
  int status = op_records_make(&records, choices);
  struct json json = json_on(out);
  if (status == EXIT_FINE) {
    json_begin_object(&json);
    put_text(&json, "version", exits_version());
    json_member_array(&json, "operations");
    for (size_t i = 0; i < choices->n; i++)
      put_record(&json, &records[i]);
    json_end_array(&json);
    json_end_object(&json);
    json_end_line(&json);
  }
  op_records_free(records, choices->n);
  return status;
}
