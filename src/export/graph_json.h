/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet's graph as JSON, from which it can be built again.  One object:
   "nodes", each with "name" (or null), "op" (input, param, data, shift or
   number, else the id of a row of the op set), "shape", "unit" (was an axis
   written as 1?), and "value" or "operands"; "turned": which operands are read
   as transposes; "over", "row", "col", "columns", "across": what the operation
   has beside them.  "outputs" and "wrt" are numbers of nodes.  Read nodes.h
   before. */
#ifndef GRAPH_JSON_H
#define GRAPH_JSON_H

#include "sheet.h"

/* "op" of leaves, by their ad_leaf_kind; NULL past the last. */
extern const char *const graph_kinds[];

/* As a text, one line; the caller frees it.  NULL where there is no room for a
   file on the way. */
char *graph_json(const ad_sheet *sheet);

/* The graph of such a text, and values[leaf] of its leaves, which the caller
   frees, each and all.  EXIT_FINE or, with a message that begins with `file`,
   EXIT_INPUT or EXIT_SYSTEM. */
int graph_from_json(const char *file, const char *text, size_t size,
                    ad_graph **g, double ***values);
void graph_values_free(const ad_graph *g, double **values);

#endif
