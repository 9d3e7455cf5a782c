/* SPDX-License-Identifier: GPL-3.0-or-later
   The curves of all worksheets that are trained in one run of the program, and
   their picture.  Read training.h before. */
#ifndef CURVES_H
#define CURVES_H

#include "gnuplot/plot.h"
#include "train/training.h"

struct curves {
  size_t n;
  struct training_curve {
    char *name;            /* of the worksheet and, of several, its gradients */
    size_t n;
    struct epoch *epochs;  /* epochs[n + 1], with the end                  */
    int same;              /* as the one before it, by other gradients     */
  } *curve;                /* curve[n]                                     */
  char *file, *title;      /* of the first                                 */
};

void curves_add(struct curves *c, const struct sheet_task *task);
void curves_free(struct curves *c);

/* Writes NAME-train.csv, .gp and pictures of loss and gradient to the plot's
   folder; `train' for several worksheets.  An exit status. */
int plot_training(const struct curves *c, const struct plot *plot);

#endif
