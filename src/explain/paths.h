/* SPDX-License-Identifier: GPL-3.0-or-later
   Paths by which derivatives come: from the output of a trace that was swept in
   reverse, through nodes with names, to a leaf.  What has no name is no stop:
   two ways between the same two names are one edge.  Read explain.h before. */
#ifndef PATHS_H
#define PATHS_H

#include "explain/explain.h"

struct paths {
  const struct explained *e;
  size_t *first;  /* first[nodes + 1]                                      */
  ad_ref *above;  /* of named node i above[first[i]] to above[first[i+1]-1]:
                     the named nodes that pay it, in order                 */
  double *count;  /* count[nodes]: paths from the output to the node; exact up
                     to 2^53                                               */
  double *steps;  /* steps[nodes]: edges of all of them together           */
  size_t n_edges; /* edges between named nodes                             */
};

/* The caller frees what is in it. */
struct paths paths_new(const struct explained *e);
void paths_free(struct paths *paths);

/* The paths to one node, one after the other: path_next gives 1 and the next
   as nodes[n], from that node up to the output, and 0 where there is none. */
struct path_walk {
  const struct paths *paths;
  size_t n, room;
  ad_ref *nodes;
  size_t *next; /* next[n]: which of those above nodes[i] is to come       */
};
struct path_walk path_begin(const struct paths *paths, ad_ref to);
int path_next(struct path_walk *walk);
void path_end(struct path_walk *walk);

#endif
