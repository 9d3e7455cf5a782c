/* SPDX-License-Identifier: GPL-3.0-or-later
   What all suites share: numbers held against numbers, statuses, and random
   numbers from a seed that is printed with every failure.  Nothing here
   knows of graphs (see engines.h for that). */
#ifndef CHECK_NEAR_H
#define CHECK_NEAR_H

#include <check.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "status.h"

/* Check writes a line to a file for every assertion that holds, so that a crash
   can be placed: nine tenths of the time where there are 100,000 of them.  A
   debugger places it, too. */
#define _mark_point(file, line) ((void)0)

/* |got - want| <= atol + rtol |want|.  Infinities must be equal; where want
   is NaN, got must be. */
static inline int is_near(double got, double want, double atol, double rtol)
{
  if (isnan(want) || isnan(got))
    return isnan(want) && isnan(got);
  return got == want || fabs(got - want) <= atol + rtol * fabs(want);
}

/* Fails, with all four numbers and a text that says where we are. */
static inline void check_near_at(const char *file, int line, double got,
                                 double want, double atol, double rtol,
                                 const char *format, ...) AD_PRINTF(7, 8);
static inline void check_near_at(const char *file, int line, double got,
                                 double want, double atol, double rtol,
                                 const char *format, ...)
{
  char where[400];
  va_list args;
  if (is_near(got, want, atol, rtol))
    return;
  va_start(args, format);
  vsnprintf(where, sizeof where, format, args);
  va_end(args);
  ck_abort_msg("%s:%d: %s: got %.17g, want %.17g, off by %.3g, "
               "atol %.3g, rtol %.3g",
               file, line, where, got, want, fabs(got - want), atol, rtol);
}

/* check_near(got, want, atol, rtol, "format", ...) */
#define check_near(got, want, atol, ...)                                     \
  check_near_at(__FILE__, __LINE__, got, want, atol, __VA_ARGS__)

/* The call must succeed, or must fail in this way. */
#define check_ok(call, err)                                                  \
  do {                                                                       \
    ad_status status_ = (call);                                              \
    ck_assert_msg(status_ == AD_OK, #call ": status %d, '%s'", (int)status_, \
                  (err).text);                                               \
  } while (0)
#define check_error(call, err, expected_status, expected_text)               \
  do {                                                                       \
    ad_status status_ = (call);                                              \
    ck_assert_msg(status_ == (expected_status),                              \
                  #call ": status %d, expected %d; '%s'", (int)status_,      \
                  (int)(expected_status), (err).text);                       \
    ck_assert_str_eq((err).text, expected_text);                             \
  } while (0)

/* Memory for a test; freed with free. */
static inline void *test_alloc(size_t n, size_t size)
{
  void *memory = calloc(n + 1, size);
  ck_assert_ptr_nonnull(memory);
  return memory;
}

/* Random numbers: splitmix64, the same everywhere. */
typedef struct test_rng {
  uint64_t state;
} test_rng;

/* A seed of its own for whatever has this name: FNV-1a, on top of `seed`. */
static inline uint64_t test_seed(uint64_t seed, const char *name)
{
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (; *name != '\0'; name++)
    hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
  return seed + hash;
}

static inline uint64_t test_bits(test_rng *r)
{
  uint64_t z = r->state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/* A whole number below n >= 1. */
static inline size_t test_below(test_rng *r, size_t n)
{
  return (size_t)(test_bits(r) >> 11) % n;
}

static inline double test_uniform(test_rng *r, double lo, double hi)
{
  return lo + (hi - lo) * (double)(test_bits(r) >> 11) * 0x1p-53;
}

/* Runs a suite; what main returns. */
static inline int test_run(Suite *suite)
{
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
