/* SPDX-License-Identifier: GPL-3.0-or-later
   See against.h. */
#include "compare/against.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "host/exits.h"
#include "host/files.h"
#include "page/number_format.h"
#include "worksheet/label.h"

/* A file that is being read. */
struct reading {
  const char *file, *sheet;
  const struct results *r;
  struct against *a;
  unsigned char *has; /* has[n_outputs x n_wrts]: was it there?             */
};

/* --- one derivative ------------------------------------------------------- */

static const struct part *find_part(const struct part *parts, size_t n,
                                    const char *name)
{
  size_t i = 0;
  while (i < n && (!name || strcmp(parts[i].name, name) != 0))
    i++;
  return i < n ? &parts[i] : NULL;
}

/* A number, or the word for what JSON has no digits for. */
static int read_number(const json_t *value, double *x)
{
  static const struct {
    const char *word;
    double x;
  } words[] = {{"nan", NAN}, {"inf", INFINITY}, {"-inf", -INFINITY}};
  if (json_is_number(value)) {
    *x = json_number_value(value);
    return 1;
  }
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (json_is_string(value) &&
        strcmp(json_string_value(value), words[i].word) == 0) {
      *x = words[i].x;
      return 1;
    }
  return 0;
}

/* Is it rows lists of cols each? */
static int has_shape(const json_t *matrix, size_t rows, size_t cols)
{
  int fits = json_is_array(matrix) && json_array_size(matrix) == rows;
  for (size_t i = 0; fits && i < rows; i++)
    fits = json_array_size(json_array_get(matrix, i)) == cols;
  return fits;
}

/* "4 x 3" of a list of lists, as far as that can be said. */
static char *shape_text(const json_t *matrix)
{
  return memory_format("%zu x %zu", json_array_size(matrix),
                       json_array_size(json_array_get(matrix, 0)));
}

static int refuse_shape(const struct reading *in, const struct part *output,
                        const struct part *wrt, const json_t *matrix,
                        size_t rows, size_t cols)
{
  char *name = label_derivative(in->r->graph, output, wrt);
  char *shape = shape_text(matrix);
  complain("%s: %s is %s there, and %zu x %zu in %s", in->file, name, shape,
           rows, cols, in->sheet);
  free(name);
  free(shape);
  return EXIT_INPUT;
}

/* Entry k of a block, as it is written, belongs to output entry k /
   wrt->entries, k % wrt->entries of the leaf: a gradient has one output. */
static int take_entries(const struct reading *in, const struct part *output,
                        const struct part *wrt, const json_t *matrix,
                        size_t cols)
{
  for (size_t k = 0; k < output->entries * wrt->entries; k++) {
    size_t of = output->first + k / wrt->entries;
    size_t by = wrt->first + k % wrt->entries;
    const json_t *row = json_array_get(matrix, k / cols);
    if (!read_number(json_array_get(row, k % cols),
                     &in->a->theirs[of * in->r->n + by])) {
      char *name = label_derivative(in->r->graph, output, wrt);
      complain("%s: %s: row %zu, column %zu is no number", in->file, name,
               k / cols + 1, k % cols + 1);
      free(name);
      return EXIT_INPUT;
    }
  }
  return EXIT_FINE;
}

static int refuse_name(const struct reading *in, const char *key,
                       const char *name, const char *what)
{
  complain("%s: \"%s\" is '%s', and %s has no such %s", in->file, key,
           name ? name : "", in->sheet, what);
  return EXIT_INPUT;
}

static int take_derivative(const struct reading *in, const json_t *record)
{
  const struct results *r = in->r;
  const char *of = json_string_value(json_object_get(record, "of"));
  const char *by = json_string_value(json_object_get(record, "wrt"));
  const json_t *matrix = json_object_get(record, "reverse");
  const struct part *output = find_part(r->outputs, r->n_outputs, of);
  const struct part *wrt = find_part(r->wrts, r->n_wrts, by);
  if (!output)
    return refuse_name(in, "of", of, "output");
  if (!wrt)
    return refuse_name(in, "wrt", by, "variable that is differentiated by");
  size_t rows = output->entries == 1 ? wrt->shape.rows : output->entries;
  size_t cols = output->entries == 1 ? wrt->shape.cols : wrt->entries;
  if (!has_shape(matrix, rows, cols))
    return refuse_shape(in, output, wrt, matrix, rows, cols);
  if (in->has[(size_t)(output - r->outputs) * r->n_wrts +
              (size_t)(wrt - r->wrts)]) {
    complain("%s: the derivative of %s by %s stands there twice", in->file, of,
             by);
    return EXIT_INPUT;
  }
  in->has[(size_t)(output - r->outputs) * r->n_wrts +
          (size_t)(wrt - r->wrts)] = 1;
  return take_entries(in, output, wrt, matrix, cols);
}

/* --- the file ------------------------------------------------------------- */

