/* SPDX-License-Identifier: GPL-3.0-or-later
   Labels, lists and targets that are data: whole numbers 1..K, numbers from 0
   to 1.
   Read sheet_read.h before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "graph/builder.h"
#include "graph/entry.h"
#include "sheet/sheet_read.h"
#include "value.h"

/* Values x[rows x cols] that are due from `least` to `most`, whole where
   `whole` says so, and what they are called; of a list, the node whose rows or
   columns it names, or NULL. */
typedef struct due {
  const double *x;
  size_t rows, cols;
  double least, most;
  int whole;
  const char *what;
  const ad_node *list;
} due;

static int fits(const due *d, double x)
{
  return x >= d->least && x <= d->most && (!d->whole || floor(x) == x);
}

/* The first entry that does not fit; their number where all do. */
static size_t first_odd(const due *d)
{
  size_t k = 0;
  while (k < d->rows * d->cols && fits(d, d->x[k]))
    k++;
  return k;
}

/* " (file.csv:17)" where row i of the leaf comes from a file. */
static void file_line(const ad_reader *r, int number, size_t i, char *text,
                      size_t size)
{
  *text = '\0';
  if (number < 0)
    return;
  const ad_sheet_csv *file = &r->sheet->files[number];
  size_t row = 0;
  for (size_t kept = 0; row < file->rows; row++)
    if (file->keep[row] && kept++ == i)
      break;
  snprintf(text, size, " (%.100s:%zu)", file->name,
           ad_csv_row_line(file->csv, row));
}

/* "label 0 in row 1 (f.csv:2) of 'y'" */
static void describe(const ad_reader *r, const due *d, size_t k, int file,
                     const char *name, char *text, size_t size)
{
  char number[AD_NUMBER_SIZE], line[140];
  ad_number_print(number, d->x[k]);
  if (file >= 0 && r->options->hide_data)
    strcpy(number, "...");
  file_line(r, file, k / d->cols, line, sizeof line);
  int n = snprintf(text, size, "%s %s in row %zu", d->what, number,
                   k / d->cols + 1);
  if (d->cols > 1)
    n += snprintf(text + n, size - (size_t)n, ", column %zu", k % d->cols + 1);
  n += snprintf(text + n, size - (size_t)n, "%s", line);
  if (name && *name)
    snprintf(text + n, size - (size_t)n, " of '%.60s'", name);
}

/* Are the labels 0..K-1? */
static int count_from_0(const due *d)
{
  due other = *d;
  other.least = d->least - 1;
  other.most = d->most - 1;
  return first_odd(&other) == d->rows * d->cols;
}

static void hint_mend(const due *d, int file, int said, ad_error *err)
{
  double most = -HUGE_VAL;
  for (size_t k = 0; k < d->rows * d->cols; k++)
    most = fmax(most, d->x[k]);
  if (d->list) {
    if (count_from_0(d))
      ad_hint(err, "indices count from 1");
  } else if (d->whole && count_from_0(d) && !said)
    ad_hint(err, "where labels begin at 0, say so behind the %s: labels from "
                 "0", file >= 0 ? "column" : "value");
  else if (d->whole && most > d->most)
    ad_hint(err, "the scores have a column for each of %.0f classes", d->most);
  else if (!d->whole && file >= 0 && most <= 2)
    ad_hint(err, "'binary' behind the column makes its two classes 0 and 1");
}

/* The number of the leaf, or that of all leaves where x is none. */
static size_t leaf_of(const ad_graph *g, ad_ref x)
{
  size_t i = 0;
  while (i < ad_graph_leaves(g) && ad_graph_leaf(g, i).index != x.index)
    i++;
  return i;
}

/* Whose rows or columns the list names. */
static ad_ref listed_in(const ad_graph *g, const due *d)
{
  return (ad_ref){g->operands[d->list->operand]};
}

/* "label 0 in row 1 of 'y'; labels are whole numbers 1 to 3" */
static void complain(const due *d, const char *entry, const char *of,
                     ad_error *err)
{
  char range[60], whose[80] = "";
  snprintf(range, sizeof range, d->whole ? "whole numbers 1 to %.0f"
                                         : "numbers from 0 to %.0f", d->most);
  if (d->list && *of)
    snprintf(whose, sizeof whose, " of '%.60s'", of);
  ad_fail(err, AD_EINPUT, "%s; %ss%s are %s", entry, d->what, whose, range);
}

/* Complains of the first entry of node x that does not fit. */
static void check(ad_reader *r, ad_ref x, const due *d)
{
  const ad_sheet *s = r->sheet;
  size_t k = first_odd(d), leaf = leaf_of(s->graph, x);
  int is_leaf = leaf < ad_graph_leaves(s->graph);
  char text[300];
  ad_error err = {0};
  if (k == d->rows * d->cols)
    return;
  int file = is_leaf ? s->origins[leaf].file : -1;
  describe(r, d, k, file, ad_graph_name(s->graph, x), text, sizeof text);
  complain(d, text, d->list ? ad_graph_name(s->graph, listed_in(s->graph, d))
                            : "", &err);
  hint_mend(d, file, is_leaf && s->origins[leaf].labels, &err);
  err.place = is_leaf ? s->origins[leaf].place : ad_sheet_place(s, x);
  ad_reader_fail(r, &err);
}

