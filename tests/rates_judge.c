/* SPDX-License-Identifier: GPL-3.0-or-later
   One random graph: some of its derivatives, and some directions, are judged
   as they are and with mistakes planted.  Read rates.h before. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "rates_check.h"

#include "engines.h"
#include "rates.h"
#include "rates_truth.h"

enum { ROWS = 4, COLUMNS = 10 }; /* of a Jacobian, at most                 */

const double rates_factors[FACTORS] = {-1,    0,        2,       1.1,
                                       1.001, 1 + 1e-5, 1 + 1e-7};
const char *const rates_factor_names[FACTORS] = {
  "x -1", "x 0", "x 2", "x 1.1", "x 1.001", "x 1+1e-5", "x 1+1e-7"};

/* A graph at a point, with all that is known of it. */
struct subject {
  enum world world;
  uint64_t seed;
  test_rng r;
  const ad_graph *g;
  size_t m, n;
  double *forward, *reverse; /* the Jacobian [m x n]                       */
  double *largest;           /* largest[n] of a row's leaf                 */
  double *d, *along;         /* a direction d[n], J d [m]                  */
  double *unit;              /* unit[n], zeros but while it is used        */
  ad_fd *fd;
  ad_agree *agree;
  ad_value *value;
  truth *truth;
  real *adjoint, *tangent; /* of all entries                               */
  struct counts *c;
  const struct report *report;
};

/* A derivative under test, and its mistakes. */
struct item {
  int directional;
  size_t of, by;
  double forward, reverse, true_value;
  double part; /* of it, what comes by the operation that is made wrong    */
  double largest;
  ad_fd_estimate fd;
};

/* --- reports -------------------------------------------------------------- */

static void report(const struct subject *s, const struct item *t,
                   const char *what, double derivative, double tolerance)
{
  if (s->report->wrong)
    fprintf(s->report->to,
            "%s: world %d, seed %llu, row %zu, %s %zu: derivative %.17g, true "
            "%.17g, differences %.17g, tolerance %.3g, step %.3g\n",
            what, (int)s->world, (unsigned long long)s->seed, t->of,
            t->directional ? "direction" : "column", t->by, derivative,
            t->true_value, t->fd.value, tolerance, t->fd.step);
}

/* What the tolerance of an open derivative is made of. */
static void report_open(const struct subject *s, const struct item *t,
                        const ad_judgement *j)
{
  if (s->report->open && !t->directional)
    fprintf(s->report->to,
            "open: reason %d, seed %llu, row %zu, column %zu: derivative "
            "%.10g, true %.10g, largest %.3g, S %.3g, E %.3g; differences "
            "%.10g, error %.3g, noise %.3g, step %.3g, least %.3g, "
            "tolerance %.3g\n",
            (int)j->reason, (unsigned long long)s->seed, t->of, t->by,
            t->reverse, t->true_value, t->largest, ad_agree_S(s->agree, t->by),
            j->off, t->fd.value, t->fd.error, ad_agree_noise(s->agree),
            t->fd.step, t->fd.least_step, j->tolerance);
}

/* --- judging -------------------------------------------------------------- */

static ad_judgement judge(struct subject *s, const struct item *t,
                          double forward, double reverse, int engines_only)
{
  ad_judgement out;
  const ad_fd_estimate *fd = engines_only ? NULL : &t->fd;
  if (t->directional)
    ad_agree_judge_direction(s->agree, s->d, forward, reverse, fd, &out);
  else
    ad_agree_judge(s->agree, t->by, forward, reverse, fd, t->largest, &out);
  return out;
}

static void count_right(struct rate *r, ad_verdict verdict, int weak)
{
  r->tests++;
  r->alarms += verdict == AD_DISAGREE;
  r->undecided += verdict == AD_INCONCLUSIVE;
  r->weak += verdict == AD_AGREE && weak;
}

static void count_wrong(struct rate *r, size_t k, ad_verdict verdict, int weak)
{
  r->planted[k]++;
  r->missed[k] += verdict == AD_AGREE && !weak;
  r->open[k] += verdict == AD_INCONCLUSIVE || weak;
}

static ad_verdict passed(int passes)
{
  return passes ? AD_AGREE : AD_DISAGREE;
}

/* R2 calls it wrong: so it is, where the truth is as far away. */
static int is_untrue(const struct item *t, const ad_judgement *j)
{
  return isfinite(t->true_value) &&
         fabs(t->reverse - t->true_value) > j->tolerance;
}

/* Beyond its error bar?  Least doubles are no matter. */
static void judge_error(struct subject *s, const struct item *t,
                        const ad_judgement *j)
{
  double apart = fabs(t->forward - t->reverse);
  double bar = fmax(apart, j->off) + DBL_MIN;
  double off = fmax(fabs(t->forward - t->true_value),
                    fabs(t->reverse - t->true_value));
  if (!isfinite(t->true_value) || j->decided || !isfinite(bar))
    return;
  s->c->worst_error = fmax(s->c->worst_error, off / bar);
  if (off > bar) {
    s->c->beyond++;
    report(s, t, "beyond its error", t->reverse, bar);
  }
  if (j->engines == AD_AGREE && !j->weak &&
      j->differences != AD_INCONCLUSIVE &&
      off > 1e-6 * fmax(fabs(t->true_value), fabs(t->largest)) + DBL_MIN) {
    s->c->lost++;
    report(s, t, "lost", t->reverse, bar);
  }
}

