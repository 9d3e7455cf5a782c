/* SPDX-License-Identifier: GPL-3.0-or-later
   What need not leave the first cache: a value that a chain alone reads and
   the tape does not keep, and an adjoint that the chain alone passes on, have
   a place in a room of a few blocks that all blocks use in turn.  (They have
   a slot besides: several cotangents at once, and reach.h, go step by step.)
   Read chain.c and planner.h before. */
#include <stdlib.h>

#include "base/grow.h"
#include "program/planner.h"
#include "program/slots.h"

/* A block, and what keeps blocks of the room from lying a multiple of 4 KiB
   apart, where a processor takes one address for the other. */
enum { ROOM = AD_CHAIN_WORDS + 40 };

typedef struct chains {
  ad_planner *w;
  size_t *made, *last; /* of a node: its piece, and the last that reads it  */
  size_t *holders;     /* of place ROOM i: nodes with their adjoints there  */
} chains;

static int has_chains(const ad_program *p)
{
  for (size_t i = p->first_varying; i < p->n_pieces; i += p->pieces[i].chain)
    if (p->pieces[i].chain > 1)
      return 1;
  return 0;
}

static void find_makers(const chains *c)
{
  const ad_program *p = c->w->p;
  for (size_t i = 0; i < p->g->n; i++)
    c->made[i] = SIZE_MAX;
  for (size_t i = 0; i < p->n_pieces; i++)
    if (p->pieces[i].count == 0)
      c->made[p->pieces[i].node] = i;
}

/* Is it made in the chain of the pieces first .. end - 1, and read by no
   other? */
static int is_inside(const chains *c, uint32_t node, size_t first, size_t end)
{
  return c->made[node] >= first && c->made[node] < end &&
         ad_chain_keeps(c->w->p, node, c->last[node], end);
}

/* A value's place is free behind its last reader. */
static void place_values(const chains *c, ad_slots *slots, size_t first,
                         size_t end)
{
  ad_program *p = c->w->p;
  for (size_t i = first; i < end; i++) {
    uint32_t node = p->pieces[i].node;
    const ad_node *x = &p->g->nodes[node];
    if (is_inside(c, node, first, end) && !(c->w->marks[node] & KEPT))
      p->inner_value[node] = ad_slots_take(slots, ROOM);
    for (size_t k = 0; k < x->arity; k++) {
      uint32_t o = p->g->operands[x->operand + k];
      int again = k > 0 && o == p->g->operands[x->operand + k - 1];
      if (p->inner_value[o] != SIZE_MAX && c->last[o] == i && !again)
        ad_slots_give(slots, p->inner_value[o], ROOM);
    }
  }
}

/* Operand k of the chain's node takes a place for its adjoint: that of the
   node, where it is the same. */
static void place_adjoint(const chains *c, ad_slots *slots, uint32_t node,
                          size_t k, size_t first, size_t end)
{
  ad_program *p = c->w->p;
  size_t edge = p->g->nodes[node].operand + k;
  uint32_t o = p->g->operands[edge];
  if (p->use[edge] == AD_USE_SAME)
    p->inner_other[o] = p->inner_other[node];
  else if (p->use[edge] != AD_USE_NONE && p->inner_other[o] == SIZE_MAX &&
           is_inside(c, o, first, end))
    p->inner_other[o] = ad_slots_take(slots, ROOM);
  else
    return;
  if (p->inner_other[o] != SIZE_MAX)
    c->holders[p->inner_other[o] / ROOM]++;
}

/* An adjoint's place is taken at its last reader, and free behind the node. */
static void place_adjoints(const chains *c, ad_slots *slots, size_t first,
                           size_t end)
{
  ad_program *p = c->w->p;
  for (size_t i = end; i-- > first;) {
    uint32_t node = p->pieces[i].node;
    size_t at = p->inner_other[node];
    for (size_t k = 0; k < p->g->nodes[node].arity; k++)
      place_adjoint(c, slots, node, k, first, end);
    if (at != SIZE_MAX && --c->holders[at / ROOM] == 0)
      ad_slots_give(slots, at, ROOM);
  }
}

/* Runs `place` on every chain; values and adjoints are never there at the
   same time, and share the room. */
static ad_status place_all(const chains *c,
                           void (*place)(const chains *c, ad_slots *slots,
                                         size_t first, size_t end),
                           ad_error *err)
{
  ad_program *p = c->w->p;
  ad_slots slots;
  ad_slots_init(&slots, 0);
  for (size_t i = p->first_varying; i < p->n_pieces; i += p->pieces[i].chain)
    if (p->pieces[i].chain > 1)
      place(c, &slots, i, i + p->pieces[i].chain);
  if (slots.words > p->inner_words)
    p->inner_words = slots.words;
  return ad_slots_end(&slots, err);
}

ad_status ad_planner_inner(ad_planner *w, ad_error *err)
{
  ad_program *p = w->p;
  size_t n = p->g->n;
  if (!has_chains(p))
    return AD_OK;
  chains c = {.w = w,
              .made = ad_array(n, sizeof *c.made),
              .last = ad_array(n, sizeof *c.last),
              .holders = ad_array(n, sizeof *c.holders)};
  p->inner_value = ad_array(n, sizeof *p->inner_value);
  p->inner_other = ad_array(n, sizeof *p->inner_other);
  ad_status status = AD_OK;
  if (!c.made || !c.last || !c.holders || !p->inner_value || !p->inner_other)
    status = ad_fail_memory(err, n * sizeof *p->inner_value);
  for (size_t i = 0; status == AD_OK && i < n; i++)
    p->inner_value[i] = p->inner_other[i] = SIZE_MAX;
  if (status == AD_OK) {
    find_makers(&c);
    ad_program_last_readers(p, c.last);
    status = place_all(&c, place_values, err);
  }
  if (status == AD_OK)
    status = place_all(&c, place_adjoints, err);
  free(c.made);
  free(c.last);
  free(c.holders);
  return status;
}
