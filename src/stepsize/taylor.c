/* SPDX-License-Identifier: GPL-3.0-or-later
   See taylor.h. */
#include "stepsize/taylor.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "data/random.h"
#include "host/exits.h"

/* A remainder counts from so many times the rounding in f on, as in rule
   R2. */
static const double CLEAR = 8;
/* Slopes of r1 that are taken for 2 (or more) and for 1. */
static const double LEAST_RIGHT = 1.8, LEAST_WRONG = 0.7, MOST_WRONG = 1.3;
/* A line whose slope is less certain is none. */
static const double UNCERTAIN = 0.15;
/* Where nothing is left but rounding: it must be smaller than this part of
   the change in f, or a wrong gradient might hide in it. */
static const double HIDDEN = 1e-4;

/* --- the slope g.d -------------------------------------------------------- */

/* No leaf has such a name, so no stream is drawn from twice. */
static int draw(unsigned long seed, const char *what, size_t n, double *x)
{
  ad_draw *stream;
  ad_error err = {0};
  if (ad_draw_new(seed, what, &stream, &err) != AD_OK)
    return complain_error(&err);
  ad_draw_normal(stream, 0, 1, n, x);
  ad_draw_free(stream);
  return EXIT_FINE;
}

static int draw_all(struct taylor *t, unsigned long seed)
{
  int status = draw(seed, "direction d", t->n, t->d);
  if (status != EXIT_FINE)
    return status;
  if (t->count > 1)
    return draw(seed, "cotangent u", t->count, t->u + t->first);
  t->u[t->first] = 1;
  return EXIT_FINE;
}

/* The sum of u over the entries of the output alone: others may be NaN. */
static double weighed(const struct taylor *t, const double *y, size_t begin)
{
  double sum = 0;
  for (size_t k = 0; k < t->count; k++)
    sum += t->u[t->first + k] * y[t->first - begin + k];
  return sum;
}

static void find_forward(struct taylor *t, struct engines *e, size_t begin)
{
  ad_forward_sweep(e->single, 1, t->d);
  t->f = weighed(t, ad_forward_value(e->single, t->output), begin);
  t->gd[TAYLOR_FORWARD] =
      weighed(t, ad_forward_tangent(e->single, t->output), begin);
}

static void find_reverse(struct taylor *t, struct engines *e,
                         const ad_graph *g)
{
  const double *d = t->d;
  double sum = 0;
  ad_tape_record(e->tape);
  ad_tape_reverse(e->tape, 1, t->u);
  for (size_t w = 0; w < ad_graph_wrts(g); w++) {
    ad_shape shape = ad_graph_shape(g, ad_graph_wrt(g, w));
    const double *adjoint = ad_tape_adjoint(e->tape, w);
    for (size_t k = 0; k < shape.rows * shape.cols; k++)
      sum += adjoint[k] * *d++;
  }
  t->gd[TAYLOR_REVERSE] = sum;
}

/* W u S of output entry `of`, with the roundings of the sums by d and u
   more. */
static double bound_of(const struct taylor *t, const ad_agree *agree)
{
  double sum = 0, more = (double)(t->n + t->count) + 4;
  for (size_t by = 0; by < t->n; by++) {
    double S = ad_agree_S(agree, by);
    if (S != 0)
      sum += (ad_agree_W(agree, by) + more) * S * fabs(t->d[by]);
  }
  return sum * DBL_EPSILON / 2;
}

/* The bounds of g.d, where W u S overflows the estimate; and the noise of
   u'y. */
static void find_bounds(struct taylor *t, struct engines *e, size_t begin)
{
  const double *tangent = ad_forward_tangent(e->single, t->output);
  t->bound = DBL_MIN;
  t->noise = t->off = 0;
  for (size_t of = t->first; of < t->first + t->count; of++) {
    ad_judgement j;
    double gd = tangent[of - begin], u = fabs(t->u[of]);
    ad_agree_sweep(e->agree, of);
    ad_agree_judge_direction(e->agree, t->d, gd, gd, NULL, &j);
    double bound = bound_of(t, e->agree);
    t->bound += u * (isfinite(bound) ? bound : j.bound);
    t->off += u * j.off;
    t->noise += u * ad_agree_noise(e->agree) * DBL_EPSILON;
  }
}

