/* SPDX-License-Identifier: GPL-3.0-or-later
   What a report begins and ends with.  Read heading.h
   before. */
#include "worksheet/heading.h"

#include <stdlib.h>

#include "host/exits.h"
#include "worksheet/data_words.h"
#include "worksheet/label.h"
#include "worksheet/load.h"

/* "n = 24, d = 3; seed 6", and a line for each file. */
static void show_sizes(struct page *page, const ad_sheet *sheet)
{
  struct growing sizes = {0};
  const char *name;
  size_t size, rows, dropped;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++) {
    char *piece = memory_format("%s = %zu", name, size);
    growing_add(&sizes, ", ", piece);
    free(piece);
  }
  char *text = sizes.text ? sizes.text : memory_copy("");
  if (ad_sheet_drawn(sheet))
    memory_append(&text, "; ", memory_format("seed %lu", ad_sheet_seed(sheet)));
  for (size_t i = 0; ad_sheet_file(sheet, i, &name, &rows, &dropped); i++) {
    memory_append(&text, "\n", memory_format("%s: ", name));
    memory_append(&text, "", label_plural(rows, "row", "rows"));
    if (dropped > 0)
      memory_append(&text, ", ",
                    memory_format("%zu dropped for missing values", dropped));
  }
  char *coding;
  for (size_t i = 0; (coding = data_words_coding(sheet, i)); i++)
    memory_append(&text, "\n", coding);
  if (*text)
    page_print(page, "%s", text);
  free(text);
}

/* The notes follow each other: lines of one text. */
static void show_notes(struct page *page, const ad_sheet *sheet)
{
  struct growing text = {0};
  for (size_t i = 0; ad_sheet_note(sheet, i); i++)
    growing_add(&text, " ", ad_sheet_note(sheet, i));
  if (text.size > 0)
    page_print(page, "%s", text.text);
  free(text.text);
}

static void show_title(struct page *page, const char *name, int several,
                       const ad_sheet *sheet)
{
  const char *title = ad_sheet_title(sheet);
  if (*title && several)
    page_title(page, "%s: %s", name, title);
  else
    page_title(page, "%s", *title ? title : load_name(name));
}

/* What goes over what, of second derivatives. */
static void show_second(struct page *page, const ad_sheet *sheet)
{
  if (ad_sheet_is_hessian(sheet))
    page_print(page, "Second derivatives: the gradient is a graph of its own. "
                     "Below, forward is forward mode over reverse mode, "
                     "reverse is reverse over reverse, and the differences "
                     "are those of the gradient.");
}

void show_heading(struct page *page, const char *name, int several,
                  const ad_sheet *sheet)
{
  const char *source = ad_sheet_source(sheet);
  show_title(page, name, several, sheet);
  if (*source)
    page_print(page, "%s", source);
  show_notes(page, sheet);
  show_second(page, sheet);
}

void show_header(struct page *page, const char *name, int several,
                 const ad_sheet *sheet)
{
  show_heading(page, name, several, sheet);
  show_sizes(page, sheet);
}

void show_short_header(struct page *page, const char *name, int several,
                       const ad_sheet *sheet)
{
  show_title(page, name, several, sheet);
  show_second(page, sheet);
  show_sizes(page, sheet);
}

void show_no_variable(struct page *page)
{
  page_print(page, "There is no input or param: nothing is differentiated.  A "
             "line x = 2 names a number; input x = 2 makes a variable of it.");
}

void show_kept(struct page *page, const ad_sheet *sheet)
{
  static const struct {
    ad_keyword keyword;
    const char *one, *many;
  } kinds[] = {{AD_K_CLAIM, "claim", "claims"},
               {AD_K_PATH, "path", "paths"},
               {AD_K_CHAIN, "chain", "chains"},
               {AD_K_SHAPE, "shape", "shapes"}};
  char *text = memory_copy("");
  size_t all = 0;
  for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
    size_t count = 0;
    for (size_t i = 0; ad_sheet_kept(sheet, i); i++)
      count += ad_sheet_kept(sheet, i)->keyword == kinds[k].keyword;
    if (count > 0)
      memory_append(&text, ", ",
                    label_plural(count, kinds[k].one, kinds[k].many));
    all += count;
  }
  if (all > 0)
    page_print(page, "For the command `check`: %s.", text);
  free(text);
}
