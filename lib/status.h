/* SPDX-License-Identifier: GPL-3.0-or-later
   What can go wrong, and where.  Every fallible function of the library
   returns an ad_status and describes a failure in an ad_error; none prints,
   exits or aborts.  Read this file first: everything else uses it. */
#ifndef AD_STATUS_H
#define AD_STATUS_H

#include <stddef.h>

/* For C++ programs: stand around the declarations of every public header. */
#ifdef __cplusplus
#define AD_BEGIN_C extern "C" {
#define AD_END_C }
#else
#define AD_BEGIN_C
#define AD_END_C
#endif

#ifdef __FAST_MATH__
#error "gradcompare needs IEEE arithmetic: do not compile it with -ffast-math"
#endif

/* Marks what the shared library exports; all else is hidden. */
#if defined __GNUC__
#define AD_API __attribute__((visibility("default")))
#define AD_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define AD_API
#define AD_PRINTF(f, a)
#endif

AD_BEGIN_C

typedef enum ad_status {
  AD_OK = 0,
  AD_EINPUT, /* text, shapes or arguments are wrong                       */
  AD_EIO,    /* a file cannot be opened, read or written                  */
  AD_ENOMEM, /* the system has no memory left                             */
  AD_ELIMIT  /* more memory would be needed than the caller allows        */
} ad_status;

/* A stretch of a source text, in bytes from its start; width 0: unknown. */
typedef struct ad_place {
  size_t offset, width;
} ad_place;

/* One failure.  A zeroed ad_error is "no failure". */
typedef struct ad_error {
  ad_status status;
  ad_place place;
  char text[400]; /* what was expected and what was found                 */
  char hint[200]; /* a suggestion, or ""                                  */
} ad_error;

/* Fills *err (NULL is allowed) and returns status, so that a function can
   end with: return ad_fail(err, AD_EINPUT, "..."). */
AD_API ad_status ad_fail(ad_error *err, ad_status status, const char *format,
                         ...) AD_PRINTF(3, 4);

/* Adds a suggestion to *err; does nothing when err is NULL. */
AD_API void ad_hint(ad_error *err, const char *format, ...) AD_PRINTF(2, 3);

/* ad_fail for a failed allocation of `size` bytes. */
AD_API ad_status ad_fail_memory(ad_error *err, size_t size);

/* *product = a * b.  False where it overflows (and *product is unset). */
AD_API int ad_multiply(size_t a, size_t b, size_t *product);

AD_END_C

#endif
