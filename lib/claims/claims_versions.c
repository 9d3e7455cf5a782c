/* SPDX-License-Identifier: GPL-3.0-or-later
   A right side with numbers for sizes, and sizes for numbers: those of the
   claim, and those that the sheet itself may have written so.  Read
   claims_sizes.h before. */
#include <stdlib.h>
#include <string.h>

#include "claims/claims_sizes.h"
#include "graph/graph_data.h"

enum { ALIKE = 5 }; /* numbers of it that may be sizes, at most            */

static ad_status take(ad_versions *all, const ad_expr *expr, ad_error *err)
{
  ad_expr *to = &all->of[all->n];
  *to = *expr;
  to->terms = malloc(expr->n * sizeof *to->terms);
  if (!to->terms)
    return ad_fail_memory(err, expr->n * sizeof *to->terms);
  memcpy(to->terms, expr->terms, expr->n * sizeof *to->terms);
  all->n++;
  return AD_OK;
}

void ad_versions_drop(ad_versions *all)
{
  for (size_t i = 0; i < all->n; i++)
    free(all->of[i].terms);
}

/* The change of the size that the term is, as a number or by its name. */
static const ad_size_change *size_at(const ad_judge *at, const ad_term *term)
{
  for (size_t c = 0; c < at->n_changes; c++) {
    const ad_size_change *change = &at->changes[c];
    if (term->kind == AD_T_NUMBER ? term->number == (double)change->from
        : term->kind == AD_T_NAME &&
            strcmp(term->text, change->name) == 0)
      return change;
  }
  return NULL;
}

/* A number becomes the size that it was, a name the number. */
static void exchange(ad_term *term, const ad_size_change *change)
{
  int named = term->kind == AD_T_NAME;
  term->kind = AD_T_NUMBER;
  term->text = "";
  term->number = (double)(named ? change->from : change->to);
}

/* Is it rows(x), or another function that gives a size? */
static int is_size_call(const ad_term *term)
{
  static const struct {
    const char *name, *run;
  } made[] = {
#define MADE(name, least, most, run, written, doc) {#name, #run},
#define DRAWN(name, written, doc)
#include "made.def"
#undef DRAWN
#undef MADE
  };
  for (size_t i = 0; i < sizeof made / sizeof *made; i++)
    if (term->kind == AD_T_CALL && strcmp(term->text, made[i].name) == 0)
      return strcmp(made[i].run, "size") == 0;
  return 0;
}

/* Does the expression have the size by its name, or one as a function, which
   may be the same? */
static int names(const ad_expr *expr, const char *size)
{
  for (size_t i = 0; i < expr->n; i++)
    if (is_size_call(&expr->terms[i]) ||
        (expr->terms[i].kind == AD_T_NAME &&
         strcmp(expr->terms[i].text, size) == 0))
      return 1;
  return 0;
}

/* Has the sheet a number that may be meant for a size?  Exponents are not, nor
   is what has the name of one. */
static int has_numbers(const ad_graph *g)
{
  ad_op power = ad_op_find_infix("^", 2);
  for (size_t i = 0; i < g->n; i++)
    for (size_t k = 0; k < g->nodes[i].arity; k++) {
      uint32_t x = g->operands[g->nodes[i].operand + k];
      if (g->nodes[x].op == AD_OP_constant &&
          ad_size_is_none(ad_size_of_constant(g, x)) &&
          !(g->nodes[i].op == power && k == 1))
        return 1;
    }
  return 0;
}

/* Every choice of the terms that are sizes, numbers or names: n/2 where n is 2
   is not to become 2/n. */
static ad_status exchange_some(const ad_judge *at, const ad_expr *expr,
                               ad_versions *out, ad_error *err)
{
  size_t where[ALIKE], n = 0;
  unsigned named = 0;
  int may_be_number = has_numbers(ad_sheet_graph(at->sheet));
  ad_status status = AD_OK;
  for (size_t i = 0; i < expr->n && n < ALIKE; i++)
    if (size_at(at, &expr->terms[i])) {
      named |= (unsigned)(expr->terms[i].kind == AD_T_NAME) << n;
      where[n++] = i;
    }
  for (unsigned bits = 1; bits < 1u << n && status == AD_OK; bits++) {
    if ((bits & named) && (!may_be_number || (bits & ~named)))
      continue;
    status = take(out, expr, err);
    for (size_t k = 0; k < n && status == AD_OK; k++) {
      ad_term *term = &out->of[out->n - 1].terms[where[k]];
      if (bits >> k & 1)
        exchange(term, size_at(at, term));
    }
  }
  return status;
}

/* How much what is made of sizes a and b grows; b = n_changes: of a alone. */
static double growth(const ad_judge *at, size_t a, size_t b)
{
  const ad_size_change *x = &at->changes[a], *y = &at->changes[b];
  double first = (double)x->to / (double)x->from;
  return b == at->n_changes ? first
                            : first * (double)y->to / (double)y->from;
}

/* One number, which may be made of sizes: 0.5 is 2/n where n = 4.  Of none that
   the expression has by name: n/2 where n is 2 is not n/(n^2/2). */
static ad_status scale_one(const ad_judge *at, const ad_expr *expr, size_t i,
                           ad_versions *out, ad_error *err)
{
  for (size_t a = 0; a < at->n_changes; a++)
    for (size_t b = a; b <= at->n_changes; b++)
      for (int up = 0; up < 2; up++) {
        if (out->n == AD_VERSIONS)
          return AD_OK;
        if (names(expr, at->changes[a].name) ||
            (b < at->n_changes && names(expr, at->changes[b].name)))
          continue;
        ad_status status = take(out, expr, err);
        if (status != AD_OK)
          return status;
        double by = growth(at, a, b);
        out->of[out->n - 1].terms[i].number *= up ? by : 1 / by;
      }
  return AD_OK;
}

ad_status ad_versions_list(const ad_judge *at, const ad_expr *expr,
                           ad_versions *out, ad_error *err)
{
  ad_status status = exchange_some(at, expr, out, err);
  for (size_t i = 0; i < expr->n && status == AD_OK; i++)
    if (expr->terms[i].kind == AD_T_NUMBER)
      status = scale_one(at, expr, i, out, err);
  return status;
}
