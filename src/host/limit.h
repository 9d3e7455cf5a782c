/* SPDX-License-Identifier: GPL-3.0-or-later
   --max-memory as the system's own limit, below the checks of the library:
   what none of them counts (names, texts, a report) finds no memory there,
   and the program comes to an end as it does where a machine has no more. */
#ifndef LIMIT_H
#define LIMIT_H

#include <stddef.h>

/* From now on this process gets at most so many bytes, and a little more for
   what it needs for itself with `threads` of the library for products.
   Nothing happens where the system cannot do that. */
void limit_memory(size_t bytes, size_t threads);

/* From now on large blocks go back to the system as they are freed, so that
   what engines take one after the other does not add up.  (glibc begins to
   keep them once it has seen one.) */
void limit_fallow(void);

/* Bytes that this process has taken so far. */
size_t limit_taken(void);

/* In a child that is to run another program: as before. */
void limit_lift(void);

/* "", or a hint at --max-memory behind a message that there is no memory. */
const char *limit_hint(void);

#endif
