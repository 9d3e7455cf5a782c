/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients written out (formulas.h), read again by the parser and computed,
   against the tape: on random graphs whose nodes have names, some or all of
   them, and on worksheets whose formulas are known.  Read random_graph.h
   before. */
#include <math.h>

#include "formulas.h"
#include "lower.h"
#include "random_graph.h"
#include "sheets.h"
#include "symbolic.h"

static const uint64_t seed = 20261130;

/* --- reading lines again ------------------------------------------------- */

/* The formula as a node of b. */
static ad_ref read_again(ad_builder *b, const char *text)
{
  const ad_names names = {.declared = ad_builder_declares, .state = b};
  const ad_scope scope = {.derive = ad_derivative,
                          .number = ad_graph_number,
                          .state = &b->g};
  ad_expr *expr;
  ad_ref x;
  ad_error err = {0};
  check_ok(ad_expr_parse(text, strlen(text), 0, &names, &expr, &err), err);
  ck_assert_msg(ad_lower(b, expr, &scope, &x, NULL, &err) == AD_OK, "%s: %s",
                text, err.text);
  ad_expr_free(expr);
  return x;
}

static double largest(size_t n, const double *x)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite(x[i]))
      most = fmax(most, fabs(x[i]));
  return most;
}

/* got[n] against want[n]; of what is not finite nothing is said. */
static void check_line(const ad_formulas *f, size_t i, size_t n,
                       const double *got, const double *want)
{
  double scale = largest(n, want);
  for (size_t k = 0; k < n; k++)
    if (isfinite(want[k]))
      ck_assert_msg(fabs(got[k] - want[k]) <= 1e-8 * scale + 1e-13,
                    "%s = %s: entry %zu is %.17g, not %.17g",
                    ad_formulas_left(f, i), ad_formulas_right(f, i), k, got[k],
                    want[k]);
}

static size_t count_of(const char *text, const char *what)
{
  size_t n = 0;
  for (const char *s = text; (s = strstr(s, what)) != NULL; s++)
    n++;
  return n;
}

/* Brackets of all kinds are closed. */
static void check_latex(const char *text)
{
  ck_assert_ptr_nonnull(text);
  ck_assert_msg(count_of(text, "{") == count_of(text, "}") &&
                  count_of(text, "\\left") == count_of(text, "\\right") &&
                  count_of(text, "\\begin") == count_of(text, "\\end"),
                "%s", text);
  ck_assert_ptr_null(strstr(text, "#"));
}

/* The lines of the scalar y by all wrt leaves of g, at the point x: each
   against ad_derivative, and those of leaves against the tape. */
static size_t check_lines(const ad_graph *g, ad_ref y, const double *x)
{
  ad_ref by[32], *again, *direct;
  size_t n = ad_graph_wrts(g), read = 0;
  ad_formulas *f;
  ad_error err = {0};
  for (size_t i = 0; i < n; i++)
    by[i] = ad_graph_wrt(g, i);
  check_ok(ad_formulas_new(g, y, n, by, &f, &err), err);
  size_t lines = ad_formulas_count(f);
  again = test_alloc(lines + 1, sizeof *again);
  direct = test_alloc(lines + 1, sizeof *direct);
  ad_builder *b;
  check_ok(ad_builder_continue(g, &b, &err), err);
  for (size_t i = 0; i < lines; i++) {
    again[i] = (ad_ref){AD_NO_INDEX};
    if (!ad_formulas_right(f, i))
      continue;
    again[i] = read_again(b, ad_formulas_right(f, i));
    check_latex(ad_formulas_latex(f, i));
    check_latex(ad_formulas_left_latex(f, i));
    check_ok(ad_derivative(b, y, ad_formulas_node(f, i), &direct[i], &err),
             err);
    ad_output(b, again[i]);
    ad_output(b, direct[i]);
    read++;
  }
  ad_output(b, y);
  ad_graph *more = test_finish(b);
  ad_value *e = test_value(more);
  TEST_SET_LEAVES(ad_value_set, e, more, x)
  ad_value_sweep(e);
  for (size_t i = 0; i < lines; i++)
    if (again[i].index != AD_NO_INDEX) {
      ad_shape s = ad_graph_shape(more, direct[i]);
      ad_shape t = ad_graph_shape(more, again[i]);
      ck_assert_msg(s.rows == t.rows && s.cols == t.cols,
                    "%s = %s: %zu x %zu, not %zu x %zu", ad_formulas_left(f, i),
                    ad_formulas_right(f, i), t.rows, t.cols, s.rows, s.cols);
      check_line(f, i, s.rows * s.cols, ad_value_at(e, again[i]),
                 ad_value_at(e, direct[i]));
    }
  ad_value_free(e);
  ad_graph_free(more);
  ad_formulas_free(f);
  free(again);
  free(direct);
  return read;
}

