/* SPDX-License-Identifier: GPL-3.0-or-later
   The edges between named nodes by which derivatives of the output come, each
   with its local derivative, and what that pays in at this point.  Read paths.h
   and lib/locals.h before. */
#ifndef LINKS_H
#define LINKS_H

#include "explain/again.h"
#include "explain/ledger.h"
#include "explain/paths.h"
#include "locals.h"

enum { LINKS_MOST = 400 }; /* more of them are not all written down         */

/* The edge from node `of` down to node `by`.  Its text is read again, with a
   name for the adjoint of `of`; line.value is what was paid in. */
struct link {
  ad_local local;
  struct explain_line line; /* right is NULL where it is not proved        */
  char *text, *sum;         /* sum: it was proved with all that comes to
                               `by`, and is not what `of` alone pays; NULL */
  ad_local apart;           /* then what that pays: past no node without a
                               name that pays for several                  */
  struct explain_line paid; /* its proof; right is NULL where it has none  */
  char *apart_text;
};

/* Of node i: the edges down from it, link[first[i]] to link[first[i+1] - 1],
   and those up, which are up[up_first[i]] to up[up_first[i+1] - 1] in link. */
struct links {
  const struct explained *e;
  struct paths paths;
  ad_locals *locals;
  size_t n, *first, *up_first, *up;
  struct link *link;       /* link[n], ordered by `of` and `by`             */
  unsigned char *written;  /* written[nodes]: are those down from it?       */
  char **adjoint;          /* adjoint[nodes]: "delta2"; NULL: not asked for */
  double beside;           /* the largest amount of the sweep               */
  char *prefix;            /* "delta", unless names of the sheet begin so   */
};

/* Those of e's trace, whose output is 1 x 1.  The caller hands it to
   links_free in any case.  AD_ENOMEM, AD_ELIMIT. */
ad_status links_new(struct links *l, const struct explained *e, ad_error *err);
void links_free(struct links *l);

/* Writes down the edges from node `of`, once. */
ad_status links_write(struct links *l, ad_ref of, ad_error *err);

/* Is it a node of these edges? */
int links_reach(const struct links *l, ad_ref x);

/* How many edges lead down from x, and up. */
size_t links_down(const struct links *l, size_t x);
size_t links_up(const struct links *l, size_t x);

/* Reads the texts of the edges that are written, and computes them. */
ad_status links_prove(struct links *l, ad_error *err);

/* The edge from node `of` down to node `by`, where its text was proved; or
   NULL. */
const struct link *link_proved(const struct links *l, ad_ref of, ad_ref by);

/* What node `of` alone pays in to `by`, where that was proved; or NULL. */
const ad_local *link_paid(const struct links *l, ad_ref of, ad_ref by);

/* The name of the adjoint of x in LaTeX; the caller frees it; NULL where it has
   none. */
char *links_adjoint_latex(const struct links *l, ad_ref x);

/* "dz2/dh1", as label_derivative has it, and in LaTeX; the caller frees it. */
char *link_name(const struct explained *e, ad_ref of, ad_ref by);
char *link_name_latex(const struct explained *e, ad_ref of, ad_ref by);

#endif
