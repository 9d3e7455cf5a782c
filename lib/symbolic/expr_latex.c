/* SPDX-License-Identifier: GPL-3.0-or-later
   Terms to LaTeX: a pass over the postfix array with a stack of texts.  Read
   expr_latex.h before. */
#include "symbolic/expr_latex.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* How strongly a text holds together, as in expr_print.c; but a product of
   matrices, which has no sign, holds more than one entry by entry. */
enum { COMPARED, ADDED, ENTRYWISE, MULTIPLIED, SIGNED, RAISED, ATOM };

typedef struct piece {
  char *text;
  int strength, single; /* is it 1 x 1?                                     */
} piece;

/* A size, or a node of one entry; of a derivative, what it is by. */
int ad_latex_is_single(const void *graph, const char *name)
{
  ad_ref x;
  const ad_graph *g = graph;
  const char *stroke = name[0] == 'd' ? strstr(name, "/d") : NULL;
  name = stroke ? stroke + 2 : name;
  if (!ad_graph_find(g, name, strlen(name), &x))
    return 1;
  ad_shape s = ad_graph_shape(g, x);
  return s.rows * s.cols == 1;
}

/* --- terms ---------------------------------------------------------------- */

static char *digits_of(const ad_term *t)
{
  if (t->text[0])
    return ad_format("%s", t->text);
  return ad_format(t->number == floor(t->number) && fabs(t->number) < 1e15
                     ? "%.0f"
                     : "%.15g",
                   t->number);
}

/* An exponent is one: 2e-5 would be a product with Euler's number. */
static piece number(const ad_term *t)
{
  char *text = digits_of(t), *e = text ? strpbrk(text, "eE") : NULL;
  if (!e)
    return (piece){text, t->number < 0 ? SIGNED : ATOM, 1};
  int sign = text[0] == '-';
  int is_one = e == text + sign + 1 && text[sign] == '1';
  long exponent = strtol(e + 1, NULL, 10);
  piece out = {is_one ? ad_format("%s10^{%ld}", sign ? "-" : "", exponent)
                      : ad_format("%.*s \\cdot 10^{%ld}", (int)(e - text), text,
                                  exponent),
               !is_one ? MULTIPLIED : sign ? SIGNED : RAISED, 1};
  free(text);
  return out;
}

/* The text of x, in brackets where it is weaker than `least`. */
static char *held(const piece *x, int least)
{
  return ad_format(x->strength < least ? "\\left(%s\\right)" : "%s", x->text);
}

/* A sign behind another is bracketed, and digits stand beside none. */
static piece joined(const piece *x, const char *sign, int strength)
{
  int minus = x[1].text[0] == '-';
  char *left = held(&x[0], strength);
  char *right = held(&x[1], minus ? ATOM + 1 : strength + 1);
  if (strcmp(sign, "\\,") == 0 && right && isdigit((unsigned char)*right))
    sign = "\\cdot";
  piece out = {left && right ? ad_format("%s %s %s", left, sign, right) : NULL,
               strength, x[0].single && x[1].single};
  free(left);
  free(right);
  return out;
}

/* What stands behind the derivative that a product begins with, and the sign
   after it; NULL where it begins otherwise. */
static const char *behind_derivative(const char *text)
{
  static const char begin[] = "\\frac{\\partial ";
  int depth = 0, groups = 0;
  if (strncmp(text, begin, strlen(begin)) != 0)
    return NULL;
  for (; *text && groups < 2; text++) {
    depth += (*text == '{') - (*text == '}');
    groups += *text == '}' && depth == 0;
  }
  size_t sign = strncmp(text, " \\, ", 4) == 0       ? 4
                : strncmp(text, " \\odot ", 7) == 0 ? 7
                : strncmp(text, " \\cdot ", 7) == 0 ? 7
                                                    : 0;
  return sign > 0 ? text + sign : NULL;
}

/* A sign of the numerator stands before the stroke, and a derivative that its
   product begins with. */
