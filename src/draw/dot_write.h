/* SPDX-License-Identifier: GPL-3.0-or-later
   A figure in Graphviz' dot language, https://graphviz.org/doc/info/lang.html.
   Read figure.h before.  Texts reach the file through escapes alone. */
#ifndef DOT_WRITE_H
#define DOT_WRITE_H

#include <stdio.h>

#include "draw/figure.h"

void dot_write(FILE *out, const struct figure *figure);

#endif
