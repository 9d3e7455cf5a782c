/* SPDX-License-Identifier: GPL-3.0-or-later
   See bound_factored.h. */
#include "judge/bound_factored.h"

#include <float.h>

#include "judge/dense.h"
#include "kernels/lu.h"

/* Beyond this 3n u |A^-1| |L| |U| a matrix may as well be singular. */
static const double singular_from = 0.1;

/* The factors that rounding finds are those of a matrix near A: they are exact
   for A + E with |E| <= 3 n u |L| |U|, entry by entry, what solving with them
   adds included (N. J. Higham, Accuracy and Stability of Numerical Algorithms,
   2nd ed., sections 9.3 and 9.4).  To first order

     (A + E)^-1 - A^-1 = -A^-1 E A^-1,

   so that with X = |A^-1| and M = X |L| |U| the inverse is off by 3 n u M X =
   3 n u Y, the solution v of A v = b by 3 n u M |v|, and log |det A| by 3 n u
   trace M, for d log det A = trace(A^-1 dA).  What is passed to an operand has
   A^-1 on both sides of the adjoint; each is off by Y in turn. */

/* A factored node and its share of b->factored. */
typedef struct factored {
  const ad_node *x;
  ad_form form;
  size_t n, w;     /* A[n x n], result with w columns                      */
  const double *f; /* factors                                              */
  double *X;       /* |A^-1|; of det |cofactors|                           */
  double *M;       /* |A^-1| |L| |U|; of det |L| |U|                       */
  double *Y;       /* M |A^-1|; of det the size of the cofactors           */
  double *T, *R;   /* room: a factorisation and 2 n w; n w                 */
} factored;

static factored factored_of(const ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  factored z = {.x = x, .form = ad_row_of(x)->form,
                .n = ad_operand_of(g, x, 0)->rows, .w = x->cols,
                .f = ad_program_factors(&b->program, x, b->memory->value)};
  z.X = b->factored;
  z.M = z.X + z.n * z.n;
  z.Y = z.M + z.n * z.n;
  z.T = z.Y + z.n * z.n;
  z.R = z.T + ad_lu_words(z.n) + z.n * z.w;
  return z;
}

size_t ad_bound_factored_words(const ad_graph *g)
{
  size_t most = 0;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (ad_factors_words(g, x) == 0)
      continue;
    size_t n = ad_operand_of(g, x, 0)->rows;
    size_t words = 3 * n * n + ad_lu_words(n) + 2 * n * x->cols;
    most = words > most ? words : most;
  }
  return most;
}

static void make_absolute(size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] = fabs(x[i]);
}

static double largest_row(size_t n, const double *x)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) {
    double sum = 0;
    for (size_t j = 0; j < n; j++)
      sum += x[i * n + j];
    if (!(sum <= most)) /* a nan stays */
      most = sum;
  }
  return most;
}

/* to[n x n] = |L| |U|, rows and columns as A has them. */
static void multiply_triangles(size_t n, const double *f, double *to)
{
  const double *row = f + n * n, *col = row + n;
  memset(to, 0, n * n * sizeof *to);
  for (size_t i = 0; i < n; i++)
    for (size_t q = 0; q <= i; q++) {
      double l = q == i ? 1 : fabs(f[i * n + q]);
      for (size_t j = q; j < n; j++)
        to[i * n + j] += l * fabs(f[q * n + j]);
    }
  for (size_t j = n; j-- > 0;) {
    ad_lu_exchange(n, 1, to + j * n, to + (size_t)row[j] * n);
    ad_lu_exchange(n, n, to + j, to + (size_t)col[j]);
  }
}

/* X, M and Y of the inverse; z->T holds |L| |U|. */
static void measure_inverse(const factored *z)
{
  size_t n = z->n;
  ad_lu_inverse(n, z->f, z->X);
  make_absolute(n * n, z->X);
  ad_dense_set(n, n, n, z->M, ad_dense_plain(z->X, n), ad_dense_plain(z->T, n));
  ad_dense_set(n, n, n, z->Y, ad_dense_plain(z->M, n), ad_dense_plain(z->X, n));
}

