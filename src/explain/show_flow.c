/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "flow": the size of the adjoint layer by layer.  Read sections.h
   and flow.h before. */
#include "explain/flow.h"
#include "explain/sections.h"
#include "page/number_format.h"

static void put_step(struct table *table, const struct flow_series *s, size_t i)
{
  const struct flow_step *step = &s->steps[i];
  table_row(table);
  table_put(table, step->name);
  table_number(table, step->norm);
  table_answer(table);
  table_number(table, step->rms);
  table_answer(table);
  if (i == 0)
    return;
  char out[FORMAT_SIZE];
  table_put(table, format_rough(out, step->rms / s->steps[i - 1].rms, 3));
  table_answer(table);
}

static void show_series(struct page *page, const struct explained *e,
                        const struct flow_series *s, int full)
{
  struct table *table = table_new();
  table_column(table, "layer", ALIGN_LEFT);
  table_column(table, "norm", ALIGN_POINT);
  table_column(table, "rms", ALIGN_POINT);
  table_column(table, "factor", ALIGN_POINT);
  for (size_t i = 0; i < s->n; i++)
    if (line_left_out(e, i, s->n, full))
      put_left_out(table, e, i, s->n);
    else
      put_step(table, s, i);
  page_table(page, table);
}

static void show_words(struct page *page, const struct flow_series *s)
{
  const struct flow_step *first = &s->steps[0], *last = &s->steps[s->n - 1];
  const char *from = first->name, *to = last->name;
  char a[FORMAT_SIZE], b[FORMAT_SIZE], f[FORMAT_SIZE];
  if (first->rms > 0 && last->rms == 0)
    page_answer(page, "From %s back to %s nothing comes through: the gradient "
                "is 0 there.", from, to);
  else
    page_answer(page, "From %s back to %s the gradient %s: its rms goes from "
                "%s to %s, by the factor %s a layer.", from, to, flow_word(s),
                format_rough(a, first->rms, 3), format_rough(b, last->rms, 3),
                format_rough(f, flow_factor(s), 3));
}

void section_flow(struct page *page, const struct explained *e, int full)
{
  struct flow flow = flow_new(e);
  page_section(page, "Gradient flow");
  if (flow.n == 0)
    page_print(page, "There are no layers: on the way back from %s are neither "
               "two named nodes with numbers nor two matrices.",
               e->n_wrts > 0 ? e->swept : "the output");
  else
    page_print(page, "The size of the derivative of %s by each layer, from the "
               "output back: norm is that of all entries, rms their root mean "
               "square, factor the rms by that of the layer above.", e->swept);
  if (flow.n > 0 && e->n_outputs > 1 && !e->cotangent)
    page_print(page, "There are %zu outputs: the one named by --of, or the "
               "first that is a number, is differentiated, here %s.",
               e->n_outputs, e->swept);
  for (size_t i = 0; i < flow.n; i++) {
    show_series(page, e, &flow.series[i], full);
    show_words(page, &flow.series[i]);
  }
  flow_free(&flow);
}
