/* SPDX-License-Identifier: GPL-3.0-or-later
   Wrong claims, and what went wrong: the claim is held against mistakes made on
   purpose, each a sweep or a formula of this very worksheet with one thing
   wrong in it, at the points where claims are judged.  What the mistakes are is
   in mistakes.def.  Read claims.h before. */
#ifndef AD_MISTAKES_H
#define AD_MISTAKES_H

#include "claims.h"

AD_BEGIN_C

typedef enum ad_mistake_code {
#define MISTAKE(id, ...) AD_MISTAKE_##id,
#include "mistakes.def"
#undef MISTAKE
  AD_MISTAKE_CODES
} ad_mistake_code;

/* A name for what is wrong with a claim, and what shows it. */
typedef struct ad_mistake {
  ad_mistake_code code;
  char evidence[240];
} ad_mistake;

enum { AD_MISTAKES = 4, AD_ENTRIES = 3 };

/* An entry that differs, at the sheet's numbers; row and col from 0. */
typedef struct ad_wrong_entry {
  size_t row, col;
  double said, due;
} ad_wrong_entry;

/* What explains a claim: the first is the most specific, and the first
   `together` are wrong at once; the others would do as well.  n = 0: nothing
   is known.  solution: the formula that is due, written out; "" where that is
   too long, or the left side is no derivative that one sweep gives.  Where no
   mistake fits but symbols or shapes: how many entries of a matrix differ, the
   worst of these, and behind which node of the path it leaves the truth, or
   "". */
typedef struct ad_diagnosis {
  size_t n, together;
  ad_mistake of[AD_MISTAKES];
  char solution[400];
  size_t differ, n_entries;
  ad_wrong_entry entries[AD_ENTRIES];
  char astray[300];
} ad_diagnosis;

typedef struct ad_mistakes ad_mistakes;

/* Mistakes of a worksheet, which must outlive it; those of a derivative are
   made when a claim is first held against them.  The caller frees *out.
   AD_ENOMEM. */
AD_API ad_status ad_mistakes_new(const ad_sheet *sheet, ad_mistakes **out,
                                 ad_error *err);
AD_API void ad_mistakes_free(ad_mistakes *mistakes);

/* Names what is wrong with part k of a judged line; n = 0 where it is not
   wrong, or its worksheet is too large, too.  AD_ENOMEM. */
AD_API ad_status ad_mistakes_find(ad_mistakes *mistakes, const ad_claim *claim,
                                  size_t k, ad_diagnosis *out, ad_error *err);

/* Does part k of a wrong line follow from what is wrong with others of the
   lines?  n = 0 where it does not. */
AD_API ad_status ad_mistakes_follow(ad_mistakes *mistakes,
                                    const ad_claims *claims, size_t line,
                                    size_t k, ad_diagnosis *out, ad_error *err);
/* --- a worksheet's numbers ------------------------------------------------ */

/* A leaf whose numbers are to blame: so many wrong formulas have the right
   value, and would not where it has the numbers `better`. */
typedef struct ad_blame {
  size_t leaf, hidden;
  double *better;                  /* better[rows x cols], owned           */
  size_t n_examples;
  ad_mistake examples[AD_MISTAKES]; /* of different codes                   */
} ad_blame;

/* Of `made` wrong formulas for the derivatives of the outputs `hidden` have the
   right value at the worksheet's own numbers; the leaves of blames[n], one
   after the other, tell most of these apart, and `left` remain.  Of so many
   `derivatives` those `tried` are made wrong, by leaves first: work is limited,
   in steps that are counted. */
typedef struct ad_lint {
  size_t derivatives, tried, made, hidden, left, n;
  ad_blame *blames;
} ad_lint;

/* What the worksheet's own numbers cannot reveal.  Outputs that are numbers,
   by all named nodes.  The caller calls ad_lint_free in any case.
   AD_ENOMEM. */
AD_API ad_status ad_mistakes_lint(ad_mistakes *mistakes, ad_lint *out,
                                  ad_error *err);
AD_API void ad_lint_free(ad_lint *lint);

/* "sum-for-mean"; what was done; what a tutor would ask. */
AD_API const char *ad_mistake_word(ad_mistake_code code);
AD_API const char *ad_mistake_doc(ad_mistake_code code);
AD_API const char *ad_mistake_hint(ad_mistake_code code);

AD_END_C

#endif
