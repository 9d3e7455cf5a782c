/* SPDX-License-Identifier: GPL-3.0-or-later
   Commands that read worksheets, one after the other.  What they share is in
   sheet_command_run: help, the output, the limit of time, loading, a record
   of every file that fails, the choice between page, JSON and CSV, and the
   exit status.  A command is its struct sheet_command, beside its struct
   command, in which `run` is sheet_command_run.  Read cmd.h, load.h and
   failure.h before. */
#ifndef SHEET_COMMAND_H
#define SHEET_COMMAND_H

#include <stdio.h>

#include "page/csv_write.h"
#include "worksheet/load.h"

struct command;
struct page;

/* One worksheet, and what a command found out about it. */
struct sheet_task {
  const char *file;            /* as it was given                          */
  const struct loaded *loaded; /* its sheet, and the warnings about it     */
  const struct options *options;
  void *found;                 /* of the command; zeroed before gather     */
  void *all;                   /* of all worksheets; zeroed before the first */
};

/* A report as a table; the names of its columns stand above the first. */
struct sheet_csv {
  size_t n_columns;
  const char *const *columns; /* columns[n_columns]                        */
  void (*write)(struct csv *csv, const struct sheet_task *task);
  void (*fail)(struct csv *csv, const struct sheet_task *task,
               int status); /* of a worksheet that came to no report       */
};

struct sheet_command {
  size_t size;       /* of what `found` points to                          */
  size_t all_size;   /* of what `all` points to; 0: nothing                */
  int texts;         /* right sides of lines are read, as ad_sheet_text has
                        them, in every format                              */
  int interruptible; /* an interrupt, and the end of --max-seconds, are noted
                        for gather, which then keeps what it has           */

  /* Looks at the options before any worksheet; NULL: nothing to look at.  An
     exit status, with a message. */
  int (*check)(const struct options *options);

  /* Computes; what it found is freed in any case.  An exit status, with a
     message. */
  int (*gather)(const struct sheet_task *task);
  void (*free)(void *found);

  /* Is there something to report?  NULL: where gather gave EXIT_FINE. */
  int (*has_report)(const struct sheet_task *task);
  void (*show)(struct page *page, const struct sheet_task *task);
  void (*json)(FILE *out, const struct sheet_task *task);
  const struct sheet_csv *csv;

  /* The verdict as an exit status, EXIT_DOUBT whether or not --strict is
     given; NULL: there is none. */
  int (*judge)(const struct sheet_task *task);

  /* Pictures, where a folder for them is given, which the page, if there is
     one, then shows; NULL: there are none.  An exit status. */
  int (*draw)(struct page *page, const struct sheet_task *task);

  /* After the last worksheet: the picture of all of them; frees what is in
     `all`.  NULL: there is nothing to do.  An exit status. */
  int (*end)(struct page *page, const struct options *options, void *all);
};

int sheet_command_run(const struct command *command,
                      const struct options *options);

#endif
