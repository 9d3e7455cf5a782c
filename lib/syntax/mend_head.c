/* SPDX-License-Identifier: GPL-3.0-or-later
   What mends the start of a line: its first word, and the heads of leaves,
   loops, sizes and lists.  Read mend.h before. */
#include <string.h>

#include "base/text_scan.h"
#include "syntax/mend.h"
#include "syntax/parser.h"

int ad_mend_leaf(const ad_parse *p)
{
  return p->keyword == AD_K_INPUT || p->keyword == AD_K_PARAM ||
         p->keyword == AD_K_DATA;
}

/* f(x) = ..., or f(x) alone. */
static void hint_call_alone(ad_parse *p)
{
  size_t i = ad_mend_offset(p, p->last), depth = 0;

  for (; i < p->size; i++) {
    depth += p->text[i] == '(';
    depth -= p->text[i] == ')' && depth > 0;
    if (depth == 0)
      break;
  }
  if (i < p->size && ad_text_defines(p->text, p->size, i + 1))
    ad_hint(&p->error, "functions cannot be defined; write the expression "
                       "out");
  else
    ad_hint(&p->error, "a line begins with a name: y = %.*s(...)",
            ad_mend_width(p->before), ad_mend_text(p, p->before));
}

void ad_mend_first(ad_parse *p)
{
  int kind = p->last.kind;
  int known = ad_mend_declared(p, ad_mend_text(p, p->before),
                               p->before.place.width);

  if (kind == '(')
    hint_call_alone(p);
  else if (kind == AD_TK_END && known)
    ad_hint(&p->error, "output %.*s says that it is differentiated",
            ad_mend_width(p->before), ad_mend_text(p, p->before));
  else if (kind == ',')
    ad_hint(&p->error, "a line defines one name");
  else if (kind == '\'')
    ad_hint(&p->error, "a name has no ' in it, which is the transpose");
  else if (kind > 0 && kind < 128 && strchr("^*+-@", kind) != NULL)
    ad_hint(&p->error, "a line begins with a name: y = ...");
  else if (p->error.hint[0] == '\0')
    ad_hint(&p->error, "a line is NAME = expression");
}

/* Before the = of a leaf; 0 where there is nothing to be said. */
static int hint_leaf(ad_parse *p)
{
  int kind = p->last.kind;

  if (ad_mend_word(p, p->before, AD_SLIP_FIRST))
    return 1;
  if (kind == AD_TK_END && p->count > 2 && p->depth == 0)
    ad_hint(&p->error, "a leaf has a value, such as = 0");
  else if (kind == '(' && p->count == 3)
    ad_hint(&p->error, "a size stands in brackets: %.*s[3]",
            ad_mend_width(p->before), ad_mend_text(p, p->before));
  else if ((kind == ',' || kind == AD_TK_NAME) && p->depth == 0)
    ad_hint(&p->error, "a line declares one leaf");
  else if ((p->depth > 0 || kind == '[') && kind != AD_TK_END)
    ad_hint(&p->error, "sizes are written x[3] or X[3, 4]");
  else
    return 0;
  return 1;
}

static int hint_list(ad_parse *p)
{
  if (p->last.kind == AD_TK_END)
    return 0;
  ad_hint(&p->error, p->last.kind == '='
                         ? "a name is defined in a line of its own, without "
                           "the keyword"
                         : "names are listed with commas: x, y");
  return 1;
}

/* title = "...": the word has been taken for a name. */
static int hint_text(ad_parse *p)
{
  size_t i = ad_parse_skip(p, 0), n = 0;

  while (i + n < p->size && p->text[i + n] >= 'a' && p->text[i + n] <= 'z')
    n++;
  if (p->count != 3 || p->before.kind != '=' || p->last.kind != AD_TK_STRING ||
      !ad_word_keyword(p->text + i, n))
    return 0;
  ad_hint(&p->error, "a text follows its keyword without =: %.*s \"...\"",
          (int)n, p->text + i);
  return 1;
}

int ad_mend_head(ad_parse *p)
{
  switch (p->keyword) {
  case AD_K_FOR:
    ad_hint(&p->error, "a loop is written for t = 1:3, and goes up in steps "
                       "of 1");
    return 1;
  case AD_K_OUTPUT:
  case AD_K_WRT:
    return hint_list(p);
  case AD_K_DIM:
    if (p->depth > 0)
      return 0;
    ad_hint(&p->error, "sizes are written n = 3, m = 4");
    return 1;
  case AD_K_END:
    if (p->last.kind != AD_TK_END)
      ad_hint(&p->error, "end stands alone");
    return 1;
  case AD_K_INPUT:
  case AD_K_PARAM:
  case AD_K_DATA:
    if (p->last.kind == AD_TK_STRING && !p->from) {
      ad_hint(&p->error, "a file is read by from \"file.csv\" columns a, b");
      return 1;
    }
    return !p->equals && !p->from && hint_leaf(p);
  default:
    return hint_text(p);
  }
}
