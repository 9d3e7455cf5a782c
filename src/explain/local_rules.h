/* SPDX-License-Identifier: GPL-3.0-or-later
   How a node moves with the nodes that stand in its right side, all of them
   taken for independent: dz/dx = y of z = x*y, as texts.  They come from the
   line alone, read again with leaves of these names.  For graphs of scalars.
   Read explain.h before. */
#ifndef LOCAL_RULES_H
#define LOCAL_RULES_H

#include "explain/explain.h"

struct local_rule {
  ad_ref by;  /* a named node in the right side                            */
  char *text; /* the derivative by it                                      */
  double number; /* what it comes to; NaN before local_rules_compute       */
};

/* Of one node: rules[n]; where the line cannot be read by itself, because a
   derivative stands in it, none, and is_read is 0. */
struct line_rules {
  int is_known, is_read;
  size_t n;
  struct local_rule *rules;
};

/* Lines are read when they are asked for.  The caller frees what is in it. */
struct local_rules {
  const struct explained *e;
  struct line_rules *lines; /* lines[nodes]                                */
};
struct local_rules local_rules_new(const struct explained *e);
const struct line_rules *local_rules_of(struct local_rules *l, ad_ref x);
void local_rules_free(struct local_rules *l);

/* Computes the rules of all named nodes: their texts are read again. */
void local_rules_compute(struct local_rules *l);

/* The derivative of `of` by `by`, NULL where there is none. */
const struct local_rule *local_rule_find(struct local_rules *l, ad_ref of,
                                         ad_ref by);

/* Appends " + dy/dz*x" to the sum: a derivative by its name, times a rule's
   text. */
void local_rule_add(char **sum, const char *derivative, const char *text);

#endif
