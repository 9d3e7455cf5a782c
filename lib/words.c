/* SPDX-License-Identifier: GPL-3.0-or-later
   Which word means what, and where.  A keyword is one only as a line's first
   word with no single = behind it; from, columns, points and the like are
   words only where no name can stand, so nodes may bear these names.  Read
   parse.h before. */
#include <string.h>

#include "parse.h"
#include "parser.h"

typedef struct word {
  const char *text;
  int kind, keyword;
} word;

static const word keywords[] = {
    {"title", AD_TK_TEXT, AD_K_TITLE},   {"source", AD_TK_TEXT, AD_K_SOURCE},
    {"note", AD_TK_TEXT, AD_K_NOTE},     {"dim", AD_TK_DIM, AD_K_DIM},
    {"seed", AD_TK_SEED, AD_K_SEED},     {"input", AD_TK_LEAF, AD_K_INPUT},
    {"param", AD_TK_LEAF, AD_K_PARAM},   {"data", AD_TK_LEAF, AD_K_DATA},
    {"output", AD_TK_LIST, AD_K_OUTPUT}, {"wrt", AD_TK_LIST, AD_K_WRT},
    {"for", AD_TK_FOR, AD_K_FOR},        {"end", AD_TK_END_FOR, AD_K_END},
    {"claim", AD_TK_CLAIM, AD_K_CLAIM},  {"path", AD_TK_PATH, AD_K_PATH},
    {"chain", AD_TK_CHAIN, AD_K_CHAIN},  {"shape", AD_TK_SHAPE, AD_K_SHAPE},
    {"net", AD_TK_NET, AD_K_NET},        {"train", AD_TK_REST, AD_K_TRAIN},
    {"sweep", AD_TK_SWEEP, AD_K_SWEEP},
};
enum { KEYWORDS = sizeof keywords / sizeof keywords[0] };

static const word modifiers[] = {
    {"standardise", AD_TK_STANDARDISE, 0},
    {"onehot", AD_TK_ONEHOT, 0},
    {"missing", AD_TK_MISSING, 0},
};
enum { MODIFIERS = sizeof modifiers / sizeof modifiers[0] };

static int same(const char *s, size_t n, const char *word_text)
{
  return strlen(word_text) == n && memcmp(s, word_text, n) == 0;
}

static const word *find(const word *list, size_t count, const char *s,
                        size_t n)
{
  for (size_t i = 0; i < count; i++)
    if (same(s, n, list[i].text))
      return &list[i];
  return NULL;
}

int ad_word_keyword(const char *s, size_t n)
{
  return find(keywords, KEYWORDS, s, n) != NULL;
}

/* The first byte behind `end` that is not blank; 0 at the end. */
static char next_byte(const ad_parse *p, size_t end)
{
  size_t i = ad_parse_skip(p, end);

  return i < p->size ? p->text[i] : '\0';
}

/* Whether a single = follows: then the word before it is a name. */
static int defines(const ad_parse *p, size_t end)
{
  size_t i = ad_parse_skip(p, end);

  return i < p->size && p->text[i] == '=' &&
         !(i + 1 < p->size && p->text[i + 1] == '=');
}

/* The kind of a word in input, param and data lines. */
static int leaf_kind(const ad_parse *p, const char *s, size_t n, size_t end)
{
  int last = p->last.kind;

  if (!p->from && same(s, n, "from") &&
      ((!p->equals && (last == AD_TK_NAME || last == ']')) ||
       (last == '=' && next_byte(p, end) == '"')))
    return AD_TK_FROM;
  if (!p->from || last == ',' || last == AD_TK_COLUMNS)
    return AD_TK_NAME;
  if (p->before.kind == AD_TK_FROM && same(s, n, "columns"))
    return AD_TK_COLUMNS;
  if (last == AD_TK_MISSING && same(s, n, "mean"))
    return AD_TK_MEAN;
  const word *modifier = find(modifiers, MODIFIERS, s, n);
  return modifier != NULL ? modifier->kind : AD_TK_NAME;
}

int ad_word_kind(ad_parse *p, const char *s, size_t n, size_t end,
                 int *keyword)
{
  int last = p->last.kind;

  if (p->whole_line && last < 0) {
    const word *first = find(keywords, KEYWORDS, s, n);
    if (first != NULL && !defines(p, end)) {
      p->keyword = *keyword = first->keyword;
      return first->kind;
    }
  }
  if (p->depth == 0 && (p->keyword == AD_K_INPUT || p->keyword == AD_K_PARAM ||
                        p->keyword == AD_K_DATA))
    return leaf_kind(p, s, n, end);
  if (p->depth == 0 && p->keyword == AD_K_CLAIM && same(s, n, "points") &&
      (last == AD_TK_NAME || last == AD_TK_NUMBER || last == ')' ||
       last == ']' || last == '\'' || last == AD_TK_DERIVATIVE))
    return AD_TK_POINTS;
  if (n == 1 && s[0] == 'd' && next_byte(p, end) == '(')
    return AD_TK_D;
  return AD_TK_NAME;
}

int ad_word_derivative(const ad_parse *p, const char *s, size_t n,
                       const char *t, size_t m)
{
  const ad_names *names = p->names;

  return names != NULL && n > 1 && m > 1 &&
         names->declared(names->state, s + 1, n - 1) &&
         names->declared(names->state, t + 1, m - 1) &&
         !names->declared(names->state, s, n) &&
         !names->declared(names->state, t, m);
}

const char *ad_word_nearest(const ad_parse *p, const char *s, size_t n)
{
  const word *list = p->keyword < 0 ? keywords : modifiers;
  size_t count = p->keyword < 0 ? KEYWORDS : MODIFIERS;
  const char *known[KEYWORDS];
  char text[64];

  if (n >= sizeof text)
    return NULL;
  memcpy(text, s, n);
  text[n] = '\0';
  for (size_t i = 0; i < count; i++)
    known[i] = list[i].text;
  return ad_nearest(text, known, count);
}
