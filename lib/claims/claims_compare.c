/* SPDX-License-Identifier: GPL-3.0-or-later
   Both sides of a claim, entry by entry, in every way that the right one may
   be meant.  Read claims_data.h before. */
#include <float.h>
#include <math.h>

#include "claims/claims_data.h"

/* Apart by less than the first, sides are equal but for rounding; by more than
   the second, they differ.  Of the largest entry, and of the terms that the
   sides are sums of. */
static const double equal = 1e-9, clear = 1e-6;
static const double equal_terms = 1e-12, clear_terms = 1e-9;

/* A number written out has no rounding: its entry may be small beside the
   largest, and what is due there is known to the terms that it is made of. */
static const double equal_number = 1e-11, clear_number = 1e-10;

/* The terms of the right side are its author's, and may be as large as he
   likes, as in 1e20*x - 1e20*x: they count up to this multiple of what is
   due. */
static const double most_terms = 1e3;

/* What rounded numbers may leave open in a formula, or of a 0, as a part of the
   largest entry due: as much as a number of two digits does. */
static const double narrow = 0.05;

/* Two sides as they are compared: values, and what is allowed between them. */
typedef struct ad_sides {
  ad_shape due_shape, said_shape;
  const double *due, *said;
  const double *moved[16], *moved_left[16];
  const ad_side *left, *right;
  double allowed, apart; /* equal up to the first, different from the second */
  double terms;          /* the largest due                                 */
  int by_chance; /* do terms of the right side cancel that round by more than
                    what is due, so that equal is not right?               */
  double most_open;      /* by rounded numbers, of what is not written out */
} ad_sides;

static double largest(const double *x, ad_shape s)
{
  double most = 0;
  for (size_t k = 0; k < s.rows * s.cols; k++)
    if (isfinite(x[k]))
      most = fmax(most, fabs(x[k]));
  return most;
}

static int is_finite(const double *x, ad_shape s)
{
  for (size_t k = 0; k < s.rows * s.cols; k++)
    if (!isfinite(x[k]))
      return 0;
  return 1;
}

static int is_finite_side(const ad_point *point, const ad_side *side,
                          ad_shape shape)
{
  return is_finite(ad_point_at(point, side->x), shape);
}

/* Where the node is not finite, or is not computed, its derivative means
   nothing, even if it has a value: 1/x, of log(x) at a negative x. */
static int is_defined(const ad_graph *g, const ad_point *point,
                      const ad_side *side)
{
  const double *x = side->of.index == AD_NO_INDEX
                      ? NULL
                      : ad_value_at(point->known, side->of);
  return !x || is_finite(x, ad_graph_shape(g, side->of));
}

/* -0 is 0. */
static int varies(const double *x, ad_shape s)
{
  for (size_t k = 1; k < s.rows * s.cols; k++)
    if (x[k] != x[0])
      return 1;
  return 0;
}

/* From the largest terms of each side. */
static void set_allowed(ad_sides *s, double due_terms, double said_terms)
{
  double due = largest(s->due, s->due_shape);
  double terms = fmax(due_terms,
                      fmin(said_terms, most_terms * fmax(due, due_terms)));
  s->allowed = equal * due + equal_terms * terms;
  s->apart = clear * fmax(due, largest(s->said, s->said_shape)) +
             clear_terms * fmax(due_terms, said_terms);
  s->most_open = narrow * due;
  s->by_chance = DBL_EPSILON * said_terms > clear * fmax(due, due_terms) &&
                 fmax(due, due_terms) > 0;
  s->terms = fmax(due, due_terms);
}

static ad_sides sides_of(const ad_graph *g, const ad_point *point,
                         const ad_judged_part *p)
{
  ad_sides s = {.left = p->left, .right = &p->side};
  s.due_shape = ad_graph_shape(g, p->left->x);
  s.said_shape = ad_graph_shape(g, p->side.x);
  s.due = ad_point_at(point, p->left->x);
  s.said = ad_point_at(point, p->side.x);
  for (size_t k = 0; k < p->side.n_moved; k++)
    s.moved[k] = ad_point_at(point, p->side.moved[k]);
  for (size_t k = 0; k < p->left->n_moved; k++)
    s.moved_left[k] = ad_point_at(point, p->left->moved[k]);
  set_allowed(&s, largest(ad_point_at(point, p->left->scale), s.due_shape),
              largest(ad_point_at(point, p->side.scale), s.said_shape));
  return s;
}

/* --- one reading ---------------------------------------------------------- */

static int is_number(ad_shape s)
{
  return s.rows == 1 && s.cols == 1;
}

int ad_claim_may_read(const ad_graph *g, ad_reading reading,
                      const ad_judged_part *p)
{
  ad_shape due = ad_graph_shape(g, p->left->x),
           said = ad_graph_shape(g, p->side.x);
  switch (reading) {
  case AD_READ_DIRECT:
    return due.rows == said.rows && due.cols == said.cols;
  case AD_READ_FILL:
    return is_number(said) && !is_number(due) &&
           (!p->side.named || p->jacobian);
  case AD_READ_DIAGONAL:
    return p->entrywise && !is_number(due) &&
           (due.rows == 1 || due.cols == 1) && said.rows == said.cols &&
           said.rows == due.rows * due.cols;
  default:
    return due.rows == said.cols && due.cols == said.rows && !is_number(due);
  }
}

/* Where entry (i, j) of what is compared stands in the left side; SIZE_MAX: it
   is 0. */
