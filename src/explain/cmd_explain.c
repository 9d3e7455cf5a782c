/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare explain: a worksheet worked out, section by section.  Read
   sections.h before. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"

#include "explain/chains.h"
#include "explain/exercises.h"
#include "explain/brief.h"
#include "explain/flow.h"
#include "explain/layers.h"
#include "explain/path_values.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "worksheet/heading.h"

static const struct sheet_command sheets;

const struct command cmd_explain = {
    .name = "explain",
    .arguments = "[OPTION]... FILE...",
    .doc = "Work the sheet out: both sweeps row by row, and gradients as "
           "formulas.",
    .more = "Each FILE is a worksheet; - is standard input.  Without --only a "
            "graph of\nscalars shows trace and paths, another one shapes, "
            "chains and formulas; one\nwith lines `exercise` shows what they "
            "ask for.  Every formula can be pasted into\nthe worksheet "
            "again.\n",
    .options = OPTION_OUTPUT | OPTION_FORMAT | OPTION_FULL | OPTION_DIGITS |
               OPTIONS_LATEX | OPTION_ONLY | OPTION_OF | OPTION_WRT |
               OPTION_ALONG | OPTION_COTANGENT | OPTION_GATES |
               OPTION_AUTOGRAD | OPTION_ELEMENTS | OPTION_BLANK |
               OPTION_SOLUTION_OF | OPTION_PLOT | OPTION_PNG |
               OPTION_NODES | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED |
               OPTION_STRICT,
    .parts = section_words,
    .run = sheet_command_run,
    .sheets = &sheets};

/* Is one of these sections to be worked out?  Machines get all of them, unless
   they ask for some. */
static int wants(const struct sheet_task *task, unsigned sections)
{
  int machine = !page_has_format(task->options->format);
  return (machine && !task->options->only) ||
         (sections_of(task->found, task->options) & sections);
}

/* CSV has no line for what is left out. */
static int is_full(const struct options *options)
{
  return option_given(options, OPTION_FULL) ||
         strcmp(options->format, "csv") == 0;
}

/* Formulas of several outputs take as many reverse sweeps: the one that the
   other sections show comes last.  A ledger has formulas, too, and links. */
static ad_status work_out(const struct sheet_task *task, ad_error *err)
{
  struct explained *e = task->found;
  int full = is_full(task->options);
  ad_status status = explain_tape(e, err);
  if (status == AD_OK)
    status = explain_forward(e, err);
  if (status == AD_OK)
    status = explain_trace(e, err);
  if (status == AD_OK && wants(task, SECTION_FORMULAS | SECTION_LEDGER)) {
    status = explain_formulas(e, err);
    explain_reverse(e);
  }
  if (status == AD_OK && wants(task, SECTION_LOCALS | SECTION_CHAINS |
                                         SECTION_LEDGER | SECTION_PATHS))
    status = explain_chains(e, full, err);
  if (status == AD_OK && wants(task, SECTION_PATHS))
    status = explain_paths(e, err);
  if (status == AD_OK && wants(task, SECTION_LAYERS))
    status = explain_layers(e, err);
  return status;
}

static int check(const struct options *options)
{
  if (option_given(options, OPTION_BLANK) &&
      strcmp(options->format, "csv") == 0) {
    complain("--blank is for what is printed, and for JSON; --format csv has "
             "answers alone");
    return EXIT_INPUT;
  }
  if (option_given(options, OPTION_BLANK) && options->folder) {
    complain("--blank leaves the answers out, and --plot draws them");
    return EXIT_INPUT;
  }
  int status = EXIT_FINE;
  if (options->folder && options->n_arguments > 1)
    status = plot_spare(options->folder, "flow", "");
  return status == EXIT_FINE && options->folder ? plot_folder(options->folder)
                                                : status;
}

static struct plot plot_of(struct page *page, const struct options *options)
{
  return (struct plot){options->folder, options->command,
                       option_given(options, OPTION_PNG), page};
}

