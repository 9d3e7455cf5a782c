/* SPDX-License-Identifier: GPL-3.0-or-later
   Local derivatives at the edges: the text of the op set's row with the
   sheet's names in it, and between numbers the value.  Read graph_figure.h
   before. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/graph_figure.h"
#include "formulas.h"
#include "host/exits.h"
#include "locals.h"
#include "lower.h"
#include "page/number_format.h"
#include "worksheet/order.h"

enum { LETTERS_MOST = 40 }; /* at an edge                                 */

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

/* Some functions are of rows alone. */
static char *function_for(const char *word, size_t n)
{
  char *name = memory_format("%.*s", (int)n, word);
  if (word[n] == '(' && ad_lower_reserved(name))
    return name;
  free(name);
  return NULL;
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
    return function_for(word, n);
  ad_ref node = node_of(b->graph, x, *word);
  if (*ad_graph_name(b->graph, node))
    return memory_copy(ad_graph_name(b->graph, node));
  return boxes_is_number(b, node) && is_scalar(b->graph, node)
           ? memory_copy(format_number(number, value_of(b, node)))
           : NULL;
}

/* A blank beside * or /, which worksheets are written without? */
static int is_spare(const char *text)
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
                        : memory_format("%.1s", is_spare(text) ? "" : text);
    if (!piece) {
      free(all);
      return NULL;
    }
    memory_append(&all, "", piece);
    text += n > 0 ? n : 1;
  }
  return all;
}

/* An entry-by-entry factor, "1", "* W", "* (1 - A)". */
static char *as_factor(char *text)
{
  char *factor = strcmp(text, "1") == 0 || strcmp(text, "-1") == 0
                   ? memory_copy(text)
                   : memory_format(ad_text_strength(text) == AD_LOOSE
                                     ? "...*(%s)"
                                     : "...*%s", text);
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

/* --- the text of a row, simplified ---------------------------------------- */

/* The operation of x between numbers, whose operands are called a, b, c, and
   whose result v; numbers stay numbers.  by: operand k. */
static ad_status letters_graph(const struct boxes *b, ad_ref x, size_t k,
                               ad_graph **g, ad_ref *v, ad_ref *by)
{
  static const char *const letters[] = {"a", "b", "c"};
  ad_builder *build;
  ad_ref at[3];
  size_t n = ad_graph_operands(b->graph, x);
  ad_status status = ad_builder_new(&build, NULL);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < n; i++) {
    ad_ref of = ad_graph_operand(b->graph, x, i);
    int number = i != k && boxes_is_number(b, of) && is_scalar(b->graph, of);
    at[i] = number ? ad_number(build, value_of(b, of))
                   : ad_leaf(build, letters[i], 1, 1, AD_INPUT);
  }
  *by = at[k];
  *v = ad_elementwise(build, ad_graph_op(b->graph, x), n, at);
  ad_name(build, *v, "v", NULL);
  ad_output(build, *v);
  status = ad_builder_finish(build, g, NULL);
  ad_builder_free(build);
  return status;
}

/* The local derivative in these letters; NULL where it is no factor. */
static ad_status letters_text(const ad_graph *g, ad_ref v, ad_ref by,
                              char **text)
{
  ad_locals *l = NULL;
  ad_local local = {0};
  ad_status status = ad_locals_new(g, v, &l, NULL);
  if (status == AD_OK)
    status = ad_locals_edges(l, v, 1, &by, &local, NULL);
  if (status == AD_OK && local.n == 1 && local.factors[0].text)
    *text = memory_copy(local.factors[0].text);
  ad_local_clear(&local);
  ad_locals_free(l);
  return status;
}

/* A long one is none for a line. */
static char *partial_words(const struct boxes *b, ad_ref x, size_t k)
{
  ad_graph *g = NULL;
  ad_ref v, by;
  char *text = NULL, *words = NULL;
  ad_status status = letters_graph(b, x, k, &g, &v, &by);
  if (status == AD_OK)
    status = letters_text(g, v, by, &text);
  if (status == AD_ENOMEM)
    memory_given(NULL, sizeof *b);
  if (text && strlen(text) <= LETTERS_MOST)
    words = with_names(b, x, text);
  free(text);
  ad_graph_free(g);
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

ad_locals *graph_locals(const struct boxes *b, const unsigned char *nonzero)
{
  ad_locals *l;
  ad_ref last = {(uint32_t)b->scene->first - 1};
  if (ad_locals_at(b->graph, last, nonzero, &l, NULL) != AD_OK)
    memory_given(NULL, b->scene->first);
  for (uint32_t i = 0; i <= last.index; i++)
    if (boxes_has(b, (ad_ref){i}))
      ad_locals_end(l, (ad_ref){i});
  return l;
}

/* What node x makes of its adjoint for node `of`, from box to box; NULL where
   that is long. */
static char *link_words(ad_locals *l, ad_ref x, ad_ref of)
{
  ad_local local = {0};
  ad_status status = ad_locals_edges(l, x, 1, &of, &local, NULL);
  if (status == AD_ENOMEM)
    memory_given(NULL, sizeof local);
  char *text = status == AD_OK ? order_link(&local, AD_SO_FAR) : NULL;
  ad_local_clear(&local);
  if (text && strlen(text) <= LETTERS_MOST)
    return text;
  free(text);
  return NULL;
}

static int reads_twice(const ad_graph *g, ad_ref x, size_t k)
{
  for (size_t i = 0; i < ad_graph_operands(g, x); i++)
    if (i != k &&
        ad_graph_operand(g, x, i).index == ad_graph_operand(g, x, k).index)
      return 1;
  return 0;
}

/* By the row's text, of what is read twice. */
static char *row_words(const struct boxes *b, ad_ref x, size_t k)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(b->graph, x));
  char *text = k < 2 && row->arity > 0
                 ? with_names(b, x, row->adjoint_text[k])
                 : NULL;
  if (!text || !ad_graph_turns(b->graph, x, k))
    return text;
  char *turned = memory_format("(%s)'", text);
  free(text);
  return turned;
}

char *graph_partial(const struct boxes *b, ad_locals *l, ad_ref x, size_t k)
{
  ad_kind kind = ad_op_get(ad_graph_op(b->graph, x))->kind;
  int entrywise = kind == AD_KIND_elementwise;
  if (is_copy(b->graph, x))
    return memory_copy("1");
  char *text = entrywise ? partial_words(b, x, k) : NULL;
  if (entrywise && are_scalars(b->graph, x))
    return with_value(text, partial_value(b, x, k));
  if (text)
    return as_factor(text);
  text = !reads_twice(b->graph, x, k)
           ? link_words(l, x, ad_graph_operand(b->graph, x, k))
           : entrywise ? NULL : row_words(b, x, k);
  return text ? text : memory_copy("");
}

/* What was handed on divided by what came: of numbers; "" of others. */
static char *number_of(const struct boxes *b, ad_ref box, ad_ref from)
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

char *graph_partials_of(const struct boxes *b, ad_locals *l, ad_ref box,
                        ad_ref from)
{
  char *number = number_of(b, box, from), *text = NULL;
  if (!*number && !boxes_is_rounds(b, box))
    text = link_words(l, box, from);
  if (!text)
    return number;
  free(number);
  return text;
}
