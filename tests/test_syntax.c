/* SPDX-License-Identifier: GPL-3.0-or-later
   Syntax: expressions as postfix arrays, worksheet lines, places, the texts
   of errors, and how messages are shown.  Read lib/expr.h, lib/statement.h
   and lib/report.h before. */
#include <check.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/name_table.h"
#include "base/number.h"
#include "base/text_scan.h"
#include "expr.h"
#include "report.h"
#include "statement.h"

/* ---- base ---- */

/* As strtod rounds, whatever the number of digits: those of few are read
   another way. */
START_TEST(numbers_are_rounded_once)
{
  uint64_t state = 20261130;
  for (int i = 0; i < 200000; i++) {
    char text[40];
    state = state * 6364136223846793005u + 1442695040888963407u;
    unsigned digits = 1 + (unsigned)(state >> 33) % 18;
    unsigned behind = (unsigned)(state >> 41) % (digits + 1);
    size_t n = 0;
    for (unsigned k = 0; k < digits; k++) {
      if (k + behind == digits)
        text[n++] = '.';
      state = state * 6364136223846793005u + 1442695040888963407u;
      text[n++] = (char)('0' + (state >> 33) % 10);
    }
    text[n] = '\0';
    double got = ad_number_read(text, n), want = strtod(text, NULL);
    ck_assert_msg(got == want, "%s: %.17g, strtod %.17g", text, got, want);
  }
  ck_assert(ad_number_read("1.", 2) == 1 && ad_number_read(".5", 2) == 0.5);
  ck_assert(ad_number_read("", 0) == 0 && ad_number_read("1e3", 3) == 1000);
}
END_TEST

/* Names short and longer than a block stay where they are, and are found. */
START_TEST(names_stay)
{
  enum { NAMES = 3000 };
  ad_names_store store = {0};
  ad_names_table table = {0};
  const char *kept[NAMES];
  static char name[200000];
  size_t length[NAMES], value;
  for (size_t i = 0; i < NAMES; i++) {
    length[i] = i % 500 == 7 ? 60 * i : (size_t)sprintf(name, "h%zu", i);
    if (i % 500 == 7)
      memset(name, 'a' + (int)(i / 500), length[i]);
    kept[i] = ad_names_keep(&store, name, length[i]);
    ck_assert_ptr_nonnull(kept[i]);
    ck_assert(ad_names_add(&table, kept[i], length[i], i) == AD_OK);
  }
  for (size_t i = 0; i < NAMES; i++) {
    ck_assert_uint_eq(strlen(kept[i]), length[i]);
    ck_assert(ad_names_find(&table, kept[i], length[i], &value));
    ck_assert_uint_eq(value, i);
  }
  ck_assert(ad_names_add(&table, "x", 1, (size_t)1 << 32) == AD_ENOMEM);
  ad_names_free(&table);
  ad_names_forget(&store);
}
END_TEST

/* ---- helpers ---- */

static int known(const void *state, const char *name, size_t length)
{
  const char *const *list = state;

  for (size_t i = 0; list[i] != NULL; i++)
    if (strlen(list[i]) == length && memcmp(list[i], name, length) == 0)
      return 1;
  return 0;
}

static const char *const declared[] = {"l",  "x",  "C", "W",   "W1", "h1",
                                       "h2", "dq", "q", "X_3", NULL};
static int is_function(const char *name, size_t length)
{
  return length == 3 && memcmp(name, "exp", 3) == 0;
}

static const ad_names names = {known, declared, is_function};

/* The array in prefix form, "(+ a (* b c))": operators before operands. */
static char *prefix_form(const ad_expr *expr)
{
  static const char *const labels[] = {
      [AD_T_TRANSPOSE] = "'",     [AD_T_INDEX] = "index",
      [AD_T_RANGE] = ":",         [AD_T_MATRIX] = "matrix",
      [AD_T_ROW] = "row",         [AD_T_DERIVATIVE] = "D",
      [AD_T_PAREN] = "paren",     [AD_T_WHOLE] = "all"};
  char *parts[64];
  size_t depth = 0;

  for (size_t i = 0; i < expr->n; i++) {
    const ad_term *t = &expr->terms[i];
    char out[1000];
    int text = t->kind == AD_T_NUMBER || t->kind == AD_T_NAME ||
               t->kind == AD_T_INFIX || t->kind == AD_T_PREFIX ||
               t->kind == AD_T_CALL || t->kind == AD_T_KEYWORD;
    const char *label = text ? t->text : labels[t->kind];
    size_t span = 1;
    ck_assert_uint_le(t->arity, depth);
    int used = snprintf(out, sizeof out, t->arity > 0 ? "(%s" : "%s", label);
    for (unsigned k = 0; k < t->arity; k++) {
      char *part = parts[depth - t->arity + k];
      used += snprintf(out + used, sizeof out - (size_t)used, " %s", part);
      span += expr->terms[ad_expr_operand(expr, i, k)].span;
      free(part);
    }
    ck_assert_uint_eq(t->span, span);
    depth -= t->arity;
    snprintf(out + used, sizeof out - (size_t)used, t->arity > 0 ? ")" : "");
    parts[depth] = malloc(strlen(out) + 1);
    ck_assert_ptr_nonnull(parts[depth]);
    strcpy(parts[depth++], out);
    ck_assert_uint_lt(depth, 64);
  }
  ck_assert_uint_eq(depth, 1);
  return parts[0];
}

static ad_expr *parse(const char *text)
{
  ad_expr *expr = NULL;
  ad_error err = {0};
  ad_status status = ad_expr_parse(text, strlen(text), 0, &names, &expr, &err);

  ck_assert_msg(status == AD_OK, "%s: %s", text, err.text);
  return expr;
}

static void expect_form(const char *text, const char *want)
{
  ad_expr *expr = parse(text);
  char *form = prefix_form(expr);

  ck_assert_msg(strcmp(form, want) == 0, "%s: got %s, want %s", text, form,
                want);
  free(form);
  ad_expr_free(expr);
}

static ad_statement *line(const char *text)
{
  ad_statement *statement = NULL;
  ad_error err = {0};
  ad_status status =
      ad_statement_parse(text, strlen(text), 0, &names, &statement, &err);

  ck_assert_msg(status == AD_OK, "%s: %s", text, err.text);
  ck_assert_ptr_nonnull(statement);
  return statement;
}

static void expect_expr(const ad_expr *expr, const char *want)
{
  char *text = NULL;

  ck_assert_ptr_nonnull(expr);
  ck_assert_int_eq(ad_expr_print(expr, &text), AD_OK);
  ck_assert_str_eq(text, want);
  free(text);
}

/* The line must fail with "line:column: text; hint". */
static void expect_error(const char *text, const char *want)
{
  ad_statement *statement = NULL;
  ad_error err = {0};
  ad_source source = {"s", text, strlen(text)};
  char got[700];
  size_t row = 0, column = 0;
  ad_status status =
      ad_statement_parse(text, source.size, 0, &names, &statement, &err);

  ck_assert_msg(status == AD_EINPUT, "%s: accepted", text);
  ck_assert_ptr_null(statement);
  ck_assert_uint_gt(err.place.width, 0);
  ad_source_locate(&source, err.place.offset, &row, &column);
  snprintf(got, sizeof got, "%zu:%zu: %s%s%s", row, column, err.text,
           err.hint[0] != '\0' ? "; " : "", err.hint);
  ck_assert_msg(strcmp(got, want) == 0, "%s\n got %s\nwant %s", text, got,
                want);
}

