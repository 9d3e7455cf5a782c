/* SPDX-License-Identifier: GPL-3.0-or-later
   What can be changed in an expression, kind after kind, each all over it: the
   same changes make a mistake of a right formula and mend a wrong one.  Read
   mistakes_data.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

/* The expression, and of each of its terms: whose operand it is; is it part of
   what cannot be changed, as a subscript; does it stand where no derivative
   passes, as in step(...) and below a comparison? */
typedef struct editor {
  const ad_expr *e;
  const ad_words *words;
  ad_draft d;
  size_t *above;
  unsigned char *shut, *masked;
} editor;

/* --- terms ---------------------------------------------------------------- */

static int is_infix(const ad_expr *e, size_t i, const char *symbols)
{
  return e->terms[i].kind == AD_T_INFIX && e->terms[i].text[1] == '\0' &&
         strchr(symbols, e->terms[i].text[0]) != NULL;
}

static int is_additive(const ad_expr *e, size_t i)
{
  return is_infix(e, i, "+-");
}

static size_t left_of(const ad_expr *e, size_t i)
{
  return ad_expr_operand(e, i, 0);
}

static size_t right_of(const ad_expr *e, size_t i)
{
  return ad_expr_operand(e, i, e->terms[i].arity - 1);
}

/* Has operand k of the term no derivative? */
static int is_cut(const ad_term *t, unsigned k)
{
  ad_op op = t->kind == AD_T_INFIX ? ad_op_find_infix(t->text, t->arity)
             : t->kind == AD_T_CALL ? ad_op_find(t->text, t->arity)
                                    : AD_OP_count;
  return op != AD_OP_count && !ad_op_has_edge(op, k);
}

static int is_shut(const ad_term *t, unsigned k)
{
  return t->kind == AD_T_KEYWORD || t->kind == AD_T_RANGE ||
         t->kind == AD_T_DERIVATIVE || (t->kind == AD_T_INDEX && k > 0);
}

static void look_below(editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  for (unsigned k = 0; k < t->arity; k++) {
    size_t j = ad_expr_operand(ed->e, i, k);
    ed->above[j] = i;
    ed->shut[j] = ed->shut[i] || is_shut(t, k) ||
                  ed->e->terms[j].kind == AD_T_KEYWORD;
    ed->masked[j] = ed->masked[i] || is_cut(t, k);
  }
}

/* Of what stands in a mask, the mask is a mistake. */
static ad_mistake_code here(const editor *ed, size_t i, ad_mistake_code code)
{
  return ed->masked[i] ? AD_MISTAKE_mask_of : code;
}

/* Is the part a factor that is 0 or 1? */
static int is_mask(const ad_expr *e, size_t i)
{
  const ad_term *t = &e->terms[i];
  for (unsigned k = 0; k < t->arity; k++)
    if (!is_cut(t, k))
      return 0;
  return t->arity > 0;
}

static int is_number(const ad_expr *e, size_t i)
{
  for (size_t k = i + 1 - e->terms[i].span; k <= i; k++)
    if (e->terms[k].kind == AD_T_NAME || e->terms[k].kind == AD_T_DERIVATIVE)
      return 0;
  return 1;
}

/* --- signs ---------------------------------------------------------------- */

static void negate(editor *ed, size_t i, ad_mistake_code code)
{
  const ad_expr *e = ed->e;
  int minus = e->terms[i].kind == AD_T_PREFIX;
  ad_draft_copy(&ed->d, minus ? i - 1 : i);
  if (!minus)
    ad_draft_put(&ed->d, AD_T_PREFIX, 1, "-");
  ad_draft_take(&ed->d, i, code, code);
  ad_draft_about(&ed->d, AD_CHANGE_SIGN, minus ? i - 1 : i);
}

