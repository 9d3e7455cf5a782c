/* SPDX-License-Identifier: GPL-3.0-or-later
   The order in which a program computes its nodes.  What depends on no wrt
   leaf comes first; beyond that it is the graph's order, but in stretches of
   1 x 1 nodes equal operations stand side by side as far as possible: a
   processor guesses the next case of the switch from the last ones, and a
   wrong guess costs more than several operations.  Read planner.h before. */
#include <stdlib.h>

#include "base/grow.h"
#include "program/planner.h"

/* Nodes that may change places: their values, adjoints and instructions stay
   within the nearest cache. */
enum { WINDOW = 512 };

int ad_planner_includes(const ad_planner *w, const ad_node *x)
{
  return w->plan == AD_PLAN_ALL ? !(x->flags & AD_NODE_IDLE)
                                : (x->flags & AD_NODE_NEEDED) != 0;
}

/* Nodes that depend on no wrt leaf first: they can all be computed before
   the others. */
static void list_nodes(ad_planner *w)
{
  const ad_graph *g = w->p->g;
  for (int varying = 0; varying < 2; varying++) {
    w->first_varying = varying ? w->n_order : 0;
    for (size_t i = 0; i < g->n; i++) {
      const ad_node *x = &g->nodes[i];
      if (!ad_is_source(x) && ad_planner_includes(w, x) &&
          (w->marks[i] & VARYING) == varying)
        w->order[w->n_order++] = (uint32_t)i;
    }
  }
}

/* Which outputs each node has a way to, by edges. */
static ad_status find_outputs(ad_program *p, ad_error *err)
{
  const ad_graph *g = p->g;
  if (g->n_outputs == 1)
    return AD_OK;
  p->outputs = ad_array(g->n, sizeof *p->outputs);
  if (!p->outputs)
    return ad_fail_memory(err, g->n * sizeof *p->outputs);
  for (size_t i = 0; i < g->n_outputs; i++)
    p->outputs[g->outputs[i]] |= ad_output_bit(i);
  for (size_t i = g->n; i-- > 0;) {
    const ad_node *x = &g->nodes[i];
    for (size_t k = 0; k < x->arity; k++)
      if (ad_edge_active(g, x, k))
        p->outputs[g->operands[x->operand + k]] |= p->outputs[i];
  }
  return AD_OK;
}

/* Results of a run have one slot after the other; where nodes in between are
   left out, a new run begins. */
static int has_next_slot(const ad_planner *w, size_t at)
{
  const size_t *value = w->p->value;
  return !w->selected || value[w->order[at]] == value[w->order[at - 1]] + 1;
}

int ad_planner_continues(const ad_planner *w, size_t at)
{
  const ad_graph *g = w->p->g;
  return at > 0 && at != w->first_varying &&
         ad_program_is_scalar(&g->nodes[w->order[at]]) &&
         ad_program_is_scalar(&g->nodes[w->order[at - 1]]) &&
         ad_planner_outputs(w, w->order[at]) ==
           ad_planner_outputs(w, w->order[at - 1]) &&
         has_next_slot(w, at);
}

/* --- grouping ------------------------------------------------------------- */

/* A node of a window.  Its level: how many nodes of the window stand above
   it on the longest path; nodes of one level do not depend on each other. */
struct item {
  uint32_t level, code, node;
};

static int compare(const void *a, const void *b)
{
  const struct item *x = a, *y = b;
  if (x->level != y->level)
    return x->level < y->level ? -1 : 1;
  if (x->code != y->code)
    return x->code < y->code ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

/* w->last has the place of each node of this window, and of others
   anything. */
static uint32_t level_of(const ad_planner *w, const struct item *window,
                         size_t n, const ad_node *x)
{
  uint32_t level = 0;
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = w->p->g->operands[x->operand + k];
    size_t place = w->last[o];
    if (place < n && window[place].node == o && window[place].level >= level)
      level = window[place].level + 1;
  }
  return level;
}

/* Sorts order[n], a window, by levels and in each by operations. */
static void group(ad_planner *w, uint32_t *order, size_t n)
{
  struct item window[WINDOW];
  int sorted = 1;
  for (size_t i = 0; i < n; i++) {
    const ad_node *x = &w->p->g->nodes[order[i]];
    window[i] = (struct item){level_of(w, window, i, x),
                              ad_planner_code(w->p->g, x), order[i]};
    w->last[order[i]] = i;
    sorted &= i == 0 || compare(&window[i - 1], &window[i]) < 0;
  }
  if (!sorted)
    qsort(window, n, sizeof *window, compare);
  for (size_t i = 0; i < n; i++)
    order[i] = window[i].node;
}

static void group_all(ad_planner *w)
{
  for (size_t i = 0; i < w->p->g->n; i++)
    w->last[i] = SIZE_MAX;
  for (size_t at = 0, n; at < w->n_order; at += n) {
    n = 1;
    while (at + n < w->n_order && n < WINDOW && ad_planner_continues(w, at + n))
      n++;
    if (n > 1)
      group(w, w->order + at, n);
  }
}

void ad_planner_select(ad_planner *w, const unsigned char *wanted)
{
  size_t n = 0, first_varying = SIZE_MAX;
  for (size_t at = 0; at < w->n_order; at++) {
    if (!wanted[w->order[at]])
      continue;
    if (at >= w->first_varying && first_varying == SIZE_MAX)
      first_varying = n;
    w->order[n++] = w->order[at];
  }
  w->n_order = n;
  w->selected = 1;
  w->first_varying = first_varying < n ? first_varying : n;
}

ad_status ad_planner_order(ad_planner *w, ad_error *err)
{
  ad_status status = AD_OK;
  list_nodes(w);
  if (w->plan == AD_PLAN_TAPE)
    status = find_outputs(w->p, err);
  if (status == AD_OK)
    group_all(w);
  return status;
}