static double seconds_since(clock_t start)
{
  return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* ---- expressions ---- */

START_TEST(precedence)
{
  expect_form("a+b*c", "(+ a (* b c))");
  expect_form("a-b-c", "(- (- a b) c)");
  expect_form("a/b*c@d", "(@ (* (/ a b) c) d)");
  expect_form("-x^2", "(- (^ x 2))");
  expect_form("x^-1", "(^ x (- 1))");
  expect_form("x^-y^2", "(^ x (- (^ y 2)))");
  expect_form("a^b^c", "(^ a (^ b c))");
  expect_form("-a*b", "(* (- a) b)");
  expect_form("a*-b", "(* a (- b))");
  expect_form("a - -b", "(- a (- b))");
  expect_form("A'^2", "(^ (' A) 2)");
  expect_form("-A'", "(- (' A))");
  expect_form("A''", "(' (' A))");
  expect_form("2^A'", "(^ 2 (' A))");
  expect_form("a+b < c*d", "(< (+ a b) (* c d))");
  expect_form("a == b", "(== a b)");
  expect_form("(a+b)*c", "(* (paren (+ a b)) c)");
  expect_form("a >= b", "(>= a b)");
  expect_form("a != -b", "(!= a (- b))");
}
END_TEST

START_TEST(operands)
{
  expect_form("X[i]", "(index X i)");
  expect_form("X[2:n-1, :]", "(index X (: 2 (- n 1)) all)");
  expect_form("X[:,1]'", "(' (index X all 1))");
  expect_form("A@B[1,2]", "(@ A (index B 1 2))");
  expect_form("[1, 2; a+b, -4]",
              "(matrix (row 1 2) (row (+ a b) (- 4)))");
  expect_form("[[1, 2]; b][1]",
              "(index (matrix (row (matrix (row 1 2))) (row b)) 1)");
  expect_form("f(a, b, over=rows)", "(f a b (over rows))");
  expect_form("xavier()", "xavier");
  expect_form("f (g(x))", "(f (g x))");
  expect_form("pi*inf", "(* pi inf)");
  expect_form(" # first\n a # second", "a");
  expect_form("(a # within (\n + b)", "(paren (+ a b))");
  expect_form("\xEF\xBB\xBF" "a", "a");
  expect_form("f(a,\r\n\tb)", "(f a b)");
}
END_TEST

START_TEST(derivatives)
{
  expect_form("2*dl/dx", "(* 2 (D l x))");
  expect_form("dl / dx", "(D l x)");
  expect_form("dC/dW'", "(' (D C W))");
  expect_form("dC/dW[1,2]", "(index (D C W) 1 2)");
  expect_form("dl/dx^2", "(^ (D l x) 2)");
  expect_form("dh2/dh1*dh1/dx", "(* (D h2 h1) (D h1 x))");
  expect_form("1/dl/dx", "(/ 1 (D l x))");
  expect_form("dC/dX_3", "(D C X_3)");
  expect_form("dq/dx", "(/ dq dx)"); /* dq is declared itself */
  expect_form("dl/dy", "(/ dl dy)"); /* y is not declared */
  expect_form("dl/x", "(/ dl x)");
  expect_form("(dl\n /dx)", "(paren (D l x))");
  expect_form("(dl # of\n / # by\n dx)", "(paren (D l x))");
  expect_form("d(A)/d(B)", "(D A B)");
  expect_form("d ( l ) / d ( W1[1,2] )", "(D l (index W1 1 2))");
  expect_form("d(l[1])/d(x)*2", "(* (D (index l 1) x) 2)");
  expect_form("d/2", "(/ d 2)");
  ad_expr *expr = NULL;
  ck_assert_int_eq(ad_expr_parse("dl/dx", 5, 0, NULL, &expr, NULL), AD_OK);
  ck_assert_int_eq(expr->terms[2].kind, AD_T_INFIX);
  ad_expr_free(expr);
}
END_TEST

START_TEST(numbers)
{
  static const struct { const char *text; double want; } cases[] = {
      {"1.5", 1.5},   {".25", 0.25},        {"3.", 3},
      {"2e3", 2000},  {"2.385E-2", 0.02385}, {"1e+2", 100},
      {"1e-320", 1e-320}, {"0", 0},
      {"0.1000000000000000055511151231257827", 0.1},
      {"9007199254740993", 9007199254740992.0},
      {"1.7976931348623157e308", 1.7976931348623157e308}};
  static const char *const locales[] = {"C", "de_DE.UTF-8", "de_DE.utf8",
                                        "de_DE", "fr_FR.UTF-8"};

  for (size_t l = 0; l < sizeof locales / sizeof locales[0]; l++) {
    if (setlocale(LC_ALL, locales[l]) == NULL)
      continue; /* not on this system */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
      ad_expr *expr = parse(cases[i].text);
      ck_assert_double_eq(expr->terms[0].number, cases[i].want);
      ck_assert_str_eq(expr->terms[0].text, cases[i].text);
      expr->terms[0].text = "";
      expr->terms[0].number = 2.385;
      expect_expr(expr, "2.385");
      ad_expr_free(expr);
    }
  }
  setlocale(LC_ALL, "C");
}
END_TEST

/* Every term's place is the text of its subtree. */
START_TEST(places)
{
  const char *text = "ab + f(X[1, :], over=rows)*-(dl/dx)' # end";
  static const char *const want[] = {
      "ab", "X", "1", ":", "X[1, :]", "rows", "over=rows",
      "f(X[1, :], over=rows)", "l", "x", "dl/dx", "(dl/dx)", "(dl/dx)'",
      "-(dl/dx)'", "f(X[1, :], over=rows)*-(dl/dx)'",
      "ab + f(X[1, :], over=rows)*-(dl/dx)'"};
  ad_expr *expr = NULL;

  ck_assert_int_eq(
      ad_expr_parse(text, strlen(text), 1000, &names, &expr, NULL), AD_OK);
  ck_assert_uint_eq(expr->n, sizeof want / sizeof want[0]);
  for (size_t i = 0; i < expr->n; i++) {
    ad_place place = expr->terms[i].place;
    ck_assert_uint_ge(place.offset, 1000);
    ck_assert_uint_eq(place.width, strlen(want[i]));
    ck_assert_int_eq(
        memcmp(text + place.offset - 1000, want[i], place.width), 0);
  }
  ad_expr_free(expr);
}
END_TEST

/* Terms without AD_T_PAREN, one after the other, as one text. */
static void flatten(const ad_expr *expr, char *out, size_t size)
{
  size_t used = 0;

  out[0] = '\0';
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind != AD_T_PAREN)
      used += (size_t)snprintf(out + used, size - used, "%d.%u.%s ",
                               (int)expr->terms[i].kind,
                               expr->terms[i].arity, expr->terms[i].text);
  ck_assert_uint_lt(used, size);
}

