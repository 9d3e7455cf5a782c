/* SPDX-License-Identifier: GPL-3.0-or-later
   Functions of the program: those of words.def, and rows of the op set whose
   texts, read back by the project's own parser, become functions.  Read
   code_parts.h and expr.h before. */
#include "export/code_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr.h"
#include "graph.h"
#include "host/exits.h"

enum { PARTS_MOST = 64 }; /* of words.def                                   */

struct needs needs_new(void)
{
  return (struct needs){.functions = memory_new(AD_OP_count, 1),
                        .parts = memory_new(PARTS_MOST, 1),
                        .inside = AD_OP_count};
}

void needs_free(struct needs *needs)
{
  free(needs->functions);
  free(needs->parts);
}

const char *code_operands(const ad_op_row *row)
{
  static const char *const lists[] = {"", "a", "a, b", "a, b, c"};
  return lists[row->arity];
}

void code_need_part(const struct target *target, struct needs *needs,
                    const char *word)
{
  const char *name, *text;
  for (size_t i = 0; word && (text = target_part(target, i, &name)); i++) {
    size_t n = strlen(name);
    if (*text && strncmp(word, name, n) == 0 && word[n] == '(')
      needs->parts[i] = 1;
  }
}

/* A text that is nothing but a call of its own row says nothing. */
void code_need_function(struct needs *needs, const ad_op_row *row, size_t n)
{
  ad_op op = ad_op_find(row->name, (unsigned)n);
  if (op < AD_OP_elementwise || op >= AD_OP_count || op == needs->inside)
    needs->lacking = row->name;
  else
    needs->functions[op] = 1;
}

/* --- texts of rows -------------------------------------------------------- */

static struct piece term_piece(const struct target *target, struct needs *needs,
                               const ad_expr *expr, size_t i,
                               const struct piece *pieces)
{
  enum { OPERANDS = 3 };
  const ad_term *term = &expr->terms[i];
  struct piece operands[OPERANDS];
  if (term->kind == AD_T_NUMBER)
    return code_number(target, term->number);
  if (term->kind == AD_T_NAME)
    return strcmp(term->text, "inf") == 0
             ? code_number(target, INFINITY)
             : code_name(term->text);
  for (unsigned k = 0; k < term->arity && k < OPERANDS; k++)
    operands[k] = pieces[ad_expr_operand(expr, i, k)];
  if (term->kind == AD_T_PAREN)
    return code_copy(&operands[0]);
  ad_op op = term->kind == AD_T_CALL
               ? ad_op_find(term->text, term->arity)
               : ad_op_find_infix(term->text, term->arity);
  return code_operation(target, needs, op, term->arity, operands);
}

/* The text of a row as an expression; the caller frees it. */
static char *row_text(const struct target *target, struct needs *needs,
                      const char *text)
{
  ad_expr *expr;
  if (ad_expr_parse(text, strlen(text), 0, NULL, &expr, NULL) != AD_OK)
    memory_given(NULL, strlen(text));
  struct piece *pieces = memory_new(expr->n, sizeof *pieces);
  for (size_t i = 0; i < expr->n; i++)
    pieces[i] = term_piece(target, needs, expr, i, pieces);
  char *value = code_text(&pieces[expr->n - 1]);
  for (size_t i = 0; i < expr->n; i++)
    free(pieces[i].text);
  free(pieces);
  ad_expr_free(expr);
  return value;
}

static char *with_slopes(const struct target *target, struct needs *needs,
                         const ad_op_row *row, const char *value)
{
  char *partials[3], *text;
  for (unsigned k = 0; k < row->arity; k++)
    partials[k] = row_text(target, needs, row->partial_text[k]);
  text = target->with_slopes(row, value, partials);
  for (unsigned k = 0; k < row->arity; k++)
    free(partials[k]);
  return text;
}

static char *function_text(const struct target *target, struct needs *needs,
                           ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  needs->inside = op;
  char *text, *value = row_text(target, needs, row->value_text);
  needs->inside = AD_OP_count;
  if (target->with_slopes && strstr(row->value_text, "where("))
    text = with_slopes(target, needs, row, value);
  else if (target->function)
    text = target->function(row, value);
  else
    text = memory_format("def %s(%s):\n    return %s\n", row->name,
                         code_operands(row), value);
  free(value);
  return text;
}

/* --- all of them ---------------------------------------------------------- */

/* The texts of rows call others, so that one function leads to the next. */
static void add_functions(struct growing *out, const struct target *target,
                          struct needs *needs)
{
  unsigned char *written = memory_new(AD_OP_count, 1);
  for (ad_op op = 0; op < AD_OP_count; op++) {
    if (!needs->functions[op] || written[op])
      continue;
    char *text = function_text(target, needs, op);
    growing_add(out, target->gap, text);
    free(text);
    written[op] = 1;
    op = 0;
  }
  free(written);
}

static void add_parts(struct growing *out, const struct target *target,
                      const struct needs *needs)
{
  const char *name, *text;
  for (size_t i = 0; (text = target_part(target, i, &name)); i++)
    if (needs->parts[i])
      growing_add(out, target->gap, text);
}

char *code_functions(const struct target *target, struct needs *needs)
{
  struct growing out = {0};
  add_functions(&out, target, needs);
  add_parts(&out, target, needs);
  return out.text ? out.text : memory_copy("");
}
