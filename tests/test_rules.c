/* SPDX-License-Identifier: GPL-3.0-or-later
   The tangent and adjoint rules of structured.def, which are texts, against
   the kernels, which are loops: each text is read by the parser, computed
   on matrices by a small evaluator of its own, and held against forward and
   reverse mode of a graph of that one operation.  Read lib/structured.def
   before. */
#include <string.h>

#include "cases.h"
#include "expr.h"
#include "graph/graph_data.h"

static const uint64_t seed = 20240616;

/* ---- matrices ---- */

enum { POOL = 400 };

typedef struct matrix {
  size_t rows, cols;
  double *x;
} matrix;

/* All matrices of one evaluation, freed together. */
typedef struct pool {
  size_t n;
  double *x[POOL];
} pool;

static matrix matrix_new(pool *p, size_t rows, size_t cols)
{
  ck_assert_uint_lt(p->n, POOL);
  p->x[p->n] = test_alloc(rows * cols, sizeof **p->x);
  return (matrix){rows, cols, p->x[p->n++]};
}

static void pool_free(pool *p)
{
  while (p->n > 0)
    free(p->x[--p->n]);
}

/* What a rule's names mean; how far its result may be off, relative to its
   largest entry. */
typedef struct rule {
  pool *pool;
  const char *id;
  double tolerance;
  matrix a, b, v, da, db, vbar;
  size_t r0, c0;
  size_t axis;
} rule;

static double stretched(matrix m, size_t i, size_t j)
{
  return m.x[(m.rows == 1 ? 0 : i) * m.cols + (m.cols == 1 ? 0 : j)];
}

static matrix entrywise(const rule *r, const char *symbol, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, x.rows > y.rows ? x.rows : y.rows,
                        x.cols > y.cols ? x.cols : y.cols);
  for (size_t i = 0; i < m.rows; i++)
    for (size_t j = 0; j < m.cols; j++) {
      double s = stretched(x, i, j), t = stretched(y, i, j);
      m.x[i * m.cols + j] = symbol[0] == '+'   ? s + t
                            : symbol[0] == '-' ? s - t
                            : symbol[0] == '*' ? s * t
                            : symbol[0] == '=' ? (double)(s == t)
                                               : s / t;
    }
  return m;
}

static matrix product(const rule *r, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, x.rows, y.cols);
  ck_assert_msg(x.cols == y.rows, "%s: %zu x %zu @ %zu x %zu", r->id, x.rows,
                x.cols, y.rows, y.cols);
  for (size_t i = 0; i < m.rows; i++)
    for (size_t j = 0; j < m.cols; j++)
      for (size_t q = 0; q < x.cols; q++)
        m.x[i * m.cols + j] += x.x[i * x.cols + q] * y.x[q * y.cols + j];
  return m;
}

static matrix turned(const rule *r, matrix x)
{
  matrix m = matrix_new(r->pool, x.cols, x.rows);
  for (size_t i = 0; i < m.rows; i++)
    for (size_t j = 0; j < m.cols; j++)
      m.x[i * m.cols + j] = x.x[j * x.cols + i];
  return m;
}

/* x stretched, or summed up, to the shape of y. */
static matrix like(const rule *r, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, y.rows, y.cols);
  for (size_t i = 0; i < x.rows || i < y.rows; i++)
    for (size_t j = 0; j < x.cols || j < y.cols; j++)
      m.x[(y.rows == 1 ? 0 : i) * y.cols + (y.cols == 1 ? 0 : j)] +=
        stretched(x, i, j);
  return m;
}

static matrix sum_over(const rule *r, matrix x)
{
  matrix y = {r->axis == AD_OVER_COLS ? x.rows : 1,
              r->axis == AD_OVER_ROWS ? x.cols : 1, NULL};
  return like(r, x, y);
}

static matrix running(const rule *r, matrix x)
{
  int rows = r->axis == AD_OVER_ROWS;
  matrix m = matrix_new(r->pool, x.rows, x.cols);
  for (size_t i = 0; i < x.rows; i++)
    for (size_t j = 0; j < x.cols; j++)
      for (size_t k = 0; k <= (rows ? i : j); k++)
        m.x[i * x.cols + j] += x.x[rows ? k * x.cols + j : i * x.cols + k];
  return m;
}

