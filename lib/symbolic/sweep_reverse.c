/* SPDX-License-Identifier: GPL-3.0-or-later
   The sweep of tape.h carried out on the texts of the rows: what is added up
   are forms, not numbers.  A sum that others go on from is cut, so that what is
   shared is written once.  Read sweep_rule.h before.  Source: Griewank and
   Walther, Evaluating Derivatives, 2nd edition, section 3.2. */
#include "symbolic/sweep_rule.h"

#include <stdlib.h>

/* Where operand k of a block begins. */
static void place_block(const ad_sym_sweep *s, const ad_node *x, size_t k,
                        ad_rule *r)
{
  const size_t *across = s->g->layouts + x->at[0] + 1;
  size_t first = 0;
  r->r0 = r->c0 = 0;
  for (; first + *across <= k; across++) {
    r->r0 += ad_operand_of(s->g, x, first)->rows;
    first += *across;
  }
  for (; first < k; first++)
    r->c0 += ad_operand_of(s->g, x, first)->cols;
}

ad_sym ad_sweep_paid(ad_sym_sweep *s, const ad_rule *rule, uint32_t i,
                     size_t k)
{
  const ad_node *x = &s->g->nodes[i];
  ad_rule of = *rule, *r = &of;
  ad_sym_shape shape = ad_sym_shape_of(s->w, s->g->operands[x->operand + k]);
  if (r->row->kind == AD_KIND_elementwise)
    return ad_sym_like(
      s->w, ad_sym_shorter(s->w, ad_sweep_partial(r, k, r->vbar)), shape);
  if (r->row->form == AD_FORM_blocks) {
    place_block(s, x, k, r);
    r->operand[0] = ad_sweep_operand(s, x, k);
    k = 0;
  }
  ad_sym paid =
    ad_sweep_by_cofactors(r)
      ? ad_sym_mul(s->w, r->vbar, ad_rule_cofactors(r))
      : ad_rule_form(r, r->row->adjoint_text[k]);
  return x->op == AD_OP_matmul && x->at[k] ? ad_sym_transpose(s->w, paid)
                                           : paid;
}

/* --- the sweep ----------------------------------------------------------- */

/* What was paid in to a node, and the payment before. */
typedef struct payment {
  ad_sym x;
  size_t before;
} payment;

/* first[node]: its latest payment + 1; 0: none. */
typedef struct ledger {
  size_t n, room;
  payment *payments;
  size_t *first;
  ad_sym_list sum; /* room for those of one node                            */
} ledger;

static void pay(ad_algebra *w, ledger *l, uint32_t to, ad_sym x)
{
  if (!ad_sym_ready(w, x) || ad_sym_is_zero(w, x))
    return;
  if (ad_grow((void **)&l->payments, &l->room, l->n, 1, sizeof *l->payments) !=
      AD_OK) {
    ad_fail_memory(&w->error, l->n * sizeof *l->payments);
    return;
  }
  l->payments[l->n++] = (payment){x, l->first[to]};
  l->first[to] = l->n;
}

/* The sum of what was paid in, in the node's shape. */
static ad_sym collected(const ad_sym_sweep *s, ledger *l, uint32_t i)
{
  ad_algebra *w = s->w;
  ad_sym_list *sum = &l->sum;
  sum->n = 0;
  for (size_t at = l->first[i]; at > 0; at = l->payments[at - 1].before) {
    if (ad_grow((void **)&sum->x, &sum->room, sum->n, 1, sizeof *sum->x) !=
          AD_OK ||
        ad_grow((void **)&sum->c, &sum->room_weights, sum->n, 1,
                sizeof *sum->c) != AD_OK) {
      ad_fail_memory(&w->error, sum->n * sizeof *sum->c);
      return AD_NO_SYM;
    }
    sum->x[sum->n] = l->payments[at - 1].x;
    sum->c[sum->n++] = AD_ONE;
  }
  ad_sym adjoint = sum->n > 0 ? ad_sym_sum(w, sum->n, sum->c, sum->x)
                              : ad_sym_number(w, AD_ZERO);
  return ad_sym_shorter(w, ad_sym_like(w, adjoint, ad_sym_shape_of(w, i)));
}

/* Hands the adjoint of node i on to its operands. */
static void pass_on(ad_sym_sweep *s, ledger *l, uint32_t i)
{
  const ad_node *x = &s->g->nodes[i];
  ad_rule r = ad_sweep_rule(s, i);
  r.vbar = ad_sym_cut(s->w, collected(s, l, i), i);
  for (size_t k = 0; k < x->arity; k++) {
    if (!ad_sweep_has_edge(s, x, k))
      continue;
    ad_sym paid = ad_sweep_paid(s, &r, i, k);
    if (s->pays)
      paid = s->pays(s->state, &r, i, k, paid);
    pay(s->w, l, s->g->operands[x->operand + k], paid);
  }
}

/* Down to the last node that pays in to by[n]. */
static void run_reverse(ad_sym_sweep *s, ledger *l, size_t n, const ad_ref *by)
{
  uint32_t least = s->last;
  for (size_t i = 0; i < n; i++)
    least = by[i].index < least ? by[i].index : least;
  for (uint32_t i = s->last; i > least && s->w->error.status == AD_OK; i--)
    if (s->varied[i] && l->first[i] > 0 &&
        !(s->ends && s->ends[i] && i < s->last))
      pass_on(s, l, i);
}

ad_status ad_sym_reverse(ad_sym_sweep *s, ad_sym seed, size_t n,
                         const ad_ref *by, ad_sym *out)
{
  ledger l = {.first = calloc((size_t)s->last + 1, sizeof *l.first)};
  if (!l.first)
    return ad_fail_memory(&s->w->error, s->last * sizeof *l.first);
  pay(s->w, &l, s->last, seed);
  run_reverse(s, &l, n, by);
  for (size_t i = 0; i < n; i++)
    out[i] = by[i].index <= s->last
               ? collected(s, &l, by[i].index)
               : ad_sym_zeros(s->w, ad_sym_shape_of(s->w, by[i].index));
  free(l.first);
  free(l.payments);
  ad_sym_list_free(&l.sum);
  return s->w->error.status;
}
