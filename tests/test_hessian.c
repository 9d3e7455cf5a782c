/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients and Hessians of functions of the literature, in closed form and
   written by hand, against worksheets: as nodes, g = df/dx and H = dg/dx, and
   by options.hessian with both engines.  Read engines.h before. */
#include <math.h>

#include "engines.h"
#include "sheet.h"

static const uint64_t seed = 20261130;

/* f of the leaf x[n], and what its derivatives are: g[n] and H[n x n], zeros
   before. */
typedef struct problem {
  const char *name, *leaves, *f;
  const char *apart; /* the leaves as numbers, for options.hessian; NULL: x */
  size_t n;
  double x[9];
  void (*derive)(const double *x, double *g, double *H);
} problem;

/* 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2 */
static void rosenbrock(const double *x, double *g, double *H)
{
  for (size_t i = 0; i < 3; i++) {
    double r = x[i + 1] - x[i] * x[i];
    g[i] += -400 * x[i] * r - 2 * (1 - x[i]);
    g[i + 1] += 200 * r;
    H[i * 4 + i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
    H[i * 4 + i + 1] = H[(i + 1) * 4 + i] = -400 * x[i];
    H[(i + 1) * 4 + i + 1] += 200;
  }
}

static void powell(const double *x, double *g, double *H)
{
  double a = x[0] + 10 * x[1], b = x[2] - x[3];
  double c = x[1] - 2 * x[2], d = x[0] - x[3];
  double c2 = 12 * c * c, d2 = 120 * d * d;
  double gradient[4] = {2 * a + 40 * d * d * d, 20 * a + 4 * c * c * c,
                        10 * b - 8 * c * c * c, -10 * b - 40 * d * d * d};
  double hessian[16] = {2 + d2, 20,       0,           -d2,
                        20,     200 + c2, -2 * c2,     0,
                        0,      -2 * c2,  10 + 4 * c2, -10,
                        -d2,    0,        -10,         10 + d2};
  memcpy(g, gradient, sizeof gradient);
  memcpy(H, hessian, sizeof hessian);
}

static void himmelblau(const double *x, double *g, double *H)
{
  double u = x[0] * x[0] + x[1] - 11, v = x[0] + x[1] * x[1] - 7;
  g[0] = 4 * x[0] * u + 2 * v;
  g[1] = 2 * u + 4 * x[1] * v;
  H[0] = 4 * u + 8 * x[0] * x[0] + 2;
  H[1] = H[2] = 4 * (x[0] + x[1]);
  H[3] = 4 * v + 8 * x[1] * x[1] + 2;
}

/* Residuals c_k - x (1 - y^k), k = 1, 2, 3. */
static void beale(const double *x, double *g, double *H)
{
  static const double c[] = {1.5, 2.25, 2.625};
  for (int k = 1; k <= 3; k++) {
    double r = c[k - 1] - x[0] * (1 - pow(x[1], k));
    double rx = pow(x[1], k) - 1, rxy = k * pow(x[1], k - 1);
    double ry = x[0] * rxy, ryy = k * (k - 1) * x[0] * pow(x[1], k - 2);
    g[0] += 2 * r * rx;
    g[1] += 2 * r * ry;
    H[0] += 2 * rx * rx;
    H[1] += 2 * (rx * ry + r * rxy);
    H[3] += 2 * (ry * ry + r * ryy);
  }
  H[2] = H[1];
}

/* The inverse of x, 3 x 3, by cofactors. */
static void invert(const double *x, double *Y)
{
  double det = 0;
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++) {
      size_t r = (i + 1) % 3, s = (i + 2) % 3;
      size_t c = (j + 1) % 3, d = (j + 2) % 3;
      Y[j * 3 + i] = x[r * 3 + c] * x[s * 3 + d] - x[r * 3 + d] * x[s * 3 + c];
    }
  for (size_t j = 0; j < 3; j++)
    det += x[j] * Y[j * 3];
  for (size_t k = 0; k < 9; k++)
    Y[k] /= det;
}

/* With Y, the inverse of X: dl/dX_ij = Y_ji, dY_ji/dX_kl = -Y_jk Y_li. */
static void logdet(const double *x, double *g, double *H)
{
  double Y[9];
  invert(x, Y);
  for (size_t ij = 0; ij < 9; ij++) {
    size_t i = ij / 3, j = ij % 3;
    g[ij] = Y[j * 3 + i];
    for (size_t kl = 0; kl < 9; kl++)
      H[ij * 9 + kl] = -Y[j * 3 + kl / 3] * Y[kl % 3 * 3 + i];
  }
}