START_TEST(round_trip)
{
  static const struct { const char *text, *printed; } cases[] = {
      {"((a))", "a"},
      {"a+(b+c)", "a + (b + c)"},
      {"(a+b)+c", "a + b + c"},
      {"a-(b-c)", "a - (b - c)"},
      {"a*(b/c)", "a*(b/c)"},
      {"(a*b)@c", "(a*b) @ c"},
      {"a/b@c", "(a/b) @ c"},
      {"(2*a*b)@c", "(2*a*b) @ c"},
      {"2*(a+b)@c@x", "2*(a + b) @ c @ x"},
      {"(2/x)*a@c", "2/x*a @ c"},
      {"2*(a@c)", "2*(a @ c)"},
      {"(a@b)*c", "(a @ b)*c"},
      {"a@b/c", "(a @ b)/c"},
      {"(a^b)^c", "(a^b)^c"},
      {"a^(b^c)", "a^b^c"},
      {"(-a)^2", "(-a)^2"},
      {"-(a^2)", "-a^2"},
      {"a^(-b)", "a^-b"},
      {"a^(-(b^2))", "a^-b^2"},
      {"(a^-b)^2", "(a^-b)^2"},
      {"-(a*b)", "-(a*b)"},
      {"(-a)*b", "-a*b"},
      {"-(-a)", "--a"},
      {"a-(-b)", "a - -b"},
      {"(a+b)'", "(a + b)'"},
      {"(a')[1]", "a'[1]"},
      {"(-a)[1]", "(-a)[1]"},
      {"(a<b)<c", "(a < b) < c"},
      {"a<(b<c)", "a < (b < c)"},
      {"(a<b)+1", "(a < b) + 1"},
      {"(a+b)<(c)", "a + b < c"},
      {"f((a),(b<c), over=rows)", "f(a, b < c, over=rows)"},
      {"X[(1):(n+1),:]", "X[1:n + 1, :]"},
      {"X[(a<b):c]", "X[a < b:c]"},
      {"[(1),2;3,(4)]", "[1, 2; 3, 4]"},
      {"2*(dl/dx)'", "2*dl/dx'"},
      {"(d(A)/d(B[1,2]))^2", "d(A)/d(B[1, 2])^2"},
      {"1.50e3*x", "1.50e3*x"},
      {"a/(dl/dx)", "a / dl/dx"},
      {"f()", "f()"}};

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *text = NULL, before[600], after[600];
    ad_expr *first = parse(cases[i].text);
    ck_assert_int_eq(ad_expr_print(first, &text), AD_OK);
    ck_assert_str_eq(text, cases[i].printed);
    ad_expr *second = parse(text);
    flatten(first, before, sizeof before);
    flatten(second, after, sizeof after);
    ck_assert_str_eq(before, after);
    free(text);
    ad_expr_free(first);
    ad_expr_free(second);
  }
}
END_TEST

/* Random expressions: print and parse again give the same terms. */
START_TEST(round_trip_random)
{
  static const char *const pieces[] = {
      "a", "x", "2.385", "f(", "(", "[", "+", "-", "*", "/", "@", "^", "'",
      "[", "]", ")", ",", ";", ":", "<", "==", "dl/dx", "d(l)/d(x)",
      "over=rows", "-"};
  uint32_t random = 12345;
  size_t good = 0;

  for (int round = 0; round < 200000; round++) {
    char text[200] = "";
    random = random * 1664525U + 1013904223U;
    size_t count = 1 + (random >> 16) % 9;
    for (size_t k = 0; k < count; k++) {
      random = random * 1664525U + 1013904223U;
      strcat(text, pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)]);
    }
    ad_expr *first = NULL, *second = NULL;
    if (ad_expr_parse(text, strlen(text), 0, &names, &first, NULL) != AD_OK)
      continue;
    char *printed = NULL, before[900], after[900];
    ck_assert_int_eq(ad_expr_print(first, &printed), AD_OK);
    second = parse(printed);
    flatten(first, before, sizeof before);
    flatten(second, after, sizeof after);
    ck_assert_msg(strcmp(before, after) == 0, "%s printed as %s", text,
                  printed);
    good++;
    free(printed);
    ad_expr_free(first);
    ad_expr_free(second);
  }
  ck_assert_uint_gt(good, 5000);
}
END_TEST

/* ---- size ---- */

/* text repeated `count` times between `head` and `tail`. */
static char *repeated(const char *head, const char *text, size_t count,
                      const char *tail)
{
  size_t n = strlen(head), m = strlen(text);
  char *out = malloc(n + m * count + strlen(tail) + 1);

  ck_assert_ptr_nonnull(out);
  memcpy(out, head, n);
  for (size_t i = 0; i < count; i++)
    memcpy(out + n + i * m, text, m);
  strcpy(out + n + m * count, tail);
  return out;
}

START_TEST(million_terms)
{
  char *text = repeated("x", " + x", 1000000, ""), *printed = NULL;
  clock_t start = clock();
  ad_expr *expr = parse(text);

  ck_assert_uint_eq(expr->n, 2000001);
  ck_assert_uint_eq(expr->terms[expr->n - 1].span, 2000001);
  ck_assert_int_eq(ad_expr_print(expr, &printed), AD_OK);
  ck_assert_str_eq(printed, text);
  ck_assert_double_lt(seconds_since(start), 5);
  ad_expr_free(expr);
  free(printed);
  free(text);
}
END_TEST

static void expect_deep(const char *unit, size_t count, const char *tail,
                        const char *close, ad_status want)
{
  char *head = repeated("", unit, count, tail);
  char *text = repeated(head, close, close[0] != '\0' ? count : 0, "");
  ad_expr *expr = NULL;
  ad_error err = {0};
  clock_t start = clock();
  ad_status status =
      ad_expr_parse(text, strlen(text), 0, NULL, &expr, &err);

  ck_assert_msg(status == want, "%s x %zu: %s", unit, count, err.text);
  ck_assert_double_lt(seconds_since(start), 1);
  if (status != AD_OK)
    ck_assert_str_eq(err.text, "nested deeper than 10,000 levels");
  ad_expr_free(expr);
  free(head);
  free(text);
}

START_TEST(depth)
{
  static const char *const units[][3] = {
      {"(", "x", ")"},          {"f(", "x", ")"},   {"[", "x", "]"},
      {"x[", "1", "]"},         {"-", "x", ""},     {"x^", "x", ""},
      {"x<a+b*f(y,", "x", ")"}, {"1^-", "x", ""},   {"[a,b;c,a*", "x", "]"}};

  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    const char *const *unit = units[i];
    size_t most = strcmp(unit[0], "1^-") == 0 ? 4500 : 9000;
    expect_deep(unit[0], most, unit[1], unit[2], AD_OK);
    expect_deep(unit[0], 1000000, unit[1], unit[2], AD_EINPUT);
  }
  expect_deep("(", 10000, "x", ")", AD_OK);
  expect_deep("(", 10001, "x", ")", AD_EINPUT);
  expect_deep("a^2*-b^2+(-x)^-1*", 20000, "x", "", AD_OK);
}
END_TEST

