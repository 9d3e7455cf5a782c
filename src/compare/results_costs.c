/* SPDX-License-Identifier: GPL-3.0-or-later
   What the methods cost, for `compare`: what it has done once already is not
   done again where that takes long.  Read results.h before. */
#include <math.h>

#include "compare/results.h"
#include "host/exits.h"

static void take_differences(void *state, size_t i)
{
  (void)i;
  results_differences(state);
}

/* Smaller and smaller steps are taken only where rounding makes a doubt: they
   are no part of the least. */
static void count_entry(const struct results *r, size_t of,
                        const ad_fd_estimate *fd, const ad_judgement *judged,
                        struct method_cost *cost)
{
  if (isfinite(results_output(r, of)))
    measure_add_evaluations(cost, fd);
  else
    measure_add_no_search(cost, fd);
  cost->sweeps += (double)judged->evaluations;
}

void results_count_evaluations(const struct results *r,
                               struct method_cost *cost)
{
  for (size_t i = 0; r->fd && i < r->n_chosen; i++)
    count_entry(r, r->chosen[i] / r->n, &r->fd[i],
                &r->judged[i], cost);
  for (size_t i = 0; r->fd && i < r->n_rows * r->n_directions; i++)
    count_entry(r, r->rows[i / r->n_directions], &r->along[i].fd,
                &r->along[i].judged, cost);
}

static struct subject subject_of(const struct results *r)
{
  return (struct subject){.sheet = r->sheet,
                          .engines = &r->engines,
                          .counted = &r->counted,
                          .n = r->n,
                          .m = r->m,
                          .fd_pieces = r->fd ? 1 : 0,
                          .fd = take_differences,
                          .known = {[METHOD_CHUNKED] = r->chunked_seconds,
                                    [METHOD_REVERSE] = r->reverse_seconds,
                                    [METHOD_FD] = r->fd_seconds}};
}

int results_costs(const struct results *r, const char *name,
                  struct method_cost costs[METHODS])
{
  ad_error err = {0};
  struct subject s = subject_of(r);
  ad_status status = measure_counts(&s, costs, &err);
  if (status != AD_OK)
    complain("%s: %s", name, err.text);
  return exit_of(status);
}

int results_times(struct results *r, const char *name, double seconds,
                  struct method_cost costs[METHODS])
{
  ad_error err = {0};
  struct subject s = subject_of(r);
  double share = seconds / METHODS;
  if (r->n == 0)
    return EXIT_FINE;
  s.state = r;
  ad_status status = measure_overhead(share, &costs[METHOD_NULL], &err);
  if (status == AD_OK)
    status = measure_times(&s, (struct measure_budget){seconds - share, 0},
                           costs, &err);
  if (status != AD_OK)
    complain("%s: %s", name, err.text);
  return exit_of(status);
}
