/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers as people read them.  Every function writes into out[FORMAT_SIZE]
   and returns it.  `.` is the decimal point, whatever the locale; negative
   zero is shown as 0. */
#ifndef FORMAT_H
#define FORMAT_H

#include <stddef.h>

enum {
  FORMAT_SIZE = 48,  /* bytes of a formatted number                       */
  FORMAT_DIGITS = 6, /* significant digits of a number in a table         */
  FORMAT_MOST = 15   /* decimal digits that a double holds, DBL_DIG       */
};

/* 528, 0.731059, 1.23e-05, inf, nan: `digits` significant ones at most. */
char *format_digits(char out[FORMAT_SIZE], double x, int digits);

/* How many digits the three below give at most, from now on; FORMAT_DIGITS
   unless they are told otherwise. */
void format_use_digits(int digits);

/* x to as many digits as are used; format_rough: to fewer where `digits` are
   fewer, for numbers that are known no better. */
char *format_number(char out[FORMAT_SIZE], double x);
char *format_rough(char out[FORMAT_SIZE], double x, int digits);

/* x to 17 significant digits, which give the double back when they are read;
   -0.0, nan, inf, -inf.  For machines. */
char *format_exact(char out[FORMAT_SIZE], double x);

/* x to as many digits, of those that are used, as stay the same wherever in
   x - error .. x + error the true value lies; one digit and a question mark
   where that range holds 0, for a 0 alone stands for nothing else. */
char *format_uncertain(char out[FORMAT_SIZE], double x, double error);

/* A whole number: 1234567; with two, with three decimals: 0.50, 0.500. */
char *format_whole(char out[FORMAT_SIZE], double x);
char *format_hundredths(char out[FORMAT_SIZE], double x);
char *format_thousandths(char out[FORMAT_SIZE], double x);

/* One digit, two digits, and a power of ten: 1e-05, 1.2e-05. */
char *format_power(char out[FORMAT_SIZE], double x);
char *format_powers(char out[FORMAT_SIZE], double x);

/* A whole number with commas: 1,234,567; from 1e15 on as 1.23e+15. */
char *format_count(char out[FORMAT_SIZE], double x);

/* And in fewer letters: 549,780, but 1.65 M, 26 G from a million on. */
char *format_short(char out[FORMAT_SIZE], double x);

/* A multiple, to three digits: 1, 2.75, 13.2, 1,230. */
char *format_ratio(char out[FORMAT_SIZE], double x);

/* 1,640 B, 12.3 KiB, 4.56 GiB. */
char *format_bytes(char out[FORMAT_SIZE], size_t bytes);

/* 12.3 ns, 4.56 us, 78.9 ms, 1.23 s, 26.6 min, 5.25 h, 12 d. */
char *format_seconds(char out[FORMAT_SIZE], double seconds);

#endif
