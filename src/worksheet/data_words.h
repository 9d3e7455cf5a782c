/* SPDX-License-Identifier: GPL-3.0-or-later
   What a report says about the data that was read.  Read lib/sheet.h
   before. */
#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include "sheet.h"

/* "species: 1 setosa, 2 versicolor, 3 virginica" for coding i of the sheet
   (ad_sheet_coding), many classes shortened; NULL past the end.  The caller
   frees it. */
char *data_words_coding(const ad_sheet *sheet, size_t i);

/* The word for its kind, as in worksheets: "classes", "onehot", "binary",
   "labels from 0". */
const char *data_words_kind(const ad_coding *coding);

#endif
