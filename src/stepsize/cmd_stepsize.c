/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare stepsize: the error of difference quotients against their step,
   and the Taylor-remainder test.  Read cmd.h and show_stepsize.h before. */
#include "cli/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "gnuplot/plot.h"
#include "host/deadline.h"
#include "host/exits.h"
#include "host/inputs.h"
#include "host/output.h"
#include "stepsize/plot_stepsize.h"
#include "stepsize/show_stepsize.h"
#include "stepsize/stepsize_write.h"
#include "worksheet/entry_name.h"
#include "worksheet/failure.h"
#include "worksheet/heading.h"
#include "worksheet/load.h"

static int run(const struct options *options);

const struct command cmd_stepsize = {
    .name = "stepsize",
    .arguments = "[OPTION]... FILE...",
    .doc = "Show the error of finite differences against their step, and the "
           "Taylor test.",
    .more = "Each FILE is a worksheet; - is standard input.  The report goes "
            "to standard\noutput.\n",
    .options = OPTION_FOLDER | OPTION_FORMAT | OPTION_DIGITS | OPTION_FRAGMENT |
               OPTION_PNG | OPTION_OF | OPTION_WRT | OPTION_NODES | OPTION_DIM |
               OPTION_DATA | OPTION_SEED | OPTION_MAX_MEMORY |
               OPTION_MAX_SECONDS | OPTION_UNTRUSTED | OPTION_STRICT |
               OPTION_NO_TIMES,
    .run = run};

/* --- what is asked -------------------------------------------------------- */

/* What --of and --wrt mean. */
struct question {
  struct part *outputs, *wrts;
  size_t n_outputs, n_wrts;
  struct entry_name of, wrt;
};

static int find_names(struct question *q, const char *file, const ad_graph *g,
                      const struct options *options)
{
  int status = EXIT_FINE;
  q->n_outputs = parts_outputs(g, &q->outputs);
  q->n_wrts = parts_wrts(g, &q->wrts);
  if (ad_graph_wrt_entries(g) == 0) {
    complain("%s: there is no input or param: nothing is differentiated",
             file);
    return EXIT_INPUT;
  }
  if (options->of)
    status = entry_find(file, "of", options->of, g, q->outputs, q->n_outputs,
                        &q->of);
  else
    q->of.whole = q->outputs[0].entries > 1;
  if (status == EXIT_FINE && options->wrt)
    status = entry_find(file, "wrt", options->wrt, g, q->wrts, q->n_wrts,
                        &q->wrt);
  return status;
}

static void question_free(struct question *q)
{
  parts_free(q->outputs, q->n_outputs);
  parts_free(q->wrts, q->n_wrts);
}

/* Without an entry by name: one of the largest in which truncation shows. */
static size_t choose_by(struct question *q, struct engines *e,
                        const ad_graph *g, size_t of,
                        const struct options *options)
{
  const struct part *leaf = &q->wrts[q->wrt.part];
  if (options->wrt && !q->wrt.whole)
    return leaf->first + q->wrt.entry;
  size_t first = options->wrt ? leaf->first : 0;
  size_t n = options->wrt ? leaf->entries : ad_graph_wrt_entries(g);
  size_t by = stepsize_choose(e, g, of, first, n);
  for (q->wrt.part = 0; by >= q->wrts[q->wrt.part].first +
                                  q->wrts[q->wrt.part].entries;)
    q->wrt.part++;
  q->wrt.entry = by - q->wrts[q->wrt.part].first;
  return by;
}

/* --- one worksheet -------------------------------------------------------- */

static int gather(struct study *s, struct question *q, struct engines *e,
                  const ad_graph *g, const struct options *options)
{
  const struct part *output = &q->outputs[q->of.part];
  size_t of = output->first + q->of.entry;
  size_t by = choose_by(q, e, g, of, options);
  s->output = output;
  s->wrts = q->wrts;
  s->n_wrts = q->n_wrts;
  s->wrt = &q->wrts[q->wrt.part];
  s->of_entry = q->of.entry;
  s->by_entry = q->wrt.entry;
  stepsize_gather(&s->stepsize, e, g, of, by);
  return taylor_gather(&s->taylor, e, g, q->of.part, output->first,
                       q->of.entry, q->of.whole ? output->entries : 1,
                       s->seed);
}

