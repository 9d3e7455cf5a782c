/* SPDX-License-Identifier: GPL-3.0-or-later
   See name_list.h. */
#include "worksheet/name_list.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

char *name_list_next(const char **at)
{
  *at += strspn(*at, ", ");
  size_t n = strcspn(*at, ", ");
  if (n == 0)
    return NULL;
  char *name = memory_format("%.*s", (int)n, *at);
  *at += n;
  return name;
}

int name_list_has(const char *list, const char *name)
{
  int found = 0;
  const char *at = list;
  char *pattern;
  while (list && !found && (pattern = name_list_next(&at))) {
    found = fnmatch(pattern, name, 0) == 0;
    free(pattern);
  }
  return found;
}
