/* SPDX-License-Identifier: GPL-3.0-or-later
   The program gradcompare: sets the process up and hands over to a command.
   Read cmd.h next. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gsl/gsl_errno.h>

#include "cli/cmd.h"
#include "cli/option_rows.h"
#include "host/exits.h"
#include "host/limit.h"
#include "host/near_file.h"
#include "host/output.h"
#include "host/threads.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#else
#define PACKAGE_VERSION "unknown"
#endif

static int finish_stdout(int status)
{
  struct output output;
  output_open(&output, NULL);
  return exit_worst(status, output_close(&output, 1));
}

static int show_version(void)
{
  puts("gradcompare " PACKAGE_VERSION "\n"
       "License GPLv3+: GNU GPL version 3 or later "
       "<https://gnu.org/licenses/gpl.html>.\n"
       "This is free software; there is NO WARRANTY, to the extent permitted "
       "by law.");
  return finish_stdout(EXIT_FINE);
}

static int show_help(const struct command *command)
{
  if (command)
    command_help(command, stdout);
  else
    command_list(stdout);
  return finish_stdout(EXIT_FINE);
}

/* An option that only other commands take. */
static void refuse_foreign(const struct command *command,
                           const struct option_row *option)
{
  char *takers = command_takers(option);
  complain("unknown option '--%s' of %s; it belongs to %s", option->name,
           command->name, takers);
  complain("try: gradcompare %s --help", command->name);
  free(takers);
}

/* Runs a command on argv[1 .. argc-1]. */
static int run(const struct command *command, int argc, char **argv)
{
  struct options options;
  int status = options_read(&options, command->options, command->parts,
                            command->name, argc, argv);
  if (options.foreign)
    refuse_foreign(command, options.foreign);
  if (status == EXIT_FINE && option_given(&options, OPTION_HELP))
    status = show_help(command);
  else if (status == EXIT_FINE && option_given(&options, OPTION_VERSION))
    status = show_version();
  else if (status == EXIT_FINE) {
    limit_memory(options.max_memory, options.threads);
    status = command->run(command, &options);
  }
  options_free(&options);
  return status;
}

/* Is the first argument meant as a command, and not as a file? */
static int is_command_word(const char *word)
{
  return word[0] != '-' && !strpbrk(word, "./") && access(word, F_OK) != 0;
}

static int refuse_command(const char *word)
{
  const char *nearest = command_nearest(word);
  char *file = nearest ? NULL : near_file(word);
  nearest = nearest ? nearest : file;
  complain("'%s' is neither a command nor a file%s%s%s", word,
           nearest ? "; did you mean '" : "", nearest ? nearest : "",
           nearest ? "'?" : "");
  complain("try: gradcompare --help");
  free(file);
  return EXIT_INPUT;
}

int main(int argc, char **argv)
{
  output_guard_descriptors();
  gsl_set_error_handler_off();
  threads_default();
  limit_fallow();
  if (argc < 2) {
    command_list(stderr);
    return EXIT_INPUT;
  }
  if (strcmp(argv[1], "--help") == 0)
    return show_help(NULL);
  const struct command *command = command_find(argv[1]);
  if (command)
    return run(command, argc - 1, argv + 1);
  if (is_command_word(argv[1]))
    return refuse_command(argv[1]);
  return run(&cmd_compare, argc, argv);
}
