/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of an ad_fd, for the files that take differences: fd.c (its
   interface), fd_steps.c (which steps), fd_sides.c (kinks and jumps),
   fd_wide.c (wider stencils) and ladder.c (whether quotients settle).
   Internal; read fd.h before. */
#ifndef AD_FD_DATA_H
#define AD_FD_DATA_H

#include <gsl/gsl_deriv.h>

#include "fd.h"
#include "judge/fd_points.h"

struct ad_fd {
  ad_memo memo;
  size_t of;      /* the output entry that GSL sees                        */
  double nearest; /* the least |t - x| that GSL asked for                  */
};

/* Steps go by the size of what moves. */
typedef struct ad_fd_scale {
  double x;     /* where it stands                                         */
  double first; /* a hundredth of its size                                 */
  double least; /* no step below, for x + h; 0: there is no such limit     */
  double wide;  /* the largest step, where small ones drown in rounding    */
  double size;  /* a hundred times that: its own size, or 1 if that is more */
} ad_fd_scale;

/* What an estimate is of. */
typedef struct ad_fd_aim {
  ad_fd *fd;           /* who takes it, borrowed                           */
  size_t of, by;       /* an output entry, by a wrt entry                  */
  const double *along; /* or along a direction, borrowed; NULL: by `by`    */
} ad_fd_aim;

/* Turns aim->fd to it. */
void ad_fd_turn(const ad_fd_aim *aim);

/* fd_steps.c: steps for what fd is turned to; number k, so that x + h is a
   double, 0 past the last; the estimate by central differences at the best of
   them, or the reason why there is none. */
ad_fd_scale ad_fd_scale_of(const ad_fd *fd);
double ad_fd_step(const ad_fd_scale *s, size_t k);
void ad_fd_search(ad_fd *fd, ad_fd_estimate *out);

/* What is wrong with the two points x +- h (see stencil.h). */
unsigned ad_fd_dirt(ad_fd *fd, double h);

/* The five-point rule on x +- h, x +- h/2, which is GSL's first result. */
double ad_fd_five_points(ad_fd *fd, double h);

typedef int ad_deriv_rule(const gsl_function *f, double x, double h,
                          double *result, double *abserr);

/* Runs a rule of GSL from step h; false where its value is not finite. */
int ad_fd_run(ad_fd *fd, ad_deriv_rule *rule, double h, double *value,
              double *error);

/* What stands between the wrt entry that fd is turned to and the one that its
   reader means: a shift's node at 0; 0 for all others. */
double ad_fd_offset(const ad_fd *fd);

/* What is to be said of dirt (not 0, see stencil.h): a kink, of what is a kink
   or a jump. */
ad_fd_reason ad_fd_reason_of(unsigned dirt);

/* fd_sides.c: fills in the slopes to both sides of a kink and, where `dirt`
   has a node that goes in steps, whether the output jumps. */
void ad_fd_look_aside(ad_fd *fd, const ad_fd_scale *s, unsigned dirt,
                      ad_fd_estimate *out);

/* Does the output jump between x and t? */
int ad_fd_jumps(ad_fd *fd, double t);

#endif
