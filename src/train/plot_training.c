/* SPDX-License-Identifier: GPL-3.0-or-later
   The picture of training: on the left the loss, on the right the length of
   the gradient, over the epochs.  Read curves.h and plot_axis.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gnuplot/plot_axis.h"
#include "host/exits.h"
#include "train/curves.h"

enum { CURVES_MOST = PLOT_LOOKS - 1, NAME_COLUMNS = 30 };

struct job {
  const struct curves *curves;
  const char *name, *title, *command;
};

/* --- what is kept --------------------------------------------------------- */

void curves_add(struct curves *c, const struct sheet_task *task)
{
  const struct training *t = task->found;
  const char *title = ad_sheet_title(task->loaded->sheet);
  char *file = plot_name(task->file);
  for (size_t k = 0; k < t->n; k++) {
    const struct run *run = &t->run[k];
    size_t bytes = run->n * sizeof *run->epochs;
    struct training_curve curve = {
        t->n > 1 ? memory_format("%s", training_method(run->by))
                 : memory_copy(file),
        run->n, memory_new(run->n + 1, sizeof *run->epochs), k > 0};
    if (bytes > 0)
      memcpy(curve.epochs, run->epochs, bytes);
    curve.epochs[run->n] = run->end;
    c->curve = memory_grow(c->curve, c->n + 1, sizeof *c->curve);
    c->curve[c->n++] = curve;
  }
  if (c->file) {
    free(c->file);
    free(c->title);
    c->file = memory_copy("train");
    c->title = memory_copy("Training");
    free(file);
    return;
  }
  c->title = memory_copy(*title ? title : file);
  c->file = memory_format("%s-train", file);
  free(file);
}

void curves_free(struct curves *c)
{
  for (size_t i = 0; i < c->n; i++) {
    free(c->curve[i].name);
    free(c->curve[i].epochs);
  }
  free(c->curve);
  free(c->file);
  free(c->title);
}

static size_t shown(const struct curves *c)
{
  return c->n < CURVES_MOST ? c->n : CURVES_MOST;
}

/* --- data ----------------------------------------------------------------- */

static void write_number(FILE *csv, double x)
{
  if (isfinite(x))
    fprintf(csv, ",%.17g", x);
  else
    fputs(",NaN", csv);
}

/* Epoch 0: before the first update. */
static void write_data(FILE *csv, const void *state)
{
  const struct job *job = state;
  plot_header(csv, job->command);
  fputs("curve,epoch,loss,gradient,test\n", csv);
  for (size_t k = 0; k < job->curves->n; k++) {
    const struct training_curve *c = &job->curves->curve[k];
    for (size_t i = 0; i <= c->n; i++) {
      fprintf(csv, "%zu,%zu", k + 1, i);
      write_number(csv, c->epochs[i].loss);
      write_number(csv, c->epochs[i].gradient);
      write_number(csv, c->epochs[i].test);
      fputs("\n", csv);
    }
  }
}

/* --- script --------------------------------------------------------------- */

static double value_of(const struct epoch *e, int panel)
{
  return panel == 0 ? e->loss : e->gradient;
}

static struct plot_axis range_of(const struct curves *c, int panel)
{
  struct plot_axis y = plot_axis_new();
  for (size_t k = 0; k < shown(c); k++)
    for (size_t i = 0; i <= c->curve[k].n; i++) {
      plot_axis_take(&y, value_of(&c->curve[k].epochs[i], panel));
      if (panel == 0)
        plot_axis_take(&y, c->curve[k].epochs[i].test);
    }
  plot_axis_close(&y, 1.3);
  plot_axis_span(&y);
  return y;
}

static size_t longest(const struct curves *c)
{
  size_t most = 1;
  for (size_t k = 0; k < shown(c); k++)
    most = c->curve[k].n > most ? c->curve[k].n : most;
  return most;
}

static int has_test(const struct training_curve *c)
{
  return isfinite(c->epochs[0].test);
}

static void write_names(FILE *gp, const struct curves *c)
{
  for (size_t k = 0; k < shown(c); k++) {
    char *quoted = plot_quote_short(c->curve[k].name, NAME_COLUMNS);
    fprintf(gp, "name%zu = %s\n", k + 1, quoted);
    free(quoted);
  }
}