/* Are entries p and q of x reduced together? */
static int together(const rule *r, matrix x, size_t p, size_t q)
{
  return r->axis == AD_ALL ||
         (r->axis == AD_OVER_ROWS ? p % x.cols == q % x.cols
                                  : p / x.cols == q / x.cols);
}

/* Of each entry, the product of those it is reduced with. */
static matrix others(const rule *r, matrix x)
{
  matrix m = matrix_new(r->pool, x.rows, x.cols);
  for (size_t p = 0; p < x.rows * x.cols; p++) {
    m.x[p] = 1;
    for (size_t q = 0; q < x.rows * x.cols; q++)
      if (q != p && together(r, x, p, q))
        m.x[p] *= x.x[q];
  }
  return m;
}

static matrix chosen(const rule *r, matrix c, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, c.rows, c.cols);
  for (size_t p = 0; p < m.rows * m.cols; p++) {
    matrix from = c.x[p] != 0 ? x : y;
    m.x[p] = stretched(from, p / m.cols, p % m.cols);
  }
  return m;
}

/* The part of x that lies at (r0, c0) and has y's shape; x put there. */
static matrix slice(const rule *r, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, y.rows, y.cols);
  for (size_t i = 0; i < m.rows; i++)
    for (size_t j = 0; j < m.cols; j++)
      m.x[i * m.cols + j] = x.x[(r->r0 + i) * x.cols + r->c0 + j];
  return m;
}

static matrix place(const rule *r, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, y.rows, y.cols);
  for (size_t i = 0; i < x.rows; i++)
    for (size_t j = 0; j < x.cols; j++)
      m.x[(r->r0 + i) * m.cols + r->c0 + j] = x.x[i * x.cols + j];
  return m;
}

/* Entry (i, j) of what a list, the numbers of b, takes from x. */
static double *listed(const rule *r, matrix x, size_t i, size_t j)
{
  size_t at = (size_t)r->b.x[r->axis ? j : i] - 1;
  return &x.x[r->axis ? i * x.cols + at : at * x.cols + j];
}

static matrix gathered(const rule *r, matrix x)
{
  size_t n = r->b.rows * r->b.cols;
  matrix m = matrix_new(r->pool, r->axis ? x.rows : n, r->axis ? n : x.cols);
  for (size_t e = 0; e < m.rows * m.cols; e++)
    m.x[e] = *listed(r, x, e / m.cols, e % m.cols);
  return m;
}

static matrix scattered(const rule *r, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, y.rows, y.cols);
  for (size_t e = 0; e < x.rows * x.cols; e++)
    *listed(r, m, e / x.cols, e % x.cols) += x.x[e];
  return m;
}

static matrix beside(const rule *r, matrix x, matrix y)
{
  matrix m = matrix_new(r->pool, x.rows, x.cols + y.cols);
  for (size_t i = 0; i < m.rows; i++)
    for (size_t j = 0; j < m.cols; j++)
      m.x[i * m.cols + j] = j < x.cols ? x.x[i * x.cols + j]
                                       : y.x[i * y.cols + j - x.cols];
  return m;
}

static matrix diagonal(const rule *r, matrix x)
{
  int vector = x.cols == 1;
  size_t n = vector ? x.rows * x.cols : x.rows < x.cols ? x.rows : x.cols;
  matrix m = matrix_new(r->pool, n, vector ? n : 1);
  for (size_t i = 0; i < n; i++)
    m.x[vector ? i * n + i : i] = x.x[vector ? i : i * x.cols + i];
  return m;
}

/* Entry by entry: exp, or the lower triangle, or the same numbers. */
static matrix copied(const rule *r, const char *how, matrix x, matrix shape)
{
  matrix m = matrix_new(r->pool, shape.rows, shape.cols);
  for (size_t p = 0; p < x.rows * x.cols; p++)
    m.x[p] = how[0] == 'e'                             ? exp(x.x[p])
             : how[0] == 't' && p % x.cols > p / x.cols ? 0
                                                        : x.x[p];
  return m;
}

