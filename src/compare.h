/* SPDX-License-Identifier: GPL-3.0-or-later
   What `compare` found, for the formats that machines read: compare_json.c
   and compare_csv.c write it, compare_words.c has what both say.  Nothing is
   computed in them.  Read results.h and load.h before. */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdio.h>

#include "load.h"
#include "results.h"

struct comparison {
  const char *file;            /* as it was given                          */
  const struct loaded *loaded; /* its sheet, and the warnings about it     */
  const struct results *results;
  const struct method_cost *costs; /* costs[METHODS]                       */
  int timed;
  size_t before; /* worksheets that were written before                    */
};

/* One object on a line. */
void compare_json(FILE *out, const struct comparison *c);

/* Lines, the names of the columns before the first worksheet's. */
void compare_csv(FILE *out, const struct comparison *c);

/* --- words ---------------------------------------------------------------- */

/* "agree", "disagree", "inconclusive". */
const char *compare_verdict(ad_verdict verdict);

/* Why entry (of, by) does not agree: "kink", ..., "forward and reverse",
   "differences"; NULL where it does.  The same along a direction. */
const char *compare_reason(const struct results *r, size_t of, size_t by);
ad_verdict compare_along_verdict(const struct results *r,
                                 const struct along *along);
const char *compare_along_reason(const struct results *r,
                                 const struct along *along);

/* The finite difference of entry (of, by) where there is a number, or
   NULL. */
const ad_fd_estimate *compare_fd(const struct results *r, size_t of,
                                 size_t by);

/* Was entry (of, by) compared with anything? */
int compare_has_verdict(const struct results *r, size_t of, size_t by);

/* Entries and directions about which nothing could be concluded. */
size_t compare_inconclusive(const struct results *r);

/* Warning number i, a text the caller frees; NULL past the end: warnings
   about the sheet, rows that were dropped, conventions at kinks, weak
   agreement. */
char *compare_warning(const struct comparison *c, size_t i);

/* Of costs[method], all sweeps together. */
double compare_flops(const struct comparison *c, int method);
double compare_calls(const struct comparison *c, int method);

/* Was the method run at all?  Was it timed? */
int compare_has_method(const struct comparison *c, int method);
int compare_has_seconds(const struct comparison *c, int method);

#endif