START_TEST(long_tokens)
{
  static const char *const units[][2] = {
      {"7", "this number is longer than 4096 bytes"},
      {"a", "this name is longer than 4096 bytes"},
      {"7a", "this number is longer than 4096 bytes"},
      {"da/", "expected an expression after '/', found end of line"}};

  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    char *text = repeated("", units[i][0], 10000000, "");
    ad_expr *expr = NULL;
    ad_error err = {0};
    clock_t start = clock();
    ck_assert_int_eq(
        ad_expr_parse(text, i == 3 ? 300000 : strlen(text), 0, &names, &expr,
                      &err), AD_EINPUT);
    ck_assert_double_lt(seconds_since(start), 1);
    ck_assert_str_eq(err.text, units[i][1]);
    free(text);
  }
  char *text = repeated("", "a", 4096, "");
  ad_expr *expr = parse(text);
  ck_assert_uint_eq(strlen(expr->terms[0].text), 4096);
  ad_expr_free(expr);
  free(text);
}
END_TEST

START_TEST(many_lines)
{
  static const char text[] = "h12 = relu(W1 @ x + b1) * 2.385 # hidden";
  clock_t start = clock();

  for (int i = 0; i < 10000; i++)
    ad_statement_free(line(text));
  ck_assert_double_lt(seconds_since(start), 3);
}
END_TEST

/* ---- lines ---- */

static void expect_name(const ad_item *item, const char *want)
{
  ck_assert_ptr_nonnull(item->name);
  ck_assert_str_eq(item->name, want);
}

START_TEST(line_nodes)
{
  ad_statement *s = line("  hid = 2*x # twice");
  ck_assert_int_eq(s->keyword, AD_K_NODE);
  ck_assert_uint_eq(s->n_items, 1);
  expect_name(&s->items[0], "hid");
  ck_assert_uint_eq(s->items[0].place.offset, 2);
  ck_assert_uint_eq(s->items[0].place.width, 3);
  ck_assert_uint_eq(s->place.offset, 2);
  ck_assert_uint_eq(s->place.width, 9);
  expect_expr(s->items[0].expr, "2*x");
  ad_statement_free(s);

  static const char *const words[] = {
      "title", "data", "seed", "shape", "end", "for", "net", "from",
      "columns", "points", "mean", "over", "d", "missing", "claim"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    char text[60], want[60];
    snprintf(text, sizeof text, "%s = %s + 1", words[i], words[i]);
    snprintf(want, sizeof want, "%s + 1", words[i]);
    s = line(text);
    ck_assert_int_eq(s->keyword, AD_K_NODE);
    expect_name(&s->items[0], words[i]);
    expect_expr(s->items[0].expr, want);
    ad_statement_free(s);
  }
}
END_TEST

START_TEST(line_blank)
{
  static const char *const blank[] = {"", "  \t", "# only", "\r\n", " #\n# "};

  for (size_t i = 0; i < sizeof blank / sizeof blank[0]; i++) {
    ad_statement *s = NULL;
    ck_assert_int_eq(ad_statement_parse(blank[i], strlen(blank[i]), 0, NULL,
                                        &s, NULL), AD_OK);
    ck_assert_ptr_null(s);
  }
}
END_TEST

START_TEST(line_texts)
{
  static const struct { const char *text; ad_keyword keyword;
                        const char *want; } cases[] = {
      {"title \"A (b # c\" # d", AD_K_TITLE, "A (b # c"},
      {"source \"say \\\"x\\\" \\\\ y\"", AD_K_SOURCE, "say \"x\" \\ y"},
      {"note \"\"", AD_K_NOTE, ""},
      {"note \"gr\u00FC\u00DFe\"", AD_K_NOTE, "gr\u00FC\u00DFe"},
      {"step reverse 7 \"two paths\"", AD_K_STEP, "two paths"},
      {"step forward n+1 \"\" # d", AD_K_STEP, ""},
      {"exercise y #a\n ", AD_K_EXERCISE, "y"},
      {"exercise (#a\n4 tanh)", AD_K_EXERCISE, "(   4 tanh)"},
      {"exercise  rate = 0.1, \"#\"", AD_K_EXERCISE, "rate = 0.1, \"#\""},
      {"exercise", AD_K_EXERCISE, ""}};

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    ad_statement *s = line(cases[i].text);
    ck_assert_int_eq(s->keyword, cases[i].keyword);
    ck_assert_str_eq(s->text, cases[i].want);
    ad_statement_free(s);
  }
  ad_statement *s = line("exercise rate = 0.1");
  ck_assert_uint_eq(s->text_place.offset, 9);
  ck_assert_uint_eq(s->text_place.width, 10);
  ad_statement_free(s);
}
END_TEST

/* A layer: its size, its repetitions ("": none) and its activation. */
static void expect_layer(const ad_item *item, const char *more,
                         const char *size, const char *activation)
{
  expect_expr(item->expr, size);
  if (more[0] != '\0')
    expect_expr(item->more, more);
  else
    ck_assert_ptr_null(item->more);
  if (activation[0] != '\0')
    ck_assert_str_eq(item->name, activation);
  else
    ck_assert_ptr_null(item->name);
}

START_TEST(line_net)
{
  ad_statement *s = line("net net = mlp(mlp: 4 relu, (L - 1) * h tanh, # a\n"
                         " h+2-k, 3*(2*h), x[1]'^2 y, 2^3 d)");
  ck_assert_int_eq(s->keyword, AD_K_NET);
  ck_assert_uint_eq(s->n_items, 8);
  expect_name(&s->items[0], "net");
  expect_name(&s->items[1], "mlp");
  ck_assert_uint_eq(s->items[1].place.offset, 14);
  expect_layer(&s->items[2], "", "4", "relu");
  ck_assert_uint_eq(s->items[2].place.offset, 21);
  ck_assert_uint_eq(s->items[2].place.width, 4);
  expect_layer(&s->items[3], "L - 1", "h", "tanh");
  expect_layer(&s->items[4], "", "h + 2 - k", "");
  expect_layer(&s->items[5], "3", "2*h", "");
  ck_assert_uint_eq(s->items[5].place.offset, 57);
  ck_assert_uint_eq(s->items[5].place.width, 7);
  expect_layer(&s->items[7], "", "2^3", "d");
  ad_statement_free(s);
}
END_TEST

START_TEST(line_sweep)
{
  ad_statement *s = line("sweep h = 1:2*k:x16, x2 = x2 : x2 : x2, d = (8) ,"
                         "sweep=1:9:+4 # grid");
  ck_assert_int_eq(s->keyword, AD_K_SWEEP);
  ck_assert_uint_eq(s->n_items, 4);
  expect_name(&s->items[0], "h");
  expect_expr(s->items[0].expr, "1");
  expect_expr(s->items[0].more, "2*k");
  ck_assert_uint_eq(s->items[0].step, 16);
  ck_assert_int_eq(s->items[0].by_factor, 1);
  expect_name(&s->items[1], "x2");
  expect_expr(s->items[1].more, "x2");
  ck_assert_uint_eq(s->items[1].step, 2);
  expect_expr(s->items[2].expr, "8");
  ck_assert_ptr_null(s->items[2].more);
  ck_assert_uint_eq(s->items[2].step, 0);
  expect_name(&s->items[3], "sweep");
  ck_assert_uint_eq(s->items[3].step, 4);
  ck_assert_int_eq(s->items[3].by_factor, 0);
  ad_statement_free(s);

  s = line("sweep = 3");
  ck_assert_int_eq(s->keyword, AD_K_NODE);
  ad_statement_free(s);
  s = line("net = sweep");
  ck_assert_int_eq(s->keyword, AD_K_NODE);
  ad_statement_free(s);
}
END_TEST

