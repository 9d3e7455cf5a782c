/* SPDX-License-Identifier: GPL-3.0-or-later
   See problem.h. */
#include "problem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

/* --- worksheets ----------------------------------------------------------- */

static char *read_text(const char *file, size_t *size)
{
  FILE *f = fopen(file, "r");
  char *text = bench_new(1 << 16, 1);
  if (!f)
    bench_stop("%s: cannot be read", file);
  *size = fread(text, 1, (1 << 16) - 1, f);
  if (ferror(f) || fgetc(f) != EOF)
    bench_stop("%s: cannot be read as a whole", file);
  fclose(f);
  return text;
}

static void read_sheet(struct problem *p, const char *folder)
{
  char file[4096];
  ad_source source = {.name = file};
  ad_override dims[2];
  ad_sheet_options options = {.folder = folder, .dims = dims};
  ad_report report;
  char *message = NULL;
  for (size_t i = 0; i < 2 && p->w->dims[i][0]; i++)
    dims[options.n_dims++] =
        (ad_override){p->w->dims[i][0], p->w->dims[i][1]};
  if (snprintf(file, sizeof file, "%s/%s", folder, p->w->sheet) >=
      (int)sizeof file)
    bench_stop("%s: the name is too long", p->w->sheet);
  char *text = read_text(file, &source.size);
  source.text = text;
  ad_report_init(&report, &source);
  ad_sheet_read(&source, &options, &p->sheet, &report);
  if (!p->sheet) {
    if (report.count > 0)
      ad_report_format(&report, 0, &message);
    bench_stop("%s", message ? message : p->w->sheet);
  }
  ad_report_free(&report);
  free(text);
  p->graph = ad_sheet_graph(p->sheet);
}

static void build(struct problem *p)
{
  ad_builder *b = NULL;
  ad_error err = {0};
  if (ad_builder_new(&b, &err) != AD_OK)
    bench_stop("%s: %s", p->w->name, err.text);
  p->w->build(b, &p->x, &p->extra);
  if (ad_builder_finish(b, &p->built, &err) != AD_OK)
    bench_stop("%s: %s", p->w->name, err.text);
  ad_builder_free(b);
  p->graph = p->built;
}

/* --- leaves --------------------------------------------------------------- */

static size_t entries(const ad_graph *g, ad_ref x)
{
  ad_shape s = ad_graph_shape(g, x);
  return s.rows * s.cols;
}

static size_t leaf_number(const ad_graph *g, ad_ref x)
{
  size_t i = 0;
  while (ad_graph_leaf(g, i).index != x.index)
    i++;
  return i;
}

static void find_point(struct problem *p)
{
  const ad_graph *g = p->graph;
  double *x = p->sheet ? bench_new(p->n, sizeof *x) : p->x;
  size_t at = 0;
  for (size_t i = 0; i < p->n_wrt; i++) {
    size_t size = p->wrt_size[i] = entries(g, ad_graph_wrt(g, i));
    p->wrt_leaf[i] = leaf_number(g, ad_graph_wrt(g, i));
    if (p->sheet)
      memcpy(x + at, ad_sheet_leaf(p->sheet, p->wrt_leaf[i]),
             size * sizeof *x);
    at += size;
  }
  p->x = x;
}

static void find_data(struct problem *p)
{
  const ad_graph *g = p->graph;
  p->rows = p->n;
  p->cols = 1;
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    ad_ref leaf = ad_graph_leaf(g, i);
    if (ad_graph_leaf_kind(g, i) != AD_DATA)
      continue;
    if (p->n_data == 0) {
      p->rows = ad_graph_shape(g, leaf).rows;
      p->cols = ad_graph_shape(g, leaf).cols;
    }
    if (p->n_data == PROBLEM_DATA)
      bench_stop("%s: has too many data leaves", p->w->name);
    p->data_leaf[p->n_data] = i;
    p->data_size[p->n_data] = entries(g, leaf);
    p->data[p->n_data++] = ad_sheet_leaf(p->sheet, i);
  }
}

void problem_make(struct problem *p, const struct workload *w,
                  const char *folder)
{
  *p = (struct problem){.w = w};
  if (w->sheet)
    read_sheet(p, folder);
  else
    build(p);
  p->n = ad_graph_wrt_entries(p->graph);
  p->m = ad_graph_output_entries(p->graph);
  p->n_wrt = ad_graph_wrts(p->graph);
  p->wrt_leaf = bench_new(p->n_wrt, sizeof *p->wrt_leaf);
  p->wrt_size = bench_new(p->n_wrt, sizeof *p->wrt_size);
  find_point(p);
  find_data(p);
  p->y = bench_new(p->m, sizeof *p->y);
  p->J = bench_new(p->m * p->n, sizeof *p->J);
  w->hand->derivative(p, p->x, p->y, p->J);
}

void problem_free(struct problem *p)
{
  free(p->x);
  free(p->y);
  free(p->J);
  free(p->wrt_leaf);
  free(p->wrt_size);
  free(p->extra);
  ad_sheet_free(p->sheet);
  ad_graph_free(p->built);
}

/* --- what others see ------------------------------------------------------ */

double problem_error(size_t size, const double *got, const double *want)
{
  double largest = 0, error = 0;
  for (size_t i = 0; i < size; i++) {
    double e = fabs(got[i] - want[i]);
    if (isnan(e))
      return (double)INFINITY;
    error = e > error ? e : error;
    largest = fabs(want[i]) > largest ? fabs(want[i]) : largest;
  }
  return largest > 0 ? error / largest : error;
}

static size_t put(FILE *f, const double *x, size_t n)
{
  return fwrite(x, sizeof *x, n, f) == n;
}

static size_t put_number(FILE *f, size_t number)
{
  double x = (double)number;
  return put(f, &x, 1);
}

void problem_export(const struct problem *p, const char *file)
{
  FILE *f = fopen(file, "wb");
  if (!f)
    bench_stop("%s: cannot be written", file);
  size_t good = put_number(f, p->n) & put_number(f, p->m) &
                put_number(f, p->n_data);
  for (size_t i = 0; i < p->n_data; i++)
    good &= put_number(f, p->data_size[i]);
  for (size_t i = 0; i < p->n_data; i++)
    good &= put(f, p->data[i], p->data_size[i]);
  good &= put(f, p->x, p->n) & put(f, p->y, p->m) & put(f, p->J, p->m * p->n);
  if ((fclose(f) != 0) | !good)
    bench_stop("%s: cannot be written", file);
}
