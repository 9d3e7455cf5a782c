/* SPDX-License-Identifier: GPL-3.0-or-later
   What one entry reaches: running that part alone must give what running
   everything gives, and leave all else as it was.  Read
   lib/program/downstream.h before. */
#include <float.h>
#include <math.h>

#include "engines.h"
#include "graph.h"
#include "program/downstream.h"

enum { N = 9000, SINGLES = 60 };

/* Of x[N]: sines of single entries times their neighbours; a chain over all
   entries, with a sum; the norm of ten of them.  Of m: its inverse. */
struct made {
  ad_graph *g;
  ad_ref singles[SINGLES], chain, norm, inverse, x, m;
};

static struct made make(void)
{
  struct made s;
  ad_builder *b = test_builder();
  s.x = ad_leaf(b, "x", N, 1, AD_INPUT);
  s.m = ad_leaf(b, "m", 2, 2, AD_INPUT);
  const ad_shape one = {1, 1, 1, 1}, ten = {10, 1, 0, 1};
  for (size_t i = 0; i < SINGLES; i++)
    s.singles[i] = ad_mul(b, ad_sin(b, ad_slice(b, s.x, i, 0, one)),
                          ad_slice(b, s.x, i + 1, 0, one));
  for (size_t i = 0; i < SINGLES; i++)
    ad_output(b, s.singles[i]);
  s.chain = ad_reduce(b, AD_OP_sum, ad_mul(b, ad_cos(b, s.x), s.x), AD_ALL);
  s.norm = ad_reduce(b, AD_OP_norm, ad_slice(b, s.x, 100, 0, ten), AD_ALL);
  s.inverse = ad_inv(b, s.m);
  ad_output(b, ad_mul(b, s.chain, s.norm));
  ad_output(b, s.inverse);
  s.g = test_finish(b);
  return s;
}

static void set_point(const ad_program *p, ad_memory *m)
{
  double *x = test_alloc(N, sizeof *x);
  for (size_t i = 0; i < N; i++)
    x[i] = 0.3 + 0.001 * (double)(i % 1711);
  ad_program_set(p, m, 0, x);
  ad_program_set(p, m, 1, (const double[]){2.385, 0.5, -0.25, 3});
  free(x);
}

/* The value at `slot` becomes 1.7: here all is run again, there what it
   reaches. */
static void check_moved(const ad_program *p, ad_downstream *d, size_t slot,
                        const double *base, ad_memory *here, ad_memory *there)
{
  here->value[slot] = there->value[slot] = 1.7;
  ad_downstream_aim(d, slot);
  ad_program_evaluate(p, here, 0);
  ad_program_evaluate(&d->part, there, 0);
  for (size_t i = 0; i < p->value_words; i++)
    check_near(there->value[i], here->value[i], 0, 1e-13, "slot %zu, word %zu",
               slot, i);
  for (size_t i = 0; i < p->g->n; i++)
    if (!d->reached[p->value[i]] && i != p->g->leaves[0])
      ck_assert(there->value[p->value[i]] == base[p->value[i]]);
  here->value[slot] = there->value[slot] = base[slot];
  ad_downstream_copy(&d->part, base, there->value);
  for (size_t i = 0; i < p->value_words; i++)
    ck_assert_msg(there->value[i] == base[i], "slot %zu, word %zu", slot, i);
}

static void check_reach(const struct made *s, const ad_program *p,
                        ad_downstream *d, size_t by)
{
  const unsigned char *reached = d->reached;
  size_t x = p->value[s->x.index];
  ad_downstream_aim(d, x + by);
  for (size_t i = 0; i < SINGLES; i++)
    ck_assert_int_eq(reached[p->value[s->singles[i].index]],
                     by == i || by == i + 1);
  ck_assert(reached[x + by] && reached[p->value[s->chain.index]]);
  ck_assert_int_eq(reached[p->value[s->norm.index]], by >= 100 && by < 110);
  ck_assert(!reached[p->value[s->inverse.index]]);
}

START_TEST(test_moved_entries)
{
  static const size_t by[] = {0, 1, 17, 59, 60, 61, 100, 105, 110, N - 1};
  struct made s = make();
  ad_program p;
  ad_downstream d;
  ad_memory here, there;
  ad_error err = {0};
  check_ok(ad_program_init(&p, s.g, AD_PLAN_ALL, &err), err);
  check_ok(ad_downstream_init(&d, &p, &err), err);
  check_ok(ad_memory_init(&here, &p, 0, &err), err);
  check_ok(ad_memory_init(&there, &p, 0, &err), err);
  set_point(&p, &here);
  ad_program_evaluate(&p, &here, 0);
  double *base = test_alloc(p.value_words, sizeof *base);
  memcpy(base, here.value, p.value_words * sizeof *base);
  memcpy(there.value, base, p.value_words * sizeof *base);
  for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
    check_reach(&s, &p, &d, by[i]);
    check_moved(&p, &d, p.value[s.x.index] + by[i], base, &here, &there);
  }
  for (size_t i = 0; i < 4; i++)
    check_moved(&p, &d, p.value[s.m.index] + i, base, &here, &there);
  free(base);
  ad_memory_free(&here);
  ad_memory_free(&there);
  ad_downstream_free(&d);
  ad_program_free(&p);
  ad_graph_free(s.g);
}
END_TEST

START_TEST(test_tame)
{
  ck_assert(ad_are_tame((const double[]){0, -1.7e300, 8e307}, 3));
  ck_assert(ad_are_tame(NULL, 0));
  ck_assert(ad_are_tame((const double[]){DBL_MAX / 2, -DBL_MAX / 2}, 2));
  ck_assert(!ad_are_tame((const double[]){-nextafter(DBL_MAX / 2, 1e308)}, 1));
  ck_assert(!ad_are_tame((const double[]){0, 1.7e308, 2}, 3));
  ck_assert(!ad_are_tame((const double[]){-(double)INFINITY, 0}, 2));
  ck_assert(!ad_are_tame((const double[]){1, (double)NAN}, 2));
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("downstream");
  TCase *parts = tcase_create("parts");
  tcase_add_test(parts, test_moved_entries);
  tcase_add_test(parts, test_tame);
  suite_add_tcase(suite, parts);
  return test_run(suite);
}
