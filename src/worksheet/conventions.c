/* SPDX-License-Identifier: GPL-3.0-or-later
   See conventions.h. */
#include "worksheet/conventions.h"

#include <stdlib.h>

#include "host/exits.h"
#include "page/page.h"

void show_conventions(struct page *page, size_t n, const char *const *kinks)
{
  struct growing text = {0};
  if (n == 0)
    return;
  for (size_t i = 0; i < n; i++)
    growing_add(&text, "\n", kinks[i]);
  page_print(page, "At kinks, by convention:");
  page_list(page, "%s", text.text);
  free(text.text);
}
