/* SPDX-License-Identifier: GPL-3.0-or-later
   Tangents of many directions through chains, block by block.  A tangent has
   k numbers for each entry, so a block is a few entries only, and a node
   that the chain alone reads has its tangents in a slot of one block, which
   all blocks use: they never leave the first cache.  Read chain.c and
   kernels_tangents.h before.

   The room for blocks, m->block: a row of ones, the partials of up to three
   operands, the lanes of a sum, the slots. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "program/program.h"
#include "program/slots.h"

enum {
  BLOCK = 2048,                /* numbers in a block, about                */
  ROWS = 8,                    /* the fewest entries, and the lanes        */
  PARTIALS = AD_CHAIN_WORDS,   /* where they start                         */
  LANES = 4 * AD_CHAIN_WORDS
};

/* --- planning ------------------------------------------------------------- */

/* Entries of a block: a multiple of the lanes, so that these go on from
   block to block. */
static size_t block_rows(size_t k)
{
  size_t rows = BLOCK / k / ROWS * ROWS;
  if (rows > AD_CHAIN_WORDS)
    return AD_CHAIN_WORDS;
  return rows > ROWS ? rows : ROWS;
}

static size_t slot_words(size_t k)
{
  return k > BLOCK / ROWS ? ROWS * k : BLOCK;
}

ad_status ad_program_start_blocks(const ad_program *p, ad_memory *m,
                                  size_t k, ad_error *err)
{
  size_t words = LANES + ROWS * k + p->n_inner * slot_words(k);
  m->block = ad_array(words, sizeof *m->block);
  m->zero = ad_array(p->n_inner + 1, 1);
  m->live = ad_array(2 * p->g->n, sizeof *m->live);
  m->zeros = ad_array(k, sizeof *m->zeros);
  if (!m->block || !m->zero || !m->live || !m->zeros)
    return ad_fail_memory(err, words * sizeof *m->block);
  for (size_t i = 0; i < AD_CHAIN_WORDS; i++)
    m->block[i] = 1;
  return AD_OK;
}

void ad_program_free_blocks(ad_memory *m)
{
  free(m->block);
  free(m->zero);
  free(m->live);
  free(m->zeros);
}

void ad_program_set_live(const ad_program *p, ad_memory *m, uint32_t leaf,
                         size_t from, size_t end)
{
  if (!p->blocks)
    return;
  m->live[2 * leaf] = from;
  m->live[2 * leaf + 1] = end;
}

int ad_chain_in_blocks(const ad_program *p, const ad_piece *piece)
{
  return ad_chain_words(p, piece) >= AD_CHAIN_TANGENTS_FROM &&
         (piece->chain > 1 ||
          ad_is_elementwise(&p->g->nodes[piece->node]));
}

/* Has it tangents that stay inside the chain? */
static int stays_inside(const ad_program *p, uint32_t node, size_t last,
                        size_t end)
{
  const ad_node *x = &p->g->nodes[node];
  return (x->flags & AD_NODE_ACTIVE) && x->op != AD_OP_slice &&
         ad_chain_keeps(p, node, last, end);
}

/* Slots for the steps first .. end - 1. */
static void plan_chain(ad_program *p, ad_slots *slots, size_t *last,
                       size_t first, size_t end)
{
  const ad_graph *g = p->g;
  for (size_t i = first; i < end; i++) {
    uint32_t node = p->pieces[i].node;
    const ad_node *x = &g->nodes[node];
    if (stays_inside(p, node, last[node], end))
      p->inner[node] = ad_slots_take(slots, ROWS) / ROWS;
    for (size_t o = 0; o < x->arity; o++) {
      uint32_t a = g->operands[x->operand + o];
      if (p->inner[a] == SIZE_MAX || last[a] != i)
        continue;
      ad_slots_give(slots, p->inner[a] * ROWS, ROWS);
      last[a] = SIZE_MAX; /* given back once, though read twice */
    }
  }
}

ad_status ad_program_plan_blocks(ad_program *p, ad_error *err)
{
  ad_slots slots;
  size_t *last = ad_array(p->g->n + 1, sizeof *last);
  p->inner = ad_array(p->g->n + 1, sizeof *p->inner);
  if (!last || !p->inner) {
    free(last);
    return ad_fail_memory(err, p->g->n * sizeof *p->inner);
  }
  for (size_t i = 0; i < p->g->n; i++)
    p->inner[i] = SIZE_MAX;
  ad_program_last_readers(p, last);
  ad_slots_init(&slots, 0);
  for (size_t i = p->first_varying; i < p->n_pieces; i += p->pieces[i].chain)
    if (ad_chain_in_blocks(p, &p->pieces[i])) {
      plan_chain(p, &slots, last, i, i + p->pieces[i].chain);
      p->blocks = 1;
    }
  p->n_inner = slots.words / ROWS;
  free(last);
  return ad_slots_end(&slots, err);
}

/* --- sweeping ------------------------------------------------------------- */

/* For entry e of a node v with operands a, b, ..., and direction j of k,

     dv[e, j] = dv/da[e] da[e, j] + dv/db[e] db[e, j] + ...

   The partials have one number an entry, the tangents k.  So a block takes a
   few entries through all steps of the chain before the next block begins:
   at each step the partials are found once (find_partials) and handed on to
   the k directions (hand_on).  What the chain alone reads is written to a
   slot that the next block uses again; what others read goes to its place
   among the tangents of the program. */