/* a + b and a - b, and the sign of the first term. */
static void signs(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  ad_mistake_code code = ed->masked[i] ? AD_MISTAKE_sign_inside
                                       : AD_MISTAKE_sign_term;
  if (e->terms[i].kind == AD_T_CALL && e->terms[i].arity == 1)
    negate(ed, i - 1, AD_MISTAKE_sign_inside);
  if (!is_additive(e, i))
    return;
  ad_draft_copy(&ed->d, left_of(e, i));
  ad_draft_copy(&ed->d, right_of(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, is_infix(e, i, "+") ? "-" : "+");
  ad_draft_take(&ed->d, i, code, code);
  ad_draft_about(&ed->d, AD_CHANGE_SIGN, right_of(e, i));
  if (!is_additive(e, left_of(e, i)))
    negate(ed, left_of(e, i), code);
}

/* --- parentheses ---------------------------------------------------------- */

/* (x o y) p z becomes x o (y p z), where the left operand of p is a product
   (quotient, sum) as deep as `below`. */
static void rotate_left(editor *ed, size_t i, size_t below)
{
  const ad_expr *e = ed->e;
  ad_draft *d = &ed->d;
  ad_draft_copy(d, left_of(e, below));
  ad_draft_copy(d, right_of(e, below));
  for (size_t at = ed->above[below]; at != i; at = ed->above[at]) {
    ad_draft_copy(d, right_of(e, at));
    ad_draft_put(d, AD_T_INFIX, 2, e->terms[at].text);
  }
  ad_draft_copy(d, right_of(e, i));
  ad_draft_put(d, AD_T_INFIX, 2, e->terms[i].text);
  ad_draft_put(d, AD_T_INFIX, 2, e->terms[below].text);
  ad_draft_take(d, i, AD_MISTAKE_paren, AD_MISTAKE_paren);
}

/* x o (y p z) becomes (x o y) p z. */
static void rotate_right(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  size_t below = right_of(e, i);
  ad_draft_copy(&ed->d, left_of(e, i));
  ad_draft_copy(&ed->d, left_of(e, below));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, e->terms[i].text);
  ad_draft_copy(&ed->d, right_of(e, below));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, e->terms[below].text);
  ad_draft_take(&ed->d, i, AD_MISTAKE_paren, AD_MISTAKE_paren);
}

static void parentheses(editor *ed, size_t i)
{
  static const char arithmetic[] = "+-*/@^";
  const ad_expr *e = ed->e;
  if (!is_infix(e, i, arithmetic))
    return;
  for (size_t at = left_of(e, i); is_infix(e, at, arithmetic);
       at = left_of(e, at))
    rotate_left(ed, i, at);
  if (is_infix(e, right_of(e, i), arithmetic))
    rotate_right(ed, i);
}

/* --- numbers -------------------------------------------------------------- */

/* Is it one of several terms, or all there is? */
static int is_addend(const editor *ed, size_t i)
{
  return !is_additive(ed->e, i) &&
         (i == ed->e->n - 1 || is_additive(ed->e, ed->above[i]));
}

static void times(editor *ed, size_t i)
{
  static const double numbers[] = {2, 3, 4};
  if (!is_addend(ed, i))
    return;
  for (size_t k = 0; k < 6; k++) {
    ad_draft_copy(&ed->d, i);
    ad_draft_number(&ed->d, numbers[k / 2]);
    ad_draft_put(&ed->d, AD_T_INFIX, 2, k % 2 ? "/" : "*");
    ad_draft_take(&ed->d, i, here(ed, i, AD_MISTAKE_const),
                  here(ed, i, AD_MISTAKE_const));
  }
}

/* x^e with another exponent: e + 1, e - 1, -e, 2 e, e/2. */
static void exponents(editor *ed, size_t i)
{
  static const struct {
    const char *infix;
    double by;
  } changes[] = {{"+", 1}, {"-", 1}, {"*", -1}, {"*", 2}, {"/", 2}};
  const ad_expr *e = ed->e;
  if (!is_infix(e, i, "^"))
    return;
  size_t exponent = right_of(e, i);
  for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
    if (e->terms[exponent].kind == AD_T_NUMBER) {
      double x = e->terms[exponent].number, by = changes[k].by;
      ad_draft_number(&ed->d, k == 0   ? x + by
                              : k == 1 ? x - by
                              : k < 4  ? x * by
                                       : x / by);
    } else {
      ad_draft_copy(&ed->d, exponent);
      ad_draft_number(&ed->d, changes[k].by);
      ad_draft_put(&ed->d, AD_T_INFIX, 2, changes[k].infix);
    }
    ad_draft_take(&ed->d, exponent, AD_MISTAKE_power, AD_MISTAKE_power);
  }
}

