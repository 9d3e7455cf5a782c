/* SPDX-License-Identifier: GPL-3.0-or-later
   One row an option: its spelling, its help, what takes its value.  A new
   option is a row here and a bit in options.h.  Read options.h before. */
#ifndef OPTION_ROWS_H
#define OPTION_ROWS_H

#include "cli/options.h"

struct option_row {
  option_set bit;
  int letter; /* -o; 0: none                                              */
  const char *name, *argument; /* argument NULL: takes none               */
  const char *help;
  int (*take)(struct options *o, const char *value); /* NULL: only a bit  */
};

/* option_rows[n_option_rows], in the order of --help. */
extern const struct option_row option_rows[];
extern const size_t n_option_rows;

/* "values, gradients, agreement and cost"; the caller frees it. */
char *option_parts(const char *const *parts);

enum { OPTION_ROWS_MOST = 64 }; /* room for all of them                   */

#endif