/* --- random graphs -------------------------------------------------------- */

/* The graph with names for one node in `every`, and a scalar at its end. */
static ad_graph *named_graph(const ad_graph *g, size_t every, ad_ref *y)
{
  ad_builder *b;
  ad_error err = {0};
  check_ok(ad_builder_continue(g, &b, &err), err);
  for (uint32_t i = 0; i < ad_graph_size(g); i++) {
    char name[24];
    snprintf(name, sizeof name, "n%u", (unsigned)i);
    if (i % every == 0 && ad_graph_operands(g, (ad_ref){i}) > 0)
      ad_name(b, (ad_ref){i}, name, NULL);
  }
  *y = ad_reduce(b, AD_OP_sum, ad_sin(b, ad_graph_output(g, 0)), AD_ALL);
  ad_name(b, *y, "l", NULL);
  ad_output(b, *y);
  return test_finish(b);
}

START_TEST(random_formulas)
{
  test_rng r = {seed + 6007 * (uint64_t)(_i + 1)};
  size_t read = 0;
  for (int round = 0; round < 20; round++) {
    ad_graph *g = random_graph(&r);
    ad_ref y;
    if (ad_graph_wrts(g) <= 32) {
      ad_graph *named = named_graph(g, 1 + test_below(&r, 4), &y);
      double *x = random_point(named, &r);
      read += check_lines(named, y, x);
      free(x);
      ad_graph_free(named);
    }
    ad_graph_free(g);
  }
  ck_assert_uint_gt(read, 30);
}
END_TEST

/* --- formulas that are known ---------------------------------------------- */

