/* SPDX-License-Identifier: GPL-3.0-or-later
   Terms in postorder while a form is written down.  Internal; read
   form_expr.h before. */
#ifndef AD_FORM_TERMS_H
#define AD_FORM_TERMS_H

#include "symbolic/form_expr.h"

/* Longer than this, no one reads it. */
enum { AD_TERMS_MOST = 2000 };

typedef struct ad_terms {
  const ad_algebra *w;
  const ad_form_names *names;
  ad_expr *expr;
  size_t room;
  size_t spans[AD_TERMS_MOST + 64], n_spans; /* of what has no operator yet  */
  ad_sym mean; /* the sum that is written as one, its number left out       */
  ad_status status;
} ad_terms;

/* The form as it is written: what a named node is made of by its name. */
static inline const ad_cell *ad_terms_cell(const ad_terms *t, ad_sym x)
{
  const ad_cell *cell = &t->w->cells[x];
  return cell->twin != AD_NO_SYM && cell->kind != AD_SYM_node
           ? &t->w->cells[cell->twin]
           : cell;
}

static inline ad_sym ad_terms_operand(const ad_terms *t, const ad_cell *x,
                                      size_t k)
{
  return t->w->operands[x->first + k];
}

static inline ad_ratio ad_terms_weight(const ad_terms *t, const ad_cell *x,
                                       size_t k)
{
  return t->w->weights[x->first + k];
}

/* Appends a term that takes the last `arity` ones that are free. */
void ad_terms_put(ad_terms *t, ad_term_kind kind, unsigned arity,
                  const char *text);
void ad_terms_number(ad_terms *t, double x);

/* form_expr.c: any form; form_call_expr.c: an elementwise row;
   form_matrix_expr.c: a structured one. */
void ad_terms_form(ad_terms *t, ad_sym x);
void ad_terms_elementwise(ad_terms *t, const ad_cell *x);
void ad_terms_structured(ad_terms *t, const ad_cell *x);

/* c times a form. */
void ad_terms_scaled(ad_terms *t, ad_ratio c, ad_sym x);

/* The same as a factor of more: c*(x @ y) of a product of matrices. */
void ad_terms_factor(ad_terms *t, ad_ratio c, ad_sym x);

/* form_mean_expr.c: where c, one over the count of what a sum in x adds up, or
   minus that, makes it a mean: that sum, and *c is 1 or -1; else AD_NO_SYM. */
ad_sym ad_terms_mean(const ad_terms *t, ad_sym x, ad_ratio *c);

/* Is it 1, or ones? */
int ad_terms_is_one(const ad_terms *t, ad_sym x);

/* A number, which may have sizes in it. */
void ad_terms_ratio(ad_terms *t, ad_ratio c);

/* form_sign_expr.c: of a sum, names[k] for a term k that makes one with another
   that is not among `taken`, bit k for term k; returns these others.  And
   the two as c times the function of this name, by the first, a comparison. */
uint64_t ad_terms_named(const ad_terms *t, const ad_cell *sum, uint64_t taken,
                        const char **names);
void ad_terms_compared(ad_terms *t, ad_ratio c, ad_sym first, const char *name);

/* n - less, n by its name where it has one. */
void ad_terms_size(ad_terms *t, size_t n, unsigned name, size_t less);

/* form_place_expr.c: a matrix with zeros around it; and of a sum those terms
   that are such and lie apart or on each other, as one matrix or several, with
   + between them.  Returns these terms, bit k for term k. */
void ad_terms_placed(ad_terms *t, const ad_cell *x);
uint64_t ad_terms_joined(ad_terms *t, const ad_cell *sum);

/* A constant of the graph, as a matrix. */
void ad_terms_constant(ad_terms *t, const ad_node *node);

#endif
