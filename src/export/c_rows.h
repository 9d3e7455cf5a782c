/* SPDX-License-Identifier: GPL-3.0-or-later
   Loops over rows: which nodes take part (c_rows.c), their lines
   (c_rows_write.c), and several rows at once (c_lanes.c).  Sums over all rows
   are locals that the loop adds to.  Read c_body.h before. */
#ifndef C_ROWS_H
#define C_ROWS_H

#include "export/c_body.h"

enum { C_LANES = 8 }; /* rows at once: doubles of the widest registers      */

/* What a node does with a row of its operands. */
enum c_row {
  C_ROW_NONE,
  C_ROW_ENTRIES,    /* entry by entry                                      */
  C_ROW_PRODUCT,    /* times a matrix                                      */
  C_ROW_SUM,        /* its sum                                             */
  C_ROW_TOTAL,      /* adds its sum to a number,                           */
  C_ROW_COLUMN_SUM, /* it to a row,                                        */
  C_ROW_OUTER       /* its products with a row of another operand to a
                       matrix                                              */
};

enum c_row c_row_of(const struct c_body *b, ad_ref x);
int c_row_kept(enum c_row kind); /* a row for each row, and no sum of all   */

/* An index of columns, of a loop or, with several rows at once, the number that
   it is in this line; an entry of this row of x. */
struct c_index c_row_index(const struct c_body *b, char var, size_t size);
struct c_place c_in_row(const struct c_body *b, ad_ref x, char var);

/* A line of x for every k below the first and j below the second of these. */
struct c_terms {
  size_t k, j;
};
struct c_terms c_row_terms(const struct c_body *b, ad_ref x);

/* Are the rows of what waits to be taken several at once?  A line of every
   entry then, without loops over columns, in a loop over so many rows that the
   compiler makes vectors of; every sum in as many parts. */
int c_lanes_fit(const struct c_body *b);
void c_lanes_begin(struct c_body *b);
void c_lanes_end(struct c_body *b); /* adds the parts up                    */

/* The part of entry n of sum x that this row adds to; the caller frees it. */
char *c_lanes_part(const struct c_body *b, ad_ref x, size_t n);

#endif