static int draw(struct page *page, const struct sheet_task *task)
{
  const struct plot plot = plot_of(page, task->options);
  char *name = plot_name(task->file);
  flows_add(task->all, flow_new(task->found), name);
  free(name);
  return plot_flow(task->found, task->file, &plot);
}

/* Side by side, sigmoid against ReLU. */
static int end(struct page *page, const struct options *options, void *all)
{
  const struct plot plot = plot_of(page, options);
  struct flows *flows = all;
  int status = flows->n > 1 ? plot_flows(flows, &plot) : EXIT_FINE;
  flows_free(flows);
  return status;
}

static int gather(const struct sheet_task *task)
{
  struct explained *e = task->found;
  ad_error err = {0};
  int status = EXIT_FINE;
  if (task->options->folder)
    status = plot_spare(task->options->folder, task->file, "-flow");
  if (status == EXIT_FINE)
    status = explain_begin(e, task->file, task->loaded->sheet, task->options);
  if (status != EXIT_FINE)
    return status;
  ad_status done = work_out(task, &err);
  if (done != AD_OK)
    complain("%s: %s", task->file, err.text);
  return exit_of(done);
}

static void free_found(void *found)
{
  explain_free(found);
}

static void show_all(struct page *page, const struct sheet_task *task)
{
  const struct explained *e = task->found;
  int several = task->options->n_arguments > 1;
  int full = option_given(task->options, OPTION_FULL);
  if (task->options->only)
    show_short_header(page, task->file, several, task->loaded->sheet);
  else
    show_header(page, task->file, several, task->loaded->sheet);
  if (e->n_wrts == 0)
    show_no_variable(page);
  if (e->n_exercises > 0)
    exercises_show(page, e, full);
  else
    sections_show(page, e, sections_of(e, task->options), full);
  brief_show(page, e);
}

/* What is asked for is shown whole. */
static void show(struct page *page, const struct sheet_task *task)
{
  struct explained *e = task->found;
  if (!task->options->only && e->n_exercises == 0 &&
      !option_given(task->options, OPTION_FULL))
    brief_fit(e, task, show_all);
  show_all(page, task);
}

static int judge_line(int status, const struct explain_line *line)
{
  ad_verdict verdict = explain_verdict(line);
  return exit_worst(status, verdict == AD_AGREE      ? EXIT_FINE
                            : verdict == AD_DISAGREE ? EXIT_DISAGREE
                                                     : EXIT_DOUBT);
}

static int judge_links(int status, const struct links *l)
{
  for (size_t i = 0; i < l->n; i++)
    if (l->link[i].text)
      status = judge_line(status, &l->link[i].line);
  return status;
}

static int judge_chains(int status, const struct chains *c)
{
  for (size_t i = 0; i < c->n; i++) {
    if (c->targets[i].text)
      status = judge_line(status, &c->targets[i].line);
    if (c->targets[i].written)
      status = judge_line(status, &c->targets[i].out);
  }
  return status;
}

static int judge(const struct sheet_task *task)
{
  const struct explained *e = task->found;
  int status = EXIT_FINE;
  if (e->links && wants(task, SECTION_LOCALS | SECTION_CHAINS))
    status = judge_links(status, e->links);
  if (e->chains && wants(task, SECTION_LOCALS | SECTION_CHAINS))
    status = judge_chains(status, e->chains);
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++)
      status = judge_line(status, &e->outputs[i].lines[k]);
  for (size_t i = 0; e->layers && i < e->layers->n; i++)
    status = judge_line(status, &e->layers->layers[i].line);
  for (size_t i = 0; e->paths && i < e->n_wrts; i++)
    if (e->paths->lists[i].is_whole)
      status = judge_line(status, &e->paths->lists[i].line);
  return status;
}

static const struct sheet_command sheets = {
    .size = sizeof(struct explained),
    .all_size = sizeof(struct flows),
    .texts = 1,
    .check = check,
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = explain_json,
    .csv = &explain_csv,
    .judge = judge,
    .draw = draw,
    .end = end};
