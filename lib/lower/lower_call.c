/* SPDX-License-Identifier: GPL-3.0-or-later
   Calls: rows of the op table and derived rows (expanded from their texts).
   Read lower.h and lower_item.h before. */
#include <string.h>

#include "graph.h"
#include "graph/builder.h"
#include "lower/lower_item.h"
#include "syntax/slips.h"

static ad_status read_arguments(ad_lowering *w, const ad_term *term,
                                ad_lower_args *a)
{
  *a = (ad_lower_args){.name = term->text,
                       .n = term->arity,
                       .taken = term->arity,
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

ad_status ad_lower_finish(ad_lowering *w, const ad_lower_args *a, ad_ref ref)
{
  ad_lower_replace(w, a->taken, (ad_lower_item){.kind = AD_I_NODE, .ref = ref});
  return AD_OK;
}

ad_shape ad_lower_shape(ad_lowering *w, const ad_lower_item *x)
{
  return x->kind == AD_I_NODE ? ad_builder_shape(w->b, x->ref)
                              : (ad_shape){1, 1, 1, 1};
}

/* Functions of leaf values only; the sheet draws and tiles them. */
static const char *const draws[] = {
#define MADE(...)
#define DRAWN(name, written, doc) #name,
#include "made.def"
#undef DRAWN
#undef MADE
};

static int is_draw(const char *name)
{
  for (size_t i = 0; i < sizeof draws / sizeof *draws; i++)
    if (*draws[i] == *name && strcmp(draws[i], name) == 0)
      return 1;
  return 0;
}

/* Is the operation written as name(...)?  Other structured operations have
   syntax of their own. */
static int is_called(ad_op op)
{
  return op != AD_OP_count &&
         (ad_op_get(op)->kind == AD_KIND_elementwise ||
          ad_op_get(op)->form == AD_FORM_reduce);
}

int ad_lower_reserved(const char *name)
{
  if (ad_lower_find_special(name) || ad_derived_find(name) || is_draw(name) ||
      strcmp(name, "pi") == 0 || strcmp(name, "inf") == 0)
    return 1;
  for (ad_op op = ad_op_next(name, 0); op < AD_OP_count;
       op = ad_op_next(name, op + 1))
    if (is_called(op) && ad_op_get(op)->infix[0] == '\0')
      return 1;
  return 0;
}

static int takes_axis(const ad_derived_row *row)
{
  return row->axis == AD_AXIS_all || row->axis == AD_AXIS_rowwise;
}

ad_status ad_lower_wrong_count(ad_lowering *w, const ad_lower_args *a,
                             const char *expected)
{
  ad_op op = ad_op_find(a->name, 1);
  const ad_derived_row *row = ad_derived_find(a->name);
  int reduces = (op != AD_OP_count && ad_op_get(op)->form == AD_FORM_reduce) ||
                (row && takes_axis(row));
  ad_lower_fail(w, "'%s' takes %s, found %zu", a->name, expected, a->n);
  if (reduces && a->n == 2 && a->x[1].kind == AD_I_NUMBER)
    ad_lower_hint(w, "axes are named: over=rows runs over the rows, "
                     "over=cols over the columns");
  else if (op == AD_OP_log && a->n == 2)
    ad_lower_hint(w, "by base b it is log(x)/log(b); there are log2 and "
                     "log10");
  else if (op == AD_OP_leaky_relu && a->n == 2)
    ad_lower_hint(w, "with a slope s of your own it is where(x > 0, x, s*x)");
  return AD_EINPUT;
}

static ad_status no_axis(ad_lowering *w, const ad_lower_args *a)
{
  return ad_lower_fail(w, "'%s' works entry by entry and takes no over=",
                       a->name);
}

static int is_vector(ad_shape s)
{
  return s.rows == 1 || s.cols == 1;
}

/* The two vectors of a product: rows become columns where that makes them
   alike (pair) or in any case (columns).  0 where a pair does not fit. */
static int turn_vectors(ad_lowering *w, const ad_derived_row *row,
                        const ad_lower_args *a, ad_ref x[2])
{
  ad_shape s = ad_lower_shape(w, &a->x[0]), t = ad_lower_shape(w, &a->x[1]);
  int vectors = is_vector(s) && is_vector(t);
  int alike = s.rows == t.rows && s.cols == t.cols;
  if (row->axis == AD_AXIS_pair && !alike &&
      !(vectors && s.rows * s.cols == t.rows * t.cols)) {
    ad_lower_fail(w, "'%s' takes two vectors of one length, or matrices of "
                     "one shape, not %zu x %zu and %zu x %zu",
                  row->name, s.rows, s.cols, t.rows, t.cols);
    return 0;
  }
  if (!vectors || (row->axis == AD_AXIS_pair && alike))
    return 1;
  if (s.rows == 1 && s.cols > 1)
    x[0] = ad_transpose(w->b, x[0]);
  if (t.rows == 1 && t.cols > 1)
    x[1] = ad_transpose(w->b, x[1]);
  return 1;
}

/* The text of a derived row, with x, y and the axis handed in. */
static ad_status expand_row(ad_lowering *w, const ad_derived_row *row,
                            const ad_lower_args *a)
{
  ad_ref parameters[3], ref;
  ad_shape s = ad_lower_shape(w, &a->x[0]);
  int vector = s.unit_rows || s.unit_cols;
  for (size_t i = 0; i < a->n; i++)
    parameters[i] = ad_lower_node(w, &a->x[i]);
  if ((row->axis == AD_AXIS_pair || row->axis == AD_AXIS_columns) &&
      !turn_vectors(w, row, a, parameters))
    return AD_EINPUT;
  ad_lower_given given = {.call = w->given ? w->given->call : w,
                          .n = a->n,
                          .x = parameters};
  given.axis = a->has_axis ? a->axis
               : row->axis == AD_AXIS_rowwise && !vector ? AD_OVER_COLS
                                                         : AD_ALL;
  ad_place place = w->expr->terms[w->at].place;
  ad_status status = ad_lower_row(w, row->text, &given, &ref);
  if (status != AD_OK) {
    if (w->err)
      w->err->place = place;
    return status;
  }
  return ad_lower_finish(w, a, ref);
}

static ad_status call_derived(ad_lowering *w, const ad_derived_row *row,
                              const ad_lower_args *a)
{
  if (a->n != row->arity)
    return ad_lower_wrong_count(w, a, row->arity == 1   ? "one argument"
                                      : row->arity == 2 ? "two arguments"
                                                        : "three arguments");
  if (a->has_axis && !takes_axis(row))
    return ad_lower_fail(w, "'%s' takes no over=", a->name);
  return expand_row(w, row, a);
}

/* The function whose name is nearest, or NULL. */
static const char *nearest_function(const char *name)
{
  const char *names[AD_OP_count + 64];
  size_t n = 0;
  ad_op op;
  for (size_t i = 0; ad_op_listed(i, &op); i++)
    if (is_called(op) && ad_op_get(op)->infix[0] == '\0')
      names[n++] = ad_op_get(op)->name;
  for (size_t i = 0; ad_derived_get(i) && n < AD_OP_count + 40; i++)
    names[n++] = ad_derived_get(i)->name;
  for (size_t i = 0; ad_lower_special_name(i) && n < AD_OP_count + 64; i++)
    names[n++] = ad_lower_special_name(i);
  return ad_nearest(name, names, n);
}

/* Is the name that of a matrix or a number?  Then how an entry is written. */
static int hint_value(ad_lowering *w, const char *name)
{
  ad_ref ref;
  double number;
  const ad_scope *scope = w->scope;
  int found = ad_builder_find(w->b, name, strlen(name), &ref);
  if (!found && !(scope->number && scope->number(scope->state, name, &number)))
    return 0;
  ad_shape s = found ? ad_builder_shape(w->b, ref) : (ad_shape){1, 1, 1, 1};
  if (s.rows * s.cols == 1)
    ad_lower_hint(w, "it is a number: a product is %.40s * (...)", name);
  else
    ad_lower_hint(w, "it is a matrix: an entry is %.40s[%s], a product %.40s * "
                     "(...)",
                  name, s.rows > 1 && s.cols > 1 ? "1, 2" : "2", name);
  return 1;
}

/* What is called otherwise, or is an operator, or is not there. */
static int hint_word(ad_lowering *w, const char *name)
{
  ad_slip slip = ad_slip_word(name, strlen(name), AD_SLIP_CALL);
  if (slip.meant && ad_lower_reserved(slip.meant))
    ad_lower_hint(w, "did you mean '%s'?", slip.meant);
  else if (slip.mend)
    ad_lower_hint(w, "%s", slip.mend);
  return slip.meant || slip.mend;
}

static ad_status unknown_call(ad_lowering *w, const ad_lower_args *a)
{
  if (is_draw(a->name))
    return ad_lower_fail(w, "'%s' fills a leaf: it may stand only right "
                            "after the = of input, param or data",
                         a->name);
  static const char *const counts[] = {
    NULL, "one argument", "two arguments", "one or two arguments",
    "three arguments"};
  unsigned known = (is_called(ad_op_find(a->name, 1)) ? 1u : 0u) +
                   (is_called(ad_op_find(a->name, 2)) ? 2u : 0u) +
                   (is_called(ad_op_find(a->name, 3)) ? 4u : 0u);
  if (known > 0 && known <= 4)
    return ad_lower_wrong_count(w, a, counts[known]);
  ad_lower_fail(w, "unknown function '%s'", a->name);
  if (hint_value(w, a->name) || hint_word(w, a->name))
    return AD_EINPUT;
  const char *nearest = nearest_function(a->name);
  if (nearest)
    ad_lower_hint(w, "did you mean '%s'?", nearest);
  return AD_EINPUT;
}

/* What becomes several nodes, or other ones than its name says: the graph
   remembers what was written, of calls within calls the outermost. */
static ad_status call_composed(ad_lowering *w, const ad_lower_args *a)
{
  const char *special = ad_lower_find_special(a->name);
  const ad_derived_row *row = ad_derived_find(a->name);
  size_t before = ad_builder_size(w->b);
  if (!special && !row)
    return unknown_call(w, a);
  ad_status status =
    special ? ad_lower_special(w, a) : call_derived(w, row, a);
  if (status == AD_OK && !w->given)
    ad_builder_called(w->b, before, special ? special : row->name);
  return status;
}

ad_status ad_lower_call(ad_lowering *w, const ad_term *term)
{
  ad_lower_args a;
  ad_status status = read_arguments(w, term, &a);
  if (status != AD_OK)
    return status;
  ad_op op = ad_op_find(a.name, (unsigned)a.n);
  int entrywise = is_called(op) &&
                  ad_op_get(op)->kind == AD_KIND_elementwise;
  if (entrywise && a.has_axis)
    return no_axis(w, &a);
  if (entrywise)
    return ad_lower_elementwise(w, op, a.n);
  if (!w->b)
    return ad_lower_fail(w, "'%s' makes a matrix; a number is due here",
                         a.name);
  if (op != AD_OP_count && ad_op_get(op)->form == AD_FORM_reduce)
    return ad_lower_finish(w, &a, ad_reduce(w->b, op, ad_lower_node(w, &a.x[0]),
                                   a.has_axis ? a.axis : AD_ALL));
  return call_composed(w, &a);
}
