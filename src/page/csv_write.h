/* SPDX-License-Identifier: GPL-3.0-or-later
   CSV as RFC 4180 has it: commas, lines that end in CR LF, quotes where they
   are needed and doubled within.  Fields are written one after the other.
   Reading CSV is another matter: lib/data/csv_read.c. */
#ifndef CSV_WRITE_H
#define CSV_WRITE_H

#include <stddef.h>
#include <stdio.h>

struct csv {
  FILE *out;
  size_t fields; /* of the line so far                                    */
};

struct csv csv_on(FILE *out);

/* A text, its control characters and bytes that are no UTF-8 shown as \xNN,
   an apostrophe before one that begins with = + - or @; NULL: an empty
   field. */
void csv_text(struct csv *csv, const char *text);

/* A number to 17 significant digits, or nan, inf, -inf. */
void csv_number(struct csv *csv, double x);
void csv_count(struct csv *csv, size_t n);

/* The same; NaN, which stands for none: an empty field. */
void csv_found(struct csv *csv, double x);

/* n empty fields; those until there are `columns` in all. */
void csv_skip(struct csv *csv, size_t n);
void csv_skip_to(struct csv *csv, size_t columns);

/* A line of the columns' names[n]. */
void csv_names(struct csv *csv, const char *const *names, size_t n);

/* Ends the line, after empty fields up to `columns` in all. */
void csv_end(struct csv *csv, size_t columns);

#endif
