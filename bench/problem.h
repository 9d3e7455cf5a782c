/* SPDX-License-Identifier: GPL-3.0-or-later
   A workload made ready: its graph, the point, the data, and what the
   hand-written code finds there.  Read workload.h before. */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "sheet.h"

#include "workload.h"

enum { PROBLEM_DATA = 4 };

struct problem {
  const struct workload *w;
  const ad_graph *graph;
  size_t n, m;     /* entries of all wrt leaves, of all outputs            */
  double *x;       /* x[n], the point                                      */
  size_t rows, cols; /* of the first data leaf, or n and 1                 */
  size_t n_data;
  const double *data[PROBLEM_DATA]; /* data leaves in order                */
  size_t data_size[PROBLEM_DATA];
  size_t data_leaf[PROBLEM_DATA];   /* their numbers among the leaves      */
  size_t n_wrt;
  size_t *wrt_leaf, *wrt_size;      /* the same of the wrt leaves          */
  void *extra;     /* of workload.build                                    */
  double *y, *J;   /* y[m], J[m x n] by hand                               */
  ad_sheet *sheet; /* owns graph and data, or is NULL                      */
  ad_graph *built; /* owned                                                */
};

/* Reads or builds it; `folder` holds the worksheets.  Ends the program with
   a message where that fails. */
void problem_make(struct problem *p, const struct workload *w,
                  const char *folder);
void problem_free(struct problem *p);

/* The point of call i: x[n] with one entry moved by a few last bits, another
   one each time; *at is its number, kept by the caller. */
static inline void problem_move(const struct problem *p, double *x, size_t *at,
                                size_t i)
{
  x[*at] = p->x[*at] * (1 + 1e-15 * (double)(i & 3));
  if (++*at == p->n)
    *at = 0;
}

/* The largest difference of got[size] and want[size], relative to want's
   largest entry; NaN counts as infinite. */
double problem_error(size_t size, const double *got, const double *want);

/* Writes it for a peer: doubles n, m, number of data leaves, their sizes,
   the data, x[n], y[m], J[m x n].  Ends the program where that fails. */
void problem_export(const struct problem *p, const char *file);

#endif
