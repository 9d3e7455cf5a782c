/* SPDX-License-Identifier: GPL-3.0-or-later
   JSON as another parser, jansson, reads it: the writer, and what `compare`
   and `ops` write, held against a schema and against the engines' numbers.
   Read src/page/json_write.h and src/compare/compare.h before. */
#include <glob.h>
#include <math.h>

#include <jansson.h>

#include "check_near.h"
#include "compare/compare.h"
#include "page/json_write.h"
#include "reports.h"
#include "stepsize/stepsize_write.h"
#include "sweep/sweep_gather.h"
#include "sweep/sweep_write.h"

/* ---- reading ---- */

static json_t *parsed(const char *text)
{
  json_error_t error;
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
                            &error);
  ck_assert_msg(json != NULL, "%s at %d:\n%s", error.text, error.position,
                text);
  return json;
}

/* The only object of a report, which has one line. */
static json_t *object_of(char *text)
{
  size_t n = strlen(text);
  ck_assert_ptr_eq(strchr(text, '\n'), text + n - 1);
  json_t *json = parsed(text);
  free(text);
  return json;
}

static json_t *compared(const char *sheet, size_t n, const char *const *words)
{
  return object_of(report_on("json", sheet, n, words));
}

static const char *string_at(const json_t *object, const char *key)
{
  const json_t *member = json_object_get(object, key);
  ck_assert_msg(json_is_string(member), "%s is no string", key);
  return json_string_value(member);
}

/* A number, or what stands for one. */
static double number_of(const json_t *json)
{
  if (json_is_number(json))
    return json_number_value(json);
  ck_assert(json_is_string(json));
  const char *text = json_string_value(json);
  if (strcmp(text, "nan") == 0)
    return (double)NAN;
  ck_assert_msg(strcmp(text, "inf") == 0 || strcmp(text, "-inf") == 0,
                "'%s' is no number", text);
  return text[0] == '-' ? -(double)INFINITY : (double)INFINITY;
}

static int same(double a, double b)
{
  return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

/* ---- the writer ---- */

static json_t *written(void (*write)(struct json *))
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  struct json json = json_on(out);
  json_begin_array(&json);
  write(&json);
  json_end_array(&json);
  json_end_line(&json);
  fclose(out);
  return object_of(text);
}

static void write_strings(struct json *json)
{
  json_put_string(json, "plain");
  json_put_string(json,
                  "say \"a\\b\"\n\tZ\u00fcrich \xe2\x88\x82 \xf0\x9f\x98\x80");
  json_put_string(json, "\x01\x1b[31m\x7f");
  json_put_string(json, "bad \xff\xc3( \xed\xa0\x80 end\xe2\x88");
  json_put_string(json, "turn \xe2\x80\xae round");
  json_put_string(json, "");
  json_put_string(json, NULL);
}

START_TEST(strings_are_escaped)
{
  static const char *const want[] = {
      "plain",
      "say \"a\\b\"\n\tZ\u00fcrich \xe2\x88\x82 \xf0\x9f\x98\x80",
      "\x01\x1b[31m\x7f",
      ("bad \xef\xbf\xbd\xef\xbf\xbd( \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
       " end\xef\xbf\xbd\xef\xbf\xbd"),
      "turn \xe2\x80\xae round",
      ""};
  json_t *json = written(write_strings);
  ck_assert_uint_eq(json_array_size(json), 7);
  for (size_t i = 0; i < 6; i++)
    ck_assert_str_eq(json_string_value(json_array_get(json, i)), want[i]);
  ck_assert(json_is_null(json_array_get(json, 6)));
  json_decref(json);
}
END_TEST

/* Not even a pipe to a terminal gets a control character. */
START_TEST(no_control_character_is_raw)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  struct json json = json_on(out);
  write_strings(&json);
  fclose(out);
  for (size_t i = 0; i < size; i++)
    ck_assert_uint_ge((unsigned char)text[i], 0x20);
  ck_assert_ptr_null(strchr(text, 0x7f));
  ck_assert_ptr_null(strstr(text, "\xe2\x80\xae"));
  free(text);
}
END_TEST

static const double awkward[] = {0.1,     2.385,   -1.0 / 3, 528,     0,
                                 -0.0,    5e-324,  1e308,    1e17,    123456789,
                                 1e22,    -7e-310, 0x1.fffffffffffffp52};

enum { AWKWARD = sizeof awkward / sizeof awkward[0] };

static void write_numbers(struct json *json)
{
  for (size_t i = 0; i < AWKWARD; i++)
    json_put_number(json, awkward[i]);
  json_put_number(json, (double)NAN);
  json_put_number(json, (double)INFINITY);
  json_put_number(json, -(double)INFINITY);
}

START_TEST(numbers_come_back)
{
  json_t *json = written(write_numbers);
  ck_assert_uint_eq(json_array_size(json), AWKWARD + 3);
  for (size_t i = 0; i < AWKWARD; i++) {
    double got = json_number_value(json_array_get(json, i));
    ck_assert_msg(same(got, awkward[i]), "%.17g is not %.17g", got, awkward[i]);
  }
  ck_assert_str_eq(json_string_value(json_array_get(json, AWKWARD)), "nan");
  ck_assert_str_eq(json_string_value(json_array_get(json, AWKWARD + 1)), "inf");
  ck_assert_str_eq(json_string_value(json_array_get(json, AWKWARD + 2)),
                   "-inf");
  json_decref(json);
}
END_TEST

static void write_nested(struct json *json)
{
  json_begin_array(json);
  json_end_array(json);
  json_begin_object(json);
  json_put_key(json, "a");
  json_begin_object(json);
  json_end_object(json);
  json_put_key(json, "b");
  json_put_truth(json, 0);
  json_put_key(json, "c");
  json_begin_array(json);
  json_put_count(json, 7);
  json_put_null(json);
  json_put_truth(json, 1);
  json_end_array(json);
  json_end_object(json);
}

START_TEST(commas_are_where_they_belong)
{
  json_t *json = written(write_nested);
  json_t *want = parsed("[[], {\"a\": {}, \"b\": false, \"c\": [7, null, "
                        "true]}]");
  ck_assert(json_equal(json, want));
  json_decref(json);
  json_decref(want);
}
END_TEST

/* ---- the schema of compare ---- */

/* Exactly these keys, in this order. */
static void check_keys(const json_t *object, size_t n, const char *const *keys)
{
  const char *key;
  json_t *member;
  size_t i = 0;
  ck_assert(json_is_object(object));
  json_object_foreach((json_t *)object, key, member) {
    ck_assert_msg(i < n, "there is a key '%s'", key);
    ck_assert_str_eq(key, keys[i++]);
  }
  ck_assert_uint_eq(i, n);
}

#define CHECK_KEYS(object, ...)                                             \
  check_keys(object,                                                        \
             sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *),   \
             (const char *const[]){__VA_ARGS__})

