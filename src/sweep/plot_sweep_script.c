/* SPDX-License-Identifier: GPL-3.0-or-later
   The gnuplot script of a sweep along one axis: time, its ratio to plain
   evaluation, and memory.  All three are a `struct picture`, filled from the
   points and then written.  Read plot_sweep_picture.h before. */
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "sweep/plot_sweep_picture.h"

/* --- filling a picture ---------------------------------------------------- */

static double value_of_ratio(const struct sweep *s,
                             const struct sweep_point *p, int method)
{
  double plain = sweep_raw(s, p, METHOD_EVALUATION);
  return plot_can_show(plain) ? sweep_raw(s, p, method) / plain : NAN;
}

static double value_of_memory(const struct sweep *s,
                              const struct sweep_point *p, int method)
{
  (void)s;
  return (double)p->costs[method].bytes;
}

static void take_point(struct picture *g, int method,
                       const struct sweep_point *p)
{
  struct curve *curve = &g->curves[method];
  double x = sweep_x(g->s, p), y = g->value(g->s, p, method);
  if (!plot_can_show(x) || !plot_can_show(y)) {
    curve->left_out++;
    return;
  }
  plot_axis_take(&g->x, x);
  plot_axis_take(&g->y, y);
  if (curve->shown++ == 0 || x >= curve->end_x) {
    curve->end_x = x;
    curve->end_y = y;
  }
}

/* A method of which nothing can be shown was not measured: it is no curve,
   and leaves nothing out. */
static void fill(struct picture *g)
{
  g->x = g->y = plot_axis_new();
  for (int method = 0; method < METHODS; method++) {
    if (!plot_picture_has(g, method))
      continue;
    for (size_t i = 0; i < g->s->n_points; i++)
      take_point(g, method, &g->s->points[i]);
    if (g->curves[method].shown == 0)
      g->methods &= ~(1U << method);
  }
  plot_axis_close(&g->x, g->x.high > g->x.low ? 1.08 : 2);
  plot_axis_close(&g->y, 1.5);
  plot_axis_span(&g->y);
  g->y.high *= pow(g->y.high / g->y.low, plot_picture_room(g));
}

/* --- writing it ----------------------------------------------------------- */

/* "evaluation forward" and "1 3", for the script's loops. */
static void write_methods(FILE *gp, const struct picture *g)
{
  const char *between = "";
  fputs("methods = '", gp);
  for (int method = 0; method < METHODS; method++)
    if (plot_picture_has(g, method)) {
      fprintf(gp, "%s%s", between, plot_sweep_method(method));
      between = " ";
    }
  between = "";
  fputs("'\nlooks = '", gp);
  for (int method = 0; method < METHODS; method++)
    if (plot_picture_has(g, method)) {
      fprintf(gp, "%s%d", between, (int)plot_picture_look(method));
      between = " ";
    }
  fputs("'\n", gp);
}

static void write_axes(FILE *gp, const struct picture *g)
{
  char *y_name = plot_quote(g->y_label);
  plot_sweep_names(gp, g->s->against == SWEEP_PARAMS    ? "'parameters'"
                       : g->s->against == SWEEP_OUTPUTS ? "'outputs'"
                                                        : "x_name",
                   y_name);
  free(y_name);
  plot_axis_write(gp, 'x', &g->x, "", 8);
  plot_axis_write(gp, 'y', &g->y, g->unit, 9);
  fputs("set xtics font ',19'\nset ytics font ',19'\n", gp);
}

static void write_settings(FILE *gp, const struct picture *g)
{
  fprintf(gp, "\n# --- %s\n\n", g->heading);
  fputs("unset label\nunset arrow\n", gp);
  plot_title(gp);
  write_axes(gp, g);
  fputs("# Labels at the ends of the curves; move them as you like.\n", gp);
  size_t left_out = plot_picture_labels(gp, g);
  fprintf(gp,
          "set label 2 'slope%s' at screen 0.985, graph 1.07 right "
          "textcolor rgb '#404040' font ',17'\n",
          g->slopes == SLOPES_KEPT ? "" : " (theory)");
  plot_sweep_note(gp, g->s, left_out, "value");
  plot_picture_crossover(gp, g);
}

/* A line through all points; the points; on top, those that were extrapolated,
   white with an edge. */
static void write_curves_of(FILE *gp, const struct picture *g)
{
  const char *each = "for [i=1:words(methods)] data using (column(x_column)):";
  const char *f = g->function;
  const char *lines = plot_sweep_axes(g->s) > 1 ? "points" : "lines";
  fprintf(gp, "    %s(%s(method(i))) with %s linetype look(i), \\\n", each, f,
          lines);
  fprintf(gp, "    %s(%s(method(i))) with points linetype look(i)", each, f);
  if (g->slopes != SLOPES_KEPT && g->s->timed)
    fprintf(gp,
            ", \\\n"
            "    %s(hollow(method(i), %s(method(i)))) with points linetype "
            "look(i) linecolor rgb 'white', \\\n"
            "    %s(hollow(method(i), %s(method(i)))) with points linetype "
            "%d+look(i)",
            each, f, each, f, PLOT_HOLLOW);
  fputc('\n', gp);
}

