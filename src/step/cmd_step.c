/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare step: a worksheet as a page that steps through both modes.  Read
   sheet_command.h and step.h before. */
#include "cli/cmd.h"
#include "host/exits.h"
#include "step/step.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_step = {
    .name = "step",
    .arguments = "[OPTION]... FILE",
    .doc = "Step through both modes, in a page for the browser.",
    .more = "FILE is a worksheet; - is standard input.  The page, e.g. "
            "-o page.html, is one file\nthat loads no other: forward and "
            "reverse mode a step at a time, with numbers that\ncan be changed "
            "in it.\n",
    .options = OPTION_OUTPUT | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

static int check(const struct options *options)
{
  if (options->n_arguments == 1)
    return EXIT_FINE;
  complain("a page shows one worksheet, and %zu are given",
           options->n_arguments);
  return EXIT_INPUT;
}

static int gather(const struct sheet_task *task)
{
  ad_error err = {0};
  ad_status status = step_make(task->found, task->loaded->sheet, &err);
  if (status == AD_OK)
    return EXIT_FINE;
  complain("%s: %s%s%s", task->file, err.text, *err.hint ? "; " : "", err.hint);
  return exit_of(status);
}

static void free_found(void *found)
{
  step_free(found);
}

static void show(struct page *page, const struct sheet_task *task)
{
  step_page(page->out, task->found);
}

static const struct sheet_command sheets = {.size = sizeof(struct step),
                                            .texts = 1,
                                            .check = check,
                                            .gather = gather,
                                            .free = free_found,
                                            .show = show};
