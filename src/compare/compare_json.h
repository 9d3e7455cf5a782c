/* SPDX-License-Identifier: GPL-3.0-or-later
   The parts of the object that compare_json.c writes.  Internal to
   compare_json*.c; read compare.h and json_write.h before. */
#ifndef COMPARE_JSON_H
#define COMPARE_JSON_H

#include "compare/compare.h"
#include "page/json_write.h"

/* "nodes" */
void compare_json_nodes(struct json *json, const struct comparison *c);

/* "not_finite" */
void compare_json_faults(struct json *json, const struct results *r,
                         const struct faults *faults);

/* "gradients", "jacobians" and, where not every entry was compared by
   itself, "directions". */
void compare_json_derivatives(struct json *json, const struct comparison *c);

/* "files" and "codings". */
void compare_json_data(struct json *json, const struct results *r);

#endif
