/* SPDX-License-Identifier: GPL-3.0-or-later
   The LaTeX renderer: a whole document of class article, whose tables can be
   taken into others.  Numbers are in math mode, matrices are pmatrix.  Read
   page.h, table_layout.h and latex_escape.h before. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/latex_escape.h"
#include "page/latex_math.h"
#include "page/page.h"
#include "page/table_layout.h"

enum {
  ROOM = 80,   /* letters of a table that fit beside each other           */
  LINE = 100,  /* letters of a line                                       */
  COLUMNS = 10 /* of a pmatrix, unless it is told otherwise               */
};

static void latex_begin(struct page *page)
{
  if (page->fragment) {
    fputs("% To be \\input into a document that loads the packages amsmath, "
          "booktabs\n% and longtable (and inputenc with utf8, where it is "
          "old).\n", page->out);
    if (page->pictures)
      fputs("% Its pictures want graphicx as well.\n", page->out);
    return;
  }
  fputs("\\documentclass{article}\n"
        "\\usepackage[utf8]{inputenc}\n"
        "\\usepackage[margin=20mm]{geometry}\n"
        "\\usepackage{amsmath}\n"
        "\\usepackage{booktabs}\n"
        "\\usepackage{longtable}\n", page->out);
  fputs(page->pictures ? "\\usepackage{graphicx}\n" : "", page->out);
  fputs("\\setlength{\\parindent}{0pt}\n"
        "\\setlength{\\parskip}{1ex}\n"
        "\\setlength{\\tabcolsep}{4pt}\n"
        "\\renewcommand{\\arraystretch}{1.3}\n"
        "\\begin{document}\n",
        page->out);
}

static void latex_end(struct page *page)
{
  if (page->fragment)
    return;
  fputs("\n\\end{document}\n", page->out);
}

/* --- text ----------------------------------------------------------------- */

/* Lines with `between` between them. */
static void put_text(struct page *page, const char *text, const char *between)
{
  text_put(page->out, text, SIZE_MAX, between, latex_text);
}

static void heading(struct page *page, const char *command, const char *text)
{
  fprintf(page->out, "\n\\%s*{", command);
  put_text(page, text, " ");
  fputs("}\n", page->out);
}

static void latex_title(struct page *page, const struct block *block)
{
  heading(page, "section", block->text);
}

static void latex_section(struct page *page, const struct block *block)
{
  heading(page, "subsection", block->text);
}

/* \mbox{} before each break: there may be no line yet. */
static void latex_paragraph(struct page *page, const struct block *block)
{
  fputc('\n', page->out);
  if (block->math)
    fprintf(page->out, "$%s$", block->math);
  put_text(page, block->text + (block->math ? block->formula : 0),
           "\\mbox{}\\\\\n");
  fputc('\n', page->out);
}

static void latex_list(struct page *page, const struct block *block)
{
  fputs("\n\\begin{itemize}\n\\item ", page->out);
  put_text(page, block->text, "\n\\item ");
  fputs("\n\\end{itemize}\n", page->out);
}

/* Not verbatim: there letters that a plain document cannot show are lost. */
static void latex_code(struct page *page, const struct block *block)
{
  fputs("\n{\\ttfamily\\obeyspaces ", page->out);
  put_text(page, block->text, "\\mbox{}\\\\\n");
  fputs("}\n", page->out);
}

/* --- cells ---------------------------------------------------------------- */

static void put_entry(struct page *page, const struct cell *cell, size_t i)
{
  char *text = cell_text(cell, i);
  latex_number(page->out, text);
  free(text);
}

/* Columns first .. end - 1. */
static void put_columns_of(struct page *page, const struct cell *cell,
                           size_t first, size_t end)
{
  if (end - first > COLUMNS)
    fprintf(page->out, "\\setcounter{MaxMatrixCols}{%zu}", end - first);
  fputs("$\\begin{pmatrix}", page->out);
  for (size_t i = 0; i < cell->rows; i++)
    for (size_t j = first; j < end; j++) {
      fputs(j > first ? " & " : i > 0 ? " \\\\ " : "", page->out);
      put_entry(page, cell, i * cell->cols + j);
    }
  fprintf(page->out, "\\end{pmatrix}%s$", cell->transposed ? "^{T}" : "");
}

/* In parts under each other where it is too wide for its column. */
static void put_matrix(struct page *page, const struct cell *cell, size_t room)
{
  size_t end = layout_columns(cell, 0, room);
  int parts = end < cell->cols;
  fputs(parts ? "\\begin{tabular}[t]{@{}l@{}}" : "", page->out);
  for (size_t first = 0; first < cell->cols; first = end) {
    end = layout_columns(cell, first, room);
    if (parts) {
      char *head = layout_columns_head(cell, first, end);
      fputs(first > 0 ? "\\\\ " : "", page->out);
      latex_text(page->out, head);
      fputs("\\\\ ", page->out);
      free(head);
    }
    put_columns_of(page, cell, first, end);
  }
  fputs(parts ? "\\end{tabular}" : "", page->out);
}

/* Lines of a formula: in a column of fixed width broken there, else in a table
   of their own. */
static void put_math(struct page *page, const char *math, int fixed)
{
  int several = strchr(math, '\n') != NULL;
  if (several && !fixed)
    fputs("\\begin{tabular}[t]{@{}l@{}}", page->out);
  fputs(fixed ? "\\raggedright " : "", page->out);
  latex_math(page->out, math, fixed ? "\\,\\allowbreak " : "\\, ",
             fixed ? "\\newline " : "\\\\ ");
  if (several && !fixed)
    fputs("\\end{tabular}", page->out);
}

/* Lines of a text: in a column of fixed width broken there, else in a table
   of their own. */
