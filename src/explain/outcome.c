/* SPDX-License-Identifier: GPL-3.0-or-later
   See outcome.h. */
#include "explain/outcome.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

void outcome_add(struct outcome *o, const struct explain_line *line)
{
  if (!line->right) {
    o->unwritten++;
    return;
  }
  o->count[explain_verdict(line)]++;
  if (line->off > DBL_MIN) /* digits are left */
    o->worst = fmax(o->worst, line->off / fmax(line->scale, line->beside));
}

/* The last bits are the machine's. */
char *outcome_worst(const struct outcome *o)
{
  char out[FORMAT_SIZE];
  return o->worst < 1e-13 ? memory_copy("but for rounding")
                          : memory_format("within %s of the largest amount",
                                          format_digits(out, o->worst, 1));
}

/* All of n agree. */
static void show_agreement(struct page *page, size_t n, const char *with,
                           const char *worst)
{
  char *text = n == 2 ? memory_copy("both formulas")
                      : label_plural(n, "formula", "formulas");
  page_answer(page, "Check: %s%s, read again and computed, agree%s with %s "
                    "(%s).", n > 2 ? "all " : "", text, n == 1 ? "s" : "",
              with, worst);
  free(text);
}

/* Some of n do not. */
static void show_differences(struct page *page, const struct outcome *o,
                             size_t n, const char *with)
{
  char *text = label_plural(n, "formula", "formulas");
  page_answer(page, "Check: of %s, read again and computed, %zu agree with "
                    "%s, %zu differ, and of %zu it cannot be told: "
                    "numbers that are not finite, or lost to rounding.",
              text, o->count[AD_AGREE], with, o->count[AD_DISAGREE],
              o->count[AD_INCONCLUSIVE]);
  free(text);
}

void outcome_show(struct page *page, const struct outcome *o, const char *with)
{
  size_t all = o->count[AD_AGREE] + o->count[AD_DISAGREE] +
               o->count[AD_INCONCLUSIVE];
  char *worst = outcome_worst(o);
  if (all > 0 && o->count[AD_AGREE] == all)
    show_agreement(page, all, with, worst);
  else if (all > 0)
    show_differences(page, o, all, with);
  free(worst);
  if (o->unwritten > 0)
    page_answer(page, "%zu formula%s too long to be written, or would not be "
                     "read as the same: a name for what is inside makes lines "
                     "of %s.", o->unwritten,
               o->unwritten == 1 ? " is" : "s are",
               o->unwritten == 1 ? "it" : "them");
}
