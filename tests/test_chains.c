/* SPDX-License-Identifier: GPL-3.0-or-later
   Chains of elementwise steps over large matrices, in which a node is needed
   by no output or is frozen: finite differences leave it out, and must run
   the others as if it had never stood there.  Every method against a closed
   form, at sizes around those of chains and blocks.  Read lib/program/program.h
   before. */
#include "engines.h"
#include "fd.h"
#include "graph.h"
#include "program/program.h"
#include "sheet.h"
#include "wide.h"

static const uint64_t seed = 20261130;
static const size_t sizes[] = {1, 8191, 8192, 8193, 20011, 100000};
enum { SIZES = sizeof sizes / sizeof *sizes, SEVERAL = SIZES - 1 };

/* dy/dx at x = 0.7, of the first output, for n entries. */
typedef double closed_form(double x, double n);

static double by_cos_sin(double x, double n)
{
  return -n * sin(sin(x)) * cos(x);
}

static double by_nothing(double x, double n)
{
  (void)x, (void)n;
  return 0;
}

static double by_frozen_factor(double x, double n)
{
  return n * sin(x) * cos(x);
}

static double by_frozen_exponent(double x, double n)
{
  double b = sin(x), d = exp(b * b);
  return n * d + x * n * d * b * cos(x) + cos(x);
}

static double by_frozen_exp(double x, double n)
{
  return n * exp(sin(x)) * cos(x);
}

static double by_two(double x, double n)
{
  return n * cos(x) * (exp(sin(x)) - sin(sin(x)));
}

static double by_product(double x, double n)
{
  return n * cos(x) * exp(2 * sin(x)) * 2;
}

static double by_relu(double x, double n)
{
  return n * cos(x) * (sin(x) > 0.5);
}

/* Of sin(exp(a) + cos(a) + tanh(a)), however the sum is written. */
static double by_sums(double x, double n)
{
  double a = sin(x), z = exp(a) + cos(a) + tanh(a);
  return n * cos(z) * (exp(a) - sin(a) + 1 - tanh(a) * tanh(a)) * cos(x);
}

static double by_double(double x, double n)
{
  double a = sin(x);
  return n * 2 * exp(a) * cos(2 * exp(a) + 2) * cos(x);
}

