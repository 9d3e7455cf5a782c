/* SPDX-License-Identifier: GPL-3.0-or-later
   See c_place.h. */
#include "export/c_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/code.h"
#include "host/exits.h"

/* --- texts ---------------------------------------------------------------- */

char *c_index_text(struct c_index x)
{
  if (!x.var)
    return memory_format("%ld", x.shift);
  if (x.shift == 0)
    return memory_copy(x.var);
  return memory_format("%s %c %ld", x.var, x.shift > 0 ? '+' : '-',
                       labs(x.shift));
}

/* row * cols + col, as a number where both are. */
static char *offset_text(const struct c_place *at, size_t cols)
{
  long n = (long)cols;
  if (!at->row.var)
    return c_index_text((struct c_index){at->col.var, at->col.size,
                                         at->row.shift * n + at->col.shift});
  char *row = c_index_text(at->row), *col = c_index_text(at->col);
  char *first = memory_format(at->row.shift ? "(%s) * %zu" : "%s * %zu", row,
                              cols);
  char *text = !at->col.var && at->col.shift == 0
                 ? memory_copy(first)
                 : memory_format("%s + %s", first, col);
  free(row);
  free(col);
  free(first);
  return text;
}

char *c_entry_text(const char *name, ad_shape s, const struct c_place *at)
{
  char *offset = at->flat      ? memory_copy("k")
                 : s.rows == 1 ? c_index_text(at->col)
                 : s.cols == 1 ? c_index_text(at->row)
                               : offset_text(at, s.cols);
  char *text = memory_format("%s[%s]", name, offset);
  free(offset);
  return text;
}

/* --- words ---------------------------------------------------------------- */

static struct c_index of_letter(const struct c_place *at, char letter)
{
  return letter == 'i' ? at->row : at->col;
}

static long count_of(const ad_graph *g, ad_ref x, const char *name)
{
  char *text = code_count(g, x, name);
  long count = text ? strtol(text, NULL, 10) : 0;
  free(text);
  return count;
}

/* "i", "i + r0" */
static struct c_index moved(const ad_graph *g, ad_ref x, const char *text,
                            const struct c_place *at)
{
  char sign = '+', name[16] = "";
  struct c_index index = of_letter(at, text[0]);
  if (sscanf(text + 1, " %c %15[a-z0-9]", &sign, name) == 2)
    index.shift += (sign == '-' ? -1 : 1) * count_of(g, x, name);
  return index;
}

static long least(struct c_index x)
{
  return x.shift;
}

static long most(struct c_index x)
{
  return x.var ? x.shift + (long)x.size - 1 : x.shift;
}

/* "i >= r0"; "" where that is so at every place. */
static char *comparison(const ad_graph *g, ad_ref x, const char *text,
                        const struct c_place *at)
{
  char letter = 'i', op[3] = "", name[16] = "";
  sscanf(text, " %c %2[<>=] %15[a-z0-9]", &letter, op, name);
  struct c_index left = of_letter(at, letter);
  struct c_index right = strlen(name) == 1
                           ? of_letter(at, name[0])
                           : (struct c_index){NULL, 0, count_of(g, x, name)};
  if (op[0] == '<' ? most(left) < least(right) : least(left) >= most(right))
    return memory_copy("");
  char *a = c_index_text(left), *b = c_index_text(right);
  char *all = memory_format("%s %s %s", a, op, b);
  free(a);
  free(b);
  return all;
}

struct c_place c_place_moved(const ad_graph *g, ad_ref x, const char *word,
                             const struct c_place *at, char **condition)
{
  const char *entry = strchr(word, '['), *comma = strchr(entry, ',');
  const char *end = strchr(word, '?');
  struct growing all = {0};
  for (const char *part = word; end && part < end;) {
    const char *next = strstr(part, "&& ");
    char *text = comparison(g, x, part, at);
    if (*text)
      growing_add(&all, " && ", text);
    free(text);
    part = next && next < end ? next + strlen("&& ") : end;
  }
  *condition = all.text;
  char *row = memory_format("%.*s", (int)(comma - entry - 1), entry + 1);
  struct c_place place = {.row = moved(g, x, row, at),
                          .col = moved(g, x, comma + 2, at)};
  free(row);
  return place;
}
