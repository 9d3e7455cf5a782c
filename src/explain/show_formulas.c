/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "formulas": the gradient of each output, line by line.  Read
   sections.h and formulas.h before. */
#include "explain/sections.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/label.h"
#include "worksheet/matrix_words.h"

/* How the lines of all outputs came out. */
struct outcome {
  size_t count[3]; /* by ad_verdict                                        */
  size_t unwritten;
  double worst;    /* of how far off they are, by what is largest          */
};

static struct outcome outcome_of(const struct explained *e)
{
  struct outcome o = {0};
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++) {
      const struct explain_line *line = &e->outputs[i].lines[k];
      if (!line->right) {
        o.unwritten++;
        continue;
      }
      o.count[explain_verdict(line)]++;
      if (line->off > DBL_MIN) /* digits are left */
        o.worst = fmax(o.worst, line->off / fmax(line->scale, line->beside));
    }
  return o;
}

/* Formulas want the room: of a large matrix the norm is enough. */
static void put_value(struct table *table, const double *x, ad_shape shape,
                      int full)
{
  char out[FORMAT_SIZE];
  if (full || (shape.rows <= MATRIX_ROWS && shape.cols <= MATRIX_COLUMNS))
    matrix_put(table, x, shape, full);
  else
    table_print(table, "norm %s",
                format_number(out, show_norm(x, shape.rows * shape.cols)));
}

static void put_line(struct table *table, const struct explain_line *line,
                     int full)
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
  put_value(table, line->value, line->shape, full);
  table_answer(table);
  if (line->right)
    table_tone(table, verdict == AD_AGREE      ? TONE_PLAIN
                      : verdict == AD_DISAGREE ? TONE_BAD
                                               : TONE_DOUBT);
}

static void show_output(struct page *page, const struct explain_output *output,
                        int full)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  table_column(table, "value", ALIGN_POINT);
  for (size_t i = 0; i < output->n; i++)
    if (line_left_out(i, output->n, full))
      put_left_out(table, i, output->n);
    else
      put_line(table, &output->lines[i], full);
  page_section(page, "Gradient of %s, from the output back", output->name);
  page_table(page, table);
}

static void show_outcome(struct page *page, const struct explained *e)
{
  struct outcome o = outcome_of(e);
  size_t all = o.count[AD_AGREE] + o.count[AD_DISAGREE] +
               o.count[AD_INCONCLUSIVE];
  char out[FORMAT_SIZE], *text = label_plural(all, "formula", "formulas");
  char *worst = o.worst < 1e-13 /* the last bits are the machine's */
                    ? memory_copy("but for rounding")
                    : memory_format("within %s of the largest amount",
                                    format_digits(out, o.worst, 1));
  if (all > 0 && o.count[AD_AGREE] == all)
    page_answer(page, "Check: %s%s, read again and computed, agree%s with "
                      "reverse mode (%s).",
                all > 1 ? "all " : "", text, all == 1 ? "s" : "", worst);
  else if (all > 0)
    page_answer(page, "Check: of %s, read again and computed, %zu agree with "
                      "reverse mode, %zu differ, and of %zu it cannot be told: "
                      "numbers that are not finite, or lost to rounding.",
                text, o.count[AD_AGREE], o.count[AD_DISAGREE],
                o.count[AD_INCONCLUSIVE]);
  free(text);
  free(worst);
  if (o.unwritten > 0)
    page_answer(page, "%zu formula%s too long to be written, or would not be "
                      "read as the same: a name for what is inside makes lines "
                      "of %s.", o.unwritten,
                o.unwritten == 1 ? " is" : "s are",
                o.unwritten == 1 ? "it" : "them");
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
      show_output(page, &e->outputs[i], full);
  show_outcome(page, e);
}
