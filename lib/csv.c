/* SPDX-License-Identifier: GPL-3.0-or-later
   A CSV file in memory: fields, their lines, columns by name.  Read
   csv_data.h before; csv_read.c fills it. */
#include "csv_data.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

size_t ad_csv_breaks(const char *s, size_t n)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++) {
    size_t width = ad_text_break(s + i, n - i);
    count += width > 0;
    i += width > 1;
  }
  return count;
}

const char *ad_csv_field(const ad_csv *csv, size_t row, size_t column)
{
  return csv->fields[row * csv->cols + column];
}

size_t ad_csv_line(const ad_csv *csv, size_t row, size_t column)
{
  size_t line = csv->lines[row];

  for (size_t i = 0; i < column; i++) {
    const char *s = ad_csv_field(csv, row, i);
    line += ad_csv_breaks(s, strlen(s));
  }
  return line;
}

size_t ad_csv_row_count(const ad_csv *csv)
{
  return csv->rows;
}

/* All header names, as far as they fit into a hint. */
static void hint_names(const ad_csv *csv, ad_error *err)
{
  char list[160], quoted[AD_QUOTE];
  size_t used = 0;

  for (size_t i = 0; i < csv->cols; i++) {
    const char *name = ad_csv_field(csv, 0, i);
    if (name[0] == '\0')
      continue;
    ad_text_quote(quoted, name, strlen(name));
    size_t n = strlen(quoted);
    if (used + n + 6 > sizeof list) {
      memcpy(list + used, ", ...", 6);
      break;
    }
    memcpy(list + used, ", ", used > 0 ? 2 : 0);
    used += used > 0 ? 2 : 0;
    memcpy(list + used, quoted, n + 1);
    used += n;
  }
  ad_hint(err, "its columns are %s", list);
}

ad_status ad_csv_find(const ad_csv *csv, const char *name, size_t *column,
                      ad_error *err)
{
  char quoted[AD_QUOTE];

  if (ad_names_find(&csv->names, name, strlen(name), column))
    return AD_OK;
  const char *near = ad_nearest(name, csv->fields, csv->cols);
  ad_fail(err, AD_EINPUT, "%s:%zu: no column %s in the header", csv->name,
          csv->lines[0], ad_text_quote(quoted, name, strlen(name)));
  if (near != NULL)
    ad_hint(err, "did you mean %s?",
            ad_text_quote(quoted, near, strlen(near)));
  else
    hint_names(csv, err);
  return AD_EINPUT;
}

void ad_csv_free(ad_csv *csv)
{
  if (csv == NULL)
    return;
  ad_names_free(&csv->names);
  free((void *)csv->fields);
  free(csv->lines);
  free(csv->pool);
  free(csv->name);
  free(csv);
}
