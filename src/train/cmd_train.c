/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare train: gradient descent on a worksheet's params.  Read
   training.h and curves.h before. */
#include "cli/cmd.h"

#include <string.h>

#include "host/exits.h"
#include "host/files.h"
#include "host/interrupt.h"
#include "train/curves.h"
#include "train/training.h"

static const struct sheet_command sheets;

const struct command cmd_train = {
    .name = "train",
    .arguments = "[OPTION]... FILE...",
    .doc = "Train the params of a worksheet by gradient descent.",
    .more = "Each FILE is a worksheet; - is standard input.  Its `train` lines "
            "say how, and\nwhere options say otherwise, they hold.  Several "
            "worksheets share a picture.\nCtrl-C ends it and keeps what is "
            "there; a second one ends at once.\n",
    .options = OPTION_TRAINING | OPTION_PLOT | OPTION_PNG | OPTION_FORMAT |
               OPTION_FULL | OPTION_DIGITS | OPTIONS_LATEX | OPTION_DIM |
               OPTION_DATA | OPTION_SEED | OPTION_NO_TIMES | OPTION_CHUNK |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

/* Is it called as a report is, in one of its formats? */
static int is_report(const char *file)
{
  static const char *const ends[] = {".tex", ".md", ".html", ".json", ".txt"};
  const char *end = strrchr(files_base(file), '.');
  for (size_t i = 0; end && i < sizeof ends / sizeof ends[0]; i++)
    if (strcmp(end, ends[i]) == 0)
      return 1;
  return 0;
}

static int check(const struct options *options)
{
  if (options->parameters && options->n_arguments > 1) {
    complain("-o %s: there are %zu worksheets, and it is for one",
             options->parameters, options->n_arguments);
    return EXIT_INPUT;
  }
  if (options->parameters && strcmp(options->parameters, "-") == 0) {
    complain("-o wants the name of a file: the report is on standard output");
    return EXIT_INPUT;
  }
  if (options->parameters && is_report(options->parameters)) {
    complain("-o %s: it takes what was trained, as a worksheet or as CSV; the "
             "report goes to standard output, > %s", options->parameters,
             options->parameters);
    return EXIT_INPUT;
  }
  if (options->folder && options->n_arguments > 1) {
    int status = plot_spare(options->folder, "train", "");
    if (status != EXIT_FINE)
      return status;
  }
  return options->folder ? plot_folder(options->folder) : EXIT_FINE;
}

/* What the worksheet says, and the options on top of it. */
static ad_status settle(ad_training *training, const struct sheet_task *task,
                        ad_error *err)
{
  *training = *ad_sheet_training(task->loaded->sheet);
  return task->options->training
           ? ad_training_parse(task->options->training, training, err)
           : AD_OK;
}

static int complain_of(const struct sheet_task *task, const ad_error *err)
{
  complain("%s: %s%s%s", load_name(task->file), err->text,
           *err->hint ? "; " : "", err->hint);
  return exit_of(err->status);
}

static ad_status run_all(struct training *t, ad_error *err)
{
  size_t by = t->trainer.training.by;
  size_t first = by == AD_BY_ALL ? 0 : by;
  size_t last = by == AD_BY_ALL ? AD_BY_ALL : by + 1;
  for (size_t i = first; i < last && !interrupt_pending(); i++) {
    ad_status status = trainer_run(&t->trainer, i, 1, &t->run[t->n++], err);
    if (status != AD_OK)
      return status;
  }
  return AD_OK;
}

static int refuse_pass(const struct sheet_task *task, const struct run *run)
{
  complain("%s: --show-pass %zu: there %s %zu step%s only",
           load_name(task->file), task->options->show_pass,
           run->steps == 1 ? "is" : "are", run->steps,
           run->steps == 1 ? "" : "s");
  return EXIT_INPUT;
}

static int gather(const struct sheet_task *task)
{
  struct training *t = task->found;
  const struct options *options = task->options;
  ad_training training;
  ad_error err = {0};
  if (options->folder) {
    int status = plot_spare(options->folder, task->file, "-train");
    if (status != EXIT_FINE)
      return status;
  }
  if (settle(&training, task, &err) != AD_OK ||
      trainer_make(&t->trainer, task->loaded->sheet, &training,
                   options->chunk, &err) != AD_OK)
    return complain_of(task, &err);
  t->trainer.pass = options->show_pass;
  if (options->from) {
    int status = training_from(&t->trainer, task, options->from);
    if (status != EXIT_FINE)
      return status;
  }
  if (run_all(t, &err) != AD_OK)
    return complain_of(task, &err);
  const struct run *run = &t->run[0];
  if (options->show_pass > 0 && !run->pass.done && !run->fault &&
      !run->interrupted)
    return refuse_pass(task, run);
  return options->parameters ? training_write(task) : EXIT_FINE;
}

static void free_found(void *found)
{
  struct training *t = found;
  for (size_t i = 0; i < t->n; i++)
    run_free(&t->run[i]);
  trainer_free(&t->trainer);
}

/* What is not finite has gone wrong. */
static int judge(const struct sheet_task *task)
{
  const struct training *t = task->found;
  for (size_t i = 0; i < t->n; i++)
    if (t->run[i].fault)
      return EXIT_DISAGREE;
  return EXIT_FINE;
}

static int draw(struct page *page, const struct sheet_task *task)
{
  (void)page; /* one picture of all, at the end */
  curves_add(task->all, task);
  return EXIT_FINE;
}

/* Side by side, sigmoid against ReLU. */
static int end(struct page *page, const struct options *options, void *all)
{
  const struct plot plot = {options->folder, options->command,
                            option_given(options, OPTION_PNG), page};
  struct curves *curves = all;
  int status = options->folder && curves->n > 0
                 ? plot_training(curves, &plot)
                 : EXIT_FINE;
  curves_free(curves);
  return status;
}

static const struct sheet_command sheets = {
    .size = sizeof(struct training),
    .all_size = sizeof(struct curves),
    .texts = 1,
    .interruptible = 1,
    .check = check,
    .gather = gather,
    .free = free_found,
    .show = show_training,
    .json = training_json,
    .csv = &training_csv,
    .judge = judge,
    .draw = draw,
    .end = end};
