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

/* Tangents and adjoints for one direction or cotangent, for which no case has a
   loop, and for as many as are asked for. */
#define SWEEP(name) scalar_##name
#define DIRECTIONS 1
#define ASKED_FOR
#include "kernels/kernels_scalar_sweeps.h"
#undef SWEEP
#undef DIRECTIONS
#undef ASKED_FOR

#define SWEEP(name) scalar_##name##s
#define DIRECTIONS directions
#define ASKED_FOR size_t directions,
#include "kernels/kernels_scalar_sweeps.h"
#undef SWEEP
#undef DIRECTIONS
#undef ASKED_FOR