static size_t due_at(const ad_sides *s, ad_reading reading, size_t i, size_t j)
{
  if (reading == AD_READ_TURNED)
    return j * s->due_shape.cols + i;
  if (reading == AD_READ_DIAGONAL)
    return i == j ? i : SIZE_MAX;
  return i * s->due_shape.cols + j;
}

/* What the digits written leave open there; 0 where it is so much that a value
   that is due could be met by chance.  An entry that is a number has a digit
   that is not 0, and so has its sign. */
static double open_digits(const ad_sides *s, size_t due, size_t said)
{
  double sum = 0;
  for (size_t k = 0; k < s->right->n_moved; k++)
    sum += fabs(s->moved[k][said] - s->said[said]);
  for (size_t k = 0; due != SIZE_MAX && k < s->left->n_moved; k++)
    sum += fabs(s->moved_left[k][due] - s->due[due]);
  int is_entry = s->right->plain && sum < fabs(s->said[said]);
  return is_entry || sum <= s->most_open ? sum * (1 + equal) : 0;
}

static int is_right(ad_outcome outcome)
{
  return outcome == AD_OUT_AGREE || outcome == AD_OUT_DIGITS;
}

/* What one entry is off by, in a word. */
static ad_outcome outcome_of(const ad_sides *s, const ad_entry *e,
                             double digits)
{
  double off = fabs(e->due - e->said), allowed = s->allowed, apart = s->apart;
  if (s->right->written_out && s->right->plain && !s->right->named) {
    double size = fmax(fabs(e->due), fabs(e->said));
    allowed = fmin(allowed, equal * size + equal_number * s->terms);
    apart = fmin(apart, clear * size + clear_number * s->terms);
  }
  return off <= allowed                ? AD_OUT_AGREE
         : off <= allowed + digits     ? AD_OUT_DIGITS
         : digits == 0 && off <= apart ? AD_OUT_CLOSE
                                       : AD_OUT_DIFFER;
}

/* One entry, against what came before it: the worse of two outcomes, and the
   entry that is further off.  Is it right? */
static int compare_entry(const ad_sides *s, size_t due, size_t said,
                         ad_outcome *outcome, ad_entry *entry)
{
  ad_entry here = *entry;
  here.due = due == SIZE_MAX ? 0 : s->due[due];
  here.said = s->said[said];
  double off = fabs(here.due - here.said), digits = open_digits(s, due, said);
  ad_outcome found = outcome_of(s, &here, digits);
  here.off = isnan(off - digits) ? (double)INFINITY : off - digits;
  if (found > *outcome)
    *outcome = found;
  if (!(here.off <= entry->off))
    *entry = here;
  return is_right(found);
}

static ad_outcome compare(const ad_sides *s, ad_reading reading,
                          ad_entry *worst, size_t *right)
{
  ad_shape over = reading == AD_READ_FILL ? s->due_shape : s->said_shape;
  ad_outcome outcome = AD_OUT_AGREE;
  *worst = (ad_entry){.off = -1};
  *right = 0;
  for (size_t i = 0; i < over.rows; i++)
    for (size_t j = 0; j < over.cols; j++) {
      ad_entry entry = *worst;
      entry.row = i;
      entry.col = j;
      *right += (size_t)compare_entry(
        s, due_at(s, reading, i, j),
        reading == AD_READ_FILL ? 0 : i * over.cols + j, &outcome, &entry);
      if (entry.off > worst->off)
        *worst = entry;
    }
  return outcome;
}

/* --- all of them ---------------------------------------------------------- */

static void note_own(ad_finding *f, ad_reading reading, ad_outcome outcome,
                     const ad_entry *worst, size_t right)
{
  f->own[reading] = outcome;
  f->worst[reading] = *worst;
  if (reading == AD_READ_DIRECT)
    f->right = f->right_other = right;
}

static void note_other(ad_finding *f, ad_reading reading, ad_outcome outcome,
                       const ad_entry *worst, size_t right)
{
  if (reading == AD_READ_DIRECT && right < f->right_other)
    f->right_other = right;
  if (is_right(outcome))
    f->agree[reading]++;
  if (outcome == AD_OUT_DIFFER && f->differ[reading]++ == 0)
    f->other[reading] = *worst;
}

/* May the outcome come of what was lost on the way?  So little does not show
   where 0 is due, or what is as good as 0. */
static int is_lost(const ad_sides *s, double lost, ad_outcome outcome,
                   const ad_entry *worst)
{
  static const double nothing = 1e-290;
  return lost > nothing && (is_right(outcome) ? lost > s->allowed
                                              : !(worst->off > lost));
}

void ad_claim_compare(const ad_graph *g, const ad_point *point, size_t w,
                      ad_judged_part *p)
{
  ad_sides s = sides_of(g, point, p);
  ad_finding *f = &p->found;
  if (!is_finite_side(point, p->left, s.due_shape) ||
      !is_defined(g, point, p->left)) {
    f->not_finite |= w == 0;
    return;
  }
  if (w > 0 && !is_finite_side(point, &p->side, s.said_shape))
    return;
  f->seen += w > 0;
  f->varies |= varies(s.said, s.said_shape);
  for (ad_reading reading = 0; reading < AD_READINGS; reading++) {
    ad_entry worst;
    size_t right;
    if (!ad_claim_may_read(g, reading, p))
      continue;
    ad_outcome outcome = compare(&s, reading, &worst, &right);
    if (is_lost(&s, ad_point_lost(point, p->side.x), outcome, &worst)) {
      f->overflows |= w == 0;
      continue;
    }
    if (is_right(outcome) && s.by_chance)
      outcome = AD_OUT_CLOSE;
    (w > 0 ? note_other : note_own)(f, reading, outcome, &worst, right);
  }
}
