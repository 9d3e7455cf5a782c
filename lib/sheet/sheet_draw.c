/* SPDX-License-Identifier: GPL-3.0-or-later
   The values of leaves that are drawn at random: normal, uniform, and the
   starting values of layers.  Read sheet_read.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/random.h"
#include "sheet/sheet_read.h"

/* Argument k of the call at term i, evaluated as a number. */
static int argument(ad_reader *r, const ad_expr *expr, size_t i, unsigned k,
                    double *x)
{
  size_t end = ad_expr_operand(expr, i, k);
  ad_expr part = {.n = expr->terms[end].span};
  part.terms = expr->terms + (end + 1 - part.n);
  ad_error err = {0};
  if (ad_lower_number(&part, &r->scope, x, &err) == AD_OK)
    return 1;
  ad_reader_fail(r, &err);
  return 0;
}

/* How a draw is made: without arguments the spread hangs on the shape, whose
   columns are what goes in; else on the fans that are given. */
static double xavier_deviation(ad_shape s)
{
  return sqrt(2 / ((double)s.rows + (double)s.cols));
}

static double he_deviation(ad_shape s)
{
  return sqrt(2 / (double)s.cols);
}

static const struct drawing {
  const char *name;
  unsigned arity; /* of fans: none may be given as well                    */
  int uniform;
  double (*deviation)(ad_shape s); /* NULL: the arguments say it           */
  const char *takes;
} drawings[] = {
  {"normal", 2, 0, NULL, "two arguments, a mean and a deviation"},
  {"uniform", 2, 1, NULL, "two arguments, the bounds"},
  {"xavier", 2, 0, xavier_deviation,
   "no arguments, or the fan-in and the fan-out"},
  {"he", 1, 0, he_deviation, "no argument, or the fan-in"},
};

static const struct drawing *drawing_of(const ad_expr *expr)
{
  const ad_term *root = &expr->terms[ad_expr_root(expr)];
  for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++)
    if (root->kind == AD_T_CALL && strcmp(root->text, drawings[i].name) == 0)
      return &drawings[i];
  return NULL;
}

/* The deviation from the fans that are given, fan[0] into a unit, fan[1] out
   of it: the same as from a shape of fan[1] x fan[0]. */
static int read_fans(ad_reader *r, const struct drawing *how, ad_place place,
                     const double *fan, double *deviation)
{
  for (unsigned k = 0; k < how->arity; k++)
    if (!(fan[k] >= 1 && fan[k] <= 9007199254740992.0 &&
          floor(fan[k]) == fan[k])) {
      ad_reader_say(r, place,
                    "a fan of '%s' is a whole number of at least 1, found "
                    "%.15g", how->name, fan[k]);
      return 0;
    }
  *deviation = how->deviation((ad_shape){
    how->arity > 1 ? (size_t)fan[1] : 1, (size_t)fan[0], 0, 0});
  return 1;
}

/* The two numbers of a draw, mean and deviation or the bounds. */
static int read_draw(ad_reader *r, const ad_expr *expr, size_t root,
                     const struct drawing *how, ad_shape shape, double x[2])
{
  const ad_term *call = &expr->terms[root];
  double given[2] = {0, 0};
  if (call->arity != how->arity && !(how->deviation && call->arity == 0)) {
    ad_reader_say(r, call->place, "'%s' takes %s, found %u", how->name,
                  how->takes, call->arity);
    return 0;
  }
  for (unsigned k = 0; k < call->arity; k++)
    if (!argument(r, expr, root, k, &given[k]))
      return 0;
  x[0] = how->deviation ? 0 : given[0];
  x[1] = how->deviation ? how->deviation(shape) : given[1];
  if (how->deviation && call->arity > 0)
    return read_fans(r, how, call->place, given, &x[1]);
  if (how->uniform ? x[0] <= x[1] : x[1] >= 0)
    return 1;
  ad_reader_say(r, call->place,
                how->uniform ? "'%s' takes the lower bound first"
                             : "'%s' takes a deviation of at least 0",
                how->name);
  return 0;
}

static void draw_leaf(ad_reader *r, const ad_statement *st,
                      const struct drawing *how, ad_shape shape)
{
  const ad_expr *expr = st->items[0].expr;
  size_t root = ad_expr_root(expr);
  double draws[2];
  ad_draw *draw;
  ad_error err = {.place = expr->terms[root].place};
  if (!read_draw(r, expr, root, how, shape, draws))
    return;
  double *x = ad_reader_value(r, st, shape.rows, shape.cols);
  if (!x)
    return;
  if (ad_draw_new(r->sheet->seed, st->items[0].name, &draw, &err) != AD_OK) {
    ad_reader_fail(r, &err);
    free(x);
    return;
  }
  if (how->uniform)
    ad_draw_uniform(draw, draws[0], draws[1], shape.rows * shape.cols, x);
  else
    ad_draw_normal(draw, draws[0], draws[1], shape.rows * shape.cols, x);
  ad_draw_free(draw);
  r->sheet->drawn = 1;
  ad_reader_add_leaf(r, st, shape, x);
}

int ad_reader_draw_leaf(ad_reader *r, const ad_statement *st, ad_shape shape)
{
  const struct drawing *how = drawing_of(st->items[0].expr);
  if (how)
    draw_leaf(r, st, how, shape);
  return how != NULL;
}
