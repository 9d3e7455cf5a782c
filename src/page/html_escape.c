/* SPDX-License-Identifier: GPL-3.0-or-later
   See html_escape.h. */
#include "page/html_escape.h"

void html_text(FILE *out, const char *text)
{
  for (; *text; text++)
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputc(*text, out);
    }
}
