/* SPDX-License-Identifier: GPL-3.0-or-later
   The sections of the report of `compare`, each in a file of its own
   (show_NAME.c).  They read results and write to a page; nothing is
   computed in them.  Read results.h, measure.h and page.h before. */
#ifndef SHOW_H
#define SHOW_H

#include "compare/faults.h"
#include "compare/results.h"
#include "measure/measure.h"
#include "page/page.h"
#include "worksheet/matrix_words.h"

enum {
  SHOW_LARGEST = 5,  /* of a gradient of which no entry has a line        */
  SHOW_ENTRIES = 12, /* a larger leaf is summarised,                      */
  SHOW_LINES = 48,   /* and all but scalars, where there are more lines   */
  SHOW_DETAILS = 8   /* entries explained one by one                      */
};

/* What is not finite, and why; nothing where all is. */
void show_faults(struct page *page, const struct results *r,
                 const struct faults *faults);

/* The named nodes that are wanted; all entries with --full, and of what
   --show names. */
void show_values(struct page *page, const struct results *r,
                 const struct options *options);

/* For each output its gradient, or its Jacobian by each leaf. */
void show_gradients(struct page *page, const struct results *r,
                    const struct options *options);
void show_jacobian(struct page *page, const struct results *r,
                   const struct part *output, const struct part *wrt,
                   int full);

/* The heading of an output of one entry. */
void show_gradient_title(struct page *page, const struct results *r,
                         const struct part *output);

/* Of a Hessian, a block that is the transpose of one that is shown, in a
   sentence, where all agrees; 0: it is to be shown. */
int show_mirrored(struct page *page, const struct results *r,
                  const struct part *output, const struct part *wrt,
                  const struct options *options);

/* A number of one entry, as the next cell of a row. */
enum show_column { SHOW_FORWARD, SHOW_REVERSE, SHOW_DIFFERENCE };
void show_number(struct table *table, const struct results *r, size_t of,
                 size_t by, enum show_column column);

/* What agrees, what does not and whose fault it may be. */
void show_agreement(struct page *page, const struct results *r, int timed);

/* What another program found, of --against: how much of it agrees; of the
   Jacobian of an output by a leaf; the headings, and the cells of an entry, in
   tables of entries. */
void show_against(struct page *page, const struct results *r);
void show_against_block(struct page *page, const struct results *r,
                        const struct part *output, const struct part *wrt);
void show_against_number(struct table *table, const struct results *r,
                         size_t of, size_t by);
void show_against_verdict(struct table *table, const struct results *r,
                          size_t of, size_t by);

/* The cost table and the sentence to take home. */
void show_cost(struct page *page, const struct results *r,
               const struct method_cost costs[METHODS], int timed);

/* Of second derivatives: how many sweeps there are, and what forward mode over
   forward mode would take. */
void show_second_cost(struct page *page, const struct results *r,
                      const struct method_cost costs[METHODS]);

#endif
