/* SPDX-License-Identifier: GPL-3.0-or-later
   See sharp_text.h. */
#include "judge/sharp_text.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "expr.h"

static const double unit = DBL_EPSILON / 2;

/* --- reading -------------------------------------------------------------- */

static ad_status too_long(ad_error *err, const char *text)
{
  return ad_fail(err, AD_ELIMIT, "the row's text '%s' is too long to follow "
                                 "its rounding", text);
}

/* A number with few digits is taken for exact. */
static ad_text_step number_step(double x)
{
  double few = x * 0x1p20;
  return (ad_text_step){.what = AD_TEXT_NUMBER, .number = x,
                        .off = few == floor(few) || isinf(x) ? 0 : fabs(x)};
}

/* One of a, b, c, v, or a constant. */
static ad_text_step name_step(const char *text)
{
  static const char names[] = "abcv";
  const char *at = strchr(names, text[0]);
  if (at && text[1] == '\0')
    return (ad_text_step){.what = AD_TEXT_NAMES + (int)(at - names)};
  return number_step(text[0] == 'i' ? (double)INFINITY : acos(-1));
}

/* A unary sign on top of a number, and all other operations by their rows. */
static ad_text_step row_step(const ad_term *term)
{
  unsigned arity = term->kind == AD_T_INFIX    ? 2
                   : term->kind == AD_T_PREFIX ? 1
                                               : term->arity;
  ad_op op = term->kind == AD_T_CALL ? ad_op_find(term->text, arity)
                                     : ad_op_find_infix(term->text, arity);
  return (ad_text_step){.what = (int)op, .arity = arity};
}

static ad_text_step step_of(const ad_term *term)
{
  if (term->kind == AD_T_NUMBER)
    return number_step(term->number);
  return term->kind == AD_T_NAME ? name_step(term->text) : row_step(term);
}

/* A number, a name, or an elementwise row? */
static int is_known(const ad_text_step *step)
{
  if (step->what < 0)
    return 1;
  const ad_op_row *row = ad_op_get((ad_op)step->what);
  return row && row->kind == AD_KIND_elementwise;
}

static ad_status read_text(const char *text, ad_text *out, ad_error *err)
{
  ad_expr *expr;
  ad_status status = ad_expr_parse(text, strlen(text), 0, NULL, &expr, err);
  if (status != AD_OK)
    return status;
  out->n = 0;
  for (size_t i = 0; i < expr->n && status == AD_OK; i++) {
    if (expr->terms[i].kind == AD_T_PAREN)
      continue;
    if (out->n == AD_TEXT_STEPS)
      status = too_long(err, text);
    else
      out->step[out->n++] = step_of(&expr->terms[i]);
    if (status == AD_OK && !is_known(&out->step[out->n - 1]))
      status = ad_fail(err, AD_EINPUT, "no row for '%s' in '%s'",
                       expr->terms[i].text, text);
  }
  ad_expr_free(expr);
  return status;
}

/* Is the value made by the row's own operation, and nothing else? */
static int is_whole(ad_op op, const ad_text *value)
{
  return value->n == ad_op_get(op)->arity + 1 &&
         value->step[value->n - 1].what == (int)op;
}

/* What chooses or compares, or changes a sign, rounds nothing. */
static int does_round(ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  if (!ad_op_has_edges(op) || row->edge != AD_EDGE_product)
    return 0;
  return row->cost != AD_COST_single;
}

static int is_number(const ad_text *t)
{
  return t->n == 1 ? t->step[0].what == AD_TEXT_NUMBER
                   : t->n == 2 && t->step[0].what == AD_TEXT_NUMBER;
}

ad_status ad_row_texts_read(ad_op op, ad_row_texts *out, ad_error *err)
{
  const ad_op_row *row = ad_op_get(op);
  out->arity = row->arity;
  ad_status status = read_text(row->value_text, &out->value, err);
  for (unsigned k = 0; k < row->arity && status == AD_OK; k++) {
    status = read_text(row->partial_text[k], &out->partial[k], err);
    const ad_text *t = &out->partial[k];
    int named = t->n == 1 && t->step[0].what >= AD_TEXT_NAMES &&
                t->step[0].what < AD_TEXT_NAMES + 3;
    out->other[k] = named ? t->step[0].what - AD_TEXT_NAMES : -1;
    out->flat[k] = named || is_number(t) || row->edge != AD_EDGE_product;
  }
  if (status != AD_OK)
    return status;
  out->whole = is_whole(op, &out->value);
  out->rounds = does_round(op);
  out->ready = 1;
  return AD_OK;
}

/* --- following ------------------------------------------------------------ */

/* Partials times operands so small cannot give what the result misses. */
static const double faint = 1e-290;

int ad_row_underflows(ad_op op, const double x[3], double value)
{
  const ad_op_row *row = ad_op_get(op);
  if (fabs(value) >= DBL_MIN || row->edge != AD_EDGE_product)
    return 0;
  for (unsigned k = 0; k < row->arity; k++)
    if (x[k] == 0 ||
        fabs(ad_op_partial(op, k, x[0], x[1], x[2], value) * x[k]) > faint)
      return 0;
  return does_round(op);
}

