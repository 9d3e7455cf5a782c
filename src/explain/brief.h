/* SPDX-License-Identifier: GPL-3.0-or-later
   A report that nobody has asked a section of is two screens long: what it
   leaves out until it is.  Read sections.h before. */
#ifndef BRIEF_H
#define BRIEF_H

#include "explain/explain.h"
#include "page/page.h"

/* What is left out, each with all before it: what is there twice, the formulas
   of chains and the numbers of paths; entries of large gradients, and the
   symbols of paths; chains one by one, and then their formulas are there; all
   but few lines of long tables. */
enum { BRIEF_NOT, BRIEF_TWICE, BRIEF_VALUES, BRIEF_CHAINS, BRIEF_LINES };

typedef void show_report(struct page *page, const struct sheet_task *task);

/* Sets e->brief to what makes `show` fit as text, or to all there is; of a
   blank sheet to what its solution has. */
void brief_fit(struct explained *e, const struct sheet_task *task,
                show_report *show);

/* Says what was left out. */
void brief_show(struct page *page, const struct explained *e);

#endif
