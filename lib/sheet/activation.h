/* SPDX-License-Identifier: GPL-3.0-or-later
   What may stand behind the size of a layer: the entrywise functions of one
   operand.  Internal; read ops.h before. */
#ifndef AD_ACTIVATION_H
#define AD_ACTIVATION_H

#include "ops.h"

/* The row of an activation, and the name nearest to one; NULL where there is
   none. */
const ad_op_row *ad_activation_find(const char *name);
const char *ad_activation_nearest(const char *name);

/* Is it a rectifier: passes on what is large and positive, and stops, more
   or less, what is negative?  For those he() keeps the spread of the values
   from layer to layer, for all others xavier(). */
int ad_activation_rectifies(const ad_op_row *row);

#endif
