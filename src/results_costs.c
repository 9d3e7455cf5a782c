/* SPDX-License-Identifier: GPL-3.0-or-later
   What the methods cost, for `compare`: what it has done once already is not
   done again where that takes long.  Read results.h before. */
#include <stdlib.h>

#include "exits.h"
#include "results.h"

static const double PATIENCE = 0.1; /* seconds for a method                */

struct again {
  const struct results *results;
  ad_fd_estimate *fd; /* room for all of them                              */
};

static void take_differences(void *state, size_t i)
{
  const struct again *again = state;
  (void)i;
  results_differences(again->results, again->fd);
}

static ad_status time_methods(struct subject *s, struct method_cost *costs,
                              ad_error *err)
{
  ad_status status = measure_overhead(PATIENCE, &costs[METHOD_NULL], err);
  return status == AD_OK ? measure_times(s, PATIENCE, costs, err) : status;
}

int results_costs(const struct results *r, const char *name, int timed,
                  struct method_cost costs[METHODS])
{
  ad_error err = {0};
  struct again again = {r, memory_new(r->n_fd, sizeof *again.fd)};
  struct subject s = {.sheet = r->sheet,
                      .engines = &r->engines,
                      .n = r->n,
                      .m = r->m,
                      .fd_pieces = r->n_fd > 0 ? 1 : 0,
                      .fd = take_differences,
                      .state = &again,
                      .known = {[METHOD_CHUNKED] = r->chunked_seconds,
                                [METHOD_REVERSE] = r->reverse_seconds,
                                [METHOD_FD] = r->fd_seconds}};
  ad_status status = measure_counts(&s, costs, &err);
  for (size_t i = 0; status == AD_OK && i < r->n_fd; i++)
    measure_add_evaluations(&costs[METHOD_FD], &r->fd[i]);
  if (status == AD_OK && timed && r->n > 0)
    status = time_methods(&s, costs, &err);
  if (status != AD_OK)
    complain("%s: %s", name, err.text);
  free(again.fd);
  return exit_of(status);
}
