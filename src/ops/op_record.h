/* SPDX-License-Identifier: GPL-3.0-or-later
   An operation as a record, for the formats that machines read.  Internal to
   ops_json.c and ops_csv.c; read op_choice.h and op_text.h before. */
#ifndef OP_RECORD_H
#define OP_RECORD_H

#include "cost.h"
#include "ops/op_choice.h"
#include "ops/op_text.h"

/* What the op table says; NULL: does not apply. */
struct op_record {
  const char *kind; /* elementwise, structured, derived or made            */
  const char *name, *doc, *value, *convention, *domain;
  char *written, *keeps, *latex; /* owned                                  */
  size_t n_formulas;
  char *formulas[OP_FORMULAS];   /* formulas[n_formulas], owned            */
  int has_cost;                  /* of elementwise ones, for one entry     */
  ad_op_cost cost;
};

/* EXIT_FINE or, with a message, EXIT_SYSTEM.  The caller calls
   op_record_free in any case. */
int op_record_make(struct op_record *record, const struct op_choice *choice);
void op_record_free(struct op_record *record);

/* All records; the caller frees them with op_records_free. */
int op_records_make(struct op_record **records,
                    const struct op_choices *choices);
void op_records_free(struct op_record *records, size_t n);

#endif
