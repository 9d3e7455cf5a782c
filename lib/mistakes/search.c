/* SPDX-License-Identifier: GPL-3.0-or-later
   See search.h: first the mistakes that are known of the left side, then a
   number in front, then one change of the claim's own text (repairs.c). */
#include "mistakes/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Or that in which the verdict has read it, as of diag(v) entry by entry. */
static int has_due_shape(const ad_search *s)
{
  ad_shape x = s->claim.shape, y = s->known->truth.shape;
  const ad_claim_part *read = s->part;
  if (read->has_entry && read->shape.rows == x.rows &&
      read->shape.cols == x.cols)
    return 1;
  return (x.rows == y.rows && x.cols == y.cols) ||
         (x.rows == y.cols && x.cols == y.rows);
}

/* In a derivative a function that is left out is another inner function, and
   one that makes another shape, such as diag, has that to be said. */
static ad_mistake_code code_here(const ad_search *s, ad_mistake_code code)
{
  if (!s->known->is_derivative ||
      (code != AD_MISTAKE_act_dropped && code != AD_MISTAKE_inner))
    return code;
  return s->fits && !has_due_shape(s) ? AD_MISTAKE_operand_shape
                                      : AD_MISTAKE_inner;
}

void ad_search_say(ad_search *s, ad_mistake_code code, const char *evidence)
{
  ad_diagnosis *d = s->out;
  code = code_here(s, code);
  for (size_t i = 0; i < d->n; i++)
    if (d->of[i].code == code)
      return;
  if (d->n == AD_MISTAKES)
    return;
  d->of[d->n].code = code;
  snprintf(d->of[d->n].evidence, sizeof d->of->evidence, "%s", evidence);
  d->n++;
}

int ad_search_explains(const ad_search *s, const ad_suspect *x, int opened)
{
  opened |= x->code != AD_MISTAKE_operand;
  return !s->right || ad_glance_stands(ad_sheet_graph(s->m->sheet), s->right,
                                       x->stands, opened);
}

/* Of those that are x, and are explained by a size or not, the first of the
   least code from `from` on; NULL: there is none. */
static const ad_suspect *find_next(const ad_search *s,
                                   const ad_suspects *suspects,
                                   const ad_image *x, int opened, int is_size,
                                   ad_mistake_code from, ad_mistake_code *code)
{
  const ad_suspect *found = NULL;
  *code = AD_MISTAKE_CODES;
  for (size_t i = 0; i < suspects->n; i++) {
    const ad_suspect *one = &suspects->of[i];
    if (one->is_size != is_size || !ad_image_is(&one->image, x))
      continue;
    ad_mistake_code here = code_here(s, one->code);
    if (here >= from && here < *code && ad_search_explains(s, one, opened)) {
      *code = here;
      found = one;
    }
  }
  return found;
}

/* Those that are x, by precedence; what a size may explain, or not. */
static void match_sizes(ad_search *s, const ad_suspects *suspects,
                        const ad_image *x, int opened, int is_size)
{
  const ad_suspect *found;
  ad_mistake_code code;
  for (ad_mistake_code from = 0;
       (found = find_next(s, suspects, x, opened, is_size, from, &code));
       from = code + 1) {
    s->of_formula |= s->out->n == 0 && found->of_formula;
    ad_search_say(s, code, found->evidence);
  }
}

static void match(ad_search *s, const ad_suspects *suspects, const ad_image *x,
                  int opened)
{
  match_sizes(s, suspects, x, opened, 0);
  match_sizes(s, suspects, x, opened, 1);
}

/* Of most wrong claims nothing is. */
static int is_any(const ad_suspects *suspects, const ad_image *x)
{
  size_t i = 0;
  while (i < suspects->n && !ad_image_is(&suspects->of[i].image, x))
    i++;
  return i < suspects->n;
}

/* What a name is made of is evidence where nothing else is. */
void ad_search_match(ad_search *s, const ad_suspects *suspects,
                     const ad_image *x)
{
  size_t before = s->out->n;
  if (!is_any(suspects, x))
    return;
  match(s, suspects, x, 0);
  if (s->out->n == before)
    match(s, suspects, x, 1);
}

/* A vector that is, as the diagonal of a matrix, what a mistake gives has that
   to be said as well. */
static void say_diagonal(ad_search *s)
{
  char evidence[200];
  char *text;
  if (!ad_jacobian_is_diagonal(s->known->weights, s->known->truth.shape,
                               s->claim.shape) ||
      ad_expr_print(s->right, &text) != AD_OK)
    return;
  snprintf(evidence, sizeof evidence, "and it is diag(%.100s) that is meant",
           text);
  free(text);
  s->out->n = s->out->n > 1 ? 1 : s->out->n;
  ad_search_say(s, AD_MISTAKE_operand_shape, evidence);
  s->out->together = s->out->n;
}

