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
  ad_words_free(&m->words);
  free(m);
}

/* --- a claim's ------------------------------------------------------------ */

/* A claim at work. */
typedef struct search {
  ad_mistakes *m;
  const ad_known *known;
  const ad_expr *right;
  const ad_claim_part *part;
  int fits;       /* has the right side a value?                           */
  int stretched;  /* is a row added to a column?                           */
  ad_image claim;
  ad_diagnosis *out;
} search;

/* In a derivative a function that is left out is another inner function. */
static ad_mistake_code code_here(const search *s, ad_mistake_code code)
{
  return code == AD_MISTAKE_act_dropped && s->known->is_derivative
           ? AD_MISTAKE_inner
           : code;
}

static void say(search *s, ad_mistake_code code, const char *evidence)
{
  ad_diagnosis *d = s->out;
  code = code_here(s, code);
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
      if (code_here(s, suspects->of[i].code) == code &&
          ad_image_is(&suspects->of[i].image, x))
        say(s, code, suspects->of[i].evidence);
}

/* "the claim is 2/n times dC/dW"; 0 where it is no nice multiple of x. */
static int multiple(const search *s, const ad_image *of, const ad_image *x,
                    double *c, char *text, size_t size)
{
  ad_formulas near = {s->known->formula, s->right};
  return ad_image_ratio(of, x, c) &&
         ad_constant_text(s->m->sheet, &near, *c, text, size);
}

/* The codes of a factor: -1 is a sign, and nothing else. */
static void say_factor(search *s, double c, const char *evidence)
{
  if (c < 0)
    say(s, AD_MISTAKE_sign, evidence);
  if (fabs(c + 1) > 1e-6)
    say(s, AD_MISTAKE_const, evidence);
}

/* The claim is c times what is due. */
static void say_constant(search *s)
{
  char text[40], evidence[160];
  double c;
  if (!multiple(s, &s->claim, &s->known->truth, &c, text, sizeof text))
    return;
  snprintf(evidence, sizeof evidence, "the claim is %s times %.80s", text,
           s->known->left);
  say_factor(s, c, evidence);
  s->out->together = s->out->n;
}

/* Does a number of the sheet's sizes, or a sign, stand before it?  Plain
   numbers explain too much. */
