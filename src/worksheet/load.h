/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet from a file or standard input, its messages printed.  Read
   options.h and lib/sheet.h before. */
#ifndef LOAD_H
#define LOAD_H

#include "cli/options.h"

struct loaded {
  char *text;       /* what was read; NULL: borrowed                      */
  ad_source source; /* its name and text                                  */
  ad_report report; /* errors and warnings                                */
  ad_sheet *sheet;  /* NULL where there is none                           */
  int texts;        /* are the texts of its lines kept?                   */
};

/* As messages and reports call a file: "-" is "standard input". */
const char *load_name(const char *file);

/* Reads the worksheet in `file` ("-": standard input), and prints what is
   wrong or doubtful about it to standard error: at most 20 messages, then
   how many more there are.  EXIT_FINE, EXIT_INPUT or EXIT_SYSTEM.  The
   caller calls loaded_free in any case. */
int load(struct loaded *loaded, const char *file,
         const struct options *options);

/* The same with the texts of ad_sheet_text, which load keeps for JSON only. */
int load_with_texts(struct loaded *loaded, const char *file,
                    const struct options *options);

/* Reads the worksheet in the text of `first` (which must outlive *loaded)
   anew, with other options.  Warnings are not printed again. */
int load_again(struct loaded *loaded, const struct loaded *first,
               const struct options *options);

/* Prints an error at a place of the worksheet, as load does. */
void load_complain(const struct loaded *loaded, const ad_error *error);
void loaded_free(struct loaded *loaded);

/* Reads a whole text file ("-": standard input) of at most `limit` bytes
   into *text, which the caller frees, and *size.  Reading stops soon after a
   zero byte: a text has none.  EXIT_FINE or, with a message, EXIT_SYSTEM. */
int load_text(const char *file, size_t limit, char **text, size_t *size);

#endif
