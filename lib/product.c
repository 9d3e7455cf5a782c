/* SPDX-License-Identifier: GPL-3.0-or-later
   Large products through CBLAS, where configure found a fast one.  Read
   kernels.h before. */
#include <math.h>

#include "kernels.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef HAVE_FAST_CBLAS
#include AD_CBLAS_HEADER

void ad_cblas_product(const ad_product *x)
{
  cblas_dgemm(CblasRowMajor, x->ta ? CblasTrans : CblasNoTrans,
              x->tb ? CblasTrans : CblasNoTrans, (int)x->m, (int)x->n,
              (int)x->p, 1, x->a, (int)x->lda, x->b, (int)x->ldb,
              x->first ? 0 : 1, x->c, (int)x->ldc);
}

/* Some libraries skip zeros, so that 0 * NaN becomes 0: those would hide a
   NaN, and are not used. */
int ad_cblas_usable(void)
{
  const double a[4] = {0, 1, 0, 1}, b[4] = {(double)NAN, 1, 1, 1};
  double c[4] = {0, 0, 0, 0};
  ad_cblas_product(&(ad_product){.m = 2, .n = 2, .p = 2, .first = 1, .a = a,
                                 .b = b, .c = c, .lda = 2, .ldb = 2,
                                 .ldc = 2});
  return isnan(c[0]) && isnan(c[2]) && c[1] == 1 && c[3] == 1;
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
