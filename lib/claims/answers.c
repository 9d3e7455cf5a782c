/* SPDX-License-Identifier: GPL-3.0-or-later
   Answer files: lines to be judged, by the parser that reads worksheets.
   Nothing but syntax is looked at here.  Read claims.h before. */
#include <stdlib.h>

#include "base/grow.h"
#include "claims.h"
#include "sheet/sheet_read.h"
#include "syntax/parse.h"

static int declared(const void *graph, const char *name, size_t length)
{
  ad_ref x;
  return ad_graph_find(graph, name, length, &x);
}

static int is_answer(const ad_statement *st)
{
  return st->keyword == AD_K_CLAIM || st->keyword == AD_K_PATH ||
         st->keyword == AD_K_CHAIN || st->keyword == AD_K_SHAPE;
}

/* Takes a line over, or frees it. */
static ad_status keep(ad_answers *out, ad_statement *st, ad_report *report)
{
  ad_status status = AD_OK;
  if (!is_answer(st))
    ad_report_say(report, AD_ERROR, st->place,
                  "an answer has only claim, path, chain and shape lines, and "
                  "comments behind #");
  else
    status = ad_grow((void **)&out->lines, &out->room, out->n, 1,
                     sizeof *out->lines);
  if (status == AD_OK && is_answer(st))
    out->lines[out->n++] = st;
  else
    ad_statement_free(st);
  return status;
}

/* One logical line text[size] from `start` on. */
static ad_status read_line(const ad_source *source, size_t start, size_t size,
                           const ad_names *names, ad_answers *out,
                           ad_report *report)
{
  ad_error err = {0};
  ad_statement *st;
  const char *text = source->text + start;
  ad_status status = ad_statement_parse(text, size, start, names, &st, &err);
  if (status == AD_OK && st)
    return keep(out, st, report);
  if (status != AD_OK)
    ad_report_add(report, AD_ERROR, &err);
  return status == AD_ENOMEM ? status : AD_OK;
}

ad_status ad_answers_read(const ad_source *source, const ad_sheet *sheet,
                          ad_answers *out, ad_report *report)
{
  const ad_names names = {.declared = declared,
                          .is_function = ad_reader_is_function,
                          .state = ad_sheet_graph(sheet)};
  ad_error err = {0};
  *out = (ad_answers){0};
  size_t at = ad_source_start(source, &err), end;
  if (err.status != AD_OK) {
    ad_report_add(report, AD_ERROR, &err);
    return AD_OK;
  }
  ad_status status = AD_OK;
  for (; at < source->size && status == AD_OK; at = end + 1) {
    end = ad_statement_end(source->text, source->size, at);
    status = read_line(source, at, end - at, &names, out, report);
  }
  return status;
}

void ad_answers_free(ad_answers *answers)
{
  for (size_t i = 0; i < answers->n; i++)
    ad_statement_free(answers->lines[i]);
  free(answers->lines);
  *answers = (ad_answers){0};
}
