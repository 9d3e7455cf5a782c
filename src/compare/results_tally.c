/* SPDX-License-Identifier: GPL-3.0-or-later
   Verdicts of entries, and how many of each there are.  Read results.h
   before. */
#include <math.h>

#include "compare/results.h"
#include "host/exits.h"

double results_off(const struct results *r, size_t of, size_t by)
{
  size_t at = of * r->n + by;
  double apart = fabs(results_forward(r, at) - r->reverse[at]);
  double off = results_judged(r, at).off;
  return isnan(apart) ? off : fmax(apart, off);
}

ad_verdict results_verdict(const struct results *r, size_t of, size_t by)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  ad_verdict fd = results_fd(r, of, by) ? j.differences : AD_AGREE;
  if (j.engines == AD_DISAGREE || fd == AD_DISAGREE)
    return AD_DISAGREE;
  return j.engines == AD_AGREE ? fd : j.engines;
}

static void count_engines(const ad_judgement *j, double off, struct tally *t)
{
  t->swept++;
  t->engines[j->engines]++;
  t->weak += j->weak ? 1 : 0;
  t->engines_worst = fmax(t->engines_worst, fabs(off) / j->bound);
}

static void count_differences(const ad_judgement *j, double off,
                              struct tally *t)
{
  t->checked++;
  t->fd[j->differences]++;
  t->faint += j->faint ? 1 : 0;
  t->smooth += j->smooth ? 1 : 0;
  if (j->differences != AD_INCONCLUSIVE)
    t->fd_worst = fmax(t->fd_worst, fabs(off) / j->tolerance);
}

static void count(const struct results *r, size_t of, size_t by,
                  struct tally *t)
{
  size_t at = of * r->n + by;
  ad_judgement j = results_judged(r, at);
  const ad_fd_estimate *fd = results_fd(r, of, by);
  t->entries++;
  if (results_has_forward(r, of, by) || j.engines != AD_AGREE)
    count_engines(&j, results_forward(r, at) - r->reverse[at], t);
  if (fd)
    count_differences(&j, r->reverse[at] - j.quotient, t);
}

static struct tally tally(const struct results *r, struct part rows,
                          struct part columns)
{
  struct tally t = {0};
  for (size_t i = 0; i < rows.entries; i++)
    for (size_t j = 0; j < columns.entries; j++)
      count(r, rows.first + i, columns.first + j, &t);
  return t;
}

struct tally results_tally(const struct results *r, const struct part *output,
                           const struct part *wrt)
{
  return tally(r, *output, *wrt);
}

struct tally results_tally_all(const struct results *r)
{
  return tally(r, (struct part){.entries = r->m},
               (struct part){.entries = r->n});
}

struct tally results_tally_along(const struct results *r)
{
  struct tally t = {.entries = r->n_rows * r->n_directions};
  for (size_t i = 0; i < t.entries; i++) {
    const struct along *a = &r->along[i];
    count_engines(&a->judged, a->forward - a->reverse, &t);
    if (r->fd)
      count_differences(&a->judged, a->reverse - a->judged.quotient, &t);
  }
  return t;
}

static int status_of(const struct tally *t)
{
  if (t->engines[AD_DISAGREE] + t->fd[AD_DISAGREE] > 0)
    return EXIT_DISAGREE;
  return t->engines[AD_INCONCLUSIVE] + t->fd[AD_INCONCLUSIVE] > 0
             ? EXIT_DOUBT
             : EXIT_FINE;
}

int results_status(const struct results *r)
{
  struct tally entries = results_tally_all(r);
  struct tally along = results_tally_along(r);
  int status = exit_worst(status_of(&entries), status_of(&along));
  return results_symmetry(r).apart ? exit_worst(status, EXIT_DISAGREE) : status;
}
