/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms that are linear in a symbol, taken apart from outside in: each step
   finds the one operand that the symbol is in, and keeps the rest as a factor.
   Read acts.h before. */
#include "symbolic/acts.h"

#include <stdlib.h>

#include "graph.h"

ad_sym ad_acts_hole(ad_algebra *w, ad_sym x, uint32_t node)
{
  if (!ad_sym_ready(w, x))
    return AD_NO_SYM;
  ad_cell parts = {.kind = AD_SYM_cut, .at = {node, 1},
                   .shape = w->cells[x].shape};
  return ad_sym_intern(w, &parts, 1, &x, NULL);
}

/* --- where the symbol is ------------------------------------------------- */

/* has[x + 1]: is the symbol in the form?  NULL without memory. */
static unsigned char *find_seed(const ad_algebra *w, ad_sym x, ad_sym seed)
{
  unsigned char *has = calloc((size_t)x + 1, 1);
  for (size_t i = 0; has && i <= x; i++) {
    has[i] = i == seed;
    for (size_t k = 0; !has[i] && k < w->cells[i].n; k++)
      has[i] = has[ad_sym_operand(w, (ad_sym)i, k)];
  }
  return has;
}

/* The operand of x that it is in, of several SIZE_MAX, of none x->n. */
static size_t only_operand(const ad_algebra *w, ad_sym x,
                           const unsigned char *has)
{
  size_t n = w->cells[x].n, found = n;
  for (size_t k = 0; k < n; k++)
    if (has[ad_sym_operand(w, x, k)] && found != n)
      return SIZE_MAX;
    else if (has[ad_sym_operand(w, x, k)])
      found = k;
  return found;
}

static int goes_entrywise(const ad_cell *cell)
{
  return cell->kind == AD_SYM_scale || cell->kind == AD_SYM_sum ||
         cell->kind == AD_SYM_product ||
         (cell->kind == AD_SYM_call &&
          ad_op_get(cell->op)->kind == AD_KIND_elementwise);
}

int ad_acts_entrywise(const ad_algebra *w, ad_sym x, ad_sym seed)
{
  unsigned char *has = find_seed(w, x, seed);
  unsigned char *read = calloc((size_t)x + 1, 1);
  int entrywise = has && read;
  if (read)
    read[x] = 1;
  for (size_t i = (size_t)x + 1; entrywise && i-- > 0;) {
    const ad_cell *cell = &w->cells[i];
    if (!read[i] || !has[i] || i == seed)
      continue;
    entrywise = goes_entrywise(cell) &&
                ad_shape_same(cell->shape, w->cells[seed].shape);
    for (size_t k = 0; k < cell->n; k++)
      read[ad_sym_operand(w, (ad_sym)i, k)] = 1;
  }
  free(has);
  free(read);
  return entrywise;
}

/* --- one step ------------------------------------------------------------ */

/* What is looked at, and the number that stands before it. */
typedef struct peeler {
  ad_algebra *w;
  const unsigned char *has;
  ad_acts *acts;
  ad_sym x;
  ad_ratio number;
} peeler;

static ad_status put(peeler *p, ad_act act, ad_axis axis, ad_sym factor)
{
  ad_acts *a = p->acts;
  if (act != AD_ACT_TURN && act != AD_ACT_SUM && act != AD_ACT_STRETCH &&
      !ad_sym_ready(p->w, factor))
    return AD_ENOMEM;
  if (ad_grow((void **)&a->of, &a->room, a->n, 1, sizeof *a->of) != AD_OK)
    return ad_fail_memory(&p->w->error, a->n * sizeof *a->of);
  a->of[a->n++] = (ad_act_form){act, axis, factor, p->x};
  return AD_OK;
}

/* The factor with the number before it, which then is done with. */
static ad_sym numbered(peeler *p, ad_sym factor)
{
  ad_sym x = ad_sym_scale(p->w, p->number, factor);
  p->number = AD_ONE;
  return x;
}

/* Of a product, all factors but the one. */
static ad_sym other_factors(ad_algebra *w, ad_sym product, size_t but)
{
  ad_sym rest = ad_sym_number(w, AD_ONE);
  for (size_t k = 0; k < w->cells[product].n && rest != AD_NO_SYM; k++)
    if (k != but)
      rest = ad_sym_mul(w, rest,
                        ad_sym_power(w, ad_sym_operand(w, product, k),
                                     (int)ad_sym_weight(w, product, k).num));
  return rest;
}