START_TEST(line_lists)
{
  ad_statement *s = line("dim n = 24, d = 3, h = 2*d");
  ck_assert_int_eq(s->keyword, AD_K_DIM);
  ck_assert_uint_eq(s->n_items, 3);
  expect_name(&s->items[1], "d");
  expect_expr(s->items[0].expr, "24");
  expect_expr(s->items[2].expr, "2*d");
  ad_statement_free(s);

  s = line("seed 7");
  ck_assert_int_eq(s->keyword, AD_K_SEED);
  expect_expr(s->items[0].expr, "7");
  ad_statement_free(s);

  s = line("output a, end");
  ck_assert_int_eq(s->keyword, AD_K_OUTPUT);
  ck_assert_uint_eq(s->n_items, 2);
  expect_name(&s->items[1], "end");
  ck_assert_uint_eq(s->items[1].place.offset, 10);
  ad_statement_free(s);

  s = line("wrt x");
  ck_assert_int_eq(s->keyword, AD_K_WRT);
  ck_assert_uint_eq(s->n_items, 1);
  ad_statement_free(s);

  s = line("for t = 2 : T-1");
  ck_assert_int_eq(s->keyword, AD_K_FOR);
  expect_name(&s->items[0], "t");
  expect_expr(s->rows, "2");
  expect_expr(s->cols, "T - 1");
  ad_statement_free(s);

  s = line("end # loop");
  ck_assert_int_eq(s->keyword, AD_K_END);
  ck_assert_uint_eq(s->n_items, 0);
  ad_statement_free(s);
}
END_TEST

START_TEST(line_claims)
{
  ad_statement *s = line("claim dl/dx = 48*x^2 = points points 2 # two");
  ck_assert_int_eq(s->keyword, AD_K_CLAIM);
  ck_assert_uint_eq(s->n_items, 3);
  ck_assert_int_eq(s->items[0].expr->terms[2].kind, AD_T_DERIVATIVE);
  expect_expr(s->items[1].expr, "48*x^2");
  expect_expr(s->items[2].expr, "points");
  expect_expr(s->points, "2");
  ck_assert_uint_eq(s->items[1].place.offset, 14);
  ck_assert_uint_eq(s->items[1].place.width, 6);
  ad_statement_free(s);

  s = line("claim (a == b) = f(x, over=rows)");
  ck_assert_uint_eq(s->n_items, 2);
  ck_assert_ptr_null(s->points);
  ad_statement_free(s);

  s = line("path dC/dW1 = C S dr t z2");
  ck_assert_int_eq(s->keyword, AD_K_PATH);
  ck_assert_uint_eq(s->n_items, 6);
  expect_expr(s->items[0].expr, "dC/dW1");
  expect_name(&s->items[3], "dr");
  ad_statement_free(s);

  s = line("chain dC/dW1 = dC/dz2, dz2/da, x'");
  ck_assert_int_eq(s->keyword, AD_K_CHAIN);
  ck_assert_uint_eq(s->n_items, 4);
  expect_expr(s->items[3].expr, "x'");
  ad_statement_free(s);

  s = line("shape Z1 = [n, 2*h]");
  ck_assert_int_eq(s->keyword, AD_K_SHAPE);
  expect_name(&s->items[0], "Z1");
  expect_expr(s->rows, "n");
  expect_expr(s->cols, "2*h");
  ad_statement_free(s);

  s = line("shape dC/dW1 = [h, d]");
  ck_assert_int_eq(s->keyword, AD_K_SHAPE);
  expect_expr(s->items[0].expr, "dC/dW1");
  ck_assert_ptr_null(s->items[0].name);
  expect_expr(s->cols, "d");
  ad_statement_free(s);
}
END_TEST

START_TEST(line_leaves)
{
  ad_statement *s = line("input x = 2.385");
  ck_assert_int_eq(s->keyword, AD_K_INPUT);
  ck_assert_ptr_null(s->rows);
  ck_assert_ptr_null(s->cols);
  expect_expr(s->items[0].expr, "2.385");
  ad_statement_free(s);

  s = line("param W1[h,d+1] = normal(0, 0.5)");
  ck_assert_int_eq(s->keyword, AD_K_PARAM);
  expect_name(&s->items[0], "W1");
  expect_expr(s->rows, "h");
  expect_expr(s->cols, "d + 1");
  expect_expr(s->items[0].expr, "normal(0, 0.5)");
  ck_assert_ptr_null(s->from.file);
  ad_statement_free(s);

  s = line("data from[3] = [1;\n from; 3]");
  ck_assert_int_eq(s->keyword, AD_K_DATA);
  expect_name(&s->items[0], "from");
  expect_expr(s->rows, "3");
  ck_assert_ptr_null(s->cols);
  expect_expr(s->items[0].expr, "[1; from; 3]");
  ad_statement_free(s);
}
END_TEST

START_TEST(line_files)
{
  ad_statement *s = line("data X[n,d] from \"a b.csv\" columns pclass, "
                         "\"Sib/Sp\", columns, mean missing mean onehot "
                         "standardise");
  ck_assert_str_eq(s->from.file, "a b.csv");
  ck_assert_uint_eq(s->from.place.offset, 17);
  ck_assert_ptr_null(s->items[0].expr);
  ck_assert_uint_eq(s->from.n_columns, 4);
  ck_assert_str_eq(s->from.columns[1].name, "Sib/Sp");
  ck_assert_str_eq(s->from.columns[2].name, "columns");
  ck_assert_str_eq(s->from.columns[3].name, "mean");
  for (size_t j = 0; j < 4; j++) /* one list of modifiers is for all */
    ck_assert_uint_eq(ad_statement_modifiers(s, j)->how,
                      AD_STANDARDISE | AD_ONEHOT | AD_MISSING_MEAN);
  ad_statement_free(s);

  s = line("data from = from \"f.csv\" columns from");
  expect_name(&s->items[0], "from");
  ck_assert_ptr_null(s->rows);
  ck_assert_str_eq(s->from.columns[0].name, "from");
  ck_assert_uint_eq(ad_statement_modifiers(s, 0)->how, 0);
  ad_statement_free(s);

  s = line("data y[n] = from + columns");
  expect_expr(s->items[0].expr, "from + columns");
  ad_statement_free(s);
}
END_TEST