static void check_matrix(const json_t *matrix, const json_t *shape,
                         int may_be_null)
{
  size_t rows = (size_t)json_integer_value(json_array_get(shape, 0));
  size_t cols = (size_t)json_integer_value(json_array_get(shape, 1));
  if (may_be_null && json_is_null(matrix))
    return;
  ck_assert(json_is_array(matrix));
  ck_assert_uint_eq(json_array_size(matrix), rows);
  for (size_t i = 0; i < rows; i++) {
    const json_t *row = json_array_get(matrix, i);
    ck_assert_uint_eq(json_array_size(row), cols);
    for (size_t j = 0; j < cols; j++)
      if (!may_be_null || !json_is_null(json_array_get(row, j)))
        number_of(json_array_get(row, j));
  }
}

static const json_t *check_shape(const json_t *object)
{
  const json_t *shape = json_object_get(object, "shape");
  ck_assert_uint_eq(json_array_size(shape), 2);
  for (size_t i = 0; i < 2; i++)
    ck_assert_int_ge(json_integer_value(json_array_get(shape, i)), 1);
  return shape;
}

static int is_one_of(const char *word, size_t n, const char *const *words)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(word, words[i]) == 0)
      return 1;
  return 0;
}

/* What agrees has none, or says with what reservation. */
static void check_reason(const char *verdict, const json_t *reason)
{
  static const char *const agree[] = {"weak", "faint", "smooth kink"};
  if (strcmp(verdict, "agree") != 0)
    ck_assert(json_is_string(reason));
  else
    ck_assert(json_is_null(reason) ||
              is_one_of(json_string_value(reason), 3, agree));
}

/* Matrices of words, one for each entry: null where it was not compared. */
static void check_words(const json_t *d)
{
  size_t i, j;
  const json_t *row, *verdict, *settled, *reasons, *truths;
  json_array_foreach(json_object_get(d, "verdicts"), i, row) {
    reasons = json_array_get(json_object_get(d, "reasons"), i);
    truths = json_array_get(json_object_get(d, "settled"), i);
    json_array_foreach(row, j, verdict) {
      settled = json_array_get(truths, j);
      ck_assert(json_is_null(settled) || json_is_boolean(settled));
      if (json_is_null(verdict))
        ck_assert(json_is_null(json_array_get(reasons, j)));
      else
        check_reason(json_string_value(verdict), json_array_get(reasons, j));
    }
  }
}

static void check_verdict(const json_t *object)
{
  static const char *const verdicts[] = {"agree", "disagree", "inconclusive"};
  const char *verdict = string_at(object, "verdict");
  const json_t *reason = json_object_get(object, "reason");
  ck_assert(is_one_of(verdict, 3, verdicts));
  check_reason(verdict, reason);
}

static void check_derivative(const json_t *d)
{
  CHECK_KEYS(d, "of", "wrt", "shape", "forward", "reverse", "fd", "fd_error",
             "slope_left", "slope_right", "value_left", "value_right",
             "value_at", "error", "bound", "settled", "weak", "faint",
             "estimated", "lost", "verdicts", "reasons", "verdict", "reason");
  string_at(d, "of");
  string_at(d, "wrt");
  const json_t *shape = check_shape(d);
  check_matrix(json_object_get(d, "forward"), shape, 1);
  check_matrix(json_object_get(d, "reverse"), shape, 0);
  check_matrix(json_object_get(d, "fd"), shape, 1);
  check_matrix(json_object_get(d, "fd_error"), shape, 1);
  check_matrix(json_object_get(d, "slope_left"), shape, 1);
  check_matrix(json_object_get(d, "value_at"), shape, 1);
  check_words(d);
  check_verdict(d);
}

static void check_cost(const json_t *cost, int timed)
{
  static const char *const methods[] = {"evaluation",      "forward-1",
                                        "forward",         "forward-chunked",
                                        "reverse",         "fd"};
  const json_t *seconds = json_object_get(cost, "seconds");
  CHECK_KEYS(cost, "method", "sweeps", "flops", "calls", "bytes", "seconds");
  ck_assert(is_one_of(string_at(cost, "method"), 6, methods));
  ck_assert(json_number_value(json_object_get(cost, "sweeps")) >= 1);
  ck_assert(json_is_number(json_object_get(cost, "flops")));
  ck_assert(json_is_number(json_object_get(cost, "calls")));
  ck_assert(json_is_integer(json_object_get(cost, "bytes")));
  ck_assert(timed ? json_number_value(seconds) > 0 : json_is_null(seconds));
}

static void check_schema(const json_t *json, int timed, int sampled)
{
  const json_t *member;
  size_t i;
  if (sampled)
    CHECK_KEYS(json, "worksheet", "title", "version", "seed", "sizes",
               "not_finite", "nodes", "files", "codings", "gradients",
               "jacobians", "directions", "cost", "agree", "inconclusive",
               "warnings");
  else
    CHECK_KEYS(json, "worksheet", "title", "version", "seed", "sizes",
               "not_finite", "nodes", "files", "codings", "gradients",
               "jacobians", "cost", "agree", "inconclusive", "warnings");
  string_at(json, "worksheet");
  string_at(json, "title");
  ck_assert_str_eq(string_at(json, "version"), exits_version());
  ck_assert(json_is_integer(json_object_get(json, "seed")));
  json_array_foreach(json_object_get(json, "nodes"), i, member) {
    CHECK_KEYS(member, "name", "kind", "op", "shape", "form", "line", "text",
               "expression", "operands", "value");
    ck_assert_str_ne(string_at(member, "name"), "");
    ck_assert_str_ne(string_at(member, "op"), "");
    check_matrix(json_object_get(member, "value"), check_shape(member), 0);
  }
  json_array_foreach(json_object_get(json, "gradients"), i, member)
    check_derivative(member);
  json_array_foreach(json_object_get(json, "jacobians"), i, member)
    check_derivative(member);
  json_array_foreach(json_object_get(json, "directions"), i, member) {
    CHECK_KEYS(member, "of", "forward", "reverse", "fd", "fd_error",
               "slope_left", "slope_right", "value_left", "value_right",
               "value_at", "error", "bound", "settled", "weak", "faint",
               "estimated", "lost", "verdict", "reason");
    check_verdict(member);
  }
  json_array_foreach(json_object_get(json, "cost"), i, member)
    check_cost(member, timed);
  ck_assert(json_is_boolean(json_object_get(json, "agree")));
  ck_assert(json_is_integer(json_object_get(json, "inconclusive")));
  json_array_foreach(json_object_get(json, "warnings"), i, member)
    ck_assert(json_is_string(member));
}

static double entry(const json_t *matrix, size_t i, size_t j)
{
  return number_of(json_array_get(json_array_get(matrix, i), j));
}

/* ---- what is not finite ---- */

