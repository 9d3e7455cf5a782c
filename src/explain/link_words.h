/* SPDX-License-Identifier: GPL-3.0-or-later
   Local derivatives and their factors in words.  The caller frees what is
   returned as char *.  Read links.h before. */
#ifndef LINK_WORDS_H
#define LINK_WORDS_H

#include "explain/links.h"
#include "page/table.h"

/* "n x h", by the names of the sizes where they have any. */
char *extent_words(ad_extent x);

/* What stands in a table: a text, and what it is in LaTeX, NULL where it is no
   formula; both owned. */
struct words {
  char *text, *latex;
};
void words_free(struct words *w);

/* The next cell: what stands there whatever the page is, an answer, a text that
   is one, a derivative's name.  The first three are freed. */
void put_label(struct table *table, struct words w);
void put_words(struct table *table, struct words w);
void put_text(struct table *table, char *text);
void put_link_name(struct table *table, const struct explained *e, ad_ref of,
                   ad_ref by);

/* A number as a factor: "2.4", "(-1.3)"; the caller frees it. */
char *factor_number(double x);

/* Is it a factor of its own, not the turning of what is there so far? */
int factor_stands(const ad_local *k, size_t i);

/* Factor i of a link as the derivative that it is: W of W' @ ...,
   "diag(step(z))" between vectors, "1 in each row" of what was stretched; its
   sizes; and how it acts, "(h x n)(n x 1) = h x 1", or "". */
struct words factor_is(const ad_local *k, size_t i);
char *factor_shape(const ad_local *k, size_t i);
char *factor_note(const struct explained *e, const ad_local *k, size_t i);

/* The same in a chain, where a diagonal matrix is its diagonal: "step(z)", of
   "h x 1, *". */
struct words factor_plain(const ad_local *k, size_t i);
char *factor_plain_shape(const ad_local *k, size_t i);

/* What the link does, AD_SO_FAR for what it acts on: "...*step(z)"; of the
   output's, which begin, what they are. */
struct words link_acts(const struct explained *e, const ad_local *k);

/* "dL/dx", by which the sweep is called, of node x. */
struct words link_adjoint(const struct explained *e, ad_ref x);

/* The same with the derivative by the upper node in the place of the dots:
   "dL/dh2*step(z2)". */
struct words link_pays(const struct explained *e, const ad_local *k);

#endif
