/* SPDX-License-Identifier: GPL-3.0-or-later
   See nonzero.h. */
#include "worksheet/nonzero.h"

#include "host/exits.h"

unsigned char *nonzero_nodes(const ad_graph *g, const ad_trace *trace)
{
  size_t n = ad_graph_size(g);
  unsigned char *nonzero = memory_new(n, 1);
  for (uint32_t i = 0; i < n; i++) {
    const double *value = ad_trace_value(trace, (ad_ref){i});
    size_t entries = ad_graph_entries(g, (ad_ref){i});
    nonzero[i] = value != NULL;
    for (size_t k = 0; nonzero[i] && k < entries; k++)
      nonzero[i] = value[k] != 0;
  }
  return nonzero;
}
