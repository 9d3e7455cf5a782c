/* SPDX-License-Identifier: GPL-3.0-or-later
   Running gnuplot.  It draws into a folder of its own inside the plots'
   folder; its pictures are renamed from there when all of them are complete,
   so that a failure or an interrupt leaves the old ones.  Read plot.h and
   spawn.h before. */
#include "gnuplot/plot.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "host/deadline.h"
#include "host/exits.h"
#include "host/files.h"
#include "host/inputs.h"
#include "host/spawn.h"

/* --- what gnuplot says ---------------------------------------------------- */

/* Of every locale that is not UTF-8, whether a degree sign is there or not. */
static int is_noise(const char *line)
{
  return strstr(line, "iconv failed to convert degree sign") != NULL ||
         line[strspn(line, " \t\r^")] == '\0';
}

/* 0, or EXIT_SYSTEM after a message. */
static int run_gnuplot(char *path, const char *dir, const char *name,
                       const char *folder, int png)
{
  static const char *const unset[] = {"GNUPLOT_", "GNUFITLOG=", NULL};
  char *set = memory_format("folder = '%s/'; png = %d", folder, png);
  char *script = memory_format("%s.gp", name), *said;
  /* -d first: no gnuplotrc of the system, no ~/.gnuplot. */
  char *argv[] = {(char[]){"gnuplot"}, (char[]){"-d"}, (char[]){"-e"},
                  set, script, NULL};
  char *lost = memory_format("no pictures of %s/%s.gp", dir, name);
  struct spawn spawn = {.path = path, .argv = argv, .dir = dir,
                        .unset = unset, .seconds = deadline_left()};
  int status = spawn_run(&spawn, &said);
  spawn_show_said("gnuplot", said, is_noise);
  if (status != 0)
    status = spawn_complain(&spawn, status, lost);
  free(lost);
  free(said);
  free(script);
  free(set);
  return status;
}

/* --- its pictures --------------------------------------------------------- */

static int remove_picture(const char *from, const char *to)
{
  (void)to;
  return unlink(from);
}

/* Does the file end as pictures do?  gnuplot takes no notice of a disk that is
   full, and leaves the beginning of one. */
static int is_complete(const char *name)
{
  static const char *const ends[] = {"</svg>", "%%EOF", "IEND"};
  char text[17] = "";
  FILE *file = fopen(name, "rb");
  int found = 0;
  if (!file)
    return 0;
  if (fseek(file, -16, SEEK_END) == 0 && fread(text, 1, 16, file) == 16)
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
      for (size_t at = 0; at < 16; at++)
        found |= strncmp(text + at, ends[i], strlen(ends[i])) == 0;
  fclose(file);
  return found;
}

static int see_picture(const char *from, const char *to)
{
  struct statvfs disk;
  (void)to;
  if (is_complete(from))
    return 0;
  errno = statvfs(from, &disk) == 0 && disk.f_bavail < 16 ? ENOSPC : EIO;
  return -1;
}

/* Does `act` with every file of dir/folder and the name it should have in
   dir, until one fails.  Returns their number, or -1 with errno set. */
static int for_pictures(const char *dir, const char *folder,
                        int (*act)(const char *from, const char *to))
{
  char *inside = memory_format("%s/%s", dir, folder);
  DIR *list = opendir(inside);
  int n = list ? 0 : -1;
  for (const struct dirent *entry; n >= 0 && (entry = readdir(list));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    char *from = memory_format("%s/%s", inside, entry->d_name);
    char *to = memory_format("%s/%s", dir, entry->d_name);
    n = act(from, to) == 0 ? n + 1 : -1;
    free(from);
    free(to);
  }
  if (list) {
    int error = errno;
    closedir(list);
    errno = error;
  }
  free(inside);
  return n;
}

static int spare_picture(const char *from, const char *to)
{
  (void)from;
  return inputs_spare(to) == EXIT_FINE ? 0 : -1;
}

