/* SPDX-License-Identifier: GPL-3.0-or-later
   What the members of `explain --format json` have in common, and those of
   layers, local derivatives and chains.  Read json_write.h and explain.h
   before. */
#ifndef EXPLAIN_JSON_H
#define EXPLAIN_JSON_H

#include "explain/explain.h"
#include "page/json_write.h"

/* A formula, how far it is off, and whether it holds; null of a NULL. */
void put_proof(struct json *json, const char *key, const char *text,
               const struct explain_line *line);

/* A text, which is freed. */
void put_owned(struct json *json, const char *key, char *text);

void json_layers(struct json *json, const struct explained *e);
void json_locals(struct json *json, const struct explained *e);
void json_chains(struct json *json, const struct explained *e);

#endif
