/* SPDX-License-Identifier: GPL-3.0-or-later
   The kernels for processors with AVX512.  See kernels_all.h. */
#define AD_KERNELS_TABLE ad_kernels_avx512
#define AD_KERNELS_NAME "avx512"
#include "kernels_all.h"
