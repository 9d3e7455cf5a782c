/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare export: a worksheet as a program in another language.  Read
   sheet_command.h and script.h before. */
#include <stdlib.h>

#include "cli/cmd.h"
#include "export/script.h"
#include "host/exits.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_export = {
    .name = "export",
    .arguments = "--to TARGET [OPTION]... FILE",
    .doc = "Write a worksheet as a program that computes the same gradients.",
    .more = "FILE is a worksheet; - is standard input.  The program holds the "
            "numbers as they are\nafter reading and scaling, and prints its "
            "gradients as JSON.\n",
    .options = OPTION_TO | OPTION_OUTPUT | OPTION_DIM | OPTION_DATA |
               OPTION_SEED | OPTION_MAX_MEMORY | OPTION_MAX_SECONDS |
               OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

/* "numpy, jax and pytorch"; the caller frees it. */
static char *target_list(void)
{
  char *list = memory_copy("");
  for (size_t i = 0; target_get(i); i++)
    memory_append(&list, target_get(i + 1) ? ", " : " or ",
                  memory_copy(target_get(i)->name));
  return list;
}

static int refuse_target(const char *to)
{
  char *list = target_list();
  if (to)
    complain("--to wants %s, not '%s'", list, to);
  else
    complain("what is it to be exported to?  --to wants %s", list);
  free(list);
  return EXIT_INPUT;
}

static int check(const struct options *options)
{
  if (!options->to || !target_find(options->to))
    return refuse_target(options->to);
  if (options->n_arguments == 1)
    return EXIT_FINE;
  complain("a program is of one worksheet, and %zu are given",
           options->n_arguments);
  return EXIT_INPUT;
}

/* The text of the program. */
static int gather(const struct sheet_task *task)
{
  char **text = task->found;
  return script_make(load_name(task->file), task->loaded->sheet,
                      target_find(task->options->to), text);
}

static void free_found(void *found)
{
  char **text = found;
  free(*text);
}

static void show(struct page *page, const struct sheet_task *task)
{
  char *const *text = task->found;
  fputs(*text, page->out);
}

static const struct sheet_command sheets = {.size = sizeof(char *),
                                            .texts = 1,
                                            .check = check,
                                            .gather = gather,
                                            .free = free_found,
                                            .show = show};
