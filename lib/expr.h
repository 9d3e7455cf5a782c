/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions as read: text -> postfix array.  The parser (parser.y,
   scanner.l) knows syntax only: names, shapes and operations are looked up
   by those who use the array (lower.h, the sheet).  Read report.h before.

   An expression is an array of terms in postorder: operands stand before
   their operator, and terms[n-1] is the root.  The last operand of term i
   is term i-1; the one before it is term i-1-terms[i-1].span; and so on.
   Nothing here recurses, so a sum of a million terms is no trouble. */
#ifndef AD_EXPR_H
#define AD_EXPR_H

#include "report.h"

AD_BEGIN_C

typedef enum ad_term_kind {
  AD_T_NUMBER,     /* number; text: as written, or ""                     */
  AD_T_NAME,       /* text: a node, leaf, dim, loop variable or constant  */
  AD_T_INFIX,      /* text: the symbol; 2 operands                        */
  AD_T_PREFIX,     /* text: "-"; 1 operand                                */
  AD_T_TRANSPOSE,  /* 1 operand; text "'"                                 */
  AD_T_CALL,       /* text: the function; `arity` operands                */
  AD_T_KEYWORD,    /* over=rows: text is "over", operand a name; stands as
                      an argument of a call                               */
  AD_T_INDEX,      /* operands: the indexed thing, then 1 or 2 subscripts */
  AD_T_RANGE,      /* a:b; 2 operands                                     */
  AD_T_WHOLE,      /* the lone : of a subscript                           */
  AD_T_MATRIX,     /* [a, b; c, d]: operands are the rows                 */
  AD_T_ROW,        /* a row of a matrix: operands are its entries         */
  AD_T_DERIVATIVE, /* dA/dB (text "d") or d(A)/d(B) (text "d()"): 2
                      operands, A and B                                   */
  AD_T_PAREN       /* ( ... ): 1 operand; kept for the printer            */
} ad_term_kind;

typedef struct ad_term {
  ad_term_kind kind;
  unsigned arity;   /* operands                                           */
  size_t span;      /* terms of this subtree, itself included             */
  ad_place place;   /* the whole subtree, from its first byte to its last */
  double number;
  const char *text; /* owned by the expression; "" where unused           */
} ad_term;

typedef struct ad_expr {
  size_t n;
  ad_term *terms; /* terms[n]                                             */
  char *names;    /* storage behind the texts                             */
} ad_expr;

/* Is `name` (name[length]) declared?  Decides whether dA/dB is a
   derivative: A and B declared, dA and dB not.  Messages ask whether name is
   a function; may be NULL. */
typedef struct ad_names {
  int (*declared)(const void *state, const char *name, size_t length);
  const void *state;
  int (*is_function)(const char *name, size_t length);
} ad_names;

/* Parses text[size] as one expression.  `names` may be NULL: then only the
   long form d(A)/d(B) is a derivative.  Places are offsets from `text`
   plus `base`.  AD_EINPUT with place on a syntax error, AD_ENOMEM.  The
   caller frees *out with ad_expr_free. */
AD_API ad_status ad_expr_parse(const char *text, size_t size, size_t base,
                               const ad_names *names, ad_expr **out,
                               ad_error *err);
AD_API void ad_expr_free(ad_expr *expr);

/* Index of operand k (from 0) of term i. */
AD_API size_t ad_expr_operand(const ad_expr *expr, size_t i, unsigned k);

/* Term i, or what stands in its parentheses: AD_T_PAREN is passed over. */
AD_API size_t ad_expr_inside(const ad_expr *expr, size_t i);

/* The outermost term, past parentheses. */
AD_API size_t ad_expr_root(const ad_expr *expr);

/* Does it read this name; is there a derivative in it? */
AD_API int ad_expr_has_name(const ad_expr *expr, const char *name);
AD_API int ad_expr_has_derivative(const ad_expr *expr);

/* Are they the same but for parentheses, and for how numbers and derivatives
   are written: dA/dB or d(A)/d(B)? */
AD_API int ad_expr_equal(const ad_expr *x, const ad_expr *y);

/* The expression as text again, with the fewest parentheses that keep its
   meaning (AD_T_PAREN is dropped), and those that keep * and @ apart:
   (x*y) @ z, (x @ y)*z, but 2*x @ y; parsing it gives the same terms.  The
   caller frees *text. */
AD_API ad_status ad_expr_print(const ad_expr *expr, char **text);

AD_END_C

#endif
