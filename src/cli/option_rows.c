/* SPDX-License-Identifier: GPL-3.0-or-later
   The table of options, and what each of them does with its value.  Read
   option_rows.h before. */
#include "cli/option_rows.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "report.h"

/* --- what each option does ----------------------------------------------- */

static int take_output(struct options *o, const char *value)
{
  o->output = value;
  return EXIT_FINE;
}

static int take_folder(struct options *o, const char *value)
{
  o->folder = value;
  return EXIT_FINE;
}

const char *const option_formats[] = {"text", "markdown", "latex", "html",
                                      "csv", "json", NULL};

static const char *const option_marks[] = {"text", "markdown", "latex", "html",
                                           "csv", "json", "gradescope", NULL};

const char *const option_drawings[] = {"dot", "tikz", "svg", "pdf", "png",
                                       NULL};

/* The one of words[] that is meant; NULL, with a message that gives their
   `list`. */
static const char *take_word(const char *const *words, const char *list,
                             const char *value)
{
  size_t n = 0;
  while (words[n] && strcmp(words[n], value) != 0)
    n++;
  if (words[n])
    return words[n];
  const char *nearest = ad_nearest(value, words, n);
  complain("--format wants %s, not '%s'%s%s%s", list, value,
           nearest ? "; did you mean '" : "", nearest ? nearest : "",
           nearest ? "'?" : "");
  return NULL;
}

static int take_format(struct options *o, const char *value)
{
  const char *format = take_word(
      option_formats, "text, markdown, latex, html, csv or json", value);
  o->format = format ? format : option_formats[0];
  return format ? EXIT_FINE : EXIT_INPUT;
}

static int take_marks(struct options *o, const char *value)
{
  const char *format = take_word(
      option_marks, "text, markdown, latex, html, csv, json or gradescope",
      value);
  o->format = format ? format : option_marks[0];
  return format ? EXIT_FINE : EXIT_INPUT;
}

