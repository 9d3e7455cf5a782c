/* SPDX-License-Identifier: GPL-3.0-or-later
   What one message asks to be evaluated: its input, read with complaints that
   say where it is not as the eval has it, and the graph made of it.  Like a
   builder it remembers its first failure; what is asked for after that is 0 or
   empty, so that calls compose and one check suffices.  Read nodes.h before. */
#ifndef GRADBENCH_PROBLEM_H
#define GRADBENCH_PROBLEM_H

#include <jansson.h>

#include "nodes.h"

enum { PROBLEM_LEAVES = 8, PROBLEM_ROOMS = 16 };

/* What is asked for: the value, or the derivative by one of the modes. */
enum want { WANT_VALUE, WANT_REVERSE, WANT_FORWARD };

struct problem {
  const json_t *input; /* borrowed                                         */
  enum want want;
  ad_builder *b;
  ad_graph *graph;     /* once it is finished                              */
  ad_error err;        /* the first failure                                */
  size_t results;      /* of a derivative; 0: one an entry of the inputs   */
  size_t directions;   /* of a forward sweep; 0: as many as pay            */
  const double *seeds; /* of an eval that chooses these, or cotangents     */
  size_t sizes[3];     /* as the eval likes: what its output is to know    */
  size_t n_leaves;
  const double *leaf[PROBLEM_LEAVES]; /* values in order of declaration    */
  size_t n_rooms;
  double *room[PROBLEM_ROOMS];        /* all of its memory                 */
};

/* Numbers of the input: x[rows x cols], which the problem owns. */
struct entries {
  size_t rows, cols;
  const double *x;
};

/* AD_ENOMEM; problem_free is due either way. */
ad_status problem_new(struct problem *p, const json_t *input,
                      enum want want);
void problem_free(struct problem *p);

/* Makes the graph of what has been built; the first failure, of either. */
ad_status problem_finish(struct problem *p);

/* Is there a failure, here or in the builder? */
int problem_failed(const struct problem *p);

/* Zeroed x[rows x cols], which the problem owns; NULL after a failure. */
double *problem_room(struct problem *p, size_t rows, size_t cols);

/* The input itself, or its member `key`, a finite number; a whole one of
   least .. most, up to 2^53. */
double problem_number(struct problem *p, const char *key);
size_t problem_whole(struct problem *p, const char *key, size_t least,
                     size_t most);

/* A list of numbers, as a column; a list of such lists, as rows.  A size of 0
   is any but none. */
struct entries problem_list(struct problem *p, const char *key, size_t n);
struct entries problem_matrix(struct problem *p, const char *key, size_t rows,
                              size_t cols);

/* A leaf that is set to these. */
ad_ref problem_leaf(struct problem *p, const char *name, struct entries x,
                    ad_leaf_kind kind);

#endif
