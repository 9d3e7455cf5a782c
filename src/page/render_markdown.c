/* SPDX-License-Identifier: GPL-3.0-or-later
   The Markdown renderer: headings, paragraphs and tables as GitHub and
   Pandoc read them.  A cell of several lines has <br> between them, a matrix
   is code, row by row.  Read page.h and table_layout.h before. */
#include <stdint.h>
#include <string.h>

#include "page/page.h"
#include "page/table_layout.h"

/* --- text ----------------------------------------------------------------- */

/* With a backslash before all that Markdown, HTML or a table could take for
   a mark.  `text` has no control characters. */
static void put_inline(struct page *page, const char *text)
{
  for (; *text; text++) {
    if (strchr("\\`*_[]<>#|~&$", *text))
      fputc('\\', page->out);
    fputc(*text, page->out);
  }
}

/* The same where a line begins: what would start a list or underline a
   heading does not, and blanks stay. */
static void put_line(struct page *page, const char *text)
{
  size_t digits;
  for (; *text == ' '; text++)
    fputs("&nbsp;", page->out);
  digits = strspn(text, "0123456789");
  fprintf(page->out, "%.*s", (int)digits, text);
  text += digits;
  if (strchr(digits > 0 ? ".)" : "-+=", *text) && *text)
    fputc('\\', page->out);
  put_inline(page, text);
}

static struct lines lines_of(const char *text)
{
  struct lines lines = {0};
  lines_wrap(&lines, text, SIZE_MAX);
  return lines;
}

static void separate(struct page *page)
{
  if (page->last != BLOCK_NONE)
    fputc('\n', page->out);
}

static void heading(struct page *page, const char *mark, const char *text)
{
  struct lines lines = lines_of(text);
  separate(page);
  fputs(mark, page->out);
  for (size_t i = 0; i < lines.n; i++) {
    fputc(' ', page->out);
    put_inline(page, lines_at(&lines, i));
  }
  fputc('\n', page->out);
  lines_free(&lines);
}

static void markdown_title(struct page *page, const struct block *block)
{
  heading(page, "#", block->text);
}

static void markdown_section(struct page *page, const struct block *block)
{
  heading(page, "##", block->text);
}

/* A backslash at the end of a line keeps its break. */
static void markdown_paragraph(struct page *page, const struct block *block)
{
  struct lines lines = lines_of(block->text);
  separate(page);
  for (size_t i = 0; i < lines.n; i++) {
    put_line(page, lines_at(&lines, i));
    if (i + 1 < lines.n && *lines_at(&lines, i) && *lines_at(&lines, i + 1))
      fputc('\\', page->out);
    fputc('\n', page->out);
  }
  lines_free(&lines);
}

static void markdown_list(struct page *page, const struct block *block)
{
  struct lines lines = lines_of(block->text);
  separate(page);
  for (size_t i = 0; i < lines.n; i++) {
    fputs("- ", page->out);
    put_line(page, lines_at(&lines, i));
    fputc('\n', page->out);
  }
  lines_free(&lines);
}

/* Indented: no mark in the text can end it. */
static void markdown_code(struct page *page, const struct block *block)
{
  struct lines lines = lines_of(block->text);
  separate(page);
  for (size_t i = 0; i < lines.n; i++)
    fprintf(page->out, "    %s\n", lines_at(&lines, i));
  lines_free(&lines);
}

/* --- tables --------------------------------------------------------------- */

static void put_cell(struct page *page, const struct layout *l, size_t row,
                     size_t j)
{
  const struct cell *cell = table_at(l->table, row, j);
  const char *mark = cell->tone == TONE_BAD ? "**" : "";
  for (size_t i = 0; i < layout_count(l, row, j); i++) {
    const char *line = layout_line(l, row, j, i);
    fputs(i > 0 ? "<br>" : "", page->out);
    if (cell->kind == CELL_MATRIX) {
      fprintf(page->out, "`%s`", line);
    } else if (line[0]) {
      fputs(mark, page->out);
      put_inline(page, line);
      fputs(mark, page->out);
    }
  }
}

static void put_headings(struct page *page, const struct layout *l)
{
  for (size_t j = 0; j < l->table->n_columns; j++) {
    fputs("| ", page->out);
    put_inline(page, l->table->columns[j].heading);
    fputc(' ', page->out);
  }
  fputs("|\n", page->out);
  for (size_t j = 0; j < l->table->n_columns; j++)
    fputs(l->left[j] ? "|:---" : "|---:", page->out);
  fputs("|\n", page->out);
}

static void markdown_table(struct page *page, const struct block *block)
{
  struct table *table = block->table;
  struct layout l;
  separate(page);
  layout_make(&l, table, SIZE_MAX);
  put_headings(page, &l);
  for (size_t i = 0; i < table->n_rows; i++) {
    for (size_t j = 0; j < table->n_columns; j++) {
      fputs("| ", page->out);
      put_cell(page, &l, i, j);
      fputc(' ', page->out);
    }
    fputs("|\n", page->out);
  }
  layout_free(&l);
}

/* Within angle brackets a name may have blanks and parentheses. */
static void markdown_figure(struct page *page, const struct block *block)
{
  separate(page);
  fputs("![", page->out);
  put_inline(page, block->text);
  fputs("](<", page->out);
  for (const char *s = block->file; *s; s++)
    fprintf(page->out, strchr("<>\\", *s) ? "\\%c" : "%c", *s);
  fputs(">)\n", page->out);
}

const struct renderer render_markdown = {
  .name = "markdown",
  .put = {[BLOCK_TITLE] = markdown_title,
          [BLOCK_SECTION] = markdown_section,
          [BLOCK_PARAGRAPH] = markdown_paragraph,
          [BLOCK_LIST] = markdown_list,
          [BLOCK_CODE] = markdown_code,
          [BLOCK_TABLE] = markdown_table,
          [BLOCK_FIGURE] = markdown_figure}
};
