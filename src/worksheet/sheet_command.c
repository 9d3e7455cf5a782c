/* SPDX-License-Identifier: GPL-3.0-or-later
   The run of a command over its worksheets.  Read sheet_command.h before. */
#include "worksheet/sheet_command.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "host/deadline.h"
#include "host/exits.h"
#include "host/inputs.h"
#include "host/interrupt.h"
#include "host/output.h"
#include "worksheet/failure.h"

struct run {
  const struct sheet_command *sheets;
  const struct options *options;
  struct output output;
  struct page page;
  void *all;      /* what the command keeps from worksheet to worksheet     */
  size_t written; /* reports, and records of failures                      */
};

/* --- writing -------------------------------------------------------------- */

/* Of those that are for machines. */
static int is_json(const struct run *run)
{
  return strcmp(run->options->format, "csv") != 0;
}

static struct csv csv_of(const struct run *run)
{
  const struct sheet_csv *table = run->sheets->csv;
  struct csv csv = csv_on(run->page.out);
  if (run->written == 0 && !option_given(run->options, OPTION_NO_HEADER))
    csv_names(&csv, table->columns, table->n_columns);
  return csv;
}

static void write_report(struct run *run, const struct sheet_task *task)
{
  if (page_has_format(run->options->format)) {
    run->sheets->show(&run->page, task);
    page_flush(&run->page);
  } else if (is_json(run)) {
    run->sheets->json(run->page.out, task);
  } else {
    struct csv csv = csv_of(run);
    run->sheets->csv->write(&csv, task);
  }
  output_flush(run->page.out);
  run->written++;
}

/* Where machines read, every file has a record. */
static void write_failure(struct run *run, const struct sheet_task *task,
                          int status)
{
  if (page_has_format(run->options->format))
    return;
  deadline_hold();
  if (is_json(run)) {
    failure_json(run->page.out, task->file, task->loaded, status);
  } else {
    struct csv csv = csv_of(run);
    run->sheets->csv->fail(&csv, task, status);
  }
  output_flush(run->page.out);
  run->written++;
  deadline_go_on();
}

/* --- one worksheet -------------------------------------------------------- */

static int judge(const struct run *run, const struct sheet_task *task)
{
  int status = run->sheets->judge ? run->sheets->judge(task) : EXIT_FINE;
  if (option_given(run->options, OPTION_EXIT_ZERO))
    return EXIT_FINE;
  if (status == EXIT_DOUBT && !option_given(run->options, OPTION_STRICT))
    return EXIT_FINE;
  return status;
}

/* NULL where machines read. */
static struct page *page_of(struct run *run)
{
  return page_has_format(run->options->format) ? &run->page : NULL;
}

static int report(struct run *run, const struct sheet_task *task)
{
  write_report(run, task);
  int status = judge(run, task);
  if (run->sheets->draw && run->options->folder)
    status = exit_worst(status, run->sheets->draw(page_of(run), task));
  page_flush(&run->page);
  return status;
}

static int work(struct run *run, const struct sheet_task *task)
{
  const struct sheet_command *sheets = run->sheets;
  if (sheets->interruptible)
    interrupt_catch();
  int status = sheets->gather(task);
  deadline_hold();
  if (sheets->has_report ? sheets->has_report(task) : status == EXIT_FINE)
    status = exit_worst(status, report(run, task));
  deadline_go_on();
  sheets->free(task->found);
  if (sheets->interruptible)
    interrupt_release();
  return status;
}

static int run_file(struct run *run, const char *file)
{
  struct loaded loaded;
  struct sheet_task task = {file, &loaded, run->options,
                            memory_new(1, run->sheets->size), run->all};
  size_t before = run->written;
  complain_forget();
  int status = run->sheets->texts
                   ? load_with_texts(&loaded, file, run->options)
                   : load(&loaded, file, run->options);
  if (status == EXIT_FINE)
    status = output_spare(&run->output);
  if (status == EXIT_FINE)
    status = work(run, &task);
  if (status != EXIT_FINE && run->written == before && !interrupt_pending())
    write_failure(run, &task, status);
  loaded_free(&loaded);
  free(task.found);
  return status;
}

/* --- all of them ---------------------------------------------------------- */

static int run_files(struct run *run)
{
  const struct options *options = run->options;
  int status = output_open(&run->output, options->output);
  if (status != EXIT_FINE)
    return status;
  deadline_start(options->max_seconds);
  if (run->sheets->interruptible)
    deadline_be_polite();
  run->page = command_page(run->output.stream, options);
  for (size_t i = 0; i < options->n_arguments && !run->output.spared &&
                     !interrupt_pending(); i++)
    status = exit_worst(status, run_file(run, options->arguments[i]));
  deadline_hold();
  if (run->sheets->end)
    status = exit_worst(status, run->sheets->end(page_of(run), options,
                                                run->all));
  page_end(&run->page);
  complain_forget();
  return exit_worst(status, output_close(&run->output, run->written > 0));
}

/* An interrupt as a shell shows it; time that is up as what it is. */
static int interrupted(int status, const struct options *options)
{
  if (interrupt_pending() == 0)
    return status;
  if (!deadline_passed())
    return 128 + interrupt_pending();
  complain("--max-seconds %u: the time is up", options->max_seconds);
  return EXIT_SYSTEM;
}

int sheet_command_run(const struct command *command,
                      const struct options *options)
{
  struct run run = {.sheets = command->sheets, .options = options};
  if (options->n_arguments == 0) {
    complain("no worksheet is given");
    command_help(command, stderr);
    return EXIT_INPUT;
  }
  inputs_announce(options->arguments, options->n_arguments);
  int status = run.sheets->check ? run.sheets->check(options) : EXIT_FINE;
  if (status == EXIT_FINE) {
    run.all = run.sheets->all_size > 0 ? memory_new(1, run.sheets->all_size)
                                       : NULL;
    status = run_files(&run);
    free(run.all);
  }
  return interrupted(status, options);
}