/* A sheet, a line of it, and how it reads. */
static const struct {
  const char *sheet, *left, *right;
} known[] = {
  {"input x = 2\nl = sin(x)*x\n", "dl/dx", "x*cos(x) + sin(x)"},
  {"input x = 2\nl = x/(1 + x)^2\n", "dl/dx",
   "(1/(1 + x) - 2*l)/(1 + x)"},
  {"input W[2,3] = 0.3\ndata X[3,4] = 0.7\nZ = W @ X\nA = relu(Z)\n"
   "l = sum(A^2)\n", "dl/dZ", "2*A*step(A)"},
  {"input W[2,3] = 0.3\ndata X[3,4] = 0.7\nZ = W @ X\nA = relu(Z)\n"
   "l = sum(A^2)\n", "dl/dW", "dl/dZ @ X'"},
  {"param S[2,3] = [1, 2, 3; 3, 1, 2]\ndata y[2] = [1; 3]\n"
   "P = softmax(S)\nl = cross_entropy(S, y)\n", "dl/dS",
   "0.5*(P - indicator(y, 3))"},
  {"param w[2] = [1; 2]\ndata X[3,2] = 0.3\ndata y[3] = 1\n"
   "yhat = X @ w\nl = mse(yhat, y)\n", "dl/dyhat", "2/3*(yhat - y)"},
  {"dim n = 3, d = 2\nparam w[d] = [1; 2]\ndata X[n,d] = 0.3\ndata y[n] = 1\n"
   "yhat = X @ w\nl = mse(yhat, y)\n", "dl/dyhat", "2/n*(yhat - y)"},
  {"dim n = 4, K = 3\nparam S[n,K] = normal(0, 1)\ndata T[n,K] = 0.5\n"
   "l = 1/(2*n)*sum((S - T)^2) + K^2*S[1,1]/n\n", "dl/dS",
   "1/n*(S - T) + [K^2/n, zeros(1, K - 1); zeros(n - 1, K)]"},
  {"param b = 1\ndata X[3,2] = 0.3\nl = sum(X + b)\n", "dl/db", "6"},
  {"input x[3] = [1; 2; 3]\nl = x[1]*x[3]\n", "dl/dx",
   "[x[3]; 0; x[1]]"},
  {"input x[4] = [1; 2; 3; 4]\nl = x[1]*x[4] - x[2] + sum(x[1:2])\n", "dl/dx",
   "[x[4]; -1; 0; x[1]] + [ones(2, 1); zeros(2, 1)]"},
  {"input x[2] = [1; 2]\nl = x[1]*x[2] - exp(x[1]) - 5*x[2]\n", "dl/dx",
   "[x[2] - exp(x[1]); x[1] - 5]"},
  {"input X[3,4] = 0.5\nl = sum(X[1:2,2]^2) + 3*X[1,4] - X[3,1]\n", "dl/dX",
   "[zeros(2, 1), 2*X[1:2, 2], zeros(2, 2); -1, zeros(1, 3)] +"
   " [zeros(1, 3), 3; zeros(2, 4)]"},
  {"dim n = 3, d = 2\nparam b = 1\ndata X[n,d] = 0.3\nl = sum(X + b)\n",
   "dl/db", "n*d"},
  {"dim n = 3, d = 2, K = 4\nparam b = 1\n"
   "l = n*b/d*n + sum(ones(n, K)*b) + 7*b\n", "dl/db", "n^2/d + n*K + 7"},
  {"dim n = 3, K = 4\nparam S[n,K] = 0.3\ndata y[n] = [1; 3; 2]\n"
   "P = softmax(S)\nl = cross_entropy(S, y)\n", "dl/dS",
   "1/n*(P - indicator(y, K))"},
  {"dim n = 3\nparam z[n] = [1; -1; 0.5]\ndata y[n] = 0.3\n"
   "a = sigmoid(z)\nl = -1/n*sum(y*log(a) + (1 - y)*log(1 - a))\n", "dl/dz",
   "1/n*(a - y)"},
  {"input z = 0.7\na = 1/(1 + exp(-z))\nl = a^2\n", "dl/dz",
   "2*l*(1 - a)"},
  {"input z = 0.7\na = 1/(2 + 5*exp(-z))\nl = a\n", "dl/dz",
   "a*(1 - 2*a)"},
  {"dim n = 2, K = 3\nparam Z[n,K] = 0.4\ndata T[n,K] = 0.3\n"
   "a = softmax(Z)\nl = -1/n*sum(T*log(a))\n", "dl/dZ",
   "1/n*(a*sum(T, over=cols) - T)"},
  {"dim n = 2, K = 3\nparam Z[n,K] = 0.4\ndata T[n,K] = 0.3\n"
   "a = exp(Z)/sum(exp(Z), over=cols)\nl = -sum(T*log(a))/n\n", "dl/dZ",
   "1/n*(sum(T, over=cols)*a - T)"},
  {"input x[3] = [1; 2; 3]\ninput y[3] = [3; 1; 2]\nu = x*y\n"
   "l = sum(u^2*exp(u))\n", "dl/du", "exp(u)*u*(2 + u)"},
  {"input x[3] = [1; -2; 3]\nl = sum(abs(x))\n", "dl/dx", "sign(x)"},
  {"dim n = 3\ninput x[n] = [1; -2; 3]\n"
   "l = sum(x^3) - 3/n*sum(abs(x)) + sum(abs(2*x)*x)\n", "dl/dx",
   "3*x^2 + 2*x*sign(2*x) + abs(2*x) - 3/n*sign(x)"},
  {"dim n = 3\nparam m[n] = [1; -0.5; 3]\nh = max(0, 1 - m)\n"
   "l = sum(h)/n\n", "dl/dm", "-1/n*heaviside(1 - m)"},
  {"param m[3] = [1; -0.5; 3]\nh = max(1 - m, 0)\nl = sum(h^2)\n", "dl/dm",
   "-2*h*heaviside(1 - m)"},
  {"input x[3] = [1; -2; 3]\ninput y[3] = [1; 0.5; 2]\n"
   "l = sum(3*max(x, y)*x) - sum(min(x, y))\n", "dl/dx",
   "3*x*heaviside(x - y) + 3*max(x, y) - heaviside(y - x)"},
  {"input x[3] = [1; -2; 3]\nl = sum(min(0, x - 1))\n", "dl/dx",
   "heaviside(1 - x)"},
  {"input x[2] = [-6; 1]\ninput y[2] = [3; 2]\nl = sum(max(x, -2*y))\n",
   "dl/dx", "heaviside(x + 2*y)"},
  {"input x[3] = [1; -2; 3]\nu = 2*x\nl = sum(min(max(u, -4), 2))\n",
   "dl/du", "heaviside(2 - max(u, -4))*heaviside(u + 4)"},
  {"input x[3] = [0.5; 0; -2]\nl = sum(max(x, 0)*log(x))\n", "dl/dx",
   "where(heaviside(x), log(x)*heaviside(x), 0) + max(x, 0)/x"},
  {"dim T = 3, d = 2\nparam Q[T,d] = 0.3\ndata K[T,d] = 0.7\n"
   "S = Q @ K'/sqrt(d)\nl = sum(S^2)\n", "dl/dQ", "2/sqrt(d)*S @ K"},
  {"dim T = 3, d = 2\nparam x[T,d] = 0.3\nl = mean(x^2)\n", "dl/dx",
   "2/(T*d)*x"},
  {"dim d = 7, n = 3\nparam x = 0.3\n"
   "l = x*sqrt(d)*sqrt(d)/sqrt(n)^3 + x*n/(3*sqrt(d))\n", "dl/dx",
   "d/(n*sqrt(n)) + n/(3*sqrt(d))"},
  {"dim a = 2, b = 3, c = 4, d = 5, e = 6, f = 7, g = 8, h = 9, i = 10\n"
   "param W[a,i] = 0.3\nl = mean(W)\n", "dl/dW", "1/(a*i)*ones(a, i)"},
  {"input x[3] = [0.5; 0; -2]\nl = sum(where(x > 0, x*log(x), 0))\n", "dl/dx",
   "step(x) + where(x > 0, log(x), 0)"},
  {"input x[3] = [0.5; 0; -2]\nl = sum(where(log(x) > -1, 0, x))\n", "dl/dx",
   "(log(x) > -1) == 0"},
  {"input x[2,2] = [0.5, 3; -2, 1]\nl = sum(reshape(2*x, 4, 1)[1:2])\n",
   "dl/dx", "2*reshape([ones(2, 1); zeros(2, 1)], 2, 2)"},
  /* multiples of the identity, traces, numbers before matrices */
  {"dim m = 3, n = 2\ninput A[m,n] = 0.3\ninput X[n,m] = 0.7\n"
   "f = trace(A @ X @ (2*A) @ X)\nwrt X\n", "df/dX",
   "4*A' @ (X' @ A')"},
  {"dim d = 2\ninput A[d,d] = [3, 1; 0.5, 2]\ninput s = 0.3\n"
   "S = A + s*eye(d)\nf = logdet(S)\nwrt s\n", "df/ds", "trace(df/dS)"},
  {"dim d = 3\ninput A[d,d] = 0.4\n"
   "input B[d,d] = [2, 1, 0; 0, 1, 0; 0, 0, 1]\ninput x[d] = [1; 2; 3]\n"
   "b = x' @ B @ x\nr = (x' @ A @ x)/b\nwrt x\n",
   "dr/dx", "((A + A') @ x)/b + dr/db*((B + B') @ x)"},
  {"dim n = 3\ninput a[n] = [1; 2; 3]\ninput c = 0.7\n"
   "f = sum(diag(c*a))\nwrt a\n", "df/da", "c*ones(n, 1)"},
  {"dim n = 2, k = 3\ninput S[n,k] = 0.3\ninput T[n,2*k] = 0.4\n"
   "data G[n,k] = 2\na = softmax(T[:, 1:k] + S)\nl = sum(G*a)\nwrt S\n",
   "dl/dS", "G*a - a*sum(G*a, over=cols)"},
  /* variances: what is subtracted first cancels, and so do deviations */
  {"dim n = 3, d = 2\ninput X[n,d] = [1, 2; 4, -1; 0.5, 3]\n"
   "v = var(X, over=rows)\nl = sum(v^2)\n", "dl/dX",
   "4/n*v*(X - mean(X, over=rows))"},
  {"dim n = 3, d = 2\ninput X[n,d] = [1, 2; 4, -1; 0.5, 3]\n"
   "data G[n,d] = [2, 1; 0.5, 3; -1, 4]\n"
   "s = sqrt(var(X, over=rows) + 0.1)\n"
   "xhat = (X - mean(X, over=rows))/s\nl = sum(G*xhat)\n", "dl/dX",
   "1/n*dl/ds*xhat + G/s - mean(G, over=rows)/s"},
  {"input x[3] = [1; 2; 5]\ninput c = 2\n"
   "l = sum(x - stop_gradient(c))^2\nwrt x\n", "dl/dx",
   "(2*sum(x) - 6*stop_gradient(c))*ones(3, 1)"},
  {"dim n = 3\ninput x[n] = [1; 2; -1]\ninput u = 2\n"
   "l = 1/n*u*sum(x)*exp(sum(x))\nwrt u\n", "dl/du", "exp(sum(x))*mean(x)"},
  {"dim n = 3, d = 2\ninput X[n,d] = [1, 2; 4, -1; 0.5, 3]\ninput u = 2\n"
   "l = -u/(n*d)*sum(X) + 1/n*u*sum(X)\nwrt u\n", "dl/du", "1/6*sum(X)"},
  /* parts by the names of sizes */
  {"dim n = 7, k = 3, m = n - k + 1\ndata x[n] = 0.3\ndata g[m] = 2\n"
   "param w[k] = 1\nl = sum(g*(w[1]*x[1:m] + w[2]*x[2:m+1] + w[3]*x[3:n]))\n",
   "dl/dw", "[sum(g*x[1:m]); sum(g*x[2:n - 1]); sum(g*x[3:n])]"},
  /* multiples of sizes, where the sheet says so */
  {"dim k = 2\nparam z[4*k] = 0.4\ndata g[k] = 0.3\n"
   "l = sum(g*z[k + 1:2*k])\n", "dl/dz", "[zeros(k, 1); g; zeros(2*k, 1)]"},
  {"dim k = 2\nparam z[4*k] = 0.4\ndata g[k] = 0.3\nl = sum(g*z[3:4])\n",
   "dl/dz", "[zeros(2, 1); g; zeros(4, 1)]"},
  {"dim k = 2\nparam Z[k,3*k] = 0.4\ndata G[k,k] = 0.3\n"
   "l = sum(G*Z[:,k + 1:2*k])\n", "dl/dZ",
   "[zeros(k, k), G, zeros(k, k)]"},
  {"dim h = 2, d = 3\nparam v[h*d] = 0.4\nl = mean(v)\n", "dl/dv",
   "1/(h*d)*ones(h*d, 1)"},
  {"input x[3] = [0.4; -2; 3]\nl = sum(log(cosh(x)))\n", "dl/dx", "tanh(x)"},
  {"input x = 0.4\nl = log(cos(x))\n", "dl/dx", "-tan(x)"},
  /* what functions of one another are, and masks that factors have in them */
  {"dim n = 3\ndata y[n] = [1; 0; 1]\ninput s[n] = [0.4; -2; 3]\n"
   "l = bce_logits(s, y)\nwrt s\n", "dl/ds", "1/n*(sigmoid(s) - y)"},
  {"input s[3] = [0.4; -2; 3]\nu = softplus(s)\nl = sum(u^2)\nwrt s\n",
   "dl/ds", "2*u*sigmoid(s)"},
  {"input s[3] = [0.4; -2; 3]\nl = -sum(log(sigmoid(-s)))\n", "dl/ds",
   "sigmoid(s)"},
  {"input x[3] = [0.4; 2; 3]\nl = sum(where(x == 2, 0, (x - 2)^3))\n",
   "dl/dx", "3*(x - 2)^2"},
};

