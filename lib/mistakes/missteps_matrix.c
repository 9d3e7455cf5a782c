/* SPDX-License-Identifier: GPL-3.0-or-later
   Missteps at products of matrices and at sums.  Read missteps.h before. */
#include <math.h>
#include <stdio.h>

#include "mistakes/missteps.h"

/* --- products ------------------------------------------------------------- */

/* Are both there?  Without memory they may not be. */
static int are_ready(const ad_misstep_edge *e, ad_sym x, ad_sym y)
{
  const ad_algebra *w = e->all->s->w;
  return ad_sym_ready(w, x) && ad_sym_ready(w, y);
}

/* x @ y, where they fit. */
static ad_sym product(const ad_misstep_edge *e, ad_sym x, ad_sym y)
{
  return are_ready(e, x, y) &&
             ad_misstep_shape(e, x).cols == ad_misstep_shape(e, y).rows
           ? ad_sym_matmul(e->all->s->w, x, y)
           : AD_NO_SYM;
}

/* vbar beside z, on the side that is due. */
static ad_sym beside(const ad_misstep_edge *e, size_t k, ad_sym z)
{
  return k == 0 ? product(e, e->r->vbar, z) : product(e, z, e->r->vbar);
}

static ad_sym entrywise(const ad_misstep_edge *e, ad_sym x, ad_sym y)
{
  if (!are_ready(e, x, y))
    return AD_NO_SYM;
  ad_sym_shape s = ad_misstep_shape(e, x), t = ad_misstep_shape(e, y);
  int fits = (s.rows == t.rows || s.rows == 1 || t.rows == 1) &&
             (s.cols == t.cols || s.cols == 1 || t.cols == 1);
  return fits ? ad_sym_mul(e->all->s->w, x, y) : AD_NO_SYM;
}

/* In a product that reads its operand turned, so is what the operand gets. */
static void add(const ad_misstep_edge *e, ad_mistake_code code, ad_sym paid,
                const char *evidence)
{
  const ad_sym_sweep *s = e->all->s;
  if (ad_sym_ready(s->w, paid) && s->g->nodes[e->i].at[e->k])
    paid = ad_sym_transpose(s->w, paid);
  ad_misstep_add(e, code, paid, evidence);
}

static void add_operands(const ad_misstep_edge *e, ad_sym due)
{
  ad_algebra *w = e->all->s->w;
  const char *name;
  char evidence[200];
  ad_sym z;
  for (size_t n = 0; (z = ad_misstep_named(e->all, n, &name)) != AD_NO_SYM;
       n++) {
    if (z == due || ad_sym_transpose(w, z) == due)
      continue;
    snprintf(evidence, sizeof evidence, "%.60s stands where %%B is due", name);
    e->all->stands = name;
    add(e, AD_MISTAKE_operand, beside(e, e->k, ad_sym_transpose(w, z)),
        evidence);
    add(e, AD_MISTAKE_operand, beside(e, e->k, z), evidence);
  }
  e->all->stands = NULL;
}

/* One term of the sums over rows (columns) that are paid, as of one sample. */
static void add_terms(const ad_misstep_edge *e)
{
  enum { FEW = 4 };
  ad_algebra *w = e->all->s->w;
  int of_cols = e->k == 0;
  ad_sym o = e->r->operand[1 - e->k], vbar = e->r->vbar;
  if (!are_ready(e, o, vbar))
    return;
  ad_sym_shape s = ad_misstep_shape(e, vbar);
  size_t n = of_cols ? s.cols : s.rows;
  for (size_t j = 0; j < n && 1 < n && j < FEW; j++) {
    char evidence[80];
    ad_sym paid = ad_rule_line(w, vbar, of_cols, j);
    ad_sym beside = ad_rule_line(w, o, of_cols, j);
    if (!are_ready(e, paid, beside))
      return;
    beside = ad_sym_transpose(w, beside);
    snprintf(evidence, sizeof evidence, "of %%X only %s %zu is followed",
             of_cols ? "column" : "row", j + 1);
    add(e, of_cols ? AD_MISTAKE_term : AD_MISTAKE_bias_unsummed,
        of_cols ? product(e, paid, beside) : product(e, beside, paid),
        evidence);
  }
}

static void missteps_of_product(const ad_misstep_edge *e)
{
  ad_algebra *w = e->all->s->w;
  ad_sym o = e->r->operand[1 - e->k], turned = ad_sym_transpose(w, o);
  add(e, AD_MISTAKE_transpose, beside(e, e->k, o),
      "%B stands there as it is in %X, where it is to be turned");
  add(e, AD_MISTAKE_order, beside(e, 1 - e->k, turned),
      "the factors of the product with %B are exchanged");
  add(e, AD_MISTAKE_order, beside(e, 1 - e->k, o),
      "the factors of the product with %B are exchanged");
  add(e, AD_MISTAKE_elementwise, entrywise(e, e->r->vbar, o),
      "%B is multiplied entry by entry, where a matrix product is due");
  add(e, AD_MISTAKE_elementwise, entrywise(e, e->r->vbar, turned),
      "%B is multiplied entry by entry, where a matrix product is due");
  add(e, AD_MISTAKE_factor, e->r->vbar, "the factor %B is missing");
  add_operands(e, o);
  if (e->all->is_part || ad_misstep_operand(e, e->k) == e->all->by)
    add_terms(e);
}

