/* SPDX-License-Identifier: GPL-3.0-or-later
   Slips that come from other languages: the tables of their mends against the
   functions there are, products of rows and columns, warnings and where they
   are reported, and follow-up errors that must not be.  The full texts of the
   messages are in tests/errors.  Read lib/syntax/slips.h before. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lower.h"
#include "page/text_width.h"
#include "reports.h"
#include "sheet.h"
#include "syntax/slips.h"
#include "value.h"

/* ---- tables ---- */

static const struct {
  const char *word, *here;
} meant[] = {
#define WORD(word, where, mend)
#define MEANT(word, here) {word, here},
#include "syntax/slip_functions.def"
#undef WORD
#undef MEANT
};

/* What is suggested is there, and what it is suggested for is not. */
START_TEST(suggested_functions_exist)
{
  ck_assert_uint_gt(sizeof meant / sizeof *meant, 60);
  for (size_t i = 0; i < sizeof meant / sizeof *meant; i++) {
    ck_assert_msg(ad_lower_reserved(meant[i].here),
                  "%s for %s is no function", meant[i].here, meant[i].word);
    ck_assert_msg(!ad_lower_reserved(meant[i].word), "%s is a function",
                  meant[i].word);
  }
}
END_TEST

static const char *const mended[] = {
#define WORD(word, where, mend) (where) & AD_SLIP_CALL ? word : NULL,
#define MEANT(word, here)
#define CALL AD_SLIP_CALL
#define FIRST AD_SLIP_FIRST
#define NAME AD_SLIP_NAME
#include "syntax/slip_functions.def"
#undef CALL
#undef FIRST
#undef NAME
#undef WORD
#undef MEANT
};

START_TEST(mended_functions_do_not_exist)
{
  for (size_t i = 0; i < sizeof mended / sizeof *mended; i++)
    ck_assert_msg(!mended[i] || !ad_lower_reserved(mended[i]),
                  "%s is a function", mended[i]);
}
END_TEST

START_TEST(words_are_found_in_their_place)
{
  ck_assert_str_eq(ad_slip_word("LN", 2, AD_SLIP_CALL).meant, "log");
  ck_assert_ptr_null(ad_slip_word("ln", 2, AD_SLIP_FIRST).meant);
  ck_assert_ptr_null(ad_slip_word("lnx", 3, AD_SLIP_CALL).meant);
  ck_assert_ptr_null(ad_slip_word("l", 1, AD_SLIP_CALL).meant);
  ck_assert_ptr_nonnull(ad_slip_word("T", 1, AD_SLIP_POWER).mend);
  ck_assert_ptr_null(ad_slip_word("T", 1, AD_SLIP_NAME).mend);
  ck_assert(ad_slip_module("numpy", 5) && !ad_slip_module("nump", 4));
  ck_assert_ptr_nonnull(ad_slip_sign("a ** b", 6, 3, AD_SLIP_INSIDE));
  ck_assert_ptr_nonnull(ad_slip_sign("a ** b", 6, 2, AD_SLIP_INSIDE));
  ck_assert_ptr_null(ad_slip_sign("a * b", 5, 2, AD_SLIP_INSIDE));
  ck_assert_ptr_null(ad_slip_sign("a *", 3, 2, AD_SLIP_INSIDE));
}
END_TEST

/* ---- worksheets ---- */

/* The sheet read; the caller frees both. */
static ad_sheet *read_text(const char *text, ad_report *report,
                           ad_source *source)
{
  ad_sheet_options options = {0};
  ad_sheet *sheet = NULL;
  *source = (ad_source){"sheet", text, strlen(text)};
  ad_report_init(report, source);
  ad_sheet_read(source, &options, &sheet, report);
  return sheet;
}

