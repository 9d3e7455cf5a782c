/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare sweep: sizes varied, costs counted and measured, exponents
   fitted.  Read cmd.h, sweep_gather.h and show_sweep.h before. */
#include "cli/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "host/deadline.h"
#include "host/exits.h"
#include "host/inputs.h"
#include "host/interrupt.h"
#include "host/output.h"
#include "host/threads.h"
#include "sweep/plot_sweep.h"
#include "sweep/show_sweep.h"
#include "sweep/sweep_gather.h"
#include "sweep/sweep_write.h"
#include "worksheet/failure.h"
#include "worksheet/load.h"

static int run(const struct options *options);

const struct command cmd_sweep = {
    .name = "sweep",
    .arguments = "[OPTION]... FILE...",
    .doc = "Vary the sizes of a worksheet, and count and time every method.",
    .more =
        "Each FILE is a worksheet; - is standard input.  What is varied "
        "stands\n"
        "in its `sweep` lines or in --vary: first:last:x2 doubles, "
        "first:last:+4\n"
        "adds; sizes of one --vary run together, several --vary make a grid.\n"
        "Ctrl-C ends it and keeps what was measured; a second one ends at "
        "once.\n",
    .options = OPTION_FOLDER | OPTION_FORMAT | OPTION_FRAGMENT | OPTION_VARY |
               OPTION_AGAINST | OPTION_BUDGET | OPTION_THREADS | OPTION_PNG |
               OPTION_DIM | OPTION_DATA | OPTION_SEED | OPTION_NO_TIMES |
               OPTION_CHUNK | OPTION_MAX_MEMORY | OPTION_MAX_SECONDS |
               OPTION_UNTRUSTED,
    .run = run};

/* --- what is varied ------------------------------------------------------- */

/* The lines of --vary, which are owned, or of a worksheet, which are not. */
struct plan {
  size_t n_given; /* of --vary                                            */
  struct vary_line *given;
};

/* Shows a message with the place in the option's value. */
static void complain_vary(const char *text, const ad_error *err)
{
  const ad_source source = {"--vary", text, strlen(text)};
  ad_report report;
  char *shown = NULL;
  ad_report_init(&report, &source);
  ad_report_add(&report, AD_ERROR, err);
  if (ad_report_format(&report, 0, &shown) == AD_OK)
    fputs(shown, stderr);
  free(shown);
  ad_report_free(&report);
}

static int parse_vary(struct plan *plan, const struct options *options)
{
  plan->given = memory_new(options->n_vary, sizeof *plan->given);
  for (size_t i = 0; i < options->n_vary; i++) {
    ad_error err = {0};
    ad_sweep_range *ranges;
    size_t n;
    if (ad_sweep_parse(options->vary[i], &ranges, &n, &err) != AD_OK) {
      complain_vary(options->vary[i], &err);
      return exit_of(err.status);
    }
    plan->given[plan->n_given++] = (struct vary_line){ranges, n};
  }
  return EXIT_FINE;
}

static void plan_free(struct plan *plan)
{
  for (size_t i = 0; i < plan->n_given; i++)
    ad_sweep_free((ad_sweep_range *)plan->given[i].ranges);
  free(plan->given);
}

/* Names of the sheet's sizes, "n, h"; the caller frees it. */
static char *list_sizes(const ad_sheet *sheet)
{
  char *text = memory_copy("");
  const char *name;
  size_t size;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++) {
    char *longer = memory_format("%s%s%s", text, i ? ", " : "", name);
    free(text);
    text = longer;
  }
  return text;
}

static int refuse_nothing(const char *file, const ad_sheet *sheet)
{
  const char *name;
  size_t size;
  char *sizes = list_sizes(sheet);
  if (!ad_sheet_dim(sheet, 0, &name, &size))
    complain("%s: there is no size to vary; declare one (dim n = 4) and use "
             "it in shapes", file);
  else
    complain("%s: nothing is varied; its sizes are %s; try: gradcompare sweep "
             "--vary %s=1:64:x2 %s", file, sizes, name, file);
  free(sizes);
  return EXIT_INPUT;
}

/* Is it a size of the sheet, and not fixed by --dim? */
static int check_dim(const char *file, const ad_sheet *sheet, const char *dim,
                     const struct options *options)
{
  const char *names[64], *nearest = NULL;
  size_t n = 0, size;
  for (size_t i = 0; i < options->dims.n; i++)
    if (strcmp(options->dims.pair[i].name, dim) == 0) {
      complain("%s: the size '%s' is fixed by --dim and varied as well", file,
               dim);
      return EXIT_INPUT;
    }
  for (size_t i = 0; n < 64 && ad_sheet_dim(sheet, i, &names[n], &size); i++)
    if (strcmp(names[n++], dim) == 0)
      return EXIT_FINE;
  char *sizes = list_sizes(sheet);
  nearest = ad_nearest(dim, names, n);
  complain("%s: there is no size '%s' to vary%s%s%s%s%s%s", file, dim,
           nearest ? "; did you mean '" : "", nearest ? nearest : "",
           nearest ? "'?" : "", *sizes ? " (sizes: " : "", sizes,
           *sizes ? ")" : "");
  free(sizes);
  return EXIT_INPUT;
}

