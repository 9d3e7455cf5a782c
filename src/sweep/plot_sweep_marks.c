/* SPDX-License-Identifier: GPL-3.0-or-later
   What explains the curves of a sweep: labels with slopes, the theory's
   slopes, the crossover.  Read plot_sweep_picture.h before. */
#include "sweep/plot_sweep_picture.h"

#include <math.h>

static const enum plot_look look_of[METHODS] = {
    [METHOD_NULL] = PLOT_GREY,        [METHOD_EVALUATION] = PLOT_BLACK,
    [METHOD_FORWARD_1] = PLOT_SKY,    [METHOD_FORWARD] = PLOT_VERMILION,
    [METHOD_CHUNKED] = PLOT_ORANGE,   [METHOD_REVERSE] = PLOT_BLUE,
    [METHOD_FD] = PLOT_PURPLE};

static const char *const label_of[METHODS] = {
    [METHOD_NULL] = "floor",          [METHOD_EVALUATION] = "evaluation",
    [METHOD_FORWARD_1] = "one sweep", [METHOD_FORWARD] = "forward",
    [METHOD_CHUNKED] = "in chunks",   [METHOD_REVERSE] = "reverse",
    [METHOD_FD] = "differences"};

enum plot_look plot_picture_look(int method)
{
  return look_of[method];
}

int plot_picture_has(const struct picture *g, int method)
{
  return (int)(g->methods >> method & 1);
}

/* --- labels --------------------------------------------------------------- */

static const struct slope *slope_of(const struct picture *g, int method)
{
  return g->slopes == SLOPES_KEPT ? &g->s->kept[method]
                                  : &g->s->slopes[method][g->slopes];
}

static void put_slope(char out[FORMAT_SIZE], struct plot_label *label,
                      const struct slope *slope, int with_theory)
{
  struct plot_slope shown = {slope->value, slope->error,
                             with_theory ? slope->theory : (double)NAN,
                             slope->points};
  plot_label_slope(out, label, &shown);
}

size_t plot_picture_labels(FILE *gp, const struct picture *g)
{
  struct plot_label labels[METHODS];
  char more[METHODS][FORMAT_SIZE];
  size_t n = 0, left_out = 0;
  for (int method = 0; method < METHODS; method++) {
    if (!plot_picture_has(g, method))
      continue;
    const struct curve *c = &g->curves[method];
    labels[n] = (struct plot_label){label_of[method], "", c->end_x, c->end_y,
                                    plot_picture_look(method), 0};
    put_slope(more[method], &labels[n++], slope_of(g, method),
              g->slopes != SLOPES_KEPT);
    left_out += c->left_out;
  }
  plot_labels_write(gp, labels, n, &g->y);
  return left_out;
}

/* --- guides --------------------------------------------------------------- */

/* The factor c of c x^slope through the points that the slope was fitted to,
   by least squares of logarithms; NAN: there are none. */
static double guide_factor(const struct picture *g, int method, double slope)
{
  double sum = 0;
  size_t n = 0;
  for (size_t i = 0; i < g->s->n_points; i++) {
    const struct sweep_point *p = &g->s->points[i];
    double x = sweep_x(g->s, p), y = g->value(g->s, p, method);
    if (p->fitted && plot_can_show(x) && plot_can_show(y)) {
      sum += log(y) - slope * log(x);
      n++;
    }
  }
  return n > 0 ? exp(sum / (double)n) : NAN;
}

/* Dotted: how the curve would run if it had the slope of the theory. */
void plot_picture_guides(FILE *gp, const struct picture *g)
{
  for (int method = 0; method < METHODS; method++) {
    const struct slope *slope = slope_of(g, method);
    if (!plot_picture_has(g, method) || method == METHOD_NULL ||
        g->slopes == SLOPES_KEPT || slope->points == 0 ||
        !isfinite(slope->theory))
      continue;
    double factor = guide_factor(g, method, slope->theory);
    if (plot_can_show(factor))
      fprintf(gp, "    %.6g*x**%.6g with lines linetype %d, \\\n", factor,
              slope->theory, PLOT_GUIDE + (int)plot_picture_look(method));
  }
}

/* --- the crossover -------------------------------------------------------- */

/* The x where reverse mode begins to win, between the measured points: their
   parameters per output, as logarithms, against x.  NAN: not in range. */
static double crossover_x(const struct picture *g, double ratio)
{
  const struct sweep *s = g->s;
  if (!plot_can_show(ratio))
    return NAN;
  for (size_t i = 0; i + 1 < s->n_points; i++) {
    const struct sweep_point *p = &s->points[i], *q = p + 1;
    double a = log(sweep_crossing(s, p) / ratio);
    double b = log(sweep_crossing(s, q) / ratio);
    double x = sweep_x(s, p), y = sweep_x(s, q);
    if (a != b && (a <= 0) != (b < 0) && plot_can_show(x) && plot_can_show(y))
      return exp(log(x) + (log(y) - log(x)) * a / (a - b));
  }
  return NAN;
}

/* Where reverse mode begins to beat a method; NAN: not in the picture. */
static double crossover_with(const struct picture *g, int method)
{
  const struct sweep *s = g->s;
  double ratio = method == METHOD_FORWARD
                     ? (s->timed ? s->crossover_time : s->crossover_count)
                 : s->timed ? s->crossover_chunked_time
                            : s->crossover_chunked_count;
  double x = crossover_x(g, ratio);
  int seen = g->slopes != SLOPES_KEPT && plot_picture_has(g, method) &&
             isfinite(x) && x >= g->x.low && x <= g->x.high;
  return seen ? x : (double)NAN;
}

/* A line and a remark at height `at`.  Reverse wins to the right of the line
   when parameters per output grow. */
static void write_crossover(FILE *gp, const struct picture *g, int tag,
                            double x, const char *what, double at)
{
  const struct sweep_point *p = g->s->points, *q = p + g->s->n_points - 1;
  int grows = (double)q->n * (double)p->m >= (double)p->n * (double)q->m;
  int right = plot_axis_at(&g->x, x) < 0.5;
  const char *before = grows ? "" : "\342\206\220 ";
  const char *after = grows ? " \342\206\222" : "";
  const char *where = grows == right ? ""
                      : grows        ? " from here"
                                     : " up to here";
  fprintf(
      gp,
      "set arrow %d from first %.6g, graph 0 to first %.6g, graph %.3g nohead "
      "linecolor rgb '#404040' dashtype '-' linewidth 1.5\n"
      "set label %d '%sreverse beats %s%s%s' at first %.6g, graph %.3f %s "
      "offset %d,0 textcolor rgb '#404040' font ',16'\n",
      tag, x, x, at > 0.95 ? 1 : 0.935, tag, before, what, where, after, x, at,
      right ? "left" : "right", right ? 1 : -1);
}

/* Of forward mode one by one, and in chunks where it is there. */
void plot_picture_crossover(FILE *gp, const struct picture *g)
{
  double x = crossover_with(g, METHOD_FORWARD);
  double chunked = crossover_with(g, METHOD_CHUNKED);
  if (isfinite(x))
    write_crossover(gp, g, 1, x, "forward", 0.965);
  if (isfinite(chunked))
    write_crossover(gp, g, 3, chunked, "chunks", 0.905);
}

/* The room at the top that their remarks take, as a part of the picture. */
double plot_picture_room(const struct picture *g)
{
  return isfinite(crossover_with(g, METHOD_CHUNKED))   ? 0.14
         : isfinite(crossover_with(g, METHOD_FORWARD)) ? 0.08
                                                       : 0;
}
