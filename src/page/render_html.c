/* SPDX-License-Identifier: GPL-3.0-or-later
   The HTML renderer: one page that needs nothing but itself and no script, for
   screens, paper and dark rooms.  It is well-formed XML, too.  Colours keep a
   contrast of 4.5 to 1 and more (WCAG 2.2, level AA), and none says anything
   that words do not.  Read page.h and table_layout.h before. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "page/html_escape.h"
#include "page/page.h"
#include "page/table_layout.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f23;--paper:#fff;--line:#8a929a;\n"
    "--shade:#f1f3f5;--good:#0b6b2e;--bad:#a3151b;--doubt:#7a4f00}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--ink:#e8eaed;\n"
    "--paper:#15181b;--line:#7d868f;--shade:#22262b;--good:#7fdc9b;\n"
    "--bad:#ff9d94;--doubt:#f0c36d}}\n"
    "body{margin:2rem auto;max-width:70rem;padding:0 1rem;color:var(--ink);\n"
    "background:var(--paper);font:1rem/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.6rem;line-height:1.25;margin:2.5rem 0 1rem}\n"
    "h2{font-size:1.2rem;margin:2rem 0 .5rem}\n"
    "p{white-space:pre-wrap;max-width:50rem}\n"
    "pre{overflow-x:auto}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
    "th{text-align:left}thead th{border-bottom:2px solid var(--line)}\n"
    "tbody th{font-weight:normal}sup{vertical-align:top}\n"
    "th,td{padding:.25rem .75rem;vertical-align:top}\n"
    "tbody tr:nth-child(even){background:var(--shade)}\n"
    "figure{margin:1.5rem 0}figure img{max-width:100%;background:#fff}\n"
    ".r{text-align:right}\n"
    ".n{font-family:ui-monospace,monospace;white-space:pre}\n"
    ".m{display:inline-table;border-collapse:separate;border-spacing:0;\n"
    "border-left:1px solid;border-right:1px solid;border-radius:.5rem}\n"
    ".m td{padding:0 .5rem;text-align:right}\n"
    ".m tr:nth-child(even){background:none}\n"
    ".good{color:var(--good)}.bad{color:var(--bad);font-weight:bold}\n"
    ".doubt{color:var(--doubt)}\n"
    "@media print{body{margin:0;max-width:none;color:#000;background:#fff}\n"
    ".wide{overflow:visible}tr,h2{break-inside:avoid;break-after:auto}\n"
    "h1,h2{break-after:avoid}}\n";

/* --- text ----------------------------------------------------------------- */

static void put_text(struct page *page, const char *text, const char *between)
{
  text_put(page->out, text, SIZE_MAX, between, html_text);
}

/* The document is called as its first title is. */
static const char *name_of(const struct page *page)
{
  for (size_t i = 0; i < page->n; i++)
    if (page->blocks[i].kind == BLOCK_TITLE)
      return page->blocks[i].text;
  return "gradcompare";
}

static void html_begin(struct page *page)
{
  fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
        "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"/>\n<title>",
        page->out);
  put_text(page, name_of(page), " ");
  fputs("</title>\n<style>\n", page->out);
  fputs(style, page->out);
  fputs("</style>\n</head>\n<body>\n<main>\n", page->out);
}

static void html_end(struct page *page)
{
  fputs("</main>\n</body>\n</html>\n", page->out);
}

static void put_block(struct page *page, const char *element, const char *text,
                      const char *between)
{
  fprintf(page->out, "<%s>", element);
  put_text(page, text, between);
  fprintf(page->out, "</%s>\n", element);
}

static void html_title(struct page *page, const struct block *block)
{
  put_block(page, "h1", block->text, " ");
}

static void html_section(struct page *page, const struct block *block)
{
  put_block(page, "h2", block->text, " ");
}

static void html_paragraph(struct page *page, const struct block *block)
{
  put_block(page, "p", block->text, "\n");
}

static void html_list(struct page *page, const struct block *block)
{
  fputs("<ul>\n<li>", page->out);
  put_text(page, block->text, "</li>\n<li>");
  fputs("</li>\n</ul>\n", page->out);
}

static void html_code(struct page *page, const struct block *block)
{
  put_block(page, "pre", block->text, "\n");
}

/* --- tables --------------------------------------------------------------- */

static void put_entry(struct page *page, const struct cell *cell, size_t i)
{
  char *text = cell_text(cell, i);
  html_text(page->out, text);
  free(text);
}

static void put_matrix(struct page *page, const struct cell *cell)
{
  fputs("<table class=\"m n\">", page->out);
  for (size_t i = 0; i < cell->rows; i++) {
    fputs("<tr>", page->out);
    for (size_t j = 0; j < cell->cols; j++) {
      fputs("<td>", page->out);
      put_entry(page, cell, i * cell->cols + j);
      fputs("</td>", page->out);
    }
    fputs("</tr>", page->out);
  }
  fprintf(page->out, "</table>%s", cell->transposed ? "<sup>T</sup>" : "");
}

