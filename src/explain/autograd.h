/* SPDX-License-Identifier: GPL-3.0-or-later
   The worksheet's graph as PyTorch's autograd sees it: which nodes are leaves,
   which are recorded, where a gradient is kept.  Source: PyTorch's notes
   "Autograd mechanics" and the documentation of torch.Tensor.  Read explain.h
   before. */
#ifndef AUTOGRAD_H
#define AUTOGRAD_H

#include "explain/explain.h"

enum autograd {
  AUTOGRAD_LEAF,     /* requires_grad: it gets a .grad                       */
  AUTOGRAD_DATA,     /* a leaf without                                       */
  AUTOGRAD_RECORDED, /* computed of one that requires_grad                   */
  AUTOGRAD_DETACHED, /* of such ones too, but nothing passes                 */
  AUTOGRAD_PLAIN     /* of data alone                                        */
};

/* What every node is: is[nodes]; the caller frees it. */
enum autograd *autograd_of(const struct explained *e);

/* Its word in reports and in JSON. */
const char *autograd_word(enum autograd is);

#endif
