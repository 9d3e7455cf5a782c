/* SPDX-License-Identifier: GPL-3.0-or-later
   The Taylor-remainder test of a gradient, which needs no tolerance: along a
   random direction d,

     r0(h) = |f(x + h d) - f(x)|              falls like h,
     r1(h) = |f(x + h d) - f(x) - h g.d|      like h^2 where g is the gradient,
                                              and like h where it is not.

   g.d comes from one forward sweep in direction d, and from the gradient of
   reverse mode.  f is an output entry, or u'y for an output y of several and
   a random cotangent u.  Read engine_set.h and fit.h before.  Source:
   Farrell, Ham, Funke and Rognes, Automated derivation of the adjoint of
   high-level transient finite element programs, SIAM J. Sci. Comput. 35
   (2013), section 5. */
#ifndef TAYLOR_H
#define TAYLOR_H

#include "measure/engine_set.h"
#include "measure/fit.h"

enum taylor_mode { TAYLOR_FORWARD, TAYLOR_REVERSE, TAYLOR_MODES };

enum {
  TAYLOR_STEPS = 50,  /* h = 1/2, 1/4, ...                                 */
  TAYLOR_FITTED = 6   /* at most, the smallest that rounding leaves alone:
                         of a gradient that is nearly right, only those tell */
};

enum taylor_verdict { TAYLOR_RIGHT, TAYLOR_WRONG, TAYLOR_UNKNOWN };

struct taylor_step {
  double h, r0, r1[TAYLOR_MODES];
  ad_fd_reason reason; /* what is wrong with x + h d                       */
  double noise;        /* rounding may make so much of a remainder         */
};

struct taylor_judgement {
  struct loglog slope; /* of r1                                            */
  enum taylor_verdict verdict;
  int linear;          /* right, and r1 is (almost) rounding only          */
  ad_reason reason;    /* of TAYLOR_UNKNOWN; NONE: the slope is neither    */
};

struct taylor {
  size_t n, m;        /* entries of all wrt leaves, of all outputs         */
  size_t first, count; /* the output entries that make f                   */
  size_t output;      /* the output they belong to                         */
  double *d, *u;      /* d[n]; u[m], 0 outside of those entries            */
  double f;           /* at x                                              */
  double gd[TAYLOR_MODES];
  double bound;       /* the two may differ by so much, by rule R1         */
  double off;         /* and both be off the truth by so much (agree.h)    */
  double noise;       /* rounding in f                                     */
  struct taylor_step steps[TAYLOR_STEPS];
  struct loglog slope0; /* of r0                                           */
  struct taylor_judgement judged[TAYLOR_MODES];
};

/* Draws d and u from the seed, computes g.d by both modes, and measures.  f
   is made of `count` entries, from entry `first` on, of output number
   `output`, whose entries begin at `begin` among those of all outputs; one
   entry is taken as it is.  EXIT_FINE or, with a message, EXIT_SYSTEM.  The
   caller calls taylor_free in any case. */
int taylor_gather(struct taylor *t, struct engines *e, const ad_graph *g,
                  size_t output, size_t begin, size_t first, size_t count,
                  unsigned long seed);
void taylor_free(struct taylor *t);

/* Measures and judges anew, with the g.d that stand in t. */
void taylor_measure(struct taylor *t, ad_fd *fd, const ad_graph *g);

/* The same test of a gradient that is claimed, claimed[n] for the entries
   `at` ... of all wrt leaves: along the d of `base` there, and 0 elsewhere.  f
   is the only entry of its output.  The caller calls taylor_free. */
void taylor_claimed(struct taylor *t, const struct taylor *base,
                    struct engines *e, const ad_graph *g, size_t at, size_t n,
                    const double *claimed);

/* Is no digit of g.d known? */
int taylor_is_lost(const struct taylor *t);

/* Of both modes the worst: wrong, unknown, right. */
enum taylor_verdict taylor_verdict(const struct taylor *t);

#endif
