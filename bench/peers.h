/* SPDX-License-Identifier: GPL-3.0-or-later
   Other tools, as programs of their own: one run a workload, so that none
   disturbs another.  Read problem.h before.

   A peer is called with the workload's name, the file that problem_export
   wrote, the seconds of a sample and the number of samples; the worksheet,
   where there is one, and its --dim are in SHEET and DIMS.  It prints lines

     METHOD,MEDIAN,LEAST,MOST,CPU,BYTES,ERROR
     METHOD,MEDIAN,LEAST,MOST,CPU,BYTES,ERROR,WALL1,CPU1,WALL2,CPU2,WALL3,CPU3

   with times in seconds and the error as problem_error defines it, and
   nothing for a workload that it does not know.  The second has the medians of
   three rounds.  Before each the peer prints a line, "turn", and waits for one
   on its standard input: the library has measured the same in between. */
#ifndef PEERS_H
#define PEERS_H

#include "bench.h"
#include "problem.h"

struct peer {
  const char *tool;
  const char *command; /* for the shell, without the arguments above       */
};

/* Adds the peer's rows.  A peer that fails, or whose derivative is off by
   more than a billionth, is complained of and left out. */
void peer_measure(const struct peer *peer, const struct problem *p,
                  const struct pace *pace, struct rows *rows);

#endif
