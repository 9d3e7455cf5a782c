/* SPDX-License-Identifier: GPL-3.0-or-later
   The chain rule written down: from the output to every variable, link by link.
   A beginning that several chains have gets a name, delta2 = dl/dz2, where it
   is complete, and is there once.  Read links.h and order.h before. */
#ifndef CHAINS_H
#define CHAINS_H

#include "explain/links.h"
#include "worksheet/order.h"

enum {
  CHAINS_MOST = 2,   /* into one node, that are written                    */
  TARGETS_MOST = 12, /* nodes whose chains are written                     */
  TARGETS_FIRST = 3,
  TARGETS_LAST = 2,
  CHAIN_LONG = 12    /* links of a chain that is written                   */
};

/* A way from a node whose adjoint has a name, or from the output, on which no
   other joins or leaves: links[n], the first at the top. */
struct chain {
  ad_ref from;
  size_t n;
  const struct link **links;
  struct order order; /* their product                                     */
};

/* A node that chains lead to: a variable, or one whose adjoint is read by
   several, or added up of several. */
struct target {
  ad_ref node;
  const char *delta; /* the name of its adjoint; NULL: it is not read      */
  char *delta_latex;
  char *derivative;  /* "dl/dz2"                                           */
  int is_wrt;
  size_t readers;    /* how many links read it                             */
  size_t n_chains, n; /* how many lead here, and how many are written      */
  struct chain *chains; /* chains[n]                                       */
  char *text, *latex;   /* their sum, where all are written; or NULL       */
  char *written, *written_latex; /* the same written out; or NULL          */
  struct explain_line line, out; /* what text and written come to          */
};

struct chains {
  struct links links;
  size_t n_targets, n; /* how many there are, and how many are written     */
  struct target *targets; /* targets[n], in the order of the sweep         */
  size_t n_links;      /* factors that are multiplied                      */
  double n_alone;      /* those of all chains, each by itself              */
};

/* Those of e's output, which is 1 x 1; `full`: all of them.  The caller hands
   it to chains_free in any case.  AD_ENOMEM, AD_ELIMIT. */
ad_status chains_new(struct chains *c, const struct explained *e, int full,
                     ad_error *err);
void chains_free(struct chains *c);

#endif
