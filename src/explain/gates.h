/* SPDX-License-Identifier: GPL-3.0-or-later
   Single operations as texts: what a node without a name is called by, and how
   it moves with one of its operands.  Read explain.h before. */
#ifndef GATES_H
#define GATES_H

#include "explain/explain.h"

struct gates {
  const struct explained *e;
  char **texts;   /* texts[nodes]: names, or what is written out            */
  char letters[4]; /* for operands without a name: "u", "v", "w", or others
                      where these are names of the sheet                   */
};

/* The caller frees what is in it. */
struct gates gates_new(const struct explained *e);
void gates_free(struct gates *gates);

/* How one reader moves with node x, for graphs of scalars. */
struct gate {
  char *text;     /* "d(1/u)/du"                                           */
  char *partial;  /* "-1/u^2"; NULL where that cannot be written           */
  double number;  /* what it comes to; NaN where that is not known         */
};

/* The gate of reader `by` for its operand x; the caller frees its texts. */
struct gate gate_of(const struct gates *gates, ad_ref by, ad_ref x);

/* Does a text of the sheet hold operations that have no name?  Node x is a
   named one. */
int gates_inside(const struct gates *gates, ad_ref x);

/* show_gates.c: the reverse sweep operation by operation. */
struct page;
void show_gates(struct page *page, const struct explained *e, int full);

#endif
