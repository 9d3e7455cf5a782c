/* SPDX-License-Identifier: GPL-3.0-or-later
   Own matrix products for processors with AVX512.  See products_all.h. */
#define AD_OWN_PRODUCT ad_product_avx512
#include "kernels/products_all.h"
