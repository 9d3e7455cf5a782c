/* SPDX-License-Identifier: GPL-3.0-or-later
   Update rules, a row each, and an optimiser that follows one.  Read
   train.h before. */
#include "train.h"

#include <math.h>
#include <stdlib.h>

enum { STATES = 2 }; /* vectors that a rule has at most                     */

/* One step of n parameters; the powers of beta1 and beta2 count this step. */
typedef struct step {
  size_t n;
  double rate, momentum, beta1, beta2, epsilon, power1, power2;
  double *state[STATES]; /* state[i][n]                                     */
} step;

typedef struct rule {
  const char *name;
  double rate; /* where none is given                                       */
  const char *state[STATES]; /* names of what it remembers; or NULL         */
  void (*step)(const step *s, const double *g, double *x);
  const char *formula;
} rule;

/* --- rules ---------------------------------------------------------------- */

static void step_sgd(const step *s, const double *restrict g,
                     double *restrict x)
{
  for (size_t i = 0; i < s->n; i++)
    x[i] -= s->rate * g[i];
}

static void step_momentum(const step *s, const double *restrict g,
                          double *restrict x)
{
  double *restrict v = s->state[0];
  for (size_t i = 0; i < s->n; i++) {
    v[i] = s->momentum * v[i] + g[i];
    x[i] -= s->rate * v[i];
  }
}

static void step_adam(const step *s, const double *restrict g,
                      double *restrict x)
{
  double *restrict m = s->state[0], *restrict square = s->state[1];
  for (size_t i = 0; i < s->n; i++) {
    m[i] = s->beta1 * m[i] + (1 - s->beta1) * g[i];
    square[i] = s->beta2 * square[i] + (1 - s->beta2) * (g[i] * g[i]);
    double mean = m[i] / (1 - s->power1);
    double size = sqrt(square[i] / (1 - s->power2));
    x[i] -= s->rate * mean / (size + s->epsilon);
  }
}

static const rule rules[] = {
    {"sgd", 0.05, {NULL, NULL}, step_sgd, "p <- p - rate g"},
    {"momentum", 0.05, {"v", NULL}, step_momentum,
     "v <- momentum v + g, p <- p - rate v"},
    {"adam", 0.001, {"m", "s"}, step_adam,
     "m <- beta1 m + (1 - beta1) g, s <- beta2 s + (1 - beta2) g^2, "
     "p <- p - rate m^ / (sqrt(s^) + epsilon), m^ = m / (1 - beta1^t), "
     "s^ = s / (1 - beta2^t)"},
};
enum { RULES = sizeof rules / sizeof rules[0] };

const char *ad_optimiser_name(size_t i)
{
  return i < RULES ? rules[i].name : NULL;
}

const char *ad_optimiser_formula(size_t i)
{
  return i < RULES ? rules[i].formula : NULL;
}

double ad_training_rate(const ad_training *t)
{
  return t->rate > 0 ? t->rate : rules[t->optimiser].rate;
}

/* --- an optimiser --------------------------------------------------------- */

struct ad_optimiser {
  const rule *rule;
  size_t steps;
  step step;
};

ad_status ad_optimiser_new(const ad_training *t, size_t n, ad_optimiser **out,
                           ad_error *err)
{
  ad_optimiser *o = calloc(1, sizeof *o);
  *out = NULL;
  if (!o)
    return ad_fail_memory(err, sizeof *o);
  o->rule = &rules[t->optimiser];
  o->step = (step){.n = n,
                      .rate = ad_training_rate(t),
                      .momentum = t->momentum,
                      .beta1 = t->beta1,
                      .beta2 = t->beta2,
                      .epsilon = t->epsilon,
                      .power1 = 1,
                      .power2 = 1};
  for (size_t i = 0; i < STATES && o->rule->state[i]; i++) {
    o->step.state[i] = calloc(n > 0 ? n : 1, sizeof(double));
    if (!o->step.state[i]) {
      ad_optimiser_free(o);
      return ad_fail_memory(err, n * sizeof(double));
    }
  }
  *out = o;
  return AD_OK;
}

void ad_optimiser_free(ad_optimiser *o)
{
  for (size_t i = 0; o && i < STATES; i++)
    free(o->step.state[i]);
  free(o);
}

void ad_optimiser_step(ad_optimiser *o, const double *gradient, double *x)
{
  o->steps++;
  o->step.power1 *= o->step.beta1;
  o->step.power2 *= o->step.beta2;
  o->rule->step(&o->step, gradient, x);
}

const char *ad_optimiser_state_name(const ad_optimiser *o, size_t i)
{
  return i < STATES ? o->rule->state[i] : NULL;
}

const double *ad_optimiser_state(const ad_optimiser *o, size_t i)
{
  return i < STATES ? o->step.state[i] : NULL;
}

size_t ad_optimiser_steps(const ad_optimiser *o)
{
  return o->steps;
}
