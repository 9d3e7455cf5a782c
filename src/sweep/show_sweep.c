/* SPDX-License-Identifier: GPL-3.0-or-later
   The report of `sweep`: what was varied, and on what machine.  Read
   show_sweep.h before. */
#include "sweep/show_sweep.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/machine.h"
#include "page/number_format.h"
#include "worksheet/heading.h"
#include "worksheet/label.h"

const char *show_sweep_x(const struct sweep *s)
{
  return s->against == SWEEP_PARAMS    ? "params"
         : s->against == SWEEP_OUTPUTS ? "outputs"
                                       : s->dims[s->against_dim];
}

int show_sweep_has(const struct sweep *s, int method)
{
  size_t most = 0;
  for (size_t i = 0; i < s->n_points; i++)
    most = s->points[i].n > most ? s->points[i].n : most;
  return (method != METHOD_FORWARD || most > 1) &&
         (method != METHOD_CHUNKED || (most > 1 && s->chunk > 1));
}

char *show_sweep_label(const struct sweep *s, int method)
{
  static const char *const labels[METHODS] = {
      [METHOD_EVALUATION] = "evaluation", [METHOD_FORWARD_1] = "one sweep",
      [METHOD_FORWARD] = "forward",       [METHOD_REVERSE] = "reverse",
      [METHOD_FD] = "differences"};
  return method == METHOD_CHUNKED ? memory_format("forward/%zu", s->chunk)
                                  : memory_copy(labels[method]);
}

/* --- what was varied ------------------------------------------------------ */

/* "h from 1 to 1,024, d from 4 to 64: 11 sizes" */
static char *describe_axis(const struct vary *v, size_t axis)
{
  char *text = memory_copy(""), from[FORMAT_SIZE], to[FORMAT_SIZE];
  size_t end = axis + 1 < v->n_axes ? v->axis_dim[axis + 1] : v->n_dims;
  const size_t *last = v->sizes + (v->n_points - 1) * v->n_dims;
  for (size_t k = v->axis_dim[axis]; k < end; k++)
    memory_append(&text, ", ",
                  memory_format("%s from %s to %s", v->dims[k],
                                format_count(from, (double)v->sizes[k]),
                                format_count(to, (double)last[k])));
  memory_append(&text, ": ",
                label_plural(v->axis_points[axis], "size", "sizes"));
  return text;
}

static int is_varied(const struct vary *v, const char *name)
{
  for (size_t i = 0; i < v->n_dims; i++)
    if (strcmp(v->dims[i], name) == 0)
      return 1;
  return 0;
}

static void show_varied(struct page *page, const struct loaded *first,
                        const struct vary *v)
{
  char *text = memory_copy(""), *fixed = memory_copy("");
  const char *name;
  size_t size;
  for (size_t i = 0; i < v->n_axes; i++)
    memory_append(&text, "; ", describe_axis(v, i));
  for (size_t i = 0; ad_sheet_dim(first->sheet, i, &name, &size); i++)
    if (!is_varied(v, name))
      memory_append(&fixed, ", ", memory_format("%s = %zu", name, size));
  if (ad_sheet_drawn(first->sheet))
    memory_append(&fixed, "; ",
                  memory_format("seed %lu", ad_sheet_seed(first->sheet)));
  page_print(page, "Varied: %s%s%s", text, *fixed ? "\nFixed: " : "", fixed);
  if (*v->cut)
    page_print(page, "Of sizes that run together the shortest range ends "
                     "them all: %s could go further.", v->cut);
  free(text);
  free(fixed);
}

/* --- the header ----------------------------------------------------------- */

static void show_machine(struct page *page)
{
  struct machine machine = machine_find();
  char *text = machine_text(&machine);
  page_print(page, "%s", text);
  free(text);
  machine_free(&machine);
}

static void show_partial(struct page *page, const struct sweep *s,
                         const struct vary *v)
{
  char measured[FORMAT_SIZE], all[FORMAT_SIZE];
  if (s->partial)
    page_print(page, "PARTIAL: the sweep ended early; %s of %s sizes were "
                     "measured.", format_count(measured, (double)s->n_points),
               format_count(all, (double)v->n_points));
}

void show_sweep(struct page *page, const struct sweep *s,
                const struct loaded *first, const struct vary *v,
                const struct options *options)
{
  show_heading(page, first->source.name, options->n_arguments > 1,
               first->sheet);
  show_varied(page, first, v);
  if (s->timed)
    show_machine(page);
  show_partial(page, s, v);
  show_sweep_tables(page, s, options);
  show_sweep_grid(page, s);
  show_sweep_growth(page, s);
  show_sweep_crossover(page, s);
  show_sweep_conclusion(page, s);
}