START_TEST(known_formulas)
{
  sheet_at s = read_sheet(known[_i].sheet, 0);
  const ad_graph *g = s.g;
  ad_ref by[4];
  size_t n = ad_graph_wrts(g), found = 0;
  ad_formulas *f;
  ad_error err = {0};
  for (size_t i = 0; i < n; i++)
    by[i] = ad_graph_wrt(g, i);
  check_ok(ad_formulas_new(g, ad_graph_output(g, 0), n, by, &f, &err), err);
  for (size_t i = 0; i < ad_formulas_count(f); i++)
    if (strcmp(ad_formulas_left(f, i), known[_i].left) == 0) {
      ck_assert_str_eq(ad_formulas_right(f, i), known[_i].right);
      found++;
    }
  ck_assert_uint_eq(found, 1);
  ck_assert_ptr_null(ad_formulas_right(f, ad_formulas_count(f)));
  check_lines(g, ad_graph_output(g, 0), s.x);
  ad_formulas_free(f);
  drop_sheet(&s);
}
END_TEST

/* norm'(0) = 0 is read where the norm may be 0 only, has it a name or not. */
static const struct {
  const char *sheet, *guarded, *plain;
} guards[] = {
  {"input R[2,3] = [1, -2, 3; 0.5, 4, -1]\nf = norm(R)\n",
   "R*where(f != 0, 1/f, 0)", "R/f"},
  {"input R[2,3] = [1, -2, 3; 0.5, 4, -1]\nf = exp(norm(R))\n",
   "R*where(norm(R) != 0, f/norm(R), 0)", "R*f/norm(R)"}};

