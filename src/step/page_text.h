/* SPDX-License-Identifier: GPL-3.0-or-later
   The page's files as they are built in: lines, each with its line break, NULL
   past the end; of script and style the SHA-256, base64, as a
   Content-Security-Policy names them.  Made by embed.sh. */
#ifndef PAGE_TEXT_H
#define PAGE_TEXT_H

extern const char *const page_html[], *const page_style[],
    *const page_script[];
extern const char page_style_hash[], page_script_hash[];

#endif
