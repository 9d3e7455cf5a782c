/* SPDX-License-Identifier: GPL-3.0-or-later
   One column of a cut: whether it is numbers or text, its classes, its
   values.  Internal to the library; between frame.c, which cuts whole
   leaves, and csv_data.h, the file. */
#ifndef AD_CUTTER_H
#define AD_CUTTER_H

#include "data/csv_data.h"

/* What is cut: the same for all columns of a leaf. */
typedef struct ad_cutter {
  const ad_csv *csv;
  const ad_cut *cut;
  const unsigned char *keep; /* keep[csv->rows]                            */
  size_t kept;               /* how many of them are set, at least 1       */
  ad_error *err;
} ad_cutter;

/* A class of a column: its text, or its number (then the text is ""). */
typedef struct ad_class {
  double number;
  const char *text;
} ad_class;

/* One named column. */
typedef struct ad_cut_column {
  size_t at;         /* in the file                                        */
  int text;          /* whether it holds text rather than numbers          */
  size_t k;          /* classes[k], sorted, of the kept rows; none where   */
  ad_class *classes; /*   neither text nor onehot asks for them            */
  size_t width;      /* of its place in the frame: 1, or k with onehot     */
  size_t one;        /* AD_BINARY: the class that is 1                     */
  double top;        /* AD_LABELS_0: the largest label written so far      */
  size_t n_vanished; /* numbers written as 0 that are not                  */
  size_t vanished;   /* the first row of one                               */
  const ad_pick *pick;
} ad_cut_column;

/* Does this field stand for a missing value? */
int ad_cutter_missing(const ad_csv *csv, const ad_cut *cut,
                      const ad_pick *pick, const char *field);

/* Looks at all kept rows.  AD_EINPUT as for ad_csv_cut; the caller frees
   column->classes in any case. */
ad_status ad_cutter_plan(const ad_cutter *cutter, const ad_pick *pick,
                         ad_cut_column *column);

/* Writes the field of a row (1 is the first below the header) into
   x[width], which is zero: a number, NaN for a missing one, the number of a
   class or its indicator. */
ad_status ad_cutter_write(const ad_cutter *cutter, ad_cut_column *column,
                          size_t row, double *x);

/* Do the numbers written stand for something else? */
int ad_cutter_is_coded(const ad_cut_column *column);
/* What for; `first` is its first column in the frame, from 1. */
ad_status ad_cutter_coding(const ad_cutter *cutter,
                           const ad_cut_column *column, size_t first,
                           ad_coding *coding);
void ad_coding_clear(ad_coding *coding);

/* That this field, the first of n, is read as 0; a warning. */
void ad_cutter_say_vanished(const ad_cutter *cutter, size_t row,
                            size_t column, size_t n);

/* AD_EINPUT: no row has a value in the column. */
ad_status ad_cutter_fail_empty(const ad_cutter *cutter, size_t column);

#endif
