/* SPDX-License-Identifier: GPL-3.0-or-later
   The picture of the gradient's size layer by layer: a curve for each kind of
   layers, from the output on the right back to the left.  Read flow.h and
   plot_axis.h before. */
#include <math.h>
#include <stdlib.h>

#include "explain/flow.h"
#include "gnuplot/plot_axis.h"
#include "host/exits.h"

/* Its curves are the series of all flows, one after the other. */
struct flow_job {
  const struct flows *flows;
  const char *name, *title, *of, *command;
};

enum { CURVES_MOST = PLOT_LOOKS - 1, NAME_COLUMNS = 20 };

/* Series i of all, and which flow has it; NULL past the last. */
static const struct flow_series *series_at(const struct flows *flows, size_t i,
                                           size_t *flow)
{
  for (*flow = 0; *flow < flows->n; ++*flow) {
    if (i < flows->flow[*flow].n)
      return &flows->flow[*flow].series[i];
    i -= flows->flow[*flow].n;
  }
  return NULL;
}

static size_t curves(const struct flows *flows)
{
  size_t n = 0;
  for (size_t i = 0; i < flows->n; i++)
    n += flows->flow[i].n;
  return n < CURVES_MOST ? n : CURVES_MOST;
}

/* A number, a name, and what was found: a line for each layer.  Names of
   worksheets have neither quotes nor commas. */
static void write_data(FILE *csv, const void *state)
{
  const struct flow_job *job = state;
  const struct flow_series *s;
  size_t flow;
  plot_header(csv, job->command);
  fputs("series,layer,node,norm,rms\n", csv);
  for (size_t i = 0; (s = series_at(job->flows, i, &flow)); i++)
    for (size_t k = 0; k < s->n; k++)
      fprintf(csv, "%zu,%zu,%s,%.17g,%.17g\n", i + 1, s->steps[k].layer,
              s->steps[k].name, s->steps[k].norm, s->steps[k].rms);
}

static void take_range(const struct flows *flows, struct plot_axis *y,
                       size_t *last)
{
  size_t flow;
  *y = plot_axis_new();
  *last = 1;
  for (size_t i = 0; i < curves(flows); i++) {
    const struct flow_series *s = series_at(flows, i, &flow);
    for (size_t k = 0; k < s->n; k++) {
      plot_axis_take(y, s->steps[k].rms);
      if (s->steps[k].layer > *last)
        *last = s->steps[k].layer;
    }
  }
  plot_axis_close(y, 2);
  plot_axis_span(y);
}

/* Names stand in variables: text from outside.  Of several worksheets a curve
   has the name of its own. */
static void write_names(FILE *gp, const struct flow_job *job)
{
  size_t flow;
  char *y = memory_format("size of the gradient%s%s (rms)",
                          *job->of ? " of " : "", job->of);
  char *quoted = plot_quote(y);
  fprintf(gp, "y_name = %s\n", quoted);
  free(quoted);
  free(y);
  for (size_t i = 0; i < curves(job->flows); i++) {
    const struct flow_series *s = series_at(job->flows, i, &flow);
    int several = job->flows->n > 1;
    char *name = memory_format("%s%s%s ... %s",
                               several ? job->flows->names[flow] : "",
                               several ? ": " : "", s->steps[0].name,
                               s->steps[s->n - 1].name);
    quoted = plot_quote_short(name, NAME_COLUMNS);
    fprintf(gp, "name%zu = %s\n", i + 1, quoted);
    free(quoted);
    free(name);
  }
}

static void write_curves(FILE *gp, size_t n)
{
  fputs("  plot \\\n", gp);
  for (size_t i = 0; i < n; i++)
    fprintf(gp, "    flow using 'layer':(column('series') == %zu ? "
                "column('rms') : NaN) with linespoints linetype %zu title "
                "name%zu%s\n", i + 1, i + 1, i + 1, i + 1 < n ? ", \\" : "");
}

static void write_script(FILE *gp, const void *state)
{
  const struct flow_job *job = state;
  struct plot_axis y;
  size_t last;
  take_range(job->flows, &y, &last);
  plot_header(gp, job->command);
  fputs("\n", gp);
  plot_style(gp);
  fprintf(gp, "\nflow = '%s.csv'\n", job->name);
  write_names(gp, job);
  plot_title_text(gp, job->title);
  plot_title(gp);
  fprintf(gp, "set xrange [0.5:%g]\nset xtics autofreq\nset xlabel 'layer'\n"
              "set label 11 y_name at screen 0.025, screen 0.51 center "
              "rotate by 90 noenhanced\n"
              "set key at screen 0.98, screen 0.84 right top noenhanced\n"
              "set lmargin at screen 0.18\nset rmargin at screen %g\n"
              "set tmargin at screen 0.86\nset bmargin at screen 0.165\n",
          (double)last + 0.5, job->flows->n > 1 ? 0.64 : 0.74);
  plot_axis_write(gp, 'y', &y, "", 9);
  plot_begin(gp, job->name, "");
  write_curves(gp, curves(job->flows));
  plot_end(gp);
}

static int draw(const struct flow_job *job, const struct plot *plot)
{
  static const struct plot_picture picture = {
      "", "The size of the adjoint, layer by layer"};
  int status = plot_write_by(plot->dir, job->name, ".csv", write_data, job);
  if (status == EXIT_FINE)
    status = plot_write_by(plot->dir, job->name, ".gp", write_script, job);
  return status == EXIT_FINE ? plot_draw(plot, job->name, &picture, 1)
                             : status;
}

int plot_flow(const struct explained *e, const char *file,
              const struct plot *plot)
{
  struct flow flow = flow_new(e);
  char *worksheet = plot_name(file);
  struct flows flows = {1, &flow, &worksheet};
  char *name = memory_format("%s-flow", worksheet);
  const char *title = ad_sheet_title(e->sheet);
  struct flow_job job = {&flows, name, *title ? title : worksheet, e->swept,
                         plot->command};
  int status = EXIT_FINE;
  if (flow.n == 0)
    complain("%s: no picture of the gradient flow: there are no layers", file);
  else
    status = draw(&job, plot);
  flow_free(&flow);
  free(name);
  free(worksheet);
  return status;
}

int plot_flows(const struct flows *flows, const struct plot *plot)
{
  struct flow_job job = {flows, "flow", "Gradient flow", "", plot->command};
  return curves(flows) > 0 ? draw(&job, plot) : EXIT_FINE;
}
