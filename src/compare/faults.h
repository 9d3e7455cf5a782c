/* SPDX-License-Identifier: GPL-3.0-or-later
   What is not finite, and why: for each output the first nodes that are not,
   with what they were made of; for each derivative of a finite output the
   operation that has none.  faults.c finds them, fault_words.c says why.
   Read results.h and lib/origin.h before. */
#ifndef FAULTS_H
#define FAULTS_H

#include "compare/results.h"
#include "origin.h"

struct fault {
  const struct part *output; /* borrowed from the results                 */
  size_t of_entry;         /* of it, from 0: the first that is not finite */
  const struct part *wrt;  /* the derivative by this leaf; NULL: the value
                              of the output itself                        */
  size_t by_entry;         /* of the leaf                                 */
  double value;            /* of the output, or of the derivative         */
  int has_origin;          /* is the node known?                          */
  ad_origin origin;
  size_t line;             /* of its statement in the worksheet           */
  char *reason;            /* "log(-2) is nan: log(a) wants a >= 0"       */
};

struct faults {
  size_t n, more; /* those in the list; how many were found beside them   */
  struct fault *list;
};

/* The caller calls faults_free in any case.  EXIT_FINE or, with a message
   that begins with `name`, EXIT_SYSTEM. */
int faults_find(struct faults *faults, const char *name,
                const struct results *r);
void faults_free(struct faults *faults);

/* Is entry (of, by) explained there, or does its output have no value? */
int faults_has(const struct results *r, size_t of, size_t by);

/* The reason of a fault whose other members are set; the caller frees it.
   How entry `entry` of node x is called: "h[2]", "cross_entropy in L", the op
   where no name is near. */
char *fault_reason(const struct results *r, const struct fault *fault);
char *fault_node(const ad_graph *g, ad_ref x, size_t entry);

/* "y[2]", "dy/dx[3]"; the caller frees it. */
char *fault_label(const struct results *r, const struct fault *fault);

#endif
