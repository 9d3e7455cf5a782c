/* SPDX-License-Identifier: GPL-3.0-or-later
   See stepsize_claims.h. */
#include "stepsize/stepsize_claims.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "host/exits.h"

/* The name that term i is; "" where it is more. */
static const char *name_of(const ad_expr *expr, size_t i)
{
  const ad_term *term = &expr->terms[ad_expr_inside(expr, i)];
  return term->kind == AD_T_NAME ? term->text : "";
}

/* The leaf that the left side is the derivative by; NULL: it is none of the
   output. */
static const struct part *leaf_of(const ad_statement *st,
                                  const struct part *output, size_t n_wrts,
                                  const struct part *wrts)
{
  const ad_expr *left = st->items[0].expr;
  size_t root = left->n - 1;
  if (left->terms[root].kind != AD_T_DERIVATIVE ||
      strcmp(name_of(left, ad_expr_operand(left, root, 0)), output->name) != 0)
    return NULL;
  for (size_t i = 0; i < n_wrts; i++)
    if (strcmp(name_of(left, ad_expr_operand(left, root, 1)),
               wrts[i].name) == 0)
      return &wrts[i];
  return NULL;
}

/* A vector may be written either way. */
static int fits(ad_shape said, ad_shape due)
{
  int is_vector = due.rows == 1 || due.cols == 1;
  return (said.rows == due.rows && said.cols == due.cols) ||
         (is_vector && said.rows == due.cols && said.cols == due.rows);
}

static char *text_of(const ad_statement *st, size_t k)
{
  char *left = NULL, *right = NULL;
  if (ad_expr_print(st->items[0].expr, &left) != AD_OK ||
      ad_expr_print(st->items[k + 1].expr, &right) != AD_OK) {
    free(left);
    return memory_copy("");
  }
  char *text = memory_format("%s = %s", left, right);
  free(left);
  free(right);
  return text;
}

static void add(struct claim_tests *tests, const struct loaded *loaded,
                const ad_statement *st, size_t k)
{
  size_t column;
  tests->of = memory_grow(tests->of, tests->n + 1, sizeof *tests->of);
  struct claim_test *test = &tests->of[tests->n++];
  *test = (struct claim_test){.text = text_of(st, k)};
  ad_source_locate(&loaded->source, st->place.offset, &test->line, &column);
}

/* Right side k of a claim for the leaf. */
static int test_side(struct claim_tests *tests, const struct loaded *loaded,
                     struct engines *e, const struct taylor *base,
                     const ad_statement *st, size_t k, const struct part *leaf)
{
  const ad_graph *g = ad_sheet_graph(loaded->sheet);
  ad_shape shape;
  double *claimed;
  ad_error err = {0};
  ad_status status = ad_claim_value(loaded->sheet, st, k, &shape, &claimed,
                                    &err);
  if (status == AD_OK && fits(shape, leaf->shape)) {
    add(tests, loaded, st, k);
    taylor_claimed(&tests->of[tests->n - 1].taylor, base, e, g, leaf->first,
                   leaf->entries, claimed);
  }
  free(claimed);
  return status == AD_ENOMEM ? complain_error(&err) : EXIT_FINE;
}

int claim_tests_gather(struct claim_tests *tests, const struct loaded *loaded,
                       struct engines *e, const struct taylor *base,
                       const struct part *output, size_t n_wrts,
                       const struct part *wrts)
{
  const ad_statement *st;
  int status = EXIT_FINE;
  for (size_t i = 0; (st = ad_sheet_kept(loaded->sheet, i)); i++) {
    const struct part *leaf = st->keyword == AD_K_CLAIM && output->entries == 1
                                ? leaf_of(st, output, n_wrts, wrts)
                                : NULL;
    for (size_t k = 0; leaf && k + 1 < st->n_items && status == EXIT_FINE; k++)
      status = test_side(tests, loaded, e, base, st, k, leaf);
  }
  return status;
}

void claim_tests_free(struct claim_tests *tests)
{
  for (size_t i = 0; i < tests->n; i++) {
    taylor_free(&tests->of[i].taylor);
    free(tests->of[i].text);
  }
  free(tests->of);
}
