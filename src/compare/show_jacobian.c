/* SPDX-License-Identifier: GPL-3.0-or-later
   Jacobians: rows are the entries of an output, columns those of a leaf.
   Read show_compare.h before. */
#include <stdlib.h>
#include <string.h>

#include "compare/choice.h"
#include "compare/show_compare.h"
#include "compare/verdict.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "page/text_lines.h"
#include "worksheet/label.h"

/* A block of the Jacobian as a table, its numbers by one method. */
static struct table *block_table(const struct results *r,
                                 const struct part *output,
                                 const struct part *wrt,
                                 enum show_column column)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  for (size_t j = 0; j < wrt->entries; j++) {
    char *label = label_entry(wrt->name, wrt->shape, j);
    table_column(table, label, ALIGN_POINT);
    free(label);
  }
  for (size_t i = 0; i < output->entries; i++) {
    char *label = label_entry(output->name, output->shape, i);
    table_row(table);
    table_put(table, label);
    free(label);
    for (size_t j = 0; j < wrt->entries; j++)
      show_number(table, r, output->first + i, wrt->first + j, column);
  }
  return table;
}

/* Columns that the block takes at most, each at its widest. */
static size_t block_width(struct table *table)
{
  size_t width = 0;
  for (size_t j = 0; j < table->n_columns; j++) {
    size_t widest = text_columns(table->columns[j].heading);
    for (size_t i = 0; i < table->n_rows; i++) {
      char *text = cell_text(table_at(table, i, j), 0);
      size_t columns = text_columns(text);
      widest = columns > widest ? columns : widest;
      free(text);
    }
    width += widest + 3;
  }
  return width;
}

static void show_block(struct page *page, const char *heading,
                       struct table *table)
{
  page_print(page, "%s", heading);
  page_table(page, table);
}

/* One table where all agree to the printed digits, else what differs. */
static void show_blocks(struct page *page, const struct results *r,
                        const struct part *output, const struct part *wrt,
                        struct table *forward)
{
  struct tally tally = results_tally(r, output, wrt);
  int engines = tally.engines[AD_AGREE] == tally.entries;
  if (engines && tally.fd[AD_AGREE] == tally.entries) {
    char *entries = label_plural(tally.entries, "entry", "entries");
    page_table(page, forward);
    page_print(page, "%s: forward mode, reverse mode and differences agree",
               entries);
    free(entries);
    return;
  }
  show_block(page, engines ? "forward and reverse mode" : "forward mode",
             forward);
  if (!engines)
    show_block(page, "reverse mode", block_table(r, output, wrt, SHOW_REVERSE));
  if (tally.checked > 0)
    show_block(page, "finite differences",
               block_table(r, output, wrt, SHOW_DIFFERENCE));
}

/* Norm, largest entry and counts, in words. */
static void show_in_words(struct page *page, const struct results *r,
                          const struct part *output, const struct part *wrt)
{
  struct tally tally = results_tally(r, output, wrt);
  double *block = memory_new(tally.entries, sizeof *block);
  char norm[FORMAT_SIZE];
  for (size_t i = 0; i < tally.entries; i++)
    block[i] = r->reverse[(output->first + i / wrt->entries) * r->n +
                          wrt->first + i % wrt->entries];
  ad_shape shape = {output->entries, wrt->entries, 0, wrt->entries == 1};
  char *largest = show_largest(block, shape, 1);
  char *engines = verdict_counts(tally.engines), *fd = verdict_counts(tally.fd);
  page_print(page, "norm %s, largest entry %s",
             format_number(norm, show_norm(block, tally.entries)), largest);
  if (tally.swept > 0)
    page_print(page, "forward = reverse: %s", engines);
  if (tally.checked > 0)
    page_print(page, "finite differences: %s", fd);
  free(largest);
  free(engines);
  free(fd);
  free(block);
}

/* The leaf that an output of a Hessian is a derivative by: "x" of "df/dx". */
static const char *first_by(const struct part *output, const char *of)
{
  return output->name + strlen(of) + 3;
}

/* Of a Hessian, by which two: "by x", "by W and b". */
static void show_title(struct page *page, const struct results *r,
                       const struct part *output, const struct part *wrt)
{
  char *of = ad_sheet_is_hessian(r->sheet) ? label_differentiated(output->name)
                                           : NULL;
  const char *by = of ? first_by(output, of) : "";
  if (of && strcmp(by, wrt->name) != 0)
    page_section(page, "Hessian of %s by %s and %s (%zu %s %zu)", of, by,
                 wrt->name, output->entries, sign_times(), wrt->entries);
  else
    page_section(page, "%s of %s by %s (%zu %s %zu)",
                 of ? "Hessian" : "Jacobian", of ? of : output->name,
                 wrt->name, output->entries, sign_times(), wrt->entries);
  free(of);
}

void show_gradient_title(struct page *page, const struct results *r,
                         const struct part *output)
{
  char *of = ad_sheet_is_hessian(r->sheet) ? label_differentiated(output->name)
                                           : NULL;
  if (of)
    page_section(page, "Hessian of %s, the row of %s", of,
                 first_by(output, of));
  else
    page_section(page, "Gradient of %s", output->name);
  free(of);
}

/* Of a Hessian by W and b, in this order, the block by b and W is the transpose
   of that by W and b: NULL, or "b" where that one is shown. */
static const struct part *mirrored_by(const struct results *r,
                                      const struct part *output,
                                      const struct part *wrt, const char *of,
                                      const struct options *options)
{
  const struct part *other = NULL;
  for (const struct part *x = wrt + 1; x < r->wrts + r->n_wrts; x++)
    if (strcmp(x->name, first_by(output, of)) == 0)
      other = x;
  return other && wrt->entries > 1 && choice_shows_wrt(r, options, other)
           ? other
           : NULL;
}

int show_mirrored(struct page *page, const struct results *r,
                  const struct part *output, const struct part *wrt,
                  const struct options *options)
{
  struct tally tally = results_tally(r, output, wrt);
  char *of = ad_sheet_is_hessian(r->sheet) ? label_differentiated(output->name)
                                           : NULL;
  const struct part *by = of ? mirrored_by(r, output, wrt, of, options) : NULL;
  int mirrored = by && tally.engines[AD_AGREE] == tally.swept &&
                 tally.fd[AD_AGREE] == tally.checked;
  if (mirrored)
    page_print(page, "Hessian of %s by %s and %s: the transpose of that by %s "
                     "and %s; its %zu entries agree, too.",
               of, by->name, wrt->name, wrt->name, by->name, tally.entries);
  free(of);
  return mirrored;
}

void show_jacobian(struct page *page, const struct results *r,
                   const struct part *output, const struct part *wrt, int full)
{
  struct table *table = NULL;
  show_title(page, r, output, wrt);
  if (full || (output->entries <= SHOW_ENTRIES && wrt->entries <= SHOW_ENTRIES))
    table = block_table(r, output, wrt, SHOW_FORWARD);
  if (table && (full || block_width(table) <= page->width)) {
    show_blocks(page, r, output, wrt, table);
  } else {
    table_free(table);
    show_in_words(page, r, output, wrt);
  }
}
