/* SPDX-License-Identifier: GPL-3.0-or-later
   The op set as data: what the rows of ops.def, structured.def and
   derived.def say, with the elementwise rows compiled to scalar functions.
   Read ops.def before. */
#ifndef AD_OPS_H
#define AD_OPS_H

#include "status.h"

AD_BEGIN_C

/* An operation: AD_OP_matmul, AD_OP_sum, ...  The ids of the elementwise ones
   are in graph.h and begin at AD_OP_elementwise. */
typedef unsigned ad_op;

/* First the two kinds of node that compute nothing, then the structured
   operations: these ids do not move when ops.def has a new row. */
enum {
  AD_OP_leaf,
  AD_OP_constant,
#define STRUCTURED(id, ...) AD_OP_##id,
#include "structured.def"
#undef STRUCTURED
  AD_OP_elementwise
};

enum { AD_OP_structured = AD_OP_constant + 1 }; /* the first of them         */

typedef enum ad_kind {
  AD_KIND_elementwise,
  AD_KIND_linear,
  AD_KIND_bilinear,
  AD_KIND_multilinear,
  AD_KIND_curved,
  AD_KIND_factored,
  AD_KIND_select,
  AD_KIND_fixed,
  AD_KIND_source /* leaves and constants */
} ad_kind;

/* The form column of structured.def. */
typedef enum ad_form {
  AD_FORM_none,
  AD_FORM_product,
  AD_FORM_turn,
  AD_FORM_reduce,
  AD_FORM_running, /* running sums over an axis                             */
  AD_FORM_stretch,
  AD_FORM_cut,
  AD_FORM_put,
  AD_FORM_list,
  AD_FORM_blocks,
  AD_FORM_reshape,
  AD_FORM_diagonal,
  AD_FORM_same,
  AD_FORM_scalar, /* n x n to 1 x 1                                         */
  AD_FORM_logarithm, /* n x n to 1 x 1, through the logarithm               */
  AD_FORM_square, /* n x n to n x n                                         */
  AD_FORM_system, /* n x n and n x k to n x k                               */
  AD_FORM_classes
} ad_form;

typedef enum ad_edge {
  AD_EDGE_product,
  AD_EDGE_select,
  AD_EDGE_frozen
} ad_edge;

typedef enum ad_cost_class {
  AD_COST_single,
  AD_COST_arithmetic,
  AD_COST_function
} ad_cost_class;

/* A function of the operands a, b, c and the result v (see ops.def). */
typedef double ad_scalar_fn(double a, double b, double c, double v);

/* One row.  The scalar functions and intervals are those of elementwise
   rows; structured rows have NULL there. */
typedef struct ad_op_row {
  const char *id, *name, *infix;
  int strength;      /* of the infix symbol; 0: written as a call          */
  unsigned arity;    /* 0: any number                                      */
  ad_kind kind;
  ad_form form; /* of structured rows                                       */
  ad_edge edge;
  ad_cost_class cost;
  ad_scalar_fn *value, *partial[3], *domain, *side, *width[2];
  const char *value_text, *partial_text[3], *domain_text, *side_text;
  const char *width_text[2];
  const char *tangent_text, *adjoint_text[2]; /* structured rows           */
  const char *latex, *neutral, *absorbing, *kink, *doc;
  double lo[2], hi[2]; /* safe test interval of a; of b and c              */
} ad_op_row;

/* A derived operation: text only.  The axis rules are in derived.def. */
typedef enum ad_axis_rule {
  AD_AXIS_none, AD_AXIS_all, AD_AXIS_rowwise, AD_AXIS_pair, AD_AXIS_columns
} ad_axis_rule;

typedef struct ad_derived_row {
  const char *name;
  unsigned arity;
  ad_axis_rule axis;
  const char *text, *doc;
} ad_derived_row;

/* A function that makes numbers (made.def), as it is written. */
typedef struct ad_made_row {
  const char *name, *written, *doc;
} ad_made_row;

/* The row of op; NULL where there is no such operation. */
AD_API const ad_op_row *ad_op_get(ad_op op);

/* The operation that is called name(...) with this many operands (max and
   min are reductions of one operand, elementwise of two), or written with
   this infix symbol; AD_OP_count (graph.h) where there is none. */
AD_API ad_op ad_op_find(const char *name, unsigned arity);
AD_API ad_op ad_op_find_infix(const char *symbol, unsigned arity);

/* The elementwise operations, then the structured ones, each in the order of
   its table: *op is number i; 0 past the last. */
AD_API int ad_op_listed(size_t i, ad_op *op);

/* Derived rows: row i, or NULL past the end; the one of a name, or NULL. */
AD_API const ad_derived_row *ad_derived_get(size_t i);
AD_API const ad_derived_row *ad_derived_find(const char *name);

/* The same of functions that make numbers. */
AD_API const ad_made_row *ad_made_get(size_t i);
AD_API const ad_made_row *ad_made_find(const char *name);

/* Does dv/d(operand k) exist as an edge?  (False where the partial is the
   literal 0, for fixed structured operations, for a list of indices, and where
   there is no such operand.) */
AD_API int ad_op_has_edge(ad_op op, unsigned k);
AD_API int ad_op_has_edges(ad_op op); /* for any operand of its row         */

/* Does a partial that is 0 cut the edge?  (Rows with the edge select, and
   structured operations of that kind.) */
AD_API int ad_op_selects(ad_op op);

/* Elementwise: can a stencil of finite differences leave anything by it: a
   side, a width, or (without an edge) a step? */
AD_API int ad_op_has_bounds(ad_op op);

/* What the partial of operand k reads (the domain included): bits 0, 1, 2
   for the operands a, b, c, bit 3 for the result v, bit 4 for the LU
   factorisation of operand a. */
enum { AD_READS_V = 8, AD_READS_FACTORS = 16 };
AD_API unsigned ad_op_reads(ad_op op, unsigned k);

/* Elementwise: the partial of operand k at one point, NaN outside the
   domain. */
AD_API double ad_op_partial(ad_op op, unsigned k, double a, double b, double c,
                            double v);

AD_END_C

#endif
