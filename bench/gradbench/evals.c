/* SPDX-License-Identifier: GPL-3.0-or-later
   The list of evals, and what several of them write or build.  Read evals.h
   before. */
#include "evals.h"

#include <string.h>

static const struct eval *const evals[] = {
  &eval_ba,   &eval_det, &eval_gmm,  &eval_hello,
  &eval_llsq, &eval_lse, &eval_lstm, &eval_ode,
};

const struct eval *eval_find(const char *name)
{
  for (size_t i = 0; i < sizeof evals / sizeof *evals; i++)
    if (strcmp(evals[i]->name, name) == 0)
      return evals[i];
  return NULL;
}

/* --- results -------------------------------------------------------------- */

json_t *json_append(json_t *list, json_t *value)
{
  if (json_array_append_new(list, value) == 0)
    return list;
  json_decref(list);
  return NULL;
}

json_t *json_list(const double *x, size_t n)
{
  json_t *list = json_array();
  for (size_t i = 0; list && i < n; i++)
    list = json_append(list, json_real(x[i]));
  return list;
}

json_t *json_rows(const double *x, size_t rows, size_t cols)
{
  json_t *list = json_array();
  for (size_t i = 0; list && i < rows; i++)
    list = json_append(list, json_list(x + i * cols, cols));
  return list;
}

json_t *output_number(const struct work *w)
{
  return json_real(w->result[0]);
}

json_t *output_list(const struct work *w)
{
  return json_list(w->result, w->n);
}

/* --- graphs --------------------------------------------------------------- */

ad_ref sum_of(ad_builder *b, ad_ref x, ad_axis axis)
{
  return ad_reduce(b, AD_OP_sum, x, axis);
}

ad_ref entry_of(ad_builder *b, ad_ref x, size_t i)
{
  return ad_slice(b, x, i, 0, (ad_shape){1, 1, 1, 1});
}
