/* SPDX-License-Identifier: GPL-3.0-or-later
   A tool for GradBench: answers the messages of an eval on standard input.
   Read answer.h next. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "answer.h"
#include "host/exits.h"
#include "host/threads.h"

static const struct tool reverse = {"gradcompare", WANT_REVERSE};
static const struct tool forward = {"gradcompare-forward", WANT_FORWARD};

/* The tool that the command line asks for; NULL: it is wrong. */
static const struct tool *tool_of(int argc, char **argv)
{
  if (argc == 1)
    return &reverse;
  return argc == 2 && strcmp(argv[1], "--forward") == 0 ? &forward : NULL;
}

int main(int argc, char **argv)
{
  const struct tool *tool = tool_of(argc, argv);
  char *line = NULL;
  size_t room = 0, number = 0;
  ssize_t size;
  int status = EXIT_FINE;
  if (!tool) {
    fputs("usage: gradbench [--forward] <messages >responses\n", stderr);
    return EXIT_INPUT;
  }
  gsl_set_error_handler_off();
  threads_default();
  while (status == EXIT_FINE && (size = getline(&line, &room, stdin)) > 0)
    status = answer(tool, line, (size_t)size, ++number);
  free(line);
  if (status == EXIT_FINE && !feof(stdin)) {
    complain("standard input: %s", strerror(errno));
    status = EXIT_SYSTEM;
  }
  return status;
}
