/* SPDX-License-Identifier: GPL-3.0-or-later
   Other programs (gnuplot, dot), run without a shell: no text ever becomes a
   command line.  Read exits.h before. */
#ifndef SPAWN_H
#define SPAWN_H

struct spawn {
  const char *path;         /* of the program, absolute                    */
  char *const *argv;        /* argv[0] its name, NULL at the end           */
  const char *dir;          /* the folder it works in                      */
  const char *const *unset; /* beginnings of names of environment variables
                               that it must not see; NULL at the end       */
  unsigned seconds;         /* it is ended after so many; 0: no limit      */
  int in, out;              /* what is its standard input and output; 0:
                               /dev/null                                   */
};

/* Why it gave no exit status. */
enum { SPAWN_FAILED = -1, SPAWN_LATE = -2, SPAWN_STOPPED = -3 };

/* The path of the program `name`, looked for in the folders of PATH; those
   that are not absolute are passed over, as they would mean another folder
   once the program works elsewhere.  NULL: there is none.  The caller
   frees. */
char *spawn_find(const char *name);

/* Runs it, in a process group of its own, and waits for its end.  What it
   writes to standard error is *said
   (at most 64 KiB; the caller frees).  Returns its exit status; 128 and the
   signal's number where one ended it; SPAWN_FAILED where it could not be
   started, SPAWN_LATE where it and all that it started were ended after
   `seconds`, SPAWN_STOPPED where that was for a signal (SIGINT, SIGTERM,
   SIGHUP) which the caller has blocked, and which is pending then. */
int spawn_run(const struct spawn *spawn, char **said);

/* spawn_words.c: prints what it said (which is cut up), at most 20 lines, those
   left out that is_noise (or NULL) knows. */
void spawn_show_said(const char *name, char *said,
                     int (*is_noise)(const char *line));

/* Says why it failed, and what is lost by that, as "no pictures"; `status` is
   what spawn_run gave, and not 0.  EXIT_SYSTEM. */
int spawn_complain(const struct spawn *spawn, int status, const char *lost);

#endif
