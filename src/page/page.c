/* SPDX-License-Identifier: GPL-3.0-or-later
   Pages, whatever the renderer.  Read page.h before. */
#include "page/page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/exits.h"

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

static void begin(struct page *page)
{
  if (page->last == PAGE_EMPTY && page->renderer->begin)
    page->renderer->begin(page);
}

void page_end(struct page *page)
{
  if (page->last != PAGE_EMPTY && page->renderer->end)
    page->renderer->end(page);
}

AD_PRINTF(4, 0)
static void write_list(struct page *page,
                       void (*write)(struct page *, const char *),
                       enum block kind, const char *format, va_list list)
{
  char *text = memory_format_list(format, list);
  begin(page);
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
    begin(page);
    page->renderer->table(page, table);
    page->last = PAGE_TABLE;
  }
  table_free(table);
}
