/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of a worksheet and of its reader: sheet.c (the loop over the
   lines), sheet_line.c (lines and { }), sheet_statements.c (statements),
   sheet_loop.c, sheet_leaf.c and sheet_draw.c (values of leaves), sheet_shift.c
   (nodes that are differentiated by), sheet_second.c (gradients for outputs),
   sheet_file.c and sheet_file_leaf.c (CSV files), sheet_net.c, sheet_sweep.c,
   sheet_train.c, sheet_given.c (values of leaves once more), sheet_names.c,
   sheet_resize.c (other sizes), sheet_lost.c (what follows from an error),
   sheet_end.c, sheet_ask.c (asking a sheet).  Read sheet.h before. */
#ifndef AD_SHEET_READ_H
#define AD_SHEET_READ_H

#include "base/name_table.h"
#include "frame.h"
#include "lower.h"
#include "sheet.h"

typedef struct ad_named_size {
  char *name;
  size_t size;
  int known; /* not yet, where a file is to set it                         */
} ad_named_size;

/* A CSV file and the rows of it that are kept. */
typedef struct ad_sheet_csv {
  char *name, *path; /* as written, and as opened                          */
  ad_csv_format format; /* as its leaves say                               */
  char *comment;     /* of the format                                      */
  ad_csv *csv;
  unsigned char *keep;
  size_t rows, dropped;
} ad_sheet_csv;

/* How columns of a leaf were coded. */
typedef struct ad_leaf_codings {
  size_t leaf;
  int file;          /* of the sheet, or -1: labels written in the sheet   */
  size_t n;
  ad_coding *codings; /* codings[n]                                        */
} ad_leaf_codings;

/* A sweep line. */
typedef struct ad_sheet_sweep_line {
  ad_sweep_range *ranges;
  size_t n;
} ad_sheet_sweep_line;

/* A statement that made nodes: where it stands, and how many there are up to
   its last. */
typedef struct ad_made {
  ad_place place;
  size_t nodes;
} ad_made;

/* The right side of a node. */
typedef struct ad_sheet_right {
  uint32_t node;
  char *text;
} ad_sheet_right;

/* Where the value of a leaf was written. */
typedef struct ad_origin {
  ad_place place; /* in the sheet                                          */
  int file;       /* of the sheet, or -1                                   */
  int labels;     /* how they are counted was said                         */
} ad_origin;

struct ad_sheet {
  const char *text; /* text[size], as it was read                           */
  size_t size;
  char *copy;      /* of it; NULL where the source stays                    */
  ad_sheet_options options; /* the numbers of it: it points to nothing      */
  ad_graph *graph;
  ad_sheet_right *texts; /* texts[n_texts], in order of their nodes         */
  size_t n_texts, room_texts;
  ad_made *made;
  size_t n_made, room_made;
  char *title, *source, **notes, **exercises;
  size_t n_notes, room_notes, n_exercises, room_exercises;
  ad_stop *stops;
  size_t n_stops, room_stops;
  size_t *exercise_at, room_exercise_at; /* offsets of their lines         */
  unsigned long seed;
  int drawn; /* a leaf was drawn                                           */
  int hessian; /* the outputs are gradients                                */
  ad_named_size *dims;
  size_t n_dims, room_dims;
  double **leaves; /* leaves[i]: the value of leaf i                       */
  size_t n_leaves, room_leaves;
  ad_origin *origins; /* origins[n_leaves]                                 */
  size_t room_origins;
  ad_sheet_csv *files;
  size_t n_files, room_files;
  ad_leaf_codings *coded;
  size_t n_coded, room_coded;
  ad_statement **kept;
  size_t n_kept, room_kept;
  ad_sheet_sweep_line *sweeps;
  size_t n_sweeps, room_sweeps;
  ad_training training;
};

/* A logical line with { } filled in; origin[i] is the offset in the source
   of byte i, NULL where text is the source's own from `base` on. */
typedef struct ad_line {
  const char *text;
  size_t size, base;
  size_t *origin;
  char *copy;
} ad_line;

/* A for loop under way. */
typedef struct ad_loop {
  char *name;
  double now, last;
  size_t body; /* offset of the line after the for                         */
  ad_place place;
} ad_loop;

enum { AD_LOOPS = 32 };

/* A line for the end of the sheet: claims and the like, when every name is
   known.  The loop variables it stood under go with it. */
typedef struct ad_later {
  ad_line line;
  size_t n_loops;
  ad_loop *loops;
} ad_later;

/* A name of an output, wrt or sweep line, resolved at the end. */
typedef struct ad_wish {
  ad_keyword keyword;
  char *name;
  ad_place place;
} ad_wish;

/* What a sheet that is read once more has been before. */
typedef struct ad_resizing {
  const ad_sheet *like;
  size_t n;
  const ad_size_change *changes; /* changes[n]                             */
} ad_resizing;

