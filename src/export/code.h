/* SPDX-License-Identifier: GPL-3.0-or-later
   Nodes of a graph as expressions of a target's language.  A piece is the text
   of one, with the strength of its outermost operation, so that a reader knows
   whether to put it in parentheses.  Read languages.h and nodes.h before. */
#ifndef CODE_H
#define CODE_H

#include "export/languages.h"
#include "nodes.h"

/* Above the strengths of infix symbols, which Python and the op set share. */
enum { CODE_CALL = 8, CODE_NAME = 9 };

struct piece {
  char *text;    /* owned; NULL: there is none                              */
  int strength;
  int truth;     /* what a comparison gives, true or false: no number yet   */
  int number;    /* a plain number, where the node is a matrix              */
};

/* What expressions need beside themselves. */
struct needs {
  unsigned char *functions; /* functions[ops]: of the texts of rows         */
  unsigned char *parts;     /* parts[i]: of target_part                     */
  const char *lacking;      /* the first operation that the target cannot
                               write; NULL: none                            */
  ad_op inside; /* the row whose text is being written; AD_OP_count: none   */
};

struct needs needs_new(void);
void needs_free(struct needs *needs);

/* A number, a name, a matrix x[rows x cols] of numbers. */
struct piece code_number(const struct target *target, double x);
struct piece code_name(const char *name);
struct piece code_matrix(const struct target *target, ad_shape shape,
                         const double *x);
struct piece code_copy(const struct piece *piece);

/* Node x of g, its operands being operands[n]; they stay the caller's. */
struct piece code_node(const struct target *target, struct needs *needs,
                       const ad_graph *g, ad_ref x,
                       const struct piece *operands);

/* What a place of a word stands for in node x, "$rows": a count of its own or
   of its operands; NULL where there is none of the name.  The caller frees
   it. */
char *code_count(const ad_graph *g, ad_ref x, const char *name);

/* A piece as a number, what is true as 1; and as what a line assigns to a
   name, a matrix.  The caller frees them. */
char *code_text(const struct piece *piece);
char *code_value(const struct target *target, const struct piece *piece);

/* The functions that are needed, with those that they need, as text; the
   caller frees it. */
char *code_functions(const struct target *target, struct needs *needs);

#endif
