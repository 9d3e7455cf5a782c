/* SPDX-License-Identifier: GPL-3.0-or-later
   See linear.h: sums of products as text, what all terms have before the
   bracket. */
#include <stdlib.h>
#include <string.h>

#include "explain/linear.h"
#include "formulas.h"
#include "host/exits.h"

/* The factors of a term; those that are written before it are NULL. */
struct factors {
  size_t n;
  char *text[LINEAR_PARTS + LINEAR_TIES];
};

char *tie_text(const struct indices *x, const struct tie *tie)
{
  char a = x->letter[tie->a];
  if (tie->b == ONE)
    return memory_format("%c = %zu", a, tie->offset);
  char b = x->letter[tie->b];
  return tie->offset > 0 ? memory_format("%c = %c + %zu", a, b, tie->offset)
                         : memory_format("%c = %c", a, b);
}

static char *held(char *text)
{
  if (ad_text_strength(text) != AD_LOOSE)
    return text;
  char *out = memory_format("(%s)", text);
  free(text);
  return out;
}

static struct factors factors_of(const struct indices *x,
                                 const struct linear_term *t)
{
  struct factors f = {0};
  for (size_t i = 0; i < t->n_parts; i++)
    f.text[f.n++] = held(indices_entry(x, t->parts[i].text,
                                       t->parts[i].at));
  for (size_t i = 0; i < t->n_ties; i++) {
    char *tie = tie_text(x, &t->ties[i]);
    f.text[f.n++] = memory_format("1[%s]", tie);
    free(tie);
  }
  return f;
}

/* Where this text is a factor of f; f->n: nowhere. */
static size_t find(const struct factors *f, const char *text)
{
  size_t i = 0;
  while (i < f->n && (!f->text[i] || strcmp(f->text[i], text) != 0))
    i++;
  return i;
}

static int is_common(const struct factors *f, size_t n, const char *text)
{
  for (size_t i = 1; i < n; i++)
    if (find(&f[i], text) == f[i].n)
      return 0;
  return 1;
}

/* Takes factor i of the first out of all f[n]; "s[j]*". */
static void take_out(struct factors *f, size_t n, size_t i, char **front)
{
  char *text = f[0].text[i];
  for (size_t k = 1; k < n; k++) {
    size_t at = find(&f[k], text);
    free(f[k].text[at]);
    f[k].text[at] = NULL;
  }
  f[0].text[i] = NULL;
  memory_append(front, "*", text);
}

static char *term_text(struct factors *f)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < f->n; i++)
    if (f->text[i])
      memory_append(&text, "*", f->text[i]);
  if (!*text)
    memory_append(&text, "", memory_copy("1"));
  return text;
}

/* " - " before what is negative; the first has its own sign. */
static void add_term(char **sum, int negative, char *term)
{
  if (**sum)
    memory_append(sum, negative ? " - " : " + ", term);
  else {
    memory_append(sum, "", memory_copy(negative ? "-" : ""));
    memory_append(sum, "", term);
  }
}

char *linear_text(const struct indices *x, const struct linear *l)
{
  struct factors f[LINEAR_TERMS];
  char *front = memory_copy(""), *sum = memory_copy("");
  for (size_t i = 0; i < l->n; i++)
    f[i] = factors_of(x, &l->terms[i]);
  for (size_t i = 0; l->n > 1 && i < f[0].n; i++)
    if (is_common(f, l->n, f[0].text[i]))
      take_out(f, l->n, i, &front);
  for (size_t i = 0; i < l->n; i++)
    add_term(&sum, l->terms[i].negative, term_text(&f[i]));
  if (!*front) {
    free(front);
    return sum;
  }
  memory_append(&front, "*", memory_format("(%s)", sum));
  free(sum);
  return front;
}
