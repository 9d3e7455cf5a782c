/* SPDX-License-Identifier: GPL-3.0-or-later
   Diagnoses of all that was judged.  Read check.h before. */
#include <stdlib.h>

#include "check/check.h"
#include "host/exits.h"

static size_t count_lines(const ad_claims *claims)
{
  size_t n = 0;
  while (ad_claims_at(claims, n))
    n++;
  return n;
}

/* Room for the parts of every line. */
static void make_room(struct notes *notes, const ad_claims *claims)
{
  size_t lines = count_lines(claims);
  notes->first = memory_new(lines + 1, sizeof *notes->first);
  for (size_t i = 0; i < lines; i++) {
    notes->first[i] = notes->n;
    notes->n += ad_claims_at(claims, i)->n;
  }
  notes->of = memory_new(notes->n + 1, sizeof *notes->of);
}

/* What follows from other lines of the answer is known of this one alone. */
static ad_status note(struct notes *notes, ad_mistakes *mistakes,
                      struct seen *seen, const ad_claims *claims, size_t i,
                      size_t k, ad_error *err)
{
  ad_diagnosis *out = &notes->of[notes->first[i] + k];
  ad_status status = ad_mistakes_follow(mistakes, claims, i, k, out, err);
  return status == AD_OK && out->n == 0
           ? seen_find(seen, mistakes, ad_claims_at(claims, i), k, out, err)
           : status;
}

ad_status notes_take(struct notes *notes, ad_mistakes *mistakes,
                     struct seen *seen, const ad_claims *claims,
                     ad_error *err)
{
  const ad_claim *claim;
  ad_status status = AD_OK;
  make_room(notes, claims);
  for (size_t i = 0; (claim = ad_claims_at(claims, i)); i++)
    for (size_t k = 0; k < claim->n && status == AD_OK; k++)
      status = note(notes, mistakes, seen, claims, i, k, err);
  return status;
}

void notes_free(struct notes *notes)
{
  free(notes->of);
  free(notes->first);
}

const ad_diagnosis *notes_at(const struct notes *notes, size_t line,
                             size_t part)
{
  return &notes->of[notes->first[line] + part];
}
