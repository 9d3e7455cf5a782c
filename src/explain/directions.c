/* SPDX-License-Identifier: GPL-3.0-or-later
   See directions.h. */
#include "explain/directions.h"

#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "host/exits.h"
#include "worksheet/label.h"

/* --- pieces of a list ----------------------------------------------------- */

/* What stands before the next comma outside of brackets, without blanks at its
   ends; *at is moved behind it, and NULL at the end.  The caller frees it. */
static char *take_piece(const char **at)
{
  const char *c = *at + strspn(*at, " "), *first = c;
  int depth = 0;
  for (; *c && (depth > 0 || *c != ','); c++)
    depth += (*c == '(' || *c == '[') - (*c == ')' || *c == ']');
  *at = *c ? c + 1 : NULL;
  while (c > first && c[-1] == ' ')
    c--;
  return memory_format("%.*s", (int)(c - first), first);
}

/* The first of the letters that is no name of the sheet. */
static char *free_letter(const ad_graph *g, const char *letters)
{
  ad_ref x;
  while (letters[1] && ad_graph_find(g, letters, 1, &x))
    letters++;
  return memory_format("%c", *letters);
}

/* --- values --------------------------------------------------------------- */

/* The value of a text, which has to be of this shape; what is so called is said
   in the message.  The caller frees it; NULL, with a message. */
static double *read_value(const struct explained *e, const char *file,
                          const char *option, const char *called,
                          const char *text, ad_shape shape)
{
  ad_error err = {0};
  ad_shape got;
  double *x;
  if (explain_text_value(e, text, &x, &got, &err) != AD_OK) {
    complain("%s: --%s: '%s': %s", file, option, text, err.text);
    return NULL;
  }
  if (got.rows == shape.rows && got.cols == shape.cols)
    return x;
  complain("%s: --%s: %s is %zu x %zu, and '%s' is %zu x %zu", file, option,
           called, shape.rows, shape.cols, text, got.rows, got.cols);
  free(x);
  return NULL;
}

/* --- directions ----------------------------------------------------------- */

static struct direction *add_direction(struct explained *e)
{
  e->directions = memory_grow(e->directions, e->n_directions + 1,
                              sizeof *e->directions);
  struct direction *d = &e->directions[e->n_directions++];
  *d = (struct direction){
      .along = memory_new(ad_graph_wrt_entries(e->graph), sizeof *d->along)};
  return d;
}

static void take_entry(struct explained *e, struct entry_name entry)
{
  struct direction *d = add_direction(e);
  const struct part *part = &e->wrts[entry.part];
  d->entry = entry;
  d->name = label_entry(part->name, part->shape, entry.entry);
  d->along[part->first + entry.entry] = 1;
}

static int read_wrt(struct explained *e, const char *file, const char *text)
{
  int status = EXIT_FINE;
  while (text && status == EXIT_FINE) {
    char *piece = take_piece(&text);
    struct entry_name entry;
    status = entry_find(file, "wrt", piece, e->graph, e->wrts, e->n_wrts,
                        &entry);
    if (status == EXIT_FINE)
      take_entry(e, entry);
    free(piece);
  }
  return status;
}

/* Of "NAME = VALUE" the value, cut off; NULL where there is none. */
static char *cut_value(char *move)
{
  char *equals = strchr(move, '=');
  if (!equals)
    return NULL;
  char *end = equals;
  while (end > move && end[-1] == ' ')
    end--;
  *end = '\0';
  return equals + 1 + strspn(equals + 1, " ");
}

static int read_move(const struct explained *e, struct direction *d,
                     const char *file, char *move)
{
  struct entry_name entry;
  char *value = cut_value(move);
  if (!value || !*value) {
    complain("%s: --along wants moves, as in 'w1 = 1, W2[1,2] = -0.5', not "
             "'%s'", file, move);
    return EXIT_INPUT;
  }
  int status = entry_find(file, "along", move, e->graph, e->wrts, e->n_wrts,
                          &entry);
  if (status != EXIT_FINE)
    return status;
  const struct part *part = &e->wrts[entry.part];
  ad_shape shape = entry.whole ? part->shape : (ad_shape){.rows = 1, .cols = 1};
  double *x = read_value(e, file, "along", move, value, shape);
  if (!x)
    return EXIT_INPUT;
  memcpy(d->along + part->first + entry.entry, x,
         shape.rows * shape.cols * sizeof *x);
  free(x);
  return EXIT_FINE;
}

static int read_along(struct explained *e, const char *file, const char *text)
{
  struct direction *d = add_direction(e);
  int status = EXIT_FINE;
  d->moves = memory_copy(text);
  d->name = free_letter(e->graph, "tsrqp");
  while (text && status == EXIT_FINE) {
    char *piece = take_piece(&text);
    status = read_move(e, d, file, piece);
    free(piece);
  }
  return status;
}

int directions_read(struct explained *e, const char *file,
                    const struct options *options)
{
  int status = EXIT_FINE;
  if (options->wrt)
    status = read_wrt(e, file, options->wrt);
  else if (!options->along && e->n_wrts > 0)
    take_entry(e, (struct entry_name){0});
  if (options->along && status == EXIT_FINE)
    status = read_along(e, file, options->along);
  return status;
}

void directions_free(struct direction *directions, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    free(directions[i].name);
    free(directions[i].moves);
    free(directions[i].along);
    ad_trace_free(directions[i].trace);
  }
  free(directions);
}

/* --- cotangents ----------------------------------------------------------- */

/* Without --of the first output that is a number, or the first. */
static size_t first_number(const struct explained *e)
{
  size_t i = 0;
  while (i < e->n_outputs && e->parts[i].entries != 1)
    i++;
  return i < e->n_outputs ? i : 0;
}

/* Of an output of which --of names no entry, all of it. */
static int read_cotangent(struct explained *e, const char *file,
                          const char *text)
{
  const struct part *part = &e->parts[e->of.part];
  ad_shape shape = e->of.whole ? part->shape : (ad_shape){.rows = 1, .cols = 1};
  double *x = read_value(e, file, "cotangent", part->name, text, shape);
  if (!x)
    return EXIT_INPUT;
  memcpy(e->from + part->first + e->of.entry, x,
         shape.rows * shape.cols * sizeof *x);
  e->swept = free_letter(e->graph, "LJCFGl");
  e->cotangent = text;
  free(x);
  return EXIT_FINE;
}

int cotangent_read(struct explained *e, const char *file,
                   const struct options *options)
{
  int status = EXIT_FINE;
  e->of.part = first_number(e);
  e->of.whole = e->parts[e->of.part].entries > 1;
  if (options->of)
    status = entry_find(file, "of", options->of, e->graph, e->parts,
                        e->n_outputs, &e->of);
  if (status != EXIT_FINE)
    return status;
  e->from = memory_new(ad_graph_output_entries(e->graph), sizeof *e->from);
  if (options->cotangent)
    return read_cotangent(e, file, options->cotangent);
  e->from[e->parts[e->of.part].first + e->of.entry] = 1;
  e->swept = explain_output_name(e);
  return EXIT_FINE;
}
