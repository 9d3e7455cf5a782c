/* SPDX-License-Identifier: GPL-3.0-or-later
   Activations of layers, found in the op set by what they are.  Read
   activation.h before. */
#include "sheet/activation.h"

#include <math.h>

#include "graph.h"
#include "report.h"

static int is_activation(const ad_op_row *row)
{
  return row->kind == AD_KIND_elementwise && row->arity == 1;
}

const ad_op_row *ad_activation_find(const char *name)
{
  ad_op op = ad_op_find(name, 1);
  return op != AD_OP_count && is_activation(ad_op_get(op)) ? ad_op_get(op)
                                                           : NULL;
}

const char *ad_activation_nearest(const char *name)
{
  const char *names[AD_OP_count];
  size_t n = 0;
  ad_op op;
  for (size_t i = 0; ad_op_listed(i, &op); i++)
    if (is_activation(ad_op_get(op)))
      names[n++] = ad_op_get(op)->name;
  return ad_nearest(name, names, n);
}

int ad_activation_rectifies(const ad_op_row *row)
{
  double t = 100; /* far from where it bends */
  return fabs(row->value(t, 0, 0, 0) - t) < 0.1 * t &&
         fabs(row->value(-t, 0, 0, 0)) < 0.1 * t;
}
