/* SPDX-License-Identifier: GPL-3.0-or-later
   What the parser's actions build: the postfix array, term by term, and the
   statement, item by item.  Read parse.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "syntax/parse.h"

static const double LARGEST_STEP = 9007199254740992.0; /* 2^53 */

int ad_parse_grow(ad_parse *p, void **array, size_t *capacity, size_t n,
                  size_t width)
{
  if (ad_grow(array, capacity, n, 1, width) == AD_OK)
    return 1;
  ad_parse_memory(p, (n + 1) * width);
  return 0;
}

/* Terms of the subtrees of the last `arity` operands. */
static size_t operands_span(const ad_parse *p, unsigned arity)
{
  size_t span = 0;

  for (unsigned k = 0; k < arity; k++)
    span += p->terms[p->n - 1 - span].span;
  return span;
}

int ad_build(ad_parse *p, ad_term_kind kind, unsigned arity, const char *text,
             ad_place place)
{
  void *terms = p->terms;

  if (!ad_parse_grow(p, &terms, &p->term_capacity, p->n, sizeof *p->terms))
    return 0;
  p->terms = terms;
  p->terms[p->n] = (ad_term){.kind = kind,
                             .arity = arity,
                             .span = 1 + operands_span(p, arity),
                             .place = place,
                             .text = text};
  p->n++;
  return 1;
}

int ad_build_number(ad_parse *p, double number, const char *text,
                    ad_place place)
{
  if (!ad_build(p, AD_T_NUMBER, 0, text, place))
    return 0;
  p->terms[p->n - 1].number = number;
  return 1;
}

int ad_build_derivative(ad_parse *p, const char *top, const char *bottom,
                        ad_place place)
{
  size_t n = strlen(top), m = strlen(bottom);
  size_t end = place.offset + place.width;

  return ad_build(p, AD_T_NAME, 0, top, (ad_place){place.offset + 1, n}) &&
         ad_build(p, AD_T_NAME, 0, bottom, (ad_place){end - m, m}) &&
         ad_build(p, AD_T_DERIVATIVE, 2, "d", place);
}

int ad_build_keyword(ad_parse *p, const char *text, const char *name,
                     ad_place name_place, ad_place place)
{
  return ad_build(p, AD_T_NAME, 0, name, name_place) &&
         ad_build(p, AD_T_KEYWORD, 1, text, place);
}

/* Whether the term's text lies in the store (else it is a constant). */
static int text_stored(const ad_term *term)
{
  return term->kind == AD_T_NAME || term->kind == AD_T_CALL ||
         term->kind == AD_T_KEYWORD || term->kind == AD_T_NUMBER;
}

/* The terms so far, in as much memory as they need.  A few are copied, and the
   next expression is built where they were: an allocation cut down in size
   costs more than one made to measure. */
static ad_term *take_terms(ad_parse *p)
{
  enum { FEW = 64 };
  size_t size = p->n * sizeof(ad_term);
  ad_term *terms;

  if (p->n > FEW) {
    terms = realloc(p->terms, size);
    if (terms != NULL)
      p->terms = NULL;
    p->term_capacity = terms != NULL ? 0 : p->term_capacity;
  } else if ((terms = malloc(size)) != NULL) {
    memcpy(terms, p->terms, size);
  }
  return terms;
}

ad_expr *ad_build_expr(ad_parse *p)
{
  ad_expr *expr = malloc(sizeof *expr);
  size_t size = p->stored - p->kept; /* of this expression's texts */
  char *names = malloc(size + 1);
  ad_term *terms = take_terms(p);

  if (expr == NULL || names == NULL || terms == NULL) {
    free(expr);
    free(names);
    free(terms);
    ad_parse_memory(p, size + sizeof *expr);
    return NULL;
  }
  memcpy(names, p->store + p->kept, size);
  for (size_t i = 0; i < p->n; i++)
    if (text_stored(&terms[i]))
      terms[i].text = names + (terms[i].text - (p->store + p->kept));
  *expr = (ad_expr){.n = p->n, .terms = terms, .names = names};
  p->n = 0;
  p->kept = p->stored;
  return expr;
}

