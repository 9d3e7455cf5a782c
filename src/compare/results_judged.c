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
  return ad_multiply(entries, sizeof(struct kept), &kept) &&
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
}

void results_keep(struct results *r, size_t at, ad_judgement j)
{
  size_t i = results_find(r, at);
  if (i < r->n_chosen)
    r->judged[i] = j;
  else
    r->kept[at] = (struct kept){.bound = j.bound,
                                .off = j.off,
                                .engines = (unsigned char)j.engines,
                                .reason = (unsigned char)j.reason,
                                .weak = j.weak != 0,
                                .lost = j.lost != 0,
                                .decided = j.decided != 0,
                                .estimated = j.estimated != 0};
}

ad_judgement results_judged(const struct results *r, size_t at)
{
  size_t i = results_find(r, at);
  if (i < r->n_chosen)
    return r->judged[i];
  const struct kept *k = &r->kept[at];
  return (ad_judgement){.bound = k->bound,
                        .off = k->off,
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
