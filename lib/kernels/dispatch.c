/* SPDX-License-Identifier: GPL-3.0-or-later
   Which kernels this processor can run.  The one place that asks. */
#include "kernels/kernels.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

const ad_kernels *ad_kernels_choose(void)
{
#ifdef HAVE_AVX512_KERNELS
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return &ad_kernels_avx512;
#endif
#ifdef HAVE_AVX2_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &ad_kernels_avx2;
#endif
  return &ad_kernels_base;
}
