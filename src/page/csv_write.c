/* SPDX-License-Identifier: GPL-3.0-or-later
   Writing CSV.  Read csv_write.h before. */
#include "page/csv_write.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "page/number_format.h"

struct csv csv_on(FILE *out)
{
  return (struct csv){.out = out};
}

static void separate(struct csv *csv)
{
  if (csv->fields++ > 0)
    fputc(',', csv->out);
}

/* Blanks at either end are kept by quotes only. */
static int needs_quotes(const char *text)
{
  size_t n = strlen(text);
  return strpbrk(text, ",\"") ||
         (n > 0 && (text[0] == ' ' || text[n - 1] == ' '));
}

static void put_shown(FILE *out, const char *text)
{
  size_t n = strlen(text);
  while (n > 0) {
    ad_cell cell = ad_text_cell(text, n);
    fputs(text[0] == '"' ? "\"\"" : cell.text, out);
    text += cell.bytes;
    n -= cell.bytes;
  }
}

/* What a spreadsheet would take for a formula, it takes for a text behind an
   apostrophe. */
static int looks_like_formula(const char *text)
{
  return *text && strchr("=+-@\t\r", *text) != NULL;
}

void csv_text(struct csv *csv, const char *text)
{
  separate(csv);
  if (!text)
    return;
  const char *quote = needs_quotes(text) ? "\"" : "";
  fputs(quote, csv->out);
  fputs(looks_like_formula(text) ? "'" : "", csv->out);
  put_shown(csv->out, text);
  fputs(quote, csv->out);
}

void csv_number(struct csv *csv, double x)
{
  char out[FORMAT_SIZE];
  separate(csv);
  fputs(format_exact(out, x), csv->out);
}

void csv_count(struct csv *csv, size_t n)
{
  separate(csv);
  fprintf(csv->out, "%zu", n);
}

void csv_found(struct csv *csv, double x)
{
  if (isnan(x))
    csv_skip(csv, 1);
  else
    csv_number(csv, x);
}

void csv_skip(struct csv *csv, size_t n)
{
  while (n-- > 0)
    separate(csv);
}

void csv_skip_to(struct csv *csv, size_t columns)
{
  while (csv->fields < columns)
    separate(csv);
}

void csv_names(struct csv *csv, const char *const *names, size_t n)
{
  for (size_t i = 0; i < n; i++)
    csv_text(csv, names[i]);
  csv_end(csv, n);
}

void csv_end(struct csv *csv, size_t columns)
{
  csv_skip_to(csv, columns);
  fputs("\r\n", csv->out);
  csv->fields = 0;
}
