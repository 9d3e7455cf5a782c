/* SPDX-License-Identifier: GPL-3.0-or-later
   One graph, two engines: a layer's gradient by forward and by reverse mode.
   l = sum(tanh(W x + b)) has 8 parameters and one output, so forward mode
   needs 8 directions, reverse mode one sweep.  Read gradcompare/graph.h,
   forward.h and tape.h first.

     cc both-ways.c $(pkg-config --cflags --libs gradcompare) */
#include <stdio.h>
#include <stdlib.h>

#include <gradcompare/forward.h>
#include <gradcompare/graph.h>
#include <gradcompare/tape.h>

enum { ROWS = 2, COLS = 3, PARAMETERS = ROWS * COLS + ROWS };

static const double W_values[ROWS * COLS] = {0.7, -1.2, 0.4, 0.3, 0.9, -0.5};
static const double x_values[COLS] = {1.3, -0.6, 2.1};
static const double b_values[ROWS] = {0.25, -0.35};

/* Leaves 0, 1, 2 are W, x, b; data is not differentiated by.  The builder
   remembers the first failure, so one check at the end is enough. */
static ad_status build(ad_graph **graph, ad_error *err)
{
  ad_builder *b = NULL;
  ad_status status = ad_builder_new(&b, err);

  if (status == AD_OK) {
    const ad_ref W = ad_leaf(b, "W", ROWS, COLS, AD_PARAM);
    const ad_ref x = ad_leaf(b, "x", COLS, 1, AD_DATA);
    const ad_ref bias = ad_leaf(b, "b", ROWS, 1, AD_PARAM);
    const ad_ref z = ad_add(b, ad_matmul(b, W, x), bias);

    ad_output(b, ad_reduce(b, AD_OP_sum, ad_tanh(b, z), AD_ALL));
    status = ad_builder_finish(b, graph, err);
  }
  ad_builder_free(b);
  return status;
}

/* The Jacobian of one output is its gradient, as one row. */
static ad_status compare(const ad_graph *graph, ad_error *err)
{
  const double *const values[] = {W_values, x_values, b_values};
  double forward[PARAMETERS], reverse[PARAMETERS];
  ad_forward *f = NULL;
  ad_tape *t = NULL;
  ad_status status = ad_forward_new(graph, 1, &f, err);

  if (status == AD_OK)
    status = ad_tape_new(graph, 1, &t, err);
  if (status != AD_OK)
    goto fail;
  for (size_t i = 0; i < ad_graph_leaves(graph); i++) {
    ad_forward_set(f, i, values[i]);
    ad_tape_set(t, i, values[i]);
  }
  ad_forward_jacobian(f, forward);
  ad_tape_jacobian(t, reverse);
  printf("l = %.10f\n\n", ad_tape_value(t, 0)[0]);
  printf("parameter  forward         reverse\n");
  for (int i = 0; i < PARAMETERS; i++) {
    if (i < ROWS * COLS)
      printf("W[%d,%d]     ", i / COLS + 1, i % COLS + 1);
    else
      printf("b[%d]       ", i - ROWS * COLS + 1);
    printf("%13.10f   %13.10f\n", forward[i], reverse[i]);
  }
  printf("\nsweeps     %-13d   1\n", PARAMETERS);
fail:
  ad_tape_free(t);
  ad_forward_free(f);
  return status;
}

int main(void)
{
  ad_error err = {0};
  ad_graph *graph = NULL;
  ad_status status = build(&graph, &err);

  if (status == AD_OK)
    status = compare(graph, &err);
  ad_graph_free(graph);
  if (status != AD_OK) {
    fprintf(stderr, "both-ways: %s\n", err.text);
    return EXIT_FAILURE;
  }
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("both-ways: standard output");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
