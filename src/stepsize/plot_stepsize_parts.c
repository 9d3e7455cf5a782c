/* SPDX-License-Identifier: GPL-3.0-or-later
   See plot_stepsize_parts.h. */
#include "stepsize/plot_stepsize_parts.h"

#include <math.h>
#include <stdlib.h>

void plot_part_text(FILE *gp, const char *variable, const char *text)
{
  char *quoted = plot_quote_short(text, 90);
  fprintf(gp, "%s = %s\n", variable, quoted);
  free(quoted);
}

void plot_part_names(FILE *gp, const char *x, const char *y)
{
  plot_title(gp);
  fprintf(gp,
          "set label 7 %s at graph 0.5, screen 0.045 center\n"
          "set label 8 %s at screen 0.02, graph 1.06 left\n", x, y);
}

void plot_part_heading(FILE *gp)
{
  fputs("set label 2 'slope (theory)' at screen 0.985, graph 1.07 right "
        "textcolor rgb '#404040' font ',17'\n", gp);
}

void plot_part_slope(char out[FORMAT_SIZE], struct plot_label *label,
                     const struct loglog *line, int theory)
{
  struct plot_slope shown = {line->slope, line->error, theory, line->points};
  plot_label_slope(out, label, &shown);
}

void plot_part_remark(FILE *gp, int tag, const char *text, double x,
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

void plot_part_decades(FILE *gp, char which, const struct plot_axis *axis,
                          int most)
{
  int first = (int)ceil(log10(axis->low));
  int last = (int)floor(log10(axis->high)), stride = 1;
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
