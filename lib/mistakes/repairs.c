/* SPDX-License-Identifier: GPL-3.0-or-later
   Claims that are a number times what is due, and claims that one change of
   their own text would mend.  See search.h. */
#include "mistakes/edit_kinds.h"
#include "mistakes/search.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "the claim is 2/n times dC/dW"; 0 where it is no nice multiple of x. */
static int multiple(const ad_search *s, const ad_image *of, const ad_image *x,
                    double *c, char *text, size_t size)
{
  ad_formulas near = {s->known->formula, s->right};
  return ad_image_ratio(of, x, c) &&
         ad_constant_text(s->m->sheet, &near, *c, text, size);
}

/* The codes of a factor: -1 is a sign, and nothing else. */
static void say_factor(ad_search *s, double c, const char *evidence)
{
  if (c < 0)
    ad_search_say(s, AD_MISTAKE_sign, evidence);
  if (fabs(c + 1) > 1e-6)
    ad_search_say(s, AD_MISTAKE_const, evidence);
}

void ad_search_constant(ad_search *s)
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
  return fabs(c + 1) < 1e-6 || ad_constant_has_size(text);
}

/* The claim is c times what a mistake gives: the first of the least code.  Any
   one number is that of some. */
static void say_multiples(ad_search *s, const ad_suspects *suspects)
{
  char text[40], evidence[120];
  double c;
  const ad_suspect *found = NULL;
  if (s->claim.shape.rows * s->claim.shape.cols == 1 &&
      ad_search_is_number(s->right))
    return;
  for (size_t i = 0; s->out->n == 0 && i < suspects->n; i++) {
    const ad_suspect *x = &suspects->of[i];
    if ((!found || x->code < found->code) &&
        multiple(s, &s->claim, &x->image, &c, text, sizeof text) &&
        is_telling(c, text) && ad_search_explains(s, x, 1))
      found = x;
  }
  if (!found ||
      !multiple(s, &s->claim, &found->image, &c, text, sizeof text))
    return;
  ad_search_say(s, found->code, found->evidence);
  snprintf(evidence, sizeof evidence, "and the whole is %s times that", text);
  say_factor(s, c, evidence);
  s->out->together = s->out->n;
}

