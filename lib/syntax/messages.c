/* SPDX-License-Identifier: GPL-3.0-or-later
   Messages about syntax: what was expected, what was found, and a hint
   where the slip is a common one.  Read messages.h before. */
#include "syntax/messages.h"

#include <stdio.h>
#include <string.h>

#include "base/text_scan.h"
#include "syntax/parser.h"

int ad_syntax_wants(const ad_wanted *w, const char *name)
{
  for (size_t i = 0; i < w->n; i++)
    if (strcmp(w->names[i], name) == 0)
      return 1;
  return 0;
}

int ad_syntax_value(const ad_parse *p)
{
  return p->keyword != AD_K_FOR && p->keyword != AD_K_SWEEP;
}

const char *ad_syntax_show(const ad_parse *p, ad_token token,
                           char out[AD_QUOTE])
{
  if (token.kind == AD_TK_END)
    return "end of line";
  if (token.kind == AD_TK_BREAK)
    return "a line break";
  if (token.kind == AD_TK_STRING) {
    ad_text_quote(out, ad_mend_text(p, token) + 1, token.place.width - 2);
    out[0] = out[strlen(out) - 1] = '"';
    return out;
  }
  return ad_text_quote(out, ad_mend_text(p, token), token.place.width);
}

const char *ad_syntax_after(const ad_parse *p, char out[AD_QUOTE + 8])
{
  char text[AD_QUOTE];

  out[0] = '\0';
  if (p->before.kind >= 0)
    snprintf(out, AD_QUOTE + 8, " after %s",
             ad_syntax_show(p, p->before, text));
  return out;
}

/* The names of the wanted tokens that a message lists, end of line last;
   operators go without saying. */
static size_t list_names(const ad_parse *p, const ad_wanted *w,
                         const char *names[], size_t most)
{
  int in_layer = p->keyword == AD_K_NET && p->depth > 0 &&
                 ad_syntax_wants(w, "','");
  int operand_done = ad_syntax_wants(w, "'*'") || ad_syntax_wants(w, "'^'");
  int modifiers = ad_syntax_wants(w, "'onehot'");
  size_t n = 0;

  for (size_t i = 0; i < w->n && n + 2 < most; i++) {
    const char *name = w->names[i];
    int is_sign = strcmp(name, "a comparison") == 0 ||
                  (name[0] == '\'' && strchr("+-*/@^'\\[(", name[1]) != NULL);
    if (ad_word_modifies(name) &&
        (modifiers || !p->from || ad_syntax_wants(w, "'columns'")))
      continue; /* too many to be listed */
    if (!(operand_done && is_sign) && strcmp(name, "end of line") != 0)
      names[n++] = in_layer && strcmp(name, "a name") == 0 ? "an activation"
                                                           : name;
  }
  if (modifiers)
    names[n++] = "a modifier";
  if (ad_syntax_wants(w, "end of line"))
    names[n++] = "end of line";
  return n;
}

/* Is the last token the number of one digit? */
static int is_number(const ad_parse *p, char digit)
{
  return p->last.kind == AD_TK_NUMBER && p->last.place.width == 1 &&
         ad_mend_text(p, p->last)[0] == digit;
}

/* Does the name of an axis stand before the last =, here or elsewhere? */
static int is_axis(const ad_parse *p)
{
  static const char *const names[] = {"over", "axis", "dim", "dims", "axes"};
  size_t end = p->before.place.offset - p->base;

  while (end > 0 && p->text[end - 1] == ' ')
    end--;
  size_t n = end - ad_text_name_start(p->text, end);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == n && memcmp(p->text + end - n, names[i], n) == 0)
      return 1;
  return 0;
}

/* Hints for what ad_syntax_list says. */
static void hint_list(ad_parse *p, const ad_wanted *w)
{
  int found = p->last.kind;

  if (ad_syntax_wants(w, "text in double quotes") && w->n == 1 &&
      found != AD_TK_END)
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
  else if (p->keyword == AD_K_CLAIM && !p->equals && found == AD_TK_END)
    ad_hint(&p->error, "a single = stands between the sides");
  else if (p->equals && found == ':' && ad_syntax_value(p))
    ad_hint(&p->error, "range(n) is the column of 1 to n");
  else if (p->keyword < 0 && p->depth == 0 && found == '=')
    ad_hint(&p->error, "a line defines one name; two sides are compared by "
                       "==");
  else if (ad_syntax_wants(w, "'d('") ||
           (ad_syntax_wants(w, "'/'") && !ad_syntax_wants(w, "'*'")))
    ad_hint(&p->error, "a derivative is written d(A)/d(B)");
  else if (p->from)
    ad_syntax_hint_file(p, w);
}

