/* SPDX-License-Identifier: GPL-3.0-or-later
   The rows as CSV, and the script of the picture: one line a workload, its
   ratios to P as dots on a logarithmic axis.  Read report.h before. */
#include <stdio.h>

#include "report.h"

/* NAME + end, for writing. */
static FILE *begin(const char *name, const char *end)
{
  char file[4096];
  if (snprintf(file, sizeof file, "%s%s", name, end) >= (int)sizeof file)
    bench_stop("%s: the name is too long", name);
  FILE *f = fopen(file, "w");
  if (!f)
    bench_stop("%s: cannot be written", file);
  return f;
}

static void finish(FILE *f, const char *name)
{
  int failed = ferror(f);
  if (fclose(f) != 0 || failed)
    bench_stop("%s: cannot be written", name);
}

void report_csv(const struct rows *rows, const char *name)
{
  FILE *f = begin(name, ".csv");
  fprintf(f, "workload,tool,method,seconds,least,most,cpu,bytes,error,"
             "ratio,ratio_least,ratio_most,ratio_cpu\n");
  for (size_t i = 0; i < rows->n; i++) {
    const struct row *r = &rows->row[i];
    fprintf(f, "%s,%s,%s,%.6g,%.6g,%.6g,%.6g,%.0f,%.2e,%.4g,%.4g,%.4g,%.4g\n",
            r->workload, r->tool, r->method, r->time.median, r->time.least,
            r->time.most, r->time.cpu, r->bytes, r->error, r->wall.median,
            r->wall.least, r->wall.most, r->cpu.median);
  }
  finish(f, name);
}

static void put_ratio(FILE *f, const struct row *row, const struct row *plain)
{
  if (row)
    fprintf(f, " %.4g", row->time.median / plain->time.median);
  else
    fprintf(f, " NaN");
}

/* Lines NAME OURS HAND PEER..., as multiples of P; how many. */
static size_t put_data(const struct rows *rows, const char *name)
{
  FILE *f = begin(name, ".dat");
  size_t n = 0;
  for (size_t i = 0; i < n_workloads; i++) {
    const struct workload *w = &workloads[i];
    const struct row *ours = report_ours(rows, w);
    const struct row *plain =
      rows_find(rows, w->name, TOOL_HAND, METHOD_PLAIN);
    if (!ours || !plain)
      continue;
    fprintf(f, "%s", w->name);
    put_ratio(f, ours, plain);
    put_ratio(f, rows_find(rows, w->name, TOOL_HAND, METHOD_DERIVATIVE),
              plain);
    for (size_t k = 0; k < report_n_peers; k++)
      put_ratio(f, report_peer(rows, w, k), plain);
    fprintf(f, "\n");
    n++;
  }
  finish(f, name);
  return n;
}

/* Colours that the colour-blind can tell apart, and shapes for print. */
static void put_script(size_t n, const char *name)
{
  static const char *const look[] = {"pt 7 ps 1.5 lc rgb '#0072b2'",
                                     "pt 2 ps 1.2 lc rgb '#000000'",
                                     "pt 9 ps 1.3 lc rgb '#d55e00'",
                                     "pt 5 ps 1.1 lc rgb '#009e73'",
                                     "pt 13 ps 1.4 lc rgb '#cc79a7'",
                                     "pt 11 ps 1.3 lc rgb '#e69f00'"};
  FILE *f = begin(name, ".gp");
  fprintf(f,
          "# gnuplot draws bench.svg from bench.dat\n"
          "set terminal svg size 900,560 font 'sans,14' noenhanced\n"
          "set output 'bench.svg'\n"
          "set logscale x\n"
          "set format x '%%g'\n"
          "set xlabel 'value and gradient, as a multiple of plain C (P)'\n"
          "set yrange [%zu.5:-0.5]\n"
          "set grid xtics ytics lc rgb '#c0c0c0'\n"
          "set key top outside center horizontal\n"
          "set arrow from 1, graph 0 to 1, graph 1 nohead dt 2\n"
          "plot 'bench.dat' using 2:0:ytic(1) title 'gradcompare' %s, \\\n"
          "  '' using 3:0 title 'by hand' %s", n - 1, look[0], look[1]);
  for (size_t k = 0; k < report_n_peers; k++)
    fprintf(f, ", \\\n  '' using %zu:0 title '%s' %s", k + 4, report_peers[k],
            look[2 + k % 4]);
  fprintf(f, "\n");
  finish(f, name);
}

void report_picture(const struct rows *rows, const char *name)
{
  size_t n = put_data(rows, name);
  if (n > 0)
    put_script(n, name);
}
