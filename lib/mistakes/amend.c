/* SPDX-License-Identifier: GPL-3.0-or-later
   See search.h: what is put right of a name that was found, by what stands in
   the claim. */
#include "mistakes/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ad_status count_slopes(const ad_search *s, size_t *n)
{
  ad_expr bare;
  if (ad_expr_bare(s->right, &bare) != AD_OK)
    return AD_ENOMEM;
  *n = ad_edit_count_slopes(&bare);
  free(bare.terms);
  return AD_OK;
}

/* A slope that is too much and stands there once is not there twice. */
static ad_status say_cancelled(ad_search *s)
{
  ad_diagnosis *d = s->out;
  char *end = strstr(d->of[0].evidence, " is there twice");
  size_t slopes = 0, other = 1;
  if (d->n == 0 || d->of[0].code != AD_MISTAKE_act_twice || !end)
    return AD_OK;
  ad_status status = count_slopes(s, &slopes);
  if (slopes != 1)
    return status;
  strcpy(end, " is too much");
  d->of[0].code = AD_MISTAKE_act_extra;
  while (other < d->n && d->of[other].code != AD_MISTAKE_act_extra)
    other++;
  for (; other + 1 < d->n; other++)
    d->of[other] = d->of[other + 1];
  d->n -= other < d->n;
  return AD_OK;
}

/* A factor too much that does not stand there is one that is to be divided
   by. */
static void say_division(ad_search *s)
{
  static const char before[] = "the factor ", behind[] = " is too much";
  ad_mistake *said = &s->out->of[0];
  char name[sizeof said->evidence];
  if (s->out->n == 0 || said->code != AD_MISTAKE_extra ||
      strncmp(said->evidence, before, sizeof before - 1) != 0)
    return;
  strcpy(name, said->evidence + sizeof before - 1);
  char *end = strstr(name, behind);
  if (!end)
    return;
  *end = '\0';
  if (ad_expr_has_name(s->right, name))
    return;
  said->code = AD_MISTAKE_factor;
  snprintf(said->evidence, sizeof said->evidence,
           "the division by %.80s is missing", name);
}

/* Is size `name` in what is due and not in the claim? */
static int is_lost(const ad_search *s, const char *name)
{
  return s->known->formula && ad_expr_has_name(s->known->formula, name) &&
         !ad_expr_has_name(s->right, name);
}

/* A factor that is one size over another is that other in its place. */
static void say_size(ad_search *s)
{
  const ad_sheet *sheet = s->m->sheet;
  const char *said, *due;
  size_t a, b;
  double c;
  if (s->out->n == 0 || s->out->of[0].code != AD_MISTAKE_const ||
      !ad_image_ratio(&s->claim, &s->known->truth, &c))
    return;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &said, &a); i++)
    for (size_t k = 0; ad_sheet_dim(sheet, k, &due, &b); k++)
      if (ad_expr_has_name(s->right, said) && is_lost(s, due) &&
          (fabs(c * (double)a - (double)b) <= 1e-9 * (double)b ||
           fabs(c * (double)b - (double)a) <= 1e-9 * (double)a)) {
        snprintf(s->out->of[0].evidence, sizeof s->out->of->evidence,
                 "%.60s stands where %.60s is due", said, due);
        return;
      }
}

ad_status ad_search_amend(ad_search *s)
{
  ad_status status = say_cancelled(s);
  say_division(s);
  say_size(s);
  return status;
}