/* x for x^2, and a quotient for a product. */
static void squares(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  const ad_term *t = &e->terms[i];
  if (is_infix(e, i, "^")) {
    ad_draft_copy(&ed->d, left_of(e, i));
    ad_draft_take(&ed->d, i, AD_MISTAKE_power, AD_MISTAKE_power);
  } else if (t->kind == AD_T_NAME || t->kind == AD_T_CALL) {
    ad_draft_copy(&ed->d, i);
    ad_draft_number(&ed->d, 2);
    ad_draft_put(&ed->d, AD_T_INFIX, 2, "^");
    ad_draft_take(&ed->d, i, AD_MISTAKE_power, AD_MISTAKE_power);
  } else if (is_infix(e, i, "*/")) {
    ad_draft_copy(&ed->d, left_of(e, i));
    ad_draft_copy(&ed->d, right_of(e, i));
    ad_draft_put(&ed->d, AD_T_INFIX, 2, is_infix(e, i, "*") ? "/" : "*");
    ad_draft_take(&ed->d, i, AD_MISTAKE_power, AD_MISTAKE_power);
  }
}

/* --- matrices ------------------------------------------------------------- */

static void turns(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  int turned = e->terms[i].kind == AD_T_TRANSPOSE;
  if (!turned && e->terms[i].kind != AD_T_NAME &&
      (i == e->n - 1 || !is_infix(e, ed->above[i], "@")))
    return;
  ad_draft_copy(&ed->d, turned ? i - 1 : i);
  if (!turned)
    ad_draft_put(&ed->d, AD_T_TRANSPOSE, 1, "'");
  ad_draft_take(&ed->d, i, AD_MISTAKE_transpose, AD_MISTAKE_transpose);
}

static void exchanges(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!is_infix(e, i, "@"))
    return;
  ad_draft_copy(&ed->d, right_of(e, i));
  ad_draft_copy(&ed->d, left_of(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, "@");
  ad_draft_take(&ed->d, i, AD_MISTAKE_order, AD_MISTAKE_order);
}

static void products(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!is_infix(e, i, "*@"))
    return;
  ad_draft_copy(&ed->d, left_of(e, i));
  ad_draft_copy(&ed->d, right_of(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, is_infix(e, i, "*") ? "@" : "*");
  ad_draft_take(&ed->d, i, AD_MISTAKE_elementwise, AD_MISTAKE_elementwise);
}

/* --- terms and factors ---------------------------------------------------- */

/* One operand of i alone, with a sign where the other is taken from. */
static void keep(editor *ed, size_t i, unsigned k, ad_mistake_code made,
                 ad_mistake_code mended)
{
  const ad_expr *e = ed->e;
  if (k == 1 && is_infix(e, i, "/"))
    ad_draft_number(&ed->d, 1);
  ad_draft_copy(&ed->d, ad_expr_operand(e, i, k));
  if (k == 1 && is_infix(e, i, "-"))
    ad_draft_put(&ed->d, AD_T_PREFIX, 1, "-");
  if (k == 1 && is_infix(e, i, "/"))
    ad_draft_put(&ed->d, AD_T_INFIX, 2, "/");
  ad_draft_take(&ed->d, i, made, mended);
  ad_draft_about(&ed->d, AD_CHANGE_LESS, ad_expr_operand(e, i, 1 - k));
}

static void terms(editor *ed, size_t i)
{
  if (!is_additive(ed->e, i))
    return;
  for (unsigned k = 0; k < 2; k++)
    keep(ed, i, k, here(ed, i, AD_MISTAKE_term),
         here(ed, i, AD_MISTAKE_extra));
}

