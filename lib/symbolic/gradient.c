/* SPDX-License-Identifier: GPL-3.0-or-later
   The sweeps of tape.h and forward.h carried out on the texts of the rows: what
   is added up are forms, not numbers.  A sum that others go on from is cut, so
   that what is shared is written once.  Read gradient.h before.  Source:
   Griewank and Walther, Evaluating Derivatives, 2nd edition, sections 3.1 and
   3.2. */
#include "symbolic/gradient.h"

#include <stdlib.h>
#include <string.h>

/* --- the rule of a node ------------------------------------------------- */

static ad_sym node_form(const ad_sym_sweep *s, uint32_t i)
{
  return s->open && s->open[i] != AD_NO_SYM ? s->open[i]
                                            : ad_sym_node(s->w, i);
}

static ad_sym operand_of(const ad_sym_sweep *s, const ad_node *x, size_t k)
{
  ad_sym a = node_form(s, s->g->operands[x->operand + k]);
  return x->op == AD_OP_matmul && x->at[k] ? ad_sym_transpose(s->w, a) : a;
}

static ad_rule rule_of(ad_sym_sweep *s, uint32_t i)
{
  const ad_node *x = &s->g->nodes[i];
  ad_rule r = {.w = s->w, .texts = &s->texts, .row = ad_op_get((ad_op)x->op),
               .operand = {AD_NO_SYM, AD_NO_SYM, AD_NO_SYM},
               .tangent = {AD_NO_SYM, AD_NO_SYM}, .vbar = AD_NO_SYM,
               .v = node_form(s, i)};
  for (size_t k = 0; k < x->arity && k < 3; k++)
    r.operand[k] = operand_of(s, x, k);
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

/* partial * factor, or what is left of it where a partial of 0 cuts the
   edge. */
static ad_sym times_partial(const ad_rule *r, size_t k, ad_sym factor)
{
  ad_sym partial = ad_rule_form(r, r->row->partial_text[k]);
  if (!ad_sym_ready(r->w, partial))
    return AD_NO_SYM;
  if (r->row->edge != AD_EDGE_select || ad_sym_is_number(r->w, partial))
    return ad_sym_mul(r->w, factor, partial);
  int mask = ad_sym_cell(r->w, partial)->kind == AD_SYM_call &&
             ad_op_get(ad_sym_cell(r->w, partial)->op)->strength == 1;
  ad_sym product = mask ? factor : ad_sym_mul(r->w, factor, partial);
  return ad_sym_where(r->w, partial, product, ad_sym_number(r->w, AD_ZERO));
}

/* A determinant whose derivative is computed, and has one where the matrix is
   singular, too; in a formula, the rule's text is shorter. */
static int by_minors(const ad_rule *r)
{
  return r->row->form == AD_FORM_scalar && !r->w->open &&
         r->w->cells[r->operand[0]].shape.rows <= AD_MINORS_MOST;
}

/* What node x, whose adjoint is in the rule, pays in to its operand k. */
static ad_sym paid_in(ad_sym_sweep *s, ad_rule *r, uint32_t i, size_t k)
{
  const ad_node *x = &s->g->nodes[i];
  ad_shape shape = ad_graph_shape(
    s->g, (ad_ref){s->g->operands[x->operand + k]});
  if (r->row->kind == AD_KIND_elementwise)
    return ad_sym_like(s->w, times_partial(r, k, r->vbar), shape);
  if (r->row->form == AD_FORM_blocks) {
    place_block(s, x, k, r);
    r->operand[0] = node_form(s, s->g->operands[x->operand + k]);
    k = 0;
  }
  ad_sym paid = by_minors(r) ? ad_sym_mul(s->w, r->vbar,
                                          ad_rule_cofactors(s->w,
                                                            r->operand[0]))
                             : ad_rule_form(r, r->row->adjoint_text[k]);
  return x->op == AD_OP_matmul && x->at[k] ? ad_sym_transpose(s->w, paid)
                                           : paid;
}

/* --- which nodes are visited -------------------------------------------- */

static int has_edge(const ad_sym_sweep *s, const ad_node *x, size_t k)
{
  return s->varied[s->g->operands[x->operand + k]] &&
         ad_op_has_edge((ad_op)x->op, (unsigned)k);
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
      s->varied[i] = (unsigned char)has_edge(s, x, k);
  }
  return AD_OK;
}

void ad_sym_sweep_free(ad_sym_sweep *s)
{
  ad_rule_texts_free(&s->texts);
  free(s->varied);
  free(s->open);
  free(s->definitions);
}

/* --- nodes without a name ----------------------------------------------- */

