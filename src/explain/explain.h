/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet worked out: the gradient of each output as formulas, line by
   line, and what they come to when they are read again and computed, beside
   what reverse mode gives.  Read formulas.h and sheet_command.h before. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "agree.h"
#include "formulas.h"
#include "trace.h"
#include "worksheet/sheet_command.h"

/* A line of an output's formulas. */
struct explain_line {
  const char *left, *right; /* right NULL: too long to be written          */
  ad_ref by;
  ad_shape shape;
  double *value;     /* value[shape], by reverse mode                      */
  double off, scale; /* how far the formula is off it, and what its entries
                        and terms are like; off is NaN where there is
                        nothing to compare                                 */
};

struct explain_output {
  const char *name;
  ad_shape shape;        /* lines are there of 1 x 1 only                  */
  ad_formulas *formulas;
  size_t n;
  struct explain_line *lines; /* lines[n]                                  */
};

struct explained {
  const ad_graph *graph;
  size_t n;
  struct explain_output *outputs; /* outputs[n]                            */
};

/* Works the sheet out.  AD_EINPUT, AD_ENOMEM, AD_ELIMIT.  The caller frees
   what was found in any case. */
ad_status explain_gather(struct explained *e, const ad_sheet *sheet,
                         ad_error *err);
void explain_free(struct explained *e);

/* explain_again.c: reads the formulas again, and fills `off` of all lines. */
ad_status explain_again(struct explained *e, const ad_sheet *sheet,
                        ad_error *err);

/* Is the formula the same but for rounding: agree, disagree, or inconclusive
   where rounding has taken too much to say. */
ad_verdict explain_verdict(const struct explain_line *line);

void show_explained(struct page *page, const struct explained *e, int full);
void explain_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv explain_csv;

#endif