/* Each reason, its line, and the operands' values. */
static const struct lost {
  const char *of, *wrt; /* wrt NULL: the value                             */
  const char *op;
  int line;
  const char *reason; /* a part of it                                      */
  size_t n;
  double operands[2];
} losses[] = {
    {"f1", NULL, "acos", 4, "acos(1.7) is nan (a = 1.7): acos(a) wants "
                            "abs(a) <= 1", 1, {1.7}},
    {"f2", NULL, "log", 5, "log(-2.385) is nan (b = -2.385)", 1, {-2.385}},
    {"f3", NULL, "sqrt", 6, "sqrt(-2.385) is nan", 1, {-2.385}},
    {"f4", NULL, "/", 7, "0 / 0 is nan", 2, {0, 0}},
    {"f5", NULL, "^", 8, "(-2.385) ^ 0.5 is nan", 2, {-2.385, 0.5}},
    {"f6", NULL, "exp", 10, "u: exp(1700) is inf: it overflows", 1, {1700}},
    {"f7", NULL, "/", 12, "1 / 0 is inf (z = 0): it grows without bound", 2,
     {1, 0}},
    {"f8", NULL, "cross_entropy", 13,
     "cross_entropy in f8: the label 4 is no whole number from 1 to 3", 1,
     {4}},
    {"f9", "z", "sqrt", 14, "sqrt(0) has no finite derivative (z = 0)", 1,
     {0}},
};

static const char *const lost_sheet =
    "input a = 1.7\ninput b = -2.385\ninput z = 0\n"
    "f1 = acos(a)\nf2 = log(b)\nf3 = sqrt(b)\nf4 = 0*a/z\nf5 = b^0.5\n"
    "unused = log(b - a)\nu = exp(1000*a)\nf6 = u - u + where(a > 0, 1, f2)\n"
    "f7 = 1/z\nf8 = cross_entropy([a, b, z], a + 2.3)\n"
    "f9 = 1 + sqrt(z)\n"
    "output f1, f2, f3, f4, f5, f6, f7, f8, f9\n";

START_TEST(what_is_not_finite_says_why)
{
  json_t *json = compared(lost_sheet, 0, NULL);
  const json_t *list = json_object_get(json, "not_finite");
  ck_assert_uint_eq(json_array_size(list), sizeof losses / sizeof losses[0]);
  for (size_t i = 0; i < json_array_size(list); i++) {
    const struct lost *want = &losses[i];
    const json_t *got = json_array_get(list, i);
    const json_t *operands = json_object_get(got, "operands");
    ck_assert_str_eq(string_at(got, "of"), want->of);
    ck_assert_int_eq(json_is_null(json_object_get(got, "wrt")), !want->wrt);
    ck_assert(!want->wrt || strcmp(string_at(got, "wrt"), want->wrt) == 0);
    ck_assert_str_eq(string_at(got, "op"), want->op);
    ck_assert_int_eq(json_integer_value(json_object_get(got, "line")),
                     want->line);
    ck_assert_msg(strstr(string_at(got, "reason"), want->reason) != NULL,
                  "'%s' is not in '%s'", want->reason,
                  string_at(got, "reason"));
    ck_assert_uint_eq(json_array_size(operands), want->n);
    for (size_t k = 0; k < want->n; k++)
      ck_assert(same(number_of(json_object_get(json_array_get(operands, k),
                                               "value")),
                     want->operands[k]));
  }
  json_decref(json);
}
END_TEST

/* What a where leaves aside is no reason, and neither is an infinity that is
   given. */
START_TEST(what_does_not_matter_is_no_reason)
{
  json_t *json = compared("input x[3] = [2; -3; inf]\n"
                          "r = log(x)\n"
                          "y = where(x > 0, r, 0)\n"
                          "f = y[1] + y[2] + exp(-x[3])\n"
                          "g = max(x[2], -inf)\n"
                          "h = x[3] - x[3]\noutput f, g, h\n",
                          0, NULL);
  const json_t *list = json_object_get(json, "not_finite");
  ck_assert_uint_eq(json_array_size(list), 1);
  ck_assert_str_eq(string_at(json_array_get(list, 0), "of"), "h");
  ck_assert_ptr_nonnull(strstr(string_at(json_array_get(list, 0), "reason"),
                               "inf - inf is nan"));
  json_decref(json);
}
END_TEST

/* ---- a record for every file ---- */

static const json_t *error_of(const json_t *record, json_int_t exit_status)
{
  ck_assert_int_eq(json_integer_value(json_object_get(record, "exit")),
                   exit_status);
  ck_assert(json_equal(json_object_get(record, "error"),
                       json_array_get(json_object_get(record, "errors"), 0)));
  return json_object_get(record, "error");
}

START_TEST(every_file_has_a_record)
{
  char *good = file_with("input x = 2.385\ny = x^2\n");
  char *bad = file_with("input x = 2\ny = 3*xx\nz = y +\n");
  char *text = report_of(&cmd_compare, EXIT_SYSTEM, 7,
                         (const char *[]){"--no-times", "--format", "json",
                                          good, bad, "no-such-file", good});
  json_t *record[4];
  const char *line = text;
  for (int i = 0; i < 4; i++) {
    json_error_t error;
    record[i] = json_loads(line, JSON_DISABLE_EOF_CHECK, &error);
    ck_assert_msg(record[i] != NULL, "%s: %s", error.text, line);
    line = strchr(line, '\n') + 1;
  }
  ck_assert_int_eq(*line, '\0');
  ck_assert(json_equal(record[0], record[3]));
  check_schema(record[0], 0, 0);
  ck_assert_str_eq(string_at(record[1], "worksheet"), bad);
  const json_t *error = error_of(record[1], EXIT_INPUT);
  ck_assert_int_eq(json_integer_value(json_object_get(error, "line")), 2);
  ck_assert_int_eq(json_integer_value(json_object_get(error, "column")), 7);
  ck_assert_str_eq(string_at(error, "text"), "unknown name 'xx'");
  ck_assert_ptr_nonnull(strstr(string_at(error, "hint"), "'x'"));
  ck_assert_uint_eq(json_array_size(json_object_get(record[1], "errors")), 2);
  error = error_of(record[2], EXIT_SYSTEM);
  ck_assert(json_is_null(json_object_get(error, "line")));
  ck_assert_ptr_nonnull(strstr(string_at(error, "text"), "cannot be read"));
  for (int i = 0; i < 4; i++)
    json_decref(record[i]);
  free(text);
  unlink(good);
  unlink(bad);
  free(good);
  free(bad);
}
END_TEST

/* ---- made again ---- */

/* A size as the form means it: `one` is a size that happens to be 1. */
static const char *size_text(char out[32], const json_t *shape, size_t axis,
                             int is_unit)
{
  json_int_t size = json_integer_value(json_array_get(shape, axis));
  snprintf(out, 32, size == 1 && !is_unit ? "one" : "%lld", (long long)size);
  return out;
}

