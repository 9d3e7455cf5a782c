/* SPDX-License-Identifier: GPL-3.0-or-later
   The stack of the lowering: what a term became.  Internal to lower*.c. */
#ifndef AD_LOWER_ITEM_H
#define AD_LOWER_ITEM_H

#include "graph/sizes.h"
#include "lower.h"

typedef enum ad_item_kind {
  AD_I_NUMBER, /* number: folded                                           */
  AD_I_NODE,   /* ref                                                      */
  AD_I_RANGE,  /* number to last; a single subscript: both the same        */
  AD_I_AXIS,   /* axis                                                     */
  AD_I_ROW     /* a row of a matrix; its `count` entries lie below it      */
} ad_item_kind;

typedef struct ad_lower_item {
  ad_item_kind kind;
  double number, last;
  int literal; /* a number as written, not folded of others, nor of a size */
  ad_ref ref;
  ad_axis axis;
  size_t count;
  int whole;  /* of a range: the lone :                                    */
  ad_monomial of; /* of a number, or the last one of a range: what it has of
                     named sizes                                           */
  ad_monomial before; /* of a number that is 1 more than one with sizes, or
                         the first one of a range: what that has           */
} ad_lower_item;

/* What the text of a derived row is given where it is called. */
typedef struct ad_lower_given {
  struct ad_lowering *call; /* the outermost                               */
  size_t n;
  const ad_ref *x;          /* x[n]: its x, y and z                        */
  ad_axis axis;             /* its `over`                                  */
} ad_lower_given;

typedef struct ad_lowering {
  ad_builder *b; /* NULL: only numbers are allowed                         */
  const ad_expr *expr;
  const ad_scope *scope;
  const ad_lower_given *given; /* NULL: this is no row's text              */
  ad_lower_item *stack; /* room for every term                             */
  size_t n;
  size_t at;            /* the term at hand                                */
  ad_error *err;
} ad_lowering;

/* Fails at the term at hand. */
ad_status ad_lower_fail(ad_lowering *w, const char *format, ...)
    AD_PRINTF(2, 3);
void ad_lower_hint(ad_lowering *w, const char *format, ...) AD_PRINTF(2, 3);

/* The item as a node; numbers become constants. */
ad_ref ad_lower_node(ad_lowering *w, const ad_lower_item *item);

/* Builds the text of a derived row, called at the term at hand. */
ad_status ad_lower_row(ad_lowering *w, const char *text,
                       const ad_lower_given *given, ad_ref *out);

/* What the number that the expression is is called as a size, by its number in
   the graph, ad_size_multiple; 0 where it is none. */
unsigned ad_lower_size_name(ad_builder *b, const ad_expr *expr,
                            const ad_scope *scope);

/* Replaces the topmost `taken` items by one. */
void ad_lower_replace(ad_lowering *w, size_t taken, ad_lower_item item);

/* A call's arguments: positional ones, and the axis where over= is given. */
typedef struct ad_lower_args {
  const char *name;
  size_t n;         /* positional                                          */
  size_t taken;     /* items on the stack, the axis included               */
  int has_axis;
  ad_axis axis;
  ad_lower_item *x; /* x[n]                                                */
} ad_lower_args;

/* lower_call.c: puts the result in the arguments' place; the shape of an
   item; a failure about the number of arguments. */
ad_status ad_lower_finish(ad_lowering *w, const ad_lower_args *a, ad_ref ref);
ad_shape ad_lower_shape(ad_lowering *w, const ad_lower_item *x);
ad_status ad_lower_wrong_count(ad_lowering *w, const ad_lower_args *a,
                               const char *expected);

/* lower_special.c: functions that are no operations: the name as a static
   string, or NULL; name i, or NULL. */
const char *ad_lower_find_special(const char *name);
const char *ad_lower_special_name(size_t i);
ad_status ad_lower_special(ad_lowering *w, const ad_lower_args *a);

/* A number or a node? */
int ad_lower_is_operand(const ad_lower_item *item);

/* lower_term.c: any term; lower_call.c, lower_matrix.c: those with rules of
   their own. */
ad_status ad_lower_term(ad_lowering *w, const ad_term *term);
/* lower_memo.c: the same, where the scope has a memo. */
ad_status ad_lower_remembered(ad_lowering *w, const ad_term *term);
ad_status ad_lower_call(ad_lowering *w, const ad_term *term);
ad_status ad_lower_index(ad_lowering *w, const ad_term *term);
ad_status ad_lower_matrix(ad_lowering *w, const ad_term *term);
ad_status ad_lower_derivative(ad_lowering *w);
/* Beside @ a derivative that goes entry by entry is its Jacobian, which is
   diagonal, where that fits. */
void ad_lower_jacobians(ad_lowering *w, ad_ref *left, ad_ref *right);

/* lower_warn.c: what two operands, the exponent on top of the stack or the
   matrix at hand may have been meant for. */
void ad_lower_warn_pair(ad_lowering *w, ad_op op, ad_ref x, ad_ref y);
void ad_lower_warn_power(ad_lowering *w, const ad_lower_item *x);
void ad_lower_warn_matrix(ad_lowering *w);

/* An elementwise operation on the topmost n items, folded where it can be. */
ad_status ad_lower_elementwise(ad_lowering *w, ad_op op, size_t n);

/* Whole numbers of at least `least`, at most 2^53. */
int ad_lower_whole(double x, double least);

#endif
