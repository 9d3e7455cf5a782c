# SPDX-License-Identifier: GPL-3.0-or-later
# Loops over entries, made from the rows, once for each instruction set.

library_sources += \
  %D%/dispatch.c \
  %D%/kernels.h \
  %D%/lu.h \
  %D%/product_cblas.c

kernel_headers = \
  %D%/kernels_all.h \
  %D%/kernels_cumsum.h \
  %D%/kernels_elementwise.h \
  %D%/kernels_functions.h \
  %D%/kernels_gather.h \
  %D%/kernels_linalg.h \
  %D%/kernels_logsumexp.h \
  %D%/kernels_matmul.h \
  %D%/kernels_moves.h \
  %D%/kernels_narrow.h \
  %D%/kernels_prod.h \
  %D%/kernels_product.h \
  %D%/kernels_reduce.h \
  %D%/kernels_scaled.h \
  %D%/kernels_scalar.h \
  %D%/kernels_scalar_sweeps.h \
  %D%/kernels_tangents.h \
  %D%/products_all.h

# Own matrix products may use fused multiply-add, except in the baseline,
# which finds the same on every machine; the kernels may not, for forward and
# reverse mode must find the same partials.
kernel_libraries = libkernels_base.la
libkernels_base_la_SOURCES = %D%/kernels_base.c %D%/products_base.c \
  $(kernel_headers)
libkernels_base_la_CPPFLAGS = $(plain_cppflags)
libkernels_base_la_CFLAGS = $(kernel_cflags)
if AVX2_KERNELS
kernel_libraries += libkernels_avx2.la libproducts_avx2.la
endif
libkernels_avx2_la_SOURCES = %D%/kernels_avx2.c
libkernels_avx2_la_CPPFLAGS = $(plain_cppflags)
libkernels_avx2_la_CFLAGS = $(kernel_cflags) $(AD_AVX2_CFLAGS)
libproducts_avx2_la_SOURCES = %D%/products_avx2.c
libproducts_avx2_la_CPPFLAGS = $(plain_cppflags)
libproducts_avx2_la_CFLAGS = $(kernel_cflags) $(AD_AVX2_CFLAGS) \
  $(AD_FUSE_CFLAGS)
if AVX512_KERNELS
kernel_libraries += libkernels_avx512.la libproducts_avx512.la
endif
libkernels_avx512_la_SOURCES = %D%/kernels_avx512.c
libkernels_avx512_la_CPPFLAGS = $(plain_cppflags)
libkernels_avx512_la_CFLAGS = $(kernel_cflags) $(AD_AVX512_CFLAGS)
libproducts_avx512_la_SOURCES = %D%/products_avx512.c
libproducts_avx512_la_CPPFLAGS = $(plain_cppflags)
libproducts_avx512_la_CFLAGS = $(kernel_cflags) $(AD_AVX512_CFLAGS) \
  $(AD_FUSE_CFLAGS)
