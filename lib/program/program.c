/* SPDX-License-Identifier: GPL-3.0-or-later
   Making a program: what is kept, and the slots of the values; plan_order.c and
   plan_pieces.c do the rest.  Read program.h and planner.h before. */
#include "program/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "graph.h"
#include "kernels/lu.h"
#include "program/planner.h"
#include "program/slots.h"

size_t ad_factors_words(const ad_graph *g, const ad_node *x)
{
  if (ad_row_of(x)->kind != AD_KIND_factored)
    return 0;
  return ad_lu_words(ad_operand_of(g, x, 0)->rows);
}

/* Two matrices and an operand as large as the result (kernels_linalg.h). */
size_t ad_factors_work(const ad_graph *g, const ad_node *x)
{
  return 2 * ad_entries(ad_operand_of(g, x, 0)) + ad_entries(x);
}

/* Of each row once: it goes through texts. */
static unsigned reads_of(ad_planner *w, const ad_node *x, size_t k)
{
  unsigned char *known = &w->reads[x->op][k];
  if (*known == 0)
    *known = (unsigned char)(ad_op_reads((ad_op)x->op, (unsigned)k) + 1);
  return *known - 1u;
}

/* Doubles of a factorisation, of which few graphs have any. */
static size_t factors_words(const ad_planner *w, const ad_node *x)
{
  return w->p->factors ? ad_factors_words(w->p->g, x) : 0;
}

/* Marks what an active partial of x reads, so that the tape keeps it. */
static void mark_read(ad_planner *w, size_t i)
{
  const ad_graph *g = w->p->g;
  const ad_node *x = &g->nodes[i];
  for (size_t k = 0; k < x->arity && k < 3; k++) {
    if (!ad_edge_active(g, x, k))
      continue;
    unsigned reads = reads_of(w, x, k);
    if (reads & AD_READS_V)
      w->marks[i] |= KEPT;
    if (reads & AD_READS_FACTORS)
      w->marks[i] |= FACTORS_KEPT;
    for (size_t o = 0; o < x->arity && o < 3; o++)
      if (reads & 1u << o)
        w->marks[g->operands[x->operand + o]] |= KEPT;
  }
}

static void mark_nodes(ad_planner *w)
{
  const ad_graph *g = w->p->g;
  for (size_t i = 0; i < g->n_wrt; i++)
    w->marks[g->wrt[i]] |= VARYING;
  for (size_t i = 0; i < g->n_outputs; i++)
    w->marks[g->outputs[i]] |= KEPT;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    for (size_t k = 0; k < x->arity; k++)
      w->marks[i] |= w->marks[g->operands[x->operand + k]] & VARYING;
    if (w->plan == AD_PLAN_TAPE || w->plan == AD_PLAN_CHUNKS)
      mark_read(w, i);
    if (ad_is_one(x) && x->op == AD_OP_slice && ad_planner_includes(w, x))
      w->marks[g->operands[x->operand]] |= PINNED | KEPT;
    if (w->plan == AD_PLAN_ALL || ad_is_source(x))
      w->marks[i] |= KEPT | FACTORS_KEPT;
  }
}

/* What is computed and kept, and where each node is read last. */
static void count_words(ad_planner *w)
{
  const ad_graph *g = w->p->g;
  for (size_t at = 0; at < w->n_order; at++) {
    const ad_node *x = &g->nodes[w->order[at]];
    w->p->computed_words += ad_entries(x) + factors_words(w, x);
    if (w->marks[w->order[at]] & KEPT)
      w->p->kept_words += ad_entries(x);
    if (w->marks[w->order[at]] & FACTORS_KEPT)
      w->p->kept_words += factors_words(w, x);
    for (size_t k = 0; k < x->arity; k++)
      w->last[g->operands[x->operand + k]] = at;
  }
}

/* Slots of 1 x 1 nodes: wrt leaves, other sources, results in order. */
static void place_scalars(ad_planner *w)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  size_t slot = 0;
  for (size_t i = 0; i < g->n_wrt; i++)
    if (ad_is_one(&g->nodes[g->wrt[i]]))
      p->value[g->wrt[i]] = slot++;
  p->n_wrt_scalars = slot;
  for (size_t i = 0; i < g->n; i++)
    if (ad_is_source(&g->nodes[i]) && ad_is_one(&g->nodes[i]) &&
        p->value[i] == SIZE_MAX)
      p->value[i] = slot++;
  for (size_t at = 0; at < w->n_order; at++)
    if (ad_is_one(&g->nodes[w->order[at]]))
      p->value[w->order[at]] = slot++;
  p->n_scalars = slot;
}

