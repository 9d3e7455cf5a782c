/* SPDX-License-Identifier: GPL-3.0-or-later
   How far a long run is: one line on standard error, rewritten, where that
   is a terminal; else nothing. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

struct progress {
  int shown;       /* is there a terminal?                                */
  size_t all;      /* steps                                               */
  double start;    /* on timer.h's clock                                  */
};

struct progress progress_begin(size_t all);

/* `done` steps are done; `text` says what comes now. */
void progress_at(const struct progress *progress, size_t done,
                 const char *text);

/* Clears the line, at the end or before a message. */
void progress_clear(const struct progress *progress);

#endif
