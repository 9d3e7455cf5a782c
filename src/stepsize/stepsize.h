/* SPDX-License-Identifier: GPL-3.0-or-later
   What `stepsize` finds out about difference quotients, apart from how it is
   shown: the error of four of them against the step, from 1e-1 down to
   1e-16, where each is best, and how it falls and rises beside that.  Read
   engine_set.h and fit.h before.

   A step h is relative: it stands for h times a scale, max(1, |x|), or |x|
   where that is below 1e-6, and is made (x + h scale) - x, so that x + h is a
   double.  With f at x:

     one-sided   (f(x + h) - f(x)) / h                        error ~ h
     central     (f(x + h) - f(x - h)) / 2h                         ~ h^2
     five-point  (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12h
                                                                    ~ h^4
     GSL         gsl_deriv_central, begun at h

   and rounding in f costs all of them about eps |f| / h. */
#ifndef STEPSIZE_H
#define STEPSIZE_H

#include "measure/engine_set.h"
#include "measure/fit.h"

enum stepsize_method {
  STEPSIZE_ONE_SIDED,
  STEPSIZE_CENTRAL,
  STEPSIZE_FIVE_POINT,
  STEPSIZE_GSL,
  STEPSIZE_METHODS
};

enum {
  STEPSIZE_DECADE = 8,  /* steps in a decade                               */
  STEPSIZE_DECADES = 15,
  STEPSIZE_POINTS = STEPSIZE_DECADE * STEPSIZE_DECADES + 1
};

struct stepsize_point {
  double h;    /* relative: 10^(-1 - i/8)                                  */
  double step; /* what it came to; 0 where x + h = x                       */
  double value[STEPSIZE_METHODS], error[STEPSIZE_METHODS]; /* NAN: none    */
  double bar;  /* GSL's own bound on its error                             */
  double chosen; /* the step of the result that GSL gave                   */
  ad_fd_reason near, far; /* of the points x +- h; and x +- 2h             */
};

/* How a method does. */
struct stepsize_best {
  size_t at;       /* the best step: points[at]; STEPSIZE_POINTS: none     */
  double error;    /* the largest error at it and two steps to either side */
  struct loglog truncation; /* of the branch of large steps                */
  struct loglog rounding;   /* of that of small ones                       */
};

struct stepsize {
  size_t of, by;           /* which derivative                             */
  double x, f, scale;      /* of steps                                     */
  double forward, reverse; /* the truth, twice                             */
  ad_judgement judged;     /* of both, by rule R1                          */
  double floor;            /* the truth may be wrong by so much            */
  double noise;            /* and f, by rounding                           */
  ad_fd_estimate estimate; /* of `compare`; left and right at a kink       */
  ad_judgement compared;   /* its verdict on that                          */
  struct stepsize_point points[STEPSIZE_POINTS];
  struct stepsize_best best[STEPSIZE_METHODS];
};

/* The name of a method, the power of h in its truncation error (GSL: 0), and
   the best step in theory, eps^(1 / (power + 1)). */
const char *stepsize_name(enum stepsize_method method);
int stepsize_power(enum stepsize_method method);
double stepsize_theory(enum stepsize_method method);

/* Column `by` of the gradient of output entry `of`, among first .. first + n
   - 1: of the 32 largest entries the first with a truncation error that shows,
   by the central formula or else the one-sided; else the largest.  Entries
   that are not finite count last. */
size_t stepsize_choose(struct engines *e, const ad_graph *g, size_t of,
                       size_t first, size_t n);

/* Computes the truth by both modes, and the errors against that of reverse
   mode. */
void stepsize_gather(struct stepsize *s, struct engines *e, const ad_graph *g,
                     size_t of, size_t by);

/* What both modes may be off the truth by; 0 where they disagree. */
double stepsize_off(const struct stepsize *s);

/* The size of rounding in a quotient of step h: eps noise / h. */
double stepsize_rounding(const struct stepsize *s, double step);

/* Is the error of a point so large that rounding has no part in it? */
int stepsize_is_truncation(const struct stepsize *s,
                           const struct stepsize_point *p,
                           enum stepsize_method method);

/* Is even at the best step no digit of the derivative right? */
int stepsize_is_lost(const struct stepsize *s, enum stepsize_method method);

/* The largest step (its index) from which on downwards all formulas are
   clean; STEPSIZE_POINTS: none is. */
size_t stepsize_first_clean(const struct stepsize *s);

#endif
