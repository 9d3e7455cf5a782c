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
static const identity identities[] = {
#include "symbolic/identities.def"
};
#undef IDENTITY

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
