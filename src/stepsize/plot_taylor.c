/* SPDX-License-Identifier: GPL-3.0-or-later
   The picture of Taylor remainders.  Read plot_stepsize_parts.h before. */
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "stepsize/plot_stepsize_parts.h"

enum {
  BEYOND = 8, /* steps of rounding that are shown                          */
  REMAINDERS = TAYLOR_MODES + 1
};

static const struct {
  const char *column, *label;
  enum plot_look look;
  int theory;
} remainders[REMAINDERS] = {
    [TAYLOR_FORWARD] = {"r1_forward", "r1, forward", PLOT_VERMILION, 2},
    [TAYLOR_REVERSE] = {"r1_reverse", "r1, reverse", PLOT_BLUE, 2},
    [TAYLOR_MODES] = {"r0", "r0", PLOT_BLACK, 1}};

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

int plot_taylor_any(const struct study *study)
{
  for (int k = 0; k < REMAINDERS; k++)
    if (remainder_end(&study->taylor, k) < TAYLOR_STEPS)
      return 1;
  return 0;
}

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
    labels[n] = (struct plot_label){remainders[k].label, "", t->steps[end].h,
                                    remainder_at(&t->steps[end], k),
                                    remainders[k].look, 0};
    plot_part_slope(more[k], &labels[n++],
                    k == TAYLOR_MODES ? &t->slope0 : &t->judged[k].slope,
                    remainders[k].theory);
  }
  if (plot_can_show(t->steps[0].noise))
    labels[n++] = (struct plot_label){"rounding bound", "", t->steps[0].h,
                                      t->steps[0].noise, PLOT_GREY, 0};
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
  plot_part_remark(gp, 3, forward, 0.03, 0.94, "left");
  plot_part_remark(gp, 4, reverse, 0.03, 0.87, "left");
  free(forward);
  free(reverse);
}

void plot_taylor(FILE *gp, const struct plot_stepsize_job *job)
{
  const struct taylor *t = &job->study->taylor;
  struct plot_axis x, y;
  char *f = study_function(job->study);
  char *y_name = memory_format("remainder of %s along d", f);
  take_remainders(t, &x, &y);
  fputs("\n# --- Taylor remainders\n\nunset label\nunset arrow\nunset object\n",
        gp);
  plot_part_text(gp, "x_name", "step h");
  plot_part_text(gp, "y_name", y_name);
  plot_part_names(gp, "x_name", "y_name");
  plot_part_decades(gp, 'x', &x, 9);
  plot_part_decades(gp, 'y', &y, 9);
  label_remainders(gp, t, &y);
  plot_part_heading(gp);
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
          "pointsize 2*point\n",
          (int)PLOT_GREY, (int)PLOT_BLACK, (int)PLOT_VERMILION,
          PLOT_HOLLOW + (int)PLOT_BLUE);
  plot_end(gp);
  free(y_name);
  free(f);
}
