/* SPDX-License-Identifier: GPL-3.0-or-later
   Names of files, and opening files to read: worksheets, and what they name.
   Only files are opened; a pipe or a device could keep the program waiting
   for ever.  Read exits.h before. */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>
#include <stdio.h>

#include "status.h"

/* The name without its folder; how long it is without the ".grad" of a
   worksheet. */
const char *files_base(const char *path);
size_t files_stem(const char *base);

/* A descriptor of the file; -1 where there is none, with *why: what else than
   a file it is; NULL where it cannot be opened, for errno's reason. */
int files_open(const char *path, const char **why);

/* The same of what others put into a folder: a link is not followed, which may
   lead anywhere. */
int files_open_entry(const char *path, const char **why);

/* For ad_sheet_options.open.  The file `name` in `folder`, NULL: the current
   one. */
FILE *files_beside(const char *folder, const char *name, ad_error *err);

/* The same for a worksheet that is not to be trusted: nothing outside of the
   folder, neither by an absolute name, nor by "..", nor by a link.  AD_EINPUT
   for such a name. */
FILE *files_inside(const char *folder, const char *name, ad_error *err);

#endif
