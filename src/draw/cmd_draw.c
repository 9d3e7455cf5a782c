/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare draw: the computation graph, with values and adjoints, for
   Graphviz.  Read sheet_command.h and dot_write.h before. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "draw/dot_write.h"
#include "draw/picture.h"
#include "host/deadline.h"
#include "host/exits.h"
#include "host/files.h"
#include "worksheet/failure.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_draw = {
    .name = "draw",
    .arguments = "[OPTION]... FILE...",
    .doc = "Draw the computation graph, with values and adjoints.",
    .more = "Each FILE is a worksheet; - is standard input.  The graph is "
            "written in the\nlanguage of Graphviz; where the name after -o "
            "ends in .svg, .pdf or .png,\nGraphviz' program dot draws the "
            "picture.  --full opens calls and folds nothing.\n",
    .options = OPTION_OUTPUT | OPTION_FULL | OPTION_DIGITS | OPTION_DIM |
               OPTION_DATA | OPTION_SEED | OPTION_MAX_MEMORY |
               OPTION_MAX_SECONDS | OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

/* The graph in dot's language, or the bytes of its picture. */
struct drawn {
  char *text;
  size_t size;
};

static int check(const struct options *options)
{
  const char *format = picture_format(options->output);
  if (!format)
    return EXIT_FINE;
  if (options->n_arguments > 1) {
    complain("%s: a picture shows one worksheet, and %zu are given",
             options->output, options->n_arguments);
    return EXIT_INPUT;
  }
  return picture_check(format);
}

/* --- the graph ------------------------------------------------------------ */

/* From cotangents 1: for one scalar output these are its adjoints, and
   otherwise they tell where a derivative passes. */
static ad_status sweep(const ad_sheet *sheet, ad_trace **t, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t n = ad_graph_output_entries(g);
  ad_status status = ad_trace_new(g, t, err);
  if (status != AD_OK)
    return status;
  double *ones = memory_new(n + 1, sizeof *ones);
  for (size_t i = 0; i < n; i++)
    ones[i] = 1;
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_trace_set(*t, i, ad_sheet_leaf(sheet, i));
  ad_trace_reverse(*t, ones);
  free(ones);
  return AD_OK;
}

static void write_graph(struct drawn *drawn, const struct sheet_task *task,
                        const ad_trace *t)
{
  const ad_sheet *sheet = task->loaded->sheet;
  const ad_graph *g = ad_sheet_graph(sheet);
  const char *title = ad_sheet_title(sheet);
  struct boxes boxes;
  struct dot dot = {.boxes = &boxes, .trace = t};
  if (ad_graph_output_entries(g) == 1)
    dot.of = ad_graph_name(g, ad_graph_output(g, 0));
  boxes_make(&boxes, sheet, option_given(task->options, OPTION_FULL));
  dot.out = open_memstream(&drawn->text, &drawn->size);
  if (dot.out) {
    dot_write(&dot, *title ? title : files_base(load_name(task->file)));
    int lacking = ferror(dot.out);
    if (fclose(dot.out) != 0 || lacking) {
      free(drawn->text);
      drawn->text = NULL;
    }
  }
  boxes_free(&boxes);
}

static int gather(const struct sheet_task *task)
{
  struct drawn *drawn = task->found;
  const char *format = picture_format(task->options->output);
  ad_error err = {0};
  ad_trace *t = NULL;
  ad_status status = sweep(task->loaded->sheet, &t, &err);
  if (status == AD_OK)
    write_graph(drawn, task, t);
  ad_trace_free(t);
  if (status != AD_OK) {
    complain("%s: %s", task->file, err.text);
    return exit_of(status);
  }
  if (!drawn->text) {
    complain("%s: there is not enough memory for its drawing", task->file);
    return EXIT_SYSTEM;
  }
  if (!format)
    return EXIT_FINE;
  deadline_hold();
  int drew = picture_make(format, &drawn->text, &drawn->size);
  deadline_go_on();
  return drew;
}

static void free_drawn(void *found)
{
  struct drawn *drawn = found;
  free(drawn->text);
}

/* What went wrong with the output is known when it is closed. */
static void show(struct page *page, const struct sheet_task *task)
{
  const struct drawn *drawn = task->found;
  (void)!fwrite(drawn->text, 1, drawn->size, page->out);
}

static const struct sheet_command sheets = {.size = sizeof(struct drawn),
                                            .check = check,
                                            .gather = gather,
                                            .free = free_drawn,
                                            .show = show};
