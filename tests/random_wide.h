/* SPDX-License-Identifier: GPL-3.0-or-later
   Random graphs of chains: elementwise operations over more than 8192 entries,
   of a few numbers and a large leaf that is data, some nodes frozen, some
   needed by no output.  Read random_graph.h before. */
#ifndef TEST_RANDOM_WIDE_H
#define TEST_RANDOM_WIDE_H

#include "random_graph.h"

/* Sums, or a step; now and then one that is frozen. */
static inline void grow_wide_node(grower *w)
{
  size_t how = test_below(w->r, 12);
  ad_ref x = grower_pick(w);
  if (how == 0)
    grower_keep(w, ad_tanh(w->b, ad_reduce(w->b, AD_OP_sum, x,
                                           (ad_axis)test_below(w->r, 3))));
  else if (how == 1)
    grower_keep(w, ad_stop_gradient(w->b, x));
  else
    grow_elementwise(w, grower_row(w->r));
  if (test_below(w->r, 4) == 0)
    w->nodes[w->n - 1] = ad_tanh(w->b, w->nodes[w->n - 1]);
  grower_mark(w);
}

/* Two or three outputs of 1 x 1; what they leave out is needed by none. */
static inline ad_graph *random_wide_graph(test_rng *r)
{
  static const size_t rows[] = {8192, 8193, 1, 97, 4500};
  static const size_t cols[] = {1, 1, 8195, 103, 2};
  grower w = {.b = test_builder(), .r = r};
  size_t shape = test_below(r, 5), outputs = 2 + test_below(r, 2);
  ad_ref x = grower_keep(&w, ad_leaf(w.b, "x0", 1, 1, AD_INPUT));
  ad_ref y = grower_keep(&w, ad_leaf(w.b, "x1", 2, 1, AD_INPUT));
  ad_ref many = grower_keep(&w, ad_leaf(w.b, "x2", rows[shape], cols[shape],
                                        AD_DATA));
  grower_keep(&w, ad_mul(w.b, many, ad_tanh(w.b, x)));
  grower_keep(&w, ad_sin(w.b, ad_slice(w.b, y, 1, 0, case_shape(1, 1))));
  size_t n = w.n + 6 + test_below(r, 10);
  while (w.n < n)
    grow_wide_node(&w);
  for (size_t i = 0; i < outputs; i++)
    ad_output(w.b, ad_reduce(w.b, AD_OP_sum, grower_pick(&w), AD_ALL));
  return test_finish(w.b);
}

#endif