/* --- sums ----------------------------------------------------------------- */

static int is_linear_sum(const ad_op_row *row)
{
  return row->form == AD_FORM_reduce && row->kind == AD_KIND_linear;
}

/* Is x a count, or a few times one?  1/(2 n) is the factor of a mean, too. */
static int counts(const ad_misstep_edge *e, double x)
{
  ad_sym_shape s = ad_misstep_shape(e, e->r->operand[0]);
  double of[] = {(double)(s.rows * s.cols), (double)s.rows, (double)s.cols};
  for (size_t n = 0; n < 3; n++)
    for (double times = 0.5; times <= 2; times *= 2)
      if (of[n] > 1 && fabs(x - times * of[n]) < 1e-9 * x)
        return 1;
  return 0;
}

/* The number that stands below the stroke in x, or above it, over 1; 0 where it
   is a plain 2, which is a count by chance. */
static double divisor(const ad_graph *g, const ad_node *x)
{
  double c = 1;
  int named = 0;
  for (size_t k = 0; k < x->arity; k++)
    if (ad_operand_of(g, x, k)->op == AD_OP_constant) {
      c = fabs(g->numbers[ad_operand_of(g, x, k)->at[0]]);
      named = !ad_size_is_none(
        ad_size_of_constant(g, g->operands[x->operand + k]));
    }
  c = c < 1 ? 1 / c : c;
  return c > 2 || named ? c : 0;
}

/* Is a sum, as it is or with its sign changed, divided by its count?  Follows
   those who read it and nothing else that moves. */
static int is_of_mean(const ad_misstep_edge *e)
{
  const ad_graph *g = e->all->s->g;
  uint32_t at = e->i;
  for (uint32_t j = e->i + 1; j <= e->all->of; j++) {
    const ad_node *x = &g->nodes[j];
    const ad_op_row *row = ad_row_of(x);
    int reads = 0, numbers = 0;
    for (size_t k = 0; k < x->arity; k++) {
      reads += g->operands[x->operand + k] == at;
      numbers += ad_operand_of(g, x, k)->op == AD_OP_constant;
    }
    if (reads == 0 || row->kind != AD_KIND_elementwise ||
        x->arity != (unsigned)(reads + numbers))
      continue;
    if (numbers > 0 && row->strength == 3 && counts(e, divisor(g, x)))
      return 1;
    at = j;
  }
  return 0;
}

/* Times or over what a sum counts: all that it adds, or rows or columns.  What
   is half of a sum, or half of a mean that goes over more than two, is a
   number's mistake. */
static void missteps_of_sum(const ad_misstep_edge *e)
{
  static const char *const lost[] = {
    "the division by the count is lost",
    "the division by the number of rows is lost",
    "the division by the number of columns is lost"};
  ad_algebra *w = e->all->s->w;
  ad_sym_shape s = ad_misstep_shape(e, e->r->operand[0]);
  size_t counts[3] = {s.rows * s.cols, s.rows, s.cols};
  int mean = is_of_mean(e);
  for (size_t n = 0; n < 3; n++) {
    ad_ratio count = ad_ratio_of((double)counts[n]);
    if (counts[n] < (mean ? 2u : 3u) || (n > 0 && counts[n] == counts[0]) ||
        (n == 2 && counts[2] == counts[1]))
      continue;
    if (n == 0 || counts[n] > 2)
      ad_misstep_add(e, mean ? AD_MISTAKE_mean_twice : AD_MISTAKE_mean_for_sum,
                     ad_sym_scale(w, ad_ratio_inverse(count), e->paid),
                     mean ? "%X is divided by the count already"
                          : "%X is a sum: nothing divides by the count");
    if (mean)
      ad_misstep_add(e, AD_MISTAKE_sum_for_mean,
                     ad_sym_scale(w, count, e->paid), lost[n]);
  }
}

/* Of a sum over exponentials, as in softmax, the whole way is left out; or each
   entry gets what it paid itself, and not what the others did. */
static void missteps_of_exponentials(const ad_misstep_edge *e)
{
  ad_rule own = *e->r;
  own.vbar = e->all->full[e->i];
  if (ad_sym_ready(own.w, own.vbar))
    ad_misstep_add(e, AD_MISTAKE_softmax_diag,
                   ad_sweep_paid(e->all->s, &own, e->i, e->k),
                   "only the diagonal of softmax's Jacobian is there");
  if (e->all->uses[ad_misstep_operand(e, 0)] > 1)
    ad_misstep_add(e, AD_MISTAKE_softmax_diag,
                   ad_sym_zeros(e->all->s->w, ad_misstep_shape(e, e->paid)),
                   "the way through softmax's denominator is forgotten");
}

