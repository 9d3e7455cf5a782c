/* SPDX-License-Identifier: GPL-3.0-or-later
   The outputs of a graph as functions of one number: of one wrt entry, all
   else held at a base point, or of the t in x + t d for a direction d.  The
   last points are remembered: what one output entry asked for need not be
   evaluated again for the next.  Frozen operands keep their value at the
   base point.  Internal to fd.c; read program.h and stencil.h before. */
#ifndef AD_MEMO_H
#define AD_MEMO_H

#include "engines/value_data.h"
#include "judge/stencil.h"
#include "program/downstream.h"

/* A point t that was evaluated. */
typedef struct ad_memo_point {
  double t;
  int compared; /* its dirt is known                                       */
} ad_memo_point;

typedef struct ad_memo {
  ad_program program; /* everything, for the base point                    */
  ad_program moving;  /* the part of it that is evaluated again at each
                         point: what varies, with all wrt leaves           */
  ad_downstream downstream; /* or with the wrt entry that moves            */
  const ad_program *moved;  /* the one of them that the memory has away from
                               the base point; NULL: neither               */
  ad_memory memory;
  ad_value *point; /* the base point, and its values                       */
  ad_value *own;   /* the same, or NULL where it is borrowed               */
  const double *base; /* base[value_words]: those values                   */
  size_t seen;     /* the points of `point` when it was evaluated          */
  int tame;     /* what varies has tame values there (downstream.h)        */
  ad_stencil stencil;
  unsigned char *dirt_of, *dirt_at; /* [nodes], [value_words]: stencil.h   */

  size_t by;           /* the wrt entry that moves, SIZE_MAX: none         */
  size_t slot;         /* its place in memory                              */
  const double *along; /* along[n]: the direction; NULL: an entry moves    */
  uint64_t print;      /* what it is known again by                        */
  double x;            /* the entry's value at the base point; 0           */
  size_t m;            /* output entries                                   */
  size_t room, n, next; /* points[n] of at most room, the oldest is next   */
  ad_memo_point *points;
  double *values;      /* values[room x m]                                 */
  unsigned char *dirt; /* dirt[room x m]                                   */
  size_t evaluations;  /* so far, the base points' included                */
} ad_memo;

/* `beside`: the base point, borrowed until the memo is freed; NULL: one of its
   own.  AD_ENOMEM, AD_ELIMIT; whatever comes back, ad_memo_free may be
   called. */
ad_status ad_memo_init(ad_memo *o, const ad_graph *g, ad_value *beside,
                       ad_error *err);
void ad_memo_free(ad_memo *o);
ad_status ad_memo_set(ad_memo *o, size_t leaf, const double *x);

/* Evaluates the base point where that has not been done, and turns to wrt
   entry `by`. */
void ad_memo_aim(ad_memo *o, size_t by);

/* The same for direction d[n], n the entries of all wrt leaves: borrowed until
   nothing more is asked about it.  Asked for again, wherever it lies by then,
   it finds its points remembered. */
void ad_memo_aim_along(ad_memo *o, const double *d);

/* Turns nowhere: nothing is borrowed any more. */
void ad_memo_turn_away(ad_memo *o);

/* Output entry `of` at the base point, and where the number aimed at is t. */
double ad_memo_base(const ad_memo *o, size_t of);
double ad_memo_value(ad_memo *o, double t, size_t of);

/* What is wrong with t as a point of a stencil for output entry `of`:
   AD_DIRT_... */
unsigned ad_memo_dirt(ad_memo *o, double t, size_t of);

#endif
