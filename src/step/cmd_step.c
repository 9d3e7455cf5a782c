/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare step: a worksheet as a page that steps through both modes.  Read
   sheet_command.h and step.h before. */
#include <stdlib.h>

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

/* The text of a page. */
struct paged {
  char *text;
  size_t size;
};

static int check(const struct options *options)
{
  if (options->n_arguments == 1)
    return EXIT_FINE;
  complain("a page shows one worksheet, and %zu are given",
           options->n_arguments);
  return EXIT_INPUT;
}

static ad_status write_page(struct paged *paged, const struct step *s,
                            ad_error *err)
{
  FILE *out = open_memstream(&paged->text, &paged->size);
  if (!out)
    return ad_fail_memory(err, 1);
  ad_status status = step_page(out, s, err);
  int lacking = ferror(out);
  if ((fclose(out) != 0 || lacking) && status == AD_OK)
    status = ad_fail_memory(err, paged->size);
  return status;
}

static int gather(const struct sheet_task *task)
{
  struct step step;
  ad_error err = {0};
  ad_status status = step_make(&step, task->loaded->sheet, &err);
  if (status == AD_OK)
    status = write_page(task->found, &step, &err);
  step_free(&step);
  if (status == AD_OK)
    return EXIT_FINE;
  complain("%s: %s%s%s", task->file, err.text, *err.hint ? "; " : "", err.hint);
  return exit_of(status);
}

static void free_paged(void *found)
{
  struct paged *paged = found;
  free(paged->text);
}

/* What went wrong with the output is known when it is closed. */
static void show(struct page *page, const struct sheet_task *task)
{
  const struct paged *paged = task->found;
  (void)!fwrite(paged->text, 1, paged->size, page->out);
}

static const struct sheet_command sheets = {.size = sizeof(struct paged),
                                            .texts = 1,
                                            .check = check,
                                            .gather = gather,
                                            .free = free_paged,
                                            .show = show};
