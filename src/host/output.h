/* SPDX-License-Identifier: GPL-3.0-or-later
   Where results go: standard output, or a file that is replaced whole.  A
   file is written beside its final name under a name of its own and renamed
   when it is complete, so that nobody ever sees half of one: not after a
   failure, not after an interrupt, not when two runs write at once.  Read
   exits.h before. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdio.h>

/* Opens /dev/null, so that it cannot be used by mistake, for each of the
   descriptors 0 to 2 that is closed: the next file opened would get its
   number.  Call it first of all. */
void output_guard_descriptors(void);

struct output {
  FILE *stream;
  int status;      /* EXIT_FINE, or what could not be opened              */
  int spared;      /* EXIT_FINE, or what output_spare said                */
  char *path;      /* the final name; NULL: standard output               */
  char *temporary; /* the name until then; NULL: written to directly      */
};

/* Opens standard output (path NULL or "-") or the file.  A symbolic link to
   a file is replaced, not followed; devices and pipes are written to.  With
   a message, EXIT_SYSTEM where it cannot be written, and EXIT_INPUT where it
   is a file that this run reads (inputs.h). */
int output_open(struct output *output, const char *path);

/* EXIT_INPUT, with a message, where what has been read since is the file that
   this would replace; it then ends without a trace. */
int output_spare(struct output *output);

/* Writes out what is buffered, and keeps in mind why that failed, which the
   stream does not. */
void output_flush(FILE *stream);

/* Ends the output: flushes, checks and renames; where `keep` is 0 or a write
   failed, or it has been read, the file that was there stays as it was.
   EXIT_FINE or, with a message, EXIT_SYSTEM or EXIT_INPUT. */
int output_close(struct output *output, int keep);

/* Removes what is half written, if anything is.  For those that end the
   program at once. */
void output_abandon(void);

/* In a child process: what is half written is its parent's. */
void output_disown(void);

#endif
