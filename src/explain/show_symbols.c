/* SPDX-License-Identifier: GPL-3.0-or-later
   The rows of a trace in the names of the sheet alone: those of the derivatives
   above or below are put in.  Each is read again and computed before it is
   shown.  Read trace_rules.h and explain_read.h before. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "explain/kept.h"
#include "explain/sections.h"
#include "explain/trace_rules.h"
#include "host/exits.h"

/* Small graphs only: each row is a derivation of its own, and what is long does
   not teach. */
enum { ROWS_MOST = 12, LETTERS_MOST = 40, ROOM_MOST = 400 };

/* The text with `by` in brackets for every name `left` in it; it takes the
   text. */
static char *put_in(char *text, const char *left, const char *by)
{
  size_t n = strlen(left);
  char *filled = memory_copy("");
  const char *from = text, *at = text;
  while ((at = strstr(at, left))) {
    int inside = isalnum((unsigned char)at[n]) || at[n] == '_' ||
                 (at > text && (isalnum((unsigned char)at[-1]) ||
                                at[-1] == '_'));
    if (!inside) {
      memory_append(&filled, "",
                    memory_format("%.*s(%s)", (int)(at - from), from, by));
      from = at + n;
    }
    at += n;
  }
  memory_append(&filled, "", memory_copy(from));
  free(text);
  return filled;
}

/* Line i of the formulas with the lines before it put in; NULL where it is too
   long.  The caller frees it. */
static char *written_out(const ad_formulas *f, size_t i)
{
  const char *right = ad_formulas_right(f, i);
  char *text = right ? memory_copy(right) : NULL;
  for (size_t k = i; text && k-- > 0;) {
    if (!ad_formulas_right(f, k) || strlen(text) > ROOM_MOST) {
      free(text);
      return NULL;
    }
    text = put_in(text, ad_formulas_left(f, k), ad_formulas_right(f, k));
  }
  return text ? explain_tidy(text) : NULL;
}

/* dy/dx in names of the sheet alone; NULL where that is long.  The caller frees
   it, and *f. */
static char *in_symbols(const struct explained *e, ad_ref y, ad_ref x,
                        ad_formulas **f)
{
  size_t n, i = 0;
  if (ad_formulas_new(e->graph, y, 1, &x, f, NULL) != AD_OK)
    return NULL;
  n = ad_formulas_count(*f);
  while (i < n && ad_formulas_node(*f, i).index != x.index)
    i++;
  char *text = i < n ? written_out(*f, i) : NULL;
  if (text && strlen(text) <= LETTERS_MOST)
    return text;
  free(text);
  return NULL;
}

/* Read again and computed, is the text what the sweep gave? */
static int holds(const struct explained *e, const char *text, double swept)
{
  struct explain_line line = {.scale = fabs(swept)};
  double *x;
  ad_shape shape;
  if (explain_text_value(e, text, &x, &shape, NULL) != AD_OK)
    return 0;
  line.off = fabs(*x - swept);
  free(x);
  return explain_verdict(&line) == AD_AGREE;
}

/* dy/dx, which a sweep found to be `swept` (NULL: 0). */
static void put_symbols(struct table *table, const char *sweep,
                        const struct explained *e, ad_ref y, ad_ref x,
                        const double *swept)
{
  ad_formulas *f = NULL;
  char *text = in_symbols(e, y, x, &f);
  if (text && holds(e, text, swept ? *swept : 0)) {
    size_t last = ad_formulas_count(f) - 1;
    table_row(table);
    table_put(table, sweep);
    table_print(table, "d%s/d%s", ad_graph_name(e->graph, y),
                ad_graph_name(e->graph, x));
    table_math(table, ad_formulas_left_latex(f, last));
    put_formula(table, e, text);
    table_answer(table);
  }
  free(text);
  ad_formulas_free(f);
}

/* Has it derivatives of its own name? */
static int is_variable(const struct explained *e, const struct direction *d)
{
  return !d->moves && e->wrts[d->entry.part].entries == 1;
}

static void put_forward(struct table *table, const struct explained *e,
                        const struct direction *d)
{
  ad_ref x = explain_wrt_node(e, d->entry.part);
  for (size_t i = 0; i < e->n_named; i++)
    if (kept_is_computed(e, e->named[i]) && e->named[i].index > x.index)
      put_symbols(table, "forward", e, e->named[i], x,
                  ad_trace_tangent(d->trace, e->named[i]));
}

static void put_reverse(struct table *table, const struct explained *e)
{
  ad_ref y = explain_output_node(e);
  for (size_t i = e->n_named; i-- > 0;) {
    ad_ref x = e->named[i];
    const double *adjoint = ad_trace_adjoint(e->trace, x);
    if (x.index != y.index && ad_trace_reached(e->trace, x) && adjoint)
      put_symbols(table, "reverse", e, y, x, adjoint);
  }
}

void show_symbols(struct page *page, const struct explained *e)
{
  if (e->n_named > ROWS_MOST + ad_graph_leaves(e->graph))
    return;
  struct table *table = table_new();
  table_column(table, "sweep", ALIGN_LEFT);
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  for (size_t i = 0; i < e->n_directions; i++)
    if (is_variable(e, &e->directions[i]))
      put_forward(table, e, &e->directions[i]);
  if (!e->cotangent)
    put_reverse(table, e);
  if (table->n_rows > 0)
    page_print(page, "In symbols, the names of the inner rows put in:");
  page_table(page, table);
}
