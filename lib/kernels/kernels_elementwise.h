/* SPDX-License-Identifier: GPL-3.0-or-later
   Elementwise kernels: loops made from the rows of ops.def.  Included by
   kernels_all.h only; read kernels.h before.

   A loop knows its strides at compile time, so the compiler vectorises it:
   operands are either walked (stride 1) or stretched (stride 0). */

/* One pass over the columns of a row; ja, jb, jc index the operands. */
#define FOR_COLS(ca, cb, cc, statement)                                      \
  for (size_t j = 0; j < s->cols; j++) {                                     \
    const size_t ja = (ca)*j, jb = (cb)*j, jc = (cc)*j;                      \
    const double a = pa[ja], b = pb[jb], c = pc[jc], v = pv[j];              \
    (void)ja, (void)jb, (void)jc, (void)a, (void)b, (void)c, (void)v;        \
    statement;                                                               \
  }

/* The passes an operation of 1, 2, 3 operands needs; operands that it has
   not are not walked, for there may be nothing behind their first entry. */
#define WALK_1(statement) FOR_COLS(1, 0, 0, statement)
#define WALK_2(statement)                                                    \
  if (s->col[0] && s->col[1])                                                \
    FOR_COLS(1, 1, 0, statement)                                             \
  else if (s->col[0])                                                        \
    FOR_COLS(1, 0, 0, statement)                                             \
  else                                                                       \
    FOR_COLS(0, s->col[1], 0, statement)
#define WALK_3(statement)                                                    \
  if (s->col[0] && s->col[1] && s->col[2])                                   \
    FOR_COLS(1, 1, 1, statement)                                             \
  else                                                                       \
    FOR_COLS(s->col[0], s->col[1], s->col[2], statement)


/* Sums an expression over the columns in eight lanes, whose order does not
   hang on the instruction set. */
#define SUM_COLS(ca, cb, cc, total, expression)                              \
  {                                                                          \
    double lane[8] = {0};                                                    \
    size_t j0 = 0;                                                           \
    for (; j0 + 8 <= s->cols; j0 += 8)                                       \
      for (size_t l = 0; l < 8; l++) {                                       \
        const size_t j = j0 + l;                                             \
        const double a = pa[(ca)*j], b = pb[(cb)*j], c = pc[(cc)*j],         \
                     v = pv[j];                                              \
        (void)a, (void)b, (void)c, (void)v;                                  \
        lane[l] += (expression);                                             \
      }                                                                      \
    for (size_t j = j0; j < s->cols; j++) {                                  \
      const double a = pa[(ca)*j], b = pb[(cb)*j], c = pc[(cc)*j],           \
                   v = pv[j];                                                \
      (void)a, (void)b, (void)c, (void)v;                                    \
      lane[j - j0] += (expression);                                          \
    }                                                                        \
    total = ((lane[0] + lane[4]) + (lane[2] + lane[6])) +                    \
            ((lane[1] + lane[5]) + (lane[3] + lane[7]));                     \
  }
#define SUM_1(total, expression) SUM_COLS(0, 0, 0, total, expression)
#define SUM_2(total, expression)                                             \
  if (s->col[0])                                                             \
    SUM_COLS(1, 0, 0, total, expression)                                     \
  else                                                                       \
    SUM_COLS(0, s->col[1], 0, total, expression)
#define SUM_3(total, expression)                                             \
  SUM_COLS(s->col[0], s->col[1], s->col[2], total, expression)

/* Pointers to row i of the operands. */
#define ROW_POINTERS(i)                                                      \
  const double *const pa = x[0] + (i)*s->row[0];                             \
  const double *const pb = x[1] + (i)*s->row[1];                             \
  const double *const pc = x[2] + (i)*s->row[2];

#define VALUE_KERNEL(id, arity, formula)                                     \
  static void id##_value(const ad_span *s, double *restrict result,          \
                         const double *const x[3])                           \
  {                                                                          \
    ROW_POINTERS(0)                                                          \
    const double *const pv = result; /* which no value reads */              \
    WALK_##arity(result[j] = (formula))                                      \
  }

/* Operand o ('a', 'b' or 'c', number 0, 1 or 2).  One row and direction by
   itself: what many of them need besides would cost more, where there are
   ten entries, than these do. */
