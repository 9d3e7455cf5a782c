/* SPDX-License-Identifier: GPL-3.0-or-later
   Sheet and key from one source: what --blank leaves out, in every format, and
   the exercises of a worksheet.  Read exercises.h and reports.h before. */
#include <jansson.h>

#include "explain/sections.h"
#include "page/json_write.h"
#include "reports.h"

static const char sheet[] =
    "title \"A sheet\"\ninput x = 3\ninput y = 2\nh1 = 2*x\nh2 = 2*h1^2\n"
    "h3 = h1 + y\nl = h2*h3\noutput l\n"
    "exercise 1b trace, paths: Both sweeps, row by row.  # not printed\n"
    "exercise 2 ledger\n";

/* What `explain` prints of that, with --full, or of an exercise. */
static char *explained(const char *word, const char *value, int blank)
{
  char *path = file_with(sheet);
  const char *words[] = {word, value, path, "--blank"};
  char *text = report_of(&cmd_explain, EXIT_FINE, blank ? 4 : 3, words);
  unlink(path);
  free(path);
  return text;
}

static size_t count(const char *text, const char *what)
{
  size_t n = 0;
  while ((text = strstr(text, what))) {
    text += strlen(what);
    n++;
  }
  return n;
}

/* Lines with that at their first letter. */
static int has_row(const char *text, const char *name)
{
  char *row = memory_format("\n  %s ", name);
  int found = strstr(text, row) != NULL;
  free(row);
  return found;
}

/* --- blank ---------------------------------------------------------------- */

/* What every section has to hide of l = h2*h3 (dl/dx = 528, dl/dh1 = 264, by
   1b of ETH's series), and the rows that it has to keep. */
static const struct {
  const char *section, *answer, *row;
} hidden[] = {{"shapes", "1 x 1", "h2"},   {"trace", "528", "h1"},
              {"trace", "dl/dh2*4", "h1"},   {"ledger", "264", "h1"},
              {"ledger", "dl/dh2*", "h2"}, {"paths", "h3 - h1", "dl/dx"},
              {"kept", "8 B", NULL},       {"formulas", "528", "dl/dx"},
              {"formulas", "h2", "dl/dx"}, {"flow", "264", "h1"}};

enum { HIDDEN = sizeof hidden / sizeof hidden[0] };

START_TEST(answers_are_left_out)
{
  char *key = explained("--only", hidden[_i].section, 0);
  char *blank = explained("--only", hidden[_i].section, 1);
  const char *rows = strstr(blank, "\n  ");
  ck_assert_ptr_nonnull(rows);
  ck_assert_msg(strstr(key, hidden[_i].answer) != NULL, "%s", key);
  if (strcmp(hidden[_i].section, "shapes") != 0)
    ck_assert_msg(!strstr(rows, hidden[_i].answer), "%s in:\n%s",
                  hidden[_i].answer, blank);
  if (hidden[_i].row)
    ck_assert_msg(has_row(blank, hidden[_i].row) &&
                      has_row(key, hidden[_i].row),
                  "%s is no row of:\n%s", hidden[_i].row, blank);
  ck_assert_uint_eq(count(key, "______"), 0);
  ck_assert_uint_gt(count(blank, "______"), 0);
  free(key);
  free(blank);
}
END_TEST

/* Every section but what is given has something to hide: one that is new says
   what. */
START_TEST(every_section_has_answers)
{
  for (size_t i = 0; section_words[i]; i++) {
    char *blank = explained("--only", section_words[i], 1);
    ck_assert_msg(!strstr(blank, "______") ==
                      (strcmp(section_words[i], "given") == 0),
                  "%s:\n%s", section_words[i], blank);
    free(blank);
  }
}
END_TEST

/* Rules to write on: runs of at least six of that. */
static size_t count_rules(const char *text, const char *letter)
{
  size_t n = 0, run = 0, size = strlen(letter);
  for (; *text; text += run > 0 ? size : 1) {
    run = strncmp(text, letter, size) == 0 ? run + 1 : 0;
    n += run == 6;
  }
  return n;
}

