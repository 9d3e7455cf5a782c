/* SPDX-License-Identifier: GPL-3.0-or-later
   All engines at one point.  Read engine_set.h before. */
#include "measure/engine_set.h"

#include <string.h>

static ad_status make(struct engines *e, const ad_graph *g, ad_error *err)
{
  ad_status status = ad_value_new(g, &e->value, err);
  if (status == AD_OK)
    status = ad_value_outputs_new(g, &e->plain, err);
  if (status == AD_OK)
    status = ad_forward_new_beside(e->plain, 1, &e->single, err);
  e->chunked = e->single;
  if (status == AD_OK && e->chunk > 1)
    status = ad_forward_new_beside(e->plain, e->chunk, &e->chunked, err);
  if (status == AD_OK)
    status = ad_tape_new(g, 1, &e->tape, err);
  if (status == AD_OK)
    status = ad_fd_new_beside(e->value, &e->fd, err);
  return status;
}

ad_status engines_make_few(struct engines *e, const ad_sheet *sheet,
                           size_t chunk, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t n = ad_graph_wrt_entries(g);

  *e = (struct engines){.chunk = n == 0 ? 1 : chunk < n ? chunk : n};
  ad_status status = make(e, g, err);
  if (status != AD_OK) {
    engines_free(e);
    return status;
  }
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    const double *x = ad_sheet_leaf(sheet, i);
    ad_value_set(e->value, i, x);
    ad_value_set(e->plain, i, x);
    ad_forward_set(e->single, i, x);
    if (e->chunked != e->single)
      ad_forward_set(e->chunked, i, x);
    ad_tape_set(e->tape, i, x);
  }
  return AD_OK;
}

ad_status engines_make(struct engines *e, const ad_sheet *sheet, size_t chunk,
                       ad_error *err)
{
  ad_status status = engines_make_few(e, sheet, chunk, err);
  return status == AD_OK ? engines_make_agree(e, err) : status;
}

ad_status engines_make_agree(struct engines *e, ad_error *err)
{
  ad_status status = ad_agree_new_beside(e->value, &e->agree, err);
  if (status != AD_OK) {
    engines_free(e);
    return status;
  }
  ad_agree_take_differences(e->agree, e->fd);
  return AD_OK;
}

void engines_pull(const struct engines *e, const ad_graph *g, size_t of,
                  double *row)
{
  ad_tape_reverse_unit(e->tape, of, 1);
  for (size_t w = 0; w < ad_graph_wrts(g); w++) {
    ad_shape shape = ad_graph_shape(g, ad_graph_wrt(g, w));
    size_t size = shape.rows * shape.cols;
    memcpy(row, ad_tape_adjoint(e->tape, w), size * sizeof *row);
    row += size;
  }
}

/* Some numbers for every value. */
size_t engines_agree_bytes(const struct engines *e)
{
  return 13 * ad_value_bytes(e->value);
}

/* The finite differences hold values at one more point. */
static size_t bytes_of(const struct engines *e)
{
  return 2 * ad_value_bytes(e->value) +
         ad_value_bytes(e->plain) +
         ad_forward_bytes(e->single) + ad_forward_bytes(e->chunked) +
         ad_tape_bytes(e->tape);
}

ad_status engines_check(const struct engines *e, size_t more, size_t limit,
                        ad_error *err)
{
  size_t need = bytes_of(e) + more;
  if (need <= limit)
    return AD_OK;
  return ad_fail(err, AD_ELIMIT,
                 "the engines need %zu bytes together, more than the %zu "
                 "allowed (see --max-memory)", need, limit);
}

void engines_keep_judge(struct engines *e)
{
  if (e->chunked != e->single)
    ad_forward_free(e->chunked);
  ad_forward_free(e->single);
  ad_tape_free(e->tape);
  ad_value_free(e->plain); /* whose plan forward mode shares              */
  *e = (struct engines){.value = e->value, .fd = e->fd, .agree = e->agree,
                        .chunk = e->chunk};
}

void engines_keep_value(struct engines *e)
{
  engines_keep_judge(e);
  ad_fd_free(e->fd);
  ad_agree_free(e->agree);
  *e = (struct engines){.value = e->value, .chunk = e->chunk};
}

void engines_free(struct engines *e)
{
  engines_keep_value(e);
  ad_value_free(e->value); /* whose plan those shared that judge          */
  *e = (struct engines){0};
}
