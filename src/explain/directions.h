/* SPDX-License-Identifier: GPL-3.0-or-later
   What the sweeps begin with, as the command line has it: directions to go
   forward along (--wrt, --along), cotangents to go back from (--of,
   --cotangent).  Read entry_name.h before. */
#ifndef DIRECTIONS_H
#define DIRECTIONS_H

#include "cli/options.h"
#include "trace.h"
#include "worksheet/entry_name.h"

struct explained;

/* A forward sweep. */
struct direction {
  char *name;       /* what stands below the d: "w1", "W1[1,2]", or "t" where
                       several move by what is given                       */
  char *moves;      /* "w1 = 1, w2 = -0.5", as it was given; NULL: --wrt   */
  struct entry_name entry; /* of --wrt                                     */
  double *along;    /* along[wrt entries]                                  */
  ad_trace *trace;  /* NULL until it has been swept                        */
};

/* Reads --wrt (without it and --along the first variable) and --along.
   EXIT_FINE or, with a message that begins with `file`, EXIT_INPUT. */
int directions_read(struct explained *e, const char *file,
                    const struct options *options);
void directions_free(struct direction *directions, size_t n);

/* Reads --of and --cotangent into e->of, e->from and e->swept. */
int cotangent_read(struct explained *e, const char *file,
                   const struct options *options);

#endif
