/* SPDX-License-Identifier: GPL-3.0-or-later
   See brief.h. */
#include "explain/brief.h"

#include <errno.h>
#include <stdlib.h>

#include "host/exits.h"
#include "host/written.h"

enum { SCREEN = 48, LINES_MOST = 2 * SCREEN };

/* Lines of the report as text; 0 where there is no room to find that out. */
static size_t lines_of(const struct sheet_task *task, show_report *show)
{
  char *text;
  size_t size, lines = 0;
  FILE *out = written_begin();
  if (!out && errno == ENOMEM)
    memory_given(NULL, sizeof *out);
  if (!out)
    return 0;
  struct page page = page_on(out);
  show(&page, task);
  page_end(&page);
  if (written_end(out, &text, &size))
    for (size_t i = 0; i < size; i++)
      lines += text[i] == '\n';
  free(text);
  return lines;
}

void brief_fit(struct explained *e, const struct sheet_task *task,
                show_report *show)
{
  for (e->brief = BRIEF_NOT; e->brief < BRIEF_LINES; e->brief++)
    if (lines_of(task, show) <= LINES_MOST)
      return;
}

void brief_show(struct page *page, const struct explained *e)
{
  static const char *const scalars[] = {
      [BRIEF_TWICE] = "the numbers on each path (--only paths)",
      [BRIEF_VALUES] = "what is multiplied on each path (--only paths)",
      [BRIEF_CHAINS] = "what is multiplied on each path (--only paths)",
      [BRIEF_LINES] = "what is multiplied on each path (--only paths), lines "
                      "of the trace (--only trace)"};
  static const char *const matrices[] = {
      [BRIEF_TWICE] = "formulas by deltas (--only chains)",
      [BRIEF_VALUES] = "formulas by deltas (--only chains), entries of large "
                       "gradients (--only formulas)",
      [BRIEF_CHAINS] = "chains one by one (--only chains), entries of large "
                       "gradients (--only formulas)",
      [BRIEF_LINES] = "chains one by one (--only chains), entries of large "
                      "gradients (--only formulas), lines of tables (--full)"};
  const char *const *out = explain_is_scalar(e) ? scalars : matrices;
  if (e->brief != BRIEF_NOT)
    page_answer(page, "Left out: %s.", out[e->brief]);
}
