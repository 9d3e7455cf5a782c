/* SPDX-License-Identifier: GPL-3.0-or-later
   Answers to a worksheet: what is read of a file, one judge for many files,
   and what lies behind known nodes.  The verdicts on the lines themselves are
   tested by test_claims.c.  Read claims.h before. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "graph.h"
#include "graph/behind.h"
#include "value.h"

/* --- helpers -------------------------------------------------------------- */

/* l = sum(a x^2) for x = (1, 2, 4)' and a = 3, so that dl/da = 21 and dl/dx =
   (6, 12, 24)'. */
static const char text[] = "input a = 3\ninput x[3] = [1; 2; 4]\nq = a*x^2\n"
                           "l = sum(q)\nclaim dl/da = sum(x^2)\n"
                           "claim dl/dx = 2*a*x\noutput l\n";

typedef struct asked {
  ad_source source;
  ad_report report;
  ad_sheet *sheet;
  ad_judge *judge;
} asked;

static void ask(asked *a, const char *sheet)
{
  ad_error err = {0};
  ad_sheet_options options = {.folder = NULL};
  *a = (asked){.source = {"sheet", sheet, strlen(sheet)}};
  ad_report_init(&a->report, &a->source);
  ck_assert_int_eq(ad_sheet_read(&a->source, &options, &a->sheet, &a->report),
                   AD_OK);
  ck_assert_int_eq(ad_judge_new(a->sheet, &a->judge, &err), AD_OK);
}

static void drop(asked *a)
{
  ad_judge_free(a->judge);
  ad_sheet_free(a->sheet);
  ad_report_free(&a->report);
}

/* An answer read and judged. */
typedef struct answered {
  ad_source source;
  ad_report report;
  ad_answers lines;
  ad_claims *claims;
} answered;

static void answer(answered *r, const asked *a, const char *said, size_t size)
{
  ad_error err = {0};
  *r = (answered){.source = {"answer", said, size}};
  ad_report_init(&r->report, &r->source);
  ck_assert_int_eq(ad_answers_read(&r->source, a->sheet, &r->lines,
                                   &r->report), AD_OK);
  ck_assert_msg(ad_judge_lines(a->judge, r->lines.n,
                               (const ad_statement *const *)r->lines.lines,
                               &r->claims, &err) == AD_OK, "%s", err.text);
}

static void forget(answered *r)
{
  ad_claims_free(r->claims);
  ad_answers_free(&r->lines);
  ad_report_free(&r->report);
}

/* --- reading -------------------------------------------------------------- */

static const struct {
  const char *said;
  size_t lines, errors;
  const char *error; /* the first; NULL: there is none                     */
} files[] = {
  {"", 0, 0, NULL},
  {"\n  # nothing\n", 0, 0, NULL},
  {"\xef\xbb\xbf""claim dl/da = 21\n", 1, 0, NULL},
  {"claim dl/da = 21\r\npath dl/da = l q a", 2, 0, NULL},
  {"claim dl/dx = [6;\n  12;\n  24]\nshape x = [3, 1]", 2, 0, NULL},
  {"chain dl/da = dl/dq, x^2 # both\n", 1, 0, NULL},
  {"\xff\xfe" "c", 0, 1, "UTF-16"},
  {"claim dl/da = 21\n\xff\n", 1, 1, "UTF-8"},
  {"input b = 3\nclaim dl/da = 21", 1, 1, "an answer has only"},
  {"data b from \"/etc/passwd\" columns a", 0, 1, "an answer has only"},
  {"b = 3", 0, 1, "an answer has only"},
  {"for i = 1:3\nend\nclaim dl/da = 21", 1, 2, "an answer has only"},
  {"title \"me\"", 0, 1, "an answer has only"},
  {"clam dl/da = 21", 0, 1, "expected '='"},
  {"dl/da = 21", 0, 1, "expected a name or a keyword"},
  {"claim dl/da = (1\nclaim dl/da = 21", 1, 1, "never closed"}};

START_TEST(answers_are_read)
{
  asked a;
  answered r;
  const char *said = files[_i].said;
  ask(&a, text);
  answer(&r, &a, said, strlen(said));
  ck_assert_msg(r.lines.n == files[_i].lines, "%s: %zu lines", said,
                r.lines.n);
  ck_assert_msg(r.report.errors == files[_i].errors, "%s: %zu errors", said,
                r.report.errors);
  if (files[_i].error)
    ck_assert_msg(strstr(r.report.messages[0].error.text, files[_i].error) !=
                    NULL, "%s: %s", said, r.report.messages[0].error.text);
  forget(&r);
  drop(&a);
}
END_TEST

