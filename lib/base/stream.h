/* SPDX-License-Identifier: GPL-3.0-or-later
   A stream to its end.  Read status.h before. */
#ifndef AD_STREAM_H
#define AD_STREAM_H

#include <stdio.h>

#include "status.h"

/* Reads `in` into (*text)[*size], which the caller frees, whatever comes back.
   AD_ENOMEM; AD_ELIMIT beyond `most` bytes (0: no limit); AD_EIO, errno then
   says why.  Leaves the words, and fclose, to the caller. */
ad_status ad_stream_read(FILE *in, size_t most, char **text, size_t *size);

#endif
