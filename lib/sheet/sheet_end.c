/* SPDX-License-Identifier: GPL-3.0-or-later
   What waits for the end of a worksheet: outputs and variables by name, and
   overrides that met nothing.  Read sheet_read.h before. */
#include <stdio.h>
#include <string.h>

#include "graph/builder.h"
#include "sheet/sheet_read.h"

/* Whole-number labels, and lists of indices, have no derivative: what the
   leaf is of these, or NULL. */
static const char *fixed_role(const ad_reader *r, ad_ref leaf)
{
  const ad_graph *g = &r->b->g;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    const ad_op_row *row = ad_row_of(x);
    if (row->kind == AD_KIND_fixed && g->operands[x->operand] == leaf.index)
      return "holds whole-number labels, which have no derivative";
    if (row->form == AD_FORM_list && g->operands[x->operand + 1] == leaf.index)
      return x->at[0] ? "is a list of columns, which has no derivative"
                      : "is a list of rows, which has no derivative";
  }
  return NULL;
}

void ad_reader_grant(ad_reader *r, const ad_wish *wish)
{
  ad_ref ref;
  ad_error err = {0};
  if (ad_reader_is_lost(r, wish->name))
    return;
  if (wish->keyword == AD_K_SWEEP) {
    ad_reader_grant_sweep(r, wish);
    return;
  }
  if (!ad_builder_find(r->b, wish->name, strlen(wish->name), &ref)) {
    ad_fail(&err, AD_EINPUT, "unknown name '%s'", wish->name);
    ad_reader_unknown(r, wish->name, &err);
    err.place = wish->place;
    ad_reader_fail(r, &err);
  } else if (wish->keyword == AD_K_OUTPUT) {
    if (!ad_builder_is_output(r->b, ref)) /* `output y, y` is one */
      ad_output(r->b, ref);
  } else if (fixed_role(r, ref))
    ad_reader_say(r, wish->place, "'%s' %s", wish->name, fixed_role(r, ref));
  else
    ad_wrt(r->b, ref);
}

/* "its sizes are n and d", or which of them is nearest. */
static void hint_sizes(const ad_reader *r, const char *name, ad_error *err)
{
  const ad_sheet *s = r->sheet;
  char list[160] = "";
  size_t used = 0, n = s->n_dims;
  for (size_t i = 0; i < n && used < sizeof list; i++) {
    const char *joint = i == 0 ? "" : i + 1 == n ? " and " : ", ";
    int length = snprintf(list + used, sizeof list - used, "%s%s", joint,
                          s->dims[i].name);
    used += length > 0 ? (size_t)length : 0;
  }
  if (used >= sizeof list)
    strcpy(list + sizeof list - 4, "...");
  if (n == 0)
    ad_hint(err, "it has none: they are declared by dim %.40s = 3", name);
  else
    ad_hint(err, n == 1 ? "its only one is %s" : "its sizes are %s", list);
}

static void refuse_dim(ad_reader *r, const ad_override *dim)
{
  ad_error err = {0};
  for (size_t i = 0; i < r->sheet->n_dims; i++)
    if (strcmp(r->sheet->dims[i].name, dim->name) == 0) {
      ad_fail(&err, AD_EINPUT, "--dim %s=%s: the size '%s' is given twice",
              dim->name, dim->value, dim->name);
      ad_reader_fail(r, &err);
      return;
    }
  ad_fail(&err, AD_EINPUT, "--dim %s=%s: the worksheet has no size '%s'",
          dim->name, dim->value, dim->name);
  hint_sizes(r, dim->name, &err);
  ad_reader_fail(r, &err);
}

/* The leaves that read files. */
static void hint_files(const ad_reader *r, ad_error *err)
{
  if (r->n_uses == 0)
    ad_hint(err, "no leaf of it reads a file");
  else
    ad_hint(err, "'%.60s' is a leaf that reads a file, '%.60s'",
            r->uses[0]->items[0].name, r->uses[0]->from.file);
}

static void refuse_data(ad_reader *r, const ad_override *data)
{
  ad_error err = {0};
  ad_fail(&err, AD_EINPUT, "--data %s=%s: the worksheet has no leaf and no "
                           "file '%s'", data->name, data->value, data->name);
  hint_files(r, &err);
  ad_reader_fail(r, &err);
}

void ad_reader_check_overrides(ad_reader *r)
{
  const ad_sheet_options *o = r->options;
  for (size_t i = 0; i < o->n_dims; i++)
    if (!r->dims_used[i])
      refuse_dim(r, &o->dims[i]);
  for (size_t i = 0; i < o->n_data; i++)
    if (!r->data_used[i])
      refuse_data(r, &o->data[i]);
}
