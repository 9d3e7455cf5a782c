/* SPDX-License-Identifier: GPL-3.0-or-later
   Which steps: downwards from a hundredth of the variable's own size to the
   first clean one, and upwards again where rounding drowns it.  Read
   fd_data.h before. */
#include <float.h>
#include <math.h>

#include "graph/entry.h"
#include "judge/fd_data.h"
#include "judge/stencil.h"

static const double part = 1e-2;
static const double least_part = 1000 * DBL_EPSILON;
/* An estimate is poor if its error is more than this of it. */
static const double poor = 1e-8;

/* --- the size of what moves ----------------------------------------------- */

static double largest(const double *x, size_t n)
{
  double size = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite(x[i]))
      size = fmax(size, fabs(x[i]));
  return size;
}

/* Below, a number counts as 0: steps could not be told from it. */
static const double tiny = 1e-300;

/* What moves with wrt leaf number `wrt`: itself, or the node that it shifts. */
static const double *moved_by(const ad_memo *o, size_t wrt)
{
  const ad_graph *g = o->program.g;
  uint32_t node = g->wrt[wrt];
  if (g->kinds[g->nodes[node].at[0]] == AD_SHIFT &&
      g->nodes[node + 1].flags & AD_NODE_NEEDED)
    node++;
  return o->base + o->program.value[node];
}

double ad_fd_offset(const ad_fd *fd)
{
  const ad_memo *o = &fd->memo;
  const ad_graph *g = o->program.g;
  size_t entry, wrt = ad_entry_find(g, g->wrt, o->by, &entry);
  const double *moved = moved_by(o, wrt);
  const double *own = o->base + o->program.value[g->wrt[wrt]];
  return moved == own ? 0 : moved[entry] - own[entry];
}

/* An entry that is 0 has the size of its neighbours in the leaf. */
static double size_of_entry(const ad_memo *o, double *x)
{
  const ad_graph *g = o->program.g;
  size_t entry, wrt = ad_entry_find(g, g->wrt, o->by, &entry);
  const double *moved = moved_by(o, wrt);
  *x = moved[entry];
  return fabs(*x) >= tiny
           ? fabs(*x)
           : largest(moved, ad_entries(&g->nodes[g->wrt[wrt]]));
}

/* Of the t in x + t d: no leaf moves by more than its own size. */
static double size_along(const ad_fd *fd)
{
  const ad_memo *o = &fd->memo;
  const ad_graph *g = o->program.g;
  const double *d = o->along;
  double size = 0;
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]);
    double x = largest(moved_by(o, w), n);
    double t = x / largest(d, n);
    d += n;
    if (t > 0 && isfinite(t) && (size == 0 || t < size))
      size = t;
  }
  return size;
}

ad_fd_scale ad_fd_scale_of(const ad_fd *fd)
{
  double x = fd->memo.x;
  double size = fd->memo.along ? size_along(fd) : size_of_entry(&fd->memo, &x);
  double unit = size >= tiny ? size : 1;
  return (ad_fd_scale){
    .x = x,
    .first = part * unit,
    .least = fd->memo.along ? least_part * size : least_part * fabs(x),
    .wide = part * fmax(1, unit),
    .size = fmax(1, unit)};
}

/* --- steps ---------------------------------------------------------------- */

/* Decades below the first step.  Where x is 0, nothing limits them, and they
   go on in strides. */
static double decades(size_t k)
{
  static const double strides[] = {31, 63, 127, 255, 300};
  enum { TENS = 16 };
  return k < TENS ? (double)k : strides[k - TENS];
}

/* h, made so that x + h is a double; 0 where that is not finite. */
static double exact(double x, double h)
{
  volatile double moved = x + h; /* rounded, whatever registers hold       */
  h = moved - x;
  return isfinite(h) && isfinite(x - h) ? h : 0;
}

static double below_first(const ad_fd_scale *s, double tens)
{
  double h = s->first * pow(10, -tens);
  return h >= s->least && h >= DBL_MIN ? exact(s->x, h) : 0;
}

double ad_fd_step(const ad_fd_scale *s, size_t k)
{
  return k < AD_FD_STEPS ? below_first(s, decades(k)) : 0;
}

/* --- GSL ------------------------------------------------------------------ */

static double value_at(double t, void *state)
{
  ad_fd *fd = state;
  fd->nearest = fmin(fd->nearest, fabs(t - fd->memo.x));
  return ad_memo_value(&fd->memo, t, fd->of);
}

int ad_fd_run(ad_fd *fd, ad_deriv_rule *rule, double h, double *value,
              double *error)
{
  gsl_function f = {value_at, fd};
  fd->nearest = (double)INFINITY;
  return rule(&f, fd->memo.x, h, value, error) == 0 && isfinite(*value);
}

