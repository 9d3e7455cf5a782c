/* SPDX-License-Identifier: GPL-3.0-or-later
   The list of commands, and help.  Read cmd.h before. */
#include "cli/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "cli/option_rows.h"
#include "cli/option_values.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "report.h"

static const struct command *const commands[] = {&cmd_compare, &cmd_explain,
                                                &cmd_check, &cmd_draw,
                                                &cmd_step, &cmd_train,
                                                &cmd_sweep, &cmd_stepsize,
                                                &cmd_export, &cmd_import,
                                                &cmd_ops};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

const struct command *command_find(const char *name)
{
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i]->name, name) == 0)
      return commands[i];
  return NULL;
}

const char *command_nearest(const char *name)
{
  const char *names[COMMANDS];
  for (size_t i = 0; i < COMMANDS; i++)
    names[i] = commands[i]->name;
  return ad_nearest(name, names, COMMANDS);
}

/* Rows of one name (as --output FILE, --output DIR) are one option. */
static int takes(const struct command *command, const struct option_row *option)
{
  for (size_t i = 0; i < n_option_rows; i++)
    if ((command->options & option_rows[i].bit) &&
        strcmp(option_rows[i].name, option->name) == 0)
      return 1;
  return 0;
}

char *command_takers(const struct option_row *option)
{
  size_t n = 0, last = COMMANDS;
  char *text = memory_copy("");
  for (size_t i = 0; i < COMMANDS; i++)
    if (takes(commands[i], option))
      last = i;
  for (size_t i = 0; i < COMMANDS; i++)
    if (takes(commands[i], option))
      memory_append(&text, i == last && n > 0 ? " and " : ", ",
                    memory_copy(commands[i]->name)), n++;
  return text;
}

void command_list(FILE *out)
{
  fputs("usage: gradcompare COMMAND [OPTION]... [ARGUMENT]...\n"
        "       gradcompare [OPTION]... FILE...      (the same as compare)\n\n"
        "Derivatives three ways: forward mode, reverse mode and finite\n"
        "differences, side by side.\n\n",
        out);
  for (size_t i = 0; i < COMMANDS; i++)
    fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->doc);
  fputs(
      "\n"
      "  --help     say this; after a command: say how it is used\n"
      "  --version  say which version this is\n\n"
      "Exit status: 0 all agree, 1 something disagrees, 2 a worksheet or\n"
      "the command line is wrong, 3 a file, memory or time is missing, 4 with\n"
      "--strict: nothing is wrong, but something is inconclusive.\n",
      out);
}

void command_help(const struct command *command, FILE *out)
{
  fprintf(out, "usage: gradcompare %s %s\n\n%s\n%s\n", command->name,
          command->arguments, command->doc, command->more);
  options_help(command->options, out);
  if (!command->parts)
    return;
  char *list = option_parts(command->parts);
  fprintf(out, "\nParts of a report: %s.\n", list);
  free(list);
}

struct page command_page(FILE *out, const struct options *options)
{
  struct page page = page_in(out, options->format);
  page.fragment = option_given(options, OPTION_FRAGMENT);
  page.blank = option_given(options, OPTION_BLANK);
  page.pictures = options->folder != NULL;
  format_use_digits(options->digits);
  if (page.renderer == &render_latex)
    signs_use_symbols();
  else
    signs_use_letters();
  return page;
}