/* x^-1 y by elimination with the largest pivot, and det x. */
static matrix solved(const rule *r, matrix x, matrix y)
{
  matrix u = copied(r, "like", x, x), v = copied(r, "like", y, y);
  for (size_t j = 0; j < u.rows; j++) {
    size_t p = j;
    for (size_t i = j; i < u.rows; i++)
      if (fabs(u.x[i * u.cols + j]) > fabs(u.x[p * u.cols + j]))
        p = i;
    for (size_t i = 0; i < u.rows; i++) {
      double by = i == p ? 0 : u.x[i * u.cols + j] / u.x[p * u.cols + j];
      for (size_t c = 0; c < u.cols; c++)
        u.x[i * u.cols + c] -= by * u.x[p * u.cols + c];
      for (size_t c = 0; c < v.cols; c++)
        v.x[i * v.cols + c] -= by * v.x[p * v.cols + c];
    }
    for (size_t c = 0; c < u.cols; c++) {
      double t = u.x[p * u.cols + c];
      u.x[p * u.cols + c] = u.x[j * u.cols + c];
      u.x[j * u.cols + c] = t;
    }
    for (size_t c = 0; c < v.cols; c++) {
      double t = v.x[p * v.cols + c];
      v.x[p * v.cols + c] = v.x[j * v.cols + c];
      v.x[j * v.cols + c] = t;
    }
  }
  for (size_t e = 0; e < v.rows * v.cols; e++)
    v.x[e] /= u.x[e / v.cols * u.cols + e / v.cols];
  return v;
}

static matrix inverted(const rule *r, matrix x)
{
  matrix one = matrix_new(r->pool, x.rows, x.rows);
  for (size_t i = 0; i < x.rows; i++)
    one.x[i * x.rows + i] = 1;
  return solved(r, x, one);
}

static matrix negated(const rule *r, matrix x)
{
  matrix m = copied(r, "like", x, x);
  for (size_t e = 0; e < m.rows * m.cols; e++)
    m.x[e] = -m.x[e];
  return m;
}

static matrix call(const rule *r, const char *name, unsigned arity,
                   const matrix *x)
{
  if (strcmp(name, "solve") == 0 && arity == 2)
    return solved(r, x[0], x[1]);
  if (strcmp(name, "inv") == 0 && arity == 1)
    return inverted(r, x[0]);
  if (strcmp(name, "sum") == 0 && arity == 1)
    return like(r, x[0], (matrix){1, 1, NULL});
  if (strcmp(name, "sum") == 0 && arity == 2)
    return sum_over(r, x[0]);
  if (strcmp(name, "cumsum") == 0 && arity == 2)
    return running(r, x[0]);
  if (strcmp(name, "like") == 0 && arity == 2)
    return like(r, x[0], x[1]);
  if (strcmp(name, "slice") == 0 && arity == 4)
    return slice(r, x[0], x[1]);
  if (strcmp(name, "place") == 0 && arity == 4)
    return place(r, x[0], x[1]);
  if (strcmp(name, "gather") == 0 && arity == 2)
    return gathered(r, x[0]);
  if (strcmp(name, "scatter") == 0 && arity == 3)
    return scattered(r, x[0], x[1]);
  if (strcmp(name, "block") == 0 && arity == 2)
    return beside(r, x[0], x[1]);
  if (strcmp(name, "reshape") == 0 && arity == 2)
    return copied(r, name, x[0], x[1]);
  if (strcmp(name, "diag") == 0 && arity == 1)
    return diagonal(r, x[0]);
  if ((strcmp(name, "tril") == 0 || strcmp(name, "exp") == 0) && arity == 1)
    return copied(r, name, x[0], x[0]);
  if (strcmp(name, "others") == 0 && arity == 1)
    return others(r, x[0]);
  if (strcmp(name, "where") == 0 && arity == 3)
    return chosen(r, x[0], x[1], x[2]);
  ck_abort_msg("%s: '%s' of %u arguments is not known", r->id, name, arity);
  return (matrix){0};
}

static matrix named(const rule *r, const char *name)
{
  const struct {
    const char *name;
    matrix m;
  } names[] = {{"a", r->a},   {"b", r->b},   {"v", r->v}, {"da", r->da},
               {"db", r->db}, {"vbar", r->vbar}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i].name, name) == 0)
      return names[i].m;
  ck_assert_msg(strcmp(name, "over") == 0 || strcmp(name, "r0") == 0 ||
                  strcmp(name, "c0") == 0,
                "%s: name '%s' is not known", r->id, name);
  return (matrix){0}; /* the functions know these by themselves */
}

