/* SPDX-License-Identifier: GPL-3.0-or-later
   See slots.h. */
#include "program/slots.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

static size_t rounded(size_t size)
{
  return (size + AD_SLOTS_LINE - 1) / AD_SLOTS_LINE * AD_SLOTS_LINE;
}

void ad_slots_init(ad_slots *s, size_t words)
{
  memset(s, 0, sizeof *s);
  s->words = rounded(words);
}

ad_status ad_slots_end(ad_slots *s, ad_error *err)
{
  for (size_t i = 0; i < AD_SLOT_SIZES; i++)
    free(s->free[i].offsets);
  return s->failed ? ad_fail_memory(err, sizeof *s->free[0].offsets) : AD_OK;
}

static struct ad_free_slots *list_of(ad_slots *s, size_t size)
{
  for (size_t i = 0; i < AD_SLOT_SIZES; i++)
    if (s->free[i].size == size || s->free[i].size == 0)
      return &s->free[i];
  return NULL;
}

size_t ad_slots_take(ad_slots *s, size_t size)
{
  struct ad_free_slots *list = list_of(s, rounded(size));
  if (list && list->count > 0)
    return list->offsets[--list->count];
  size_t offset = s->words;
  s->words += rounded(size);
  return offset;
}

void ad_slots_give(ad_slots *s, size_t offset, size_t size)
{
  struct ad_free_slots *list = list_of(s, rounded(size));
  if (!list)
    return;
  void *wider = list->offsets;
  if (ad_grow(&wider, &list->room, list->count, 1, sizeof *list->offsets) !=
      AD_OK) {
    s->failed = 1;
    return;
  }
  list->offsets = wider;
  list->size = rounded(size);
  list->offsets[list->count++] = offset;
}
