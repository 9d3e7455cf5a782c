/* SPDX-License-Identifier: GPL-3.0-or-later
   The text renderer: titles, sections and aligned tables for a terminal or
   a slide.  Read page.h and table_layout.h before. */
#include <string.h>

#include "page/page.h"
#include "page/table_layout.h"

/* --- printing ------------------------------------------------------------ */

static void blanks(struct page *page, size_t n)
{
  static const char some[] = "                                ";
  for (; n >= sizeof some; n -= sizeof some - 1)
    fwrite(some, 1, sizeof some - 1, page->out);
  fwrite(some, 1, n, page->out);
}

static void print_toned(struct page *page, const char *text, const char *code)
{
  if (page->colour && code[0] && text[0])
    fprintf(page->out, "\033[%sm%s\033[0m", code, text);
  else
    fputs(text, page->out);
}

/* Blanks before a line of the cell in column j. */
static size_t lead(const struct layout *l, size_t row, size_t j,
                   const char *text)
{
  if (layout_aligned(l, row, j))
    return l->point[j] - text_point(text);
  if (l->table->columns[j].align != ALIGN_RIGHT)
    return 0;
  return l->width[j] - text_columns(text);
}

/* Prints text in column j after `blank` blanks that are still due; returns
   the blanks due after it. */
static size_t print_cell(struct page *page, size_t due, size_t before,
                         size_t width, const char *text, const char *code)
{
  if (!text[0])
    return due + width;
  blanks(page, due + before);
  print_toned(page, text, code);
  return width - before - text_columns(text);
}

static size_t row_height(const struct layout *l, size_t row)
{
  size_t height = 1;
  for (size_t j = 0; j < l->table->n_columns; j++)
    if (layout_count(l, row, j) > height)
      height = layout_count(l, row, j);
  return height;
}

static void print_row(struct page *page, const struct layout *l, size_t row)
{
  static const char *const codes[] = {[TONE_PLAIN] = "", [TONE_GOOD] = "32",
                                      [TONE_BAD] = "1;31",
                                      [TONE_DOUBT] = "33"};
  size_t height = row_height(l, row);
  for (size_t i = 0; i < height; i++) {
    size_t due = page->indent;
    for (size_t j = 0; j < l->table->n_columns; j++) {
      int any = i < layout_count(l, row, j);
      const char *text = any ? layout_line(l, row, j, i) : "";
      due += j > 0 ? LAYOUT_GAP : 0;
      due = print_cell(page, due, lead(l, row, j, text), l->width[j], text,
                       codes[l->tone[row * l->table->n_columns + j]]);
    }
    fputc('\n', page->out);
  }
}

static void print_dashes(struct page *page, const struct layout *l)
{
  for (size_t j = 0; j < l->table->n_columns; j++) {
    blanks(page, j > 0 ? LAYOUT_GAP : page->indent);
    for (size_t i = 0; i < l->width[j]; i++)
      fputc('-', page->out);
  }
  fputc('\n', page->out);
}

static void print_headings(struct page *page, const struct layout *l)
{
  size_t due = page->indent, any = 0;
  for (size_t j = 0; j < l->table->n_columns; j++)
    any += strlen(l->table->columns[j].heading);
  if (any == 0)
    return;
  for (size_t j = 0; j < l->table->n_columns; j++) {
    const struct column *column = &l->table->columns[j];
    size_t room = l->width[j] - text_columns(column->heading);
    due += j > 0 ? LAYOUT_GAP : 0;
    due = print_cell(page, due, l->left[j] ? 0 : room, l->width[j],
                     column->heading, "1");
  }
  fputc('\n', page->out);
  print_dashes(page, l);
}

/* --- the renderer -------------------------------------------------------- */

/* A blank line between blocks, but not below a heading, and not between a
   paragraph and what it introduces, nor between lines and their table. */
static void separate(struct page *page, enum block_kind next)
{
  int heads = next == BLOCK_TITLE || next == BLOCK_SECTION;
  int below = page->last == BLOCK_TITLE || page->last == BLOCK_SECTION;
  int introduced =
      (page->last == BLOCK_PARAGRAPH && next != BLOCK_PARAGRAPH) ||
      (page->last == BLOCK_CODE && next == BLOCK_TABLE);
  if (page->last == BLOCK_NONE || (!heads && (below || introduced)))
    return;
  fputc('\n', page->out);
}

static void text_lines(struct page *page, const char *text, const char *code)
{
  struct lines lines = {0};
  lines_wrap(&lines, text, page->width - page->indent);
  for (size_t i = 0; i < lines.n; i++) {
    const char *line = lines_at(&lines, i);
    blanks(page, line[0] ? page->indent : 0);
    print_toned(page, line, code);
    fputc('\n', page->out);
  }
  lines_free(&lines);
}

static void text_title(struct page *page, const struct block *block)
{
  size_t n = text_columns(block->text);
  separate(page, BLOCK_TITLE);
  page->indent = 0;
  text_lines(page, block->text, "1");
  for (size_t i = 0; i < n && i < page->width; i++)
    fputc('=', page->out);
  fputc('\n', page->out);
}

static void text_section(struct page *page, const struct block *block)
{
  separate(page, BLOCK_SECTION);
  page->indent = 0;
  text_lines(page, block->text, "1");
  page->indent = LAYOUT_GAP;
}

static void text_paragraph(struct page *page, const struct block *block)
{
  separate(page, BLOCK_PARAGRAPH);
  text_lines(page, block->text, "");
}

static void text_list(struct page *page, const struct block *block)
{
  separate(page, BLOCK_LIST);
  page->indent += LAYOUT_GAP;
  text_lines(page, block->text, "");
  page->indent -= LAYOUT_GAP;
}

static void text_code(struct page *page, const struct block *block)
{
  separate(page, BLOCK_CODE);
  text_lines(page, block->text, "");
}

static void text_table(struct page *page, const struct block *block)
{
  struct layout l;
  separate(page, BLOCK_TABLE);
  layout_make(&l, block->table, page->width - page->indent);
  print_headings(page, &l);
  for (size_t i = 0; i < block->table->n_rows; i++)
    print_row(page, &l, i);
  layout_free(&l);
}

/* Several stand under each other. */
static void text_figure(struct page *page, const struct block *block)
{
  if (page->last != BLOCK_NONE && page->last != BLOCK_FIGURE)
    fputc('\n', page->out);
  fprintf(page->out, "%s: %s\n", block->text, block->file);
}

const struct renderer render_text = {
  .name = "text",
  .put = {[BLOCK_TITLE] = text_title,
          [BLOCK_SECTION] = text_section,
          [BLOCK_PARAGRAPH] = text_paragraph,
          [BLOCK_LIST] = text_list,
          [BLOCK_CODE] = text_code,
          [BLOCK_TABLE] = text_table,
          [BLOCK_FIGURE] = text_figure}
};
