/* SPDX-License-Identifier: GPL-3.0-or-later
   Pages, whatever the renderer.  Read page.h before. */
#include "page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exits.h"

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

AD_PRINTF(4, 0)
static void write_list(struct page *page,
                       void (*write)(struct page *, const char *),
                       enum block kind, const char *format, va_list list)
{
  char *text = memory_format_list(format, list);
  write(page, text);
  page->last = kind;
  free(text);
}

void page_title(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  write_list(page, page->renderer->title, PAGE_TITLE, format, list);
  va_end(list);
}

void page_section(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  write_list(page, page->renderer->section, PAGE_SECTION, format, list);
  va_end(list);
}

void page_print(struct page *page, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  write_list(page, page->renderer->paragraph, PAGE_PARAGRAPH, format, list);
  va_end(list);
}

void page_table(struct page *page, struct table *table)
{
  if (table->n_rows > 0) {
    page->renderer->table(page, table);
    page->last = PAGE_TABLE;
  }
  table_free(table);
}
