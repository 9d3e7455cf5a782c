/* SPDX-License-Identifier: GPL-3.0-or-later
   What derivatives are where a point lies on kinks of its operations.  Read
   page.h before. */
#ifndef CONVENTIONS_H
#define CONVENTIONS_H

#include <stddef.h>

struct page;

/* The conventions kinks[n] of the op table; nothing where n is 0. */
void show_conventions(struct page *page, size_t n, const char *const *kinks);

#endif
