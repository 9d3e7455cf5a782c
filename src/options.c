/* SPDX-License-Identifier: GPL-3.0-or-later
   The table of options, and reading them.  Read options.h before. */
#include "options.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exits.h"
#include "report.h"

/* --- what each option does ----------------------------------------------- */

static int take_output(struct options *o, const char *value)
{
  o->output = value;
  return EXIT_FINE;
}

/* Appends NAME=VALUE to pairs. */
static int take_pair(struct pairs *pairs, const char *option,
                     const char *example, const char *value)
{
  const char *equals = strchr(value, '=');
  if (!equals || equals == value || !equals[1]) {
    complain("--%s wants NAME=VALUE, as in --%s %s, not '%s'", option, option,
             example, value);
    return EXIT_INPUT;
  }
  char *name = memory_copy(value);
  name[equals - value] = '\0';
  pairs->pair = memory_grow(pairs->pair, pairs->n + 1, sizeof *pairs->pair);
  pairs->pair[pairs->n++] = (ad_override){name, memory_copy(equals + 1)};
  return EXIT_FINE;
}

static int take_dim(struct options *o, const char *value)
{
  return take_pair(&o->dims, "dim", "n=50", value);
}

static int take_data(struct options *o, const char *value)
{
  return take_pair(&o->data, "data", "X=passengers.csv", value);
}

/* A whole number from least to most, decimal digits only. */
static int take_whole(const char *option, const char *value, uintmax_t least,
                      uintmax_t most, uintmax_t *out)
{
  uintmax_t x = 0;
  size_t n = strspn(value, "0123456789");
  int fits = n > 0 && !value[n];
  for (size_t i = 0; fits && i < n; i++) {
    uintmax_t digit = (uintmax_t)(value[i] - '0');
    fits = x <= (most - digit) / 10;
    x = 10 * x + digit;
  }
  if (fits && x >= least) {
    *out = x;
    return EXIT_FINE;
  }
  complain("--%s wants a whole number from %ju to %ju, not '%s'", option,
           least, most, value);
  return EXIT_INPUT;
}

static int take_seed(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("seed", value, 0, 0xFFFFFFFF, &x);
  o->seed = (unsigned long)x;
  return status;
}

static int take_fd_entries(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("fd-entries", value, 0, 1000000000, &x);
  o->fd_entries = (size_t)x;
  return status;
}

static int take_chunk(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("chunk", value, 1, 65536, &x);
  o->chunk = (size_t)x;
  return status;
}

/* A number of bytes with K, M, G or T (powers of 1024) behind it, and "B" or
   "iB" behind that; 0 where it is none or too large. */
static size_t bytes_of(const char *value)
{
  static const char units[] = "KMGT";
  char *end;
  if (value[0] < '0' || value[0] > '9' || strpbrk(value, "xX"))
    return 0;
  double x = strtod(value, &end);
  const char *unit = *end ? strchr(units, *end & ~0x20) : NULL;
  for (const char *u = units; unit && u <= unit; u++)
    x *= 1024;
  end += unit ? 1 : 0;
  end += unit && strncmp(end, "iB", 2) == 0 ? 2 : *end == 'B' ? 1 : 0;
  if (*end || !(x >= 1) || x >= (double)(SIZE_MAX / 2))
    return 0;
  return (size_t)x;
}

static int take_max_memory(struct options *o, const char *value)
{
  o->max_memory = bytes_of(value);
  if (o->max_memory > 0)
    return EXIT_FINE;
  complain("--max-memory wants a size such as 500M or 2G, not '%s'", value);
  return EXIT_INPUT;
}

/* --- the table ------------------------------------------------------------ */

struct option_row {
  unsigned bit;
  int letter; /* -o; 0: none                                              */
  const char *name, *argument; /* argument NULL: takes none               */
  const char *help;
  int (*take)(struct options *o, const char *value); /* NULL: only a bit  */
};

