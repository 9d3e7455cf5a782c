/* SPDX-License-Identifier: GPL-3.0-or-later
   Tangents and adjoints of 1 x 1 nodes: one case an operation and set of
   active operands, made from the rows of ops.def.  Included twice by
   kernels_scalar.h, which defines SWEEP(name) and DIRECTIONS: known to be 1,
   or as many as asked for. */

/* Cases by the operands that are active; `mask` is a constant but for
   three operands. */
#define CASES_1(id) case 8 * AD_OP_##id + 1:
#define CASES_2(id, mask) case 8 * AD_OP_##id + mask:
#define CASES_3(id)                                                          \
  case 8 * AD_OP_##id + 1:                                                   \
  case 8 * AD_OP_##id + 2:                                                   \
  case 8 * AD_OP_##id + 3:                                                   \
  case 8 * AD_OP_##id + 4:                                                   \
  case 8 * AD_OP_##id + 5:                                                   \
  case 8 * AD_OP_##id + 6:                                                   \
  case 8 * AD_OP_##id + 7:

/* d = sum over the active operands of partial * tangent. */
#define PUSH(mask, da, db, dc, edge, domain)                                 \
  {                                                                          \
    SCALARS                                                                  \
    const double v = *result;                                                \
    (void)v;                                                                 \
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
    break;                                                                   \
  }
#define PUSH_1(id, da, db, dc, edge, domain)                                 \
  CASES_1(id) PUSH(1, da, 0, 0, edge, domain)
#define PUSH_2(id, da, db, dc, edge, domain)                                 \
  CASES_2(id, 1) PUSH(1, da, 0, 0, edge, domain)                             \
  CASES_2(id, 2) PUSH(2, 0, db, 0, edge, domain)                             \
  CASES_2(id, 3) PUSH(3, da, db, 0, edge, domain)
#define PUSH_3(id, da, db, dc, edge, domain)                                 \
  CASES_3(id) PUSH(in->code & 7, da, db, dc, edge, domain)

static void SWEEP(tangent)(const ad_instr *code, size_t n, size_t first,
                           size_t directions, const double *mem, double *dot)
{
  const size_t k = DIRECTIONS;
  (void)directions;
  const double *result = mem + first;
  double *d = dot + first * k;
  for (const ad_instr *in = code; in < code + n; in++, result++, d += k) {
    switch (in->code) {
#define ELEMENTWISE(id, name, infix, strength, arity, value, da, db, dc,     \
                    edge, latex, cost, neutral, absorbing, lo_a, hi_a, lo_b, \
                    hi_b, domain, ...)                                       \
  PUSH_##arity(id, da, db, dc, edge, domain)
#include "ops.def"
#undef ELEMENTWISE
    case 8 * AD_OP_slice + 1:
      for (size_t l = 0; l < k; l++)
        d[l] = dot[in->a * k + l];
      break;
    default: /* not active */
      break;
    }
  }
}

/* bar of each active operand += partial * adjoint. */
#define PULL(mask, da, db, dc, edge, domain)                                 \
  {                                                                          \
    SCALARS                                                                  \
    const double v = *result;                                                \
    (void)v;                                                                 \
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
    break;                                                                   \
  }
#define PULL_1(id, da, db, dc, edge, domain)                                 \
  CASES_1(id) PULL(1, da, 0, 0, edge, domain)
#define PULL_2(id, da, db, dc, edge, domain)                                 \
  CASES_2(id, 1) PULL(1, da, 0, 0, edge, domain)                             \
  CASES_2(id, 2) PULL(2, 0, db, 0, edge, domain)                             \
  CASES_2(id, 3) PULL(3, da, db, 0, edge, domain)
#define PULL_3(id, da, db, dc, edge, domain)                                 \
  CASES_3(id) PULL(in->code & 7, da, db, dc, edge, domain)

static void SWEEP(adjoint)(const ad_instr *code, size_t n, size_t first,
                           size_t directions, const double *mem, double *bar)
{
  const size_t k = DIRECTIONS;
  (void)directions;
  const double *result = mem + first + n;
  double *vbar = bar + (first + n) * k;
  for (const ad_instr *in = code + n; in-- > code;) {
    result--;
    vbar -= k;
    switch (in->code) {
#define ELEMENTWISE(id, name, infix, strength, arity, value, da, db, dc,     \
                    edge, latex, cost, neutral, absorbing, lo_a, hi_a, lo_b, \
                    hi_b, domain, ...)                                       \
  PULL_##arity(id, da, db, dc, edge, domain)
#include "ops.def"
#undef ELEMENTWISE
    case 8 * AD_OP_slice + 1:
      for (size_t l = 0; l < k; l++) {
        bar[in->a * k + l] += vbar[l];
        vbar[l] = 0;
      }
      break;
    default: /* not active */
      break;
    }
  }
}

#undef CASES_1
#undef CASES_2
#undef CASES_3
#undef PUSH
#undef PUSH_1
#undef PUSH_2
#undef PUSH_3
#undef PULL
#undef PULL_1
#undef PULL_2
#undef PULL_3
