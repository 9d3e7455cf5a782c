/* SPDX-License-Identifier: GPL-3.0-or-later
   Entries of outputs and of differentiated leaves as a command line names
   them: NAME, NAME[i] or NAME[i,j], from 1.  Read parts.h before. */
#ifndef ENTRY_NAME_H
#define ENTRY_NAME_H

#include "worksheet/parts.h"

/* What a name stands for. */
struct entry_name {
  size_t part;  /* which of parts[]                                        */
  size_t entry; /* which entry of it, from 0; row by row                   */
  int whole;    /* NAME alone, of more than one entry (entry is 0)         */
};

/* Finds `text` among parts[n].  `option`: "of" or "wrt", for messages, which
   begin with `file`.  EXIT_FINE or, with a message, EXIT_INPUT. */
int entry_find(const char *file, const char *option, const char *text,
               const ad_graph *g, const struct part *parts, size_t n,
               struct entry_name *out);

#endif
