/* SPDX-License-Identifier: GPL-3.0-or-later
   Finding what is not finite.  Read faults.h before. */
#include "compare/faults.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "worksheet/label.h"

enum {
  MOST = 24,     /* faults that are listed                                */
  ORIGINS = 4,   /* of one output                                         */
  PARTIALS = 256 /* derivatives of one output that are looked at          */
};

int faults_has(const struct results *r, size_t of, size_t by)
{
  return !isfinite(results_output(r, of)) ||
         results_judged(r, of * r->n + by).reason == AD_REASON_SINGULAR;
}

char *fault_label(const struct results *r, const struct fault *fault)
{
  if (!fault->wrt)
    return label_entry(fault->output->name, fault->output->shape,
                       fault->of_entry);
  return label_derivative_entry(r->graph, fault->output, fault->of_entry,
                                fault->wrt, fault->by_entry);
}

static size_t line_of(const struct results *r, ad_ref x)
{
  size_t line, column;
  ad_source_locate(r->source, ad_sheet_place(r->sheet, x).offset, &line,
                   &column);
  return line;
}

/* Operations that a derived one is made of may say the same. */
static int is_said(const struct faults *faults, const struct fault *fault)
{
  for (size_t i = 0; i < faults->n; i++) {
    const struct fault *f = &faults->list[i];
    if (f->output == fault->output && f->of_entry == fault->of_entry &&
        f->wrt == fault->wrt && f->line == fault->line &&
        strcmp(f->reason, fault->reason) == 0)
      return 1;
  }
  return 0;
}

static void add(struct faults *faults, const struct results *r,
                struct fault fault)
{
  if (faults->n == MOST) {
    faults->more++;
    return;
  }
  if (fault.has_origin)
    fault.line = line_of(r, fault.origin.node);
  fault.reason = fault_reason(r, &fault);
  if (is_said(faults, &fault))
    free(fault.reason);
  else
    faults->list[faults->n++] = fault;
}

/* --- values --------------------------------------------------------------- */

static ad_status find_values(struct faults *faults, const struct results *r,
                             const struct part *output, ad_error *err)
{
  ad_origin origins[ORIGINS];
  const double *x = ad_value_at(r->engines.value, output->node);
  size_t first = 0, n;
  while (first < output->entries && isfinite(x[first]))
    first++;
  if (first == output->entries)
    return AD_OK;
  ad_status status = ad_origins(r->engines.value, output->node, ORIGINS,
                                origins, &n, err);
  for (size_t i = 0; status == AD_OK && i < n && i < ORIGINS; i++)
    add(faults, r,
        (struct fault){.output = output, .of_entry = first,
                       .value = x[first], .has_origin = 1,
                       .origin = origins[i]});
  faults->more += n > ORIGINS ? n - ORIGINS : 0;
  return status;
}

/* --- derivatives ---------------------------------------------------------- */

/* The derivative where it is not a number, whoever says so; forward mode may
   not have been asked. */
static double worst_value(const struct results *r, size_t at)
{
  if (!isfinite(r->reverse[at]))
    return r->reverse[at];
  double forward = results_forward(r, at);
  return isnan(forward) ? r->reverse[at] : forward;
}

/* Is the same operation listed for an entry of the same output and leaf? */
static int is_listed(const struct faults *faults, size_t from,
                     const struct fault *fault)
{
  for (size_t i = from; i < faults->n; i++) {
    const struct fault *f = &faults->list[i];
    if (f->wrt == fault->wrt && f->has_origin == fault->has_origin &&
        (!f->has_origin ||
         f->origin.node.index == fault->origin.node.index))
      return 1;
  }
  return 0;
}

static void find_partial(struct faults *faults, const struct results *r,
                         size_t from, struct fault fault)
{
  ad_ref x;
  size_t by = fault.wrt->first + fault.by_entry, entry;
  fault.has_origin = ad_agree_singular(r->engines.agree, by, &x, &entry);
  if (fault.has_origin)
    fault.origin = ad_origin_at(r->engines.value, x, entry);
  if (!is_listed(faults, from, &fault))
    add(faults, r, fault);
}

/* Of a finite output entry, the derivatives that are not. */
static void find_partials(struct faults *faults, const struct results *r,
                          const struct part *output, size_t j)
{
  size_t of = output->first + j, from = faults->n, seen = 0;
  for (size_t w = 0; w < r->n_wrts; w++)
    for (size_t k = 0; k < r->wrts[w].entries; k++) {
      size_t at = of * r->n + r->wrts[w].first + k;
      ad_reason reason = results_judged(r, at).reason;
      if (reason != AD_REASON_SINGULAR || seen++ >= PARTIALS)
        continue;
      if (seen == 1)
        ad_agree_sweep(r->engines.agree, of);
      find_partial(faults, r, from,
                   (struct fault){.output = output, .of_entry = j,
                                  .wrt = &r->wrts[w], .by_entry = k,
                                  .value = worst_value(r, at)});
    }
}

int faults_find(struct faults *faults, const char *name,
                const struct results *r)
{
  ad_error err = {0};
  *faults = (struct faults){.list = memory_new(MOST, sizeof *faults->list)};
  for (size_t i = 0; i < r->n_outputs; i++) {
    const struct part *output = &r->outputs[i];
    if (find_values(faults, r, output, &err) != AD_OK) {
      complain("%s: %s", name, err.text);
      return exit_of(err.status);
    }
    for (size_t j = 0; j < output->entries && faults->n < MOST; j++)
      if (isfinite(results_output(r, output->first + j)))
        find_partials(faults, r, output, j);
  }
  return EXIT_FINE;
}

void faults_free(struct faults *faults)
{
  for (size_t i = 0; i < faults->n; i++)
    free(faults->list[i].reason);
  free(faults->list);
}
