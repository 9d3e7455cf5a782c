/* SPDX-License-Identifier: GPL-3.0-or-later
   S: scalar graphs without regularity: each operation (+ - * /) takes one
   operand that nothing has read yet and one of the last nodes, by chance.
   The graph is built through the C API; there is no code by hand for such a
   thing, so that P is a loop over a list of operations.  Read hand.h
   before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "graph.h"
#include "hand.h"

enum { INPUTS = 200, MOST = 10000, NEAR = 400 };

enum step_op { ADD, SUB, MUL, DIV };

/* Nodes are the inputs and then the steps, the last of which is the
   output. */
struct tangle {
  size_t n;
  struct step {
    unsigned op;
    unsigned a, b; /* operands, by node                                    */
  } step[MOST];
  double v[INPUTS + MOST], bar[INPUTS + MOST];
};

static double apply(unsigned op, double a, double b)
{
  return op == ADD ? a + b : op == SUB ? a - b : op == MUL ? a * b : a / b;
}

/* --- the graph ------------------------------------------------------------ */

/* Nodes that nothing reads yet, while a graph is made up. */
struct making {
  struct tangle *t;
  unsigned long long state;
  unsigned open[INPUTS];
  size_t n_open, nodes;
};

/* 0 .. n - 1, by a linear congruential generator's upper bits. */
static unsigned chance(struct making *m, size_t n)
{
  m->state = m->state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)((m->state >> 33) % n);
}

static unsigned take_open(struct making *m)
{
  size_t i = chance(m, m->n_open);
  unsigned node = m->open[i];
  m->open[i] = m->open[--m->n_open];
  return node;
}

/* An input, or now and then one of the last nodes. */
static unsigned any_node(struct making *m)
{
  size_t near = m->nodes < NEAR ? m->nodes : NEAR;
  return chance(m, 16) ? chance(m, INPUTS)
                      : (unsigned)(m->nodes - 1) - chance(m, near);
}

/* Neither near 0 nor large, so that no derivative explodes (with many
   inputs paths are short, which helps as well); of two tame
   operands either the product or the quotient is tame. */
static int is_tame(double x)
{
  double size = x < 0 ? -x : x;
  return size > 0.6 && size < 1.6;
}

static void make_step(struct making *m, size_t left)
{
  struct tangle *t = m->t;
  unsigned a = take_open(m);
  unsigned b = m->n_open >= left ? take_open(m) : any_node(m);
  unsigned op = chance(m, 4);
  while (!is_tame(apply(op, t->v[a], t->v[b])))
    op = (op + 1) % 4;
  t->step[m->nodes - INPUTS] = (struct step){op, a, b};
  t->v[m->nodes] = apply(op, t->v[a], t->v[b]);
  m->open[m->n_open++] = (unsigned)m->nodes++;
}

static struct tangle *make_up(size_t n)
{
  struct tangle *t = bench_new(1, sizeof *t);
  struct making m = {.t = t, .state = 6, .n_open = INPUTS, .nodes = INPUTS};
  t->n = n;
  for (unsigned i = 0; i < INPUTS; i++) {
    m.open[i] = i;
    t->v[i] = 0.7 + 0.8 * i / INPUTS;
  }
  for (size_t i = 0; i < n; i++)
    make_step(&m, n - i);
  return t;
}

static ad_ref node_of(ad_builder *b, unsigned op, ad_ref x, ad_ref y)
{
  switch (op) {
  case ADD: return ad_add(b, x, y);
  case SUB: return ad_sub(b, x, y);
  case MUL: return ad_mul(b, x, y);
  default: return ad_div(b, x, y);
  }
}

static void build(size_t n, ad_builder *b, double **x, void **extra)
{
  struct tangle *t = make_up(n);
  ad_ref *node = bench_new(INPUTS + n, sizeof *node);
  for (size_t i = 0; i < INPUTS; i++) {
    char name[16];
    snprintf(name, sizeof name, "x%zu", i + 1);
    node[i] = ad_leaf(b, name, 1, 1, AD_INPUT);
  }
  for (size_t i = 0; i < n; i++)
    node[INPUTS + i] = node_of(b, t->step[i].op, node[t->step[i].a],
                               node[t->step[i].b]);
  ad_output(b, node[INPUTS + n - 1]);
  *x = bench_new(INPUTS, sizeof **x);
  memcpy(*x, t->v, INPUTS * sizeof **x);
  *extra = t;
  free(node);
}

void tangle_build_small(ad_builder *b, double **x, void **extra)
{
  build(1000, b, x, extra);
}

void tangle_build_large(ad_builder *b, double **x, void **extra)
{
  build(MOST, b, x, extra);
}

/* --- by hand -------------------------------------------------------------- */

static void plain(const struct problem *p, const double *x, double *y)
{
  struct tangle *t = p->extra;
  double *v = t->v;
  memcpy(v, x, INPUTS * sizeof *v);
  for (size_t i = 0; i < t->n; i++) {
    const struct step *s = &t->step[i];
    double a = v[s->a], b = v[s->b], *to = &v[INPUTS + i];
    switch (s->op) {
    case ADD: *to = a + b; break;
    case SUB: *to = a - b; break;
    case MUL: *to = a * b; break;
    default: *to = a / b;
    }
  }
  *y = v[INPUTS + t->n - 1];
}

static void pull(const struct tangle *t, double *bar, size_t i)
{
  const struct step *s = &t->step[i];
  double g = bar[INPUTS + i];
  switch (s->op) {
  case ADD: bar[s->a] += g; bar[s->b] += g; break;
  case SUB: bar[s->a] += g; bar[s->b] -= g; break;
  case MUL: bar[s->a] += g * t->v[s->b]; bar[s->b] += g * t->v[s->a]; break;
  default:
    g /= t->v[s->b];
    bar[s->a] += g;
    bar[s->b] -= g * t->v[INPUTS + i];
  }
}

static void derivative(const struct problem *p, const double *x, double *y,
                       double *J)
{
  struct tangle *t = p->extra;
  hand_expect(p, INPUTS, 1, INPUTS, 1);
  plain(p, x, y);
  memset(t->bar, 0, (INPUTS + t->n) * sizeof *t->bar);
  t->bar[INPUTS + t->n - 1] = 1;
  for (size_t i = t->n; i-- > 0;)
    pull(t, t->bar, i);
  memcpy(J, t->bar, INPUTS * sizeof *J);
}

const struct hand hand_tangle = {plain, derivative};
