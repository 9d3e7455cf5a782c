/* SPDX-License-Identifier: GPL-3.0-or-later
   Where tangents and adjoints lie.  A tangent lives from its node to the
   last reader, an adjoint from the last reader back to its node; slots are
   handed on.  Read program.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "program/program.h"
#include "program/slots.h"

/* Two walks over the pieces, in the order in which the sweep will run.

   Tangents, forward:  a node takes a slot at its own piece and gives it back
                       at its last reader's.
   Adjoints, backward: a node takes a slot at its last reader, the first to
                       pay in, and gives it back at its own piece, when what
                       it received has been passed on.

   So at any piece the slots in use are those of the nodes whose interval
   [own piece, last reader] holds it, and the most words in use at once are
   what the sweep needs (slots.h).

   A sum hands its adjoint on to both operands as it is.  An operand that
   nothing else reads then has its adjoint in the sum's place: no copy, and
   the place is given back behind the last that looks there. */

static int shares_slot(const ad_program *p, uint32_t node)
{
  return p->value[node] < p->pinned_end;
}

static int is_active(const ad_program *p, uint32_t node)
{
  return (p->g->nodes[node].flags & AD_NODE_ACTIVE) != 0;
}

static void take(ad_program *p, ad_slots *slots, uint32_t node)
{
  if (p->other[node] == SIZE_MAX)
    p->other[node] = shares_slot(p, node)
                       ? p->value[node]
                       : ad_slots_take(slots, ad_entries(&p->g->nodes[node]));
}

/* Wrt leaves and outputs have a slot for good. */
static void take_permanent(ad_program *p, ad_slots *slots)
{
  for (size_t i = 0; i < p->g->n_wrt; i++)
    take(p, slots, p->g->wrt[i]);
  for (size_t i = 0; i < p->g->n_outputs; i++)
    take(p, slots, p->g->outputs[i]);
}

/* Nodes of 1 x 1 and pinned ones: their place among the values. */
static void share_places(ad_program *p)
{
  for (uint32_t i = 0; i < p->g->n; i++)
    if (shares_slot(p, i))
      p->other[i] = p->value[i];
}

static int is_permanent(const ad_program *p, uint32_t node)
{
  const ad_node *x = &p->g->nodes[node];
  return shares_slot(p, node) || ad_program_is_view(p, x) ||
         x->op == AD_OP_leaf || (x->flags & AD_NODE_OUTPUT) != 0;
}

ad_status ad_program_plan_tangents(ad_program *p, ad_error *err)
{
  const ad_graph *g = p->g;
  ad_slots slots;
  size_t *last = ad_array(g->n + 1, sizeof *last);
  p->use = ad_array(g->n_operands + 1, 1);
  if (!last || !p->use) {
    free(last);
    return ad_fail_memory(err, g->n * sizeof *last);
  }
  ad_program_last_readers(p, last);
  ad_slots_init(&slots, p->pinned_end);
  share_places(p);
  take_permanent(p, &slots);
  for (size_t i = p->first_varying; i < p->n_pieces; i++) {
    const ad_piece *piece = &p->pieces[i];
    const ad_node *x = &g->nodes[piece->node];
    if (piece->count > 0 || !is_active(p, piece->node))
      continue;
    if (ad_program_is_view(p, x)) /* its tangents are the leaf's, too */
      p->other[piece->node] = p->other[g->operands[x->operand]] +
                              x->at[0] * x->cols;
    take(p, &slots, piece->node);
    for (size_t k = 0; k < x->arity; k++) {
      uint32_t o = g->operands[x->operand + k];
      if (ad_edge_active(g, x, k))
        p->use[x->operand + k] = AD_USE_ADD;
      if (last[o] != i || !is_active(p, o) || is_permanent(p, o))
        continue;
      ad_slots_give(&slots, p->other[o], ad_entries(&g->nodes[o]));
      last[o] = SIZE_MAX;
    }
  }
  p->other_words = slots.words;
  free(last);
  return ad_slots_end(&slots, err);
}

/* Does the kernel add up over stretched entries of operand k? */
static int is_stretched(const ad_graph *g, const ad_node *x, size_t k)
{
  const ad_node *a = ad_operand_of(g, x, k);
  return ad_is_elementwise(x) &&
         (a->rows != x->rows || a->cols != x->cols);
}

/* While adjoints get their slots. */
typedef struct adjoints {
  ad_program *p;
  ad_slots slots;
  struct at_node {
    size_t made;      /* the step that makes it                            */
    uint32_t readers; /* edges that lead on from it                        */
    uint32_t place;   /* the node whose slot it has                        */
    uint32_t holders; /* of its slot, that the walk has still to come by; 0:
                         it has none yet                                   */
  } *node;
} adjoints;

/* Does what operand k receives from x not differ from the adjoint of x? */
static int hands_on(const ad_graph *g, const ad_node *x, size_t k)
{
  const ad_op_row *row = ad_row_of(x);
  if (row->kind == AD_KIND_linear)
    return row->form == AD_FORM_reshape;
  return row->kind == AD_KIND_elementwise && !is_stretched(g, x, k) &&
         strcmp(row->partial_text[k], "1") == 0 &&
         strcmp(row->domain_text, "1") == 0;
}

