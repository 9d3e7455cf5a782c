/* SPDX-License-Identifier: GPL-3.0-or-later
   Mistakes of an entry, or a part, of a gradient, d(L)/d(x[3]): those of the
   whole gradient there, and the entries beside it.  Read mistakes_data.h
   before. */
#include <stdio.h>
#include <stdlib.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"

/* Where a part lies in the gradient of a number by a node. */
typedef struct entries {
  ad_ref of, by, whole;
  size_t row, col;
  ad_shape part;
} entries;

/* The derivative in the left side; expr.n: there is none. */
static size_t derivative_in(const ad_expr *expr)
{
  size_t i = 0;
  while (i < expr->n && expr->terms[i].kind != AD_T_DERIVATIVE)
    i++;
  return i;
}

static int find(const ad_mistakes *m, ad_builder *b, const ad_expr *left,
                ad_ref truth, entries *out)
{
  size_t at = derivative_in(left);
  const ad_node *x = &b->g.nodes[truth.index];
  if (at == left->n || x->op != AD_OP_slice ||
      !ad_claim_ends_at(ad_sheet_graph(m->sheet), left, at, &out->of,
                        &out->by))
    return 0;
  out->whole.index = b->g.operands[x->operand];
  out->row = x->at[0];
  out->col = x->at[1];
  out->part = ad_builder_shape(b, truth);
  ad_shape y = ad_builder_shape(b, out->of), d = ad_builder_shape(b, out->by);
  ad_shape whole = ad_builder_shape(b, out->whole);
  return y.rows * y.cols == 1 && whole.rows == d.rows &&
         whole.cols == d.cols && b->g.nodes[out->by.index].op != AD_OP_slice;
}

/* The part of every mistake that has the shape of the gradient. */
static ad_status cut(ad_builder *b, const entries *e, const ad_suspects *all,
                     ad_suspects *out)
{
  ad_shape due = ad_builder_shape(b, e->whole);
  ad_status status = AD_OK;
  for (size_t i = 0; i < all->n && status == AD_OK; i++) {
    const ad_suspect *of = &all->of[i];
    ad_shape s = ad_builder_shape(b, of->x);
    if (s.rows != due.rows || s.cols != due.cols)
      continue;
    status = ad_suspect_add(out, b, of->code,
                            ad_slice(b, of->x, e->row, e->col, e->part), "%s",
                            of->evidence);
    if (status != AD_OK)
      break;
    out->of[out->n - 1].stands = of->stands;
    out->of[out->n - 1].is_size = of->is_size;
    out->of[out->n - 1].of_formula = of->of_formula;
  }
  return status;
}

/* --- entries beside it ---------------------------------------------------- */

static ad_status add_entry(ad_builder *b, const entries *e, const char *name,
                           size_t row, size_t col, ad_suspects *out)
{
  char place[60];
  ad_shape s = ad_builder_shape(b, e->whole);
  if (e->part.cols > 1)
    snprintf(place, sizeof place, "[%zu,:]", row + 1);
  else if (e->part.rows > 1)
    snprintf(place, sizeof place, "[:,%zu]", col + 1);
  else if (s.cols == 1)
    snprintf(place, sizeof place, "[%zu]", row + 1);
  else
    snprintf(place, sizeof place, "[%zu,%zu]", row + 1, col + 1);
  return ad_suspect_add(out, b, AD_MISTAKE_other_derivative,
                        ad_slice(b, e->whole, row, col, e->part),
                        "this is the derivative by %.60s%s", name, place);
}

/* Is the part an entry, or all of a row or a column? */
static int is_line(const entries *e, ad_shape s)
{
  return (e->part.rows == 1 || e->part.rows == s.rows) &&
         (e->part.cols == 1 || e->part.cols == s.cols) &&
         !(e->part.rows == s.rows && e->part.cols == s.cols) &&
         !(e->part.rows > 1 && e->part.cols > 1);
}

static size_t below(size_t at, size_t far)
{
  return at > far ? at - far : 0;
}

/* As far as people miscount. */
static ad_status add_others(const ad_mistakes *m, ad_builder *b,
                            const entries *e, ad_suspects *out)
{
  enum { FAR = 2 };
  ad_shape s = ad_builder_shape(b, e->whole);
  const char *name = ad_graph_name(ad_sheet_graph(m->sheet), e->by);
  ad_status status = AD_OK;
  if (!is_line(e, s) || !*name)
    return AD_OK;
  for (size_t row = below(e->row, FAR);
       row <= e->row + FAR && row + e->part.rows <= s.rows; row++)
    for (size_t col = below(e->col, FAR);
         col <= e->col + FAR && col + e->part.cols <= s.cols &&
         status == AD_OK; col++)
      if (row != e->row || col != e->col)
        status = add_entry(b, e, name, row, col, out);
  return status;
}

/* --- the whole ------------------------------------------------------------ */

ad_status ad_entries_make(const ad_mistakes *m, ad_builder *b,
                          const ad_expr *left, ad_ref truth, ad_known *known,
                          ad_error *err)
{
  ad_suspects all = {0};
  ad_expr bare;
  entries e;
  if (ad_expr_bare(left, &bare) != AD_OK)
    return ad_fail_memory(err, left->n * sizeof *bare.terms);
  int found = find(m, b, &bare, truth, &e);
  free(bare.terms);
  if (!found)
    return AD_OK;
  known->is_derivative = known->is_part = 1;
  ad_status status = ad_known_gradient(m, b, e.of, e.by, e.whole, known, &all,
                                       err);
  if (status == AD_OK)
    status = cut(b, &e, &all, &known->suspects);
  if (status == AD_OK)
    status = add_others(m, b, &e, &known->suspects);
  ad_expr_free(known->formula); /* that of the whole */
  known->formula = NULL;
  ad_suspects_free(&all);
  return status;
}