/* The first entry of node `name` of the sheet. */
static double value_of(const char *text, const char *name, size_t *warnings)
{
  ad_report report;
  ad_source source;
  ad_sheet *sheet = read_text(text, &report, &source);
  ck_assert_msg(sheet != NULL, "%s", report.messages[0].error.text);
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_value *values = NULL;
  ad_ref x;
  ck_assert_int_eq(ad_value_new(g, &values, NULL), AD_OK);
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_value_set(values, i, ad_sheet_leaf(sheet, i));
  ad_value_sweep(values);
  ck_assert(ad_graph_find(g, name, strlen(name), &x));
  double first = ad_value_at(values, x)[0];
  *warnings = report.count;
  ad_value_free(values);
  ad_sheet_free(sheet);
  ad_report_free(&report);
  return first;
}

/* 1 * 2 + 2.5 * -3 + 4 * 0.5 = -3.5, whichever of the two lies. */
START_TEST(dot_of_rows_and_columns)
{
  static const char *const column[2] = {"[1; 2.5; 4]", "[2; -3; 0.5]"};
  static const char *const row[2] = {"[1, 2.5, 4]", "[2, -3, 0.5]"};
  for (int how = 0; how < 4; how++) {
    char text[200];
    size_t warnings;
    snprintf(text, sizeof text, "a = %s\nb = %s\nL = dot(a, b)\n",
             how & 1 ? row[0] : column[0], how & 2 ? row[1] : column[1]);
    ck_assert_double_eq(value_of(text, "L", &warnings), -3.5);
    ck_assert_uint_eq(warnings, 0);
  }
}
END_TEST

/* outer(a, b)[2, 3] = a[2] b[3], whichever of the two lies. */
START_TEST(outer_of_rows_and_columns)
{
  static const char *const a[2] = {"[1.5; 3]", "[1.5, 3]"};
  static const char *const b[2] = {"[2; -3; 0.5]", "[2, -3, 0.5]"};
  for (int how = 0; how < 4; how++) {
    char text[200];
    size_t warnings;
    snprintf(text, sizeof text, "O = outer(%s, %s)\nL = O[2,3]\n",
             a[how & 1], b[how >> 1]);
    ck_assert_double_eq(value_of(text, "L", &warnings), 1.5);
    ck_assert_uint_eq(warnings, 0);
  }
}
END_TEST

/* A matrix of one row or column that only happens to be one is a vector. */
START_TEST(dot_with_sizes_of_one)
{
  size_t warnings;
  ck_assert_double_eq(value_of("dim n = 1\nparam a[n,3] = [1, 2, 4]\n"
                               "param b[3,n] = [3; 5; 7]\nL = dot(a, b)\n",
                               "L", &warnings),
                      41);
  ck_assert_double_eq(value_of("a = 3\nb = 2.5\nL = dot(a, b)\n", "L",
                               &warnings),
                      7.5);
  ck_assert_uint_eq(warnings, 0);
}
END_TEST

START_TEST(warnings_stand_in_json)
{
  char *text = report_on("json",
                         "param W[2,2] = [1, 2; 3, 4]\n"
                         "input x[2] = [1; 2]\n"
                         "L = sum(W*x) + mse(x, x')\n", 0, NULL);
  ck_assert_ptr_nonnull(strstr(text, "the matrix product is W @ x"));
  ck_assert_ptr_nonnull(strstr(text, "as in mse(x, x)?"));
  free(text);
}
END_TEST

/* How many messages a text causes. */
static size_t messages(const char *text)
{
  ad_report report;
  ad_source source;
  ad_sheet *sheet = read_text(text, &report, &source);
  size_t n = report.count;
  ad_sheet_free(sheet);
  ad_report_free(&report);
  return n;
}

