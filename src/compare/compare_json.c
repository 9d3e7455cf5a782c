/* SPDX-License-Identifier: GPL-3.0-or-later
   `compare --format json`: a worksheet as one object on a line.  Its keys
   are described in the manual.  Read compare_json.h before. */
#include "compare/compare_json.h"

#include <stdlib.h>

#include "compare/choice.h"
#include "host/exits.h"

static void put_costs(struct json *json, const struct comparison *c)
{
  json_put_key(json, "cost");
  json_begin_array(json);
  for (int i = METHOD_EVALUATION; i < METHODS; i++) {
    if (!compare_has_method(c, i))
      continue;
    const struct method_cost *cost = &c->costs[i];
    json_begin_object(json);
    json_put_key(json, "method");
    json_put_string(json, cost->name);
    json_put_key(json, "sweeps");
    json_put_number(json, cost->sweeps);
    json_put_key(json, "flops");
    json_put_number(json, measure_flops(cost, i));
    json_put_key(json, "calls");
    json_put_number(json, measure_calls(cost, i));
    json_put_key(json, "bytes");
    json_put_count(json, cost->bytes);
    json_put_key(json, "seconds");
    compare_has_seconds(c, i) ? json_put_number(json, cost->seconds)
                              : json_put_null(json);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_warnings(struct json *json, const struct comparison *c)
{
  char *text;
  json_put_key(json, "warnings");
  json_begin_array(json);
  for (size_t i = 0; (text = compare_warning(c, i)); i++) {
    json_put_string(json, text);
    free(text);
  }
  json_end_array(json);
}

void compare_json(FILE *out, const struct sheet_task *task)
{
  const struct comparison *c = task->found;
  const struct results *r = &c->results;
  struct json json = json_on(out);
  json_begin_object(&json);
  json_put_key(&json, "worksheet");
  json_put_string(&json, c->file);
  json_put_key(&json, "title");
  json_put_string(&json, ad_sheet_title(r->sheet));
  json_put_key(&json, "version");
  json_put_string(&json, exits_version());
  json_put_key(&json, "seed");
  json_put_count(&json, ad_sheet_seed(r->sheet));
  compare_json_faults(&json, r, &c->faults);
  if (choice_has(c->options, ONLY_VALUES))
    compare_json_nodes(&json, c);
  compare_json_data(&json, r);
  if (choice_has(c->options, ONLY_GRADIENTS))
    compare_json_derivatives(&json, c);
  if (choice_has(c->options, ONLY_COST))
    put_costs(&json, c);
  if (choice_has(c->options, ONLY_AGREEMENT)) {
    json_put_key(&json, "agree");
    json_put_truth(&json, results_status(r) != EXIT_DISAGREE);
    json_put_key(&json, "inconclusive");
    json_put_count(&json, compare_inconclusive(r));
  }
  put_warnings(&json, c);
  json_end_object(&json);
  json_end_line(&json);
}
