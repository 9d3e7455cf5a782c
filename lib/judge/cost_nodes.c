/* SPDX-License-Identifier: GPL-3.0-or-later
   The cost of structured nodes: what their kernels do, row by row of
   structured.def.  Read cost_rows.h and kernels.h before. */
#include "judge/cost_rows.h"

/* Sizes of a node as doubles, which do not overflow. */
typedef struct sizes {
  double m, n, p;     /* of a product: [m x p] [p x n]                     */
  double groups, len; /* of a reduction: len entries in each group         */
  double entries;     /* of the result                                     */
  double runs;        /* of running sums: how many begin                   */
  int active[2];      /* edges to the operands                             */
} sizes;

typedef void count_fn(const sizes *s, ad_node_cost *out);

static sizes sizes_of(const ad_graph *g, const ad_node *x)
{
  const ad_node *a = ad_operand_of(g, x, 0);
  double entries = (double)x->rows * (double)x->cols;
  double operand = (double)a->rows * (double)a->cols;
  sizes s = {.m = (double)x->rows, .n = (double)x->cols,
             .p = (double)(x->at[0] ? a->rows : a->cols), .groups = entries,
             .len = operand / entries, .entries = entries};
  s.runs = x->at[0] == AD_OVER_ROWS ? s.n : s.m;
  for (size_t k = 0; k < x->arity && k < 2; k++)
    s.active[k] = ad_edge_active(g, x, k) != 0;
  return s;
}

/* Nothing is computed where entries only move. */
static void move_count(const sizes *s, ad_node_cost *out)
{
  (void)s, (void)out;
}
#define transpose_count move_count
#define expand_count move_count
#define slice_count move_count
#define place_count move_count
#define gather_count move_count
#define block_count move_count
#define reshape_count move_count
#define diag_count move_count
#define tril_count move_count

/* Labels are compared with every class. */
static void indicator_count(const sizes *s, ad_node_cost *out)
{
  out->value.flops = s->entries;
}

static void matmul_count(const sizes *s, ad_node_cost *out)
{
  double products = s->m * s->n * s->p;
  double once = 2 * products - s->m * s->n;
  out->value.flops = once;
  out->tangent = (s->active[0] + s->active[1]) * once +
                 (s->active[0] && s->active[1] ? s->m * s->n : 0);
  out->adjoint[0] = 2 * products - s->m * s->p;
  out->adjoint[1] = 2 * products - s->p * s->n;
}

static void sum_count(const sizes *s, ad_node_cost *out)
{
  out->value.flops = out->tangent = s->groups * (s->len - 1);
}

/* The first of each run is taken as it is. */
static void cumsum_count(const sizes *s, ad_node_cost *out)
{
  out->value.flops = out->tangent = out->adjoint[0] = s->entries - s->runs;
}

/* Of reductions with partials: products and sums forward, products back. */
static void count_products(const sizes *s, ad_node_cost *out)
{
  out->tangent = s->groups * (2 * s->len - 1);
  out->adjoint[0] = s->groups * s->len;
}

/* Products of the others: prefixes, suffixes, and one with the other. */
static void prod_count(const sizes *s, ad_node_cost *out)
{
  out->value.flops = s->groups * (s->len - 1);
  out->partials.flops = s->groups * 3 * s->len;
  count_products(s, out);
}

/* Each entry is compared with the extreme one and divided by the number of
   ties, which are counted. */
static void amax_count(const sizes *s, ad_node_cost *out)
{
  out->value.flops = s->groups * (s->len - 1);
  out->partials.flops = s->groups * (3 * s->len - 1);
  count_products(s, out);
}
#define amin_count amax_count

/* The largest is found and subtracted; exp, sum, log, and it is added. */
static void logsumexp_count(const sizes *s, ad_node_cost *out)
{
  out->value = (ad_count){s->groups * 4 * s->len, s->groups * (s->len + 1)};
  out->partials = (ad_count){s->groups * (5 * s->len - 2),
                             s->groups * s->len};
  count_products(s, out);
}

/* The largest magnitude is found and divided by; squares, sum, sqrt, and it
   is multiplied in again. */
static void norm_count(const sizes *s, ad_node_cost *out)
{
  out->value = (ad_count){s->groups * 5 * s->len, s->groups};
  out->partials.flops = s->groups * s->len;
  count_products(s, out);
}

/* P A = L U: comparisons and quotients below the diagonal, and products
   subtracted from what is left. */
static double factor_flops(double n)
{
  return 2 * (n * n * n - n) / 3;
}

/* L^-1, whose rows grow, and U^-1 L^-1. */
static double inverse_flops(double n)
{
  return (n * n * n - n) / 3 + n * n * n;
}

/* Both triangles on w columns. */
static double solve_flops(double n, double w)
{
  return (2 * n * n - n) * w;
}

/* The pivots are multiplied; the cofactors are the inverse, scaled. */
static void det_count(const sizes *s, ad_node_cost *out)
{
  out->value.flops = factor_flops(s->p) + s->p - 1;
  out->partials.flops = inverse_flops(s->p) + s->p * s->p;
  out->tangent = 2 * s->p * s->p - 1;
  out->adjoint[0] = s->p * s->p;
}

/* The same without scaling: the partials are the inverse itself. */
static void logdet_count(const sizes *s, ad_node_cost *out)
{
  det_count(s, out);
  out->value.flops += 3;
  out->value.calls = 1;
  out->partials.flops = inverse_flops(s->p);
}

/* Two products, and the sign. */
static void inv_count(const sizes *s, ad_node_cost *out)
{
  double product = 2 * s->p * s->p * s->p - s->p * s->p;
  out->value.flops = factor_flops(s->p) + inverse_flops(s->p);
  out->tangent = out->adjoint[0] = 2 * product + s->p * s->p;
}

/* Forward da v is subtracted from db; back vbar is solved for once for each
   operand, and -bbar v' is a product and the sign. */
static void solve_count(const sizes *s, ad_node_cost *out)
{
  double once = solve_flops(s->p, s->n);
  out->value.flops = factor_flops(s->p) + once;
  out->tangent = once + (s->active[0] ? 2 * s->p * s->entries : 0);
  out->adjoint[0] = once + 2 * s->p * s->entries;
  out->adjoint[1] = once;
}

static count_fn *const counts[] = {
#define STRUCTURED(id, ...) id##_count,
#include "structured.def"
#undef STRUCTURED
};

void ad_node_count(const ad_graph *g, const ad_node *x, ad_node_cost *out)
{
  sizes s = sizes_of(g, x);
  *out = (ad_node_cost){0};
  counts[x->op - AD_OP_structured](&s, out);
}

/* The part of a matrix on and under its diagonal. */
static double triangle(double rows, double cols)
{
  double square = rows < cols ? rows : cols;
  return square * (square + 1) / 2 + (rows - square) * cols;
}

double ad_node_returned(const ad_graph *g, const ad_node *x, size_t k)
{
  const ad_node *a = ad_operand_of(g, x, k);
  double entries = (double)x->rows * (double)x->cols;
  double operand = (double)a->rows * (double)a->cols;
  switch (ad_row_of(x)->form) {
  case AD_FORM_none:
  case AD_FORM_stretch:
  case AD_FORM_list:
    return entries;
  case AD_FORM_same:
    return triangle((double)x->rows, (double)x->cols);
  case AD_FORM_cut:
  case AD_FORM_diagonal:
    return entries < operand ? entries : operand;
  default:
    return operand;
  }
}
