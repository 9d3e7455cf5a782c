/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare compare: values, gradients three ways, agreement and cost.
   Read cmd.h and show_compare.h before. */
#include "cli/cmd.h"

#include <string.h>

#include "compare/choice.h"
#include "compare/compare.h"
#include "compare/show_compare.h"
#include "host/deadline.h"
#include "host/exits.h"
#include "host/inputs.h"
#include "host/output.h"
#include "worksheet/heading.h"
#include "worksheet/load.h"

static int run(const struct options *options);

const struct command cmd_compare = {
    .name = "compare",
    .arguments = "[OPTION]... FILE...",
    .doc = "Compare the gradients by forward mode, reverse mode and finite "
           "differences.",
    .more = "Each FILE is a worksheet; - is standard input.\n",
    .options = OPTION_OUTPUT | OPTION_FORMAT | OPTION_DIM | OPTION_DATA |
               OPTION_SEED | OPTION_NO_TIMES | OPTION_FULL |
               OPTION_NODES |
               OPTION_ONLY | OPTION_SHOW | OPTION_HIDE | OPTION_DIGITS |
               OPTION_FRAGMENT | OPTION_FD_ENTRIES | OPTION_CHUNK |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED |
               OPTION_STRICT,
    .run = run};

/* A format for machines: how a report is written, and what stands in its
   place where there is none. */
struct writer {
  const char *format;
  void (*write)(FILE *out, const struct comparison *c);
  void (*fail)(FILE *out, const struct comparison *c, int status);
};

/* Where reports go: to a page, or to a writer. */
struct sink {
  struct output *output;
  struct page page;
  const struct writer *writer; /* NULL: the page                          */
  size_t written;
};

static struct sink sink_on(struct output *output,
                           const struct options *options)
{
  static const struct writer writers[] = {
      {"csv", compare_csv, compare_csv_failure},
      {"json", compare_json, compare_json_failure}};
  struct sink sink = {.output = output,
                      .page = command_page(output->stream, options)};
  for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
    if (strcmp(writers[i].format, options->format) == 0)
      sink.writer = &writers[i];
  return sink;
}

static void show_report(struct page *page, const struct comparison *c,
                        const struct options *options)
{
  const struct results *r = c->results;
  if (options->only == 0)
    show_header(page, c->file, options->n_arguments > 1, r->sheet);
  else
    show_short_header(page, c->file, options->n_arguments > 1, r->sheet);
  show_faults(page, r, c->faults);
  if (choice_has(options, ONLY_VALUES))
    show_values(page, r, options);
  if (r->n == 0 && choice_has(options, ONLY_GRADIENTS)) {
    page_section(page, "Gradients");
    page_print(page, "There is no input or param: nothing is differentiated.");
  } else if (r->n > 0) {
    if (choice_has(options, ONLY_GRADIENTS))
      show_gradients(page, r, options);
    if (choice_has(options, ONLY_AGREEMENT))
      show_agreement(page, r, c->timed);
    if (choice_has(options, ONLY_COST))
      show_cost(page, r, c->costs, c->timed);
  }
  if (options->only == 0)
    show_kept(page, r->sheet);
}

static void report(struct sink *sink, const struct comparison *c,
                   const struct options *options)
{
  if (sink->writer)
    sink->writer->write(sink->page.out, c);
  else
    show_report(&sink->page, c, options);
  sink->written++;
}

/* What was found out about one sheet as an exit status. */
static int judge(const struct results *r, const struct options *options)
{
  int status = results_status(r);
  if (status == EXIT_DOUBT && !option_given(options, OPTION_STRICT))
    return EXIT_FINE;
  return status;
}

static int compare_sheet(struct sink *sink, const char *file,
                         const struct loaded *loaded,
                         const struct options *options)
{
  struct method_cost costs[METHODS] = {{0}};
  struct results r;
  struct faults faults = {0};
  struct comparison c = {.file = file,
                         .loaded = loaded,
                         .results = &r,
                         .faults = &faults,
                         .options = options,
                         .costs = costs,
                         .timed = !option_given(options, OPTION_NO_TIMES),
                         .before = sink->written};
  int status = results_gather(&r, file, loaded, options);
  if (status == EXIT_FINE && choice_has(options, ONLY_COST))
    status = results_costs(&r, file, c.timed, costs);
  if (status == EXIT_FINE)
    status = faults_find(&faults, file, &r);
  if (status == EXIT_FINE) {
    deadline_hold();
    report(sink, &c, options);
    output_flush(sink->page.out);
    deadline_go_on();
    status = judge(&r, options);
  }
  faults_free(&faults);
  results_free(&r);
  return status;
}

/* Where machines read, every file has a record. */
static void report_failure(struct sink *sink, const char *file,
                           const struct loaded *loaded, int status)
{
  struct comparison c = {.file = file, .loaded = loaded,
                         .before = sink->written};
  if (!sink->writer)
    return;
  deadline_hold();
  sink->writer->fail(sink->page.out, &c, status);
  output_flush(sink->page.out);
  deadline_go_on();
  sink->written++;
}

static int compare_file(struct sink *sink, const char *file,
                        const struct options *options)
{
  struct loaded loaded;
  size_t before = sink->written;
  complain_forget();
  int status = load(&loaded, file, options);
  if (status == EXIT_FINE)
    status = output_spare(sink->output);
  if (status == EXIT_FINE)
    status = choice_check(file, ad_sheet_graph(loaded.sheet), options);
  if (status == EXIT_FINE)
    status = compare_sheet(sink, file, &loaded, options);
  if (sink->written == before)
    report_failure(sink, file, &loaded, status);
  loaded_free(&loaded);
  return status;
}

static int run(const struct options *options)
{
  struct output output;
  if (options->n_arguments == 0) {
    complain("no worksheet is given");
    command_help(&cmd_compare, stderr);
    return EXIT_INPUT;
  }
  inputs_announce(options->arguments, options->n_arguments);
  int status = output_open(&output, options->output);
  if (status != EXIT_FINE)
    return status;
  deadline_start(options->max_seconds);
  struct sink sink = sink_on(&output, options);
  for (size_t i = 0; i < options->n_arguments && !output.spared; i++)
    status = exit_worst(status,
                        compare_file(&sink, options->arguments[i], options));
  deadline_hold();
  page_end(&sink.page);
  complain_forget();
  return exit_worst(status, output_close(&output, sink.written > 0));
}
