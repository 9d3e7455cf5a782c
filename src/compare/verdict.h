/* SPDX-License-Identifier: GPL-3.0-or-later
   Verdicts in words, and in what tone.  The caller frees what is returned as
   char *.  Read results.h before. */
#ifndef VERDICT_H
#define VERDICT_H

#include "compare/results.h"
#include "page/table.h"

/* Of an entry: "agree", "inconclusive: kink", ... */
char *verdict_text(const struct results *r, size_t of, size_t by);
enum tone verdict_tone(ad_verdict verdict);

/* "48 agree", "45 agree, 3 inconclusive"; of count[3] by ad_verdict. */
char *verdict_counts(const size_t count[3]);
enum tone verdict_counts_tone(const size_t count[3]);

#endif
