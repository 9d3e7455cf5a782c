/* SPDX-License-Identifier: GPL-3.0-or-later
   What is known of a left side: made once, when a claim about it is first held
   against its mistakes.  Read mistakes_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

static int is_derivative(const ad_expr *expr)
{
  size_t root = expr->n - 1;
  while (expr->terms[root].kind == AD_T_PAREN)
    root--;
  return expr->terms[root].kind == AD_T_DERIVATIVE;
}

/* The truth is the first of what is to be computed. */
static ad_status take_truth(ad_known *known)
{
  known->truth = known->suspects.of[0].image;
  free(known->suspects.of[0].evidence);
  known->suspects.n--;
  memmove(known->suspects.of, known->suspects.of + 1,
          known->suspects.n * sizeof *known->suspects.of);
  ad_suspects_clear(&known->suspects, &known->truth);
  return AD_OK;
}

static ad_status make(ad_mistakes *m, const ad_expr *left, ad_known *known,
                      ad_error *err)
{
  ad_builder *b;
  ad_ref x;
  ad_status status = ad_builder_continue(ad_sheet_graph(m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  known->is_derivative = is_derivative(left);
  status = ad_claim_lower(b, m->sheet, left, &x, err);
  if (status == AD_OK)
    status = ad_suspect_add(&known->suspects, b, AD_MISTAKE_value, x, "%s", "");
  if (status == AD_OK)
    status = ad_suspects_settle(&known->suspects, m->sheet, b, err);
  ad_builder_free(b);
  return status == AD_OK ? take_truth(known) : status;
}

ad_status ad_known_find(ad_mistakes *m, const ad_expr *left,
                        const ad_known **out, ad_error *err)
{
  ad_known known = {.left = NULL};
  ad_status status = ad_expr_print(left, &known.left);
  for (size_t i = 0; status == AD_OK && i < m->n; i++)
    if (strcmp(m->known[i].left, known.left) == 0) {
      free(known.left);
      *out = &m->known[i];
      return AD_OK;
    }
  if (status == AD_OK)
    status = make(m, left, &known, err);
  if (status == AD_OK)
    status = ad_grow((void **)&m->known, &m->room, m->n, 1, sizeof *m->known);
  if (status != AD_OK) {
    ad_known_free(&known);
    return status;
  }
  m->known[m->n] = known;
  *out = &m->known[m->n++];
  return AD_OK;
}

void ad_known_free(ad_known *known)
{
  free(known->left);
  ad_suspects_free(&known->suspects);
}