/* exp(x[i])/sum(exp(x)) of four scores, whose differences are exact. */
static void shares(const double *x, double *p)
{
  double sum = 0;
  for (size_t i = 0; i < 4; i++)
    sum += exp(x[i] - x[0]);
  for (size_t i = 0; i < 4; i++)
    p[i] = exp(x[i] - x[0]) / sum;
}

/* p - t and diag(p) - p p'; the third of four classes is true. */
static void cross_entropy(const double *x, double *g, double *H)
{
  double p[4];
  shares(x, p);
  for (size_t i = 0; i < 4; i++) {
    g[i] = p[i] - (i == 2);
    for (size_t j = 0; j < 4; j++)
      H[i * 4 + j] = (i == j ? p[i] : 0) - p[i] * p[j];
  }
}

/* dp[1]/dx[i] = p[1] (1[i = 1] - p[i]), and that once more. */
static void share(const double *x, double *g, double *H)
{
  double p[4];
  shares(x, p);
  for (size_t i = 0; i < 4; i++) {
    g[i] = p[1] * ((i == 1) - p[i]);
    for (size_t j = 0; j < 4; j++)
      H[i * 4 + j] = p[1] * (((i == 1) - p[i]) * ((j == 1) - p[j]) -
                             p[i] * ((i == j) - p[j]));
  }
}

/* x'Ax/2 - b'x */
static void quadratic(const double *x, double *g, double *H)
{
  static const double A[] = {2.385, -0.617, 0.41, 1.295, 3.04,
                             -0.83, -0.37,  0.59, 1.73};
  static const double b[] = {0.265, -1.142, 0.48};
  for (size_t i = 0; i < 3; i++) {
    g[i] = -b[i];
    for (size_t j = 0; j < 3; j++) {
      H[i * 3 + j] = (A[i * 3 + j] + A[j * 3 + i]) / 2;
      g[i] += H[i * 3 + j] * x[j];
    }
  }
}

/* A sum over entries: the Hessian is diagonal, and a matrix all the same. */
static void separable(const double *x, double *g, double *H)
{
  for (size_t i = 0; i < 3; i++) {
    g[i] = exp(x[i]) - 3 * x[i] * x[i];
    H[i * 3 + i] = exp(x[i]) - 6 * x[i];
  }
}

static const problem problems[] = {
  {"Rosenbrock", "input x[4] = zeros(4)\n",
   "f = sum(100*(x[2:4] - x[1:3]^2)^2 + (1 - x[1:3])^2)\n", NULL,
   4, {-1.235, 1.317, 0.385, -2.17}, rosenbrock},
  {"Powell", "input x[4] = zeros(4)\n",
   "f = (x[1] + 10*x[2])^2 + 5*(x[3] - x[4])^2 + (x[2] - 2*x[3])^4"
   " + 10*(x[1] - x[4])^4\n", NULL,
   4, {3.115, -1.27, 0.385, 1.083}, powell},
  {"Himmelblau", "input x[2] = zeros(2)\n",
   "f = (x[1]^2 + x[2] - 11)^2 + (x[1] + x[2]^2 - 7)^2\n",
   "input x = 0\ninput y = 0\nf = (x^2 + y - 11)^2 + (x + y^2 - 7)^2\n",
   2, {2.385, -0.617}, himmelblau},
  {"Beale", "input x[2] = zeros(2)\n",
   "f = sqnorm([1.5; 2.25; 2.625]"
   " - x[1]*(1 - [x[2]; x[2]^2; x[2]^3]))\n",
   "input x = 0\ninput y = 0\n"
   "f = (1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2\n",
   2, {2.385, -0.617}, beale},
  {"logdet", "input x[9] = zeros(9)\n", "f = logdet(reshape(x, 3, 3))\n",
   "input X[3,3] = zeros(3, 3)\nf = logdet(X)\n",
   9, {2.385, 0.617, -0.41, -0.83, 1.73, 0.295, 0.37, -0.59, 3.142}, logdet},
  {"cross_entropy", "input x[4] = zeros(4)\ndata y = 3\n",
   "f = cross_entropy(x, y)\n", NULL,
   4, {1.385, -0.617, 0.295, 2.04}, cross_entropy},
  {"soft_cross_entropy", "input x[4] = zeros(4)\n",
   "f = soft_cross_entropy(x, [0; 0; 1; 0])\n", NULL,
   4, {-2.385, 1.17, 0.845, -0.04}, cross_entropy},
  {"log_softmax", "input x[4] = zeros(4)\n", "f = -log_softmax(x)[3]\n", NULL,
   4, {1.385, -0.617, 0.295, 2.04}, cross_entropy},
  {"softmax", "input x[4] = zeros(4)\n", "f = softmax(x)[2]\n", NULL,
   4, {1.385, -0.617, 0.295, 2.04}, share},
  {"softmax of rows", "input x[4] = zeros(4)\n",
   "f = softmax([0.5, 1, 2, 3; x'])[2, 2]\n", NULL,
   4, {-2.385, 1.17, 0.845, -0.04}, share},
  {"quadratic", "input x[3] = zeros(3)\n",
   "f = x' @ [2.385, -0.617, 0.41; 1.295, 3.04, -0.83; -0.37, 0.59, 1.73] @ x/2"
   " - [0.265, -1.142, 0.48] @ x\n", NULL,
   3, {1.21, -0.73, 0.385}, quadratic},
  {"separable", "input x[3] = zeros(3)\n", "f = sum(exp(x) - x^3)\n", NULL,
   3, {1.21, -0.73, 0.385}, separable},
};
enum { PROBLEMS = sizeof problems / sizeof *problems };

