/* SPDX-License-Identifier: GPL-3.0-or-later
   Own matrix products for any processor.  See products_all.h. */
#define AD_OWN_PRODUCT ad_product_base
#include "kernels/products_all.h"