static int judge(const struct study *s, const struct options *options)
{
  enum taylor_verdict verdict = taylor_verdict(&s->taylor);
  const ad_judgement *judged = &s->stepsize.judged;
  if (verdict == TAYLOR_WRONG || judged->engines == AD_DISAGREE)
    return EXIT_DISAGREE;
  if (verdict == TAYLOR_UNKNOWN || judged->engines == AD_INCONCLUSIVE)
    return option_given(options, OPTION_STRICT) ? EXIT_DOUBT : EXIT_FINE;
  return EXIT_FINE;
}

/* On the page, or beside it for machines. */
static void show(struct page *page, const char *file, const ad_sheet *sheet,
                 const struct study *s, const struct options *options)
{
  if (page_has_format(options->format)) {
    show_header(page, file, options->n_arguments > 1, sheet);
    show_derivative(page, s);
    show_errors(page, s);
    show_best_steps(page, s);
    show_taylor(page, s);
    return;
  }
  if (strcmp(options->format, "json") == 0)
    stepsize_json(page->out, s, file, ad_sheet_title(sheet));
  else
    stepsize_csv(page->out, s, file, page->records == 0);
  page->records++;
}

static int report(struct page *page, const char *file, const ad_sheet *sheet,
                  const struct study *s, const struct options *options)
{
  show(page, file, sheet, s, options);
  int status = judge(s, options);
  if (!options->output)
    return status;
  return exit_worst(status,
                    plot_stepsize(s, file, ad_sheet_title(sheet),
                                  options->output, options->command,
                                  option_given(options, OPTION_PNG)));
}

static int study_sheet(struct page *page, const char *file,
                       const ad_sheet *sheet, const struct options *options)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  struct question question = {0};
  struct engines engines = {0};
  ad_error err = {0};
  struct study *study = memory_new(1, sizeof *study);
  study->graph = g;
  study->seed = ad_sheet_seed(sheet);
  int status = find_names(&question, file, g, options);
  if (status == EXIT_FINE) {
    status = exit_of(engines_make(&engines, sheet, 1, &err));
    if (status != EXIT_FINE)
      complain("%s: %s", file, err.text);
  }
  if (status == EXIT_FINE)
    status = gather(study, &question, &engines, g, options);
  deadline_hold();
  if (status == EXIT_FINE)
    status = report(page, file, sheet, study, options);
  output_flush(page->out);
  deadline_go_on();
  taylor_free(&study->taylor);
  engines_free(&engines);
  question_free(&question);
  free(study);
  return status;
}

/* Where machines read, every file has a record. */
static void report_failure(struct page *page, const char *file,
                           const struct loaded *loaded, int status,
                           const struct options *options)
{
  if (page_has_format(options->format))
    return;
  deadline_hold();
  if (strcmp(options->format, "json") == 0)
    failure_json(page->out, file, loaded, status);
  else
    stepsize_csv_failure(page->out, file, loaded, page->records == 0);
  output_flush(page->out);
  page->records++;
  deadline_go_on();
}

static int study_file(struct page *page, const char *file,
                      const struct options *options)
{
  struct loaded loaded;
  size_t before = page->records;
  complain_forget();
  int status = load(&loaded, file, options);
  if (status == EXIT_FINE && options->output)
    status = plot_spare(options->output, file, "-stepsize");
  if (status == EXIT_FINE)
    status = study_sheet(page, file, loaded.sheet, options);
  if (status != EXIT_FINE && page->records == before)
    report_failure(page, file, &loaded, status, options);
  loaded_free(&loaded);
  return status;
}

static int run(const struct options *options)
{
  struct output output;
  if (options->n_arguments == 0) {
    complain("no worksheet is given");
    command_help(&cmd_stepsize, stderr);
    return EXIT_INPUT;
  }
  inputs_announce(options->arguments, options->n_arguments);
  int status = options->output ? plot_folder(options->output) : EXIT_FINE;
  if (status == EXIT_FINE)
    status = output_open(&output, NULL);
  if (status != EXIT_FINE)
    return status;
  deadline_start(options->max_seconds);
  struct page page = command_page(output.stream, options);
  for (size_t i = 0; i < options->n_arguments; i++)
    status = exit_worst(status,
                        study_file(&page, options->arguments[i], options));
  deadline_hold();
  page_end(&page);
  return exit_worst(status, output_close(&output, 1));
}
