/* SPDX-License-Identifier: GPL-3.0-or-later
   Worksheets: statements read into a graph, the values of its leaves, and
   the lines kept for the checker.  Read statement.h and graph.h before. */
#ifndef AD_SHEET_H
#define AD_SHEET_H

#include <stdio.h>

#include "nodes.h"
#include "report.h"
#include "statement.h"
#include "train.h"

AD_BEGIN_C

typedef struct ad_sheet ad_sheet;

/* name=value pairs given on a command line. */
typedef struct ad_override {
  const char *name, *value;
} ad_override;

/* What a caller may override; a zeroed struct overrides nothing. */
typedef struct ad_sheet_options {
  const char *folder;      /* what file names are relative to; NULL: "."   */
  size_t n_dims, n_data;
  const ad_override *dims; /* value: a whole number, or "all"              */
  const ad_override *data; /* name: a leaf, or a file name of the sheet    */
  int has_seed;
  unsigned long seed;
  int keep_texts;          /* for ad_sheet_text                            */
  int all_nodes;           /* all named nodes that depend on inputs, params
                              are differentiated by, too; all named nodes,
                              where there is neither                       */
  int hessian;             /* the outputs, which have to be numbers, make way
                              for their gradients, named dl/dx             */
  size_t max_bytes;        /* 0: no limit                                  */
  int hide_data;           /* messages show nothing of what files hold but
                              the names of columns                         */
  /* Opens file `name` of the sheet, beside `folder`; folder is NULL for what
     an override names.  NULL, with *err, where that fails.  NULL: fopen. */
  FILE *(*open)(const char *folder, const char *name, ad_error *err);
  int source_stays;        /* the source's text outlives the sheet, which then
                              has no copy of it                            */
  size_t max_lines;        /* lines done, those of loops in every round; 0:
                              ten million                                  */
} ad_sheet_options;

/* Reads a worksheet.  Errors and warnings go to report (initialised by the
   caller); the status is that of the worst error, and *out is NULL unless
   AD_OK.  The caller frees *out; the source may go before it, unless
   options->source_stays. */
AD_API ad_status ad_sheet_read(const ad_source *source,
                               const ad_sheet_options *options,
                               ad_sheet **out, ad_report *report);

/* The same from a file, whose name and text go to the report, which keeps
   them and should be a new one.  What the sheet names is beside the file where
   options->folder is NULL; options may be NULL.  AD_EIO, with the system's
   reason, where the file cannot be read. */
AD_API ad_status ad_sheet_read_file(const char *path,
                                    const ad_sheet_options *options,
                                    ad_sheet **out, ad_report *report);
AD_API void ad_sheet_free(ad_sheet *sheet);

/* A named size to be changed. */
typedef struct ad_size_change {
  const char *name;
  size_t from, to;
} ad_size_change;

/* Reads the sheet once more with other sizes; changes of sizes that are
   computed of others are passed over.  Leaves repeat the values that they
   have; files are not opened again.  AD_EINPUT where it cannot be read so, or
   has other names then; AD_ELIMIT, of 64 MiB or 100,000 lines of loops as
   well; AD_ENOMEM.  The caller frees *out. */
AD_API ad_status ad_sheet_resize(const ad_sheet *sheet, size_t n,
                                 const ad_size_change *changes,
                                 ad_sheet **out, ad_error *err);

/* The same for one size, within the limits that the sheet was read with: of a
   batch that is to be trained on. */
AD_API ad_status ad_sheet_resize_dim(const ad_sheet *sheet, const char *name,
                                     size_t size, ad_sheet **out,
                                     ad_error *err);

AD_API const ad_graph *ad_sheet_graph(const ad_sheet *sheet);

/* Are its outputs gradients, as options->hessian has them? */
AD_API int ad_sheet_is_hessian(const ad_sheet *sheet);

/* title, source; "" where there is none; note i, or NULL past the end. */
AD_API const char *ad_sheet_title(const ad_sheet *sheet);
AD_API const char *ad_sheet_source(const ad_sheet *sheet);
AD_API const char *ad_sheet_note(const ad_sheet *sheet, size_t i);

