/* SPDX-License-Identifier: GPL-3.0-or-later
   One change of a claim's own right side that makes it right names what is
   wrong with it.  Read mistakes_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

enum { TERMS_MOST = 200000 }; /* of all changed expressions together         */

/* "X stands where Y is due"; of what is too much, or missing, that. */
static ad_status add(ad_suspects *out, ad_builder *b, const ad_expr *expr,
                     const ad_edit *edit, ad_ref x)
{
  char *was = ad_part_text(expr, edit->was);
  char *now = ad_part_text(&edit->expr, edit->now);
  ad_status status = was && now ? AD_OK : AD_ENOMEM;
  if (status == AD_OK)
    status = ad_suspect_add(out, b, edit->mended, x,
                            "%s stands where %s is due", was, now);
  free(was);
  free(now);
  return status;
}

/* A change that means nothing is none. */
static ad_status try_edit(const ad_mistakes *m, ad_builder *b,
                          const ad_expr *expr, const ad_edit *edit,
                          ad_suspects *out)
{
  ad_ref x;
  ad_error ignored = {0};
  ad_status status = ad_claim_lower(b, m->sheet, &edit->expr, &x, &ignored);
  return status == AD_OK       ? add(out, b, expr, edit, x)
         : status == AD_ENOMEM ? status
                               : AD_OK;
}

static ad_status try_all(const ad_mistakes *m, const ad_expr *expr,
                         ad_suspects *out, ad_error *err)
{
  ad_edits edits;
  ad_builder *b;
  size_t terms = 0;
  ad_status status = ad_builder_continue(ad_sheet_graph(m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_edits_list(expr, &m->words, &edits);
  for (size_t i = 0; i < edits.n && status == AD_OK && terms < TERMS_MOST;
       i++) {
    terms += edits.of[i].expr.n;
    status = try_edit(m, b, expr, &edits.of[i], out);
  }
  if (status != AD_OK)
    ad_fail_memory(err, edits.n * sizeof *edits.of);
  else
    status = ad_suspects_settle(out, m->sheet, b, err);
  ad_edits_free(&edits);
  ad_builder_free(b);
  return status;
}

ad_status ad_repairs_make(const ad_mistakes *m, const ad_expr *right,
                          ad_suspects *out, ad_error *err)
{
  ad_expr bare;
  ad_status status = ad_expr_bare(right, &bare);
  *out = (ad_suspects){0};
  if (status != AD_OK)
    return ad_fail_memory(err, right->n * sizeof *bare.terms);
  status = try_all(m, &bare, out, err);
  free(bare.terms);
  return status;
}