/* Pinned matrices lie behind the 1 x 1 slots, in values and others alike. */
static ad_status place_pinned(ad_planner *w, ad_slots *slots, ad_error *err)
{
  ad_program *p = w->p;
  for (size_t i = 0; i < p->g->n; i++)
    if ((w->marks[i] & PINNED) && p->value[i] == SIZE_MAX)
      p->value[i] = ad_slots_take(slots, ad_entries(&p->g->nodes[i]));
  p->pinned_end = slots->words;
  if (p->pinned_end >= UINT32_MAX)
    return ad_fail(err, AD_ELIMIT,
                   "more than 2^32 - 1 single entries are cut out or computed");
  return AD_OK;
}

/* Whole rows of a leaf or a constant are read where they lie, except by
   those who need every node's own. */
static int is_view(const ad_planner *w, uint32_t i)
{
  const ad_node *x = &w->p->g->nodes[i];
  if (w->plan == AD_PLAN_ALL || x->op != AD_OP_slice)
    return 0;
  uint32_t a = w->p->g->operands[x->operand];
  return ad_is_source(&w->p->g->nodes[a]) &&
         w->p->g->nodes[a].cols == x->cols && !(x->flags & AD_NODE_OUTPUT) &&
         !((w->marks[i] | w->marks[a]) & PINNED);
}

/* All other matrices: a slot is given back behind the last reader of a
   value that need not be kept.  A tangent follows right behind its value, so
   forward mode hands factorisations on at once. */
static void place_matrices(ad_planner *w, ad_slots *slots)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  for (size_t i = 0; i < g->n; i++)
    if (ad_is_source(&g->nodes[i]) && p->value[i] == SIZE_MAX)
      p->value[i] = ad_slots_take(slots, ad_entries(&g->nodes[i]));
  for (size_t at = 0; at < w->n_order; at++) {
    uint32_t i = w->order[at];
    const ad_node *x = &g->nodes[i];
    if (p->value[i] == SIZE_MAX && is_view(w, i)) {
      p->value[i] = p->value[g->operands[x->operand]] + x->at[0] * x->cols;
      w->marks[i] |= KEPT;
    }
    size_t product = ad_planner_product(w, x, at);
    if (p->value[i] == SIZE_MAX && product < x->arity) {
      uint32_t o = g->operands[x->operand + product];
      p->value[i] = p->value[o];
      w->last[o] = SIZE_MAX; /* the slot is x's now */
    }
    if (p->value[i] == SIZE_MAX)
      p->value[i] = ad_slots_take(slots, ad_entries(x));
    if (factors_words(w, x) > 0)
      p->factors[i] = ad_slots_take(slots, factors_words(w, x));
    for (size_t k = 0; k < x->arity; k++) {
      uint32_t o = g->operands[x->operand + k];
      if (w->last[o] != at || (w->marks[o] & KEPT) || ad_is_one(&g->nodes[o]))
        continue;
      ad_slots_give(slots, p->value[o], ad_entries(&g->nodes[o]));
      w->last[o] = SIZE_MAX; /* given back once, though read twice */
    }
    if (factors_words(w, x) > 0 && !(w->marks[i] & FACTORS_KEPT))
      ad_slots_give(slots, p->factors[i], factors_words(w, x));
  }
  p->value_words = slots->words;
}

static void find_leaves(ad_program *p)
{
  const ad_graph *g = p->g;
  for (size_t i = 0; i < g->n_leaves; i++)
    p->leaves[i] = (ad_extent){p->value[g->leaves[i]],
                              ad_entries(&g->nodes[g->leaves[i]])};
}

/* Where constants follow each other, they are one run. */
static ad_status find_constants(ad_program *p, ad_error *err)
{
  size_t room = 0;
  ad_copied *last = NULL;
  for (size_t i = 0; i < p->g->n; i++) {
    const ad_node *x = &p->g->nodes[i];
    size_t at = p->value[i], number = x->at[0], words = ad_entries(x);
    if (x->op != AD_OP_constant)
      continue;
    if (last && last->at + last->words == at &&
        last->number + last->words == number) {
      last->words += words;
      continue;
    }
    if (ad_grow((void **)&p->constants, &room, p->n_constants, 1,
                sizeof *last) != AD_OK)
      return ad_fail_memory(err, p->n_constants * sizeof *last);
    last = &p->constants[p->n_constants++];
    *last = (ad_copied){at, number, words};
  }
  return AD_OK;
}

static ad_status plan(ad_planner *w, ad_error *err)
{
  ad_program *p = w->p;
  ad_slots slots;
  for (size_t i = 0; i < p->g->n; i++)
    p->value[i] = SIZE_MAX;
  for (size_t i = 0; p->other && i < p->g->n; i++)
    p->other[i] = SIZE_MAX;
  mark_nodes(w);
  ad_status status = ad_planner_order(w, err);
  if (status != AD_OK)
    return status;
  count_words(w);
  place_scalars(w);
  ad_slots_init(&slots, p->n_scalars);
  p->n_scalars = slots.words; /* and padding */
  status = place_pinned(w, &slots, err);
  if (status == AD_OK) {
    place_matrices(w, &slots);
    find_leaves(p);
    status = find_constants(p, err);
  }
  if (status == AD_OK)
    status = ad_planner_pieces(w, err);
  ad_status planned = ad_slots_end(&slots, status == AD_OK ? err : NULL);
  return status == AD_OK ? planned : status;
}

