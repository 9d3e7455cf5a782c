/* SPDX-License-Identifier: GPL-3.0-or-later
   What the files that write messages about syntax share: messages.c (the entry,
   lists of what was expected), messages_operand.c, messages_file.c.  Internal;
   read parse.h and mend.h before. */
#ifndef AD_MESSAGES_H
#define AD_MESSAGES_H

#include "base/utf8.h"
#include "syntax/mend.h"

/* The tokens that could have stood here, by their names in parser.y. */
typedef struct ad_wanted {
  const char *const *names; /* names[n] */
  size_t n;
} ad_wanted;

int ad_syntax_wants(const ad_wanted *w, const char *name);

/* Is a value to stand there, in which : has no meaning? */
int ad_syntax_value(const ad_parse *p);

/* A token as a message shows it; " after 'x'", or nothing at the start. */
const char *ad_syntax_show(const ad_parse *p, ad_token token,
                           char out[AD_QUOTE]);
const char *ad_syntax_after(const ad_parse *p, char out[AD_QUOTE + 8]);

/* "expected A, B or C after 'x', found y" */
void ad_syntax_list(ad_parse *p, const ad_wanted *w);

/* messages_operand.c: where an operand should start; where one is complete and
   neither an operator nor the end of what it stands in follows. */
void ad_syntax_operand(ad_parse *p);
void ad_syntax_operator(ad_parse *p, const ad_wanted *w);
/* The innermost bracket is never closed; a closing one that fits no open one,
   0 where it does. */
void ad_syntax_unclosed(ad_parse *p);
int ad_syntax_closing(ad_parse *p);

/* messages_file.c: hints behind from, where columns of a file are named. */
void ad_syntax_hint_file(ad_parse *p, const ad_wanted *w);

#endif
