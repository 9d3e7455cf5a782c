/* SPDX-License-Identifier: GPL-3.0-or-later
   The rows of a trace in the names of the sheet alone: those of the derivatives
   above or below are put in.  Each is read again and computed before it is
   shown.  Read trace_rules.h and explain_read.h before. */
#include <math.h>
#include <stdlib.h>

#include "explain/explain_read.h"
#include "explain/kept.h"
#include "explain/link_words.h"
#include "explain/sections.h"
#include "explain/trace_rules.h"
#include "host/exits.h"

/* Small graphs only: each row is a derivation of its own, and what is long does
   not teach. */
enum { ROWS_MOST = 12, LETTERS_MOST = 40, WAYS_MOST = 40 };

/* How many ways lead from x to y: as many are walked. */
static double count_ways(const ad_graph *g, ad_ref y, ad_ref x)
{
  double *ways = memory_new((size_t)y.index + 1, sizeof *ways);
  if (x.index <= y.index)
    ways[x.index] = 1;
  for (uint32_t i = x.index + 1; i <= y.index; i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++)
      ways[i] += ways[ad_graph_operand(g, (ad_ref){i}, k).index];
  double count = ways[y.index];
  free(ways);
  return count;
}

/* dy/dx in names of the sheet alone; NULL where that is long.  The caller frees
   it, and its LaTeX. */
static char *in_symbols(const struct explained *e, ad_ref y, ad_ref x,
                        char **latex)
{
  ad_locals *l = NULL;
  char *text = NULL;
  if (count_ways(e->graph, y, x) > WAYS_MOST)
    return NULL;
  ad_status status = ad_locals_at(e->graph, y, e->nonzero, &l, NULL);
  if (status == AD_OK)
    status = ad_locals_written(l, 1, &x, LETTERS_MOST, &text, latex, NULL);
  ad_locals_free(l);
  if (status == AD_ENOMEM)
    memory_given(NULL, LETTERS_MOST);
  return text;
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

static const char forward[] = "forward", reverse[] = "reverse";

struct symbols {
  const char *sweep; /* one of them                                        */
  struct table *table;
  const struct explained *e;
  char *longer; /* the names of those that are too long                    */
};

/* Is there any such derivative, and is it not one of the other sweep, too? */
static int is_missed(const struct symbols *s, ad_ref y, ad_ref x)
{
  int again = s->sweep == forward && !s->e->cotangent &&
              y.index == explain_output_node(s->e).index;
  return !again && count_ways(s->e->graph, y, x) > 0;
}

/* dy/dx, which a sweep found to be `swept` (NULL: 0). */
static void put_symbols(struct symbols *s, ad_ref y, ad_ref x,
                        const double *swept)
{
  char *latex = NULL, *text = in_symbols(s->e, y, x, &latex);
  if (text && holds(s->e, text, swept ? *swept : 0)) {
    table_row(s->table);
    table_put(s->table, s->sweep);
    put_link_name(s->table, s->e, y, x);
    table_put(s->table, text);
    table_math(s->table, latex);
    table_answer(s->table);
  } else if (!text && is_missed(s, y, x)) {
    memory_append(&s->longer, ", ", link_name(s->e, y, x));
  }
  free(text);
  free(latex);
}

/* Has it derivatives of its own name? */
static int is_variable(const struct explained *e, const struct direction *d)
{
  return !d->moves && e->wrts[d->entry.part].entries == 1;
}

static void put_forward(struct symbols *s, const struct direction *d)
{
  const struct explained *e = s->e;
  ad_ref x = explain_wrt_node(e, d->entry.part);
  for (size_t i = 0; i < e->n_named; i++)
    if (kept_is_computed(e, e->named[i]) && e->named[i].index > x.index)
      put_symbols(s, e->named[i], x,
                  ad_trace_tangent(d->trace, e->named[i]));
}

static void put_reverse(struct symbols *s)
{
  const struct explained *e = s->e;
  ad_ref y = explain_output_node(e);
  for (size_t i = e->n_named; i-- > 0;) {
    ad_ref x = e->named[i];
    const double *adjoint = ad_trace_adjoint(e->trace, x);
    if (x.index != y.index && ad_trace_reached(e->trace, x) && adjoint)
      put_symbols(s, y, x, adjoint);
  }
}

void show_symbols(struct page *page, const struct explained *e)
{
  if (e->n_named > ROWS_MOST + ad_graph_leaves(e->graph))
    return;
  struct table *table = table_new();
  struct symbols s = {forward, table, e, memory_copy("")};
  table_column(table, "sweep", ALIGN_LEFT);
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  for (size_t i = 0; i < e->n_directions; i++)
    if (is_variable(e, &e->directions[i]))
      put_forward(&s, &e->directions[i]);
  s.sweep = reverse;
  if (!e->cotangent)
    put_reverse(&s);
  if (table->n_rows > 0)
    page_print(page, "In symbols, the names of the inner rows put in:");
  int any = table->n_rows > 0;
  page_table(page, table);
  if (any && s.longer[0])
    page_answer(page, "Longer ones are left out: %s.", s.longer);
  free(s.longer);
}
