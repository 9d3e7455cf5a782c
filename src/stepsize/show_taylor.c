/* SPDX-License-Identifier: GPL-3.0-or-later
   The Taylor remainders and their verdict.  Read show_stepsize.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "stepsize/show_stepsize.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

enum {
  EVERY = 2, /* of the halvings, every second is shown                     */
  ROWS = 14, /* at most                                                    */
  LEAVES = 6 /* named one by one                                           */
};

static const char *const modes[] = {[TAYLOR_FORWARD] = "forward",
                                    [TAYLOR_REVERSE] = "reverse"};

/* "12 entries of W1, b1" */
static char *label_leaves(const struct study *study)
{
  char *text = label_plural(study->taylor.n, "entry of", "entries of");
  for (size_t i = 0; i < study->n_wrts && i < LEAVES; i++)
    memory_append(&text, i ? ", " : " ", memory_copy(study->wrts[i].name));
  if (study->n_wrts > LEAVES)
    memory_append(&text, " ",
                  memory_format("and %zu more", study->n_wrts - LEAVES));
  return text;
}

/* "; f is l", "; f is u'y, ...": not where its name says so. */
static char *label_function(const struct study *study)
{
  char *f = study_function(study), *text;
  if (study->taylor.count > 1)
    text = memory_format("; f is %s, u standard normal as well", f);
  else if (strcmp(f, "f") == 0)
    text = memory_copy("");
  else
    text = memory_format("; f is %s", f);
  free(f);
  return text;
}

static void explain(struct page *page, const struct study *study)
{
  char *f = label_function(study), *leaves = label_leaves(study);
  page_print(page,
             "Along a direction d of standard normal numbers for %s (seed "
             "%lu)%s:", leaves, study->seed, f);
  page_code(page, "r0 = |f(x + h d) - f(x)|            falls like h\n"
                  "r1 = |f(x + h d) - f(x) - h g.d|    like h^2 if g is the "
                  "gradient, else like h");
  free(f);
  free(leaves);
}

static void put_remainder(struct table *table, double r, double noise)
{
  if (!isfinite(r))
    table_none(table);
  else if (r <= noise)
    table_put(table, "rounding");
  else
    table_amount(table, r, format_powers);
}

/* Are both r1 rounding only? */
static int is_end(const struct taylor_step *s)
{
  return s->reason == AD_FD_CLEAN && s->r1[TAYLOR_FORWARD] <= s->noise &&
         s->r1[TAYLOR_REVERSE] <= s->noise;
}

/* The number of steps that are shown, every EVERY-th of which is; are all of
   them clean? */
static int count_steps(const struct taylor *t, int *clean)
{
  int i = 0;
  *clean = 1;
  for (int ends = 0; !ends && i < EVERY * ROWS; i += EVERY) {
    ends = is_end(&t->steps[i]);
    *clean &= t->steps[i].reason == AD_FD_CLEAN;
  }
  return i;
}

static void put_step(struct table *table, const struct taylor_step *s, int i,
                     int clean)
{
  table_row(table);
  table_print(table, "2^-%d", i + 1);
  put_remainder(table, s->r0, s->noise);
  for (int k = 0; k < TAYLOR_MODES; k++)
    put_remainder(table, s->r1[k], s->noise);
  if (!clean)
    table_put(table, reason_words_fd(s->reason)->step);
}

static void show_steps(struct page *page, const struct taylor *t)
{
  struct table *table = table_new();
  int clean, n = count_steps(t, &clean);
  table_column(table, "h", ALIGN_LEFT);
  table_column(table, "r0", ALIGN_RIGHT);
  table_column(table, "r1 forward", ALIGN_RIGHT);
  table_column(table, "r1 reverse", ALIGN_RIGHT);
  if (!clean)
    table_column(table, "", ALIGN_LEFT);
  for (int i = 0; i < n; i += EVERY)
    put_step(table, &t->steps[i], i, clean);
  page_table(page, table);
}

/* --- verdicts ------------------------------------------------------------- */

