/* SPDX-License-Identifier: GPL-3.0-or-later
   Threads.  Read threads.h before. */
#include "host/threads.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernels/kernels.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

/* OpenBLAS starts its threads when it is loaded, as many as the variable
   says: where it is loaded late, nothing else needs to be said. */
#ifdef AD_CBLAS_OPENBLAS
static const char variable[] = "OPENBLAS_NUM_THREADS";

#ifdef AD_CBLAS_FILE
static void set_threads(int n)
{
  (void)n;
}

static int get_threads(void)
{
  int (*get)(void) = (int (*)(void))(uintptr_t)
    ad_cblas_symbol("openblas_get_num_threads");
  return get ? get() : 1;
}

static const char *get_config(void)
{
  char *(*get)(void) = (char *(*)(void))(uintptr_t)
    ad_cblas_symbol("openblas_get_config");
  return get ? get() : "OpenBLAS";
}
#else
void openblas_set_num_threads(int threads);
int openblas_get_num_threads(void);
char *openblas_get_config(void);

static void set_threads(int n)
{
  openblas_set_num_threads(n);
}

static int get_threads(void)
{
  return openblas_get_num_threads();
}

static const char *get_config(void)
{
  return openblas_get_config();
}
#endif
#endif

void threads_default(void)
{
#ifdef AD_CBLAS_OPENBLAS
  if (!getenv(variable))
    threads_set(1);
#endif
}

int threads_set(size_t n)
{
#ifdef AD_CBLAS_OPENBLAS
  char text[24];
  snprintf(text, sizeof text, "%zu", n);
  set_threads((int)n);
  return setenv(variable, text, 1) == 0;
#else
  return n == 1;
#endif
}

size_t threads_count(void)
{
#ifdef AD_CBLAS_OPENBLAS
  return (size_t)get_threads();
#else
  return 1;
#endif
}

const char *threads_library(void)
{
  if (!ad_cblas_usable())
    return "";
#if defined AD_CBLAS_OPENBLAS
  return get_config();
#elif defined AD_CBLAS_BLIS
  return "BLIS";
#elif defined AD_CBLAS_ACCELERATE
  return "Accelerate";
#else
  return "";
#endif
}
