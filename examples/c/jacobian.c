/* SPDX-License-Identifier: GPL-3.0-or-later
   A full Jacobian both ways: a point of the torus, from two angles to three
   coordinates.  Forward mode fills a column a sweep (2 sweeps), reverse mode
   a row a sweep (3 sweeps): count inputs and outputs, then choose.  Read
   gradcompare/graph.h, forward.h and tape.h first.

     cc jacobian.c $(pkg-config --cflags --libs gradcompare) */
#include <stdio.h>
#include <stdlib.h>

#include <gradcompare/forward.h>
#include <gradcompare/graph.h>
#include <gradcompare/tape.h>

enum { INPUTS = 2, OUTPUTS = 3 };

static const char *const output_names[OUTPUTS] = {"x", "y", "z"};

/* x = (R + r cos u) cos v,  y = (R + r cos u) sin v,  z = r sin u */
static ad_status build(double R, double r, ad_graph **graph, ad_error *err)
{
  ad_builder *b = NULL;
  ad_status status = ad_builder_new(&b, err);

  if (status == AD_OK) {
    const ad_ref u = ad_leaf(b, "u", 1, 1, AD_INPUT);
    const ad_ref v = ad_leaf(b, "v", 1, 1, AD_INPUT);
    const ad_ref tube = ad_number(b, r);
    const ad_ref distance =
        ad_add(b, ad_number(b, R), ad_mul(b, tube, ad_cos(b, u)));

    ad_output(b, ad_mul(b, distance, ad_cos(b, v)));
    ad_output(b, ad_mul(b, distance, ad_sin(b, v)));
    ad_output(b, ad_mul(b, tube, ad_sin(b, u)));
    status = ad_builder_finish(b, graph, err);
  }
  ad_builder_free(b);
  return status;
}

/* J[OUTPUTS x INPUTS]: the directions du = 1 and dv = 1, one sweep each. */
static ad_status jacobian_forward(const ad_graph *graph, const double *angles,
                                  double *J, ad_error *err)
{
  ad_forward *f = NULL;
  ad_status status = ad_forward_new(graph, 1, &f, err);

  if (status != AD_OK)
    return status;
  for (size_t j = 0; j < INPUTS; j++)
    ad_forward_set(f, j, &angles[j]);
  for (size_t j = 0; j < INPUTS; j++) {
    ad_forward_sweep_unit(f, j, 1);
    for (size_t i = 0; i < OUTPUTS; i++)
      J[i * INPUTS + j] = ad_forward_tangent(f, i)[0];
  }
  ad_forward_free(f);
  return AD_OK;
}

/* The same, one reverse sweep an output after one recording. */
static ad_status jacobian_reverse(const ad_graph *graph, const double *angles,
                                  double *J, ad_error *err)
{
  ad_tape *t = NULL;
  ad_status status = ad_tape_new(graph, 1, &t, err);

  if (status != AD_OK)
    return status;
  for (size_t j = 0; j < INPUTS; j++)
    ad_tape_set(t, j, &angles[j]);
  ad_tape_record(t);
  for (size_t i = 0; i < OUTPUTS; i++) {
    ad_tape_reverse_unit(t, i, 1);
    for (size_t j = 0; j < INPUTS; j++)
      J[i * INPUTS + j] = ad_tape_adjoint(t, j)[0];
  }
  ad_tape_free(t);
  return AD_OK;
}

static void print(const char *title, const double *J)
{
  printf("%s\n      d/du           d/dv\n", title);
  for (size_t i = 0; i < OUTPUTS; i++)
    printf("%s %13.10f  %13.10f\n", output_names[i], J[i * INPUTS],
           J[i * INPUTS + 1]);
}

int main(void)
{
  const double angles[INPUTS] = {0.8, 2.3};
  double forward[OUTPUTS * INPUTS], reverse[OUTPUTS * INPUTS];
  ad_error err = {0};
  ad_graph *graph = NULL;
  ad_status status = build(2.5, 0.7, &graph, &err);

  if (status == AD_OK)
    status = jacobian_forward(graph, angles, forward, &err);
  if (status == AD_OK)
    status = jacobian_reverse(graph, angles, reverse, &err);
  ad_graph_free(graph);
  if (status != AD_OK) {
    fprintf(stderr, "jacobian: %s\n", err.text);
    return EXIT_FAILURE;
  }
  print("forward, 2 sweeps", forward);
  print("\nreverse, 3 sweeps", reverse);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("jacobian: standard output");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
