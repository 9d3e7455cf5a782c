/* SPDX-License-Identifier: GPL-3.0-or-later
   The record of a worksheet that came to no report, because it is wrong or
   could not be read: in the formats for machines every file has one.  Read
   load.h and csv_write.h before. */
#ifndef FAILURE_H
#define FAILURE_H

#include <stdio.h>

#include "page/csv_write.h"
#include "worksheet/load.h"

/* One object on a line; `status` is that of this file by itself. */
void failure_json(FILE *out, const char *file, const struct loaded *loaded,
                  int status);

/* A line for each error, to end in `columns` fields: the file, `record`
   (NULL: none), empty fields up to the one numbered `at` from 0, the
   error. */
void failure_csv(struct csv *csv, const char *file, const char *record,
                 const struct loaded *loaded, size_t at, size_t columns);

/* "line 3, column 7: unknown name 'hh'; did you mean 'h'?"; the caller frees
   it. */
char *failure_text(const ad_source *source, const ad_error *error);

#endif
