/* SPDX-License-Identifier: GPL-3.0-or-later
   Read samples.h before. */
#include "train/samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

/* --- the size ------------------------------------------------------------- */

/* Leaves with an axis of this size that are params, or that are not. */
static size_t count_axes(const ad_graph *g, const char *name, int params)
{
  size_t n = 0;
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    for (int cols = 0; cols < 2; cols++)
      n += (ad_graph_leaf_kind(g, i) == AD_PARAM) == params &&
           strcmp(ad_graph_axis(g, ad_graph_leaf(g, i), cols), name) == 0;
  return n;
}

/* Has a leaf this size on both axes?  No row of such a matrix is a sample. */
static int is_squared(const ad_graph *g, const char *name)
{
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    if (strcmp(ad_graph_axis(g, ad_graph_leaf(g, i), 0), name) == 0 &&
        strcmp(ad_graph_axis(g, ad_graph_leaf(g, i), 1), name) == 0)
      return 1;
  return 0;
}

static void find_size(struct samples *s, const ad_sheet *sheet)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t most = 0, size, n;
  const char *name;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++) {
    n = count_axes(g, name, 1) > 0 || is_squared(g, name)
          ? 0
          : count_axes(g, name, 0);
    if (n <= most)
      continue;
    most = n;
    s->name = name;
    s->n = size;
  }
}

/* At least one row, and not all of them. */
static size_t held_out(size_t n, double share)
{
  size_t test = (size_t)round(share * (double)n);
  if (share > 0 && test == 0)
    test = 1;
  return test < n ? test : n - 1;
}

static ad_status refuse_rows(const ad_training *t, ad_error *err)
{
  ad_fail(err, AD_EINPUT, "%s: no size counts the rows of the data",
          t->test > 0 ? "test" : t->batch > 0 ? "batch" : "shuffle");
  ad_hint(err, "it stands in declarations, dim n = 24, data X[n,3] = ..., on "
               "one axis of the data, and on none of a param");
  return AD_EINPUT;
}

ad_status samples_find(struct samples *s, const ad_sheet *sheet,
                       const ad_training *t, ad_error *err)
{
  *s = (struct samples){.n = 1, .shuffle = t->shuffle != 0,
                        .seed = ad_sheet_seed(sheet)};
  find_size(s, sheet);
  if (!s->name && (t->batch > 0 || t->test > 0 || t->shuffle))
    return refuse_rows(t, err);
  if (t->test > 0 && s->n < 2)
    return ad_fail(err, AD_EINPUT, "test: there is one row only");
  s->train = s->n - held_out(s->n, t->test);
  if (t->batch > s->train)
    return ad_fail(err, AD_EINPUT, "batch = %zu: there %s %zu row%s to train "
                   "on", t->batch, s->train == 1 ? "is" : "are", s->train,
                   s->train == 1 ? "" : "s");
  s->order = memory_new(s->n, sizeof *s->order);
  return AD_OK;
}

void samples_free(struct samples *s)
{
  ad_draw_free(s->draw);
  free(s->order);
  *s = (struct samples){0};
}

struct sampled samples_axes(const struct samples *s, const ad_graph *g,
                            size_t i)
{
  ad_ref x = ad_graph_leaf(g, i);
  if (!s->name)
    return (struct sampled){0, 0};
  return (struct sampled){strcmp(ad_graph_axis(g, x, 0), s->name) == 0,
                          strcmp(ad_graph_axis(g, x, 1), s->name) == 0};
}

/* --- the order ------------------------------------------------------------ */

/* Each order is as likely as any other (Fisher and Yates). */
static void shuffle(struct samples *s, size_t n)
{
  for (size_t i = n; i > 1; i--) {
    double u;
    ad_draw_uniform(s->draw, 0, 1, 1, &u);
    size_t k = (size_t)(u * (double)i);
    k = k < i ? k : i - 1;
    size_t row = s->order[i - 1];
    s->order[i - 1] = s->order[k];
    s->order[k] = row;
  }
}

ad_status samples_begin(struct samples *s, ad_error *err)
{
  for (size_t i = 0; i < s->n; i++)
    s->order[i] = i;
  if (!s->shuffle)
    return AD_OK;
  ad_draw_free(s->draw);
  ad_status status = ad_draw_new(s->seed, "train", &s->draw, err);
  if (status == AD_OK)
    shuffle(s, s->n);
  return status;
}

void samples_next(struct samples *s)
{
  if (s->draw)
    shuffle(s, s->train);
}
