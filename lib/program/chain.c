/* SPDX-License-Identifier: GPL-3.0-or-later
   Chains: steps that follow each other and go entry by entry over large
   matrices of one size run together, block by block, so that what one step
   leaves is still in the cache when the next reads it.  Read run.c before.

   Slots are handed on between the steps of a chain as between any others:
   all read and write the same block of them, in the same order.  What the
   chain alone needs has a place of one block instead (plan_chains.c). */
#include <string.h>

#include "program/program.h"

/* Does a slice cut whole rows out of a leaf that has a slot of its own? */
static int cuts_rows(const ad_program *p, const ad_node *x)
{
  if (x->op != AD_OP_slice)
    return 0;
  uint32_t a = p->g->operands[x->operand];
  return p->g->nodes[a].op == AD_OP_leaf && p->value[a] >= p->pinned_end &&
         p->g->nodes[a].cols == x->cols;
}

int ad_chain_closes(const ad_node *x)
{
  return x->op == AD_OP_sum && x->rows == 1 && x->cols == 1;
}

size_t ad_chain_words(const ad_program *p, const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  if (piece->count > 0)
    return 0;
  if (ad_is_elementwise(x))
    return piece->span.rows == 1 ? piece->span.cols : 0;
  if (ad_chain_closes(x))
    return ad_entries(ad_operand_of(p->g, x, 0));
  return cuts_rows(p, x) ? ad_entries(x) : 0;
}

static int follows(const ad_program *p, size_t i, size_t from)
{
  return i > 0 && i != p->first_varying &&
         ad_chain_words(p, &p->pieces[i]) >= from &&
         ad_chain_words(p, &p->pieces[i]) ==
           ad_chain_words(p, &p->pieces[i - 1]) &&
         !ad_chain_closes(&p->g->nodes[p->pieces[i - 1].node]) &&
         p->pieces[i].outputs == p->pieces[i - 1].outputs;
}

void ad_program_find_chains(ad_program *p, size_t from)
{
  for (size_t first = 0, end; first < p->n_pieces; first = end) {
    for (end = first + 1; end < p->n_pieces && follows(p, end, from);)
      end++;
    p->pieces[first].chain = p->pieces[end - 1].chain = end - first;
  }
}

int ad_chain_keeps(const ad_program *p, uint32_t node, size_t last, size_t end)
{
  return last < end && p->value[node] >= p->pinned_end &&
         !(p->g->nodes[node].flags & AD_NODE_OUTPUT);
}

/* Where a node has its values, and its adjoints, from this entry on. */
static double *value_from(const ad_program *p, const ad_memory *m,
                          uint32_t node, size_t from)
{
  if (p->inner_value && p->inner_value[node] != SIZE_MAX)
    return m->block + p->inner_value[node];
  return m->value + p->value[node] + from;
}

static double *other_from(const ad_program *p, const ad_memory *m,
                          uint32_t node, size_t from)
{
  if (p->inner_other && p->inner_other[node] != SIZE_MAX)
    return m->block + p->inner_other[node];
  return m->other + p->other[node] + from;
}

/* Fills m->x for an elementwise step; a single number stays where it is. */
static void operands_from(const ad_program *p, ad_memory *m,
                          const ad_piece *piece, size_t from)
{
  const ad_node *x = &p->g->nodes[piece->node];
  for (size_t k = 0; k < 3; k++)
    m->x[k] = value_from(
      p, m, p->g->operands[x->operand + (k < x->arity ? k : 0)],
      piece->span.col[k < x->arity ? k : 0] * from);
}

