/* SPDX-License-Identifier: GPL-3.0-or-later
   What of a report is wanted: --only, --show, --hide, --digits and
   --fragment.  Read reports.h and src/compare/choice.h before. */
#include "page/number_format.h"
#include "reports.h"

static const char sheet[] = "title \"T\"\nnote \"Said once.\"\n"
                            "param W[2] = [0.1234567890123; 2]\n"
                            "param b = 3\ninput x = 0.5\n"
                            "h = W * x + b\nl = sum(h^2)\nm = sum(h)\n"
                            "output l, m\n";

/* A report by words[n], at most 6, in which each of `there` stands and none
   of `not_there`; lists end with NULL. */
static void check_report(const char *format, size_t n,
                         const char *const *words, const char *const *there,
                         const char *const *not_there)
{
  char *text = report_on(format, sheet, n, words);
  for (; *there; there++)
    ck_assert_msg(strstr(text, *there), "no '%s' in:\n%s", *there, text);
  for (; *not_there; not_there++)
    ck_assert_msg(!strstr(text, *not_there), "'%s' in:\n%s", *not_there, text);
  free(text);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NONE ((const char *const[]){NULL})
#define WORDS(...) \
  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), \
      (const char *const[]){__VA_ARGS__}

/* ---- --only ---- */

/* Every part alone, and what shows that it is there. */
static const char *const parts[] = {"values", "gradients", "agreement", "cost"};

static void check_alone(const char *format, const char *const marks[4])
{
  for (size_t part = 0; part < 4; part++) {
    char *text = report_on(format, sheet, WORDS("--only", parts[part]));
    for (size_t i = 0; i < 4; i++)
      ck_assert_msg((strstr(text, marks[i]) != NULL) == (i == part),
                    "--only %s: '%s' in:\n%s", parts[part], marks[i], text);
    free(text);
  }
}

START_TEST(each_part_alone)
{
  check_alone("text", LIST("\nValues\n", "Gradient of l", "\nAgreement\n",
                           "\nCost\n"));
  check_alone("markdown", LIST("# Values", "# Gradient of l", "# Agreement",
                               "# Cost"));
  check_alone("latex", LIST("{Values}", "{Gradient of l}", "{Agreement}",
                            "{Cost}"));
  check_alone("csv", LIST(",node,", ",derivative,", ",about,agree,",
                          ",cost,"));
  check_alone("json", LIST("\"nodes\":", "\"gradients\":", "\"agree\":",
                           "\"cost\":"));
}
END_TEST

START_TEST(several_parts)
{
  check_report("text", WORDS("--only", "cost,values"),
               LIST("\nValues\n", "\nCost\n", "T\n="),
               LIST("Gradient", "Agreement", "Said once"));
  check_report("text", WORDS("--only", "cost", "--only", "values"),
               LIST("\nValues\n", "\nCost\n"), LIST("Gradient"));
  check_report("text", WORDS("--only", "values,gradients,agreement,cost"),
               LIST("\nValues\n", "\nCost\n", "Gradient", "Agreement"), NONE);
}
END_TEST

/* ---- --show, --hide ---- */

START_TEST(names_are_chosen)
{
  check_report("text", WORDS("--show", "l,b"),
               LIST("  b     param", "  l     sum", "dl/db", "\nAgreement\n"),
               LIST("  W   ", "  h   ", "dl/dW", "dl/dx", "Gradient of m"));
  check_report("text", WORDS("--show", "h"),
               LIST("  h     +", "dl/dW[1]", "dm/dx"), LIST("  b  "));
  check_report("text", WORDS("--hide", "W,m"),
               LIST("  b     param", "dl/db", "dl/dx"),
               LIST("  W   ", "dl/dW", "Gradient of m"));
  check_report("text", WORDS("--hide", "W", "--hide", "x"),
               LIST("dl/db"), LIST("dl/dW", "dl/dx"));
  check_report("text", WORDS("--show", "?", "--hide", "[lm]"),
               LIST("  W  "), LIST("  l  ", "Gradient"));
  check_report("text", WORDS("--hide", "*"), LIST("\nCost\n"),
               LIST("Values", "Gradient"));
}
END_TEST

START_TEST(names_are_chosen_for_machines)
{
  check_report("csv", WORDS("--show", "l,b"), LIST(",node,b,", ",l,1,1,b,"),
               LIST(",node,W,", ",l,1,1,W,", ",m,1,1,b,"));
  check_report("json", WORDS("--show", "l,b"),
               LIST("\"name\":\"b\"", "\"of\":\"l\",\"wrt\":\"b\""),
               LIST("\"name\":\"W\"", "\"wrt\":\"W\"", "\"of\":\"m\""));
}
END_TEST