/* Where a column has modifiers of its own, each has its own. */
START_TEST(line_columns)
{
  ad_statement *s = line("data X from \"f\" no header separator \";\" missing "
                         "as \"?\", \"n a\" columns 2:4 standardise, labels, "
                         "sex missing as \"-\", \"x\", no binary \"yes\" "
                         "decimal \",\" comment \"%\"");
  const ad_chosen *c = s->from.columns;
  ck_assert_uint_eq(s->from.n_columns, 4);
  ck_assert(c[0].name == NULL && c[0].first == 2 && c[0].last == 4);
  ck_assert_str_eq(c[1].name, "labels");
  ck_assert_str_eq(c[3].name, "no");
  static const unsigned how[] = {AD_STANDARDISE, 0, 0, AD_BINARY};
  for (size_t j = 0; j < 4; j++)
    ck_assert_uint_eq(ad_statement_modifiers(s, j)->how, how[j]);
  ck_assert_str_eq(c[3].one, "yes");
  ck_assert_uint_eq(c[2].n_missing, 2);
  ck_assert_str_eq(c[2].missing[1], "x");
  ck_assert_uint_eq(s->from.all.n_missing, 2);
  ck_assert_str_eq(s->from.all.missing[1], "n a");
  ck_assert(s->from.format.separator == ';' && s->from.format.decimal == ',' &&
            s->from.format.header == AD_HEADER_NONE);
  ck_assert_str_eq(s->from.format.comment, "%");
  ad_statement_free(s);
  s = line("data labels = [0; 1] labels from 0");
  ck_assert_uint_eq(s->labels, AD_LABELS_0);
  ck_assert_uint_eq(s->items[0].expr->n, 5);
  ad_statement_free(s);
  s = line("data y = labels");
  ck_assert_uint_eq(s->labels, 0);
  ad_statement_free(s);
  s = line("data y from \"f\" columns y labels from 1 separator tab header");
  ck_assert_uint_eq(ad_statement_modifiers(s, 0)->how, AD_LABELS_1);
  ck_assert(s->from.format.separator == '\t' &&
            s->from.format.header == AD_HEADER_SURE);
  ad_statement_free(s);
}
END_TEST

START_TEST(line_ends)
{
  static const struct { const char *text; size_t want; } cases[] = {
      {"a = 1\nb", 5},          {"a = 1\r\nb", 5},     {"a = 1\rb", 5},
      {"a = 1", 5},             {"", 0},               {"\n", 0},
      {"a = (1 +\n2)\nb", 11},  {"a = [1;\n\n2]", 11}, {"a = (1 # )\n)", 12},
      {"a \"(\"\nb", 5},        {"a # (\nb", 5},       {"a' # '(\nb", 7},
      {"a \"\\\"(\"\nb", 7},    {"a)\nb", 2},          {"a \"(\nb", 4},
      {"a = (1\nb = 2", 6},     {"a = (1\n  claim a = 2", 6},
      {"a = f(x,\nover=rows)", 19}, {"a = f(x,\nb == c)", 16},
      {"a = (1\nh{t} = 2", 6},  {"a = (1\n end\n", 6},
      {"a = [1;\nend\n]", 13},  {"a = [output,\noutput,\noutput]", 28},
      {"a = (x\noutput x", 6},  {"a = (x\n title \"t\"", 6}};

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *text = cases[i].text;
    size_t end = ad_statement_end(text, strlen(text), 0);
    ck_assert_msg(end == cases[i].want, "%s: got %zu, want %zu", text, end,
                  cases[i].want);
  }
  ck_assert_uint_eq(ad_statement_end("a\nbc\nd", 6, 2), 4);
}
END_TEST

/* ---- errors ---- */

START_TEST(error_expressions)
{
  expect_error("a = 2 *", "1:8: expected an expression after '*', found end "
                          "of line");
  expect_error("a = 2 * # x", "1:8: expected an expression after '*', found "
                              "end of line");
  expect_error("a =", "1:4: expected an expression after '=', found end of "
                      "line");
  expect_error("a = f(,)", "1:7: expected an expression after '(', found "
                           "','");
  expect_error("a = x y", "1:7: expected an operator after 'x', found 'y'; a "
                          "product needs its sign: a * b, or a @ b for "
                          "matrices");
  expect_error("a = x ** 2", "1:8: expected an expression after '*', found "
                             "'*'; a power is written x^2");
  expect_error("a = x < y < z", "1:11: a comparison cannot follow a "
                                "comparison, found '<'; write (a < b) * "
                                "(b < c)");
  expect_error("a = sum(X, over=1)",
               "1:17: expected a name after '=', found '1'; axes have "
               "names: over=cols runs over the columns");
  expect_error("a = d(A)", "1:9: expected '/' after ')', found end of line; "
                           "a derivative is written d(A)/d(B)");
  expect_error("a = d(A)/2", "1:10: expected 'd(' after '/', found '2'; a "
                             "derivative is written d(A)/d(B)");
  expect_error("a = \"b\"", "1:5: expected an expression after '=', found "
                            "\"b\"; texts stand only in title, source, note, "
                            "from and columns");
  expect_error("a = 'b'", "1:5: expected an expression after '=', found "
                          "\"'\"; ' is the transpose; texts stand in "
                          "\"...\"");
}
END_TEST

START_TEST(error_brackets)
{
  expect_error("a = (1 + 2", "1:5: this '(' is never closed");
  expect_error("a = f(x +", "1:6: this '(' is never closed");
  expect_error("a = [1, (2 + 3)", "1:5: this '[' is never closed");
  expect_error("xxxxx (1, 2)",
               "1:7: expected '=' after 'xxxxx', found '('; a line begins "
               "with a name: y = xxxxx(...)");
  expect_error("a = x*(1, 2)",
               "1:9: expected ')' to close '(' at column 7, found ','; a "
               "vector is written [1; 2; 3], a row [1, 2, 3]");
  expect_error("a = (1 + 2]", "1:11: expected ')' to close '(' at column 5, "
                              "found ']'");
  expect_error("a = (1 + \n\n  2]", "3:4: expected ')' to close '(' at "
                                    "column 5, 2 lines above, found ']'");
  expect_error("a = 1 + 2)", "1:10: this ')' closes no '('");
  expect_error("a = X[1,2,3]", "1:10: expected ']' to close '[' at column 6, "
                               "found ','; a matrix has two subscripts: "
                               "rows, columns");
  expect_error("a = X[1", "1:6: this '[' is never closed");
  expect_error("a = f(b+1 = c)", "1:11: expected ')' to close '(' at column "
                                 "6, found '='; two sides are compared by "
                                 "==");
}
END_TEST

START_TEST(error_tokens)
{
  expect_error("a = 3x", "1:5: '3x' is not a number; a product needs its "
                         "sign: 3*x");
  expect_error("a = 1.5.2",
               "1:5: '1.5.2' is not a number; a number has one decimal "
               "point, and no signs between its thousands");
  expect_error("a = 0x1F", "1:5: '0x1F' is not a number; numbers are decimal");
  expect_error("a = 2e",
               "1:5: '2e' is not a number; an exponent is a whole number: "
               "1e-5");
  expect_error("a = 1e999", "1:5: this number is too large for a double; the "
                            "largest is 1.797e308");
  expect_error("a = 3*0.5e-400", "1:7: this number is too small for a double; "
                                 "the smallest is 4.941e-324; it would be read "
                                 "as 0");
  expect_error("a = \"b", "1:5: this text has no closing '\"'");
  expect_error("a = h{t-1}",
               "1:6: unexpected character '{'; an entry is written x[1], "
               "or X[1, 2]; { } makes names inside for loops, h{t} or "
               "h{s}{t}");
  expect_error("a = gr\u00F6\u00DFe", "1:7: unexpected character '\u00F6' "
                                      "(U+00F6); names are made of the "
                                      "letters a-z, A-Z, digits and _");
  expect_error("a = b \u00D7 c", "1:7: unexpected character '\u00D7' "
                                 "(U+00D7); write *");
  expect_error("a = \x1b[1m", "1:5: unexpected character \\x1b");
  expect_error("a = \xff", "1:5: the byte \\xff is not UTF-8");
  expect_error("a = \xe0\x80\xaf", "1:5: the byte \\xe0 is not UTF-8");
  expect_error("a = \xed\xa0\x80", "1:5: the byte \\xed is not UTF-8");
  expect_error("a = X.T", "1:6: unexpected character '.'; the transpose is "
                          "X'");
  expect_error("note \"a\\n\"", "1:8: in a text, \\ stands only before \" or "
                                "\\; write \\\\ for one \\");
  expect_error("note \"a\x1b\"", "1:8: a text cannot hold \\x1b");
  ad_statement *s = NULL;
  ad_error err = {0};
  ck_assert_int_eq(ad_statement_parse("a = \0 1", 7, 10, NULL, &s, &err),
                   AD_EINPUT);
  ck_assert_str_eq(err.text, "the line holds a zero byte");
  ck_assert_uint_eq(err.place.offset, 14);
}
END_TEST

