/* SPDX-License-Identifier: GPL-3.0-or-later
   Claims that say nothing: a right side that has the left one in it, as in
   claim dl/dx = dl/dx.  They are right, and earn nothing.  A derivative dA/dB
   has itself in dP/dB, where P is A or anything that is computed after it;
   dA/du*du/dB is the chain rule.  So does a node of the sheet that is made of
   such a derivative.  Read claims_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#include "claims/claims_data.h"

/* The name that an expression is, "" where it is more. */
static const char *lone_name(const ad_expr *expr)
{
  size_t root = ad_expr_root(expr);
  return root == 0 && expr->terms[0].kind == AD_T_NAME ? expr->terms[0].text
                                                       : "";
}

/* --- nodes that are made of derivatives ----------------------------------- */

static ad_status note_all(ad_judge *judge, const ad_graph *g, uint32_t node,
                          const ad_expr *expr, size_t *room)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < expr->n && status == AD_OK; i++) {
    ad_derived d = {.node = node};
    if (!ad_claim_ends_at(g, expr, i, &d.of, &d.by))
      continue;
    status = ad_grow((void **)&judge->derived, room, judge->n_derived, 1,
                     sizeof d);
    if (status == AD_OK)
      judge->derived[judge->n_derived++] = d;
  }
  return status;
}

ad_status ad_judge_note_derived(ad_judge *judge, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(judge->sheet);
  const ad_names names = {.declared = ad_graph_declares, .state = g};
  ad_status status = AD_OK;
  size_t room = 0;
  for (uint32_t i = 0; i < g->n && status == AD_OK; i++) {
    const char *text = ad_sheet_text(judge->sheet, (ad_ref){i});
    ad_expr *expr;
    if (!*text)
      continue;
    status = ad_expr_parse(text, strlen(text), 0, &names, &expr, err);
    if (status == AD_OK) {
      status = note_all(judge, g, i, expr, &room);
      ad_expr_free(expr);
    } else if (status != AD_ENOMEM)
      status = AD_OK;
  }
  return status == AD_OK ? AD_OK : ad_fail_memory(err, sizeof(ad_derived));
}

/* Marks the nodes that the expression names, and what they are made of. */
static void mark_named(const ad_graph *g, const ad_expr *expr,
                       unsigned char *marks)
{
  ad_ref x;
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        ad_graph_find(g, expr->terms[i].text, strlen(expr->terms[i].text),
                      &x))
      marks[x.index] = 1;
  for (size_t i = g->n; i-- > 0;)
    for (size_t k = 0; marks[i] && k < g->nodes[i].arity; k++)
      marks[g->operands[g->nodes[i].operand + k]] = 1;
}

/* Has a derivative that of `of` by `by` in it? */
static int tells(ad_ref other_of, ad_ref other_by, ad_ref of, ad_ref by)
{
  return other_by.index == by.index && other_of.index >= of.index;
}

static int is_made_of(const ad_judge *judge, const ad_graph *g,
                      const ad_expr *expr, ad_ref of, ad_ref by)
{
  int found = 0;
  unsigned char *marks = judge->n_derived > 0 ? calloc(g->n, 1) : NULL;
  if (!marks)
    return 0;
  mark_named(g, expr, marks);
  for (size_t i = 0; i < judge->n_derived; i++) {
    const ad_derived *d = &judge->derived[i];
    found |= marks[d->node] && tells(d->of, d->by, of, by);
  }
  free(marks);
  return found;
}

/* --- the whole ------------------------------------------------------------ */

int ad_claim_is_circular(const ad_judge *judge, const ad_expr *left,
                         const ad_expr *right)
{
  const ad_graph *g = ad_sheet_graph(judge->sheet);
  ad_ref of, by, other_of, other_by;
  if (*lone_name(left))
    return ad_expr_has_name(right, lone_name(left));
  if (!ad_claim_ends(g, left, &of, &by))
    return 0;
  for (size_t i = 0; i < right->n; i++)
    if (ad_claim_ends_at(g, right, i, &other_of, &other_by) &&
        tells(other_of, other_by, of, by))
      return 1;
  return is_made_of(judge, g, right, of, by);
}
