/* SPDX-License-Identifier: GPL-3.0-or-later
   Messages about syntax: what was expected, what was found, and a hint
   where the slip is a common one.  Read parse.h before. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "syntax/mend.h"
#include "syntax/parse.h"
#include "syntax/parser.h"

/* The tokens that could have stood here, by their names in parser.y. */
typedef struct wanted {
  const char *const *names; /* names[n] */
  size_t n;
} wanted;

static int wants(const wanted *w, const char *name)
{
  for (size_t i = 0; i < w->n; i++)
    if (strcmp(w->names[i], name) == 0)
      return 1;
  return 0;
}

static const char *source_text(const ad_parse *p, ad_place place)
{
  return p->text + (place.offset - p->base);
}

/* A token as a message shows it. */
static const char *show(const ad_parse *p, ad_token token, char out[AD_QUOTE])
{
  if (token.kind == AD_TK_END)
    return "end of line";
  if (token.kind == AD_TK_BREAK)
    return "a line break";
  if (token.kind == AD_TK_STRING) {
    ad_text_quote(out, source_text(p, token.place) + 1,
                  token.place.width - 2);
    out[0] = out[strlen(out) - 1] = '"';
    return out;
  }
  return ad_text_quote(out, source_text(p, token.place), token.place.width);
}

/* " after 'x'", or nothing at the start. */
static const char *after(const ad_parse *p, char out[AD_QUOTE + 8])
{
  char text[AD_QUOTE];

  out[0] = '\0';
  if (p->before.kind >= 0)
    snprintf(out, AD_QUOTE + 8, " after %s", show(p, p->before, text));
  return out;
}

/* "column 7", with the lines between where the place is not on this line. */
static void show_column(const ad_parse *p, size_t offset, char out[64])
{
  size_t column = 1, lines = 0, now = p->last.place.offset - p->base;

  for (size_t i = 0; i < offset;) {
    unsigned long code = 0;
    size_t width = ad_utf8_read(p->text + i, p->size - i, &code);
    size_t skip = ad_text_break(p->text + i, p->size - i);
    column = skip > 0 ? 1 : column + 1;
    i += skip > 0 ? skip : width > 0 ? width : 1;
  }
  for (size_t i = offset; i < now && i < p->size;) {
    size_t skip = ad_text_break(p->text + i, p->size - i);
    lines += skip > 0;
    i += skip > 0 ? skip : 1;
  }
  int n = snprintf(out, 64, "column %zu", column);
  if (lines > 0)
    snprintf(out + n, 64 - (size_t)n, ", %zu line%s above", lines,
             lines > 1 ? "s" : "");
}

static void say_unclosed(ad_parse *p)
{
  ad_bracket open = p->brackets[p->depth - 1];

  ad_parse_fail(p, (ad_place){p->base + open.offset, 1},
                "this '%c' is never closed", open.kind);
}

/* The names of the wanted tokens that a message lists, end of line last;
   operators go without saying. */
static size_t list_names(const ad_parse *p, const wanted *w,
                         const char *names[], size_t most)
{
  int in_layer = p->keyword == AD_K_NET && p->depth > 0 && wants(w, "','");
  int operand_done = wants(w, "'*'") || wants(w, "'^'");
  int modifiers = wants(w, "'onehot'");
  size_t n = 0;

  for (size_t i = 0; i < w->n && n + 2 < most; i++) {
    const char *name = w->names[i];
    int is_sign = strcmp(name, "a comparison") == 0 ||
                  (name[0] == '\'' && strchr("+-*/@^'\\[(", name[1]) != NULL);
    if (ad_word_modifies(name) &&
        (modifiers || !p->from || wants(w, "'columns'")))
      continue; /* too many to be listed */
    if (!(operand_done && is_sign) && strcmp(name, "end of line") != 0)
      names[n++] = in_layer && strcmp(name, "a name") == 0 ? "an activation"
                                                           : name;
  }
  if (modifiers)
    names[n++] = "a modifier";
  if (wants(w, "end of line"))
    names[n++] = "end of line";
  return n;
}

/* Is the last token the number of one digit? */
static int is_number(const ad_parse *p, char digit)
{
  return p->last.kind == AD_TK_NUMBER && p->last.place.width == 1 &&
         source_text(p, p->last.place)[0] == digit;
}