static void write_leaf(FILE *out, const json_t *node)
{
  const json_t *shape = json_object_get(node, "shape");
  const json_t *value = json_object_get(node, "value");
  const char *form = string_at(node, "form");
  int scalar = strcmp(form, "scalar") == 0;
  char rows[32], cols[32];
  fprintf(out, "%s %s[%s, %s] = [", string_at(node, "kind"),
          string_at(node, "name"),
          size_text(rows, shape, 0, scalar || strcmp(form, "row") == 0),
          size_text(cols, shape, 1, scalar || strcmp(form, "column") == 0));
  for (size_t i = 0; i < json_array_size(value); i++)
    for (size_t j = 0; j < json_array_size(json_array_get(value, 0)); j++)
      fprintf(out, "%s%.17g", j > 0 ? ", " : i > 0 ? "; " : "",
              entry(value, i, j));
  fputs("]\n", out);
}

/* Outputs and variables, in their order, from the blocks of derivatives. */
static void write_names(FILE *out, const char *keyword, const json_t *json,
                        const char *key)
{
  static const char *const blocks[] = {"gradients", "jacobians"};
  char *names = memory_copy(",");
  for (size_t b = 0; b < 2; b++) {
    const json_t *block;
    size_t i;
    json_array_foreach(json_object_get(json, blocks[b]), i, block) {
      char *mark = memory_format(",%s,", string_at(block, key));
      if (!strstr(names, mark))
        memory_append(&names, "",
                      memory_format("%s,", string_at(block, key)));
      free(mark);
    }
  }
  names[strlen(names) - 1] = '\0';
  fprintf(out, "%s %s\n", keyword, names + 1);
  free(names);
}

static char *made_again(const json_t *json)
{
  char *text = NULL;
  size_t size = 0, i;
  FILE *out = open_memstream(&text, &size);
  const json_t *node;
  json_t *dim;
  const char *name;
  fputs("dim one = 1\n", out);
  json_object_foreach(json_object_get(json, "sizes"), name, dim)
    fprintf(out, "dim %s = %lld\n", name,
            (long long)json_integer_value(dim));
  json_array_foreach(json_object_get(json, "nodes"), i, node)
    if (strcmp(string_at(node, "kind"), "node") != 0)
      write_leaf(out, node);
    else
      fprintf(out, "%s = %s\n", string_at(node, "name"),
              string_at(node, "expression"));
  write_names(out, "output", json, "of");
  write_names(out, "wrt", json, "wrt");
  fclose(out);
  return text;
}

/* The operands of a node are all that its expression reads: each is there
   before it. */
static void check_operands(const json_t *json)
{
  const json_t *nodes = json_object_get(json, "nodes"), *node, *operand;
  size_t i, k, seen;
  json_array_foreach(nodes, i, node)
    json_array_foreach(json_object_get(node, "operands"), k, operand) {
      for (seen = 0; seen < i; seen++)
        if (strcmp(string_at(json_array_get(nodes, seen), "name"),
                   json_string_value(operand)) == 0)
          break;
      ck_assert_uint_lt(seen, i);
      ck_assert_ptr_nonnull(strstr(string_at(node, "expression"),
                                   json_string_value(operand)));
    }
}

static const char *const rebuilt[] = {
    "dim n = 3, T = 3, d = 1\nseed 7\n"
    "input x[n] = [0.3; -1.7; 2.385]\nparam W[n,n] = normal(0, 0.5)\n"
    "data X[2,d] = [0.7; -0.4]\nh0 = x\n"
    "for t = 1:T\n  h{t} = tanh(W @ h{t-1})/(t + 1) - T*x[t]^2\nend\n"
    "p = softmax(h3' @ W)\ns = log_softmax(X)\nq = -(h2' - 2)'\n"
    "L = sum(h{T}*x) + 2/n*mse(p, x') + sum(s*X) - dot(q, x)\n",
    "input x[1,2] = [0.5, -0.8]\nnet y = mlp(x: 3 tanh, 2)\n"
    "z = [y, x; eye(2), ones(2, 2)]\n"
    "k = sum(z[:, 2:4], over=cols) - max(z[:, 1:3], over=rows)'\n"
    "output k, y\n",
};

START_TEST(a_worksheet_is_made_again)
{
  json_t *json = compared(rebuilt[_i], 0, NULL);
  char *text = made_again(json);
  json_t *again = compared(text, 0, NULL);
  check_operands(json);
  ck_assert_msg(json_equal(json_object_get(json, "gradients"),
                           json_object_get(again, "gradients")),
                "%s", text);
  ck_assert_msg(json_equal(json_object_get(json, "jacobians"),
                           json_object_get(again, "jacobians")),
                "%s", text);
  free(text);
  json_decref(json);
  json_decref(again);
}
END_TEST

/* ---- against the engines ---- */

static void gather(struct loaded *loaded, struct results *r, const char *file)
{
  struct options options;
  char *argv[] = {"compare", NULL};
  ck_assert_int_eq(options_read(&options, 0, NULL, "compare", 1, argv),
                   EXIT_FINE);
  ck_assert_int_eq(load(loaded, file, &options), EXIT_FINE);
  ck_assert_int_eq(results_gather(r, file, loaded, &options), EXIT_FINE);
  results_take_differences(r);
  ck_assert_int_eq(results_judge(r, file), EXIT_FINE);
  options_free(&options);
}

/* Entry (of, by) of a block, wherever its shape puts it. */
static double entry_of(const json_t *block, const char *key, int gradient,
                       const struct part *wrt, size_t j, size_t k)
{
  const json_t *matrix = json_object_get(block, key);
  if (gradient)
    return entry(matrix, k / wrt->shape.cols, k % wrt->shape.cols);
  return entry(matrix, j, k);
}

static void check_block(const json_t *block, const struct results *r,
                        const struct part *output, const struct part *wrt)
{
  int gradient = output->entries == 1;
  ck_assert_str_eq(string_at(block, "of"), output->name);
  ck_assert_str_eq(string_at(block, "wrt"), wrt->name);
  for (size_t j = 0; j < output->entries; j++)
    for (size_t k = 0; k < wrt->entries; k++) {
      size_t of = output->first + j, by = wrt->first + k, at = of * r->n + by;
      const ad_fd_estimate *fd = results_fd(r, of, by);
      ck_assert(same(entry_of(block, "forward", gradient, wrt, j, k),
                     r->forward[at]));
      ck_assert(same(entry_of(block, "reverse", gradient, wrt, j, k),
                     r->reverse[at]));
      if (fd && fd->reason == AD_FD_CLEAN && !r->judged[at].settled) {
        ck_assert(same(entry_of(block, "fd", gradient, wrt, j, k), fd->value));
        ck_assert(same(entry_of(block, "fd_error", gradient, wrt, j, k),
                       fd->error));
      }
    }
}

