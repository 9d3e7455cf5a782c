/* SPDX-License-Identifier: GPL-3.0-or-later
   What of a report is wanted: its parts (--only), and the names that are
   shown or left out (--show, --hide).  Read options.h and results.h
   before. */
#ifndef CHOICE_H
#define CHOICE_H

#include "cli/options.h"
#include "compare/results.h"

/* Do all names and patterns of --show and --hide mean something in the graph?
   EXIT_FINE or, with a message that begins with `file`, EXIT_INPUT. */
int choice_check(const char *file, const ad_graph *g,
                 const struct options *options);

/* Is a node of this name shown?  Was it named in --show, so that all of its
   entries are? */
int choice_shows(const struct options *options, const char *name);
int choice_names(const struct options *options, const char *name);

/* Finds out, once for all questions below, whether --show names outputs and
   whether it names variables. */
void choice_prepare(struct results *r, const struct options *options);

/* Are derivatives of the output shown, those by the variable, the one by the
   other?  --show that names outputs chooses among outputs, and one that names
   variables among variables. */
int choice_shows_output(const struct results *r, const struct options *options,
                        const struct part *output);
int choice_shows_wrt(const struct results *r, const struct options *options,
                     const struct part *wrt);
int choice_shows_derivative(const struct results *r,
                            const struct options *options,
                            const struct part *output, const struct part *wrt);

/* The parts of a report, for --only: their words, and their bits. */
enum {
  ONLY_VALUES = 1 << 0,
  ONLY_GRADIENTS = 1 << 1,
  ONLY_AGREEMENT = 1 << 2,
  ONLY_COST = 1 << 3
};
extern const char *const choice_parts[];

/* Is this part of a report wanted? */
int choice_has(const struct options *options, unsigned part);

#endif
