/* SPDX-License-Identifier: GPL-3.0-or-later
   Products of the factors of a chain, as nodes and as texts.  Read
   claims_data.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"
#include "graph.h"

enum { WAYS = 6 };

void ad_products_drop(ad_products *all)
{
  for (size_t i = 0; i < all->n; i++)
    free(all->of[i].text);
  all->n = 0;
}

int ad_product_is_single(const ad_expr *expr)
{
  ad_term_kind kind = expr->terms[ad_expr_root(expr)].kind;
  return kind != AD_T_INFIX && kind != AD_T_PREFIX;
}

static int is_number(ad_shape s)
{
  return s.rows == 1 && s.cols == 1;
}

/* Ways: 0 s * f, 1 s * f', 2 s @ f, 3 s @ f', 4 f' @ s, 5 f @ s. */
static int fits(int way, ad_shape s, ad_shape f)
{
  if (is_number(s) || is_number(f))
    return way == 0;
  switch (way) {
  case 0:
    return s.rows == f.rows && s.cols == f.cols;
  case 1:
    return s.rows == f.cols && s.cols == f.rows;
  case 2:
    return s.cols == f.rows;
  case 3:
    return s.cols == f.cols;
  case 4:
    return f.rows == s.rows;
  default:
    return f.cols == s.rows;
  }
}

/* x'' is x. */
static char *turned_text(const ad_product *f)
{
  size_t n = strlen(f->text);
  char *text = malloc(n + 4);
  if (!text)
    return NULL;
  if (f->single && n > 0 && f->text[n - 1] == '\'')
    snprintf(text, n + 4, "%.*s", (int)n - 1, f->text);
  else
    snprintf(text, n + 4, f->single ? "%s'" : "(%s)'", f->text);
  return text;
}

static char *factor_text(const ad_product *f)
{
  size_t n = strlen(f->text) + 3;
  char *text = malloc(n);
  if (text)
    snprintf(text, n, f->single ? "%s" : "(%s)", f->text);
  return text;
}

static int is_turning(int way)
{
  return way == 1 || way == 3 || way == 4;
}

static char *product_text(int way, const ad_product *s, const ad_product *f)
{
  int turned = is_turning(way);
  char *left = factor_text(s), *right = turned ? turned_text(f)
                                               : factor_text(f);
  const char *sign = way < 2 ? "*" : " @ ";
  size_t n = left && right ? strlen(left) + strlen(right) + 4 : 0;
  char *text = n > 0 ? malloc(n) : NULL;
  if (text)
    snprintf(text, n, "%s%s%s", way < 4 ? left : right, sign,
             way < 4 ? right : left);
  free(left);
  free(right);
  return text;
}

static ad_ref product_node(ad_builder *b, int way, ad_ref s, ad_ref f)
{
  ad_ref turned = is_turning(way) ? ad_transpose(b, f) : f;
  return way < 2   ? ad_mul(b, s, turned)
         : way < 4 ? ad_matmul(b, s, turned)
                   : ad_matmul(b, turned, s);
}

ad_status ad_products_multiply(ad_builder *b, const ad_products *all,
                               const ad_product *f, int may_turn,
                               ad_products *out)
{
  ad_shape shape = ad_builder_shape(b, f->x);
  out->n = 0;
  for (size_t i = 0; i < all->n; i++)
    for (int way = 0; way < WAYS && out->n < AD_PRODUCTS; way++) {
      const ad_product *s = &all->of[i];
      if ((is_turning(way) && !may_turn) ||
          !fits(way, ad_builder_shape(b, s->x), shape))
        continue;
      ad_product *p = &out->of[out->n];
      *p = (ad_product){.text = product_text(way, s, f),
                        .matmuls = s->matmuls + (way >= 2)};
      if (!p->text)
        return AD_ENOMEM;
      out->n++;
      p->x = product_node(b, way, s->x, f->x);
    }
  return AD_OK;
}
