/* SPDX-License-Identifier: GPL-3.0-or-later
   Tangents and adjoints of 1 x 1 nodes: one case an operation and set of
   active operands, made from the rows of ops.def.  Included twice by
   kernels_scalar.h, which defines SWEEP(name), DIRECTIONS, known to be 1 or as
   many as asked for, and the parameter that asks, ASKED_FOR. */

/* Cases by the operands that are active; `mask` is a constant but for
   three operands. */
#define CASES_3(id)                                                          \
  case 8 * AD_OP_##id + 1:                                                   \
  case 8 * AD_OP_##id + 2:                                                   \
  case 8 * AD_OP_##id + 3:                                                   \
  case 8 * AD_OP_##id + 4:                                                   \
  case 8 * AD_OP_##id + 5:                                                   \
  case 8 * AD_OP_##id + 6:                                                   \
  case 8 * AD_OP_##id + 7:

/* Operands and result of the instruction at hand. */
#define AT_HAND                                                              \
  SCALARS                                                                    \
  const double v = *result;                                                  \
  (void)v;

/* d = sum over the active operands of partial * tangent. */
#define PUSH(id, mask, da, db, dc, edge, domain)                             \
  do {                                                                       \
    AT_HAND                                                                  \
    const double p0 = (mask)&1 ? AD_GUARDED(domain, da) : 0;                 \
    const double p1 = (mask)&2 ? AD_GUARDED(domain, db) : 0;                 \
    const double p2 = (mask)&4 ? AD_GUARDED(domain, dc) : 0;                 \
    const double *xa = dot + in->a * k, *xb = dot + in->b * k,               \
                 *xc = dot + in->c * k;                                      \
    for (size_t l = 0; l < k; l++) {                                         \
      double sum = 0;                                                        \
      if ((mask)&1)                                                          \
        sum = AD_TIMES_##edge(p0, xa[l]);                                    \
      if ((mask)&2)                                                          \
        sum += AD_TIMES_##edge(p1, xb[l]);                                   \
      if ((mask)&4)                                                          \
        sum += AD_TIMES_##edge(p2, xc[l]);                                   \
      d[l] = sum;                                                            \
    }                                                                        \
    result++, d += k;                                                        \
  } while (++in < end && in->code == 8 * AD_OP_##id + (mask));               \
  break;
#define PUSH_1(id, da, db, dc, edge, domain)                                 \
  case 8 * AD_OP_##id + 1: PUSH(id, 1, da, 0, 0, edge, domain)
#define PUSH_2(id, da, db, dc, edge, domain)                                 \
  case 8 * AD_OP_##id + 1: PUSH(id, 1, da, 0, 0, edge, domain)               \
  case 8 * AD_OP_##id + 2: PUSH(id, 2, 0, db, 0, edge, domain)               \
  case 8 * AD_OP_##id + 3: PUSH(id, 3, da, db, 0, edge, domain)
#define PUSH_3(id, da, db, dc, edge, domain)                                 \
  CASES_3(id) PUSH(id, now & 7, da, db, dc, edge, domain)

static void SWEEP(tangent)(const ad_instr *code, size_t n, size_t first,
                           ASKED_FOR const double *mem, double *dot)
{
  const size_t k = DIRECTIONS;
  const ad_instr *in = code, *end = code + n;
  const double *result = mem + first;
  double *d = dot + first * k;
  while (in < end) {
    const uint32_t now = in->code;
    switch (now) {
#define ELEMENTWISE(id, name, infix, strength, arity, value, da, db, dc,     \
                    edge, latex, cost, neutral, absorbing, lo_a, hi_a, lo_b, \
                    hi_b, domain, ...)                                       \
  PUSH_##arity(id, da, db, dc, edge, domain)
#include "ops.def"
#undef ELEMENTWISE
    case 8 * AD_OP_slice + 1:
      for (size_t l = 0; l < k; l++)
        d[l] = dot[in->a * k + l];
      in++, result++, d += k;
      break;
    default: /* not active */
      in++, result++, d += k;
    }
  }
}

/* bar of each active operand += partial * adjoint. */
#define PULL(id, mask, da, db, dc, edge, domain)                             \
  do {                                                                       \
    in--, result--, vbar -= k;                                               \
    AT_HAND                                                                  \
    const double p0 = (mask)&1 ? AD_GUARDED(domain, da) : 0;                 \
    const double p1 = (mask)&2 ? AD_GUARDED(domain, db) : 0;                 \
    const double p2 = (mask)&4 ? AD_GUARDED(domain, dc) : 0;                 \
    for (size_t l = 0; l < k; l++) {                                         \
      const double g = vbar[l];                                              \
      vbar[l] = 0;                                                           \
      if ((mask)&1)                                                          \
        bar[in->a * k + l] += AD_TIMES_##edge(p0, g);                        \
      if ((mask)&2)                                                          \
        bar[in->b * k + l] += AD_TIMES_##edge(p1, g);                        \
      if ((mask)&4)                                                          \
        bar[in->c * k + l] += AD_TIMES_##edge(p2, g);                        \
    }                                                                        \
  } while (in > code && in[-1].code == 8 * AD_OP_##id + (mask));             \
  break;
#define PULL_1(id, da, db, dc, edge, domain)                                 \
  case 8 * AD_OP_##id + 1: PULL(id, 1, da, 0, 0, edge, domain)
#define PULL_2(id, da, db, dc, edge, domain)                                 \
  case 8 * AD_OP_##id + 1: PULL(id, 1, da, 0, 0, edge, domain)               \
  case 8 * AD_OP_##id + 2: PULL(id, 2, 0, db, 0, edge, domain)               \
  case 8 * AD_OP_##id + 3: PULL(id, 3, da, db, 0, edge, domain)
#define PULL_3(id, da, db, dc, edge, domain)                                 \
  CASES_3(id) PULL(id, now & 7, da, db, dc, edge, domain)

static void SWEEP(adjoint)(const ad_instr *code, size_t n, size_t first,
                           ASKED_FOR const double *mem, double *bar)
{
  const size_t k = DIRECTIONS;
  const ad_instr *in = code + n;
  const double *result = mem + first + n;
  double *vbar = bar + (first + n) * k;
  while (in > code) {
    const uint32_t now = in[-1].code;
    switch (now) {
#define ELEMENTWISE(id, name, infix, strength, arity, value, da, db, dc,     \
                    edge, latex, cost, neutral, absorbing, lo_a, hi_a, lo_b, \
                    hi_b, domain, ...)                                       \
  PULL_##arity(id, da, db, dc, edge, domain)
#include "ops.def"
#undef ELEMENTWISE
    case 8 * AD_OP_slice + 1:
      in--, result--, vbar -= k;
      for (size_t l = 0; l < k; l++) {
        bar[in->a * k + l] += vbar[l];
        vbar[l] = 0;
      }
      break;
    default: /* not active */
      in--, result--, vbar -= k;
    }
  }
}

#undef CASES_3
#undef AT_HAND
#undef PUSH
#undef PUSH_1
#undef PUSH_2
#undef PUSH_3
#undef PULL
#undef PULL_1
#undef PULL_2
#undef PULL_3
