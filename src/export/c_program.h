/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet as functions in C, and a program that calls them.  All of them
   take the leaves as one struct, and fill the outputs as one; what is
   differentiated by is a third, for tangents and adjoints.  Read c_body.h
   before. */
#ifndef C_PROGRAM_H
#define C_PROGRAM_H

#include "export/c_body.h"

struct c_program {
  struct script *p;
  const char *base; /* what the names of functions and structs begin with   */
  struct c_functions functions;
  const char **names; /* names[size of p->g]: of leaves, and nodes with a
                         name; NULL: others                                 */
};

/* "Z1_dot", new in the program; borrowed. */
const char *c_joined(struct c_program *c, ad_ref x, const char *ending);

/* "value->y"; the caller frees it. */
char *c_home(const struct c_program *c, const char *home, ad_ref x);

/* The functions, to p->text: values; J v; J'u of each output. */
void c_add_primal(struct c_program *c);
ad_status c_add_tangent(struct c_program *c, ad_error *err);
ad_status c_add_adjoint(struct c_program *c, ad_ref y, ad_error *err);

/* Their first lines, without what ends them; the caller frees them. */
char *c_primal_head(const struct c_program *c);
char *c_tangent_head(const struct c_program *c);
char *c_adjoint_head(const struct c_program *c, ad_ref y);

/* Structs and prototypes; the program with its numbers.  To p->text. */
void c_add_header(struct c_program *c);
void c_add_main(struct c_program *c);

#endif
