/* SPDX-License-Identifier: GPL-3.0-or-later
   What the parser's actions build of a data line: the file, its columns and
   what becomes of them.  Read parse.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_scan.h"
#include "base/utf8.h"
#include "syntax/parse.h"

static const double MOST_COLUMNS = 1e9;

/* The column named last, or the one that stands for all of them. */
static ad_chosen *last_column(const ad_parse *p)
{
  ad_from *from = &p->statement->from;
  return from->n_columns > 0 ? &from->columns[from->n_columns - 1]
                             : &from->all;
}

static int add_column(ad_parse *p, ad_chosen column)
{
  ad_from *from = &p->statement->from;
  void *grown = from->columns;

  p->listing = 0;
  if (!ad_parse_grow(p, &grown, &p->column_capacity, from->n_columns,
                     sizeof *from->columns))
    return 0;
  from->columns = grown;
  from->columns[from->n_columns++] = column;
  return 1;
}

int ad_build_column(ad_parse *p, const char *name, ad_place place)
{
  return add_column(p, (ad_chosen){.place = place}) &&
         ad_build_text(p, &last_column(p)->name, name);
}

int ad_build_quoted(ad_parse *p, const char *text, ad_place place)
{
  return p->listing ? ad_build_missing(p, text, place)
                    : ad_build_column(p, text, place);
}

int ad_build_columns(ad_parse *p, double first, double last, ad_place place)
{
  if (first >= 1 && last >= first && last <= MOST_COLUMNS &&
      floor(first) == first && floor(last) == last)
    return add_column(p, (ad_chosen){.place = place,
                                     .first = (size_t)first,
                                     .last = (size_t)last});
  ad_parse_fail(p, place, "columns are counted by whole numbers from 1");
  ad_hint(&p->error, "a name made of digits stands in \"...\"; where the file "
                     "has no names, write: no header columns 1, 2");
  return 0;
}

static const struct {
  unsigned how;
  const char *text;
} codings[] = {{AD_ONEHOT, "onehot"},
               {AD_CLASSES, "classes"},
               {AD_BINARY, "binary"},
               {AD_LABELS_0, "labels from 0"},
               {AD_LABELS_1, "labels from 1"},
               {AD_STANDARDISE, "standardise"}};

static const char *coding_text(unsigned how)
{
  size_t i = 0;

  while (codings[i].how != how) i++;
  return codings[i].text;
}

int ad_build_modifier(ad_parse *p, unsigned how, ad_place place)
{
  unsigned *all = &last_column(p)->how;
  /* Numbers that stand for classes have no scale. */
  unsigned against = how & AD_CODINGS        ? AD_CODINGS & ~how
                     : how == AD_STANDARDISE ? AD_CLASSES | AD_LABELS_0 |
                                                 AD_LABELS_1
                                             : 0;

  if (how & (AD_CLASSES | AD_LABELS_0 | AD_LABELS_1))
    against |= AD_STANDARDISE;
  for (unsigned other = 1; other <= AD_CODINGS; other *= 2)
    if (*all & against & other) {
      ad_parse_fail(p, place, "'%s' and '%s' exclude each other",
                    coding_text(other), coding_text(how));
      return 0;
    }
  *all |= how;
  return 1;
}

int ad_build_one(ad_parse *p, const char *text)
{
  char **one = &last_column(p)->one;

  free(*one);
  return ad_build_text(p, one, text);
}

int ad_build_missing(ad_parse *p, const char *text, ad_place place)
{
  ad_chosen *column = last_column(p);
  void *grown = column->missing;
  size_t n = strlen(text);

  while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) n--;
  if (n < strlen(text) || *text == ' ' || *text == '\t') {
    ad_parse_fail(p, place, "blanks around a field do not count: write the "
                            "text without them");
    return 0;
  }
  if (!ad_parse_grow(p, &grown, &column->room_missing, column->n_missing,
                     sizeof *column->missing))
    return 0;
  column->missing = grown;
  if (!ad_build_text(p, &column->missing[column->n_missing], text))
    return 0;
  column->n_missing++;
  return 1;
}

unsigned ad_build_labels(ad_parse *p, double from, ad_place place)
{
  if (from == 0 || from == 1)
    return from == 0 ? AD_LABELS_0 : AD_LABELS_1;
  ad_parse_fail(p, place, "labels begin at 0 or at 1");
  return 0;
}

/* A word that was said before, and differently. */
static int twice(ad_parse *p, const char *what, ad_place place)
{
  ad_parse_fail(p, place, "%s is said twice", what);
  return 0;
}

int ad_build_header(ad_parse *p, ad_csv_header header, ad_place place)
{
  ad_csv_format *format = &p->statement->from.format;

  if (format->header != AD_HEADER && format->header != header)
    return twice(p, "whether there is a header", place);
  format->header = header;
  return 1;
}

int ad_build_separator(ad_parse *p, const char *text, ad_place place)
{
  char *separator = &p->statement->from.format.separator;

  if (strlen(text) != 1 || strchr("\"'.+-" AD_NAME_BYTES, *text) != NULL ||
      (unsigned char)*text >= 0x80) {
    ad_parse_fail(p, place, "a separator is one sign, such as \",\", \";\", "
                            "\"|\" or \" \", or the word tab");
    return 0;
  }
  if (*separator != 0 && *separator != *text)
    return twice(p, "the separator", place);
  *separator = *text;
  return 1;
}

int ad_build_decimal(ad_parse *p, const char *text, ad_place place)
{
  char *decimal = &p->statement->from.format.decimal;

  if (strcmp(text, ".") != 0 && strcmp(text, ",") != 0) {
    ad_parse_fail(p, place, "the decimal sign of a file is \".\" or \",\"");
    return 0;
  }
  if (*decimal != 0 && *decimal != *text)
    return twice(p, "the decimal sign", place);
  *decimal = *text;
  return 1;
}

int ad_build_comment(ad_parse *p, const char *text, ad_place place)
{
  const char *before = p->statement->from.format.comment;
  char *copy = NULL;

  if (*text == '\0' || *text == ' ' || *text == '\t' || *text == '"') {
    ad_parse_fail(p, place, "comment lines begin with a sign, such as \"#\"");
    return 0;
  }
  if (before != NULL)
    return strcmp(before, text) == 0 ||
           twice(p, "what begins a comment", place);
  if (!ad_build_text(p, &copy, text))
    return 0;
  p->statement->from.format.comment = copy;
  return 1;
}
