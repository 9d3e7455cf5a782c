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
  int (*take)(struct options *o, const char *value); /* of its value, or
                                                        NULL              */
  size_t text; /* where the value belongs in struct options, as a text that
                  is borrowed; 0: nowhere                                 */
};

/* option_rows[n_option_rows], in the order of --help. */
extern const struct option_row option_rows[];
extern const size_t n_option_rows;

enum { OPTION_ROWS_MOST = 128 }; /* room for all of them                  */

#endif