typedef struct ad_reader {
  ad_sheet *sheet;
  ad_builder *b;
  const ad_source *source;
  const ad_sheet_options *options;
  const ad_resizing *resizing; /* or NULL                                  */
  ad_report *report;
  ad_scope scope;
  ad_names names;
  size_t at;    /* offset of the line at hand                              */
  ad_ref last_plain;  /* the last node that is no derivative               */
  int has_derivative; /* a node is a derivative                            */
  int stopped;    /* a limit was met: nothing more is done                 */
  size_t n_lines; /* lines done, those of loops in every round             */
  ad_loop loops[AD_LOOPS];
  size_t n_loops;
  ad_later *later;
  size_t n_later, room_later;
  ad_wish *wishes;
  size_t n_wishes, room_wishes;
  int has_variables;     /* a line declares inputs, params or a net        */
  ad_names_table wanted; /* of wrt lines; "h{": all that start so, with a
                            digit behind                                   */
  ad_names_table lost; /* names whose statement failed: no further errors  */
  size_t net_first, net_last; /* names that the first net declared, if any */
  ad_place net_place;
  ad_names_table swept; /* sizes that sweep lines vary                     */
  ad_names_table sizes; /* name -> index in the sheet's dims               */
  char **lost_names;
  size_t n_lost, room_lost;
  size_t n_broken; /* blocks whose first line failed                       */
  ad_statement **uses; /* the leaves that read files, found beforehand     */
  size_t n_uses, room_uses;
  unsigned char *data_used, *dims_used; /* overrides that met something    */
} ad_reader;

/* Adds err to the report, its place mapped through the line's origin. */
void ad_reader_fail(ad_reader *r, const ad_error *err);
void ad_reader_say(ad_reader *r, ad_place place, const char *format, ...)
    AD_PRINTF(3, 4);
void ad_reader_no_memory(ad_reader *r);

/* A copy of s[n] as a string; NULL (reported) without memory. */
char *ad_reader_copy(ad_reader *r, const char *s, size_t n);

/* Room for one more element; 0 (reported) without memory. */
int ad_reader_grow(ad_reader *r, void **array, size_t *room, size_t count,
                   size_t size);

/* sheet_line.c: fills { } in; 0 where that fails (reported). */
int ad_line_expand(ad_reader *r, size_t start, size_t end, ad_line *out);
void ad_line_free(ad_line *line);
/* Is `word` the line's first word, as a keyword (no = behind it)? */
int ad_line_starts(const char *text, size_t size, const char *word);
/* Where the first line starts, behind a byte order mark; *err where the text
   has bytes that no worksheet and no answer holds. */
size_t ad_source_start(const ad_source *source, ad_error *err);
/* Maps every place of a statement read from an expanded line. */
void ad_line_map(const ad_line *line, ad_statement *st);
/* Every place of a statement, one after the other. */
typedef void ad_visit(const void *state, ad_place *place);
void ad_line_places(ad_statement *st, ad_visit *visit, const void *state);

/* sheet_leaf.c, sheet_draw.c, sheet_file.c, sheet_file_leaf.c: input, param and
   data. */
void ad_reader_leaf(ad_reader *r, const ad_statement *st);

/* Declares the leaf, if its value is a draw; is it one? */
int ad_reader_draw_leaf(ad_reader *r, const ad_statement *st, ad_shape shape);

/* Memory for a value; NULL (reported) where there is none, or the limit is
   passed. */
double *ad_reader_value(ad_reader *r, const ad_statement *st, size_t rows,
                        size_t cols);

void ad_reader_find_uses(ad_reader *r);
void ad_reader_file_leaf(ad_reader *r, const ad_statement *st);

/* Keeps the codings of the leaf that was declared last, from file number
   `file`; they are the sheet's from here.  sheet_coding.c */
void ad_reader_keep_codings(ad_reader *r, const ad_statement *st, int file,
                            ad_frame *frame);

/* Declares the leaf and keeps x[rows x cols] (taken over) as its value. */
void ad_reader_add_leaf(ad_reader *r, const ad_statement *st, ad_shape shape,
                        double *x);

/* Keeps x (taken over) as the value of the leaf declared last; 0 (reported)
   without memory. */
int ad_reader_keep_value(ad_reader *r, ad_origin origin, double *x);

/* sheet_shift.c: finds what wrt lines name, and whether all is data; x, the
   node of this name, shifted if it is to be differentiated by, with what its
   author wrote in *written (in: NULL or known); at the end, all nodes where
   that was asked for. */
void ad_reader_find_wanted(ad_reader *r);
ad_ref ad_reader_shift(ad_reader *r, const char *name, ad_ref x,
                       const char **written);
void ad_reader_grant_nodes(ad_reader *r);

/* sheet_second.c: with options->hessian, outputs make way for gradients. */
void ad_reader_differentiate(ad_reader *r);

