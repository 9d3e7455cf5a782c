/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare check: claims about derivatives judged.  Read check.h before. */
#include "cli/cmd.h"

#include "check/class.h"
#include "host/exits.h"
#include "worksheet/heading.h"

static const struct sheet_command sheets;
static int run(const struct command *command, const struct options *options);

const struct command cmd_check = {
    .name = "check",
    .arguments = "[OPTION]... FILE... [--answers PATH]...",
    .doc = "Judge the claims, paths, chains and shapes of worksheets.",
    .more = "Each FILE is a worksheet; - is standard input.  Its lines claim, "
            "path, chain\nand shape are held against the graph and its "
            "derivatives.\n\n"
            "With --answers the lines of answer files are judged, and FILE "
            "says what is asked:\nits own lines are the tasks, with their "
            "points.  A class is a table; one answer, or\n--full, is shown "
            "line by line.  --format json is one record for each answer,\n"
            "--format gradescope what Gradescope calls results.json.\n",
    .options = OPTION_OUTPUT | OPTION_MARKS | OPTION_DIGITS |
               OPTIONS_LATEX | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED |
               OPTION_STRICT | OPTION_FULL | OPTION_LAYOUT | OPTION_ANSWERS |
               OPTION_JOBS | OPTION_TIMEOUT | OPTION_SHARD | OPTION_NO_HEADER |
               OPTION_EXIT_ZERO | OPTION_LINT | OPTION_QUIET |
               OPTION_SOLUTION,
    .run = run,
    .sheets = &sheets};

static int gather(const struct sheet_task *task)
{
  struct checked *checked = task->found;
  ad_judge *judge;
  ad_error err = {0};
  ad_mistakes *mistakes = NULL;
  checked->solution = option_given(task->options, OPTION_SOLUTION);
  ad_status status = ad_judge_new(task->loaded->sheet, &judge, &err);
  if (status == AD_OK && task->options->strict_layout)
    ad_judge_strictly(judge);
  if (status == AD_OK)
    status = ad_judge_own_lines(judge, &checked->claims, &err);
  ad_judge_free(judge);
  if (status == AD_OK)
    status = ad_mistakes_new(task->loaded->sheet, &mistakes, &err);
  if (status == AD_OK)
    status = notes_take(&checked->notes, mistakes, NULL, checked->claims, &err);
  ad_mistakes_free(mistakes);
  if (status != AD_OK)
    complain("%s: %s", task->file, err.text);
  return exit_of(status);
}

static void free_found(void *found)
{
  struct checked *checked = found;
  ad_claims_free(checked->claims);
  notes_free(&checked->notes);
}

static void show(struct page *page, const struct sheet_task *task)
{
  show_short_header(page, task->file, task->options->n_arguments > 1,
                    task->loaded->sheet);
  show_checked(page, task->found, &task->loaded->source,
               option_given(task->options, OPTION_QUIET));
}

/* What has no verdict is in doubt. */
static int judge(const struct sheet_task *task)
{
  const struct checked *checked = task->found;
  const ad_claim *claim;
  int status = EXIT_FINE;
  for (size_t i = 0; (claim = ad_claims_at(checked->claims, i)); i++)
    status = exit_worst(status, ad_claim_is_wrong(claim->code) ? EXIT_DISAGREE
                                : ad_claim_is_right(claim->code) ? EXIT_FINE
                                                                 : EXIT_DOUBT);
  return status;
}

/* Answers, and the worksheet's own numbers, are judged by the same command,
   with another struct. */
static int run(const struct command *command, const struct options *options)
{
  struct command other = *command;
  if (option_given(options, OPTION_LINT))
    other.sheets = &lint_command;
  else if (options->n_answers > 0)
    other.sheets = &class_command;
  return sheet_command_run(&other, options);
}

static const struct sheet_command sheets = {
    .size = sizeof(struct checked),
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = check_json,
    .csv = &check_csv,
    .judge = judge};
