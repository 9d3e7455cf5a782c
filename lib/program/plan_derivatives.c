/* SPDX-License-Identifier: GPL-3.0-or-later
   Where tangents and adjoints lie.  A tangent lives from its node to the
   last reader, an adjoint from the last reader back to its node; slots are
   handed on.  Read program.h before. */
#include <stdlib.h>
#include <string.h>

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
   what the sweep needs (slots.h). */

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
  size_t *last = calloc(g->n + 1, sizeof *last);
  p->use = calloc(g->n_operands + 1, 1);
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

/* How the adjoints of a step's operands meet what they receive; the first
   to come, in the reverse order, may assign. */
static void plan_step(ad_program *p, ad_slots *slots, unsigned char *begun,
                      const ad_node *x)
{
  const ad_graph *g = p->g;
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = g->operands[x->operand + k];
    unsigned char *use = &p->use[x->operand + k];
    if (!ad_edge_active(g, x, k))
      *use = AD_USE_NONE;
    else if (shares_slot(p, o) || (g->nodes[o].flags & AD_NODE_OUTPUT) ||
             begun[o])
      *use = AD_USE_ADD;
    else {
      take(p, slots, o);
      begun[o] = 1;
      *use = is_stretched(g, x, k) ? AD_USE_CLEAR : AD_USE_ASSIGN;
    }
  }
}

/* One step's after the other's. */
static ad_status make_payments(ad_program *p, ad_error *err)
{
  const ad_graph *g = p->g;
  size_t n = 0;
  for (size_t i = p->first_varying; i < p->n_pieces; i++)
    if (p->pieces[i].count == 0)
      n += g->nodes[p->pieces[i].node].arity;
  p->payments = malloc((n + 1) * sizeof *p->payments);
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
      if (use != AD_USE_NONE)
        p->payments[n++] =
          (ad_payment){k, p->other[o], ad_entries(&g->nodes[o]), use};
    }
    piece->n_payments = n - piece->payment;
  }
  return AD_OK;
}

ad_status ad_program_plan_adjoints(ad_program *p, ad_error *err)
{
  const ad_graph *g = p->g;
  ad_slots slots;
  unsigned char *begun = calloc(g->n + 1, 1);
  p->use = calloc(g->n_operands + 1, 1);
  if (!begun || !p->use) {
    free(begun);
    return ad_fail_memory(err, g->n_operands);
  }
  ad_slots_init(&slots, p->pinned_end);
  share_places(p);
  take_permanent(p, &slots);
  for (size_t i = p->n_pieces; i-- > p->first_varying;) {
    const ad_piece *piece = &p->pieces[i];
    if (piece->count > 0 || !is_active(p, piece->node))
      continue;
    plan_step(p, &slots, begun, &g->nodes[piece->node]);
    if (!is_permanent(p, piece->node))
      ad_slots_give(&slots, p->other[piece->node],
                    ad_entries(&g->nodes[piece->node]));
  }
  p->other_words = slots.words;
  free(begun);
  ad_status status = ad_slots_end(&slots, err);
  return status == AD_OK ? make_payments(p, err) : status;
}