/* May operand k of x have its adjoint where x has?  Not where it has a place
   for good, nor where others add to it; and a chain, from piece `chain` on, may
   keep the adjoints of its steps to itself (plan_chains.c). */
static int has_same(const adjoints *w, const ad_node *x, size_t k,
                    size_t chain)
{
  const ad_graph *g = w->p->g;
  uint32_t o = g->operands[x->operand + k];
  return w->node[o].readers == 1 && g->nodes[o].op != AD_OP_leaf &&
         w->node[o].made >= chain && hands_on(g, x, k);
}

/* How the adjoints of a step's operands meet what they receive; the first
   to come, in the reverse order, may assign. */
static void plan_step(adjoints *w, uint32_t node, size_t chain)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  const ad_node *x = &g->nodes[node];
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = g->operands[x->operand + k];
    unsigned char *use = &p->use[x->operand + k];
    if (!ad_edge_active(g, x, k))
      *use = AD_USE_NONE;
    else if (w->node[o].holders > 0)
      *use = AD_USE_ADD;
    else if (has_same(w, x, k, chain)) {
      p->other[o] = p->other[node];
      w->node[o].place = w->node[node].place;
      w->node[w->node[o].place].holders++;
      *use = AD_USE_SAME;
    } else {
      take(p, &w->slots, o);
      w->node[o].holders = 1;
      *use = is_stretched(g, x, k) ? AD_USE_CLEAR : AD_USE_ASSIGN;
    }
  }
}

/* What the node received has been passed on. */
static void leave(adjoints *w, uint32_t node)
{
  uint32_t place = w->node[node].place;
  const ad_node *x = &w->p->g->nodes[place];
  if (--w->node[place].holders == 0 && !is_permanent(w->p, place))
    ad_slots_give(&w->slots, w->p->other[place], ad_entries(x));
}

/* One step's after the other's. */
static ad_status make_payments(ad_program *p, ad_error *err)
{
  const ad_graph *g = p->g;
  size_t n = 0;
  for (size_t i = p->first_varying; i < p->n_pieces; i++)
    if (p->pieces[i].count == 0)
      n += g->nodes[p->pieces[i].node].arity;
  p->payments = ad_array(n + 1, sizeof *p->payments);
  if (!p->payments)
    return ad_fail_memory(err, n * sizeof *p->payments);
  n = 0;
  for (size_t i = p->first_varying; i < p->n_pieces; i++) {
    ad_piece *piece = &p->pieces[i];
    const ad_node *x = &g->nodes[piece->node];
    piece->payment = n;
    piece->other = p->other[piece->node];
    for (size_t k = 0; piece->count == 0 && k < x->arity; k++) {
      uint32_t o = g->operands[x->operand + k];
      int use = p->use[x->operand + k];
      if (use != AD_USE_NONE && use != AD_USE_SAME)
        p->payments[n++] =
          (ad_payment){k, p->other[o], ad_entries(&g->nodes[o]), use};
    }
    piece->n_payments = n - piece->payment;
  }
  return AD_OK;
}

static ad_status start_adjoints(adjoints *w, ad_error *err)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  w->node = ad_array(g->n + 1, sizeof *w->node);
  p->use = ad_array(g->n_operands + 1, 1);
  if (!w->node || !p->use)
    return ad_fail_memory(err, g->n * sizeof *w->node);
  for (uint32_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    w->node[i].place = i;
    w->node[i].holders = shares_slot(p, i) || (x->flags & AD_NODE_OUTPUT);
    for (size_t k = 0; k < x->arity; k++)
      if (ad_edge_active(g, x, k))
        w->node[g->operands[x->operand + k]].readers++;
  }
  for (size_t i = 0; i < p->n_pieces; i++)
    w->node[p->pieces[i].node].made = i;
  ad_slots_init(&w->slots, p->pinned_end);
  share_places(p);
  take_permanent(p, &w->slots);
  return AD_OK;
}

/* Back from the last piece: chain by chain, most of which are one step. */
static void plan_steps(adjoints *w)
{
  ad_program *p = w->p;
  size_t first = p->n_pieces, length = 0;
  for (size_t i = p->n_pieces; i-- > p->first_varying;) {
    const ad_piece *piece = &p->pieces[i];
    if (i < first) {
      length = piece->chain;
      first = i + 1 - length;
    }
    if (piece->count > 0 || !is_active(p, piece->node))
      continue;
    plan_step(w, piece->node, length > 1 ? first : 0);
    leave(w, piece->node);
  }
}

ad_status ad_program_plan_adjoints(ad_program *p, ad_error *err)
{
  adjoints w = {.p = p};
  ad_status status = start_adjoints(&w, err);
  if (status == AD_OK) {
    plan_steps(&w);
    p->other_words = w.slots.words;
    status = ad_slots_end(&w.slots, err);
  }
  free(w.node);
  return status == AD_OK ? make_payments(p, err) : status;
}
