/* SPDX-License-Identifier: GPL-3.0-or-later
   Labels at the ends of curves, in place of a legend.  Read plot_axis.h
   before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gnuplot/plot_axis.h"
#include "host/exits.h"

/* --- spreading ------------------------------------------------------------ */

static int compare_doubles(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* A run of labels that touch: the first one's place, and how many. */
struct cluster {
  double sum; /* of wanted place minus the place within the cluster        */
  size_t n;
};

static double place(const struct cluster *c, double gap, double low,
                    double high)
{
  double first = c->sum / (double)c->n;
  return fmax(low, fmin(first, high - gap * (double)(c->n - 1)));
}

/* Joins the last two clusters while they overlap; returns how many are left.
   The least squares solution, as of isotonic regression. */
static size_t join(struct cluster *c, size_t n, double gap, double low,
                   double high)
{
  while (n > 1) {
    struct cluster *a = &c[n - 2], *b = &c[n - 1];
    double length = gap * (double)a->n;
    if (place(b, gap, low, high) >= place(a, gap, low, high) + length)
      break;
    a->sum += b->sum - length * (double)b->n;
    a->n += b->n;
    n--;
  }
  return n;
}

static void spread_sorted(double *at, size_t n, double gap, double low,
                          double high)
{
  struct cluster *clusters = memory_new(n, sizeof *clusters);
  size_t used = 0, next = 0;
  for (size_t i = 0; i < n; i++) {
    clusters[used++] = (struct cluster){at[i], 1};
    used = join(clusters, used, gap, low, high);
  }
  for (size_t k = 0; k < used; k++)
    for (size_t i = 0; i < clusters[k].n; i++)
      at[next++] = place(&clusters[k], gap, low, high) + gap * (double)i;
  free(clusters);
}

void plot_spread(double *at, size_t n, double gap, double low, double high)
{
  if (n == 0)
    return;
  double *sorted = memory_new(n, sizeof *sorted);
  size_t *rank = memory_new(n, sizeof *rank);
  for (size_t i = 0; i < n; i++) {
    sorted[i] = at[i];
    for (size_t k = 0; k < n; k++)
      rank[i] += at[k] < at[i] || (at[k] == at[i] && k < i);
  }
  qsort(sorted, n, sizeof *sorted, compare_doubles);
  if (n > 1)
    gap = fmin(gap, (high - low) / (double)(n - 1));
  spread_sorted(sorted, n, gap, low, high);
  for (size_t i = 0; i < n; i++)
    at[i] = sorted[rank[i]];
  free(sorted);
  free(rank);
}

/* --- writing -------------------------------------------------------------- */

/* A line of 22 of the graph's 400 or so. */
static const double line_height = 0.064;

static void write_label(FILE *gp, int tag, const struct plot_label *label,
                        double at)
{
  const char *colour = plot_text_colour(label->look);
  fprintf(gp,
          "set arrow %d from first %.6g, %.6g to graph 1.045, graph %.4f "
          "nohead linetype %d linewidth 1\n",
          tag, label->x, label->y, at, (int)label->look);
  fprintf(gp,
          "set label %d '%s' at graph 1.06, graph %.4f left "
          "textcolor rgb '%s' font ',20'\n",
          tag, label->text, at, colour);
  if (*label->more)
    fprintf(gp,
            "set label %d '%s' at screen 0.985, graph %.4f right "
            "textcolor rgb '%s' font ',14'\n",
            tag + 100, label->more, at,
            label->doubtful ? "#A0A0A0" : "#404040");
}

/* What is grey, in the corner. */
static void explain_grey(FILE *gp)
{
  fputs("set label 6 \"grey: three points, or theory\\nmore than 5 \302\261 "
        "off\" at screen 0.985, screen 0.125 right textcolor rgb '#808080' "
        "font ',13'\n", gp);
}

void plot_labels_write(FILE *gp, const struct plot_label *labels, size_t n,
                       const struct plot_axis *y)
{
  double at[PLOT_LABELS_MOST];
  int doubtful = 0;
  for (size_t i = 0; i < n; i++)
    at[i] = plot_axis_at(y, labels[i].y);
  plot_spread(at, n, line_height, 0, 0.98);
  for (size_t i = 0; i < n; i++)
    write_label(gp, 101 + (int)i, &labels[i], at[i]);
  for (size_t i = 0; i < n; i++)
    doubtful |= labels[i].doubtful;
  if (doubtful)
    explain_grey(gp);
}

/* --- slopes --------------------------------------------------------------- */

/* Rounded, and never -0. */
static double hundredths(double x)
{
  return round(x * 100) / 100 + 0.0;
}

/* Half of the last digit shown is allowed for: exact counts have errors next
   to 0. */
void plot_label_slope(char out[FORMAT_SIZE], struct plot_label *label,
                      const struct plot_slope *slope)
{
  static const double SIGMAS = 5, SHOWN = 0.005;
  enum { FEW = 3 };
  out[0] = '\0';
  label->more = out;
  if (slope->points == 0 || !isfinite(slope->value))
    return;
  int n = snprintf(out, FORMAT_SIZE, "%.2f\302\261%.2f",
                   hundredths(slope->value), slope->error);
  label->doubtful = slope->points <= FEW;
  if (!isfinite(slope->theory))
    return;
  snprintf(out + n, FORMAT_SIZE - (size_t)n, " (%.3g)",
           hundredths(slope->theory));
  label->doubtful |= fabs(slope->value - slope->theory) >
                     SIGMAS * slope->error + SHOWN;
}
