/* SPDX-License-Identifier: GPL-3.0-or-later
   One chain on a page, for the section "chains".  Read chains.h before. */
#ifndef SHOW_CHAIN_H
#define SHOW_CHAIN_H

#include "explain/chains.h"
#include "page/page.h"

/* `scalar`: all factors are numbers, and their sizes are left out. */
void show_chain(struct page *page, const struct links *l,
                const struct chain *c, int scalar);

#endif