double ad_fd_five_points(ad_fd *fd, double h)
{
  double x = fd->memo.x;
  double outer = 0.5 * (value_at(x + h, fd) - value_at(x - h, fd));
  double inner = value_at(x + h / 2, fd) - value_at(x - h / 2, fd);
  return (4.0 / 3 * inner - outer / 3) / h;
}

/* GSL may try a smaller step, and keep its first result all the same. */
static int run_central(ad_fd *fd, double h, ad_fd_estimate *out)
{
  double value, error, first = ad_fd_five_points(fd, h);
  if (!ad_fd_run(fd, gsl_deriv_central, h, &value, &error))
    return 0;
  double least = 2 * fd->nearest; /* its inner points are at h/2           */
  out->value = value;
  out->error = error;
  out->step = h;
  out->refined = least < 0.99 * h;
  out->least_step = fabs(value - first) <= 8 * DBL_EPSILON * fabs(first)
                      ? h
                      : least;
  return 1;
}

/* --- the search ----------------------------------------------------------- */

unsigned ad_fd_dirt(ad_fd *fd, double h)
{
  double x = fd->memo.x;
  return ad_memo_dirt(&fd->memo, x + h, fd->of) |
         ad_memo_dirt(&fd->memo, x - h, fd->of);
}

/* What is wrong with the stencil of step h; 0: nothing, and out is filled. */
static unsigned try_step(ad_fd *fd, double h, ad_fd_estimate *out)
{
  unsigned dirt = ad_fd_dirt(fd, h);
  if (!dirt)
    dirt = ad_fd_dirt(fd, h / 2);
  if (!dirt && !run_central(fd, h, out))
    dirt = AD_DIRT_DOMAIN;
  return dirt;
}

/* A tie with no other kink between will be there at every step. */
static int is_tie(unsigned dirt)
{
  return dirt & AD_DIRT_TIE && !(dirt & AD_DIRT_BRANCH);
}

ad_fd_reason ad_fd_reason_of(unsigned dirt)
{
  if (is_tie(dirt))
    return AD_FD_KINK;
  if (dirt & AD_DIRT_DOMAIN)
    return AD_FD_DOMAIN;
  if (dirt & AD_DIRT_WIDTH)
    return AD_FD_WIDTH;
  return dirt & AD_DIRT_UNDERFLOW ? AD_FD_UNDERFLOW : AD_FD_KINK;
}

/* Between a step that is not clean and one that is, a stride further down:
   to a decade. */
static void narrow(ad_fd *fd, const ad_fd_scale *s, double above, double below,
                   ad_fd_estimate *out)
{
  while (below - above > 1) {
    double middle = floor((above + below) / 2);
    double h = below_first(s, middle);
    if (h > 0 && try_step(fd, h, out))
      above = middle;
    else
      below = middle;
  }
}

static double error_of(const ad_fd_estimate *e)
{
  return e->error + DBL_MIN / e->least_step;
}

/* Small steps drown in rounding: larger ones, while they are clean.  Errors
   by rounding fall as the step grows, so the next step can be told. */
static void widen(ad_fd *fd, const ad_fd_scale *s, ad_fd_estimate *out)
{
  double low = out->step, high = s->wide;
  int is_limit = 0; /* is high a step that is not clean?                   */
  for (int i = 0; i < AD_FD_WIDER && high >= 8 * low; i++) {
    double lack = error_of(out) / (poor * fabs(out->value));
    ad_fd_estimate wider = *out;
    if (!(lack > 1))
      return;
    double h = fmin(low * fmax(lack, 10), high);
    h = exact(s->x, is_limit ? sqrt(low) * sqrt(high) : h);
    if (h > 0 && !try_step(fd, h, &wider)) {
      if (error_of(&wider) < error_of(out))
        *out = wider;
      low = h;
    } else {
      high = h > 0 ? h : high / 10;
      is_limit = 1;
    }
  }
}

void ad_fd_search(ad_fd *fd, ad_fd_estimate *out)
{
  ad_fd_scale s = ad_fd_scale_of(fd);
  unsigned dirt = AD_DIRT_DOMAIN;
  double h;
  size_t k = 0;
  for (; (h = ad_fd_step(&s, k)) > 0 || k == 0; k++) {
    dirt = h > 0 ? try_step(fd, h, out) : AD_DIRT_DOMAIN;
    if (!dirt || is_tie(dirt))
      break;
  }
  if (!dirt) {
    out->reason = AD_FD_CLEAN;
    if (k > 0)
      narrow(fd, &s, decades(k - 1), decades(k), out);
    size_t before = fd->memo.evaluations - (out->refined ? 4 : 0);
    widen(fd, &s, out);
    out->extra = fd->memo.evaluations - before;
    return;
  }
  out->reason = ad_fd_reason_of(dirt);
  if (out->reason == AD_FD_KINK)
    ad_fd_look_aside(fd, &s, dirt, out);
}
