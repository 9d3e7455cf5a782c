/* SPDX-License-Identifier: GPL-3.0-or-later
   Gathering what `compare` finds out.  Read results.h before. */
#include "results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exits.h"
#include "format.h"
#include "timer.h"

static const double PATIENCE = 5; /* seconds without a word               */

/* --- outputs and leaves --------------------------------------------------- */

static struct part part_of(const ad_graph *g, ad_ref node, size_t *first)
{
  ad_shape shape = ad_graph_shape(g, node);
  struct part part = {node, ad_graph_name(g, node), shape, *first,
                      shape.rows * shape.cols, NULL};
  *first += part.entries;
  return part;
}

/* Follows the edges that have a derivative from the output down. */
static unsigned char *find_uses(const struct results *r,
                                const struct part *output)
{
  const ad_graph *g = r->graph;
  unsigned char *reached = memory_new(ad_graph_size(g), 1);
  unsigned char *uses = memory_new(r->n_wrts, 1);
  reached[output->node.index] = 1;
  for (uint32_t i = output->node.index + 1; i-- > 0;) {
    ad_ref x = {i};
    for (size_t k = 0; reached[i] && k < ad_graph_operands(g, x); k++)
      if (ad_op_has_edge(ad_graph_op(g, x), (unsigned)k))
        reached[ad_graph_operand(g, x, k).index] = 1;
  }
  for (size_t w = 0; w < r->n_wrts; w++)
    uses[w] = reached[r->wrts[w].node.index];
  free(reached);
  return uses;
}

static void list_parts(struct results *r)
{
  const ad_graph *g = r->graph;
  r->n_outputs = ad_graph_outputs(g);
  r->n_wrts = ad_graph_wrts(g);
  r->outputs = memory_new(r->n_outputs, sizeof *r->outputs);
  r->wrts = memory_new(r->n_wrts, sizeof *r->wrts);
  for (size_t i = 0; i < r->n_outputs; i++)
    r->outputs[i] = part_of(g, ad_graph_output(g, i), &r->m);
  for (size_t i = 0; i < r->n_wrts; i++)
    r->wrts[i] = part_of(g, ad_graph_wrt(g, i), &r->n);
  for (size_t i = 0; i < r->n_outputs; i++)
    r->outputs[i].uses = find_uses(r, &r->outputs[i]);
}

/* Does the Jacobian, with what is said of it, fit into the limit? */
static int check_memory(const struct results *r, const char *name,
                        size_t limit)
{
  char m[FORMAT_SIZE], n[FORMAT_SIZE], bytes[FORMAT_SIZE];
  size_t entries, need = 0;
  int fits = ad_multiply(r->m, r->n, &entries) &&
             ad_multiply(entries, 3 * sizeof(double) + sizeof *r->judged,
                         &need) &&
             need <= limit;
  if (fits)
    return EXIT_FINE;
  complain("%s: the derivatives of %s output entries by %s parameters need "
           "more memory than %s (see --max-memory)", name,
           format_count(m, (double)r->m), format_count(n, (double)r->n),
           format_bytes(bytes, limit));
  return EXIT_SYSTEM;
}

/* --- finite differences --------------------------------------------------- */

/* Spreads n_fd places evenly over all entries, the first and the last among
   them: place i is floor(i (entries - 1) / (n_fd - 1)). */
static void choose_entries(struct results *r, size_t limit)
{
  size_t entries = r->m * r->n;
  r->n_fd = entries < limit ? entries : limit;
  r->fd_at = memory_new(r->n_fd, sizeof *r->fd_at);
  r->fd = memory_new(r->n_fd, sizeof *r->fd);
  if (r->n_fd < 2)
    return;
  size_t quotient = (entries - 1) / (r->n_fd - 1);
  size_t rest = (entries - 1) % (r->n_fd - 1);
  for (size_t i = 0; i < r->n_fd; i++)
    r->fd_at[i] = i * quotient + i * rest / (r->n_fd - 1);
}

