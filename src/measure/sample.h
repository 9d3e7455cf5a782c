/* SPDX-License-Identifier: GPL-3.0-or-later
   Work that is too long to be done for the clock's sake: a few of its
   pieces, evenly spread, stand for all. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <stddef.h>

/* How many of `pieces` to run, where one of them takes `seconds`: all where
   that is within `budget`, else as many as a twelfth of it allows (so that
   they can be repeated), at least one. */
size_t sample_size(size_t pieces, double seconds, double budget);

/* Where number i of `taken` pieces lies among all of them: the middle of the
   i-th of `taken` equal stretches. */
size_t sample_place(size_t i, size_t taken, size_t pieces);

/* Seconds of the whole, from those of the sample: in proportion to what is
   counted (flops), or to the pieces where nothing was. */
double sample_scale(double seconds, double all_flops, double taken_flops,
                    size_t pieces, size_t taken);

#endif
