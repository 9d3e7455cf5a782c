/* SPDX-License-Identifier: GPL-3.0-or-later
   Files that leaves read: between sheet_file.c (files, opened once, and the
   rows of them that are kept) and sheet_file_leaf.c (a leaf that is cut from
   one).  Read sheet_read.h and frame.h before. */
#ifndef AD_SHEET_FILE_H
#define AD_SHEET_FILE_H

#include "sheet/sheet_read.h"

/* The file that the leaf reads, opened where need be; NULL (reported) where
   that failed, now or before. */
ad_sheet_csv *ad_file_find(ad_reader *r, const ad_statement *st);

/* Takes what a message about a file says out of it, but for the place in the
   file, "PATH:3:7: ", where that is asked for. */
void ad_file_hide(const ad_reader *r, const char *path, ad_error *err);

/* sheet_file_leaf.c: what a leaf takes; 0 (reported) without memory.  The list
   of columns is the caller's to free. */
int ad_file_cut(ad_reader *r, const ad_csv *csv, const ad_statement *st,
                ad_cut *cut);

#endif
