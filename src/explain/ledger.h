/* SPDX-License-Identifier: GPL-3.0-or-later
   Who paid in to a node's adjoint in the reverse sweep of a trace, and how
   much: the backward buffer as a ledger.  Read explain.h and trace.h before.

   Nodes without a name are folded into the named one that they lead to: a sheet
   says L2 = 0.3*sum(exp(yhat)), and so it is L2 that pays yhat.  One that leads
   to several named nodes pays in for all of them in one amount, which cannot be
   told apart: it is a payer of its own, called by its operation. */
#ifndef LEDGER_H
#define LEDGER_H

#include "explain/explain.h"

struct payer {
  ad_ref from;    /* the index AD_NO_INDEX: the seed                       */
  double *amount; /* amount[shape of the node that is paid]                */
};

struct ledger {
  const struct explained *e;
  ad_ref *owner; /* owner[nodes]: of an unnamed node that pays             */
  size_t *slot;  /* slot[nodes + 1], zeros between the calls               */
};

/* The ledger of e's trace as it is; the caller frees what is in it. */
struct ledger ledger_new(const struct explained *e);
void ledger_free(struct ledger *l);

/* Who paid named node x, in the order of the sweep: *payers, which the caller
   hands to payers_free.  How many; 0 where the sweep has not been. */
size_t ledger_payers(const struct ledger *l, ad_ref x, struct payer **payers);
size_t ledger_count(const struct ledger *l, ad_ref x); /* how many, alone   */
void payers_free(struct payer *payers, size_t n);

/* The nodes that were paid: nodes[n], in the order in which the sweep comes to
   them; the caller frees it. */
size_t ledger_nodes(const struct ledger *l, ad_ref **nodes);

#endif