static void put_words(struct page *page, const char *text, int fixed)
{
  int several = strchr(text, '\n') != NULL;
  if (several && !fixed)
    fputs("\\begin{tabular}[t]{@{}l@{}}", page->out);
  put_text(page, text, fixed ? "\\newline " : "\\\\ ");
  if (several && !fixed)
    fputs("\\end{tabular}", page->out);
}

static void put_toned(struct page *page, const struct cell *cell,
                      const char *text, int fixed)
{
  fputs(fixed ? "\\raggedright " : "", page->out);
  fputs(cell->tone == TONE_BAD ? "\\textbf{" : "", page->out);
  put_words(page, text, fixed);
  fputs(cell->tone == TONE_BAD ? "}" : "", page->out);
}

/* A formula that would stand out of its column is a text, which breaks
   anywhere.  Typeset it takes about three quarters of its letters. */
static int is_math(const struct cell *cell, size_t width, int fixed)
{
  return cell->math && (!fixed || 3 * latex_widest(cell->text) <= 4 * width);
}

/* A number with a unit, or in doubt, is a text. */
static void put_cell(struct page *page, const struct layout *l, size_t i,
                     size_t j, int fixed)
{
  const struct cell *cell = table_at(l->table, i, j);
  if (is_math(cell, l->given[j], fixed)) {
    put_math(page, cell->math, fixed);
  } else if (cell->kind == CELL_MATRIX) {
    put_matrix(page, cell, l->given[j]);
  } else if (cell->math) {
    fputs("\\raggedright ", page->out);
    layout_put(page->out, l, i, j, "\\newline ", latex_text);
  } else if (cell->kind != CELL_EMPTY) {
    char *text = cell_text(cell, 0);
    if (cell->kind == CELL_NUMBER && latex_is_number(text)) {
      fputc('$', page->out);
      latex_number(page->out, text);
      fputc('$', page->out);
    } else {
      put_toned(page, cell, text, fixed);
    }
    free(text);
  }
}

/* --- tables --------------------------------------------------------------- */

static size_t text_width(const char *text)
{
  struct lines lines = {0};
  lines_wrap(&lines, text, SIZE_MAX);
  size_t width = lines_width(&lines, 0, lines.n);
  lines_free(&lines);
  return width;
}

/* Has column j a text that does not fit into the width it got? */
static int is_fixed(const struct layout *l, size_t j)
{
  for (size_t i = 0; i < l->table->n_rows; i++) {
    const struct cell *cell = table_at(l->table, i, j);
    if (cell->kind == CELL_TEXT && text_width(cell->text) > l->width[j])
      return 1;
  }
  return 0;
}

static void put_columns(struct page *page, const struct layout *l, int *fixed)
{
  fputs("\n\\begin{longtable}[l]{", page->out);
  for (size_t j = 0; j < l->table->n_columns; j++) {
    fixed[j] = is_fixed(l, j);
    if (fixed[j])
      fprintf(page->out, "p{%.2f\\linewidth}", (double)l->given[j] / LINE);
    else
      fputc(l->left[j] ? 'l' : 'r', page->out);
  }
  fputs("}\n", page->out);
}

static int has_headings(const struct table *table)
{
  for (size_t j = 0; j < table->n_columns; j++)
    if (table->columns[j].heading[0])
      return 1;
  return 0;
}

static void put_headings(struct page *page, const struct table *table)
{
  fputs("\\toprule\n", page->out);
  for (size_t j = 0; j < table->n_columns; j++) {
    fputs(j > 0 ? " & " : "", page->out);
    put_text(page, table->columns[j].heading, " ");
  }
  fputs(" \\tabularnewline\n\\midrule\n\\endhead\n", page->out);
}

static void latex_table(struct page *page, const struct block *block)
{
  struct table *table = block->table;
  struct layout l;
  int wide = layout_natural_width(table) > ROOM;
  layout_make(&l, table, ROOM);
  int *fixed = memory_new(table->n_columns, sizeof *fixed);
  fputs(wide ? "\n{\\small" : "", page->out);
  put_columns(page, &l, fixed);
  if (has_headings(table))
    put_headings(page, table);
  for (size_t i = 0; i < table->n_rows; i++) {
    for (size_t j = 0; j < table->n_columns; j++) {
      fputs(j > 0 ? " & " : "", page->out);
      put_cell(page, &l, i, j, fixed[j]);
    }
    fputs(" \\tabularnewline\n", page->out);
  }
  fprintf(page->out, "%s\\end{longtable}%s\n",
          has_headings(table) ? "\\bottomrule\n" : "", wide ? "}" : "");
  free(fixed);
  layout_free(&l);
}

/* The PDF that lies beside the SVG: LaTeX reads no other. */
static void latex_figure(struct page *page, const struct block *block)
{
  const char *ending = strrchr(block->file, '.');
  int n = ending ? (int)(ending - block->file) : (int)strlen(block->file);
  fprintf(page->out,
          "\n\\begin{center}\n\\includegraphics[width=.8\\linewidth]"
          "{\\detokenize{%.*s}.pdf}\\\\\n", n, block->file);
  put_text(page, block->text, " ");
  fputs("\n\\end{center}\n", page->out);
}

const struct renderer render_latex = {
  .name = "latex",
  .begin = latex_begin,
  .put = {[BLOCK_TITLE] = latex_title,
          [BLOCK_SECTION] = latex_section,
          [BLOCK_PARAGRAPH] = latex_paragraph,
          [BLOCK_LIST] = latex_list,
          [BLOCK_CODE] = latex_code,
          [BLOCK_TABLE] = latex_table,
          [BLOCK_FIGURE] = latex_figure},
  .end = latex_end
};
