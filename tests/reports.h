/* SPDX-License-Identifier: GPL-3.0-or-later
   Commands run within a test, and what they wrote, for the tests of output
   formats.  Read src/cli/cmd.h before. */
#ifndef REPORTS_H
#define REPORTS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "host/exits.h"

/* The whole of a file, with a zero byte behind it; the caller frees it. */
static inline char *file_text(const char *path)
{
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  size_t size = 0, got;
  char block[4096];
  ck_assert_msg(file != NULL, "%s cannot be opened", path);
  while ((got = fread(block, 1, sizeof block, file)) > 0) {
    text = memory_grow(text, size + got + 1, 1);
    memcpy(text + size, block, got);
    size += got;
  }
  fclose(file);
  text = memory_grow(text, size + 1, 1);
  text[size] = '\0';
  return text;
}

/* A file of its own with this text; the caller frees its name and removes
   it. */
static inline char *file_with(const char *text)
{
  const char *tmp = getenv("TMPDIR");
  char *path = memory_format("%s/format-XXXXXX", tmp && *tmp ? tmp : "/tmp");
  int fd = mkstemp(path);
  ck_assert_int_ne(fd, -1);
  FILE *file = fdopen(fd, "wb");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
  return path;
}

/* What `gradcompare COMMAND WORDS... -o file` writes, exit status `status`;
   words[n]; the caller frees it. */
static inline char *report_of(const struct command *command, int status,
                              size_t n, const char *const *words)
{
  struct options options;
  char *path = file_with("nothing");
  char **argv = memory_new(n + 4, sizeof *argv);
  argv[0] = memory_copy(command->name);
  argv[1] = memory_copy("-o");
  argv[2] = memory_copy(path);
  for (size_t i = 0; i < n; i++)
    argv[3 + i] = memory_copy(words[i]);
  ck_assert_int_eq(options_read(&options, command->options, command->parts,
                                command->name, (int)n + 3, argv),
                   EXIT_FINE);
  ck_assert_int_eq(command->run(command, &options), status);
  char *text = file_text(path);
  options_free(&options);
  for (size_t i = 0; i < n + 3; i++)
    free(argv[i]);
  free(argv);
  unlink(path);
  free(path);
  return text;
}

/* What `compare --no-times --format FORMAT` says of a worksheet with this
   text, or, with a NULL, of nothing but `words`. */
static inline char *report_on(const char *format, const char *sheet,
                              size_t n, const char *const *words)
{
  const char *all[16] = {"--no-times", "--format", format};
  ck_assert_uint_lt(n, 12);
  for (size_t i = 0; i < n; i++)
    all[3 + i] = words[i];
  char *path = sheet ? file_with(sheet) : NULL;
  if (path)
    all[3 + n] = path;
  char *text = report_of(&cmd_compare, EXIT_FINE, 3 + n + (path != NULL), all);
  if (path)
    unlink(path);
  free(path);
  return text;
}

#endif
