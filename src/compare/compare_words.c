/* SPDX-License-Identifier: GPL-3.0-or-later
   What the formats for machines say in the same words.  Read compare.h
   before. */
#include <math.h>
#include <stdlib.h>

#include "compare/compare.h"
#include "host/exits.h"
#include "worksheet/failure.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

/* --- verdicts ------------------------------------------------------------- */

static const char *reason_of(const ad_judgement *j, ad_verdict verdict)
{
  if (verdict == AD_AGREE)
    return j->weak     ? "weak"
           : j->faint  ? "faint"
           : j->smooth ? "smooth kink"
                       : NULL;
  if (verdict == AD_INCONCLUSIVE)
    return reason_words(j->reason)->name;
  return j->engines == AD_DISAGREE ? "forward and reverse" : "differences";
}

const char *compare_reason(const struct results *r, size_t of, size_t by)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  return reason_of(&j, results_verdict(r, of, by));
}

ad_verdict compare_along_verdict(const struct results *r,
                                 const struct along *along)
{
  ad_verdict fd = r->fd ? along->judged.differences : AD_AGREE;
  if (along->judged.engines == AD_DISAGREE || fd == AD_DISAGREE)
    return AD_DISAGREE;
  return along->judged.engines == AD_AGREE ? fd : along->judged.engines;
}

const char *compare_along_reason(const struct results *r,
                                 const struct along *along)
{
  return reason_of(&along->judged, compare_along_verdict(r, along));
}

/* --- findings ------------------------------------------------------------- */

struct finding compare_finding(const struct results *r, size_t of, size_t by)
{
  size_t at = of * r->n + by;
  double apart = results_has_forward(r, of, by)
                   ? fabs(results_forward(r, at) - r->reverse[at])
                   : (double)NAN;
  return (struct finding){results_fd(r, of, by), results_judged(r, at), apart};
}

struct finding compare_along_finding(const struct results *r,
                                     const struct along *along)
{
  return (struct finding){r->fd ? &along->fd : NULL, along->judged,
                          fabs(along->forward - along->reverse)};
}

const char *compare_number_name(enum compare_number which)
{
  static const char *const names[COMPARE_NUMBERS] = {
      [COMPARE_FD] = "fd",
      [COMPARE_FD_ERROR] = "fd_error",
      [COMPARE_SLOPE_LEFT] = "slope_left",
      [COMPARE_SLOPE_RIGHT] = "slope_right",
      [COMPARE_VALUE_LEFT] = "value_left",
      [COMPARE_VALUE_RIGHT] = "value_right",
      [COMPARE_VALUE_AT] = "value_at",
      [COMPARE_ERROR] = "error",
      [COMPARE_BOUND] = "bound"};
  return names[which];
}

/* What was judged, or the first estimate where nothing was. */
static double quotient(struct finding f, enum compare_number which)
{
  int judged = isfinite(f.judged.quotient);
  if (!judged && f.fd->reason != AD_FD_CLEAN)
    return (double)NAN;
  if (which == COMPARE_FD)
    return judged ? f.judged.quotient : f.fd->value;
  return judged ? f.judged.error : f.fd->error;
}

static double rounding(struct finding f, enum compare_number which)
{
  if (isnan(f.apart))
    return (double)NAN;
  return which == COMPARE_BOUND ? f.judged.bound
                                : fmax(f.apart, f.judged.off);
}

double compare_number(struct finding f, enum compare_number which)
{
  if (which >= COMPARE_ERROR)
    return rounding(f, which);
  if (!f.fd)
    return (double)NAN;
  if (which <= COMPARE_FD_ERROR)
    return quotient(f, which);
  if (which <= COMPARE_SLOPE_RIGHT)
    return which == COMPARE_SLOPE_LEFT ? f.fd->left : f.fd->right;
  if (f.fd->reason != AD_FD_JUMP)
    return (double)NAN;
  return which == COMPARE_VALUE_AT ? f.fd->at
                                   : f.fd->side_value[which -
                                                      COMPARE_VALUE_LEFT];
}