void ad_search_match_claim(ad_search *s, const ad_suspects *suspects)
{
  size_t before = s->out->n;
  if (s->weighted.n > 0)
    ad_search_match(s, suspects, &s->weighted);
  if (s->out->n > before)
    say_diagonal(s);
  else
    ad_search_match(s, suspects, &s->claim);
}

/* --- where nothing fits --------------------------------------------------- */

int ad_search_is_number(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME)
      return 0;
  return 1;
}

/* What is missing, and the shapes. */
static ad_status say_symbols(ad_search *s, ad_error *err)
{
  char text[sizeof((ad_mistake *)0)->evidence] = "";
  ad_status status = AD_OK;
  if (s->known->formula && !ad_search_is_number(s->right) &&
      !ad_image_is_zero(&s->known->truth))
    status = ad_symbols_compare(s->m, s->known->formula, s->right, text,
                                sizeof text, err);
  if (status == AD_OK && *text)
    ad_search_say(s, AD_MISTAKE_symbols, text);
  if (status == AD_OK && (!s->fits || !has_due_shape(s)))
    ad_search_say(s, AD_MISTAKE_operand_shape, "");
  s->out->together = s->out->n;
  return status;
}

/* --- exponents ------------------------------------------------------------ */

static int has_stroke(const ad_expr *expr)
{
  for (size_t i = 1; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_INFIX &&
        strcmp(expr->terms[i].text, "/") == 0 &&
        expr->terms[i - 1].kind == AD_T_NAME)
      return 1;
  return 0;
}

/* Is it said of a factor, where an exponent below a stroke may be meant? */
static int may_be_below(const ad_search *s)
{
  ad_mistake_code first = s->out->of[0].code;
  return s->out->n > 0 && s->fits && has_stroke(s->right) &&
         (first == AD_MISTAKE_factor || first == AD_MISTAKE_extra);
}

/* --- all of it ------------------------------------------------------------ */

ad_status ad_search_no_path(ad_search *s, const ad_expr *derivative,
                            ad_error *err)
{
  char text[200];
  ad_ref of, by;
  const ad_graph *g = ad_sheet_graph(s->m->sheet);
  if (!ad_claim_ends(g, derivative, &of, &by))
    return AD_OK;
  unsigned char *marks = malloc(g->n);
  if (!marks)
    return ad_fail_memory(err, g->n);
  ad_mark_made_of(g, of.index, 1, marks);
  snprintf(text, sizeof text, "%.60s does not depend on %.60s: its derivative "
                              "is 0", ad_graph_name(g, of),
           ad_graph_name(g, by));
  if (!marks[by.index] && of.index != by.index)
    ad_search_say(s, AD_MISTAKE_no_path, text);
  free(marks);
  return AD_OK;
}

/* 0 where there is a way; a factor that is upside down says why. */
static ad_status say_zero(ad_search *s, ad_error *err)
{
  char text[200];
  if (!ad_image_is_zero(&s->claim) || !s->known->is_derivative ||
      ad_image_is_zero(&s->known->truth))
    return AD_OK;
  ad_status status = ad_glance_upside_down(ad_sheet_graph(s->m->sheet),
                                           s->right, text, sizeof text, err);
  if (status == AD_OK)
    ad_search_say(s, *text ? AD_MISTAKE_upside_down : AD_MISTAKE_zero,
        *text ? text : "the one moves with the other");
  return status;
}

/* What cannot be read for another reason than its shapes is held against
   nothing. */
static int is_unreadable(const ad_search *s)
{
  return !s->fits && s->part->code == AD_CLAIM_BAD_TEXT &&
         !ad_glance_is_of_shapes(s->part, s->right);
}

int ad_search_is_unnamed(const ad_diagnosis *d)
{
  return d->n == 0 || d->of[0].code == AD_MISTAKE_symbols ||
         d->of[0].code == AD_MISTAKE_operand_shape;
}

int ad_search_is_of_number(const ad_diagnosis *d)
{
  return d->n > 0 && (d->of[0].code == AD_MISTAKE_const ||
                      d->of[0].code == AD_MISTAKE_const_twice);
}

/* A name says more. */
static void forget_astray(ad_diagnosis *d)
{
  d->astray[0] = '\0';
  d->differ = d->n_entries = 0;
}

