/* SPDX-License-Identifier: GPL-3.0-or-later
   Marks: what a verdict is worth.  This is the one place that says so, and the
   manual says the same; read check.h before.

   A right side is worth all of the points or none.  Of a matrix that is written
   out, each entry counts for itself, unless all of them are the same, as zeros
   are.  What is wrong only because another line
   of the answer is wrong earns all of them, and half of them the finished
   formula where its chain is asked.  What has the left side in it says
   nothing, and earns nothing; nor do lines that rest on each other.  A line is
   worth as much as the worst of its right sides. */
#include <math.h>

#include "check/check.h"
#include "host/exits.h"

static int is_follow_on(const ad_diagnosis *diagnosis)
{
  return diagnosis->n > 0 && diagnosis->of[0].code == AD_MISTAKE_follow_on;
}

double check_credit(const ad_claim_part *part, const ad_diagnosis *diagnosis)
{
  if (part->circular)
    return 0;
  if (ad_claim_is_right(part->code) || is_follow_on(diagnosis))
    return 1;
  if (part->finished)
    return CHECK_FINISHED;
  return part->entries > 0 && part->code != AD_CLAIM_BAD_TEXT
           ? (double)part->entries_right / (double)part->entries
           : 0;
}

char *check_credit_words(const ad_claim_part *part,
                         const ad_diagnosis *diagnosis)
{
  if (part->circular)
    return memory_copy(part->circular == AD_CIRCLE
                         ? "it has the left side in it, and earns nothing"
                         : "it and other lines rest on each other, and earn "
                           "nothing");
  if (is_follow_on(diagnosis))
    return memory_copy("it earns all marks");
  if (ad_claim_is_right(part->code) || check_credit(part, diagnosis) == 0)
    return memory_copy("");
  if (part->finished)
    return memory_copy("the formula is right, and earns half of the marks");
  return memory_format("%zu of %zu entries are right", part->entries_right,
                       part->entries);
}

double check_line_credit(const struct checked *checked, size_t i)
{
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  double least = 1;
  for (size_t k = 0; k < claim->n; k++) {
    double credit = check_credit(&claim->parts[k],
                                 notes_at(&checked->notes, i, k));
    if (credit < least)
      least = credit;
  }
  return least;
}

double check_marks(const struct checked *checked, size_t i)
{
  return check_line_credit(checked, i) *
         ad_claims_at(checked->claims, i)->points;
}

char *check_marks_text(char out[FORMAT_SIZE], double marks)
{
  return format_number(out, round(100 * marks) / 100);
}

const char *check_code(const ad_claim *claim)
{
  for (size_t k = 0; k < claim->n; k++)
    if (claim->parts[k].circular && ad_claim_is_right(claim->code))
      return "circular";
  return ad_claim_word(claim->code);
}