static matrix evaluate(const rule *r, const char *text)
{
  matrix stack[60];
  size_t n = 0;
  ad_expr *expr;
  ad_error err = {0};
  check_ok(ad_expr_parse(text, strlen(text), 0, NULL, &expr, &err), err);
  for (size_t i = 0; i < expr->n; i++, n++) {
    const ad_term *t = &expr->terms[i];
    ck_assert_uint_lt(n, 59);
    n -= t->arity;
    if (t->kind == AD_T_NAME)
      stack[n] = named(r, t->text);
    else if (t->kind == AD_T_NUMBER) {
      stack[n] = matrix_new(r->pool, 1, 1);
      stack[n].x[0] = t->number;
    }
    else if (t->kind == AD_T_INFIX && t->text[0] == '@')
      stack[n] = product(r, stack[n], stack[n + 1]);
    else if (t->kind == AD_T_INFIX)
      stack[n] = entrywise(r, t->text, stack[n], stack[n + 1]);
    else if (t->kind == AD_T_PREFIX)
      stack[n] = negated(r, stack[n]);
    else if (t->kind == AD_T_TRANSPOSE)
      stack[n] = turned(r, stack[n]);
    else if (t->kind == AD_T_CALL)
      stack[n] = call(r, t->text, t->arity, &stack[n]);
    else if (t->kind != AD_T_KEYWORD && t->kind != AD_T_PAREN)
      ck_abort_msg("%s: a term of kind %d", r->id, (int)t->kind);
  }
  ck_assert_uint_eq(n, 1);
  ad_expr_free(expr);
  return stack[0];
}

/* ---- a graph of the op, and its rules ---- */

/* Rules speak of the operands of the node: no transposes read in place, no
   rows that diag turns first; a block is two matrices side by side. */
static ad_graph *graph_of(ad_op op, test_rng *r)
{
  size_t m = case_size(r), n = case_size(r), p = case_size(r);
  if (op != AD_OP_matmul && op != AD_OP_block && op != AD_OP_diag)
    return case_graph(op, 1, r);
  ad_builder *b = test_builder();
  ad_ref x = case_leaf(b, "a", op == AD_OP_diag ? m + 1 : m, n);
  if (op == AD_OP_diag)
    ad_output(b, ad_diag(b, x));
  else if (op == AD_OP_matmul)
    ad_output(b, ad_matmul(b, x, case_leaf(b, "b", n, p)));
  else
    ad_output(b, ad_block(b, 1, (const size_t[]){2}, 2,
                          (const ad_ref[]){x, case_leaf(b, "b", m, p)}));
  return test_finish(b);
}

static matrix random_matrix(pool *p, ad_shape s, test_rng *r)
{
  matrix m = matrix_new(p, s.rows, s.cols);
  for (size_t i = 0; i < s.rows * s.cols; i++)
    m.x[i] = test_uniform(r, -1.3, 2.1);
  return m;
}

static double largest(matrix m)
{
  double most = 0;
  for (size_t i = 0; i < m.rows * m.cols; i++)
    most = fmax(most, fabs(m.x[i]));
  return most;
}

/* Rounding in a factorisation, and in the rule's own elimination, grows with
   the condition of a; the largest entries bound it from below, and their
   number from above. */
static double condition(const rule *r)
{
  return largest(r->a) * largest(inverted(r, r->a)) * (double)r->a.rows;
}

static void check_matrix(const rule *r, const char *what, const double *got,
                         size_t rows, size_t cols, matrix want)
{
  ck_assert_msg(want.rows == rows && want.cols == cols,
                "%s: the %s rule gives %zu x %zu, not %zu x %zu", r->id, what,
                want.rows, want.cols, rows, cols);
  double atol = r->tolerance * fmax(1, largest(want));
  for (size_t i = 0; i < rows * cols; i++)
    check_near(got[i], want.x[i], atol, 1e-12,
               "%s: the %s rule, entry %zu of %zu x %zu", r->id, what, i, rows,
               cols);
}

/* Fills in the operands and the tangents, with v by forward mode. */
static void check_tangent(rule *r, const ad_graph *g, size_t leaves,
                          ad_forward *f)
{
  size_t na = r->a.rows * r->a.cols, nb = r->b.rows * r->b.cols;
  double *d = test_alloc(na + nb, sizeof *d);
  ad_forward_set(f, 0, r->a.x);
  memcpy(d, r->da.x, na * sizeof *d);
  if (leaves > 1) {
    ad_forward_set(f, 1, r->b.x);
    memcpy(d + na, r->db.x, nb * sizeof *d);
  }
  ad_forward_sweep(f, 1, d);
  ad_shape s = ad_graph_shape(g, ad_graph_output(g, 0));
  r->v = matrix_new(r->pool, s.rows, s.cols);
  memcpy(r->v.x, ad_forward_value(f, 0), s.rows * s.cols * sizeof *d);
  const char *text = ad_op_get(ad_graph_op(g, ad_graph_output(g, 0)))
                       ->tangent_text;
  check_matrix(r, "tangent", ad_forward_tangent(f, 0), s.rows, s.cols,
               evaluate(r, text));
  free(d);
}

