/* SPDX-License-Identifier: GPL-3.0-or-later
   Finding single entries: which one of a stretched operand is read, which
   one of several nodes an index means.  Internal; read graph_data.h
   before. */
#ifndef AD_ENTRY_H
#define AD_ENTRY_H

#include "graph/graph_data.h"

/* The entry of operand a that entry (i, j) of the elementwise node x
   reads. */
static inline size_t ad_entry_read(const ad_node *x, const ad_node *a,
                                   size_t i, size_t j)
{
  return (a->rows == x->rows ? i : 0) * a->cols +
         (a->cols == x->cols ? j : 0);
}

/* The index from 0 that x, a number of a list, means; SIZE_MAX where there is
   none within 1 .. size. */
static inline size_t ad_entry_listed(double x, size_t size)
{
  if (!(x >= 1 && x <= (double)size) || x != (double)(size_t)x)
    return SIZE_MAX;
  return (size_t)x - 1;
}

/* How long the axis is that the list of a gather node x counts along. */
static inline size_t ad_entry_axis(const ad_graph *g, const ad_node *x)
{
  const ad_node *a = ad_operand_of(g, x, 0);
  return x->at[0] ? a->cols : a->rows;
}

/* The entries along which a cumsum node adds up: entry i of run r is number
   r * next + i * step. */
typedef struct ad_runs {
  size_t n, length, step, next;
} ad_runs;

static inline ad_runs ad_entry_runs(const ad_node *x)
{
  if (x->at[0] == AD_OVER_ROWS)
    return (ad_runs){x->cols, x->rows, x->cols, 1};
  return (ad_runs){x->rows, x->cols, 1, x->cols};
}

/* Which entry of its run entry e of a cumsum node is. */
static inline size_t ad_entry_in_run(const ad_node *x, size_t e)
{
  return x->at[0] == AD_OVER_ROWS ? e / x->cols : e % x->cols;
}

/* Which of the nodes list[], g->wrt or g->outputs, holds entry `index`,
   counted through all of them in order; *entry is its number there.  By
   bisection: the leaves may be as many as the entries. */
static inline size_t ad_entry_find(const ad_graph *g, const uint32_t *list,
                                   size_t index, size_t *entry)
{
  const size_t *first = list == g->wrt ? g->wrt_first : g->output_first;
  size_t low = 0, high = list == g->wrt ? g->n_wrt : g->n_outputs;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (first[middle] <= index)
      low = middle;
    else
      high = middle;
  }
  *entry = index - first[low];
  return low;
}

/* Group number g of a reduction node x: `count` entries of its operand,
   `step` apart, from `start` on. */
typedef struct ad_group {
  size_t start, step, count;
} ad_group;

static inline ad_group ad_group_of(const ad_graph *g, const ad_node *x,
                                   size_t number)
{
  const ad_node *a = ad_operand_of(g, x, 0);
  if (x->at[0] == AD_OVER_ROWS)
    return (ad_group){number, a->cols, a->rows};
  if (x->at[0] == AD_OVER_COLS)
    return (ad_group){number * a->cols, 1, a->cols};
  return (ad_group){0, 1, ad_entries(a)};
}

#endif
