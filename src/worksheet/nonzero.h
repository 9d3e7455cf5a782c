/* SPDX-License-Identifier: GPL-3.0-or-later
   Where guards against a division by 0 are needed: see ad_formulas_at. */
#ifndef NONZERO_H
#define NONZERO_H

#include "trace.h"

/* Of each node of g: is no entry of its value in the trace 0?  The caller frees
   it. */
unsigned char *nonzero_nodes(const ad_graph *g, const ad_trace *trace);

#endif
