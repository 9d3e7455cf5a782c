/* SPDX-License-Identifier: GPL-3.0-or-later
   Large products through CBLAS, where configure found a fast one.  Read
   kernels.h before. */
#include <math.h>
#include <stdint.h>

#include "kernels/kernels.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef HAVE_FAST_CBLAS
#include <stdatomic.h>
#include <stdlib.h>

#include AD_CBLAS_HEADER

/* Loading such a library takes longer than a small worksheet, so it waits for
   the first large product.  It is never unloaded. */
#ifdef AD_CBLAS_FILE
#include <dlfcn.h>

static void *loaded_library(void)
{
  static void *_Atomic library;
  if (!library)
    library = dlopen(AD_CBLAS_FILE, RTLD_NOW | RTLD_LOCAL);
  return library;
}

void *ad_cblas_symbol(const char *name)
{
  void *library = loaded_library();
  return library ? dlsym(library, name) : NULL;
}

static __typeof__(cblas_dgemm) *_Atomic dgemm;

static int is_there(void)
{
  if (!dgemm) /* POSIX lets an address be a function's                     */
    dgemm = (__typeof__(cblas_dgemm) *)(uintptr_t)
      ad_cblas_symbol("cblas_dgemm");
  return dgemm != NULL;
}
#else
static __typeof__(cblas_dgemm) *const dgemm = cblas_dgemm;

static int is_there(void)
{
  return 1;
}
#endif

void ad_cblas_product(const ad_product *x)
{
  dgemm(CblasRowMajor, x->ta ? CblasTrans : CblasNoTrans,
        x->tb ? CblasTrans : CblasNoTrans, (int)x->m, (int)x->n, (int)x->p, 1,
        x->a, (int)x->lda, x->b, (int)x->ldb, x->first ? 0 : 1, x->c,
        (int)x->ldc);
}

/* Some libraries skip zeros, so that 0 * NaN becomes 0: those would hide a
   NaN, and are not used. */
static int keeps_nan(void)
{
  const double a[4] = {0, 1, 0, 1}, b[4] = {(double)NAN, 1, 1, 1};
  double c[4] = {0, 0, 0, 0};
  ad_cblas_product(&(ad_product){.m = 2, .n = 2, .p = 2, .first = 1, .a = a,
                                 .b = b, .c = c, .lda = 2, .ldb = 2,
                                 .ldc = 2});
  return isnan(c[0]) && isnan(c[2]) && c[1] == 1 && c[3] == 1;
}

/* OpenBLAS takes a buffer at its first product and keeps it; where there is
   no memory for one, it tries for ever.  So we try before; for two, as a
   thread of its own may not have taken its buffer yet. */
static int has_room(void)
{
  enum { BUFFER = 160 << 20 }; /* 128 MB as distributions build it          */
  void *volatile room = malloc((size_t)2 * BUFFER);
  free(room);
  return room != NULL;
}

int ad_cblas_usable(void)
{
  enum { UNKNOWN, USABLE, UNFIT };
  static atomic_int known = UNKNOWN;
  if (known == UNKNOWN) {
    if (!has_room())
      return 0;
    known = is_there() && keeps_nan() ? USABLE : UNFIT;
  }
  return known == USABLE;
}

#else

void ad_cblas_product(const ad_product *x)
{
  (void)x; /* never called: see ad_cblas_usable */
}

int ad_cblas_usable(void)
{
  return 0;
}

#endif
