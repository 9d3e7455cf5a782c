/* SPDX-License-Identifier: GPL-3.0-or-later
   Claims that say nothing: a right side that has the left one in it, as in
   claim dl/dx = dl/dx.  They are right, and earn nothing.  A derivative dA/dB
   has itself in dP/dB, where P is A or anything that is computed after it;
   dA/du*du/dB is the chain rule.  Read claims_data.h before. */
#include <string.h>

#include "claims/claims_data.h"

/* The name that an expression is, "" where it is more. */
static const char *lone_name(const ad_expr *expr)
{
  size_t root = ad_claim_root(expr);
  return root == 0 && expr->terms[0].kind == AD_T_NAME ? expr->terms[0].text
                                                       : "";
}

static int has_name(const ad_expr *expr, const char *name)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        strcmp(expr->terms[i].text, name) == 0)
      return 1;
  return 0;
}

/* Does the derivative at term i tell that of `of` by `by`? */
static int tells(const ad_graph *g, const ad_expr *expr, size_t i, ad_ref of,
                 ad_ref by)
{
  size_t span = expr->terms[i].span;
  const ad_expr part = {span, expr->terms + (i + 1 - span), NULL};
  ad_ref other_of, other_by;
  return ad_claim_ends(g, &part, &other_of, &other_by) &&
         other_by.index == by.index && other_of.index >= of.index;
}

int ad_claim_is_circular(const ad_graph *g, const ad_expr *left,
                         const ad_expr *right)
{
  ad_ref of, by;
  if (*lone_name(left))
    return has_name(right, lone_name(left));
  if (!ad_claim_ends(g, left, &of, &by))
    return 0;
  for (size_t i = 0; i < right->n; i++)
    if (right->terms[i].kind == AD_T_DERIVATIVE &&
        tells(g, right, i, of, by))
      return 1;
  return 0;
}
