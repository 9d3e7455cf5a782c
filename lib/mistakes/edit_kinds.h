/* SPDX-License-Identifier: GPL-3.0-or-later
   The kinds of changes of an expression, a function each, which adds those that
   can be made at one of its terms.  Internal; read mistakes_data.h before. */
#ifndef AD_EDIT_KINDS_H
#define AD_EDIT_KINDS_H

#include <string.h>

#include "mistakes/mistakes_data.h"

/* The expression, and of each of its terms: whose operand it is; is it part of
   what cannot be changed, as a subscript; does it stand where no derivative
   passes, as in step(...) and below a comparison? */
typedef struct ad_editor {
  const ad_expr *e;
  const ad_words *words;
  ad_draft d;
  size_t *above;
  unsigned char *shut, *masked;
} ad_editor;

/* edit_values.c */
void ad_edit_signs(ad_editor *ed, size_t i);
void ad_edit_parentheses(ad_editor *ed, size_t i);
void ad_edit_times(ad_editor *ed, size_t i);
void ad_edit_exponents(ad_editor *ed, size_t i);
void ad_edit_squares(ad_editor *ed, size_t i);
/* Puts the part and a number more: 3 for 2 + 1. */
void ad_edit_put_moved(ad_editor *ed, size_t part, double by);

/* edit_parts.c */
void ad_edit_turns(ad_editor *ed, size_t i);
void ad_edit_exchanges(ad_editor *ed, size_t i);
void ad_edit_products(ad_editor *ed, size_t i);
void ad_edit_sums(ad_editor *ed, size_t i);
void ad_edit_terms(ad_editor *ed, size_t i);
void ad_edit_inner_terms(ad_editor *ed, size_t i);
void ad_edit_copies(ad_editor *ed, size_t i);
void ad_edit_factors(ad_editor *ed, size_t i);
void ad_edit_more_factors(ad_editor *ed, size_t i);
void ad_edit_counts(ad_editor *ed, size_t i);

/* edit_slopes.c */
void ad_edit_slopes(ad_editor *ed, size_t i);

/* edit_arguments.c */
void ad_edit_arguments(ad_editor *ed, size_t i);

/* edit_places.c */
void ad_edit_places(ad_editor *ed, size_t i);
void ad_edit_two_places(ad_editor *ed, size_t i);

/* edit_axes.c */
void ad_edit_axes(ad_editor *ed, size_t i);
void ad_edit_rows(ad_editor *ed, size_t i);

/* edit_names.c */
void ad_edit_names(ad_editor *ed, size_t i);
void ad_edit_names_everywhere(ad_editor *ed, size_t i);
void ad_edit_families(ad_editor *ed, size_t i);
void ad_edit_functions(ad_editor *ed, size_t i);
void ad_edit_more_functions(ad_editor *ed, size_t i);

/* --- terms ---------------------------------------------------------------- */

static inline int ad_edit_is_infix(const ad_expr *e, size_t i,
                                   const char *symbols)
{
  return e->terms[i].kind == AD_T_INFIX && e->terms[i].text[1] == '\0' &&
         strchr(symbols, e->terms[i].text[0]) != NULL;
}

static inline int ad_edit_is_additive(const ad_expr *e, size_t i)
{
  return ad_edit_is_infix(e, i, "+-");
}

static inline size_t ad_edit_left(const ad_expr *e, size_t i)
{
  return ad_expr_operand(e, i, 0);
}

static inline size_t ad_edit_right(const ad_expr *e, size_t i)
{
  return ad_expr_operand(e, i, e->terms[i].arity - 1);
}

static inline int ad_edit_is_name(const ad_expr *e, size_t i, const char *name)
{
  return e->terms[i].kind == AD_T_NAME && strcmp(e->terms[i].text, name) == 0;
}

static inline int ad_edit_is_number(const ad_expr *e, size_t i)
{
  for (size_t k = i + 1 - e->terms[i].span; k <= i; k++)
    if (e->terms[k].kind == AD_T_NAME || e->terms[k].kind == AD_T_DERIVATIVE)
      return 0;
  return 1;
}

/* Are the parts i and j the same, term for term? */
static inline int ad_edit_is_same(const ad_expr *e, size_t i, size_t j)
{
  ad_expr x = {e->terms[i].span, e->terms + (i + 1 - e->terms[i].span), NULL};
  ad_expr y = {e->terms[j].span, e->terms + (j + 1 - e->terms[j].span), NULL};
  return ad_expr_equal(&x, &y);
}

/* Has operand k of the term no derivative? */
static inline int ad_edit_is_cut(const ad_term *t, unsigned k)
{
  ad_op op = t->kind == AD_T_INFIX ? ad_op_find_infix(t->text, t->arity)
             : t->kind == AD_T_CALL ? ad_op_find(t->text, t->arity)
                                    : AD_OP_leaf;
  return ad_op_get(op) && op != AD_OP_leaf && !ad_op_has_edge(op, k);
}

/* Is there no room for more of them? */
static inline int ad_edit_is_spent(const ad_editor *ed)
{
  return ed->d.to->terms >= AD_TERMS_SPENT || ed->d.to->status != AD_OK;
}

/* Is it one of several terms, or all there is? */
static inline int ad_edit_is_addend(const ad_editor *ed, size_t i)
{
  return !ad_edit_is_additive(ed->e, i) &&
         (i == ed->e->n - 1 || ad_edit_is_additive(ed->e, ed->above[i]));
}

/* Of what stands in a mask, the mask is a mistake. */
static inline ad_mistake_code ad_edit_code(const ad_editor *ed, size_t i,
                                           ad_mistake_code code)
{
  return ed->masked[i] ? AD_MISTAKE_mask_of : code;
}

#endif