void ad_syntax_list(ad_parse *p, const ad_wanted *w)
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
                ad_syntax_after(p, place), ad_syntax_show(p, p->last, found));
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
static void say_range(ad_parse *p, const ad_wanted *w)
{
  char found[AD_QUOTE];

  if (p->before.kind == ':' && ad_syntax_wants(w, "'+'")) {
    ad_parse_fail(p, p->last.place, "expected a step after ':', found %s",
                  ad_syntax_show(p, p->last, found));
    hint_step(p);
    return;
  }
  ad_syntax_list(p, w);
  if (ad_syntax_wants(w, "':'"))
    ad_hint(&p->error, "a range is first:last:x2, doubling, or first:last:+4");
}

/* Inside mlp( ), or on the way there. */
static void say_net(ad_parse *p, const ad_wanted *w)
{
  int found = p->last.kind;

  ad_syntax_list(p, w);
  if (p->depth > 0 && ad_syntax_wants(w, "','") && found > 0 &&
      found < 128 && strchr("*/+-@", found) != NULL)
    ad_hint(&p->error, "L * 8 tanh repeats a layer; a product in a size "
                       "stands in parentheses, (2*h) tanh");
  else
    ad_hint(&p->error, "a net is written mlp(X: 4 relu, 1), "
                       "or mlp(X: L * 8 tanh, 1)");
}

/* The line began with a name, and no = follows. */
static void say_start(ad_parse *p, const ad_wanted *w)
{
  const char *first = ad_mend_text(p, p->before);

  ad_syntax_list(p, w);
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

/* What was expected and found; hints that go by what could have stood. */
static void say(ad_parse *p, const ad_wanted *w)
{
  char found[AD_QUOTE];

  if (p->last.kind == AD_TK_END && p->depth > 0) {
    ad_syntax_unclosed(p);
  } else if (p->whole_line && p->count == 1) {
    ad_parse_fail(p, p->last.place,
                  "expected a name or a keyword at the start of the line, "
                  "found %s", ad_syntax_show(p, p->last, found));
    if (p->last.kind == AD_TK_DERIVATIVE || p->last.kind == AD_TK_D)
      ad_hint(&p->error, "a derivative to be judged stands behind claim");
  } else if (p->whole_line && p->count == 2 &&
             p->before.kind == AD_TK_NAME) {
    say_start(p, w);
  } else if (ad_syntax_wants(w, "a number") && w->n > 1 && !p->from) {
    ad_syntax_operand(p);
  } else if (ad_syntax_closing(p)) {
    return;
  } else if (p->keyword == AD_K_NET &&
             (p->depth == 0 || !ad_syntax_wants(w, "'@'"))) {
    say_net(p, w);
  } else if (p->keyword == AD_K_SWEEP && p->depth == 0) {
    say_range(p, w);
  } else if (ad_syntax_wants(w, "'*'")) {
    ad_syntax_operator(p, w);
  } else {
    ad_syntax_list(p, w);
  }
}

/* Is the token the word `points` on a line that takes none?  Then says so. */
static int hint_points(ad_parse *p, ad_token token)
{
  static const char word[] = "points";
  const char *line = p->keyword == AD_K_CHAIN   ? "chain"
                     : p->keyword == AD_K_PATH  ? "path"
                     : p->keyword == AD_K_SHAPE ? "shape"
                                                : NULL;
  if (!line || token.place.width != strlen(word) ||
      strncmp(ad_mend_text(p, token), word, strlen(word)) != 0)
    return 0;
  ad_hint(&p->error, "points are given to claims; a %s counts 1", line);
  return 1;
}

/* The form of a line to be judged, or of a step, whatever there is instead of
   it: what students write there is closer to it than to any expression. */
static void hint_form(ad_parse *p)
{
  if (hint_points(p, p->last) || hint_points(p, p->before))
    return;
  if (p->keyword == AD_K_PATH)
    ad_hint(&p->error, "a path is written path dy/dx = y h x, from the output "
                       "down, with blanks between");
  else if (p->keyword == AD_K_CHAIN && !p->equals)
    ad_hint(&p->error, "a chain is written chain dy/dx = dy/dh, dh/dx");
  else if (p->keyword == AD_K_SHAPE)
    ad_hint(&p->error, "a shape is written shape x = [rows, columns] or "
                       "shape dy/dx = [rows, columns]");
  else if (p->keyword == AD_K_STEP)
    ad_hint(&p->error, AD_STEP_FORM);
}

void ad_syntax_error(ad_parse *p, const char *const *expected, size_t n)
{
  ad_wanted w = {expected, n};

  if (p->error.status != AD_OK)
    return; /* the scanner has said it */
  say(p, &w);
  ad_mend_syntax(p);
  hint_form(p);
}
