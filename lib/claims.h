/* SPDX-License-Identifier: GPL-3.0-or-later
   The lines of a worksheet that claim something, judged: claim, path, chain
   and shape.  The truth is the worksheet's graph and its derivatives
   (symbolic.h), not a typed key.  Read sheet.h before.

   Both sides of a claim become nodes behind those of the sheet, and are
   computed at the sheet's own numbers and at several points whose numbers are
   drawn anew, so that what holds at the sheet's numbers only is found out.  A
   right side without a name is judged at the sheet's numbers alone: numbers
   with a point or an exponent to the digits written.  */
#ifndef AD_CLAIMS_H
#define AD_CLAIMS_H

#include "sheet.h"

AD_BEGIN_C

typedef struct ad_claims ad_claims;

typedef enum ad_claim_code {
  AD_CLAIM_RIGHT,
  AD_CLAIM_RIGHT_DIGITS, /* rounded to the digits written                  */
  AD_CLAIM_RIGHT_LAYOUT, /* the transpose of what is due                   */
  AD_CLAIM_RIGHT_ORDERED, /* a chain, in the order that text has           */
  AD_CLAIM_WRONG,
  AD_CLAIM_ONLY_HERE,    /* right at the sheet's numbers, not at others    */
  AD_CLAIM_CANNOT_JUDGE, /* a kink, a value that is not finite, ...        */
  AD_CLAIM_BAD_TEXT,     /* an unknown name, shapes that do not fit        */
  AD_CLAIM_NOT_CHAIN,    /* equal in value, but its factors do not link up */
  AD_CLAIM_ONLY_SIZES,   /* right at the sheet's sizes, not at others      */
  AD_CLAIM_CODES
} ad_claim_code;

/* Why a right side says nothing, even if it is right. */
typedef enum ad_circle {
  AD_CIRCLE_NONE,
  AD_CIRCLE,         /* it has the left side in it                         */
  AD_CIRCLE_OF_LINES /* it and other lines say each other                  */
} ad_circle;

/* A right side of a claim; a path, a chain or a shape as a whole. */
typedef struct ad_claim_part {
  ad_claim_code code;
  ad_place place;   /* of it in the source                                 */
  char text[400];   /* why, or ""; of RIGHT_ORDERED the order            */
  char hint[200];   /* a suggestion, or ""                                 */
  ad_circle circular; /* it says nothing                                   */
  int finished;     /* of a chain that is none: the formula, multiplied out */
  size_t entries;   /* of a matrix that is written out entry by entry; else 0 */
  size_t entries_right; /* of them                                         */
  int has_entry;    /* of what is wrong, the entry that differs most       */
  ad_shape shape;   /* of what is due                                      */
  size_t row, col;  /* from 0                                              */
  double said, due; /* at the sheet's numbers; of AD_CLAIM_ONLY_HERE at
                       others                                              */
} ad_claim_part;

/* A kept line. */
typedef struct ad_claim {
  const ad_statement *statement; /* borrowed                               */
  ad_claim_code code;            /* the worst of its parts                 */
  double points;                 /* as written, or 1                       */
  size_t n;
  ad_claim_part *parts;          /* parts[n]                               */
} ad_claim;

/* Judges the kept lines of the sheet, which must outlive what it gives.  A
   claim that cannot be read has that for a verdict; AD_ENOMEM, AD_ELIMIT.
   The caller frees *out. */
AD_API ad_status ad_claims_judge(const ad_sheet *sheet, ad_claims **out,
                                 ad_error *err);
AD_API void ad_claims_free(ad_claims *claims);

/* The same for other lines, as answers to the sheet are: a judge is made once
   a sheet, which must outlive it.  AD_ENOMEM, AD_ELIMIT. */
typedef struct ad_judge ad_judge;
AD_API ad_status ad_judge_new(const ad_sheet *sheet, ad_judge **out,
                              ad_error *err);
AD_API void ad_judge_free(ad_judge *judge);

/* From now on claims have to be right as they are written: neither as the
   transpose nor in another order.  Lines may need at most so many bytes for
   values beside the sheet's own: what needs more cannot be judged. */
AD_API void ad_judge_strictly(ad_judge *judge);
AD_API void ad_judge_limit(ad_judge *judge, size_t bytes);

/* Computes the sheet's nodes at all points, and keeps them: for many sets of
   lines.  AD_ENOMEM, AD_ELIMIT. */
AD_API ad_status ad_judge_keep_points(ad_judge *judge, ad_error *err);

/* Judges lines[n], all of them claim, path, chain or shape; they must outlive
   what it gives, and so must the judge.  AD_ENOMEM, AD_ELIMIT.  The caller
   frees *out. */
AD_API ad_status ad_judge_lines(const ad_judge *judge, size_t n,
                                const ad_statement *const *lines,
                                ad_claims **out, ad_error *err);

/* The same for the kept lines of the sheet. */
AD_API ad_status ad_judge_own_lines(const ad_judge *judge, ad_claims **out,
                                    ad_error *err);

/* The lines of an answer file: claim, path, chain and shape. */
typedef struct ad_answers {
  size_t n, room;
  ad_statement **lines; /* lines[n]                                        */
} ad_answers;

/* Reads answers to the sheet; only such lines and comments may stand in them,
   what else does is an error in the report (initialised by the caller), and
   the lines that can be read are there all the same.  Nothing is opened.
   AD_ENOMEM.  The caller calls ad_answers_free in any case. */
AD_API ad_status ad_answers_read(const ad_source *source,
                                 const ad_sheet *sheet, ad_answers *out,
                                 ad_report *report);
AD_API void ad_answers_free(ad_answers *answers);

/* The value of right side k of a claim at the sheet's own numbers: shape and
   *out[rows x cols], which the caller frees.  AD_EINPUT where it has no name of
   a node in it, and so is no formula, or cannot be read; AD_ENOMEM,
   AD_ELIMIT. */
AD_API ad_status ad_claim_value(const ad_sheet *sheet,
                                const ad_statement *claim, size_t k,
                                ad_shape *shape, double **out, ad_error *err);

/* Line i in their order; NULL past the end. */
AD_API const ad_claim *ad_claims_at(const ad_claims *claims, size_t i);

/* At how many points beside the sheet's own claims are judged. */
AD_API size_t ad_claims_points(const ad_claims *claims);

/* The sizes, "n = 3, d = 5", of the worksheet read once more that they are
   judged at as well; NULL past the end. */
AD_API const char *ad_claims_sizes(const ad_claims *claims, size_t i);

/* "right", "right-digits", "only-here", ...: they stay as they are. */
AD_API const char *ad_claim_word(ad_claim_code code);
AD_API int ad_claim_is_right(ad_claim_code code);
/* Is it wrong: neither right nor without a verdict? */
AD_API int ad_claim_is_wrong(ad_claim_code code);

AD_END_C

#endif
