/* SPDX-License-Identifier: GPL-3.0-or-later
   Rules that others use, on the same values: PyTorch's gradcheck (|a - n| <=
   1e-5 + 1e-3 |n|, two points, step 1e-6), JAX's check_grads with its
   defaults for double precision (1e-5 + 1e-5 |n|, two points, step 1e-4), and
   GSL's error estimate at the step 1e-4 of its own tests, once and ten times.
   Their frameworks are not run.  Read rates.h before. */
#include <gsl/gsl_deriv.h>
#include <math.h>

#include "rates.h"

struct line {
  ad_fd *fd;
  size_t of, by;
};

static double value_at(double t, void *state)
{
  const struct line *l = state;
  return ad_fd_at(l->fd, l->of, l->by, t, NULL);
}

struct forms rates_forms(ad_fd *fd, size_t of, size_t by)
{
  static const double steps[2] = {1e-6, 1e-4};
  struct line line = {fd, of, by};
  gsl_function f = {value_at, &line};
  struct forms out;
  double x = ad_fd_base(fd, by);
  for (size_t i = 0; i < 2; i++)
    out.two_point[i] =
      (value_at(x + steps[i], &line) - value_at(x - steps[i], &line)) /
      (2 * steps[i]);
  gsl_deriv_central(&f, x, 1e-4, &out.gsl, &out.gsl_error);
  return out;
}

static int is_close(double a, double n, double absolute, double relative)
{
  return fabs(a - n) <= absolute + relative * fabs(n); /* a NaN is not */
}

int rates_passes(enum rule rule, const struct forms *forms, double derivative)
{
  switch (rule) {
  case RULE_PYTORCH:
    return is_close(derivative, forms->two_point[0], 1e-5, 1e-3);
  case RULE_JAX:
    return is_close(derivative, forms->two_point[1], 1e-5, 1e-5);
  case RULE_GSL:
    return is_close(derivative, forms->gsl, forms->gsl_error, 0);
  default:
    return is_close(derivative, forms->gsl, 10 * forms->gsl_error, 0);
  }
}