/* Those of the changes that may give what is due, at all points. */
static ad_status look_again(const ad_search *s, ad_edited *repairs,
                            ad_error *err)
{
  ad_builder *b;
  ad_status status =
    ad_builder_continue(ad_own_base(s->m), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_edited_again(s->m, b, &s->known->truth, repairs);
  if (status == AD_OK)
    status = ad_suspects_settle(&repairs->suspects, s->m, b, err);
  ad_builder_free(b);
  return status;
}

/* All changes of the right side, each with what it gives: at two points, and at
   all of them if that may be what is due; of what cannot be multiplied always,
   for it may have one more mistake. */
static ad_status make_repairs(const ad_search *s, ad_edited *out,
                              ad_error *err)
{
  enum { FEW = 2 };
  ad_builder *b;
  const ad_words *words = s->known->words.n_names > 0 ? &s->known->words
                                                      : &s->m->words;
  ad_status status =
    ad_builder_continue(ad_own_base(s->m), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_edited_mend(s->m, words, b, s->right, &s->known->truth, s->fits,
                          out);
  if (status == AD_OK)
    status = ad_suspects_look(&out->suspects, s->m, b,
                              s->fits ? FEW : AD_POINTS, err);
  ad_builder_free(b);
  return status == AD_OK && s->fits ? look_again(s, out, err) : status;
}

/* "... stands where H is due", where the claim is of H. */
static int is_trivial(const ad_search *s, const char *evidence)
{
  char end[200];
  snprintf(end, sizeof end, " stands where %.100s is due", s->known->left);
  size_t n = strlen(evidence), m = strlen(end);
  return n >= m && strcmp(evidence + n - m, end) == 0;
}

/* Says what change i mends. */
static ad_status say_repair(ad_search *s, ad_edited *repairs, size_t i,
                            ad_error *err)
{
  const ad_suspect *x = &repairs->suspects.of[i];
  if (ad_edited_evidence(repairs, i) != AD_OK)
    return ad_fail_memory(err, sizeof *x);
  if (!is_trivial(s, x->evidence))
    ad_search_say(s, x->code, x->evidence);
  return AD_OK;
}

/* Those changes that leave a number before what is due. */
static ad_status say_nearly(ad_search *s, ad_edited *repairs, ad_error *err)
{
  char text[40], evidence[120];
  double c;
  ad_status status = AD_OK;
  for (size_t i = 0; s->out->n == 0 && i < repairs->suspects.n &&
                     status == AD_OK; i++) {
    const ad_suspect *x = &repairs->suspects.of[i];
    if (!multiple(s, &x->image, &s->known->truth, &c, text, sizeof text) ||
        !is_telling(c, text))
      continue;
    status = say_repair(s, repairs, i, err);
    snprintf(evidence, sizeof evidence, "and the whole is %s times that", text);
    if (status == AD_OK && s->out->n > 0)
      say_factor(s, c, evidence);
    s->out->together = s->out->n;
  }
  return status;
}

/* The claim cannot be multiplied as it is, and where it can it has one more
   mistake: X @ E for X' @ (E*step(Q)). */
static ad_status say_turned(ad_search *s, ad_edited *repairs, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; s->out->n == 0 && i < repairs->suspects.n; i++) {
    const ad_suspect *x = &repairs->suspects.of[i];
    if (!ad_mistake_is_of_order(x->code))
      continue;
    ad_search_match(s, &s->known->suspects, &x->image);
    if (s->out->n == 0)
      continue;
    s->out->n = 1;
    status = say_repair(s, repairs, i, err);
    s->out->together = s->out->n;
  }
  return status;
}

/* What is 0 is right without most of what stands there: that names nothing. */
ad_status ad_search_repairs(ad_search *s, ad_error *err)
{
  ad_edited repairs = {0};
  if (ad_image_is_zero(&s->known->truth))
    return AD_OK;
  ad_status status = make_repairs(s, &repairs, err);
  for (size_t i = 0; i < repairs.suspects.n && status == AD_OK; i++)
    if (ad_image_is(&repairs.suspects.of[i].image, &s->known->truth))
      status = say_repair(s, &repairs, i, err);
  if (status == AD_OK && s->out->n == 0 && s->fits)
    say_multiples(s, &s->known->suspects);
  if (status == AD_OK)
    status = say_nearly(s, &repairs, err);
  if (status == AD_OK && !s->fits)
    status = say_turned(s, &repairs, err);
  ad_edited_free(&repairs);
  return status;
}

/* What the first name calls too much, or missing, once more below a stroke that
   it stands below: 1/r^2 for 1/r. */
static int is_square_below(const ad_edited *repairs, const ad_suspect *x)
{
  const ad_edit *edit = &repairs->edits.of[x->edit];
  const ad_expr *e = &repairs->bare;
  size_t at = edit->was;
  return edit->mended == AD_MISTAKE_power && edit->change == AD_CHANGE_PART &&
         e->terms[at].kind == AD_T_NAME && at + 1 < e->n &&
         ad_edit_is_infix(e, at + 1, "/");
}

/* What was said first becomes `code`, with the evidence of the first change
   which gives what is due and is one of code, or, `below`, of a square. */
static ad_status say_instead(ad_search *s, int below, ad_mistake_code code,
                             ad_error *err)
{
  ad_edited repairs = {0};
  ad_mistake *first = &s->out->of[0];
  ad_status status = make_repairs(s, &repairs, err);
  for (size_t i = 0; i < repairs.suspects.n && status == AD_OK; i++) {
    const ad_suspect *x = &repairs.suspects.of[i];
    if (!(below ? is_square_below(&repairs, x) : x->code == code) ||
        !ad_image_is(&x->image, &s->known->truth))
      continue;
    if (ad_edited_evidence(&repairs, i) == AD_OK) {
      first->code = code;
      snprintf(first->evidence, sizeof first->evidence, "%s", x->evidence);
    } else
      status = ad_fail_memory(err, sizeof *x);
    break;
  }
  ad_edited_free(&repairs);
  return status;
}

ad_status ad_search_below(ad_search *s, ad_error *err)
{
  return say_instead(s, 1, AD_MISTAKE_power, err);
}

ad_status ad_search_reword(ad_search *s, ad_error *err)
{
  return say_instead(s, 0, s->out->of[0].code, err);
}
