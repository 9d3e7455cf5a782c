/* SPDX-License-Identifier: GPL-3.0-or-later
   Agreement: counts, reasons and blame.  Read show_compare.h before. */
#include <math.h>
#include <stdlib.h>

#include "compare/show_compare.h"
#include "compare/verdict.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/conventions.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

/* "20 of 21 agree, 1 inconclusive" */
static char *share(const size_t count[3], size_t of)
{
  const size_t others[3] = {0, count[AD_DISAGREE], count[AD_INCONCLUSIVE]};
  char agree[FORMAT_SIZE], all[FORMAT_SIZE];
  char *rest = verdict_counts(others);
  char *text = memory_format(
      "%s of %s agree%s%s", format_count(agree, (double)count[AD_AGREE]),
      format_count(all, (double)of), *rest ? ", " : "", rest);
  free(rest);
  return text;
}

static void put_engines(struct table *table, const char *name,
                        const struct tally *t, int timed)
{
  char *text = share(t->engines, t->swept), out[FORMAT_SIZE];
  table_row(table);
  table_put(table, name);
  if (t->engines[AD_AGREE] + t->engines[AD_DISAGREE] == 0)
    table_put(table, text);
  else if (timed)
    table_print(table, "%s (worst: %s of the rounding bound)", text,
                format_digits(out, t->engines_worst, 2));
  else
    table_print(table, "%s (%s the rounding bound)", text,
                t->engines[AD_DISAGREE] ? "over" : "within");
  table_tone(table, verdict_counts_tone(t->engines));
  free(text);
}

static void put_differences(struct table *table, const char *name,
                            const struct tally *t, int timed)
{
  char *text = share(t->fd, t->checked), out[FORMAT_SIZE];
  table_row(table);
  table_put(table, name);
  if (t->checked == 0)
    table_put(table, "none taken");
  else if (timed && t->fd[AD_AGREE] + t->fd[AD_DISAGREE] > 0)
    table_print(table, "%s (worst: %s of the tolerance)", text,
                format_digits(out, t->fd_worst, 2));
  else
    table_put(table, text);
  if (t->checked > 0)
    table_tone(table, verdict_counts_tone(t->fd));
  free(text);
}

/* Of many entries the largest, and random directions through all of them:
   forward mode's tangent along d is the gradient times d. */
static void put_sample(struct table *table, const struct results *r, int timed)
{
  struct tally along = results_tally_along(r);
  char all[FORMAT_SIZE], m[FORMAT_SIZE];
  if (r->n_directions == 0)
    return;
  char *rows = r->n_rows == r->m
                   ? memory_copy("")
                   : memory_format("for %zu of %s outputs ", r->n_rows,
                                   format_count(m, (double)r->m));
  table_row(table);
  table_skip(table);
  table_print(table,
              "%sfor the %zu largest of %s entries, and %salong %zu random "
              "directions:",
              r->few_forward ? "both " : "", r->n_chosen,
              format_count(all, (double)r->m * (double)r->n), rows,
              r->n_directions);
  free(rows);
  put_engines(table, "duality test", &along, timed);
  put_differences(table, "differences", &along, timed);
}

/* --- entries that do not agree -------------------------------------------- */

/* Where the value goes on either side of the point, and at it. */
static char *why_jump(const struct results *r, size_t of, size_t by)
{
  const ad_fd_estimate *fd = results_fd(r, of, by);
  double left = fd->side_value[0], right = fd->side_value[1];
  char a[FORMAT_SIZE], b[FORMAT_SIZE], at[FORMAT_SIZE], x[FORMAT_SIZE];
  format_number(a, left);
  format_number(b, right);
  format_number(at, fd->at);
  format_number(x, r->reverse[of * r->n + by]);
  if (left == right)
    return memory_format("jump: the value is %s on both sides, %s at the point;"
                         " forward and reverse give %s", a, at, x);
  if (fd->at == left || fd->at == right)
    return memory_format("jump: the value goes from %s on the left to %s on the"
                         " right; forward and reverse give %s", a, b, x);
  return memory_format("jump: the value goes from %s on the left to %s on the "
                       "right, and is %s at the point; forward and reverse "
                       "give %s", a, b, at, x);
}

static char *why_inconclusive(const struct results *r, size_t of, size_t by)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  const ad_fd_estimate *fd = results_fd(r, of, by);
  char left[FORMAT_SIZE], right[FORMAT_SIZE], x[FORMAT_SIZE];
  if (j.reason == AD_REASON_JUMP)
    return why_jump(r, of, by);
  if (j.reason != AD_REASON_KINK || !fd || !isfinite(fd->left) ||
      !isfinite(fd->right))
    return memory_copy(reason_words(j.reason)->entry);
  return memory_format("kink: the slope is %s on the left, %s on the right;"
                       " forward and reverse give %s",
                       format_rough(left, fd->left, 4),
                       format_rough(right, fd->right, 4),
                       format_number(x, r->reverse[of * r->n + by]));
}

