/* SPDX-License-Identifier: GPL-3.0-or-later
   The settings of training, a row each: which numbers and words it takes.
   Read train.h before. */
#include "train.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "report.h"

static const char *const no_words[] = {NULL};
static const char *const all_rows[] = {"all", NULL};
static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const engines[] = {"reverse", "forward", "differences",
                                      "all", NULL};

enum { WHOLE, REAL }; /* numbers                                            */

typedef struct setting {
  const char *name;
  int kind;       /* of its numbers; a word is the number of it in words[]   */
  size_t at;      /* in ad_training                                          */
  double least, most;
  int open;       /* least itself is none                                    */
  const char *const *words; /* NULL: the names of optimisers                 */
  const char *wanted;
  const char *optimiser; /* the one that it is for; NULL: any                */
} setting;

#define AT(member) offsetof(ad_training, member)

static const setting settings[] = {
    {"epochs", WHOLE, AT(epochs), 1, 1e9, 0, no_words,
     "a whole number from 1 to 1000000000", NULL},
    {"batch", WHOLE, AT(batch), 1, 1e15, 0, all_rows,
     "a whole number of rows, at least 1, or all", NULL},
    {"optimiser", WHOLE, AT(optimiser), 1, 0, 0, NULL,
     "sgd, momentum or adam", NULL},
    {"rate", REAL, AT(rate), 0, INFINITY, 1, no_words, "a number above 0",
     NULL},
    {"momentum", REAL, AT(momentum), 0, 1, 0, no_words,
     "a number from 0 to below 1", "momentum"},
    {"beta1", REAL, AT(beta1), 0, 1, 0, no_words, "a number from 0 to below 1",
     "adam"},
    {"beta2", REAL, AT(beta2), 0, 1, 0, no_words, "a number from 0 to below 1",
     "adam"},
    {"epsilon", REAL, AT(epsilon), 0, INFINITY, 1, no_words,
     "a number above 0", "adam"},
    {"test", REAL, AT(test), 0, 1, 0, no_words,
     "a share of the rows, from 0 to below 1", NULL},
    {"shuffle", WHOLE, AT(shuffle), 1, 0, 0, yes_no, "yes or no", NULL},
    {"by", WHOLE, AT(by), 1, 0, 0, engines,
     "reverse, forward, differences or all", NULL},
};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

ad_training ad_training_default(void)
{
  return (ad_training){.epochs = 10,
                       .momentum = 0.9,
                       .beta1 = 0.9,
                       .beta2 = 0.999,
                       .epsilon = 1e-8};
}

const char *ad_training_name(size_t i)
{
  return i < SETTINGS ? settings[i].name : NULL;
}

/* The setting of this name, or NULL. */
static const setting *find(const char *name)
{
  for (size_t i = 0; i < SETTINGS; i++)
    if (strcmp(settings[i].name, name) == 0)
      return &settings[i];
  return NULL;
}

int ad_training_has(const ad_training *t, const char *name)
{
  const setting *s = find(name);
  return s && (t->given >> (s - settings) & 1);
}

/* The number of the word; SIZE_MAX where it is none. */
static size_t word_of(const setting *s, const char *word)
{
  for (size_t i = 0;; i++) {
    const char *known = s->words ? s->words[i] : ad_optimiser_name(i);
    if (!known)
      return SIZE_MAX;
    if (strcmp(known, word) == 0)
      return i;
  }
}

static int takes(const setting *s, double x)
{
  int above = s->open ? x > s->least : x >= s->least;
  int below = s->kind == REAL ? x < s->most : x <= s->most;
  return above && below && (s->kind == REAL || floor(x) == x);
}

static ad_status refuse_name(const char *name, ad_error *err)
{
  const char *names[SETTINGS];
  char list[160] = "";
  size_t used = 0;
  for (size_t i = 0; i < SETTINGS && used < sizeof list; i++) {
    names[i] = settings[i].name;
    int n = snprintf(list + used, sizeof list - used, "%s%s",
                     i == 0 ? "" : i + 1 == SETTINGS ? " and " : ", ",
                     names[i]);
    used += n > 0 ? (size_t)n : 0;
  }
  const char *nearest = ad_nearest(name, names, SETTINGS);
  ad_fail(err, AD_EINPUT, "training has no setting '%.100s'", name);
  if (nearest)
    ad_hint(err, "did you mean '%s'?", nearest);
  else
    ad_hint(err, "its settings are %s", list);
  return AD_EINPUT;
}

static ad_status refuse_value(const setting *s, const char *word, double x,
                              ad_error *err)
{
  if (word)
    return ad_fail(err, AD_EINPUT, "%s is %s, not '%.100s'", s->name, s->wanted,
                   word);
  if (isnan(x))
    return ad_fail(err, AD_EINPUT, "%s is %s, not nan", s->name, s->wanted);
  return ad_fail(err, AD_EINPUT, "%s is %s, not %.15g", s->name, s->wanted, x);
}

/* Whom it is for: as well as a value it is a choice. */
static ad_status choose_optimiser(ad_training *t, const setting *s,
                                  ad_error *err)
{
  const char *now = ad_optimiser_name(t->optimiser);
  if (!s->optimiser || strcmp(s->optimiser, now) == 0)
    return AD_OK;
  if (ad_training_has(t, "optimiser"))
    return ad_fail(err, AD_EINPUT, "%s is for the optimiser %s, not for %s",
                   s->name, s->optimiser, now);
  return ad_training_set(t, "optimiser", s->optimiser, 0, err);
}

ad_status ad_training_set(ad_training *t, const char *name, const char *word,
                          double number, ad_error *err)
{
  const setting *s = find(name);
  if (!s)
    return refuse_name(name, err);
  size_t known = word ? word_of(s, word) : SIZE_MAX;
  if (word ? known == SIZE_MAX : !takes(s, number))
    return refuse_value(s, word, number, err);
  ad_status status = choose_optimiser(t, s, err);
  if (status != AD_OK)
    return status;
  if (s->kind == REAL)
    *(double *)((char *)t + s->at) = number;
  else
    *(size_t *)((char *)t + s->at) = word ? known : (size_t)number;
  t->given |= 1u << (s - settings);
  return AD_OK;
}
