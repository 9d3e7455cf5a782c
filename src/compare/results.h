/* SPDX-License-Identifier: GPL-3.0-or-later
   What `compare` finds out, apart from how it is shown: the Jacobian by
   forward and by reverse mode, finite differences, and the judgement of
   every entry.  Read measure.h before. */
#ifndef RESULTS_H
#define RESULTS_H

#include "cli/options.h"
#include "measure/measure.h"
#include "worksheet/load.h"
#include "worksheet/parts.h"

/* How the entries of a block of the Jacobian were judged. */
struct tally {
  size_t entries;      /* of the block                                     */
  size_t swept;        /* of them, those that forward mode took            */
  size_t checked;      /* and those with finite differences                */
  size_t engines[3];   /* forward against reverse, by ad_verdict           */
  size_t fd[3];        /* of those checked, by ad_verdict                  */
  size_t weak;         /* agree, but their terms cancel                    */
  size_t faint;        /* differences agree, but see them coarsely         */
  size_t smooth;       /* agree at a kink: both slopes are the derivative  */
  double engines_worst; /* largest |forward - reverse| / bound             */
  double fd_worst;      /* largest |reverse - fd| / tolerance              */
};

/* What was found of an output entry along a direction d (rule R3). */
struct along {
  double forward, reverse; /* its tangent; its gradient times d            */
  ad_fd_estimate fd;
  ad_judgement judged;
};

/* What is kept of the judgement of an entry without differences, and, if
   forward mode took it, of how far the two are apart: of ten million entries
   ten have the one, and none the other. */
struct kept {
  unsigned engines : 8, reason : 8;
  unsigned weak : 1, lost : 1, decided : 1, estimated : 1;
};
struct apart {
  double bound, off;
};

struct results {
  const ad_source *source; /* of the sheet                                 */
  const ad_sheet *sheet;
  const ad_graph *graph;
  struct engines engines;    /* once all is found, `value` alone           */
  size_t m, n; /* entries of all outputs; of all wrt leaves                */
  size_t n_outputs, n_wrts;
  struct part *outputs, *wrts;
  int names_outputs, names_wrts; /* does --show name any?  See choice.h    */
  double *reverse;           /* the Jacobian [m x n]                       */
  double *forward;           /* the same, or of chosen[] only; see
                                results_forward                            */
  ad_judgement *judged;      /* judged[n_chosen]; see results_judged       */
  struct kept *kept;         /* kept[m x n]; NULL where all were chosen    */
  struct apart *apart;       /* apart[m x n]; NULL there, and where forward
                                mode took the chosen entries only          */
  int few_forward;           /* forward mode took the chosen entries only  */
  int few_rows;              /* and bounds were swept for rows[] only      */
  size_t n_chosen;           /* entries that are checked one by one        */
  size_t *chosen;            /* their places of*n + by, ascending          */
  unsigned char *is_chosen;  /* a bit for each of the m x n entries        */
  ad_fd_estimate *fd;        /* fd[n_chosen]; NULL: none are taken         */
  size_t n_directions;       /* 0 where all entries are checked            */
  struct directions *directions; /* see results_direction                  */
  size_t n_rows, *rows;      /* the output entries that are looked at along
                                them, ascending: all, or a sample          */
  struct along *along;       /* along[n_rows x n_directions]               */
  ad_cost counted;           /* of the sweeps, with the engines' chunk     */
  double chunked_seconds, reverse_seconds, fd_seconds; /* what they took;
                                0: not done in full                        */
  size_t computed_bytes, kept_bytes; /* of values; of those that the reverse
                                        sweep needs                        */
  double twice_flops; /* of second derivatives: one sweep of forward mode over
                         forward mode; 0: not counted                      */
  const struct against *against; /* what another program found; NULL: none */
  size_t n_kinks;
  const char **kinks; /* conventions that were used, by the op table      */
};

/* Evaluates the loaded sheet (borrowed), and differentiates it by both modes;
   then the engines may be freed that have swept, results_take_differences takes
   finite differences, and results_judge makes all verdicts.  EXIT_FINE or,
   with a message that begins with `name`, EXIT_SYSTEM or EXIT_INPUT.  The
   caller calls results_free in any case. */
int results_gather(struct results *r, const char *name,
                   const struct loaded *loaded, const struct options *options);
void results_take_differences(struct results *r);
int results_judge(struct results *r, const char *name);
void results_free(struct results *r);

/* Takes all finite differences of r, from the base point on: they come out
   the same every time. */
void results_differences(struct results *r);

/* What the methods cost, once both modes have swept: as counted; by the clock,
   which runs for about `seconds`; and of finite differences the evaluations,
   once all is judged.  EXIT_FINE or, with a message that begins with `name`,
   EXIT_SYSTEM. */
int results_costs(const struct results *r, const char *name,
                  struct method_cost costs[METHODS]);
int results_times(struct results *r, const char *name, double seconds,
                  struct method_cost costs[METHODS]);
void results_count_evaluations(const struct results *r,
                               struct method_cost *fd);

/* The value of output entry `of`. */
double results_output(const struct results *r, size_t of);

/* Entry at = of * n + by by forward mode; NaN where it was not taken. */
double results_forward(const struct results *r, size_t at);

/* Did forward mode take entry (of, by)? */
int results_has_forward(const struct results *r, size_t of, size_t by);

/* The finite difference of entry (of, by), or NULL where there is none. */
const ad_fd_estimate *results_fd(const struct results *r, size_t of,
                                 size_t by);

/* What was judged of entry at = of * n + by. */
ad_judgement results_judged(const struct results *r, size_t at);

/* How far forward and reverse may be off entry (of, by): what is estimated,
   and what they differ by. */
double results_off(const struct results *r, size_t of, size_t by);

/* Of both comparisons the worse: disagree, inconclusive, agree. */
ad_verdict results_verdict(const struct results *r, size_t of, size_t by);

/* Counts over the block of an output and a leaf, and over everything. */
struct tally results_tally(const struct results *r, const struct part *output,
                           const struct part *wrt);
struct tally results_tally_all(const struct results *r);

/* What was found of output entry `of` along the directions, [n_directions];
   NULL: it is none of rows[]. */
const struct along *results_along(const struct results *r, size_t of);

/* The same along the directions: entries are n_rows x n_directions. */
struct tally results_tally_along(const struct results *r);

/* Fills in twice_flops, where the derivatives are second ones.  EXIT_FINE or,
   with a message that begins with `name`, EXIT_SYSTEM. */
int results_twice(struct results *r, const char *name);

/* Of Hessians, the pairs H(i, j), H(j, i) of finite numbers, and how many of
   them differ by more than rounding explains; none of other sheets. */
struct symmetry {
  size_t pairs, apart;
};

struct symmetry results_symmetry(const struct results *r);

/* EXIT_FINE, EXIT_DISAGREE or EXIT_DOUBT. */
int results_status(const struct results *r);

#endif
