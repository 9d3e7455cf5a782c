/* SPDX-License-Identifier: GPL-3.0-or-later
   The gnuplot script of `stepsize`: the V's of the errors, and the Taylor
   remainders.  Read plot_stepsize.h and plot_axis.h before. */
#include <math.h>
#include <stdlib.h>

#include "exits.h"
#include "format.h"
#include "plot_axis.h"
#include "plot_stepsize.h"

static const struct {
  const char *column, *label;
  enum plot_look look;
} methods[] = {
    [STEPSIZE_ONE_SIDED] = {"one_sided_error", "one-sided", PLOT_VERMILION},
    [STEPSIZE_CENTRAL] = {"central_error", "central", PLOT_ORANGE},
    [STEPSIZE_FIVE_POINT] = {"five_point_error", "five-point", PLOT_BLUE},
    [STEPSIZE_GSL] = {"gsl_error", "GSL", PLOT_PURPLE}};

enum {
  BEYOND = 8,  /* steps of rounding that the remainders' picture shows     */
  REMAINDERS = TAYLOR_MODES + 1
};

/* --- what can be shown ---------------------------------------------------- */

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

/* Remainder r0 (mode TAYLOR_MODES) or r1. */
static double remainder_at(const struct taylor_step *s, int mode)
{
  return mode == TAYLOR_MODES ? s->r0 : s->r1[mode];
}

static size_t remainder_end(const struct taylor *t, int mode)
{
  size_t i = 0;
  while (i < TAYLOR_STEPS && !plot_can_show(remainder_at(&t->steps[i], mode)))
    i++;
  return i;
}

static int has_errors(const struct study *study)
{
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    if (error_end(&study->stepsize, k) < STEPSIZE_POINTS)
      return 1;
  return 0;
}

static int has_remainders(const struct study *study)
{
  for (int k = 0; k < REMAINDERS; k++)
    if (remainder_end(&study->taylor, k) < TAYLOR_STEPS)
      return 1;
  return 0;
}

int plot_stepsize_pictures(const struct study *study)
{
  return has_errors(study) + has_remainders(study);
}

/* --- parts of both pictures ----------------------------------------------- */

/* A text of the worksheet as a variable of the script. */
static void write_text(FILE *gp, const char *variable, const char *text)
{
  char *quoted = plot_quote_short(text, 90);
  fprintf(gp, "%s = %s\n", variable, quoted);
  free(quoted);
}

/* The title, and the names of the axes: variables. */
static void write_names(FILE *gp, const char *x, const char *y)
{
  fprintf(gp,
          "set label 9 title at screen 0.02, screen 0.955 left "
          "font (strlen(title) > 60 ? ',16' : ',22')\n"
          "set label 7 %s at graph 0.5, screen 0.045 center\n"
          "set label 8 %s at screen 0.02, graph 1.06 left\n", x, y);
}

static void write_slope_heading(FILE *gp)
{
  fputs("set label 2 'slope (theory)' at screen 0.985, graph 1.07 right "
        "textcolor rgb '#404040' font ',17'\n", gp);
}

static void write_slope(char out[FORMAT_SIZE], const struct loglog *line,
                        int theory)
{
  out[0] = '\0';
  if (line->points > 0)
    snprintf(out, FORMAT_SIZE, "%.2f (%d)", round(line->slope * 100) / 100,
             theory);
}

static void write_remark(FILE *gp, int tag, const char *text, double x,
                         double y, const char *align)
{
  fprintf(gp,
          "set label %d '%s' at graph %.3g, graph %.3g %s textcolor rgb "
          "'#404040' font ',18'\n", tag, text, x, y, align);
}

/* "10" and the exponent raised: -3 as ^-3 in Unicode. */
static void write_power(FILE *gp, int exponent)
{
  static const char *const digits[] = {
      "\342\201\260", "\302\271",     "\302\262",     "\302\263",
      "\342\201\264", "\342\201\265", "\342\201\266", "\342\201\267",
      "\342\201\270", "\342\201\271"};
  int size = abs(exponent), place = 1;
  if (exponent == 0) {
    fputs("'1'", gp);
    return;
  }
  while (place <= size / 10)
    place *= 10;
  fprintf(gp, "'10%s", exponent < 0 ? "\342\201\273" : "");
  for (; place > 0; place /= 10)
    fputs(digits[size / place % 10], gp);
  fputs("'", gp);
}

