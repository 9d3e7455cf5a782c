/* SPDX-License-Identifier: GPL-3.0-or-later
   Newton's method on Rosenbrock's valley: the gradient and the Hessian are
   nodes of the graph, made by differentiating it twice, and the step is one
   more, -H^-1 g; an iteration is one evaluation.  From the traditional start it
   takes six steps.  Read gradcompare/symbolic.h and value.h first.

     cc newton.c $(pkg-config --cflags --libs gradcompare) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gradcompare/graph.h>
#include <gradcompare/symbolic.h>
#include <gradcompare/value.h>

/* What an iteration reads. */
struct nodes {
  ad_ref f, g, step;
};

/* f = (1 - x1)^2 + 100 (x2 - x1^2)^2 */
static ad_ref rosenbrock(ad_builder *b, ad_ref x)
{
  const ad_shape one = {1, 1, 1, 1};
  const ad_ref x1 = ad_slice(b, x, 0, 0, one);
  const ad_ref x2 = ad_slice(b, x, 1, 0, one);
  const ad_ref slope = ad_sub(b, ad_number(b, 1), x1);
  const ad_ref valley = ad_sub(b, x2, ad_square(b, x1));

  return ad_add(b, ad_square(b, slope),
                ad_mul(b, ad_number(b, 100), ad_square(b, valley)));
}

static ad_status build(ad_graph **graph, struct nodes *nodes, ad_error *err)
{
  ad_builder *b = NULL;
  ad_ref H = {AD_NO_INDEX};
  ad_status status = ad_builder_new(&b, err);

  if (status == AD_OK) {
    const ad_ref x = ad_leaf(b, "x", 2, 1, AD_INPUT);

    nodes->f = rosenbrock(b, x);
    status = ad_derivative(b, nodes->f, x, &nodes->g, err);
    if (status == AD_OK)
      status = ad_derivative(b, nodes->g, x, &H, err);
  }
  if (status == AD_OK) {
    nodes->step = ad_neg(b, ad_solve(b, H, nodes->g));
    ad_output(b, nodes->step);
    status = ad_builder_finish(b, graph, err);
  }
  ad_builder_free(b);
  return status;
}

static void iterate(ad_value *e, const struct nodes *nodes)
{
  double x[2] = {-1.2, 1}, norm;
  int k = 0;

  printf(" k        x1        x2          f   |gradient|\n");
  do {
    ad_value_set(e, 0, x);
    ad_value_sweep(e);
    const double *g = ad_value_at(e, nodes->g);
    const double *step = ad_value_at(e, nodes->step);

    norm = hypot(g[0], g[1]);
    printf("%2d %9.6f %9.6f %10.3e %12.3e\n", k, x[0], x[1],
           ad_value_at(e, nodes->f)[0], norm);
    x[0] += step[0];
    x[1] += step[1];
  } while (norm > 1e-8 && ++k < 20);
}

int main(void)
{
  ad_error err = {0};
  ad_graph *graph = NULL;
  ad_value *e = NULL;
  struct nodes nodes;
  ad_status status = build(&graph, &nodes, &err);

  if (status == AD_OK)
    status = ad_value_new(graph, &e, &err);
  if (status == AD_OK)
    iterate(e, &nodes);
  ad_value_free(e);
  ad_graph_free(graph);
  if (status != AD_OK) {
    fprintf(stderr, "newton: %s\n", err.text);
    return EXIT_FAILURE;
  }
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("newton: standard output");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
