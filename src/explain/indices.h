/* SPDX-License-Identifier: GPL-3.0-or-later
   Indices of entries, i, j, ..., and an entry of a text: of y*(1 - m) that at
   row i is y[i]*(1 - m[i]).  Read explain.h before. */
#ifndef INDICES_H
#define INDICES_H

#include "explain/explain.h"

/* Those of an axis of size 1 are not written. */
enum { ONE = -1, INDICES_MOST = 16 };

/* An entry: its indices by number, or ONE. */
struct at {
  int row, col;
};

/* A text of which an entry stands in a product. */
struct part_of {
  char *text;
  struct at at;
};

/* The indices that are known, and what they are called, 0: not yet. */
struct indices {
  const struct explained *e;
  int n;
  char letter[INDICES_MOST];
  char used; /* the last letter that was given                             */
};

/* The next letter that is no name of the sheet; an index along an axis of this
   size; gives it a letter, where it has none. */
char indices_letter(struct indices *x);
int indices_add(struct indices *x, size_t size);

/* The same entry of what was stretched from rows x cols: no index along an axis
   of size 1. */
struct at indices_narrowed(struct at at, size_t rows, size_t cols);

void indices_name(struct indices *x, int index);

/* "[i,j]", "[i]", ""; 0 for an axis without an index.  The same of an entry.
   The caller frees them. */
char *indices_letters(char row, char col);
char *indices_bracket(const struct indices *x, struct at at);

/* An entry of a text, inside where that is computed entry by entry, else
   behind it in brackets.  The caller frees it. */
char *indices_entry(const struct indices *x, const char *text, struct at at);

#endif
