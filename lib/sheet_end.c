/* SPDX-License-Identifier: GPL-3.0-or-later
   What waits for the end of a worksheet: outputs and wrt leaves by name, and
   overrides that met nothing.  Read sheet_read.h before. */
#include <string.h>

#include "builder.h"
#include "sheet_read.h"

/* Whole-number labels have no derivative. */
static int is_label(const ad_reader *r, ad_ref leaf)
{
  const ad_graph *g = &r->b->g;
  for (size_t i = 0; i < g->n; i++)
    if (ad_op_get((ad_op)g->nodes[i].op)->kind == AD_KIND_fixed &&
        g->operands[g->nodes[i].operand] == leaf.index)
      return 1;
  return 0;
}

void ad_reader_grant(ad_reader *r, const ad_wish *wish)
{
  ad_ref ref;
  size_t known;
  ad_error err = {0};
  if (ad_names_find(&r->lost, wish->name, strlen(wish->name), &known))
    return;
  if (wish->keyword == AD_K_SWEEP) {
    ad_reader_grant_sweep(r, wish);
    return;
  }
  if (!ad_builder_find(r->b, wish->name, strlen(wish->name), &ref)) {
    char hint[160] = "";
    ad_reader_hint(r, wish->name, hint, sizeof hint);
    ad_fail(&err, AD_EINPUT, "unknown name '%s'", wish->name);
    ad_hint(&err, "%s", hint);
    err.place = wish->place;
    ad_reader_fail(r, &err);
  } else if (wish->keyword == AD_K_OUTPUT)
    ad_output(r->b, ref);
  else if (r->b->g.nodes[ref.index].op != AD_OP_leaf)
    ad_reader_say(r, wish->place, "'%s' is computed; wrt takes leaves (input, "
                                  "param, data)",
                  wish->name);
  else if (is_label(r, ref))
    ad_reader_say(r, wish->place, "'%s' holds whole-number labels, which have "
                                  "no derivative",
                  wish->name);
  else
    ad_wrt(r->b, ref);
}

void ad_reader_check_overrides(ad_reader *r)
{
  const ad_sheet_options *o = r->options;
  for (size_t i = 0; i < o->n_dims; i++)
    if (!r->dims_used[i])
      ad_reader_say(r, (ad_place){0, 0}, "--dim %s=%s: the worksheet has no "
                                         "size '%s'",
                    o->dims[i].name, o->dims[i].value, o->dims[i].name);
  for (size_t i = 0; i < o->n_data; i++)
    if (!r->data_used[i])
      ad_reader_say(r, (ad_place){0, 0}, "--data %s=%s: the worksheet has no "
                                         "leaf and no file '%s'",
                    o->data[i].name, o->data[i].value, o->data[i].name);
}
