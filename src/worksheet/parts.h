/* SPDX-License-Identifier: GPL-3.0-or-later
   Outputs and differentiated leaves as stretches of the Jacobian, and which
   of them a derivative connects. */
#ifndef PARTS_H
#define PARTS_H

#include "nodes.h"

/* How an output depends on a leaf: not at all, by jumps only (through a
   comparison), or by a derivative. */
enum { PART_APART, PART_JUMPS, PART_USES };

/* An output as a stretch of the Jacobian's rows, or a leaf that is
   differentiated by as a stretch of its columns. */
struct part {
  ad_ref node;
  const char *name;
  ad_shape shape;
  size_t first, entries;
  unsigned char *uses; /* of an output: how it depends on wrt leaf i       */
};

/* The outputs, or the leaves that are differentiated by, of a graph: *parts,
   which the caller hands to parts_free.  How many. */
size_t parts_outputs(const ad_graph *g, struct part **parts);
size_t parts_wrts(const ad_graph *g, struct part **parts);
void parts_free(struct part *parts, size_t n);

/* Their entries in all. */
size_t parts_entries(const struct part *parts, size_t n);

/* The part that entry `at` lies in, of parts[n]. */
size_t parts_find(const struct part *parts, size_t n, size_t at);

/* Fills `uses` of each output. */
void parts_connect(const ad_graph *g, struct part *outputs, size_t n_outputs,
                   const struct part *wrts, size_t n_wrts);

#endif
