/* SPDX-License-Identifier: GPL-3.0-or-later
   The picture of errors against steps.  Read plot_stepsize_parts.h before. */
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "stepsize/plot_stepsize_parts.h"
#include "worksheet/reason_words.h"

static const struct {
  const char *column, *label;
  enum plot_look look;
} methods[] = {
    [STEPSIZE_ONE_SIDED] = {"one_sided_error", "one-sided", PLOT_VERMILION},
    [STEPSIZE_CENTRAL] = {"central_error", "central", PLOT_ORANGE},
    [STEPSIZE_FIVE_POINT] = {"five_point_error", "five-point", PLOT_BLUE},
    [STEPSIZE_GSL] = {"gsl_error", "GSL", PLOT_PURPLE}};

/* The largest step with an error that can be shown; STEPSIZE_POINTS: none. */
static size_t error_end(const struct stepsize *s, int method)
{
  size_t i = 0;
  while (i < STEPSIZE_POINTS && !plot_can_show(s->points[i].error[method]))
    i++;
  return i;
}

/* Where nothing is rounded it is next to DBL_MIN, far below any error. */
static int has_floor(const struct stepsize *s)
{
  return s->floor > 1e-100 && isfinite(s->floor);
}

/* Is there a V, with a branch of truncation? */
static int has_branches(const struct stepsize *s)
{
  for (int k = 0; k < STEPSIZE_GSL; k++)
    if (s->best[k].truncation.points > 0)
      return 1;
  return 0;
}

/* --- cliffs --------------------------------------------------------------- */

/* What lies between the points of a formula from a step on. */
static const char *cliff_at(const struct stepsize_point *p)
{
  const char *near = reason_words_fd(p->near)->cliff;
  return near ? near : reason_words_fd(p->far)->cliff;
}

/* The smallest step of the cliff that reaches up to the largest: its index;
   STEPSIZE_POINTS: there is none. */
static size_t cliff_start(const struct stepsize *s)
{
  size_t i = stepsize_first_clean(s);
  return i > 0 && cliff_at(&s->points[i - 1]) ? i - 1 : STEPSIZE_POINTS;
}

/* Where the cliff begins; the axis's high end where there is none. */
static double cliff_edge(const struct stepsize *s, const struct plot_axis *x)
{
  size_t i = cliff_start(s);
  if (i == STEPSIZE_POINTS)
    return x->high;
  if (i + 1 == STEPSIZE_POINTS || s->points[i + 1].step == 0)
    return x->low;
  return sqrt(s->points[i].h * s->points[i + 1].h);
}

/* Shaded, and named at its edge: errors there say nothing of the formulas. */
static void write_cliff(FILE *gp, const struct stepsize *s,
                        const struct plot_axis *x)
{
  size_t i = cliff_start(s);
  if (i == STEPSIZE_POINTS)
    return;
  double edge = cliff_edge(s, x);
  int inside = plot_axis_at(x, edge) < 0.5, everywhere = edge == x->low;
  fprintf(gp,
          "set object 1 rectangle from first %.6g, graph 0 to graph 1, graph 1 "
          "behind fillcolor rgb '#ECECEC' fillstyle solid noborder\n"
          "set label 1 '%s%s%s' at first %.6g, graph 0.88 %s offset %d,0 "
          "textcolor rgb '#404040' font ',16'\n",
          edge, cliff_at(&s->points[i]), everywhere ? " at every step" : "",
          everywhere ? "" : " \342\206\222", edge, inside ? "left" : "right",
          inside ? 1 : -1);
}

/* What the branches of the V are called, where there is room for it. */
static void write_branches(FILE *gp, const struct stepsize *s,
                           const struct plot_axis *x)
{
  double edge = plot_axis_at(x, cliff_edge(s, x));
  if (!has_branches(s))
    return;
  plot_part_heading(gp);
  plot_part_remark(gp, 3, "\342\206\220 rounding: error ~ 1/h", 0.2, 0.95,
                   "left");
  if (edge > 0.84)
    plot_part_remark(gp, 4, "truncation \342\206\222", edge - 0.02, 0.95,
                     "right");
}

int plot_errors_any(const struct study *study)
{
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    if (error_end(&study->stepsize, k) < STEPSIZE_POINTS)
      return 1;
  return 0;
}

static void take_errors(const struct stepsize *s, struct plot_axis *x,
                        struct plot_axis *y)
{
  *x = *y = plot_axis_new();
  for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
    plot_axis_take(x, s->points[i].h);
    for (int k = 0; k < STEPSIZE_METHODS; k++)
      plot_axis_take(y, s->points[i].error[k]);
    plot_axis_take(y, s->points[i].bar);
  }
  if (has_floor(s))
    plot_axis_take(y, s->floor);
  plot_axis_close(x, 1.3);
  plot_axis_close(y, 2);
  plot_axis_span(y);
  if (has_branches(s))
    y->high *= 30; /* room for what they are called                        */
  if (cliff_start(s) < STEPSIZE_POINTS)
    y->high *= 100;
}