static void judge_right(struct subject *s, struct item *t,
                        const struct forms *forms)
{
  struct rate *rates = s->c->rates;
  int along = t->directional;
  ad_judgement j = judge(s, t, t->forward, t->reverse, 0);
  count_right(&rates[along ? RULE_R3_DUALITY : RULE_R1], j.engines, j.weak);
  if (j.engines == AD_DISAGREE)
    report(s, t, "false alarm of R1", t->reverse, j.bound);
  judge_error(s, t, &j);
  s->c->worst_bound =
    fmax(s->c->worst_bound, fabs(t->forward - t->reverse) / j.bound);
  if (j.differences == AD_DISAGREE && is_untrue(t, &j)) {
    s->c->untrue++;
    report(s, t, "untrue", t->reverse, j.tolerance);
  } else {
    count_right(&rates[along ? RULE_R3 : RULE_R2], j.differences, j.faint);
    if (j.differences == AD_DISAGREE)
      report(s, t, "false alarm of R2", t->reverse, j.tolerance);
  }
  if (j.differences == AD_INCONCLUSIVE) {
    s->c->reasons[along][j.reason]++;
    report_open(s, t, &j);
  }
  if (t->fd.reason == AD_FD_CLEAN && isfinite(t->true_value) && !along)
    s->c->worst_tolerance =
      fmax(s->c->worst_tolerance,
           fabs(j.quotient - t->true_value) / j.tolerance);
  for (int rule = RULE_PYTORCH; !along && rule < RULES; rule++)
    count_right(&rates[rule],
                passed(rates_passes((enum rule)rule, forms, t->reverse)), 0);
}

/* `change` is what mistake k adds to the derivative.  One that rounding alone
   might make is none. */
static void judge_wrong(struct subject *s, struct item *t, size_t k,
                        double change, const struct forms *forms)
{
  struct rate *rates = s->c->rates;
  int along = t->directional;
  double forward = t->forward + change, reverse = t->reverse + change;
  double off = fabs(reverse - t->reverse);
  double size = fmax(fabs(t->reverse), fabs(t->true_value));
  if (!isfinite(reverse) || !isfinite(forward) || off == 0 ||
      !(off >= 0.1 * fabs(rates_factors[k] - 1) * size))
    return;
  ad_judgement j = judge(s, t, t->forward, reverse, 1);
  if (off <= j.bound)
    return;
  count_wrong(&rates[along ? RULE_R3_DUALITY : RULE_R1], k, j.engines, j.weak);
  if (j.engines == AD_AGREE && !j.weak && k < LARGE_FACTORS)
    report(s, t, "missed by R1", reverse, j.bound);
  j = judge(s, t, forward, reverse, 0);
  count_wrong(&rates[along ? RULE_R3 : RULE_R2], k, j.differences, j.faint);
  if (j.differences == AD_AGREE && !j.faint && k < LARGE_FACTORS)
    report(s, t, "missed by R2", reverse, j.tolerance);
  for (int rule = RULE_PYTORCH; !along && rule < RULES; rule++)
    count_wrong(&rates[rule], k,
                passed(rates_passes((enum rule)rule, forms, reverse)), 0);
}

/* S = 0: no path leads there, or all products underflow. */
static void judge_item(struct subject *s, struct item *t, double S)
{
  struct forms forms = {.gsl = 0};
  if (!isfinite(S) || !isfinite(t->forward) || !isfinite(t->reverse)) {
    s->c->singular++;
    return;
  }
  if (S == 0 && t->forward == 0 && t->reverse == 0) {
    s->c->zero++;
    return;
  }
  if (t->directional)
    ad_fd_direction(s->fd, t->of, s->d, &t->fd);
  else {
    ad_fd_entry(s->fd, t->of, t->by, &t->fd);
    s->c->derivatives++;
  }
  s->c->directions += t->directional != 0;
  if (!t->directional)
    forms = rates_forms(s->fd, t->of, t->by);
  judge_right(s, t, &forms);
  for (size_t k = 0; k < FACTORS; k++)
    judge_wrong(s, t, k, (rates_factors[k] - 1) * t->part, &forms);
}

/* --- what is judged ------------------------------------------------------- */

/* The mistake is in the whole derivative, or in one operation on the way. */
static double choose_part(struct subject *s, double whole)
{
  size_t k = (size_t)test_bits(&s->r);
  if (test_below(&s->r, 2) == 0)
    return whole;
  size_t via = truth_pick(s->truth, k, s->adjoint, s->tangent);
  return via < s->truth->n_edges
           ? truth_through(s->truth, via, s->adjoint, s->tangent)
           : whole;
}

