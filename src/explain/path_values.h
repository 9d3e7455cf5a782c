/* SPDX-License-Identifier: GPL-3.0-or-later
   What each path brings to its variable: the product of its local derivatives,
   whose texts are read again and computed, path by path; their sum has to be
   the derivative that the reverse sweep found.  Read paths.h and links.h
   before. */
#ifndef PATH_VALUES_H
#define PATH_VALUES_H

#include "explain/links.h"

enum {
  PATHS_MOST = 12,         /* paths to one variable, that are listed        */
  PATH_STEPS_MOST = 2000   /* links of all of them, that are multiplied     */
};

/* Nodes from the output down.  What is not computed is NULL. */
struct path_found {
  size_t n;
  ad_ref *nodes;   /* nodes[n]                                              */
  double *value;   /* value[shape of the variable]                          */
  double *numbers; /* numbers[n - 1]: its factors, of a graph of scalars    */
};

/* The first paths to one variable. */
struct path_list {
  size_t n;
  struct path_found *paths; /* paths[n]                                     */
  int is_whole;             /* they are all, and computed                   */
  struct explain_line line; /* then: the derivative, how far their sum is off */
};

struct path_lists {
  struct paths paths;
  struct path_list *lists; /* lists[n_wrts]                                 */
  int are_multiplied;      /* some of them; none of too many edges          */
};

/* Of e's trace; products are of links that e's chains have proved.  The caller
   hands it to path_lists_free in any case.  AD_ENOMEM, AD_ELIMIT. */
ad_status path_lists_new(struct path_lists *p, const struct explained *e,
                         ad_error *err);
void path_lists_free(struct path_lists *p);

#endif