START_TEST(zero_bytes_are_no_text)
{
  asked a;
  answered r;
  static const char said[] = "claim dl/da = 21\n\0claim dl/da = 21\n";
  ask(&a, text);
  answer(&r, &a, said, sizeof said - 1);
  ck_assert_uint_eq(r.lines.n, 0);
  ck_assert_uint_eq(r.report.messages[0].error.place.offset, 17);
  forget(&r);
  drop(&a);
}
END_TEST

/* --- one judge for many --------------------------------------------------- */

static const struct {
  const char *said;
  ad_claim_code code, strict;
  int circular;
  size_t entries, right;
} lines[] = {
  {"claim dl/da = 21", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 0, 0},
  {"claim dl/da = sum(x*x)", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 0, 0},
  {"claim dl/da = 20", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 0, 0},
  {"claim dl/dx = [6; 12; 24]", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 3, 3},
  {"claim dl/dx = [6; 12; 25]", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 3, 2},
  {"claim dl/dx = [1; 12; 1]", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 3, 1},
  /* all the same: what is right by chance earns nothing */
  {"claim dl/dx = [6; 6; 6.0]", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 0, 0},
  {"claim dl/dx = ([6; 6; (6)])", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 0, 0},
  {"claim dl/dx = [6; 2*3; 7 - 1]", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 0, 0},
  {"claim dl/dx = [0; 0; -0]", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 0, 0},
  {"claim dl/dx = [6; 12]", AD_CLAIM_WRONG, AD_CLAIM_WRONG, 0, 0, 0},
  /* a formula that is right here is not right */
  {"claim dl/dx = [2*a*x[1]; 4*a; 8*a]", AD_CLAIM_ONLY_HERE,
   AD_CLAIM_ONLY_HERE, 0, 3, 1},
  {"claim dl/dx = [6, 12, 24]", AD_CLAIM_RIGHT_LAYOUT, AD_CLAIM_WRONG, 0, 0,
   0},
  {"claim dl/dx = 2*a*x'", AD_CLAIM_RIGHT_LAYOUT, AD_CLAIM_WRONG, 0, 0, 0},
  {"claim dl/da = dl/da", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 1, 0, 0},
  {"claim d(l)/d(a) = 2*(dl/da)/2", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 1, 0, 0},
  {"claim dl/da = d(l)/d(a)", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 1, 0, 0},
  {"claim dl/da = dl/dq' @ x^2", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 0, 0},
  {"claim dl/da = sum(dq/da)", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 0, 0},
  {"claim q = q", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 1, 0, 0},
  {"claim q = x^2*a", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 0, 0},
  {"chain dl/da = dl/da", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 1, 0, 0},
  {"path dl/da = l q a", AD_CLAIM_RIGHT, AD_CLAIM_RIGHT, 0, 0, 0},
  {"claim dl/da = s", AD_CLAIM_BAD_TEXT, AD_CLAIM_BAD_TEXT, 0, 0, 0}};

static void hold(const asked *a, size_t i, ad_claim_code code)
{
  answered r;
  answer(&r, a, lines[i].said, strlen(lines[i].said));
  const ad_claim *claim = ad_claims_at(r.claims, 0);
  ck_assert_msg(claim != NULL, "%s: %s", lines[i].said,
                r.report.count ? r.report.messages[0].error.text : "");
  ck_assert_msg(claim->code == code, "%s: %s", lines[i].said,
                ad_claim_word(claim->code));
  ck_assert_msg(!claim->parts[0].circular == !lines[i].circular, "%s",
                lines[i].said);
  ck_assert_msg(claim->parts[0].entries == lines[i].entries &&
                  claim->parts[0].entries_right == lines[i].right,
                "%s: %zu of %zu entries", lines[i].said,
                claim->parts[0].entries_right, claim->parts[0].entries);
  forget(&r);
}

/* Whether or not it keeps the points, and in whatever order it is asked. */
START_TEST(one_judge_for_many)
{
  enum { LINES = sizeof lines / sizeof lines[0] };
  asked a;
  ad_error err = {0};
  ask(&a, text);
  for (size_t i = 0; i < LINES; i++)
    hold(&a, i, lines[i].code);
  ck_assert_int_eq(ad_judge_keep_points(a.judge, &err), AD_OK);
  for (size_t i = LINES; i-- > 0;)
    hold(&a, i, lines[i].code);
  ad_judge_strictly(a.judge);
  for (size_t i = 0; i < LINES; i++)
    hold(&a, i, lines[i].strict);
  drop(&a);
}
END_TEST

