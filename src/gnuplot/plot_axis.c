/* SPDX-License-Identifier: GPL-3.0-or-later
   Ranges and ticks of logarithmic axes.  Read plot_axis.h before. */
#include "gnuplot/plot_axis.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int plot_can_show(double value)
{
  return value > 0 && isfinite(value);
}

struct plot_axis plot_axis_new(void)
{
  return (struct plot_axis){.low = DBL_MAX, .powers_of_2 = 1};
}

void plot_axis_take(struct plot_axis *axis, double value)
{
  int exponent;
  if (!plot_can_show(value))
    return;
  axis->low = fmin(axis->low, value);
  axis->high = fmax(axis->high, value);
  axis->powers_of_2 &= frexp(value, &exponent) == 0.5;
  axis->taken++;
}

void plot_axis_close(struct plot_axis *axis, double margin)
{
  if (axis->taken == 0)
    axis->low = axis->high = 1;
  axis->low = fmax(axis->low / margin, DBL_MIN);
  axis->high = fmin(axis->high * margin, DBL_MAX);
}

/* A flat curve: from one power of ten to another round it. */
void plot_axis_span(struct plot_axis *axis)
{
  if (axis->high / axis->low >= 12)
    return;
  double low = pow(10, floor(log10(axis->low)));
  double high = pow(10, ceil(log10(axis->high)));
  axis->low = fmin(axis->low, low / 1.1);
  axis->high = fmax(axis->high, high * 1.1);
}

double plot_axis_at(const struct plot_axis *axis, double value)
{
  return log(value / axis->low) / log(axis->high / axis->low);
}

/* --- ticks ---------------------------------------------------------------- */

char *plot_si(char out[FORMAT_SIZE], double value, const char *unit)
{
  static const char *const prefix[] = {"f", "p", "n", "\302\265", "m", "", "k",
                                       "M", "G", "T", "P", "E"};
  int power = value > 0 ? (int)floor(log10(value * (1 + 1e-9)) / 3) : 0;
  const char *gap = " ";
  if (!*unit && value >= 0.001 && value < 10000)
    power = 0;
  if (power < -5 || power > 6 || (!*unit && power < 0)) {
    snprintf(out, FORMAT_SIZE, "%.4g%s%s", value, *unit ? " " : "", unit);
    return out;
  }
  if (!*unit && power == 0)
    gap = "";
  snprintf(out, FORMAT_SIZE, "%.4g%s%s%s", value / pow(1000, power), gap,
           prefix[power + 5], unit);
  return out;
}

/* Ticks go through leads[] in every `stride`-th power of `base`. */
struct ticks {
  double base, stride;
  const double *leads; /* leads[n_leads], from 1 on, below base           */
  int n_leads;
};

/* Calls of `each` with every tick; returns their number. */
static int for_ticks(const struct ticks *t, const struct plot_axis *axis,
                     void (*each)(double value, void *state), void *state)
{
  double step = log(t->base) * t->stride;
  double from = floor(log(axis->low) / step) - 1;
  double to = ceil(log(axis->high) / step) + 1;
  int n = 0;
  for (double k = from; k <= to; k++)
    for (int i = 0; i < t->n_leads; i++) {
      double value = t->leads[i] * pow(t->base, k * t->stride);
      double at = plot_axis_at(axis, value);
      if (at < -1e-9 || at > 1 + 1e-9)
        continue;
      n++;
      if (each)
        each(value, state);
    }
  return n;
}

/* The densest ticks of at most `most`. */
static struct ticks choose_ticks(const struct plot_axis *axis, int by_2,
                                 int most)
{
  static const double all[] = {1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9};
  static const double some[] = {1, 2, 3, 5}, few[] = {1, 2, 5};
  struct ticks dense[] = {{10, 1, all, 10}, {10, 1, some, 4},
                          {10, 1, few, 3}};
  for (int i = 0; i < 3 && !by_2; i++)
    if (for_ticks(&dense[i], axis, NULL, NULL) <= most)
      return dense[i];
  struct ticks t = {by_2 ? 2 : 10, 1, all, 1};
  while (for_ticks(&t, axis, NULL, NULL) > most)
    t.stride++;
  return t;
}

/* 2 with its exponent raised, where decimals are hard to know again. */
char *plot_binary(char out[FORMAT_SIZE], double value)
{
  static const char *const raised[] = {
      "\342\201\260", "\302\271",     "\302\262",     "\302\263",
      "\342\201\264", "\342\201\265", "\342\201\266", "\342\201\267",
      "\342\201\270", "\342\201\271"};
  int exponent;
  int power = frexp(value, &exponent) == 0.5 && exponent <= 100;
  if (!power || value < 10000)
    return plot_si(out, value, "");
  exponent--;
  snprintf(out, FORMAT_SIZE, "2%s%s", exponent > 9 ? raised[exponent / 10] : "",
           raised[exponent % 10]);
  return out;
}

/* 1 KiB = 1024 B and so on, as the tables have it. */
static char *bytes_text(char out[FORMAT_SIZE], double value)
{
  static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  int k = 0;
  for (; value >= 1024 && k < 4; k++)
    value /= 1024;
  snprintf(out, FORMAT_SIZE, "%.4g %s", value, units[k]);
  return out;
}

struct tick_writer {
  FILE *gp;
  int powers_of_2;
  const char *unit, *between;
};

static void write_tick(double value, void *state)
{
  struct tick_writer *w = state;
  char text[FORMAT_SIZE];
  int bytes = strcmp(w->unit, "B") == 0;
  fprintf(w->gp, "%s'%s' %.10g", w->between,
          bytes            ? bytes_text(text, value)
          : w->powers_of_2 ? plot_binary(text, value)
                           : plot_si(text, value, w->unit),
          value);
  w->between = ", ";
}

void plot_axis_write(FILE *gp, char which, const struct plot_axis *axis,
                     const char *unit, int most)
{
  int by_2 = axis->powers_of_2 || strcmp(unit, "B") == 0;
  struct ticks ticks = choose_ticks(axis, by_2, most);
  struct tick_writer writer = {gp, ticks.base < 10, unit, ""};
  fprintf(gp, "set logscale %c\n", which);
  fprintf(gp, "set %crange [%.6g:%.6g]\n", which, axis->low, axis->high);
  fprintf(gp, "set %ctics (", which);
  for_ticks(&ticks, axis, write_tick, &writer);
  fputs(")\n", gp);
}