static void check_numbers(const json_t *json, const struct results *r)
{
  size_t gradients = 0, jacobians = 0;
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t w = 0; w < r->n_wrts; w++) {
      int gradient = r->outputs[i].entries == 1;
      check_block(json_array_get(json_object_get(json, gradient ? "gradients"
                                                                : "jacobians"),
                                 gradient ? gradients++ : jacobians++),
                  r, &r->outputs[i], &r->wrts[w]);
    }
  ck_assert_uint_eq(json_array_size(json_object_get(json, "gradients")),
                    gradients);
  ck_assert_uint_eq(json_array_size(json_object_get(json, "jacobians")),
                    jacobians);
  for (size_t i = 0; i < ad_graph_names(r->graph); i++) {
    ad_ref node = ad_graph_named(r->graph, i);
    ad_shape shape = ad_graph_shape(r->graph, node);
    const double *x = ad_value_at(r->engines.value, node);
    const json_t *member = json_array_get(json_object_get(json, "nodes"), i);
    ck_assert_str_eq(string_at(member, "name"), ad_graph_name(r->graph, node));
    for (size_t k = 0; k < shape.rows * shape.cols; k++)
      ck_assert(same(entry(json_object_get(member, "value"), k / shape.cols,
                           k % shape.cols),
                     x[k]));
  }
}

/* What rounding may hide: nothing at 1, all but a few digits at 12. */
START_TEST(entries_have_their_errors)
{
  char *file = file_with("input x[2] = [1; 12]\ny = sum(tanh(x))\n");
  json_t *json = compared(NULL, 1, (const char *[]){file});
  const json_t *d = json_array_get(json_object_get(json, "gradients"), 0);
  const double truth[] = {0.41997434161402607, 1.5100538175976e-10};
  check_schema(json, 0, 0);
  for (size_t i = 0; i < 2; i++) {
    double error = entry(json_object_get(d, "error"), i, 0);
    ck_assert_double_gt(error, 0);
    ck_assert_double_lt(error, 1e-14);
    check_near(entry(json_object_get(d, "reverse"), i, 0), truth[i], error, 0,
               "within its error");
    const json_t *weak = json_array_get(json_object_get(d, "weak"), i);
    ck_assert_int_eq(json_is_true(json_array_get(weak, 0)), i == 1);
    ck_assert_double_gt(entry(json_object_get(d, "bound"), i, 0), 0);
  }
  json_decref(json);
  unlink(file);
  free(file);
}
END_TEST

/* What is said of every entry: a kink with its slopes, a jump with its values,
   a kink that is none, quotients that settled. */
START_TEST(entries_have_their_words)
{
  char *file = file_with(
    "input x[4] = [0; 1; 0.5; 0.3]\n"
    "y = [relu(x[1]) + 2*x[2]; sign(x[1]) + 3; relu(x[1])^2 + x[3]]\n"
    "z1 = x[4]\nfor t = 1:12\nz{t+1} = 2*z{t}^2 - 1\nend\n"
    "output y, z13\n");
  json_t *json = compared(NULL, 1, (const char *[]){file});
  const json_t *d = json_array_get(json_object_get(json, "jacobians"), 0);
  check_schema(json, 0, 0);
  const char *reason[] = {"kink", "jump", "smooth kink"};
  for (size_t i = 0; i < 3; i++)
    ck_assert_str_eq(json_string_value(json_array_get(
                       json_array_get(json_object_get(d, "reasons"), i), 0)),
                     reason[i]);
  ck_assert_str_eq(json_string_value(json_array_get(
                     json_array_get(json_object_get(d, "verdicts"), 2), 0)),
                   "agree");
  check_near(entry(json_object_get(d, "slope_left"), 0, 0), 0, 1e-9, 0, "left");
  check_near(entry(json_object_get(d, "slope_right"), 0, 0), 1, 0, 1e-9,
             "right");
  check_near(entry(json_object_get(d, "value_left"), 1, 0), 2, 0, 0, "below");
  check_near(entry(json_object_get(d, "value_at"), 1, 0), 3, 0, 0, "at");
  check_near(entry(json_object_get(d, "value_right"), 1, 0), 4, 0, 0, "above");
  ck_assert(json_is_null(json_array_get(
    json_array_get(json_object_get(d, "value_left"), 0), 0)));
  d = json_array_get(json_object_get(json, "gradients"), 0);
  ck_assert(json_is_true(json_array_get(
    json_array_get(json_object_get(d, "settled"), 3), 0)));
  ck_assert_str_eq(string_at(d, "verdict"), "agree");
  json_decref(json);
  unlink(file);
  free(file);
}
END_TEST

START_TEST(every_example_fits_the_schema)
{
  const char *source = getenv("GRADCOMPARE_SOURCE");
  char *pattern = memory_format("%s/examples/*/*.grad", source ? source : ".");
  glob_t files;
  ck_assert_int_eq(glob(pattern, 0, NULL, &files), 0);
  ck_assert_uint_gt(files.gl_pathc, 20);
  for (size_t i = 0; i < files.gl_pathc; i++) {
    struct loaded loaded;
    struct results r;
    json_t *json = compared(NULL, 1, (const char *[]){files.gl_pathv[i]});
    ck_assert_str_eq(string_at(json, "worksheet"), files.gl_pathv[i]);
    check_schema(json, 0, 0);
    gather(&loaded, &r, files.gl_pathv[i]);
    check_numbers(json, &r);
    json_decref(json);
    results_free(&r);
    loaded_free(&loaded);
  }
  globfree(&files);
  free(pattern);
}
END_TEST

/* ---- against what was expected ---- */

/* What hangs on the machine, or on the last bits. */
static int is_passed_over(const json_t *parent, const char *key)
{
  static const char *const always[] = {"worksheet", "version", "fd_error"};
  static const char *const of_fd[] = {"sweeps", "flops", "calls"};
  const json_t *method = json_object_get(parent, "method");
  return is_one_of(key, 3, always) ||
         (method && strcmp(json_string_value(method), "fd") == 0 &&
          is_one_of(key, 3, of_fd));
}

static void check_like(const json_t *got, const json_t *want, const char *key)
{
  const char *name;
  json_t *member;
  size_t i;
  if (json_is_number(want)) {
    double a = json_number_value(got), b = json_number_value(want);
    double tolerance = 1e-6 + 1e-6 * fabs(b);
    ck_assert_msg(json_is_number(got) && fabs(a - b) <= tolerance,
                  "%s: |%.17g - %.17g| > %g", key, a, b, tolerance);
    return;
  }
  ck_assert_msg(json_typeof(got) == json_typeof(want), "%s: another type", key);
  if (json_is_object(want)) {
    ck_assert_uint_eq(json_object_size(got), json_object_size(want));
    json_object_foreach((json_t *)want, name, member)
      if (!is_passed_over(want, name))
        check_like(json_object_get(got, name), member, name);
  } else if (json_is_array(want)) {
    ck_assert_uint_eq(json_array_size(got), json_array_size(want));
    json_array_foreach((json_t *)want, i, member)
      check_like(json_array_get(got, i), member, key);
  } else {
    ck_assert_msg(json_equal(got, want), "%s: '%s', not '%s'", key,
                  json_string_value(got), json_string_value(want));
  }
}

