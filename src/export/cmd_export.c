/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare export: a worksheet as a program in another language.  Read
   sheet_command.h and script.h before. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "export/script.h"
#include "host/exits.h"
#include "host/output.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_export = {
    .name = "export",
    .arguments = "--to TARGET [OPTION]... FILE",
    .doc = "Write a worksheet as a program that computes the same gradients.",
    .more = "FILE is a worksheet; - is standard input.  The program holds the "
            "numbers as they are\nafter reading and scaling, and prints its "
            "gradients as JSON.\n",
    .options = OPTION_TO | OPTION_CBLAS | OPTION_OUTPUT | OPTION_DIM |
               OPTION_DATA | OPTION_SEED | OPTION_MAX_MEMORY |
               OPTION_MAX_SECONDS | OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

/* "numpy, jax and pytorch"; the caller frees it. */
static char *target_list(void)
{
  char *list = memory_copy("");
  for (size_t i = 0; target_get(i); i++)
    memory_append(&list, target_get(i + 1) ? ", " : " or ",
                  memory_copy(target_get(i)->name));
  return list;
}

static int refuse_target(const char *to)
{
  char *list = target_list();
  if (to)
    complain("--to wants %s, not '%s'", list, to);
  else
    complain("what is it to be exported to?  --to wants %s", list);
  free(list);
  return EXIT_INPUT;
}

/* How long the name is before its ending .c; 0 where it has another. */
static size_t stem_of(const char *output)
{
  size_t n = output ? strlen(output) : 0;
  return n > 2 && strcmp(output + n - 2, ".c") == 0 ? n - 2 : 0;
}

static int check(const struct options *options)
{
  if (!options->to || !target_find(options->to))
    return refuse_target(options->to);
  if (option_given(options, OPTION_CBLAS) &&
      !target_find(options->to)->files) {
    complain("--cblas is for --to c");
    return EXIT_INPUT;
  }
  if (target_find(options->to)->files && options->output &&
      strcmp(options->output, "-") != 0 && !stem_of(options->output)) {
    complain("-o %s: --to %s writes three files, and wants the name of one "
             "that ends in .c", options->output, options->to);
    return EXIT_INPUT;
  }
  if (options->n_arguments == 1)
    return EXIT_FINE;
  complain("a program is of one worksheet, and %zu are given",
           options->n_arguments);
  return EXIT_INPUT;
}

/* A file beside it, with another ending. */
static int write_beside(const char *file, const char *ending, const char *text)
{
  struct output output;
  char *name = memory_format("%.*s%s", (int)stem_of(file), file, ending);
  int status = output_open(&output, name);
  if (status == EXIT_FINE) {
    fputs(text, output.stream);
    status = output_close(&output, 1);
  }
  free(name);
  return status;
}

/* The texts of the program; all but the first are written. */
static int gather(const struct sheet_task *task)
{
  const struct options *o = task->options;
  const struct target *target = target_find(o->to);
  struct program *program = task->found;
  struct program_order order = {
      .file = load_name(task->file),
      .output = target->files && stem_of(o->output) ? o->output : NULL,
      .sheet = task->loaded->sheet,
      .target = target,
      .cblas = option_given(o, OPTION_CBLAS)};
  int status = script_make(&order, program);
  if (status == EXIT_FINE && program->header)
    status = write_beside(o->output, ".h", program->header);
  if (status == EXIT_FINE && program->main)
    status = write_beside(o->output, "_main.c", program->main);
  return status;
}

static void free_found(void *found)
{
  struct program *program = found;
  free(program->text);
  free(program->header);
  free(program->main);
}

static void show(struct page *page, const struct sheet_task *task)
{
  const struct program *program = task->found;
  fputs(program->text, page->out);
}

static const struct sheet_command sheets = {.size = sizeof(struct program),
                                            .texts = 1,
                                            .check = check,
                                            .gather = gather,
                                            .free = free_found,
                                            .show = show};
