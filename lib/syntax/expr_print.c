/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions as text again, with the fewest parentheses, but for a few more
   that a reader needs where * and @ meet.  Works through a
   stack of what is still to be written, so depth is no matter.  Read expr.h
   and parse.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/number.h"
#include "expr.h"

/* How strongly a term holds together; an operand weaker than its place asks
   for stands in parentheses. */
typedef enum strength {
  ANY, COMPARED, ADDED, MULTIPLIED, SIGNED, RAISED, POSTFIX, ATOM
} strength;

/* Still to be written: a text, or (text NULL) a term. */
typedef struct task {
  const char *text;
  size_t term;
  strength least;
} task;

typedef struct printer {
  const ad_expr *expr;
  task *tasks; /* tasks[n], the last one is next                          */
  size_t n, capacity;
  char *out;   /* out[size], and room for a zero byte                     */
  size_t size, room;
  int failed;
} printer;

static int reserve(printer *pr, void **block, size_t *capacity, size_t need,
                   size_t width)
{
  if (ad_grow(block, capacity, need, 1, width) == AD_OK)
    return 1;
  pr->failed = 1;
  return 0;
}

static void emit(printer *pr, const char *text)
{
  size_t n = strlen(text);
  void *block = pr->out;

  if (reserve(pr, &block, &pr->room, pr->size + n, 1)) {
    pr->out = block;
    memcpy(pr->out + pr->size, text, n + 1);
    pr->size += n;
  }
}

static void push(printer *pr, task next)
{
  void *block = pr->tasks;

  if (reserve(pr, &block, &pr->capacity, pr->n, sizeof *pr->tasks)) {
    pr->tasks = block;
    pr->tasks[pr->n++] = next;
  }
}

static void push_text(printer *pr, const char *text)
{
  push(pr, (task){.text = text});
}

static void push_term(printer *pr, size_t term, strength least)
{
  push(pr, (task){.term = term, .least = least});
}

static strength infix_strength(const char *symbol)
{
  switch (symbol[0]) {
  case '+':
  case '-':
    return ADDED;
  case '*':
  case '/':
  case '@':
    return MULTIPLIED;
  case '^':
    return RAISED;
  default:
    return COMPARED;
  }
}

static strength term_strength(const ad_term *term)
{
  switch (term->kind) {
  case AD_T_INFIX:
    return infix_strength(term->text);
  case AD_T_PREFIX:
    return SIGNED;
  case AD_T_TRANSPOSE:
  case AD_T_INDEX:
    return POSTFIX;
  case AD_T_RANGE:
  case AD_T_KEYWORD:
    return ANY;
  case AD_T_NUMBER:
    return term->text[0] == '\0' && signbit(term->number) ? SIGNED : ATOM;
  default:
    return ATOM;
  }
}

/* Pushes the operands from `last` back, `joint` between them. */
static void push_list(printer *pr, size_t last, unsigned count,
                      const char *joint, strength least)
{
  for (unsigned k = 0; k < count; k++) {
    push_term(pr, last, least);
    if (k + 1 < count)
      push_text(pr, joint);
    last -= pr->expr->terms[last].span;
  }
}

/* dl/dz, as a derivative or as a name; parentheses are not printed. */
static int has_stroke(const ad_expr *expr, size_t i)
{
  const ad_term *term = &expr->terms[ad_expr_inside(expr, i)];
  return term->kind == AD_T_DERIVATIVE ||
         (term->kind == AD_T_NAME && strchr(term->text, '/') != NULL);
}

static int is_infix(const ad_term *term, const char *symbols)
{
  return term->kind == AD_T_INFIX && strchr(symbols, term->text[0]) != NULL;
}

/* 2*x, 0.5*x, 2/n*x: nothing but a number in front, divided by sizes. */
static int is_scaled(const ad_expr *expr, size_t i)
{
  if (!is_infix(&expr->terms[i], "*"))
    return 0;
  i = ad_expr_inside(expr, i - 1 - expr->terms[i - 1].span);
  while (is_infix(&expr->terms[i], "/"))
    i = ad_expr_inside(expr, i - 1 - expr->terms[i - 1].span);
  return expr->terms[i].kind == AD_T_NUMBER;
}

/* Entry by entry in front of @, or @ in front of entry by entry: it is not
   plain which comes first. */
static int is_mixed(const ad_expr *expr, const char *symbol, size_t left)
{
  left = ad_expr_inside(expr, left);
  if (symbol[0] == '@')
    return is_infix(&expr->terms[left], "*/") && !is_scaled(expr, left);
  return strchr("*/", symbol[0]) && is_infix(&expr->terms[left], "@");
}