static const struct chain {
  const char *what, *text;
  closed_form *slope;
} chains[] = {
  {"unneeded, in the middle",
   "u = exp(a)\nv = cos(a)\ny = sum(v)\noutput y\n", by_cos_sin},
  {"unneeded, several",
   "u = exp(a)\np = u*a\nv = cos(a)\nq = v + u\nr = tanh(q)\n"
   "y = sum(v)\noutput y\n", by_cos_sin},
  {"unneeded, at the start",
   "u = exp(e)\nt = u*u\nv = cos(a)\ny = sum(v)\noutput y\n", by_cos_sin},
  {"unneeded, at the end",
   "v = cos(a)\ny = sum(v)\nu = v*a\nw = u + y\nz = sum(w)\noutput y\n",
   by_cos_sin},
  {"unneeded, between two sums",
   "v = cos(a)\nz = sum(exp(v))\nu = v*z\ny = sum(v)\noutput y\n",
   by_cos_sin},
  {"unneeded, reads what a chain keeps for itself",
   "v = cos(a)\nu = v*v\ny = sum(v*1)\nt = u + v\noutput y\n", by_cos_sin},
  {"unneeded, other shapes",
   "u = exp(a')\nr = sum(u, over=cols)\nv = cos(a)\ns = u*2\n"
   "y = sum(v)\noutput y\n", by_cos_sin},
  {"all frozen", "y = sum(stop_gradient(a))\n", by_nothing},
  {"all frozen, and used",
   "y = sum(exp(cos(stop_gradient(a))))\n", by_nothing},
  {"a frozen factor", "b = stop_gradient(a)\ny = sum(b*a)\n",
   by_frozen_factor},
  {"frozen twice",
   "b = stop_gradient(stop_gradient(a))\ny = sum(b*a)\n", by_frozen_factor},
  {"a chain of what is frozen",
   "b = stop_gradient(a)\nc = cos(b)\nd = acos(c)\nf = stop_gradient(d)\n"
   "y = sum(d*a + 0*f)\n", by_frozen_factor},
  {"frozen, in an exponent",
   "b = stop_gradient(a)\nc = b*a\nd = exp(c)\nt = sum(d)\n"
   "y = t*x + sin(x)\n", by_frozen_exponent},
  {"frozen and unneeded",
   "b = stop_gradient(a)\nu = b*b\nv = exp(a)\nw = v*u\n"
   "z = stop_gradient(w)\ny = sum(v)\noutput y\n", by_frozen_exp},
  {"two outputs",
   "u = exp(a)\np = u*u\nv = cos(a)\nq = tanh(v)\ny = sum(u) + sum(v)\n"
   "z = sum(v*v)\noutput y, z\n", by_two},
  {"the second output leaves the chain",
   "u = exp(a)\np = tanh(u)\nv = cos(a)\ny = sum(u + v)\noutput y, v\n",
   by_two},
  {"a shared operand",
   "u = exp(a)\nv = u*u\nw = u + v\nf = stop_gradient(w)\ng = f - w\n"
   "y = sum(v)\noutput y\n", by_product},
  {"where, its condition frozen",
   "c = a > 0.5\nf = stop_gradient(c)\nu = tanh(a)\n"
   "v = where(f, a, 2)\ny = sum(v)\noutput y\n", by_relu},
  {"where, its condition in the chain",
   "u = a*a\nc = a > 0.5\nd = c*u\nv = where(c, a, 2)\ny = sum(v)\n"
   "output y\n", by_relu},
  {"sums hand on what they receive",
   "z = exp(a) + cos(a) + tanh(a)\ny = sum(sin(z))\n", by_sums},
  {"a sum of sums", "u = exp(a)\nz = (u + 0*a) + (cos(a) + tanh(a))\n"
   "y = sum(sin(z))\n", by_sums},
  {"differences hand on", "z = exp(a) - (0*a - cos(a)) - (-tanh(a) - 0)\n"
   "y = sum(sin(z))\n", by_sums},
  {"a sum whose operand is read twice",
   "u = exp(a)\nz = u + cos(a) + tanh(a) + 0*u\ny = sum(sin(z))\n",
   by_sums},
  {"a sum of one operand, twice", "u = exp(a)\ny = sum(sin(u + u + 2))\n",
   by_double},
  {"a sum that is an output",
   "u = cos(a) + tanh(a)\nz = exp(a) + u\ny = sum(sin(z))\n"
   "q = sum(u)\noutput y, q\n", by_sums},
  {"a sum that two outputs read",
   "z = exp(a) + cos(a) + tanh(a)\ny = sum(sin(z))\nq = sum(z)\n"
   "output y, q\n", by_sums},
  {"a sum that leaves its chain",
   "u = exp(a)\nt = sum(u*0)\nz = u + cos(a) + tanh(a)*ones(n, 1)\n"
   "y = sum(sin(z + t))\n", by_sums},
  {"sums of another shape",
   "u = exp(a') + cos(a')\nz = u' + tanh(a)\ny = sum(sin(z))\n", by_sums},
  {"sums of what is stretched",
   "z = exp(sin(x)) + cos(a) + tanh(sin(x))\ny = sum(sin(z))\n", by_sums},
  {"single entries left out of a run",
   "p = sin(x)\nq = stop_gradient(p)\nr = q*x\ns = exp(r)\nt = cos(p)\n"
   "u = exp(p)\nv = cos(a + 0*q)\nw = stop_gradient(u)\n"
   "y = sum(v) + 0*t + 0*w\noutput y\n", by_cos_sin},
};
enum { CHAINS = sizeof chains / sizeof *chains };

static const double x0 = 0.7;

static ad_sheet *read_chain(const struct chain *c, size_t n)
{
  char text[800];
  int size = snprintf(text, sizeof text,
                      "dim n = %zu\ninput x = %.17g\ndata e[n] = 0.3\n"
                      "a = sin(x*ones(n,1))\n%swrt x\n", n, x0, c->text);
  const ad_source source = {c->what, text, (size_t)size};
  const ad_sheet_options options = {.folder = NULL};
  ad_report report;
  ad_sheet *sheet = NULL;
  ad_report_init(&report, &source);
  ck_assert_msg(ad_sheet_read(&source, &options, &sheet, &report) == AD_OK,
                "%s: cannot read: %s", c->what, text);
  ad_report_free(&report);
  return sheet;
}

