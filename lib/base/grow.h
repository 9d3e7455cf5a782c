/* SPDX-License-Identifier: GPL-3.0-or-later
   Arrays that grow.  Internal. */
#ifndef AD_GROW_H
#define AD_GROW_H

#include <stddef.h>

#include "status.h"

/* Makes room for `more` elements of `size` bytes behind the first `count` of
   *array, which has room for *room.  AD_ENOMEM: nothing has changed. */
ad_status ad_grow(void **array, size_t *room, size_t count, size_t more,
                  size_t size);

#endif