static void prepare_inverse(const factored *z)
{
  size_t n = z->n;
  multiply_triangles(n, z->f, z->T);
  measure_inverse(z);
  if (3 * (double)n * (DBL_EPSILON / 2) * largest_row(n, z->M) <=
      singular_from)
    return;
  for (size_t e = 0; e < 3 * n * n; e++) /* M and Y lie behind X */
    z->X[e] = (double)INFINITY;
}

/* z->T = the cofactors with all terms positive: those of the comparison
   matrices of L and U.  They overestimate much where n is large, but not
   where A is nearly singular. */
static void measure_terms(const factored *z)
{
  size_t n = z->n;
  double *f = z->T;
  memcpy(f, z->f, ad_lu_words(n) * sizeof *f);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      f[i * n + j] = i == j ? fabs(f[i * n + j]) : -fabs(f[i * n + j]);
  f[n * n + 2 * n] = fabs(f[n * n + 2 * n]);
  ad_lu_cofactors(n, f, z->M);
}

/* The size of the cofactors, det A'^-1: of the two factors, det is off by the
   trace of M, A^-1 by Y; or else n times the sum of the terms. */
static void prepare_det(const factored *z)
{
  size_t n = z->n;
  const double *det = ad_lu_product(n, z->f);
  double trace = 0;
  multiply_triangles(n, z->f, z->T);
  measure_inverse(z);
  for (size_t i = 0; i < n; i++)
    trace += z->M[i * n + i];
  measure_terms(z);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      z->T[i * n + j] = fmin(
        (double)n * fabs(z->M[i * n + j]),
        ad_lu_scaled(fabs(det[0]) * (z->Y[j * n + i] + trace * z->X[j * n + i]),
                     det[1]));
  memcpy(z->Y, z->T, n * n * sizeof *z->Y);
  multiply_triangles(n, z->f, z->M);
  ad_lu_cofactors(n, z->f, z->X);
  make_absolute(n * n, z->X);
}

/* The node's matrices, unless they are the last that were asked for. */
static factored prepare(ad_bound *b, size_t i)
{
  factored z = factored_of(b, i);
  if (b->prepared == i + 1)
    return z;
  if (z.form == AD_FORM_scalar)
    prepare_det(&z);
  else
    prepare_inverse(&z);
  b->prepared = i + 1;
  return z;
}

/* Of what comes back, only products with the partials are made. */
static int is_one_number(const factored *z)
{
  return z->form == AD_FORM_scalar || z->form == AD_FORM_logarithm;
}

/* --- S -------------------------------------------------------------------- */

/* Of inv: to += Y' from |v|' + |v|' from Y'; v = A^-1. */
static void pass_inverse(const factored *z, double *to, const double *from)
{
  size_t n = z->n;
  ad_dense_set(n, n, n, z->T, ad_dense_turned(z->Y, n),
               ad_dense_plain(from, n));
  ad_dense_add(n, n, n, to, ad_dense_plain(z->T, n), ad_dense_turned(z->X, n));
  ad_dense_set(n, n, n, z->T, ad_dense_turned(z->X, n),
               ad_dense_plain(from, n));
  ad_dense_add(n, n, n, to, ad_dense_plain(z->T, n), ad_dense_turned(z->Y, n));
}

/* Of solve, for A: to += Y' from |v|' + |A^-1|' from (M |v|)'. */
static void pass_matrix(const factored *z, double *to, const double *from,
                        const double *size)
{
  size_t n = z->n, w = z->w;
  ad_dense_set(n, w, n, z->T, ad_dense_turned(z->Y, n),
               ad_dense_plain(from, w));
  ad_dense_add(n, n, w, to, ad_dense_plain(z->T, w), ad_dense_turned(size, w));
  ad_dense_set(n, w, n, z->T, ad_dense_turned(z->X, n),
               ad_dense_plain(from, w));
  ad_dense_set(n, w, n, z->R, ad_dense_plain(z->M, n), ad_dense_plain(size, w));
  ad_dense_add(n, n, w, to, ad_dense_plain(z->T, w), ad_dense_turned(z->R, w));
}

