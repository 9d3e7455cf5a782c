/* SPDX-License-Identifier: GPL-3.0-or-later
   The plot of a sweep: which files there are.  Read plot_sweep.h before. */
#include "sweep/plot_sweep.h"

#include <ctype.h>
#include <stdlib.h>

#include "gnuplot/plot_axis.h"
#include "host/exits.h"

size_t plot_sweep_axes(const struct sweep *s)
{
  size_t n = 0;
  for (size_t i = 0; i < s->n_axes; i++)
    n += s->axis_points[i] > 1;
  return n;
}

int plot_sweep_is_grid(const struct sweep *s)
{
  return plot_sweep_axes(s) == 2;
}

char *plot_sweep_dim(const struct sweep *s, size_t i)
{
  char *name = memory_format("dim_%s", s->dims[i]);
  for (char *c = name; *c; c++)
    if (!isalnum((unsigned char)*c))
      *c = '_';
  return name;
}

/* Would a picture hold anything? */
static int can_draw(const struct sweep *s)
{
  for (size_t i = 0; i < s->n_points; i++) {
    const struct sweep_point *p = &s->points[i];
    int forward = plot_can_show(sweep_raw(s, p, METHOD_FORWARD));
    int reverse = plot_can_show(sweep_raw(s, p, METHOD_REVERSE));
    if (forward && reverse)
      return 1;
    if (!plot_sweep_is_grid(s) && plot_can_show(sweep_x(s, p)) &&
        (forward || reverse || p->costs[METHOD_REVERSE].bytes > 0))
      return 1;
  }
  return 0;
}

int plot_sweep(const struct sweep *s, const struct plot *plot)
{
  static const struct plot_picture pictures[] = {
      {"", "What every method costs"},
      {"-ratio", "What it costs as a multiple of one evaluation"},
      {"-memory", "The memory that it keeps"},
      {"-heat", "The cost of forward mode over that of reverse mode"}};
  char *name = plot_name(s->name);
  struct plot_sweep_job job = {s, name, plot->command};
  int status = plot_write_by(plot->dir, name, ".csv", plot_sweep_data, &job);
  if (status == EXIT_FINE)
    status = plot_write_by(plot->dir, name, ".gp", plot_sweep_script, &job);
  if (status == EXIT_FINE && can_draw(s))
    status = plot_draw(plot, name, pictures,
                       sizeof pictures / sizeof pictures[0]);
  else if (status == EXIT_FINE)
    complain("%s: nothing to draw: no cost above zero was measured", s->name);
  free(name);
  return status;
}
