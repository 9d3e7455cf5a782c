/* SPDX-License-Identifier: GPL-3.0-or-later
   See stream.h. */
#include "base/stream.h"

#include <errno.h>
#include <stdint.h>

#include "base/grow.h"

ad_status ad_stream_read(FILE *in, size_t most, char **text, size_t *size)
{
  size_t room = 0, got;
  *text = NULL;
  *size = 0;
  errno = 0;
  do {
    if (ad_grow((void **)text, &room, *size, 1, 1) != AD_OK)
      return AD_ENOMEM;
    got = fread(*text + *size, 1, room - *size, in);
    *size += got;
    if (*size > (most > 0 ? most : SIZE_MAX / 2))
      return AD_ELIMIT;
  } while (got > 0);
  return ferror(in) ? AD_EIO : AD_OK;
}
