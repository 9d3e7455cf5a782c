/* SPDX-License-Identifier: GPL-3.0-or-later
   What is said of another program that failed.  Read spawn.h before. */
#include <string.h>

#include "host/exits.h"
#include "host/spawn.h"

enum { LINES_MOST = 20 };

void spawn_show_said(const char *name, char *said,
                     int (*is_noise)(const char *line))
{
  int lines = 0;
  while (*said && lines < LINES_MOST) {
    size_t length = strcspn(said, "\n");
    char *next = said + length + (said[length] == '\n');
    said[length] = '\0';
    if (*said && !(is_noise && is_noise(said))) {
      complain("%s: %s", name, said);
      lines++;
    }
    said = next;
  }
}

int spawn_complain(const struct spawn *spawn, int status, const char *lost)
{
  const char *name = spawn->argv[0];
  if (status == SPAWN_LATE)
    complain("--max-seconds: %s had not ended after %u s: %s", name,
             spawn->seconds, lost);
  else if (status == SPAWN_STOPPED)
    complain("%s was stopped: %s", name, lost);
  else if (status < 0)
    complain("%s: cannot be started", spawn->path ? spawn->path : name);
  else if (status > 128)
    complain("%s was ended by signal %d: %s", name, status - 128, lost);
  else
    complain("%s failed with status %d: %s", name, status, lost);
  return EXIT_SYSTEM;
}
