/* SPDX-License-Identifier: GPL-3.0-or-later
   Measuring a worksheet at many sizes.  Read sweep_gather.h before; what
   the points say together is in sweep_fit.c. */
#include "sweep/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/files.h"
#include "host/interrupt.h"
#include "host/progress.h"
#include "host/timer.h"
#include "page/number_format.h"
#include "sweep/sweep_gather.h"

/* --- one point ------------------------------------------------------------ */

/* Columns of finite differences, and what they took; every run of them
   begins anew, with an evaluation at the base point. */
struct columns {
  const struct engines *engines;
  size_t m, last;
  double evaluations, taken, runs;
};

static void take_column(void *state, size_t by)
{
  struct columns *c = state;
  ad_fd_estimate estimate;
  c->runs += c->taken == 0 || by <= c->last;
  c->last = by;
  for (size_t of = 0; of < c->m && !interrupt_pending(); of++) {
    ad_fd_entry(c->engines->fd, of, by, &estimate);
    c->evaluations += (double)estimate.evaluations;
  }
  c->taken++;
}

/* Not timed: what clean stencils need at least, and the base point. */
static void count_evaluations(struct method_cost *fd, const struct columns *c,
                              size_t n)
{
  double least = 1 + AD_FD_LEAST * (double)n;
  fd->sweeps_least = fd->sweeps = least;
  if (c->taken > 0)
    fd->sweeps = round(1 + (c->evaluations - c->runs) / c->taken * (double)n);
}

static ad_status measure(const struct sweep *s, struct sweep_point *p,
                         const ad_sheet *sheet, const struct engines *engines,
                         double one, ad_error *err)
{
  const struct measure_budget budget = {p->share, one};
  double start = timer_work();
  struct columns columns = {.engines = engines, .m = p->m};
  const struct subject subject = {.sheet = sheet,
                                  .engines = engines,
                                  .n = p->n,
                                  .m = p->m,
                                  .fd_pieces = p->n,
                                  .fd = take_column,
                                  .state = &columns};
  ad_status status = measure_counts(&subject, p->costs, err);
  if (status == AD_OK && s->timed)
    status = measure_times(&subject, budget, p->costs, err);
  p->seconds = timer_work() - start;
  count_evaluations(&p->costs[METHOD_FD], &columns, p->n);
  return status;
}

static ad_status measure_sheet(const struct sweep *s, struct sweep_point *p,
                               const ad_sheet *sheet,
                               const struct options *options, ad_error *err)
{
  struct engines engines = {0};
  const ad_graph *g = ad_sheet_graph(sheet);
  p->n = ad_graph_wrt_entries(g);
  p->m = ad_graph_output_entries(g);
  p->nodes = ad_graph_size(g);
  if (p->n == 0)
    return ad_fail(err, AD_EINPUT, "nothing is differentiated: there is no "
                                   "input or param");
  ad_status status = engines_make_few(&engines, sheet, options->chunk, err);
  if (status == AD_OK)
    status = engines_check(&engines, 0, options->max_memory, err);
  if (status == AD_OK) {
    ad_value_sweep(engines.value);
    status = measure(s, p, sheet, &engines, options->budget, err);
  }
  engines_free(&engines);
  return status;
}

/* --- its sizes ------------------------------------------------------------ */

/* "h = 16, d = 4"; the caller frees it. */
static char *describe(const struct sweep *s, const size_t *sizes)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < s->n_dims; i++)
    memory_append(&text, ", ",
                  memory_format("%s = %zu", s->dims[i], sizes[i]));
  return text;
}

/* The options' dims and those of a point. */
static struct pairs join_dims(const struct sweep *s, const size_t *sizes,
                              const struct pairs *given)
{
  struct pairs all = {.n = given->n + s->n_dims};
  all.pair = memory_new(all.n, sizeof *all.pair);
  if (given->n > 0)
    memcpy(all.pair, given->pair, given->n * sizeof *all.pair);
  for (size_t i = 0; i < s->n_dims; i++)
    all.pair[given->n + i] =
        (ad_override){s->dims[i], memory_format("%zu", sizes[i])};
  return all;
}