static piece fraction(const piece *x)
{
  const char *rest = x[0].strength == MULTIPLIED || x[0].strength == ENTRYWISE
                       ? behind_derivative(x[0].text)
                       : NULL;
  if (rest) { /* a point is needed beside digits alone */
    int point = strncmp(rest - 7, " \\cdot ", 7) == 0;
    int before = (int)(rest - x[0].text) - (point ? 7 : 0);
    return (piece){ad_format("%.*s%s\\frac{%s}{%s}", before, x[0].text,
                             point ? " \\, " : "", rest, x[1].text),
                   x[0].strength, x[0].single && x[1].single};
  }
  int minus = x[0].text[0] == '-' && x[0].strength >= ENTRYWISE;
  return (piece){ad_format("%s\\frac{%s}{%s}", minus ? "-" : "",
                           x[0].text + minus, x[1].text),
                 minus ? SIGNED : ATOM, x[0].single && x[1].single};
}

static piece infix(const char *symbol, const piece *x)
{
  int single = x[0].single && x[1].single;
  switch (symbol[0]) {
  case '+':
  case '-':
    return joined(x, symbol, ADDED);
  case '@':
    return joined(x, "\\,", MULTIPLIED);
  case '*': /* of matrices, entry by entry */
    return x[0].single || x[1].single ? joined(x, "\\,", MULTIPLIED)
                                      : joined(x, "\\odot", ENTRYWISE);
  case '/':
    return fraction(x);
  case '^': {
    char *base = held(&x[0], ATOM);
    piece out = {base ? ad_format("%s^{%s}", base, x[1].text) : NULL, RAISED,
                 x[0].single};
    free(base);
    return out;
  }
  default: {
    ad_op op = ad_op_find_infix(symbol, 2);
    const char *sign = strcmp(symbol, "<=") == 0   ? "\\le"
                       : strcmp(symbol, ">=") == 0 ? "\\ge"
                       : strcmp(symbol, "==") == 0 ? "="
                       : strcmp(symbol, "!=") == 0 ? "\\ne"
                                                   : symbol;
    return (piece){op == AD_OP_count
                     ? NULL
                     : ad_format("\\left[%s %s %s\\right]", x[0].text, sign,
                                 x[1].text),
                   ATOM, single};
  }
  }
}

/* Does the template leave this place without brackets: at its beginning, or
   under an exponent? */
static int is_bare(const char *template, const char *place)
{
  return (place == template && place[2] != '\0') ||
         strncmp(place + 2, "}^", 2) == 0;
}

/* The template with its #1, #2, #3 filled in. */
static char *filled(const char *template, unsigned n, const piece *x)
{
  size_t room = strlen(template) + 1;
  for (unsigned k = 0; k < n; k++) /* no template names one more often      */
    room += 4 * (strlen(x[k].text) + strlen("\\left(\\right)"));
  char *out = malloc(room), *to = out;
  for (const char *s = template; out && *s; s++)
    if (*s == '#' && s[1] >= '1' && (unsigned)(s[1] - '1') < n) {
      const piece *filling = &x[s[1] - '1'];
      int bracketed = is_bare(template, s) && filling->strength < ATOM;
      to += sprintf(to, bracketed ? "\\left(%s\\right)" : "%s", filling->text);
      s++;
    } else
      *to++ = *s;
  if (out)
    *to = '\0';
  return out;
}

/* Operands from the k-th on, with commas. */
static char *listed(unsigned n, const piece *x, const char *comma)
{
  char *text = ad_format("%s", n > 0 ? x[0].text : "");
  for (unsigned k = 1; k < n && text; k++) {
    char *longer = ad_format("%s%s%s", text, comma, x[k].text);
    free(text);
    text = longer;
  }
  return text;
}

/* A function's name, in which _ is a letter. */
static char *letters_of(const char *name)
{
  char *text = malloc(2 * strlen(name) + 1), *to = text;
  for (; text && *name; name++) {
    if (*name == '_')
      *to++ = '\\';
    *to++ = *name;
  }
  if (text)
    *to = '\0';
  return text;
}

/* Is what the function gives one number? */
static int gives_single(const ad_term *t, const ad_op_row *row, int of_singles)
{
  const ad_derived_row *derived = ad_derived_find(t->text);
  return (t->arity == 1 && row && row->form == AD_FORM_reduce) ||
         (derived && derived->axis == AD_AXIS_none && of_singles);
}

