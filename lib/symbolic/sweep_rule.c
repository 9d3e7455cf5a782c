/* SPDX-License-Identifier: GPL-3.0-or-later
   What both sweeps in forms begin with: which nodes are visited, and the rule
   of a node with its operands put in.  Read sweep_rule.h before. */
#include "symbolic/sweep_rule.h"

#include <stdlib.h>
#include <string.h>

/* --- the rule of a node -------------------------------------------------- */

static ad_sym node_form(const ad_sym_sweep *s, uint32_t i)
{
  return s->open && s->open[i] != AD_NO_SYM ? s->open[i]
                                            : ad_sym_node(s->w, i);
}

ad_sym ad_sweep_operand(const ad_sym_sweep *s, const ad_node *x, size_t k)
{
  ad_sym a = node_form(s, s->g->operands[x->operand + k]);
  return x->op == AD_OP_matmul && x->at[k] ? ad_sym_transpose(s->w, a) : a;
}

ad_rule ad_sweep_rule(ad_sym_sweep *s, uint32_t i)
{
  const ad_node *x = &s->g->nodes[i];
  ad_rule r = {.w = s->w, .texts = &s->texts, .row = ad_row_of(x),
               .operand = {AD_NO_SYM, AD_NO_SYM, AD_NO_SYM},
               .tangent = {AD_NO_SYM, AD_NO_SYM}, .vbar = AD_NO_SYM,
               .p = AD_NO_SYM, .q = AD_NO_SYM, .own = AD_NO_SYM,
               .other = AD_NO_SYM,
               .v = node_form(s, i)};
  for (size_t k = 0; k < x->arity && k < 3; k++)
    r.operand[k] = ad_sweep_operand(s, x, k);
  switch (r.row->form) {
  case AD_FORM_reduce:
  case AD_FORM_running:
    r.over = (ad_axis)x->at[0];
    break;
  case AD_FORM_cut:
  case AD_FORM_put:
    r.r0 = x->at[0];
    r.c0 = x->at[1];
    break;
  case AD_FORM_list:
    r.by_cols = x->at[0] != 0;
    break;
  default:
    break;
  }
  return r;
}

ad_sym ad_sweep_partial(const ad_rule *r, size_t k, ad_sym factor)
{
  ad_sym partial = ad_rule_form(r, r->row->partial_text[k]);
  if (!ad_sym_ready(r->w, partial))
    return AD_NO_SYM;
  if (r->row->edge != AD_EDGE_select || ad_sym_is_number(r->w, partial))
    return ad_sym_mul(r->w, factor, partial);
  int mask = ad_sym_is_mask(r->w, partial);
  ad_sym product = mask ? factor : ad_sym_mul(r->w, factor, partial);
  return ad_sym_where(r->w, partial, product, ad_sym_number(r->w, AD_ZERO));
}

int ad_sweep_by_cofactors(const ad_rule *r)
{
  return r->row->form == AD_FORM_scalar && !r->w->open;
}

/* --- which nodes are visited --------------------------------------------- */

int ad_sweep_has_edge(const ad_sym_sweep *s, const ad_node *x, size_t k)
{
  return s->varied[s->g->operands[x->operand + k]] && ad_has_edge(x, k);
}

ad_status ad_sym_sweep_init(ad_sym_sweep *s, ad_algebra *w, uint32_t last,
                            size_t n, const ad_ref *by)
{
  *s = (ad_sym_sweep){.w = w, .g = w->g, .last = last};
  s->varied = calloc((size_t)last + 1, 1);
  if (!s->varied)
    return ad_fail_memory(&w->error, last);
  for (size_t i = 0; i < n; i++)
    if (by[i].index <= last)
      s->varied[by[i].index] = 1;
  for (uint32_t i = 0; i <= last; i++) {
    const ad_node *x = &s->g->nodes[i];
    for (size_t k = 0; !s->varied[i] && k < x->arity; k++)
      s->varied[i] = (unsigned char)ad_sweep_has_edge(s, x, k);
  }
  return AD_OK;
}

void ad_sym_sweep_free(ad_sym_sweep *s)
{
  ad_rule_texts_free(&s->texts);
  free(s->varied);
  free(s->open);
}

/* --- nodes without a name ------------------------------------------------ */

/* Node i as what it is made of. */
static ad_sym opened(const ad_sym_sweep *s, const ad_node *x,
                     ad_sym_shape shape)
{
  ad_sym few[3], *of = x->arity <= 3 ? few : malloc(x->arity * sizeof *of);
  if (!of) {
    ad_fail_memory(&s->w->error, x->arity * sizeof *of);
    return AD_NO_SYM;
  }
  for (size_t k = 0; k < x->arity; k++)
    of[k] = ad_sweep_operand(s, x, k);
  ad_sym form = ad_row_of(x)->kind == AD_KIND_elementwise
                  ? ad_sym_elementwise(s->w, (ad_op)x->op, x->arity, of)
                  : ad_sym_call(s->w, (ad_op)x->op, x->arity, of, x->at[0],
                                x->at[1], shape);
  if (of != few)
    free(of);
  return ad_sym_like(s->w, form, shape);
}

ad_status ad_sym_sweep_open(ad_sym_sweep *s)
{
  s->open = malloc(((size_t)s->last + 1) * sizeof *s->open);
  if (!s->open)
    return ad_fail_memory(&s->w->error, s->last * sizeof *s->open);
  s->w->open = 1;
  for (uint32_t i = 0; i <= s->last; i++) {
    const ad_node *x = &s->g->nodes[i];
    s->open[i] = AD_NO_SYM;
    if (x->arity == 0)
      continue;
    ad_sym form = opened(s, x, ad_sym_shape_of(s->w, i));
    if (ad_sym_ready(s->w, form) && s->w->nonzero && s->w->nonzero[i])
      s->w->cells[form].nonzero = 1;
    if (ad_graph_name(s->g, (ad_ref){i})[0])
      ad_sym_define(s->w, form, i);
    else
      s->open[i] = form;
  }
  return s->w->error.status;
}
