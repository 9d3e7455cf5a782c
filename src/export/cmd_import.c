/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare import: a graph in JSON, of export --to json, as a worksheet
   again.  Read graph_json.h and script.h before. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "export/graph_json.h"
#include "export/script.h"
#include "host/exits.h"
#include "host/inputs.h"
#include "host/output.h"
#include "sheet.h"
#include "worksheet/load.h"

static int run(const struct command *command, const struct options *options);

const struct command cmd_import = {
    .name = "import",
    .arguments = "[OPTION]... FILE",
    .doc = "Write a graph of export --to json as a worksheet again.",
    .more = "FILE is JSON; - is standard input.\n",
    .options = OPTION_OUTPUT | OPTION_MAX_MEMORY,
    .run = run};

/* Names may be words of the language, which only reading shows. */
static int check_readable(const char *file, const char *text)
{
  const ad_source source = {file, text, strlen(text)};
  const ad_sheet_options options = {0};
  ad_sheet *sheet = NULL;
  ad_report report;
  int status = EXIT_FINE;
  ad_report_init(&report, NULL);
  ad_status read = ad_sheet_read(&source, &options, &sheet, &report);
  if (read != AD_OK) {
    complain("%s: no worksheet can be made of it: %s", file,
             report.count ? report.messages[0].error.text : "no memory");
    status = exit_of(read);
  }
  ad_report_free(&report);
  ad_sheet_free(sheet);
  return status;
}

static int write_sheet(const struct options *options, const char *text)
{
  struct output output;
  int status = output_open(&output, options->output);
  if (status != EXIT_FINE)
    return status;
  fputs(text, output.stream);
  return output_close(&output, 1);
}

static int import(const struct options *options, const char *file,
                  const ad_graph *g, double *const *values)
{
  struct script p = {.file = file, .g = g, .target = &target_worksheet};
  script_init(&p);
  script_worksheet(&p, values);
  int status = EXIT_FINE;
  if (p.needs.lacking) {
    complain("%s: a worksheet has no word for '%s'", file, p.needs.lacking);
    status = EXIT_INPUT;
  } else {
    status = check_readable(file, p.text.text);
    if (status == EXIT_FINE)
      status = write_sheet(options, p.text.text);
  }
  script_free(&p);
  return status;
}

static int run(const struct command *command, const struct options *options)
{
  char *text;
  size_t size;
  ad_graph *g;
  double **values;
  (void)command;
  if (options->n_arguments != 1) {
    complain("a graph is in one file, and %zu are given", options->n_arguments);
    return EXIT_INPUT;
  }
  inputs_announce(options->arguments, options->n_arguments);
  const char *file = options->arguments[0];
  int status = load_text(file, options->max_memory, &text, &size);
  if (status == EXIT_FINE) {
    status = graph_from_json(load_name(file), text, size, &g, &values);
    if (status == EXIT_FINE) {
      status = import(options, load_name(file), g, values);
      graph_values_free(g, values);
      ad_graph_free(g);
    }
  }
  free(text);
  return status;
}
