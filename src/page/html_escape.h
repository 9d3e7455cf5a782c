/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts as HTML writes them, and Graphviz its labels that are like it. */
#ifndef HTML_ESCAPE_H
#define HTML_ESCAPE_H

#include <stdio.h>

/* Writes text, which has no control characters; nothing in it is taken for a
   mark. */
void html_text(FILE *out, const char *text);

#endif