/* a - b as a + a, and as -b - b. */
static void copies(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!is_additive(e, i) || is_additive(e, left_of(e, i)))
    return;
  for (unsigned k = 0; k < 2; k++) {
    size_t from = ad_expr_operand(e, i, k);
    for (unsigned twice = 0; twice < 2; twice++) {
      ad_draft_copy(&ed->d, from);
      if (k == 1 && is_infix(e, i, "-"))
        ad_draft_put(&ed->d, AD_T_PREFIX, 1, "-");
    }
    ad_draft_put(&ed->d, AD_T_INFIX, 2, "+");
    ad_draft_take(&ed->d, i, AD_MISTAKE_copied, AD_MISTAKE_operand);
  }
}

static void factors(editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!is_infix(e, i, "*/@"))
    return;
  for (unsigned k = 0; k < 2; k++) {
    size_t gone = ad_expr_operand(e, i, 1 - k);
    ad_mistake_code number = AD_MISTAKE_const;
    keep(ed, i, k,
         is_number(e, gone) ? number
         : is_mask(e, gone) ? AD_MISTAKE_mask
                            : AD_MISTAKE_factor,
         is_number(e, gone) ? number : AD_MISTAKE_extra);
  }
}

static int is_name(const ad_expr *e, size_t i, const char *name)
{
  return e->terms[i].kind == AD_T_NAME && strcmp(e->terms[i].text, name) == 0;
}

static int has_name(const ad_expr *e, const char *name)
{
  for (size_t i = 0; i < e->n; i++)
    if (is_name(e, i, name))
      return 1;
  return 0;
}

/* A factor more, above or below the stroke; what has to be divided out and is
   there already is there twice. */
static void more_factors(editor *ed, size_t i)
{
  if (!is_addend(ed, i) || ed->masked[i])
    return;
  for (size_t k = 0; k < 2 * ed->words->n_names; k++) {
    ad_draft_copy(&ed->d, i);
    ad_draft_put(&ed->d, AD_T_NAME, 0, ed->words->names[k / 2]);
    ad_draft_put(&ed->d, AD_T_INFIX, 2, k % 2 ? "/" : "*");
    ad_draft_take(&ed->d, i, k % 2 ? AD_MISTAKE_factor : AD_MISTAKE_extra,
                  k % 2 == 0                              ? AD_MISTAKE_factor
                  : has_name(ed->e, ed->words->names[k / 2])
                    ? AD_MISTAKE_factor_twice
                    : AD_MISTAKE_extra);
    if (k % 2 == 0)
      ad_draft_about(&ed->d, AD_CHANGE_MORE, 1);
  }
}

/* --- names and functions -------------------------------------------------- */

/* The number of a name; SIZE_MAX: it is none that may be exchanged. */
static size_t number_of(const ad_words *words, const char *name)
{
  for (size_t k = 0; k < words->n_names; k++)
    if (strcmp(words->names[k], name) == 0)
      return k;
  return SIZE_MAX;
}

/* Of `said` where `due` is: x for f(x) is another inner function; f(x) for x
   is where a slope is taken at the output. */
static ad_mistake_code code_of_name(const editor *ed, size_t i, size_t said,
                                    size_t due)
{
  const ad_words *words = ed->words;
  if (said == SIZE_MAX || due == SIZE_MAX)
    return here(ed, i, AD_MISTAKE_operand);
  return here(ed, i,
              words->of[due] == said   ? AD_MISTAKE_act_dropped
              : words->of[said] == due ? AD_MISTAKE_act_at
                                       : AD_MISTAKE_operand);
}

static void names(editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  int number = t->kind == AD_T_NUMBER && t->text[0] &&
               t->number != floor(t->number) && !is_number(ed->e, ed->e->n - 1);
  for (size_t k = 0; (t->kind == AD_T_NAME || number) &&
                     k < ed->words->n_names; k++) {
    size_t own = number_of(ed->words, t->text);
    if (own == k)
      continue;
    ad_draft_put(&ed->d, AD_T_NAME, 0, ed->words->names[k]);
    ad_draft_take(&ed->d, i, code_of_name(ed, i, k, own),
                  code_of_name(ed, i, own, k));
  }
}

