/* SPDX-License-Identifier: GPL-3.0-or-later
   Files of the sources as texts. */
#ifndef TEST_READ_FILE_H
#define TEST_READ_FILE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* The file, by its name from the top folder on; the caller frees it. */
static inline char *test_read_file(const char *name)
{
  const char *top = getenv("GRADCOMPARE_SOURCE");
  char path[2000];
  enum { MOST = 1 << 20 };
  char *text = calloc(MOST, 1);
  snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "%s", path);
  ck_assert_uint_lt(fread(text, 1, MOST - 1, file), MOST - 1);
  fclose(file);
  return text;
}

#endif
