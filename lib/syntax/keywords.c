/* SPDX-License-Identifier: GPL-3.0-or-later
   Which word means what, and where.  A keyword is one only as a line's first
   word with no single = behind it; from, columns, points and the like are
   words only where no name can stand, so nodes may bear these names.  Read
   parse.h before. */
#include <string.h>

#include "syntax/parse.h"
#include "syntax/parser.h"

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
    {"net", AD_TK_NET, AD_K_NET},        {"train", AD_TK_TRAIN, AD_K_TRAIN},
    {"sweep", AD_TK_SWEEP, AD_K_SWEEP},
    {"exercise", AD_TK_REST, AD_K_EXERCISE},
    {"step", AD_TK_STEP, AD_K_STEP},     {"value", AD_TK_VALUE, AD_K_VALUE},
};
enum { KEYWORDS = sizeof keywords / sizeof keywords[0] };

static const word modifiers[] = {
    {"standardise", AD_TK_STANDARDISE, 0},
    {"onehot", AD_TK_ONEHOT, 0},
    {"classes", AD_TK_CLASSES, 0},
    {"binary", AD_TK_BINARY, 0},
    {"missing", AD_TK_MISSING, 0},
    {"labels", AD_TK_LABELS, 0},
    {"no", AD_TK_NO, 0},
    {"header", AD_TK_HEADER, 0},
    {"separator", AD_TK_SEPARATOR, 0},
    {"decimal", AD_TK_DECIMAL, 0},
    {"comment", AD_TK_COMMENT, 0},
};
enum { MODIFIERS = sizeof modifiers / sizeof modifiers[0] };

static int same(const char *s, size_t n, const char *word_text)
{
  return n > 0 && *s == *word_text && strlen(word_text) == n &&
         memcmp(s, word_text, n) == 0;
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

/* What other tools call them. */
static const struct {
  const char *elsewhere, *here;
} other_words[] = {
    {"sep", "separator"},       {"delimiter", "separator"},
    {"delim", "separator"},     {"noheader", "no header"},
    {"headerless", "no header"}, {"na", "missing as"},
    {"na_values", "missing as"}, {"null", "missing as"},
    {"normalise", "standardise"}, {"normalize", "standardise"},
    {"scale", "standardise"},   {"zscore", "standardise"},
    {"dummies", "onehot"},      {"dummy", "onehot"},
    {"one", "onehot"},          {"factor", "classes"},
    {"category", "classes"},    {"categorical", "classes"},
    {"codes", "classes"},       {"bool", "binary"},
    {"boolean", "binary"},      {"indicator", "binary"},
    {"skip", "comment"},        {"mean", "missing mean"},
    {"tab", "separator tab"},   {"zero", "labels from 0"},
};
enum { OTHER_WORDS = sizeof other_words / sizeof other_words[0] };

/* Words that belong to the one before them; 0 where s is none. */
static int second_kind(int last, const char *s, size_t n)
{
  static const struct {
    int first;
    word second;
  } pairs[] = {
      {AD_TK_MISSING, {"mean", AD_TK_MEAN, 0}},
      {AD_TK_MISSING, {"as", AD_TK_AS, 0}},
      {AD_TK_LABELS, {"from", AD_TK_FROM, 0}},
      {AD_TK_NO, {"header", AD_TK_HEADER, 0}},
      {AD_TK_SEPARATOR, {"tab", AD_TK_TAB, 0}},
  };

  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
    if (pairs[i].first == last && same(s, n, pairs[i].second.text))
      return pairs[i].second.kind;
  return 0;
}

/* The kind of a word in input, param and data lines. */
static int leaf_kind(const ad_parse *p, const char *s, size_t n, size_t end)
{
  int last = p->last.kind;

  if (!p->from && same(s, n, "from") &&
      ((!p->equals && (last == AD_TK_NAME || last == ']')) ||
       (last == '=' && next_byte(p, end) == '"')))
    return AD_TK_FROM;
  if (second_kind(last, s, n) != 0)
    return second_kind(last, s, n);
  if (!p->from && p->equals && ad_parse_ends_operand(last) &&
      same(s, n, "labels"))
    return AD_TK_LABELS;
  if (!p->from || last == ',' || last == AD_TK_COLUMNS)
    return AD_TK_NAME;
  if (!p->columns && same(s, n, "columns"))
    return AD_TK_COLUMNS;
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
      ad_parse_ends_operand(last))
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

int ad_word_modifies(const char *quoted)
{
  size_t n = strlen(quoted);

  return n > 2 && find(modifiers, MODIFIERS, quoted + 1, n - 2) != NULL;
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
  for (size_t i = 0; p->keyword >= 0 && i < OTHER_WORDS; i++)
    if (strcmp(text, other_words[i].elsewhere) == 0)
      return other_words[i].here;
  for (size_t i = 0; i < count; i++)
    known[i] = list[i].text;
  return ad_nearest(text, known, count);
}
