/* SPDX-License-Identifier: GPL-3.0-or-later
   The progress bar.  Read progress.h before. */
#include "host/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/timer.h"

enum { WIDTH = 24 }; /* columns of the bar                                */

struct progress progress_begin(size_t all)
{
  const char *terminal = getenv("TERM");
  int dumb = !terminal || strcmp(terminal, "dumb") == 0;
  return (struct progress){.shown = !dumb && isatty(STDERR_FILENO) == 1,
                           .all = all,
                           .start = timer_now()};
}

void progress_at(const struct progress *p, size_t done, const char *text)
{
  char bar[WIDTH + 1];
  if (!p->shown)
    return;
  size_t full = p->all == 0 ? 0 : done * WIDTH / p->all;
  memset(bar, '.', WIDTH);
  memset(bar, '#', full < WIDTH ? full : WIDTH);
  bar[WIDTH] = '\0';
  fprintf(stderr, "\r\033[K[%s] %zu of %zu, %.0f s  %.40s", bar, done, p->all,
          timer_now() - p->start, text);
  fflush(stderr);
}

void progress_clear(const struct progress *p)
{
  if (p->shown)
    fputs("\r\033[K", stderr);
}