/* Does the name of an axis stand before the last =, here or elsewhere? */
static int is_axis(const ad_parse *p)
{
  static const char *const names[] = {"over", "axis", "dim", "dims", "axes"};
  size_t end = p->before.place.offset - p->base, n = 0;

  while (end > 0 && p->text[end - 1] == ' ')
    end--;
  while (n < end && strchr(AD_NAME_BYTES, p->text[end - n - 1]) != NULL)
    n++;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == n && memcmp(p->text + end - n, names[i], n) == 0)
      return 1;
  return 0;
}

/* Is a value to stand there, in which : has no meaning? */
static int may_be_range(const ad_parse *p)
{
  return p->keyword != AD_K_FOR && p->keyword != AD_K_SWEEP;
}

/* Is the token one of the words about a file? */
static int is_file_word(const ad_parse *p, ad_token token)
{
  static const char *const words[] = {"header", "separator", "decimal",
                                      "comment", "missing", "no"};
  const char *text = source_text(p, token.place);

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
            (int)width, source_text(p, p->before.place));
  else
    ad_hint(&p->error, "modifiers are standardise, onehot, classes, binary, "
                       "missing mean, missing as \"-\", labels from 0");
}

/* Behind from, where columns of a file are named. */
static void hint_file(ad_parse *p, const wanted *w)
{
  int found = p->last.kind;
  const char *word = found != AD_TK_NAME
                       ? NULL
                       : ad_word_nearest(p, source_text(p, p->last.place),
                                         p->last.place.width);

  if (word != NULL)
    ad_hint(&p->error, "did you mean '%s'?", word);
  else if (wants(w, "'tab'"))
    ad_hint(&p->error, "a separator is one sign in quotes, such as \";\" or, "
                       "for blanks, \" \"; or the word tab");
  else if ((found == ',' && wants(w, "'separator'")) ||
           (found == AD_TK_STRING && is_file_word(p, p->before)))
    ad_hint(&p->error, "what is said of a file stands without commas: "
                       "separator \";\" decimal \",\" columns a, b");
  else if (found == '\'')
    ad_hint(&p->error, "a column's name with blanks stands in double quotes, "
                       "\"my column\"");
  else if (found == AD_TK_NAME && wants(w, "'onehot'"))
    hint_modifier(p);
}

/* Hints for what say_list says. */
static void hint_list(ad_parse *p, const wanted *w)
{
  int found = p->last.kind;

  if (wants(w, "text in double quotes") && w->n == 1 && found != AD_TK_END)
    ad_hint(&p->error, "texts stand in \"...\"");
  else if (p->before.kind == '=' && p->depth > 0)
    ad_hint(&p->error,
            !is_axis(p)
                ? "the only argument with a name is over=rows or over=cols"
            : is_number(p, '0')
                ? "axes have names: over=rows runs over the rows"
            : is_number(p, '1') || found == '-'
                ? "axes have names: over=cols runs over the columns"
                : "axes have names: over=rows or over=cols");
  else if (p->keyword == AD_K_PATH && found == ',')
    ad_hint(&p->error, "the names on a path are separated by blanks");
  else if (p->keyword == AD_K_SHAPE && p->equals)
    ad_hint(&p->error, "a shape is [rows, columns]");
  else if (p->keyword == AD_K_CLAIM && !p->equals && found == AD_TK_END)
    ad_hint(&p->error, "a single = stands between the sides");
  else if (p->equals && found == ':' && may_be_range(p))
    ad_hint(&p->error, "range(n) is the column of 1 to n");
  else if (p->keyword < 0 && p->depth == 0 && found == '=')
    ad_hint(&p->error, "a line defines one name; two sides are compared by "
                       "==");
  else if (wants(w, "'d('") || (wants(w, "'/'") && !wants(w, "'*'")))
    ad_hint(&p->error, "a derivative is written d(A)/d(B)");
  else if (p->from)
    hint_file(p, w);
}

