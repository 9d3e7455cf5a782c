/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "formulas": the gradient of each output, line by line.  Read
   sections.h and formulas.h before. */
#include "explain/brief.h"
#include "explain/outcome.h"
#include "explain/sections.h"

#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/conventions.h"
#include "worksheet/matrix_words.h"

/* Formulas want the room: of a large matrix the norm is enough. */
static void put_value(struct table *table, const struct explained *e,
                      const double *x, ad_shape shape, int full)
{
  char out[FORMAT_SIZE];
  if (e->brief >= BRIEF_VALUES)
    put_in_line(table, x, shape);
  else if (full || (shape.rows <= MATRIX_ROWS && shape.cols <= MATRIX_COLUMNS))
    matrix_put(table, x, shape, full);
  else
    table_print(table, "norm %s",
                format_number(out, show_norm(x, shape.rows * shape.cols)));
}

static void put_line(struct table *table, const struct explained *e,
                     const struct explain_line *line, int full)
{
  ad_verdict verdict = explain_verdict(line);
  table_row(table);
  table_put(table, line->left);
  table_math(table, line->left_latex);
  table_put(table, line->right ? line->right : "(it cannot be written)");
  table_math(table, line->right ? line->latex : NULL);
  table_answer(table);
  table_print(table, "%zu %s %zu", line->shape.rows, sign_times(),
              line->shape.cols);
  table_answer(table);
  put_value(table, e, line->value, line->shape, full);
  table_answer(table);
  if (line->right)
    table_tone(table, verdict == AD_AGREE      ? TONE_PLAIN
                      : verdict == AD_DISAGREE ? TONE_BAD
                                               : TONE_DOUBT);
}

static void show_output(struct page *page, const struct explained *e,
                        const struct explain_output *output, int full)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  table_column(table, "value", ALIGN_POINT);
  for (size_t i = 0; i < output->n; i++)
    if (line_left_out(e, i, output->n, full))
      put_left_out(table, e, i, output->n);
    else
      put_line(table, e, &output->lines[i], full);
  page_section(page, "Gradient of %s, from the output back", output->name);
  page_table(page, table);
}

static void show_outcome(struct page *page, const struct explained *e)
{
  struct outcome o = {0};
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++)
      outcome_add(&o, &e->outputs[i].lines[k]);
  outcome_show(page, &o, "reverse mode");
}

void section_formulas(struct page *page, const struct explained *e, int full)
{
  for (size_t i = 0; i < e->n; i++)
    if (e->outputs[i].shape.rows * e->outputs[i].shape.cols != 1)
      page_print(page, "%s is %zu %s %zu: formulas are of gradients of "
                       "numbers.", e->outputs[i].name,
                 e->outputs[i].shape.rows, sign_times(),
                 e->outputs[i].shape.cols);
    else if (e->outputs[i].n > 0)
      show_output(page, e, &e->outputs[i], full);
  show_outcome(page, e);
  show_conventions(page, e->n_kinks, e->kinks);
}
