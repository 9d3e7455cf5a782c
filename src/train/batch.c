/* SPDX-License-Identifier: GPL-3.0-or-later
   Read batch.h before. */
#include "train/batch.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fd.h"
#include "forward.h"
#include "host/exits.h"
#include "tape.h"
#include "value.h"

/* One of the four is there. */
struct engine {
  ad_tape *tape;
  ad_forward *forward;
  ad_fd *fd;
  ad_value *value;
  size_t chunk;
};

static ad_status set_leaf(void *engine, size_t leaf, const double *x)
{
  struct engine *e = engine;
  return e->tape      ? ad_tape_set(e->tape, leaf, x)
         : e->forward ? ad_forward_set(e->forward, leaf, x)
         : e->fd      ? ad_fd_set(e->fd, leaf, x)
                      : ad_value_set(e->value, leaf, x);
}

/* --- setting leaves ------------------------------------------------------- */

static void set_params(const struct batch *b, const double *x,
                       leaf_setter *set, void *engine)
{
  const struct trained *t = b->ground->trained;
  for (size_t i = 0; i < t->n_leaves; i++) {
    set(engine, t->leaf[i], x);
    x += ad_graph_entries(t->graph, ad_graph_leaf(t->graph, t->leaf[i]));
  }
}

/* Do the rows follow each other in a leaf of such rows? */
static int are_together(struct sampled axes, const size_t *rows, size_t n)
{
  for (size_t i = 1; i < n; i++)
    if (rows[i] != rows[0] + i)
      return 0;
  return !axes.cols;
}

/* Rows, columns or both of leaf x, of the whole worksheet, into part. */
static void cut(const struct batch *b, size_t leaf, struct sampled axes,
                const size_t *rows, const double *x)
{
  const ad_graph *all = b->ground->trained->graph;
  ad_shape from = ad_graph_shape(all, ad_graph_leaf(all, leaf));
  ad_shape to = ad_graph_shape(b->graph, ad_graph_leaf(b->graph, leaf));
  double *part = b->part[leaf];
  for (size_t i = 0; i < to.rows; i++) {
    const double *row = x + (axes.rows ? rows[i] : i) * from.cols;
    if (!axes.cols)
      memcpy(part + i * to.cols, row, to.cols * sizeof *part);
    for (size_t j = 0; axes.cols && j < to.cols; j++)
      part[i * to.cols + j] = row[rows[j]];
  }
}

static void set_samples(const struct batch *b, const size_t *rows,
                        leaf_setter *set, void *engine)
{
  const ad_graph *all = b->ground->trained->graph;
  for (size_t i = 0; i < ad_graph_leaves(all); i++) {
    struct sampled axes = samples_axes(b->ground->samples, all, i);
    const double *x = ad_sheet_leaf(b->ground->sheet, i);
    if (!axes.rows && !axes.cols)
      continue;
    if (are_together(axes, rows, b->rows)) {
      ad_shape shape = ad_graph_shape(all, ad_graph_leaf(all, i));
      set(engine, i, x + rows[0] * shape.cols);
      continue;
    }
    cut(b, i, axes, rows, x);
    set(engine, i, b->part[i]);
  }
}

/* What no batch changes; params are set again at every point. */
static void set_others(const struct batch *b, leaf_setter *set, void *engine)
{
  const ad_sheet *sheet = b->sheet ? b->sheet : b->ground->sheet;
  for (size_t i = 0; i < ad_graph_leaves(b->graph); i++)
    set(engine, i, ad_sheet_leaf(sheet, i));
}

void batch_set(const struct batch *b, const size_t *rows, const double *x,
               leaf_setter *set, void *engine)
{
  set_others(b, set, engine);
  set_samples(b, rows, set, engine);
  set_params(b, x, set, engine);
}

void batch_take(struct batch *b, const size_t *rows)
{
  set_samples(b, rows, set_leaf, b->engine);
}

/* --- making --------------------------------------------------------------- */

/* A size that is computed of others stays as it is. */
static ad_status check_rows(const struct batch *b, ad_error *err)
{
  const struct samples *s = b->ground->samples;
  const ad_graph *g = ad_sheet_graph(b->sheet);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    struct sampled axes = samples_axes(s, b->ground->trained->graph, i);
    ad_shape shape = ad_graph_shape(g, ad_graph_leaf(g, i));
    if ((axes.rows && shape.rows != b->rows) ||
        (axes.cols && shape.cols != b->rows))
      return ad_fail(err, AD_EINPUT, "the size '%s' cannot become %zu for a "
                     "batch", s->name, b->rows);
  }
  return AD_OK;
}