static const struct option_row rows[] = {
    {OPTION_OUTPUT, 'o', "output", "FILE",
     "write to FILE, replacing it whole, not to standard output", take_output},
    {OPTION_DIM, 0, "dim", "NAME=SIZE",
     "set a size of the worksheet; `all`: every row of its file", take_dim},
    {OPTION_DATA, 0, "data", "NAME=FILE",
     "read leaf NAME, or all that the sheet reads from file NAME, from FILE",
     take_data},
    {OPTION_SEED, 0, "seed", "N", "draw random numbers from this seed",
     take_seed},
    {OPTION_NO_TIMES, 0, "no-times", NULL,
     "leave out the clock's figures: the same output on every run", NULL},
    {OPTION_FULL, 0, "full", NULL,
     "show every entry of large values and gradients", NULL},
    {OPTION_FD_ENTRIES, 0, "fd-entries", "N",
     "finite differences for at most N entries, evenly spread (2000)",
     take_fd_entries},
    {OPTION_CHUNK, 0, "chunk", "K",
     "directions in one chunked forward sweep (8)", take_chunk},
    {OPTION_MAX_MEMORY, 0, "max-memory", "SIZE",
     "refuse what needs more, e.g. 2G (half of the machine's memory)",
     take_max_memory},
    {OPTION_STRICT, 0, "strict", NULL,
     "exit status 4 where something is inconclusive", NULL},
    {OPTION_HELP, 0, "help", NULL, "say this", NULL},
    {OPTION_VERSION, 0, "version", NULL, "say which version this is", NULL},
};

enum {
  ROWS = sizeof rows / sizeof rows[0],
  LONG_ONLY = 256 /* getopt's value of row i is LONG_ONLY + i             */
};

void options_help(unsigned known, FILE *out)
{
  known |= OPTION_HELP | OPTION_VERSION;
  for (size_t i = 0; i < ROWS; i++) {
    char left[40];
    if (!(known & rows[i].bit))
      continue;
    int n = 0;
    if (rows[i].letter)
      n = snprintf(left, sizeof left, "-%c, ", rows[i].letter);
    snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", rows[i].name,
             rows[i].argument ? " " : "",
             rows[i].argument ? rows[i].argument : "");
    fprintf(out, "  %-22s %s\n", left, rows[i].help);
  }
}

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

/* Fills list[ROWS + 1] for getopt_long with the options of `known`. */
static void list_options(unsigned known, struct option *list)
{
  size_t n = 0;
  for (size_t i = 0; i < ROWS; i++)
    if (known & rows[i].bit)
      list[n++] = (struct option){
          .name = rows[i].name,
          .has_arg = rows[i].argument ? required_argument : no_argument,
          .val = LONG_ONLY + (int)i};
  list[n] = (struct option){0};
}

static const char *nearest_option(unsigned known, const char *name)
{
  const char *names[ROWS];
  size_t n = 0;
  for (size_t i = 0; i < ROWS; i++)
    if (known & rows[i].bit)
      names[n++] = rows[i].name;
  return ad_nearest(name, names, n);
}

static int refuse_option(unsigned known, const char *command,
                         const char *given, int letter)
{
  char *name = memory_copy(given + strspn(given, "-"));
  name[strcspn(name, "=")] = '\0';
  const char *nearest = letter ? NULL : nearest_option(known, name);
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

static const struct option_row *row_of(int value)
{
  for (size_t i = 0; i < ROWS; i++)
    if (value == LONG_ONLY + (int)i || (value && value == rows[i].letter))
      return &rows[i];
  return NULL;
}

/* One option as getopt_long reported it. */
static int take_option(struct options *o, unsigned known, const char *command,
                       int value, char **argv)
{
  const struct option_row *row = row_of(value == ':' ? optopt : value);
  if (value == ':' && row) {
    complain("--%s wants a value: --%s %s", row->name, row->name,
             row->argument);
    return EXIT_INPUT;
  }
  if (value == '?' && optopt >= LONG_ONLY) {
    complain("--%s takes no value", rows[optopt - LONG_ONLY].name);
    return EXIT_INPUT;
  }
  if (!row)
    return refuse_option(known, command, argv[optind - 1], optopt);
  o->given |= row->bit;
  return row->take ? row->take(o, optarg) : EXIT_FINE;
}

int options_read(struct options *o, unsigned known, const char *name, int argc,
                 char **argv)
{
  struct option list[ROWS + 1];
  int value, status = EXIT_FINE;

  known |= OPTION_HELP | OPTION_VERSION;
  *o = (struct options){
      .fd_entries = 2000, .chunk = 8, .max_memory = default_memory()};
  list_options(known, list);
  opterr = 0;
  optind = 1;
  while (status == EXIT_FINE &&
         (value = getopt_long(argc, argv,
                              known & OPTION_OUTPUT ? ":o:" : ":", list,
                              NULL)) != -1)
    status = take_option(o, known, name, value, argv);
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
}

int option_given(const struct options *options, unsigned bit)
{
  return (options->given & bit) != 0;
}
