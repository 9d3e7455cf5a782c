/* SPDX-License-Identifier: GPL-3.0-or-later
   A wrong claim, and what explains it.  Read mistakes_data.h and search.h
   before. */
#include "mistakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/search.h"

/* --- the table ------------------------------------------------------------ */

static const struct {
  const char *word, *doc, *hint;
} table[AD_MISTAKE_CODES] = {
#define MISTAKE(id, word, doc, hint) [AD_MISTAKE_##id] = {word, doc, hint},
#include "mistakes.def"
#undef MISTAKE
};

const char *ad_mistake_word(ad_mistake_code code)
{
  return table[code].word;
}

const char *ad_mistake_doc(ad_mistake_code code)
{
  return table[code].doc;
}

const char *ad_mistake_hint(ad_mistake_code code)
{
  return table[code].hint;
}

/* --- a worksheet's -------------------------------------------------------- */

ad_status ad_mistakes_new(const ad_sheet *sheet, ad_mistakes **out,
                          ad_error *err)
{
  *out = NULL;
  ad_mistakes *m = calloc(1, sizeof *m);
  if (!m)
    return ad_fail_memory(err, sizeof *m);
  m->sheet = sheet;
  ad_status status = ad_words_take(ad_sheet_graph(sheet), &m->words, err);
  if (status == AD_OK)
    status = ad_world_find_more(sheet, &m->more, err);
  if (status == AD_OK)
    status = ad_own_new(m, err);
  if (status == AD_OK)
    *out = m;
  else
    ad_mistakes_free(m);
  return status;
}

void ad_mistakes_free(ad_mistakes *m)
{
  if (!m)
    return;
  for (size_t i = 0; i < m->n; i++)
    ad_known_free(&m->known[i]);
  free(m->known);
  ad_own_free(m->own);
  ad_words_free(&m->words);
  free(m);
}

/* --- a claim's ------------------------------------------------------------ */

/* At all points of the sheet what is wrong elsewhere alone is the truth. */
static int is_wrong_formula(const ad_claim *claim, size_t k)
{
  return claim->statement->keyword == AD_K_CLAIM && k < claim->n &&
         ad_claim_is_wrong(claim->parts[k].code) &&
         claim->parts[k].code != AD_CLAIM_ONLY_SIZES;
}

/* What is off the path is in the verdict. */
static int is_off_path(const ad_claim *claim)
{
  return claim->statement->keyword == AD_K_PATH &&
         claim->code == AD_CLAIM_WRONG;
}

/* What cannot be read has no mistake that a formula could make, and what needs
   more memory than is allowed none that is found. */
static ad_status only_failures(ad_status status, ad_error *err)
{
  if (status == AD_ENOMEM && err && !*err->text)
    return ad_fail_memory(err, sizeof(ad_suspect));
  if (status != AD_EINPUT && status != AD_ELIMIT)
    return status;
  if (err)
    *err = (ad_error){0};
  return AD_OK;
}

static ad_status take_solution(const ad_search *s, ad_error *err)
{
  char *text = NULL;
  size_t size = sizeof s->out->solution;
  if (!s->known->formula)
    return AD_OK;
  if (ad_expr_print(s->known->formula, &text) != AD_OK)
    return ad_fail_memory(err, s->known->formula->n);
  if (strlen(text) < size)
    snprintf(s->out->solution, size, "%s", text);
  free(text);
  return AD_OK;
}

/* What is known of the left side. */
static ad_status begin_left(ad_search *s, const ad_claim *claim, size_t k,
                            ad_error *err)
{
  s->part = &claim->parts[k];
  ad_status status = ad_known_find(s->m, claim->statement->items[0].expr,
                                   &s->known, err);
  return status == AD_OK ? take_solution(s, err) : status;
}

/* Looks at the right side with that. */
static ad_status begin(ad_search *s, const ad_claim *claim, size_t k,
                       ad_error *err)
{
  s->right = claim->statement->items[k + 1].expr;
  ad_status status = begin_left(s, claim, k, err);
  return status == AD_OK ? ad_search_value(s, err) : status;
}

static int is_wrong_chain(const ad_claim *claim)
{
  return claim->statement->keyword == AD_K_CHAIN &&
         (claim->code == AD_CLAIM_WRONG || claim->code == AD_CLAIM_ONLY_HERE);
}

static ad_status find_in_chain(ad_search *s, const ad_claim *claim,
                               ad_error *err)
{
  ad_status status = begin_left(s, claim, 0, err);
  return status == AD_OK ? ad_factors_find(s, claim->statement, err) : status;
}

ad_status ad_mistakes_find(ad_mistakes *m, const ad_claim *claim, size_t k,
                           ad_diagnosis *out, ad_error *err)
{
  ad_search s = {.m = m, .out = out};
  *out = (ad_diagnosis){0};
  if (claim->code == AD_CLAIM_NOT_CHAIN && !claim->parts[0].finished)
    return only_failures(ad_counter_find(m, claim, out, err), err);
  if (is_off_path(claim)) {
    out->of[0].code = AD_MISTAKE_off_path;
    out->n = out->together = 1;
    return AD_OK;
  }
  if (is_wrong_chain(claim))
    return only_failures(find_in_chain(&s, claim, err), err);
  if (!is_wrong_formula(claim, k))
    return AD_OK;
  ad_status status = begin(&s, claim, k, err);
  if (status == AD_OK)
    status = ad_search_all(&s, claim->statement->items[0].expr, err);
  return only_failures(status, err);
}

static int is_any_turned(const ad_suspects *wrong, const ad_image *claim)
{
  for (size_t i = 0; i < wrong->n; i++)
    if (ad_image_is_turned(claim, &wrong->of[i].image))
      return 1;
  return 0;
}

/* What is the truth, but turned, follows from nothing; nor does 0, which would
   from any 0; nor, in a strict layout, what is turned. */
ad_status ad_mistakes_follow(ad_mistakes *m, const ad_claims *claims,
                             size_t line, size_t k, ad_diagnosis *out,
                             ad_error *err)
{
  const ad_claim *claim = ad_claims_at(claims, line);
  ad_search s = {.m = m, .out = out};
  ad_suspects wrong = {0};
  *out = (ad_diagnosis){0};
  if (!claim || !is_wrong_formula(claim, k))
    return AD_OK;
  ad_status status = ad_follow_make(m, claims, line, k, &wrong, err);
  if (status == AD_OK && wrong.n > 0)
    status = begin(&s, claim, k, err);
  if (status == AD_OK && s.fits) {
    ad_suspects_clear(&wrong, &s.known->truth);
    if (!ad_image_is_zero(&s.claim) &&
        (!claims->strict || !is_any_turned(&wrong, &s.claim)))
      ad_search_match(&s, &wrong, &s.claim);
  }
  out->together = out->n > 0;
  ad_suspects_free(&wrong);
  return only_failures(status, err);
}