START_TEST(error_lines)
{
  expect_error("inptu x = 3", "1:7: expected '=' after 'inptu', found 'x'; "
                              "did you mean the keyword 'input'?");
  expect_error("y = 1:3", "1:6: expected end of line after '1', found ':'; "
               "range(n) is the column of 1 to n");
  expect_error("y = sin(1:3)", "1:10: expected ')' to close '(' at column 8, "
               "found ':'; range(n) is the column of 1 to n");
  expect_error("x == 3", "1:3: expected '=' after 'x', found '=='; a single "
                         "= defines a name");
  expect_error("h[1] = 3", "1:2: expected '=' after 'h', found '['; a size "
                           "in brackets belongs to input, param or data; "
                           "the steps of a loop are h{t}");
  expect_error("dl/dx = 3", "1:1: expected a name or a keyword at the start "
                            "of the line, found 'dl/dx'; a derivative to be "
                            "judged stands behind claim");
  expect_error("dy/dz = 3", "1:3: expected '=' after 'dy', found '/'; a "
                            "derivative to be judged stands behind claim");
  expect_error("a = b = c", "1:7: expected end of line after 'b', found '='; "
                            "a line defines one name; two sides are compared "
                            "by ==");
  expect_error("3 = x", "1:1: expected a name or a keyword at the start of the "
               "line, found '3'; a line is NAME = expression");
  expect_error("title abc", "1:7: expected text in double quotes after "
                            "'title', found 'abc'; texts stand in \"...\"");
  expect_error("title", "1:6: expected text in double quotes after 'title', "
                        "found end of line");
  expect_error("end x", "1:5: expected end of line after 'end', found 'x'; end "
                        "stands alone");
  expect_error("for t = 1",
               "1:10: expected ':' after '1', found end of line; a loop is "
               "written for t = 1:3, and goes up in steps of 1");
  expect_error("dim n", "1:6: expected '=' after 'n', found end of line; sizes "
               "are written n = 3, m = 4");
  expect_error("output a b",
               "1:10: expected ',' or end of line after 'a', found 'b'; "
               "names are listed with commas: x, y");
  expect_error("claim a", "1:8: expected '=' after 'a', found end of line; a "
                          "single = stands between the sides");
  expect_error("path dC/dW1 = a, b", "1:16: expected a name or end of line "
                                     "after 'a', found ','; a path is "
                                     "written path dy/dx = y h x, from the "
                                     "output down, with blanks between");
  expect_error("shape x = [3]", "1:13: expected ',' after '3', found ']'; a "
                                "shape is written shape x = [rows, columns] "
                                "or shape dy/dx = [rows, columns]");
  expect_error("shape x = 3", "1:11: expected '[' after '=', found '3'; a "
                              "shape is written shape x = [rows, columns] or "
                              "shape dy/dx = [rows, columns]");
  expect_error("chain dy/dx", "1:12: expected '=' after 'dx', found end of "
                              "line; a chain is written chain dy/dx = dy/dh, "
                              "dh/dx");
  expect_error("data X[n,d] from \"f\" pclass",
               "1:22: expected 'columns' after \"f\", found 'pclass'");
  expect_error("data X from \"f\" columns a standardize",
               "1:27: expected ',', a modifier or end of line after 'a', "
               "found 'standardize'; did you mean 'standardise'?");
  expect_error("data X from \"f\" sep \";\" columns a",
               "1:17: expected 'columns' after \"f\", found 'sep'; did you "
               "mean 'separator'?");
  expect_error("data X from \"f\" columns a onehot binary",
               "1:34: 'onehot' and 'binary' exclude each other");
  expect_error("data X from \"f\" columns a labels from 0, b, c standardise "
               "labels from 2",
               "1:71: labels begin at 0 or at 1");
  expect_error("data X from \"f\" columns a standardise classes",
               "1:39: 'standardise' and 'classes' exclude each other");
  expect_error("data X from \"f\" separator \"::\" columns a",
               "1:27: a separator is one sign, such as \",\", \";\", \"|\" or "
               "\" \", or the word tab");
  expect_error("data X from \"f\" separator \";\" columns a separator tab",
               "1:51: the separator is said twice");
  expect_error("data X from \"f\" columns 0",
               "1:25: columns are counted by whole numbers from 1; a name made "
               "of digits stands in \"...\"; where the file has no names, "
               "write: no header columns 1, 2");
  expect_error("data X",
               "1:7: expected 'from', '[' or '=' after 'X', found end of "
               "line; a leaf has a value, such as = 0");
  expect_error("a = 1\nb = 2", "1:6: expected end of line after '1', found a "
                               "line break");
}
END_TEST

/* ---- messages ---- */

static void expect_shown(const char *text, ad_place place, const char *hint,
                         const char *want)
{
  ad_source source = {"sheet.grad", text, strlen(text)};
  ad_report report;
  ad_error error = {.status = AD_EINPUT, .place = place};
  char *shown = NULL;

  strcpy(error.text, "wrong");
  strcpy(error.hint, hint);
  ad_report_init(&report, &source);
  ad_report_add(&report, AD_ERROR, &error);
  ck_assert_int_eq(ad_report_format(&report, 0, &shown), AD_OK);
  ck_assert_str_eq(shown, want);
  free(shown);
  ad_report_free(&report);
}

START_TEST(message_shown)
{
  expect_shown("a = 1\n\nl = 2*hh\n", (ad_place){13, 2}, "did you mean 'h'?",
               "sheet.grad:3:7: error: wrong; did you mean 'h'?\n"
               "  3 | l = 2*hh\n"
               "    |       ^~\n");
  expect_shown("\u00FC\u00FC = \tx\r\n", (ad_place){8, 1}, "",
               "sheet.grad:1:7: error: wrong\n"
               "  1 | \u00FC\u00FC =  x\n"
               "    |       ^\n");
  expect_shown("a \x1b[2J b \xff c", (ad_place){7, 1}, "",
               "sheet.grad:1:8: error: wrong\n"
               "  1 | a \\x1b[2J b \\xff c\n"
               "    |           ^\n");
  expect_shown("a =", (ad_place){3, 1}, "",
               "sheet.grad:1:4: error: wrong\n"
               "  1 | a =\n"
               "    |    ^\n");
  expect_shown("a = (b\n c)", (ad_place){4, 6}, "",
               "sheet.grad:1:5: error: wrong\n"
               "  1 | a = (b\n"
               "    |     ^~\n");
  expect_shown("a", (ad_place){0, 0}, "", "sheet.grad: error: wrong\n");
  expect_shown("a\rb\rc", (ad_place){4, 1}, "",
               "sheet.grad:3:1: error: wrong\n"
               "  3 | c\n"
               "    | ^\n");
}
END_TEST

