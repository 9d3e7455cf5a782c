/* SPDX-License-Identifier: GPL-3.0-or-later
   Own matrix products for processors with AVX2.  See products_all.h. */
#define AD_OWN_PRODUCT ad_product_avx2
#include "kernels/products_all.h"
