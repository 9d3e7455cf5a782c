/* SPDX-License-Identifier: GPL-3.0-or-later
   A changed claim tried out, term by term, at the sheet's own numbers: of the
   hundreds of changes that may mend a claim nearly all give there nothing like
   what is due, and need not be built.  What is not computed (trial_term.c) is
   left to the graph.  Read trial_data.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/trial_data.h"

/* --- the claim ------------------------------------------------------------ */

ad_trial *ad_trial_new(const ad_mistakes *m, const ad_expr *claim)
{
  ad_trial *t = m->own ? malloc(sizeof *t) : NULL;
  if (!t)
    return NULL;
  t->m = m;
  t->claim = claim;
  t->n = t->used = 0;
  t->full = 0;
  memset(t->infix, 0, sizeof t->infix);
  t->terms = malloc(claim->n * sizeof *t->terms);
  t->whole = malloc(claim->n * sizeof *t->whole);
  for (size_t i = 0; t->terms && t->whole && i < claim->n && !t->full; i++) {
    ad_trial_take(t, claim, i);
    t->terms[i] = t->stack[t->n - 1];
    t->whole[i + 1 - claim->terms[i].span] = i;
  }
  t->kept = t->used;
  if (t->terms && t->whole && !t->full)
    return t;
  ad_trial_free(t);
  return NULL;
}

void ad_trial_free(ad_trial *t)
{
  if (!t)
    return;
  free(t->terms);
  free(t->whole);
  free(t);
}

/* --- a change of it ------------------------------------------------------- */

static int is_same_term(const ad_term *x, const ad_term *y)
{
  return x->kind == y->kind && x->arity == y->arity && x->text == y->text &&
         !(x->number < y->number || x->number > y->number);
}

/* How many terms are the claim's, at the beginning; and how many of the others
   at the end. */
static size_t same_before(const ad_trial *t, const ad_expr *e)
{
  size_t n = 0;
  while (n < e->n && n < t->claim->n &&
         is_same_term(&e->terms[n], &t->claim->terms[n]))
    n++;
  return n;
}

static size_t same_behind(const ad_trial *t, const ad_expr *e, size_t before)
{
  size_t n = 0;
  while (n + before < e->n && n + before < t->claim->n &&
         is_same_term(&e->terms[e->n - 1 - n],
                      &t->claim->terms[t->claim->n - 1 - n]))
    n++;
  return n;
}

/* What waits for an operand before term n of the claim. */
static void begin(ad_trial *t, size_t n)
{
  t->n = 0;
  t->full = 0;
  t->used = t->kept;
  for (size_t i = n; i > 0; i -= t->claim->terms[i - 1].span)
    t->n++;
  size_t at = t->n;
  for (size_t i = n; i > 0; i -= t->claim->terms[i - 1].span)
    t->stack[--at] = t->terms[i - 1];
}

static void compute(ad_trial *t, const ad_expr *e)
{
  size_t before = same_before(t, e), behind = e->n - same_behind(t, e, before);
  begin(t, before);
  for (size_t i = before; i < e->n && !t->full; i++) {
    size_t in_claim = i + t->claim->n - e->n;
    if (i >= behind && e->terms[i].arity == 0) {
      ad_trial_item *one = ad_trial_put(t, 0, AD_TRIAL_KNOWN);
      *one = t->terms[t->whole[in_claim]];
      i += t->whole[in_claim] - in_claim;
    } else
      ad_trial_take(t, e, i);
  }
}

/* May it be a nice number times what is due?  Of a matrix that is so, the size
   is that of what is due times the number, too. */
static int may_be(const ad_mistakes *m, const ad_trial_item *x,
                  const ad_image *due)
{
  ad_image one = {.shape = {x->rows, x->cols, 0, 0}, .n = 1};
  int alike = x->rows == due->shape.rows && x->cols == due->shape.cols;
  if (!alike && (x->rows != due->shape.cols || x->cols != due->shape.rows))
    return 0;
  ad_image_look(x->x, 0, &one);
  if (!isfinite(one.size[0]))
    return 1;
  double c = fabs((alike ? one.as_is[0] : one.turned[0]) / due->as_is[0]);
  return fabs(one.size[0] - c * due->size[0]) <= 1e-6 * one.size[0] &&
         ad_image_may_be(m->sheet, &one, due);
}

int ad_trial_may_be(ad_trial *t, const ad_expr *e, const ad_image *due)
{
  if (!t || !(fabs(due->as_is[0]) > 1e-6 * due->size[0]))
    return 1;
  compute(t, e);
  const ad_trial_item *x = &t->stack[0];
  if (t->full || t->n != 1 || x->axis != AD_ALL || x->state != AD_TRIAL_KNOWN)
    return t->full || x->state != AD_TRIAL_MISFIT;
  return may_be(t->m, x, due);
}