static int check_against(const char *file, const struct vary *v,
                         const char *against)
{
  if (!against || strcmp(against, "params") == 0 ||
      strcmp(against, "outputs") == 0)
    return EXIT_FINE;
  for (size_t i = 0; i < v->n_dims; i++)
    if (strcmp(v->dims[i], against) == 0)
      return EXIT_FINE;
  complain("%s: --against wants params, outputs or a size that is varied, not "
           "'%s'", file, against);
  return EXIT_INPUT;
}

/* The grid: of --vary or, without one, of the worksheet's sweep lines. */
static int make_grid(struct vary *v, const struct plan *plan, const char *file,
                     const ad_sheet *sheet, const struct options *options)
{
  size_t n = plan->n_given, own = 0;
  struct vary_line *lines = memory_new(n, sizeof *lines);
  for (size_t i = 0; i < n; i++)
    lines[i] = plan->given[i];
  for (struct vary_line line;
       n == own && ad_sheet_sweep(sheet, own, &line.ranges, &line.n); n = own) {
    lines = memory_grow(lines, own + 1, sizeof *lines);
    lines[own++] = line;
  }
  ad_error err = {0};
  int status = n > 0 ? EXIT_FINE : refuse_nothing(file, sheet);
  for (size_t i = 0; status == EXIT_FINE && i < n; i++)
    for (size_t k = 0; status == EXIT_FINE && k < lines[i].n; k++)
      status = check_dim(file, sheet, lines[i].ranges[k].dim, options);
  if (status == EXIT_FINE && vary_make(v, lines, n, &err) != AD_OK) {
    complain("%s: %s", file, err.text);
    status = exit_of(err.status);
  }
  free(lines);
  return status == EXIT_FINE ? check_against(file, v, options->against)
                             : status;
}

/* --- the run -------------------------------------------------------------- */

/* On the page, or beside it for machines. */
static void report(struct page *page, const struct sweep *s,
                   const struct loaded *first, const struct vary *v,
                   const struct options *options)
{
  if (page_has_format(options->format)) {
    show_sweep(page, s, first, v, options);
    return;
  }
  if (strcmp(options->format, "json") == 0)
    sweep_json(page->out, s, first);
  else
    sweep_csv(page->out, s, first, page->records == 0);
  page->records++;
}

static int sweep_loaded(struct page *page, const struct loaded *first,
                        const struct vary *v, const struct options *options)
{
  struct sweep sweep;
  interrupt_catch();
  int status = sweep_gather(&sweep, first, v, options);
  deadline_hold();
  if (sweep.n_points > 0)
    report(page, &sweep, first, v, options);
  output_flush(page->out);
  if (options->output && sweep.n_points > 0)
    status = exit_worst(status, plot_sweep(&sweep, options->output,
                                           options->command,
                                           option_given(options, OPTION_PNG)));
  sweep_free(&sweep);
  deadline_go_on();
  interrupt_release();
  return status;
}

/* Where machines read, every file has a record. */
static void report_failure(struct page *page, const char *file,
                           const struct loaded *first, int status,
                           const struct options *options)
{
  if (page_has_format(options->format))
    return;
  deadline_hold();
  if (strcmp(options->format, "json") == 0)
    failure_json(page->out, file, first, status);
  else
    sweep_csv_failure(page->out, file, first, page->records == 0);
  output_flush(page->out);
  page->records++;
  deadline_go_on();
}

static int sweep_file(struct page *page, const char *file,
                      const struct plan *plan, const struct options *options)
{
  struct loaded first;
  struct vary v = {0};
  size_t before = page->records;
  complain_forget();
  int status = load(&first, file, options);
  if (status == EXIT_FINE && options->output)
    status = plot_spare(options->output, file, "");
  if (status == EXIT_FINE)
    status = make_grid(&v, plan, file, first.sheet, options);
  if (status == EXIT_FINE)
    status = sweep_loaded(page, &first, &v, options);
  if (status != EXIT_FINE && page->records == before && !interrupt_pending())
    report_failure(page, file, &first, status, options);
  vary_free(&v);
  loaded_free(&first);
  return status;
}

static int run_files(const struct plan *plan, const struct options *options)
{
  struct output output;
  inputs_announce(options->arguments, options->n_arguments);
  int status = options->output ? plot_folder(options->output) : EXIT_FINE;
  if (status == EXIT_FINE)
    status = output_open(&output, NULL);
  if (status != EXIT_FINE)
    return status;
  deadline_start(options->max_seconds);
  deadline_be_polite();
  struct page page = command_page(output.stream, options);
  for (size_t i = 0; i < options->n_arguments && !interrupt_pending(); i++)
    status = exit_worst(status, sweep_file(&page, options->arguments[i], plan,
                                           options));
  deadline_hold();
  page_end(&page);
  return exit_worst(status, output_close(&output, 1));
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

static int run(const struct options *options)
{
  struct plan plan = {0};
  if (options->n_arguments == 0) {
    complain("no worksheet is given");
    command_help(&cmd_sweep, stderr);
    return EXIT_INPUT;
  }
  if (option_given(options, OPTION_THREADS) && !threads_set(options->threads))
    complain("--threads: no library with threads is used; one it is");
  int status = parse_vary(&plan, options);
  if (status == EXIT_FINE)
    status = run_files(&plan, options);
  plan_free(&plan);
  return interrupted(status, options);
}
