/* SPDX-License-Identifier: GPL-3.0-or-later
   A report as its reader gets it: blocks, titles, sections, paragraphs and
   tables, which a command adds one after the other.  They are kept until the
   report is whole; then a renderer walks them.  A format is one struct
   renderer in a file of its own; nothing else knows about formats.  Read
   table.h before. */
#ifndef PAGE_H
#define PAGE_H

#include <stdio.h>

#include "page/table.h"

enum { PAGE_WIDTH = 100 }; /* columns of a text page                      */

enum block_kind {
  BLOCK_NONE,      /* before the first                                    */
  BLOCK_TITLE,     /* of a report                                         */
  BLOCK_SECTION,   /* the heading of one                                  */
  BLOCK_PARAGRAPH, /* its line breaks are kept                            */
  BLOCK_LIST,      /* its lines are the items                             */
  BLOCK_CODE,      /* lines whose blanks are kept as well                 */
  BLOCK_TABLE,
  BLOCK_FIGURE,    /* a picture in a file, under its caption              */
  BLOCK_KINDS
};

struct block {
  enum block_kind kind;
  char *text;          /* owned; of a table NULL                          */
  char *math;          /* of a paragraph, owned: in LaTeX the formula that its
                          first bytes are; NULL: they are none            */
  size_t formula;      /* how many                                        */
  struct table *table; /* owned; of all else NULL                         */
  char *file;          /* owned, of a figure; of all else NULL            */
};

struct page;

struct renderer {
  const char *name; /* of --format                                        */
  void (*begin)(struct page *page); /* before all else; may be NULL       */
  void (*put[BLOCK_KINDS])(struct page *page, const struct block *block);
  void (*end)(struct page *page);   /* after it; may be NULL              */
};

extern const struct renderer render_text, render_markdown, render_latex,
                             render_html;

struct page {
  FILE *out;
  const struct renderer *renderer;
  size_t width;  /* at most so many columns                               */
  int colour;    /* may escape sequences be written?                      */
  int fragment;  /* LaTeX to be taken into a document of another's        */
  int pictures;  /* figures may come                                      */
  int blank;     /* an exercise: answers are left out                     */

  struct block *blocks; /* blocks[n], kept and not yet written            */
  size_t n, room;

  /* Of the renderer: the kind of block written last, and the indent of
     paragraphs and tables. */
  enum block_kind last;
  size_t indent;
};

/* A text page on `out`, coloured where that is a terminal and NO_COLOR is
   not set. */
struct page page_on(FILE *out);

/* Is it the name of a renderer?  A page in this format; text where it is
   not. */
int page_has_format(const char *name);
struct page page_in(FILE *out, const char *format);

/* The heading of a report, of a section; a paragraph, whose line breaks are
   kept; a list, a line an item; lines of code, or of anything else that stands
   under each other. */
void page_title(struct page *page, const char *format, ...) AD_PRINTF(2, 3);
void page_section(struct page *page, const char *format, ...)
    AD_PRINTF(2, 3);
void page_print(struct page *page, const char *format, ...) AD_PRINTF(2, 3);
void page_list(struct page *page, const char *format, ...) AD_PRINTF(2, 3);
void page_code(struct page *page, const char *format, ...) AD_PRINTF(2, 3);

/* A paragraph that begins with a formula, for which stands `latex` in math
   mode; NULL: its text. */
void page_formula(struct page *page, const char *formula, const char *latex,
                  const char *rest);

/* A paragraph that is an answer, or gives one away. */
void page_answer(struct page *page, const char *format, ...) AD_PRINTF(2, 3);

/* Takes a table over, and keeps it unless it has no rows. */
void page_table(struct page *page, struct table *table);

/* A picture in SVG that lies in `file`, which has the same in PDF beside it.
   HTML takes it in, so that the page goes on being one file. */
void page_figure(struct page *page, const char *file, const char *caption);

/* Writes the blocks kept so far, and forgets them. */
void page_flush(struct page *page);

/* Flushes, and ends the page if anything was written to it. */
void page_end(struct page *page);

#endif