static int has_factors(const ad_graph *g)
{
  for (size_t i = 0; i < g->n; i++)
    if (ad_factors_words(g, &g->nodes[i]) > 0)
      return 1;
  return 0;
}

static ad_status start_planner(ad_planner *w, ad_error *err)
{
  size_t n = w->p->g->n + 1;
  w->marks = ad_array(n, 1);
  w->order = ad_array(n, sizeof *w->order);
  w->last = ad_array(n, sizeof *w->last);
  w->reads = ad_array(AD_OP_count, sizeof *w->reads);
  return w->marks && w->order && w->last && w->reads
           ? AD_OK
           : ad_fail_memory(err, n * sizeof *w->last);
}

static void end_planner(ad_planner *w)
{
  free(w->marks);
  free(w->order);
  free(w->last);
  free(w->reads);
}

static ad_status allocate_places(ad_program *p, ad_plan how, ad_error *err)
{
  size_t n = p->g->n + 1;
  int factored = has_factors(p->g), others = how != AD_PLAN_ALL;
  p->value = ad_array(n, sizeof *p->value);
  if (others)
    p->other = ad_array(n, sizeof *p->other);
  p->leaves = ad_array(p->g->n_leaves + 1, sizeof *p->leaves);
  if (factored)
    p->factors = ad_array(n, sizeof *p->factors);
  return p->value && (p->other || !others) && p->leaves &&
             (p->factors || !factored)
           ? AD_OK
           : ad_fail_memory(err, n * sizeof *p->value);
}

ad_status ad_program_init(ad_program *p, const ad_graph *g, ad_plan how,
                          ad_error *err)
{
  return ad_program_init_with(p, g, how, ad_kernels_choose(), err);
}

ad_status ad_program_init_with(ad_program *p, const ad_graph *g, ad_plan how,
                               const ad_kernels *kernels, ad_error *err)
{
  *p = (ad_program){.g = g, .kernels = kernels, .max_arity = 3};
  ad_planner w = {.p = p, .plan = how};
  ad_status status = allocate_places(p, how, err);
  if (status == AD_OK)
    status = start_planner(&w, err);
  if (status == AD_OK)
    status = plan(&w, err);
  if (status == AD_OK && (how == AD_PLAN_OUTPUTS || how == AD_PLAN_CHUNKS))
    status = ad_program_plan_tangents(p, err);
  if (status == AD_OK && how == AD_PLAN_CHUNKS)
    status = ad_program_plan_blocks(p, err);
  if (status == AD_OK && how == AD_PLAN_TAPE)
    status = ad_program_plan_adjoints(p, err);
  if (status == AD_OK && how == AD_PLAN_TAPE)
    status = ad_planner_inner(&w, err);
  end_planner(&w);
  return status;
}

static int wants_all(const ad_graph *g, const unsigned char *wanted)
{
  for (size_t i = 0; i < g->n; i++)
    if (!ad_is_source(&g->nodes[i]) && !(g->nodes[i].flags & AD_NODE_IDLE) &&
        !wanted[i])
      return 0;
  return 1;
}

/* The order is found once more as for the whole: a program forgets it. */
ad_status ad_program_init_part(ad_program *p, const ad_program *whole,
                               const unsigned char *wanted, ad_error *err)
{
  *p = *whole;
  p->whole = whole;
  if (wants_all(p->g, wanted)) /* nothing is left out */
    return AD_OK;
  p->pieces = NULL;
  p->code = NULL;
  p->n_pieces = p->n_code = 0;
  ad_planner w = {.p = p, .plan = AD_PLAN_ALL};
  ad_status status = start_planner(&w, err);
  if (status == AD_OK) {
    mark_nodes(&w);
    status = ad_planner_order(&w, err);
  }
  if (status == AD_OK) {
    ad_planner_select(&w, wanted);
    status = ad_planner_pieces(&w, err);
  }
  end_planner(&w);
  return status;
}

ad_status ad_program_init_beside(ad_program *p, const ad_graph *g,
                                 ad_plan plan, const ad_program *whole,
                                 ad_error *err)
{
  if (!whole)
    return ad_program_init(p, g, plan, err);
  *p = *whole;
  p->whole = whole;
  return AD_OK;
}

void ad_program_free(ad_program *p)
{
  if (p->whole && p->pieces == p->whole->pieces)
    return;
  free(p->pieces);
  free(p->code);
  if (p->whole)
    return;
  free(p->leaves);
  free(p->constants);
  free(p->payments);
  free(p->value);
  free(p->other);
  free(p->inner);
  free(p->inner_value);
  free(p->inner_other);
  free(p->factors);
  free(p->use);
  free(p->outputs);
}

size_t ad_program_bytes(const ad_program *p)
{
  return p->n_code * sizeof *p->code;
}
