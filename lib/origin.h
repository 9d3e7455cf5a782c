/* SPDX-License-Identifier: GPL-3.0-or-later
   Where a number that is not finite comes from: the nodes that made one out
   of finite operands, and what these operands were.  An infinity that the
   author gave, as a number or in a leaf, is no fault by itself; a nan is.
   Read value.h before. */
#ifndef AD_ORIGIN_H
#define AD_ORIGIN_H

#include "value.h"

enum { AD_ORIGIN_OPERANDS = 3 };

/* An entry of a node that is not finite though the entries that it reads
   are; of a leaf or a constant: a nan. */
typedef struct ad_origin {
  ad_ref node;
  size_t entry;     /* the first such one, from 0                          */
  size_t n_entries; /* how many there are of the node                      */
  double value;     /* nan, inf or -inf                                    */

  /* operands that the entry reads, in their order; of a reduction or a
     product those entries that are not finite, then the largest */
  size_t n_operands;
  struct ad_origin_operand {
    ad_ref node;
    size_t entry;
    double value;
  } operands[AD_ORIGIN_OPERANDS];
} ad_origin;

/* After a sweep of e: the origins, room of them at most, of all entries of
   node x that are not finite, first of all the first in order of evaluation;
   *n: how many were found, which may be more.  What a where, max, min or relu
   leaves aside is not looked at.  AD_ENOMEM; AD_EINPUT
   where x is no node with a value. */
AD_API ad_status ad_origins(const ad_value *e, ad_ref x, size_t room,
                            ad_origin *out, size_t *n, ad_error *err);

/* Entry `entry` of node x with its operands, finite or not; where there is
   none, NAN without operands. */
AD_API ad_origin ad_origin_at(const ad_value *e, ad_ref x, size_t entry);

/* Of an elementwise operation that gave an infinity out of finite operands:
   is it too large for a double (1), or infinite there (0)?  It is infinite
   where it is of ordinary size close by. */
AD_API int ad_origin_overflows(const ad_value *e, const ad_origin *origin);

#endif
