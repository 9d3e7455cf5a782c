/* SPDX-License-Identifier: GPL-3.0-or-later
   The search for what is wrong with a claim's right side.  Internal; read
   mistakes_data.h before. */
#ifndef AD_SEARCH_H
#define AD_SEARCH_H

#include "mistakes/mistakes_data.h"

/* A claim at work. */
typedef struct ad_search {
  ad_mistakes *m;
  ad_known *known;
  const ad_expr *right;
  const ad_claim_part *part;
  int fits;       /* has the right side a value?                           */
  int stretched;  /* is a row added to a column?                           */
  ad_image claim;
  ad_image weighted; /* of a Jacobian: of its rows with their weights; else,
                        and where it has no such, n = 0                    */
  int of_formula; /* is what was said first in words of the truth?         */
  ad_diagnosis *out;
} ad_search;

/* The value of the right side, where it has one. */
ad_status ad_search_value(ad_search *s, ad_error *err);

/* Has a right side no name? */
int ad_search_is_number(const ad_expr *expr);

/* Adds a name for what is wrong, unless it is there. */
void ad_search_say(ad_search *s, ad_mistake_code code, const char *evidence);

/* May x be what is wrong?  A name is evidence where the claim has it, or what
   it is made of; an operand in the place of another by its name, if anything
   else fits. */
int ad_search_explains(const ad_search *s, const ad_suspect *x, int opened);

/* repairs.c: says that the claim is a number times what is due, where it is. */
void ad_search_constant(ad_search *s);

/* Adds those of the suspects that are x, by precedence. */
void ad_search_match(ad_search *s, const ad_suspects *suspects,
                     const ad_image *x);

/* Adds those of the suspects that are the claim, or its weighted rows. */
void ad_search_match_claim(ad_search *s, const ad_suspects *suspects);

/* All of it, in the order in which the kinds of mistakes are asked for, of a
   claim about `left`. */
ad_status ad_search_all(ad_search *s, const ad_expr *left, ad_error *err);

/* Says that no way leads from the one to the other, where none does. */
ad_status ad_search_no_path(ad_search *s, const ad_expr *derivative,
                            ad_error *err);

/* repairs.c: says what one change of the claim would mend. */
ad_status ad_search_repairs(ad_search *s, ad_error *err);

/* repairs.c: what is said in words of the truth is said in those of the claim,
   where a change of it is the same mistake: but 2 is too much, and not a half
   lost. */
ad_status ad_search_reword(ad_search *s, ad_error *err);

/* repairs.c: what is said of a factor too much, or missing, is said of an
   exponent below a stroke, where that is it: 1/r for 1/r^2. */
ad_status ad_search_below(ad_search *s, ad_error *err);

/* pairs.c: says what is wrong twice, of a claim that has a value. */
void ad_search_pairs(ad_search *s);

/* Is nothing known but that symbols or shapes differ? */
int ad_search_is_unnamed(const ad_diagnosis *d);

/* factors.c: the same of a chain whose product is not the derivative. */
ad_status ad_factors_find(ad_search *s, const ad_statement *st, ad_error *err);

/* bypass.c: names a path that goes past a node of a chain which links up. */
ad_status ad_bypass_find(ad_search *s, const ad_statement *st, ad_error *err);

/* amend.c: of the name that is found, what is twice or too much and stands
   there once, or not at all.  AD_ENOMEM. */
ad_status ad_search_amend(ad_search *s);

/* astray.c: where a claim about `left` leaves the truth, if no mistake fits. */
ad_status ad_astray_find(ad_search *s, const ad_expr *left, ad_error *err);
/* Is it named as a number in front, lost or there twice? */
int ad_search_is_of_number(const ad_diagnosis *d);
/* Such a one is looked for again behind the last node up to which the claim is
   right: where one is found there, that is it. */
ad_status ad_astray_nearer(ad_search *s, const ad_expr *left, ad_error *err);

#endif