START_TEST(guards_where_they_are_needed)
{
  sheet_at s = read_sheet(guards[_i].sheet, 0);
  ad_ref f = ad_graph_output(s.g, 0), by = ad_graph_wrt(s.g, 0);
  unsigned char *nonzero = test_alloc(ad_graph_size(s.g), 1);
  for (int told = 0; told < 2; told++) {
    ad_formulas *lines;
    ad_error err = {0};
    memset(nonzero, told, ad_graph_size(s.g));
    check_ok(ad_formulas_at(s.g, f, 1, &by, nonzero, &lines, &err), err);
    ck_assert_str_eq(ad_formulas_right(lines, 0),
                     told ? guards[_i].plain : guards[_i].guarded);
    ad_formulas_free(lines);
  }
  free(nonzero);
  drop_sheet(&s);
}
END_TEST

/* As a hand-out has it. */
START_TEST(formulas_in_latex)
{
  static const struct {
    const char *sheet, *latex;
  } cases[] = {
    {"dim n = 3, d = 2\nparam w[d] = [1; 2]\ndata X[n,d] = 0.3\n"
     "data y[n] = 1\nyhat = X @ w\nl = mse(yhat, y)\n",
     "\\frac{2}{n} \\, \\left(\\hat{y} - y\\right)"},
    {"input x = 2\nl = sin(x)*x\n", "x \\, \\cos\\left(x\\right) + "
                                      "\\sin\\left(x\\right)"},
    {"input W1[2,3] = 0.3\ninput A[2,3] = 0.7\nl = sum(W1^2*A)\nwrt W1\n",
     "2 \\, A \\odot W_{1}"},
    {"input x = 2\ninput y = 3\nl = max(x, y)*sign(x)\nwrt x\n",
     "\\operatorname{sign}\\left(x\\right) \\, "
     "\\operatorname{heaviside}\\left(x - y\\right)"},
    {"input x = 2\ninput y = 3\nv = y/x\nl = v*y\nwrt x\n",
     "-\\frac{l}{x}"},
    /* exponents of numbers are none of Euler's */
    {"input x = 2\nl = 1.5e-7*x^2\n", "3 \\cdot 10^{-7} \\, x"},
    {"input x = 2\nl = -sin(1e-5*x)\n",
     "-10^{-5} \\, \\cos\\left(10^{-5} \\, x\\right)"},
    {"input x = 2\ninput y = 3\nl = x*(2e20)^y\nwrt x\n",
     "\\left(2 \\cdot 10^{20}\\right)^{y}"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sheet_at s = read_sheet(cases[i].sheet, 0);
    ad_ref by = ad_graph_wrt(s.g, 0);
    ad_formulas *f;
    ad_error err = {0};
    check_ok(ad_formulas_new(s.g, ad_graph_output(s.g, 0), 1, &by, &f, &err),
             err);
    ck_assert_str_eq(ad_formulas_latex(f, 0), cases[i].latex);
    ad_formulas_free(f);
    drop_sheet(&s);
  }
}
END_TEST

/* Every text of a row can be typeset; and what is weaker than its place stands
   in brackets. */
START_TEST(rows_in_latex)
{
  static const struct {
    const char *text, *latex;
    int by_entries;
  } cases[] = {{"xlogy(1 - a, b)", "\\left(1 - a\\right) \\log\\left(b\\right)",
                1},
               {"square(a - b)", "{\\left(a - b\\right)}^2", 1},
               {"pow(a, b - 1)", "a^{b - 1}", 1},
               {"-inf * step(a)", "-\\infty \\, \\operatorname{step}\\left("
                                  "a\\right)", 1},
               {"vbar * da", "\\bar{v} \\odot \\dot{a}", 0}};
  char *latex;
  ad_error err = {0};
  ad_op op;
  for (size_t n = 0; ad_op_listed(n, &op); n++) {
    const ad_op_row *row = ad_op_get(op);
    const char *texts[] = {row->value_text, row->domain_text,
                           row->partial_text[0], row->partial_text[1],
                           row->tangent_text, row->adjoint_text[0],
                           row->adjoint_text[1]};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
      if (texts[i] && texts[i][0]) {
        check_ok(ad_text_latex(texts[i], row->kind == AD_KIND_elementwise,
                               &latex, &err), err);
        check_latex(latex);
        free(latex);
      }
  }
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    check_ok(ad_text_latex(cases[i].text, cases[i].by_entries, &latex, &err),
             err);
    ck_assert_str_eq(latex, cases[i].latex);
    free(latex);
  }
}
END_TEST

