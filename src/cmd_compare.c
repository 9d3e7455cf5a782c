/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare compare: values, gradients three ways, agreement and cost.
   Read cmd.h and show.h before. */
#include "cmd.h"

#include "exits.h"
#include "load.h"
#include "output.h"
#include "show.h"

static int run(const struct options *options);

const struct command cmd_compare = {
    .name = "compare",
    .arguments = "[OPTION]... FILE...",
    .doc = "Compare the gradients by forward mode, reverse mode and finite "
           "differences.",
    .more = "Each FILE is a worksheet; - is standard input.\n",
    .options = OPTION_OUTPUT | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_NO_TIMES | OPTION_FULL | OPTION_FD_ENTRIES |
               OPTION_CHUNK | OPTION_MAX_MEMORY | OPTION_STRICT,
    .run = run};

static void show_report(struct page *page, const char *name,
                        const struct results *r,
                        const struct method_cost *costs,
                        const struct options *options)
{
  int full = option_given(options, OPTION_FULL);
  int timed = !option_given(options, OPTION_NO_TIMES);
  show_header(page, name, options->n_arguments > 1, r->sheet);
  show_values(page, r, full);
  if (r->n == 0) {
    page_section(page, "Gradients");
    page_print(page, "There is no input or param: nothing is differentiated.");
  } else {
    show_gradients(page, r, full, timed);
    show_agreement(page, r, timed);
    show_cost(page, r, costs, timed);
  }
  show_kept(page, r->sheet);
}

/* What was found out about one sheet as an exit status. */
static int judge(const struct results *r, const struct options *options)
{
  int status = results_status(r);
  if (status == EXIT_DOUBT && !option_given(options, OPTION_STRICT))
    return EXIT_FINE;
  return status;
}

static int compare_sheet(struct page *page, const char *name,
                         const ad_sheet *sheet, const struct options *options)
{
  struct method_cost costs[METHODS];
  struct results r;
  int timed = !option_given(options, OPTION_NO_TIMES);
  int status = results_gather(&r, name, sheet, options);
  if (status == EXIT_FINE)
    status = results_costs(&r, name, timed, costs);
  if (status == EXIT_FINE) {
    show_report(page, name, &r, costs, options);
    status = judge(&r, options);
  }
  results_free(&r);
  return status;
}

static int compare_file(struct page *page, const char *file,
                        const struct options *options)
{
  struct loaded loaded;
  int status = load(&loaded, file, options);
  if (status == EXIT_FINE)
    status = compare_sheet(page, file, loaded.sheet, options);
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
  int status = output_open(&output, options->output);
  if (status != EXIT_FINE)
    return status;
  struct page page = page_on(output.stream);
  for (size_t i = 0; i < options->n_arguments; i++)
    status = exit_worst(status,
                        compare_file(&page, options->arguments[i], options));
  int keep = status != EXIT_INPUT && status != EXIT_SYSTEM;
  return exit_worst(status, output_close(&output, keep));
}