ad_status ad_search_all(ad_search *s, const ad_expr *left, ad_error *err)
{
  ad_status status = AD_OK;
  double c = 0;
  if (is_unreadable(s))
    return AD_OK;
  if (s->stretched)
    ad_search_say(s, AD_MISTAKE_stretched,
                  "a column and a row are added: every entry of the one meets "
                  "every entry of the other");
  if (s->fits && ad_image_is_turned(&s->claim, &s->known->truth)) {
    ad_search_say(s, AD_MISTAKE_transpose, ""); /* the verdict says it */
    s->out->together = 1;
    return AD_OK;
  }
  if (s->fits && ad_image_is_zero(&s->known->truth))
    status = ad_search_no_path(s, left, err);
  if (s->fits && status == AD_OK)
    status = say_zero(s, err);
  if (s->fits && ad_image_ratio(&s->claim, &s->known->truth, &c) &&
      fabs(c + 1) < 1e-6)
    ad_search_constant(s);
  if (s->fits)
    ad_search_match_claim(s, &s->known->suspects);
  if (status == AD_OK)
    status = ad_search_amend(s);
  if (s->of_formula && s->out->of[0].code != AD_MISTAKE_const &&
      status == AD_OK)
    status = ad_search_reword(s, err);
  if (may_be_below(s) && status == AD_OK)
    status = ad_search_below(s, err);
  if (s->out->n == 0 && s->fits)
    ad_search_constant(s);
  if (s->out->n == 0 && status == AD_OK)
    status = ad_search_repairs(s, err);
  if (s->out->n == 0 && s->fits)
    ad_search_pairs(s);
  if (s->out->n == 0 && s->fits && !isfinite(s->claim.size[0]))
    ad_search_say(s, AD_MISTAKE_not_finite, "the claim is not a number there: "
                                  "something is divided by 0, or too large");
  if (s->out->n == 0 && status == AD_OK)
    status = say_symbols(s, err);
  if (s->fits && ad_search_is_unnamed(s->out) && status == AD_OK)
    status = ad_astray_find(s, left, err);
  else if (s->fits && ad_search_is_of_number(s->out) && status == AD_OK)
    status = ad_astray_nearer(s, left, err);
  if (!ad_search_is_unnamed(s->out))
    forget_astray(s->out);
  if (s->out->together == 0)
    s->out->together = s->out->n > 0;
  return status;
}

/* Is there a sum of a column and a row among the nodes from `first` on? */
static int adds_row_to_column(const ad_builder *b, size_t first)
{
  for (size_t i = first; i < b->g.n; i++) {
    const ad_node *x = &b->g.nodes[i];
    const ad_op_row *row = ad_row_of(x);
    if (row->kind != AD_KIND_elementwise || row->strength != 2)
      continue;
    const ad_node *p = ad_operand_of(&b->g, x, 0);
    const ad_node *q = ad_operand_of(&b->g, x, 1);
    if ((p->rows > q->rows && p->cols < q->cols) ||
        (p->rows < q->rows && p->cols > q->cols))
      return 1;
  }
  return 0;
}

/* A number without names is meant for every entry. */
static int fills(const ad_search *s, ad_shape said)
{
  return said.rows == 1 && said.cols == 1 && ad_search_is_number(s->right);
}

/* The right side with the weights of a Jacobian, where it has such. */
static ad_status add_weighted(const ad_search *s, ad_builder *b, ad_ref x,
                              ad_suspects *out)
{
  ad_ref rows = s->known->weights == 0
                  ? AD_NO_REF
                  : ad_jacobian_weighted(b, s->known->weights,
                                         s->known->truth.shape, x);
  return rows.index == AD_NO_INDEX
           ? AD_OK
           : ad_suspect_add(out, b, AD_MISTAKE_value, rows, "%s", "");
}

ad_status ad_search_value(ad_search *s, ad_error *err)
{
  ad_builder *b;
  ad_ref x;
  ad_suspects one = {0};
  ad_status status =
    ad_builder_continue(ad_own_base(s->m), &b, err);
  if (status != AD_OK)
    return status;
  size_t first = ad_builder_size(b);
  status = ad_claim_lower(b, s->m->sheet, s->right, &x, err);
  if (status == AD_OK && fills(s, ad_builder_shape(b, x)))
    x = ad_expand(b, x, s->known->truth.shape);
  s->stretched = status == AD_OK && adds_row_to_column(b, first);
  if (status == AD_OK)
    status = ad_suspect_add(&one, b, AD_MISTAKE_value, x, "%s", "");
  if (status == AD_OK)
    status = add_weighted(s, b, x, &one);
  if (status == AD_OK)
    status = ad_suspects_settle(&one, s->m, b, err);
  s->fits = status == AD_OK;
  if (status == AD_OK)
    s->claim = one.of[0].image;
  if (status == AD_OK && one.n > 1)
    s->weighted = one.of[1].image;
  ad_suspects_free(&one);
  ad_builder_free(b);
  return status == AD_EINPUT ? AD_OK : status;
}