/* What is named is shown whole; what has no line shows its largest. */
START_TEST(large_leaves)
{
  static const char large[] = "input v[20] = range(20)\ninput s = 1\n"
                              "l = s * sum(v^2)\n";
  char *text = report_on("text", large, 0, NULL);
  ck_assert_ptr_nonnull(strstr(text, "The 5 largest of 20 entries"));
  ck_assert_ptr_nonnull(strstr(text, "dl/dv[20]  "));
  ck_assert_ptr_nonnull(strstr(text, "dl/dv[16]  "));
  ck_assert_ptr_null(strstr(text, "dl/dv[15]  "));
  free(text);
  text = report_on("text", large, WORDS("--show", "v"));
  ck_assert_ptr_nonnull(strstr(text, "dl/dv[1]  "));
  ck_assert_ptr_null(strstr(text, "largest"));
  ck_assert_ptr_null(strstr(text, "dl/ds"));
  free(text);
}
END_TEST

START_TEST(zeros_are_not_the_largest)
{
  char *text = report_on("text", "input v[20] = range(20)\n"
                                 "l = sum(relu(v - 17.5))\n", 0, NULL);
  ck_assert_ptr_nonnull(strstr(text, "The 3 largest of 20 entries"));
  free(text);
  text = report_on("text", "input v[20] = range(20)\n"
                           "l = sum(relu(v - 50))\n", 0, NULL);
  ck_assert_ptr_null(strstr(text, "largest of"));
  free(text);
}
END_TEST

/* ---- --digits ---- */

START_TEST(digits_are_a_limit)
{
  check_report("text", WORDS("--digits", "2"), LIST("[ 0.12  2 ]'"),
               LIST("0.123"));
  check_report("text", 0, NONE, LIST("[ 0.123457  2"), NONE);
  check_report("text", WORDS("--digits", "12"), LIST("[ 0.123456789012  2"),
               NONE);
  check_report("csv", 0, NONE, LIST("0.1234567890123"), NONE);
  check_report("json", 0, NONE, LIST("0.1234567890123"), NONE);
}
END_TEST

/* Never more than the error leaves. */
START_TEST(digits_that_are_known)
{
  char out[FORMAT_SIZE];
  format_use_digits(15);
  ck_assert_str_eq(format_uncertain(out, 1.23456789, 1e-6), "1.23457");
  ck_assert_str_eq(format_uncertain(out, 1.0 / 3, 1e-17),
                   "0.333333333333333");
  ck_assert_str_eq(format_rough(out, 1.0 / 3, 4), "0.3333");
  ck_assert_str_eq(format_number(out, 0.1), "0.1");
  format_use_digits(2);
  ck_assert_str_eq(format_uncertain(out, 1.23456789, 1e-4), "1.2");
  ck_assert_str_eq(format_rough(out, 1.0 / 3, 4), "0.33");
  format_use_digits(FORMAT_DIGITS);
}
END_TEST

/* ---- LaTeX ---- */

START_TEST(fragments)
{
  check_report("latex", WORDS("--fragment"),
               LIST("\\section*{T}", "\\begin{longtable}", "\\end{longtable}"),
               LIST("\\documentclass", "\\usepackage", "{document}"));
  char *text = report_of(&cmd_ops, EXIT_FINE,
                         WORDS("--format", "latex", "--fragment", "exp"));
  ck_assert_ptr_null(strstr(text, "\\documentclass"));
  ck_assert_ptr_nonnull(strstr(text, "exp"));
  free(text);
}
END_TEST

START_TEST(signs_of_mathematics)
{
  check_report("latex", WORDS("--fragment"),
               LIST("$\\partial l$/$\\partial W${[}1{]}", "$\\times$ plain",
                    "2 $\\times$ 1"),
               LIST("dl/dW", "x plain", " x "));
  check_report("text", 0, NONE, LIST("dl/dW[1]", "x plain", "2 x 1"), NONE);
  check_report("markdown", 0, NONE, LIST("dl/dW", "x plain"), NONE);
}
END_TEST

/* A title may well say 2 x 3. */
START_TEST(words_are_left_alone)
{
  char *text = report_on("latex", "title \"x is 2 x 3, d l\"\ninput x = 1\n"
                                  "dx = x^2\n", 0, NULL);
  ck_assert_ptr_nonnull(strstr(text, "{x is 2 x 3, d l}"));
  ck_assert_ptr_nonnull(strstr(text, "$\\partial \\mathit{dx}$/$\\partial x$"));
  free(text);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("parts");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 120);
  tcase_add_test(all, each_part_alone);
  tcase_add_test(all, several_parts);
  tcase_add_test(all, names_are_chosen);
  tcase_add_test(all, names_are_chosen_for_machines);
  tcase_add_test(all, large_leaves);
  tcase_add_test(all, zeros_are_not_the_largest);
  tcase_add_test(all, digits_are_a_limit);
  tcase_add_test(all, digits_that_are_known);
  tcase_add_test(all, fragments);
  tcase_add_test(all, signs_of_mathematics);
  tcase_add_test(all, words_are_left_alone);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