START_TEST(pairs_are_as_expected)
{
  static const char *const names[] = {"layer", "odd"};
  const char *source = getenv("GRADCOMPARE_SOURCE");
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    char *file = memory_format("%s/tests/formats/%s.grad",
                               source ? source : ".", names[i]);
    char *expected = memory_format("%s/tests/formats/%s.json",
                                   source ? source : ".", names[i]);
    json_t *got = compared(NULL, 1, (const char *[]){file});
    json_t *want = object_of(file_text(expected));
    check_schema(got, 0, 0);
    check_like(got, want, names[i]);
    json_decref(got);
    json_decref(want);
    free(file);
    free(expected);
  }
}
END_TEST

/* ---- worksheets with something to say ---- */

START_TEST(jacobians_have_the_rows_of_outputs)
{
  json_t *json = compared("input x[2] = [0.7; -1.4]\n"
                          "param W[3,2] = [1, 2; -0.5, 3; 0.25, 2.385]\n"
                          "y = W @ x\nl = sum(y^2)\noutput y, l\n",
                          0, NULL);
  check_schema(json, 0, 0);
  const json_t *jacobians = json_object_get(json, "jacobians");
  const json_t *gradients = json_object_get(json, "gradients");
  ck_assert_uint_eq(json_array_size(jacobians), 2);
  ck_assert_uint_eq(json_array_size(gradients), 2);
  const json_t *x = json_array_get(jacobians, 0);
  const json_t *w = json_array_get(jacobians, 1);
  ck_assert_int_eq(json_integer_value(json_array_get(
                       json_object_get(w, "shape"), 1)), 6);
  ck_assert(entry(json_object_get(x, "reverse"), 2, 1) == 2.385);
  ck_assert(entry(json_object_get(w, "forward"), 1, 3) == -1.4);
  ck_assert(entry(json_object_get(w, "forward"), 1, 4) == 0);
  const json_t *shape = json_object_get(json_array_get(gradients, 1), "shape");
  ck_assert_int_eq(json_integer_value(json_array_get(shape, 0)), 3);
  json_decref(json);
}
END_TEST

START_TEST(kinks_are_warned_of)
{
  json_t *json = compared("input x[2] = [0; 2.385]\nl = sum(relu(x))\n", 0,
                          NULL);
  check_schema(json, 0, 0);
  const json_t *d = json_array_get(json_object_get(json, "gradients"), 0);
  const json_t *fd = json_object_get(d, "fd");
  ck_assert(json_is_null(json_array_get(json_array_get(fd, 0), 0)));
  ck_assert(fabs(entry(fd, 1, 0) - 1) < 1e-6);
  ck_assert_str_eq(string_at(d, "verdict"), "inconclusive");
  ck_assert_str_eq(string_at(d, "reason"), "kink");
  ck_assert(json_is_true(json_object_get(json, "agree")));
  ck_assert_int_eq(json_integer_value(json_object_get(json, "inconclusive")),
                   1);
  const json_t *warnings = json_object_get(json, "warnings");
  ck_assert_uint_eq(json_array_size(warnings), 1);
  ck_assert_ptr_nonnull(strstr(json_string_value(json_array_get(warnings, 0)),
                               "relu"));
  json_decref(json);
}
END_TEST

START_TEST(numbers_that_are_none)
{
  json_t *json = compared("input x = -1\ninput z = 0\ny = log(x)\nw = 1/z\n"
                          "u = -1/z\nl = y + z\noutput l\n",
                          0, NULL);
  check_schema(json, 0, 0);
  const json_t *nodes = json_object_get(json, "nodes");
  static const char *const want[] = {"nan", "inf", "-inf", "nan"};
  for (size_t i = 0; i < 4; i++) {
    const json_t *value = json_object_get(json_array_get(nodes, 2 + i),
                                          "value");
    ck_assert_str_eq(json_string_value(json_array_get(
                         json_array_get(value, 0), 0)), want[i]);
  }
  const json_t *d = json_array_get(json_object_get(json, "gradients"), 0);
  ck_assert_str_eq(string_at(d, "verdict"), "inconclusive");
  ck_assert(json_is_null(json_object_get(d, "fd")));
  json_decref(json);
}
END_TEST

START_TEST(what_was_not_computed_is_null)
{
  json_t *json = compared("input x = 2.385\nl = x^3\n", 2,
                          (const char *[]){"--fd-entries", "0"});
  const json_t *d = json_array_get(json_object_get(json, "gradients"), 0);
  size_t i;
  json_t *cost;
  ck_assert(json_is_null(json_object_get(d, "fd")));
  ck_assert(json_is_null(json_object_get(d, "fd_error")));
  ck_assert_str_eq(string_at(d, "verdict"), "agree");
  json_array_foreach(json_object_get(json, "cost"), i, cost)
    ck_assert_str_ne(string_at(cost, "method"), "fd");
  ck_assert_uint_eq(i, 5);
  json_decref(json);
}
END_TEST

START_TEST(samples_have_directions)
{
  json_t *json = compared("param W[5,6] = normal(0, 1)\ny = tanh(W)\n"
                          "l = sum(y^2)\n",
                          4, (const char *[]){"--fd-entries", "12", "--seed",
                                              "7"});
  check_schema(json, 0, 1);
  const json_t *d = json_array_get(json_object_get(json, "gradients"), 0);
  const json_t *fd = json_object_get(d, "fd");
  size_t numbers = 0;
  for (size_t i = 0; i < 30; i++)
    numbers += json_is_number(json_array_get(json_array_get(fd, i / 6), i % 6));
  ck_assert_uint_eq(numbers, 10);
  ck_assert_uint_eq(json_array_size(json_object_get(json, "directions")), 10);
  ck_assert_int_eq(json_integer_value(json_object_get(json, "seed")), 7);
  json_decref(json);
}
END_TEST

START_TEST(nothing_to_differentiate)
{
  json_t *json = compared("data x = 2.385\ny = x^2\n", 0, NULL);
  check_schema(json, 0, 0);
  ck_assert_uint_eq(json_array_size(json_object_get(json, "gradients")), 0);
  ck_assert_uint_eq(json_array_size(json_object_get(json, "cost")), 1);
  json_decref(json);
}
END_TEST

