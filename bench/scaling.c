/* SPDX-License-Identifier: GPL-3.0-or-later
   Do time and memory grow as the graph does?  `make bench-scaling` runs it;
   read README.md before.

     scaling [--quick] [NAME]...
     scaling --gradients FILE...

   For graphs built through the C API and worksheets read, of sizes over four
   decades: what making, planning and every kind of sweep takes by node or
   parameter, and by how many bytes.  Where the last line of a table, the
   slope of a line through all points in a plot of logarithms, is 1, the
   whole is linear.  Each size is measured in a process of its own, so that
   its peak of memory is its own.  --quick stops two decades early.
   --gradients counts the nodes of the gradients of worksheets. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "forward.h"
#include "measure/fit.h"
#include "scaling.h"
#include "sheet.h"
#include "symbolic.h"
#include "tape.h"
#include "value.h"

/* Columns: seconds, then bytes. */
enum column {
  MAKE, PLAN, VALUE, GRADIENT, FORWARD, DERIVE, TAPE, PEAK, COLUMNS
};
enum { SIZES = 8 };

static const char *const headings[COLUMNS] = {
  "make ns", "plan ns", "value ns", "grad ns", "fwd ns", "graph ns", "tape B",
  "peak B"};

struct figures {
  double x[COLUMNS];
};

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void need(ad_status status, const ad_error *err)
{
  if (status != AD_OK)
    bench_stop("%s", err->text);
}

/* --- one size ------------------------------------------------------------- */

static ad_graph *built(const struct scaling *s, size_t n)
{
  ad_builder *b;
  ad_graph *g;
  ad_error err = {0};
  need(ad_builder_new(&b, &err), &err);
  s->build(b, n);
  need(ad_builder_finish(b, &g, &err), &err);
  ad_builder_free(b);
  return g;
}

static ad_sheet *sheet_read(const char *text, size_t length)
{
  ad_source source = {"scaling", text, length};
  ad_sheet_options options = {0};
  ad_report report;
  ad_sheet *sheet;
  ad_report_init(&report, &source);
  if (ad_sheet_read(&source, &options, &sheet, &report) != AD_OK)
    bench_stop("%s", report.messages[0].error.text);
  ad_report_free(&report);
  return sheet;
}

static void sweep_value(void *state, size_t i)
{
  (void)i;
  ad_value_sweep(state);
}

static void sweep_forward(void *state, size_t i)
{
  (void)i;
  ad_forward_sweep_unit(state, 0, 1);
}

static void sweep_tape(void *state, size_t i)
{
  (void)i;
  ad_tape_record(state);
  ad_tape_reverse_unit(state, 0, 1);
}

/* Hands all leaves over. */
static void set_leaves(const ad_graph *g, ad_value *v, ad_forward *f,
                       ad_tape *t)
{
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    ad_shape shape = ad_graph_shape(g, ad_graph_leaf(g, i));
    size_t n = shape.rows * shape.cols;
    double *x = bench_new(n, sizeof *x);
    for (size_t e = 0; e < n; e++)
      x[e] = scaling_entry(i, e);
    ad_value_set(v, i, x);
    ad_forward_set(f, i, x);
    ad_tape_set(t, i, x);
    free(x);
  }
}

static void measure_sweeps(const ad_graph *g, struct figures *out)
{
  const struct pace pace = {0.01, 5};
  ad_error err = {0};
  ad_value *v;
  ad_forward *f;
  ad_tape *t;
  double start = now();
  need(ad_tape_new(g, 1, &t, &err), &err);
  out->x[PLAN] = now() - start;
  need(ad_value_new(g, &v, &err), &err);
  need(ad_forward_new(g, 1, &f, &err), &err);
  set_leaves(g, v, f, t);
  out->x[VALUE] = bench_time(&pace, sweep_value, v).least;
  out->x[FORWARD] = bench_time(&pace, sweep_forward, f).least;
  out->x[GRADIENT] = bench_time(&pace, sweep_tape, t).least;
  out->x[TAPE] = (double)ad_tape_bytes(t);
  ad_value_free(v);
  ad_forward_free(f);
  ad_tape_free(t);
}

/* Seconds that the gradient as a graph takes (symbolic.h); where it is none of
   a number, that of the sum. */
static double derive(const ad_graph *g)
{
  static const ad_ref none = {AD_NO_INDEX};
  size_t n = ad_graph_wrts(g);
  ad_ref *x = bench_new(2 * n + 1, sizeof *x);
  ad_builder *b;
  ad_error err = {0};
  need(ad_builder_continue(g, &b, &err), &err);
  for (size_t i = 0; i < n; i++)
    x[i] = ad_graph_wrt(g, i);
  double start = now();
  need(ad_pullback(b, ad_graph_output(g, 0), none, n, x, x + n, &err), &err);
  double seconds = now() - start;
  ad_builder_free(b);
  free(x);
  return seconds;
}

/* Bytes at the peak of this process. */
static double peak(void)
{
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return (double)usage.ru_maxrss;
#else
  return 1024 * (double)usage.ru_maxrss;
#endif
}

static struct figures measure_size(const struct scaling *s, size_t n)
{
  struct figures out = {{0}};
  size_t length = 0;
  char *text = s->write ? s->write(n, &length) : NULL;
  double before = peak(), start = now();
  ad_sheet *sheet = text ? sheet_read(text, length) : NULL;
  ad_graph *g = sheet ? NULL : built(s, n);
  out.x[MAKE] = now() - start;
  measure_sweeps(sheet ? ad_sheet_graph(sheet) : g, &out);
  out.x[PEAK] = peak() - before;
  out.x[DERIVE] = derive(sheet ? ad_sheet_graph(sheet) : g);
  ad_sheet_free(sheet);
  ad_graph_free(g);
  free(text);
  return out;
}

