/* SPDX-License-Identifier: GPL-3.0-or-later
   RLIMIT_DATA, which Linux counts for mapped memory too.  Read limit.h
   before. */
#include "host/limit.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>

void limit_fallow(void)
{
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

size_t limit_taken(void)
{
  struct rusage used;
  return getrusage(RUSAGE_SELF, &used) == 0 && used.ru_maxrss > 0
             ? (size_t)used.ru_maxrss * 1024
             : 0;
}

/* The sanitizers map terabytes for themselves. */
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define MAPS_FOR_ITSELF
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define MAPS_FOR_ITSELF
#endif

#if defined RLIMIT_DATA && !defined MAPS_FOR_ITSELF

/* Of the program itself; of a thread of OpenBLAS, which waits for ever for a
   buffer that it cannot get.  The buffers lie fallow: they are addresses rather
   than memory. */
enum { OWN = 128 << 20, OF_THREAD = 192 << 20 };

/* The variable is always set (threads.c); two buffers are asked for before
   one is taken (product_cblas.c). */
static size_t most_threads(size_t threads)
{
  const char *variable = getenv("OPENBLAS_NUM_THREADS");
  unsigned long asked = variable ? strtoul(variable, NULL, 10) : 0;
  size_t most = threads > 2 ? threads : 2;
  return asked > most ? asked : most;
}

void limit_memory(size_t bytes, size_t threads)
{
  struct rlimit now;
  rlim_t most = (rlim_t)bytes + OWN +
                (rlim_t)most_threads(threads) * OF_THREAD;
  if (most < bytes || getrlimit(RLIMIT_DATA, &now) != 0 || now.rlim_cur < most)
    return;
  now.rlim_cur = most;
  setrlimit(RLIMIT_DATA, &now);
}

void limit_lift(void)
{
  struct rlimit now;
  if (getrlimit(RLIMIT_DATA, &now) == 0) {
    now.rlim_cur = now.rlim_max;
    setrlimit(RLIMIT_DATA, &now);
  }
}

const char *limit_hint(void)
{
  struct rlimit now;
  return getrlimit(RLIMIT_DATA, &now) == 0 && now.rlim_cur != RLIM_INFINITY
             ? " (see --max-memory)"
             : "";
}

#else

void limit_memory(size_t bytes, size_t threads)
{
  (void)bytes;
  (void)threads;
}

void limit_lift(void) {}

const char *limit_hint(void)
{
  return "";
}

#endif
