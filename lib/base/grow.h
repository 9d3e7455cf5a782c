/* SPDX-License-Identifier: GPL-3.0-or-later
   Arrays as long as a worksheet, and arrays that grow.  Internal.

   A worksheet of a million statements takes arrays of hundreds of megabytes,
   and most of what they cost is the kernel's: it hands memory out page by
   page, zeroed, at the first touch.  So of arrays of several megabytes it is
   told that pages of two will do (madvise(2), on Linux; elsewhere these are
   calloc and realloc).  The answer does not matter, and pages that nobody
   touches take no memory, as before. */
#ifndef AD_GROW_H
#define AD_GROW_H

#include <stddef.h>

#include "status.h"

/* n elements of `size` bytes, zeros; NULL: there is no memory.  free() it. */
void *ad_array(size_t n, size_t size);

/* The same for an array of ad_array or NULL; what is added is not zeroed.
   NULL: there is no memory, and `array` is what it was. */
void *ad_array_resize(void *array, size_t n, size_t size);

/* Makes room for `more` elements of `size` bytes behind the first `count` of
   *array, which has room for *room.  AD_ENOMEM: nothing has changed. */
ad_status ad_grow(void **array, size_t *room, size_t count, size_t more,
                  size_t size);

#endif