/* Where one mode gives 0, the other may be right. */
int taylor_is_lost(const struct taylor *t)
{
  static const double KNOWN = 1.0 / 32; /* as in rule R1                   */
  double size = fmax(fabs(t->gd[TAYLOR_FORWARD]), fabs(t->gd[TAYLOR_REVERSE]));
  return t->off > DBL_MIN && !(t->off <= KNOWN * size);
}

/* --- remainders ----------------------------------------------------------- */

static void measure_step(struct taylor *t, ad_fd *fd, size_t i, double f0,
                         double *y, ad_fd_reason *reasons)
{
  struct taylor_step *s = &t->steps[i];
  double f = 0;
  s->h = ldexp(1, -1 - (int)i);
  ad_fd_displace(fd, s->h, t->d, y, reasons);
  for (size_t k = t->first; k < t->first + t->count; k++)
    f += t->u[k] * y[k];
  s->r0 = fabs(f - f0);
  for (int k = 0; k < TAYLOR_MODES; k++)
    s->r1[k] = fabs(f - f0 - s->h * t->gd[k]);
  s->reason = reasons[t->output];
  if (s->reason == AD_FD_CLEAN && !isfinite(f))
    s->reason = AD_FD_DOMAIN;
  s->noise = CLEAR * (t->noise + s->h * fmax(t->bound, t->off));
}

/* f at x by the same evaluation as at x + h d. */
static double base_value(const struct taylor *t, ad_fd *fd, double *y,
                         ad_fd_reason *reasons)
{
  double f = 0;
  ad_fd_displace(fd, 0, t->d, y, reasons);
  for (size_t k = t->first; k < t->first + t->count; k++)
    f += t->u[k] * y[k];
  return f;
}

/* --- the verdict ---------------------------------------------------------- */

/* Fits the smallest clean steps where r (of the mode; r0 for
   TAYLOR_MODES) is more than rounding. */
static struct loglog fit(const struct taylor *t, int mode)
{
  double h[TAYLOR_FITTED], r[TAYLOR_FITTED];
  size_t n = 0;
  for (size_t i = TAYLOR_STEPS; i-- > 0 && n < TAYLOR_FITTED;) {
    const struct taylor_step *s = &t->steps[i];
    double x = mode == TAYLOR_MODES ? s->r0 : s->r1[mode];
    if (s->reason != AD_FD_CLEAN || !isfinite(x) || !(x > s->noise))
      continue;
    h[n] = s->h;
    r[n++] = x;
  }
  return loglog_fit(h, r, n);
}

/* Is r1 rounding only at some clean step, where f changes by so much that an
   error in g would be seen? */
static int is_linear(const struct taylor *t, int mode)
{
  for (size_t i = 0; i < TAYLOR_STEPS; i++) {
    const struct taylor_step *s = &t->steps[i];
    double change = fmax(s->r0, s->h * fabs(t->gd[mode]));
    if (s->reason != AD_FD_CLEAN || !(s->r1[mode] <= s->noise))
      continue;
    if (s->noise <= HIDDEN * change || change == 0)
      return 1;
  }
  return 0;
}

static ad_reason reason_of(ad_fd_reason reason)
{
  return reason == AD_FD_CLEAN ? AD_REASON_NOISE : ad_agree_reason(reason);
}

/* Why nothing can be told: g.d is lost; or what is wrong with the smallest
   step or, if nothing is, with the smallest that is not rounding only. */
static ad_reason find_reason(const struct taylor *t, int mode)
{
  if (taylor_is_lost(t))
    return AD_REASON_NOISE;
  if (t->steps[TAYLOR_STEPS - 1].reason != AD_FD_CLEAN)
    return reason_of(t->steps[TAYLOR_STEPS - 1].reason);
  for (size_t i = TAYLOR_STEPS; i-- > 0;)
    if (!(t->steps[i].r1[mode] <= t->steps[i].noise))
      return reason_of(t->steps[i].reason);
  return AD_REASON_NOISE;
}