/* Of another curved one, as a norm that its operand is divided by. */
static void missteps_of_curved(const ad_misstep_edge *e)
{
  if (e->all->s->g->nodes[e->i].op == AD_OP_logsumexp)
    missteps_of_exponentials(e);
  else if (e->all->uses[ad_misstep_operand(e, 0)] > 1)
    ad_misstep_add(e, AD_MISTAKE_branch,
                   ad_sym_zeros(e->all->s->w, ad_misstep_shape(e, e->paid)),
                   "the way from %A through %W is forgotten");
}

/* --- stretches ------------------------------------------------------------ */

/* What is paid to a bias, before it is summed: `full`, one for each sample. */
static void add_inputs(const ad_misstep_edge *e, ad_sym full)
{
  ad_algebra *w = e->all->s->w;
  const char *name;
  char evidence[200];
  ad_sym z, turned = ad_sym_transpose(w, full);
  for (size_t n = 0; (z = ad_misstep_named(e->all, n, &name)) != AD_NO_SYM;
       n++) {
    if (ad_sym_cell(w, z)->shape.rows * ad_sym_cell(w, z)->shape.cols == 1)
      continue;
    snprintf(evidence, sizeof evidence,
             "%%A is added: %.60s does not stand beside it", name);
    ad_misstep_add(e, AD_MISTAKE_bias_input, product(e, turned, z), evidence);
    ad_misstep_add(e, AD_MISTAKE_bias_input, product(e, full, z), evidence);
    ad_misstep_add(e, AD_MISTAKE_bias_input,
                   product(e, full, ad_sym_transpose(w, z)), evidence);
    ad_misstep_add(e, AD_MISTAKE_bias_input,
                   product(e, ad_sym_transpose(w, z), full), evidence);
  }
}

/* One of the places where it is used, of few. */
static void add_single_uses(const ad_misstep_edge *e, ad_sym full)
{
  enum { FEW = 8 };
  ad_sym_shape s = ad_misstep_shape(e, full);
  ad_sym_shape paid = ad_misstep_shape(e, e->paid);
  size_t rows = s.rows / paid.rows, cols = s.cols / paid.cols;
  for (size_t i = 0; i < rows * cols && rows * cols <= FEW; i++) {
    char evidence[80];
    size_t row = i / cols * paid.rows, col = i % cols * paid.cols;
    snprintf(evidence, sizeof evidence,
             "of the %zu places where %%A is used in %%X only one is there",
             rows * cols);
    ad_misstep_add(e, AD_MISTAKE_branch,
                   ad_sym_call(e->all->s->w, AD_OP_slice, 1, &full, row, col,
                               paid), evidence);
  }
}

void ad_missteps_stretch(const ad_misstep_edge *e, ad_sym full)
{
  static const struct {
    ad_axis axis;
    ad_mistake_code code;
    const char *evidence;
  } sums[] = {
    {AD_ALL, AD_MISTAKE_bias_all, "it is summed over everything"},
    {AD_OVER_ROWS, AD_MISTAKE_bias_axis, "it is summed over the other axis"},
    {AD_OVER_COLS, AD_MISTAKE_bias_axis, "it is summed over the other axis"}};
  ad_algebra *w = e->all->s->w;
  if (!are_ready(e, e->paid, full))
    return;
  uint32_t to = ad_misstep_operand(e, e->k);
  ad_sym_shape paid = ad_misstep_shape(e, e->paid);
  ad_sym_shape s = ad_misstep_shape(e, full);
  if (e->all->uses[to] == 1)
    e->all->full[to] = full;
  size_t count = s.rows * s.cols / (paid.rows * paid.cols);
  ad_misstep_add(e, AD_MISTAKE_bias_unsummed, full,
                 "%A is used several times in %X: what it gets is to be "
                 "summed up");
  for (size_t n = 0; n < 3; n++)
    ad_misstep_add(e, sums[n].code, ad_sym_total(w, full, sums[n].axis),
                   sums[n].evidence);
  if (count > 2)
    ad_misstep_add(e, AD_MISTAKE_mean_for_sum,
                   ad_sym_scale(w,
                                ad_ratio_inverse(ad_ratio_of((double)count)),
                                e->paid),
                   "the gradients of %A add up: nothing divides by the count");
  add_inputs(e, full);
  if (e->all->is_part)
    add_single_uses(e, full);
}

void ad_missteps_matrix(const ad_misstep_edge *e)
{
  const ad_op_row *row = e->r->row;
  if (row->form == AD_FORM_product)
    missteps_of_product(e);
  else if (is_linear_sum(row))
    missteps_of_sum(e);
  else if (row->form == AD_FORM_reduce && row->kind == AD_KIND_curved)
    missteps_of_curved(e);
  else if (row->form == AD_FORM_stretch)
    ad_missteps_stretch(e, e->r->vbar);
}
