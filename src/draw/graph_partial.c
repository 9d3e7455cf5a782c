/* SPDX-License-Identifier: GPL-3.0-or-later
   Local derivatives at the edges: the text of the op set's row with the
   sheet's names in it, and between numbers the value.  Read graph_figure.h
   before. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/graph_figure.h"
#include "host/exits.h"
#include "page/number_format.h"

static int is_scalar(const ad_graph *g, ad_ref x)
{
  ad_shape shape = ad_graph_shape(g, x);
  return shape.rows * shape.cols == 1;
}

static double value_of(const struct boxes *b, ad_ref x)
{
  const double *value = scene_value(b->scene, x);
  return value ? *value : NAN;
}

/* --- texts ---------------------------------------------------------------- */

/* What the letters of a row stand for: operands a, b, c and the result v. */
static ad_ref node_of(const ad_graph *g, ad_ref x, int letter)
{
  return letter == 'v' ? x : ad_graph_operand(g, x, (size_t)(letter - 'a'));
}

/* What a node is called in a formula, the number itself for one; NULL: it has
   no name, or is an unknown word.  The caller frees it. */
static char *word_for(const struct boxes *b, ad_ref x, const char *word,
                      size_t n)
{
  char number[FORMAT_SIZE];
  if (n == 4 && strncmp(word, "vbar", n) == 0)
    return memory_copy("...");
  if (n > 1 || !strchr("abcv", *word))
    return word[n] == '(' ? memory_format("%.*s", (int)n, word) : NULL;
  ad_ref node = node_of(b->graph, x, *word);
  if (*ad_graph_name(b->graph, node))
    return memory_copy(ad_graph_name(b->graph, node));
  return boxes_is_number(b, node) && is_scalar(b->graph, node)
           ? memory_copy(format_number(number, value_of(b, node)))
           : NULL;
}

/* A blank beside * or /, which worksheets are written without? */
static int is_loose(const char *text)
{
  return *text == ' ' && (strchr("*/", text[1]) || strchr("*/", text[-1]));
}

/* The text of a row with names for its letters; NULL where one has none. */
static char *with_names(const struct boxes *b, ad_ref x, const char *text)
{
  char *all = memory_copy("");
  while (*text) {
    size_t n = 0;
    while (isalpha((unsigned char)text[n]))
      n++;
    char *piece = n > 0 ? word_for(b, x, text, n)
                        : memory_format("%.1s", is_loose(text) ? "" : text);
    if (!piece) {
      free(all);
      return NULL;
    }
    memory_append(&all, "", piece);
    text += n > 0 ? n : 1;
  }
  return all;
}

static int is_word(const char *text)
{
  for (; *text; text++)
    if (strchr(" +-*/(", *text))
      return 0;
  return 1;
}

/* An entry-by-entry factor, "1", "* W", "* (1 - A)". */
static char *as_factor(char *text)
{
  char *factor = strcmp(text, "1") == 0 || strcmp(text, "-1") == 0
                   ? memory_copy(text)
                   : memory_format(is_word(text) || strchr(text, '(')
                                     ? "... * %s"
                                     : "... * (%s)", text);
  free(text);
  return factor;
}

/* --- numbers -------------------------------------------------------------- */

static char *partial_value(const struct boxes *b, ad_ref x, size_t k)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(b->graph, x));
  double at[3] = {0};
  char number[FORMAT_SIZE];
  for (size_t i = 0; i < ad_graph_operands(b->graph, x); i++)
    at[i] = value_of(b, ad_graph_operand(b->graph, x, i));
  return memory_copy(format_number(
      number, row->partial[k](at[0], at[1], at[2], value_of(b, x))));
}

/* "h3 = 8", or one of both. */
static char *with_value(char *text, char *value)
{
  if (!text || strcmp(text, value) == 0) {
    free(text);
    return value;
  }
  memory_append(&text, " = ", value);
  return text;
}

/* The text of partial k.  Where the row's domain begins at a number, its abs is
   for what lies outside: 1/a of log(a). */
static char *in_domain(const ad_op_row *row, size_t k)
{
  const char *text = row->partial_text[k], *from = strstr(text, "abs(");
  if (!from || !strstr(row->domain_text, ">="))
    return memory_copy(text);
  const char *inside = from + strlen("abs(");
  size_t n = strcspn(inside, ")");
  return memory_format("%.*s%s%.*s%s%s", (int)(from - text), text,
                       n > 1 ? "(" : "", (int)n, inside, n > 1 ? ")" : "",
                       inside + n + 1);
}

static char *partial_words(const struct boxes *b, ad_ref x, size_t k)
{
  char *text = in_domain(ad_op_get(ad_graph_op(b->graph, x)), k);
  char *words = with_names(b, x, text);
  free(text);
  return words;
}

/* --- edges ---------------------------------------------------------------- */

static int are_scalars(const ad_graph *g, ad_ref x)
{
  int all = is_scalar(g, x);
  for (size_t k = 0; k < ad_graph_operands(g, x); k++)
    all &= is_scalar(g, ad_graph_operand(g, x, k));
  return all;
}

/* A stretch in one shape, as in y = x. */
static int is_copy(const ad_graph *g, ad_ref x)
{
  ad_shape is = ad_graph_shape(g, x);
  ad_shape was = ad_graph_shape(g, ad_graph_operand(g, x, 0));
  return ad_op_get(ad_graph_op(g, x))->form == AD_FORM_stretch &&
         is.rows == was.rows && is.cols == was.cols;
}

char *graph_partial(const struct boxes *b, ad_ref x, size_t k)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(b->graph, x));
  if (is_copy(b->graph, x))
    return memory_copy("1");
  int entrywise = row->kind == AD_KIND_elementwise;
  char *text = entrywise ? partial_words(b, x, k)
               : k < 2 && row->arity > 0
                 ? with_names(b, x, row->adjoint_text[k])
                 : NULL;
  if (entrywise && are_scalars(b->graph, x))
    return with_value(text, partial_value(b, x, k));
  if (!text)
    return memory_copy("");
  if (entrywise)
    return as_factor(text);
  if (!ad_graph_turns(b->graph, x, k))
    return text;
  char *turned = memory_format("(%s)'", text);
  free(text);
  return turned;
}

/* What was handed on divided by what came: of numbers. */
char *graph_partials_of(const struct boxes *b, ad_ref box, ad_ref from)
{
  const ad_trace *t = b->scene->trace;
  const double *adjoint = ad_trace_adjoint(t, box);
  double sum = 0;
  char number[FORMAT_SIZE];
  if (!adjoint || *adjoint == 0 || !is_scalar(b->graph, box) ||
      !is_scalar(b->graph, from) || boxes_is_rounds(b, box))
    return memory_copy("");
  for (uint32_t i = b->first[box.index]; i != AD_NO_INDEX; i = b->next[i])
    for (size_t k = 0; k < ad_graph_operands(b->graph, (ad_ref){i}); k++) {
      const double *paid = ad_trace_paid(t, (ad_ref){i}, k);
      if (paid && ad_graph_operand(b->graph, (ad_ref){i}, k).index ==
                    from.index)
        sum += *paid;
    }
  return memory_copy(format_number(number, sum / *adjoint));
}
