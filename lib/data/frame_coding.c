/* SPDX-License-Identifier: GPL-3.0-or-later
   How a column was coded, for reports: the names of its classes.  Read
   frame_column.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "data/frame_column.h"

int ad_cutter_is_coded(const ad_cut_column *column)
{
  return column->classes != NULL || column->pick->how & AD_LABELS_0;
}

void ad_coding_clear(ad_coding *coding)
{
  for (size_t i = 0; coding->classes != NULL && i < coding->n; i++)
    free(coding->classes[i]);
  free(coding->classes);
  free(coding->column);
  coding->column = NULL;
  coding->classes = NULL;
}

/* A copy of s as messages show it: no control characters, nothing that is no
   UTF-8. */
static char *clean(const char *s)
{
  size_t n = strlen(s), used = 0;
  char *out = malloc(sizeof((ad_cell){0}.text) * n + 1);

  if (out == NULL)
    return NULL;
  for (size_t i = 0; i < n;) {
    ad_cell cell = ad_text_cell(s + i, n - i);
    size_t length = strlen(cell.text);
    memcpy(out + used, cell.text, length);
    used += length;
    i += cell.bytes;
  }
  out[used] = '\0';
  return out;
}

/* Class i, from 0, as text. */
static char *class_text(const ad_cutter *c, const ad_class *class)
{
  char number[AD_NUMBER_SIZE];
  const char *text = class->text;

  if (*text == '\0') {
    ad_number_print(number, class->number);
    text = number;
  } else if (c->csv->hide) {
    text = "...";
  }
  return clean(text);
}

/* Of which class is number i, from 0?  column->k: all that are not 1. */
static size_t class_of(const ad_cut_column *column, size_t i)
{
  if (!(column->pick->how & AD_BINARY))
    return i;
  return i == 1 ? column->one : column->k == 2 ? 1 - column->one : column->k;
}

ad_status ad_cutter_coding(const ad_cutter *c, const ad_cut_column *column,
                           size_t first, ad_coding *coding)
{
  unsigned how = column->pick->how;

  *coding = (ad_coding){.how = how & AD_CODINGS ? how & AD_CODINGS : AD_CLASSES,
                        .column = clean(ad_csv_field(c->csv, 0, column->at)),
                        .first = how & AD_ONEHOT    ? first
                                 : how & AD_BINARY ? 0
                                                   : 1,
                        .n = how & AD_BINARY ? 2 : column->k};
  if (coding->column == NULL)
    return ad_fail_memory(c->err, AD_NUMBER_SIZE);
  if (how & AD_LABELS_0) {
    coding->n = (size_t)column->top + 1;
    return AD_OK;
  }
  coding->classes = calloc(coding->n, sizeof *coding->classes);
  if (coding->classes == NULL)
    return ad_fail_memory(c->err, coding->n * sizeof *coding->classes);
  for (size_t i = 0; i < coding->n; i++) {
    size_t k = class_of(column, i);
    if (k == column->k)
      continue;
    coding->classes[i] = class_text(c, &column->classes[k]);
    if (coding->classes[i] == NULL)
      return ad_fail_memory(c->err, AD_NUMBER_SIZE);
  }
  return AD_OK;
}
