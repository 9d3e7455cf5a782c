/* SPDX-License-Identifier: GPL-3.0-or-later
   W1 and W2 by hand.  Read hand.h before. */
#include "hand.h"

/* --- W1: h1 = 2 x, h2 = 2 h1^2, h3 = h1 + y, l = h2 h3: 5 operations ----- */

static void dag_plain(const struct problem *p, const double *x, double *y)
{
  (void)p;
  double h1 = 2 * x[0], h2 = 2 * (h1 * h1), h3 = h1 + x[1];
  *y = h2 * h3;
}

static void dag_derivative(const struct problem *p, const double *x, double *y,
                           double *J)
{
  (void)p;
  double h1 = 2 * x[0], h2 = 2 * (h1 * h1), h3 = h1 + x[1];
  *y = h2 * h3;
  J[0] = 2 * (4 * h1 * h3 + h2);
  J[1] = h2;
}

const struct hand hand_dag = {dag_plain, dag_derivative};

/* --- W2: Rosenbrock, 8 (n - 1) operations --------------------------------- */

static void rosenbrock_plain(const struct problem *p, const double *x,
                             double *y)
{
  double sum = 0;
  for (size_t i = 0; i + 1 < p->n; i++) {
    double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    sum += 100 * (a * a) + b * b;
  }
  *y = sum;
}

/* a_i once as the term of x_i, once as that of x_{i+1}: no carried value,
   so that the compiler can vectorise. */
static void rosenbrock_derivative(const struct problem *p,
                                  const double *restrict x,
                                  double *restrict y, double *restrict g)
{
  size_t last = p->n - 1;
  rosenbrock_plain(p, x, y);
  g[0] = -400 * (x[1] - x[0] * x[0]) * x[0] - 2 * (1 - x[0]);
  for (size_t i = 1; i < last; i++) {
    double before = x[i] - x[i - 1] * x[i - 1], a = x[i + 1] - x[i] * x[i];
    g[i] = 200 * before - 400 * a * x[i] - 2 * (1 - x[i]);
  }
  g[last] = 200 * (x[last] - x[last - 1] * x[last - 1]);
}

const struct hand hand_rosenbrock = {rosenbrock_plain, rosenbrock_derivative};

/* --- W2: Speelpenning, n - 1 operations ----------------------------------- */

static void speelpenning_plain(const struct problem *p, const double *x,
                               double *y)
{
  double product = x[0];
  for (size_t i = 1; i < p->n; i++)
    product *= x[i];
  *y = product;
}

/* The product of what stands before, times that of what stands behind. */
static void speelpenning_derivative(const struct problem *p,
                                    const double *restrict x,
                                    double *restrict y, double *restrict g)
{
  double before = 1, behind = 1;
  for (size_t i = 0; i < p->n; i++) {
    g[i] = before;
    before *= x[i];
  }
  for (size_t i = p->n; i-- > 0;) {
    g[i] *= behind;
    behind *= x[i];
  }
  *y = before;
}

const struct hand hand_speelpenning = {speelpenning_plain,
                                       speelpenning_derivative};
