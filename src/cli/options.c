/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading the options of a command line.  Read option_rows.h before. */
#include "cli/option_rows.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/page.h"
#include "report.h"

enum { LONG_ONLY = 256 }; /* getopt's value of row i is LONG_ONLY + i       */

void options_help(option_set known, FILE *out)
{
  known |= OPTION_HELP | OPTION_VERSION;
  for (size_t i = 0; i < n_option_rows; i++) {
    char left[40];
    if (!(known & option_rows[i].bit))
      continue;
    int n = 0;
    if (option_rows[i].letter)
      n = snprintf(left, sizeof left, "-%c, ", option_rows[i].letter);
    snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", option_rows[i].name,
             option_rows[i].argument ? " " : "",
             option_rows[i].argument ? option_rows[i].argument : "");
    fprintf(out, "  %-22s %s\n", left, option_rows[i].help);
  }
}

enum { UNTRUSTED_MEGABYTES = 256, UNTRUSTED_SECONDS = 10 };

/* --- reading -------------------------------------------------------------- */

/* Half of the machine's memory. */
static size_t default_memory(void)
{
  long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  size_t bytes;
  if (pages <= 0 || page <= 0 ||
      !ad_multiply((size_t)pages, (size_t)page, &bytes))
    return (size_t)1 << 30;
  return bytes / 2;
}

/* Fills list[n_option_rows + 1] for getopt_long with the options of `known`. */
static void list_options(option_set known, struct option *list)
{
  size_t n = 0;
  for (size_t i = 0; i < n_option_rows; i++)
    if (known & option_rows[i].bit)
      list[n++] = (struct option){
          .name = option_rows[i].name,
          .has_arg = option_rows[i].argument ? required_argument : no_argument,
          .val = LONG_ONLY + (int)i};
  list[n] = (struct option){0};
}

/* What other programs call an option, or the name itself. */
static const char *our_word(const char *name)
{
  static const char *const words[][2] = {
      {"lr", "rate"},          {"learning-rate", "rate"},
      {"batch-size", "batch"}, {"iterations", "epochs"},
      {"steps", "epochs"},     {"test-size", "test"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(name, words[i][0]) == 0)
      return words[i][1];
  return name;
}

static const char *nearest_option(option_set known, const char *name)
{
  const char *names[OPTION_ROWS_MOST];
  size_t n = 0;
  for (size_t i = 0; i < n_option_rows; i++)
    if (known & option_rows[i].bit)
      names[n++] = option_rows[i].name;
  return ad_nearest(our_word(name), names, n);
}

/* The row that another command has of the option, or NULL. */
static const struct option_row *foreign_row(const char *name)
{
  for (size_t i = 0; i < n_option_rows; i++)
    if (strcmp(option_rows[i].name, name) == 0)
      return &option_rows[i];
  return NULL;
}

static int refuse_option(struct options *o, option_set known,
                         const char *command, const char *given, int letter)
{
  char *name = memory_copy(given + strspn(given, "-"));
  name[strcspn(name, "=")] = '\0';
  o->foreign = letter ? NULL : foreign_row(name);
  const char *nearest = letter ? NULL : nearest_option(known, name);
  if (o->foreign) {
    free(name);
    return EXIT_INPUT;
  }
  if (letter)
    complain("unknown option '-%c'", letter);
  else
    complain("unknown option '--%s'%s%s%s", name,
             nearest ? "; did you mean '--" : "", nearest ? nearest : "",
             nearest ? "'?" : "");
  complain("try: gradcompare %s --help", command);
  free(name);
  return EXIT_INPUT;
}

static const struct option_row *row_of(option_set known, int value)
{
  for (size_t i = 0; i < n_option_rows; i++)
    if ((known & option_rows[i].bit) &&
        (value == LONG_ONLY + (int)i ||
         (value && value == option_rows[i].letter)))
      return &option_rows[i];
  return NULL;
}

/* One option as getopt_long reported it. */
static int take_option(struct options *o, option_set known, const char *command,
                       int value, char **argv)
{
  const struct option_row *row = row_of(known, value == ':' ? optopt : value);
  if (value == ':' && row) {
    complain("--%s wants a value: --%s %s", row->name, row->name,
             row->argument);
    return EXIT_INPUT;
  }
  if (value == '?' && optopt >= LONG_ONLY) {
    complain("--%s takes no value", option_rows[optopt - LONG_ONLY].name);
    return EXIT_INPUT;
  }
  if (!row)
    return refuse_option(o, known, command, argv[optind - 1], optopt);
  o->given |= row->bit;
  if (row->text)
    *(const char **)((char *)o + row->text) = optarg;
  return row->take ? row->take(o, optarg) : EXIT_FINE;
}

/* --- the command line ----------------------------------------------------- */

/* In quotes where a shell would not leave it as it is; the caller frees it. */
static char *quote(const char *word)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "_./=:,+-%@";
  if (*word && !word[strspn(word, plain)])
    return memory_copy(word);
  char *quoted = memory_new(strlen(word) + 1, 4), *to = quoted;
  *to++ = '\'';
  for (const char *c = word; *c; c++) {
    size_t n = *c == '\'' ? 4 : 1;
    memcpy(to, n == 4 ? "'\\''" : c, n);
    to += n;
  }
  *to = '\'';
  return quoted;
}