static int publish(const char *dir, const char *folder)
{
  if (for_pictures(dir, folder, spare_picture) < 0)
    return EXIT_INPUT;
  int n = for_pictures(dir, folder, see_picture);
  if (n > 0 && for_pictures(dir, folder, rename) == n)
    return EXIT_FINE;
  complain("%s: no pictures: %s", dir,
           n == 0         ? "gnuplot drew nothing"
           : errno == EIO ? "gnuplot left one that is not complete"
                          : strerror(errno));
  return EXIT_SYSTEM;
}

/* --- all together --------------------------------------------------------- */

struct drawing {
  const struct plot *plot;
  const char *name;
  const struct plot_picture *pictures; /* pictures[n]                      */
  size_t n;
};

static char *file_of(const struct drawing *d, const char *folder, size_t i)
{
  return memory_format("%s/%s%s%s.svg", d->plot->dir, folder, d->name,
                       d->pictures[i].suffix);
}

/* Which are in the folder is seen before they leave it: under their names
   older ones may lie. */
static int publish_on(const struct drawing *d, const char *folder)
{
  struct page *page = d->plot->page;
  char *inside = memory_format("%s/", folder);
  int *drawn = memory_new(d->n, sizeof *drawn);
  for (size_t i = 0; i < d->n; i++) {
    char *file = file_of(d, inside, i);
    drawn[i] = access(file, F_OK) == 0;
    free(file);
  }
  int status = publish(d->plot->dir, folder);
  for (size_t i = 0; i < d->n && status == EXIT_FINE && page; i++) {
    char *file = file_of(d, "", i);
    if (drawn[i])
      page_figure(page, file, d->pictures[i].caption);
    free(file);
  }
  free(drawn);
  free(inside);
  return status;
}

/* The modes of pictures are gnuplot's, the folder's must let it in only. */
static int draw_with(char *path, const struct drawing *d)
{
  const char *dir = d->plot->dir;
  char *temporary = memory_format("%s/.gradcompare-XXXXXX", dir);
  int status = EXIT_SYSTEM;
  if (mkdtemp(temporary)) {
    const char *folder = files_base(temporary);
    status = run_gnuplot(path, dir, d->name, folder, d->plot->png);
    if (status == EXIT_FINE)
      status = publish_on(d, folder);
    for_pictures(dir, folder, remove_picture);
    rmdir(temporary);
  } else {
    complain("%s: cannot be written: %s", dir, strerror(errno));
  }
  free(temporary);
  return status;
}

/* As a shell reads it, for a message. */
static char *shell_word(const char *s)
{
  char *word = memory_new(4 * strlen(s) + 3, 1), *end = word;
  *end++ = '\'';
  for (; *s; s++) {
    if (*s == '\'') {
      memcpy(end, "'\\'", 3);
      end += 3;
    }
    *end++ = *s;
  }
  *end = '\'';
  return word;
}

static int say_how(const char *dir, const char *name)
{
  char *folder = shell_word(dir);
  complain("gnuplot is not installed; to draw the pictures where it is: "
           "cd %s && gnuplot %s.gp", folder, name);
  free(folder);
  return EXIT_FINE;
}

/* A signal ends gnuplot, and waits until the temporary folder is gone. */
int plot_draw(const struct plot *plot, const char *name,
              const struct plot_picture *pictures, size_t n)
{
  const struct drawing drawing = {plot, name, pictures, n};
  sigset_t deadly, old;
  char *path = spawn_find("gnuplot");
  if (!path)
    return say_how(plot->dir, name);
  sigemptyset(&deadly);
  sigaddset(&deadly, SIGINT);
  sigaddset(&deadly, SIGTERM);
  sigaddset(&deadly, SIGHUP);
  sigprocmask(SIG_BLOCK, &deadly, &old);
  int status = draw_with(path, &drawing);
  sigprocmask(SIG_SETMASK, &old, NULL);
  free(path);
  return status;
}
