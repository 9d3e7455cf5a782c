/* SPDX-License-Identifier: GPL-3.0-or-later
   A text that is written through a stream, and then there as a whole or not at
   all.  It goes by way of a file without a name: a stream in memory does not
   tell of what it had no room for. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <stdio.h>

/* NULL where no file can be made; written_end says so. */
FILE *written_begin(void);

/* Closes the stream.  *text[*size], with a 0 behind it, is the caller's; 0, and
   NULL, where it was not written whole. */
int written_end(FILE *out, char **text, size_t *size);

#endif