static void put_verdict(struct table *table, const struct taylor *t, int mode)
{
  const struct taylor_judgement *j = &t->judged[mode];
  int lost = j->reason == AD_REASON_NOISE && taylor_is_lost(t);
  if (j->linear)
    table_put(table, "gradient right: the remainder is rounding only, as f is "
                     "linear along d (or nearly so)");
  else if (j->verdict == TAYLOR_UNKNOWN)
    table_print(table, "cannot tell: %s",
                lost ? "rounding leaves no digit of g.d"
                     : reason_words(j->reason)->remainder);
  else
    table_put(table, j->verdict == TAYLOR_RIGHT ? "gradient right"
                                                : "gradient WRONG");
}

/* How far the digits of g.d may be off; those of a 0 that f confirms are
   known. */
static double doubt_of(const struct taylor *t, int mode)
{
  if (taylor_is_lost(t) && t->judged[mode].verdict != TAYLOR_RIGHT)
    return (double)INFINITY;
  return fmax(t->bound, t->off);
}

static const enum tone tones[] = {[TAYLOR_RIGHT] = TONE_GOOD,
                                  [TAYLOR_WRONG] = TONE_BAD,
                                  [TAYLOR_UNKNOWN] = TONE_DOUBT};

static void put_mode(struct table *table, const struct taylor *t, int mode)
{
  const struct taylor_judgement *j = &t->judged[mode];
  table_row(table);
  table_put(table, modes[mode]);
  table_uncertain(table, t->gd[mode], doubt_of(t, mode));
  show_slope(table, &t->slope0);
  show_slope(table, &j->slope);
  put_verdict(table, t, mode);
  table_tone(table, tones[j->verdict]);
}

static void conclude(struct page *page, const struct taylor *t)
{
  int wrong[TAYLOR_MODES], halves = 1;
  for (int k = 0; k < TAYLOR_MODES; k++) {
    wrong[k] = t->judged[k].verdict == TAYLOR_WRONG;
    halves &= t->judged[k].slope.points > 0;
  }
  if (wrong[TAYLOR_FORWARD] || wrong[TAYLOR_REVERSE])
    page_print(page, "Half the step halves r1 where a quarter was due: the "
                     "gradient of %s is wrong. Please report it.",
               !wrong[TAYLOR_FORWARD]   ? "reverse mode"
               : !wrong[TAYLOR_REVERSE] ? "forward mode"
                                        : "both modes");
  else if (taylor_verdict(t) == TAYLOR_RIGHT && halves)
    page_print(page, "Half the step halves r0 and quarters r1: no tolerance "
                     "was needed to see that g is the gradient.");
}

/* --- claims --------------------------------------------------------------- */

static void put_claim(struct table *table, const struct claim_test *test)
{
  const struct taylor *t = &test->taylor;
  const struct taylor_judgement *j = &t->judged[TAYLOR_FORWARD];
  table_row(table);
  table_count(table, test->line);
  table_put(table, test->text);
  show_slope(table, &j->slope);
  put_verdict(table, t, TAYLOR_FORWARD);
  table_tone(table, tones[j->verdict]);
}

static void show_claims(struct page *page, const struct claim_tests *tests)
{
  struct table *table = table_new();
  table_column(table, "line", ALIGN_RIGHT);
  table_column(table, "claim", ALIGN_LEFT);
  table_column(table, "slope of r1", ALIGN_RIGHT);
  table_column(table, "verdict", ALIGN_LEFT);
  for (size_t i = 0; i < tests->n; i++)
    put_claim(table, &tests->of[i]);
  if (tests->n > 0)
    page_print(page, "The same with the gradients that the worksheet claims, "
                     "each along the part of d that is its variable's:");
  page_table(page, table);
}

void show_taylor(struct page *page, const struct study *study)
{
  const struct taylor *t = &study->taylor;
  struct table *table = table_new();
  table_column(table, "mode", ALIGN_LEFT);
  table_column(table, "g.d", ALIGN_POINT);
  table_column(table, "slope of r0", ALIGN_RIGHT);
  table_column(table, "slope of r1", ALIGN_RIGHT);
  table_column(table, "verdict", ALIGN_LEFT);
  for (int k = 0; k < TAYLOR_MODES; k++)
    put_mode(table, t, k);
  page_section(page, "Taylor remainder");
  explain(page, study);
  show_steps(page, t);
  page_table(page, table);
  conclude(page, t);
  show_claims(page, &study->claims);
}