/* The number of place `at` in fd_at, n_fd where it is not there. */
static size_t find(const struct results *r, size_t at)
{
  size_t low = 0, high = r->n_fd;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (r->fd_at[middle] < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < r->n_fd && r->fd_at[low] == at ? low : r->n_fd;
}

/* Column by column: the entries of one share evaluations. */
void results_differences(const struct results *r, ad_fd_estimate *fd)
{
  ad_fd_set(r->engines.fd, 0, ad_sheet_leaf(r->sheet, 0));
  for (size_t by = 0; by < r->n; by++)
    for (size_t of = 0; of < r->m; of++) {
      size_t i = find(r, of * r->n + by);
      if (i < r->n_fd)
        ad_fd_entry(r->engines.fd, of, by, &fd[i]);
    }
}

static void take_differences(struct results *r)
{
  double start = timer_now();
  results_differences(r, r->fd);
  r->fd_seconds = timer_now() - start;
}

const ad_fd_estimate *results_fd(const struct results *r, size_t of,
                                 size_t by)
{
  size_t i = find(r, of * r->n + by);
  return i < r->n_fd ? &r->fd[i] : NULL;
}

/* --- judging -------------------------------------------------------------- */

static void collect_kinks(struct results *r)
{
  const char *kink;
  for (size_t i = 0; (kink = ad_agree_kink(r->engines.agree, i)); i++) {
    size_t k = 0;
    while (k < r->n_kinks && strcmp(r->kinks[k], kink) != 0)
      k++;
    if (k < r->n_kinks)
      continue;
    r->kinks = memory_grow(r->kinks, r->n_kinks + 1, sizeof *r->kinks);
    r->kinks[r->n_kinks++] = kink;
  }
}

/* The largest |entry| of row `of` in the columns of a leaf. */
static double largest_entry(const struct results *r, size_t of,
                            const struct part *wrt)
{
  double largest = 0;
  for (size_t i = 0; i < wrt->entries; i++) {
    size_t at = of * r->n + wrt->first + i;
    largest = fmax(largest, fmax(fabs(r->forward[at]), fabs(r->reverse[at])));
  }
  return largest;
}

static void judge_row(struct results *r, size_t of)
{
  ad_agree_sweep(r->engines.agree, of);
  collect_kinks(r);
  for (size_t w = 0; w < r->n_wrts; w++) {
    double largest = largest_entry(r, of, &r->wrts[w]);
    for (size_t i = 0; i < r->wrts[w].entries; i++) {
      size_t by = r->wrts[w].first + i, at = of * r->n + by;
      ad_agree_judge(r->engines.agree, by, r->forward[at], r->reverse[at],
                     results_fd(r, of, by), largest, &r->judged[at]);
    }
  }
}

/* --- the Jacobian --------------------------------------------------------- */

/* Says how long the sweeps of forward mode will take, where that is long. */
static void announce(const struct results *r, const char *name)
{
  size_t sweeps = r->n / r->engines.chunk;
  char count[FORMAT_SIZE], time[FORMAT_SIZE];
  if (sweeps < 100)
    return;
  double seconds = PATIENCE + 1;
  for (int i = 0; i < 2 && seconds > PATIENCE; i++) { /* the first is cold */
    double start = timer_now();
    ad_forward_sweep_unit(r->engines.chunked, 0, r->engines.chunk);
    seconds = (timer_now() - start) * (double)sweeps;
  }
  if (seconds > PATIENCE)
    complain("%s: forward mode takes %s sweeps, about %s", name,
             format_count(count, (double)sweeps),
             format_seconds(time, seconds));
}

static void differentiate(struct results *r)
{
  r->forward = memory_new(r->m * r->n, sizeof *r->forward);
  r->reverse = memory_new(r->m * r->n, sizeof *r->reverse);
  double start = timer_now();
  ad_forward_jacobian(r->engines.chunked, r->forward);
  double middle = timer_now();
  ad_tape_jacobian(r->engines.tape, r->reverse);
  r->chunked_seconds = middle - start;
  r->reverse_seconds = timer_now() - middle;
}

/* --- everything ----------------------------------------------------------- */

int results_gather(struct results *r, const char *name, const ad_sheet *sheet,
                   const struct options *options)
{
  ad_error err = {0};
  *r = (struct results){.sheet = sheet, .graph = ad_sheet_graph(sheet)};
  list_parts(r);
  int status = check_memory(r, name, options->max_memory);
  if (status != EXIT_FINE)
    return status;
  if (engines_make(&r->engines, sheet, options->chunk, &err) != AD_OK) {
    complain("%s: %s", name, err.text);
    return exit_of(err.status);
  }
  ad_value_sweep(r->engines.value);
  announce(r, name);
  differentiate(r);
  r->judged = memory_new(r->m * r->n, sizeof *r->judged);
  choose_entries(r, options->fd_entries);
  if (r->n_fd > 0)
    take_differences(r);
  for (size_t of = 0; of < r->m; of++)
    judge_row(r, of);
  return EXIT_FINE;
}

void results_free(struct results *r)
{
  engines_free(&r->engines);
  for (size_t i = 0; i < r->n_outputs; i++)
    free(r->outputs[i].uses);
  free(r->outputs);
  free(r->wrts);
  free(r->forward);
  free(r->reverse);
  free(r->judged);
  free(r->fd_at);
  free(r->fd);
  free(r->kinks);
}