/* Node i as what it is made of. */
static ad_sym opened(const ad_sym_sweep *s, const ad_node *x, ad_shape shape)
{
  ad_sym few[3], *of = x->arity <= 3 ? few : malloc(x->arity * sizeof *of);
  if (!of) {
    ad_fail_memory(&s->w->error, x->arity * sizeof *of);
    return AD_NO_SYM;
  }
  for (size_t k = 0; k < x->arity; k++)
    of[k] = operand_of(s, x, k);
  ad_sym form = ad_op_get((ad_op)x->op)->kind == AD_KIND_elementwise
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
  s->definitions = malloc(((size_t)s->last + 1) * sizeof *s->open);
  if (!s->open || !s->definitions)
    return ad_fail_memory(&s->w->error, s->last * sizeof *s->open);
  s->w->open = 1;
  for (uint32_t i = 0; i <= s->last; i++) {
    const ad_node *x = &s->g->nodes[i];
    s->open[i] = s->definitions[i] = AD_NO_SYM;
    if (x->arity > 0)
      *(ad_graph_name(s->g, (ad_ref){i})[0] ? &s->definitions[i]
                                            : &s->open[i]) =
        opened(s, x, ad_graph_shape(s->g, (ad_ref){i}));
  }
  return s->w->error.status;
}

/* --- reverse ------------------------------------------------------------ */

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
  return ad_sym_like(w, adjoint, ad_graph_shape(s->g, (ad_ref){i}));
}

/* Hands the adjoint of node i on to its operands. */
static void pass_on(ad_sym_sweep *s, ledger *l, uint32_t i)
{
  const ad_node *x = &s->g->nodes[i];
  ad_rule r = rule_of(s, i);
  r.vbar = ad_sym_cut(s->w, collected(s, l, i), i);
  for (size_t k = 0; k < x->arity; k++)
    if (has_edge(s, x, k))
      pay(s->w, l, s->g->operands[x->operand + k], paid_in(s, &r, i, k));
}

static void run_reverse(ad_sym_sweep *s, ledger *l)
{
  for (uint32_t i = s->last + 1; i-- > 0 && s->w->error.status == AD_OK;)
    if (s->varied[i] && l->first[i] > 0)
      pass_on(s, l, i);
}

ad_status ad_sym_reverse(ad_sym_sweep *s, ad_sym seed, size_t n,
                         const ad_ref *by, ad_sym *out)
{
  ledger l = {.first = calloc((size_t)s->last + 1, sizeof *l.first)};
  if (!l.first)
    return ad_fail_memory(&s->w->error, s->last * sizeof *l.first);
  pay(s->w, &l, s->last, seed);
  run_reverse(s, &l);
  for (size_t i = 0; i < n; i++)
    out[i] = by[i].index <= s->last
               ? collected(s, &l, by[i].index)
               : ad_sym_like(s->w, ad_sym_number(s->w, AD_ZERO),
                             ad_graph_shape(s->g, by[i]));
  free(l.first);
  free(l.payments);
  ad_sym_list_free(&l.sum);
  return s->w->error.status;
}

/* --- forward ------------------------------------------------------------ */

static ad_sym zeros_like(const ad_sym_sweep *s, uint32_t i)
{
  return ad_sym_like(s->w, ad_sym_number(s->w, AD_ZERO),
                     ad_graph_shape(s->g, (ad_ref){i}));
}

static ad_sym tangent_of(const ad_sym_sweep *s, const ad_node *x, size_t k,
                         const ad_sym *tangents)
{
  uint32_t from = s->g->operands[x->operand + k];
  ad_sym t = has_edge(s, x, k) ? tangents[from] : zeros_like(s, from);
  return x->op == AD_OP_matmul && x->at[k] ? ad_sym_transpose(s->w, t) : t;
}

static ad_sym elementwise_tangent(const ad_sym_sweep *s, const ad_rule *r,
                                  const ad_node *x, const ad_sym *tangents)
{
  ad_sym sum = ad_sym_number(s->w, AD_ZERO);
  for (size_t k = 0; k < x->arity; k++)
    if (has_edge(s, x, k))
      sum = ad_sym_add(
        s->w, sum, times_partial(r, k,
                                 tangents[s->g->operands[x->operand + k]]));
  return sum;
}

static ad_sym block_tangent(const ad_sym_sweep *s, const ad_node *x,
                            ad_shape shape, const ad_sym *tangents)
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
  ad_rule r = rule_of(s, i);
  ad_shape shape = ad_graph_shape(s->g, (ad_ref){i});
  ad_sym t;
  if (r.row->kind == AD_KIND_elementwise)
    t = elementwise_tangent(s, &r, x, tangents);
  else if (r.row->form == AD_FORM_blocks)
    t = block_tangent(s, x, shape, tangents);
  else {
    for (size_t k = 0; k < x->arity && k < 2; k++)
      r.tangent[k] = tangent_of(s, x, k, tangents);
    t = by_minors(&r)
          ? ad_sym_total(s->w, ad_sym_mul(s->w, r.tangent[0],
                                          ad_rule_cofactors(s->w,
                                                            r.operand[0])),
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
