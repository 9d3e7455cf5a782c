/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet from a text, with its values as a point and its Jacobians by
   both modes.  Read engines.h before. */
#ifndef TEST_SHEETS_H
#define TEST_SHEETS_H

#include <stdlib.h>
#include <string.h>

#include "engines.h"
#include "sheet.h"

typedef struct sheet_at {
  ad_report report;
  ad_sheet *sheet;
  const ad_graph *g;
  double *x;        /* the values of all leaves                            */
  double *forward, *reverse;
} sheet_at;

/* The worksheet alone; the caller frees it. */
static inline ad_sheet *parse_sheet(const char *text)
{
  ad_source source = {"test.grad", text, strlen(text)};
  ad_report report;
  ad_sheet *sheet = NULL;
  ad_report_init(&report, &source);
  ad_status status = ad_sheet_read(&source, &(ad_sheet_options){0}, &sheet,
                                   &report);
  ck_assert_msg(status == AD_OK, "%s",
                report.count ? report.messages[0].error.text : "");
  ad_report_free(&report);
  return sheet;
}

static inline sheet_at read_sheet(const char *text, int all_nodes)
{
  sheet_at s = {.x = NULL};
  ad_source source = {"test.grad", text, strlen(text)};
  ad_sheet_options options = {.all_nodes = all_nodes};
  ad_report_init(&s.report, &source);
  ck_assert_msg(ad_sheet_read(&source, &options, &s.sheet, &s.report) == AD_OK,
                "%s", s.report.count ? s.report.messages[0].error.text : "");
  s.g = ad_sheet_graph(s.sheet);
  s.x = calloc(test_point_size(s.g), sizeof *s.x);
  double *to = s.x;
  for (size_t i = 0; i < ad_graph_leaves(s.g); i++) {
    size_t n = test_entries(ad_graph_shape(s.g, ad_graph_leaf(s.g, i)));
    memcpy(to, ad_sheet_leaf(s.sheet, i), n * sizeof *to);
    to += n;
  }
  s.forward = test_forward_jacobian(s.g, 2, s.x);
  s.reverse = test_reverse_jacobian(s.g, 1, s.x);
  return s;
}

static inline void drop_sheet(sheet_at *s)
{
  free(s->x);
  free(s->forward);
  free(s->reverse);
  ad_sheet_free(s->sheet);
  ad_report_free(&s->report);
}

#endif