/* The same in a process of its own. */
static struct figures measure_apart(const struct scaling *s, size_t n)
{
  struct figures out;
  int pipes[2], status = 0;
  if (pipe(pipes) != 0)
    bench_stop("no pipe");
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    out = measure_size(s, n);
    _exit(write(pipes[1], &out, sizeof out) == (ssize_t)sizeof out ? 0 : 1);
  }
  close(pipes[1]);
  if (child < 0 || read(pipes[0], &out, sizeof out) != (ssize_t)sizeof out)
    bench_stop("%s %zu: no figures came back", s->name, n);
  close(pipes[0]);
  waitpid(child, &status, 0);
  return out;
}

/* --- tables --------------------------------------------------------------- */

static void print_slopes(size_t n, const double *sizes,
                         double x[COLUMNS][SIZES])
{
  printf("  %-18s", "slope");
  for (int c = 0; c < COLUMNS; c++) {
    /* Small sizes pay for the call. */
    size_t from = n > LOGLOG_LEAST ? n - LOGLOG_LEAST : 0;
    struct loglog fit = loglog_fit(sizes + from, x[c] + from, n - from);
    if (fit.points == 0)
      printf(" %9s", "-");
    else
      printf(" %9.2f", fit.slope);
  }
  printf("\n\n");
}

static void run(const struct scaling *s, size_t most)
{
  double sizes[SIZES], x[COLUMNS][SIZES];
  size_t n = 0;
  printf("%s: by %s\n  %-18s", s->name,
         s->build && s->least != 100 ? "parameter" : "node", "size");
  for (int c = 0; c < COLUMNS; c++)
    printf(" %9s", headings[c]);
  printf("\n");
  for (size_t size = s->least; size <= most && n < SIZES; size *= 10, n++) {
    struct figures f = measure_apart(s, size);
    sizes[n] = (double)size;
    printf("  %-18zu", size);
    for (int c = 0; c < COLUMNS; c++) {
      x[c][n] = fmax(f.x[c], 1e-12);
      printf(" %9.3g", f.x[c] / sizes[n] * (c < TAPE ? 1e9 : 1));
    }
    if (n > 0) /* without what any process has */
      x[PEAK][n] = fmax(x[PEAK][n] - x[PEAK][0], 1);
    printf("\n");
  }
  print_slopes(n, sizes, x);
}

/* --- gradients of worksheets -------------------------------------------- */

static size_t count_needed(const ad_graph *g)
{
  size_t n = 0;
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    n += ad_graph_needed(g, (ad_ref){i}) ? 1 : 0;
  return n;
}

/* The graph with the gradient of its first output as outputs beside it. */
static ad_graph *with_gradient(const ad_graph *g)
{
  static const ad_ref none = {AD_NO_INDEX};
  size_t n = ad_graph_wrts(g);
  ad_ref *x = bench_new(2 * n + 1, sizeof *x);
  ad_builder *b;
  ad_graph *more;
  ad_error err = {0};
  need(ad_builder_continue(g, &b, &err), &err);
  for (size_t i = 0; i < n; i++)
    x[i] = ad_graph_wrt(g, i);
  need(ad_pullback(b, ad_graph_output(g, 0), none, n, x, x + n, &err), &err);
  for (size_t i = 0; i < ad_graph_outputs(g); i++)
    ad_output(b, ad_graph_output(g, i));
  for (size_t i = 0; i < n; i++)
    ad_output(b, x[n + i]);
  need(ad_builder_finish(b, &more, &err), &err);
  ad_builder_free(b);
  free(x);
  return more;
}

/* How many nodes the gradient has by those of what it is of. */
static void print_sizes(char **files)
{
  printf("gradients as graphs\n  %9s %9s %9s\n", "nodes", "gradient",
         "ratio");
  for (; *files; files++) {
    ad_report report;
    ad_sheet *sheet;
    ad_report_init(&report, NULL);
    if (ad_sheet_read_file(*files, NULL, &sheet, &report) != AD_OK)
      bench_stop("%s: %s", *files, report.messages[0].error.text);
    ad_graph *more = with_gradient(ad_sheet_graph(sheet));
    size_t before = count_needed(ad_sheet_graph(sheet));
    size_t gradient = count_needed(more) - before;
    printf("  %9zu %9zu %9.2f  %s\n", before, gradient,
           (double)gradient / (double)before, *files);
    ad_graph_free(more);
    ad_sheet_free(sheet);
    ad_report_free(&report);
  }
}

static int is_wanted(const struct scaling *s, char **names)
{
  int any = 0;
  for (; *names; names++) {
    any |= **names != '-';
    if (strcmp(*names, s->name) == 0)
      return 1;
  }
  return !any;
}

int main(int argc, char **argv)
{
  int quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
  if (argc > 1 && strcmp(argv[1], "--gradients") == 0) {
    print_sizes(argv + 2);
    return 0;
  }
  for (size_t i = 0; i < n_scalings; i++)
    if (is_wanted(&scalings[i], argv + 1))
      run(&scalings[i], scalings[i].most / (quick ? 100 : 1));
  return 0;
}
