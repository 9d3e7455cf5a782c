/* SPDX-License-Identifier: GPL-3.0-or-later
   Functions with a building function of their own: they make matrices of
   numbers, ask for sizes, or take whole matrices.  Read lower.h and
   lower_item.h before. */
#include <string.h>

#include "graph/builder.h"
#include "lower/lower_item.h"

static ad_status finish_number(ad_lowering *w, const ad_lower_args *a, double x,
                               ad_monomial of)
{
  ad_lower_replace(w, a->taken, (ad_lower_item){.kind = AD_I_NUMBER,
                                                .number = x, .of = of});
  return AD_OK;
}

/* What the size of an axis of x is called, as in sizes.h. */
static unsigned axis_of(const ad_lowering *w, const ad_lower_item *x, int cols)
{
  const ad_sizes *s = &w->b->g.sizes;
  return x->kind == AD_I_NODE && s->axes
           ? s->axes[2 * (size_t)x->ref.index + (cols ? 1 : 0)]
           : 0;
}

/* Sizes given as arguments from number `first` on. */
static ad_status read_sizes(ad_lowering *w, const ad_lower_args *a,
                            size_t first, ad_shape *out)
{
  size_t size[2] = {1, 1};
  for (size_t i = first; i < a->n && i < first + 2; i++) {
    if (a->x[i].kind != AD_I_NUMBER || !ad_lower_whole(a->x[i].number, 1))
      return ad_lower_fail(w, "'%s' takes whole numbers of at least 1 as "
                              "sizes",
                           a->name);
    size[i - first] = (size_t)a->x[i].number;
  }
  *out = (ad_shape){size[0], size[1], size[0] == 1, size[1] == 1};
  return AD_OK;
}

/* The name of a size that is given as argument i. */
static unsigned given_size(const ad_lowering *w, const ad_lower_args *a,
                           size_t i)
{
  return i < a->n ? ad_size_multiple(w->b, a->x[i].of, a->x[i].number) : 0;
}

/* x, whose sizes are those given from number `first` on, with their names. */
static ad_ref of_sizes(ad_lowering *w, const ad_lower_args *a, size_t first,
                       ad_ref x)
{
  ad_size_axes(w->b, x.index, given_size(w, a, first),
               given_size(w, a, first + 1));
  return x;
}

/* A matrix of `shape` that holds x: a stretched number. */
static ad_ref filled(ad_lowering *w, const ad_lower_args *a, double x,
                     ad_shape shape)
{
  return of_sizes(w, a, 0, ad_expand(w->b, ad_number(w->b, x), shape));
}

static ad_status call_zeros(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 0, &shape);
  if (status != AD_OK)
    return status;
  return ad_lower_finish(w, a,
                         filled(w, a, strcmp(a->name, "ones") == 0, shape));
}

static ad_status call_eye(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 0, &shape);
  if (status != AD_OK)
    return status;
  return ad_lower_finish(w, a, ad_diag(w->b, filled(w, a, 1, shape)));
}

static ad_status call_range(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 0, &shape);
  if (status != AD_OK)
    return status;
  return ad_lower_finish(w, a, ad_range(w->b, shape.rows));
}

static ad_status call_reshape(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 1, &shape);
  if (status != AD_OK)
    return status;
  ad_ref x = ad_lower_node(w, &a->x[0]);
  return ad_lower_finish(w, a, of_sizes(w, a, 1, ad_reshape(w->b, x, shape)));
}