static void judge_entry(struct subject *s, size_t of, size_t by)
{
  struct item t = {.of = of, .by = by, .largest = s->largest[by],
                   .forward = s->forward[of * s->n + by],
                   .reverse = s->reverse[of * s->n + by]};
  s->unit[by] = 1;
  truth_forward(s->truth, s->unit, s->tangent);
  s->unit[by] = 0;
  t.true_value = (double)s->adjoint[truth_wrt(s->truth, by)];
  t.part = choose_part(s, t.reverse);
  judge_item(s, &t, ad_agree_S(s->agree, by));
}

/* A mistake in the whole derivative is one in its largest term here. */
static void judge_along(struct subject *s, size_t of)
{
  struct item t = {.directional = 1, .of = of, .forward = s->along[of]};
  double S = 0, whole = 0;
  for (size_t i = 0; i < s->n; i++) {
    double term = s->reverse[of * s->n + i] * s->d[i];
    t.reverse += term;
    S += ad_agree_S(s->agree, i) * fabs(s->d[i]);
    whole = fabs(term) > fabs(whole) ? term : whole;
  }
  truth_forward(s->truth, s->d, s->tangent);
  t.true_value = (double)s->tangent[truth_output(s->truth, of)];
  t.part = choose_part(s, whole);
  judge_item(s, &t, S);
}

static void find_largest(struct subject *s, size_t of)
{
  for (size_t w = 0, at = 0; w < s->g->n_wrt; w++) {
    size_t end = at + ad_entries(&s->g->nodes[s->g->wrt[w]]);
    double largest = 0;
    for (size_t i = at; i < end; i++)
      largest = fmax(largest, fmax(fabs(s->forward[of * s->n + i]),
                                   fabs(s->reverse[of * s->n + i])));
    for (; at < end; at++)
      s->largest[at] = largest;
  }
}

static void judge_row(struct subject *s, size_t of)
{
  size_t step = 1 + (s->n - 1) / COLUMNS;
  ad_agree_sweep(s->agree, of);
  truth_reverse(s->truth, of, s->adjoint);
  find_largest(s, of);
  for (size_t by = test_below(&s->r, step); by < s->n; by += step)
    judge_entry(s, of, by);
  judge_along(s, of);
}

/* --- one graph ------------------------------------------------------------ */

/* J d by forward mode. */
static void push(struct subject *s, const double *x)
{
  ad_forward *f = test_forward(s->g, 1);
  double *to = s->along;
  TEST_SET_LEAVES(ad_forward_set, f, s->g, x)
  ad_forward_sweep(f, 1, s->d);
  for (size_t i = 0; i < s->g->n_outputs; i++) {
    size_t n = ad_entries(&s->g->nodes[s->g->outputs[i]]);
    memcpy(to, ad_forward_tangent(f, i), n * sizeof *to);
    to += n;
  }
  ad_forward_free(f);
}

static void start(struct subject *s, const double *x)
{
  ad_error err = {0};
  s->m = ad_graph_output_entries(s->g);
  s->n = ad_graph_wrt_entries(s->g);
  s->forward = test_forward_jacobian(s->g, 8, x);
  s->reverse = test_reverse_jacobian(s->g, 1, x);
  s->largest = test_alloc(s->n, sizeof *s->largest);
  s->d = test_alloc(s->n, sizeof *s->d);
  s->unit = test_alloc(s->n, sizeof *s->unit);
  s->along = test_alloc(s->m, sizeof *s->along);
  for (size_t i = 0; i < s->n; i++)
    s->d[i] = test_uniform(&s->r, -2, 2);
  check_ok(ad_fd_new(s->g, &s->fd, &err), err);
  check_ok(ad_agree_new(s->g, &s->agree, &err), err);
  ad_agree_take_differences(s->agree, s->fd);
  TEST_SET_LEAVES(ad_fd_set, s->fd, s->g, x)
  TEST_SET_LEAVES(ad_agree_set, s->agree, s->g, x)
  s->value = test_value(s->g);
  TEST_SET_LEAVES(ad_value_set, s->value, s->g, x)
  ad_value_sweep(s->value);
  s->truth = truth_new(s->g, x, s->value);
  s->adjoint = test_alloc(s->truth->entries, sizeof *s->adjoint);
  s->tangent = test_alloc(s->truth->entries, sizeof *s->tangent);
  push(s, x);
}

static void finish(struct subject *s)
{
  free(s->forward);
  free(s->reverse);
  free(s->largest);
  free(s->d);
  free(s->unit);
  free(s->along);
  ad_fd_free(s->fd);
  ad_agree_free(s->agree);
  ad_value_free(s->value);
  truth_free(s->truth);
  free(s->adjoint);
  free(s->tangent);
}

void rates_judge(enum world world, uint64_t seed, struct counts *c,
                 const struct report *report)
{
  double *x;
  ad_graph *g = rates_grow(world, seed, &x);
  struct subject s = {.world = world, .seed = seed, .r = {~seed}, .g = g,
                      .c = c, .report = report};
  start(&s, x);
  size_t step = s.m > ROWS ? 1 + (s.m - 1) / ROWS : 1;
  for (size_t of = test_below(&s.r, step); of < s.m && s.n > 0; of += step)
    judge_row(&s, of);
  c->graphs++;
  finish(&s);
  free(x);
  ad_graph_free(g);
}