const char *compare_truth_name(enum compare_truth which)
{
  static const char *const names[COMPARE_TRUTHS] = {
      [COMPARE_SETTLED] = "settled",
      [COMPARE_WEAK] = "weak",
      [COMPARE_FAINT] = "faint",
      [COMPARE_ESTIMATED] = "estimated",
      [COMPARE_LOST] = "lost"};
  return names[which];
}

static int settled(struct finding f)
{
  if (!f.fd || (!f.judged.settled && f.judged.reason != AD_REASON_UNSETTLED))
    return -1;
  return f.judged.settled;
}

int compare_truth(struct finding f, enum compare_truth which)
{
  if (which == COMPARE_SETTLED)
    return settled(f);
  if (which == COMPARE_FAINT)
    return f.fd ? f.judged.faint : -1;
  if (isnan(f.apart))
    return -1;
  return which == COMPARE_WEAK   ? f.judged.weak
         : which == COMPARE_LOST ? f.judged.lost
                                 : f.judged.estimated;
}

int compare_has_verdict(const struct results *r, size_t of, size_t by)
{
  return results_has_forward(r, of, by) ||
         results_verdict(r, of, by) != AD_AGREE;
}

size_t compare_inconclusive(const struct results *r)
{
  size_t count = 0;
  for (size_t at = 0; at < r->m * r->n; at++)
    count += results_verdict(r, at / r->n, at % r->n) == AD_INCONCLUSIVE;
  for (size_t i = 0; i < r->n_rows * r->n_directions; i++)
    count += compare_along_verdict(r, &r->along[i]) == AD_INCONCLUSIVE;
  return count;
}

/* --- warnings ------------------------------------------------------------- */

/* Warning number *i about the sheet; where it has fewer, *i becomes what is
   left of it. */
static char *sheet_warning(const struct loaded *loaded, size_t *i)
{
  const ad_report *report = &loaded->report;
  for (size_t k = 0; k < report->count; k++) {
    const ad_error *error = &report->messages[k].error;
    if (report->messages[k].severity == AD_WARNING && (*i)-- == 0)
      return failure_text(&loaded->source, error);
  }
  return NULL;
}

static char *dropped_warning(const ad_sheet *sheet, size_t *i)
{
  const char *name;
  size_t rows, dropped;
  for (size_t k = 0; ad_sheet_file(sheet, k, &name, &rows, &dropped); k++) {
    if (dropped == 0 || (*i)-- > 0)
      continue;
    char *text = label_plural(dropped, "row", "rows");
    char *whole = memory_format("%s: %s dropped for missing values", name,
                                text);
    free(text);
    return whole;
  }
  return NULL;
}

static char *weak_warning(const struct results *r)
{
  struct tally tally = results_tally_all(r);
  if (tally.weak == 0)
    return NULL;
  return memory_format("%zu of the entries agree%s weakly: rounding on the "
                       "way, as where terms cancel, leaves few digits",
                       tally.weak, tally.weak == 1 ? "s" : "");
}

/* Past the loops *i counts down to 0 at the warning that is asked for. */
char *compare_warning(const struct comparison *c, size_t i)
{
  const struct results *r = &c->results;
  char *text = sheet_warning(c->loaded, &i);
  if (!text)
    text = dropped_warning(r->sheet, &i);
  if (text)
    return text;
  if (i < r->n_kinks)
    return memory_format("at a kink, by convention: %s", r->kinks[i]);
  return i == r->n_kinks ? weak_warning(r) : NULL;
}

/* --- cost ----------------------------------------------------------------- */

int compare_has_method(const struct comparison *c, int method)
{
  if (method == METHOD_FD && !c->results.fd)
    return 0;
  return method == METHOD_EVALUATION || c->results.n > 0;
}

int compare_has_seconds(const struct comparison *c, int method)
{
  return c->timed && c->results.n > 0 && compare_has_method(c, method);
}
