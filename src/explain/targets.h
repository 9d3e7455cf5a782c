/* SPDX-License-Identifier: GPL-3.0-or-later
   Where chains begin and end: variables, and nodes whose adjoint gets a name,
   because several read it, it is added up of several, or a variable reads it.
   Read links.h before. */
#ifndef TARGETS_H
#define TARGETS_H

#include "explain/links.h"

enum { TARGET_WRT = 1, TARGET_NAMED = 2 };

/* marks[nodes]: these bits of each node; the caller frees it. */
unsigned char *targets_find(const struct links *l);

/* Names the adjoints of those that are marked so. */
void targets_name(struct links *l, const unsigned char *marks);

/* Those that are marked: order[*n], as the sweep has all that is paid in to
   them; the caller frees it. */
ad_ref *targets_order(const struct links *l, const unsigned char *marks,
                      size_t *n);

#endif
