/* SPDX-License-Identifier: GPL-3.0-or-later
   The beginning of every gnuplot script, and of every plot's data.  Sizes
   are meant for a slide: the text is a fortieth of the picture's width.  Read
   plot.h before. */
#include "gnuplot/plot.h"

#include <stdlib.h>

#include "host/machine.h"

void plot_header(FILE *out, const char *command)
{
  struct machine machine = machine_find();
  char *text = machine_text(&machine);
  if (*command)
    plot_comment(out, command);
  plot_comment(out, text);
  free(text);
  machine_free(&machine);
}

static const char terminals[] =
    "# --- pictures -----------------------------------------------------\n"
    "# Run this script in its folder: gnuplot NAME.gp, or with PNG pictures\n"
    "# as well: gnuplot -e png=1 NAME.gp\n"
    "\n"
    "if (!exists('folder')) folder = ''\n"
    "if (!exists('png')) png = 0\n"
    "types = 'svg'\n"
    "if (strstrt(GPVAL_TERMINALS, 'pdfcairo')) types = types.' pdf'\n"
    "if (png && strstrt(GPVAL_TERMINALS, 'pngcairo')) types = types.' png'\n"
    "if (!strstrt(GPVAL_TERMINALS, 'pdfcairo')) print 'no PDF: this gnuplot "
    "lacks pdfcairo'\n"
    "if (png && !strstrt(GPVAL_TERMINALS, 'pngcairo')) print 'no PNG: this "
    "gnuplot lacks pngcairo'\n"
    "\n"
    "# All sizes are those of the SVG, 960 x 540; fontscale makes the others\n"
    "# look the same.  noenhanced: _ ^ { } in texts are themselves.\n"
    "font = 'sans-serif,22'\n"
    "terminal(type) = type eq 'svg' \\\n"
    "  ? 'set terminal svg noenhanced size 960,540 background \"white\" "
    "font font' \\\n"
    "  : type eq 'pdf' \\\n"
    "  ? 'set terminal pdfcairo noenhanced size 16cm,9cm font font "
    "fontscale 0.354 linewidth 0.8 pointscale 0.6' \\\n"
    "  : 'set terminal pngcairo noenhanced size 1920,1080 font font "
    "fontscale 1.5 linewidth 2 pointscale 2'\n"
    "\n"
    "set encoding utf8\n"
    "set border 3 linewidth 1.5\n"
    "set tics nomirror out\n"
    "set grid linetype 1 linecolor rgb '#e0e0e0' linewidth 1\n"
    "set key off autotitle columnhead   # the first line names the columns\n"
    "set datafile separator comma\n"
    "\n";

struct look {
  const char *colour, *text; /* of lines; darker, for text              */
  const char *dash;
  int width, filled, hollow; /* point types                             */
};

/* Okabe and Ito's colours. */
static const struct look looks[] = {
    [PLOT_BLACK] = {"#000000", "#000000", "solid", 3, 5, 4},
    [PLOT_SKY] = {"#56B4E9", "#2A7FB0", "'.-'", 3, 15, 14},
    [PLOT_VERMILION] = {"#D55E00", "#B84F00", "solid", 3, 7, 6},
    [PLOT_ORANGE] = {"#E69F00", "#A87000", "'-'", 3, 9, 8},
    [PLOT_BLUE] = {"#0072B2", "#0072B2", "solid", 5, 13, 12},
    [PLOT_PURPLE] = {"#CC79A7", "#A84F80", "(12,4,2,4,2,4)", 3, 11, 10},
    [PLOT_GREY] = {"#808080", "#606060", "'_'", 2, 0, 0}};

const char *plot_text_colour(enum plot_look look)
{
  return looks[look].text;
}

static void write_look(FILE *gp, int i)
{
  const struct look *l = &looks[i];
  fprintf(gp,
          "set linetype %d linecolor rgb '%s' dashtype %s linewidth %d "
          "pointtype %d pointsize 1.1\n",
          i, l->colour, l->dash, l->width, l->filled);
  fprintf(gp,
          "set linetype %d linecolor rgb '%s' dashtype solid linewidth 2 "
          "pointtype %d pointsize 1.3\n",
          PLOT_HOLLOW + i, l->colour, l->hollow);
  fprintf(gp,
          "set linetype %d linecolor rgb '%s' dashtype '.' linewidth 2\n",
          PLOT_GUIDE + i, l->colour);
}

void plot_style(FILE *gp)
{
  fputs(terminals, gp);
  fprintf(gp,
          "# Colours that colour-blind people can tell apart, each with a\n"
          "# dash and a point of its own for grey prints; %d and more: hollow\n"
          "# points; %d and more: dotted guides.\n",
          PLOT_HOLLOW, PLOT_GUIDE);
  for (int i = 1; i <= PLOT_LOOKS; i++)
    write_look(gp, i);
}

void plot_begin(FILE *gp, const char *name, const char *suffix)
{
  fprintf(gp,
          "do for [type in types] {\n"
          "  eval terminal(type)\n"
          "  point = type eq 'svg' ? 0.5 : 1   # there they go by the font\n"
          "  set tics scale point\n"
          "  do for [i=1:%d] {\n"
          "    set linetype i pointsize 1.1*point\n"
          "    set linetype %d+i pointsize 1.3*point\n"
          "  }\n"
          "  set output folder.'%s%s.'.type\n",
          PLOT_LOOKS, PLOT_HOLLOW, name, suffix);
}

void plot_end(FILE *gp)
{
  fputs("  unset output\n"
        "}\n",
        gp);
}
