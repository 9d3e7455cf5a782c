/* SPDX-License-Identifier: GPL-3.0-or-later
   Chains: the factors of a derivative as they come, without order and layout.
   Their products in all ways that fit, factor after factor,

     so far * f,   so far @ f,   so far @ f',   f @ so far,   f' @ so far,

   become candidates, which are judged as the right sides of claims are.  Where
   one is right, the factors still have to link up: dP/dQ stands where the chain
   is at P.  A claim that cannot be multiplied as it is written is tried in
   other orders, its factors as they are.  Read claims_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"
#include "graph.h"

/* --- factors -------------------------------------------------------------- */

/* The operand of `node` that depends on what is marked, where only one does;
   else AD_NO_REF. */
static ad_ref only_marked(const ad_builder *b, const ad_node *node,
                          const unsigned char *marks)
{
  ad_ref found = AD_NO_REF;
  for (size_t k = 0; k < node->arity; k++) {
    uint32_t i = b->g.operands[node->operand + k];
    if (marks[i] && found.index != AD_NO_INDEX)
      return AD_NO_REF;
    if (marks[i])
      found.index = i;
  }
  return found;
}

/* Ones that sum over the rows, or the columns, of y for which x stands. */
static ad_ref summing(ad_builder *b, ad_ref y, ad_ref x)
{
  ad_shape of = ad_builder_shape(b, y), by = ad_builder_shape(b, x);
  if (by.rows == 1 && by.cols == of.cols)
    return ad_expand(b, ad_number(b, 1), (ad_shape){1, of.rows, 0, 0});
  if (by.cols == 1 && by.rows == of.rows)
    return ad_expand(b, ad_number(b, 1), (ad_shape){of.cols, 1, 0, 0});
  return AD_NO_REF;
}

/* What stands beside x in y = x @ A + ..., or y = x + ..., down from y. */
static ad_ref beside(ad_builder *b, ad_ref y, ad_ref x,
                     const unsigned char *marks)
{
  ad_ref at = y;
  while (at.index > x.index) {
    const ad_node *node = &b->g.nodes[at.index];
    ad_ref next = only_marked(b, node, marks);
    const uint32_t *operands = &b->g.operands[node->operand];
    if (next.index == AD_NO_INDEX)
      return AD_NO_REF;
    if (node->op == AD_OP_matmul && next.index == x.index)
      return (ad_ref){operands[operands[0] == x.index]};
    if (node->op != AD_OP_add && node->op != AD_OP_expand &&
        !(node->op == AD_OP_sub && operands[0] == next.index))
      return AD_NO_REF;
    at = next;
  }
  return at.index == x.index ? summing(b, y, x) : AD_NO_REF;
}

/* The factor dy/dx that is no matrix, of a product by a matrix in it: chains
   have for it what it stands beside; of what is added to rows, what sums. */
static ad_ref local_factor(ad_builder *b, ad_ref y, ad_ref x)
{
  unsigned char *marks = calloc(b->g.n, 1);
  if (!marks)
    return AD_NO_REF;
  marks[x.index] = 1;
  for (uint32_t i = x.index + 1; i <= y.index; i++)
    for (size_t k = 0; k < b->g.nodes[i].arity; k++)
      marks[i] |= marks[b->g.operands[b->g.nodes[i].operand + k]];
  ad_ref found = beside(b, y, x, marks);
  free(marks);
  return found;
}

static ad_status build_factor(ad_builder *b, const ad_sheet *sheet,
                              const ad_expr *expr, ad_ref *out, ad_error *err)
{
  ad_ref of, by;
  ad_status status = ad_claim_lower(b, sheet, expr, out, err);
  if (status != AD_EINPUT ||
      !ad_claim_ends(ad_sheet_graph(sheet), expr, &of, &by))
    return status;
  ad_ref factor = local_factor(b, of, by);
  if (factor.index == AD_NO_INDEX)
    return status;
  *err = (ad_error){0};
  *out = factor;
  return AD_OK;
}

/* --- building ------------------------------------------------------------- */

/* Factors, and whether they may be turned; what failed to be built. */
typedef struct ad_factors {
  size_t n;
  ad_expr *of; /* of[n], borrowed from statements                          */
  int may_turn;
  size_t matmuls; /* that a product may have of them                       */
  ad_side *failed;
} ad_factors;

