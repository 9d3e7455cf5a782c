/* SPDX-License-Identifier: GPL-3.0-or-later
   Worksheets from texts, worked out, for the tests of explain.  Read
   src/explain/explain.h before. */
#ifndef EXPLAINED_H
#define EXPLAINED_H

#include <string.h>

#include "check_near.h"
#include "explain/explain.h"
#include "host/exits.h"

/* The sheet of a text; the caller frees it. */
static inline ad_sheet *sheet_with(const char *text, ad_sheet_options options)
{
  ad_source source = {"sheet", text, strlen(text)};
  ad_report report;
  ad_sheet *sheet;
  ad_report_init(&report, &source);
  ck_assert_int_eq(ad_sheet_read(&source, &options, &sheet, &report), AD_OK);
  ad_report_free(&report);
  return sheet;
}

static inline ad_sheet *sheet_of(const char *text)
{
  return sheet_with(text, (ad_sheet_options){.keep_texts = 1});
}

/* Both sweeps of its first number by its first variable; the caller hands it to
   explain_free. */
static inline struct explained explained_of(const ad_sheet *sheet)
{
  struct options options = {0};
  struct explained e = {0};
  ad_error err = {0};
  ck_assert_int_eq(explain_begin(&e, "sheet", sheet, &options), EXIT_FINE);
  ck_assert_int_eq(explain_trace(&e, &err), AD_OK);
  ck_assert_int_eq(explain_forward(&e, &err), AD_OK);
  return e;
}

/* The node of a name. */
static inline ad_ref node_named(const struct explained *e, const char *name)
{
  ad_ref x = {AD_NO_INDEX};
  ck_assert_msg(ad_graph_find(e->graph, name, strlen(name), &x), "%s", name);
  return x;
}

#endif