/* Entries from .. from + n - 1 of a chain, for k directions. */
typedef struct at_block {
  size_t from, n, k;
} at_block;

/* The node's tangents of these entries. */
static double *place(const ad_program *p, const ad_memory *m, uint32_t node,
                     const at_block *b)
{
  if (p->inner[node] != SIZE_MAX)
    return m->block + LANES + ROWS * b->k + p->inner[node] * slot_words(b->k);
  return m->other + (p->other[node] + b->from) * b->k;
}

/* The partials by operand o are the tangent for ones. */
static void find_partials(const ad_program *p, ad_memory *m,
                          const ad_piece *piece, size_t o, const at_block *b,
                          double *to)
{
  const ad_node *x = &p->g->nodes[piece->node];
  const double *v = m->value + p->value[piece->node];
  ad_span s = piece->span;
  s.cols = b->n;
  ad_program_operands(p, m, x);
  for (size_t i = 0; i < 3; i++)
    m->x[i] += s.col[i] * b->from;
  ad_kernels_of(p->kernels, x->op)->tangent[o](&s, 1, to, m->block,
                                               v + b->from, m->x);
}

/* Are all tangents of node a known to be 0 there?  (Then its slot may hold
   anything.) */
static int is_zero(const ad_program *p, const ad_memory *m, uint32_t a,
                   const at_block *b)
{
  const ad_node *x = &p->g->nodes[a];
  size_t from = b->from;
  if (p->inner[a] != SIZE_MAX)
    return m->zero[p->inner[a]];
  if (ad_program_is_view(p, x)) {
    from += x->at[0] * x->cols;
    a = p->g->operands[x->operand];
  } else if (x->op != AD_OP_leaf)
    return 0;
  return m->live[2 * a] >= from + b->n || m->live[2 * a + 1] <= from;
}

/* An operand whose tangents are 0 hands on nothing; but 0 * inf is NaN, and
   then the sweep of reach.h must come to know of it. */
static void step_block(const ad_program *p, ad_memory *m,
                       const ad_piece *piece, const at_block *b)
{
  const ad_node *x = &p->g->nodes[piece->node];
  size_t slot = p->inner[piece->node], n = 0;
  ad_share shares[3];
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t a = p->g->operands[x->operand + o];
    double *partials = m->block + PARTIALS + n * AD_CHAIN_WORDS;
    if (p->use[x->operand + o] == AD_USE_NONE)
      continue;
    find_partials(p, m, piece, o, b, partials);
    if (!piece->span.col[o])
      shares[n++] = (ad_share){partials, m->other + p->other[a] * b->k, 0};
    else if (!is_zero(p, m, a, b))
      shares[n++] = (ad_share){partials, place(p, m, a, b), b->k};
    else if (!p->kernels->all_finite(b->n, partials))
      shares[n++] = (ad_share){partials, m->zeros, 0};
  }
  if (slot != SIZE_MAX)
    m->zero[slot] = n == 0;
  if (slot == SIZE_MAX || n > 0)
    p->kernels->hand_on(b->n, b->k, ad_op_selects((ad_op)x->op), n,
                        place(p, m, piece->node, b), shares);
}

/* The lanes of a sum go over AD_CHAIN_WORDS entries, as those of values. */
static void sum_block(const ad_program *p, ad_memory *m, const ad_node *x,
                      size_t words, const at_block *b)
{
  uint32_t a = p->g->operands[x->operand];
  double *lane = m->block + LANES;
  double *d = m->other + p->other[x - p->g->nodes] * b->k;
  size_t end = b->from + b->n;
  if (b->from % AD_CHAIN_WORDS == 0)
    memset(lane, 0, ROWS * b->k * sizeof *lane);
  if (!is_zero(p, m, a, b))
    p->kernels->lanes_add(b->n, b->k, b->k, lane, place(p, m, a, b));
  if (end == words || end % AD_CHAIN_WORDS == 0)
    p->kernels->lanes_total(b->k, end <= AD_CHAIN_WORDS, d, lane);
}

static void slice_block(const ad_program *p, ad_memory *m,
                        const ad_piece *piece, const at_block *b)
{
  const ad_node *x = &p->g->nodes[piece->node];
  size_t cut = p->other[p->g->operands[x->operand]] + x->at[0] * x->cols;
  if (!ad_program_is_view(p, x))
    memcpy(place(p, m, piece->node, b), m->other + (cut + b->from) * b->k,
           b->n * b->k * sizeof *m->other);
}

static void push_block(const ad_program *p, ad_memory *m,
                       const ad_piece *first, size_t words, const at_block *b)
{
  for (size_t i = 0; i < first->chain; i++) {
    const ad_node *x = &p->g->nodes[first[i].node];
    if (!(x->flags & AD_NODE_ACTIVE))
      continue;
    if (x->op == AD_OP_slice)
      slice_block(p, m, first + i, b);
    else if (ad_chain_closes(x))
      sum_block(p, m, x, words, b);
    else
      step_block(p, m, first + i, b);
  }
}

void ad_program_push_chain(const ad_program *p, ad_memory *m, size_t k,
                           const ad_piece *first)
{
  size_t words = ad_chain_words(p, first), rows = block_rows(k);
  for (size_t from = 0, n; from < words; from += n) {
    size_t left = AD_CHAIN_WORDS - from % AD_CHAIN_WORDS;
    n = words - from < left ? words - from : left;
    n = rows < n ? rows : n;
    push_block(p, m, first, words, &(at_block){from, n, k});
  }
}