static void free_joined(const struct sweep *s, struct pairs *all)
{
  for (size_t i = all->n - s->n_dims; i < all->n; i++)
    free((char *)all->pair[i].value);
  free(all->pair);
}

/* Messages find the progress bar cleared. */
static int measure_point(const struct sweep *s, struct sweep_point *p,
                         const struct loaded *first,
                         const struct options *options,
                         const struct progress *progress, const char *text)
{
  struct options here = *options;
  struct loaded loaded;
  ad_error err = {0};
  here.dims = join_dims(s, p->sizes, &options->dims);
  int status = load_again(&loaded, first, &here);
  if (status == EXIT_FINE) {
    progress_at(progress, (size_t)(p - s->points), text);
    status = exit_of(measure_sheet(s, p, loaded.sheet, options, &err));
    progress_clear(progress);
    if (status != EXIT_FINE)
      complain("%s: %s", first->source.name, err.text);
  }
  loaded_free(&loaded);
  free_joined(s, &here.dims);
  return status;
}

/* --- all of them ---------------------------------------------------------- */

/* "mlp" for "folder/mlp.grad". */
static char *base_name(const char *file)
{
  const char *name = strcmp(file, "-") == 0 ? "standard-input"
                                            : files_base(file);
  return memory_format("%.*s", (int)files_stem(name), name);
}

static struct sweep start(const struct loaded *first, const struct vary *v,
                          const struct options *options)
{
  const char *note = ad_sheet_note(first->sheet, 0);
  return (struct sweep){
      .name = base_name(first->source.name),
      .title = ad_sheet_title(first->sheet),
      .note = note ? note : "",
      .n_dims = v->n_dims,
      .dims = v->dims,
      .n_axes = v->n_axes,
      .axis_points = v->axis_points,
      .axis_dim = v->axis_dim,
      .points = memory_new(v->n_points, sizeof(struct sweep_point)),
      .timed = !option_given(options, OPTION_NO_TIMES),
      .chunk = options->chunk};
}

/* So that a lecture can wait for it. */
static double clock_seconds(const struct options *options)
{
  return options->time_budget > 0 ? options->time_budget : 2;
}

static int measure_points(struct sweep *s, const struct loaded *first,
                          const struct vary *v, const struct options *options,
                          const struct method_cost *overhead)
{
  int status = EXIT_FINE;
  double left = clock_seconds(options);
  struct progress progress = progress_begin(v->n_points);
  for (size_t i = 0; i < v->n_points && status == EXIT_FINE; i++) {
    struct sweep_point *p = &s->points[i];
    p->sizes = v->sizes + i * v->n_dims;
    p->share = fmax(0, left) / (double)(v->n_points - i);
    char *text = describe(s, p->sizes);
    status = measure_point(s, p, first, options, &progress, text);
    p->costs[METHOD_NULL] = *overhead;
    left -= p->seconds;
    if (status != EXIT_FINE)
      complain("%s: the sweep ends before %s", first->source.name, text);
    free(text);
    if (status != EXIT_FINE || interrupt_pending())
      break;
    s->n_points++;
  }
  s->partial = s->n_points < v->n_points;
  return status;
}

int sweep_gather(struct sweep *s, const struct loaded *first,
                 const struct vary *v, const struct options *options)
{
  ad_error err = {0};
  struct method_cost overhead = {.name = "null", .sweeps = 1,
                                 .sweeps_least = 1};
  *s = start(first, v, options);
  int status = EXIT_FINE;
  if (s->timed)
    status = exit_of(
        measure_overhead(clock_seconds(options) / 100, &overhead, &err));
  if (status != EXIT_FINE) {
    complain("%s: %s", first->source.name, err.text);
    return status;
  }
  status = measure_points(s, first, v, options, &overhead);
  if (s->n_points > 0) {
    sweep_choose_axis(s, options->against);
    sweep_fit(s);
  }
  return status;
}

void sweep_free(struct sweep *s)
{
  free((char *)s->name);
  free(s->points);
  *s = (struct sweep){0};
}