/* As many blanks in each format, and none of the answers. */
START_TEST(blank_in_every_format)
{
  static const struct {
    const char *format, *letter;
  } formats[] = {{"markdown", "\\_"}, {"html", "_"}};
  char *text = explained("--format", "text", 1);
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    char *other = explained("--format", formats[i].format, 1);
    ck_assert_uint_eq(count_rules(other, formats[i].letter),
                      count_rules(text, "_"));
    ck_assert_ptr_null(strstr(other, "528"));
    free(other);
  }
  char *latex = explained("--format", "latex", 1);
  ck_assert_uint_eq(count(latex, "\\rule{0pt}"), count_rules(text, "_"));
  ck_assert_ptr_null(strstr(latex, "528"));
  free(latex);
  free(text);
}
END_TEST

/* Nulls, and what is no answer as it is in the key. */
START_TEST(blank_in_json)
{
  for (int blank = 0; blank < 2; blank++) {
    char *text = explained("--format", "json", blank);
    json_error_t error;
    json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(all != NULL, "%s:\n%s", error.text, text);
    json_t *line = json_array_get(json_object_get(all, "formulas"), 0);
    json_t *payment = json_array_get(json_object_get(all, "ledger"), 0);
    ck_assert_int_eq(json_is_null(json_object_get(line, "formula")), blank);
    ck_assert_int_eq(json_is_null(json_object_get(line, "value")), blank);
    ck_assert_int_eq(json_is_null(json_object_get(payment, "amount")), blank);
    ck_assert_str_eq(json_string_value(json_object_get(payment, "node")), "l");
    json_decref(all);
    free(text);
  }
}
END_TEST

/* --- every answer --------------------------------------------------------- */

/* A network at numbers that are like no others, all of its sections. */
static const char network[] =
    "dim n = 3\nparam W1[2,n] = [1.13, 0.47, -0.61; 0.92, 0.38, -0.83]\n"
    "data x[n] = [0.81; -1.37; 0.43]\nparam b1[2] = [0.27; -0.18]\n"
    "param W2[2,2] = [0.67, -0.59; 0.31, 1.21]\nz1 = W1 @ x + b1\n"
    "h1 = tanh(z1)\nz2 = W2 @ h1\nh2 = tanh(z2)\nl = sqnorm(h2 - 0.3)\n"
    "output l\n";

#define ALL                                                                   \
  "given,shapes,trace,ledger,paths,kept,layers,locals,chains,formulas,flow"

static char *network_of(const char *sections, const char *format, int blank)
{
  char *path = file_with(network);
  const char *words[] = {"--only", sections, "--elements", "--format", format,
                         path, "--blank"};
  char *text = report_of(&cmd_explain, EXIT_FINE, blank ? 7 : 6, words);
  unlink(path);
  free(path);
  return text;
}

static char *network_in(const char *format, int blank)
{
  return network_of(ALL, format, blank);
}

/* What one section shows is no answer to another: values of matrices tell
   their shapes, the factors of a chain its path.  z1 is W1 @ x + b1. */
