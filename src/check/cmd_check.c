/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare check: claims about derivatives judged.  Read check.h before. */
#include "cli/cmd.h"

#include "check/check.h"
#include "host/exits.h"
#include "worksheet/heading.h"

static const struct sheet_command sheets;

const struct command cmd_check = {
    .name = "check",
    .arguments = "[OPTION]... FILE...",
    .doc = "Judge the claims, paths, chains and shapes of worksheets.",
    .more = "Each FILE is a worksheet; - is standard input.  Its lines claim, "
            "path, chain\nand shape are held against the graph and its "
            "derivatives.\n",
    .options = OPTION_OUTPUT | OPTION_FORMAT | OPTION_DIGITS |
               OPTION_FRAGMENT | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED |
               OPTION_STRICT,
    .run = sheet_command_run,
    .sheets = &sheets};

static int gather(const struct sheet_task *task)
{
  struct checked *checked = task->found;
  ad_error err = {0};
  ad_mistakes *mistakes = NULL;
  ad_status status = ad_claims_judge(task->loaded->sheet, &checked->claims,
                                     &err);
  if (status == AD_OK)
    status = ad_mistakes_new(task->loaded->sheet, &mistakes, &err);
  if (status == AD_OK)
    status = notes_take(&checked->notes, mistakes, checked->claims, &err);
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
  show_checked(page, task->found, &task->loaded->source);
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

static const struct sheet_command sheets = {
    .size = sizeof(struct checked),
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = check_json,
    .csv = &check_csv,
    .judge = judge};
