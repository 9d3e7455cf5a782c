/* SPDX-License-Identifier: GPL-3.0-or-later
   See link_words.h. */
#include "explain/link_words.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/label.h"
#include "worksheet/order.h"

void words_free(struct words *w)
{
  free(w->text);
  free(w->latex);
}

void put_label(struct table *table, struct words w)
{
  table_put(table, w.text);
  table_math(table, w.latex);
  words_free(&w);
}

void put_words(struct table *table, struct words w)
{
  put_label(table, w);
  table_answer(table);
}

void put_text(struct table *table, char *text)
{
  table_put(table, text);
  table_answer(table);
  free(text);
}

void put_link_name(struct table *table, const struct explained *e, ad_ref of,
                   ad_ref by)
{
  put_label(table, (struct words){link_name(e, of, by),
                                  link_name_latex(e, of, by)});
}

static int is_single(ad_extent x)
{
  return x.rows == 1 && x.cols == 1;
}

static char *size_words(const char *name, size_t n)
{
  return name[0] ? memory_copy(name) : memory_format("%zu", n);
}

char *extent_words(ad_extent x)
{
  char *rows = size_words(x.row_name, x.rows);
  char *cols = size_words(x.col_name, x.cols);
  char *text = memory_format("%s %s %s", rows, sign_times(), cols);
  free(rows);
  free(cols);
  return text;
}

static ad_extent turned(ad_extent x)
{
  return (ad_extent){x.cols, x.rows, x.col_name, x.row_name};
}

/* --- factors -------------------------------------------------------------- */

char *factor_number(double x)
{
  char out[FORMAT_SIZE];
  const char *text = format_number(out, x);
  return memory_format(*text == '-' ? "(%s)" : "%s", text);
}

static int is_turn(const ad_local *k, size_t i)
{
  return k->factors[i].act == AD_ACT_TURN;
}

int factor_stands(const ad_local *k, size_t i)
{
  return k->n == 1 || !is_turn(k, i);
}

/* What factor i acts on. */
static ad_extent before(const ad_local *k, size_t i)
{
  return i == 0 ? k->from : k->factors[i - 1].gives;
}

/* Is it written turned?  The shorter text is the one that the worksheet has. */
static int is_turned(const ad_local *k, size_t i)
{
  const ad_factor *f = &k->factors[i];
  return f->text && f->turned && strlen(f->turned) < strlen(f->text);
}

static struct words copied(const char *text, const char *latex)
{
  if (!text)
    return (struct words){memory_copy("(it cannot be written)"), NULL};
  return (struct words){memory_copy(text), latex ? memory_copy(latex) : NULL};
}

/* The axis that is summed over, of a vector the longer one. */
static ad_axis long_axis(ad_extent x, ad_axis axis)
{
  return axis != AD_ALL ? axis
         : x.cols == 1  ? AD_OVER_ROWS
         : x.rows == 1  ? AD_OVER_COLS
                        : AD_ALL;
}

/* Where ones stand that are added up, or stretched to. */
static struct words one_in_each(ad_extent x, ad_axis axis)
{
  static const char *const words[] = {"1 in each entry", "1 in each row",
                                      "1 in each column"};
  return (struct words){memory_copy(words[long_axis(x, axis)]), NULL};
}

/* The axis along which `narrow` was stretched to `wide`. */
static ad_axis stretched_axis(ad_extent narrow, ad_extent wide)
{
  int down = narrow.rows != wide.rows, across = narrow.cols != wide.cols;
  return down && across ? AD_ALL : down ? AD_OVER_ROWS : AD_OVER_COLS;
}

struct words factor_plain(const ad_local *k, size_t i)
{
  const ad_factor *f = &k->factors[i];
  switch (f->act) {
  case AD_ACT_SUM:
    return one_in_each(before(k, i), f->axis);
  case AD_ACT_STRETCH:
    return one_in_each(f->gives, stretched_axis(before(k, i), f->gives));
  case AD_ACT_TURN:
    return (struct words){memory_copy("1"), NULL};
  default:
    return is_turned(k, i) ? copied(f->turned, f->turned_latex)
                           : copied(f->text, f->latex);
  }
}

/* --- sizes ---------------------------------------------------------------- */

static char *sum_words(ad_extent x, ad_axis axis)
{
  axis = long_axis(x, axis);
  if (axis == AD_ALL)
    return memory_copy("sum of all");
  int down = axis == AD_OVER_ROWS;
  char *n = size_words(down ? x.row_name : x.col_name, down ? x.rows : x.cols);
  char *text = memory_format("sum over %s %s", n, down ? "rows" : "columns");
  free(n);
  return text;
}

static char *change_words(ad_extent x, ad_extent y)
{
  char *from = extent_words(x), *to = extent_words(y);
  char *text = memory_format("%s to %s", from, to);
  free(from);
  free(to);
  return text;
}

static int is_one(const ad_factor *f)
{
  return f->text && strcmp(f->text, "1") == 0;
}

static ad_extent shape_of(const ad_local *k, size_t i)
{
  const ad_factor *f = &k->factors[i];
  return is_one(f)         ? f->gives
         : is_turned(k, i) ? turned(f->shape)
                           : f->shape;
}

