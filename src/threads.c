/* SPDX-License-Identifier: GPL-3.0-or-later
   Threads.  Read threads.h before. */
#include "threads.h"

#include <stdlib.h>

#include "kernels.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef AD_CBLAS_OPENBLAS
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);
char *openblas_get_config(void);
#endif

void threads_default(void)
{
#ifdef AD_CBLAS_OPENBLAS
  if (!getenv("OPENBLAS_NUM_THREADS"))
    openblas_set_num_threads(1);
#endif
}

int threads_set(size_t n)
{
#ifdef AD_CBLAS_OPENBLAS
  openblas_set_num_threads((int)n);
  return 1;
#else
  return n == 1;
#endif
}

size_t threads_count(void)
{
#ifdef AD_CBLAS_OPENBLAS
  return (size_t)openblas_get_num_threads();
#else
  return 1;
#endif
}

const char *threads_library(void)
{
  if (!ad_cblas_usable())
    return "";
#if defined AD_CBLAS_OPENBLAS
  return openblas_get_config();
#elif defined AD_CBLAS_BLIS
  return "BLIS";
#elif defined AD_CBLAS_ACCELERATE
  return "Accelerate";
#else
  return "";
#endif
}
