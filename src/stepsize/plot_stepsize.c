/* SPDX-License-Identifier: GPL-3.0-or-later
   The files of `stepsize`: which there are, the data, and the script's
   beginning.  Read plot_stepsize_parts.h before; plot_errors.c and
   plot_taylor.c have the pictures. */
#include "stepsize/plot_stepsize.h"

#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "stepsize/plot_stepsize_parts.h"
#include "worksheet/reason_words.h"

/* gnuplot takes NaN for a missing value. */
static void write_number(FILE *out, double x)
{
  if (isnan(x))
    fputs(",NaN", out);
  else if (isinf(x))
    fputs(x > 0 ? ",Inf" : ",-Inf", out);
  else
    fprintf(out, ",%.17g", x);
}

/* Near: of x +- h; far: of x +- 2h. */
static void write_errors(FILE *csv, const void *state)
{
  const struct plot_stepsize_job *job = state;
  const struct stepsize *s = &job->study->stepsize;
  plot_header(csv, job->command);
  fputs("h,step,one_sided,central,five_point,gsl,one_sided_error,"
        "central_error,five_point_error,gsl_error,gsl_bar,gsl_step,near,far\n",
        csv);
  for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
    const struct stepsize_point *p = &s->points[i];
    fprintf(csv, "%.17g", p->h);
    write_number(csv, p->step);
    for (int k = 0; k < STEPSIZE_METHODS; k++)
      write_number(csv, p->value[k]);
    for (int k = 0; k < STEPSIZE_METHODS; k++)
      write_number(csv, p->error[k]);
    write_number(csv, p->bar);
    write_number(csv, p->chosen);
    fprintf(csv, ",%s,%s\n", reason_words_fd(p->near)->point,
            reason_words_fd(p->far)->point);
  }
}

static void write_remainders(FILE *csv, const void *state)
{
  const struct plot_stepsize_job *job = state;
  const struct taylor *t = &job->study->taylor;
  plot_header(csv, job->command);
  fputs("h,r0,r1_forward,r1_reverse,rounding,at\n", csv);
  for (size_t i = 0; i < TAYLOR_STEPS; i++) {
    const struct taylor_step *s = &t->steps[i];
    fprintf(csv, "%.17g", s->h);
    write_number(csv, s->r0);
    for (int k = 0; k < TAYLOR_MODES; k++)
      write_number(csv, s->r1[k]);
    write_number(csv, s->noise);
    fprintf(csv, ",%s\n", reason_words_fd(s->reason)->point);
  }
}

static void write_script(FILE *gp, const void *state)
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
  plot_title_text(gp, job->title);
  fputs("set lmargin at screen 0.135\nset rmargin at screen 0.685\n"
        "set tmargin at screen 0.86\nset bmargin at screen 0.165\n", gp);
  if (plot_errors_any(job->study))
    plot_errors(gp, job);
  if (plot_taylor_any(job->study))
    plot_taylor(gp, job);
}

/* Why there is no V: no error is above zero. */
static const char *why_no_errors(const struct stepsize *s)
{
  for (size_t i = 0; i < STEPSIZE_POINTS; i++)
    for (int k = 0; k < STEPSIZE_METHODS; k++)
      if (s->points[i].error[k] == 0)
        return "the differences are exact at every step: there is no error "
               "above 0 to be drawn";
  return "the differences are finite at no step";
}

static const char *why_no_remainders(const struct taylor *t)
{
  for (size_t i = 0; i < TAYLOR_STEPS; i++)
    if (t->steps[i].r0 == 0)
      return "the function does not change along the direction: all "
             "remainders are 0";
  return "no remainder is finite";
}

static void say_missing(const struct study *study, const char *file)
{
  if (!plot_errors_any(study))
    complain("%s: no picture of the errors: %s", file,
             why_no_errors(&study->stepsize));
  if (!plot_taylor_any(study))
    complain("%s: no picture of the Taylor test: %s", file,
             why_no_remainders(&study->taylor));
}

int plot_stepsize(const struct study *study, const char *file,
                  const char *title, const struct plot *plot)
{
  static const struct plot_picture pictures[] = {
      {"", "Errors of differences over the step"},
      {"-taylor", "Remainders of the Taylor test over the step"}};
  const char *dir = plot->dir;
  char *worksheet = plot_name(file);
  char *name = memory_format("%s-stepsize", worksheet);
  struct plot_stepsize_job job = {study, name, *title ? title : worksheet,
                                  plot->command};
  int status = plot_write_by(dir, name, ".csv", write_errors, &job);
  if (status == EXIT_FINE)
    status = plot_write_by(dir, name, "-taylor.csv", write_remainders, &job);
  if (status == EXIT_FINE)
    status = plot_write_by(dir, name, ".gp", write_script, &job);
  if (status == EXIT_FINE &&
      (plot_errors_any(study) || plot_taylor_any(study)))
    status = plot_draw(plot, name, pictures,
                       sizeof pictures / sizeof pictures[0]);
  if (status == EXIT_FINE)
    say_missing(study, file);
  free(name);
  free(worksheet);
  return status;
}