/* Marks the nodes that hang on data alone, shifts being 0: free with free(). */
static unsigned char *mark_fixed(const ad_graph *g)
{
  unsigned char *fixed = calloc(g->n + 1, 1);
  for (size_t i = 0; fixed && i < ad_graph_leaves(g); i++)
    fixed[ad_graph_leaf(g, i).index] = ad_graph_leaf_kind(g, i) == AD_DATA ||
                                       ad_graph_leaf_kind(g, i) == AD_SHIFT;
  for (size_t i = 0; fixed && i < g->n; i++) {
    ad_ref x = {(uint32_t)i};
    fixed[i] |= g->nodes[i].op != AD_OP_leaf;
    for (size_t k = 0; k < ad_graph_operands(g, x); k++)
      fixed[i] &= fixed[ad_graph_operand(g, x, k).index];
  }
  return fixed;
}

/* The values of all nodes, for labels that are computed from data. */
static ad_value *evaluate(ad_reader *r)
{
  ad_value *e = NULL;
  ad_error err = {0};
  if (ad_value_new(r->sheet->graph, &e, &err) != AD_OK) {
    ad_reader_fail(r, &err);
    return NULL;
  }
  for (size_t i = 0; i < r->sheet->n_leaves; i++)
    ad_value_set(e, i, r->sheet->leaves[i]);
  ad_value_sweep(e);
  return e;
}

/* One node whose values are due in a range; *e is made where it is needed. */
static void check_node(ad_reader *r, ad_ref x, due d,
                       const unsigned char *fixed, ad_value **e)
{
  const ad_graph *g = r->sheet->graph;
  size_t leaf = leaf_of(g, x);
  ad_shape shape = ad_graph_shape(g, x);
  d.rows = shape.rows;
  d.cols = shape.cols;
  if (leaf < ad_graph_leaves(g))
    d.x = d.whole || fixed[x.index] ? r->sheet->leaves[leaf] : NULL;
  else if (fixed[x.index] && (*e || (*e = evaluate(r))))
    d.x = ad_value_at(*e, x);
  if (d.x)
    check(r, x, &d);
}

/* What node x wants of one of its operands, and which that is; false where it
   wants nothing. */
static int find_due(const ad_graph *g, const ad_node *x, due *d,
                    size_t *operand)
{
  const ad_op_row *row = ad_row_of(x);
  *d = (due){.least = 1, .most = (double)x->cols, .whole = 1, .what = "label"};
  *operand = 0;
  if (row->form == AD_FORM_list) {
    d->list = x;
    d->what = x->at[0] ? "column number" : "row number";
    d->most = (double)ad_entry_axis(g, x);
    *operand = 1;
  }
  return row->kind == AD_KIND_fixed || d->list;
}

void ad_reader_check_labels(ad_reader *r, const ad_ref *targets, size_t n)
{
  const ad_graph *g = r->sheet->graph;
  ad_value *e = NULL;
  due d;
  size_t any = n, operand;
  for (size_t i = 0; i < g->n; i++)
    any += find_due(g, &g->nodes[i], &d, &operand) != 0;
  if (any == 0)
    return;
  unsigned char *fixed = mark_fixed(g);
  if (!fixed)
    ad_reader_no_memory(r);
  for (size_t i = 0; fixed && i < g->n; i++)
    if (find_due(g, &g->nodes[i], &d, &operand))
      check_node(r, ad_graph_operand(g, (ad_ref){(uint32_t)i}, operand), d,
                 fixed, &e);
  for (size_t i = 0; fixed && i < n; i++) {
    d = (due){.most = 1, .what = "target"};
    if (fixed[targets[i].index])
      check_node(r, targets[i], d, fixed, &e);
  }
  ad_value_free(e);
  free(fixed);
}

/* "labels from 0" of a value: notes that it was so. */
static void note_shift(ad_reader *r, const ad_statement *st, double most)
{
  ad_sheet *s = r->sheet;
  const char *name = st->items[0].name;
  ad_coding *coding = calloc(1, sizeof *coding);
  if (!coding || !ad_reader_grow(r, (void **)&s->coded, &s->room_coded,
                                 s->n_coded, sizeof *s->coded)) {
    free(coding);
    ad_reader_no_memory(r);
    return;
  }
  *coding = (ad_coding){.how = AD_LABELS_0, .first = 1,
                        .n = (size_t)most + 1,
                        .column = ad_reader_copy(r, name, strlen(name))};
  s->coded[s->n_coded++] = (ad_leaf_codings){.leaf = s->n_leaves - 1,
                                             .file = -1, .n = 1,
                                             .codings = coding};
}

void ad_reader_count_labels(ad_reader *r, const ad_statement *st,
                            ad_shape shape)
{
  size_t leaf = r->sheet->n_leaves - 1, n = shape.rows * shape.cols;
  double *x = r->sheet->leaves[leaf], top = 0;
  due d = {x, shape.rows, shape.cols, st->labels == AD_LABELS_0 ? 0 : 1, 1e15,
           1, "label", NULL};
  size_t k = first_odd(&d);
  if (k < n) {
    char text[300];
    ad_error err = {.place = r->sheet->origins[leaf].place};
    describe(r, &d, k, -1, st->items[0].name, text, sizeof text);
    ad_fail(&err, AD_EINPUT, "%s; these labels are whole numbers from %.0f",
            text, d.least);
    err.place = r->sheet->origins[leaf].place;
    ad_reader_fail(r, &err);
    return;
  }
  for (k = 0; st->labels == AD_LABELS_0 && k < n; k++) {
    top = fmax(top, x[k]);
    x[k] += 1;
  }
  if (st->labels == AD_LABELS_0)
    note_shift(r, st, top);
}
