/* SPDX-License-Identifier: GPL-3.0-or-later
   The answer files that are asked for.  Read class.h before. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check/class.h"
#include "host/exits.h"

static void add(struct answer_files *out, char *path, int is_entry)
{
  out->of = memory_grow(out->of, out->n + 1, sizeof *out->of);
  out->of[out->n++] = (struct answer_file){path, is_entry};
}

/* By bytes, so that the order is the same in every locale. */
static int by_path(const void *a, const void *b)
{
  const struct answer_file *x = a, *y = b;
  return strcmp(x->path, y->path);
}

static int refuse(const char *path)
{
  complain("--answers %s: cannot be read: %s", path, strerror(errno));
  return EXIT_SYSTEM;
}

static int list_folder(const char *path, struct answer_files *out)
{
  DIR *folder = opendir(path);
  const struct dirent *entry;
  size_t first = out->n, n = strlen(path);
  const char *slash = n > 0 && path[n - 1] == '/' ? "" : "/";
  if (!folder)
    return refuse(path);
  while ((errno = 0, entry = readdir(folder)))
    if (entry->d_name[0] != '.')
      add(out, memory_format("%s%s%s", path, slash, entry->d_name), 1);
  int status = errno ? refuse(path) : EXIT_FINE;
  closedir(folder);
  if (out->n > first)
    qsort(out->of + first, out->n - first, sizeof *out->of, by_path);
  return status;
}

/* The part of --shard, files that follow each other; all parts in their order
   are the whole. */
static void take_shard(struct answer_files *files,
                       const struct options *options)
{
  size_t n = files->n, shard = options->shard, shards = options->shards;
  if (shards == 0)
    return;
  size_t first = n * (shard - 1) / shards, end = n * shard / shards;
  for (size_t i = 0; i < n; i++)
    if (i < first || i >= end)
      free(files->of[i].path);
  if (end > first)
    memmove(files->of, files->of + first, (end - first) * sizeof *files->of);
  files->n = end - first;
}

/* What is written must not replace an answer. */
static int spare(const struct answer_files *files, const char *output)
{
  struct stat there, answer;
  if (!output || stat(output, &there) != 0)
    return EXIT_FINE;
  for (size_t i = 0; i < files->n; i++)
    if (stat(files->of[i].path, &answer) == 0 &&
        answer.st_ino == there.st_ino && answer.st_dev == there.st_dev &&
        S_ISREG(there.st_mode)) {
      complain("-o %s would replace the answer %s", output, files->of[i].path);
      return EXIT_INPUT;
    }
  return EXIT_FINE;
}

int answer_files_list(const struct options *options, struct answer_files *out)
{
  int status = EXIT_FINE;
  *out = (struct answer_files){0};
  for (size_t i = 0; i < options->n_answers && status == EXIT_FINE; i++) {
    struct stat there;
    const char *path = options->answers[i];
    if (stat(path, &there) != 0)
      status = refuse(path);
    else if (S_ISDIR(there.st_mode))
      status = list_folder(path, out);
    else
      add(out, memory_copy(path), 0);
  }
  if (status == EXIT_FINE)
    status = spare(out, options->output);
  take_shard(out, options);
  return status;
}

void answer_files_free(struct answer_files *files)
{
  for (size_t i = 0; i < files->n; i++)
    free(files->of[i].path);
  free(files->of);
  *files = (struct answer_files){0};
}