static ad_status call_diag(ad_lowering *w, const ad_lower_args *a)
{
  return ad_lower_finish(w, a, ad_diag(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_status call_tril(ad_lowering *w, const ad_lower_args *a)
{
  return ad_lower_finish(w, a, ad_tril(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_status call_indicator(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 1, &shape);
  if (status != AD_OK)
    return status;
  ad_ref labels = ad_lower_node(w, &a->x[0]);
  ad_ref x = ad_indicator(w->b, labels, shape.rows);
  ad_size_axes(w->b, x.index, axis_of(w, &a->x[0], 0), given_size(w, a, 1));
  return ad_lower_finish(w, a, x);
}

static ad_status call_det(ad_lowering *w, const ad_lower_args *a)
{
  return ad_lower_finish(w, a, ad_det(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_status call_logdet(ad_lowering *w, const ad_lower_args *a)
{
  return ad_lower_finish(w, a, ad_logdet(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_status call_cumsum(ad_lowering *w, const ad_lower_args *a)
{
  ad_ref x = ad_lower_node(w, &a->x[0]);
  ad_shape s = ad_lower_shape(w, &a->x[0]);
  int across = a->has_axis ? a->axis == AD_OVER_COLS : s.unit_rows;
  if (!a->has_axis && !s.unit_rows && !s.unit_cols) {
    ad_lower_fail(w, "the running sums of a matrix of %zu x %zu go over an "
                     "axis", s.rows, s.cols);
    ad_lower_hint(w, "write cumsum(X, over=rows) down the rows, "
                     "cumsum(X, over=cols) along the columns");
    return AD_EINPUT;
  }
  return ad_lower_finish(w, a, ad_cumsum(w->b, x, across ? AD_OVER_COLS
                                                         : AD_OVER_ROWS));
}

static ad_status call_inv(ad_lowering *w, const ad_lower_args *a)
{
  return ad_lower_finish(w, a, ad_inv(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_status call_solve(ad_lowering *w, const ad_lower_args *a)
{
  ad_ref left = ad_lower_node(w, &a->x[0]);
  return ad_lower_finish(w, a,
                         ad_solve(w->b, left, ad_lower_node(w, &a->x[1])));
}

/* rows(x), cols(x), count(x, over=...), samples(x). */
static ad_status call_size(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape s = ad_lower_shape(w, &a->x[0]);
  ad_axis axis = a->has_axis ? a->axis : AD_ALL;
  int vector = s.unit_rows || s.unit_cols;
  size_t size = axis == AD_OVER_ROWS   ? s.rows
                : axis == AD_OVER_COLS ? s.cols
                                       : s.rows * s.cols;
  int rows = axis != AD_OVER_COLS, cols = axis != AD_OVER_ROWS;
  if (strcmp(a->name, "rows") == 0)
    size = s.rows, cols = 0;
  if (strcmp(a->name, "cols") == 0)
    size = s.cols, rows = 0;
  if (strcmp(a->name, "samples") == 0)
    size = vector ? 1 : s.rows, rows = !vector, cols = 0;
  const ad_sizes *sizes = &w->b->g.sizes;
  ad_monomial of = {{0}};
  if (rows)
    of = ad_size_named_by(sizes, axis_of(w, &a->x[0], 0));
  if (cols)
    of = ad_size_times(of, ad_size_named_by(sizes, axis_of(w, &a->x[0], 1)),
                       1);
  return finish_number(w, a, (double)size, of);
}

/* labels(y, scores): y itself where it has the shape of the scores, else
   its whole numbers 1..K as indicators. */
static ad_status call_labels(ad_lowering *w, const ad_lower_args *a)
{
  ad_shape y = ad_lower_shape(w, &a->x[0]), x = ad_lower_shape(w, &a->x[1]);
  ad_ref labels = ad_lower_node(w, &a->x[0]);
  if (y.rows == x.rows && y.cols == x.cols)
    return ad_lower_finish(w, a, labels);
  int column = x.unit_cols; /* one sample, scores K x 1 */
  size_t classes = column ? x.rows : x.cols;
  if (y.cols != 1 || y.rows != (column ? 1 : x.rows)) {
    ad_lower_fail(w, "labels are %zu x 1 (one whole number a sample) or "
                     "%zu x %zu like the scores, not %zu x %zu",
                  column ? 1 : x.rows, x.rows, x.cols, y.rows, y.cols);
    if (x.cols == 1 && y.cols > 1)
      ad_lower_hint(w, "the scores come first, then the labels");
    return AD_EINPUT;
  }
  ad_ref rows = ad_indicator(w->b, labels, classes);
  ad_size_axes(w->b, rows.index, column ? 0 : axis_of(w, &a->x[1], 0),
               axis_of(w, &a->x[1], !column));
  return ad_lower_finish(w, a, column ? ad_transpose(w->b, rows) : rows);
}

/* in_unit(y): y itself, whose entries are due from 0 to 1; the sheet sees to
   it where they are data. */
static ad_status call_in_unit(ad_lowering *w, const ad_lower_args *a)
{
  ad_builder *b = w->b;
  ad_ref y = ad_lower_node(w, &a->x[0]);
  void *targets = b->targets;
  if (ad_grow(&targets, &b->room_targets, b->n_targets, 1,
              sizeof *b->targets) != AD_OK)
    return ad_fail_memory(w->err, sizeof *b->targets);
  b->targets = targets;
  b->targets[b->n_targets++] = y;
  return ad_lower_finish(w, a, y);
}

/* With their number of arguments: those of made.def, and operations that have
   building functions of their own. */
static const struct special {
  const char *name;
  size_t least, most;
  ad_status (*run)(ad_lowering *w, const ad_lower_args *a);
} specials[] = {
#define MADE(name, least, most, run, written, doc)                           \
  {#name, least, most, call_##run},
#define DRAWN(name, written, doc)
#include "made.def"
#undef DRAWN
#undef MADE
  {"reshape", 3, 3, call_reshape}, {"diag", 1, 1, call_diag},
  {"tril", 1, 1, call_tril},       {"det", 1, 1, call_det},
  {"inv", 1, 1, call_inv},         {"solve", 2, 2, call_solve},
  {"logdet", 1, 1, call_logdet},   {"cumsum", 1, 1, call_cumsum},
  {"indicator", 2, 2, call_indicator},
};

static const struct special *find_special(const char *name)
{
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
    if (*specials[i].name == *name && strcmp(specials[i].name, name) == 0)
      return &specials[i];
  return NULL;
}

const char *ad_lower_find_special(const char *name)
{
  const struct special *special = find_special(name);
  return special ? special->name : NULL;
}

const char *ad_lower_special_name(size_t i)
{
  return i < sizeof specials / sizeof *specials ? specials[i].name : NULL;
}

ad_status ad_lower_special(ad_lowering *w, const ad_lower_args *a)
{
  const struct special *special = find_special(a->name);
  if (a->n < special->least || a->n > special->most)
    return ad_lower_wrong_count(w, a, special->most == 1    ? "one argument"
                                      : special->least == 2 ? "two arguments"
                                      : special->most == 2
                                        ? "one or two arguments"
                                        : "three arguments");
  if (a->has_axis && strcmp(a->name, "count") != 0 &&
      strcmp(a->name, "cumsum") != 0)
    return ad_lower_fail(w, "'%s' takes no over=", a->name);
  return special->run(w, a);
}
