/* SPDX-License-Identifier: GPL-3.0-or-later
   The kernels for any processor.  See kernels_all.h. */
#define AD_KERNELS_TABLE ad_kernels_base
#define AD_KERNELS_NAME "baseline"
#include "kernels_all.h"
