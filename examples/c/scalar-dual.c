/* SPDX-License-Identifier: GPL-3.0-or-later
   The derivative of a program with a loop, by scalar dual numbers: Heron's
   method for the square root.  How often the loop runs depends on the data,
   and nobody wrote down a derivative; still, the tangent arrives at
   1/(2 sqrt(a)), one step behind the value.  Read gradcompare/dual.h first.

     cc scalar-dual.c $(pkg-config --cflags --libs gradcompare) -lm */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gradcompare/dual.h>

/* x <- (x + a/x)/2, until neither value nor tangent moves any more. */
static ad_dual heron(ad_dual a)
{
  const ad_dual half = ad_dual_constant(0.5);
  ad_dual x = a;
  double moved;
  int step = 0;

  printf("step  value           tangent\n");
  do {
    const ad_dual last = x;

    printf("%4d  %.12f  %.12f\n", step++, x.v, x.d);
    x = ad_dual_mul(half, ad_dual_add(x, ad_dual_div(a, x)));
    moved = fabs(x.v - last.v) + fabs(x.d - last.d);
  } while (moved > 1e-14 && step < 100);
  return x;
}

int main(void)
{
  const double a = 2.385;
  const ad_dual root = heron(ad_dual_variable(a));

  printf("\nby the loop     sqrt(%g) = %.12f, derivative %.12f\n", a, root.v,
         root.d);
  printf("by the formula  sqrt(%g) = %.12f, derivative %.12f\n", a, sqrt(a),
         1 / (2 * sqrt(a)));
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("scalar-dual: standard output");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
