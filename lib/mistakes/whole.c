/* SPDX-License-Identifier: GPL-3.0-or-later
   Mistakes of a whole derivative: another one, a value, a sum of it, a factor
   too much; and changes of its written-out formula.  Read mistakes_data.h
   before. */
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"

/* What cannot be built is left out. */
static int is_there(ad_builder *b, ad_ref x)
{
  if (ad_builder_error(b)->status == AD_EINPUT)
    ad_builder_clear_error(b);
  return x.index != AD_NO_INDEX && ad_builder_error(b)->status == AD_OK;
}

static ad_status add_value(ad_builder *b, ad_ref z, const char *name,
                           ad_suspects *out)
{
  ad_status status = ad_suspect_add(out, b, AD_MISTAKE_value, z,
                                    "this is the value of %.80s", name);
  if (status == AD_OK)
    out->of[out->n - 1].stands = z;
  return status;
}

static ad_status add_derivative(ad_builder *b, ad_ref y, ad_ref x, ad_ref z,
                                const char *name, ad_suspects *out)
{
  ad_ref d;
  ad_error ignored = {0};
  if (z.index == x.index || z.index == y.index)
    return AD_OK;
  ad_status status = ad_claim_derive(b, y, z, &d, &ignored);
  if (status == AD_EINPUT)
    return AD_OK;
  return status == AD_OK
           ? ad_suspect_add(out, b, AD_MISTAKE_other_derivative, d,
                            "this is the derivative by %.80s", name)
           : status;
}

/* Where the product has the shape of the derivative. */
static ad_status add_extra(ad_builder *b, ad_ref truth, ad_ref z,
                           const char *name, ad_suspects *out)
{
  ad_shape due = ad_builder_shape(b, truth), s = ad_builder_shape(b, z);
  if ((s.rows != due.rows && s.rows != 1) ||
      (s.cols != due.cols && s.cols != 1))
    return AD_OK;
  ad_ref x = ad_mul(b, truth, z);
  if (!is_there(b, x))
    return AD_OK;
  ad_status status = ad_suspect_add(out, b, AD_MISTAKE_extra, x,
                                    "the factor %.80s is too much", name);
  if (status == AD_OK)
    out->of[out->n - 1].stands = z;
  return status;
}

/* The same times the slope of a function, z of u. */
static ad_status add_slope(ad_builder *b, ad_ref truth, ad_ref z, ad_ref u,
                           const char *name, ad_suspects *out)
{
  ad_ref d;
  ad_error ignored = {0};
  ad_shape due = ad_builder_shape(b, truth), s = ad_builder_shape(b, z);
  if (s.rows != due.rows || s.cols != due.cols ||
      ad_claim_derive(b, z, u, &d, &ignored) != AD_OK)
    return AD_OK;
  ad_shape slope = ad_builder_shape(b, d);
  if (slope.rows != due.rows || slope.cols != due.cols)
    return AD_OK;
  ad_ref x = ad_mul(b, truth, d);
  return is_there(b, x)
           ? ad_suspect_add(out, b, AD_MISTAKE_act_extra, x,
                            "the derivative of %.80s is too much", name)
           : AD_OK;
}

static ad_status add_sums(ad_builder *b, ad_ref truth, ad_suspects *out)
{
  static const struct {
    ad_axis axis;
    const char *words;
  } sums[] = {{AD_ALL, "all entries are"},
              {AD_OVER_ROWS, "every column is"},
              {AD_OVER_COLS, "every row is"}};
  ad_shape s = ad_builder_shape(b, truth);
  ad_status status = AD_OK;
  for (size_t k = 0; s.rows * s.cols > 1 && k < 3 && status == AD_OK; k++) {
    ad_ref x = ad_reduce(b, AD_OP_sum, truth, sums[k].axis);
    status = ad_suspect_add(out, b, AD_MISTAKE_summed, x,
                            "%s summed up, where each entry is to be kept",
                            sums[k].words);
  }
  return status;
}

/* The derivative of another output. */
static ad_status add_other_output(ad_builder *b, ad_ref y, ad_ref x,
                                  ad_ref truth, ad_ref other, const char *name,
                                  const char *by, ad_suspects *out)
{
  ad_ref d;
  ad_error ignored = {0};
  ad_shape due = ad_builder_shape(b, truth);
  if (other.index == y.index || other.index == x.index ||
      ad_claim_derive(b, other, x, &d, &ignored) != AD_OK)
    return ignored.status == AD_ENOMEM ? AD_ENOMEM : AD_OK;
  ad_shape s = ad_builder_shape(b, d);
  return s.rows == due.rows && s.cols == due.cols
           ? ad_suspect_add(out, b, AD_MISTAKE_other_derivative, d,
                            "this is d%.80s/d%.80s", name, by)
           : AD_OK;
}

/* Of all other outputs, of which there are few. */
static ad_status add_other_outputs(const ad_graph *g, ad_builder *b, ad_ref y,
                                   ad_ref x, ad_ref truth, ad_suspects *out)
{
  enum { FEW = 4 };
  ad_status status = AD_OK;
  for (size_t n = 0; n < ad_graph_outputs(g) && n < FEW && status == AD_OK;
       n++) {
    ad_ref other = ad_graph_output(g, n);
    if (ad_graph_name(g, other)[0])
      status = add_other_output(b, y, x, truth, other, ad_graph_name(g, other),
                                ad_graph_name(g, x), out);
  }
  return status;
}

ad_status ad_whole_make(const ad_mistakes *m, ad_builder *b, ad_ref y,
                        ad_ref x, ad_ref truth, ad_suspects *out)
{
  size_t sweeps = AD_VISITS_MOST / (size_t)(y.index + 1);
  ad_status status = add_sums(b, truth, out);
  if (status == AD_OK)
    status = add_other_outputs(ad_sheet_graph(m->sheet), b, y, x, truth, out);
  for (size_t n = 0; n < m->words.n_names && n < sweeps && status == AD_OK;
       n++) {
    const char *name = m->words.names[n];
    ad_ref z;
    if (!ad_builder_find(b, name, strlen(name), &z))
      continue;
    status = add_value(b, z, name, out);
    if (status == AD_OK)
      status = add_derivative(b, y, x, z, name, out);
    if (status == AD_OK)
      status = add_extra(b, truth, z, name, out);
    if (status == AD_OK && m->words.of[n] != SIZE_MAX)
      status = add_slope(
        b, truth, z, ad_graph_named(ad_sheet_graph(m->sheet), m->words.of[n]),
        name, out);
  }
  return status;
}
