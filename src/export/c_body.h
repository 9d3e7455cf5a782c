/* SPDX-License-Identifier: GPL-3.0-or-later
   A graph as the body of a function in C.  A number is a local, a matrix an
   array.  What goes entry by entry becomes a loop, which all that has its shape
   and needs nothing that comes behind it shares; so does what goes row by row,
   where the rows are short (c_rows.c).  What has no name, and is read once,
   stands in the line that reads it; what moves entries is read where they are.
   All else calls a function of c_functions.def.  Read script.h and c_place.h
   before. */
#ifndef C_BODY_H
#define C_BODY_H

#include "export/c_functions.h"
#include "export/c_place.h"
#include "export/script.h"

enum { C_LARGE = 4096 }; /* entries: more are too much for a stack         */

struct c_node {
  size_t reads;
  const char *wish; /* the name that it is to have; NULL: any               */
  const char *name; /* of its local or array; NULL: it stands in its readers */
  char *comment;    /* NULL: none                                           */
  const char *home; /* the array that it is to fill, "value->y"; NULL: one
                       of its own                                           */
  const char *at_home; /* the comment there; NULL: none                     */
  uint32_t product;     /* it is the derivative of node product - 1; 0: not  */
  uint32_t total;       /* it is filled with node total - 1, a logsumexp     */
  uint32_t weights;     /* that fills node weights - 1; 0: none              */
  unsigned kept : 1;    /* it is to have a name                             */
  unsigned array : 1;   /* a function reads it                              */
  unsigned waiting : 1; /* its loop is not written yet                      */
  unsigned local : 1;   /* nobody reads it outside of its loop              */
  unsigned deferred : 1; /* it needs what waits, and comes behind that      */
  unsigned row : 1;     /* it is of a loop over rows: a local is its row    */
  unsigned sum : 1;     /* such a loop adds to it                           */
};

struct c_body {
  struct script *p;
  const ad_graph *g;
  struct c_functions *functions;
  struct c_node *nodes;     /* nodes[size of g]                             */
  uint32_t *first;          /* first[size of g]: of those that are the same  */
  size_t temporaries, n_own;
  char **own;               /* own[n_own]: their names                      */
  size_t n_waiting;
  ad_ref *waiting;          /* one loop, nodes of one shape, or             */
  size_t by_rows;           /* one over so many rows; 0: by entries         */
  const char *parts;        /* several rows at once: of their sums; or NULL */
  size_t k, j;              /* the columns of the line being written there  */
  size_t *inside;           /* inside[size of g]: reads in that loop        */
  struct growing before;    /* lines that the line being written needs      */
};

/* Where a result goes: x, to "value->y". */
struct c_result {
  ad_ref x;
  char *home;
  char *comment; /* where the line of x has none; NULL: none               */
};

struct c_body c_body_new(struct script *p, struct c_functions *functions,
                         const ad_graph *g);
void c_body_free(struct c_body *b);

/* Finds nodes that are the same; the first of those, which stands for all, of x
   and of operand k of x.  How many operands x has, as it is written. */
void c_find_twins(struct c_body *b);
ad_ref c_first(const struct c_body *b, ad_ref x);
ad_ref c_operand(const struct c_body *b, ad_ref x, size_t k);
size_t c_operands(const struct c_body *b, ad_ref x);

/* Is x the derivative of a product of the worksheet, or of a logsumexp? */
void c_find_others(struct c_body *b, ad_ref x);
void c_find_softmax(struct c_body *b, ad_ref x);

/* A name for a local, new in this body: t1, t2, ...  Borrowed from p. */
const char *c_temporary(struct c_body *b);

/* Node x as an operand: its entry at a place, in which one row or one column
   has no index. */
struct piece c_entry(struct c_body *b, ad_ref x, const struct c_place *at);
struct c_place c_within(ad_shape s, const struct c_place *at);

/* The word of its row, if it moves entries, or is a function's. */
const char *c_move(const struct c_body *b, ad_ref x);
const char *c_call(const struct c_body *b, ad_ref x);
int c_is_number(const ad_graph *g, ad_ref x); /* 1 x 1                      */
int c_same_shape(ad_shape s, ad_shape t);

/* Is it the same number in every entry, or a table of them? */
int c_is_same(const ad_graph *g, ad_ref x);

/* The line that calls a function for x, which has its name. */
void c_say_call(struct c_body *b, ad_ref x);

/* Its declaration: a number, an array. */
void c_declare(struct c_body *b, ad_ref x);

/* Adds x to the loop that waits; writes that loop. */
void c_loop_add(struct c_body *b, ad_ref x);
void c_loop_end(struct c_body *b);

/* Does x read a node that waits: not at all, only the same entry, another; or
   one that needs such a node? */
enum c_touch { C_APART, C_SAME, C_OTHER, C_LATER };
enum c_touch c_touches(const struct c_body *b, ad_ref x);

/* Can x be of the loop over rows that waits, or begin one, with what waits?
   It is added by c_loop_add then.  Writes such a loop. */
int c_rows_take(struct c_body *b, ad_ref x);
void c_rows_write(struct c_body *b);

/* Its comment above a line, or behind it. */
void c_comment(struct c_body *b, ad_ref x);

/* Looks which nodes results[n] need; then the lines that fill them.  Leaves
   have their names. */
void c_body_plan(struct c_body *b, size_t n, const struct c_result *results);
void c_body_write(struct c_body *b, size_t n, const struct c_result *results);

/* --- lines of C (c_lines.c) ----------------------------------------------- */

/* Lines, each behind the indentation; a comment above what follows; a line with
   a comment behind it, where it is short enough (NULL: none). */
void c_say_lines(struct script *p, const char *lines);
void c_say_comment(struct script *p, const char *comment);
void c_say_with(struct script *p, const char *line, const char *comment);

/* The head of a loop; what follows stands two blanks further in. */
void c_say_for(struct script *p, const char *var, size_t n, const char *brace);

/* The declaration of an array of its own. */
void c_say_array(struct script *p, const char *name, size_t n);

/* x[n] in lines, as between braces; the caller frees it. */
char *c_number_list(const struct target *target, size_t n, const double *x);

#endif
