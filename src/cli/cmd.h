/* SPDX-License-Identifier: GPL-3.0-or-later
   The commands.  Each has a file of its own, cmd_NAME.c, with one static
   entry on top: its name, its usage and what runs it, so that the three
   cannot drift apart.  Read options.h before. */
#ifndef CMD_H
#define CMD_H

#include <stdio.h>

#include "cli/options.h"
#include "page/page.h"

struct sheet_command; /* see sheet_command.h */

struct command {
  const char *name;
  const char *arguments; /* as the usage line shows them                  */
  const char *doc;       /* one sentence                                  */
  const char *more;      /* the rest of --help, or ""                     */
  option_set options;    /* OPTION_... bits of those it takes             */
  const char *const *parts; /* of its report, for --only: at least two, NULL
                               past the end; NULL: it does not take that  */
  int (*run)(const struct command *command,
             const struct options *options); /* an exit status             */
  const struct sheet_command *sheets; /* of sheet_command_run; else NULL   */
};

extern const struct command cmd_check, cmd_compare, cmd_draw, cmd_explain,
    cmd_export, cmd_import, cmd_ops, cmd_step, cmd_stepsize, cmd_sweep,
    cmd_train;

/* The command of a name, or NULL; the nearest name, or NULL. */
const struct command *command_find(const char *name);
const char *command_nearest(const char *name);

/* The commands that take the option, "compare and sweep"; the caller frees
   it. */
char *command_takers(const struct option_row *option);

/* What the program's --help and a command's --help say. */
void command_list(FILE *out);
void command_help(const struct command *command, FILE *out);

/* A page in the format, and with the digits and signs, that are wanted. */
struct page command_page(FILE *out, const struct options *options);

#endif
