/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare draw: the computation graph, with values and adjoints, or the
   network's scheme, for Graphviz and TikZ.  Read sheet_command.h,
   graph_figure.h and scheme.h before. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/cmd.h"
#include "draw/dot_write.h"
#include "draw/graph_figure.h"
#include "draw/layout.h"
#include "draw/picture.h"
#include "draw/scheme.h"
#include "draw/tikz_write.h"
#include "host/deadline.h"
#include "host/exits.h"
#include "host/files.h"
#include "host/written.h"
#include "worksheet/failure.h"
#include "worksheet/name_list.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_draw = {
    .name = "draw",
    .arguments = "[OPTION]... FILE...",
    .doc = "Draw the computation graph, with values and adjoints.",
    .more = "Each FILE is a worksheet; - is standard input.  The graph is "
            "written in the\nlanguage of Graphviz, or as the name after -o "
            "ends: .svg, .pdf, .png, .tex.\nPictures, and the places of boxes "
            "in TikZ, are made by Graphviz' program dot.\n--full opens calls "
            "and folds nothing.\n",
    .options = OPTION_OUTPUT | OPTION_FULL | OPTION_DIGITS | OPTION_DIM |
               OPTION_DATA | OPTION_SEED | OPTION_MAX_MEMORY |
               OPTION_MAX_SECONDS | OPTION_UNTRUSTED | OPTION_DRAWING |
               OPTIONS_LATEX | OPTION_SCHEME | OPTION_GRADIENT |
               OPTION_PARTIALS | OPTION_OPEN,
    .run = sheet_command_run,
    .sheets = &sheets};

/* A text in dot's language or in TikZ, or the bytes of a picture. */
struct drawn {
  char *text;
  size_t size;
};

/* --- options -------------------------------------------------------------- */

/* --format, or what the end of the file's name says. */
static const char *format_of(const struct options *options)
{
  const char *end = options->output ? strrchr(options->output, '.') : NULL;
  if (options->drawing)
    return options->drawing;
  if (end && strcasecmp(end, ".tex") == 0)
    return "tikz";
  for (size_t i = 0; end && option_drawings[i]; i++)
    if (strcasecmp(end + 1, option_drawings[i]) == 0)
      return option_drawings[i];
  return "dot";
}

/* An ending that no format has would get dot's language. */
static int check_ending(const struct options *options)
{
  const char *base = options->output ? files_base(options->output) : "";
  const char *end = strrchr(base, '.');
  if (options->drawing || !end || end == base)
    return EXIT_FINE;
  if (strcasecmp(end, ".gv") == 0 || strcasecmp(end, ".dot") == 0 ||
      strcmp(format_of(options), "dot") != 0)
    return EXIT_FINE;
  complain("-o %s: no drawing ends in %s; .dot, .gv, .tex, .svg, .pdf and .png "
           "are known, and --format says it for any name", options->output,
           end);
  return EXIT_INPUT;
}

static int is(const char *format, const char *other)
{
  return strcmp(format, other) == 0;
}

/* A scheme shows no nodes. */
static int check_scheme(const struct options *options)
{
  static const struct {
    option_set bit;
    const char *name;
  } others[] = {{OPTION_GRADIENT, "gradient"},
                {OPTION_PARTIALS, "partials"},
                {OPTION_OPEN, "open"},
                {OPTION_FULL, "full"}};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    if (option_given(options, OPTION_SCHEME) &&
        option_given(options, others[i].bit)) {
      complain("--%s is for the graph, and --scheme draws the network",
               others[i].name);
      return EXIT_INPUT;
    }
  return EXIT_FINE;
}

static int check(const struct options *options)
{
  const char *format = format_of(options);
  if (check_ending(options) != EXIT_FINE)
    return EXIT_INPUT;
  if (options_check_latex(options, "tikz", format) != EXIT_FINE)
    return EXIT_INPUT;
  if (check_scheme(options) != EXIT_FINE)
    return EXIT_INPUT;
  if (is(format, "dot"))
    return EXIT_FINE;
  if (options->n_arguments > 1) {
    complain("--format %s: a picture shows one worksheet, and %zu are given",
             format, options->n_arguments);
    return EXIT_INPUT;
  }
  return is(format, "tikz") && option_given(options, OPTION_SCHEME)
           ? EXIT_FINE
           : picture_check(format);
}

