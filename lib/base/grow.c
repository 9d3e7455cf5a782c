/* SPDX-License-Identifier: GPL-3.0-or-later
   Long arrays, and arrays that double.  Read grow.h before. */
#ifdef __linux__
#define _DEFAULT_SOURCE /* madvise                                         */
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

/* Shorter arrays may hold no page of two megabytes. */
enum { LONG_ARRAY = 4 << 20 };

/* All pages of the array, since realloc moves mappings only whole. */
static void *in_large_pages(void *array, size_t bytes)
{
#ifdef MADV_HUGEPAGE
  if (array && bytes >= LONG_ARRAY) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t skipped = (uintptr_t)array % page;
    madvise((char *)array - skipped, bytes + skipped, MADV_HUGEPAGE);
  }
#else
  (void)bytes;
#endif
  return array;
}

void *ad_array(size_t n, size_t size)
{
  size_t bytes;
  if (!ad_multiply(n ? n : 1, size, &bytes))
    return NULL;
  return in_large_pages(calloc(bytes, 1), bytes);
}

void *ad_array_resize(void *array, size_t n, size_t size)
{
  size_t bytes;
  if (!ad_multiply(n ? n : 1, size, &bytes))
    return NULL;
  return in_large_pages(realloc(array, bytes), bytes);
}

ad_status ad_grow(void **array, size_t *room, size_t count, size_t more,
                  size_t size)
{
  if (more > SIZE_MAX / 2 - count)
    return AD_ENOMEM;
  if (count + more <= *room)
    return AD_OK;
  size_t wanted = *room ? *room : 16;
  while (wanted < count + more)
    wanted *= 2;
  void *wider = ad_array_resize(*array, wanted, size);
  if (!wider)
    return AD_ENOMEM;
  *array = wider;
  *room = wanted;
  return AD_OK;
}
