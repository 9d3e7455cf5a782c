/* SPDX-License-Identifier: GPL-3.0-or-later
   The inner loops of all engines, as tables of functions: one table for
   each instruction set, compiled from the same text (kernels_all.h).
   dispatch.c chooses.  Read ops.def and graph_data.h before.

   Everywhere: tangents and adjoints are laid out element by direction, so
   entry e of direction l is x[e * k + l]; `first` says that a result is to
   be assigned, not added to; pointers that a formula does not read must
   still be valid. */
#ifndef AD_KERNELS_H
#define AD_KERNELS_H

#include "graph/graph_data.h"

/* How an elementwise operation runs over its operands: entry (i, j) of the
   result reads operand k at i * row[k] + j * col[k]; col[k] is 0 or 1. */
typedef struct ad_span {
  size_t rows, cols;
  size_t row[3], col[3];
} ad_span;

/* Many rows of few columns, with a stretched operand? */
static inline int ad_span_is_narrow(const ad_span *s)
{
  return s->rows >= 8 && s->cols <= 64;
}

/* For one row (s->rows is not looked at) and one direction; then for all rows
   and k > 1 directions. */
typedef struct ad_elementwise_kernels {
  /* v = op(a, b, c) */
  void (*value)(const ad_span *s, double *v, const double *const x[3]);
  /* d (+)= partial[o] * xd, for operand o */
  void (*tangent[3])(const ad_span *s, int first, double *d, const double *xd,
                     const double *v, const double *const x[3]);
  /* bar (+)= partial[o] * vbar, for operand o; a stretched operand's bar is
     always added to */
  void (*adjoint[3])(const ad_span *s, int first, double *bar,
                     const double *vbar, const double *v,
                     const double *const x[3]);
  void (*tangents[3])(const ad_span *s, size_t k, int first, double *d,
                      const double *xd, const double *v,
                      const double *const x[3]);
  void (*adjoints[3])(const ad_span *s, size_t k, int first, double *bar,
                      const double *vbar, const double *v,
                      const double *const x[3]);
} ad_elementwise_kernels;

/* What a structured operation sees of its node. */
typedef struct ad_call {
  const ad_graph *g;
  const ad_node *node;
  double *work;  /* as many doubles as its first operand has entries; of
                    factored operations ad_factors_work (program.h)        */
  double *factors; /* factored operations: the value kernel leaves the
                      factorisation of operand a here, the others read it;
                      of all others NULL                                   */
} ad_call;

/* Sums go block by block, wherever they are made. */
enum { AD_CHAIN_WORDS = 1024 };

typedef struct ad_structured_kernels {
  void (*value)(const ad_call *c, double *v, const double *const *x);
  /* d = the tangent; xd[o] is NULL where operand o is not active */
  void (*tangent)(const ad_call *c, size_t k, double *d,
                  const double *const *xd, const double *v,
                  const double *const *x);
  /* bar (+)= what operand o receives */
  void (*adjoint)(const ad_call *c, size_t o, size_t k, int first,
                  double *bar, const double *vbar, const double *v,
                  const double *const *x);
} ad_structured_kernels;

/* What an operand hands on to the tangents of entries 0, 1, ... of a result:
   partial[i] times the k tangents from i * step on (step 0: those of one
   entry, which is stretched). */
typedef struct ad_share {
  const double *partial, *tangent;
  size_t step;
} ad_share;

/* One operation on 1 x 1 nodes: code is 8 * op + which operands have an
   active edge (bits 0, 1, 2); a, b, c are slots.  The result's slot is the
   one after that of the instruction before. */
typedef struct ad_instr {
  uint32_t code, a, b, c;
} ad_instr;

/* to[n] = op(from[n]): what the value kernel of a unary operation does,
   faster. */
typedef void ad_function(size_t n, double *to, const double *from);

