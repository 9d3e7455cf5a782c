/* SPDX-License-Identifier: GPL-3.0-or-later
   Hints about a file that is read and its columns: what stands behind from.
   Read messages.h before. */
#include "syntax/messages.h"

#include <string.h>

#include "syntax/parser.h"

/* Is the token one of the words about a file? */
static int is_file_word(const ad_parse *p, ad_token token)
{
  static const char *const words[] = {"header", "separator", "decimal",
                                      "comment", "missing", "no"};
  const char *text = ad_mend_text(p, token);

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (token.kind == AD_TK_NAME && strlen(words[i]) == token.place.width &&
        memcmp(text, words[i], token.place.width) == 0)
      return 1;
  return 0;
}

/* Two names behind columns: a modifier, or a column's name with a blank? */
static void hint_modifier(ad_parse *p)
{
  enum { MOST = 40 };
  size_t start = p->before.place.offset;
  size_t width = p->last.place.offset + p->last.place.width - start;

  if (p->before.kind == AD_TK_NAME && width <= MOST)
    ad_hint(&p->error, "a column's name with blanks stands in quotes, "
                       "\"%.*s\"; modifiers are standardise, onehot, classes, "
                       "binary, missing mean, labels from 0",
            (int)width, ad_mend_text(p, p->before));
  else
    ad_hint(&p->error, "modifiers are standardise, onehot, classes, binary, "
                       "missing mean, missing as \"-\", labels from 0");
}

void ad_syntax_hint_file(ad_parse *p, const ad_wanted *w)
{
  int found = p->last.kind;
  const char *word = found != AD_TK_NAME
                       ? NULL
                       : ad_word_nearest(p, ad_mend_text(p, p->last),
                                         p->last.place.width);

  if (p->before.kind == AD_TK_NUMBER && found == AD_TK_NAME &&
      p->last.place.width == 2 &&
      memcmp(ad_mend_text(p, p->last), "to", 2) == 0)
    ad_hint(&p->error, "columns side by side are counted 1:3");
  else if (word != NULL)
    ad_hint(&p->error, "did you mean '%s'?", word);
  else if (ad_syntax_wants(w, "'tab'"))
    ad_hint(&p->error, "a separator is one sign in quotes, such as \";\" or, "
                       "for blanks, \" \"; or the word tab");
  else if ((found == ',' && ad_syntax_wants(w, "'separator'")) ||
           (found == AD_TK_STRING && is_file_word(p, p->before)))
    ad_hint(&p->error, "what is said of a file stands without commas: "
                       "separator \";\" decimal \",\" columns a, b");
  else if (found == '\'')
    ad_hint(&p->error, "a column's name with blanks stands in double quotes, "
                       "\"my column\"");
  else if (found == AD_TK_NAME && ad_syntax_wants(w, "'onehot'"))
    hint_modifier(p);
}
