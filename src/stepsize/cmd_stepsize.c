/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare stepsize: the error of difference quotients against their step,
   and the Taylor-remainder test.  Read sheet_command.h and show_stepsize.h
   before. */
#include "cli/cmd.h"

#include "host/exits.h"
#include "stepsize/plot_stepsize.h"
#include "stepsize/show_stepsize.h"
#include "stepsize/stepsize_write.h"
#include "worksheet/entry_name.h"
#include "worksheet/heading.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_stepsize = {
    .name = "stepsize",
    .arguments = "[OPTION]... FILE...",
    .doc = "Show the error of finite differences against their step, and the "
           "Taylor test.",
    .more = "Each FILE is a worksheet; - is standard input.  The report goes "
            "to standard\noutput.\n",
    .options = OPTION_FOLDER | OPTION_FORMAT | OPTION_DIGITS | OPTIONS_LATEX |
               OPTION_PNG | OPTION_OF | OPTION_WRT | OPTION_HESSIAN |
               OPTION_NODES | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_MAX_MEMORY |
               OPTION_MAX_SECONDS | OPTION_UNTRUSTED | OPTION_STRICT |
               OPTION_NO_TIMES,
    .run = sheet_command_run,
    .sheets = &sheets};

/* --- what is asked -------------------------------------------------------- */

/* What --of and --wrt mean. */
struct question {
  struct entry_name of, wrt;
};

static int find_names(struct question *q, struct study *s, const char *file,
                      const struct options *options)
{
  int status = EXIT_FINE;
  s->n_outputs = parts_outputs(s->graph, &s->outputs);
  s->n_wrts = parts_wrts(s->graph, &s->wrts);
  if (ad_graph_wrt_entries(s->graph) == 0) {
    complain("%s: there is no input or param: nothing is differentiated",
             file);
    return EXIT_INPUT;
  }
  if (options->of)
    status = entry_find(file, "of", options->of, s->graph, s->outputs,
                        s->n_outputs, &q->of);
  else
    q->of.whole = s->outputs[0].entries > 1;
  if (status == EXIT_FINE && options->wrt)
    status = entry_find(file, "wrt", options->wrt, s->graph, s->wrts,
                        s->n_wrts, &q->wrt);
  return status;
}

/* Without an entry by name: one of the largest in which truncation shows. */
static size_t choose_by(struct question *q, const struct study *s,
                        struct engines *e, size_t of,
                        const struct options *options)
{
  const struct part *leaf = &s->wrts[q->wrt.part];
  if (options->wrt && !q->wrt.whole)
    return leaf->first + q->wrt.entry;
  size_t first = options->wrt ? leaf->first : 0;
  size_t n = options->wrt ? leaf->entries : ad_graph_wrt_entries(s->graph);
  size_t by = stepsize_choose(e, s->graph, of, first, n);
  q->wrt.part = parts_find(s->wrts, s->n_wrts, by);
  q->wrt.entry = by - s->wrts[q->wrt.part].first;
  return by;
}

/* --- one worksheet -------------------------------------------------------- */

static int measure(struct study *s, struct question *q, struct engines *e,
                   const struct options *options)
{
  const struct part *output = &s->outputs[q->of.part];
  size_t of = output->first + q->of.entry;
  size_t by = choose_by(q, s, e, of, options);
  s->output = output;
  s->wrt = &s->wrts[q->wrt.part];
  s->of_entry = q->of.entry;
  s->by_entry = q->wrt.entry;
  stepsize_gather(&s->stepsize, e, s->graph, of, by);
  return taylor_gather(&s->taylor, e, s->graph, q->of.part, output->first,
                       q->of.entry, q->of.whole ? output->entries : 1,
                       s->seed);
}

static int test_claims(struct study *s, const struct loaded *loaded,
                       struct engines *e)
{
  return claim_tests_gather(&s->claims, loaded, e, &s->taylor, s->output,
                            s->n_wrts, s->wrts);
}

static int study_sheet(struct study *s, const char *file,
                       const struct loaded *loaded,
                       const struct options *options)
{
  const ad_sheet *sheet = loaded->sheet;
  struct question question = {0};
  struct engines engines = {0};
  ad_error err = {0};
  s->graph = ad_sheet_graph(sheet);
  s->seed = ad_sheet_seed(sheet);
  int status = find_names(&question, s, file, options);
  if (status != EXIT_FINE)
    return status;
  status = exit_of(engines_make(&engines, sheet, 1, &err));
  if (status == EXIT_FINE)
    status = measure(s, &question, &engines, options);
  else
    complain("%s: %s", file, err.text);
  if (status == EXIT_FINE)
    status = test_claims(s, loaded, &engines);
  engines_free(&engines);
  return status;
}

/* --- the run -------------------------------------------------------------- */

static int check(const struct options *options)
{
  return options->folder ? plot_folder(options->folder) : EXIT_FINE;
}

static int gather(const struct sheet_task *task)
{
  const struct options *options = task->options;
  int status = EXIT_FINE;
  if (options->folder)
    status = plot_spare(options->folder, task->file, "-stepsize");
  if (status == EXIT_FINE)
    status = study_sheet(task->found, task->file, task->loaded, options);
  return status;
}

static void free_found(void *found)
{
  struct study *s = found;
  taylor_free(&s->taylor);
  claim_tests_free(&s->claims);
  parts_free(s->outputs, s->n_outputs);
  parts_free(s->wrts, s->n_wrts);
}

static void show(struct page *page, const struct sheet_task *task)
{
  const struct study *s = task->found;
  show_header(page, task->file, task->options->n_arguments > 1,
              task->loaded->sheet);
  show_derivative(page, s);
  show_errors(page, s);
  show_best_steps(page, s);
  show_taylor(page, s);
}

static int judge(const struct sheet_task *task)
{
  const struct study *s = task->found;
  enum taylor_verdict verdict = taylor_verdict(&s->taylor);
  const ad_judgement *judged = &s->stepsize.judged;
  if (verdict == TAYLOR_WRONG || judged->engines == AD_DISAGREE)
    return EXIT_DISAGREE;
  if (verdict == TAYLOR_UNKNOWN || judged->engines == AD_INCONCLUSIVE)
    return EXIT_DOUBT;
  return EXIT_FINE;
}

static int draw(struct page *page, const struct sheet_task *task)
{
  const struct options *options = task->options;
  const struct plot plot = {options->folder, options->command,
                            option_given(options, OPTION_PNG), page};
  return plot_stepsize(task->found, task->file,
                       ad_sheet_title(task->loaded->sheet), &plot);
}

static const struct sheet_command sheets = {
    .size = sizeof(struct study),
    .check = check,
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = stepsize_json,
    .csv = &stepsize_csv,
    .judge = judge,
    .draw = draw};
