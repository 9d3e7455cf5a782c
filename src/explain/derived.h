/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives that the sheet itself takes, and what is made of them: their
   values are answers, where all others are given.  So are those of matrices
   that are computed, where the shapes are asked for.  Read explain.h before. */
#ifndef DERIVED_H
#define DERIVED_H

#include "explain/explain.h"

/* derived[nodes], which the caller frees, from the sheet, the readers and the
   named nodes: is a derivative in the line of x, or a node of which that
   holds?  A node without a name belongs to those that read it. */
unsigned char *derived_find(const struct explained *e);

/* Adds the nodes whose values show a shape that is asked for. */
void derived_add_shaped(const struct explained *e, unsigned char *derived);

#endif
