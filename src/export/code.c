/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions.  Read code.h before. */
#include "export/code.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "export/code_parts.h"
#include "host/exits.h"

/* --- operands ------------------------------------------------------------- */

static char *in_parentheses(const char *text, int needed)
{
  return memory_format(needed ? "(%s)" : "%s", text);
}

/* As a number: what is true counts as 1. */
static struct piece as_number(const struct piece *piece)
{
  enum { TIMES = 3 };
  if (!piece->truth)
    return code_copy(piece);
  return (struct piece){memory_format("1.0 * (%s)", piece->text), TIMES, 0, 0};
}

/* As a condition. */
static char *as_truth(const struct piece *piece)
{
  enum { COMPARED = 1 };
  if (piece->truth)
    return memory_copy(piece->text);
  char *inside = in_parentheses(piece->text, piece->strength <= COMPARED);
  char *text = memory_format("%s != 0", inside);
  free(inside);
  return text;
}

/* As an argument of a function that takes matrices only, or any number. */
static char *as_argument(const struct target *target, const struct piece *piece,
                         int arrays_only)
{
  struct piece number = as_number(piece);
  if (!number.number)
    return number.text;
  char *text = code_float(number.text);
  free(number.text);
  if (!arrays_only)
    return text;
  char *array = memory_format("%s([[%s]])", target->array, text);
  free(text);
  return array;
}

/* As an operand of a symbol of at least this strength. */
static char *as_operand(const struct piece *piece, int least)
{
  struct piece number = as_number(piece);
  char *text = in_parentheses(number.text, number.strength < least);
  free(number.text);
  return text;
}

/* --- operations ----------------------------------------------------------- */

/* An operation with its operands, as it is to be written. */
struct writing {
  const struct target *target;
  struct needs *needs;
  const ad_op_row *row;
  const struct piece *operands;
  size_t n;
  const char *word; /* of the target; NULL: none                            */
};

/* Matrices are what structured operations take, elementwise ones any number. */
static int takes_arrays(const struct writing *w)
{
  return w->row->kind != AD_KIND_elementwise;
}

static char *operand_text(const struct writing *w, size_t k, int least)
{
  if (w->operands[k].number && takes_arrays(w))
    return as_argument(w->target, &w->operands[k], 1);
  return as_operand(&w->operands[k], least);
}

/* Of equal strength the right operand needs parentheses, of a power the left
   one, and both of a comparison. */
static struct piece write_infix(const struct writing *w, const char *symbol)
{
  enum { COMPARED = 1, POWER = 5 };
  int s = w->row->strength;
  char *left = operand_text(w, 0, s + (s == POWER || s == COMPARED));
  char *right = operand_text(w, 1, s + (s != POWER));
  struct piece piece = {memory_format("%s %s %s", left, symbol, right), s,
                        s == COMPARED && w->target->truths, 0};
  free(left);
  free(right);
  return piece;
}

static struct piece write_prefix(const struct writing *w, const char *symbol)
{
  char *operand = as_operand(&w->operands[0], w->row->strength);
  if (strncmp(operand, symbol, strlen(symbol)) == 0) { /* -- is another */
    char *inside = in_parentheses(operand, 1);
    free(operand);
    operand = inside;
  }
  struct piece piece = {memory_format("%s%s", symbol, operand),
                        w->row->strength, 0, 0};
  free(operand);
  return piece;
}

static struct piece write_call(const struct writing *w, const char *function)
{
  enum { CHOICE = 3 }; /* where(condition, a, b), which takes any number */
  int arrays = takes_arrays(w) || (w->target->arrays_only && w->n != CHOICE);
  char *list = memory_copy("");
  for (size_t i = 0; i < w->n; i++)
    memory_append(&list, ", ",
                  w->n == CHOICE && i == 0 && w->target->truths
                    ? as_truth(&w->operands[i])
                    : as_argument(w->target, &w->operands[i], arrays));
  struct piece piece = {memory_format("%s(%s)", function, list), CODE_CALL, 0,
                        0};
  free(list);
  return piece;
}

