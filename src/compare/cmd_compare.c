/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare compare: values, gradients three ways, agreement and cost.
   Read sheet_command.h and show_compare.h before. */
#include "cli/cmd.h"

#include "compare/choice.h"
#include "compare/compare.h"
#include "compare/show_compare.h"
#include "host/exits.h"
#include "worksheet/heading.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_compare = {
    .name = "compare",
    .arguments = "[OPTION]... FILE...",
    .doc = "Compare the gradients by forward mode, reverse mode and finite "
           "differences.",
    .more = "Each FILE is a worksheet; - is standard input.\n",
    .options = OPTION_OUTPUT | OPTION_FORMAT | OPTION_DIM | OPTION_DATA |
               OPTION_SEED | OPTION_NO_TIMES | OPTION_TIME_BUDGET |
               OPTION_FULL | OPTION_HESSIAN | OPTION_NODES |
               OPTION_ONLY | OPTION_SHOW | OPTION_HIDE | OPTION_DIGITS |
               OPTIONS_LATEX | OPTION_FD_ENTRIES | OPTION_CHUNK |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED |
               OPTION_STRICT | OPTION_BESIDE,
    .parts = choice_parts,
    .run = sheet_command_run,
    .sheets = &sheets};

/* The names in the file are those of one worksheet. */
static int check(const struct options *options)
{
  const char *other = option_given(options, OPTION_NODES)     ? "--nodes"
                      : option_given(options, OPTION_HESSIAN) ? "--hessian"
                                                              : NULL;
  if (!options->against || (options->n_arguments == 1 && !other))
    return EXIT_FINE;
  if (other)
    complain("--against has no %s: no program of export has them", other);
  else
    complain("--against is for one worksheet, and %zu are given",
             options->n_arguments);
  return EXIT_INPUT;
}

/* Of a small worksheet, so that the answer comes at once. */
static double clock_seconds(const struct options *options)
{
  return options->time_budget > 0 ? options->time_budget : 0.05;
}

/* Differences, times and verdicts: by engines that take as much room as all
   that have swept before, which are timed, or not needed any more. */
static int go_on(struct comparison *c)
{
  struct results *r = &c->results;
  int cost = choice_has(c->options, ONLY_COST), status = EXIT_FINE;
  if (!c->timed)
    engines_keep_judge(&r->engines);
  results_take_differences(r);
  if (cost && c->timed)
    status = results_times(r, c->file, clock_seconds(c->options), c->costs);
  engines_keep_judge(&r->engines);
  if (status == EXIT_FINE)
    status = results_judge(r, c->file);
  if (status == EXIT_FINE && cost)
    results_count_evaluations(r, &c->costs[METHOD_FD]);
  return status;
}

static int gather(const struct sheet_task *task)
{
  struct comparison *c = task->found;
  c->file = task->file;
  c->loaded = task->loaded;
  c->options = task->options;
  c->timed = !option_given(c->options, OPTION_NO_TIMES);
  int status = choice_check(c->file, ad_sheet_graph(c->loaded->sheet),
                            c->options);
  if (status == EXIT_FINE)
    status = results_gather(&c->results, c->file, c->loaded, c->options);
  choice_prepare(&c->results, c->options);
  if (status == EXIT_FINE && choice_has(c->options, ONLY_COST))
    status = results_costs(&c->results, c->file, c->costs);
  if (status == EXIT_FINE)
    status = go_on(c);
  if (status == EXIT_FINE && c->options->against)
    status = against_read(&c->against, &c->results, load_name(c->file),
                          c->options);
  if (status == EXIT_FINE && choice_has(c->options, ONLY_COST))
    status = results_twice(&c->results, c->file);
  if (status == EXIT_FINE)
    status = faults_find(&c->faults, c->file, &c->results);
  engines_keep_value(&c->results.engines); /* the report takes its own room */
  return status;
}

static void free_found(void *found)
{
  struct comparison *c = found;
  against_free(&c->against);
  faults_free(&c->faults);
  results_free(&c->results);
}

static void show(struct page *page, const struct sheet_task *task)
{
  const struct comparison *c = task->found;
  const struct options *options = task->options;
  const struct results *r = &c->results;
  if (options->only == 0)
    show_header(page, c->file, options->n_arguments > 1, r->sheet);
  else
    show_short_header(page, c->file, options->n_arguments > 1, r->sheet);
  show_faults(page, r, &c->faults);
  if (choice_has(options, ONLY_VALUES))
    show_values(page, r, options);
  if (r->n == 0 && choice_has(options, ONLY_GRADIENTS)) {
    page_section(page, "Gradients");
    show_no_variable(page);
  } else if (r->n > 0) {
    if (choice_has(options, ONLY_GRADIENTS))
      show_gradients(page, r, options);
    if (choice_has(options, ONLY_AGREEMENT))
      show_agreement(page, r, c->timed);
    if (choice_has(options, ONLY_AGREEMENT) && r->against)
      show_against(page, r);
    if (choice_has(options, ONLY_COST))
      show_cost(page, r, c->costs, c->timed);
  }
  if (options->only == 0)
    show_kept(page, r->sheet);
}

static int judge(const struct sheet_task *task)
{
  const struct comparison *c = task->found;
  int differs = c->results.against && c->results.against->differing > 0;
  return exit_worst(results_status(&c->results),
                    differs ? EXIT_DISAGREE : EXIT_FINE);
}

static const struct sheet_command sheets = {
    .size = sizeof(struct comparison),
    .check = check,
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = compare_json,
    .csv = &compare_csv,
    .judge = judge};