START_TEST(texts_of_the_worksheet_are_safe)
{
  json_t *json = compared("title \"a b \\\"c\\\" {\\\\input} Z\u00fcrich\"\n"
                          "input x[2] = [1; 2]\nl = sum(x - x')\n",
                          0, NULL);
  check_schema(json, 0, 0);
  ck_assert_str_eq(string_at(json, "title"),
                   "a b \"c\" {\\input} Z\u00fcrich");
  const json_t *warning = json_array_get(json_object_get(json, "warnings"), 0);
  ck_assert_ptr_nonnull(strstr(json_string_value(warning), "line 3, column "));
  json_decref(json);
}
END_TEST

START_TEST(times_are_there_unless_left_out)
{
  char *path = file_with("input x = 2.385\nl = sin(x)*x\n");
  json_t *json = object_of(report_of(&cmd_compare, EXIT_FINE, 3,
                                     (const char *[]){"--format", "json",
                                                      path}));
  check_schema(json, 1, 0);
  json_decref(json);
  unlink(path);
  free(path);
}
END_TEST

/* ---- verdicts that no sheet brings about ---- */

/* One entry's verdict set by hand, as JSON. */
static json_t *with_judgement(ad_judgement judgement)
{
  char *text = NULL, *path = file_with("input x[2] = [0.3; 2.385]\n"
                                       "l = sum(x^2)\n");
  size_t size = 0;
  struct loaded loaded;
  struct options options = {0};
  struct comparison c = {.file = "bad \xff\x1b.grad", .loaded = &loaded,
                         .options = &options};
  gather(&loaded, &c.results, path);
  ck_assert_int_eq(results_costs(&c.results, path, c.costs), EXIT_FINE);
  results_count_evaluations(&c.results, &c.costs[METHOD_FD]);
  c.results.judged[1] = judgement;
  FILE *out = open_memstream(&text, &size);
  compare_json(out, &(struct sheet_task){.found = &c});
  fclose(out);
  results_free(&c.results);
  loaded_free(&loaded);
  unlink(path);
  free(path);
  return object_of(text);
}

static void check_judged(ad_judgement judgement, int agree, int inconclusive,
                         const char *verdict, const char *reason)
{
  json_t *json = with_judgement(judgement);
  check_schema(json, 0, 0);
  ck_assert_str_eq(string_at(json, "worksheet"),
                   "bad \xef\xbf\xbd\x1b.grad");
  const json_t *d = json_array_get(json_object_get(json, "gradients"), 0);
  ck_assert_int_eq(json_is_true(json_object_get(json, "agree")), agree);
  ck_assert_int_eq((int)json_integer_value(json_object_get(json,
                                                           "inconclusive")),
                   inconclusive);
  ck_assert_str_eq(string_at(d, "verdict"), verdict);
  ck_assert_str_eq(string_at(d, "reason"), reason);
  json_decref(json);
}

START_TEST(the_worst_entry_speaks_for_its_leaf)
{
  check_judged((ad_judgement){.engines = AD_DISAGREE}, 0, 0, "disagree",
               "forward and reverse");
  check_judged((ad_judgement){.differences = AD_DISAGREE}, 0, 0, "disagree",
               "differences");
  check_judged((ad_judgement){.differences = AD_INCONCLUSIVE,
                              .reason = AD_REASON_NOISE},
               1, 1, "inconclusive", "rounding noise");
  check_judged((ad_judgement){.engines = AD_INCONCLUSIVE,
                              .differences = AD_INCONCLUSIVE,
                              .reason = AD_REASON_SINGULAR},
               1, 1, "inconclusive", "singular");
}
END_TEST

START_TEST(weak_agreement_is_a_warning)
{
  json_t *json = with_judgement((ad_judgement){.weak = 1});
  const json_t *warnings = json_object_get(json, "warnings");
  ck_assert_uint_eq(json_array_size(warnings), 1);
  ck_assert_ptr_nonnull(strstr(json_string_value(json_array_get(warnings, 0)),
                               "weakly"));
  json_decref(json);
}
END_TEST

/* ---- ops ---- */

START_TEST(ops_are_objects)
{
  json_t *json = object_of(report_of(&cmd_ops, EXIT_FINE, 2,
                                     (const char *[]){"--format", "json"}));
  const json_t *op;
  size_t i, sines = 0;
  CHECK_KEYS(json, "version", "operations");
  json_array_foreach(json_object_get(json, "operations"), i, op) {
    CHECK_KEYS(op, "kind", "name", "written", "doc", "value", "derivatives",
               "convention", "domain", "keeps", "value_cost", "tangent_cost",
               "adjoint_cost", "latex");
    if (strcmp(string_at(op, "name"), "sin") != 0)
      continue;
    sines++;
    json_t *want = parsed("[[\"dv/da = cos(a)\"], [\"a\"], "
                          "{\"flops\": 1, \"calls\": 1}]");
    ck_assert(json_equal(json_object_get(op, "derivatives"),
                         json_array_get(want, 0)));
    ck_assert(json_equal(json_object_get(op, "keeps"),
                         json_array_get(want, 1)));
    ck_assert(json_equal(json_object_get(op, "value_cost"),
                         json_array_get(want, 2)));
    json_decref(want);
  }
  ck_assert_uint_gt(i, 60);
  ck_assert_uint_eq(sines, 1);
  json_decref(json);
}
END_TEST

START_TEST(ops_by_name_or_nothing)
{
  json_t *json = object_of(report_of(&cmd_ops, EXIT_FINE, 4,
                                     (const char *[]){"--format", "json",
                                                      "max", "mse"}));
  ck_assert_uint_eq(json_array_size(json_object_get(json, "operations")), 3);
  json_decref(json);
  char *text = report_of(&cmd_ops, EXIT_INPUT, 4,
                         (const char *[]){"--format", "json", "max", "mxe"});
  ck_assert_str_eq(text, "nothing");
  free(text);
}
END_TEST

/* ---- sweep ---- */

/* What `sweep --no-times` finds of a sum of n squares: n params, 6 sizes. */
static json_t *swept(void)
{
  char *text = NULL, *path = file_with("title \"Wide\"\ndim n = 4\n"
                                       "param w[n] = normal(0, 1)\n"
                                       "l = sum((2*w + 1)^2)\n");
  char *argv[] = {"sweep", "--no-times", "--vary", "n=1:32:x2", NULL};
  size_t size = 0;
  struct options options;
  struct loaded first;
  struct sweep sweep;
  struct vary vary;
  struct vary_line line = {0};
  ad_error err = {0};
  ck_assert_int_eq(options_read(&options, cmd_sweep.options, NULL, "sweep", 4,
                                argv),
                   EXIT_FINE);
  ck_assert_int_eq(load(&first, path, &options), EXIT_FINE);
  ad_sweep_range *ranges;
  ck_assert_int_eq(ad_sweep_parse(options.vary[0], &ranges, &line.n, &err),
                   AD_OK);
  line.ranges = ranges;
  ck_assert_int_eq(vary_make(&vary, &line, 1, &err), AD_OK);
  ck_assert_int_eq(sweep_gather(&sweep, &first, &vary, &options), EXIT_FINE);
  FILE *out = open_memstream(&text, &size);
  sweep_json(out, &(struct sheet_task){.loaded = &first, .found = &sweep});
  fclose(out);
  sweep_free(&sweep);
  vary_free(&vary);
  ad_sweep_free(ranges);
  loaded_free(&first);
  options_free(&options);
  unlink(path);
  free(path);
  return object_of(text);
}