static int take_all(const struct reading *in, const json_t *root)
{
  static const char *const keys[] = {"gradients", "jacobians"};
  int status = EXIT_FINE, lists = 0;
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    const json_t *list = json_object_get(root, keys[i]);
    lists += json_is_array(list);
    for (size_t k = 0; status == EXIT_FINE && k < json_array_size(list); k++)
      status = take_derivative(in, json_array_get(list, k));
  }
  if (lists > 0)
    return status;
  complain("%s: neither \"gradients\" nor \"jacobians\" are there, lists as "
           "`compare --format json` and the programs of `export` write them",
           in->file);
  return EXIT_INPUT;
}

static int check_all_there(const struct reading *in)
{
  const struct results *r = in->r;
  for (size_t i = 0; i < r->n_outputs * r->n_wrts; i++)
    if (!in->has[i]) {
      char *name = label_derivative(r->graph, &r->outputs[i / r->n_wrts],
                                    &r->wrts[i % r->n_wrts]);
      complain("%s: %s is not there", in->file, name);
      free(name);
      return EXIT_INPUT;
    }
  return EXIT_FINE;
}

static int take_text(const struct reading *in, const char *text, size_t size)
{
  json_error_t error;
  json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
  if (!root) {
    complain("%s:%d:%d: no JSON: %s", in->file, error.line, error.column,
             error.text);
    return EXIT_INPUT;
  }
  int status = take_all(in, root);
  json_decref(root);
  return status == EXIT_FINE ? check_all_there(in) : status;
}

/* --- judging -------------------------------------------------------------- */

double against_apart(const struct results *r, size_t at)
{
  double ours = r->reverse[at], theirs = r->against->theirs[at];
  return ours == theirs ? 0 : fabs(theirs - ours);
}

/* The largest finite entry of a leaf's part of a row. */
static double largest_of(const struct results *r, size_t of,
                         const struct part *wrt)
{
  double most = 0;
  for (size_t k = 0; k < wrt->entries; k++) {
    double x = fabs(r->reverse[of * r->n + wrt->first + k]);
    most = isfinite(x) && x > most ? x : most;
  }
  return most;
}

static int is_apart(const struct results *r, size_t of, size_t by,
                    double largest)
{
  size_t at = of * r->n + by;
  double off = results_off(r, of, by);
  if (isnan(r->reverse[at]) || isnan(r->against->theirs[at]))
    return isnan(r->reverse[at]) != isnan(r->against->theirs[at]);
  return !(against_apart(r, at) <=
           AGAINST_NEAR * largest + (isfinite(off) ? off : 0));
}

static void judge(struct against *a, const struct results *r)
{
  a->entries = r->m * r->n;
  for (size_t of = 0; of < r->m; of++)
    for (size_t w = 0; w < r->n_wrts; w++) {
      double largest = largest_of(r, of, &r->wrts[w]);
      for (size_t k = 0; k < r->wrts[w].entries; k++) {
        size_t by = r->wrts[w].first + k, at = of * r->n + by;
        a->differs[at] = (unsigned char)is_apart(r, of, by, largest);
        if (a->differs[at] &&
            (a->differing++ == 0 ||
             !(against_apart(r, at) <= against_apart(r, a->worst))))
          a->worst = at;
      }
    }
}

char *against_text(const struct results *r, size_t at)
{
  char number[FORMAT_SIZE];
  double apart = against_apart(r, at);
  if (!r->against->differs[at])
    return memory_copy("agrees");
  return isnan(apart) ? memory_copy("differs: nan")
                      : memory_format("differs by %s",
                                      format_digits(number, apart, 3));
}

char *against_counts(const struct results *r, const struct part *output,
                     const struct part *wrt, size_t *differing)
{
  size_t all = output->entries * wrt->entries;
  *differing = 0;
  for (size_t k = 0; k < all; k++)
    *differing += r->against->differs[(output->first + k / wrt->entries) *
                                        r->n +
                                      wrt->first + k % wrt->entries];
  return *differing > 0 ? memory_format("%zu of %zu differ", *differing, all)
                        : memory_format("%zu agree", all);
}

/* --- all of it ------------------------------------------------------------ */

int against_read(struct against *a, struct results *r, const char *sheet,
                 const struct options *options)
{
  char *text;
  size_t size;
  const char *file = options->against;
  struct reading in = {file, sheet, r, a,
                       memory_new(r->n_outputs * r->n_wrts + 1, 1)};
  *a = (struct against){.name = files_base(file),
                        .theirs = memory_new(r->m * r->n + 1, sizeof(double)),
                        .differs = memory_new(r->m * r->n + 1, 1)};
  int status = load_text(file, options->max_memory, &text, &size);
  if (status == EXIT_FINE)
    status = take_text(&in, text, size);
  r->against = a;
  if (status == EXIT_FINE)
    judge(a, r);
  free(text);
  free(in.has);
  return status;
}

void against_free(struct against *a)
{
  free(a->theirs);
  free(a->differs);
}
