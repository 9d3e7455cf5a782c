/* SPDX-License-Identifier: GPL-3.0-or-later
   The graphs and worksheets that grow.  Read scaling.h before. */
#include "scaling.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "graph.h"

double scaling_entry(size_t leaf, size_t i)
{
  return 0.385 + 0.01 * (double)((7 * leaf + 13 * i) % 29) -
         0.4 * (double)(i % 2);
}

/* --- graphs --------------------------------------------------------------- */

/* v = sin(v + x), n nodes. */
static void build_chain(ad_builder *b, size_t n)
{
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT), v = x;
  for (size_t i = 0; i < n / 2; i++)
    v = ad_sin(b, ad_add(b, v, x));
  ad_output(b, v);
}

/* Sines and products, each of one eight steps back and of one anywhere:
   nothing to group, operands far away, and all of it is needed. */
static void build_tangle(ad_builder *b, size_t n)
{
  enum { LEAVES = 16, BACK = 8 };
  ad_ref *v = bench_new(n + LEAVES, sizeof *v);
  uint32_t random = 2385;
  size_t nodes = 0, at = LEAVES;
  for (size_t i = 0; i < LEAVES; i++) {
    char name[16];
    snprintf(name, sizeof name, "x%zu", i);
    v[i] = ad_leaf(b, name, 1, 1, AD_INPUT);
  }
  for (; nodes < n; at++) {
    random = random * 1664525u + 1013904223u;
    ad_ref near = v[at - BACK], far = v[(size_t)(random >> 4) % at];
    int product = at % 3 == 0;
    v[at] = product ? ad_mul(b, near, far) : ad_sin(b, ad_add(b, near, far));
    nodes += product ? 1 : 2;
  }
  ad_ref sum = v[at - BACK];
  for (size_t i = BACK - 1; i > 0; i--)
    sum = ad_add(b, sum, v[at - i]);
  ad_output(b, sum);
  free(v);
}

/* sum(tanh(X[8 x 16] @ W[16 x n/16])): n parameters. */
static void build_wide(ad_builder *b, size_t n)
{
  ad_ref X = ad_leaf(b, "X", 8, 16, AD_DATA);
  ad_ref W = ad_leaf(b, "W", 16, n / 16, AD_PARAM);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_tanh(b, ad_matmul(b, X, W)),
                         AD_ALL));
}

/* A = tanh(A[8 x 16] @ W[16 x 16]), layer after layer: n parameters. */
static void build_deep(ad_builder *b, size_t n)
{
  ad_ref A = ad_leaf(b, "X", 8, 16, AD_DATA);
  for (size_t i = 0; i < n / 256; i++) {
    char name[32];
    snprintf(name, sizeof name, "W%zu", i);
    A = ad_tanh(b, ad_matmul(b, A, ad_leaf(b, name, 16, 16, AD_PARAM)));
  }
  ad_output(b, ad_reduce(b, AD_OP_sum, A, AD_ALL));
}

/* --- worksheets ----------------------------------------------------------- */

struct text {
  char *s;
  size_t n, room;
};

static void add(struct text *t, const char *s)
{
  size_t n = strlen(s);
  if (t->n + n + 1 > t->room) {
    t->room = 2 * (t->n + n + 1);
    t->s = realloc(t->s, t->room);
    if (!t->s)
      bench_stop("no memory is left");
  }
  memcpy(t->s + t->n, s, n + 1);
  t->n += n;
}

static char *done(struct text *t, size_t *length)
{
  *length = t->n;
  return t->s;
}

/* A statement a node. */
static char *write_statements(size_t n, size_t *length)
{
  struct text t = {0};
  char line[80];
  add(&t, "input x = 0.7\nh0 = 1.5*x\n");
  for (size_t i = 1; i < n; i++) {
    snprintf(line, sizeof line, "h%zu = sin(h%zu)\n", i, i - 1);
    add(&t, line);
  }
  return done(&t, length);
}

static char *write_loop(size_t n, size_t *length)
{
  struct text t = {0};
  char line[160];
  snprintf(line, sizeof line,
           "input x = 0.7\nh0 = 1.5*x\nfor t = 1:%zu\n"
           "  h{t} = sin(h{t-1} + x)\nend\n", n / 2);
  add(&t, line);
  return done(&t, length);
}

/* One line, n terms. */
static char *write_sum(size_t n, size_t *length)
{
  struct text t = {0};
  add(&t, "input x = 0.7\nf = x");
  for (size_t i = 0; i < n; i++)
    add(&t, i % 2 ? " + x" : " - x");
  add(&t, "\n");
  return done(&t, length);
}

/* Nested up to the limit, as often as n asks for. */
static char *write_nested(size_t n, size_t *length)
{
  enum { DEPTH = 9000 };
  struct text t = {0};
  add(&t, "input x = 0.7\nf = x");
  for (size_t left = n; left > 0;) {
    size_t depth = left < DEPTH ? left : DEPTH;
    add(&t, "\n");
    t.n--;
    add(&t, " + ");
    for (size_t i = 0; i < depth; i++)
      add(&t, "(x + ");
    add(&t, "x");
    for (size_t i = 0; i < depth; i++)
      add(&t, ")");
    left -= depth;
  }
  add(&t, "\n");
  return done(&t, length);
}

/* Inputs, all of them used. */
static char *write_inputs(size_t n, size_t *length)
{
  struct text t = {0};
  char line[80];
  for (size_t i = 0; i < n / 2; i++) {
    snprintf(line, sizeof line, "input x%zu = 0.%zu\n", i, i % 9 + 1);
    add(&t, line);
  }
  add(&t, "f = x0");
  for (size_t i = 1; i < n / 2; i++) {
    snprintf(line, sizeof line, " + x%zu", i);
    add(&t, line);
  }
  add(&t, "\n");
  return done(&t, length);
}

/* A column of n expressions. */
static char *write_blocks(size_t n, size_t *length)
{
  struct text t = {0};
  add(&t, "input x = 0.7\nf = sum([x");
  for (size_t i = 1; i < n; i++)
    add(&t, i % 8 ? "; x" : ";\n2*x");
  add(&t, "])\n");
  return done(&t, length);
}

const struct scaling scalings[] = {
  {"chain", 100, 1000000, build_chain, NULL},
  {"tangle", 100, 1000000, build_tangle, NULL},
  {"wide", 160, 1600000, build_wide, NULL},
  {"deep", 256, 2560000, build_deep, NULL},
  {"statements", 100, 1000000, NULL, write_statements},
  {"loop", 100, 1000000, NULL, write_loop},
  {"sum", 100, 1000000, NULL, write_sum},
  {"nested", 100, 1000000, NULL, write_nested},
  {"inputs", 100, 1000000, NULL, write_inputs},
  {"blocks", 100, 1000000, NULL, write_blocks},
};

const size_t n_scalings = sizeof scalings / sizeof *scalings;
