/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions for entries.  Read c_body.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export/c_body.h"
#include "graph.h"

int c_is_number(const ad_graph *g, ad_ref x)
{
  return ad_graph_entries(g, x) == 1;
}

int c_same_shape(ad_shape s, ad_shape t)
{
  return s.rows == t.rows && s.cols == t.cols;
}

int c_is_same(const ad_graph *g, ad_ref x)
{
  const double *numbers = ad_graph_numbers(g, x);
  size_t n = ad_graph_entries(g, x), i = 1;
  while (numbers && i < n &&
         memcmp(&numbers[i], &numbers[0], sizeof numbers[0]) == 0)
    i++;
  return numbers && i >= n;
}

static const char *word_of(const struct c_body *b, ad_ref x)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(b->g, x));
  return ad_graph_operands(b->g, x) > 0 && row->kind != AD_KIND_elementwise
           ? target_word(b->p->target, row->id)
           : NULL;
}

const char *c_move(const struct c_body *b, ad_ref x)
{
  const char *word = word_of(b, x);
  return word && strchr(word, '[') ? word : NULL;
}

const char *c_call(const struct c_body *b, ad_ref x)
{
  if (b->nodes[x.index].product > 0)
    return "others($before, $along, $behind, $a, $v)";
  if (b->nodes[x.index].total > 0)
    return "";
  if (b->nodes[x.index].weights > 0)
    return "softmax($before, $along, $behind, $a, $weights, $v)";
  const char *word = word_of(b, x);
  return word && !strchr(word, '[') ? word : NULL;
}

const char *c_temporary(struct c_body *b)
{
  char *wanted = NULL;
  ad_ref known;
  do {
    free(wanted);
    wanted = memory_format("t%zu", ++b->temporaries);
  } while (ad_graph_find(b->p->g, wanted, strlen(wanted), &known));
  b->own = memory_grow(b->own, b->n_own + 1, sizeof *b->own);
  return b->own[b->n_own++] = wanted;
}

/* --- operands ------------------------------------------------------------- */

/* Of one row or column there is nothing to choose. */
struct c_place c_within(ad_shape s, const struct c_place *at)
{
  struct c_place place = *at;
  if (s.rows == 1 && !at->flat)
    place.row = (struct c_index){.var = NULL};
  if (s.cols == 1 && !at->flat)
    place.col = (struct c_index){.var = NULL};
  return place;
}

static struct piece stored(const struct c_body *b, ad_ref x,
                           const struct c_place *at)
{
  const struct c_node *node = &b->nodes[x.index];
  ad_shape s = ad_graph_shape(b->g, x);
  if (c_is_number(b->g, x) || (node->local && (!node->row || s.cols == 1)))
    return code_name(node->name);
  struct c_place place = *at;
  if (node->local) { /* a row by itself */
    s.rows = 1;
    place.row = (struct c_index){.var = NULL};
  }
  char *text = c_entry_text(node->name, s, &place);
  struct piece piece = code_name(text);
  free(text);
  return piece;
}

/* 2.0 and not 2, of which 2 / 3 is 0. */
static struct piece number(const struct c_body *b, double x)
{
  struct piece piece = code_number(b->p->target, x);
  if (isfinite(x))
    memory_append(&piece.text, "", memory_copy(
                    strpbrk(piece.text, ".e") ? "" : ".0"));
  piece.number = 0;
  return piece;
}

static struct piece moved(struct c_body *b, ad_ref x, const char *word,
                          const struct c_place *at)
{
  char *condition;
  struct c_place place = c_place_moved(b->g, x, word, at, &condition);
  struct piece piece = c_entry(b, c_operand(b, x, 0), &place);
  if (!condition)
    return piece;
  char *value = code_text(&piece);
  free(piece.text);
  piece = (struct piece){memory_format("(%s ? %s : 0.0)", condition, value),
                         CODE_NAME, 0, 0};
  free(value);
  free(condition);
  return piece;
}

/* A long expression is cut: it becomes a local before the line. */
static struct piece cut(struct c_body *b, struct piece piece)
{
  enum { LONG = 52 };
  if (strlen(piece.text) < LONG)
    return piece;
  const char *name = c_temporary(b);
  char *value = code_text(&piece);
  char *line = memory_format("const double %s = %s;\n", name, value);
  growing_add(&b->before, "", line);
  free(line);
  free(value);
  free(piece.text);
  return code_name(name);
}

/* Many numbers over one that is known: a product takes a fraction of the time
   of a division, and the compiler may not write it in its place. */
static int is_scaling(const struct c_body *b, ad_ref x)
{
  const double most = 1e100;
  if (ad_graph_op(b->g, x) != AD_OP_div || c_is_number(b->g, x))
    return 0;
  ad_ref a = c_operand(b, x, 1);
  while (c_move(b, a) && c_operands(b, a) > 0 && !b->nodes[a.index].name)
    a = c_operand(b, a, 0);
  const double *number = ad_graph_numbers(b->g, a);
  return number && c_is_same(b->g, a) && !b->nodes[a.index].name &&
         fabs(*number) < most && fabs(*number) > 1 / most;
}

static struct piece scaled(struct c_body *b, const struct piece *left,
                           ad_ref a)
{
  enum { PRODUCT = 3 };
  while (!ad_graph_numbers(b->g, a))
    a = c_operand(b, a, 0);
  struct piece by = number(b, ad_graph_numbers(b->g, a)[0]);
  char *value = code_text(left);
  char *text = memory_format(left->strength < PRODUCT ? "(%s) * (1.0 / %s)"
                                                      : "%s * (1.0 / %s)",
                             value, by.text);
  free(value);
  free(by.text);
  return (struct piece){text, PRODUCT, 0, 0};
}

static struct piece computed(struct c_body *b, ad_ref x,
                             const struct c_place *at)
{
  size_t n = ad_graph_operands(b->g, x);
  struct piece *operands = memory_new(n + 1, sizeof *operands);
  for (size_t k = 0; k < n; k++) {
    operands[k] = c_entry(b, c_operand(b, x, k), at);
    operands[k] = cut(b, operands[k]);
  }
  struct piece piece = is_scaling(b, x)
                         ? scaled(b, &operands[0], c_operand(b, x, 1))
                         : code_node(b->p->target, &b->p->needs, b->g, x,
                                     operands);
  for (size_t k = 0; k < n; k++)
    free(operands[k].text);
  free(operands);
  return piece;
}

struct piece c_entry(struct c_body *b, ad_ref x, const struct c_place *place)
{
  const struct c_node *node = &b->nodes[x.index];
  struct c_place at = c_within(ad_graph_shape(b->g, x), place);
  if (node->name)
    return stored(b, x, &at);
  if (ad_graph_numbers(b->g, x))
    return number(b, ad_graph_numbers(b->g, x)[0]);
  const char *word = c_move(b, x);
  return word ? moved(b, x, word, &at) : computed(b, x, &at);
}
