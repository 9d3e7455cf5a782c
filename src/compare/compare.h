/* SPDX-License-Identifier: GPL-3.0-or-later
   What `compare` found, for the formats that machines read: compare_json.c
   and compare_csv.c write it, compare_words.c has what both say.  Nothing is
   computed in them.  Read results.h and sheet_command.h before. */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdio.h>

#include "compare/against.h"
#include "compare/faults.h"
#include "compare/results.h"
#include "worksheet/reason_words.h"
#include "worksheet/sheet_command.h"

struct comparison {
  const char *file;            /* as it was given                          */
  const struct loaded *loaded; /* its sheet, and the warnings about it     */
  const struct options *options;
  struct results results;
  struct against against;
  struct faults faults;
  struct method_cost costs[METHODS];
  int timed;
};

/* One object on a line; lines.  task->found points to a struct comparison. */
void compare_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv compare_csv;

/* --- words ---------------------------------------------------------------- */

/* Why entry (of, by) does not agree: "kink", ..., "forward and reverse",
   "differences"; where it does, with what reservation: "weak", "faint",
   "smooth kink"; NULL: none.  The same along a direction. */
const char *compare_reason(const struct results *r, size_t of, size_t by);
ad_verdict compare_along_verdict(const struct results *r,
                                 const struct along *along);
const char *compare_along_reason(const struct results *r,
                                 const struct along *along);

/* What differences found, of an entry or along a direction: the estimate (NULL:
   none was taken) and what was made of it. */
struct finding {
  const ad_fd_estimate *fd;
  ad_judgement judged;
  double apart; /* |forward - reverse|; NAN where one was not computed     */
};
struct finding compare_finding(const struct results *r, size_t of, size_t by);
struct finding compare_along_finding(const struct results *r,
                                     const struct along *along);

/* Numbers of a finding, by the names that the formats give them; NAN where
   there is none: the difference and its error; the slopes to both sides of a
   kink or a jump; the values on both sides of a jump and at it; what forward
   and reverse may be off the truth, and by how much they may differ. */
enum compare_number {
  COMPARE_FD,
  COMPARE_FD_ERROR,
  COMPARE_SLOPE_LEFT,
  COMPARE_SLOPE_RIGHT,
  COMPARE_VALUE_LEFT,
  COMPARE_VALUE_RIGHT,
  COMPARE_VALUE_AT,
  COMPARE_ERROR,
  COMPARE_BOUND,
  COMPARE_NUMBERS
};
const char *compare_number_name(enum compare_number which);
double compare_number(struct finding f, enum compare_number which);

/* Truths of a finding: 1, 0; -1: it was not asked.  Did quotients of smaller
   and smaller steps settle; do the engines agree weakly, the differences
   faintly; is the bound an estimate, no proof; has rounding left no digit? */
enum compare_truth {
  COMPARE_SETTLED,
  COMPARE_WEAK,
  COMPARE_FAINT,
  COMPARE_ESTIMATED,
  COMPARE_LOST,
  COMPARE_TRUTHS
};
const char *compare_truth_name(enum compare_truth which);
int compare_truth(struct finding f, enum compare_truth which);

/* Was entry (of, by) compared with anything? */
int compare_has_verdict(const struct results *r, size_t of, size_t by);

/* Entries and directions about which nothing could be concluded. */
size_t compare_inconclusive(const struct results *r);

/* Warning number i, a text the caller frees; NULL past the end: warnings
   about the sheet, rows that were dropped, conventions at kinks, weak
   agreement. */
char *compare_warning(const struct comparison *c, size_t i);

/* Was the method run at all?  Was it timed? */
int compare_has_method(const struct comparison *c, int method);
int compare_has_seconds(const struct comparison *c, int method);

#endif
