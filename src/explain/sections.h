/* SPDX-License-Identifier: GPL-3.0-or-later
   The sections of a worked solution, for --only: each is a function in a file
   of its own, which prints it on a page.  Read explain.h and page.h before. */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "explain/explain.h"
#include "page/page.h"

/* Their words, and their bits. */
enum {
  SECTION_GIVEN = 1 << 0,
  SECTION_SHAPES = 1 << 1,
  SECTION_TRACE = 1 << 2,
  SECTION_LEDGER = 1 << 3,
  SECTION_PATHS = 1 << 4,
  SECTION_KEPT = 1 << 5,
  SECTION_LAYERS = 1 << 6,
  SECTION_LOCALS = 1 << 7,
  SECTION_CHAINS = 1 << 8,
  SECTION_FORMULAS = 1 << 9,
  SECTION_FLOW = 1 << 10,
  SECTION_AUTOGRAD = 1 << 11
};
extern const char *const section_words[];

/* Those that are named by --only or by exercises, or that fit the graph: of
   scalars alone the trace and paths, else shapes, chains and formulas.  With
   --blank what is given stands before them, where it is not in the trace. */
unsigned sections_of(const struct explained *e, const struct options *options);

/* Does one of these sections show what every leaf is set to? */
int sections_give(const struct explained *e, unsigned sections);

/* Shows them, in the order of their words; `full`: every line, every entry. */
void sections_show(struct page *page, const struct explained *e,
                   unsigned sections, int full);

void section_given(struct page *page, const struct explained *e, int full);
void section_shapes(struct page *page, const struct explained *e, int full);
void section_trace(struct page *page, const struct explained *e, int full);
void section_ledger(struct page *page, const struct explained *e, int full);
void section_paths(struct page *page, const struct explained *e, int full);
void section_kept(struct page *page, const struct explained *e, int full);
void section_layers(struct page *page, const struct explained *e, int full);
void section_locals(struct page *page, const struct explained *e, int full);
void section_chains(struct page *page, const struct explained *e, int full);
void section_formulas(struct page *page, const struct explained *e, int full);
void section_flow(struct page *page, const struct explained *e, int full);
void section_autograd(struct page *page, const struct explained *e, int full);

/* Each local derivative entry by entry (show_elements.c). */
struct links;
void show_elements(struct page *page, const struct links *l, int full);

/* --- what they have in common (section_lines.c) --------------------------- */

/* With --blank a report is the exercise that it solves.  So a section says what
   its answers are, and the page leaves them out: table_answer(table) behind the
   cell that is one, page_answer for a paragraph that is one or gives one away;
   page_print for what stays.  What names the rows, and what is given, stays. */

/* Is line i of n left out, because a table would be too long?  The line at
   which that begins says how many there are. */
int line_left_out(const struct explained *e, size_t i, size_t n, int full);
void put_left_out(struct table *table, const struct explained *e, size_t i,
                  size_t n);

/* The value of node x, which is an answer where the sheet has derived it. */
void put_given(struct table *table, const struct explained *e, ad_ref x,
               int full);

/* A text of the worksheet language as the next cell, which LaTeX typesets. */
void put_formula(struct table *table, const struct explained *e,
                 const char *text);

/* What node x is, the kind of a leaf or its right side, as the next cell. */
void put_what(struct table *table, const struct explained *e, ad_ref x);

/* x[shape] as the next cell, a few digits: a vector in one line, else its norm
   and shape. */
void put_in_line(struct table *table, const double *x, ad_shape shape);

/* x[shape] as the next cell: a small matrix, else its norm and shape; a dash
   where x is NULL. */
void put_amount(struct table *table, const double *x, ad_shape shape,
                int full);

#endif
