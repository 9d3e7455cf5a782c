/* SPDX-License-Identifier: GPL-3.0-or-later
   What a payer hands to a node in symbols: "dL/dL2*0.3*exp(yhat)".  Read
   ledger.h and link_words.h before. */
#ifndef CONTRIBUTION_H
#define CONTRIBUTION_H

#include "explain/link_words.h"
#include "explain/local_rules.h"

/* The formula for the derivative by x, where there is one that holds; NULL. */
const struct explain_line *formula_of(const struct explained *e, ad_ref x);

/* What `from`, one of n payers, hands to x; "" where that cannot be written.
   By the rule of its line in a graph of scalars (rules, else NULL), by the link
   between the two where it was proved, or as the formula of the derivative has
   it, where nobody else pays.  The caller frees it. */
struct words contribution(const struct explained *e, struct local_rules *rules,
                          ad_ref x, ad_ref from, size_t n);

#endif
