/* SPDX-License-Identifier: GPL-3.0-or-later
   A graph as PyTorch's autograd sees it: which nodes are leaves, which are
   recorded.  Source: PyTorch's notes "Autograd mechanics" and the documentation
   of torch.Tensor. */
#ifndef AUTOGRAD_H
#define AUTOGRAD_H

#include "nodes.h"

enum autograd {
  AUTOGRAD_LEAF,     /* requires_grad: it gets a .grad                       */
  AUTOGRAD_DATA,     /* a leaf without                                       */
  AUTOGRAD_RECORDED, /* computed of one that requires_grad, and records it   */
  AUTOGRAD_DETACHED, /* by stop_gradient, where that would be recorded       */
  AUTOGRAD_PLAIN     /* of data alone, or a comparison                       */
};

/* What every node is: is[nodes]; the caller frees it. */
enum autograd *autograd_of(const ad_graph *g);

/* Its word in reports and in JSON. */
const char *autograd_word(enum autograd is);

#endif
