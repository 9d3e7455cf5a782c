/* SPDX-License-Identifier: GPL-3.0-or-later
   A report as its reader gets it: titles, sections, paragraphs and tables,
   written one after the other by a renderer.  A format is one struct
   renderer in a file of its own; nothing else knows about formats.  Read
   table.h before. */
#ifndef PAGE_H
#define PAGE_H

#include <stdio.h>

#include "page/table.h"

enum { PAGE_WIDTH = 100 }; /* columns of a text page                      */

/* What was written last; PAGE_EMPTY: nothing. */
enum block { PAGE_EMPTY, PAGE_TITLE, PAGE_SECTION, PAGE_PARAGRAPH, PAGE_TABLE };

struct page;

struct renderer {
  const char *name; /* of --format                                        */
  void (*title)(struct page *page, const char *text);
  void (*section)(struct page *page, const char *text);
  void (*paragraph)(struct page *page, const char *text);
  void (*table)(struct page *page, const struct table *table);
  void (*begin)(struct page *page); /* before all else; may be NULL        */
  void (*end)(struct page *page);   /* after it; may be NULL               */
};

extern const struct renderer render_text, render_markdown, render_latex,
                             render_html;

struct page {
  FILE *out;
  const struct renderer *renderer;
  size_t width;    /* at most so many columns                             */
  int colour;      /* may escape sequences be written?                    */
  enum block last; /* what was written last                               */
  size_t indent;   /* of paragraphs and tables                            */
  int fragment;    /* LaTeX to be taken into a document of another's      */
};

/* A text page on `out`, coloured where that is a terminal and NO_COLOR is
   not set. */
struct page page_on(FILE *out);

/* Is it the name of a renderer?  A page in this format; text where it is
   not. */
int page_has_format(const char *name);
struct page page_in(FILE *out, const char *format);

/* The heading of a report, of a section; a paragraph, whose line breaks are
   kept. */
void page_title(struct page *page, const char *format, ...) AD_PRINTF(2, 3);
void page_section(struct page *page, const char *format, ...)
    AD_PRINTF(2, 3);
void page_print(struct page *page, const char *format, ...) AD_PRINTF(2, 3);

/* Shows a table, unless it has no rows, and frees it. */
void page_table(struct page *page, struct table *table);

/* Ends the page, if anything was written to it. */
void page_end(struct page *page);

#endif
