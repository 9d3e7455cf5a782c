/* SPDX-License-Identifier: GPL-3.0-or-later
   Statuses, messages and checked memory.  Read exits.h before. */
#include "host/exits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"
#include "host/limit.h"
#include "host/output.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#else
#define PACKAGE_VERSION "unknown"
#endif

const char *exits_version(void)
{
  return PACKAGE_VERSION;
}

int exit_worst(int a, int b)
{
  static const int rank[] = {[EXIT_FINE] = 0,
                             [EXIT_DOUBT] = 1,
                             [EXIT_DISAGREE] = 2,
                             [EXIT_INPUT] = 3,
                             [EXIT_SYSTEM] = 4};
  return rank[a] > rank[b] ? a : b;
}

int exit_of(ad_status status)
{
  if (status == AD_OK)
    return EXIT_FINE;
  return status == AD_EINPUT ? EXIT_INPUT : EXIT_SYSTEM;
}

static void die_without_memory(size_t n, size_t size)
{
  output_abandon();
  fprintf(stderr, "gradcompare: no memory for %zu times %zu bytes%s\n", n, size,
          limit_hint());
  exit(EXIT_SYSTEM);
}

static void print_shown(const char *s)
{
  size_t n = strlen(s);
  while (n > 0) {
    ad_cell cell = ad_text_cell(s, n);
    fputs(cell.text, stderr);
    s += cell.bytes;
    n -= cell.bytes;
  }
}

/* Of the worksheet at hand, for its record in a report. */
static char *first_complaint;

const char *complain_first(void)
{
  return first_complaint;
}

void complain_forget(void)
{
  free(first_complaint);
  first_complaint = NULL;
}

void complain(const char *format, ...)
{
  va_list list;
  va_start(list, format);
  char *text = memory_format_list(format, list);
  va_end(list);
  fputs("gradcompare: ", stderr);
  print_shown(text);
  fputc('\n', stderr);
  if (first_complaint)
    free(text);
  else
    first_complaint = text;
}

int complain_error(const ad_error *err)
{
  complain("%s%s%s%s", err->text, err->hint[0] ? "; " : "", err->hint,
           err->status == AD_ENOMEM ? limit_hint() : "");
  return exit_of(err->status);
}

void *memory_new(size_t n, size_t size)
{
  void *p = ad_array(n, size);
  if (!p)
    die_without_memory(n, size);
  return p;
}

void *memory_grow(void *p, size_t n, size_t size)
{
  void *grown = ad_array_resize(p, n, size);
  if (!grown)
    die_without_memory(n, size);
  return grown;
}

void *memory_given(void *p, size_t size)
{
  if (!p)
    die_without_memory(1, size);
  return p;
}

char *memory_copy(const char *s)
{
  size_t size = strlen(s) + 1;
  return memcpy(memory_given(malloc(size), size), s, size);
}

char *memory_format_list(const char *format, va_list list)
{
  char most[120] = ""; /* long enough for most                            */
  va_list again;
  va_copy(again, list);
  int n = vsnprintf(most, sizeof most, format, again);
  va_end(again);
  if (n < (int)sizeof most)
    return memory_copy(n < 0 ? "" : most);
  char *text = memory_new((size_t)n + 1, 1);
  vsnprintf(text, (size_t)n + 1, format, list);
  return text;
}

char *memory_format(const char *format, ...)
{
  va_list list;
  va_start(list, format);
  char *text = memory_format_list(format, list);
  va_end(list);
  return text;
}

static void growing_put(struct growing *g, const char *s)
{
  size_t n = strlen(s);
  if (g->size + n + 1 > g->room) {
    g->room = 2 * (g->size + n + 1);
    g->text = memory_grow(g->text, g->room, 1);
  }
  memcpy(g->text + g->size, s, n + 1);
  g->size += n;
}

void growing_add(struct growing *g, const char *between, const char *piece)
{
  growing_put(g, g->size > 0 ? between : "");
  growing_put(g, piece);
}

void memory_append(char **text, const char *between, char *piece)
{
  char *longer = memory_format("%s%s%s", *text, **text ? between : "", piece);
  free(*text);
  free(piece);
  *text = longer;
}
