/* SPDX-License-Identifier: GPL-3.0-or-later
   The options of the command line: one table of all of them (option_rows.c),
   of which each command takes some.  Read exits.h before. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdio.h>

#include "sheet.h"

/* One bit an option. */
enum {
  OPTION_OUTPUT = 1 << 0,
  OPTION_DIM = 1 << 1,
  OPTION_DATA = 1 << 2,
  OPTION_SEED = 1 << 3,
  OPTION_NO_TIMES = 1 << 4,
  OPTION_FULL = 1 << 5,
  OPTION_FD_ENTRIES = 1 << 6,
  OPTION_CHUNK = 1 << 7,
  OPTION_MAX_MEMORY = 1 << 8,
  OPTION_STRICT = 1 << 9,
  OPTION_HELP = 1 << 10,
  OPTION_VERSION = 1 << 11,
  OPTION_FORMAT = 1 << 12,
  OPTION_VARY = 1 << 13,
  OPTION_BUDGET = 1 << 14,
  OPTION_THREADS = 1 << 15,
  OPTION_AGAINST = 1 << 16,
  OPTION_PNG = 1 << 17,
  OPTION_OF = 1 << 18,
  OPTION_WRT = 1 << 19,
  OPTION_UNTRUSTED = 1 << 20,
  OPTION_MAX_SECONDS = 1 << 21,
  OPTION_FOLDER = 1 << 22,
  OPTION_NODES = 1 << 23,
  OPTION_HESSIAN = 1 << 24,
  OPTION_SHOW = 1 << 25,
  OPTION_HIDE = 1 << 26,
  OPTION_DIGITS = 1 << 27,
  OPTION_ONLY = 1 << 28,
  OPTION_FRAGMENT = 1 << 29
};

struct option_row; /* see option_rows.h */

struct pairs {
  size_t n;
  ad_override *pair; /* pair[n]; the strings are owned                    */
};

struct options {
  unsigned given;     /* OPTION_... bits of those that were               */
  char *command;      /* the whole command line, quoted as for a shell    */
  const char *output; /* -o, file or folder; NULL: standard output        */
  const char *format; /* one of option_formats                            */
  struct pairs dims, data;
  unsigned long seed;
  size_t fd_entries, chunk, max_memory;
  size_t n_vary;
  const char **vary;   /* vary[n_vary]                                    */
  double budget;       /* seconds                                         */
  unsigned max_seconds; /* 0: no limit                                    */
  size_t threads;
  const char *against; /* NULL: not given                                 */
  char *show, *hide;   /* names, separated by commas; NULL: not given     */
  int digits;          /* of numbers in tables, at most                   */
  const char *const *parts; /* what --only takes, NULL past the end       */
  unsigned only;       /* bit i: parts[i]; 0: none is named               */
  const char *of, *wrt; /* NULL: not given                                */
  const struct option_row *foreign; /* see options_read; NULL: none       */
  size_t n_arguments; /* what is left of the command line                 */
  char **arguments;
};

/* Reads argv[1 .. argc-1] (argv[0] is skipped), which may be put in another
   order, into *options, defaults first.  `known` are the bits of the options
   that are taken, besides --help and --version; `parts` the words of --only
   (NULL where that is not taken).  `name`: the command, for messages.
   EXIT_FINE or, with a message, EXIT_INPUT; but of an option that
   only other commands take nothing is said: it is left in options->foreign.
   The caller calls options_free in either case. */
int options_read(struct options *options, unsigned known,
                 const char *const *parts, const char *name, int argc,
                 char **argv);
void options_free(struct options *options);

/* Lists the options of `known` with their help. */
void options_help(unsigned known, FILE *out);

/* What --format takes: "text", which is the default, and others; NULL past
   the end. */
extern const char *const option_formats[];

/* --strict, --full, ...: was the option of this bit given? */
int option_given(const struct options *options, unsigned bit);

#endif