START_TEST(sections_do_not_answer_each_other)
{
  static const struct {
    const char *sections, *text;
    int in_blank;
  } cases[] = {{"trace", "0.2791", 1},        {"shapes,trace", "0.2791", 0},
               {"shapes,trace", "-0.61", 1},
               {"chains", "dh2/dz2", 0},      {"given,chains", "1.21", 1},
               {"given,shapes", "-1.37", 1}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (int blank = 0; blank < 2; blank++) {
      char *text = network_of(cases[i].sections, "text", blank);
      ck_assert_msg(!strstr(text, cases[i].text) ==
                        (blank && !cases[i].in_blank),
                    "%s of %s in:\n%s", cases[i].text, cases[i].sections,
                    text);
      free(text);
    }
}
END_TEST

/* The exercise in all formats, and what names its rows. */
struct exercise_sheet {
  char *texts[5];
  json_t *blank;
};

static int has_string(const json_t *tree, const char *text)
{
  const char *key;
  json_t *value;
  size_t i;
  if (json_is_string(tree))
    return strcmp(json_string_value(tree), text) == 0;
  json_array_foreach((json_t *)tree, i, value)
    if (has_string(value, text))
      return 1;
  json_object_foreach((json_t *)tree, key, value)
    if (has_string(value, text))
      return 1;
  return 0;
}

/* An answer of the key is nowhere in the exercise, if it is longer than what
   may stand there by accident.  Sizes are those of leaves, too. */
static size_t check_answer(const struct exercise_sheet *s, const char *text)
{
  if (strlen(text) < 5 || strstr(text, " x ") || has_string(s->blank, text))
    return 0;
  for (size_t i = 0; i < sizeof s->texts / sizeof s->texts[0]; i++)
    ck_assert_msg(!strstr(s->texts[i], text), "%s is an answer, and in %zu",
                  text, i);
  return 1;
}

/* All numbers and texts of a value that is left out. */
static size_t check_answers(const struct exercise_sheet *s, json_t *value)
{
  const char *key;
  char number[32];
  json_t *inner;
  size_t i, n = 0;
  if (json_is_string(value))
    return check_answer(s, json_string_value(value));
  if (json_is_real(value)) {
    snprintf(number, sizeof number, "%.4g", json_real_value(value));
    return check_answer(s, number);
  }
  json_array_foreach(value, i, inner)
    n += check_answers(s, inner);
  json_object_foreach(value, key, inner)
    n += check_answers(s, inner);
  return n;
}

/* Of numbers the exercise has given values, shapes of leaves, and how much is
   left out. */
static void check_number(json_t *key_tree, json_t *blank, const char *member)
{
  static const char *const given[] = {"value", "shape", "left_out"};
  int found = 0;
  for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
    found |= strcmp(member, given[i]) == 0;
  ck_assert_msg(found, "%s is an answer", member);
  ck_assert_msg(json_equal(key_tree, blank), "%s is not as in the key", member);
}

/* What is left is as in the key; what is not is in no other format. */
static size_t check_left(const struct exercise_sheet *s, json_t *key_tree,
                         json_t *blank, const char *member)
{
  const char *name;
  json_t *inner;
  size_t i, n = 0;
  if (json_is_null(blank))
    return check_answers(s, key_tree);
  ck_assert_int_eq(json_typeof(key_tree), json_typeof(blank));
  if (json_is_number(blank))
    check_number(key_tree, blank, member);
  json_array_foreach(blank, i, inner)
    n += check_left(s, json_array_get(key_tree, i), inner, member);
  json_object_foreach(blank, name, inner)
    n += check_left(s, json_object_get(key_tree, name), inner, name);
  return n;
}

START_TEST(no_answer_is_anywhere)
{
  static const char *const formats[] = {"text", "markdown", "latex", "html",
                                        "json"};
  char *key_text = network_in("json", 0);
  struct exercise_sheet s;
  for (size_t i = 0; i < 5; i++)
    s.texts[i] = network_in(formats[i], 1);
  json_t *key = json_loads(key_text, JSON_REJECT_DUPLICATES, NULL);
  s.blank = json_loads(s.texts[4], JSON_REJECT_DUPLICATES, NULL);
  ck_assert_uint_gt(check_left(&s, key, s.blank, ""), 60);
  json_decref(key);
  json_decref(s.blank);
  for (size_t i = 0; i < 5; i++)
    free(s.texts[i]);
  free(key_text);
}
END_TEST

/* What is nested in a value that is left out goes with it. */
START_TEST(nested_values_are_left_out)
{
  static const char *const keys[] = {"a", NULL};
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  struct json json = json_on(out);
  json.answers = keys;
  json_begin_object(&json);
  json_member_array(&json, "a");
  json_begin_array(&json);
  json_put_number(&json, 1);
  json_end_array(&json);
  json_begin_object(&json);
  json_member_text(&json, "b", NULL);
  json_end_object(&json);
  json_end_array(&json);
  json_member_count(&json, "a", 7);
  json_member_count(&json, "b", 8);
  json_end_object(&json);
  fclose(out);
  ck_assert_str_eq(text, "{\"a\":null,\"a\":null,\"b\":8}");
  free(text);
}
END_TEST

/* Values that the sheet derives are answers, and so is what is made of them:
   f = 3^2*5 is given, fx = 2*3*5 and s = fx + 7 are not. */
START_TEST(derived_values_are_left_out)
{
  static const char *const formats[] = {"text", "latex", "html", "json"};
  char *path = file_with("input x = 3\ninput y = 5\nf = x^2*y\nfx = df/dx\n"
                         "s = fx + 7\noutput f\n");
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    const char *words[] = {"--only", "trace", "--gates", "--format",
                           formats[i], path, "--blank"};
    char *key = report_of(&cmd_explain, EXIT_FINE, 6, words);
    char *blank = report_of(&cmd_explain, EXIT_FINE, 7, words);
    ck_assert_ptr_nonnull(strstr(key, "30"));
    ck_assert_ptr_nonnull(strstr(key, "37"));
    ck_assert_msg(!strstr(blank, "30"), "%s", blank);
    ck_assert_msg(!strstr(blank, "37"), "%s", blank);
    if (strcmp(formats[i], "json") != 0)
      ck_assert_msg(strstr(blank, "45") != NULL, "%s", blank);
    free(key);
    free(blank);
  }
  unlink(path);
  free(path);
}
END_TEST

