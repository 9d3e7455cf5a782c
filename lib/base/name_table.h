/* SPDX-License-Identifier: GPL-3.0-or-later
   A table from names to numbers (open addressing), so that reading a
   worksheet of 100,000 names stays linear. */
#ifndef AD_NAMES_H
#define AD_NAMES_H

#include "status.h"

typedef struct ad_names_entry {
  const char *name; /* borrowed; NULL: free                                */
  size_t length, value;
} ad_names_entry;

/* A zeroed table is empty. */
typedef struct ad_names_table {
  size_t count, capacity;
  ad_names_entry *entries;
} ad_names_table;

/* Adds a name that is not there yet; it must outlive the table. */
ad_status ad_names_add(ad_names_table *table, const char *name, size_t length,
                       size_t value);

/* The value of name[length]; 0 where it is unknown. */
int ad_names_find(const ad_names_table *table, const char *name,
                  size_t length, size_t *value);
void ad_names_free(ad_names_table *table);

#endif
