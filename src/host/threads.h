/* SPDX-License-Identifier: GPL-3.0-or-later
   How many threads the library for large matrix products may use.  One,
   unless the user says otherwise: on matrices of this size more cost time,
   and times are what this program compares. */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>

/* One thread, unless OPENBLAS_NUM_THREADS is set. */
void threads_default(void);

/* n threads; 0 where there is no library that can be told. */
int threads_set(size_t n);

/* How many there are; what the library says of itself ("OpenBLAS 0.3.21 ..."),
   "" where own loops do all. */
size_t threads_count(void);
const char *threads_library(void);

#endif