/* sheet.c: as ad_sheet_read; resizing: or NULL. */
ad_status ad_sheet_read_resized(const ad_source *source,
                                const ad_sheet_options *options,
                                const ad_resizing *resizing, ad_sheet **out,
                                ad_report *report);
/* sheet_resize.c: the new size of a dim line's item, 0: it has none; declares
   the leaf with the value that it had before. */
size_t ad_reader_resized_dim(const ad_reader *r, const ad_item *item);
void ad_reader_resized_leaf(ad_reader *r, const ad_statement *st);

/* sheet_labels.c: labels and targets of the finished graph; the labels of the
   value declared last, counted from 1 as the line says. */
void ad_reader_check_labels(ad_reader *r, const ad_ref *targets, size_t n);
void ad_reader_count_labels(ad_reader *r, const ad_statement *st,
                            ad_shape shape);

/* sheet_names.c: loop variables and sizes (ad_scope.number), what may be
   meant by an unknown name (ad_scope.unknown), nodes and leaves
   (ad_names.declared); r is the state. */
int ad_reader_number(const void *r, const char *name, double *value);
/* Of loop variables alone: its number in this round. */
int ad_reader_round(const ad_reader *r, const char *name, double *value);
void ad_reader_unknown(const void *r, const char *name, ad_error *err);
int ad_reader_declared(const void *r, const char *name, size_t length);
/* ad_names.is_function. */
int ad_reader_is_function(const char *name, size_t length);

/* sheet_lost.c: remembers a name whose statement failed, so that its uses
   cause no further errors ("h{": all that start so, with a digit behind); the
   names that the line text[size] was to define; is a name lost, or one of an
   expression (NULL: none)? */
void ad_reader_lose(ad_reader *r, const char *name);
void ad_reader_lose_line(ad_reader *r, const char *text, size_t size);
int ad_reader_is_lost(const ad_reader *r, const char *name);
/* Is a name in the table, or what it starts with, as "h{"? */
int ad_reader_covers(const ad_names_table *names, const char *name);
int ad_reader_uses_lost(const ad_reader *r, const ad_expr *expr);
/* Was the line that failed to open a block?  Does the line go on, or end, one
   that was not opened? */
int ad_reader_opens_block(const char *text, size_t size);
int ad_reader_continues_block(ad_reader *r, const char *text, size_t size);

/* sheet_statements.c: every statement but for, end and the kept lines. */
void ad_reader_do(ad_reader *r, const ad_statement *st);

/* sheet.c: how many lines loops may have to do; says that they have more. */
size_t ad_reader_most_lines(const ad_reader *r);
void ad_reader_too_many_lines(ad_reader *r, ad_place place);

/* sheet_loop.c: enters a loop whose body starts at `body`, ends one round;
   both return the offset to read on from. */
size_t ad_reader_begin_loop(ad_reader *r, const ad_statement *st, size_t body);
size_t ad_reader_end_loop(ad_reader *r, const ad_statement *st, size_t next);
/* ad_scope.unknown: as ad_reader_unknown, and what a loop's round reads that
   none has defined. */
void ad_reader_unknown_step(const void *r, const char *name, ad_error *err);

/* sheet_net.c: writes a net out; forgives the names of one that failed;
   hints that a net has declared this name, where it has. */
void ad_reader_net(ad_reader *r, const ad_statement *st);
void ad_reader_lose_net(ad_reader *r, const char *name);
int ad_reader_hint_net(const ad_reader *r, const char *name, ad_error *err);

/* sheet_sweep.c: keeps a line (0 where it fails); at the end, looks a size
   of it up. */
int ad_reader_sweep(ad_reader *r, const ad_statement *st);
void ad_reader_grant_sweep(ad_reader *r, const ad_wish *wish);

/* sheet_train.c: settings; sheet_given.c: a value that replaces the leaf's. */
void ad_reader_train(ad_reader *r, const ad_statement *st);
void ad_reader_given(ad_reader *r, const ad_statement *st);

/* sheet_leaf.c: an expression without leaves: *x[shape] is the caller's. */
ad_status ad_reader_evaluate(ad_reader *r, const ad_expr *expr,
                             ad_shape *shape, double **x, ad_error *err);

/* sheet_end.c */
void ad_reader_grant(ad_reader *r, const ad_wish *wish);
void ad_reader_check_overrides(ad_reader *r);

/* Is the name free for a leaf, a node, a size?  Reports where it is not. */
int ad_reader_name_free(ad_reader *r, const ad_item *item);

/* Named sizes. */
ad_named_size *ad_reader_dim(const ad_reader *r, const char *name);
int ad_reader_set_dim(ad_reader *r, const char *name, size_t size, int known);
/* The override of a size: its text, or NULL; marks it as used. */
const char *ad_reader_dim_override(ad_reader *r, const char *name);

/* A declared size: its number, and whether it is the literal 1. */
int ad_reader_size(ad_reader *r, const ad_expr *expr, size_t *size, int *unit);

#endif
