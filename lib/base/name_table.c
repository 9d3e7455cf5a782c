/* SPDX-License-Identifier: GPL-3.0-or-later
   See name_table.h.  Linear probing, at most half full; the hash is FNV-1a. */
#include "base/grow.h"
#include "base/name_table.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_of(const ad_names_table *table, const char *name,
                      size_t length)
{
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
  size_t i = (size_t)(hash ^ hash >> 32) & (table->capacity - 1);
  while (table->entries[i].name &&
         (table->entries[i].length != length ||
          memcmp(table->entries[i].name, name, length) != 0))
    i = (i + 1) & (table->capacity - 1);
  return i;
}

static ad_status grow(ad_names_table *table)
{
  ad_names_table wider = {
    .count = table->count,
    .capacity = table->capacity ? 2 * table->capacity : 64};
  wider.entries = ad_array(wider.capacity, sizeof *wider.entries);
  if (!wider.entries)
    return AD_ENOMEM;
  for (size_t i = 0; i < table->capacity; i++) {
    const ad_names_entry *e = &table->entries[i];
    if (e->name)
      wider.entries[slot_of(&wider, e->name, e->length)] = *e;
  }
  free(table->entries);
  *table = wider;
  return AD_OK;
}

ad_status ad_names_add(ad_names_table *table, const char *name, size_t length,
                       size_t value)
{
  if (length > UINT32_MAX || value > UINT32_MAX ||
      (2 * table->count >= table->capacity && grow(table) != AD_OK))
    return AD_ENOMEM;
  size_t i = slot_of(table, name, length);
  if (!table->entries[i].name)
    table->count++;
  table->entries[i] = (ad_names_entry){name, (uint32_t)length,
                                       (uint32_t)value};
  return AD_OK;
}

int ad_names_find(const ad_names_table *table, const char *name,
                  size_t length, size_t *value)
{
  if (table->count == 0)
    return 0;
  size_t i = slot_of(table, name, length);
  if (!table->entries[i].name)
    return 0;
  *value = table->entries[i].value;
  return 1;
}

void ad_names_free(ad_names_table *table)
{
  free(table->entries);
  *table = (ad_names_table){0};
}

/* --- the names themselves ------------------------------------------------- */

typedef struct ad_names_block {
  struct ad_names_block *before;
  size_t used, size;
  char text[]; /* text[size]                                               */
} ad_names_block;

/* Larger and larger blocks, so that a few names take little. */
static ad_names_block *block_new(ad_names_block *before, size_t least)
{
  enum { FIRST = 512, MOST = 1 << 16 };
  size_t size = !before ? FIRST : before->size < MOST ? 2 * before->size : MOST;
  if (size < least)
    size = least;
  ad_names_block *block = malloc(sizeof *block + size);
  if (block)
    *block = (ad_names_block){.before = before, .size = size};
  return block;
}

const char *ad_names_keep(ad_names_store *store, const char *name,
                          size_t length)
{
  ad_names_block *block = store->last;
  if (!block || length >= block->size - block->used) {
    block = block_new(store->last, length + 1);
    if (!block)
      return NULL;
    store->last = block;
  }
  char *copy = block->text + block->used;
  memcpy(copy, name, length);
  copy[length] = '\0';
  block->used += length + 1;
  return copy;
}

void ad_names_forget(ad_names_store *store)
{
  while (store->last) {
    ad_names_block *before = store->last->before;
    free(store->last);
    store->last = before;
  }
}