static void judge(struct taylor *t, int mode)
{
  struct taylor_judgement *j = &t->judged[mode];
  *j = (struct taylor_judgement){.slope = fit(t, mode),
                                 .verdict = TAYLOR_UNKNOWN};
  const struct loglog *line = &j->slope;
  if (!isfinite(t->gd[mode])) {
    j->reason = AD_REASON_SINGULAR;
  } else if (!isfinite(t->bound) || !isfinite(t->off)) {
    j->reason = AD_REASON_OVERFLOW;
  } else if (line->points == 0) {
    j->linear = is_linear(t, mode);
    if (j->linear)
      j->verdict = TAYLOR_RIGHT;
    else
      j->reason = find_reason(t, mode);
  } else if (taylor_is_lost(t)) {
    j->reason = AD_REASON_NOISE;
  } else if (line->slope >= LEAST_RIGHT) {
    j->verdict = TAYLOR_RIGHT;
  } else if (line->error > UNCERTAIN) {
    j->reason = AD_REASON_NOISE;
  } else if (line->slope >= LEAST_WRONG && line->slope <= MOST_WRONG) {
    j->verdict = TAYLOR_WRONG;
  }
}

void taylor_measure(struct taylor *t, ad_fd *fd, const ad_graph *g)
{
  double *y = memory_new(t->m, sizeof *y);
  ad_fd_reason *reasons = memory_new(ad_graph_outputs(g), sizeof *reasons);
  double f0 = base_value(t, fd, y, reasons);
  for (size_t i = 0; i < TAYLOR_STEPS; i++)
    measure_step(t, fd, i, f0, y, reasons);
  t->slope0 = fit(t, TAYLOR_MODES);
  for (int k = 0; k < TAYLOR_MODES; k++)
    judge(t, k);
  free(y);
  free(reasons);
}

int taylor_gather(struct taylor *t, struct engines *e, const ad_graph *g,
                  size_t output, size_t begin, size_t first, size_t count,
                  unsigned long seed)
{
  *t = (struct taylor){.n = ad_graph_wrt_entries(g),
                       .m = ad_graph_output_entries(g), .output = output,
                       .first = begin + first, .count = count};
  t->d = memory_new(t->n, sizeof *t->d);
  t->u = memory_new(t->m, sizeof *t->u);
  int status = draw_all(t, seed);
  if (status != EXIT_FINE)
    return status;
  find_forward(t, e, begin);
  find_reverse(t, e, g);
  find_bounds(t, e, begin);
  taylor_measure(t, e->fd, g);
  return EXIT_FINE;
}

void taylor_claimed(struct taylor *t, const struct taylor *base,
                    struct engines *e, const ad_graph *g, size_t at, size_t n,
                    const double *claimed)
{
  double sum = 0;
  *t = *base;
  t->d = memory_new(t->n, sizeof *t->d);
  t->u = memory_new(t->m, sizeof *t->u);
  t->u[t->first] = 1;
  for (size_t k = 0; k < n; k++) {
    t->d[at + k] = base->d[at + k];
    sum += claimed[k] * t->d[at + k];
  }
  find_forward(t, e, t->first);
  find_bounds(t, e, t->first);
  for (int mode = 0; mode < TAYLOR_MODES; mode++)
    t->gd[mode] = sum;
  taylor_measure(t, e->fd, g);
}

void taylor_free(struct taylor *t)
{
  free(t->d);
  free(t->u);
}

enum taylor_verdict taylor_verdict(const struct taylor *t)
{
  enum taylor_verdict worst = TAYLOR_RIGHT;
  for (int k = 0; k < TAYLOR_MODES; k++)
    if (t->judged[k].verdict == TAYLOR_WRONG || worst == TAYLOR_RIGHT)
      worst = t->judged[k].verdict;
  return worst;
}
