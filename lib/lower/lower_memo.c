/* SPDX-License-Identifier: GPL-3.0-or-later
   What terms became that were lowered before, with the same operands: of many
   expressions that differ in one place each, all but the way from there to the
   root is built once.  Read lower_item.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "lower/lower_item.h"

enum { OPERANDS_MOST = 3, PROBES = 8, PLACES = 4096 };

/* A term with its operands, and what it became; the text is borrowed. */
typedef struct entry {
  const char *text;
  ad_term_kind kind;
  unsigned arity;
  ad_lower_item operands[OPERANDS_MOST], item;
} entry;

struct ad_lower_memo {
  size_t n, room;
  entry *of; /* of[n]                                                      */
  uint32_t places[PLACES]; /* by hash: 1 + the number of an entry; 0: none */
};

ad_lower_memo *ad_lower_memo_new(void)
{
  return calloc(1, sizeof(ad_lower_memo));
}

void ad_lower_memo_free(ad_lower_memo *memo)
{
  if (memo)
    free(memo->of);
  free(memo);
}

static int is_same_item(const ad_lower_item *x, const ad_lower_item *y)
{
  if (x->kind != y->kind)
    return 0;
  switch (x->kind) {
  case AD_I_NUMBER:
    return memcmp(&x->number, &y->number, sizeof x->number) == 0 &&
           memcmp(&x->of, &y->of, sizeof x->of) == 0;
  case AD_I_NODE:
    return x->ref.index == y->ref.index;
  case AD_I_AXIS:
    return x->axis == y->axis;
  default:
    return 0;
  }
}

static int is_same(const entry *e, const ad_term *t, const ad_lower_item *on)
{
  if (e->kind != t->kind || e->arity != t->arity || strcmp(e->text, t->text))
    return 0;
  for (unsigned k = 0; k < t->arity; k++)
    if (!is_same_item(&e->operands[k], &on[k]))
      return 0;
  return 1;
}

/* Names, and what computes something of nodes; but not rows, of over=rows. */
static int is_kept(const ad_lowering *w, const ad_term *t)
{
  if (t->kind == AD_T_NAME)
    return w->at + 1 == w->expr->n || t[1].kind != AD_T_KEYWORD;
  return t->arity > 0 && t->arity <= OPERANDS_MOST &&
         (t->kind == AD_T_INFIX || t->kind == AD_T_PREFIX ||
          t->kind == AD_T_TRANSPOSE || t->kind == AD_T_CALL);
}

static size_t hash(const ad_term *t, const ad_lower_item *on)
{
  size_t h = (size_t)t->kind;
  for (const char *c = t->text; *c; c++)
    h = h * 31 + (unsigned char)*c;
  for (unsigned k = 0; k < t->arity; k++) {
    h = h * 1000003 + (size_t)on[k].kind;
    h = h * 1000003 + (on[k].kind == AD_I_NODE ? on[k].ref.index
                                               : (size_t)on[k].axis);
  }
  return h ^ h >> 17;
}

/* Where the number of the term is, or is to be put; NULL: there is no room. */
static uint32_t *find(ad_lower_memo *memo, const ad_term *t,
                      const ad_lower_item *on)
{
  size_t h = hash(t, on);
  for (size_t n = 0; n < PROBES; n++) {
    uint32_t *place = &memo->places[(h + n) % PLACES];
    if (*place == 0 || is_same(&memo->of[*place - 1], t, on))
      return place;
  }
  return NULL;
}

/* Without it a graph would have other nodes when memory is short: an error. */
static ad_status keep(ad_lowering *w, const entry *new, uint32_t *place)
{
  ad_lower_memo *memo = w->scope->memo;
  if (ad_grow((void **)&memo->of, &memo->room, memo->n, 1, sizeof *new) !=
      AD_OK)
    return ad_fail_memory(w->err, sizeof *new);
  memo->of[memo->n++] = *new;
  *place = (uint32_t)memo->n;
  return AD_OK;
}

ad_status ad_lower_remembered(ad_lowering *w, const ad_term *t)
{
  const ad_lower_item *on = w->stack + w->n - t->arity;
  ad_lower_memo *memo = w->scope->memo;
  uint32_t *place = is_kept(w, t) ? find(memo, t, on) : NULL;
  entry new = {.text = t->text, .kind = t->kind, .arity = t->arity};
  if (!place)
    return ad_lower_term(w, t);
  if (*place > 0) {
    ad_lower_replace(w, t->arity, memo->of[*place - 1].item);
    return AD_OK;
  }
  memcpy(new.operands, on, t->arity * sizeof *on);
  ad_status status = ad_lower_term(w, t);
  if (status == AD_OK && ad_builder_error(w->b)->status == AD_OK) {
    new.item = w->stack[w->n - 1];
    status = keep(w, &new, place);
  }
  return status;
}
