/* SPDX-License-Identifier: GPL-3.0-or-later
   The words of the rows' texts: each of row_words.def compiles and means what
   the function of that name means in a worksheet, or in C; no row uses another
   one.  Read lib/graph/rowmath.h before. */
#include <string.h>

#include "check_near.h"
#include "expr.h"
#include "graph.h"

/* What C has under these names, before rowmath.h gives them a meaning. */
static const struct known {
  const char *name;
  double (*one)(double);
} of_c[] = {
  {"cbrt", cbrt}, {"sinh", sinh}, {"cosh", cosh}, {"erfc", erfc},
};

#include "graph/rowmath.h"

#define WORD1(name)                                                          \
  static double name##_of(double x, double y)                                \
  {                                                                          \
    (void)y;                                                                 \
    return name(x);                                                          \
  }
#define WORD2(name)                                                          \
  static double name##_of(double x, double y)                                \
  {                                                                          \
    return name(x, y);                                                       \
  }
#include "graph/row_words.def"
#undef WORD1
#undef WORD2

static const struct word {
  const char *name;
  unsigned arity;
  double (*of)(double x, double y);
} words[] = {
#define WORD1(name) {#name, 1, name##_of},
#define WORD2(name) {#name, 2, name##_of},
#include "graph/row_words.def"
};

enum { WORDS = sizeof words / sizeof words[0] };

static const double points[] = {-1.9, -1, -0.0, 0, 0.617, 1, 2.385, 700};

enum { POINTS = sizeof points / sizeof points[0] };

static double meant(const struct word *word, double x, double y)
{
  for (size_t i = 0; i < sizeof of_c / sizeof *of_c; i++)
    if (strcmp(of_c[i].name, word->name) == 0)
      return of_c[i].one(x);
  ad_op op = ad_op_find(word->name, word->arity);
  ck_assert_msg(op < AD_OP_count && ad_op_get(op)->value,
                "'%s' is neither a row nor known in C", word->name);
  return ad_op_get(op)->value(x, y, 0, 0);
}

START_TEST(words_mean_what_they_say)
{
  const struct word *word = &words[_i];
  for (size_t i = 0; i < POINTS; i++)
    for (size_t j = 0; j < POINTS; j++) {
      double got = word->of(points[i], points[j]);
      double want = meant(word, points[i], points[j]);
      ck_assert_msg(got == want || (isnan(got) && isnan(want)),
                    "%s(%g, %g) is %g, not %g", word->name, points[i],
                    points[j], got, want);
    }
}
END_TEST

START_TEST(words_pass_nan_on)
{
  const struct word *word = &words[_i];
  if (strcmp(word->name, "pow") == 0 || strcmp(word->name, "hypot") == 0)
    return; /* pow(nan, 0) is 1 */
  ck_assert_msg(isnan(word->of((double)NAN, 0.5)), "%s", word->name);
  ck_assert_msg(word->arity == 1 || isnan(word->of(0.5, (double)NAN)), "%s",
                word->name);
}
END_TEST

static int is_listed(const char *name, unsigned arity)
{
  for (size_t i = 0; i < WORDS; i++)
    if (strcmp(words[i].name, name) == 0 && words[i].arity == arity)
      return 1;
  return strcmp(name, "where") == 0 && arity == 3;
}

static void check_text(const char *id, const char *text)
{
  ad_expr *expr;
  ad_error err = {0};
  check_ok(ad_expr_parse(text, strlen(text), 0, NULL, &expr, &err), err);
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_CALL)
      ck_assert_msg(is_listed(expr->terms[i].text, expr->terms[i].arity),
                    "row %s: '%s' of %u operands is not in row_words.def", id,
                    expr->terms[i].text, expr->terms[i].arity);
  ad_expr_free(expr);
}

START_TEST(rows_use_listed_words)
{
  const ad_op_row *row = ad_op_get((ad_op)_i);
  check_text(row->id, row->value_text);
  for (unsigned k = 0; k < row->arity; k++)
    check_text(row->id, row->partial_text[k]);
}
END_TEST

static Suite *rowmath_suite(void)
{
  Suite *suite = suite_create("rowmath");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, words_mean_what_they_say, 0, WORDS);
  tcase_add_loop_test(all, words_pass_nan_on, 0, WORDS);
  tcase_add_loop_test(all, rows_use_listed_words, AD_OP_elementwise,
                      AD_OP_count);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(rowmath_suite());
}
