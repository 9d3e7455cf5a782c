/* SPDX-License-Identifier: GPL-3.0-or-later
   Calls that are other functions, by the table identities.def.  Read form.h
   before. */
#include "symbolic/form.h"

#include "graph.h"

typedef struct identity {
  ad_op of;
  int sign;
  ad_op inner;
  int constant, factor;
  ad_op is;
} identity;

#define IDENTITY(f, sign, g, constant, factor, h)                              \
  {AD_OP_##f, sign, AD_OP_##g, constant, factor, AD_OP_##h},
#define QUOTIENT(f, g, h)
static const identity identities[] = {
#include "symbolic/identities.def"
};
#undef IDENTITY
#undef QUOTIENT

typedef struct quotient {
  ad_op above, below, is;
} quotient;

#define IDENTITY(f, sign, g, constant, factor, h)
#define QUOTIENT(f, g, h) {AD_OP_##f, AD_OP_##g, AD_OP_##h},
static const quotient quotients[] = {
#include "symbolic/identities.def"
};
#undef IDENTITY
#undef QUOTIENT

/* The a of f(sign*g(a)), from x, what f is of; AD_NO_SYM where x is none. */
static ad_sym argument(ad_algebra *w, const identity *rule, ad_sym x)
{
  ad_ratio c;
  ad_sym core = ad_sym_core(w, x, &c);
  if (!ad_sym_ready(w, core) || c.num * rule->sign <= 0)
    return AD_NO_SYM;
  if (rule->inner == AD_OP_leaf)
    return ad_sym_scale(w, ad_ratio_times(c, ad_ratio_of(rule->sign)), core);
  const ad_cell *cell = &w->cells[core];
  if (cell->kind == AD_SYM_node && cell->twin != AD_NO_SYM)
    core = cell->twin;
  return ad_ratio_same(c, ad_ratio_of(rule->sign)) &&
             ad_sym_calls(w, core, rule->inner)
           ? ad_sym_operand(w, core, 0)
           : AD_NO_SYM;
}

ad_sym ad_sym_identity(ad_algebra *w, ad_op op, ad_sym x)
{
  for (size_t i = 0; w->open && i < sizeof identities / sizeof *identities;
       i++) {
    const identity *rule = &identities[i];
    ad_sym a = rule->of == op ? argument(w, rule, x) : AD_NO_SYM;
    if (a == AD_NO_SYM)
      continue;
    ad_sym is = ad_sym_elementwise(w, rule->is, 1, &a);
    return ad_sym_add(w, ad_sym_number(w, ad_ratio_of(rule->constant)),
                      ad_sym_scale(w, ad_ratio_of(rule->factor), is));
  }
  return AD_NO_SYM;
}

/* The product x with f(a)/g(a), its factors i and k, as another function. */
static ad_sym divided(ad_algebra *w, const quotient *rule, ad_sym x, size_t i,
                      size_t k)
{
  ad_sym f = ad_sym_operand(w, x, i), g = ad_sym_operand(w, x, k);
  int above = (int)ad_sym_weight(w, x, i).num;
  int below = -(int)ad_sym_weight(w, x, k).num;
  if (above < 1 || below < 1 || !ad_sym_calls(w, f, rule->above) ||
      !ad_sym_calls(w, g, rule->below) ||
      ad_sym_operand(w, f, 0) != ad_sym_operand(w, g, 0))
    return x;
  ad_sym a = ad_sym_operand(w, f, 0);
  ad_sym is = ad_sym_elementwise(w, rule->is, 1, &a);
  is = ad_sym_div(w, ad_sym_mul(w, is, g), f);
  return ad_sym_mul(w, x, ad_sym_power(w, is, above < below ? above : below));
}

ad_sym ad_sym_quotient(ad_algebra *w, ad_sym x)
{
  for (size_t r = 0; r < sizeof quotients / sizeof *quotients; r++)
    for (size_t i = 0; i < w->cells[x].n; i++)
      for (size_t k = 0; k < w->cells[x].n; k++) {
        ad_sym y = divided(w, &quotients[r], x, i, k);
        if (y != x)
          return y;
      }
  return x;
}
