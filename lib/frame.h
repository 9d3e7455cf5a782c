/* SPDX-License-Identifier: GPL-3.0-or-later
   CSV files: columns by header name, missing values, classes, scaling.
   A file is read once (ad_csv), then the leaves that name it are cut from
   it together, so that rows missing in any of them are dropped in all. */
#ifndef AD_FRAME_H
#define AD_FRAME_H

#include "status.h"

AD_BEGIN_C

/* A CSV file in memory: a header and rows of fields, as text. */
typedef struct ad_csv ad_csv;

/* Reads text[size] (RFC 4180: quoted fields may hold commas, quotes and
   line breaks; CRLF, a byte order mark and a missing last line break are
   fine; blank lines are skipped).  AD_EINPUT names line and column of what
   is wrong: a ragged row, a doubled header name, no rows, a NUL
   byte, a semicolon-separated file.  `name` is for messages. */
AD_API ad_status ad_csv_read(const char *name, const char *text, size_t size,
                             ad_csv **out, ad_error *err);
AD_API void ad_csv_free(ad_csv *csv);

/* What one leaf takes from the file. */
typedef struct ad_cut {
  size_t n;                    /* columns named                           */
  const char *const *columns;  /* columns[n]                              */
  int standardise;             /* (x - mean) / population deviation       */
  int onehot;                  /* text or number columns as K indicators  */
  int missing_mean;            /* missing numbers become the column mean  */
} ad_cut;

/* Rows of numbers cut for one leaf. */
typedef struct ad_frame {
  size_t rows, cols;
  double *x; /* x[rows x cols], row-major, owned                          */
} ad_frame;

/* Which rows survive: those with no missing value (empty field, NA, NaN)
   in any column that any of cuts[n] names, unless that cut says `missing
   mean`.  keep[rows of the file] is set to 1 or 0, *dropped counts the 0s.
   AD_EINPUT for an unknown column name, with the nearest one as hint. */
AD_API ad_status ad_csv_rows(const ad_csv *csv, const ad_cut *cuts, size_t n,
                             unsigned char *keep, size_t *dropped,
                             ad_error *err);
AD_API size_t ad_csv_row_count(const ad_csv *csv);

/* Cuts one leaf: of the kept rows, text columns coded 1..K in sorted order
   of the classes in all that remains (onehot: K columns a named column, in
   that order; numbers sort by value), then the first `limit` rows
   (SIZE_MAX: all), then missing means and scaling.  A column of deviation 0
   is centred and left so.  AD_EINPUT for numbers that overflow, inf, a
   number with a decimal comma, numbers and texts in one column that is not
   onehot, `standardise` on a text column, or fewer rows than limit, naming
   file, line and column.  The caller frees
   frame->x with free. */
AD_API ad_status ad_csv_cut(const ad_csv *csv, const ad_cut *cut,
                            const unsigned char *keep, size_t limit,
                            ad_frame *frame, ad_error *err);

AD_END_C

#endif
