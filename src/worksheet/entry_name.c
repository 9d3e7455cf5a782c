/* SPDX-License-Identifier: GPL-3.0-or-later
   See entry_name.h. */
#include "worksheet/entry_name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "report.h"

/* --- messages ------------------------------------------------------------- */

enum { LISTED = 8 }; /* names in a message                                 */

/* "W (4 x 3), b (4 x 1)" */
static char *list_names(const struct part *parts, size_t n)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < n && i < LISTED; i++)
    memory_append(&text, ", ",
                  memory_format("%s (%zu x %zu)", parts[i].name,
                                parts[i].shape.rows, parts[i].shape.cols));
  if (n > LISTED)
    memory_append(&text, " ", memory_format("and %zu more", n - LISTED));
  return text;
}

static int refuse_name(const char *file, const char *option, const char *name,
                       const ad_graph *g, const struct part *parts, size_t n)
{
  int is_output = strcmp(option, "of") == 0;
  const char **names = memory_new(n, sizeof *names);
  char *list = list_names(parts, n);
  ad_ref node;
  for (size_t i = 0; i < n; i++)
    names[i] = parts[i].name;
  const char *nearest = ad_nearest(name, names, n);
  if (ad_graph_find(g, name, strlen(name), &node))
    complain("%s: --%s: '%s' is %s; add `%s %s` to the worksheet", file,
             option, name,
             is_output ? "no output" : "not differentiated by",
             is_output ? "output" : "wrt", name);
  else
    complain("%s: --%s: there is no %s '%s'%s%s%s (there %s: %s)", file, option,
             is_output ? "output" : "input or param", name,
             nearest ? "; did you mean '" : "", nearest ? nearest : "",
             nearest ? "'?" : "", n == 1 ? "is" : "are", list);
  free(list);
  free(names);
  return EXIT_INPUT;
}

static int refuse_entry(const char *file, const char *option,
                        const char *text, const struct part *part)
{
  complain("%s: --%s: there is no entry '%s': %s is %zu x %zu, and entries are "
           "counted from 1", file, option, text, part->name, part->shape.rows,
           part->shape.cols);
  return EXIT_INPUT;
}

static int refuse_form(const char *file, const char *option, const char *text)
{
  complain("%s: --%s wants NAME, 'NAME[i]' or 'NAME[i,j]', not '%s'", file,
           option, text);
  return EXIT_INPUT;
}

/* --- reading -------------------------------------------------------------- */

/* A whole number at *s, which is moved behind it; 0 where it is none, or
   SIZE_MAX where it is too large. */
static size_t read_whole(const char **s)
{
  size_t x = 0;
  *s += strspn(*s, " ");
  for (; **s >= '0' && **s <= '9'; ++*s) {
    size_t digit = (size_t)(**s - '0');
    x = x > (SIZE_MAX - digit) / 10 ? SIZE_MAX : 10 * x + digit;
  }
  *s += strspn(*s, " ");
  return x;
}

/* Reads "[i]" or "[i,j]"; how many numbers there are, 0 for another form. */
static int read_indices(const char *s, size_t index[2])
{
  int n = 0;
  do {
    s++; /* [ or , */
    s += strspn(s, " ");
    if (*s < '0' || *s > '9')
      return 0;
    index[n++] = read_whole(&s);
  } while (n < 2 && *s == ',');
  return *s == ']' && s[1] == '\0' ? n : 0;
}

/* A single index counts along a vector of either kind. */
static int find_entry(const char *s, const struct part *part, size_t *entry,
                      int *known_form)
{
  size_t index[2] = {0, 0};
  ad_shape shape = part->shape;
  int n = read_indices(s, index);
  *known_form = n > 0;
  if (n == 1 && shape.rows != 1 && shape.cols != 1)
    return 0;
  if (n == 1) {
    *entry = index[0] - 1;
    return index[0] >= 1 && index[0] <= part->entries;
  }
  if (n == 0 || index[0] < 1 || index[0] > shape.rows || index[1] < 1 ||
      index[1] > shape.cols)
    return 0;
  *entry = (index[0] - 1) * shape.cols + index[1] - 1;
  return 1;
}

/* The part that goes by a name, by a second one too; n where none does. */
static size_t find_part(const ad_graph *g, const char *name,
                        const struct part *parts, size_t n)
{
  ad_ref node;
  size_t i = 0;
  if (!ad_graph_find(g, name, strlen(name), &node))
    return n;
  while (i < n && parts[i].node.index != node.index &&
         strcmp(parts[i].name, name) != 0) /* a node's shift has its name     */
    i++;
  return i;
}

int entry_find(const char *file, const char *option, const char *text,
               const ad_graph *g, const struct part *parts, size_t n,
               struct entry_name *out)
{
  size_t length = strcspn(text, "[");
  const char *bracket = text + length;
  while (length > 0 && text[length - 1] == ' ')
    length--;
  char *name = memory_format("%.*s", (int)length, text);
  int status = EXIT_FINE, known_form = 1;
  *out = (struct entry_name){.part = find_part(g, name, parts, n)};
  if (length == 0)
    status = refuse_form(file, option, text);
  else if (out->part == n)
    status = refuse_name(file, option, name, g, parts, n);
  else if (*bracket &&
           !find_entry(bracket, &parts[out->part], &out->entry, &known_form))
    status = known_form
                 ? refuse_entry(file, option, text, &parts[out->part])
                 : refuse_form(file, option, text);
  else
    out->whole = !*bracket && parts[out->part].entries > 1;
  free(name);
  return status;
}
