/* SPDX-License-Identifier: GPL-3.0-or-later
   Calls: rows of the op table, derived rows (expanded from their texts),
   and the few functions that make matrices or ask for sizes.  Read lower.h
   and lower_item.h before. */
#include <string.h>

#include "lower_item.h"

/* A call's arguments: positional ones, and the axis where over= is given. */
typedef struct arguments {
  const char *name;
  size_t n;         /* positional                                          */
  size_t taken;     /* items on the stack, the axis included               */
  int has_axis;
  ad_axis axis;
  ad_lower_item *x; /* x[n]                                                */
} arguments;

static ad_status read_arguments(ad_lowering *w, const ad_term *term,
                                arguments *a)
{
  *a = (arguments){.name = term->text, .n = term->arity, .taken = term->arity,
                   .x = &w->stack[w->n - term->arity]};
  for (size_t i = 0; i < a->n; i++) {
    if (a->x[i].kind == AD_I_AXIS && i + 1 == a->taken) {
      a->has_axis = 1;
      a->axis = a->x[i].axis;
      a->n--;
    } else if (a->x[i].kind != AD_I_NUMBER && a->x[i].kind != AD_I_NODE)
      return ad_lower_fail(w, "'%s' takes numbers and matrices, and over= "
                              "as its last argument",
                           a->name);
  }
  return AD_OK;
}

static ad_status finish(ad_lowering *w, const arguments *a, ad_ref ref)
{
  ad_lower_replace(w, a->taken, (ad_lower_item){.kind = AD_I_NODE, .ref = ref});
  return AD_OK;
}

static ad_status finish_number(ad_lowering *w, const arguments *a, double x)
{
  ad_lower_replace(w, a->taken,
                   (ad_lower_item){.kind = AD_I_NUMBER, .number = x});
  return AD_OK;
}

/* Sizes given as arguments from number `first` on. */
static ad_status read_sizes(ad_lowering *w, const arguments *a, size_t first,
                            ad_shape *out)
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

/* A matrix of `shape` that holds x: a stretched number. */
static ad_ref filled(ad_lowering *w, double x, ad_shape shape)
{
  return ad_expand(w->b, ad_number(w->b, x), shape);
}

static ad_status call_zeros(ad_lowering *w, const arguments *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 0, &shape);
  if (status != AD_OK)
    return status;
  return finish(w, a, filled(w, strcmp(a->name, "ones") == 0, shape));
}

static ad_status call_eye(ad_lowering *w, const arguments *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 0, &shape);
  if (status != AD_OK)
    return status;
  return finish(w, a, ad_diag(w->b, filled(w, 1, shape)));
}

static ad_status call_range(ad_lowering *w, const arguments *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 0, &shape);
  if (status != AD_OK)
    return status;
  return finish(w, a, ad_range(w->b, shape.rows));
}

static ad_status call_reshape(ad_lowering *w, const arguments *a)
{
  ad_shape shape;
  ad_status status = read_sizes(w, a, 1, &shape);
  if (status != AD_OK)
    return status;
  return finish(w, a, ad_reshape(w->b, ad_lower_node(w, &a->x[0]), shape));
}

