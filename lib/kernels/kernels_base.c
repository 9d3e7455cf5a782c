/* SPDX-License-Identifier: GPL-3.0-or-later
   The kernels for any processor.  See kernels_all.h. */
#define AD_KERNELS_TABLE ad_kernels_base
#define AD_KERNELS_NAME "baseline"
/* From this many multiplications on CBLAS is faster (measured). */
#define AD_CBLAS_FROM 20000
#define AD_DOT_LANES 8 /* four vectors */
/* From so many terms on a sum is faster alone than in a block (measured). */
#define AD_DOT_FROM 512
#define AD_OWN_PRODUCT ad_product_base
#include "kernels/kernels_all.h"