static ad_status resize(struct batch *b, ad_error *err)
{
  const struct samples *s = b->ground->samples;
  ad_error why = {0};
  if (b->rows == s->n)
    return AD_OK;
  ad_status status = ad_sheet_resize_dim(b->ground->sheet, s->name, b->rows,
                                         &b->sheet, &why);
  if (status != AD_OK)
    return ad_fail(err, status, "with %s = %zu rows there is no such "
                   "worksheet: %.200s", s->name, b->rows, why.text);
  return check_rows(b, err);
}

/* The graph once more, differentiated by the params alone. */
static ad_status make_graph(struct batch *b, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(b->sheet ? b->sheet : b->ground->sheet);
  const struct trained *t = b->ground->trained;
  ad_builder *builder = NULL;
  ad_status status = ad_builder_continue(g, &builder, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < t->n_leaves; i++)
    ad_wrt(builder, ad_graph_leaf(g, t->leaf[i]));
  ad_output(builder, ad_graph_output(g, 0));
  status = ad_builder_finish(builder, &b->graph, err);
  ad_builder_free(builder);
  return status;
}

static ad_status make_engine(struct batch *b, size_t by, ad_error *err)
{
  struct engine *e = memory_new(1, sizeof *e);
  b->engine = e;
  size_t n = b->ground->trained->n, chunk = b->ground->chunk;
  e->chunk = chunk < n ? chunk : n;
  switch (by) {
  case AD_BY_REVERSE:
    return ad_tape_new(b->graph, 1, &e->tape, err);
  case AD_BY_FORWARD:
    return ad_forward_new(b->graph, e->chunk, &e->forward, err);
  case AD_BY_DIFFERENCES:
    return ad_fd_new(b->graph, &e->fd, err);
  default:
    return ad_value_outputs_new(b->graph, &e->value, err);
  }
}

/* Room for the rows of each leaf that has them. */
static void make_parts(struct batch *b)
{
  const ad_graph *g = b->graph;
  b->part = memory_new(ad_graph_leaves(g), sizeof *b->part);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    struct sampled axes = samples_axes(b->ground->samples,
                                       b->ground->trained->graph, i);
    if (axes.rows || axes.cols)
      b->part[i] = memory_new(ad_graph_entries(g, ad_graph_leaf(g, i)),
                              sizeof **b->part);
  }
}

ad_status batch_make(struct batch *b, const struct ground *ground,
                     size_t rows, size_t by, ad_error *err)
{
  *b = (struct batch){.ground = ground, .rows = rows};
  ad_status status = resize(b, err);
  if (status == AD_OK)
    status = make_graph(b, err);
  if (status == AD_OK)
    status = make_engine(b, by, err);
  if (status != AD_OK)
    return status;
  make_parts(b);
  set_others(b, set_leaf, b->engine);
  return AD_OK;
}

void batch_free(struct batch *b)
{
  for (size_t i = 0; b->part && i < ad_graph_leaves(b->graph); i++)
    free(b->part[i]);
  free(b->part);
  if (b->engine) {
    ad_tape_free(b->engine->tape);
    ad_forward_free(b->engine->forward);
    ad_fd_free(b->engine->fd);
    ad_value_free(b->engine->value);
  }
  free(b->engine);
  ad_graph_free(b->graph);
  ad_sheet_free(b->sheet);
  *b = (struct batch){0};
}

/* --- the loss ------------------------------------------------------------- */

/* Central differences, (f(x + h) - f(x - h)) / 2h, h = eps^(1/3) max(1, |x|)
   made such that x + h - x is h: two evaluations an entry, as in a lecture. */
static double by_differences(ad_fd *fd, const double *x, size_t n, double *g)
{
  for (size_t i = 0; i < n; i++) {
    double h = cbrt(DBL_EPSILON) * fmax(1, fabs(x[i]));
    volatile double right = x[i] + h, left = x[i] - h;
    g[i] = (ad_fd_at(fd, 0, i, right, NULL) - ad_fd_at(fd, 0, i, left, NULL)) /
           (right - left);
  }
  return ad_fd_at(fd, 0, 0, x[0], NULL);
}

double batch_loss(struct batch *b, const double *x, double *gradient)
{
  struct engine *e = b->engine;
  double loss = 0;
  if (e->tape) {
    ad_tape_gradient(e->tape, x, &loss, gradient, NULL);
    return loss;
  }
  set_params(b, x, set_leaf, e);
  if (e->fd)
    return by_differences(e->fd, x, b->ground->trained->n, gradient);
  if (e->forward) {
    ad_forward_jacobian(e->forward, gradient);
    return ad_forward_value(e->forward, 0)[0];
  }
  ad_value_sweep(e->value);
  return ad_value_at(e->value, ad_graph_output(b->graph, 0))[0];
}

size_t batch_sweeps(const struct batch *b)
{
  size_t n = b->ground->trained->n, chunk = b->engine->chunk;
  return b->engine->fd        ? 2 * n + 1
         : b->engine->forward ? (n + chunk - 1) / chunk
                              : 1;
}