/* Classes: at the right, a number, its tone. */
static void put_classes(struct page *page, int right, int number,
                        enum tone tone)
{
  static const char *const tones[] = {[TONE_PLAIN] = "", [TONE_GOOD] = "good",
                                      [TONE_BAD] = "bad",
                                      [TONE_DOUBT] = "doubt"};
  const char *words[] = {right ? "r" : "", number ? "n" : "", tones[tone]};
  const char *before = " class=\"";
  for (size_t i = 0; i < 3; i++)
    if (words[i][0]) {
      fprintf(page->out, "%s%s", before, words[i]);
      before = " ";
    }
  fputs(before[1] ? "" : "\"", page->out);
}

/* Does the first column say what its row is about? */
static int heads_row(const struct layout *l, size_t i, size_t j)
{
  return j == 0 && l->table->n_columns > 1 &&
         l->table->columns[0].align == ALIGN_LEFT &&
         layout_count(l, i, 0) > 0 && *layout_line(l, i, 0, 0);
}

/* A number stands at its column's point: figure spaces lead it there. */
static void put_cell(struct page *page, const struct layout *l, size_t i,
                     size_t j)
{
  const struct cell *cell = table_at(l->table, i, j);
  enum align align = l->table->columns[j].align;
  int point = layout_aligned(l, i, j), head = heads_row(l, i, j);
  fputs(head ? "<th scope=\"row\"" : "<td", page->out);
  put_classes(page, align != ALIGN_LEFT && cell->kind != CELL_MATRIX && !point,
              align == ALIGN_POINT, cell->tone);
  fputc('>', page->out);
  if (cell->kind == CELL_MATRIX) {
    put_matrix(page, cell);
  } else {
    size_t blanks = point ? l->point[j] - text_point(layout_line(l, i, j, 0))
                          : 0;
    while (blanks-- > 0)
      fputs("\u2007", page->out);
    layout_put(page->out, l, i, j, "<br/>", html_text);
  }
  fputs(head ? "</th>" : "</td>", page->out);
}

/* Nothing where no column has a heading. */
static void put_headings(struct page *page, const struct layout *l)
{
  const struct table *table = l->table;
  size_t any = 0;
  for (size_t j = 0; j < table->n_columns; j++)
    any += strlen(table->columns[j].heading);
  if (any == 0)
    return;
  fputs("<thead><tr>", page->out);
  for (size_t j = 0; j < table->n_columns; j++) {
    const char *heading = table->columns[j].heading;
    const char *element = heading[0] ? "th" : "td"; /* a head has a text   */
    fprintf(page->out, "<%s%s%s>", element, heading[0] ? " scope=\"col\"" : "",
            l->left[j] ? "" : " class=\"r\"");
    put_text(page, heading, " ");
    fprintf(page->out, "</%s>", element);
  }
  fputs("</tr></thead>\n", page->out);
}

/* The heading that a block stands under. */
static const char *heading_of(const struct page *page,
                              const struct block *block)
{
  while (block-- > page->blocks)
    if (block->kind == BLOCK_SECTION || block->kind == BLOCK_TITLE)
      return block->text;
  return "Table";
}

/* What is too wide is scrolled, by keys as well. */
static void html_table(struct page *page, const struct block *block)
{
  struct table *table = block->table;
  struct layout l;
  layout_make(&l, table, SIZE_MAX);
  fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"",
        page->out);
  put_text(page, heading_of(page, block), " ");
  fputs("\"><table>\n", page->out);
  put_headings(page, &l);
  fputs("<tbody>\n", page->out);
  for (size_t i = 0; i < table->n_rows; i++) {
    fputs("<tr>", page->out);
    for (size_t j = 0; j < table->n_columns; j++)
      put_cell(page, &l, i, j);
    fputs("</tr>\n", page->out);
  }
  fputs("</tbody>\n</table></div>\n", page->out);
  layout_free(&l);
}

/* --- figures -------------------------------------------------------------- */

/* A file as a URL that holds it (RFC 2397): letters and digits as they are. */
static void put_data(FILE *out, FILE *file)
{
  fputs("data:image/svg+xml,", out);
  for (int c; (c = getc(file)) != EOF;)
    fprintf(out, c < 0x80 && isalnum(c) ? "%c" : "%%%02X", c);
}

/* A file that has gone is named. */
static void html_figure(struct page *page, const struct block *block)
{
  FILE *file = fopen(block->file, "rb");
  fputs("<figure>\n", page->out);
  if (file) {
    fputs("<img alt=\"", page->out);
    put_text(page, block->text, " ");
    fputs("\" src=\"", page->out);
    put_data(page->out, file);
    fputs("\"/>\n", page->out);
    fclose(file);
  }
  put_block(page, "figcaption", block->text, " ");
  if (!file)
    put_block(page, "code", block->file, " ");
  fputs("</figure>\n", page->out);
}

const struct renderer render_html = {
  .name = "html",
  .begin = html_begin,
  .put = {[BLOCK_TITLE] = html_title,
          [BLOCK_SECTION] = html_section,
          [BLOCK_PARAGRAPH] = html_paragraph,
          [BLOCK_LIST] = html_list,
          [BLOCK_CODE] = html_code,
          [BLOCK_TABLE] = html_table,
          [BLOCK_FIGURE] = html_figure},
  .end = html_end
};
