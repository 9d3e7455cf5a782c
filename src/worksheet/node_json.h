/* SPDX-License-Identifier: GPL-3.0-or-later
   Nodes of a graph in JSON, for programs that compute with them.  Read
   json_write.h before. */
#ifndef NODE_JSON_H
#define NODE_JSON_H

#include "nodes.h"
#include "page/json_write.h"

/* The members "operands", their numbers, and "turned", which of them are read
   as transposes. */
void json_member_operands(struct json *json, const ad_graph *g, ad_ref x);

/* The members "over" and "columns", of what an operation has beside them. */
void json_member_axis(struct json *json, ad_extra extra);

#endif