/* What stands behind `exercise` on line i of these; NULL past the end. */
AD_API const char *ad_sheet_exercise(const ad_sheet *sheet, size_t i);

/* How many of these stand before a line of the sheet: 0 is in none. */
AD_API size_t ad_sheet_exercise_of(const ad_sheet *sheet,
                                   const ad_statement *line);

/* A line `step`: what a page that goes through both modes says at one of its
   steps, in the mode's first sweep. */
typedef struct ad_stop {
  int reverse; /* or forward                                               */
  size_t step; /* 0: before the first                                      */
  char *text;
  ad_place place; /* of the number                                         */
} ad_stop;
AD_API const ad_stop *ad_sheet_stop(const ad_sheet *sheet, size_t i);

AD_API unsigned long ad_sheet_seed(const ad_sheet *sheet);
AD_API int ad_sheet_drawn(const ad_sheet *sheet); /* was a leaf drawn?       */

/* The value x[rows x cols] of leaf number i; NULL past the end. */
AD_API const double *ad_sheet_leaf(const ad_sheet *sheet, size_t i);

/* The statement that made node x (the first, where several share it): its
   place in the source; of width 0 where x is no node. */
AD_API ad_place ad_sheet_place(const ad_sheet *sheet, ad_ref x);

/* The right side of the named node x with all loop variables as numbers, so
   that it means the same outside of its loop; sizes keep their names.  "" of a
   leaf.  Where keep_texts was not asked for, it is kept of what has a
   derivative in it. */
AD_API const char *ad_sheet_text(const ad_sheet *sheet, ad_ref x);

/* Named size i: its name and value; 0 past the end. */
AD_API int ad_sheet_dim(const ad_sheet *sheet, size_t i, const char **name,
                        size_t *size);

/* Files read: name as written, rows in it, rows dropped for missing values;
   0 past the end. */
AD_API int ad_sheet_file(const ad_sheet *sheet, size_t i, const char **name,
                         size_t *rows, size_t *dropped);

/* Coding i: how a column was made numbers (read ad_coding in frame.h), the
   leaf it went to, and the number of its file, or -1 for labels written in
   the sheet; NULL past the end. */
AD_API const ad_coding *ad_sheet_coding(const ad_sheet *sheet, size_t i,
                                        size_t *leaf, int *file);

/* A size to be varied: first, first + step, ... (or first, first * step,
   ...), up to last, which is met only where the steps lead to it.  A single
   number has first = last, step 1. */
typedef struct ad_sweep_range {
  const char *dim;
  size_t first, last, step; /* 1 <= first <= last; step >= 1, a factor >= 2 */
  int by_factor;            /* first:last:x4 rather than first:last:+4      */
} ad_sweep_range;

/* The ranges[n] of sweep line i, an axis of the grid whose sizes run
   together; 0 past the end.  No size is there twice on all lines. */
AD_API int ad_sheet_sweep(const ad_sheet *sheet, size_t i,
                          const ad_sweep_range **ranges, size_t *n);

/* Reads one such line from a command line, "h=1:1024:x2,d=8": numbers only,
   and whether the sizes exist is not asked.  AD_EINPUT with a place in
   `text`, AD_ENOMEM.  The caller frees *ranges with ad_sweep_free. */
AD_API ad_status ad_sweep_parse(const char *text, ad_sweep_range **ranges,
                                size_t *n, ad_error *err);
AD_API void ad_sweep_free(ad_sweep_range *ranges);

/* What the train lines set, and what is meant where they set nothing. */
AD_API const ad_training *ad_sheet_training(const ad_sheet *sheet);

/* Sets in *t what a command line says as such a line does, "epochs = 20,
   rate = 0.1": numbers and words only.  AD_EINPUT with a place in `text`,
   AD_ENOMEM. */
AD_API ad_status ad_training_parse(const char *text, ad_training *t,
                                   ad_error *err);

/* Lines kept for the checker (claim, path, chain, shape), in order; NULL
   past the end. */
AD_API const ad_statement *ad_sheet_kept(const ad_sheet *sheet, size_t i);

AD_END_C

#endif
