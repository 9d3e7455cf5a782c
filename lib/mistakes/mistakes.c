/* SPDX-License-Identifier: GPL-3.0-or-later
   A wrong claim, and what explains it: first the mistakes that are known of
   its left side, then a number in front, then one change of its own text.
   Read mistakes_data.h before. */
#include "mistakes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

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

enum { NAMES_MOST = 40 }; /* that may stand in the place of another          */

static size_t count_names(const ad_graph *g)
{
  size_t n = ad_graph_names(g);
  return n < NAMES_MOST ? n : NAMES_MOST;
}

/* The functions of one operand that the worksheet has, each once. */
static void take_functions(const ad_graph *g, ad_words *words)
{
  unsigned char seen[AD_OP_count] = {0};
  for (uint32_t i = 0; i < g->n; i++) {
    ad_op op = (ad_op)g->nodes[i].op;
    const ad_op_row *row = ad_op_get(op);
    if (row->kind == AD_KIND_elementwise && row->arity == 1 &&
        !row->infix[0] && !seen[op])
      words->functions[words->n_functions++] = row->name;
    seen[op] = 1;
  }
}

static ad_status take_words(const ad_graph *g, ad_words *words, ad_error *err)
{
  size_t n = count_names(g);
  words->names = calloc(n + 1, sizeof *words->names);
  words->functions = calloc(AD_ELEMENTWISE_COUNT, sizeof *words->functions);
  if (!words->names || !words->functions)
    return ad_fail_memory(err, (n + 1) * sizeof *words->names);
  for (; words->n_names < n; words->n_names++)
    words->names[words->n_names] =
      ad_graph_name(g, ad_graph_named(g, words->n_names));
  take_functions(g, words);
  return AD_OK;
}

ad_status ad_mistakes_new(const ad_sheet *sheet, ad_mistakes **out,
                          ad_error *err)
{
  *out = NULL;
  ad_mistakes *m = calloc(1, sizeof *m);
  if (!m)
    return ad_fail_memory(err, sizeof *m);
  m->sheet = sheet;
  ad_status status = take_words(ad_sheet_graph(sheet), &m->words, err);
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
  free(m->words.names);
  free(m->words.functions);
  free(m);
}

/* --- a claim's ------------------------------------------------------------ */

/* A claim at work. */
typedef struct search {
  ad_mistakes *m;
  const ad_known *known;
  const ad_expr *right;
  ad_image claim;
  ad_diagnosis *out;
} search;

static void say(search *s, ad_mistake_code code, const char *evidence)
{
  ad_diagnosis *d = s->out;
  for (size_t i = 0; i < d->n; i++)
    if (d->of[i].code == code)
      return;
  if (d->n == AD_MISTAKES)
    return;
  d->of[d->n].code = code;
  snprintf(d->of[d->n].evidence, sizeof d->of->evidence, "%s", evidence);
  d->n++;
}

/* Those that are x, by precedence. */
static void say_matching(search *s, const ad_suspects *suspects,
                         const ad_image *x)
{
  for (ad_mistake_code code = 0; code < AD_MISTAKE_CODES; code++)
    for (size_t i = 0; i < suspects->n; i++)
      if (suspects->of[i].code == code &&
          ad_image_is(&suspects->of[i].image, x))
        say(s, code, suspects->of[i].evidence);
}

/* The claim is c times what is due. */
static void say_constant(search *s)
{
  char text[40], evidence[120];
  double c;
  if (!ad_image_ratio(&s->claim, &s->known->truth, &c) ||
      !ad_constant_text(s->m->sheet, c, text, sizeof text))
    return;
  snprintf(evidence, sizeof evidence, "the claim is %s times %s",
           fabs(c + 1) < 1e-6 ? "-1" : text, s->known->left);
  if (c < 0)
    say(s, AD_MISTAKE_sign, evidence);
  if (fabs(c + 1) > 1e-6)
    say(s, AD_MISTAKE_const, evidence);
  s->out->together = s->out->n;
}

/* All changes of the right side, each with what it gives. */
static ad_status make_repairs(const search *s, ad_suspects *out, ad_error *err)
{
  ad_builder *b;
  ad_status status =
    ad_builder_continue(ad_sheet_graph(s->m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_edited_make(s->m, b, s->right, 1, out);
  if (status == AD_OK)
    status = ad_suspects_settle(out, s->m->sheet, b, err);
  ad_builder_free(b);
  return status;
}

/* In a derivative a function that is left out is another inner function. */
static ad_mistake_code code_of_repair(const search *s, ad_mistake_code code)
{
  return code == AD_MISTAKE_act_dropped && s->known->is_derivative
           ? AD_MISTAKE_inner
           : code;
}

/* What is 0 is right without most of what stands there: that names nothing. */
static ad_status say_repairs(search *s, ad_error *err)
{
  ad_suspects repairs = {0};
  if (ad_image_is_zero(&s->known->truth))
    return AD_OK;
  ad_status status = make_repairs(s, &repairs, err);
  for (size_t i = 0; i < repairs.n && status == AD_OK; i++)
    if (ad_image_is(&repairs.of[i].image, &s->known->truth))
      say(s, code_of_repair(s, repairs.of[i].code), repairs.of[i].evidence);
  ad_suspects_free(&repairs);
  return status;
}

static ad_status search_all(search *s, ad_error *err)
{
  ad_status status = AD_OK;
  if (ad_image_is_zero(&s->claim) && !ad_image_is_zero(&s->known->truth))
    say(s, AD_MISTAKE_zero, "");
  say_matching(s, &s->known->suspects, &s->claim);
  if (s->out->n == 0)
    say_constant(s);
  if (s->out->n == 0)
    status = say_repairs(s, err);
  if (s->out->together == 0)
    s->out->together = s->out->n > 0;
  return status;
}

/* The value of the right side.  AD_EINPUT: it has none. */
static ad_status compute(search *s, ad_error *err)
{
  ad_builder *b;
  ad_ref x;
  ad_suspects one = {0};
  ad_status status =
    ad_builder_continue(ad_sheet_graph(s->m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_claim_lower(b, s->m->sheet, s->right, &x, err);
  if (status == AD_OK)
    status = ad_suspect_add(&one, b, AD_MISTAKE_value, x, "%s", "");
  if (status == AD_OK)
    status = ad_suspects_settle(&one, s->m->sheet, b, err);
  if (status == AD_OK)
    s->claim = one.of[0].image;
  ad_suspects_free(&one);
  ad_builder_free(b);
  return status;
}

static int is_wrong_formula(const ad_claim *claim, size_t k)
{
  return claim->statement->keyword == AD_K_CLAIM && k < claim->n &&
         ad_claim_is_wrong(claim->parts[k].code);
}

/* What cannot be read has no mistake that a formula could make. */
static ad_status only_failures(ad_status status, ad_error *err)
{
  if (status != AD_EINPUT)
    return status;
  if (err)
    *err = (ad_error){0};
  return AD_OK;
}

ad_status ad_mistakes_find(ad_mistakes *m, const ad_claim *claim, size_t k,
                           ad_diagnosis *out, ad_error *err)
{
  search s = {.m = m, .out = out};
  *out = (ad_diagnosis){0};
  if (!is_wrong_formula(claim, k))
    return AD_OK;
  s.right = claim->statement->items[k + 1].expr;
  ad_status status = ad_known_find(m, claim->statement->items[0].expr,
                                   &s.known, err);
  if (status == AD_OK)
    status = compute(&s, err);
  if (status == AD_OK)
    status = search_all(&s, err);
  return only_failures(status, err);
}