/* --- a worksheet at a point --------------------------------------------- */

static ad_sheet *read_text(const char *text, int hessian)
{
  ad_sheet *sheet;
  ad_report report;
  ad_source source = {"test.grad", text, strlen(text)};
  ad_sheet_options options = {.hessian = hessian};
  ad_report_init(&report, &source);
  ck_assert_msg(ad_sheet_read(&source, &options, &sheet, &report) == AD_OK,
                "%s: %s", text,
                report.count ? report.messages[0].error.text : "");
  ck_assert_uint_eq(report.count, 0);
  ad_report_free(&report);
  return sheet;
}

/* The values of all leaves, the first n of them x. */
static double *point_of(const ad_sheet *sheet, size_t n, const double *x)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  double *point = test_alloc(test_point_size(g), sizeof *point), *to = point;
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    size_t entries = test_entries(ad_graph_shape(g, ad_graph_leaf(g, i)));
    memcpy(to, ad_sheet_leaf(sheet, i), entries * sizeof *to);
    to += entries;
  }
  if (n > 0)
    memcpy(point, x, n * sizeof *x);
  return point;
}

static void check_all(const problem *p, const char *what, size_t n,
                      const double *got, const double *want)
{
  double largest = 0;
  for (size_t i = 0; i < n; i++)
    largest = fmax(largest, fabs(want[i]));
  for (size_t i = 0; i < n; i++)
    check_near(got[i], want[i], 1e-12 * largest, 0, "%s, %s, entry %zu",
               p->name, what, i);
}

static void check_node(const problem *p, const char *name, size_t n,
                       const ad_value *e, const ad_graph *g,
                       const double *want)
{
  ad_ref node;
  ck_assert(ad_graph_find(g, name, strlen(name), &node));
  ck_assert_uint_eq(test_entries(ad_graph_shape(g, node)), n);
  check_all(p, name, n, ad_value_at(e, node), want);
}

/* g = df/dx, H = dg/dx. */
static void check_nodes(const problem *p, const double *x, const double *g,
                        const double *H)
{
  char text[600];
  snprintf(text, sizeof text, "%s%sg = df/dx\nH = dg/dx\n", p->leaves, p->f);
  ad_sheet *sheet = read_text(text, 0);
  const ad_graph *graph = ad_sheet_graph(sheet);
  double *point = point_of(sheet, p->n, x);
  ad_value *e = test_value(graph);
  TEST_SET_LEAVES(ad_value_set, e, graph, point)
  ad_value_sweep(e);
  check_node(p, "g", p->n, e, graph, g);
  check_node(p, "H", p->n * p->n, e, graph, H);
  ad_value_free(e);
  free(point);
  ad_sheet_free(sheet);
}

/* The outputs are the gradient, and their Jacobian the Hessian. */
static void check_option(const problem *p, const char *text, const double *x,
                         const double *g, const double *H)
{
  ad_sheet *sheet = read_text(text, 1);
  const ad_graph *graph = ad_sheet_graph(sheet);
  double *point = point_of(sheet, p->n, x), gradient[9];
  ck_assert(ad_sheet_is_hessian(sheet));
  ck_assert_uint_eq(ad_graph_output_entries(graph), p->n);
  ck_assert_uint_eq(ad_graph_wrt_entries(graph), p->n);
  ad_value *e = test_value(graph);
  TEST_SET_LEAVES(ad_value_set, e, graph, point)
  ad_value_sweep(e);
  for (size_t i = 0; i < p->n; i++)
    gradient[i] = test_output_entry(graph, e, i);
  check_all(p, "gradient", p->n, gradient, g);
  ad_value_free(e);
  for (size_t chunk = 1; chunk <= 4; chunk += 3) {
    double *forward = test_forward_jacobian(graph, chunk, point);
    double *reverse = test_reverse_jacobian(graph, chunk, point);
    check_all(p, "forward over reverse", p->n * p->n, forward, H);
    check_all(p, "reverse over reverse", p->n * p->n, reverse, H);
    free(forward);
    free(reverse);
  }
  free(point);
  ad_sheet_free(sheet);
}