#define TANGENT_KERNELS(id, arity, o, number, partial, edge, domain)         \
  static void id##_tangent_##o(const ad_span *s, int first,                  \
                               double *restrict d, const double *pd,         \
                               const double *pv, const double *const x[3])   \
  {                                                                          \
    ROW_POINTERS(0)                                                          \
    if (first)                                                               \
      WALK_##arity(d[j] = AD_TIMES_##edge(AD_GUARDED(domain, partial),       \
                                          pd[j##o]))                         \
    else                                                                     \
      WALK_##arity(d[j] += AD_TIMES_##edge(AD_GUARDED(domain, partial),      \
                                           pd[j##o]))                        \
  }                                                                          \
  static void id##_tangents_##o(const ad_span *s, size_t k, int first,       \
                                double *restrict d, const double *xd,        \
                                const double *v_, const double *const x[3])  \
  {                                                                          \
    for (size_t i = 0; i < s->rows; i++, d += s->cols * k) {                 \
      ROW_POINTERS(i)                                                        \
      const double *const pv = v_ + i * s->cols;                             \
      const double *const pd = xd + i * s->row[number] * k;                  \
      FOR_COLS(s->col[0], s->col[1], s->col[2], {                            \
        const double p = AD_GUARDED(domain, partial);                        \
        for (size_t l = 0; l < k; l++)                                       \
          d[j * k + l] = (first ? 0 : d[j * k + l]) +                        \
                         AD_TIMES_##edge(p, pd[j##o * k + l]);               \
      })                                                                     \
    }                                                                        \
  }

#define ADJOINT_KERNELS(id, arity, o, number, partial, edge, domain)         \
  static void id##_adjoint_##o(const ad_span *s, int first,                  \
                               double *restrict bar, const double *vbar,     \
                               const double *pv, const double *const x[3])   \
  {                                                                          \
    ROW_POINTERS(0)                                                          \
    if (s->col[number] == 0) {                                               \
      double total;                                                          \
      SUM_##arity(total, AD_TIMES_##edge(AD_GUARDED(domain, partial),        \
                                         vbar[j]))                           \
      bar[0] += total;                                                       \
    } else if (first)                                                        \
      WALK_##arity(bar[j##o] = AD_TIMES_##edge(AD_GUARDED(domain, partial),  \
                                               vbar[j]))                     \
    else                                                                     \
      WALK_##arity(bar[j##o] += AD_TIMES_##edge(AD_GUARDED(domain, partial), \
                                                vbar[j]))                    \
  }                                                                          \
  static void id##_adjoints_##o(const ad_span *s, size_t k, int first,       \
                                double *restrict bar, const double *vbar,    \
                                const double *v_, const double *const x[3])  \
  {                                                                          \
    for (size_t i = 0; i < s->rows; i++, vbar += s->cols * k) {              \
      ROW_POINTERS(i)                                                        \
      const double *const pv = v_ + i * s->cols;                             \
      double *const to = bar + i * s->row[number] * k;                       \
      FOR_COLS(s->col[0], s->col[1], s->col[2], {                            \
        const double p = AD_GUARDED(domain, partial);                        \
        for (size_t l = 0; l < k; l++)                                       \
          to[j##o * k + l] = (first ? 0 : to[j##o * k + l]) +                \
                             AD_TIMES_##edge(p, vbar[j * k + l]);            \
      })                                                                     \
    }                                                                        \
  }

#define KERNELS_1(id, da, db, dc, edge, domain)                              \
  TANGENT_KERNELS(id, 1, a, 0, da, edge, domain)                              \
  ADJOINT_KERNELS(id, 1, a, 0, da, edge, domain)
#define KERNELS_2(id, da, db, dc, edge, domain)                              \
  TANGENT_KERNELS(id, 2, a, 0, da, edge, domain)                              \
  ADJOINT_KERNELS(id, 2, a, 0, da, edge, domain)                              \
  TANGENT_KERNELS(id, 2, b, 1, db, edge, domain)                              \
  ADJOINT_KERNELS(id, 2, b, 1, db, edge, domain)
#define KERNELS_3(id, da, db, dc, edge, domain)                              \
  TANGENT_KERNELS(id, 3, a, 0, da, edge, domain)                              \
  ADJOINT_KERNELS(id, 3, a, 0, da, edge, domain)                              \
  TANGENT_KERNELS(id, 3, b, 1, db, edge, domain)                              \
  ADJOINT_KERNELS(id, 3, b, 1, db, edge, domain)                              \
  TANGENT_KERNELS(id, 3, c, 2, dc, edge, domain)                              \
  ADJOINT_KERNELS(id, 3, c, 2, dc, edge, domain)

#define ELEMENTWISE(id, name, infix, strength, arity, value, da, db, dc,     \
                    edge, latex, cost, neutral, absorbing, lo_a, hi_a, lo_b, \
                    hi_b, domain, side, width_a, width_b, kink, doc)         \
  VALUE_KERNEL(id, arity, value)                                             \
  KERNELS_##arity(id, da, db, dc, edge, domain)
#include "ops.def"
#undef ELEMENTWISE

#define ENTRY_1(id)                                                          \
  {id##_value,                                                               \
   {id##_tangent_a, NULL, NULL},                                             \
   {id##_adjoint_a, NULL, NULL},                                             \
   {id##_tangents_a, NULL, NULL},                                            \
   {id##_adjoints_a, NULL, NULL}},
#define ENTRY_2(id)                                                          \
  {id##_value,                                                               \
   {id##_tangent_a, id##_tangent_b, NULL},                                   \
   {id##_adjoint_a, id##_adjoint_b, NULL},                                   \
   {id##_tangents_a, id##_tangents_b, NULL},                                 \
   {id##_adjoints_a, id##_adjoints_b, NULL}},
#define ENTRY_3(id)                                                          \
  {id##_value,                                                               \
   {id##_tangent_a, id##_tangent_b, id##_tangent_c},                         \
   {id##_adjoint_a, id##_adjoint_b, id##_adjoint_c},                         \
   {id##_tangents_a, id##_tangents_b, id##_tangents_c},                      \
   {id##_adjoints_a, id##_adjoints_b, id##_adjoints_c}},
