/* SPDX-License-Identifier: GPL-3.0-or-later
   The kernels for processors with AVX512.  See kernels_all.h. */
#define AD_KERNELS_TABLE ad_kernels_avx512
#define AD_KERNELS_NAME "avx512"
/* From this many multiplications on CBLAS is faster (measured). */
#define AD_CBLAS_FROM 50000000
#define AD_DOT_LANES 32 /* four vectors */
/* From so many terms on a sum is faster alone than in a block (measured). */
#define AD_DOT_FROM 32
#define AD_OWN_PRODUCT ad_product_avx512
#include "kernels/kernels_all.h"