/* "expected A, B or C after 'x', found y" */
static void say_list(ad_parse *p, const wanted *w)
{
  char list[200] = "", found[AD_QUOTE], place[AD_QUOTE + 8];
  const char *names[16];
  size_t n = list_names(p, w, names, 16), used = 0;

  for (size_t i = 0; i < n && used < sizeof list - 1; i++) {
    const char *joint = i == 0 ? "" : i + 1 == n ? " or " : ", ";
    int length = snprintf(list + used, sizeof list - used, "%s%s", joint,
                          names[i]);
    used += length > 0 ? (size_t)length : 0;
  }
  ad_parse_fail(p, p->last.place, "expected %s%s, found %s", list,
                after(p, place), show(p, p->last, found));
  hint_list(p, w);
}

static void hint_step(ad_parse *p)
{
  ad_hint(&p->error, "a step is written x2, times 2, or +4, plus 4");
}

void ad_syntax_step(ad_parse *p, const char *name, ad_place place)
{
  char found[AD_QUOTE];

  ad_parse_fail(p, place, "expected a step after ':', found %s",
                ad_text_quote(found, name, strlen(name)));
  hint_step(p);
}

/* In a range of sizes, first:last:step. */
static void say_range(ad_parse *p, const wanted *w)
{
  char found[AD_QUOTE];

  if (p->before.kind == ':' && wants(w, "'+'")) {
    ad_parse_fail(p, p->last.place, "expected a step after ':', found %s",
                  show(p, p->last, found));
    hint_step(p);
    return;
  }
  say_list(p, w);
  if (wants(w, "':'"))
    ad_hint(&p->error, "a range is first:last:x2, doubling, or first:last:+4");
}

/* Inside mlp( ), or on the way there. */
static void say_net(ad_parse *p, const wanted *w)
{
  int found = p->last.kind;

  say_list(p, w);
  if (p->depth > 0 && wants(w, "','") && found > 0 &&
      found < 128 && strchr("*/+-@", found) != NULL)
    ad_hint(&p->error, "L * 8 tanh repeats a layer; a product in a size "
                       "stands in parentheses, (2*h) tanh");
  else
    ad_hint(&p->error, "a net is written mlp(X: 4 relu, 1), "
                       "or mlp(X: L * 8 tanh, 1)");
}

/* Where an operand should start. */
static void say_operand(ad_parse *p)
{
  char found[AD_QUOTE], place[AD_QUOTE + 8];

  ad_parse_fail(p, p->last.place, "expected an expression%s, found %s",
                after(p, place), show(p, p->last, found));
  if (p->last.kind == '*' && p->before.kind == '*')
    ad_hint(&p->error, "a power is written x^2");
  else if (p->last.kind == AD_TK_STRING)
    ad_hint(&p->error, "texts stand only in title, source, note, from and "
                       "columns");
  else if (p->last.kind == '\'')
    ad_hint(&p->error, "' is the transpose; texts stand in \"...\"");
}

static int in_matrix(const ad_parse *p)
{
  return p->depth > 0 && p->brackets[p->depth - 1].kind == '[' &&
         !p->brackets[p->depth - 1].behind_operand;
}

/* Is it the ( or the name behind sin^2? */
static int is_power_of_name(const ad_parse *p)
{
  size_t at = p->before.place.offset - p->base;
  if (p->before.kind != AD_TK_NUMBER || at < 2 || p->text[at - 1] != '^')
    return 0;
  size_t end = at - 1, start = end;
  while (start > 0 && strchr(AD_NAME_BYTES, p->text[start - 1]) != NULL)
    start--;
  return ad_mend_function(p, p->text + start, end - start);
}

/* Where an operand is complete and neither an operator nor the end of what
   it stands in follows. */
