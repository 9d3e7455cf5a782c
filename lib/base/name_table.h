/* SPDX-License-Identifier: GPL-3.0-or-later
   A table from names to numbers (open addressing), so that reading a
   worksheet of 100,000 names stays linear. */
#ifndef AD_NAMES_H
#define AD_NAMES_H

#include <stdint.h>

#include "status.h"

typedef struct ad_names_entry {
  const char *name; /* borrowed; NULL: free                                */
  uint32_t length, value; /* half of what size_t takes: the table is the
                             largest part of many a graph's names          */
} ad_names_entry;

/* A zeroed table is empty. */
typedef struct ad_names_table {
  size_t count, capacity;
  ad_names_entry *entries;
} ad_names_table;

/* Adds a name that is not there yet; it must outlive the table.  AD_ENOMEM,
   as well where a number does not fit into 32 bits. */
ad_status ad_names_add(ad_names_table *table, const char *name, size_t length,
                       size_t value);

/* The value of name[length]; 0 where it is unknown. */
int ad_names_find(const ad_names_table *table, const char *name,
                  size_t length, size_t *value);
void ad_names_free(ad_names_table *table);

/* Names themselves, one behind the other in blocks that stay where they are:
   an allocation a name would take several times their bytes.  Zeroed, it is
   empty. */
typedef struct ad_names_store {
  struct ad_names_block *last;
} ad_names_store;

/* A copy of name[length], terminated, which lives as long as the store; NULL:
   no memory. */
const char *ad_names_keep(ad_names_store *store, const char *name,
                          size_t length);
void ad_names_forget(ad_names_store *store);

#endif