static char *why(const struct results *r, size_t of, size_t by)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  size_t at = of * r->n + by;
  char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
  if (j.engines == AD_DISAGREE)
    return memory_format("forward gives %s, reverse %s; their rounding can"
                         " explain %s (%s)",
                         format_digits(a, results_forward(r, at), 12),
                         format_digits(b, r->reverse[at], 12),
                         format_digits(c, j.bound, 2),
                         j.estimated ? "an estimate" : "proven");
  if (results_verdict(r, of, by) == AD_INCONCLUSIVE)
    return why_inconclusive(r, of, by);
  return memory_format("forward and reverse give %s, the differences %s",
                       format_number(a, r->reverse[at]),
                       format_uncertain(b, j.quotient, j.tolerance));
}

/* Where entry (of, by) lies. */
static char *label_at(const struct results *r, size_t of, size_t by)
{
  size_t i = parts_find(r->outputs, r->n_outputs, of);
  size_t w = parts_find(r->wrts, r->n_wrts, by);
  return label_derivative_entry(r->graph, &r->outputs[i],
                                of - r->outputs[i].first, &r->wrts[w],
                                by - r->wrts[w].first);
}

static void put_detail(struct table *table, const struct results *r,
                       size_t of, size_t by)
{
  char *label = label_at(r, of, by), *text = why(r, of, by);
  table_row(table);
  table_put(table, label);
  table_put(table, text);
  table_tone(table, verdict_tone(results_verdict(r, of, by)));
  free(label);
  free(text);
}

/* The first SHOW_DETAILS entries that disagree, then those that are
   inconclusive; what is not finite was explained on top. */
static void show_details(struct page *page, const struct results *r)
{
  static const ad_verdict order[] = {AD_DISAGREE, AD_INCONCLUSIVE};
  struct table *table = table_new();
  size_t found = 0;
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  for (size_t k = 0; k < 2; k++)
    for (size_t at = 0; at < r->m * r->n; at++)
      if (results_verdict(r, at / r->n, at % r->n) == order[k] &&
          !faults_has(r, at / r->n, at % r->n) && found++ < SHOW_DETAILS)
        put_detail(table, r, at / r->n, at % r->n);
  if (found == 0) {
    table_free(table);
    return;
  }
  page_table(page, table);
  if (found > SHOW_DETAILS)
    page_print(page, "and %zu more", found - SHOW_DETAILS);
}

/* --- sentences ------------------------------------------------------------ */

static void show_blame(struct page *page, const struct tally *t)
{
  if (t->engines[AD_DISAGREE] > 0)
    page_print(page, "Forward and reverse mode differ by more than rounding "
                     "explains: an engine is wrong. Please report it.");
  if (t->fd[AD_DISAGREE] > 0 && t->engines[AD_DISAGREE] == 0)
    page_print(page, "Forward and reverse mode agree with each other, but not "
                     "with the differences: the difference quotient is in "
                     "doubt, or a rule is wrong in both.");
  if (t->weak > 0)
    page_print(page, "%zu of the entries agree%s weakly: rounding on the way, "
                     "as where terms cancel, leaves few digits.",
               t->weak, t->weak == 1 ? "s" : "");
  if (t->smooth > 0)
    page_print(page,
               "%zu of the entries lie%s on a kink of an operation, but "
               "the slopes on both sides are the derivative: the function "
               "is smooth there.",
               t->smooth, t->smooth == 1 ? "s" : "");
  if (t->faint > 0)
    page_print(page, "%zu of the entries agree%s faintly with the differences: "
                     "beside the gradient's largest, or beside terms that "
                     "cancel, differences cannot tell %s from 0.",
               t->faint, t->faint == 1 ? "s" : "",
               t->faint == 1 ? "it" : "them");
}

static void put_symmetry(struct table *table, const struct results *r)
{
  struct symmetry found = results_symmetry(r);
  char pairs[FORMAT_SIZE], alike[FORMAT_SIZE];
  if (found.pairs == 0)
    return;
  table_row(table);
  table_put(table, "symmetric");
  table_print(table, "%s of %s pairs agree (within the rounding bound)",
              format_count(alike, (double)(found.pairs - found.apart)),
              format_count(pairs, (double)found.pairs));
  table_tone(table, found.apart ? TONE_BAD : TONE_PLAIN);
}

void show_agreement(struct page *page, const struct results *r, int timed)
{
  struct tally tally = results_tally_all(r);
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  put_engines(table, "forward = reverse", &tally, timed);
  put_differences(table, "finite differences", &tally, timed);
  put_sample(table, r, timed);
  put_symmetry(table, r);
  page_section(page, "Agreement");
  page_table(page, table);
  show_details(page, r);
  show_blame(page, &tally);
  show_conventions(page, r->n_kinks, r->kinks);
}
