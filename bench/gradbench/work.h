/* SPDX-License-Identifier: GPL-3.0-or-later
   An engine at work on a problem.  Each run hands all leaves over anew and
   sweeps, as if they had changed.  Read problem.h before. */
#ifndef GRADBENCH_WORK_H
#define GRADBENCH_WORK_H

#include "forward.h"
#include "problem.h"
#include "tape.h"
#include "value.h"

struct work {
  const struct problem *p;
  ad_value *value;      /* the one of the three that p->want asks for      */
  ad_tape *tape;
  ad_forward *forward;
  double *x;            /* room for the results of a derivative            */
  const double *result; /* after a run: result[n], of w or of its engine   */
  size_t n;
};

/* Plans the engine for a finished problem (borrowed), whose failure it is
   otherwise.  work_free is due either way. */
ad_status work_new(struct work *w, struct problem *p);
void work_free(struct work *w);

/* Sets all leaves. */
void work_set(struct work *w);

/* A run: the value of output 0; the gradient of the only output, a number. */
void work_value(struct work *w);
void work_gradient(struct work *w);

#endif
