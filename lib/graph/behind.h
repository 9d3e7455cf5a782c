/* SPDX-License-Identifier: GPL-3.0-or-later
   What lies behind nodes whose values are known, as a graph of its own: those
   nodes are its leaves, and only what its outputs need is computed.  Internal;
   read graph.h before. */
#ifndef AD_BEHIND_H
#define AD_BEHIND_H

#include "nodes.h"

typedef struct ad_behind {
  ad_graph *graph;
  uint32_t *from;  /* from[leaves]: the node of the whole graph that is known */
  uint32_t *place; /* place[n] of every node of the whole graph: its node in
                      this one, or AD_NO_INDEX                             */
} ad_behind;

/* Of g, with known[n] != 0 for nodes with known values and at least one output
   that is not known.  The caller calls ad_behind_free in any case.  AD_ENOMEM,
   AD_ELIMIT. */
ad_status ad_behind_init(ad_behind *behind, const ad_graph *g,
                         const unsigned char *known, ad_error *err);
void ad_behind_free(ad_behind *behind);

#endif
