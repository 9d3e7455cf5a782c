/* SPDX-License-Identifier: GPL-3.0-or-later
   The tables of slips, and the search in them.  Read slips.h before. */
#include "syntax/slips.h"

#include <string.h>

#include "base/text_scan.h"

#define FIRST AD_SLIP_FIRST
#define INSIDE AD_SLIP_INSIDE
#define CALL AD_SLIP_CALL
#define NAME AD_SLIP_NAME
#define POWER AD_SLIP_POWER
#define AFTER AD_SLIP_AFTER
#define POINT AD_SLIP_POINT
#define LATEX AD_SLIP_LATEX
#define CLOSING AD_SLIP_CLOSING

static const struct {
  const char *text;
  unsigned where;
  const char *mend;
} signs[] = {
#define SIGN(text, where, mend) {text, where, mend},
#define WORD(word, where, mend)
#define MODULE(word)
#include "syntax/slips.def"
#undef SIGN
#undef WORD
#undef MODULE
};

static const struct {
  const char *word;
  unsigned where;
  ad_slip slip;
} words[] = {
#define SIGN(text, where, mend)
#define MODULE(word)
#define WORD(word, where, mend) {word, where, {mend, NULL}},
#define MEANT(word, name) {word, CALL, {NULL, name}},
#include "syntax/slip_functions.def"
#include "syntax/slips.def"
#undef SIGN
#undef WORD
#undef MEANT
#undef MODULE
};

static const char *const modules[] = {
#define SIGN(text, where, mend)
#define WORD(word, where, mend)
#define MODULE(word) word,
#include "syntax/slips.def"
#undef SIGN
#undef WORD
#undef MODULE
};

static const struct {
  const char *found;
  ad_slip slip;
} letters[] = {
#define LETTER(found, meant) {found, {NULL, meant}},
#define MISSING(found, mend) {found, {mend, NULL}},
#include "syntax/slip_letters.def"
#undef LETTER
#undef MISSING
};

/* Does `sign` stand in text[size] so that it covers text[at]? */
static int covers(const char *sign, const char *text, size_t size, size_t at)
{
  size_t n = strlen(sign), back = n - 1 < at ? n - 1 : at;

  for (size_t start = at - back; start <= at && start + n <= size; start++)
    if (memcmp(text + start, sign, n) == 0)
      return 1;
  return 0;
}

int ad_slip_closing(const char *text, size_t size, size_t i)
{
  i = ad_text_blanks(text, size, i);
  return i >= size || strchr("#\r\n", text[i]) != NULL;
}

const char *ad_slip_sign(const char *text, size_t size, size_t at,
                         unsigned where)
{
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if ((signs[i].where & where) && covers(signs[i].text, text, size, at))
      return signs[i].mend;
  return NULL;
}

/* Is s[n] the word, which is in lower case? */
static int is_word(const char *word, const char *s, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    char c = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] - 'A' + 'a') : s[i];
    if (word[i] == '\0' || word[i] != c)
      return 0;
  }
  return word[n] == '\0';
}

ad_slip ad_slip_word(const char *s, size_t n, unsigned where)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if ((words[i].where & where) && is_word(words[i].word, s, n))
      return words[i].slip;
  return (ad_slip){NULL, NULL};
}

int ad_slip_module(const char *s, size_t n)
{
  for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
    if (is_word(modules[i], s, n))
      return 1;
  return 0;
}

ad_slip ad_slip_letter(const char *s, size_t n)
{
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
    size_t length = strlen(letters[i].found);
    if (length <= n && memcmp(s, letters[i].found, length) == 0)
      return letters[i].slip;
  }
  return (ad_slip){NULL, NULL};
}