/* The values of all leaves, one after the other. */
static double *point_of(const ad_sheet *sheet)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  double *x = test_alloc(test_point_size(g), sizeof *x), *to = x;
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    size_t n = test_entries(ad_graph_shape(g, ad_graph_leaf(g, i)));
    memcpy(to, ad_sheet_leaf(sheet, i), n * sizeof *to);
    to += n;
  }
  return x;
}

static void check_differences(const ad_graph *g, const double *x, double want,
                              const char *what, size_t n)
{
  const double one = 1;
  ad_fd *fd;
  ad_fd_estimate e, along;
  ad_error err = {0};
  check_ok(ad_fd_new(g, &fd, &err), err);
  TEST_SET_LEAVES(ad_fd_set, fd, g, x)
  ad_fd_entry(fd, 0, 0, &e);
  ad_fd_direction(fd, 0, &one, &along);
  check_near(e.value, want, 1e-9, 1e-7, "%s, n = %zu: differences", what, n);
  check_near(along.value, want, 1e-9, 1e-7, "%s, n = %zu: direction", what, n);
  ad_fd_free(fd);
}

START_TEST(test_closed_forms)
{
  const struct chain *c = &chains[_i / SEVERAL];
  size_t n = sizes[_i % SEVERAL];
  ad_sheet *sheet = read_chain(c, n);
  const ad_graph *g = ad_sheet_graph(sheet);
  double *x = point_of(sheet), want = c->slope(x0, (double)n);
  for (size_t chunk = 1; chunk <= 3; chunk += 2) {
    double *J = test_forward_jacobian(g, chunk, x);
    check_near(J[0], want, 1e-12, 1e-10, "%s, n = %zu: forward, chunks of %zu",
               c->what, n, chunk);
    free(J);
  }
  for (size_t chunk = 1; chunk <= 2 && ad_graph_output_entries(g) < 3;
       chunk++) {
    double *J = test_reverse_jacobian(g, chunk, x);
    check_near(J[0], want, 1e-12, 1e-10, "%s, n = %zu: reverse, chunks of %zu",
               c->what, n, chunk);
    free(J);
  }
  check_differences(g, x, want, c->what, n);
  free(x);
  ad_sheet_free(sheet);
}
END_TEST

/* ---- parts of programs ---- */

/* Any nodes at all may be left out: those that are run have the values that
   their operands in memory give them, the others keep theirs. */
static void check_part(const ad_program *p, ad_memory *m,
                       const unsigned char *wanted)
{
  const ad_graph *g = p->g;
  ad_program part;
  ad_memory want;
  ad_error err = {0};
  check_ok(ad_program_init_part(&part, p, wanted, &err), err);
  check_ok(ad_memory_init(&want, p, 0, &err), err);
  memcpy(want.value, m->value, p->value_words * sizeof *want.value);
  ad_program_evaluate(&part, m, 0);
  for (size_t i = 0; i < p->n_pieces; i++) { /* one by one, all by steps */
    const ad_piece *piece = &p->pieces[i];
    if (piece->count == 0 && wanted[piece->node])
      ad_program_run(p, &want, piece);
  }
  for (size_t i = 0; i < g->n; i++)
    for (size_t e = 0; e < ad_entries(&g->nodes[i]); e++)
      check_near(m->value[p->value[i] + e], want.value[p->value[i] + e], 0,
                 1e-12, "node %zu, %s, entry %zu of %zu", i,
                 wanted[i] ? "run" : "left out", e, ad_entries(&g->nodes[i]));
  ad_memory_free(&want);
  ad_program_free(&part);
}

/* Twelve steps and two sums over n entries; x moves, and every other, every
   third, ... node is left out. */
static ad_graph *ladder(size_t n)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", n, 1, AD_INPUT);
  ad_ref y = ad_sin(b, x), z = y, s = y;
  for (int i = 0; i < 5; i++) {
    z = ad_mul(b, ad_sub(b, y, z), ad_tanh(b, ad_add(b, z, x)));
    if (i % 2 == 1)
      s = ad_reduce(b, AD_OP_sum, z, AD_ALL);
  }
  ad_output(b, ad_reduce(b, AD_OP_sum, z, AD_ALL));
  ad_output(b, s);
  return test_finish(b);
}

