/* SPDX-License-Identifier: GPL-3.0-or-later
   What the report on a worksheet begins and ends with.  Read page.h
   before. */
#ifndef HEADING_H
#define HEADING_H

#include "page/page.h"
#include "sheet.h"

/* Title (with the file's name, where there are several), source, notes; and
   the same with sizes and files. */
void show_heading(struct page *page, const char *name, int several,
                  const ad_sheet *sheet);
void show_header(struct page *page, const char *name, int several,
                 const ad_sheet *sheet);

/* Title, sizes and files, without what the worksheet says in words: for the
   parts of a report, which may stand in a text that says it. */
void show_short_header(struct page *page, const char *name, int several,
                       const ad_sheet *sheet);

/* Lines that another command judges. */
void show_kept(struct page *page, const ad_sheet *sheet);

/* That there is nothing to differentiate by, and how there were. */
void show_no_variable(struct page *page);

#endif
