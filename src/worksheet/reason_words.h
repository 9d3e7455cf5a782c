/* SPDX-License-Identifier: GPL-3.0-or-later
   Verdicts, and reasons why nothing is concluded, in words: the one table of
   them.  Read lib/agree.h before. */
#ifndef REASON_WORDS_H
#define REASON_WORDS_H

#include "agree.h"

struct reason_words {
  const char *name;      /* for machines, and behind "inconclusive: "      */
  const char *point;     /* of a point, in the data of a picture; "clean"  */
  const char *step;      /* of a step from x to a point; ""                */
  const char *entry;     /* as a sentence about an entry                   */
  const char *remainder; /* about a Taylor test, behind "cannot tell: "    */
  const char *formula;   /* about the points of a difference; ""           */
  const char *cliff;     /* beside a curve that ends there; NULL: it goes on */
};

const struct reason_words *reason_words(ad_reason reason);
const struct reason_words *reason_words_fd(ad_fd_reason reason);

/* "agree", "disagree", "inconclusive". */
const char *verdict_word(ad_verdict verdict);

#endif