/* Texts of a worksheet, with its names. */
START_TEST(texts_in_latex)
{
  static const struct {
    const char *text, *latex;
  } cases[] = {
    {"dl/dW1*x", "\\frac{\\partial l}{\\partial W_{1}} \\odot x"},
    {"dl/dt*t", "\\frac{\\partial l}{\\partial t} \\, t"},
    {"dl/dt*2*t/(1 + t)", "\\frac{\\partial l}{\\partial t} \\, "
                          "\\frac{2 \\, t}{1 + t}"},
    {"t*(-t)", "t \\, \\left(-t\\right)"},
    {"cross_entropy(W1 @ x, x)", "\\operatorname{cross\\_entropy}\\left("
                                 "W_{1} \\, x, x\\right)"},
    {"x[i]*t", "{x}_{[i]} \\, t"},
    {"exp(t)^2", "\\left(e^{t}\\right)^{2}"}};
  sheet_at s = read_sheet("input W1[2,3] = 0.3\ninput x[3] = 0.7\ninput t = 2\n"
                          "l = sum((W1 @ x)^2)*t\n", 0);
  char *latex;
  ad_error err = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    check_ok(ad_formula_latex(s.g, cases[i].text, &latex, &err), err);
    ck_assert_str_eq(latex, cases[i].latex);
    free(latex);
  }
  ck_assert_int_eq(ad_formula_latex(s.g, "x = 2", &latex, &err), AD_EINPUT);
  ck_assert_ptr_null(latex);
  drop_sheet(&s);
}
END_TEST

static Suite *formulas_suite(void)
{
  Suite *suite = suite_create("formulas");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 60);
  tcase_add_loop_test(all, random_formulas, 0, 30);
  tcase_add_loop_test(all, known_formulas, 0,
                      (int)(sizeof known / sizeof *known));
  tcase_add_loop_test(all, guards_where_they_are_needed, 0,
                      (int)(sizeof guards / sizeof *guards));
  tcase_add_test(all, formulas_in_latex);
  tcase_add_test(all, rows_in_latex);
  tcase_add_test(all, texts_in_latex);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(formulas_suite());
}
