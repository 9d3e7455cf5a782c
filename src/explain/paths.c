/* SPDX-License-Identifier: GPL-3.0-or-later
   See paths.h: edges between names are found once, and paths are counted along
   them from the output down, which takes as many sums as there are edges. */
#include "explain/paths.h"

#include <stdlib.h>

#include "host/exits.h"

/* --- edges ---------------------------------------------------------------- */

/* A search from one named node up through nodes without a name. */
struct search {
  struct paths *p;
  size_t room;      /* of p->above                                         */
  uint32_t *seen;   /* seen[nodes]: the node that was searched from, and 1 */
  ad_ref *stack;    /* stack[nodes]                                        */
  size_t depth;
};

static void meet(struct search *s, ad_ref x, uint32_t from)
{
  struct paths *p = s->p;
  if (s->seen[x.index] == from + 1)
    return;
  s->seen[x.index] = from + 1;
  if (!explain_is_named(p->e, x)) {
    s->stack[s->depth++] = x;
    return;
  }
  if (p->n_edges == s->room) {
    s->room = 2 * s->room + 16;
    p->above = memory_grow(p->above, s->room, sizeof *p->above);
  }
  p->above[p->n_edges++] = x;
}

static void meet_readers(struct search *s, ad_ref x, uint32_t from)
{
  const struct explained *e = s->p->e;
  const struct readers *r = &e->readers;
  for (size_t i = r->first[x.index]; i < r->first[x.index + 1]; i++)
    if (ad_trace_paid(e->trace, r->edges[i].by, r->edges[i].k))
      meet(s, r->edges[i].by, from);
}

static int in_order(const void *left, const void *right)
{
  const ad_ref *x = left, *y = right;
  return (x->index > y->index) - (x->index < y->index);
}

static void find_above(struct search *s, ad_ref x)
{
  struct paths *p = s->p;
  size_t first = p->n_edges;
  s->depth = 0;
  meet_readers(s, x, x.index);
  while (s->depth > 0)
    meet_readers(s, s->stack[--s->depth], x.index);
  if (p->n_edges > first)
    qsort(p->above + first, p->n_edges - first, sizeof *p->above, in_order);
}

static void find_edges(struct paths *p)
{
  size_t n = ad_graph_size(p->e->graph);
  struct search s = {.p = p,
                     .seen = memory_new(n, sizeof *s.seen),
                     .stack = memory_new(n, sizeof *s.stack)};
  for (uint32_t i = 0; i < n; i++) {
    p->first[i] = p->n_edges;
    if (explain_is_named(p->e, (ad_ref){i}))
      find_above(&s, (ad_ref){i});
  }
  p->first[n] = p->n_edges;
  free(s.seen);
  free(s.stack);
}

/* --- counts --------------------------------------------------------------- */

/* A path to x is one to a node above, and an edge more. */
static void count_paths(struct paths *p)
{
  p->count[explain_output_node(p->e).index] = 1;
  for (size_t i = ad_graph_size(p->e->graph); i-- > 0;)
    for (size_t k = p->first[i]; k < p->first[i + 1]; k++) {
      size_t above = p->above[k].index;
      p->count[i] += p->count[above];
      p->steps[i] += p->steps[above] + p->count[above];
    }
}

struct paths paths_new(const struct explained *e)
{
  size_t n = ad_graph_size(e->graph);
  struct paths p = {.e = e,
                    .first = memory_new(n + 1, sizeof *p.first),
                    .count = memory_new(n, sizeof *p.count),
                    .steps = memory_new(n, sizeof *p.steps)};
  find_edges(&p);
  count_paths(&p);
  return p;
}

void paths_free(struct paths *p)
{
  free(p->first);
  free(p->above);
  free(p->count);
  free(p->steps);
}

/* --- one after the other -------------------------------------------------- */

static void push(struct path_walk *w, ad_ref x)
{
  if (w->n == w->room) {
    w->room = 2 * w->room + 16;
    w->nodes = memory_grow(w->nodes, w->room, sizeof *w->nodes);
    w->next = memory_grow(w->next, w->room, sizeof *w->next);
  }
  w->nodes[w->n] = x;
  w->next[w->n++] = w->paths->first[x.index];
}

struct path_walk path_begin(const struct paths *paths, ad_ref to)
{
  struct path_walk w = {.paths = paths};
  push(&w, to);
  return w;
}

/* Whoever was paid has a path up to the output: no step is in vain. */
int path_next(struct path_walk *w)
{
  while (w->n > 0) {
    size_t top = w->nodes[w->n - 1].index;
    size_t end = w->paths->first[top + 1];
    if (top == explain_output_node(w->paths->e).index &&
        w->next[w->n - 1] != SIZE_MAX) {
      w->next[w->n - 1] = SIZE_MAX; /* told, and left at the next call     */
      return 1;
    }
    if (w->next[w->n - 1] < end)
      push(w, w->paths->above[w->next[w->n - 1]++]);
    else
      w->n--;
  }
  return 0;
}

void path_end(struct path_walk *w)
{
  free(w->nodes);
  free(w->next);
}
