/* SPDX-License-Identifier: GPL-3.0-or-later
   Mistakes that were seen before: in a class the same ones are made again and
   again, and to find out what is wrong takes longer than to see that it is.
   Read check.h before. */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "host/exits.h"

/* FNV-1a.  Source: Fowler, Noll and Vo, RFC 9923. */
static uint64_t hash_of(const char *text)
{
  uint64_t hash = 0xcbf29ce484222325u;
  for (; *text; text++)
    hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
  return hash;
}

/* Appends an item; 0: there is no memory. */
static int append(char **text, const char *between, const ad_item *item)
{
  char *next = NULL;
  if (ad_expr_print(item->expr, &next) != AD_OK)
    return 0;
  memory_append(text, between, next);
  return 1;
}

/* Both sides, or a chain, as text; NULL: there is no memory. */
static char *text_of(const ad_claim *claim, size_t k)
{
  const ad_statement *st = claim->statement;
  int is_chain = st->keyword == AD_K_CHAIN;
  char *text = memory_copy(is_chain ? "chain" : "claim");
  int made = append(&text, " ", &st->items[0]);
  for (size_t i = is_chain ? 1 : k + 1;
       made && i < (is_chain ? st->n_items : k + 2); i++)
    made = append(&text, ", ", &st->items[i]);
  if (made)
    return text;
  free(text);
  return NULL;
}

/* The place of the text, or the free one where it would be: half of them are
   free. */
static uint32_t *find(struct seen *seen, uint64_t hash, const char *text)
{
  for (uint64_t at = hash;; at++) {
    uint32_t *place = &seen->place[at % (2 * SEEN_MOST)];
    if (*place == 0 || (seen->of[*place - 1].hash == hash &&
                        strcmp(seen->of[*place - 1].text, text) == 0))
      return place;
  }
}

static void keep(struct seen *seen, uint64_t hash, char *text,
                 const ad_diagnosis *diagnosis)
{
  if (seen->n == SEEN_MOST) {
    free(text);
    return;
  }
  if (seen->n == seen->room)
    seen->of = memory_grow(seen->of, seen->room = 2 * seen->room + 16,
                           sizeof *seen->of);
  uint32_t *place = find(seen, hash, text);
  seen->of[seen->n++] = (struct seen_claim){hash, text, *diagnosis};
  *place = (uint32_t)seen->n;
}

ad_status seen_find(struct seen *seen, ad_mistakes *mistakes,
                    const ad_claim *claim, size_t k, ad_diagnosis *out,
                    ad_error *err)
{
  int is_wrong = (claim->statement->keyword == AD_K_CLAIM ||
                  claim->statement->keyword == AD_K_CHAIN) &&
                 !ad_claim_is_right(claim->parts[k].code);
  char *text = seen && is_wrong ? text_of(claim, k) : NULL;
  if (!text)
    return ad_mistakes_find(mistakes, claim, k, out, err);
  uint64_t hash = hash_of(text);
  uint32_t place = *find(seen, hash, text);
  if (place > 0) {
    *out = seen->of[place - 1].diagnosis;
    free(text);
    return AD_OK;
  }
  ad_status status = ad_mistakes_find(mistakes, claim, k, out, err);
  if (status == AD_OK)
    keep(seen, hash, text, out);
  else
    free(text);
  return status;
}