/* Entries from .. from + n - 1 of a step's value. */
static void block_value(const ad_program *p, ad_memory *m,
                        const ad_piece *piece, size_t from, size_t n)
{
  const ad_node *x = &p->g->nodes[piece->node];
  uint32_t a = p->g->operands[x->operand];
  double *v = value_from(p, m, piece->node, from);
  if (x->op == AD_OP_slice) {
    const double *cut = m->value + p->value[a] + x->at[0] * x->cols + from;
    if (v != cut)
      memcpy(v, cut, n * sizeof *v);
  } else if (x->op == AD_OP_sum) {
    double sum = p->kernels->sum(n, value_from(p, m, a, from));
    v = m->value + p->value[piece->node];
    *v = from == 0 ? sum : *v + sum;
  } else if (ad_function_of(p->kernels, x->op)) {
    ad_function_of(p->kernels, x->op)(n, v, value_from(p, m, a, from));
  } else {
    ad_span s = piece->span;
    s.cols = n;
    operands_from(p, m, piece, from);
    ad_kernels_of(p->kernels, x->op)->value(&s, v, m->x);
  }
}

static size_t block_words(size_t words, size_t from)
{
  return words - from < AD_CHAIN_WORDS ? words - from : AD_CHAIN_WORDS;
}

void ad_program_run_chain(const ad_program *p, ad_memory *m,
                          const ad_piece *first)
{
  size_t words = ad_chain_words(p, first);
  for (size_t from = 0, n; from < words; from += n) {
    n = block_words(words, from);
    for (size_t i = 0; i < first->chain; i++)
      block_value(p, m, first + i, from, n);
  }
}

/* What operand o receives from these entries. */
static void block_operand(const ad_program *p, ad_memory *m,
                          const ad_piece *piece, size_t o, size_t from,
                          size_t n)
{
  const ad_node *x = &p->g->nodes[piece->node];
  uint32_t a = p->g->operands[x->operand + o];
  const double *vbar = other_from(p, m, piece->node, from);
  int first = p->use[x->operand + o] == AD_USE_ASSIGN;
  if (x->op == AD_OP_slice) /* cleared before the chain */
    p->kernels->add(n, m->other + p->other[a] + x->at[0] * x->cols + from,
                    vbar);
  else if (x->op == AD_OP_sum)
    p->kernels->spread(n, first, other_from(p, m, a, from),
                       m->other + p->other[piece->node]);
  else {
    ad_span s = piece->span;
    s.cols = n;
    operands_from(p, m, piece, from);
    ad_kernels_of(p->kernels, x->op)->adjoint[o](
      &s, first, other_from(p, m, a, s.col[o] * from), vbar,
      value_from(p, m, piece->node, from), m->x);
  }
}

static void block_adjoint(const ad_program *p, ad_memory *m,
                          const ad_piece *piece, size_t from, size_t n)
{
  const ad_node *x = &p->g->nodes[piece->node];
  for (size_t o = 0; o < x->arity && (x->flags & AD_NODE_ACTIVE); o++) {
    int use = p->use[x->operand + o];
    if (use != AD_USE_NONE && use != AD_USE_SAME)
      block_operand(p, m, piece, o, from, n);
  }
}

/* Slices of one leaf overlap, so none of them may assign: the leaf's
   adjoint, which has a slot for good, is cleared instead. */
static void clear_leaves(const ad_program *p, ad_memory *m,
                         const ad_piece *first)
{
  for (size_t i = 0; i < first->chain; i++) {
    const ad_node *x = &p->g->nodes[first[i].node];
    uint32_t a = p->g->operands[x->operand];
    if (x->op == AD_OP_slice && p->use[x->operand] == AD_USE_ASSIGN)
      memset(m->other + p->other[a], 0,
             ad_entries(&p->g->nodes[a]) * sizeof *m->other);
  }
}

void ad_program_pull_chain(const ad_program *p, ad_memory *m,
                           const ad_piece *first)
{
  size_t words = ad_chain_words(p, first);
  const ad_piece *last = first + first->chain - 1;
  clear_leaves(p, m, first);
  for (size_t from = 0, n; from < words; from += n) {
    n = block_words(words, from);
    for (size_t i = first->chain; i-- > 0;)
      block_adjoint(p, m, first + i, from, n);
  }
  if (ad_chain_closes(&p->g->nodes[last->node]))
    m->other[p->other[last->node]] = 0;
}
