/* SPDX-License-Identifier: GPL-3.0-or-later
   One logical line of a worksheet as read: keyword, names, expressions.
   Pure syntax, from the same grammar as expr.h; sheet.h gives it meaning. */
#ifndef AD_STATEMENT_H
#define AD_STATEMENT_H

#include "expr.h"
#include "frame.h"

AD_BEGIN_C

typedef enum ad_keyword {
  AD_K_NODE, /* NAME = expr                    items[0]: name, expr       */
  AD_K_TITLE, AD_K_SOURCE, AD_K_NOTE,       /* text                       */
  AD_K_DIM,    /* items: name, expr                                       */
  AD_K_SEED,   /* items[0].expr                                           */
  AD_K_INPUT, AD_K_PARAM, AD_K_DATA,        /* items[0].name, rows, cols,
                                               then either items[0].expr
                                               or from                    */
  AD_K_OUTPUT, AD_K_WRT, /* items: name                                   */
  AD_K_FOR,    /* items[0].name, rows and cols: the bounds                */
  AD_K_END,
  AD_K_CLAIM,  /* items: expr, left side first; points                    */
  AD_K_PATH,   /* items[0].expr: the derivative, then items: name         */
  AD_K_CHAIN,  /* items: expr, the derivative first                       */
  AD_K_SHAPE,  /* items[0]: a name, or a derivative as expr; rows, cols    */
  AD_K_NET,    /* items[0].name, items[1].name: what it takes, then the
                  layers: name (activation or NULL), expr (size), more
                  (repetitions or NULL)                                   */
  AD_K_TRAIN,    /* items: name, expr                                     */
  AD_K_VALUE,    /* items[0]: name, expr                                  */
  AD_K_EXERCISE, /* text: the rest of the line                            */
  AD_K_STEP,   /* items[0]: forward or reverse, and expr; text            */
  AD_K_SWEEP   /* items: name, expr (first); more (last), step, by_factor */
} ad_keyword;

/* A name with what belongs to it. */
typedef struct ad_item {
  char *name;    /* or NULL                                               */
  ad_place place;
  ad_expr *expr; /* or NULL                                               */
  ad_expr *more; /* a second expression, or NULL                          */
  size_t step;   /* of a range: 4 in +4 and in x4; 0: a single number     */
  int by_factor; /* x4                                                    */
} ad_item;

/* Columns of a CSV file, as written: one by its name, or those numbered
   first to last. */
typedef struct ad_chosen {
  char *name;          /* or NULL                                         */
  ad_place place;
  size_t first, last;  /* from 1                                          */
  unsigned how;        /* AD_STANDARDISE and the like                     */
  char *one;           /* binary "yes"; or NULL                           */
  size_t n_missing, room_missing;
  char **missing;      /* missing as "-", "?"                             */
} ad_chosen;

/* What a leaf reads: from "file.csv" columns a, b. */
typedef struct ad_from {
  char *file;          /* or NULL: it reads none                          */
  ad_place place;      /* of file                                         */
  size_t n_columns;
  ad_chosen *columns;
  ad_csv_format format; /* what the words about the file say; the comment
                          is owned                                        */
  ad_chosen all;       /* its missing texts are those of all columns      */
} ad_from;

typedef struct ad_statement {
  ad_keyword keyword;
  ad_place place;     /* of the whole line                                */
  char *text;         /* title, source, note, step; or NULL               */
  ad_place text_place;
  size_t n_items;
  ad_item *items;
  ad_expr *rows, *cols; /* declared shape or bounds; NULL where unwritten */
  ad_from from;
  unsigned labels;    /* of a value: AD_LABELS_0 or AD_LABELS_1; or 0     */
  ad_expr *points;    /* points k; or NULL                                */
} ad_statement;

/* Parses one logical line text[size] (a continued line holds its line
   breaks; comments are allowed at its ends).  Offsets count from `text`
   plus `base`.  A blank line gives *out = NULL and AD_OK.  AD_EINPUT with
   place on a syntax error, AD_ENOMEM. */
AD_API ad_status ad_statement_parse(const char *text, size_t size,
                                    size_t base, const ad_names *names,
                                    ad_statement **out, ad_error *err);
/* The same for what stands behind `sweep`, without the word. */
AD_API ad_status ad_statement_ranges(const char *text, size_t size,
                                     ad_statement **out, ad_error *err);
AD_API void ad_statement_free(ad_statement *statement);

/* The column whose modifiers hold for column j: where no column before the
   last has any, those behind the last are for all; else each has its own. */
AD_API const ad_chosen *ad_statement_modifiers(const ad_statement *statement,
                                               size_t j);

/* The end of the logical line that starts at text[start]: one past its last
   byte, before its line break.  A line goes on inside open brackets;
   brackets in strings and comments do not count. */
AD_API size_t ad_statement_end(const char *text, size_t size, size_t start);

AD_END_C

#endif
