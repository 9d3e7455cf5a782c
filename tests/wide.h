/* SPDX-License-Identifier: GPL-3.0-or-later
   Worksheets of long chains over large columns and matrices, made of any
   bytes: nodes that no output needs, stop_gradient, shared operands, numbers
   that are taken out of a chain and put back, several outputs.  What they
   compute of n rows is a mean, a maximum or the like of rows that repeat after
   three, so that the same worksheet with three rows, far below the size of
   chains, must give the same.  For tests/test_chains.c and the fuzz target.
   Read lib/program/program.h before. */
#ifndef TEST_WIDE_H
#define TEST_WIDE_H

#include <stddef.h>
#include <stdint.h>

enum { WIDE_TEXT = 8192 };

/* Writes the worksheet that bytes[size] say into text[WIDE_TEXT]; returns its
   rows, to be given as `n`. */
size_t wide_write(const uint8_t *bytes, size_t size, char *text);

/* Reads it with its rows and with three, and holds values, derivatives by
   both modes (in chunks), and points and estimates of finite differences
   against each other.  NULL where all is the same, otherwise what is not, in
   `room` bytes of `message`. */
const char *wide_check(const uint8_t *bytes, size_t size, char *message,
                       size_t room);

#endif
