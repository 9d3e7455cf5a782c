/* SPDX-License-Identifier: GPL-3.0-or-later
   Names of files near to one.  Read near_file.h before. */
#include "host/near_file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/files.h"
#include "report.h"

enum { MOST = 1000 }; /* names of a folder that are looked at */

/* The worksheets of a folder: their number, and names[n] to be freed. */
static size_t list_names(const char *folder, char *names[MOST])
{
  size_t n = 0;
  DIR *stream = opendir(folder);
  if (!stream)
    return 0;
  for (struct dirent *e; n < MOST && (e = readdir(stream));)
    if (e->d_name[files_stem(e->d_name)]) /* it ends in ".grad" */
      names[n++] = memory_copy(e->d_name);
  closedir(stream);
  return n;
}

/* readdir has no order: of two names equally near the first one counts. */
static int by_name(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

char *near_file(const char *file)
{
  char *names[MOST];
  const char *base = files_base(file);
  char *whole = memory_format("%s.grad", file);
  if (*base && access(whole, F_OK) == 0)
    return whole;
  free(whole);
  char *folder = memory_format("%.*s", (int)(base - file), file);
  size_t n = list_names(*folder ? folder : ".", names);
  qsort(names, n, sizeof *names, by_name);
  const char *nearest = ad_nearest(base, (const char *const *)names, n);
  if (!nearest) { /* the same without its ending */
    char *with = memory_format("%s.grad", base);
    nearest = ad_nearest(with, (const char *const *)names, n);
    free(with);
  }
  char *found = nearest ? memory_format("%s%s", folder, nearest) : NULL;
  for (size_t i = 0; i < n; i++)
    free(names[i]);
  free(folder);
  return found;
}
