/* SPDX-License-Identifier: GPL-3.0-or-later
   The switch for 1 x 1 nodes: one case an operation and set of active
   operands, made from the rows of ops.def.  Included by kernels_all.h only;
   read kernels.h before.  Slices that cut one entry out are copies here. */

/* Operands as ops.def names them; inside a case, so that only those are
   loaded that its formula reads.  A case goes on with the next instruction
   while that is of the same case: no jump, which a processor may guess
   wrong. */
#define SCALARS                                                              \
  const double a = mem[in->a], b = mem[in->b], c = mem[in->c];               \
  (void)a, (void)b, (void)c;

static void scalar_value(const ad_instr *code, size_t n, size_t first,
                         double *mem)
{
  const ad_instr *in = code, *end = code + n;
  double *result = mem + first;
  while (in < end)
    switch (in->code >> 3) {
#define ELEMENTWISE(id, name, infix, strength, arity, value, ...)            \
  case AD_OP_##id:                                                           \
    do {                                                                     \
      SCALARS                                                                \
      *result++ = (value);                                                   \
    } while (++in < end && in->code >> 3 == AD_OP_##id);                     \
    break;
#include "ops.def"
#undef ELEMENTWISE
    default: /* slice */
      *result++ = mem[in++->a];
    }
}

/* The same tangents and adjoints for one direction or cotangent, for which
   no case has a loop, and for k of them. */
#define SWEEP(name) scalar_##name##_one
#define DIRECTIONS 1
#include "kernels/kernels_scalar_sweeps.h"
#undef SWEEP
#undef DIRECTIONS

#define SWEEP(name) scalar_##name##_many
#define DIRECTIONS directions
#include "kernels/kernels_scalar_sweeps.h"
#undef SWEEP
#undef DIRECTIONS

static void scalar_tangent(const ad_instr *code, size_t n, size_t first,
                           size_t k, const double *mem, double *dot)
{
  if (k == 1)
    scalar_tangent_one(code, n, first, k, mem, dot);
  else
    scalar_tangent_many(code, n, first, k, mem, dot);
}

static void scalar_adjoint(const ad_instr *code, size_t n, size_t first,
                           size_t k, const double *mem, double *bar)
{
  if (k == 1)
    scalar_adjoint_one(code, n, first, k, mem, bar);
  else
    scalar_adjoint_many(code, n, first, k, mem, bar);
}
