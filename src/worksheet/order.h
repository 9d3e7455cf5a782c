/* SPDX-License-Identifier: GPL-3.0-or-later
   The factors of a chain in the order in which they can be multiplied: texts in
   the worksheet language, which put together are the product.  Read
   lib/locals.h before. */
#ifndef ORDER_H
#define ORDER_H

#include "formulas.h"
#include "locals.h"

/* A factor with the brackets around it, the sign that follows ("" at the end),
   and its sizes as it stands there. */
struct order_cell {
  char *text, *latex;
  const char *sign, *sign_latex;
  ad_extent shape;
  int after_turn; /* a product that ends here is transposed as a whole      */
};

/* A product of n factors; written is 0 where one of them has no text. */
struct order {
  size_t n, room;
  struct order_cell *cells;
  int written;
  int minus; /* a sign that is still to stand before it, see order_end      */
  ad_strength strength;
};

/* A product that begins with a name, or with nothing: then the first factor is
   its beginning.  The caller frees what is in it. */
struct order order_begin(const char *name, const char *latex, ad_extent shape);
struct order order_empty(void);
void order_free(struct order *o);

/* What the factors[n] do to it, and, when all have done so, its sign. */
void order_apply(struct order *o, size_t n, const ad_factor *factors);
void order_end(struct order *o);

/* What an edge makes of `so_far`, a name or a number; NULL where it has no
   text.  The caller frees it. */
char *order_link(const ad_local *k, const char *so_far);

/* The text with `by` in the places of `so_far`; the caller frees it. */
char *order_filled(const char *text, const char *so_far, const char *by);

/* All of it in one text; the caller frees it. */
char *order_text(const struct order *o);
char *order_latex(const struct order *o);

#endif
