/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet worked out: both sweeps node by node, and the gradient of each
   output as formulas, line by line, with what they come to when they are read
   again and computed, beside what reverse mode gives.  Read formulas.h, trace.h
   and sheet_command.h before. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "agree.h"
#include "explain/directions.h"
#include "explain/readers.h"
#include "formulas.h"
#include "worksheet/sheet_command.h"

/* A line of an output's formulas. */
struct explain_line {
  const char *left, *right; /* right NULL: too long to be written          */
  const char *left_latex, *latex; /* the two in math mode; NULL where right
                                     is none                               */
  ad_ref by;
  ad_shape shape;
  double *value;     /* value[shape], by reverse mode                      */
  double off, scale; /* how far the formula is off it, and what its entries
                        and terms are like; off is NaN where there is
                        nothing to compare                                 */
  double beside;     /* the largest amount anywhere in the sweep: where all
                        cancels, that is what rounding is of               */
};

struct explain_output {
  const char *name;
  ad_shape shape;        /* lines are there of 1 x 1 only                  */
  ad_formulas *formulas;
  size_t n;
  struct explain_line *lines; /* lines[n]                                  */
};

struct explained {
  const ad_sheet *sheet;
  const ad_graph *graph;
  struct readers readers;
  size_t n_named;
  ad_ref *named; /* named[n_named]: every node that has a name, once, in the
                    order of the names                                     */

  unsigned char *derived; /* derived[nodes]: is the value an answer?
                             derived.h                                     */

  /* Forward along the directions, and in reverse from from[output entries],
     which is 1 at entry of.entry of parts[of.part] unless --cotangent says
     other; with no wrts, values alone. */
  ad_trace *trace; /* in reverse                                           */
  size_t n_outputs, n_wrts, n_directions;
  struct part *parts, *wrts;
  struct direction *directions; /* directions[n_directions]                */
  struct entry_name of;
  double *from;
  char *swept; /* what is differentiated: "y", "y[2]", or "L", the sum of the
                  cotangent times the output                               */
  size_t n_exercises; /* those that are shown; 0: the sheet as a whole     */
  struct exercise *exercises; /* exercises[n_exercises], see exercises.h   */
  int gates;   /* operations without a name have rows of their own        */
  int elements; /* local derivatives are shown entry by entry, too         */
  int brief;    /* what is left out to fit two screens, see brief.h          */
  const char *cotangent; /* as it was given; NULL: 1 at an entry           */

  unsigned char *nonzero; /* nonzero[nodes]: is no entry of the value 0?   */
  size_t tape_computed, tape_kept; /* bytes of all values that a tape
                                      computes, and of those it keeps      */

  struct chains *chains; /* chains.h; NULL where they are not asked for, or
                            the output is no number                        */

  struct links *links;   /* links.h: those of the chains, or by themselves
                            where there are none; NULL as well             */

  struct path_lists *paths; /* path_values.h; NULL where not asked for     */

  struct layers *layers; /* layers.h; NULL where they are not asked for    */

  size_t n; /* 0 where formulas are not asked for                          */
  struct explain_output *outputs; /* outputs[n]                            */
  size_t n_kinks;
  const char **kinks; /* kinks[n_kinks]: the conventions of the op table that
                         their numbers follow                               */
};

/* Looks at the sheet, and at what the sweeps begin with.  EXIT_FINE or, with a
   message that begins with `file`, EXIT_INPUT.  The caller frees what was
   found, in any case, when it has done with that, too. */
int explain_begin(struct explained *e, const char *file, const ad_sheet *sheet,
                  const struct options *options);
void explain_free(struct explained *e);

/* The values and the sweep in reverse; that sweep once more; those forward;
   what a tape keeps; chains of the last sweep in reverse, `full`: all of them;
   paths, after chains; layers; formulas.  The last four are proved.
   AD_EINPUT, AD_ENOMEM, AD_ELIMIT. */
ad_status explain_trace(struct explained *e, ad_error *err);
void explain_reverse(struct explained *e);
ad_status explain_forward(struct explained *e, ad_error *err);
ad_status explain_tape(struct explained *e, ad_error *err);
ad_status explain_chains(struct explained *e, int full, ad_error *err);
ad_status explain_paths(struct explained *e, ad_error *err);
ad_status explain_layers(struct explained *e, ad_error *err);
ad_status explain_formulas(struct explained *e, ad_error *err);

/* Of a line whose node and shape are known, by the trace as it is: value and
   scale; the caller frees the value.  The largest that anything pays in. */
void explain_measure(const struct explained *e, struct explain_line *line);
double explain_largest(const struct explained *e);

/* explain_again.c: reads the formulas again, and fills `off` of all lines. */
ad_status explain_again(struct explained *e, ad_error *err);

/* Is the formula the same but for rounding: agree, disagree, or inconclusive
   where rounding has taken too much to say. */
ad_verdict explain_verdict(const struct explain_line *line);

/* Is it a node with a name?  (What --nodes adds to a node bears its name, but
   is none of the sheet's.) */
int explain_is_named(const struct explained *e, ad_ref x);

/* The node that holds the operation of x: of a sum that --nodes has made,
   which bears the name of x, the operand that was called so before. */
ad_ref explain_unmoved(const struct explained *e, ad_ref x);

/* Is x a leaf that --nodes has added, or the operand of its sum, which nothing
   else reads? */
int explain_is_inside(const struct explained *e, ad_ref x);

/* The kind of a leaf, or the right side as it was written. */
const char *explain_what(const struct explained *e, ad_ref x);

/* Is every node with a name 1 x 1? */
int explain_is_scalar(const struct explained *e);

/* The output that is walked back from; its name with the entry; the caller
   frees it. */
ad_ref explain_output_node(const struct explained *e);
char *explain_output_name(const struct explained *e);

/* The node of wrt i: of a node that --nodes differentiates by, that itself. */
ad_ref explain_wrt_node(const struct explained *e, size_t i);

void explain_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv explain_csv;

#endif
