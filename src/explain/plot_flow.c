/* SPDX-License-Identifier: GPL-3.0-or-later
   The picture of the gradient's size layer by layer: a curve for each kind of
   layers, from the output on the right back to the left.  Read flow.h and
   plot_axis.h before. */
#include <math.h>
#include <stdlib.h>

#include "explain/flow.h"
#include "gnuplot/plot_axis.h"
#include "host/exits.h"

struct flow_job {
  const struct explained *e;
  const struct flow *flow;
  const char *name, *title, *command;
};

enum { CURVES_MOST = PLOT_LOOKS - 1 };

static size_t curves(const struct flow *flow)
{
  return flow->n < CURVES_MOST ? flow->n : CURVES_MOST;
}

/* A number, a name, and what was found: a line for each layer.  Names of
   worksheets have neither quotes nor commas. */
static void write_data(FILE *csv, const void *state)
{
  const struct flow_job *job = state;
  plot_header(csv, job->command);
  fputs("series,layer,node,norm,rms\n", csv);
  for (size_t i = 0; i < job->flow->n; i++)
    for (size_t k = 0; k < job->flow->series[i].n; k++) {
      const struct flow_step *s = &job->flow->series[i].steps[k];
      fprintf(csv, "%zu,%zu,%s,%.17g,%.17g\n", i + 1, s->layer,
              ad_graph_name(job->e->graph, s->node), s->norm, s->rms);
    }
}

static void take_range(const struct flow *flow, struct plot_axis *y,
                       size_t *last)
{
  *y = plot_axis_new();
  *last = 1;
  for (size_t i = 0; i < curves(flow); i++)
    for (size_t k = 0; k < flow->series[i].n; k++) {
      plot_axis_take(y, flow->series[i].steps[k].rms);
      if (flow->series[i].steps[k].layer > *last)
        *last = flow->series[i].steps[k].layer;
    }
  plot_axis_close(y, 2);
  plot_axis_span(y);
}

/* Names stand in variables: text from outside. */
static void write_names(FILE *gp, const struct flow_job *job)
{
  char *y = memory_format("size of the gradient of %s (rms)", job->e->swept);
  char *quoted = plot_quote(y);
  fprintf(gp, "y_name = %s\n", quoted);
  free(quoted);
  free(y);
  for (size_t i = 0; i < curves(job->flow); i++) {
    const struct flow_series *s = &job->flow->series[i];
    char *name = memory_format(
        "%s ... %s", ad_graph_name(job->e->graph, s->steps[0].node),
        ad_graph_name(job->e->graph, s->steps[s->n - 1].node));
    quoted = plot_quote(name);
    fprintf(gp, "name%zu = %s\n", i + 1, quoted);
    free(quoted);
    free(name);
  }
}

static void write_curves(FILE *gp, const struct flow *flow)
{
  fputs("  plot \\\n", gp);
  for (size_t i = 0; i < curves(flow); i++)
    fprintf(gp, "    flow using 'layer':(column('series') == %zu ? "
                "column('rms') : NaN) with linespoints linetype %zu title "
                "name%zu%s\n", i + 1, i + 1, i + 1,
            i + 1 < curves(flow) ? ", \\" : "");
}

static void write_script(FILE *gp, const void *state)
{
  const struct flow_job *job = state;
  struct plot_axis y;
  size_t last;
  take_range(job->flow, &y, &last);
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
              "set lmargin at screen 0.18\nset rmargin at screen 0.74\n"
              "set tmargin at screen 0.86\nset bmargin at screen 0.165\n",
          (double)last + 0.5);
  plot_axis_write(gp, 'y', &y, "", 9);
  plot_begin(gp, job->name, "");
  write_curves(gp, job->flow);
  plot_end(gp);
}

int plot_flow(const struct explained *e, const char *file, const char *dir,
              const char *command, int png)
{
  struct flow flow = flow_new(e);
  char *worksheet = plot_name(file);
  char *name = memory_format("%s-flow", worksheet);
  const char *title = ad_sheet_title(e->sheet);
  struct flow_job job = {e, &flow, name, *title ? title : worksheet, command};
  int status = EXIT_FINE;
  if (flow.n == 0)
    complain("%s: no picture of the gradient flow: there are no layers", file);
  else
    status = plot_write_by(dir, name, ".csv", write_data, &job);
  if (status == EXIT_FINE && flow.n > 0)
    status = plot_write_by(dir, name, ".gp", write_script, &job);
  if (status == EXIT_FINE && flow.n > 0)
    status = plot_draw(dir, name, png);
  flow_free(&flow);
  free(name);
  free(worksheet);
  return status;
}
