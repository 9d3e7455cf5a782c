/* SPDX-License-Identifier: GPL-3.0-or-later
   All kernels as one table, AD_KERNELS_TABLE, under the name
   AD_KERNELS_NAME: kernels_base.c, kernels_avx2.c and kernels_avx512.c are
   this text compiled for three instruction sets.  Read kernels.h before. */
#include <float.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "graph/entry.h"
#include "kernels/kernels.h"
#include "kernels/lu.h"
#include "graph/rowmath.h"

#include "kernels/kernels_elementwise.h"
#include "kernels/kernels_functions.h"
#include "kernels/kernels_narrow.h"
#include "kernels/kernels_scalar.h"
#include "kernels/kernels_moves.h"
#include "kernels/kernels_gather.h"
#include "kernels/kernels_cumsum.h"
#include "kernels/kernels_prod.h"
#include "kernels/kernels_tangents.h"
#include "kernels/kernels_reduce.h"
#include "kernels/kernels_logsumexp.h"
#include "kernels/kernels_product.h"
#include "kernels/kernels_matmul.h"
#include "kernels/kernels_linalg.h"

static const ad_elementwise_kernels elementwise[] = {
#define ELEMENTWISE(id, name, infix, strength, arity, ...) ENTRY_##arity(id)
#include "ops.def"
#undef ELEMENTWISE
};

const ad_kernels AD_KERNELS_TABLE = {
  .name = AD_KERNELS_NAME,
  .elementwise = elementwise,
  .function = functions,
  .structured = {
#define STRUCTURED(id, ...) {id##_value, id##_tangent, id##_adjoint},
#include "structured.def"
#undef STRUCTURED
  },
  .rows_value = rows_value,
  .rows_tangent = rows_tangent,
  .rows_adjoint = rows_adjoint,
  .product_sum = product_sum,
  .scalar_value = scalar_value,
  .scalar_tangent = scalar_tangent,
  .scalar_adjoint = scalar_adjoint,
  .scalar_tangents = scalar_tangents,
  .scalar_adjoints = scalar_adjoints,
  .hand_on = hand_on,
  .lanes_add = lanes_add,
  .lanes_total = lanes_total,
  .sum = lanes_sum,
  .add = add_block,
  .spread = spread_block,
  .all_finite = all_finite,
};
