/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare explain: the gradients written out as formulas.  Read explain.h
   before. */
#include "cli/cmd.h"

#include "explain/explain.h"
#include "host/exits.h"
#include "worksheet/heading.h"

static const struct sheet_command sheets;

const struct command cmd_explain = {
    .name = "explain",
    .arguments = "[OPTION]... FILE...",
    .doc = "Write the gradients out as formulas, line by line, and check them.",
    .more = "Each FILE is a worksheet; - is standard input.  Every formula can "
            "be\npasted into the worksheet again.\n",
    .options = OPTION_OUTPUT | OPTION_FORMAT | OPTION_FULL | OPTION_DIGITS |
               OPTION_FRAGMENT | OPTION_NODES | OPTION_DIM | OPTION_DATA |
               OPTION_SEED | OPTION_MAX_MEMORY | OPTION_MAX_SECONDS |
               OPTION_UNTRUSTED | OPTION_STRICT,
    .run = sheet_command_run,
    .sheets = &sheets};

static int gather(const struct sheet_task *task)
{
  ad_error err = {0};
  ad_status status = explain_gather(task->found, task->loaded->sheet, &err);
  if (status != AD_OK)
    complain("%s: %s", task->file, err.text);
  return exit_of(status);
}

static void free_found(void *found)
{
  explain_free(found);
}

static void show(struct page *page, const struct sheet_task *task)
{
  show_header(page, task->file, task->options->n_arguments > 1,
              task->loaded->sheet);
  show_explained(page, task->found, option_given(task->options, OPTION_FULL));
}

static int judge(const struct sheet_task *task)
{
  const struct explained *e = task->found;
  int status = EXIT_FINE;
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++) {
      ad_verdict verdict = explain_verdict(&e->outputs[i].lines[k]);
      status = exit_worst(status, verdict == AD_AGREE      ? EXIT_FINE
                                  : verdict == AD_DISAGREE ? EXIT_DISAGREE
                                                           : EXIT_DOUBT);
    }
  return status;
}

static const struct sheet_command sheets = {
    .size = sizeof(struct explained),
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = explain_json,
    .csv = &explain_csv,
    .judge = judge};
