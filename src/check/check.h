/* SPDX-License-Identifier: GPL-3.0-or-later
   The lines of a worksheet that claim something, judged, with their marks and
   what their mistakes are.  Read claims.h, mistakes.h and sheet_command.h
   before. */
#ifndef CHECK_H
#define CHECK_H

#include "claims.h"
#include "mistakes.h"
#include "page/number_format.h"
#include "worksheet/sheet_command.h"

/* What is wrong with every part of every line. */
struct notes {
  size_t n;
  ad_diagnosis *of; /* of[n]                                               */
  size_t *first;    /* first[lines]: of the first part of line i           */
};

struct checked {
  ad_claims *claims;
  struct notes notes;
  int solution; /* is the right formula said of a wrong one, too?          */
};

/* seen.c: wrong claims by their text, with what is wrong with them. */
enum { SEEN_MOST = 4096 }; /* that are kept                                 */

struct seen_claim {
  uint64_t hash;
  char *text;
  ad_diagnosis diagnosis;
};

struct seen {
  size_t n, room;
  struct seen_claim *of; /* of[n]                                          */
  uint32_t place[2 * SEEN_MOST]; /* by hash: 1 + the number of one; 0: none */
};

/* As ad_mistakes_find, asked once for each text; seen: or NULL.  What it holds
   goes with the process. */
ad_status seen_find(struct seen *seen, ad_mistakes *mistakes,
                    const ad_claim *claim, size_t k, ad_diagnosis *out,
                    ad_error *err);

/* Diagnoses what was judged; seen: what was in other answers, or NULL.  The
   caller calls notes_free in any case. */
ad_status notes_take(struct notes *notes, ad_mistakes *mistakes,
                     struct seen *seen, const ad_claims *claims,
                     ad_error *err);
void notes_free(struct notes *notes);
const ad_diagnosis *notes_at(const struct notes *notes, size_t line,
                             size_t part);

/* Lines by how they came out, and what they give. */
struct check_sum {
  size_t n, count[AD_CLAIM_CODES];
  double marks, of;
};

struct check_sum check_sum(const struct checked *checked);

/* marks.c: the credit of a part, from 0 to 1, and what is to be said of that
   ("" where that is nothing; the caller frees it).  Of line i: the least credit
   of its parts; its marks, that times its points, and how marks are written, to
   two decimals: 1.33, 4; its code in a class, "circular" where all is right and
   says nothing. */
#define CHECK_FINISHED 0.5 /* of the formula where its chain is asked for     */
double check_credit(const ad_claim_part *part, const ad_diagnosis *diagnosis);
char *check_credit_words(const ad_claim_part *part,
                         const ad_diagnosis *diagnosis);
double check_line_credit(const struct checked *checked, size_t i);
double check_marks(const struct checked *checked, size_t i);
char *check_marks_text(char out[FORMAT_SIZE], double marks);
const char *check_code(const ad_claim *claim);

/* "claim", "path", "chain", "shape". */
const char *check_kind(const ad_statement *line);

/* Part k as it is written, the first with all that is before it, on one line;
   where the line stands.  The caller frees the text. */
char *check_text(const ad_source *source, const ad_claim *claim, size_t k);
size_t check_line(const ad_source *source, const ad_claim *claim);

/* What is to be said of a part, line by line; "" where that is nothing, and
   "right: 2*x", where that is said.  And of what is wrong with it the codes,
   "sign const", and what shows them, line by line.  The caller frees them. */
char *check_why(const ad_claim_part *part, const ad_diagnosis *diagnosis);
char *check_solution(const struct checked *checked,
                     const ad_diagnosis *diagnosis);
char *check_codes(const ad_diagnosis *diagnosis);
char *check_evidence(const ad_diagnosis *diagnosis);

/* The hint of a part: of its mistake, or its own; "" where there is none. */
const char *check_hint(const ad_claim_part *part,
                       const ad_diagnosis *diagnosis);

/* quiet: lines and verdicts alone. */
void show_checked(struct page *page, const struct checked *checked,
                  const ad_source *source, int quiet);

/* check_lint.c: --lint, in the place of the claims. */
extern const struct sheet_command lint_command;

void check_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv check_csv;

#endif
