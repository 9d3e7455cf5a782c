/* SPDX-License-Identifier: GPL-3.0-or-later
   See reach.h: what it allocates, and when it is needed; the sweeps are in
   reach_sweep.c. */
#include "engines/reach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int is_active(const ad_node *x)
{
  return (x->flags & AD_NODE_ACTIVE) != 0;
}

/* May entries of x, or of its operands, be left out? */
static int leaves_out(const ad_node *x)
{
  switch (ad_row_of(x)->form) {
  case AD_FORM_running:
  case AD_FORM_cut:
  case AD_FORM_put:
  case AD_FORM_list:
  case AD_FORM_blocks:
  case AD_FORM_diagonal:
  case AD_FORM_same:
    return 1;
  default:
    return ad_op_selects((ad_op)x->op);
  }
}

/* Can there be entries on no path from all seeds to all results? */
static int has_gaps(const ad_graph *g)
{
  for (size_t i = 0; i < g->n; i++)
    if (is_active(&g->nodes[i]) && leaves_out(&g->nodes[i]))
      return 1;
  return 0;
}

/* The most room that one node needs to be passed as a whole. */
static size_t whole_words(const ad_graph *g)
{
  size_t most = 0;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (!is_active(x) || x->arity == 0 || !ad_edges_whole(x))
      continue;
    size_t words = ad_entries(x);
    for (size_t o = 0; o < x->arity; o++)
      words += ad_entries(ad_operand_of(g, x, o));
    most = words > most ? words : most;
  }
  return most;
}

/* Marks the nodes that something but a product reads. */
static void find_readers(const ad_graph *g, unsigned char *read)
{
  memset(read, 0, g->n);
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (x->op == AD_OP_matmul || !is_active(x))
      continue;
    for (size_t o = 0; o < x->arity; o++)
      read[g->operands[x->operand + o]] = 1;
  }
}

ad_status ad_reach_init(ad_reach *w, const ad_program *p, ad_memory *m,
                        size_t k, size_t seeds, ad_error *err)
{
  *w = (ad_reach){0};
  if (seeds == 1 && !has_gaps(p->g))
    return AD_OK;
  size_t whole = whole_words(p->g) * sizeof(double);
  size_t bytes = ad_edges_bytes(p) + p->other_words + p->g->n + whole;
  if (bytes + ad_memory_bytes(p, k) > p->g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "the sweeps need %zu bytes, and %zu are allowed",
                   bytes + ad_memory_bytes(p, k), p->g->limit);
  ad_status status = ad_edges_init(&w->edges, p, m, p->other, err);
  if (status != AD_OK)
    return status;
  w->reached = malloc(p->other_words + 1);
  w->read = malloc(p->g->n);
  w->whole = malloc(whole + 1);
  if (!w->reached || !w->read || !w->whole)
    return ad_fail_memory(err, bytes);
  find_readers(p->g, w->read);
  return AD_OK;
}

void ad_reach_free(ad_reach *w)
{
  ad_edges_free(&w->edges);
  free(w->reached);
  free(w->read);
  free(w->whole);
}

/* The first row and column of x[rows x cols x k]. */
static int edge_is_finite(const ad_kernels *kernels, const ad_node *leaf,
                          size_t k, const double *x)
{
  int finite = kernels->all_finite(leaf->cols * k, x);
  for (size_t i = 1; i < leaf->rows; i++)
    finite &= ad_reach_is_finite(x + i * leaf->cols * k, k, 1, 0);
  return finite;
}

int ad_reach_adjoints_finite(const ad_reach *w, size_t k)
{
  const ad_program *p = w->edges.p;
  const double *other = w->edges.m->other;
  int finite = p->kernels->all_finite(p->n_wrt_scalars * k, other);
  for (size_t i = 0; i < p->g->n_wrt; i++) {
    const ad_node *leaf = &p->g->nodes[p->g->wrt[i]];
    const double *bar = other + p->other[p->g->wrt[i]] * k;
    if (ad_entries(leaf) > 1)
      finite &= w->read[p->g->wrt[i]] || (leaf->flags & AD_NODE_OUTPUT)
                  ? p->kernels->all_finite(ad_entries(leaf) * k, bar)
                  : edge_is_finite(p->kernels, leaf, k, bar);
  }
  return finite;
}

int ad_reach_is_finite(const double *x, size_t n, size_t k, size_t l)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(x[i * k + l]))
      return 0;
  return 1;
}
