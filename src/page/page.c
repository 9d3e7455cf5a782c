/* SPDX-License-Identifier: GPL-3.0-or-later
   Pages, whatever the renderer.  Read page.h before. */
#include "page/page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/exits.h"
#include "page/table_layout.h"
#include "page/text_lines.h"

/* https://no-color.org: set and not empty. */
static int wants_colour(FILE *out)
{
  const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
  if ((no && *no) || (terminal && strcmp(terminal, "dumb") == 0))
    return 0;
  return isatty(fileno(out)) == 1;
}

struct page page_on(FILE *out)
{
  return (struct page){.out = out,
                       .renderer = &render_text,
                       .width = PAGE_WIDTH,
                       .colour = wants_colour(out)};
}

static const struct renderer *find_renderer(const char *name)
{
  static const struct renderer *const all[] = {&render_text, &render_markdown,
                                               &render_latex, &render_html};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
    if (strcmp(all[i]->name, name) == 0)
      return all[i];
  return NULL;
}

int page_has_format(const char *name)
{
  return find_renderer(name) != NULL;
}

struct page page_in(FILE *out, const char *format)
{
  struct page page = page_on(out);
  if (page_has_format(format))
    page.renderer = find_renderer(format);
  return page;
}

/* --- keeping -------------------------------------------------------------- */

static struct block *add_block(struct page *page, enum block_kind kind)
{
  if (page->n == page->room) {
    page->room = page->room ? 2 * page->room : 16;
    page->blocks = memory_grow(page->blocks, page->room,
                               sizeof *page->blocks);
  }
  page->blocks[page->n] = (struct block){.kind = kind};
  return &page->blocks[page->n++];
}

AD_PRINTF(3, 0)
static void add_text(struct page *page, enum block_kind kind,
                     const char *format, va_list list)
{
  char *text = memory_format_list(format, list);
  int heads = kind == BLOCK_TITLE || kind == BLOCK_SECTION;
  add_block(page, kind)->text = heads ? text_one_line(text) : text;
}

void page_title(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  add_text(page, BLOCK_TITLE, format, list);
  va_end(list);
}

void page_section(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  add_text(page, BLOCK_SECTION, format, list);
  va_end(list);
}

void page_print(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  add_text(page, BLOCK_PARAGRAPH, format, list);
  va_end(list);
}

void page_list(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  add_text(page, BLOCK_LIST, format, list);
  va_end(list);
}

void page_code(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  add_text(page, BLOCK_CODE, format, list);
  va_end(list);
}

void page_answer(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  if (!page->blank)
    add_text(page, BLOCK_PARAGRAPH, format, list);
  va_end(list);
}

void page_formula(struct page *page, const char *formula, const char *latex,
                  const char *rest)
{
  struct block *block = add_block(page, BLOCK_PARAGRAPH);
  block->text = memory_format("%s%s", formula, rest);
  block->math = latex ? memory_copy(latex) : NULL;
  block->formula = strlen(formula);
}

/* Rules that are as long as the page is wide, whatever the answers are. */
static void blank_table(struct table *table)
{
  enum { LETTERS_LEAST = 6, LETTERS_MOST = 18, ROOM = PAGE_WIDTH - 20 };
  size_t columns = table_blank(table, LETTERS_LEAST);
  size_t width = layout_natural_width(table), letters = LETTERS_LEAST;
  if (columns > 0 && width < ROOM)
    letters += (ROOM - width) / columns;
  table_blank(table, letters < LETTERS_MOST ? letters : LETTERS_MOST);
}

void page_table(struct page *page, struct table *table)
{
  if (page->blank)
    blank_table(table);
  if (table->n_rows > 0)
    add_block(page, BLOCK_TABLE)->table = table;
  else
    table_free(table);
}

void page_figure(struct page *page, const char *file, const char *caption)
{
  struct block *block = add_block(page, BLOCK_FIGURE);
  block->text = text_one_line(memory_copy(caption));
  block->file = memory_copy(file);
}

/* --- writing -------------------------------------------------------------- */

void page_flush(struct page *page)
{
  if (page->n > 0 && page->last == BLOCK_NONE && page->renderer->begin)
    page->renderer->begin(page);
  for (size_t i = 0; i < page->n; i++) {
    page->renderer->put[page->blocks[i].kind](page, &page->blocks[i]);
    page->last = page->blocks[i].kind;
  }
  for (size_t i = 0; i < page->n; i++) {
    free(page->blocks[i].text);
    free(page->blocks[i].math);
    table_free(page->blocks[i].table);
    free(page->blocks[i].file);
  }
  free(page->blocks);
  page->blocks = NULL;
  page->n = page->room = 0;
}

void page_end(struct page *page)
{
  page_flush(page);
  if (page->last != BLOCK_NONE && page->renderer->end)
    page->renderer->end(page);
}