static void check_at(const problem *p, const double *x)
{
  double g[9] = {0}, H[81] = {0};
  char text[600];
  snprintf(text, sizeof text, "%s%s", p->leaves, p->f);
  p->derive(x, g, H);
  check_nodes(p, x, g, H);
  check_option(p, text, x, g, H);
  if (p->apart)
    check_option(p, p->apart, x, g, H);
}

/* --- where a row guards 0 times infinity ---------------------------------- */

/* d(df/da)/db at points where the one that is guarded is 0, by hand. */
static const struct {
  const char *text;
  double want;
} guarded[] = {
  {"input a = 2\ninput b = 0\nf = a^b\n", 0.5},
  {"input b = 2\ninput a = 0\nf = b^a\n", 0.5},
  {"input a = 4\ninput b = 0\nf = xlogy(b, a)\n", 0.25},
  {"input b = 4\ninput a = 0\nf = xlogy(a, b)\n", 0.25},
  {"input a = 0\ninput b = 0\nf = soft_cross_entropy([b, 0], [a, 1])\n", -0.5},
  {"input b = 0\ninput a = 0\nf = soft_cross_entropy([b, 0], [a, 1])\n", -0.5},
  {"input a = 0\ninput b = 3\nf = bce_logits(b, a)\n", -1},
  {"input a = 1\ninput b = 3\nf = bce_logits(b, a)\n", -1},
  {"input b = 1\ninput a = 3\nf = bce_logits(a, b)\n", -1},
};

START_TEST(guarded_zero)
{
  char text[200];
  snprintf(text, sizeof text, "%sg = df/da\nh = dg/db\n", guarded[_i].text);
  ad_sheet *sheet = read_text(text, 0);
  const ad_graph *graph = ad_sheet_graph(sheet);
  double *point = point_of(sheet, 0, NULL);
  ad_value *e = test_value(graph);
  ad_ref h;
  TEST_SET_LEAVES(ad_value_set, e, graph, point)
  ad_value_sweep(e);
  ck_assert(ad_graph_find(graph, "h", 1, &h));
  check_near(*ad_value_at(e, h), guarded[_i].want, 1e-15, 0, "%s", text);
  ad_value_free(e);
  free(point);
  ad_sheet_free(sheet);
}
END_TEST

START_TEST(closed_form)
{
  const problem *p = &problems[_i];
  test_rng r = {test_seed(seed, p->name)};
  double x[9];
  check_at(p, p->x);
  for (int round = 0; round < 20; round++) {
    for (size_t i = 0; i < p->n; i++)
      x[i] = p->x[i] + test_uniform(&r, -0.35, 0.35);
    check_at(p, x);
  }
}
END_TEST

/* Powell's Hessian at the minimum, where no power is left. */
START_TEST(singular_at_the_minimum)
{
  static const double zero[4];
  check_at(&problems[1], zero);
}
END_TEST

/* What scores have in common is no part of it, however large. */
START_TEST(large_scores)
{
  static const double common[] = {1, 1e5, 1e10, 1e13, -1e13};
  static const double apart[] = {0, 1, 2.5, -1.25};
  const problem *p = &problems[_i];
  double x[4];
  if (p->derive != cross_entropy && p->derive != share)
    return;
  for (size_t k = 0; k < sizeof common / sizeof *common; k++) {
    for (size_t i = 0; i < 4; i++)
      x[i] = common[k] + apart[i];
    check_at(p, x);
  }
}
END_TEST

static Suite *hessian_suite(void)
{
  Suite *suite = suite_create("hessian");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, closed_form, 0, PROBLEMS);
  tcase_add_loop_test(all, guarded_zero, 0,
                      sizeof guarded / sizeof *guarded);
  tcase_add_loop_test(all, large_scores, 0, PROBLEMS);
  tcase_add_test(all, singular_at_the_minimum);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(hessian_suite());
}