int ad_build_statement(ad_parse *p, int keyword)
{
  p->statement = calloc(1, sizeof *p->statement);
  if (p->statement == NULL) {
    ad_parse_memory(p, sizeof *p->statement);
    return 0;
  }
  p->statement->keyword = (ad_keyword)keyword;
  return 1;
}

int ad_build_text(ad_parse *p, char **out, const char *text)
{
  size_t size = strlen(text) + 1;

  *out = malloc(size);
  if (*out == NULL) {
    ad_parse_memory(p, size);
    return 0;
  }
  memcpy(*out, text, size);
  return 1;
}

/* Appends {name, place, expr} to list[*n]; owns expr. */
static int append(ad_parse *p, ad_item **list, size_t *n, size_t *capacity,
                  const char *name, ad_place place, ad_expr *expr)
{
  void *grown = *list;
  char *copy = NULL;

  if (!ad_parse_grow(p, &grown, capacity, *n, sizeof **list))
    goto fail;
  *list = grown;
  if (name != NULL && !ad_build_text(p, &copy, name))
    goto fail;
  (*list)[(*n)++] = (ad_item){.name = copy, .place = place, .expr = expr};
  return 1;
fail:
  ad_expr_free(expr);
  return 0;
}

int ad_build_item(ad_parse *p, const char *name, ad_place place,
                  ad_expr *expr)
{
  return append(p, &p->statement->items, &p->statement->n_items,
                &p->item_capacity, name, place, expr);
}

ad_item *ad_build_last(const ad_parse *p)
{
  return &p->statement->items[p->statement->n_items - 1];
}

void ad_build_given(ad_expr **to, ad_expr *expr)
{
  ad_expr_free(*to);
  *to = expr;
}

int ad_build_network(ad_parse *p, const char *name, ad_place place)
{
  if (strcmp(name, "mlp") == 0)
    return 1;
  ad_parse_fail(p, place, "unknown network '%s'", name);
  ad_hint(&p->error, "a net is written mlp(X: 4 relu, 1)");
  return 0;
}

int ad_build_mode(ad_parse *p, const char *name, ad_place place)
{
  if (strcmp(name, "forward") == 0 || strcmp(name, "reverse") == 0)
    return ad_build_item(p, name, place, NULL);
  ad_parse_fail(p, place, "expected 'forward' or 'reverse', found '%s'", name);
  ad_hint(&p->error, AD_STEP_FORM);
  return 0;
}

int ad_build_activation(ad_parse *p, const char *name, ad_place place)
{
  ad_item *item = ad_build_last(p);

  item->place = place;
  return ad_build_text(p, &item->name, name);
}

static int step_at_least(ad_parse *p, double number, double least,
                         const char *what, ad_place place)
{
  if (number >= least && number <= LARGEST_STEP && floor(number) == number) {
    ad_build_last(p)->step = (size_t)number;
    return 1;
  }
  if (number > LARGEST_STEP)
    ad_parse_fail(p, place, "%.6g is too large for a %s", number, what);
  else
    ad_parse_fail(p, place,
                  "a %s is a whole number of at least %.0f, found %.15g", what,
                  least, number);
  return 0;
}

int ad_build_factor(ad_parse *p, const char *name, ad_place place)
{
  size_t n = strlen(name);

  if (name[0] != 'x' || n == 1 || strspn(name + 1, "0123456789") != n - 1) {
    ad_syntax_step(p, name, place);
    return 0;
  }
  ad_build_last(p)->by_factor = 1;
  return step_at_least(p, ad_number_read(name + 1, n - 1), 2, "factor", place);
}

int ad_build_step(ad_parse *p, double number, ad_place place)
{
  return step_at_least(p, number, 1, "step", place);
}
