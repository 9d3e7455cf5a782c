/* SPDX-License-Identifier: GPL-3.0-or-later
   Answer files: lines to be judged, by the parser that reads worksheets.
   Nothing but syntax is looked at here.  Read claims.h before. */
#include <stdlib.h>

#include "base/grow.h"
#include "base/text_scan.h"
#include "claims.h"
#include "sheet/sheet_read.h"
#include "syntax/parse.h"

static int declared(const void *graph, const char *name, size_t length)
{
  ad_ref x;
  return ad_graph_find(graph, name, length, &x);
}

/* Is the line, whatever stands behind its first word, one that an answer does
   not have?  A name with = behind it is seen when the line is read. */
static int is_foreign(const char *text, size_t size)
{
  size_t i = ad_text_blanks(text, size, 0), n = 0;
  while (i + n < size && text[i + n] >= 'a' && text[i + n] <= 'z')
    n++;
  return ad_word_keyword(text + i, n) &&
         !ad_line_starts(text, size, "claim") &&
         !ad_line_starts(text, size, "path") &&
         !ad_line_starts(text, size, "chain") &&
         !ad_line_starts(text, size, "shape");
}

static void refuse(ad_report *report, ad_place place)
{
  ad_report_say(report, AD_ERROR, place,
                "an answer has only claim, path, chain and shape lines, and "
                "comments behind #");
}

/* Takes a line over, or frees it. */
static ad_status keep(ad_answers *out, ad_statement *st, ad_report *report)
{
  int foreign = st->keyword == AD_K_NODE;
  ad_status status = AD_OK;
  if (foreign)
    refuse(report, st->place);
  else
    status = ad_grow((void **)&out->lines, &out->room, out->n, 1,
                     sizeof *out->lines);
  if (status == AD_OK && !foreign)
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
  if (is_foreign(text, size)) {
    refuse(report, (ad_place){start, size});
    return AD_OK;
  }
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
