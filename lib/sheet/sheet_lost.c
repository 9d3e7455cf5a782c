/* SPDX-License-Identifier: GPL-3.0-or-later
   What a line that fails would have brought: names that are lost with it, and
   blocks that were not opened.  Later lines that ask for them are passed
   over, for one slip makes one message.  Read sheet_read.h before. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_scan.h"
#include "sheet/sheet_read.h"

void ad_reader_lose(ad_reader *r, const char *name)
{
  size_t known;
  if (ad_names_find(&r->lost, name, strlen(name), &known))
    return;
  char *copy = ad_reader_copy(r, name, strlen(name));
  if (!copy || !ad_reader_grow(r, (void **)&r->lost_names, &r->room_lost,
                               r->n_lost, sizeof *r->lost_names)) {
    free(copy);
    return;
  }
  r->lost_names[r->n_lost++] = copy;
  if (ad_names_add(&r->lost, copy, strlen(copy), 1) != AD_OK)
    ad_reader_no_memory(r);
}

int ad_reader_covers(const ad_names_table *names, const char *name)
{
  enum { LONGEST = 200 };
  char start[LONGEST + 1];
  size_t known, n = strlen(name);
  if (names->count == 0)
    return 0;
  if (ad_names_find(names, name, n, &known))
    return 1;
  for (size_t i = 1; i < n && i < LONGEST; i++) /* h3 of h{t} */
    if (name[i] >= '0' && name[i] <= '9') {
      memcpy(start, name, i);
      start[i] = '{';
      if (ad_names_find(names, start, i + 1, &known))
        return 1;
    }
  return 0;
}

int ad_reader_is_lost(const ad_reader *r, const char *name)
{
  return ad_reader_covers(&r->lost, name);
}

/* Does the expression use a name whose statement failed? */
int ad_reader_uses_lost(const ad_reader *r, const ad_expr *expr)
{
  for (size_t i = 0; r->n_lost > 0 && expr && i < expr->n; i++)
    if ((expr->terms[i].kind == AD_T_NAME ||
         (expr->terms[i].kind == AD_T_CALL &&
          !ad_lower_reserved(expr->terms[i].text))) &&
        ad_reader_is_lost(r, expr->terms[i].text))
      return 1;
  return 0;
}

/* ---- the names of a line ---- */

/* Loses the name text[n] unless it is another's; with a { behind it, all that
   it starts. */
static void lose_word(ad_reader *r, const char *text, size_t n, int open)
{
  ad_ref ref;
  double number;
  char *name = malloc(n + 2);
  if (!name) {
    ad_reader_no_memory(r);
    return;
  }
  memcpy(name, text, n);
  memcpy(name + n, open ? "{" : "", open ? 2 : 1);
  if (open || !(ad_builder_find(r->b, name, n, &ref) ||
                ad_reader_number(r, name, &number) || ad_lower_reserved(name)))
    ad_reader_lose(r, name);
  free(name);
}

/* The offset of the first = of text[size]; size where there is none. */
static size_t first_equals(const char *text, size_t size)
{
  size_t i = 0;
  while (i < size && text[i] != '=' && text[i] != '#' && text[i] != '"')
    i++;
  return i < size && text[i] == '=' ? i : size;
}

void ad_reader_lose_line(ad_reader *r, const char *text, size_t size)
{
  size_t equals = first_equals(text, size);
  for (size_t i = 0; i < size && text[i] != '#' && text[i] != '"';) {
    size_t n = ad_text_name(text, size, i) - i;
    int open = i + n < size && text[i + n] == '{';
    if (n > 0 && !isdigit((unsigned char)text[i]) &&
        (i < equals || ad_text_defines(text, size, i + n)))
      lose_word(r, text + i, n, open);
    i += n > 0 ? n : 1;
  }
}

/* ---- blocks ---- */

static int starts_with_one(const char *text, size_t size,
                           const char *const *words)
{
  for (; *words; words++)
    if (ad_line_starts(text, size, *words))
      return 1;
  return 0;
}

int ad_reader_opens_block(const char *text, size_t size)
{
  static const char *const words[] = {"for",     "if",     "while", "function",
                                      "foreach", "switch", "def",   "repeat",
                                      "begin",   NULL};
  return starts_with_one(text, size, words);
}

int ad_reader_continues_block(ad_reader *r, const char *text, size_t size)
{
  static const char *const inner[] = {"else", "elif",   "elseif", "then",
                                      "case", "return", "do",     NULL};
  static const char *const outer[] = {"end",      "endif", "endfor", "fi",
                                      "endwhile", "done",  "next",   NULL};
  size_t i = ad_text_blanks(text, size, 0);
  if (r->n_broken == 0)
    return 0;
  int closes = (i < size && text[i] == '}') ||
               starts_with_one(text, size, outer);
  size_t last = size;
  while (last > 0 && strchr(" \t\r", text[last - 1]))
    last--;
  int goes_on = last > 0 && text[last - 1] == '{'; /* } else {           */
  r->n_broken -= closes && !goes_on ? 1 : 0;
  return closes || starts_with_one(text, size, inner);
}
