/* SPDX-License-Identifier: GPL-3.0-or-later
   The sweep of forward.h carried out on the texts of the rows.  Read
   sweep_rule.h before.  Source: Griewank and Walther, Evaluating Derivatives,
   2nd edition, section 3.1. */
#include "symbolic/sweep_rule.h"

#include <stdlib.h>

static ad_sym zeros_like(const ad_sym_sweep *s, uint32_t i)
{
  return ad_sym_zeros(s->w, ad_sym_shape_of(s->w, i));
}

static ad_sym tangent_of(const ad_sym_sweep *s, const ad_node *x, size_t k,
                         const ad_sym *tangents)
{
  uint32_t from = s->g->operands[x->operand + k];
  ad_sym t = ad_sweep_has_edge(s, x, k) ? tangents[from] : zeros_like(s, from);
  return x->op == AD_OP_matmul && x->at[k] ? ad_sym_transpose(s->w, t) : t;
}

static ad_sym elementwise_tangent(const ad_sym_sweep *s, const ad_rule *r,
                                  const ad_node *x, const ad_sym *tangents)
{
  ad_sym sum = ad_sym_number(s->w, AD_ZERO);
  for (size_t k = 0; k < x->arity; k++)
    if (ad_sweep_has_edge(s, x, k))
      sum = ad_sym_add(
        s->w, sum, ad_sweep_partial(r, k,
                                 tangents[s->g->operands[x->operand + k]]));
  return sum;
}

static ad_sym block_tangent(const ad_sym_sweep *s, const ad_node *x,
                            ad_sym_shape shape, const ad_sym *tangents)
{
  ad_sym *of = malloc(x->arity * sizeof *of), block;
  if (!of) {
    ad_fail_memory(&s->w->error, x->arity * sizeof *of);
    return AD_NO_SYM;
  }
  for (size_t k = 0; k < x->arity; k++)
    of[k] = tangent_of(s, x, k, tangents);
  block = ad_sym_call(s->w, (ad_op)x->op, x->arity, of, x->at[0], 0, shape);
  free(of);
  return block;
}

static ad_sym tangent(ad_sym_sweep *s, uint32_t i, const ad_sym *tangents)
{
  const ad_node *x = &s->g->nodes[i];
  ad_rule r = ad_sweep_rule(s, i);
  ad_sym_shape shape = ad_sym_shape_of(s->w, i);
  ad_sym t;
  if (r.row->kind == AD_KIND_elementwise)
    t = elementwise_tangent(s, &r, x, tangents);
  else if (r.row->form == AD_FORM_blocks)
    t = block_tangent(s, x, shape, tangents);
  else {
    for (size_t k = 0; k < x->arity && k < 2; k++)
      r.tangent[k] = tangent_of(s, x, k, tangents);
    t = ad_sweep_by_cofactors(&r)
          ? ad_sym_total(s->w, ad_sym_mul(s->w, r.tangent[0],
                                          ad_rule_cofactors(&r)),
                         AD_ALL)
          : ad_rule_form(&r, r.row->tangent_text);
  }
  return ad_sym_cut(s->w, ad_sym_like(s->w, t, shape), i);
}

/* The seed of node i; AD_NO_SYM where it is none of by[n]. */
static ad_sym seed_of(uint32_t i, size_t n, const ad_sym *seeds,
                      const ad_ref *by)
{
  for (size_t k = 0; k < n; k++)
    if (by[k].index == i)
      return seeds[k];
  return AD_NO_SYM;
}

ad_status ad_sym_forward(ad_sym_sweep *s, size_t n, const ad_sym *seeds,
                         const ad_ref *by, size_t m, const ad_ref *y,
                         ad_sym *out)
{
  ad_sym *tangents = malloc(((size_t)s->last + 1) * sizeof *tangents);
  if (!tangents)
    return ad_fail_memory(&s->w->error, s->last * sizeof *tangents);
  for (uint32_t i = 0; i <= s->last && s->w->error.status == AD_OK; i++) {
    if (!s->varied[i])
      continue;
    ad_sym seed = seed_of(i, n, seeds, by);
    tangents[i] = seed != AD_NO_SYM ? seed : tangent(s, i, tangents);
  }
  for (size_t i = 0; i < m; i++)
    out[i] = s->w->error.status != AD_OK  ? AD_NO_SYM
             : s->varied[y[i].index] ? tangents[y[i].index]
                                     : zeros_like(s, y[i].index);
  free(tangents);
  return s->w->error.status;
}