/* Is there a call or a node of this name?  A pattern may be in vain. */
static int is_there(const ad_graph *g, const char *name)
{
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    if (*ad_graph_call(g, (ad_ref){i}) &&
        (name_list_has(name, ad_graph_call(g, (ad_ref){i})) ||
         name_list_has(name, ad_graph_name(g, ad_graph_call_last(
                                                  g, (ad_ref){i})))))
      return 1;
  return strpbrk(name, "*?[") != NULL;
}

static int check_open(const struct sheet_task *task, const ad_graph *g)
{
  const char *at = task->options->open;
  int status = EXIT_FINE;
  char *name;
  while (at && status == EXIT_FINE && (name = name_list_next(&at))) {
    if (!is_there(g, name)) {
      complain("%s: --open %s: no call that is composed of others has this "
               "name, nor its node", task->file, name);
      status = EXIT_INPUT;
    }
    free(name);
  }
  return status;
}

/* --- figures -------------------------------------------------------------- */

static const char *title_of(const struct sheet_task *task)
{
  const char *title = ad_sheet_title(task->loaded->sheet);
  return *title ? title : files_base(load_name(task->file));
}

static ad_status draw_graph(struct figure *figure,
                            const struct sheet_task *task, ad_error *err)
{
  const struct options *options = task->options;
  int full = option_given(options, OPTION_FULL);
  struct boxes_choice choice = {options->open,
                                full ? BOXES_FULL : BOXES_CALLS,
                                full ? BOXES_FULL : BOXES_ROUNDS, 0};
  struct scene scene;
  struct boxes boxes;
  ad_status status = scene_make(&scene, task->loaded->sheet,
                                  option_given(options, OPTION_GRADIENT), err);
  if (status == AD_OK) {
    boxes_make(&boxes, &scene, &choice);
    *figure = graph_figure(&boxes, title_of(task),
                           option_given(options, OPTION_PARTIALS));
    boxes_free(&boxes);
  }
  scene_free(&scene);
  return status;
}

static ad_status draw_scheme(struct figure *figure,
                             const struct sheet_task *task, ad_error *err)
{
  struct scheme scheme;
  ad_status status = scheme_find(&scheme,
                                 ad_sheet_graph(task->loaded->sheet), err);
  if (status == AD_OK)
    *figure = scheme_figure(&scheme, title_of(task));
  scheme_free(&scheme);
  return status;
}

static int draw(struct figure *figure, const struct sheet_task *task)
{
  ad_error err = {0};
  int status = check_open(task, ad_sheet_graph(task->loaded->sheet));
  if (status != EXIT_FINE)
    return status;
  ad_status drew = option_given(task->options, OPTION_SCHEME)
                     ? draw_scheme(figure, task, &err)
                     : draw_graph(figure, task, &err);
  if (drew == AD_OK)
    return EXIT_FINE;
  complain("%s: %s", task->file, err.text);
  return exit_of(drew);
}

/* --- texts and pictures --------------------------------------------------- */

static int place(struct figure *figure, const char *file)
{
  int status = figure->placed ? EXIT_FINE
                              : layout_place(figure, TIKZ_LETTERS);
  if (status == EXIT_FINE && tikz_extent(figure) > TIKZ_MOST) {
    complain("%s: the picture would measure %.0f inches, and TeX counts to %d",
             file, tikz_extent(figure), TIKZ_MOST);
    status = EXIT_INPUT;
  }
  return status;
}

static int write_text(struct drawn *drawn, const struct figure *figure,
                      const struct sheet_task *task, const char *format)
{
  FILE *out = written_begin();
  if (out && is(format, "tikz"))
    tikz_write(out, figure, option_given(task->options, OPTION_FRAGMENT));
  else if (out)
    dot_write(out, figure);
  if (written_end(out, &drawn->text, &drawn->size))
    return EXIT_FINE;
  complain("%s: there is no room for its drawing in a temporary file",
           task->file);
  return EXIT_SYSTEM;
}

static int gather(const struct sheet_task *task)
{
  struct drawn *drawn = task->found;
  const char *format = format_of(task->options);
  struct figure figure = {0};
  int status = draw(&figure, task);
  deadline_hold();
  if (status == EXIT_FINE && is(format, "tikz"))
    status = place(&figure, task->file);
  if (status == EXIT_FINE)
    status = write_text(drawn, &figure, task, format);
  if (status == EXIT_FINE && !is(format, "dot") && !is(format, "tikz"))
    status = picture_make(format, &drawn->text, &drawn->size);
  deadline_go_on();
  figure_free(&figure);
  return status;
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
