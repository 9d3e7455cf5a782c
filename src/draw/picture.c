/* SPDX-License-Identifier: GPL-3.0-or-later
   dot reads the graph from a file without a name, and writes the picture to
   another: nothing is left behind whatever happens, and the picture takes the
   way of every other result.  Read picture.h before. */
#include "draw/picture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/deadline.h"
#include "host/exits.h"
#include "host/spawn.h"

int picture_check(const char *format)
{
  char *path = spawn_find("dot");
  if (!path)
    complain("dot, of Graphviz, is not installed, and %s needs it; --format "
             "dot writes the graph itself", format);
  int status = path ? EXIT_FINE : EXIT_SYSTEM;
  free(path);
  return status;
}

/* --- running it ----------------------------------------------------------- */

static int fail(const char *what)
{
  complain("%s for dot: %s", what, strerror(errno));
  return EXIT_SYSTEM;
}

/* A signal ends dot, and comes when that is over. */
static int run_dot(const char *format, FILE *graph, FILE *picture)
{
  static const char *const unset[] = {"GV_", "DOTFONTPATH=", NULL};
  sigset_t deadly, old;
  char *path = spawn_find("dot"), *type = memory_format("-T%s", format), *said;
  char *argv[] = {(char[]){"dot"}, type, NULL};
  struct spawn spawn = {.path = path, .argv = argv, .dir = "/",
                        .unset = unset, .seconds = deadline_left(),
                        .in = fileno(graph), .out = fileno(picture)};
  sigemptyset(&deadly);
  sigaddset(&deadly, SIGINT);
  sigaddset(&deadly, SIGTERM);
  sigaddset(&deadly, SIGHUP);
  sigprocmask(SIG_BLOCK, &deadly, &old);
  int status = path ? spawn_run(&spawn, &said) : SPAWN_FAILED;
  sigprocmask(SIG_SETMASK, &old, NULL);
  if (path && status != 0)
    spawn_show_said("dot", said, NULL);
  if (path)
    free(said);
  free(path);
  free(type);
  return status == 0 ? EXIT_FINE
                     : spawn_complain(&spawn, status, "no picture");
}

/* All of the file, from its beginning. */
static int read_picture(FILE *file, char **text, size_t *size)
{
  long end = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  if (end < 0)
    return fail("no picture can be read back");
  if (end == 0) {
    complain("dot drew nothing: no picture");
    return EXIT_SYSTEM;
  }
  rewind(file);
  free(*text);
  *size = (size_t)end;
  *text = memory_new(*size, 1);
  return fread(*text, 1, *size, file) == *size
           ? EXIT_FINE
           : fail("no picture can be read back");
}

int picture_make(const char *format, char **text, size_t *size)
{
  int status = EXIT_SYSTEM;
  FILE *graph = tmpfile(), *picture = graph ? tmpfile() : NULL;
  if (!picture || fwrite(*text, 1, *size, graph) != *size ||
      fflush(graph) != 0 || fseek(graph, 0, SEEK_SET) != 0)
    fail("no temporary file can be written");
  else
    status = run_dot(format, graph, picture);
  if (status == EXIT_FINE)
    status = read_picture(picture, text, size);
  if (graph)
    fclose(graph);
  if (picture)
    fclose(picture);
  return status;
}
