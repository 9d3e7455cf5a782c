/* SPDX-License-Identifier: GPL-3.0-or-later
   CSV files: columns by name or number, missing values, classes, scaling.
   A file is read once (ad_csv), then the leaves that name it are cut from
   it together, so that rows missing in any of them are dropped in all. */
#ifndef AD_FRAME_H
#define AD_FRAME_H

#include "status.h"

AD_BEGIN_C

/* A CSV file in memory: a header and rows of fields, as text. */
typedef struct ad_csv ad_csv;

/* Whether the first row holds the names of the columns. */
typedef enum ad_csv_header {
  AD_HEADER = 0,    /* it does; names that are numbers cause a remark       */
  AD_HEADER_SURE,   /* it does                                              */
  AD_HEADER_NONE    /* it does not: columns go by number                    */
} ad_csv_header;

/* How a file is written; a zeroed struct is the usual way. */
typedef struct ad_csv_format {
  char separator;       /* between fields; 0: a comma.  Blanks: any number  */
  char decimal;         /* '.' or ','; 0: '.'                               */
  ad_csv_header header;
  const char *comment;  /* lines that begin so are skipped; NULL: those that
                           begin with # above the header                    */
  int hide;             /* messages quote no field but those of the header  */
} ad_csv_format;

/* Reads text[size] (RFC 4180: quoted fields may hold commas, quotes and
   line breaks; CRLF, a byte order mark and a missing last line break are
   fine; blank lines are skipped).  AD_EINPUT names line and column of what
   is wrong: a ragged row, no rows, a NUL byte, another separator.  `name`
   is for messages; format may be NULL. */
AD_API ad_status ad_csv_read(const char *name, const char *text, size_t size,
                             const ad_csv_format *format, ad_csv **out,
                             ad_error *err);
AD_API void ad_csv_free(ad_csv *csv);

/* What becomes of a column; at most one of the codings. */
enum {
  AD_STANDARDISE = 1,  /* (x - mean) / population deviation                 */
  AD_MISSING_MEAN = 2, /* missing numbers become the column mean            */
  AD_ONEHOT = 4,       /* coding: text or numbers as K indicators           */
  AD_CLASSES = 8,      /* coding: text or numbers as classes 1..K           */
  AD_BINARY = 16,      /* coding: 0 and 1                                   */
  AD_LABELS_0 = 32,    /* coding: whole numbers from 0, each plus 1         */
  AD_LABELS_1 = 64,    /* coding: whole numbers from 1                      */
  AD_CODINGS = 124
};

/* Column j of a leaf; the texts are borrowed. */
typedef struct ad_pick {
  const char *name; /* or NULL: then column `number` of the file, from 1    */
  size_t number;
  unsigned how;
  const char *one;  /* AD_BINARY: the class that is 1; NULL: the second of
                       two                                                  */
  size_t n_missing;
  const char *const *missing; /* texts that stand for missing values        */
} ad_pick;

/* What one leaf takes from the file. */
typedef struct ad_cut {
  size_t n;
  const ad_pick *columns; /* columns[n]                                     */
  size_t n_missing;
  const char *const *missing; /* in all of them                             */
} ad_cut;

/* How a column was coded: class i, from 0, is the number first + i; with
   AD_ONEHOT column first + i of the leaf.  AD_BINARY: classes[0] are all the
   others where `one` was given.  Labels: classes are NULL, and the numbers
   ran from 0 to n - 1. */
typedef struct ad_coding {
  unsigned how;       /* one of the codings                                 */
  char *column;       /* its name, or its number where it has none          */
  size_t first, n;
  char **classes;     /* classes[n]: without control characters             */
} ad_coding;

/* Rows of numbers cut for one leaf. */
typedef struct ad_frame {
  size_t rows, cols;
  double *x; /* x[rows x cols], row-major, owned                          */
  size_t n_codings;
  ad_coding *codings; /* codings[n_codings], owned                        */
  size_t n_vanished;  /* numbers of the file that are read as 0 and are not */
  size_t vanished_row, vanished_column; /* the first, in the file          */
} ad_frame;
AD_API void ad_frame_free(ad_frame *frame);

/* Which rows survive: those with no missing value (empty field, NA, NaN, or
   one of the texts given) in any column that any of cuts[n] names, unless it
   has AD_MISSING_MEAN.  keep[rows of the file] is set to 1 or 0, *dropped
   counts the 0s.  AD_EINPUT for an unknown column name, with the nearest one
   as hint. */
AD_API ad_status ad_csv_rows(const ad_csv *csv, const ad_cut *cuts, size_t n,
                             unsigned char *keep, size_t *dropped,
                             ad_error *err);
AD_API size_t ad_csv_row_count(const ad_csv *csv);
AD_API size_t ad_csv_column_count(const ad_csv *csv);

/* The line of the file, from 1, of row i, from 0; 0 past the end. */
AD_API size_t ad_csv_row_line(const ad_csv *csv, size_t i);

/* Do the names in the header look like data?  Then *err says so, as a
   warning, and 1 is returned. */
AD_API int ad_csv_doubt(const ad_csv *csv, ad_error *err);

/* Cuts one leaf: of the kept rows, text columns coded 1..K in sorted order
   of the classes in all that remains (AD_ONEHOT: K columns a named column, in
   that order; numbers sort by value), then the first `limit` rows
   (SIZE_MAX: all), then missing means and scaling.  A column of deviation 0
   is centred and left so.  AD_EINPUT, naming file, line and column, for
   numbers that overflow, inf, a number with a decimal comma, numbers and
   texts in one column without a coding, texts that all hold digits (prices,
   dates, units) without a coding, AD_STANDARDISE on a text column, or fewer
   rows than limit.  The caller frees frame with ad_frame_free. */
AD_API ad_status ad_csv_cut(const ad_csv *csv, const ad_cut *cut,
                            const unsigned char *keep, size_t limit,
                            ad_frame *frame, ad_error *err);

/* Is a number of the frame, cut from csv, nearer to 0 than any double?  Then
   *err says which, as a warning, and 1 is returned. */
AD_API int ad_csv_vanished(const ad_csv *csv, const ad_frame *frame,
                           ad_error *err);

AD_END_C

#endif