/* Does it multiply entry by entry, and not a number? */
static int goes_entrywise(const ad_local *k, size_t i)
{
  return k->factors[i].act == AD_ACT_TIMES && !is_single(before(k, i));
}

char *factor_plain_shape(const ad_local *k, size_t i)
{
  const ad_factor *f = &k->factors[i];
  if (f->act == AD_ACT_SUM)
    return sum_words(before(k, i), f->axis);
  if (f->act == AD_ACT_TURN)
    return memory_copy("transposed");
  if (f->act == AD_ACT_OTHER || f->act == AD_ACT_STRETCH)
    return change_words(before(k, i), f->gives);
  char *size = extent_words(shape_of(k, i));
  char *text = memory_format("%s%s", size, goes_entrywise(k, i) ? ", *" : "");
  free(size);
  return text;
}

/* --- between vectors ------------------------------------------------------ */

static int is_vector(ad_extent x)
{
  return (x.rows == 1 || x.cols == 1) && !is_single(x);
}

/* A factor that goes entry by entry is a diagonal matrix there. */
static int is_diagonal(const ad_local *k, size_t i)
{
  return goes_entrywise(k, i) && is_vector(before(k, i)) &&
         is_vector(k->factors[i].gives) && !is_one(&k->factors[i]);
}

struct words factor_is(const ad_local *k, size_t i)
{
  struct words w = factor_plain(k, i);
  if (!is_diagonal(k, i))
    return w;
  struct words diagonal = {
      memory_format("diag(%s)", w.text),
      w.latex ? memory_format("\\operatorname{diag}\\left(%s\\right)",
                              w.latex)
              : NULL};
  words_free(&w);
  return diagonal;
}

char *factor_shape(const ad_local *k, size_t i)
{
  ad_extent x = k->factors[i].gives;
  if (!is_diagonal(k, i))
    return factor_plain_shape(k, i);
  if (x.cols != 1)
    x = turned(x);
  return extent_words((ad_extent){x.rows, x.rows, x.row_name, x.row_name});
}

/* --- how they act --------------------------------------------------------- */

#define DOT_LATEX "(\\,\\cdot\\,)"

/* What the factors do to the beginning. */
static struct words words_of(struct order o, const ad_local *k)
{
  order_apply(&o, k->n, k->factors);
  order_end(&o);
  struct words w = {o.written ? order_text(&o)
                              : memory_copy("(it cannot be written)"),
                    o.written ? order_latex(&o) : NULL};
  order_free(&o);
  return w;
}

/* Does edge k begin at the output, whose adjoint is 1? */
static int begins(const struct explained *e, const ad_local *k)
{
  return e->chains && k->of.index == explain_output_node(e).index;
}

struct words link_acts(const struct explained *e, const ad_local *k)
{
  return words_of(begins(e, k) ? order_empty()
                               : order_begin(AD_SO_FAR, DOT_LATEX, k->from), k);
}

/* The text with `by` in it, which is freed. */
static void fill(char **text, const char *so_far, const char *by)
{
  char *filled = *text && by ? order_filled(*text, so_far, by) : NULL;
  free(*text);
  *text = filled;
}

struct words link_adjoint(const struct explained *e, ad_ref x)
{
  const struct part above = {.name = e->swept};
  const struct part below = {.name = ad_graph_name(e->graph, x)};
  char *plain = memory_format("d%s/d%s", above.name, below.name);
  struct words w = {label_derivative(e->graph, &above, &below),
                    memory_given(ad_locals_latex(plain), strlen(plain) + 1)};
  free(plain);
  return w;
}

struct words link_pays(const struct explained *e, const ad_local *k)
{
  struct words w = words_of(order_begin(AD_SO_FAR, DOT_LATEX, k->from), k);
  struct words adjoint = link_adjoint(e, k->of);
  fill(&w.text, AD_SO_FAR, adjoint.text);
  fill(&w.latex, DOT_LATEX, adjoint.latex);
  words_free(&adjoint);
  return w;
}

/* "(h x n)(n x 1) = h x 1" of a product. */
static char *product_note(const ad_local *k, size_t i)
{
  const ad_factor *f = &k->factors[i];
  char *s = extent_words(before(k, i)), *t = extent_words(f->shape);
  char *to = extent_words(f->gives);
  int left = f->act == AD_ACT_LEFT;
  char *text = memory_format("(%s)(%s) = %s", left ? t : s, left ? s : t, to);
  free(s);
  free(t);
  free(to);
  return text;
}

static char *times_note(const struct explained *e, const ad_local *k, size_t i)
{
  if (begins(e, k))
    return memory_copy("the start");
  if (is_one(&k->factors[i]))
    return memory_copy("handed on as it is");
  return memory_copy(is_diagonal(k, i)      ? "diagonal: entry by entry"
                     : goes_entrywise(k, i) ? "entry by entry"
                                            : "");
}

char *factor_note(const struct explained *e, const ad_local *k, size_t i)
{
  const ad_factor *f = &k->factors[i];
  switch (f->act) {
  case AD_ACT_TIMES:
    return times_note(e, k, i);
  case AD_ACT_LEFT:
  case AD_ACT_RIGHT:
    return product_note(k, i);
  case AD_ACT_STRETCH:
    return memory_copy("each gets it whole");
  default:
    return memory_copy("");
  }
}