static void push_infix(printer *pr, size_t i)
{
  static const struct { const char *symbol, *shown; } signs[] = {
      {"+", " + "},   {"-", " - "},   {"@", " @ "},
      {"<", " < "},   {"<=", " <= "}, {">", " > "},
      {">=", " >= "}, {"==", " == "}, {"!=", " != "}};
  const char *symbol = pr->expr->terms[i].text;
  strength own = infix_strength(symbol), left = own, right = own;

  if (own == RAISED) { /* a^b^c is a^(b^c), and b may carry a minus */
    left = POSTFIX;
    right = SIGNED;
  } else {
    right = own + 1;
    left = own == COMPARED ? own + 1 : own;
  }
  size_t before = i - 1 - pr->expr->terms[i - 1].span;
  if (is_mixed(pr->expr, symbol, before))
    left = SIGNED;
  push_term(pr, i - 1, right);
  for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++)
    if (strcmp(signs[k].symbol, symbol) == 0)
      symbol = signs[k].shown;
  if (symbol[0] == '/' && (has_stroke(pr->expr, i - 1) ||
                           has_stroke(pr->expr, before)))
    symbol = " / "; /* apart from the strokes of derivatives */
  push_text(pr, symbol);
  push_term(pr, before, left);
}

static void push_derivative(printer *pr, size_t i)
{
  int short_form = strcmp(pr->expr->terms[i].text, "d") == 0;

  if (!short_form)
    push_text(pr, ")");
  push_list(pr, i - 1, 2, short_form ? "/d" : ")/d(", POSTFIX);
  push_text(pr, short_form ? "d" : "d(");
}

/* base[a, b]: the base lies in front of all subscripts. */
static void push_index(printer *pr, size_t i)
{
  size_t base = i - 1;
  unsigned count = pr->expr->terms[i].arity - 1;

  for (unsigned k = 0; k < count; k++)
    base -= pr->expr->terms[base].span;
  push_text(pr, "]");
  push_list(pr, i - 1, count, ", ", ANY);
  push_text(pr, "[");
  push_term(pr, base, POSTFIX);
}

static void print_number(printer *pr, const ad_term *term)
{
  char text[AD_NUMBER_SIZE];

  ad_number_print(text, term->number);
  emit(pr, term->text[0] != '\0' ? term->text : text);
}

/* Writes what stands in front of term i's operands, pushes the rest. */
static void print_term(printer *pr, size_t i)
{
  const ad_term *term = &pr->expr->terms[i];

  switch (term->kind) {
  case AD_T_NUMBER:
    print_number(pr, term);
    break;
  case AD_T_NAME:
    emit(pr, term->text);
    break;
  case AD_T_INFIX:
    push_infix(pr, i);
    break;
  case AD_T_PREFIX:
    emit(pr, "-");
    push_term(pr, i - 1, SIGNED);
    break;
  case AD_T_TRANSPOSE:
    push_text(pr, "'");
    push_term(pr, i - 1, POSTFIX);
    break;
  case AD_T_CALL:
    emit(pr, term->text);
    emit(pr, "(");
    push_text(pr, ")");
    push_list(pr, i - 1, term->arity, ", ", ANY);
    break;
  case AD_T_KEYWORD:
    emit(pr, term->text);
    emit(pr, "=");
    push_term(pr, i - 1, ANY);
    break;
  case AD_T_INDEX:
    push_index(pr, i);
    break;
  case AD_T_RANGE:
    push_list(pr, i - 1, 2, ":", COMPARED);
    break;
  case AD_T_WHOLE:
    emit(pr, ":");
    break;
  case AD_T_MATRIX:
    emit(pr, "[");
    push_text(pr, "]");
    push_list(pr, i - 1, term->arity, "; ", ANY);
    break;
  case AD_T_ROW:
    push_list(pr, i - 1, term->arity, ", ", ANY);
    break;
  case AD_T_DERIVATIVE:
    push_derivative(pr, i);
    break;
  case AD_T_PAREN:
    break; /* passed over before */
  }
}

ad_status ad_expr_print(const ad_expr *expr, char **text)
{
  printer pr = {.expr = expr};

  *text = NULL;
  emit(&pr, "");
  push_term(&pr, expr->n - 1, ANY);
  while (pr.n > 0 && !pr.failed) {
    task next = pr.tasks[--pr.n];
    if (next.text != NULL) {
      emit(&pr, next.text);
      continue;
    }
    next.term = ad_expr_inside(expr, next.term);
    if (term_strength(&expr->terms[next.term]) < next.least) {
      emit(&pr, "(");
      push_text(&pr, ")");
    }
    print_term(&pr, next.term);
  }
  free(pr.tasks);
  if (pr.failed) {
    free(pr.out);
    return AD_ENOMEM;
  }
  *text = pr.out;
  return AD_OK;
}