/* A logarithmic axis over many decades, with at most `most` ticks. */
static void write_decades(FILE *gp, char which, const struct plot_axis *axis,
                          int most)
{
  int first = (int)ceil(log10(axis->low)), last = (int)log10(axis->high);
  int stride = 1;
  if (log10(axis->high) < 0 && last > log10(axis->high))
    last--; /* truncated towards 0                                         */
  while (last / stride - first / stride + 1 > most)
    stride++;
  fprintf(gp, "set logscale %c\nset %crange [%.6g:%.6g]\nset %ctics (", which,
          which, axis->low, axis->high, which);
  const char *between = "";
  for (int k = first; k <= last; k++)
    if (k % stride == 0) {
      fputs(between, gp);
      write_power(gp, k);
      fprintf(gp, " 1e%d", k);
      between = ", ";
    }
  fputs(")\n", gp);
}

/* --- the V's -------------------------------------------------------------- */

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
    more[k][0] = '\0';
    if (k != STEPSIZE_GSL)
      write_slope(more[k], &s->best[k].truncation,
                  stepsize_power((enum stepsize_method)k));
    labels[n++] = (struct plot_label){methods[k].label, more[k],
                                      s->points[end].h,
                                      s->points[end].error[k],
                                      methods[k].look};
  }
  if (has_floor(s))
    labels[n++] = (struct plot_label){"rounding floor", "", s->points[0].h,
                                      s->floor, PLOT_GREY};
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
        "pointsize 3.2 linecolor rgb '#000000' linewidth 2\n", gp);
}

