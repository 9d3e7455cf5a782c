/* SPDX-License-Identifier: GPL-3.0-or-later
   What reads a CSV file: between csv_text.c, its text before it is split, and
   csv_read.c, its rows.  Read csv_data.h before. */
#ifndef AD_CSV_READ_H
#define AD_CSV_READ_H

#include "data/csv_data.h"
#include "report.h"

/* The state of reading.  After a failure (status) the rest is skipped. */
typedef struct ad_csv_reader {
  ad_csv *csv;
  ad_source source;
  size_t line;            /* that is being split, from 1                   */
  size_t used;            /* bytes of csv->pool                            */
  size_t count, capacity; /* of csv->fields                                */
  size_t rows, room;      /* of csv->lines, the header counted             */
  size_t first;           /* field of the row that is being read           */
  size_t first_line;      /* on which it begins                            */
  size_t above;           /* lines cut off on top                          */
  char separator;
  const char *comment;    /* or NULL                                       */
  ad_status status;
  ad_error *err;
} ad_csv_reader;

static inline int ad_csv_blank(char c)
{
  return c == ' ' || c == '\t';
}

/* csv_text.c.  Passes over what stands before the header: a byte order mark, a
   line "sep=;" as spreadsheets write it, which says what separates unless that
   is `given`.  AD_EINPUT: what is no text, or has another separator. */
ad_status ad_csv_open(ad_csv_reader *r, int given);

/* Is the line s[n], which begins a row, passed over? */
int ad_csv_skips(const ad_csv_reader *r, const char *s, size_t n);

#endif
