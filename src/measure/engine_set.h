/* SPDX-License-Identifier: GPL-3.0-or-later
   All engines for one worksheet, at its point.  Read lib/value.h,
   lib/forward.h, lib/tape.h, lib/fd.h and lib/agree.h before. */
#ifndef ENGINES_H
#define ENGINES_H

#include "agree.h"
#include "fd.h"
#include "forward.h"
#include "sheet.h"
#include "tape.h"
#include "value.h"

struct engines {
  ad_value *value;     /* of every node                                   */
  ad_value *plain;     /* of the outputs: what is measured                */
  ad_forward *single;  /* one direction a sweep                           */
  ad_forward *chunked; /* `chunk` directions a sweep; `single` where that is
                          one                                             */
  ad_tape *tape;       /* one cotangent a reverse sweep                   */
  ad_fd *fd;
  ad_agree *agree;     /* NULL after engines_make_few                     */
  size_t chunk;
};

/* Makes the engines and sets their leaves to the sheet's values.  The chunk
   is no larger than there are directions, and at least 1.  Zeroed where it
   fails.  The second makes all but `agree`, which the third makes of these.
   `fd` and `agree` share the point of `value`. */
ad_status engines_make(struct engines *engines, const ad_sheet *sheet,
                       size_t chunk, ad_error *err);
ad_status engines_make_few(struct engines *engines, const ad_sheet *sheet,
                           size_t chunk, ad_error *err);
ad_status engines_make_agree(struct engines *engines, ad_error *err);

/* Row `of` of the Jacobian, row[n], by a reverse sweep over what the tape has
   recorded. */
void engines_pull(const struct engines *engines, const ad_graph *g, size_t of,
                  double *row);

/* Bytes that `agree` is going to hold, about. */
size_t engines_agree_bytes(const struct engines *engines);

/* Each engine has kept to the limit; do all of them together, with `more` bytes
   for what they find?  AD_ELIMIT. */
ad_status engines_check(const struct engines *engines, size_t more,
                        size_t limit, ad_error *err);
void engines_free(struct engines *engines);

/* Frees what is not used any more: all but those that judge, and that they
   share a plan with; all but `value`. */
void engines_keep_judge(struct engines *engines);
void engines_keep_value(struct engines *engines);

#endif
