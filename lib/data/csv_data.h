/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of a CSV file in memory: csv_read.c fills it, frame.c cuts
   columns from it.  Read frame.h before. */
#ifndef AD_CSV_DATA_H
#define AD_CSV_DATA_H

#include "base/name_table.h"
#include "base/utf8.h"
#include "frame.h"

struct ad_csv {
  char *name;           /* for messages                                    */
  size_t rows, cols;    /* without the header                              */
  char *pool;           /* the texts of all fields, each ended by 0        */
  const char **fields;  /* fields[(1 + rows) x cols], the header first     */
  size_t *lines;        /* lines[1 + rows]: the line each row begins on    */
  ad_names_table names; /* from a header name to its (first) column        */
  char *numbers;        /* names of columns that have none: "1", "2", ...  */
  char decimal;         /* '.' or ','                                      */
  ad_csv_header header;
  int hide;             /* no field below the header is quoted             */
  size_t skipped;       /* comment lines                                   */
};

/* The text of a field, without blanks around it; row 0 is the header. */
const char *ad_csv_field(const ad_csv *csv, size_t row, size_t column);

/* Line breaks in the field s[n]; only quoted fields have any. */
size_t ad_csv_breaks(const char *s, size_t n);

/* The line of the file, from 1, on which that field begins. */
size_t ad_csv_line(const ad_csv *csv, size_t row, size_t column);

/* A field in quotes, for a message: the one place that shows what stands in a
   file.  Where that is not wanted, "a field". */
const char *ad_csv_quote(const ad_csv *csv, size_t row, size_t column,
                         char out[AD_QUOTE]);

/* The column that is picked.  AD_EINPUT, with the nearest name or all names
   as hint, where there is none, or more than one of the name. */
ad_status ad_csv_find(const ad_csv *csv, const ad_pick *pick, size_t *column,
                      ad_error *err);

#endif