static void write_picture(FILE *gp, struct picture *g)
{
  fill(g);
  if (g->methods == 0) {
    fprintf(gp, "\n# --- %s: no value above zero, nothing to draw\n",
            g->heading);
    return;
  }
  write_settings(gp, g);
  write_methods(gp, g);
  plot_begin(gp, g->name, g->suffix);
  fputs("  plot \\\n", gp);
  plot_picture_guides(gp, g);
  write_curves_of(gp, g);
  plot_end(gp);
}

/* --- the script ----------------------------------------------------------- */

static void write_beginning(FILE *gp, const struct plot_sweep_job *job)
{
  const struct sweep *s = job->s;
  plot_header(gp, job->command_line);
  if (*s->note)
    plot_comment(gp, s->note);
  fputs("\n", gp);
  plot_style(gp);
  fprintf(gp,
          "\n# --- data ---------------------------------------------------\n"
          "\n"
          "data = '%s.csv'\n", job->name);
  plot_title_text(gp, s->title);
}

static void write_x_column(FILE *gp, const struct sweep *s)
{
  char *column = s->against == SWEEP_DIM ? plot_sweep_dim(s, s->against_dim)
                 : memory_copy(s->against == SWEEP_PARAMS ? "parameters"
                                                          : "outputs");
  char *quoted = plot_quote(column);
  fprintf(gp, "x_column = %s\n", quoted);
  free(quoted);
  free(column);
  if (s->against == SWEEP_DIM) {
    quoted = plot_quote_short(s->dims[s->against_dim], 40);
    fprintf(gp, "x_name = %s\n", quoted);
    free(quoted);
  }
}

static void write_columns(FILE *gp, const struct sweep *s)
{
  fprintf(gp,
          "cost(method) = column(method.'_%s')\n"
          "ratio(method) = cost(method) / cost('evaluation')\n"
          "memory(method) = column(method.'_kept_bytes')\n"
          "method(i) = word(methods, i)\n"
          "look(i) = int(word(looks, i))\n",
          s->timed ? "seconds" : "flops");
  if (s->timed)
    fputs("# only what was extrapolated from a sample of the sweeps\n"
          "hollow(method, value) = column(method.'_extrapolated') > 0 ? value "
          ": NaN\n", gp);
}

void plot_sweep_note(FILE *gp, const struct sweep *s, size_t left_out,
                     const char *what)
{
  if (left_out == 0 && !s->partial)
    return;
  fputs("set label 5 '", gp);
  if (left_out > 0)
    fprintf(gp, "%zu %s%s not shown: zero or missing", left_out, what,
            left_out == 1 ? "" : "s");
  fprintf(gp,
          "%s%s' at screen 0.985, screen 0.04 right textcolor rgb '#404040' "
          "font ',14'\n",
          left_out > 0 && s->partial ? "; " : "",
          s->partial ? "partial sweep" : "");
}

void plot_sweep_names(FILE *gp, const char *x, const char *y)
{
  fprintf(gp,
          "set label 7 %s at graph 0.5, screen 0.045 center\n"
          "set label 8 %s at screen 0.02, graph 1.06 left\n",
          x, y);
}

static void write_curves(FILE *gp, const struct plot_sweep_job *job)
{
  const struct sweep *s = job->s;
  unsigned all = (1U << METHODS) - 1, chunks = 1U << METHOD_CHUNKED;
  unsigned kept = 1U << METHOD_EVALUATION | 1U << METHOD_FORWARD |
                  1U << METHOD_REVERSE | chunks;
  unsigned no = s->chunk <= 1 ? chunks : 0;
  struct picture cost = {.s = s,
                         .name = job->name,
                         .suffix = "",
                         .heading = s->timed ? "time" : "flops",
                         .y_label = s->timed ? "time"
                                             : "floating-point operations",
                         .unit = s->timed ? "s" : "",
                         .function = "cost",
                         .value = sweep_raw,
                         .methods = all & ~no,
                         .slopes = SLOPES_COST};
  struct picture ratio = {.s = s,
                          .name = job->name,
                          .suffix = "-ratio",
                          .heading = "multiples of plain evaluation",
                          .y_label = "multiple of evaluation",
                          .unit = "",
                          .function = "ratio",
                          .value = value_of_ratio,
                          .methods = all & ~no & ~(1U << METHOD_NULL),
                          .slopes = SLOPES_RATIO};
  struct picture memory = {.s = s,
                           .name = job->name,
                           .suffix = "-memory",
                           .heading = "memory",
                           .y_label = "memory kept",
                           .unit = "B",
                           .function = "memory",
                           .value = value_of_memory,
                           .methods = kept & ~no,
                           .slopes = SLOPES_KEPT};
  fputs("set lmargin at screen 0.135\nset rmargin at screen 0.685\n"
        "set tmargin at screen 0.86\nset bmargin at screen 0.165\n", gp);
  write_picture(gp, &cost);
  write_picture(gp, &ratio);
  write_picture(gp, &memory);
}

void plot_sweep_script(FILE *gp, const void *state)
{
  const struct plot_sweep_job *job = state;
  write_beginning(gp, job);
  write_columns(gp, job->s);
  if (plot_sweep_is_grid(job->s)) {
    plot_sweep_heat(gp, job);
    return;
  }
  write_x_column(gp, job->s);
  write_curves(gp, job);
}