/* The call with a hole in it. */
static ad_status peel_other(peeler *p, size_t k)
{
  ad_algebra *w = p->w;
  ad_cell cell = w->cells[p->x];
  ad_sym few[3], hole = ad_acts_hole(w, ad_sym_operand(w, p->x, k), 0);
  if (cell.n > 3 || !ad_sym_ready(w, hole))
    return cell.n > 3 ? AD_EINPUT : AD_ENOMEM;
  for (size_t i = 0; i < cell.n; i++)
    few[i] = i == k ? hole : ad_sym_operand(w, p->x, i);
  return put(p, AD_ACT_OTHER, AD_ALL,
             numbered(p, ad_sym_intern(w, &cell, cell.n, few, NULL)));
}

/* where(mask, s, 0) is s times the mask. */
static int is_masking(const ad_algebra *w, ad_sym x, size_t k)
{
  return ad_sym_calls(w, x, AD_OP_where) && k == 1 &&
         ad_sym_is_mask(w, ad_sym_operand(w, x, 0)) &&
         ad_sym_is_zero(w, ad_sym_operand(w, x, 2));
}

static ad_status peel_call(peeler *p, size_t k)
{
  ad_algebra *w = p->w;
  ad_cell cell = w->cells[p->x];
  if (is_masking(w, p->x, k)) {
    ad_sym one = ad_sym_number(w, AD_ONE), zero = ad_sym_number(w, AD_ZERO);
    return put(p, AD_ACT_TIMES, AD_ALL,
               numbered(p, ad_sym_where(w, ad_sym_operand(w, p->x, 0), one,
                                        zero)));
  }
  switch (ad_op_get(cell.op)->form) {
  case AD_FORM_product:
    return put(p, k == 0 ? AD_ACT_RIGHT : AD_ACT_LEFT, AD_ALL,
               numbered(p, ad_sym_operand(w, p->x, 1 - k)));
  case AD_FORM_turn:
    return put(p, AD_ACT_TURN, AD_ALL, AD_NO_SYM);
  case AD_FORM_stretch:
    return put(p, AD_ACT_STRETCH, AD_ALL, AD_NO_SYM);
  case AD_FORM_reduce:
    if (cell.op == AD_OP_sum)
      return put(p, AD_ACT_SUM, (ad_axis)cell.at[0], AD_NO_SYM);
    return AD_EINPUT;
  default:
    return peel_other(p, k);
  }
}

/* One step inward; AD_EINPUT where it cannot be taken apart. */
static ad_status peel(peeler *p)
{
  ad_algebra *w = p->w;
  ad_cell cell = w->cells[p->x];
  size_t k = only_operand(w, p->x, p->has);
  if (k >= cell.n)
    return AD_EINPUT;
  ad_sym inner = ad_sym_operand(w, p->x, k);
  ad_status status = AD_EINPUT;
  if (cell.kind == AD_SYM_scale) {
    p->number = ad_ratio_times(p->number, cell.number);
    status = AD_OK;
  } else if (cell.kind == AD_SYM_product &&
             ad_ratio_same(ad_sym_weight(w, p->x, k), AD_ONE)) {
    status = put(p, AD_ACT_TIMES, AD_ALL,
                 numbered(p, other_factors(w, p->x, k)));
  } else if (cell.kind == AD_SYM_call) {
    status = peel_call(p, k);
  }
  p->x = inner;
  return status;
}

/* --- all steps ----------------------------------------------------------- */

static void turn_round(ad_acts *acts)
{
  for (size_t i = 0; i < acts->n / 2; i++) {
    ad_act_form other = acts->of[i];
    acts->of[i] = acts->of[acts->n - 1 - i];
    acts->of[acts->n - 1 - i] = other;
  }
}

ad_status ad_acts_find(ad_algebra *w, ad_sym x, ad_sym seed, ad_acts *acts)
{
  unsigned char *has = find_seed(w, x, seed);
  peeler p = {w, has, acts, x, AD_ONE};
  ad_status status = has ? AD_OK : ad_fail_memory(&w->error, x);
  while (status == AD_OK && p.x != seed)
    status = peel(&p);
  if (status == AD_OK && !ad_ratio_same(p.number, AD_ONE))
    status = put(&p, AD_ACT_TIMES, AD_ALL, ad_sym_number(w, p.number));
  if (status == AD_EINPUT) {
    acts->n = 0;
    p.x = x;
    status = put(&p, AD_ACT_OTHER, AD_ALL, x);
  }
  free(has);
  turn_round(acts);
  return w->error.status != AD_OK ? w->error.status : status;
}

void ad_acts_free(ad_acts *acts)
{
  free(acts->of);
  *acts = (ad_acts){0};
}
