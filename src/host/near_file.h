/* SPDX-License-Identifier: GPL-3.0-or-later
   The file that may be meant by the name of one that is not there. */
#ifndef NEAR_FILE_H
#define NEAR_FILE_H

/* FILE.grad where that is there, else the worksheet in the same folder whose
   name is nearest; NULL: none.  The caller frees it. */
char *near_file(const char *file);

#endif
