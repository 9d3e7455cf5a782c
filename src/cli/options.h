/* SPDX-License-Identifier: GPL-3.0-or-later
   The options of the command line: one table of all of them (option_rows.c),
   of which each command takes some.  Read exits.h before. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>
#include <stdio.h>

#include "sheet.h"

/* One bit an option. */
typedef uint64_t option_set;
#define OPTION_BIT(n) ((option_set)1 << (n))
#define OPTION_OUTPUT      OPTION_BIT(0)
#define OPTION_DIM         OPTION_BIT(1)
#define OPTION_DATA        OPTION_BIT(2)
#define OPTION_SEED        OPTION_BIT(3)
#define OPTION_NO_TIMES    OPTION_BIT(4)
#define OPTION_FULL        OPTION_BIT(5)
#define OPTION_FD_ENTRIES  OPTION_BIT(6)
#define OPTION_CHUNK       OPTION_BIT(7)
#define OPTION_MAX_MEMORY  OPTION_BIT(8)
#define OPTION_STRICT      OPTION_BIT(9)
#define OPTION_HELP        OPTION_BIT(10)
#define OPTION_VERSION     OPTION_BIT(11)
#define OPTION_FORMAT      OPTION_BIT(12)
#define OPTION_VARY        OPTION_BIT(13)
#define OPTION_BUDGET      OPTION_BIT(14)
#define OPTION_THREADS     OPTION_BIT(15)
#define OPTION_AGAINST     OPTION_BIT(16)
#define OPTION_PNG         OPTION_BIT(17)
#define OPTION_OF          OPTION_BIT(18)
#define OPTION_WRT         OPTION_BIT(19)
#define OPTION_UNTRUSTED   OPTION_BIT(20)
#define OPTION_MAX_SECONDS OPTION_BIT(21)
#define OPTION_FOLDER      OPTION_BIT(22)
#define OPTION_NODES       OPTION_BIT(23)
#define OPTION_HESSIAN     OPTION_BIT(24)
#define OPTION_SHOW        OPTION_BIT(25)
#define OPTION_HIDE        OPTION_BIT(26)
#define OPTION_DIGITS      OPTION_BIT(27)
#define OPTION_ONLY        OPTION_BIT(28)
#define OPTION_FRAGMENT    OPTION_BIT(29)
#define OPTION_ALONG       OPTION_BIT(30)
#define OPTION_COTANGENT   OPTION_BIT(31)
#define OPTION_GATES       OPTION_BIT(32)
#define OPTION_BLANK       OPTION_BIT(33)
#define OPTION_PLOT        OPTION_BIT(34)
#define OPTION_SOLUTION_OF OPTION_BIT(35)
#define OPTION_DRAWING     OPTION_BIT(36)
#define OPTION_OPEN        OPTION_BIT(37)
#define OPTION_GRADIENT    OPTION_BIT(38)
#define OPTION_SCHEME      OPTION_BIT(39)
#define OPTION_PARTIALS    OPTION_BIT(40)
#define OPTION_LAYOUT      OPTION_BIT(41)
#define OPTION_ANSWERS     OPTION_BIT(42)
#define OPTION_TIMEOUT     OPTION_BIT(43)
#define OPTION_JOBS        OPTION_BIT(44)
#define OPTION_SHARD       OPTION_BIT(45)
#define OPTION_NO_HEADER   OPTION_BIT(46)
#define OPTION_EXIT_ZERO   OPTION_BIT(47)
#define OPTION_MARKS       OPTION_BIT(48)
#define OPTION_LINT        OPTION_BIT(49)
#define OPTION_QUIET       OPTION_BIT(50)
#define OPTION_SOLUTION    OPTION_BIT(51)
#define OPTION_ELEMENTS    OPTION_BIT(52)
#define OPTION_STANDALONE  OPTION_BIT(53)
#define OPTION_TRAINING    OPTION_BIT(54) /* all that train alone takes      */
#define OPTION_TO          OPTION_BIT(55)
#define OPTION_BESIDE      OPTION_BIT(56)
#define OPTION_TIME_BUDGET OPTION_BIT(57)
#define OPTION_AUTOGRAD    OPTION_BIT(58)
#define OPTION_CBLAS       OPTION_BIT(59)

/* Of a command that writes LaTeX: without a preamble, or with one. */
#define OPTIONS_LATEX (OPTION_FRAGMENT | OPTION_STANDALONE)

struct option_row; /* see option_rows.h */

struct pairs {
  size_t n;
  ad_override *pair; /* pair[n]; the strings are owned                    */
};

struct options {
  option_set given;   /* OPTION_... bits of those that were               */
  char *command;      /* the whole command line, quoted as for a shell    */
  const char *output; /* -o FILE; NULL: standard output                   */
  const char *folder; /* of pictures; NULL: none are drawn                */
  const char *format; /* one of option_formats                            */
  struct pairs dims, data;
  unsigned long seed;
  size_t fd_entries, chunk, max_memory;
  size_t n_vary;
  const char **vary;   /* vary[n_vary]                                    */
  double budget, time_budget; /* seconds; 0: not given                    */
  unsigned max_seconds; /* 0: no limit                                    */
  size_t threads;
  const char *against; /* NULL: not given                                 */
  const char *to;      /* one of the targets of export; NULL: not given   */
  char *show, *hide;   /* names, separated by commas; NULL: not given     */
  char *open;          /* the same of calls that are to be drawn open     */
  const char *drawing; /* one of option_drawings; NULL: not given         */
  int digits;          /* of numbers in tables, at most                   */
  const char *const *parts; /* what --only takes, NULL past the end       */
  unsigned only;       /* bit i: parts[i]; 0: none is named               */
  const char *of, *wrt; /* NULL: not given                                */
  size_t n_answers;
  const char **answers; /* answers[n_answers]: files and folders          */
  int strict_layout;   /* --layout strict                                 */
  unsigned timeout;    /* seconds for one answer file                     */
  size_t jobs;         /* processes that judge answer files               */
  size_t shard, shards; /* this one, from 1, of so many; 0: all of it     */
  const char *along, *cotangent, *solution_of; /* NULL: not given         */
  char *training; /* settings as on a train line; NULL: none              */
  const char *parameters, *from; /* NULL: not given                       */
  size_t show_pass;    /* the step that is shown, from 1; 0: none         */
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
int options_read(struct options *options, option_set known,
                 const char *const *parts, const char *name, int argc,
                 char **argv);
void options_free(struct options *options);

/* Lists the options of `known` with their help. */
void options_help(option_set known, FILE *out);

/* What --format takes: "text", which is the default, and others; NULL past
   the end. */
extern const char *const option_formats[];

/* What --format takes where graphs are drawn; NULL past the end. */
extern const char *const option_drawings[];

/* Do --fragment and --standalone fit each other and `format`, which must be
   `latex` with them?  EXIT_FINE or, with a message, EXIT_INPUT. */
int options_check_latex(const struct options *options, const char *latex,
                        const char *format);

/* --strict, --full, ...: was the option of this bit given? */
int option_given(const struct options *options, option_set bit);

#endif
