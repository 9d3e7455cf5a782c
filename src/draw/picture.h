/* SPDX-License-Identifier: GPL-3.0-or-later
   Pictures by dot, of Graphviz, which is run without a shell.  Read spawn.h
   before. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stddef.h>

/* Is dot there?  EXIT_FINE or, with a message, EXIT_SYSTEM. */
int picture_check(const char *format);

/* Replaces the graph text[size] by the bytes of its picture in one of dot's
   formats.  EXIT_FINE or, with a message, EXIT_SYSTEM. */
int picture_make(const char *format, char **text, size_t *size);

#endif