static void write_curve(FILE *gp, size_t k, const char *column, int look,
                        const char *style, const char *title)
{
  fprintf(gp, "    curves using 'epoch':(column('curve') == %zu ? "
              "column('%s') : NaN) with %s linetype %d %s, \\\n", k + 1,
          column, style, look, title);
}

/* Curves that lie on each other: a line, points around it, points on it. */
static const char *style_of(const struct curves *c, size_t k)
{
  int same = c->curve[k].same, next = k + 1 < c->n && c->curve[k + 1].same;
  if (same)
    return next ? "points pointsize 2.4*point" : "points pointsize 0.9*point";
  return next || longest(c) > 30 ? "lines" : "linespoints";
}

static int look_of(const struct curves *c, size_t k)
{
  int between = c->curve[k].same && k + 1 < c->n && c->curve[k + 1].same;
  return (int)k + 1 + (between ? PLOT_HOLLOW : 0);
}

static void write_panel(FILE *gp, const struct curves *c, int panel)
{
  const char *column = panel == 0 ? "loss" : "gradient";
  int any = 0;
  fputs("  plot \\\n", gp);
  for (size_t k = 0; k < shown(c); k++) {
    char *title = panel == 0 ? memory_format("title name%zu", k + 1)
                             : memory_copy("notitle");
    write_curve(gp, k, column, look_of(c, k), style_of(c, k), title);
    free(title);
  }
  for (size_t k = 0; panel == 0 && k < shown(c); k++)
    if (has_test(&c->curve[k]) && !c->curve[k].same)
      write_curve(gp, k, "test", PLOT_GUIDE + (int)k + 1, "lines",
                  any++ ? "notitle" : "title 'dotted: rows held out'");
  fputs("    NaN notitle\n", gp);
}

static void write_axes(FILE *gp, const struct curves *c, int panel)
{
  struct plot_axis y = range_of(c, panel);
  fprintf(gp,
          "\n# --- the %s\n\n"
          "set label 12 '%s' at graph 0, graph 1.05 left\n"
          "set lmargin at screen %g\nset rmargin at screen %g\n",
          panel == 0 ? "loss" : "gradient",
          panel == 0 ? "loss" : "length of the gradient",
          panel == 0 ? 0.1 : 0.59, panel == 0 ? 0.47 : 0.96);
  plot_axis_write(gp, 'y', &y, "", 7);
}

static void write_script(FILE *gp, const void *state)
{
  const struct job *job = state;
  const struct curves *c = job->curves;
  plot_header(gp, job->command);
  fputs("\n", gp);
  plot_style(gp);
  fprintf(gp, "\ncurves = '%s.csv'\n", job->name);
  write_names(gp, c);
  plot_title_text(gp, job->title);
  plot_title(gp);
  fprintf(gp, "set xrange [0:%zu]\nset xtics autofreq\n"
              "set xlabel 'epochs done'\n"
              "set key at screen 0.97, screen 0.93 right top maxrows 2 "
              "samplen 2 font ',18' noenhanced\n"
              "set tmargin at screen 0.76\nset bmargin at screen 0.165\n",
          longest(c));
  plot_begin(gp, job->name, "");
  fputs("  set multiplot\n", gp);
  for (int panel = 0; panel < 2; panel++) {
    write_axes(gp, c, panel);
    write_panel(gp, c, panel);
    if (panel == 0)
      fputs("  unset label 1\n", gp);
  }
  fputs("  unset multiplot\n", gp);
  plot_end(gp);
}

int plot_training(const struct curves *c, const struct plot *plot)
{
  static const struct plot_picture picture = {
      "", "The loss and the norm of its gradient, epoch by epoch"};
  struct job job = {c, c->file, c->title, plot->command};
  const char *dir = plot->dir;
  int status = plot_write_by(dir, c->file, ".csv", write_data, &job);
  if (status == EXIT_FINE)
    status = plot_write_by(dir, c->file, ".gp", write_script, &job);
  if (status == EXIT_FINE)
    status = plot_draw(plot, c->file, &picture, 1);
  return status;
}
