/* SPDX-License-Identifier: GPL-3.0-or-later
   The exercises of a worksheet: lines that say which sections of explain solve
   them,

     exercise 2c trace, paths: Fill in the table.

   a number or name without blanks, sections, and, behind a colon, the question,
   which may be left away.  Read sections.h before. */
#ifndef EXERCISES_H
#define EXERCISES_H

#include "explain/explain.h"
#include "page/page.h"

struct exercise {
  char *number;
  unsigned sections;
  const char *question; /* "" where there is none                          */
};

/* Reads those that are to be shown into e->exercises: that of --solution-of, or
   all; with --only none.  EXIT_FINE or, with a message that begins with `file`,
   EXIT_INPUT. */
int exercises_read(struct explained *e, const char *file,
                   const struct options *options);
void exercises_free(struct exercise *exercises, size_t n);

/* All of their sections. */
unsigned exercises_sections(const struct explained *e);

/* Each with its question and its sections. */
void exercises_show(struct page *page, const struct explained *e, int full);

#endif