/* A column of answers has as many blanks as rows, whether there is an answer
   or none; `kept` has a row for each computed node, kept or not. */
START_TEST(blanks_tell_nothing)
{
  char *trace = explained("--only", "trace", 1);
  char *kept = explained("--only", "kept", 1);
  const char *y = strstr(trace, "\n  y ");
  ck_assert_ptr_nonnull(y);
  ck_assert_msg(strspn(strstr(y, "______"), "_ ") >= 4 * 6, "%s", trace);
  ck_assert_msg(count_rules(kept, "_") == 4 * 4 + 1, "%s", kept);
  free(trace);
  free(kept);
}
END_TEST

START_TEST(pictures_show_answers)
{
  char *path = file_with(sheet);
  free(report_of(&cmd_explain, EXIT_INPUT, 4,
                 (const char *[]){"--blank", "--plot", "plots", path}));
  unlink(path);
  free(path);
}
END_TEST

/* --- exercises ------------------------------------------------------------ */

START_TEST(exercises_are_worked_out)
{
  char *all = explained("--digits", "6", 0);
  char *one = explained("--solution-of", "2", 0);
  ck_assert_ptr_nonnull(strstr(all, "\nExercise 1b\n==========="));
  ck_assert_ptr_nonnull(strstr(all, "\nBoth sweeps, row by row.\n"));
  ck_assert_ptr_nonnull(strstr(all, "\nTrace\n"));
  ck_assert_ptr_nonnull(strstr(all, "\nPaths from l\n"));
  ck_assert_ptr_nonnull(strstr(all, "\nExercise 2\n"));
  ck_assert_ptr_null(strstr(all, "\nShapes\n"));
  ck_assert_ptr_null(strstr(one, "Exercise 1b"));
  ck_assert_ptr_nonnull(strstr(one, "\nLedger\n"));
  ck_assert_ptr_null(strstr(one, "\nTrace\n"));
  free(all);
  free(one);
}
END_TEST

static const char *const wrong[] = {"exercise\n", "exercise 1\n",
                                    "exercise 1: Why?\n",
                                    "exercise 1 traces: Why?\n",
                                    "exercise 1 trace, why\n"};

enum { WRONG = sizeof wrong / sizeof wrong[0] };

START_TEST(wrong_exercises)
{
  char *text = memory_format("input x = 3\nl = x^2\n%s", wrong[_i]);
  char *path = file_with(text);
  free(report_of(&cmd_explain, EXIT_INPUT, 1, (const char *[]){path}));
  free(report_of(&cmd_compare, EXIT_FINE, 1, (const char *[]){path}));
  unlink(path);
  free(path);
  free(text);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("handout");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, answers_are_left_out, 0, HIDDEN);
  tcase_add_test(all, every_section_has_answers);
  tcase_add_test(all, sections_do_not_answer_each_other);
  tcase_add_test(all, blank_in_every_format);
  tcase_add_test(all, blank_in_json);
  tcase_add_test(all, no_answer_is_anywhere);
  tcase_add_test(all, nested_values_are_left_out);
  tcase_add_test(all, derived_values_are_left_out);
  tcase_add_test(all, blanks_tell_nothing);
  tcase_add_test(all, pictures_show_answers);
  tcase_add_test(all, exercises_are_worked_out);
  tcase_add_loop_test(all, wrong_exercises, 0, WRONG);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