static int is_telling(double c, const char *text)
{
  return fabs(c + 1) < 1e-6 || strpbrk(text, "abcdefghijklmnopqrstuvwxyz"
                                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

/* The claim is c times what a mistake gives. */
static void say_multiples(search *s, const ad_suspects *suspects)
{
  char text[40], evidence[120];
  double c;
  for (ad_mistake_code code = 0; code < AD_MISTAKE_CODES; code++)
    for (size_t i = 0; s->out->n == 0 && i < suspects->n; i++) {
      const ad_suspect *x = &suspects->of[i];
      if (x->code != code ||
          !multiple(s, &s->claim, &x->image, &c, text, sizeof text) ||
          !is_telling(c, text))
        continue;
      say(s, code, x->evidence);
      snprintf(evidence, sizeof evidence, "and the whole is %s times that",
               text);
      say_factor(s, c, evidence);
      s->out->together = s->out->n;
    }
}

/* All changes of the right side, each with what it gives. */
static ad_status make_repairs(const search *s, ad_suspects *out, ad_error *err)
{
  ad_builder *b;
  const ad_words *words = s->known->words.n_names > 0 ? &s->known->words
                                                      : &s->m->words;
  ad_status status =
    ad_builder_continue(ad_sheet_graph(s->m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_edited_make(s->m, words, b, s->right, 1, out);
  if (status == AD_OK)
    status = ad_suspects_settle(out, s->m->sheet, b, err);
  ad_builder_free(b);
  return status;
}

/* Those changes that leave a number before what is due. */
static void say_nearly(search *s, const ad_suspects *repairs)
{
  char text[40], evidence[120];
  double c;
  for (size_t i = 0; s->out->n == 0 && i < repairs->n; i++) {
    const ad_suspect *x = &repairs->of[i];
    if (!multiple(s, &x->image, &s->known->truth, &c, text, sizeof text) ||
        !is_telling(c, text))
      continue;
    say(s, x->code, x->evidence);
    snprintf(evidence, sizeof evidence, "and the whole is %s times that", text);
    say_factor(s, c, evidence);
    s->out->together = s->out->n;
  }
}

/* "... stands where H is due", where the claim is of H. */
static int is_trivial(const search *s, const char *evidence)
{
  char end[200];
  snprintf(end, sizeof end, " stands where %.100s is due", s->known->left);
  size_t n = strlen(evidence), m = strlen(end);
  return n >= m && strcmp(evidence + n - m, end) == 0;
}

/* What is 0 is right without most of what stands there: that names nothing. */
static ad_status say_repairs(search *s, ad_error *err)
{
  ad_suspects repairs = {0};
  if (ad_image_is_zero(&s->known->truth))
    return AD_OK;
  ad_status status = make_repairs(s, &repairs, err);
  for (size_t i = 0; i < repairs.n && status == AD_OK; i++)
    if (ad_image_is(&repairs.of[i].image, &s->known->truth) &&
        !is_trivial(s, repairs.of[i].evidence))
      say(s, repairs.of[i].code, repairs.of[i].evidence);
  if (status == AD_OK && s->out->n == 0 && s->fits)
    say_multiples(s, &s->known->suspects);
  if (status == AD_OK)
    say_nearly(s, &repairs);
  ad_suspects_free(&repairs);
  return status;
}

/* --- where nothing fits --------------------------------------------------- */

static int has_due_shape(const search *s)
{
  ad_shape x = s->claim.shape, y = s->known->truth.shape;
  return (x.rows == y.rows && x.cols == y.cols) ||
         (x.rows == y.cols && x.cols == y.rows);
}

static int is_number(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME)
      return 0;
  return 1;
}

/* What is missing, and the shapes. */
static ad_status say_symbols(search *s, ad_error *err)
{
  char text[sizeof((ad_mistake *)0)->evidence] = "";
  ad_status status = AD_OK;
  if (s->known->formula && !is_number(s->right) &&
      !ad_image_is_zero(&s->known->truth))
    status = ad_symbols_compare(s->m, s->known->formula, s->right, text,
                                sizeof text, err);
  if (status == AD_OK && *text)
    say(s, AD_MISTAKE_symbols, text);
  if (status == AD_OK && (!s->fits || !has_due_shape(s)))
    say(s, AD_MISTAKE_operand_shape, "");
  s->out->together = s->out->n;
  return status;
}

/* --- all of it ------------------------------------------------------------ */

/* 0 where there is a way; a factor that is upside down says why. */
static ad_status say_zero(search *s, ad_error *err)
{
  char text[200];
  if (!ad_image_is_zero(&s->claim) || !s->known->is_derivative ||
      ad_image_is_zero(&s->known->truth))
    return AD_OK;
  ad_status status = ad_glance_upside_down(ad_sheet_graph(s->m->sheet),
                                           s->right, text, sizeof text, err);
  if (status == AD_OK)
    say(s, *text ? AD_MISTAKE_upside_down : AD_MISTAKE_zero,
        *text ? text : "the one moves with the other");
  return status;
}

/* What cannot be read for another reason than its shapes is held against
   nothing. */
static int is_unreadable(const search *s)
{
  return !s->fits && s->part->code == AD_CLAIM_BAD_TEXT &&
         !ad_glance_is_of_shapes(s->part, s->right);
}

static ad_status search_all(search *s, ad_error *err)
{
  ad_status status = AD_OK;
  double c = 0;
  if (is_unreadable(s))
    return AD_OK;
  if (s->stretched)
    say(s, AD_MISTAKE_stretched, "a column and a row are added: every entry of "
                                 "the one meets every entry of the other");
  if (s->fits)
    status = say_zero(s, err);
  if (s->fits && ad_image_ratio(&s->claim, &s->known->truth, &c) &&
      fabs(c + 1) < 1e-6)
    say_constant(s);
  if (s->fits)
    say_matching(s, &s->known->suspects, &s->claim);
  if (s->out->n == 0 && s->fits)
    say_constant(s);
  if (s->out->n == 0 && status == AD_OK)
    status = say_repairs(s, err);
  if (s->out->n == 0 && s->fits && !isfinite(s->claim.size[0]))
    say(s, AD_MISTAKE_not_finite, "the claim is not a number there: "
                                  "something is divided by 0, or too large");
  if (s->out->n == 0 && status == AD_OK)
    status = say_symbols(s, err);
  if (s->out->together == 0)
    s->out->together = s->out->n > 0;
  return status;
}

/* Is there a sum of a column and a row among the nodes from `first` on? */
static int adds_row_to_column(const ad_builder *b, size_t first)
{
  for (size_t i = first; i < b->g.n; i++) {
    const ad_node *x = &b->g.nodes[i];
    const ad_op_row *row = ad_op_get((ad_op)x->op);
    if (row->kind != AD_KIND_elementwise || row->strength != 2)
      continue;
    const ad_node *p = ad_operand_of(&b->g, x, 0);
    const ad_node *q = ad_operand_of(&b->g, x, 1);
    if ((p->rows > q->rows && p->cols < q->cols) ||
        (p->rows < q->rows && p->cols > q->cols))
      return 1;
  }
  return 0;
}

/* A number without names is meant for every entry. */
static int fills(const search *s, ad_shape said)
{
  return said.rows == 1 && said.cols == 1 && is_number(s->right);
}

/* The value of the right side, where it has one. */
static ad_status compute(search *s, ad_error *err)
{
  ad_builder *b;
  ad_ref x;
  ad_suspects one = {0};
  ad_status status =
    ad_builder_continue(ad_sheet_graph(s->m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  size_t first = ad_builder_size(b);
  status = ad_claim_lower(b, s->m->sheet, s->right, &x, err);
  if (status == AD_OK && fills(s, ad_builder_shape(b, x)))
    x = ad_expand(b, x, s->known->truth.shape);
  s->stretched = status == AD_OK && adds_row_to_column(b, first);
  if (status == AD_OK)
    status = ad_suspect_add(&one, b, AD_MISTAKE_value, x, "%s", "");
  if (status == AD_OK)
    status = ad_suspects_settle(&one, s->m->sheet, b, err);
  s->fits = status == AD_OK;
  if (status == AD_OK)
    s->claim = one.of[0].image;
  ad_suspects_free(&one);
  ad_builder_free(b);
  return status == AD_EINPUT ? AD_OK : status;
}

static int is_wrong_formula(const ad_claim *claim, size_t k)
{
  return claim->statement->keyword == AD_K_CLAIM && k < claim->n &&
         ad_claim_is_wrong(claim->parts[k].code);
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

static ad_status take_solution(const search *s, ad_error *err)
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

/* Looks at the right side with what is known of the left. */
static ad_status begin(search *s, const ad_claim *claim, size_t k,
                       ad_error *err)
{
  s->right = claim->statement->items[k + 1].expr;
  s->part = &claim->parts[k];
  ad_status status = ad_known_find(s->m, claim->statement->items[0].expr,
                                   &s->known, err);
  if (status == AD_OK)
    status = take_solution(s, err);
  return status == AD_OK ? compute(s, err) : status;
}

ad_status ad_mistakes_find(ad_mistakes *m, const ad_claim *claim, size_t k,
                           ad_diagnosis *out, ad_error *err)
{
  search s = {.m = m, .out = out};
  *out = (ad_diagnosis){0};
  if (claim->code == AD_CLAIM_NOT_CHAIN)
    return only_failures(ad_counter_find(m, claim, out, err), err);
  if (is_off_path(claim)) {
    out->of[0].code = AD_MISTAKE_off_path;
    out->n = out->together = 1;
    return AD_OK;
  }
  if (!is_wrong_formula(claim, k))
    return AD_OK;
  ad_status status = begin(&s, claim, k, err);
  if (status == AD_OK)
    status = search_all(&s, err);
  return only_failures(status, err);
}

ad_status ad_mistakes_follow(ad_mistakes *m, const ad_claims *claims,
                             size_t line, size_t k, ad_diagnosis *out,
                             ad_error *err)
{
  const ad_claim *claim = ad_claims_at(claims, line);
  search s = {.m = m, .out = out};
  ad_suspects wrong = {0};
  *out = (ad_diagnosis){0};
  if (!claim || !is_wrong_formula(claim, k))
    return AD_OK;
  ad_status status = ad_follow_make(m, claims, line, &wrong, err);
  if (status == AD_OK && wrong.n > 0)
    status = begin(&s, claim, k, err);
  if (status == AD_OK && s.fits)
    say_matching(&s, &wrong, &s.claim);
  out->together = out->n > 0;
  ad_suspects_free(&wrong);
  return only_failures(status, err);
}
