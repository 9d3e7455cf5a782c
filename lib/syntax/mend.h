/* SPDX-License-Identifier: GPL-3.0-or-later
   What the files that end messages about syntax share: mend.c (the entry, and
   what follows an operand), mend_head.c (the starts of lines),
   messages_stray.c (what is no token).  Internal; read parse.h before. */
#ifndef AD_MEND_H
#define AD_MEND_H

#include "syntax/parse.h"
#include "syntax/slips.h"

/* The text of a token, its offset in p->text, and the most of its bytes that
   a hint repeats, as the precision of %.*s. */
const char *ad_mend_text(const ad_parse *p, ad_token token);
size_t ad_mend_offset(const ad_parse *p, ad_token token);
int ad_mend_width(ad_token token);

/* Is s[n] a function of the language; a node or leaf? */
int ad_mend_function(const ad_parse *p, const char *s, size_t n);
int ad_mend_declared(const ad_parse *p, const char *s, size_t n);

/* The hint of a name in the tables; 0 where it is in none. */
int ad_mend_word(ad_parse *p, ad_token token, unsigned where);

/* Input, param or data? */
int ad_mend_leaf(const ad_parse *p);

/* Hints for the start of a line: for its keyword's own syntax (0: none), and
   for a line that began with a name. */
int ad_mend_head(ad_parse *p);
void ad_mend_first(ad_parse *p);

#endif
