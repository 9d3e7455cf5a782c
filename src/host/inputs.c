/* SPDX-License-Identifier: GPL-3.0-or-later
   See inputs.h. */
#include "host/inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/exits.h"

struct input {
  dev_t device;
  ino_t inode;
  char *name;
};

/* The library opens files through a function that has nothing of the run's
   but the name, so they are noted here. */
static struct {
  struct input *list;
  size_t n;
} inputs;

static const struct input *find(const struct stat *there)
{
  for (size_t i = 0; i < inputs.n; i++)
    if (inputs.list[i].inode == there->st_ino &&
        inputs.list[i].device == there->st_dev)
      return &inputs.list[i];
  return NULL;
}

/* Devices and pipes are not used up by being written to. */
static void note(const struct stat *there, const char *name)
{
  if (!S_ISREG(there->st_mode) || find(there))
    return;
  inputs.list = memory_grow(inputs.list, inputs.n + 1, sizeof *inputs.list);
  inputs.list[inputs.n++] = (struct input){there->st_dev, there->st_ino,
                                           memory_copy(name)};
}

void inputs_note(int fd, const char *name)
{
  struct stat there;
  if (fstat(fd, &there) == 0)
    note(&there, name);
}

static void forget(void)
{
  for (size_t i = 0; i < inputs.n; i++)
    free(inputs.list[i].name);
  free(inputs.list);
  inputs.list = NULL;
  inputs.n = 0;
}

void inputs_announce(char *const *files, size_t n)
{
  struct stat there;
  forget();
  for (size_t i = 0; i < n; i++)
    if (strcmp(files[i], "-") == 0)
      inputs_note(STDIN_FILENO, "standard input");
    else if (stat(files[i], &there) == 0)
      note(&there, files[i]);
}

int inputs_spare(const char *path)
{
  struct stat there;
  const struct input *read = stat(path, &there) == 0 ? find(&there) : NULL;
  if (!read)
    return EXIT_FINE;
  if (strcmp(read->name, path) == 0)
    complain("%s: is not overwritten: the same run reads it", path);
  else
    complain("%s: is not overwritten: the same run reads it as '%s'", path,
             read->name);
  return EXIT_INPUT;
}