static int take_drawing(struct options *o, const char *value)
{
  o->drawing = take_word(option_drawings, "dot, tikz, svg, pdf or png", value);
  return o->drawing ? EXIT_FINE : EXIT_INPUT;
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

/* A size as a line of the worksheet would have it, in digits. */
static int is_size(const char *value)
{
  size_t n = strspn(value, "0123456789");
  return strcmp(value, "all") == 0 ||
         (n > 0 && n <= 15 && !value[n] && strspn(value, "0") < n);
}

static int take_dim(struct options *o, const char *value)
{
  int status = take_pair(&o->dims, "dim", "n=50", value);
  if (status == EXIT_FINE && !is_size(strchr(value, '=') + 1)) {
    complain("--dim wants a whole number of at least 1 for the size, or all; "
             "not '%s'", value);
    return EXIT_INPUT;
  }
  return status;
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

static int take_max_seconds(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("max-seconds", value, 1, 1000000000, &x);
  o->max_seconds = (unsigned)x;
  return status;
}

static int take_vary(struct options *o, const char *value)
{
  o->vary = memory_grow(o->vary, o->n_vary + 1, sizeof *o->vary);
  o->vary[o->n_vary++] = value;
  return EXIT_FINE;
}

static int take_answers(struct options *o, const char *value)
{
  o->answers = memory_grow(o->answers, o->n_answers + 1, sizeof *o->answers);
  o->answers[o->n_answers++] = value;
  return EXIT_FINE;
}

static int take_layout(struct options *o, const char *value)
{
  o->strict_layout = strcmp(value, "strict") == 0;
  if (o->strict_layout || strcmp(value, "either") == 0)
    return EXIT_FINE;
  complain("--layout wants either or strict, not '%s'", value);
  return EXIT_INPUT;
}

static int take_timeout(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("timeout", value, 1, 86400, &x);
  o->timeout = (unsigned)x;
  return status;
}

static int take_jobs(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("jobs", value, 1, 1024, &x);
  o->jobs = (size_t)x;
  return status;
}

/* "3/8" */
static int take_shard(struct options *o, const char *value)
{
  static const char digits[] = "0123456789";
  size_t n = strspn(value, digits);
  size_t m = value[n] == '/' ? strspn(value + n + 1, digits) : 0;
  o->shard = n > 0 && n < 10 ? strtoul(value, NULL, 10) : 0;
  o->shards = m > 0 && m < 10 && !value[n + 1 + m]
                ? strtoul(value + n + 1, NULL, 10)
                : 0;
  if (o->shard >= 1 && o->shard <= o->shards)
    return EXIT_FINE;
  complain("--shard wants I/N, the part I of N, as in --shard 3/8; not '%s'",
           value);
  return EXIT_INPUT;
}

/* Digits with at most one point among them. */
static int take_budget(struct options *o, const char *value)
{
  size_t n = strspn(value, "0123456789");
  n += value[n] == '.' ? 1 + strspn(value + n + 1, "0123456789") : 0;
  o->budget = n > 0 && n < 20 && !value[n] ? strtod(value, NULL) : 0;
  if (o->budget > 0 && o->budget <= 1e6)
    return EXIT_FINE;
  complain("--budget wants seconds, such as 0.5 or 10, not '%s'", value);
  return EXIT_INPUT;
}

static int take_threads(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("threads", value, 1, 1024, &x);
  o->threads = (size_t)x;
  return status;
}

static int take_against(struct options *o, const char *value)
{
  o->against = value;
  return EXIT_FINE;
}

static int take_of(struct options *o, const char *value)
{
  o->of = value;
  return EXIT_FINE;
}

static int take_solution_of(struct options *o, const char *value)
{
  o->solution_of = value;
  return EXIT_FINE;
}

static int take_along(struct options *o, const char *value)
{
  o->along = value;
  return EXIT_FINE;
}

static int take_cotangent(struct options *o, const char *value)
{
  o->cotangent = value;
  return EXIT_FINE;
}

static int take_wrt(struct options *o, const char *value)
{
  o->wrt = value;
  return EXIT_FINE;
}

/* Adds names to a list of such. */
static int take_names(char **names, const char *option, const char *example,
                      const char *value)
{
  if (!value[strspn(value, ", ")]) {
    complain("--%s wants names, such as %s; not '%s'", option, example, value);
    return EXIT_INPUT;
  }
  if (*names)
    memory_append(names, ",", memory_copy(value));
  else
    *names = memory_copy(value);
  return EXIT_FINE;
}

static int take_show(struct options *o, const char *value)
{
  return take_names(&o->show, "show", "W1,b1", value);
}

static int take_hide(struct options *o, const char *value)
{
  return take_names(&o->hide, "hide", "W1,b1", value);
}

static int take_open(struct options *o, const char *value)
{
  return take_names(&o->open, "open", "softmax,mse", value);
}

static int take_digits(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("digits", value, 1, FORMAT_MOST, &x);
  o->digits = (int)x;
  return status;
}

/* Which of the command's parts of a report, `n` letters; 0 where it is none. */
static unsigned part_of_report(const struct options *o, const char *name,
                               size_t n)
{
  for (size_t i = 0; o->parts && o->parts[i]; i++)
    if (strlen(o->parts[i]) == n && strncmp(o->parts[i], name, n) == 0)
      return 1u << i;
  return 0;
}

char *option_parts(const char *const *parts)
{
  char *list = memory_copy("");
  for (size_t i = 0; parts && parts[i]; i++)
    memory_append(&list, parts[i + 1] ? ", " : " and ", memory_copy(parts[i]));
  return list;
}

/* `wrong`, `n` letters of value, is no part. */
static int refuse_parts(const struct options *o, const char *value,
                        const char *wrong, size_t n)
{
  char *list = option_parts(o->parts);
  char *word = memory_format("%.*s", (int)n, wrong);
  size_t count = 0;
  while (o->parts && o->parts[count])
    count++;
  const char *nearest = ad_nearest(word, o->parts, count);
  complain("--only wants a list of %s, as in --only %s,%s; not '%s'%s%s%s",
           list, o->parts[1], o->parts[count - 1], value,
           nearest ? "; did you mean '" : "", nearest ? nearest : "",
           nearest ? "'?" : "");
  free(list);
  free(word);
  return EXIT_INPUT;
}

static int take_only(struct options *o, const char *value)
{
  const char *at = value;
  do {
    at += strspn(at, " ");
    size_t n = strcspn(at, ", ");
    unsigned part = part_of_report(o, at, n);
    if (part == 0)
      return refuse_parts(o, value, at, n);
    o->only |= part;
    at += n;
    at += strspn(at, " ");
  } while (*at++ == ',');
  return at[-1] == '\0' ? EXIT_FINE : refuse_parts(o, value, at, 0);
}

/* --- the table ------------------------------------------------------------ */

const struct option_row option_rows[] = {
    {OPTION_OUTPUT, 'o', "output", "FILE",
     "write to FILE, replacing it whole, not to standard output", take_output},
    {OPTION_FOLDER, 'o', "output", "DIR",
     "write data, gnuplot scripts and pictures into the folder DIR",
     take_folder},
    {OPTION_PLOT, 0, "plot", "DIR",
     "draw the sections that can be drawn, with gnuplot, into the folder DIR",
     take_folder},
    {OPTION_FORMAT, 0, "format", "FORMAT",
     "write text (the default), markdown, latex, html, csv or json",
     take_format},
    {OPTION_MARKS, 0, "format", "FORMAT",
     "write text (the default), markdown, latex, html, csv, json, gradescope",
     take_marks},
    {OPTION_DRAWING, 0, "format", "FORMAT",
     "write dot (the default), tikz, svg, pdf or png", take_drawing},
    {OPTION_SCHEME, 0, "scheme", NULL,
     "draw the network, neurons by layer, instead of the graph", NULL},
    {OPTION_GRADIENT, 0, "gradient", NULL,
     "draw the graph of the gradient beside it", NULL},
    {OPTION_PARTIALS, 0, "partials", NULL,
     "write the local derivative at each edge", NULL},
    {OPTION_OPEN, 0, "open", "NAMES",
     "draw the steps of these calls or nodes; e.g. softmax,l or '*'",
     take_open},
    {OPTION_ANSWERS, 0, "answers", "PATH",
     "judge these answers to the worksheet: a file, or the files of a folder",
     take_answers},
    {OPTION_LAYOUT, 0, "layout", "HOW",
     "strict: a transpose or another order is wrong (either)", take_layout},
    {OPTION_LINT, 0, "lint", NULL,
     "not the claims: which mistakes the worksheet's numbers cannot reveal",
     NULL},
    {OPTION_QUIET, 0, "quiet", NULL, "lines and verdicts alone", NULL},
    {OPTION_SOLUTION, 0, "solution", NULL,
     "the right formula below every wrong one", NULL},
    {OPTION_JOBS, 0, "jobs", "N", "judge answers in N processes (1)",
     take_jobs},
    {OPTION_TIMEOUT, 0, "timeout", "SECONDS",
     "give up an answer file after this long (10)", take_timeout},
    {OPTION_SHARD, 0, "shard", "I/N",
     "only part I of N of the answer files, in their order", take_shard},
    {OPTION_NO_HEADER, 0, "no-header", NULL,
     "with --format csv: no line of names above the first", NULL},
    {OPTION_EXIT_ZERO, 0, "exit-zero", NULL,
     "exit status 0 whatever the lines and the answers are like", NULL},
    {OPTION_VARY, 0, "vary", "RANGES",
     "vary sizes, e.g. h=1:1024:x2 or h=4:64:+4,d=8:128:+8; again: a grid",
     take_vary},
    {OPTION_AGAINST, 0, "against", "WHAT",
     "fit and plot against params, outputs or a size (what varies)",
     take_against},
    {OPTION_BUDGET, 0, "budget", "SECONDS",
     "extrapolate what would run longer than this at one size (1)",
     take_budget},
    {OPTION_THREADS, 0, "threads", "N",
     "threads of the library for large matrix products (1)", take_threads},
    {OPTION_PNG, 0, "png", NULL, "with pictures: PNG ones as well", NULL},
    {OPTION_OF, 0, "of", "NAME",
     "the output, or 'NAME[i,j]' of it (the first entry of the first)",
     take_of},
    {OPTION_WRT, 0, "wrt", "NAME",
     "the leaf, or 'NAME[i,j]' of it, that is differentiated by",
     take_wrt},
    {OPTION_ALONG, 0, "along", "MOVES",
     "forward along a direction: 'w1 = 1, W2 = [1, 0; 0, -2]'", take_along},
    {OPTION_COTANGENT, 0, "cotangent", "VALUE",
     "backward from this at the output, e.g. '[1; 0.5]'; else from 1",
     take_cotangent},
    {OPTION_GATES, 0, "gates", NULL,
     "operations without a name have rows of their own", NULL},
    {OPTION_BLANK, 0, "blank", NULL,
     "leave the answers out: the exercise, whose solution this is", NULL},
    {OPTION_SOLUTION_OF, 0, "solution-of", "N",
     "only exercise N of the worksheet", take_solution_of},
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
    {OPTION_HESSIAN, 0, "hessian", NULL,
     "second derivatives: differentiate the gradients of the outputs", NULL},
    {OPTION_NODES, 0, "nodes", NULL,
     "differentiate by all named nodes, too: their adjoints", NULL},
    {OPTION_ONLY, 0, "only", "PARTS",
     "only these parts of the report, see below", take_only},
    {OPTION_SHOW, 0, "show", "NAMES",
     "only these nodes and variables, every entry; e.g. W1,'h*'", take_show},
    {OPTION_HIDE, 0, "hide", "NAMES", "all but these nodes and variables",
     take_hide},
    {OPTION_DIGITS, 0, "digits", "N",
     "at most N significant digits of a number in a table (6)", take_digits},
    {OPTION_FRAGMENT, 0, "fragment", NULL,
     "with --format latex: to be \\input, without a preamble", NULL},
    {OPTION_FD_ENTRIES, 0, "fd-entries", "N",
     "differences of all entries up to N, then a sample (2000)",
     take_fd_entries},
    {OPTION_CHUNK, 0, "chunk", "K",
     "directions in one chunked forward sweep (8)", take_chunk},
    {OPTION_MAX_MEMORY, 0, "max-memory", "SIZE",
     "refuse what needs more, e.g. 2G (half of the machine's memory)",
     take_max_memory},
    {OPTION_MAX_SECONDS, 0, "max-seconds", "N",
     "come to an end after N seconds, with exit status 3",
     take_max_seconds},
    {OPTION_UNTRUSTED, 0, "untrusted", NULL,
     "for worksheets of others: no files but in their folder; 256M, 10 s",
     NULL},
    {OPTION_STRICT, 0, "strict", NULL,
     "exit status 4 where something is inconclusive", NULL},
    {OPTION_HELP, 0, "help", NULL, "say this", NULL},
    {OPTION_VERSION, 0, "version", NULL, "say which version this is", NULL},
};

const size_t n_option_rows = sizeof option_rows / sizeof option_rows[0];
