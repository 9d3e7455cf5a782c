/* SPDX-License-Identifier: GPL-3.0-or-later
   The settings of train lines, from a worksheet or from a command line.  Read
   sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "sheet/sheet_read.h"

/* The word that the value is; NULL where it is a number, which sizes are. */
static const char *word_of(const ad_expr *expr, const ad_scope *scope)
{
  double size;
  if (expr->n != 1 || expr->terms[0].kind != AD_T_NAME)
    return NULL;
  const char *word = expr->terms[0].text;
  int is_size = scope && scope->number(scope->state, word, &size);
  return is_size || ad_lower_reserved(word) ? NULL : word;
}

static ad_status set(ad_training *t, const ad_item *item,
                     const ad_scope *scope, ad_error *err)
{
  const char *word = word_of(item->expr, scope);
  double x = 0;
  ad_status status = AD_OK;
  if (!word)
    status = ad_lower_number(item->expr, scope, &x, err);
  if (status != AD_OK)
    return status;
  status = ad_training_set(t, item->name, word, x, err);
  if (status != AD_OK)
    err->place = item->expr->terms[item->expr->n - 1].place;
  return status;
}

static int is_setting(const char *name)
{
  size_t i = 0;
  while (ad_training_name(i) && strcmp(ad_training_name(i), name) != 0)
    i++;
  return ad_training_name(i) != NULL;
}

/* A sheet that is read again trains as it did. */
void ad_reader_train(ad_reader *r, const ad_statement *st)
{
  ad_training *t = &r->sheet->training;
  for (size_t i = 0; !r->resizing && i < st->n_items; i++) {
    const ad_item *item = &st->items[i];
    ad_error err = {0};
    if (ad_training_has(t, item->name))
      ad_reader_say(r, item->place, "'%s' is set already", item->name);
    else if (!ad_reader_uses_lost(r, item->expr) &&
             set(t, item, &r->scope, &err) != AD_OK) {
      if (!is_setting(item->name))
        err.place = item->place;
      ad_reader_fail(r, &err);
    }
  }
}

const ad_training *ad_sheet_training(const ad_sheet *s)
{
  return &s->training;
}

ad_status ad_training_parse(const char *text, ad_training *t, ad_error *err)
{
  static const char head[] = "train ";
  size_t n = strlen(text), before = sizeof head - 1;
  ad_error said = {0};
  ad_statement *st = NULL;
  char *line = malloc(before + n + 1);
  if (!line)
    return ad_fail_memory(err, before + n + 1);
  memcpy(line, head, before);
  memcpy(line + before, text, n + 1);
  ad_status status = ad_statement_parse(line, before + n, 0, NULL, &st, &said);
  for (size_t i = 0; status == AD_OK && i < st->n_items; i++)
    status = set(t, &st->items[i], NULL, &said);
  said.place.offset -= said.place.offset < before ? said.place.offset : before;
  if (err && status != AD_OK)
    *err = said;
  ad_statement_free(st);
  free(line);
  return status;
}