static ad_status call_diag(ad_lowering *w, const arguments *a)
{
  return finish(w, a, ad_diag(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_status call_tril(ad_lowering *w, const arguments *a)
{
  return finish(w, a, ad_tril(w->b, ad_lower_node(w, &a->x[0])));
}

static ad_shape shape_of(ad_lowering *w, const ad_lower_item *x)
{
  return x->kind == AD_I_NODE ? ad_builder_shape(w->b, x->ref)
                              : (ad_shape){1, 1, 1, 1};
}

/* rows(x), cols(x), count(x, over=...), samples(x). */
static ad_status call_size(ad_lowering *w, const arguments *a)
{
  ad_shape s = shape_of(w, &a->x[0]);
  ad_axis axis = a->has_axis ? a->axis : AD_ALL;
  int vector = s.unit_rows || s.unit_cols;
  size_t size = axis == AD_OVER_ROWS   ? s.rows
                : axis == AD_OVER_COLS ? s.cols
                                       : s.rows * s.cols;
  if (strcmp(a->name, "rows") == 0)
    size = s.rows;
  if (strcmp(a->name, "cols") == 0)
    size = s.cols;
  if (strcmp(a->name, "samples") == 0)
    size = vector ? 1 : s.rows;
  return finish_number(w, a, (double)size);
}

/* labels(y, scores): y itself where it has the shape of the scores, else
   its whole numbers 1..K as indicators. */
static ad_status call_labels(ad_lowering *w, const arguments *a)
{
  ad_shape y = shape_of(w, &a->x[0]), x = shape_of(w, &a->x[1]);
  ad_ref labels = ad_lower_node(w, &a->x[0]);
  if (y.rows == x.rows && y.cols == x.cols)
    return finish(w, a, labels);
  int column = x.unit_cols; /* one sample, scores K x 1 */
  size_t classes = column ? x.rows : x.cols;
  if (y.cols != 1 || y.rows != (column ? 1 : x.rows))
    return ad_lower_fail(w, "labels are %zu x 1 (one whole number a sample) "
                            "or %zu x %zu like the scores, not %zu x %zu",
                         column ? 1 : x.rows, x.rows, x.cols, y.rows, y.cols);
  ad_ref rows = ad_indicator(w->b, labels, classes);
  return finish(w, a, column ? ad_transpose(w->b, rows) : rows);
}

/* Functions that are no operations, with their number of arguments. */
static const struct special {
  const char *name;
  size_t least, most;
  ad_status (*run)(ad_lowering *w, const arguments *a);
} specials[] = {
  {"zeros", 1, 2, call_zeros},     {"ones", 1, 2, call_zeros},
  {"eye", 1, 1, call_eye},         {"range", 1, 1, call_range},
  {"reshape", 3, 3, call_reshape}, {"diag", 1, 1, call_diag},
  {"tril", 1, 1, call_tril},       {"rows", 1, 1, call_size},
  {"cols", 1, 1, call_size},       {"count", 1, 1, call_size},
  {"samples", 1, 1, call_size},    {"labels", 2, 2, call_labels},
};

/* Functions of leaf values only; the sheet draws and tiles them. */
static const char *const draws[] = {"normal", "uniform", "xavier", "he",
                                    "repeat"};

static const struct special *find_special(const char *name)
{
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
    if (strcmp(specials[i].name, name) == 0)
      return &specials[i];
  return NULL;
}

static int is_draw(const char *name)
{
  for (size_t i = 0; i < sizeof draws / sizeof *draws; i++)
    if (strcmp(draws[i], name) == 0)
      return 1;
  return 0;
}

int ad_lower_reserved(const char *name)
{
  if (find_special(name) || ad_derived_find(name) || is_draw(name) ||
      strcmp(name, "pi") == 0 || strcmp(name, "inf") == 0)
    return 1;
  for (unsigned arity = 1; arity <= 3; arity++)
    if (ad_op_find(name, arity) != AD_OP_count)
      return 1;
  return 0;
}

static ad_status wrong_count(ad_lowering *w, const arguments *a,
                             const char *expected)
{
  ad_op op = ad_op_find(a->name, 1);
  const ad_derived_row *row = ad_derived_find(a->name);
  int reduces = (op != AD_OP_count && ad_op_get(op)->form == AD_FORM_reduce) ||
                (row && row->axis != AD_AXIS_none);
  ad_lower_fail(w, "'%s' takes %s, found %zu", a->name, expected, a->n);
  if (reduces && a->n == 2 && a->x[1].kind == AD_I_NUMBER)
    ad_lower_hint(w, "axes are named: over=rows runs over the rows, "
                     "over=cols over the columns");
  return AD_EINPUT;
}

static ad_status no_axis(ad_lowering *w, const arguments *a)
{
  return ad_lower_fail(w, "'%s' works entry by entry and takes no over=",
                       a->name);
}

/* The text of a derived row, with x, y and the axis handed in. */
static ad_status expand_row(ad_lowering *w, const ad_derived_row *row,
                            const arguments *a)
{
  ad_ref parameters[3], ref;
  ad_shape s = shape_of(w, &a->x[0]);
  int vector = s.unit_rows || s.unit_cols;
  for (size_t i = 0; i < a->n; i++)
    parameters[i] = ad_lower_node(w, &a->x[i]);
  ad_scope scope = {.n_parameters = a->n, .parameters = parameters};
  scope.axis = a->has_axis ? a->axis
               : row->axis == AD_AXIS_rowwise && !vector ? AD_OVER_COLS
                                                         : AD_ALL;
  ad_place place = w->expr->terms[w->at].place;
  ad_status status = ad_lower_text(w->b, row->text, &scope, &ref, w->err);
  if (status != AD_OK) {
    if (w->err)
      w->err->place = place;
    return status;
  }
  return finish(w, a, ref);
}

static ad_status call_derived(ad_lowering *w, const ad_derived_row *row,
                              const arguments *a)
{
  if (a->n != row->arity)
    return wrong_count(w, a,
                       row->arity == 1 ? "one argument" : "two arguments");
  if (a->has_axis && row->axis == AD_AXIS_none)
    return ad_lower_fail(w, "'%s' takes no over=", a->name);
  return expand_row(w, row, a);
}

static ad_status call_special(ad_lowering *w, const struct special *special,
                              const arguments *a)
{
  if (a->n < special->least || a->n > special->most)
    return wrong_count(w, a, special->most == 1   ? "one argument"
                             : special->most == 2 ? "one or two arguments"
                                                  : "three arguments");
  if (a->has_axis && strcmp(a->name, "count") != 0)
    return ad_lower_fail(w, "'%s' takes no over=", a->name);
  return special->run(w, a);
}

/* The function whose name is nearest, or NULL. */
static const char *nearest_function(const char *name)
{
  const char *names[AD_OP_count + 64];
  size_t n = 0;
  for (int op = 0; op < AD_OP_leaf; op++)
    names[n++] = ad_op_get((ad_op)op)->name;
  for (size_t i = 0; ad_derived_get(i) && n < AD_OP_count + 40; i++)
    names[n++] = ad_derived_get(i)->name;
  for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
    names[n++] = specials[i].name;
  return ad_nearest(name, names, n);
}

static ad_status unknown_call(ad_lowering *w, const arguments *a)
{
  if (is_draw(a->name))
    return ad_lower_fail(w, "'%s' fills a leaf: it may stand only right "
                            "after the = of input, param or data",
                         a->name);
  static const char *const counts[] = {
    NULL, "one argument", "two arguments", "one or two arguments",
    "three arguments"};
  unsigned known = (ad_op_find(a->name, 1) != AD_OP_count ? 1u : 0u) +
                   (ad_op_find(a->name, 2) != AD_OP_count ? 2u : 0u) +
                   (ad_op_find(a->name, 3) != AD_OP_count ? 4u : 0u);
  if (known > 0 && known <= 4)
    return wrong_count(w, a, counts[known]);
  ad_lower_fail(w, "unknown function '%s'", a->name);
  const char *nearest = nearest_function(a->name);
  if (nearest)
    ad_lower_hint(w, "did you mean '%s'?", nearest);
  return AD_EINPUT;
}

ad_status ad_lower_call(ad_lowering *w, const ad_term *term)
{
  arguments a;
  ad_status status = read_arguments(w, term, &a);
  if (status != AD_OK)
    return status;
  ad_op op = ad_op_find(a.name, (unsigned)a.n);
  int entrywise = op != AD_OP_count &&
                  ad_op_get(op)->kind == AD_KIND_elementwise;
  if (entrywise && a.has_axis)
    return no_axis(w, &a);
  if (entrywise)
    return ad_lower_elementwise(w, op, a.n);
  if (!w->b)
    return ad_lower_fail(w, "'%s' makes a matrix; a number is due here",
                         a.name);
  if (op != AD_OP_count && ad_op_get(op)->form == AD_FORM_reduce)
    return finish(w, &a, ad_reduce(w->b, op, ad_lower_node(w, &a.x[0]),
                                   a.has_axis ? a.axis : AD_ALL));
  const struct special *special = find_special(a.name);
  const ad_derived_row *row = ad_derived_find(a.name);
  if (special)
    return call_special(w, special, &a);
  return row ? call_derived(w, row, &a) : unknown_call(w, &a);
}
