/* SPDX-License-Identifier: GPL-3.0-or-later
   Read work.h before. */
#include "work.h"

#include <stdlib.h>

/* Tangents side by side, as many as fill two of the widest registers: past
   that a sweep gains little. */
enum { DIRECTIONS = 16 };

static size_t smaller(size_t a, size_t b)
{
  return a < b ? a : b;
}

ad_status work_new(struct work *w, struct problem *p)
{
  ad_error *err = &p->err;
  const size_t n = ad_graph_wrt_entries(p->graph);
  *w = (struct work){.p = p, .n = p->results ? p->results : n};
  if (p->want == WANT_VALUE)
    return ad_value_outputs_new(p->graph, &w->value, err);
  w->x = calloc(w->n, sizeof *w->x);
  w->result = w->x;
  if (!w->x)
    return ad_fail_memory(err, w->n * sizeof *w->x);
  if (p->want == WANT_REVERSE)
    return ad_tape_new(p->graph, 1, &w->tape, err);
  return ad_forward_new(p->graph,
                        p->directions ? p->directions : smaller(DIRECTIONS, n),
                        &w->forward, err);
}

void work_free(struct work *w)
{
  ad_value_free(w->value);
  ad_tape_free(w->tape);
  ad_forward_free(w->forward);
  free(w->x);
}

void work_set(struct work *w)
{
  for (size_t i = 0; i < w->p->n_leaves; i++)
    if (w->value)
      ad_value_set(w->value, i, w->p->leaf[i]);
    else if (w->tape)
      ad_tape_set(w->tape, i, w->p->leaf[i]);
    else
      ad_forward_set(w->forward, i, w->p->leaf[i]);
}

void work_value(struct work *w)
{
  const ad_ref output = ad_graph_output(w->p->graph, 0);
  work_set(w);
  ad_value_sweep(w->value);
  w->result = ad_value_at(w->value, output);
  w->n = ad_graph_entries(w->p->graph, output);
}

void work_gradient(struct work *w)
{
  work_set(w);
  if (w->tape)
    ad_tape_jacobian(w->tape, w->x);
  else
    ad_forward_jacobian(w->forward, w->x);
}
