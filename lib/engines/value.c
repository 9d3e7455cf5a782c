/* SPDX-License-Identifier: GPL-3.0-or-later
   See value.h. */
#include "engines/value_data.h"

#include <stdlib.h>


static ad_status make(const ad_graph *g, ad_plan plan, ad_value **out,
                      ad_error *err)
{
  *out = calloc(1, sizeof **out);
  if (!*out)
    return ad_fail_memory(err, sizeof **out);
  ad_status status = ad_program_init(&(*out)->program, g, plan, err);
  if (status == AD_OK)
    status = ad_memory_init(&(*out)->memory, &(*out)->program, 0, err);
  if (status != AD_OK) {
    ad_value_free(*out);
    *out = NULL;
  }
  return status;
}

ad_status ad_value_new(const ad_graph *g, ad_value **out, ad_error *err)
{
  return make(g, AD_PLAN_ALL, out, err);
}

ad_status ad_value_outputs_new(const ad_graph *g, ad_value **out,
                               ad_error *err)
{
  return make(g, AD_PLAN_OUTPUTS, out, err);
}

void ad_value_free(ad_value *e)
{
  if (!e)
    return;
  ad_memory_free(&e->memory);
  ad_program_free(&e->program);
  free(e);
}

ad_status ad_value_set(ad_value *e, size_t leaf, const double *x)
{
  e->points++;
  return ad_program_set(&e->program, &e->memory, leaf, x);
}

void ad_value_sweep(ad_value *e)
{
  ad_program_evaluate(&e->program, &e->memory, 0);
}

const double *ad_value_at(const ad_value *e, ad_ref x)
{
  return x.index < e->program.g->n && e->program.value[x.index] != SIZE_MAX
           ? e->memory.value + e->program.value[x.index]
           : NULL;
}

size_t ad_value_bytes(const ad_value *e)
{
  return ad_program_bytes(&e->program) + ad_memory_bytes(&e->program, 0);
}
