/* SPDX-License-Identifier: GPL-3.0-or-later
   What stands beside the numbers of a trace of scalars: how each tangent comes
   from those above, and each adjoint from those below, in names that a reader
   has met.  Read ledger.h and local_rules.h before. */
#ifndef TRACE_RULES_H
#define TRACE_RULES_H

#include "explain/ledger.h"
#include "explain/local_rules.h"

struct trace_rules {
  const struct explained *e;
  const unsigned char *moves; /* moves[nodes]: does a wrt leaf lead there?  */
  int numbers;                /* in numbers, too                            */
  struct local_rules local;
  struct ledger ledger;
};

struct trace_rules trace_rules_new(const struct explained *e,
                                   const unsigned char *moves, int numbers);
void trace_rules_free(struct trace_rules *r);

/* "dz1/dw1 + dz2/dw1", "dy/dz3*w3"; the number that a sweep begins with where
   it does, "" where there is no rule that can be written.  In numbers on a
   second line, "= 2.4*1.5".  The caller frees it. */
char *trace_rules_tangent(struct trace_rules *r, const struct direction *d,
                          ad_ref x);
char *trace_rules_adjoint(struct trace_rules *r, ad_ref x);

/* show_sweeps.c: what the trace teaches (rules NULL: not of scalars), and, in
   show_symbols.c, the rows of a small graph in the names of the sheet alone. */
struct page;
void show_symbols(struct page *page, const struct explained *e);
void show_sweeps(struct page *page, const struct explained *e,
                 struct trace_rules *rules);

#endif
