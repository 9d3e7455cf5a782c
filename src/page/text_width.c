/* SPDX-License-Identifier: GPL-3.0-or-later
   Columns of characters.  Read text_width.h before. */
#include "page/text_width.h"

#include <uniwidth.h>

int width_of(unsigned long code)
{
  int columns = uc_width((ucs4_t)code, "UTF-8");
  return columns < 0 ? 1 : columns;
}