static void write_errors(FILE *gp, const struct plot_stepsize_job *job)
{
  const struct study *study = job->study;
  const struct stepsize *s = &study->stepsize;
  struct plot_axis x, y;
  char *derivative = study_derivative(study);
  char *variable = study_variable(study), scale[FORMAT_SIZE];
  char *y_name = memory_format("error of %s", derivative);
  char *x_name = s->scale > 1
                     ? memory_format("step h in units of |%s| = %s", variable,
                                     format_digits(scale, s->scale, 3))
                     : memory_copy("step h");
  take_errors(s, &x, &y);
  fputs("\n# --- errors of differences\n\nunset label\nunset arrow\n", gp);
  write_text(gp, "x_name", x_name);
  write_text(gp, "y_name", y_name);
  write_names(gp, "x_name", "y_name");
  write_decades(gp, 'x', &x, 9);
  write_decades(gp, 'y', &y, 9);
  label_errors(gp, s, &y);
  if (has_branches(s)) {
    write_slope_heading(gp);
    write_remark(gp, 3, "\342\206\220 rounding: error ~ 1/h", 0.28, 0.95,
                 "left");
    write_remark(gp, 4, "truncation \342\206\222", 0.98, 0.95, "right");
  }
  fputs("set label 5 \"\342\227\213 best step\\nshaded: GSL's own bar\" at screen "
        "0.985, screen 0.09 right textcolor rgb '#404040' font ',17'\n", gp);
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

/* --- Taylor remainders ---------------------------------------------------- */

static const struct {
  const char *column, *label;
  enum plot_look look;
  int theory;
} remainders[REMAINDERS] = {
    [TAYLOR_FORWARD] = {"r1_forward", "r1, forward", PLOT_VERMILION, 2},
    [TAYLOR_REVERSE] = {"r1_reverse", "r1, reverse", PLOT_BLUE, 2},
    [TAYLOR_MODES] = {"r0", "r0", PLOT_BLACK, 1}};

/* One past the last step that is shown. */
static size_t last_step(const struct taylor *t)
{
  size_t last = 0;
  for (size_t i = 0; i < TAYLOR_STEPS; i++)
    for (int k = 0; k < TAYLOR_MODES; k++)
      if (t->steps[i].r1[k] > t->steps[i].noise)
        last = i;
  return last + BEYOND < TAYLOR_STEPS ? last + BEYOND : TAYLOR_STEPS;
}

static void take_remainders(const struct taylor *t, struct plot_axis *x,
                            struct plot_axis *y)
{
  *x = *y = plot_axis_new();
  for (size_t i = 0; i < last_step(t); i++) {
    plot_axis_take(x, t->steps[i].h);
    plot_axis_take(y, t->steps[i].noise);
    for (int k = 0; k < REMAINDERS; k++)
      plot_axis_take(y, remainder_at(&t->steps[i], k));
  }
  x->powers_of_2 = 0; /* decades are read more easily                      */
  plot_axis_close(x, 1.5);
  plot_axis_close(y, 2);
  plot_axis_span(y);
}

static void label_remainders(FILE *gp, const struct taylor *t,
                             const struct plot_axis *y)
{
  struct plot_label labels[REMAINDERS + 1];
  char more[REMAINDERS][FORMAT_SIZE];
  size_t n = 0;
  for (int k = 0; k < REMAINDERS; k++) {
    size_t end = remainder_end(t, k);
    if (end == TAYLOR_STEPS)
      continue;
    write_slope(more[k],
                k == TAYLOR_MODES ? &t->slope0 : &t->judged[k].slope,
                remainders[k].theory);
    labels[n++] = (struct plot_label){remainders[k].label, more[k],
                                      t->steps[end].h,
                                      remainder_at(&t->steps[end], k),
                                      remainders[k].look};
  }
  if (plot_can_show(t->steps[0].noise))
    labels[n++] = (struct plot_label){"rounding", "", t->steps[0].h,
                                      t->steps[0].noise, PLOT_GREY};
  plot_labels_write(gp, labels, n, y);
}

/* Dotted lines of slope 1 and of slope 2, through the smallest step that the
   test has fitted. */
static void write_slopes(FILE *gp, const struct taylor *t)
{
  for (int k = TAYLOR_REVERSE; k < REMAINDERS; k++)
    for (size_t i = TAYLOR_STEPS; i-- > 0;) {
      double r = remainder_at(&t->steps[i], k);
      if (t->steps[i].reason != AD_FD_CLEAN || !(r > t->steps[i].noise))
        continue;
      fprintf(gp, "    %.6g*(x/%.6g)**%d with lines linetype %d, \\\n", r,
              t->steps[i].h, remainders[k].theory,
              PLOT_GUIDE + (int)remainders[k].look);
      break;
    }
}

static const char *verdict(const struct taylor_judgement *j)
{
  return j->verdict == TAYLOR_RIGHT   ? "gradient right"
         : j->verdict == TAYLOR_WRONG ? "gradient WRONG"
                                      : "cannot tell";
}

static void write_verdicts(FILE *gp, const struct taylor *t)
{
  char *forward = memory_format("forward: %s",
                                verdict(&t->judged[TAYLOR_FORWARD]));
  char *reverse = memory_format("reverse: %s",
                                verdict(&t->judged[TAYLOR_REVERSE]));
  write_remark(gp, 3, forward, 0.03, 0.94, "left");
  write_remark(gp, 4, reverse, 0.03, 0.87, "left");
  free(forward);
  free(reverse);
}

static void write_remainders(FILE *gp, const struct plot_stepsize_job *job)
{
  const struct taylor *t = &job->study->taylor;
  struct plot_axis x, y;
  char *f = study_function(job->study);
  char *y_name = memory_format("remainder of %s along d", f);
  take_remainders(t, &x, &y);
  fputs("\n# --- Taylor remainders\n\nunset label\nunset arrow\n", gp);
  write_text(gp, "x_name", "step h");
  write_text(gp, "y_name", y_name);
  write_names(gp, "x_name", "y_name");
  write_decades(gp, 'x', &x, 9);
  write_decades(gp, 'y', &y, 9);
  label_remainders(gp, t, &y);
  write_slope_heading(gp);
  write_verdicts(gp, t);
  plot_begin(gp, job->name, "-taylor");
  fputs("  plot \\\n", gp);
  write_slopes(gp, t);
  fprintf(gp,
          "    remainders using 'h':'rounding' with lines linetype %d, \\\n"
          "    remainders using 'h':'r0' with linespoints linetype %d, \\\n"
          "    remainders using 'h':'r1_forward' with linespoints linetype "
          "%d, \\\n"
          "    remainders using 'h':'r1_reverse' with points linetype %d "
          "pointsize 2\n",
          (int)PLOT_GREY, (int)PLOT_BLACK, (int)PLOT_VERMILION,
          PLOT_HOLLOW + (int)PLOT_BLUE);
  plot_end(gp);
  free(y_name);
  free(f);
}

/* --- the script ----------------------------------------------------------- */

void plot_stepsize_script(FILE *gp, const void *state)
{
  const struct plot_stepsize_job *job = state;
  plot_header(gp, job->command);
  fputs("\n", gp);
  plot_style(gp);
  fprintf(gp,
          "\n# --- data ---------------------------------------------------\n"
          "\n"
          "errors = '%s.csv'\n"
          "remainders = '%s-taylor.csv'\n", job->name, job->name);
  write_text(gp, "title", job->title);
  fputs("set lmargin at screen 0.135\nset rmargin at screen 0.70\n"
        "set tmargin at screen 0.86\nset bmargin at screen 0.165\n", gp);
  if (has_errors(job->study))
    write_errors(gp, job);
  if (has_remainders(job->study))
    write_remainders(gp, job);
}
