/* SPDX-License-Identifier: GPL-3.0-or-later
   The cost table, and what it teaches in one sentence.  Read show_compare.h
   before. */
#include <stdlib.h>

#include "compare/show_compare.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/label.h"

/* Of second derivatives: what goes over what. */
static const char *const second_labels[METHODS] = {
    [METHOD_EVALUATION] = "gradient, evaluated",
    [METHOD_FORWARD_1] = "H u, forward over reverse",
    [METHOD_FORWARD] = "H, forward over reverse",
    [METHOD_REVERSE] = "H, reverse over reverse",
    [METHOD_FD] = "differences of the gradient"};

static char *method_label(const struct results *r, int method)
{
  if (ad_sheet_is_hessian(r->sheet))
    return method == METHOD_CHUNKED
             ? memory_format("the same, chunks of %zu", r->engines.chunk)
             : memory_copy(second_labels[method]);
  if (method == METHOD_FD && r->n_directions > 0)
    return memory_copy("differences, sampled");
  return label_method((enum method)method, r->engines.chunk);
}

/* With one direction, or chunks of one, a row repeats the one before; with no
   differences there is nothing to say of them. */
static int is_left_out(const struct results *r, int method)
{
  return (method == METHOD_FORWARD && r->n == 1) ||
         (method == METHOD_CHUNKED && r->engines.chunk == 1) ||
         (method == METHOD_FD && !r->fd);
}

/* How many sweeps, times `factor`.  Where nothing is timed, the report is
   the same on all machines: of differences, what they take at least. */
static void put_sweeps(struct table *table, const struct method_cost *cost,
                       int least, double factor, number_writer *write)
{
  double sweeps = least ? cost->sweeps_least : cost->sweeps;
  table_amount(table, sweeps * factor, write);
  table_around(table, least && factor > 0 ? "from " : "", "");
}

/* As a count, but in few letters where it is long. */
static char *format_flops(char *out, double x)
{
  return x < 1e10 ? format_count(out, x) : format_short(out, x);
}

static void put_counts(struct table *table, const struct method_cost *cost,
                       const struct method_cost *plain, int timed, int fd)
{
  int least = fd && !timed;
  double per_sweep = fd || cost->sweeps == 0 ? 1 : 1 / cost->sweeps;
  put_sweeps(table, cost, least, 1, format_count);
  put_sweeps(table, cost, least, cost->flops * per_sweep, format_flops);
  if (fd)
    put_sweeps(table, cost, least, 1, format_count);
  else if (plain->flops > 0)
    put_sweeps(table, cost, 0, cost->flops * per_sweep / plain->flops,
               format_ratio);
  else
    table_skip(table);
  put_sweeps(table, cost, least, cost->calls * per_sweep, format_count);
  table_bytes(table, cost->bytes);
}

static void put_times(struct table *table, const struct method_cost *cost,
                      const struct method_cost *plain)
{
  const char *rough = cost->extrapolated ? "~" : "";
  table_amount(table, cost->seconds, format_seconds);
  table_around(table, rough, "");
  table_amount(table, cost->seconds / plain->seconds, format_ratio);
  table_around(table, rough, "");
}

/* The floor: what any call of an engine takes before it computes. */
static void put_overhead(struct table *table, const struct method_cost *costs)
{
  table_row(table);
  table_put(table, "call overhead");
  for (int i = 0; i < 5; i++)
    table_skip(table);
  put_times(table, &costs[METHOD_NULL], &costs[METHOD_EVALUATION]);
}

/* Multiples of what a plain evaluation takes. */
static void multiples_column(struct table *table)
{
  char *heading = memory_format("%s plain", sign_times());
  table_column(table, heading, ALIGN_RIGHT);
  free(heading);
}

static struct table *cost_table(int timed)
{
  struct table *table = table_new();
  table_column(table, "method", ALIGN_LEFT);
  table_column(table, "sweeps", ALIGN_RIGHT);
  table_column(table, "flops", ALIGN_RIGHT);
  multiples_column(table);
  table_column(table, "calls", ALIGN_RIGHT);
  table_column(table, "kept", ALIGN_RIGHT);
  if (timed) {
    table_column(table, "time", ALIGN_RIGHT);
    multiples_column(table);
  }
  return table;
}

/* --- the sentence --------------------------------------------------------- */

/* Are all leaves that are differentiated by of this kind? */
static int all_are(const struct results *r, ad_leaf_kind kind)
{
  size_t i;
  for (size_t w = 0; w < r->n_wrts; w++)
    if (ad_graph_is_leaf(r->graph, r->wrts[w].node, &i) &&
        ad_graph_leaf_kind(r->graph, i) != kind)
      return 0;
  return 1;
}

static void show_conclusion(struct page *page, const struct results *r)
{
  int inputs = all_are(r, AD_INPUT), params = all_are(r, AD_PARAM);
  char *n = label_plural(r->n,
                         inputs   ? "input"
                         : params ? "parameter"
                                  : "variable",
                         inputs   ? "inputs"
                         : params ? "parameters"
                                  : "variables");
  char *m = label_plural(r->m, "output", "outputs");
  char *forward = label_plural(r->n, "sweep", "sweeps"), out[FORMAT_SIZE];
  page_print(page, "%s, %s: forward mode needs %s, reverse mode %s.", n, m,
             forward, format_count(out, (double)r->m));
  free(n);
  free(m);
  free(forward);
}

/* Output forms at work: what no partial reads is not remembered. */
static void show_tape(struct page *page, const struct results *r)
{
  char kept[FORMAT_SIZE], all[FORMAT_SIZE];
  if (r->kept_bytes < r->computed_bytes)
    page_print(page,
               "Of the computed values, %s, the reverse sweep needs %s: the "
               "partials read no others.",
               format_bytes(all, r->computed_bytes),
               format_bytes(kept, r->kept_bytes));
}

/* Steps are chosen, and kinks are looked for, by looks at the nodes, which no
   count has: where that is most of the time, it is said. */
static void show_search(struct page *page,
                        const struct method_cost costs[METHODS])
{
  const struct method_cost *fd = &costs[METHOD_FD];
  double once = costs[METHOD_EVALUATION].seconds;
  if (fd->seconds > 3 * fd->sweeps * once && fd->sweeps > 0 && once > 0)
    page_print(page, "Most of the time of the differences goes into choosing "
                     "their steps, not into their evaluations.");
}

void show_cost(struct page *page, const struct results *r,
               const struct method_cost costs[METHODS], int timed)
{
  struct table *table = cost_table(timed);
  for (int i = METHOD_EVALUATION; i < METHODS; i++) {
    if (is_left_out(r, i))
      continue;
    char *label = method_label(r, i);
    table_row(table);
    table_put(table, label);
    put_counts(table, &costs[i], &costs[METHOD_EVALUATION], timed,
               i == METHOD_FD);
    if (timed)
      put_times(table, &costs[i], &costs[METHOD_EVALUATION]);
    free(label);
  }
  if (timed)
    put_overhead(table, costs);
  page_section(page, "Cost");
  page_table(page, table);
  if (timed)
    show_search(page, costs);
  show_tape(page, r);
  if (ad_sheet_is_hessian(r->sheet))
    show_second_cost(page, r, costs);
  else
    show_conclusion(page, r);
}
