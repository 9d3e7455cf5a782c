/* SPDX-License-Identifier: GPL-3.0-or-later
   What a worksheet is exported to, as data: the languages that --to takes, and
   how each writes operations, numbers and matrices.  Read ops.h before. */
#ifndef LANGUAGES_H
#define LANGUAGES_H

#include "nodes.h"
#include "sheet.h"

struct piece;
struct script;

/* The columns of words.def. */
enum {
  TARGET_NUMPY,
  TARGET_JAX,
  TARGET_PYTORCH,
  TARGET_WORKSHEET,
  TARGET_C,
  TARGET_LANGUAGES
};

struct target {
  const char *name;       /* as --to has it                                 */
  int column;             /* of words.def                                   */
  const char *array;      /* its function that makes a matrix of rows       */
  const char *full;       /* "np.full": one number everywhere               */
  int arrays_only;        /* its functions take no plain numbers            */
  int truths;             /* comparisons give no numbers                    */
  const char *turned;     /* what stands behind a transpose                 */
  const char *const *reserved; /* names that nodes may not have; NULL: all
                                  may stay                                  */
  int own_calls;          /* its functions have the names of the op set's    */
  const char *nan, *infinity; /* numbers                                    */
  struct piece (*constant)(ad_shape shape, const double *x); /* NULL: by the
                             words above                                    */
  char *(*function)(const ad_op_row *row, const char *value); /* of a row whose
                             text is `value` in it; NULL: as in Python      */
  char *(*with_slopes)(const ad_op_row *row, const char *value,
                       char *const *partials); /* with partials[arity], where
                             the derivative of its where(...) is not ours;
                             NULL: it is                                    */
  const char *gap;        /* blank lines between functions                   */
  int files;              /* a program of several files, where it goes to one */
  ad_status (*write)(struct script *p, ad_error *err);
  char *(*graph)(const ad_sheet *sheet); /* in the place of write, where it is
                             no program                                     */
};

/* The target of a name, or number i of them; NULL where there is none. */
const struct target *target_find(const char *name);
const struct target *target_get(size_t i);

/* How it writes the operation, as words.def says; NULL: it has no word. */
const char *target_word(const struct target *target, const char *id);

/* The text of the function `name`, for words that call it, and of function
   number i; NULL where there is none. */
const char *target_part(const struct target *target, size_t i,
                        const char **name);

#endif