static void label_errors(FILE *gp, const struct stepsize *s,
                         const struct plot_axis *y)
{
  struct plot_label labels[STEPSIZE_METHODS + 1];
  char more[STEPSIZE_METHODS][FORMAT_SIZE];
  size_t n = 0;
  for (int k = 0; k < STEPSIZE_METHODS; k++) {
    size_t end = error_end(s, k);
    if (end == STEPSIZE_POINTS)
      continue;
    labels[n] = (struct plot_label){methods[k].label, "", s->points[end].h,
                                    s->points[end].error[k], methods[k].look,
                                    0};
    if (k != STEPSIZE_GSL)
      plot_part_slope(more[k], &labels[n], &s->best[k].truncation,
                      stepsize_power((enum stepsize_method)k));
    n++;
  }
  if (has_floor(s))
    labels[n++] = (struct plot_label){"rounding bound", "", s->points[0].h,
                                      s->floor, PLOT_GREY, 0};
  plot_labels_write(gp, labels, n, y);
}

/* Dotted, from the best step on: errors with the slope of the theory. */
static void write_guide(FILE *gp, const struct stepsize *s, int method)
{
  const struct stepsize_best *best = &s->best[method];
  double middle = 0, h;
  if (best->truncation.points == 0)
    return;
  size_t i = best->at; /* the smallest step that was fitted, and its line   */
  while (i > 0 && !stepsize_is_truncation(s, &s->points[i],
                                          (enum stepsize_method)method))
    i--;
  h = s->points[i].h;
  middle = s->points[i].error[method];
  fprintf(gp,
          "    (x >= %.6g ? %.6g*(x/%.6g)**%d : NaN) with lines linetype %d, "
          "\\\n", s->points[best->at].h, middle, h,
          stepsize_power((enum stepsize_method)method),
          PLOT_GUIDE + (int)methods[method].look);
}

/* The steps to be advised, as circles round the curve. */
static void write_best(FILE *gp, const struct stepsize *s)
{
  fputs("$best << END\nh,error,look\n", gp);
  for (int k = 0; k < STEPSIZE_METHODS; k++) {
    const struct stepsize_best *best = &s->best[k];
    if (best->at == STEPSIZE_POINTS)
      continue;
    double error = s->points[best->at].error[k];
    fprintf(gp, "%.6g,%.6g,%d\n", s->points[best->at].h,
            plot_can_show(error) ? error : best->error,
            (int)methods[k].look);
  }
  fputs("END\n", gp);
}

static void write_error_curves(FILE *gp, const struct study *study)
{
  const struct stepsize *s = &study->stepsize;
  for (int k = 0; k < STEPSIZE_GSL; k++)
    write_guide(gp, s, k);
  if (has_floor(s))
    fprintf(gp, "    %.6g with lines linetype %d, \\\n", s->floor,
            (int)PLOT_GREY);
  for (int k = STEPSIZE_METHODS; k-- > 0;)
    if (error_end(s, k) < STEPSIZE_POINTS)
      fprintf(gp,
              "    errors using 'h':'%s' with lines linetype %d, \\\n"
              "    errors using 'h':'%s' every %d with points linetype %d, "
              "\\\n", methods[k].column, (int)methods[k].look,
              methods[k].column, STEPSIZE_DECADE, (int)methods[k].look);
  fputs("    $best using 'h':'error' with points pointtype 6 "
        "pointsize 3.2*point linecolor rgb '#000000' linewidth 2\n", gp);
}

void plot_errors(FILE *gp, const struct plot_stepsize_job *job)
{
  const struct study *study = job->study;
  const struct stepsize *s = &study->stepsize;
  struct plot_axis x, y;
  char *derivative = study_derivative(study);
  char *variable = study_variable(study), scale[FORMAT_SIZE];
  char *y_name = memory_format("error of %s", derivative);
  char *x_name = s->scale != 1
                     ? memory_format("step h in units of |%s| = %s", variable,
                                     format_digits(scale, s->scale, 3))
                     : memory_copy("step h");
  take_errors(s, &x, &y);
  fputs("\n# --- errors of differences\n\nunset label\nunset arrow\nunset "
        "object\n",
        gp);
  plot_part_text(gp, "x_name", x_name);
  plot_part_text(gp, "y_name", y_name);
  plot_part_names(gp, "x_name", "y_name");
  plot_part_decades(gp, 'x', &x, 9);
  plot_part_decades(gp, 'y', &y, 9);
  label_errors(gp, s, &y);
  write_branches(gp, s, &x);
  write_cliff(gp, s, &x);
  fputs("set label 5 \"\342\227\213 best step\\npink: from GSL's error to the"
        "\\nerror bar that GSL states\" at screen 0.985, screen 0.1 right "
        "textcolor rgb '#404040' font ',13'\n", gp);
  write_best(gp, s);
  plot_begin(gp, job->name, "");
  fputs("  # (an error of 0 would be shaded down to the bottom)\n"
        "  plot \\\n"
        "    errors using 'h':(column('gsl_error') > 0 ? column('gsl_error') : "
        "0.01*column('gsl_bar')):'gsl_bar' with filledcurves fillcolor rgb "
        "'#CC79A7' fillstyle transparent solid 0.25 noborder, \\\n", gp);
  write_error_curves(gp, study);
  plot_end(gp);
  free(x_name);
  free(y_name);
  free(variable);
  free(derivative);
}
