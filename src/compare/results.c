/* SPDX-License-Identifier: GPL-3.0-or-later
   Gathering what `compare` finds out: the steps in their order, and the
   verdicts.  Read results_gather.h before. */
#include "compare/results_gather.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/timer.h"
#include "page/number_format.h"

/* Of the Jacobian by both modes, and of what is made of it; SIZE_MAX: more
   than there is. */
static size_t bytes_of_results(const struct results *r,
                               const struct options *options)
{
  size_t entries, numbers, judged;
  if (!ad_multiply(r->m, r->n, &entries) ||
      !ad_multiply(entries, 3 * sizeof(double), &numbers))
    return SIZE_MAX;
  judged = results_judged_bytes(entries, options->fd_entries);
  return judged > SIZE_MAX - numbers ? SIZE_MAX : numbers + judged;
}

/* Does the Jacobian, with what is said of it, fit into the limit? */
static int check_memory(const struct results *r, const char *name,
                        const struct options *options)
{
  char m[FORMAT_SIZE], n[FORMAT_SIZE], bytes[FORMAT_SIZE];
  size_t limit = options->max_memory;
  if (bytes_of_results(r, options) <= limit)
    return EXIT_FINE;
  complain("%s: the derivatives of %s output entries by %s parameters need "
           "more memory than %s (see --max-memory)", name,
           format_count(m, (double)r->m), format_count(n, (double)r->n),
           format_bytes(bytes, limit));
  return EXIT_SYSTEM;
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
    double forward = fabs(results_forward(r, at));
    largest = fmax(largest, fmax(forward, fabs(r->reverse[at])));
  }
  return largest;
}

/* Of what is compared with nothing all that counts is whether it is fine. */
static ad_judgement alone(int fine)
{
  return (ad_judgement){.engines = fine ? AD_AGREE : AD_INCONCLUSIVE,
                        .differences = AD_INCONCLUSIVE,
                        .reason = fine ? AD_REASON_NONE : AD_REASON_SINGULAR};
}

/* An entry that forward mode left out: is reverse mode's a number, with
   numbers on the way? */
static void judge_alone(struct results *r, size_t at)
{
  ad_ref x;
  size_t entry;
  int fine = isfinite(r->reverse[at]) &&
             !ad_agree_singular(r->engines.agree, at % r->n, &x, &entry);
  results_keep(r, at, alone(fine));
}

/* What has no value has no derivative, by no variable. */
static void judge_lost(struct results *r, size_t of)
{
  for (size_t at = of * r->n; at < (of + 1) * r->n; at++) {
    ad_judgement j = results_judged(r, at);
    j.engines = j.differences = AD_INCONCLUSIVE;
    j.reason = AD_REASON_SINGULAR;
    j.weak = j.faint = 0;
    results_keep(r, at, j);
  }
}

static void judge_entry(struct results *r, size_t of, size_t by,
                        double largest)
{
  size_t at = of * r->n + by;
  ad_judgement j;
  if (!results_has_forward(r, of, by)) {
    judge_alone(r, at);
    return;
  }
  ad_agree_judge(r->engines.agree, by, results_forward(r, at), r->reverse[at],
                 results_fd(r, of, by), largest, &j);
  results_keep(r, at, j);
}

static void judge_row(struct results *r, size_t of)
{
  ad_agree_sweep(r->engines.agree, of);
  collect_kinks(r);
  for (size_t w = 0; w < r->n_wrts; w++) {
    double largest = largest_entry(r, of, &r->wrts[w]);
    for (size_t i = 0; i < r->wrts[w].entries; i++)
      judge_entry(r, of, r->wrts[w].first + i, largest);
  }
  if (!isfinite(results_output(r, of)))
    judge_lost(r, of);
  results_judge_directions(r, of);
}

/* A row whose bounds are not swept: are its derivatives numbers? */
static void judge_unseen(struct results *r, size_t of)
{
  for (size_t at = of * r->n; at < (of + 1) * r->n; at++)
    results_keep(r, at, alone(isfinite(r->reverse[at])));
  if (!isfinite(results_output(r, of)))
    judge_lost(r, of);
}

int results_judge(struct results *r, const char *name)
{
  ad_error err = {0};
  if (engines_make_agree(&r->engines, &err) != AD_OK) {
    complain("%s: %s", name, err.text);
    return exit_of(err.status);
  }
  results_start_judging(r);
  for (size_t of = 0; of < r->m; of++)
    if (!r->few_rows || results_along(r, of))
      judge_row(r, of);
    else
      judge_unseen(r, of);
  return EXIT_FINE;
}

static void take_reverse(struct results *r)
{
  double start = timer_work();
  r->reverse = memory_new(r->m * r->n, sizeof *r->reverse);
  ad_tape_jacobian(r->engines.tape, r->reverse);
  r->computed_bytes = ad_tape_computed_bytes(r->engines.tape);
  r->kept_bytes = ad_tape_kept_bytes(r->engines.tape);
  r->reverse_seconds = timer_work() - start;
}

/* --- everything ----------------------------------------------------------- */

static void list_parts(struct results *r)
{
  r->n_outputs = parts_outputs(r->graph, &r->outputs);
  r->n_wrts = parts_wrts(r->graph, &r->wrts);
  r->m = parts_entries(r->outputs, r->n_outputs);
  r->n = parts_entries(r->wrts, r->n_wrts);
  parts_connect(r->graph, r->outputs, r->n_outputs, r->wrts, r->n_wrts);
}

double results_output(const struct results *r, size_t of)
{
  const struct part *part =
      &r->outputs[parts_find(r->outputs, r->n_outputs, of)];
  return ad_value_at(r->engines.value, part->node)[of - part->first];
}

int results_gather(struct results *r, const char *name,
                   const struct loaded *loaded, const struct options *options)
{
  ad_error err = {0};
  *r = (struct results){.source = &loaded->source,
                        .sheet = loaded->sheet,
                        .graph = ad_sheet_graph(loaded->sheet)};
  list_parts(r);
  int status = check_memory(r, name, options);
  if (status != EXIT_FINE)
    return status;
  if (engines_make_few(&r->engines, r->sheet, options->chunk, &err) != AD_OK ||
      engines_check(&r->engines,
                    bytes_of_results(r, options) +
                      engines_agree_bytes(&r->engines),
                    options->max_memory, &err) != AD_OK ||
      results_plan_forward(r, &err) != AD_OK) {
    complain("%s: %s", name, err.text);
    return exit_of(err.status);
  }
  ad_value_sweep(r->engines.value);
  take_reverse(r);
  results_choose_entries(r, options->fd_entries);
  results_take_forward(r);
  results_take_directions(r);
  return EXIT_FINE;
}

void results_free(struct results *r)
{
  engines_free(&r->engines);
  parts_free(r->outputs, r->n_outputs);
  parts_free(r->wrts, r->n_wrts);
  free(r->forward);
  free(r->reverse);
  free(r->judged);
  free(r->kept);
  free(r->apart);
  free(r->chosen);
  free(r->is_chosen);
  free(r->fd);
  results_free_directions(r);
  free(r->rows);
  free(r->along);
  free(r->kinks);
}