/* Factor k: the first alone, or one more behind all products. */
static ad_status take_factor(ad_builder *b, const ad_sheet *sheet,
                             const ad_factors *factors, size_t k,
                             ad_products *all, ad_products *room)
{
  const ad_expr *expr = &factors->of[k];
  ad_product f = {.single = ad_product_is_single(expr)};
  ad_status status = build_factor(b, sheet, expr, &f.x, &factors->failed->err);
  if (status == AD_OK)
    status = ad_expr_print(expr, &f.text);
  if (status == AD_OK && k == 0) {
    all->of[all->n++] = f;
    return AD_OK;
  }
  if (status == AD_OK) {
    status = ad_products_multiply(b, all, &f, factors->may_turn, room);
    ad_products_drop(all);
    *all = *room;
  }
  free(f.text);
  return status;
}

static int may_be_due(ad_shape x, ad_shape due)
{
  return (x.rows == due.rows && x.cols == due.cols) ||
         (x.rows == due.cols && x.cols == due.rows);
}

/* The products in the shape that is due, as further right sides; there is room
   for all. */
static ad_status take_candidates(ad_builder *b, ad_products *all,
                                 const ad_factors *factors, ad_claim *line,
                                 ad_line_at_work *work)
{
  ad_shape due = ad_builder_shape(b, work->left.x);
  for (size_t i = 0; i < all->n; i++) {
    if (all->of[i].matmuls > factors->matmuls ||
        !may_be_due(ad_builder_shape(b, all->of[i].x), due))
      continue;
    ad_judged_part *p = &work->parts[work->n];
    *p = (ad_judged_part){.left = &work->left, .part = line->parts};
    ad_side_of(b, all->of[i].x, &p->side);
    ad_side_output(b, &p->side);
    work->texts[work->n++] = all->of[i].text;
    all->of[i].text = NULL;
    if (p->side.status == AD_ENOMEM)
      return AD_ENOMEM;
  }
  return AD_OK;
}

/* In the order that the factors have; all[2]. */
static ad_status multiply(ad_builder *b, const ad_sheet *sheet,
                          const ad_factors *factors, ad_products *all)
{
  ad_status status = AD_OK;
  for (size_t k = 0; k < factors->n && status == AD_OK; k++)
    status = take_factor(b, sheet, factors, k, all, all + 1);
  return status;
}

static ad_status build_in_order(ad_builder *b, const ad_sheet *sheet,
                                const ad_factors *factors, ad_claim *line,
                                ad_line_at_work *work)
{
  ad_products *all = calloc(2, sizeof *all);
  if (!all)
    return AD_ENOMEM;
  ad_status status = multiply(b, sheet, factors, all);
  if (status == AD_OK)
    status = take_candidates(b, all, factors, line, work);
  ad_products_drop(all);
  free(all);
  return status;
}

static void reverse(ad_factors *factors)
{
  for (size_t k = 0; k < factors->n / 2; k++) {
    ad_expr other = factors->of[k];
    factors->of[k] = factors->of[factors->n - 1 - k];
    factors->of[factors->n - 1 - k] = other;
  }
}

/* The left side is there.  A chain may come from the variable as well as from
   the output. */
static ad_status build_products(ad_builder *b, const ad_sheet *sheet,
                                ad_factors *factors, ad_claim *line,
                                ad_line_at_work *work)
{
  enum { BOTH = 2 * AD_PRODUCTS };
  work->parts = calloc(BOTH, sizeof *work->parts);
  work->texts = calloc(BOTH, sizeof *work->texts);
  if (!work->parts || !work->texts)
    return AD_ENOMEM;
  ad_status status = build_in_order(b, sheet, factors, line, work);
  if (status != AD_OK || factors->n < 3)
    return status;
  reverse(factors);
  return build_in_order(b, sheet, factors, line, work);
}

/* What is wrong with the text is a verdict. */
static ad_status only_memory(ad_status status, ad_error *err)
{
  return status == AD_ENOMEM ? ad_fail_memory(err, sizeof(ad_products)) : AD_OK;
}

