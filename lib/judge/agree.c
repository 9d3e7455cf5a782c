/* SPDX-License-Identifier: GPL-3.0-or-later
   See agree.h: points, sweeps, and what they tell but for the verdicts, which
   are agree_judge.c's. */
#include "base/grow.h"
#include "judge/agree_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engines/value_data.h"
#include "graph.h"
#include "graph/entry.h"

static ad_status make(const ad_graph *g, ad_value *beside, ad_agree **out,
                      ad_error *err)
{
  *out = NULL;
  size_t size = sizeof(ad_agree) + AD_OP_count * sizeof(const char *);
  ad_agree *a = calloc(1, size);
  if (!a)
    return ad_fail_memory(err, size);
  a->seen = SIZE_MAX;
  ad_status status = ad_bound_init(&a->bound, g, beside, err);
  if (status != AD_OK)
    goto fail;
  status = ad_sharp_init(&a->sharp, &a->bound, err);
  if (status != AD_OK)
    goto fail;
  status = ad_stencil_init(&a->stencil, &a->bound.program, err);
  if (status != AD_OK)
    goto fail;
  *out = a;
  return AD_OK;
fail:
  ad_agree_free(a);
  return status;
}

ad_status ad_agree_new(const ad_graph *g, ad_agree **out, ad_error *err)
{
  return make(g, NULL, out, err);
}

ad_status ad_agree_new_beside(ad_value *e, ad_agree **out, ad_error *err)
{
  return make(e->program.g, e, out, err);
}

void ad_agree_free(ad_agree *a)
{
  if (!a)
    return;
  ad_stencil_free(&a->stencil);
  ad_sharp_free(&a->sharp);
  ad_bound_free(&a->bound);
  free(a);
}

ad_status ad_agree_set(ad_agree *a, size_t leaf, const double *x)
{
  return ad_value_set(a->bound.point, leaf, x);
}

/* --- kinks ---------------------------------------------------------------- */

static void add_kink(ad_agree *a, const char *text)
{
  for (size_t i = 0; i < a->n_kinks; i++)
    if (a->kinks[i] == text)
      return;
  a->kinks[a->n_kinks++] = text; /* one a row at most */
}

static void find_kinks(ad_agree *a)
{
  const ad_program *p = &a->bound.program;
  a->n_kinks = 0;
  for (size_t i = 0; i < p->g->n; i++)
    if (a->stencil.varying[i] && p->g->nodes[i].arity > 0 &&
        ad_stencil_on_kink(p, i, a->bound.memory->value))
      add_kink(a, ad_op_get((ad_op)p->g->nodes[i].op)->kink);
}

const char *ad_agree_kink(const ad_agree *a, size_t i)
{
  return i < a->n_kinks ? a->kinks[i] : NULL;
}

/* --- S and W -------------------------------------------------------------- */

void ad_agree_take_differences(ad_agree *a, ad_fd *fd)
{
  a->fd = fd;
}

void ad_agree_sweep(ad_agree *a, size_t of)
{
  if (a->seen != a->bound.point->points) {
    ad_bound_evaluate(&a->bound);
    ad_sharp_forget(&a->sharp);
    find_kinks(a);
    a->seen = a->bound.point->points;
  }
  a->of = of;
  a->n_estimates = 0;
  a->swept = of < ad_graph_output_entries(a->bound.program.g);
  if (!a->swept)
    return;
  ad_bound_sweep(&a->bound, of);
  ad_sharp_sweep(&a->sharp, of);
}

int ad_agree_has(const ad_agree *a, size_t by)
{
  return a->swept && by < ad_graph_wrt_entries(a->bound.program.g);
}

size_t ad_agree_place(const ad_agree *a, size_t by)
{
  const ad_program *p = &a->bound.program;
  size_t entry, wrt = ad_entry_find(p->g, p->g->wrt, by, &entry);
  return p->value[p->g->wrt[wrt]] + entry;
}

double ad_agree_S(const ad_agree *a, size_t by)
{
  return ad_agree_has(a, by) ? a->bound.bar[ad_agree_place(a, by)]
                             : (double)NAN;
}

double ad_agree_W(const ad_agree *a, size_t by)
{
  const ad_graph *g = a->bound.program.g;
  if (!ad_agree_has(a, by))
    return (double)NAN;
  size_t entry, wrt = ad_entry_find(g, g->wrt, by, &entry);
  return fmax(0, a->bound.W[g->wrt[wrt]]);
}

double ad_agree_noise(const ad_agree *a)
{
  return a->swept ? a->sharp.noise : (double)NAN;
}

int ad_agree_singular(ad_agree *a, size_t by, ad_ref *out, size_t *entry)
{
  const ad_graph *g = a->bound.program.g;
  if (!ad_agree_has(a, by))
    return 0;
  size_t of_leaf, wrt = ad_entry_find(g, g->wrt, by, &of_leaf);
  return ad_bound_singular(&a->bound, g->wrt[wrt], of_leaf, &out->index,
                           entry);
}
