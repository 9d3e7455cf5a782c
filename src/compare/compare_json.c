/* SPDX-License-Identifier: GPL-3.0-or-later
   `compare --format json`: a worksheet as one object on a line.  Its keys
   are described in the manual.  Read compare_json.h before. */
#include "compare/compare_json.h"

#include <math.h>
#include <stdlib.h>

#include "compare/choice.h"
#include "host/exits.h"

static void put_costs(struct json *json, const struct comparison *c)
{
  json_member_array(json, "cost");
  for (int i = METHOD_EVALUATION; i < METHODS; i++) {
    if (!compare_has_method(c, i))
      continue;
    const struct method_cost *cost = &c->costs[i];
    json_begin_object(json);
    json_member_text(json, "method", cost->name);
    json_member_number(json, "sweeps", cost->sweeps);
    json_member_number(json, "flops", measure_flops(cost, i));
    json_member_number(json, "calls", measure_calls(cost, i));
    json_member_count(json, "bytes", cost->bytes);
    json_member_found(json, "seconds", compare_has_seconds(c, i)
                                           ? cost->seconds
                                           : (double)NAN);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_warnings(struct json *json, const struct comparison *c)
{
  char *text;
  json_member_array(json, "warnings");
  for (size_t i = 0; (text = compare_warning(c, i)); i++) {
    json_put_string(json, text);
    free(text);
  }
  json_end_array(json);
}

/* What the names of sizes in expressions stand for. */
static void put_sizes(struct json *json, const ad_sheet *sheet)
{
  const char *name;
  size_t size;
  json_member_object(json, "sizes");
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++)
    json_member_count(json, name, size);
  json_end_object(json);
}

void compare_json(FILE *out, const struct sheet_task *task)
{
  const struct comparison *c = task->found;
  const struct results *r = &c->results;
  struct json json = json_on(out);
  json_begin_object(&json);
  json_member_text(&json, "worksheet", c->file);
  json_member_text(&json, "title", ad_sheet_title(r->sheet));
  json_member_text(&json, "version", exits_version());
  json_member_count(&json, "seed", ad_sheet_seed(r->sheet));
  put_sizes(&json, r->sheet);
  compare_json_faults(&json, r, &c->faults);
  if (choice_has(c->options, ONLY_VALUES))
    compare_json_nodes(&json, c);
  compare_json_data(&json, r);
  if (choice_has(c->options, ONLY_GRADIENTS))
    compare_json_derivatives(&json, c);
  if (choice_has(c->options, ONLY_COST))
    put_costs(&json, c);
  if (choice_has(c->options, ONLY_AGREEMENT)) {
    json_member_truth(&json, "agree", results_status(r) != EXIT_DISAGREE);
    json_member_count(&json, "inconclusive", compare_inconclusive(r));
    if (r->against)
      json_member_truth(&json, "against_agrees", r->against->differing == 0);
  }
  put_warnings(&json, c);
  json_end_object(&json);
  json_end_line(&json);
}