static void pass(const factored *z, size_t k, double *to, const double *from,
                 const double *size)
{
  if (z->form == AD_FORM_scalar)
    for (size_t e = 0; e < z->n * z->n; e++)
      to[e] += z->Y[e] * *from;
  else if (z->form == AD_FORM_logarithm)
    for (size_t e = 0; e < z->n * z->n; e++)
      to[e] += z->Y[e % z->n * z->n + e / z->n] * *from;
  else if (z->form == AD_FORM_square)
    pass_inverse(z, to, from);
  else if (k == 0)
    pass_matrix(z, to, from, size);
  else
    ad_dense_add(z->n, z->w, z->n, to, ad_dense_turned(z->Y, z->n),
                 ad_dense_plain(from, z->w));
}

void ad_bound_factored_pull(ad_bound *b, size_t i, size_t k, double *to,
                            const double *from)
{
  factored z = prepare(b, i);
  pass(&z, k, to, from, b->size + b->program.value[i]);
}

/* Products that underflow lose one least double each: n on the way into the
   node, which pass on like what came, and those that are added up at last. */
void ad_bound_factored_pass(ad_bound *b, size_t i, size_t k)
{
  factored z = prepare(b, i);
  const ad_graph *g = b->program.g;
  size_t at = b->program.value[i];
  size_t to = b->program.value[g->operands[z.x->operand + k]];
  size_t entries = ad_entries(z.x);
  double *lossy = b->work;
  pass(&z, k, b->bar + to, b->bar + at, b->size + at);
  for (size_t e = 0; e < entries; e++)
    lossy[e] = b->reach[at + e] == 0 || is_one_number(&z)
                 ? b->reach[at + e] : b->reach[at + e] + (double)z.n;
  pass(&z, k, b->reach + to, lossy, b->size + at);
  for (size_t e = 0; e < ad_entries(ad_operand_of(g, z.x, k)); e++)
    b->reach[to + e] += ad_bound_factored_uses(g, z.x, k);
}

/* --- sizes and lengths ---------------------------------------------------- */

/* Of det: A is as if changed by |L| |U|, entry by entry; so the logarithm by
   the trace of M, beside the rounding of the sum that it is. */
const double *ad_bound_factored_sizes(ad_bound *b, size_t i)
{
  factored z = prepare(b, i);
  size_t n = z.n;
  if (z.form == AD_FORM_square)
    return z.Y;
  if (z.form == AD_FORM_system) {
    ad_dense_set(n, z.w, n, b->work, ad_dense_plain(z.M, n),
                ad_dense_plain(b->size + b->program.value[i], z.w));
    return b->work;
  }
  b->work[0] = z.form == AD_FORM_logarithm
                 ? fabs(b->size[b->program.value[i]]) : 0;
  for (size_t e = 0; z.form == AD_FORM_logarithm && e < n; e++)
    b->work[0] += z.M[e * n + e];
  for (size_t e = 0; z.form == AD_FORM_scalar && e < n * n; e++)
    b->work[0] += z.X[e] * z.M[e];
  return b->work;
}

/* Entry (r, c) of inv: -v (da v), of solve: A^-1 (db - da v): n products lost
   in the brackets, on which row r acts, and n behind them. */
double ad_bound_factored_loss(ad_bound *b, size_t i, size_t e)
{
  factored z = prepare(b, i);
  double sum = 1;
  if (is_one_number(&z))
    return (double)z.n * (double)z.n;
  for (size_t j = 0; j < z.n; j++)
    sum += z.X[e / z.w * z.n + j] + z.M[e / z.w * z.n + j];
  return (double)z.n * sum;
}

double ad_bound_factored_sums(const ad_graph *g, const ad_node *x)
{
  double n = (double)ad_operand_of(g, x, 0)->rows;
  switch (ad_row_of(x)->form) {
  case AD_FORM_scalar:
  case AD_FORM_logarithm:
    return n * n;
  case AD_FORM_square:
    return 2 * n;
  default: /* da v is subtracted from db; both triangles */
    return (ad_edge_active(g, x, 0) ? n : 0) +
           (ad_edge_active(g, x, 1) ? 1 : 0) + 2 * n;
  }
}

double ad_bound_factored_uses(const ad_graph *g, const ad_node *x, size_t k)
{
  double n = (double)ad_operand_of(g, x, 0)->rows;
  switch (ad_row_of(x)->form) {
  case AD_FORM_scalar:
  case AD_FORM_logarithm:
    return 1;
  case AD_FORM_square:
    return 2 * n;
  default:
    return 2 * n + (k == 0 ? (double)x->cols : 0);
  }
}
