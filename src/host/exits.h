/* SPDX-License-Identifier: GPL-3.0-or-later
   How a run ends: exit statuses, messages to standard error, and memory
   that is there or ends the program.  Everything in src/ uses this file;
   read it first. */
#ifndef EXITS_H
#define EXITS_H

#include <stdarg.h>
#include <stddef.h>

#include "status.h"

/* Exit statuses of the program. */
enum {
  EXIT_FINE = 0,     /* all agree or hold                                 */
  EXIT_DISAGREE = 1, /* a disagreement or a wrong claim                   */
  EXIT_INPUT = 2,    /* worksheet, data or command line are wrong         */
  EXIT_SYSTEM = 3,   /* cannot open, read or write; memory                */
  EXIT_DOUBT = 4     /* --strict only: something inconclusive             */
};

/* The version of gradcompare. */
const char *exits_version(void);

/* The worse of two: 3, 2, 1, 4, 0 in this order. */
int exit_worst(int a, int b);

/* EXIT_INPUT or EXIT_SYSTEM; EXIT_FINE for AD_OK. */
int exit_of(ad_status status);

/* Prints "gradcompare: ..." and a line break to standard error, control
   characters shown as \xNN. */
void complain(const char *format, ...) AD_PRINTF(1, 2);

/* The first of these messages since the last call of complain_forget, without
   "gradcompare: "; NULL where there is none.  Borrowed, until the next. */
const char *complain_first(void);
void complain_forget(void);

/* Complains about *err, with its hint, and returns exit_of its status. */
int complain_error(const ad_error *err);

/* n zeroed elements of `size` bytes; *p grown to n elements (the new ones
   are not cleared); a copy of a string; a formatted string.  None returns
   NULL: without memory they complain and end the program with EXIT_SYSTEM,
   leaving no half-written file.  The caller frees with free. */
void *memory_new(size_t n, size_t size);
void *memory_grow(void *p, size_t n, size_t size);
char *memory_copy(const char *s);
char *memory_format(const char *format, ...) AD_PRINTF(1, 2);
char *memory_format_list(const char *format, va_list list) AD_PRINTF(1, 0);

/* What the library was to allocate, `size` bytes, handed on; NULL ends the
   program in the same way. */
void *memory_given(void *p, size_t size);

/* Appends `piece`, which it frees, to *text, grown; with `between` before it
   unless *text is empty. */
void memory_append(char **text, const char *between, char *piece);

/* The same for as many pieces as a worksheet may have: a text that knows its
   length and has room to grow.  It begins zeroed (text NULL); the caller
   frees text. */
struct growing {
  char *text;
  size_t size, room;
};
void growing_add(struct growing *g, const char *between, const char *piece);

#endif