START_TEST(message_long)
{
  char text[3001], *shown = NULL;
  ad_source source = {"s\x1b", text, 3000};
  ad_report report;

  for (size_t i = 0; i < 3000; i++)
    text[i] = (char)('0' + i % 10);
  text[3000] = '\0';
  ad_report_init(&report, &source);
  ad_report_say(&report, AD_WARNING, (ad_place){1500, 5}, "odd \x1b[m %d", 7);
  ad_report_say(&report, AD_ERROR, (ad_place){0, 1}, "%0500d", 1);
  ck_assert_int_eq(ad_report_format(&report, 0, &shown), AD_OK);
  ck_assert_str_eq(
      shown,
      "s\\x1b:1:1501: warning: odd \\x1b[m 7\n"
      "  1 | ...01234567890123456789012345678901234567890123456789012345678901"
      "234567890123...\n"
      "    |                                            ^~~~~\n");
  free(shown);
  ck_assert_uint_eq(report.errors, 1);
  ck_assert_uint_eq(report.count, 2);
  ck_assert_int_eq(report.worst, AD_EINPUT);
  ck_assert_uint_eq(strlen(report.messages[1].error.text), 399);
  ad_report_free(&report);
}
END_TEST

/* What is read beside flex takes the same bytes for a name's as flex. */
START_TEST(bytes_of_names)
{
  for (int byte = 1; byte < 256; byte++) {
    char line[] = "aXb = 1";
    ad_statement *st = NULL;
    line[1] = (char)byte;
    ad_status status = ad_statement_parse(line, strlen(line), 0, NULL, &st,
                                          NULL);
    int is_name = status == AD_OK && st != NULL && st->n_items == 1 &&
                  st->items[0].name != NULL &&
                  strcmp(st->items[0].name, (char[]){'a', line[1], 'b', 0}) ==
                      0;
    ck_assert_msg(is_name == ad_text_in_name(line[1]), "byte %d", byte);
    ad_statement_free(st);
  }
  ck_assert(!ad_text_in_name('\0'));
}
END_TEST

START_TEST(strings_and_comments_are_passed_over)
{
  static const struct { const char *text; size_t i, want; } cases[] = {
      {"a \"b\\\"#\" c", 2, 8}, {"# all \"of\" it\nx", 0, 13},
      {"\"open\r\n\"", 0, 5},      {"\"open\\", 0, 6},
      {"x # y", 0, 0},             {"", 0, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    ck_assert_uint_eq(ad_text_quoted(cases[i].text, strlen(cases[i].text),
                                     cases[i].i), cases[i].want);
  ck_assert(ad_text_defines("x \t= 1", 7, 1));
  ck_assert(!ad_text_defines("x == 1", 6, 1));
  ck_assert(!ad_text_defines("x ", 2, 1));
  ck_assert_uint_eq(ad_text_name("h_1{t}", 6, 0), 3);
  ck_assert_uint_eq(ad_text_name_start("2 h_1", 5), 2);
}
END_TEST

START_TEST(nearest_names)
{
  static const char *const list[] = {"h", "x", "yhat", "loss", "W1",
                                     "standardise"};
  static const struct { const char *name, *want; } cases[] = {
      {"hh", "h"},      {"X", "x"},       {"yaht", "yhat"}, {"los", "loss"},
      {"w1", "W1"},     {"z", NULL},      {"standardize", "standardise"},
      {"lsso", NULL},   {"q2", NULL},     {"velocity", NULL},
      {"", NULL},       {"W12", "W1"},    {"W2", NULL},
      {"LOSS", "loss"}, {"stand", "standardise"}, {"st", NULL},
      {"standadise", "standardise"},      {"sss", NULL}};

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *got = ad_nearest(cases[i].name, list, 6);
    const char *want = cases[i].want;
    ck_assert_msg(got == want || (got != NULL && want != NULL &&
                                  strcmp(got, want) == 0),
                  "%s: got %s", cases[i].name, got != NULL ? got : "none");
  }
  ck_assert_ptr_null(ad_nearest("x", NULL, 0));
}
END_TEST

START_TEST(checked_product)
{
  size_t product = 0;

  ck_assert(ad_multiply(3, 7, &product));
  ck_assert_uint_eq(product, 21);
  ck_assert(ad_multiply(SIZE_MAX, 0, &product));
  ck_assert(!ad_multiply(SIZE_MAX / 2, 3, &product));
  ck_assert_int_eq(ad_fail(NULL, AD_EIO, "no"), AD_EIO);
  ad_hint(NULL, "no");
}
END_TEST

static TCase *add_group(Suite *suite, const char *name)
{
  TCase *group = tcase_create(name);

  tcase_set_timeout(group, 60);
  suite_add_tcase(suite, group);
  return group;
}

static void add_expressions(TCase *group)
{
  tcase_add_test(group, numbers_are_rounded_once);
  tcase_add_test(group, names_stay);
  tcase_add_test(group, precedence);
  tcase_add_test(group, operands);
  tcase_add_test(group, derivatives);
  tcase_add_test(group, numbers);
  tcase_add_test(group, places);
  tcase_add_test(group, round_trip);
  tcase_add_test(group, round_trip_random);
  tcase_add_test(group, million_terms);
  tcase_add_test(group, depth);
  tcase_add_test(group, long_tokens);
  tcase_add_test(group, many_lines);
}

static void add_lines(TCase *group)
{
  tcase_add_test(group, line_nodes);
  tcase_add_test(group, line_blank);
  tcase_add_test(group, line_texts);
  tcase_add_test(group, line_net);
  tcase_add_test(group, line_sweep);
  tcase_add_test(group, line_lists);
  tcase_add_test(group, line_claims);
  tcase_add_test(group, line_leaves);
  tcase_add_test(group, line_files);
  tcase_add_test(group, line_columns);
  tcase_add_test(group, line_ends);
}

static void add_messages(TCase *group)
{
  tcase_add_test(group, error_expressions);
  tcase_add_test(group, error_brackets);
  tcase_add_test(group, error_tokens);
  tcase_add_test(group, error_lines);
  tcase_add_test(group, message_shown);
  tcase_add_test(group, message_long);
  tcase_add_test(group, bytes_of_names);
  tcase_add_test(group, strings_and_comments_are_passed_over);
  tcase_add_test(group, nearest_names);
  tcase_add_test(group, checked_product);
}

int main(void)
{
  Suite *suite = suite_create("syntax");
  SRunner *runner = srunner_create(suite);

  add_expressions(add_group(suite, "expressions"));
  add_lines(add_group(suite, "lines"));
  add_messages(add_group(suite, "messages"));
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
