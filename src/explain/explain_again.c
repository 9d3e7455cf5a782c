/* SPDX-License-Identifier: GPL-3.0-or-later
   See again.h.  A derivative that has a line above is what that line came to,
   as for a reader with a pencil: each line is proved by the lines before it,
   and no sweep is run for any of them. */
#include "explain/again.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "host/exits.h"
#include "symbolic.h"
#include "worksheet/read_text.h"

ad_status again_begin(struct again *a, const struct explained *e, ad_error *err)
{
  *a = (struct again){.e = e};
  return ad_builder_continue(e->graph, &a->b, err);
}

void again_end(struct again *a)
{
  ad_builder_free(a->b);
  free(a->lines);
  free(a->given);
}

/* --- reading -------------------------------------------------------------- */

/* The name of dy/dx, for again_read: texts then mean that line by it, and no
   sweep is run for it.  No worksheet can have it. */
static void name_line(char name[32], ad_ref y, ad_ref x)
{
  snprintf(name, 32, "%u by %u", (unsigned)y.index, (unsigned)x.index);
}

static ad_status derive(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                        ad_error *err)
{
  char name[32];
  name_line(name, y, x);
  if (ad_builder_find(b, name, strlen(name), out))
    return AD_OK;
  return ad_derivative(b, y, x, out, err);
}

static int has_shape(const ad_builder *b, ad_ref x, ad_shape shape)
{
  ad_shape is = ad_builder_shape(b, x);
  return is.rows == shape.rows && is.cols == shape.cols;
}

void again_give(struct again *a, const char *name, ad_shape shape,
                const double *x)
{
  if (a->n_given == a->room_given) {
    a->room_given = 2 * a->room_given + 16;
    a->given = memory_grow(a->given, a->room_given, sizeof *a->given);
  }
  a->given[a->n_given++] = x;
  ad_leaf_shaped(a->b, name, shape, AD_DATA);
}

ad_status again_read(struct again *a, struct explain_line *line,
                     const char *name, ad_error *err)
{
  ad_ref x;
  if (!line->right)
    return AD_OK;
  const ad_error *made = ad_builder_error(a->b);
  if (made->status == AD_ENOMEM || made->status == AD_ELIMIT) {
    *err = *made; /* what was given is not there: no text could be read     */
    return made->status;
  }
  ad_status status =
      read_text(a->e->graph, a->b, line->right, derive, &x, err);
  if (status == AD_EINPUT) {
    line->right = NULL;
    return AD_OK;
  }
  if (status != AD_OK)
    return status;
  ad_output(a->b, x);
  if (name && has_shape(a->b, x, line->shape))
    ad_name(a->b, x, name, NULL);
  if (a->n == a->room) {
    a->room = 2 * a->room + 16;
    a->lines = memory_grow(a->lines, a->room, sizeof *a->lines);
  }
  a->lines[a->n++] = line;
  return AD_OK;
}

/* --- comparing ------------------------------------------------------------ */

/* What is not finite on one side only, or on both, is no proof: then, and where
   the rest agrees, there is nothing to compare. */
void again_compare(struct explain_line *line, const double *x)
{
  int unknown = 0;
  line->off = 0;
  for (size_t k = 0; k < line->shape.rows * line->shape.cols; k++)
    if (isfinite(line->value[k]) && isfinite(x[k]))
      line->off = fmax(line->off, fabs(x[k] - line->value[k]));
    else
      unknown |= x[k] != line->value[k];
  if (unknown && explain_verdict(line) == AD_AGREE)
    line->off = (double)NAN;
}

static int is_nan_at(const struct explained *e, ad_ref x)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  const double *value = ad_trace_value(e->trace, x);
  for (size_t k = 0; value && k < shape.rows * shape.cols; k++)
    if (isnan(value[k]))
      return 1;
  return 0;
}

/* Of NaN both a > b and a <= b are false, which formulas take for opposites:
   beside it, what differs is no mistake of theirs. */
static void forgive_nan(const struct again *a)
{
  int found = 0;
  for (uint32_t i = 0; !found && i < ad_graph_size(a->e->graph); i++)
    found = is_nan_at(a->e, (ad_ref){i});
  for (size_t i = 0; found && i < a->n; i++)
    if (explain_verdict(a->lines[i]) == AD_DISAGREE)
      a->lines[i]->off = (double)NAN;
}

/* A formula of another shape is not the derivative. */
static void compare_lines(const struct again *a, const ad_graph *g,
                          const ad_value *values)
{
  for (size_t i = 0; i < a->n; i++) {
    ad_ref x = ad_graph_output(g, i);
    ad_shape shape = ad_graph_shape(g, x), due = a->lines[i]->shape;
    if (shape.rows == due.rows && shape.cols == due.cols)
      again_compare(a->lines[i], ad_value_at(values, x));
    else
      a->lines[i]->off = (double)INFINITY;
  }
  forgive_nan(a);
}

ad_status again_compute(struct again *a, ad_error *err)
{
  ad_graph *g = NULL;
  ad_value *values = NULL;
  if (a->n == 0)
    return AD_OK;
  ad_status status = explain_compute(a->e, a->b, a->n_given, a->given, &g,
                                     &values, err);
  if (status == AD_OK)
    compare_lines(a, g, values);
  ad_value_free(values);
  ad_graph_free(g);
  return status;
}

/* --- formulas ------------------------------------------------------------- */

/* All lines in order. */
static ad_status read_lines(struct explained *e, struct again *a, ad_error *err)
{
  ad_status status = AD_OK;
  char name[32];
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n && status == AD_OK; k++) {
      struct explain_line *line = &e->outputs[i].lines[k];
      name_line(name, ad_graph_output(e->graph, i), line->by);
      status = again_read(a, line, name, err);
    }
  return status;
}

ad_status explain_again(struct explained *e, ad_error *err)
{
  struct again a;
  ad_status status = again_begin(&a, e, err);
  if (status == AD_OK)
    status = read_lines(e, &a, err);
  if (status == AD_OK)
    status = again_compute(&a, err);
  again_end(&a);
  return status;
}

ad_verdict explain_verdict(const struct explain_line *line)
{
  static const double rounding = 1e-9, mistake = 1e-3, last = 1e-13;
  if (isnan(line->off))
    return AD_INCONCLUSIVE;
  /* Numbers below DBL_MIN have fewer digits the smaller they are. */
  if (line->off <= fmax(rounding * line->scale, last * line->beside) + DBL_MIN)
    return AD_AGREE;
  return line->off > mistake * line->scale ? AD_DISAGREE : AD_INCONCLUSIVE;
}