START_TEST(test_parts)
{
  size_t n = sizes[_i];
  ad_graph *g = ladder(n);
  ad_program p;
  ad_memory m;
  ad_error err = {0};
  test_rng r = {seed};
  unsigned char *wanted = test_alloc(g->n, 1);
  double *x = test_alloc(n, sizeof *x);
  check_ok(ad_program_init(&p, g, AD_PLAN_ALL, &err), err);
  check_ok(ad_memory_init(&m, &p, 0, &err), err);
  for (size_t round = 0; round < 12; round++) {
    for (size_t i = 0; i < n; i++)
      x[i] = test_uniform(&r, -1.3, 1.7);
    ad_program_set(&p, &m, 0, x);
    for (size_t i = 0; i < g->n; i++)
      wanted[i] = round != 1 && (round == 0 || test_below(&r, 3) > 0);
    check_part(&p, &m, wanted);
  }
  free(x);
  free(wanted);
  ad_memory_free(&m);
  ad_program_free(&p);
  ad_graph_free(g);
}
END_TEST

/* A run of single entries in which some are left out. */
START_TEST(test_part_of_a_run)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT), y[6] = {x};
  for (size_t i = 1; i < 6; i++)
    y[i] = ad_add(b, y[i - 1], ad_number(b, pow(10, (double)i)));
  ad_graph *g = test_finish(b);
  ad_program p, part;
  ad_memory m;
  ad_error err = {0};
  check_ok(ad_program_init(&p, g, AD_PLAN_ALL, &err), err);
  check_ok(ad_memory_init(&m, &p, 0, &err), err);
  ad_program_set(&p, &m, 0, &(double){1});
  ad_program_evaluate(&p, &m, 0);
  ck_assert_double_eq(m.value[p.value[y[5].index]], 111111);
  for (unsigned left = 0; left < 32; left++) {
    unsigned char *wanted = test_alloc(g->n, 1);
    double want = 2;
    for (size_t i = 1; i < 6; i++) {
      wanted[y[i].index] = !(left >> (i - 1) & 1);
      want = wanted[y[i].index] ? want + pow(10, (double)i)
                                : m.value[p.value[y[i].index]];
    }
    check_ok(ad_program_init_part(&part, &p, wanted, &err), err);
    ad_program_set(&p, &m, 0, &(double){2});
    ad_program_evaluate(&part, &m, 0);
    ck_assert_double_eq(m.value[p.value[y[5].index]], want);
    ad_program_free(&part);
    free(wanted);
  }
  ad_memory_free(&m);
  ad_program_free(&p);
  ad_graph_free(g);
}
END_TEST

/* ---- made-up chains ---- */

enum { ROUNDS = 12, BYTES = 90 };

START_TEST(test_made_up)
{
  for (size_t i = 0; i < ROUNDS; i++) {
    test_rng r = {seed + 1000 * (uint64_t)(_i + 1) + i};
    uint64_t state = r.state;
    uint8_t bytes[BYTES];
    char message[200], text[WIDE_TEXT];
    size_t size = 12 + test_below(&r, BYTES - 12);
    for (size_t k = 0; k < size; k++)
      bytes[k] = (uint8_t)test_bits(&r);
    const char *wrong = wide_check(bytes, size, message, sizeof message);
    wide_write(bytes, size, text);
    ck_assert_msg(!wrong, "seed %llu: %s, of\n%s", (unsigned long long)state,
                  wrong ? wrong : "", text);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("chains");
  TCase *forms = tcase_create("closed forms");
  TCase *parts = tcase_create("parts");
  tcase_add_loop_test(forms, test_closed_forms, 0, CHAINS * SEVERAL);
  tcase_add_loop_test(parts, test_parts, 1, SIZES);
  tcase_add_test(parts, test_part_of_a_run);
  TCase *made_up = tcase_create("made up");
  tcase_add_loop_test(made_up, test_made_up, 0, 5);
  suite_add_tcase(suite, made_up);
  suite_add_tcase(suite, forms);
  suite_add_tcase(suite, parts);
  return test_run(suite);
}