static piece call(const ad_term *t, const piece *x)
{
  ad_op op = ad_op_find(t->text, t->arity);
  const ad_op_row *row = ad_op_get(op);
  int single = t->arity > 0;
  for (unsigned k = 0; k < t->arity; k++)
    single = single && x[k].single;
  if (row && row->strength > 0 && t->arity == 2)
    return infix(row->infix, x);
  if (row && row->kind == AD_KIND_elementwise) /* one exponent, not two */
    return (piece){filled(row->latex, t->arity, x),
                   strchr(row->latex, '^') ? RAISED : ATOM, single};
  unsigned n = t->arity;
  const char *axis = n > 1 && x[n - 1].strength == -1 ? x[--n].text : "";
  if (strcmp(t->text, "zeros") == 0 || strcmp(t->text, "ones") == 0)
    return (piece){n == 2 ? ad_format("\\mathbf{%d}_{%s \\times %s}",
                                      t->text[0] == 'o', x[0].text, x[1].text)
                          : ad_format("\\mathbf{%d}_{%s}", t->text[0] == 'o',
                                      x[0].text),
                   ATOM, 0};
  char *inside = listed(n, x, ", "), *name = letters_of(t->text);
  piece out = {inside && name
                 ? ad_format("\\operatorname{%s}%s%s%s\\left(%s\\right)",
                             name, *axis ? "_{\\mathrm{" : "", axis,
                             *axis ? "}}" : "", inside)
                 : NULL,
               ATOM, gives_single(t, row, single)};
  free(inside);
  free(name);
  return out;
}

static piece subscripted(const ad_term *t, const piece *x)
{
  char *base = held(&x[0], ATOM), *on = listed(t->arity - 1, x + 1, ",");
  int single = 1;
  for (unsigned k = 1; k < t->arity; k++)
    single = single && x[k].single;
  piece out = {base && on ? ad_format("{%s}_{[%s]}", base, on) : NULL, ATOM,
               single};
  free(base);
  free(on);
  return out;
}

static piece wrapped(const char *before, const piece *x, const char *after,
                     int least, int strength)
{
  char *text = held(x, least);
  piece out = {text ? ad_format("%s%s%s", before, text, after) : NULL, strength,
               x->single};
  free(text);
  return out;
}

static piece term(ad_latex_single *single, const void *state,
                  const ad_term *t, const piece *x)
{
  switch (t->kind) {
  case AD_T_NUMBER:
    return number(t);
  case AD_T_NAME:
    return (piece){ad_name_latex(t->text), ATOM, single(state, t->text)};
  case AD_T_INFIX:
    return infix(t->text, x);
  case AD_T_PREFIX:
    return wrapped("-", x, "", ENTRYWISE, SIGNED);
  case AD_T_TRANSPOSE:
    return wrapped("{", x, "}^{\\top}", ATOM, RAISED);
  case AD_T_CALL:
    return call(t, x);
  case AD_T_KEYWORD: /* an axis, told by its strength */
    return (piece){ad_format("%s", x->text), -1, 1};
  case AD_T_INDEX:
    return subscripted(t, x);
  case AD_T_DERIVATIVE:
    return (piece){ad_format("\\frac{\\partial %s}{\\partial %s}", x[0].text,
                             x[1].text),
                   ATOM, x[0].single && x[1].single};
  case AD_T_RANGE:
    return (piece){ad_format("%s:%s", x[0].text, x[1].text), ATOM, 0};
  case AD_T_WHOLE:
    return (piece){ad_format(":"), ATOM, 0};
  case AD_T_ROW:
    return (piece){listed(t->arity, x, " & "), ATOM, 0};
  case AD_T_MATRIX: {
    char *rows = listed(t->arity, x, " \\\\ ");
    piece out = {rows ? ad_format("\\begin{bmatrix} %s \\end{bmatrix}", rows)
                      : NULL, ATOM, 0};
    free(rows);
    return out;
  }
  default:
    return (piece){ad_format("%s", x->text), x->strength, x->single};
  }
}

ad_status ad_expr_latex(const ad_expr *expr, ad_latex_single *single,
                        const void *state, char **text)
{
  piece *stack = calloc(expr->n + 1, sizeof *stack);
  size_t n = 0;
  int failed = stack == NULL;
  for (size_t i = 0; i < expr->n && !failed; i++) {
    n -= expr->terms[i].arity;
    piece made = term(single, state, &expr->terms[i], stack + n);
    for (unsigned k = 0; k < expr->terms[i].arity; k++)
      free(stack[n + k].text);
    stack[n++] = made;
    failed = made.text == NULL;
  }
  *text = failed || n != 1 ? NULL : stack[0].text;
  for (size_t i = 0; stack && i < n && !*text; i++)
    free(stack[i].text);
  free(stack);
  return *text ? AD_OK : AD_ENOMEM;
}