START_TEST(one_slip_makes_one_message)
{
  static const char *const texts[] = {
      "input x = 2\nlet y = x\nz = y + 1\noutput z\n",
      "input x = 2\ny := x\nz = y\n",
      "input x = 2\ny <- x\nz = y\nwrt x, y\n",
      "input x = 2\nx -> y\nz = y\n",
      "input x = 2\na = 1; b = x\nc = a + b\n",
      "input x = 2\na = 1 b = x\nc = a + b\n",
      "input x = 2\nf(t) = t^2\ny = f(x)\n",
      "input x = 2\ndef f(t):\n  return t^2\ny = f(x)\n",
      "dim n = 3.5\ninput q[n] = 0\ndim m = n\nl = sum(q)\n",
      "dim n 3\ninput q[n] = 0\nfor t = 1:n\n  h{t} = q\nend\nl = h3\n",
      "input x = 2\nfor i in range(3)\n  h{i} = x\nend\ny = h3\noutput y\n",
      "input x = 2\nfor i = 1:k\n  h{i}_{i} = x\nend\ny = h3_3\n",
      "input x = 2\nif (x > 0) {\n  y = x\n} else {\n  y = -x\n}\nz = y\n",
      "input x = 2\nif x > 0\r\n  y = x\r\nelse\r\n  y = 0\r\nend\r\nz = y\n",
      "input x = 2\nwhile x > 0\n  y = x\nend\nz = y\n",
      "input x[2] = [1, 2]\ny = sum(x)\n",
      "input x = y\nz = x\n",
      "input B[2,2] = [[1, 2], [3, 4]]\ny = sum(B)\n",
      "input x = 2\ny = x + \\\nz = y + 1\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    size_t n = messages(texts[i]);
    ck_assert_msg(n == 1, "%zu messages on\n%s", n, texts[i]);
  }
}
END_TEST

/* But what is wrong by itself is said. */
START_TEST(other_slips_are_said)
{
  ck_assert_uint_eq(messages("input x = 2\nlet y = x\nz = yy + 1\n"), 2);
  ck_assert_uint_eq(messages("input x = 2\ny := x\nz = foo(x)\n"), 2);
  ck_assert_uint_eq(messages("for t = 1,3\nend\nend\n"), 2);
  ck_assert_uint_eq(messages("input x = 1\ny = x\ny = x\nend\n"), 2);
  ck_assert_uint_eq(messages("h{t} = 1\nx = hq\n"), 2);
}
END_TEST

/* ---- places under wide and combining characters ---- */

START_TEST(caret_under_wide_characters)
{
  static const char text[] = "title \"\u4F60\u597D\" + e\u0301x\n";
  ad_source source = {"s", text, sizeof text - 1};
  ad_report report;
  char *shown = NULL;
  ad_report_init(&report, &source);
  report.width = width_of;
  /* the + behind the title; then the x behind the accent */
  ad_report_say(&report, AD_ERROR, (ad_place){15, 1}, "plus");
  ad_report_say(&report, AD_ERROR, (ad_place){20, 1}, "x");
  ck_assert_int_eq(ad_report_format(&report, 0, &shown), AD_OK);
  ck_assert_ptr_nonnull(strstr(shown, "\n    |              ^\n"));
  free(shown);
  ck_assert_int_eq(ad_report_format(&report, 1, &shown), AD_OK);
  ck_assert_ptr_nonnull(strstr(shown, "\n    |                 ^\n"));
  free(shown);
  ad_report_free(&report);
}
END_TEST

static Suite *suite(void)
{
  Suite *s = suite_create("slips");
  TCase *tables = tcase_create("tables");
  TCase *sheets = tcase_create("worksheets");
  tcase_add_test(tables, suggested_functions_exist);
  tcase_add_test(tables, mended_functions_do_not_exist);
  tcase_add_test(tables, words_are_found_in_their_place);
  tcase_add_test(sheets, dot_of_rows_and_columns);
  tcase_add_test(sheets, outer_of_rows_and_columns);
  tcase_add_test(sheets, dot_with_sizes_of_one);
  tcase_add_test(sheets, warnings_stand_in_json);
  tcase_add_test(sheets, one_slip_makes_one_message);
  tcase_add_test(sheets, other_slips_are_said);
  tcase_add_test(sheets, caret_under_wide_characters);
  suite_add_tcase(s, tables);
  suite_add_tcase(s, sheets);
  return s;
}

int main(void)
{
  SRunner *runner = srunner_create(suite());
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