static void say_operator(ad_parse *p, const wanted *w)
{
  char found[AD_QUOTE], place[AD_QUOTE + 8], column[64];
  int kind = p->last.kind;

  if (kind == AD_TK_NAME || kind == AD_TK_NUMBER || kind == '(' ||
      kind == AD_TK_DERIVATIVE || kind == AD_TK_D) {
    ad_parse_fail(p, p->last.place, "expected %san operator%s, found %s",
                  in_matrix(p) ? "',' or " : "", after(p, place),
                  show(p, p->last, found));
    const char *word = ad_word_nearest(p, source_text(p, p->last.place),
                                       p->last.place.width);
    if (is_power_of_name(p))
      ad_hint(&p->error, "the square of a function is written sin(x)^2");
    else if (p->from && word != NULL)
      ad_hint(&p->error, "did you mean '%s'?", word);
    else
      ad_hint(&p->error, "a product needs its sign: a * b, or a @ b for "
                         "matrices");
    return;
  }
  if (kind == AD_TK_COMPARE) {
    ad_parse_fail(p, p->last.place,
                  "a comparison cannot follow a comparison, found %s",
                  show(p, p->last, found));
    ad_hint(&p->error, "write (a < b) * (b < c)");
    return;
  }
  if (p->depth == 0) {
    say_list(p, w);
    return;
  }
  ad_bracket open = p->brackets[p->depth - 1];
  show_column(p, open.offset, column);
  ad_parse_fail(p, p->last.place,
                "expected '%c' to close '%c' at %s, found %s",
                open.kind == '(' ? ')' : ']', open.kind, column,
                show(p, p->last, found));
  if (open.kind == '[' && kind == ',' && wants(w, "']'"))
    ad_hint(&p->error, "a matrix has two subscripts: rows, columns");
  else if (kind == '=')
    ad_hint(&p->error, "two sides are compared by ==");
  else if (kind == ':' && may_be_range(p))
    ad_hint(&p->error, "range(n) is the column of 1 to n");
}

/* The line began with a name, and no = follows. */
static void say_start(ad_parse *p, const wanted *w)
{
  const char *first = source_text(p, p->before.place);

  say_list(p, w);
  const char *word = ad_word_nearest(p, first, p->before.place.width);
  if (p->last.kind == AD_TK_COMPARE)
    ad_hint(&p->error, "a single = defines a name");
  else if (p->last.kind == '[')
    ad_hint(&p->error, "a size in brackets belongs to input, param or data; "
                       "the steps of a loop are h{t}");
  else if (p->last.kind == '/' && first[0] == 'd')
    ad_hint(&p->error, "a derivative to be judged stands behind claim");
  else if (word != NULL)
    ad_hint(&p->error, "did you mean the keyword '%s'?", word);
}

/* Closing brackets that fit no open one.  False where they do. */
static int say_closing(ad_parse *p)
{
  char column[64];
  int kind = p->last.kind;

  if ((kind != ')' && kind != ']') || p->matched)
    return 0;
  char opening = kind == ')' ? '(' : '[';
  if (p->depth == 0) {
    ad_parse_fail(p, p->last.place, "this '%c' closes no '%c'", kind, opening);
    return 1;
  }
  ad_bracket open = p->brackets[p->depth - 1];
  show_column(p, open.offset, column);
  ad_parse_fail(p, p->last.place,
                "expected '%c' to close '%c' at %s, found '%c'",
                opening == '(' ? ']' : ')', open.kind, column, kind);
  return 1;
}

/* What was expected and found; hints that go by what could have stood. */
static void say(ad_parse *p, const wanted *w)
{
  char found[AD_QUOTE];

  if (p->last.kind == AD_TK_END && p->depth > 0) {
    say_unclosed(p);
  } else if (p->whole_line && p->count == 1) {
    ad_parse_fail(p, p->last.place,
                  "expected a name or a keyword at the start of the line, "
                  "found %s", show(p, p->last, found));
    if (p->last.kind == AD_TK_DERIVATIVE || p->last.kind == AD_TK_D)
      ad_hint(&p->error, "a derivative to be judged stands behind claim");
  } else if (p->whole_line && p->count == 2 &&
             p->before.kind == AD_TK_NAME) {
    say_start(p, w);
  } else if (wants(w, "a number") && w->n > 1 && !p->from) {
    say_operand(p);
  } else if (say_closing(p)) {
    return;
  } else if (p->keyword == AD_K_NET &&
             (p->depth == 0 || !wants(w, "'@'"))) {
    say_net(p, w);
  } else if (p->keyword == AD_K_SWEEP && p->depth == 0) {
    say_range(p, w);
  } else if (wants(w, "'*'")) {
    say_operator(p, w);
  } else {
    say_list(p, w);
  }
}

void ad_syntax_error(ad_parse *p, const char *const *expected, size_t n)
{
  wanted w = {expected, n};

  if (p->error.status != AD_OK)
    return; /* the scanner has said it */
  say(p, &w);
  ad_mend_syntax(p);
}