/* A subnormal is rounded as the least normal number is. */
static double own_off(ad_op op, const double x[3], double value, double rounds)
{
  if (!does_round(op))
    return 0;
  double units = ad_op_get(op)->cost == AD_COST_function ? rounds : 1;
  if (fabs(value) >= DBL_MIN) /* in units of u, it might overflow           */
    return fmin(units * fabs(value), DBL_MAX);
  return units * (ad_row_underflows(op, x, value) ? DBL_MIN : fabs(value));
}

/* A subterm: its value, and how far that is off. */
typedef struct term {
  double x, off;
} term;

/* An operand that overflowed lies anywhere beyond the largest double. */
static double from_overflow(ad_op op, const double x[3], double value,
                            unsigned k)
{
  double y[3] = {x[0], x[1], x[2]};
  y[k] = copysign(DBL_MAX, x[k]);
  return fabs(value - ad_op_get(op)->value(y[0], y[1], y[2], 0)) / unit;
}

/* In units of u, errors of large numbers might overflow. */
static double passed_by(ad_op op, const double x[3], double value, unsigned k,
                        double off)
{
  double p = fabs(ad_op_partial(op, k, x[0], x[1], x[2], value));
  if (isinf(x[k]) && isfinite(value))
    return from_overflow(op, x, value, k);
  return isfinite(p) && isfinite(off) ? fmin(p * off, DBL_MAX) : p * off;
}

static double passed_on(ad_op op, const double x[3], double value,
                        const term *from, unsigned arity)
{
  double sum = 0;
  for (unsigned k = 0; k < arity; k++)
    if (from[k].off > 0 && ad_op_has_edge(op, k)) {
      double off = passed_by(op, x, value, k, from[k].off);
      sum = isfinite(off) ? fmin(sum + off, DBL_MAX) : off;
    }
  return sum;
}

static term apply(const ad_text_step *step, const term *from, double rounds)
{
  ad_op op = (ad_op)step->what;
  double x[3] = {0, 0, 0};
  for (unsigned k = 0; k < step->arity && k < 3; k++)
    x[k] = from[k].x;
  double value = ad_op_get(op)->value(x[0], x[1], x[2], 0);
  double off = passed_on(op, x, value, from, step->arity);
  double own = own_off(op, x, value, rounds);
  return (term){value, isfinite(off) ? fmin(off + own, DBL_MAX) : off};
}

static double follow(const ad_text *text, const term names[4], double rounds)
{
  term stack[AD_TEXT_STEPS];
  size_t n = 0;
  for (size_t i = 0; i < text->n; i++) {
    const ad_text_step *step = &text->step[i];
    if (step->what == AD_TEXT_NUMBER) {
      stack[n++] = (term){step->number, step->off};
    } else if (step->what < 0) {
      stack[n++] = names[step->what - AD_TEXT_NAMES];
    } else {
      n -= step->arity;
      stack[n] = apply(step, stack + n, rounds);
      n++;
    }
  }
  return n == 1 ? stack[0].off : (double)INFINITY;
}

double ad_value_off(ad_op op, const ad_row_texts *row, const double x[3],
                    double value, double rounds)
{
  if (row->whole)
    return own_off(op, x, value, rounds);
  const term names[4] = {{x[0], 0}, {x[1], 0}, {x[2], 0}, {value, 0}};
  return follow(&row->value, names, rounds);
}

double ad_partial_off(const ad_row_texts *row, unsigned k, const double x[3],
                      double v, double off)
{
  if (row->flat[k])
    return 0;
  const term names[4] = {{x[0], 0}, {x[1], 0}, {x[2], 0}, {v, off}};
  return follow(&row->partial[k], names, AD_ROUNDS_FUNCTION);
}

/* --- saturation ----------------------------------------------------------- */

static double partial_at(ad_op op, double a, double v)
{
  return ad_op_partial(op, 0, a, 0, 0, v);
}

/* How far the slope at a is from its limit p, at most. */
static double distance(ad_op op, const ad_row_texts *row, double a, double p,
                       double rounds)
{
  const double x[3] = {a, 0, 0};
  double v = ad_op_get(op)->value(a, 0, 0, 0);
  double off = ad_value_off(op, row, x, v, rounds);
  return fabs(partial_at(op, a, v) - p) +
         unit * ad_partial_off(row, 0, x, v, off);
}

double ad_saturated_off(ad_op op, const ad_row_texts *row, double a, double p,
                        double off, double rounds)
{
  double least = off * unit;
  double D0 = fabs(partial_at(op, 0, ad_op_get(op)->value(0, 0, 0, 0)) - p);
  if (row->arity != 1 || p != floor(p) || !(D0 > 0) || isinf(D0))
    return off;
  for (double r = 2; least > 0 && r <= DBL_MAX / 2; r *= 2) {
    double D = distance(op, row, a / r, p, rounds), b = a / r;
    if (D < D0)
      least = fmin(least, D0 * pow(D / D0, r));
    if (partial_at(op, b, ad_op_get(op)->value(b, 0, 0, 0)) != p)
      break;
  }
  return fmin(off, least / unit);
}