/* As it was typed: getopt_long changes the order. */
static char *join(const char *name, int argc, char **argv)
{
  char *text = memory_format("gradcompare %s", name);
  for (int i = 1; i < argc; i++)
    memory_append(&text, " ", quote(argv[i]));
  return text;
}

/* The limits of --untrusted, where none are given. */
static void tighten(struct options *o)
{
  if (!option_given(o, OPTION_UNTRUSTED))
    return;
  if (!option_given(o, OPTION_MAX_MEMORY))
    o->max_memory = (size_t)UNTRUSTED_MEGABYTES << 20;
  if (!option_given(o, OPTION_MAX_SECONDS))
    o->max_seconds = UNTRUSTED_SECONDS;
}

int options_check_latex(const struct options *o, const char *latex,
                        const char *format)
{
  const char *given = option_given(o, OPTION_FRAGMENT)     ? "fragment"
                      : option_given(o, OPTION_STANDALONE) ? "standalone"
                                                           : NULL;
  if (given && strcmp(format, latex) != 0) {
    complain("--%s is for --format %s, not for %s", given, latex, format);
    return EXIT_INPUT;
  }
  if (option_given(o, OPTION_FRAGMENT) && option_given(o, OPTION_STANDALONE)) {
    complain("--fragment has no preamble, and --standalone has one: give one "
             "of the two");
    return EXIT_INPUT;
  }
  return EXIT_FINE;
}

/* Machines get all digits. */
static int check_digits(const struct options *o)
{
  if (!option_given(o, OPTION_DIGITS) || page_has_format(o->format))
    return EXIT_FINE;
  complain("--digits is for tables; --format %s has all digits", o->format);
  return EXIT_INPUT;
}

/* What is for answer files makes no sense without any. */
static int check_answers(const struct options *o)
{
  static const struct {
    option_set bit;
    const char *name;
  } theirs[] = {{OPTION_TIMEOUT, "--timeout"},
                {OPTION_JOBS, "--jobs"},
                {OPTION_SHARD, "--shard"}};
  const char *wrong = strcmp(o->format, "gradescope") == 0
                        ? "--format gradescope"
                        : NULL;
  for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
    if (option_given(o, theirs[i].bit))
      wrong = theirs[i].name;
  if (!wrong || option_given(o, OPTION_ANSWERS))
    return EXIT_FINE;
  complain("%s is for answers to a worksheet: check FILE --answers DIR", wrong);
  return EXIT_INPUT;
}

int options_read(struct options *o, option_set known, const char *const *parts,
                 const char *name, int argc, char **argv)
{
  struct option list[OPTION_ROWS_MOST + 1];
  int value, status = EXIT_FINE;

  known |= OPTION_HELP | OPTION_VERSION;
  *o = (struct options){.format = option_formats[0],
                        .parts = parts,
                        .fd_entries = 2000,
                        .chunk = 8,
                        .digits = FORMAT_DIGITS,
                        .max_memory = default_memory(),
                        .timeout = 10,
                        .jobs = 1,
                        .command = join(name, argc, argv)};
  list_options(known, list);
  opterr = 0;
  optind = 1;
  while (status == EXIT_FINE &&
         (value = getopt_long(argc, argv,
                              known & (OPTION_OUTPUT | OPTION_FOLDER |
                                           OPTION_TRAINING)
                                  ? ":o:"
                                  : ":",
                              list, NULL)) != -1)
    status = take_option(o, known, name, value, argv);
  tighten(o);
  if (status == EXIT_FINE && !(known & OPTION_DRAWING))
    status = options_check_latex(o, "latex", o->format);
  if (status == EXIT_FINE)
    status = check_digits(o);
  if (status == EXIT_FINE)
    status = check_answers(o);
  o->n_arguments = (size_t)(argc - optind);
  o->arguments = argv + optind;
  return status;
}

static void pairs_free(struct pairs *pairs)
{
  for (size_t i = 0; i < pairs->n; i++) {
    free((char *)pairs->pair[i].name);
    free((char *)pairs->pair[i].value);
  }
  free(pairs->pair);
}

void options_free(struct options *options)
{
  pairs_free(&options->dims);
  pairs_free(&options->data);
  free(options->vary);
  free(options->answers);
  free(options->command);
  free(options->show);
  free(options->hide);
  free(options->open);
  free(options->training);
}

int option_given(const struct options *options, option_set bit)
{
  return (options->given & bit) != 0;
}
