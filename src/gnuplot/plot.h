/* SPDX-License-Identifier: GPL-3.0-or-later
   Plots: a folder gets NAME.csv (the data), NAME.gp (a gnuplot script that
   draws them and can be edited) and the pictures NAME*.svg and .pdf.  Here
   is what every plot needs; plot_axis.h has axes and labels, plot_sweep.h
   and others the plots themselves.  Read output.h before.

   Text from outside (titles, names of dims, the command line) reaches a
   script through plot_quote, plot_word or plot_comment alone, and gnuplot is
   run without a shell. */
#ifndef PLOT_H
#define PLOT_H

#include <stddef.h>
#include <stdio.h>

#include "page/page.h"

/* The text as a gnuplot string in single quotes: those in it doubled, or
   joined as in ('x'."''".'y'), control characters as \xNN, a tab as a blank.
   The caller frees. */
char *plot_quote(const char *text);

/* The same, shortened to `columns` characters, the last then `...'. */
char *plot_quote_short(const char *text, size_t columns);

/* Writes "# TEXT" and a line break.  What gnuplot would go on reading after,
   a backslash at the end, gets a blank and a dot behind it. */
void plot_comment(FILE *out, const char *text);

/* A file name from a worksheet's: no folder, no ".grad", of the characters
   [A-Za-z0-9_.-] only, beginning with neither '-' nor '.'.  The caller
   frees. */
char *plot_name(const char *worksheet_file);

/* Makes the folder where there is none, and sees whether files can be made
   in it: before anything is measured.  EXIT_FINE or, with a message,
   EXIT_SYSTEM. */
int plot_folder(const char *dir);

/* EXIT_INPUT, with a message, where a file that would be made in the folder
   for the worksheet is one that this run reads; `kind` stands behind the
   worksheet's name in all of them. */
int plot_spare(const char *dir, const char *worksheet_file, const char *kind);

/* Writes the text to dir/file, beside and renamed.  EXIT_FINE or, with a
   message, EXIT_SYSTEM. */
int plot_write(const char *dir, const char *file, const char *text);

/* Lets `write` write dir/NAME followed by `ending`, the same way. */
int plot_write_by(const char *dir, const char *name, const char *ending,
                  void (*write)(FILE *out, const void *what),
                  const void *what);

/* Where plots go, and what they are told. */
struct plot {
  const char *dir;     /* the folder                                       */
  const char *command; /* the command line, for the headers of the files   */
  int png;             /* pictures in PNG as well?                         */
  struct page *page;   /* that shows the pictures; NULL: none does         */
};

/* What a script may draw: NAME, the suffix and ".svg". */
struct plot_picture {
  const char *suffix;
  const char *caption; /* what it shows, in a few words                    */
};

/* Lets gnuplot draw what dir/NAME.gp says.  The pictures get their names
   when all are complete; then those of pictures[n] that were drawn stand on
   the page.  Without gnuplot a line on standard error says
   how to draw, and it is EXIT_FINE; EXIT_SYSTEM, with what gnuplot says,
   where that failed. */
int plot_draw(const struct plot *plot, const char *name,
              const struct plot_picture *pictures, size_t n);

/* Writes '#' lines: the version, the command and the machine. */
void plot_header(FILE *out, const char *command);

/* How all plots look, as the beginning of a script: terminals, fonts, line
   styles (enum plot_look, below).  After it the script has `folder` and
   `png`, the string `types`, and terminal(type), to be used as
     do for [type in types] {
       eval terminal(type)
       set output folder.'NAME.'.type
       plot ...
     }
   Text from outside must not stand between the braces: assign it to a
   variable before. */
void plot_style(FILE *gp);

/* The picture's loop, from "do for" to "set output"; plot_end closes it. */
void plot_begin(FILE *gp, const char *name, const char *suffix);
void plot_end(FILE *gp);

/* Writes a title as variables of the script; one that is longer than a line
   is broken into two, in a smaller font, and ends in "..." beyond.  Then the
   label. */
void plot_title_text(FILE *gp, const char *text);
void plot_title(FILE *gp);

/* Line styles of the script.  Each has a colour of Okabe and Ito's palette,
   and a dash type and a point shape of its own, so that they differ in grey.
   PLOT_HOLLOW + look: the same point, not filled; PLOT_GUIDE + look: a
   dotted line of the same colour. */
enum plot_look {
  PLOT_BLACK = 1, /* full line, filled squares                            */
  PLOT_SKY,       /* dots and dashes, pentagons                           */
  PLOT_VERMILION, /* full line, circles                                   */
  PLOT_ORANGE,    /* dashes, triangles                                    */
  PLOT_BLUE,      /* full wide line, diamonds                             */
  PLOT_PURPLE,    /* dashes and two dots, triangles on their tips        */
  PLOT_GREY,      /* long dashes, no points: floors and bounds            */
  PLOT_LOOKS = PLOT_GREY,
  PLOT_HOLLOW = 10,
  PLOT_GUIDE = 20
};

/* The look's colour, dark enough for text: a quoted gnuplot colour. */
const char *plot_text_colour(enum plot_look look);

#endif