START_TEST(too_large_is_not_judged)
{
  asked a;
  answered r;
  static const char said[] =
    "claim dl/da = sum(ones(300, 300)*a)\nclaim dl/da = 21\n";
  ask(&a, text);
  ad_judge_limit(a.judge, 100000);
  answer(&r, &a, said, sizeof said - 1);
  ck_assert_int_eq(ad_claims_at(r.claims, 0)->code, AD_CLAIM_CANNOT_JUDGE);
  ck_assert_int_eq(ad_claims_at(r.claims, 1)->code, AD_CLAIM_RIGHT);
  forget(&r);
  drop(&a);
}
END_TEST

START_TEST(values_of_formulas)
{
  asked a;
  ad_error err = {0};
  ad_shape shape;
  double *x;
  ask(&a, text);
  ck_assert_int_eq(ad_claim_value(a.sheet, ad_sheet_kept(a.sheet, 1), 0,
                                  &shape, &x, &err), AD_OK);
  ck_assert_uint_eq(shape.rows, 3);
  ck_assert(x[0] == 6 && x[1] == 12 && x[2] == 24);
  free(x);
  drop(&a);
}
END_TEST

/* --- left sides ----------------------------------------------------------- */

static ad_expr *expr(const char *said)
{
  ad_expr *out;
  ad_error err = {0};
  ck_assert_int_eq(ad_expr_parse(said, strlen(said), 0, NULL, &out, &err),
                   AD_OK);
  return out;
}

static const struct {
  const char *x, *y;
  int equal;
} pairs[] = {{"d(l)/d(a)", "(d(l)/d(a))", 1}, {"a + b", "a+(b)", 1},
             {"0.50", "0.5", 1},                {"a + b", "b + a", 0},
             {"a - (b - c)", "a - b - c", 0},   {"max(a)", "max(a, b)", 0},
             {"a", "a'", 0},                    {"a@b", "a*b", 0}};

START_TEST(expressions_are_equal)
{
  ad_expr *x = expr(pairs[_i].x), *y = expr(pairs[_i].y);
  ck_assert_msg(ad_expr_equal(x, y) == pairs[_i].equal, "%s and %s",
                pairs[_i].x, pairs[_i].y);
  ck_assert_int_eq(ad_expr_equal(y, x), pairs[_i].equal);
  ad_expr_free(x);
  ad_expr_free(y);
}
END_TEST

/* --- behind --------------------------------------------------------------- */

/* y = a b is said to be 10, whatever a and b are; z = y^2 + a and a block of
   both lie behind it. */
START_TEST(only_what_lies_behind)
{
  ad_builder *b;
  ad_graph *g;
  ad_error err = {0};
  ad_behind behind;
  ad_value *values;
  ck_assert_int_eq(ad_builder_new(&b, &err), AD_OK);
  ad_ref x = ad_leaf(b, "a", 1, 1, AD_INPUT);
  ad_ref y = ad_exp(b, ad_mul(b, x, ad_leaf(b, "b", 1, 1, AD_INPUT)));
  ad_ref z = ad_add(b, ad_square(b, y), x);
  const ad_ref blocks[] = {z, ad_number(b, 7), y};
  ad_ref m = ad_block(b, 1, (const size_t[]){3}, 3, blocks);
  ad_output(b, m);
  ck_assert_int_eq(ad_builder_finish(b, &g, &err), AD_OK);
  unsigned char *known = calloc(ad_graph_size(g), 1);
  known[x.index] = known[y.index] = 1;
  ck_assert_int_eq(ad_behind_init(&behind, g, known, &err), AD_OK);
  ck_assert_uint_eq(ad_graph_leaves(behind.graph), 2);
  ck_assert_uint_eq(behind.from[0], x.index);
  ck_assert_uint_eq(behind.from[1], y.index);
  ck_assert_int_eq(ad_value_new(behind.graph, &values, &err), AD_OK);
  ad_value_set(values, 0, (const double[]){3});
  ad_value_set(values, 1, (const double[]){10});
  ad_value_sweep(values);
  const double *got = ad_value_at(values, (ad_ref){behind.place[m.index]});
  ck_assert(got[0] == 103 && got[1] == 7 && got[2] == 10);
  ad_value_free(values);
  ad_behind_free(&behind);
  free(known);
  ad_graph_free(g);
  ad_builder_free(b);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("answers");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, answers_are_read, 0,
                      sizeof files / sizeof files[0]);
  tcase_add_test(tests, zero_bytes_are_no_text);
  tcase_add_test(tests, one_judge_for_many);
  tcase_add_test(tests, too_large_is_not_judged);
  tcase_add_test(tests, values_of_formulas);
  tcase_add_loop_test(tests, expressions_are_equal, 0,
                      sizeof pairs / sizeof pairs[0]);
  tcase_add_test(tests, only_what_lies_behind);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