START_TEST(sweeps_are_objects)
{
  json_t *json = swept();
  const json_t *point, *cost;
  size_t i;
  CHECK_KEYS(json, "worksheet", "title", "version", "seed", "chunk", "against",
             "partial", "points", "exponents", "crossover");
  ck_assert_str_eq(string_at(json, "against"), "params");
  ck_assert(json_is_false(json_object_get(json, "partial")));
  json_array_foreach(json_object_get(json, "points"), i, point) {
    json_int_t n = (json_int_t)1 << i;
    CHECK_KEYS(point, "sizes", "params", "outputs", "nodes", "fitted", "cost");
    ck_assert_int_eq(json_integer_value(json_object_get(
                         json_object_get(point, "sizes"), "n")), n);
    ck_assert_int_eq(json_integer_value(json_object_get(point, "params")), n);
    ck_assert_uint_eq(json_array_size(json_object_get(point, "cost")), 6);
    cost = json_array_get(json_object_get(point, "cost"), 2);
    CHECK_KEYS(cost, "method", "sweeps", "flops", "calls", "bytes", "seconds",
               "least", "most", "extrapolated");
    ck_assert_str_eq(string_at(cost, "method"), "forward");
    ck_assert(json_number_value(json_object_get(cost, "sweeps")) ==
              (double)n);
    ck_assert(json_is_null(json_object_get(cost, "seconds")));
  }
  ck_assert_uint_eq(i, 6);
  const json_t *forward = json_array_get(json_object_get(json, "exponents"),
                                         2);
  CHECK_KEYS(forward, "method", "flops", "multiple", "bytes");
  double slope = json_number_value(json_object_get(
      json_object_get(forward, "multiple"), "value"));
  ck_assert_msg(fabs(slope - 1) <= 1e-6, "%.17g, not 1", slope);
  const json_t *crossover = json_object_get(json, "crossover");
  ck_assert(json_is_number(json_object_get(crossover, "flops")));
  ck_assert(json_is_null(json_object_get(crossover, "seconds")));
  json_decref(json);
}
END_TEST

/* ---- stepsize ---- */

/* d(x^3)/dx at 2.385, whose central differences are off by h^2 exactly. */
START_TEST(studies_are_objects)
{
  struct study study = {.seed = 7};
  struct part x = {.name = "x", .shape = {1, 1, 1, 1}, .entries = 1};
  struct part l = {.name = "l", .shape = {1, 1, 1, 1}, .entries = 1};
  struct loaded loaded;
  struct results r;
  char *text = NULL, *path = file_with("input x = 2.385\nl = x^3\n");
  size_t size = 0;
  gather(&loaded, &r, path);
  study.graph = r.graph;
  study.output = &l;
  study.wrts = &x;
  study.wrt = &x;
  study.n_wrts = 1;
  stepsize_gather(&study.stepsize, &r.engines, r.graph, 0, 0);
  ck_assert_int_eq(taylor_gather(&study.taylor, &r.engines, r.graph, 0, 0, 0,
                                 1, 7),
                   EXIT_FINE);
  FILE *out = open_memstream(&text, &size);
  stepsize_json(out, &(struct sheet_task){.file = path, .loaded = &loaded,
                                          .found = &study});
  fclose(out);
  json_t *json = object_of(text);
  CHECK_KEYS(json, "worksheet", "title", "version", "seed", "of", "wrt", "at",
             "value", "forward", "reverse", "error", "weak", "lost",
             "differences", "taylor", "claims");
  ck_assert_uint_eq(json_array_size(json_object_get(json, "claims")), 0);
  ck_assert(json_number_value(json_object_get(json, "at")) == 2.385);
  const json_t *central = json_array_get(json_object_get(json, "differences"),
                                         1);
  CHECK_KEYS(central, "method", "best_h", "best_error", "truncation_slope",
             "rounding_slope", "points");
  ck_assert_str_eq(string_at(central, "method"), "central");
  const json_t *point = json_array_get(json_object_get(central, "points"), 0);
  CHECK_KEYS(point, "h", "step", "value", "error", "reason");
  double h = json_number_value(json_object_get(point, "step"));
  double error = json_number_value(json_object_get(point, "error"));
  ck_assert_msg(fabs(error - h * h) <= 1e-12, "%.17g, not %.17g", error, h * h);
  const json_t *taylor = json_object_get(json, "taylor");
  CHECK_KEYS(taylor, "of", "forward", "reverse", "remainders");
  ck_assert_str_eq(string_at(json_object_get(taylor, "reverse"), "verdict"),
                   "right");
  ck_assert_uint_eq(json_array_size(json_object_get(taylor, "remainders")),
                    TAYLOR_STEPS);
  json_decref(json);
  taylor_free(&study.taylor);
  results_free(&r);
  loaded_free(&loaded);
  unlink(path);
  free(path);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("json");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 120);
  tcase_add_test(all, strings_are_escaped);
  tcase_add_test(all, no_control_character_is_raw);
  tcase_add_test(all, numbers_come_back);
  tcase_add_test(all, commas_are_where_they_belong);
  tcase_add_test(all, entries_have_their_words);
  tcase_add_test(all, entries_have_their_errors);
  tcase_add_test(all, every_example_fits_the_schema);
  tcase_add_test(all, what_is_not_finite_says_why);
  tcase_add_test(all, what_does_not_matter_is_no_reason);
  tcase_add_test(all, every_file_has_a_record);
  tcase_add_loop_test(all, a_worksheet_is_made_again, 0,
                      sizeof rebuilt / sizeof rebuilt[0]);
  tcase_add_test(all, pairs_are_as_expected);
  tcase_add_test(all, jacobians_have_the_rows_of_outputs);
  tcase_add_test(all, kinks_are_warned_of);
  tcase_add_test(all, numbers_that_are_none);
  tcase_add_test(all, what_was_not_computed_is_null);
  tcase_add_test(all, samples_have_directions);
  tcase_add_test(all, nothing_to_differentiate);
  tcase_add_test(all, texts_of_the_worksheet_are_safe);
  tcase_add_test(all, times_are_there_unless_left_out);
  tcase_add_test(all, the_worst_entry_speaks_for_its_leaf);
  tcase_add_test(all, weak_agreement_is_a_warning);
  tcase_add_test(all, ops_are_objects);
  tcase_add_test(all, ops_by_name_or_nothing);
  tcase_add_test(all, sweeps_are_objects);
  tcase_add_test(all, studies_are_objects);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
