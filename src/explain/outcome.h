/* SPDX-License-Identifier: GPL-3.0-or-later
   How formulas that were read again came out, in a sentence.  Read explain.h
   before. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "explain/explain.h"
#include "page/page.h"

struct outcome {
  size_t count[3]; /* by ad_verdict                                        */
  size_t unwritten;
  double worst;    /* of how far off they are, by what is largest          */
};

void outcome_add(struct outcome *o, const struct explain_line *line);

/* "but for rounding", "within 1e-9 of the largest amount"; the caller frees
   it. */
char *outcome_worst(const struct outcome *o);

/* The sentence; `with`: what they are held against, "reverse mode". */
void outcome_show(struct page *page, const struct outcome *o, const char *with);

#endif
