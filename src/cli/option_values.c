/* SPDX-License-Identifier: GPL-3.0-or-later
   See option_values.h. */
#include "cli/option_values.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "report.h"

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

/* The format of a report, one of words[]; the first where it is none. */
static int take_one_of(struct options *o, const char *const *words,
                       const char *list, const char *value)
{
  const char *format = take_word(words, list, value);
  o->format = format ? format : words[0];
  return format ? EXIT_FINE : EXIT_INPUT;
}

int take_format(struct options *o, const char *value)
{
  return take_one_of(o, option_formats,
                     "text, markdown, latex, html, csv or json", value);
}

int take_marks(struct options *o, const char *value)
{
  return take_one_of(o, option_marks,
                     "text, markdown, latex, html, csv, json or gradescope",
                     value);
}

int take_drawing(struct options *o, const char *value)
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

int take_dim(struct options *o, const char *value)
{
  int status = take_pair(&o->dims, "dim", "n=50", value);
  if (status == EXIT_FINE && !is_size(strchr(value, '=') + 1)) {
    complain("--dim wants a whole number of at least 1 for the size, or all; "
             "not '%s'", value);
    return EXIT_INPUT;
  }
  return status;
}

int take_data(struct options *o, const char *value)
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

static int take_count(const char *option, const char *value, uintmax_t least,
                      uintmax_t most, size_t *out)
{
  uintmax_t x = 0;
  int status = take_whole(option, value, least, most, &x);
  *out = (size_t)x;
  return status;
}

int take_show_pass(struct options *o, const char *value)
{
  return take_count("show-pass", value, 1, 1000000000, &o->show_pass);
}

static int take_seconds(const char *option, const char *value, uintmax_t most,
                        unsigned *out)
{
  uintmax_t x = 0;
  int status = take_whole(option, value, 1, most, &x);
  *out = (unsigned)x;
  return status;
}

int take_seed(struct options *o, const char *value)
{
  uintmax_t x = 0;
  int status = take_whole("seed", value, 0, 0xFFFFFFFF, &x);
  o->seed = (unsigned long)x;
  return status;
}

int take_fd_entries(struct options *o, const char *value)
{
  return take_count("fd-entries", value, 0, 1000000000, &o->fd_entries);
}

int take_chunk(struct options *o, const char *value)
{
  return take_count("chunk", value, 1, 65536, &o->chunk);
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

int take_max_memory(struct options *o, const char *value)
{
  o->max_memory = bytes_of(value);
  if (o->max_memory > 0)
    return EXIT_FINE;
  complain("--max-memory wants a size such as 500M or 2G, not '%s'", value);
  return EXIT_INPUT;
}

int take_max_seconds(struct options *o, const char *value)
{
  return take_seconds("max-seconds", value, 1000000000, &o->max_seconds);
}

int take_vary(struct options *o, const char *value)
{
  o->vary = memory_grow(o->vary, o->n_vary + 1, sizeof *o->vary);
  o->vary[o->n_vary++] = value;
  return EXIT_FINE;
}

int take_answers(struct options *o, const char *value)
{
  o->answers = memory_grow(o->answers, o->n_answers + 1, sizeof *o->answers);
  o->answers[o->n_answers++] = value;
  return EXIT_FINE;
}

int take_layout(struct options *o, const char *value)
{
  o->strict_layout = strcmp(value, "strict") == 0;
  if (o->strict_layout || strcmp(value, "either") == 0)
    return EXIT_FINE;
  complain("--layout wants either or strict, not '%s'", value);
  return EXIT_INPUT;
}

int take_timeout(struct options *o, const char *value)
{
  return take_seconds("timeout", value, 86400, &o->timeout);
}

int take_jobs(struct options *o, const char *value)
{
  return take_count("jobs", value, 1, 1024, &o->jobs);
}

/* "3/8" */
int take_shard(struct options *o, const char *value)
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
static int take_part_of_seconds(const char *option, const char *value,
                                double *out)
{
  size_t n = strspn(value, "0123456789");
  n += value[n] == '.' ? 1 + strspn(value + n + 1, "0123456789") : 0;
  *out = n > 0 && n < 20 && !value[n] ? strtod(value, NULL) : 0;
  if (*out > 0 && *out <= 1e6)
    return EXIT_FINE;
  complain("--%s wants seconds, such as 0.5 or 10, not '%s'", option, value);
  return EXIT_INPUT;
}

int take_budget(struct options *o, const char *value)
{
  return take_part_of_seconds("budget", value, &o->budget);
}

int take_time_budget(struct options *o, const char *value)
{
  return take_part_of_seconds("time-budget", value, &o->time_budget);
}

int take_threads(struct options *o, const char *value)
{
  return take_count("threads", value, 1, 1024, &o->threads);
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

int take_show(struct options *o, const char *value)
{
  return take_names(&o->show, "show", "W1,b1", value);
}

int take_hide(struct options *o, const char *value)
{
  return take_names(&o->hide, "hide", "W1,b1", value);
}

int take_open(struct options *o, const char *value)
{
  return take_names(&o->open, "open", "softmax,mse", value);
}

int take_digits(struct options *o, const char *value)
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

int take_only(struct options *o, const char *value)
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

/* The section of that name. */
int take_autograd(struct options *o, const char *value)
{
  (void)value;
  return take_only(o, "autograd");
}