/* The last of several terms of one name, in masks alone or everywhere. */
static int is_last_of_several(const editor *ed, size_t i, int masks)
{
  const ad_expr *e = ed->e;
  const char *name = e->terms[i].text;
  size_t before = 0;
  for (size_t k = 0; k < e->n; k++)
    if (is_name(e, k, name) && (ed->masked[k] || !masks) && !ed->shut[k]) {
      before += k < i;
      if (k > i)
        return 0;
    }
  return before > 0;
}

/* The whole expression with another name in all these places. */
static void rename_all(editor *ed, size_t i, int masks, size_t k)
{
  const ad_expr *e = ed->e;
  size_t own = number_of(ed->words, e->terms[i].text);
  ad_draft_copy(&ed->d, e->n - 1);
  for (size_t at = 0; at < ed->d.n; at++)
    if (is_name(e, at, e->terms[i].text) && !ed->shut[at] &&
        (ed->masked[at] || !masks))
      ed->d.terms[at].text = ed->words->names[k];
  ad_draft_take(&ed->d, e->n - 1,
                masks ? AD_MISTAKE_mask_of : code_of_name(ed, i, k, own),
                masks ? AD_MISTAKE_mask_of : code_of_name(ed, i, own, k));
  ad_draft_about(&ed->d, AD_CHANGE_NAME, i);
}

static void names_everywhere(editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  if (t->kind != AD_T_NAME)
    return;
  for (int masks = 1; masks >= 0; masks--)
    for (size_t k = 0; is_last_of_several(ed, i, masks) &&
                       k < ed->words->n_names; k++)
      if (strcmp(ed->words->names[k], t->text) != 0 &&
          (!masks || ed->masked[i]))
        rename_all(ed, i, masks, k);
}

/* f(x) as x, and x as f(x). */
static void functions(editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  if (t->kind == AD_T_CALL && t->arity == 1) {
    ad_draft_copy(&ed->d, i - 1);
    ad_draft_take(&ed->d, i, AD_MISTAKE_inner, AD_MISTAKE_inner);
  }
  if (t->kind == AD_T_NUMBER)
    return;
  for (size_t k = 0; k < ed->words->n_functions; k++) {
    ad_draft_copy(&ed->d, i);
    ad_draft_put(&ed->d, AD_T_CALL, 1, ed->words->functions[k]);
    ad_draft_take(&ed->d, i, AD_MISTAKE_inner, AD_MISTAKE_act_dropped);
  }
}

/* --- all of them ---------------------------------------------------------- */

/* Inside of a mask only what is asked there, and what is asked of it. */
typedef struct kind {
  void (*at)(editor *ed, size_t i);
  int in_masks;
} kind;

static const kind kinds[] = {
  {signs, 1}, {parentheses, 0}, {times, 0}, {exponents, 0}, {turns, 0},
  {exchanges, 0}, {terms, 0}, {copies, 0}, {names, 1}, {names_everywhere, 1},
  {functions, 1}, {factors, 0}, {squares, 0}, {more_factors, 0}, {products, 0}};

static void list_all(editor *ed)
{
  for (size_t i = ed->e->n; i-- > 0;)
    look_below(ed, i);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    for (size_t i = ed->e->n; i-- > 0;)
      if (!ed->shut[i] && (kinds[k].in_masks || !ed->masked[i]))
        kinds[k].at(ed, i);
}

ad_status ad_edits_list(const ad_expr *expr, const ad_words *words,
                        ad_edits *out)
{
  *out = (ad_edits){.from = expr, .status = AD_OK};
  editor ed = {.e = expr, .words = words, .d = {.to = out}};
  ed.above = calloc(expr->n, sizeof *ed.above);
  ed.shut = calloc(expr->n, 1);
  ed.masked = calloc(expr->n, 1);
  if (ed.above && ed.shut && ed.masked)
    list_all(&ed);
  else
    out->status = AD_ENOMEM;
  free(ed.above);
  free(ed.shut);
  free(ed.masked);
  free(ed.d.terms);
  return out->status;
}
