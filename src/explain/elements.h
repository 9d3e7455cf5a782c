/* SPDX-License-Identifier: GPL-3.0-or-later
   The elements of local derivatives: dh[i]/dz[j] = step(h[i]) for i = j, else
   0, of h = relu(z).  They come from the factors of a link, read backwards:
   an index of what is paid in is traced to the adjoint that it comes from.
   Read links.h before. */
#ifndef ELEMENTS_H
#define ELEMENTS_H

#include "explain/links.h"

/* Texts are owned: "dh[i]/dz[j]", and in LaTeX; "step(h[i])", NULL where a
   factor has no such form; where it holds, "i = j, else 0", or "". */
struct element {
  char *name, *name_latex, *is, *where;
};

/* Of the edge k, whose local derivative is written.  The caller hands it to
   element_free. */
struct element element_of(const struct explained *e, const ad_local *k);
void element_free(struct element *element);

#endif
