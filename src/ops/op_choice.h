/* SPDX-License-Identifier: GPL-3.0-or-later
   Operations that a command line names, and what the formats for machines
   write of them (ops_json.c, ops_csv.c).  Read lib/ops.h before. */
#ifndef OP_CHOICE_H
#define OP_CHOICE_H

#include <stdio.h>

#include "ops.h"

struct op_choice {
  ad_op op;
  const ad_derived_row *derived; /* not NULL: this one, and `op` is unused  */
  const ad_made_row *made;       /* the same                                */
};

struct op_choices {
  size_t n;
  struct op_choice *choice; /* choice[n]                                    */
};

/* Appends the operations that answer to `name`, as worksheets write it.
   EXIT_FINE or, with a message, EXIT_INPUT. */
int op_choose(struct op_choices *choices, const char *name);

/* Appends all of them. */
void op_choose_all(struct op_choices *choices);

void op_choices_free(struct op_choices *choices);

/* EXIT_FINE, or with a message EXIT_SYSTEM, with nothing written. */
int ops_json(FILE *out, const struct op_choices *choices);
int ops_csv(FILE *out, const struct op_choices *choices);

#endif