/* An array, to be indexed, or to have a method called. */
static char *as_object(const struct target *target, const struct piece *piece)
{
  return piece->number ? as_argument(target, piece, 1)
                       : as_operand(piece, CODE_CALL);
}

static struct piece write_behind(const struct target *target,
                                 const struct piece *operand, const char *what)
{
  char *array = as_object(target, operand);
  struct piece piece = {memory_format("%s%s", array, what), CODE_CALL, 0, 0};
  free(array);
  return piece;
}

/* Is the text of the row a call of what has its name: exp(a)? */
static int calls_itself(const ad_op_row *row)
{
  size_t n = strlen(row->name);
  return strncmp(row->value_text, row->name, n) == 0 &&
         row->value_text[n] == '(';
}

static struct piece write_operation(const struct writing *w)
{
  const char *word = w->word;
  if (!word && w->row->infix[0])
    return w->n == 1 ? write_prefix(w, w->row->infix)
                     : write_infix(w, w->row->infix);
  if (!word && w->target->own_calls && calls_itself(w->row))
    return write_call(w, w->row->name);
  if (!word) {
    code_need_function(w->needs, w->row, w->n);
    return write_call(w, w->row->name);
  }
  if (word[0] == '.' || word[0] == '\'')
    return write_behind(w->target, &w->operands[0], word);
  return isalpha((unsigned char)word[0]) ? write_call(w, word)
                                         : write_infix(w, word);
}

/* --- places in words ------------------------------------------------------ */

/* Rows of blocks as lists, or with `between` between them. */
static char *blocks_text(const struct target *target, ad_extra extra,
                         const struct piece *operands, const char *between)
{
  char *rows = memory_copy("");
  for (size_t i = 0, k = 0; i < extra.n; i++) {
    char *row = memory_copy("");
    for (size_t j = 0; j < extra.across[i]; j++)
      memory_append(&row, ", ", as_argument(target, &operands[k++], 1));
    memory_append(&rows, between ? between : ", ",
                  memory_format(between ? "%s" : "[%s]", row));
    free(row);
  }
  char *text = memory_format("[%s]", rows);
  free(rows);
  return text;
}

/* The words for all of a matrix, its rows and its columns. */
static char *axis_text(ad_axis axis, const char *const words[3])
{
  return memory_copy(words[axis == AD_ALL ? 0 : axis == AD_OVER_ROWS ? 1 : 2]);
}

static const char *const numbered[] = {"(0, 1)", "0", "1"};
static const char *const named[] = {"", ", over=rows", ", over=cols"};

char *code_count(const ad_graph *g, ad_ref x, const char *name)
{
  ad_extra extra = ad_graph_extra(g, x);
  ad_shape s = ad_graph_shape(g, x);
  ad_shape a = ad_graph_shape(g, ad_graph_operand(g, x, 0));
  ad_shape b = ad_graph_shape(g, ad_graph_operand(g, x, 1));
  const struct {
    const char *name;
    size_t number;
  } numbers[] = {{"rows", s.rows},
                 {"cols", s.cols},
                 {"r0", extra.row},
                 {"r1", extra.row + s.rows},
                 {"c0", extra.col},
                 {"c1", extra.col + s.cols},
                 {"above", extra.row},
                 {"below", s.rows - extra.row - a.rows},
                 {"left", extra.col},
                 {"right", s.cols - extra.col - a.cols},
                 {"list", (size_t)extra.columns},
                 {"fromrow", extra.row + 1},
                 {"fromcol", extra.col + 1},
                 {"endrow", extra.row + a.rows},
                 {"endcol", extra.col + a.cols},
                 {"arows", a.rows},
                 {"acols", a.cols},
                 {"bcols", b.cols},
                 {"entries", s.rows * s.cols},
                 {"depth", ad_graph_turns(g, x, 0) ? a.rows : a.cols},
                 {"before", extra.axis == AD_OVER_COLS ? a.rows : 1},
                 {"along", extra.axis == AD_ALL         ? a.rows * a.cols
                           : extra.axis == AD_OVER_ROWS ? a.rows
                                                        : a.cols},
                 {"behind", extra.axis == AD_OVER_ROWS ? a.cols : 1}};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (strcmp(numbers[i].name, name) == 0)
      return memory_format("%zu", numbers[i].number);
  return NULL;
}