/* In its place a chain has for dy/dx what stands beside x, as among factors. */
static ad_status build_left(ad_builder *b, const ad_judge *judge,
                            const ad_expr *expr, ad_side *out)
{
  ad_ref left;
  if (!ad_judge_knows(judge, expr, out)) {
    ad_status status = build_factor(b, judge->sheet, expr, &left, &out->err);
    if (status != AD_OK)
      return status;
    ad_side_of(b, left, out);
  }
  ad_side_output(b, out);
  return out->status;
}

ad_status ad_chain_build(ad_builder *b, const ad_judge *judge, ad_claim *line,
                         ad_line_at_work *work, ad_error *err)
{
  const ad_statement *st = line->statement;
  ad_factors factors = {st->n_items - 1, NULL, 1, SIZE_MAX, &work->left};
  factors.of = calloc(st->n_items, sizeof *factors.of);
  if (!factors.of)
    return ad_fail_memory(err, st->n_items * sizeof *factors.of);
  for (size_t k = 1; k < st->n_items; k++)
    factors.of[k - 1] = *st->items[k].expr;
  ad_status status = build_left(b, judge, st->items[0].expr, &work->left);
  if (status == AD_OK)
    status = build_products(b, judge->sheet, &factors, line, work);
  work->left.status = status;
  free(factors.of);
  return only_memory(status, err);
}

/* --- for those who try others --------------------------------------------- */

static void take_nodes(ad_builder *b, const ad_products *all, ad_shape due,
                       ad_ref *out, size_t *count)
{
  for (size_t i = 0; i < all->n; i++)
    if (may_be_due(ad_builder_shape(b, all->of[i].x), due))
      out[(*count)++] = all->of[i].x;
}

ad_status ad_chain_products(ad_builder *b, const ad_sheet *sheet, size_t n,
                            ad_expr *of, ad_shape due, ad_ref *out,
                            size_t *count)
{
  ad_side failed = {0};
  ad_factors factors = {n, of, 1, SIZE_MAX, &failed};
  ad_products *all = calloc(2, sizeof *all);
  if (!all)
    return AD_ENOMEM;
  ad_status status = AD_OK;
  *count = 0;
  for (int turn = 0; turn < 2; turn++) { /* the second turns them back */
    if (status == AD_OK)
      status = multiply(b, sheet, &factors, all);
    if (status == AD_OK)
      take_nodes(b, all, due, out, count);
    ad_products_drop(all);
    reverse(&factors);
  }
  free(all);
  return status;
}

/* --- claims in another order ---------------------------------------------- */

/* The subtree of term i, borrowed. */
static ad_expr subtree(const ad_expr *expr, size_t i)
{
  size_t span = expr->terms[i].span;
  return (ad_expr){span, expr->terms + (i + 1 - span), NULL};
}

static int is_product(const ad_term *term)
{
  return term->kind == AD_T_INFIX &&
         (strcmp(term->text, "*") == 0 || strcmp(term->text, "@") == 0);
}

/* The factors of a @ b * c, from the right; those in parentheses stay.  A *
   does not become an @ in another order. */
static void split_product(const ad_expr *expr, ad_factors *out)
{
  size_t i = expr->n - 1;
  for (; is_product(&expr->terms[i]); i = ad_expr_operand(expr, i, 0)) {
    out->of[out->n++] = subtree(expr, ad_expr_operand(expr, i, 1));
    out->matmuls += *expr->terms[i].text == '@';
  }
  out->of[out->n++] = subtree(expr, i);
}

ad_status ad_chain_reorder(ad_builder *b, const ad_sheet *sheet,
                           ad_claim *line, ad_line_at_work *work,
                           ad_error *err)
{
  const ad_expr *expr = line->statement->items[1].expr;
  ad_side ignored = {0};
  ad_factors factors = {0, NULL, 0, 0, &ignored};
  factors.of = calloc(expr->n, sizeof *factors.of);
  if (!factors.of)
    return ad_fail_memory(err, expr->n * sizeof *factors.of);
  split_product(expr, &factors);
  reverse(&factors);
  work->failed = work->parts[0].side;
  free(work->parts);
  work->parts = NULL;
  work->n = 0;
  work->reordered = 1;
  ad_status status = build_products(b, sheet, &factors, line, work);
  free(factors.of);
  return only_memory(status, err);
}
