/* SPDX-License-Identifier: GPL-3.0-or-later
   The lines of a worksheet that claim something, judged, with their marks.
   Read claims.h and sheet_command.h before. */
#ifndef CHECK_H
#define CHECK_H

#include "claims.h"
#include "worksheet/sheet_command.h"

struct checked {
  ad_claims *claims;
};

/* Lines by how they came out, and what they give. */
struct check_sum {
  size_t n, count[AD_CLAIM_CODES];
  double marks, of;
};

struct check_sum check_sum(const struct checked *checked);

/* What the line gives: its points where every part is right, or 0. */
double check_marks(const ad_claim *claim);

/* "claim", "path", "chain", "shape". */
const char *check_kind(const ad_claim *claim);

/* Part k as it is written, the first with all that is before it, on one line;
   where the line stands.  The caller frees the text. */
char *check_text(const ad_source *source, const ad_claim *claim, size_t k);
size_t check_line(const ad_source *source, const ad_claim *claim);

/* What is to be said of a part, its hint too; "" where that is nothing.  The
   caller frees it. */
char *check_why(const ad_claim_part *part);

void show_checked(struct page *page, const struct checked *checked,
                  const ad_source *source);
void check_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv check_csv;

#endif
