/* SPDX-License-Identifier: GPL-3.0-or-later
   Read verdict.h before. */
#include "compare/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

/* "agree (weakly, ± 1.9e-15)", "inconclusive: kink (± 1.9e-15)": digits that
   are not known are not to stand alone. */
static char *weak(const struct results *r, size_t of, size_t by)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  char *doubt = label_doubt(&j, r->reverse[of * r->n + by],
                            results_off(r, of, by)), *text;
  if (results_verdict(r, of, by) == AD_INCONCLUSIVE)
    text = memory_format("inconclusive: %s (%s)", reason_words(j.reason)->name,
                         doubt);
  else
    text = memory_format("agree (weakly%s %s)",
                         strncmp(doubt, "±", strlen("±")) == 0 ? "," : ":",
                         doubt);
  free(doubt);
  return text;
}

char *verdict_text(const struct results *r, size_t of, size_t by)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  ad_verdict verdict = results_verdict(r, of, by);
  if (!results_has_forward(r, of, by) && verdict == AD_AGREE)
    return memory_copy("not compared by itself");
  if (j.engines == AD_DISAGREE)
    return memory_copy("forward, reverse disagree");
  if (verdict == AD_DISAGREE)
    return memory_copy("differences disagree");
  if (j.weak)
    return weak(r, of, by);
  if (verdict == AD_INCONCLUSIVE)
    return memory_format("inconclusive: %s", reason_words(j.reason)->name);
  return memory_copy(j.smooth ? "agree (smooth kink)" : "agree");
}

enum tone verdict_tone(ad_verdict verdict)
{
  static const enum tone tones[] = {[AD_AGREE] = TONE_GOOD,
                                    [AD_DISAGREE] = TONE_BAD,
                                    [AD_INCONCLUSIVE] = TONE_DOUBT};
  return tones[verdict];
}

char *verdict_counts(const size_t count[3])
{
  char *text = memory_copy(""), number[FORMAT_SIZE];
  for (int v = 0; v < 3; v++)
    if (count[v] > 0)
      memory_append(&text, ", ",
                    memory_format("%s %s",
                                  format_count(number, (double)count[v]),
                                  verdict_word((ad_verdict)v)));
  return text;
}

enum tone verdict_counts_tone(const size_t count[3])
{
  if (count[AD_DISAGREE] > 0)
    return TONE_BAD;
  return count[AD_INCONCLUSIVE] > 0 ? TONE_DOUBT : TONE_GOOD;
}
