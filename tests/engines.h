/* SPDX-License-Identifier: GPL-3.0-or-later
   Both engines at a point, for the suites: Jacobians by either mode, output
   values, finite differences by GSL.  A point x holds the entries of all
   leaves, in order of declaration; results are to be freed.  Read
   check_near.h before. */
#ifndef TEST_ENGINES_H
#define TEST_ENGINES_H

#include <gsl/gsl_deriv.h>
#include <string.h>

#include "check_near.h"
#include "forward.h"
#include "tape.h"
#include "value.h"

static inline ad_builder *test_builder(void)
{
  ad_builder *b;
  ad_error err = {0};
  check_ok(ad_builder_new(&b, &err), err);
  return b;
}

/* The graph of b, which is freed. */
static inline ad_graph *test_finish(ad_builder *b)
{
  ad_graph *g;
  ad_error err = {0};
  check_ok(ad_builder_finish(b, &g, &err), err);
  ad_builder_free(b);
  return g;
}

static inline size_t test_entries(ad_shape s)
{
  return s.rows * s.cols;
}

/* Entries of all leaves together. */
static inline size_t test_point_size(const ad_graph *g)
{
  size_t n = 0;
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    n += test_entries(ad_graph_shape(g, ad_graph_leaf(g, i)));
  return n;
}

/* Where wrt entry number `by` stands in a point. */
static inline size_t test_point_index(const ad_graph *g, size_t by)
{
  for (size_t w = 0; w < ad_graph_wrts(g); w++) {
    ad_ref leaf = ad_graph_wrt(g, w);
    size_t n = test_entries(ad_graph_shape(g, leaf)), at = 0;
    if (by >= n) {
      by -= n;
      continue;
    }
    for (size_t i = 0; ad_graph_leaf(g, i).index != leaf.index; i++)
      at += test_entries(ad_graph_shape(g, ad_graph_leaf(g, i)));
    return at + by;
  }
  ck_abort_msg("entry %zu is not of a wrt leaf", by);
  return 0;
}

/* set(engine, leaf number, values) for every leaf. */
#define TEST_SET_LEAVES(set, engine, g, x)                                   \
  for (size_t i_ = 0, at_ = 0; i_ < ad_graph_leaves(g); i_++) {              \
    set(engine, i_, (x) + at_);                                              \
    at_ += test_entries(ad_graph_shape(g, ad_graph_leaf(g, i_)));            \
  }

static inline ad_value *test_value(const ad_graph *g)
{
  ad_value *e;
  ad_error err = {0};
  check_ok(ad_value_new(g, &e, &err), err);
  return e;
}

static inline ad_forward *test_forward(const ad_graph *g, size_t chunk)
{
  ad_forward *f;
  ad_error err = {0};
  check_ok(ad_forward_new(g, chunk, &f, &err), err);
  return f;
}

static inline ad_tape *test_tape(const ad_graph *g, size_t chunk)
{
  ad_tape *t;
  ad_error err = {0};
  check_ok(ad_tape_new(g, chunk, &t, &err), err);
  return t;
}

/* J[m x n] by either mode, engines made and freed. */
static inline double *test_forward_jacobian(const ad_graph *g, size_t chunk,
                                            const double *x)
{
  ad_forward *f = test_forward(g, chunk);
  double *J = test_alloc(ad_graph_output_entries(g) * ad_graph_wrt_entries(g),
                         sizeof *J);
  TEST_SET_LEAVES(ad_forward_set, f, g, x)
  ad_forward_jacobian(f, J);
  ad_forward_free(f);
  return J;
}

static inline double *test_reverse_jacobian(const ad_graph *g, size_t chunk,
                                            const double *x)
{
  ad_tape *t = test_tape(g, chunk);
  double *J = test_alloc(ad_graph_output_entries(g) * ad_graph_wrt_entries(g),
                         sizeof *J);
  TEST_SET_LEAVES(ad_tape_set, t, g, x)
  ad_tape_jacobian(t, J);
  ad_tape_free(t);
  return J;
}

/* Entry `of` of all outputs together, after a sweep. */
static inline double test_output_entry(const ad_graph *g, const ad_value *e,
                                       size_t of)
{
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    size_t n = test_entries(ad_graph_shape(g, ad_graph_output(g, i)));
    if (of < n)
      return ad_value_at(e, ad_graph_output(g, i))[of];
    of -= n;
  }
  ck_abort_msg("there is no output entry %zu", of);
  return 0;
}

/* One output entry as a function of one entry of the point, for GSL. */
typedef struct test_line {
  const ad_graph *g;
  ad_value *e;
  double *x;
  size_t of, at;
} test_line;

static inline double test_line_value(double t, void *state)
{
  test_line *line = state;
  double kept = line->x[line->at];
  line->x[line->at] = t;
  TEST_SET_LEAVES(ad_value_set, line->e, line->g, line->x)
  line->x[line->at] = kept;
  ad_value_sweep(line->e);
  return test_output_entry(line->g, line->e, line->of);
}

/* J[m x n] by central differences of step h, and GSL's error estimates. */
static inline void test_differences(const ad_graph *g, double *x, double h,
                                    double *J, double *error)
{
  size_t m = ad_graph_output_entries(g), n = ad_graph_wrt_entries(g);
  test_line line = {.g = g, .e = test_value(g), .x = x};
  gsl_function f = {test_line_value, &line};
  for (line.of = 0; line.of < m; line.of++)
    for (size_t by = 0; by < n; by++) {
      size_t entry = line.of * n + by;
      line.at = test_point_index(g, by);
      gsl_deriv_central(&f, x[line.at], h, &J[entry], &error[entry]);
    }
  ad_value_free(line.e);
}

#endif
