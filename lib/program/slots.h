/* SPDX-License-Identifier: GPL-3.0-or-later
   Slots of memory that are handed on: whoever asks gets a slot of its size
   that is free again, or a new one.  Only offsets are planned here, once;
   nothing is allocated while sweeping. */
#ifndef AD_SLOTS_H
#define AD_SLOTS_H

#include "status.h"

enum {
  AD_SLOT_SIZES = 64, /* sizes whose free slots are remembered             */
  AD_SLOTS_LINE = 8   /* doubles in a cache line                           */
};

typedef struct ad_slots {
  size_t words; /* planned so far                                          */
  struct ad_free_slots {
    size_t size, count, room;
    size_t *offsets;
  } free[AD_SLOT_SIZES];
  int failed; /* no memory was left                                        */
} ad_slots;

/* Starts behind `words` already planned. */
void ad_slots_init(ad_slots *s, size_t words);
/* AD_ENOMEM where memory was short on the way. */
ad_status ad_slots_end(ad_slots *s, ad_error *err);

/* Offset of a slot for `size` words, rounded up to whole cache lines. */
size_t ad_slots_take(ad_slots *s, size_t size);

/* Gives a slot back; of more than AD_SLOT_SIZES sizes some are lost. */
void ad_slots_give(ad_slots *s, size_t offset, size_t size);

#endif