/* What stands for a place in the word for node x. */
static char *place_text(const struct writing *w, const ad_graph *g, ad_ref x,
                        const char *name)
{
  char *number = g ? code_count(g, x, name) : NULL;
  ad_extra extra = g ? ad_graph_extra(g, x) : (ad_extra){.n = 0};
  if (number)
    return number;
  if (strcmp(name, "axis") == 0)
    return axis_text(extra.axis, numbered);
  if (strcmp(name, "over") == 0)
    return axis_text(extra.axis, named);
  if (strcmp(name, "blocks") == 0)
    return blocks_text(w->target, extra, w->operands, NULL);
  if (strcmp(name, "cells") == 0)
    return blocks_text(w->target, extra, w->operands, "; ");
  if (strcmp(name, "picked") == 0)
    return memory_format(extra.columns ? ":, %s" : "%s, :",
                         w->operands[1].text);
  if (strcmp(name, "if") == 0)
    return as_truth(&w->operands[0]);
  if (strcmp(name, "A") == 0)
    return as_object(w->target, &w->operands[0]);
  return as_argument(w->target, &w->operands[name[0] - 'a'],
                     w->target->array != NULL);
}

/* The word with its places filled; g NULL: operands are all that it has. */
static struct piece write_filled(const struct writing *w, const ad_graph *g,
                                 ad_ref x)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzA01";
  struct growing out = {0};
  for (const char *at = w->word; *at;) {
    int place = *at == '$';
    size_t n = place ? 1 + strspn(at + 1, letters) : strcspn(at, "$");
    char *plain = memory_format("%.*s", (int)n, at);
    char *text = place ? place_text(w, g, x, plain + 1) : memory_copy(plain);
    growing_add(&out, "", text);
    free(plain);
    free(text);
    at += n;
  }
  return (struct piece){out.text, CODE_CALL, 0, 0};
}

/* --- nodes ---------------------------------------------------------------- */

/* Operands as the operation reads them: of a product some as transposes. */
static struct piece *read_operands(const struct target *target,
                                   const ad_graph *g, ad_ref x,
                                   const struct piece *operands)
{
  size_t n = ad_graph_operands(g, x);
  struct piece *read = memory_new(n + 1, sizeof *read);
  for (size_t k = 0; k < n; k++)
    read[k] = ad_graph_turns(g, x, k) ? write_behind(target, &operands[k],
                                                    target->turned)
                                      : code_copy(&operands[k]);
  return read;
}

static struct piece write_any(const struct writing *w, const ad_graph *g,
                              ad_ref x)
{
  code_need_part(w->target, w->needs, w->word);
  return w->word && strchr(w->word, '$') ? write_filled(w, g, x)
                                         : write_operation(w);
}

struct piece code_operation(const struct target *target, struct needs *needs,
                            ad_op op, size_t n, const struct piece *operands)
{
  const ad_op_row *row = ad_op_get(op);
  struct writing w = {target, needs, row, operands, n,
                      target_word(target, row->id)};
  return write_any(&w, NULL, (ad_ref){AD_NO_INDEX});
}

struct piece code_node(const struct target *target, struct needs *needs,
                       const ad_graph *g, ad_ref x,
                       const struct piece *operands)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  struct piece *read = read_operands(target, g, x, operands);
  struct writing w = {target, needs, row, read, ad_graph_operands(g, x),
                      target_word(target, row->id)};
  struct piece piece = write_any(&w, g, x);
  for (size_t k = 0; k < w.n; k++)
    free(read[k].text);
  free(read);
  return piece;
}

char *code_text(const struct piece *piece)
{
  return as_operand(piece, 0);
}

char *code_value(const struct target *target, const struct piece *piece)
{
  return as_argument(target, piece, 1);
}
