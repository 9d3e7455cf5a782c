/* SPDX-License-Identifier: GPL-3.0-or-later
   The tests' headers for a program that is no suite: Check's macros, which
   work inside suites only, end the program here.  Include this before
   check_near.h and what builds on it. */
#ifndef RATES_CHECK_H
#define RATES_CHECK_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void rates_must(int holds, const char *file, int line,
                              const char *what)
{
  if (holds)
    return;
  fprintf(stderr, "%s:%d: %s\n", file, line, what);
  exit(EXIT_FAILURE);
}

static inline void rates_give_up(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(EXIT_FAILURE);
}

#define RATES_MUST(condition)                                                \
  rates_must((condition) != 0, __FILE__, __LINE__, #condition)

#undef ck_assert_msg
#undef ck_abort_msg
#undef ck_assert_ptr_nonnull
#undef ck_assert_uint_lt
#undef ck_assert_str_eq
#define ck_assert_msg(condition, ...) RATES_MUST(condition)
#define ck_abort_msg(...) rates_give_up(__VA_ARGS__)
#define ck_assert_ptr_nonnull(x) RATES_MUST((x) != NULL)
#define ck_assert_uint_lt(x, y) RATES_MUST((x) < (y))
#define ck_assert_str_eq(x, y) RATES_MUST(strcmp(x, y) == 0)

#endif