typedef struct ad_kernels {
  const char *name; /* of the instruction set                              */
  const ad_elementwise_kernels *elementwise; /* of the rows of ops.def     */
  ad_function *const *function;
  ad_structured_kernels structured[AD_OP_elementwise - AD_OP_structured];
  /* The elementwise kernels for one direction and all rows: row by row, or
     faster where ad_span_is_narrow. */
  void (*rows_value)(const ad_elementwise_kernels *e, const ad_span *s,
                     double *v, const double *const x[3]);
  void (*rows_tangent)(const ad_elementwise_kernels *e, size_t o,
                       const ad_span *s, int first, double *d,
                       const double *xd, const double *v,
                       const double *const x[3]);
  void (*rows_adjoint)(const ad_elementwise_kernels *e, size_t o,
                       const ad_span *s, int first, double *bar,
                       const double *vbar, const double *v,
                       const double *const x[3]);
  /* The value of a matmul node and a row, which is x[2], added to each of its
     rows, in one pass: the same as in two. */
  void (*product_sum)(const ad_call *c, double *v, const double *const *x);
  /* The switch over 1 x 1 nodes: code[n], results in slots first, ... of
     mem; one direction, then k of them (tangents and adjoints: slot * k).  The
     reverse sweep clears each adjoint as it reads it. */
  void (*scalar_value)(const ad_instr *code, size_t n, size_t first,
                       double *mem);
  void (*scalar_tangent)(const ad_instr *code, size_t n, size_t first,
                         const double *mem, double *dot);
  void (*scalar_adjoint)(const ad_instr *code, size_t n, size_t first,
                         const double *mem, double *bar);
  void (*scalar_tangents)(const ad_instr *code, size_t n, size_t first,
                          size_t k, const double *mem, double *dot);
  void (*scalar_adjoints)(const ad_instr *code, size_t n, size_t first,
                          size_t k, const double *mem, double *bar);
  /* d[n x k] = the sum of up to three shares; `select`: a partial that is 0
     hands nothing on. */
  void (*hand_on)(size_t n, size_t k, int select, size_t shares, double *d,
                  const ad_share *s);
  /* Row i of x[n rows, k of each `row` numbers] is added to lane i % 8 of
     lane[8 x k]; to[k] (+)= the sum of the lanes, in the order of `sum`. */
  void (*lanes_add)(size_t n, size_t k, size_t row, double *lane,
                    const double *x);
  void (*lanes_total)(size_t k, int first, double *to, const double *lane);
  /* Of a block: the sum of x[n]; to[n] += from[n]; to[n] (+)= *x. */
  double (*sum)(size_t n, const double *x);
  void (*add)(size_t n, double *to, const double *from);
  void (*spread)(size_t n, int first, double *to, const double *x);
  /* Is every x[n] finite? */
  int (*all_finite)(size_t n, const double *x);
} ad_kernels;

extern const ad_kernels ad_kernels_base;
extern const ad_kernels ad_kernels_avx2;
extern const ad_kernels ad_kernels_avx512;

/* What it has for an elementwise operation. */
static inline const ad_elementwise_kernels *
ad_kernels_of(const ad_kernels *kernels, ad_op op)
{
  return &kernels->elementwise[op - AD_OP_elementwise];
}

/* NULL where there is no such function. */
static inline ad_function *ad_function_of(const ad_kernels *kernels, ad_op op)
{
  return kernels->function[op - AD_OP_elementwise];
}

/* The best table for this processor (dispatch.c). */
const ad_kernels *ad_kernels_choose(void);

/* May products go through CBLAS?  There must be a fast one, for which
   0 * NaN is NaN (product_cblas.c).  Loads it, where that was not done yet. */
int ad_cblas_usable(void);

/* A function of its library, as an address; NULL where there is none.  Only
   where configure defines AD_CBLAS_FILE. */
void *ad_cblas_symbol(const char *name);

/* C[m x n] (+)= op(A) op(B) with op(A)[m x p], op(B)[p x n]; ld* are the
   lengths of stored rows.  To each row of C, and to the sums in it, row[n] is
   added; NULL: nothing (and CBLAS does not look at it). */
typedef struct ad_product {
  size_t m, n, p;
  int ta, tb, first;
  const double *a, *b, *row;
  double *c;
  size_t lda, ldb, ldc;
} ad_product;

/* By CBLAS; only where ad_cblas_usable. */
void ad_cblas_product(const ad_product *x);

/* The same by own loops, for each instruction set (products_all.h). */
void ad_product_base(const ad_product *x);
void ad_product_avx2(const ad_product *x);
void ad_product_avx512(const ad_product *x);

#endif
