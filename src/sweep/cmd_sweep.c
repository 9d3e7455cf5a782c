/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare sweep: sizes varied, costs counted and measured, exponents
   fitted.  Read sheet_command.h, sweep_gather.h and show_sweep.h before. */
#include "cli/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/threads.h"
#include "sweep/plot_sweep.h"
#include "sweep/show_sweep.h"
#include "sweep/sweep_gather.h"
#include "sweep/sweep_write.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

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
    .options = OPTION_FOLDER | OPTION_FORMAT | OPTIONS_LATEX | OPTION_VARY |
               OPTION_AGAINST | OPTION_BUDGET | OPTION_THREADS | OPTION_PNG |
               OPTION_DIM | OPTION_DATA | OPTION_SEED | OPTION_NO_TIMES |
               OPTION_TIME_BUDGET | OPTION_HESSIAN |
               OPTION_CHUNK | OPTION_MAX_MEMORY | OPTION_MAX_SECONDS |
               OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

/* --- what is varied ------------------------------------------------------- */

/* The lines of --vary. */
struct plan {
  size_t n_given;
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
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++)
    memory_append(&text, ", ", memory_copy(name));
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

struct found {
  struct sweep sweep; /* first: sweep_write.h reads this                   */
  struct plan plan;
  struct vary vary;
};

static int check(const struct options *options)
{
  struct plan plan = {0};
  if (option_given(options, OPTION_THREADS) && !threads_set(options->threads))
    complain("--threads: no library with threads is used; one it is");
  int status = parse_vary(&plan, options);
  plan_free(&plan);
  if (status == EXIT_FINE && options->folder)
    status = plot_folder(options->folder);
  return status;
}

static int gather(const struct sheet_task *task)
{
  struct found *f = task->found;
  const struct options *options = task->options;
  int status = EXIT_FINE;
  if (options->folder)
    status = plot_spare(options->folder, task->file, "");
  if (status == EXIT_FINE)
    status = parse_vary(&f->plan, options);
  if (status == EXIT_FINE)
    status = make_grid(&f->vary, &f->plan, task->file, task->loaded->sheet,
                       options);
  if (status == EXIT_FINE)
    status = sweep_gather(&f->sweep, task->loaded, &f->vary, options);
  return status;
}

static void free_found(void *found)
{
  struct found *f = found;
  sweep_free(&f->sweep);
  vary_free(&f->vary);
  plan_free(&f->plan);
}

/* Whatever was measured before it ended. */
static int has_report(const struct sheet_task *task)
{
  const struct found *f = task->found;
  return f->sweep.n_points > 0;
}

static void show(struct page *page, const struct sheet_task *task)
{
  const struct found *f = task->found;
  show_sweep(page, &f->sweep, task->loaded, &f->vary, task->options);
}

static int draw(struct page *page, const struct sheet_task *task)
{
  const struct found *f = task->found;
  const struct options *options = task->options;
  const struct plot plot = {options->folder, options->command,
                            option_given(options, OPTION_PNG), page};
  return plot_sweep(&f->sweep, &plot);
}

static const struct sheet_command sheets = {
    .size = sizeof(struct found),
    .interruptible = 1,
    .check = check,
    .gather = gather,
    .free = free_found,
    .has_report = has_report,
    .show = show,
    .json = sweep_json,
    .csv = &sweep_csv,
    .draw = draw};
