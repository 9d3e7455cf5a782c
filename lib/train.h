/* SPDX-License-Identifier: GPL-3.0-or-later
   Training: what a `train` line of a worksheet says, and the update rules of
   gradient descent, which move parameters p[n] along a gradient g[n].  Nothing
   here knows of graphs: g may come from any engine, or from elsewhere.  Read
   status.h before.

     sgd       p <- p - rate g
     momentum  v <- momentum v + g           p <- p - rate v
     adam      m <- beta1 m + (1 - beta1) g  s <- beta2 s + (1 - beta2) g^2
               p <- p - rate m^ / (sqrt(s^) + epsilon),
               m^ = m / (1 - beta1^t), s^ = s / (1 - beta2^t), t = 1, 2, ...

   v, m and s begin as zeros.  The second is PyTorch's convention: v is not
   multiplied by the rate; with a rate that stays the same p moves as with
   Polyak's heavy ball.  Sources: Robbins and Monro, A stochastic approximation
   method (1951); Polyak, Some methods of speeding up the convergence of
   iteration methods (1964); Kingma and Ba, Adam: a method for stochastic
   optimization (2015), algorithm 1. */
#ifndef AD_TRAIN_H
#define AD_TRAIN_H

#include "status.h"

AD_BEGIN_C

/* How the gradient is found. */
typedef enum ad_train_by {
  AD_BY_REVERSE, AD_BY_FORWARD, AD_BY_DIFFERENCES, AD_BY_ALL
} ad_train_by;

/* How a worksheet is trained. */
typedef struct ad_training {
  size_t epochs;
  size_t batch;     /* rows; 0: all of them                                */
  size_t optimiser; /* as ad_optimiser_name counts                         */
  double rate;      /* 0: the one that the optimiser has for itself        */
  double momentum;
  double beta1, beta2, epsilon;
  double test;      /* the share of the rows that are held out             */
  size_t shuffle;   /* 1: in an order drawn from the seed                  */
  size_t by;        /* enum ad_train_by                                    */
  unsigned given;   /* bit i: the setting that ad_training_name counts so  */
} ad_training;

/* What holds where nothing is set: 10 epochs of sgd, all rows in one batch. */
AD_API ad_training ad_training_default(void);

/* The settings and the optimisers by number, as worksheets name them; NULL past
   the end. */
AD_API const char *ad_training_name(size_t i);
AD_API const char *ad_optimiser_name(size_t i);

/* The rule as above, with the names of its settings: "v <- momentum v + g, x
   <- x - rate v"; NULL past the end. */
AD_API const char *ad_optimiser_formula(size_t i);

/* Sets the setting `name` to a word or, where that is NULL, to a number.
   AD_EINPUT, and nothing is set, where there is no such setting, where it has
   no such values, or where the optimiser that was named has no use for it; one
   for momentum or adam alone names the optimiser as well. */
AD_API ad_status ad_training_set(ad_training *t, const char *name,
                                 const char *word, double number,
                                 ad_error *err);

/* Was the setting set? */
AD_API int ad_training_has(const ad_training *t, const char *name);

/* The rate that is meant. */
AD_API double ad_training_rate(const ad_training *t);

/* An update rule at work on n parameters. */
typedef struct ad_optimiser ad_optimiser;

/* The optimiser of `t`, of which it keeps what it needs; AD_ENOMEM. */
AD_API ad_status ad_optimiser_new(const ad_training *t, size_t n,
                                  ad_optimiser **out, ad_error *err);
AD_API void ad_optimiser_free(ad_optimiser *o);

/* Moves x[n] along gradient[n], once.  The same bit for bit on every run.  No
   allocation. */
AD_API void ad_optimiser_step(ad_optimiser *o, const double *gradient,
                              double *x);

/* What the rule remembers: the name ("v"; "m", "s") and the n numbers of its
   vector i, and how many steps there were.  NULL past the end. */
AD_API const char *ad_optimiser_state_name(const ad_optimiser *o, size_t i);
AD_API const double *ad_optimiser_state(const ad_optimiser *o, size_t i);
AD_API size_t ad_optimiser_steps(const ad_optimiser *o);

AD_END_C

#endif