static void check_adjoints(rule *r, const ad_graph *g, size_t leaves,
                           ad_tape *t)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(g, ad_graph_output(g, 0)));
  ad_tape_set(t, 0, r->a.x);
  if (leaves > 1)
    ad_tape_set(t, 1, r->b.x);
  ad_tape_record(t);
  ad_tape_reverse(t, 1, r->vbar.x);
  check_matrix(r, "first adjoint", ad_tape_adjoint(t, 0), r->a.rows, r->a.cols,
               evaluate(r, row->adjoint_text[0]));
  if (leaves < 2)
    return;
  rule second = *r;
  if (row->adjoint_text[1][0] == '\0') { /* a block: any operand as the first */
    second.a = r->b;
    second.c0 = r->a.cols;
  }
  check_matrix(r, "second adjoint", ad_tape_adjoint(t, 1), r->b.rows,
               r->b.cols,
               evaluate(&second, row->adjoint_text[row->adjoint_text[1][0]
                                                     != '\0']));
}

/* The list is a constant of the graph, and operand b of the rule. */
static void take_list(rule *r, const ad_graph *g, const ad_node *node)
{
  const ad_node *list = ad_operand_of(g, node, 1);
  r->b = matrix_new(r->pool, list->rows, list->cols);
  memcpy(r->b.x, g->numbers + list->at[0],
         ad_entries(list) * sizeof *r->b.x);
}

START_TEST(test_rules)
{
  const ad_op op = (ad_op)_i;
  const ad_op_row *row = ad_op_get(op);
  test_rng rng = {test_seed(seed, row->id)};
  if (row->kind == AD_KIND_fixed) {
    ck_assert(row->tangent_text[0] == '\0' && row->adjoint_text[0][0] == '\0');
    return;
  }
  for (size_t round = 0; round < 40; round++) {
    ad_graph *g = graph_of(op, &rng);
    size_t leaves = ad_graph_leaves(g);
    ad_shape s[2] = {ad_graph_shape(g, ad_graph_leaf(g, 0)), {0}};
    if (leaves > 1)
      s[1] = ad_graph_shape(g, ad_graph_leaf(g, 1));
    const ad_node *node = &g->nodes[ad_graph_output(g, 0).index];
    pool p = {0};
    rule r = {.pool = &p, .id = row->id, .tolerance = 1e-12,
              .axis = node->at[0]};
    if (op == AD_OP_slice || op == AD_OP_place)
      r.r0 = node->at[0], r.c0 = node->at[1];
    r.a = random_matrix(&p, s[0], &rng);
    r.b = random_matrix(&p, s[1], &rng);
    if (row->kind == AD_KIND_factored) {
      case_make_regular(s[0].rows, r.a.x);
      if (op == AD_OP_logdet)
        case_make_positive(s[0].rows, r.a.x);
      r.tolerance = 1e-14 * (double)s[0].rows * condition(&r);
    }
    if (op == AD_OP_gather)
      take_list(&r, g, node);
    r.da = random_matrix(&p, s[0], &rng);
    r.db = random_matrix(&p, s[1], &rng);
    r.vbar = random_matrix(&p, ad_graph_shape(g, ad_graph_output(g, 0)), &rng);
    ad_forward *f = test_forward(g, 1);
    ad_tape *t = test_tape(g, 1);
    check_tangent(&r, g, leaves, f);
    check_adjoints(&r, g, leaves, t);
    ad_forward_free(f);
    ad_tape_free(t);
    pool_free(&p);
    ad_graph_free(g);
  }
}
END_TEST

static Suite *rules_suite(void)
{
  Suite *suite = suite_create("rules");
  TCase *rules = tcase_create("rules");
  tcase_set_timeout(rules, 60);
  tcase_add_loop_test(rules, test_rules, AD_OP_structured, AD_OP_elementwise);
  suite_add_tcase(suite, rules);
  return suite;
}

int main(void)
{
  return test_run(rules_suite());
}
