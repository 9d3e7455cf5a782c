/* SPDX-License-Identifier: GPL-3.0-or-later
   Arrays that double.  Read grow.h before. */
#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

ad_status ad_grow(void **array, size_t *room, size_t count, size_t more,
                  size_t size)
{
  if (more > SIZE_MAX / 2 - count)
    return AD_ENOMEM;
  if (count + more <= *room)
    return AD_OK;
  size_t wanted = *room ? *room : 16, bytes;
  while (wanted < count + more)
    wanted *= 2;
  if (!ad_multiply(wanted, size, &bytes))
    return AD_ENOMEM;
  void *wider = realloc(*array, bytes);
  if (!wider)
    return AD_ENOMEM;
  *array = wider;
  *room = wanted;
  return AD_OK;
}
