/* SPDX-License-Identifier: GPL-3.0-or-later
   The judgements of all entries, in full of those that were chosen.  Read
   results_gather.h before. */
#include <math.h>
#include <stdint.h>

#include "compare/results_gather.h"
#include "host/exits.h"

size_t results_judged_bytes(size_t entries, size_t limit)
{
  size_t kept, judged, chosen = entries < limit ? entries : limit;
  size_t each = sizeof(struct kept) + sizeof(struct apart);
  return ad_multiply(entries, each, &kept) &&
                 ad_multiply(chosen, sizeof(ad_judgement), &judged) &&
                 kept <= SIZE_MAX - judged
             ? kept + judged
             : SIZE_MAX;
}

void results_start_judging(struct results *r)
{
  r->judged = memory_new(r->n_chosen, sizeof *r->judged);
  if (r->n_chosen < r->m * r->n)
    r->kept = memory_new(r->m * r->n, sizeof *r->kept);
  if (r->kept && !r->few_forward)
    r->apart = memory_new(r->m * r->n, sizeof *r->apart);
}

static void keep_apart(struct results *r, size_t at, struct apart apart)
{
  if (r->apart)
    r->apart[at] = apart;
}

static struct apart kept_apart(const struct results *r, size_t at)
{
  return r->apart ? r->apart[at] : (struct apart){0};
}

void results_keep(struct results *r, size_t at, ad_judgement j)
{
  size_t i = results_find(r, at);
  if (i < r->n_chosen) {
    r->judged[i] = j;
    return;
  }
  r->kept[at] = (struct kept){.engines = j.engines & 0xff,
                              .reason = j.reason & 0xff,
                              .weak = j.weak != 0,
                              .lost = j.lost != 0,
                              .decided = j.decided != 0,
                              .estimated = j.estimated != 0};
  keep_apart(r, at, (struct apart){j.bound, j.off});
}

ad_judgement results_judged(const struct results *r, size_t at)
{
  size_t i = results_find(r, at);
  if (i < r->n_chosen)
    return r->judged[i];
  const struct kept *k = &r->kept[at];
  struct apart apart = kept_apart(r, at);
  return (ad_judgement){.bound = apart.bound,
                        .off = apart.off,
                        .engines = (ad_verdict)k->engines,
                        .differences = AD_INCONCLUSIVE,
                        .reason = (ad_reason)k->reason,
                        .weak = k->weak,
                        .lost = k->lost,
                        .decided = k->decided,
                        .estimated = k->estimated,
                        .tolerance = (double)INFINITY,
                        .quotient = (double)NAN,
                        .error = (double)INFINITY};
}
