/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet as a program: names, and lines of the form NAME = EXPRESSION for
   the nodes of its graph.  A node without a name stands in the expression that
   reads it; where several do, or where that would be long, it is given a name,
   t1, t2, ...  Read code.h and lib/sheet.h before. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "base/name_table.h"
#include "export/code.h"
#include "host/exits.h"
#include "sheet.h"

/* Names that are taken: those of the program, and those reserved. */
struct names {
  ad_names_table table;
  size_t n;
  char **own; /* own[n]                                                     */
};

/* A name and a comment that a node is to have, and what is noted behind the
   comments of all that have a name. */
struct given {
  const char *name; /* NULL: none                                           */
  char *comment;    /* owned                                                */
  const char *note; /* NULL: none                                           */
};

struct script {
  const char *file; /* the worksheet                                        */
  const ad_sheet *sheet; /* NULL: of a graph without one                    */
  const ad_graph *g;
  const struct target *target;
  struct names names;
  struct needs needs;
  size_t n;
  struct piece *pieces; /* pieces[n]: how readers write them            */
  size_t *reads;        /* reads[n]: by how many operations             */
  struct given *given;  /* given[n]                                         */
  size_t temporaries;
  struct growing head, text; /* before the functions, and behind them     */
  int indent;           /* blanks before a line                             */
  const char *output;   /* the file that it goes to, for targets of several
                           files; NULL: all is one                          */
  int cblas;            /* for products of matrices, in C                   */
  char *header, *main;  /* owned, of targets of several files; NULL: none   */
};

/* `name`, with underscores behind it where it is taken; it is taken then.
   Borrowed from p. */
const char *script_name(struct script *p, const char *name);

/* Lines as they are, a line break behind each; formatted. */
void script_add(struct script *p, const char *text);
void script_say(struct script *p, const char *format, ...) AD_PRINTF(2, 3);

/* NAME = the value of the piece, with a comment, "" for none. */
void script_assign(struct script *p, const char *name,
                    const struct piece *piece, const char *comment);

/* The nodes first .. end-1 of g, in order, those that are read or named; the
   pieces of leaves are there. */
void script_nodes(struct script *p, const ad_graph *g, size_t first,
                   size_t end);

/* Counts who reads the nodes first .. end-1, of those that are read
   themselves, or have a name, or were counted before. */
void script_count(struct script *p, const ad_graph *g, size_t first,
                   size_t end);

/* How readers write node x. */
void script_set(struct script *p, ad_ref x, const char *name);

/* Room for the nodes of g as well; forgets the nodes from number `first` on. */
void script_room(struct script *p, const ad_graph *g);
void script_forget(struct script *p, size_t first);

/* The title and the source of the worksheet, and how the file came about, as
   comments in head. */
void script_begin(struct script *p);

/* A line for each leaf, whose piece is its name. */
void script_leaves(struct script *p);

/* A name for leaf i, borrowed from p; and what it is, "param, 4 x 3", which the
   caller frees. */
const char *script_leaf(struct script *p, size_t i);
char *script_leaf_words(const struct script *p, size_t i);

/* What is to be written, and how; script.h has the same fields. */
struct program_order {
  const char *file, *output;
  const ad_sheet *sheet;
  const struct target *target;
  int cblas;
};

/* The texts of a program; of one that is one file the others are NULL. */
struct program {
  char *text, *header, *main;
};

/* EXIT_FINE or, with a message, what is wrong.  The caller frees the texts. */
int script_make(const struct program_order *order, struct program *program);

/* A script whose file, graph and target are filled in; the caller frees it. */
void script_init(struct script *p);
void script_free(struct script *p);

/* Graphs as worksheets (import): lines for the leaves with values[leaf], and
   for all else. */
void script_worksheet(struct script *p, double *const *values);

extern const struct target target_numpy, target_jax, target_pytorch, target_c,
  target_json, target_worksheet;

#endif
