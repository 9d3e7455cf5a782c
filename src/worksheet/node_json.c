/* SPDX-License-Identifier: GPL-3.0-or-later
   See node_json.h. */
#include "worksheet/node_json.h"

void json_member_operands(struct json *json, const ad_graph *g, ad_ref x)
{
  json_member_array(json, "operands");
  for (size_t k = 0; k < ad_graph_operands(g, x); k++)
    json_put_count(json, ad_graph_operand(g, x, k).index);
  json_end_array(json);
  json_member_array(json, "turned");
  for (size_t k = 0; k < ad_graph_operands(g, x); k++)
    json_put_truth(json, ad_graph_turns(g, x, k));
  json_end_array(json);
}

void json_member_axis(struct json *json, ad_extra extra)
{
  static const char *const axes[] = {[AD_ALL] = "all",
                                     [AD_OVER_ROWS] = "rows",
                                     [AD_OVER_COLS] = "cols"};
  json_member_text(json, "over", axes[extra.axis]);
  json_member_truth(json, "columns", extra.columns);
}
