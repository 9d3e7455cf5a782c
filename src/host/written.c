/* SPDX-License-Identifier: GPL-3.0-or-later
   See written.h. */
#include "host/written.h"

#include <stdlib.h>

#include "host/exits.h"

FILE *written_begin(void)
{
  return tmpfile();
}

/* How much was written; -1: not all of it. */
static long written(FILE *out)
{
  return out && fflush(out) == 0 && !ferror(out) ? ftell(out) : -1;
}

int written_end(FILE *out, char **text, size_t *size)
{
  long n = written(out);
  *text = NULL;
  if (n >= 0) {
    rewind(out);
    *size = (size_t)n;
    *text = memory_new(*size + 1, 1);
    if (fread(*text, 1, *size, out) != *size) {
      free(*text);
      *text = NULL;
    }
  }
  if (out)
    fclose(out);
  return *text != NULL;
}
