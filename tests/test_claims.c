/* SPDX-License-Identifier: GPL-3.0-or-later
   Claims judged: those of all examples against what the comment above each
   expects, and small worksheets against codes given by hand.  Read claims.h
   before. */
#include <check.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "read_file.h"

/* --- helpers -------------------------------------------------------------- */

typedef struct judged {
  ad_report report;
  ad_sheet *sheet;
  ad_claims *claims;
} judged;

static void judge(judged *j)
{
  ad_error err = {0};
  ck_assert_msg(ad_claims_judge(j->sheet, &j->claims, &err) == AD_OK, "%s",
                err.text);
}

static void drop(judged *j)
{
  ad_claims_free(j->claims);
  ad_sheet_free(j->sheet);
  ad_report_free(&j->report);
}

/* The source that the sheet is read from must outlive it. */
static judged judge_source(const ad_source *source)
{
  judged j = {.sheet = NULL};
  ad_sheet_options options = {.folder = NULL};
  ad_report_init(&j.report, source);
  ck_assert_msg(
    ad_sheet_read(source, &options, &j.sheet, &j.report) == AD_OK, "%s",
    j.report.count ? j.report.messages[0].error.text : "");
  judge(&j);
  return j;
}

static const ad_claim_part *part_of(const judged *j, size_t line, size_t k)
{
  const ad_claim *claim = ad_claims_at(j->claims, line);
  ck_assert_ptr_nonnull(claim);
  ck_assert_uint_lt(k, claim->n);
  return &claim->parts[k];
}

/* --- the examples --------------------------------------------------------- */

/* What the comment in the line above says; NULL where there is none. */
static const char *expectation(const ad_source *source, size_t offset,
                               char *text, size_t size)
{
  static const char start[] = "# expect: ";
  const char *line = source->text + offset, *end;
  while (line > source->text && line[-1] != '\n')
    line--;
  if (line == source->text)
    return NULL;
  end = --line;
  while (line > source->text && line[-1] != '\n')
    line--;
  while (*line == ' ')
    line++;
  if (strncmp(line, start, strlen(start)) != 0)
    return NULL;
  line += strlen(start);
  snprintf(text, size, "%.*s", (int)(end - line), line);
  return text;
}

static int begins(const char *text, const char *with)
{
  return strncmp(text, with, strlen(with)) == 0;
}

static int is_as_expected(const char *expected, int is_chain,
                          ad_claim_code code)
{
  if (begins(expected, "right to the digits"))
    return code == AD_CLAIM_RIGHT_DIGITS;
  if (begins(expected, "right once ordered"))
    return code == AD_CLAIM_RIGHT_LAYOUT || code == AD_CLAIM_RIGHT_ORDERED;
  if (is_chain && begins(expected, "right"))
    return code == AD_CLAIM_RIGHT || code == AD_CLAIM_RIGHT_ORDERED;
  if (begins(expected, "equal in value"))
    return code == AD_CLAIM_NOT_CHAIN;
  if (begins(expected, "right"))
    return code == AD_CLAIM_RIGHT;
  if (begins(expected, "only here"))
    return code == AD_CLAIM_ONLY_HERE;
  return code == AD_CLAIM_WRONG || code == AD_CLAIM_BAD_TEXT;
}

/* Returns 1, so that lines are counted. */
static size_t hold_line(const char *file, const ad_source *source,
                        const ad_claim *claim)
{
  char text[200];
  size_t offset = claim->statement->place.offset;
  const char *said = source->text + offset;
  const char *expected = expectation(source, offset, text, sizeof text);
  int is_chain = claim->statement->keyword == AD_K_CHAIN;
  ck_assert_msg(expected != NULL, "%s: nothing is expected of %.60s", file,
                said);
  ck_assert_msg(is_as_expected(expected, is_chain, claim->code),
                "%s: %s, not %s: %.*s", file, ad_claim_word(claim->code),
                expected, (int)strcspn(said, "\n"), said);
  return 1;
}

static size_t hold_file(const char *file)
{
  judged j = {.sheet = NULL};
  const ad_claim *claim;
  size_t lines = 0;
  ad_report_init(&j.report, NULL);
  ck_assert_msg(ad_sheet_read_file(file, NULL, &j.sheet, &j.report) == AD_OK,
                "%s: %s", file,
                j.report.count ? j.report.messages[0].error.text : "");
  judge(&j);
  for (size_t i = 0; (claim = ad_claims_at(j.claims, i)); i++)
    lines += hold_line(file, j.report.source, claim);
  drop(&j);
  return lines;
}

START_TEST(examples_come_out_as_expected)
{
  const char *top = getenv("GRADCOMPARE_SOURCE");
  char pattern[2000];
  glob_t files;
  size_t lines = 0;
  snprintf(pattern, sizeof pattern, "%s/examples/*/*.grad", top ? top : ".");
  ck_assert_int_eq(glob(pattern, 0, NULL, &files), 0);
  snprintf(pattern, sizeof pattern, "%s/examples/atlas/*/*.grad",
           top ? top : ".");
  ck_assert_int_eq(glob(pattern, GLOB_APPEND, NULL, &files), 0);
  ck_assert_uint_gt(files.gl_pathc, 20);
  for (size_t i = 0; i < files.gl_pathc; i++)
    lines += hold_file(files.gl_pathv[i]);
  globfree(&files);
  ck_assert_uint_ge(lines, 780);
}
END_TEST

/* --- claims of others ----------------------------------------------------- */

START_TEST(real_claims)
{
  static const char mark[] = "#### ";
  char *text = test_read_file("tests/real-claims.txt");
  size_t count = 0;
  for (char *at = strstr(text, mark), *next; at; at = next, count++) {
    next = strstr(at + 1, mark);
    const char *expected = at + strlen(mark);
    ad_source source = {"real-claims.txt", at,
                        next ? (size_t)(next - at) : strlen(at)};
    judged j = judge_source(&source);
    const ad_claim *claim = ad_claims_at(j.claims, 0);
    ck_assert_msg(begins(expected, "right") ? ad_claim_is_right(claim->code)
                                            : ad_claim_is_wrong(claim->code),
                  "%s: %.*s", ad_claim_word(claim->code), (int)source.size,
                  at);
    drop(&j);
  }
  ck_assert_uint_eq(count, 116);
  free(text);
}
END_TEST

/* --- codes ---------------------------------------------------------------- */

#define SCALAR "input x = 2\ny = x^2\noutput y\n"
#define FORGOTTEN(start)                                                     \
  "param W[2,2] = " start "\ninput x[2] = [1; 2]\nl = sum([1; 3]*(W @ x))\n" \
  "output l\nclaim dl/dx = W @ [1; 3]"
#define MEAN2                                                                \
  "dim n = 2, d = 2\ndata X[n,d] = [1.5, 2; 0.5, -1]\n"                      \
  "data y[n] = [0.3; 1.4]\nparam w[d] = [0.2; 0.5]\nq = X @ w\n"            \
  "l = mean((q - y)^2)\noutput l\n"
#define SUM2 "dim n = 2\nparam q[n] = [0.7; -0.4]\nl = sum(q^2)\noutput l\n"
#define SUM3                                                                 \
  "dim n = 3\nparam q[n] = [0.7; -0.4; 1.1]\nl = sum(q^3)\noutput l\n"
#define NARROW                                                               \
  "data y[2] = [0; 1]\nparam p[2] = [0.0001; 0.9999]\n"                      \
  "l = -mean(y*log(p) + (1 - y)*log(1 - p))\noutput l\n"
#define FAR_HINGE                                                            \
  "param u[3] = [0.4; -0.9; 1.3]\nparam v[3] = [1; 2; -0.7]\n"               \
  "s = u' @ v + 40\nl = relu(s)\noutput l\n"
#define ONE_SAMPLE                                                           \
  "dim n = 1\ndata x[n] = 0.7\ndata y[n] = 1.3\nparam w = 0.4\n"            \
  "param b = 0.1\nq = x*w + b\nl = mean((q - y)^2)\noutput l\n"
#define WRITTEN                                                              \
  "dim m = 2, k = 3\nparam U[m,k] = [0.5, -1.2, 0.8; 1.1, 0.4, -0.3]\n"       \
  "data y[m] = [1; 3]\nY = [1, 0, 0; 0, 0, 1]\nl = cross_entropy(U, y)\n"    \
  "output l\n"
#define FAR_UNIT                                                             \
  "data x[4] = [-0.5; 0.6; 0.3; 1.1]\nparam w = 1\nparam b = 0.1\n"          \
  "r = relu(w*x + b)\nl = 1/2*sum(r^2)\noutput l\n"
#define FAR_MAX                                                              \
  "param u[3] = [0.4; -0.9; 1.3]\nq = sum(u^2)\nl = max(q, 0.1)\n"         \
  "output l\n"
#define TIED(data, of, claim)                                                \
  "data A[3,3] = " data "\ninput w[3] = [1; 2; -0.5]\nl = " of               \
  "\noutput l\nclaim dl/dw = " claim
#define UNEQUAL "input x[3] = [1e9; 0.5; -2]\nl = sum(x^2)/2\noutput l\n"
#define SMALL "input u = 3\ninput v = 1e-200\nc = u*v\n"
#define FAR "input x = 400\ns = sigmoid(x)\n"
#define LARGE "input a = 3e155\ninput b = 4e155\nh = hypot(a, b)\n"
#define TENTH "input x = 0.4\nl = x^2/5\noutput l\n"
#define LAYER                                                                \
  "data x[2] = [1.5; -0.7]\nparam W[3,2] = [1, 2; 0.5, -1; 3, 0.2]\n"        \
  "param b[3] = [0.1; -0.4; 2]\nz = W @ x + b\na = relu(z)\nl = sum(a^2)\n"  \
  "output l\n"
#define HUBER                                                                \
  "data t = 1.25\nparam r[3] = [0.5; -2; 3]\n"                               \
  "l = sum(where(abs(r) <= t, r^2/2, t*(abs(r) - t/2)))\noutput l\n"
#define ROWS                                                                 \
  "data X[3,2] = [1.5, 2; -0.7, 1; 0.3, -1]\n"                               \
  "param W[2,2] = [1, 2; 0.5, -1]\nparam b[1,2] = [0.1, -0.4]\n"            \
  "param c[3,1] = [0.2; 1; -2]\nZ = X @ W + b + c\nA = tanh(Z)\n"          \
  "l = sum(A^2)\noutput l\n"
#define SUMS                                                                 \
  "input u = 1.3\ninput v = 0.7\nq = v^2\nr = 3*u + q\nf = sin(r)\n"         \
  "output f\n"
#define SHIFTS                                                               \
  "input w = 0.4\nu = w + 1\na = sin(u)\nb = a + 1\nc = b + 1\ny = c + 1\n"   \
  "output y\n"
#define SQUARE                                                               \
  "input A[2,2] = [1, 2; 3, 5]\nf = sum(A^2*[1, 2; 3, 4])\noutput f\n"

static const struct {
  const char *text;
  ad_claim_code code;
} cases[] = {
  /* numbers: exact ones, and the digits written */
  {SCALAR "claim y = 4", AD_CLAIM_RIGHT},
  {SCALAR "claim y = 5", AD_CLAIM_WRONG},
  {SCALAR "claim y = 8/2", AD_CLAIM_RIGHT},
  {SCALAR "claim y = 4.0", AD_CLAIM_RIGHT},
  {SCALAR "claim y/3 = 1.3", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y/3 = 1.333", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y/3 = 1.334", AD_CLAIM_WRONG},
  {SCALAR "claim y/3 = 1.34", AD_CLAIM_WRONG},
  {SCALAR "claim -y/3 = -1.33", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim -y/3 = 1.33", AD_CLAIM_WRONG},
  {SCALAR "claim y/3 = 13.3e-1", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y/3 = 133e-2", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y/3000 = 1.3e-3", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y/3000 = 1.2e-3", AD_CLAIM_WRONG},
  {SCALAR "claim y/3 = 4/3", AD_CLAIM_RIGHT},
  {SCALAR "claim y/3 = 2*0.667", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y/3 = 2*0.668", AD_CLAIM_WRONG},
  {LAYER "claim dl/db = [9.4, 0.2, 12]", AD_CLAIM_WRONG},
  {LAYER "claim z = [0.2; 1.05; 6.36]", AD_CLAIM_RIGHT},
  {LAYER "claim z/3 = [0.07; 0.35; 2.12]", AD_CLAIM_RIGHT_DIGITS},
  {LAYER "claim z/3 = [0.07; 0.35; 2.13]", AD_CLAIM_WRONG},
  {LAYER "claim z/3 = [0.07; 0.35; 2]", AD_CLAIM_WRONG}, /* 2 is exact     */
  /* small entries beside a large one */
  {UNEQUAL "claim dl/dx = [1000000000; 0.5; -2]", AD_CLAIM_RIGHT},
  {UNEQUAL "claim dl/dx = [1e9; 1/2; -2]", AD_CLAIM_RIGHT},
  {UNEQUAL "claim dl/dx = [1e9; 1; -2]", AD_CLAIM_WRONG},
  {UNEQUAL "claim dl/dx = [1e9; 1/2; -3]", AD_CLAIM_WRONG},
  {LAYER "claim z/3 = [0.07, 0.35, 2.12]", AD_CLAIM_RIGHT_LAYOUT},
  {LAYER "claim dl/dz - 2*a = 0", AD_CLAIM_RIGHT}, /* of every entry       */

  /* rounded numbers that may be anything: 0.16 is due */
  {TENTH "claim dl/dx = 0.2", AD_CLAIM_RIGHT_DIGITS},
  {TENTH "claim dl/dx = 0.1/0.9", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 0.2/1.1", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 0.79*0.20", AD_CLAIM_RIGHT_DIGITS},
  {TENTH "claim dl/dx = sin(1e3)", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 1e300*0.0", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 0.0*123456.0", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = sqrt(0.0)", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 1e6 - 1e6", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 0.", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = -0.", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx/10 = 0.0", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx/100 = 0.00", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx - dl/dx = 0.00", AD_CLAIM_RIGHT},
  {TENTH "claim dl/dx = -0.2", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = 0e9", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = sin(1e9)*1e9", AD_CLAIM_WRONG},
  {LARGE "claim dh/da = a/sqrt(a^2 + b^2)", AD_CLAIM_CANNOT_JUDGE},
  {LARGE "claim dh/da = a^2*b^2*log(b - b)/0", AD_CLAIM_WRONG},
  {LARGE "claim dh/da = a/h", AD_CLAIM_RIGHT},
  {LARGE "claim dh/da = b/h", AD_CLAIM_WRONG},
  {LARGE "claim dh/da = 1/(a - a)", AD_CLAIM_WRONG},
  {SMALL "claim dc/du = v^2/v", AD_CLAIM_CANNOT_JUDGE},
  {SMALL "claim dc/du = v*v/v", AD_CLAIM_CANNOT_JUDGE},
  {SMALL "claim dc/du = v", AD_CLAIM_RIGHT},
  {SMALL "claim dc/du = 2*v", AD_CLAIM_WRONG},
  {SMALL "claim dc/dv = u + exp(-1000 - u)", AD_CLAIM_RIGHT},
  {SMALL "claim dc/dv = u + exp(-1000 - u)*exp(500)*exp(500)",
   AD_CLAIM_CANNOT_JUDGE},
  {SMALL "claim dc/dv = u + (u + 1e17 - 1e17)", AD_CLAIM_CANNOT_JUDGE},
  {SMALL "claim dc/dv = u*((u + 1e20) - 1e20)/u", AD_CLAIM_CANNOT_JUDGE},
  {SMALL "claim dc/dv = 4/3*u*exp(u - 200)/exp(u - 200)", AD_CLAIM_WRONG},
  {FAR "claim ds/dx = exp(-x)/(1 + exp(-x))^2", AD_CLAIM_RIGHT},
  {FAR "claim ds/dx = exp(x)/(1 + exp(x))^2", AD_CLAIM_CANNOT_JUDGE},
  /* numbers alone are looked at as well */
  {TENTH "claim dl/dx = 0.16*exp(1000)/exp(1000)", AD_CLAIM_CANNOT_JUDGE},
  {TENTH "claim dl/dx = 0.16 + 1e-200*1e-200*1e200*1e200",
   AD_CLAIM_CANNOT_JUDGE},
  {TENTH "claim dl/dx = 0.16 + exp(-1000)", AD_CLAIM_RIGHT},
  {TENTH "claim dl/dx = 0.16/0", AD_CLAIM_WRONG},
  {TENTH "claim dl/dx = x*1.0000e9 - x*1.0000e9", AD_CLAIM_CANNOT_JUDGE},
  {TENTH "claim dl/dx = 1e20*x - 1e20*x", AD_CLAIM_CANNOT_JUDGE},
  {TENTH "claim dl/dx = 1e15*(x - x) + 3", AD_CLAIM_CANNOT_JUDGE},
  {TENTH "claim dl/dx = sum([10^20; -10^20])", AD_CLAIM_CANNOT_JUDGE},
  {TENTH "claim dl/dx = 1e4*x + 0.4*x - 1e4*x", AD_CLAIM_RIGHT},
  {LAYER "claim dl/dz = [1e20; 5; 5]", AD_CLAIM_WRONG},
  {LAYER "claim dl/dz = 0e9*ones(3, 1)", AD_CLAIM_WRONG},
  {LAYER "claim dl/dz = [0e9; 0e9; 0e9]", AD_CLAIM_WRONG},
  {LAYER "claim a/100 = [0.0; 0.0; 0.1]", AD_CLAIM_WRONG},
  {LAYER "claim a/5 = [0.0; 0.2; 1.3]", AD_CLAIM_RIGHT_DIGITS},

  /* numbers in formulas are exact up to three digits, else rounded */
  {SCALAR "claim y = 1.01*x + 1.98", AD_CLAIM_ONLY_HERE},
  {SCALAR "claim log(y) = 0.6931*x^2/y*2", AD_CLAIM_ONLY_HERE},
  {SCALAR "claim y*log(3) = 1.0986*x^2", AD_CLAIM_RIGHT_DIGITS},
  {SCALAR "claim y*log(3) = 1.0987*x^2", AD_CLAIM_WRONG},
  {SCALAR "claim y*log(3) = 1.1*x^2", AD_CLAIM_WRONG},

  /* formulas: at other numbers, too */
  {SCALAR "claim dy/dx = 2*x", AD_CLAIM_RIGHT},
  {SCALAR "claim dy/dx = y", AD_CLAIM_ONLY_HERE},
  {SCALAR "claim dy/dx = x + 2", AD_CLAIM_ONLY_HERE},
  {SCALAR "claim dy/dx = x", AD_CLAIM_WRONG},
  {SCALAR "claim dy/dx = -2*x", AD_CLAIM_WRONG},
  {SCALAR "claim dy/dx = 2*x = 4 = y", AD_CLAIM_ONLY_HERE},
  {SCALAR "claim dy/dx = 2*x = 4 = 2*sqrt(y)", AD_CLAIM_ONLY_HERE}, /* |x| */
  {LAYER "claim dl/dW = 2*a @ x'", AD_CLAIM_RIGHT},
  {LAYER "claim dl/dW = x @ (2*a)'", AD_CLAIM_RIGHT_LAYOUT},
  {LAYER "claim dl/dW = 2*z @ x'", AD_CLAIM_ONLY_HERE}, /* no z < 0 here   */
  {LAYER "claim dl/dW = 2*a", AD_CLAIM_WRONG},
  {LAYER "claim dl/dW = a @ x'", AD_CLAIM_WRONG},
  {LAYER "claim da/dz = step(z)", AD_CLAIM_RIGHT},
  {LAYER "claim da/dz = diag(step(z))", AD_CLAIM_RIGHT},
  {LAYER "claim da/dz = diag(z)", AD_CLAIM_WRONG},
  {LAYER "claim a = diag(a)", AD_CLAIM_WRONG},
  {LAYER "claim dl/da = diag(2*a)", AD_CLAIM_WRONG}, /* of a number        */
  {"input x[3] = [1; 2; 3]\nz = 2*x\nc = z\nl = sum(c^2)\noutput l\n"
   "claim dc/dz = ones(3)", AD_CLAIM_RIGHT},
  {"input x[2,2] = [1, 2; 3, 4]\nz = 2*x\nc = z\nl = sum(c^2)\noutput l\n"
   "claim dc/dz = ones(2, 2)", AD_CLAIM_RIGHT},
  {LAYER "claim dl/dz = ones(3, 1)*sum(2*a)", AD_CLAIM_WRONG},
  /* beside @ it is diagonal, as a factor or as what a product made of it */
  {LAYER "claim da/dx = da/dz @ W", AD_CLAIM_RIGHT},
  {LAYER "claim da/dx = (2*da/dz) @ W/2", AD_CLAIM_RIGHT},
  {LAYER "claim dl/dz = ((dl/da)' @ da/dz)'", AD_CLAIM_RIGHT},
  {LAYER "claim da/dx = (W' @ (da/dz)')'", AD_CLAIM_RIGHT},
  {LAYER "claim da/dx = W @ da/dz", AD_CLAIM_BAD_TEXT},
  {LAYER "claim da/dx = dl/da @ dz/dx", AD_CLAIM_BAD_TEXT},
  {LAYER "claim dl/dW = dl/dz @ x'", AD_CLAIM_RIGHT},
  {"input q[3] = [0.4; -0.9; 1.3]\n"
   "param A[3,3] = [1, 2, 4; 5, -1, 7; 3, 2, 1]\n"
   "s = tanh(q)\np = A @ s\nr = exp(p)\nl = sum(r)\noutput l\n"
   "claim dr/dq = dr/dp @ dp/ds @ ds/dq", AD_CLAIM_RIGHT},
  /* a threshold is positive; what is compared with a constant is any number */
  {HUBER "claim dl/dr = clip(r, -t, t)", AD_CLAIM_RIGHT},
  {HUBER "claim dl/dr = where(abs(r) <= t, r, t*sign(r))", AD_CLAIM_RIGHT},
  {HUBER "claim dl/dr = clip(r, -t, 1.25)", AD_CLAIM_ONLY_HERE},
  {HUBER "claim dl/dr = r", AD_CLAIM_WRONG},
  {"data x = 1.25\nparam w = 0.5\nl = where(x > 0, w*x, 0)\noutput l\n"
   "claim dl/dw = x", AD_CLAIM_ONLY_HERE},
  {SQUARE "claim df/dA = 2*A*[1, 2; 3, 4]", AD_CLAIM_RIGHT},
  {SQUARE "claim df/dA = 2*A'*[1, 3; 2, 4]", AD_CLAIM_RIGHT_LAYOUT},
  {SQUARE "claim df/dA = 2*A*[1, 3; 2, 4]", AD_CLAIM_WRONG},

  /* a number, with a name or without, for every entry of a derivative */
  {LAYER "s = x[1]\nf = s*sum(z)\nclaim df/dz = s", AD_CLAIM_RIGHT},
  {LAYER "s = x[1]\nf = s*z\nclaim df/dz = s", AD_CLAIM_RIGHT},
  {LAYER "f = mean(z)\nclaim df/dz = 1/count(z)", AD_CLAIM_RIGHT},
  {LAYER "f = mean(z)\nclaim df/dz = 1/sum(z)", AD_CLAIM_WRONG},
  {LAYER "claim a*0 + x[1] = x[1]", AD_CLAIM_WRONG},
  {LAYER "claim dx/dx = 1", AD_CLAIM_RIGHT},
  {LAYER "claim dz/dz = 1", AD_CLAIM_RIGHT},
  {LAYER "claim dz/dz = eye(3)", AD_CLAIM_RIGHT},
  {LAYER "claim dW/dW = 1", AD_CLAIM_RIGHT},
  {LAYER "claim dx/dx = 2", AD_CLAIM_WRONG},

  /* terms that cancel: 0 but for rounding, and not 0 */
  {LAYER "claim sum(softmax(z)) - 1 = 0", AD_CLAIM_RIGHT},
  {LAYER "claim sum(softmax(z)*1e8) - 1e8 = 0", AD_CLAIM_RIGHT},
  {LAYER "claim sum(softmax(z)) - 1 + x[1]*1e-6 = 0", AD_CLAIM_WRONG},

  /* kinks, and points outside of a domain */
  {"input x = 0\ny = abs(x)\noutput y\nclaim dy/dx = where(x >= 0, 1, -1)",
   AD_CLAIM_CANNOT_JUDGE},
  {"input x = 0\ny = relu(x)\noutput y\nclaim dy/dx = step(x)",
   AD_CLAIM_RIGHT},
  {"input x = -1\ny = log(x)\noutput y\nclaim y = log(x)",
   AD_CLAIM_CANNOT_JUDGE},
  {SCALAR "claim dy/dx = 2*x/(x - 2)*(x - 2)", AD_CLAIM_CANNOT_JUDGE},
  {"input x = 2\ny = log(x)\noutput y\nclaim dy/dx = 1/abs(x)",
   AD_CLAIM_RIGHT},
  {"input x = -2\ny = log(x)\noutput y\nclaim dy/dx = 1/x",
   AD_CLAIM_CANNOT_JUDGE},

  /* labels stay labels, indicators indicators, symmetric what is */
  {"data y[3] = [1; 3; 2]\ninput s[3,3] = [1, 2, 0.5; -1, 0, 2; 0.3, 1, 1]\n"
   "l = cross_entropy(s, y)\noutput l\n"
   "claim l = mean(logsumexp(s, over=cols)) - "
   "(s[1,1] + s[2,3] + s[3,2])/3", AD_CLAIM_RIGHT},
  {"data T[2,3] = [0, 1, 0; 1, 0, 0]\ninput s[2,3] = [1, 2, 0.5; -1, 0, 2]\n"
   "l = -sum(T*log(softmax(s)))\noutput l\nclaim dl/ds = softmax(s) - T",
   AD_CLAIM_RIGHT},
  {"param S[2,2] = [2, 0.3; 0.3, 1]\ninput v[2] = [1; 2]\n"
   "f = v' @ S @ v\noutput f\nclaim df/dv = 2*S @ v", AD_CLAIM_RIGHT},
  {"param S[2,2] = [2, 0.3; 0.4, 1]\ninput v[2] = [1; 2]\n"
   "f = v' @ S @ v\noutput f\nclaim df/dv = 2*S @ v", AD_CLAIM_WRONG},

  {"data S[2,2] = [2.5, 0; 0, 1]\ninput v[2] = [1; 2]\n"
   "f = v' @ S @ v\noutput f\nclaim df/dv = 2*S @ v", AD_CLAIM_RIGHT},
  {FORGOTTEN("0"), AD_CLAIM_ONLY_HERE},
  {FORGOTTEN("eye(2)"), AD_CLAIM_ONLY_HERE},
  {FORGOTTEN("0.5*ones(2, 2)"), AD_CLAIM_ONLY_HERE},
  {FORGOTTEN("[1, 2; 2, 3]"), AD_CLAIM_RIGHT},

  /* shares, signs and columns of ones in data stay so */
  {"data q[3] = [0.2; 0.3; 0.5]\ninput s[3] = [1; 2; 0.5]\n"
   "l = -sum(q*log(softmax(s)))\noutput l\nclaim dl/ds = softmax(s) - q",
   AD_CLAIM_RIGHT},
  {"data Q[2,3] = [0.2, 0.3, 0.5; 0.7, 0, 0.3]\n"
   "input s[2,3] = [1, 2, 0.5; -1, 0, 2]\nl = -sum(Q*log(softmax(s)))\n"
   "output l\nclaim dl/ds = softmax(s) - Q", AD_CLAIM_RIGHT},
  {"param q[3] = [0.2; 0.3; 0.5]\ninput s[3] = [1; 2; 0.5]\n"
   "l = -sum(q*log(softmax(s)))\noutput l\nclaim dl/ds = softmax(s) - q",
   AD_CLAIM_ONLY_HERE},
  {"data y[3] = [1; -1; -1]\ninput s[3] = [1; 2; 0.5]\nl = sum((s - y)^2)\n"
   "output l\nclaim l = sum(s^2) - 2*sum(s*y) + 3", AD_CLAIM_RIGHT},
  {"data X[3,2] = [1, 0.2; 1, -0.7; 1, 3]\ninput w[2] = [0.5; 2]\n"
   "l = sum((X @ w)^2)\noutput l\n"
   "claim l = 3*w[1]^2 + 2*w[1]*w[2]*sum(X[:, 2]) + w[2]^2*sum(X[:, 2]^2)",
   AD_CLAIM_RIGHT},
  {"data X[2,3] = [1, 1, 1; 0.2, -0.7, 3]\ninput w[2] = [0.5; 2]\n"
   "l = sum(w' @ X)\noutput l\n"
   "claim l = 3*w[1] + w[2]*sum(X[2, :])", AD_CLAIM_RIGHT},
  {"data X[3,2] = [1, 0.2; 1, -0.7; 1, 3]\ninput w[2] = [0.5; 2]\n"
   "l = sum(X @ w)\noutput l\nclaim l = 3*w[1] + 2.5*w[2]",
   AD_CLAIM_ONLY_HERE},

  /* all that ties data together at once */
  {TIED("[0, 1, 0; 1, 0, 1; 0, 1, 0]", "w' @ A @ w", "2*A @ w"),
   AD_CLAIM_RIGHT},
  {TIED("[0, 1, 0; 1, 0, 1; 0, 1, 0]", "w' @ A @ w", "2*A @ w + trace(A)*w"),
   AD_CLAIM_RIGHT},
  {TIED("[1, 0, 0; 1, 0, 1; 0, 1, 0]", "w' @ A @ w", "2*A @ w"),
   AD_CLAIM_WRONG},
  {TIED("[2, 1, 0; 1, 5, -1; 0, -1, 3]", "w' @ A @ w", "2*A @ w"),
   AD_CLAIM_RIGHT},
  {TIED("[2, 1, 0; 1, 5, -1; 0, -1, 3]", "w' @ A @ w/abs(det(A))",
        "2*A @ w/det(A)"), AD_CLAIM_RIGHT},
  {TIED("[1, -1, 1; -1, 1, 1; 1, 1, 1]", "w' @ A @ w", "2*A @ w"),
   AD_CLAIM_RIGHT},
  {TIED("[1, -1, 1; -1, 1, 1; 1, 1, 1]", "w' @ (A*A) @ w",
        "2*sum(w)*ones(3, 1)"), AD_CLAIM_RIGHT},
  {TIED("[0.5, 0.3, 0.2; 0.3, 0.4, 0.3; 0.2, 0.3, 0.5]",
        "w' @ A @ w + sum(A @ w)", "2*A @ w + 1"), AD_CLAIM_RIGHT},
  {TIED("[0.5, 0.3, 0.2; 0.3, 0.4, 0.3; 0.2, 0.3, 0.5]",
        "w' @ A @ A @ w", "2*A @ w"), AD_CLAIM_WRONG},
  {TIED("[0, 1.5, -2; -1.5, 0, 0.5; 2, -0.5, 0]", "w' @ A @ w", "0"),
   AD_CLAIM_RIGHT},
  {TIED("[0, 1.5, -2; -1.5, 0, 0.5; 2, -0.5, 0]", "w' @ A @ w", "0*w"),
   AD_CLAIM_RIGHT},
  {TIED("[0.6, -0.8, 0; 0.8, 0.6, 0; 0, 0, 1]", "sqnorm(A @ w)", "2*w"),
   AD_CLAIM_RIGHT},
  {TIED("[0.6, 0.8, 0; 0.8, -0.6, 0; 0, 0, 1]", "sqnorm(A @ w) + w' @ A @ w",
        "2*w + 2*A @ w"), AD_CLAIM_RIGHT},
  {"data Q[2,3] = [0.6, 0.8, 0; -0.8, 0.6, 0]\ninput y[2] = [1; 2]\n"
   "z = sum((Q' @ y)^2)\noutput z\nclaim dz/dy = 2*y", AD_CLAIM_RIGHT},
  {"dim n = 3, m = 2\ndata Q[n,m] = [0.6, -0.8; 0.8, 0.6; 0, 0]\n"
   "input y[m] = [1; 2]\nz = sum((Q @ y)^2)\noutput z\nclaim dz/dy = 2*y",
   AD_CLAIM_RIGHT},
  {TIED("[2, 0, 0; 0, 3, 0; 0, 0, 4.5]", "w' @ A @ w/2", "diag(A)*w"),
   AD_CLAIM_RIGHT},
  {TIED("[2, 0.5, 0.3; 0, 1, 0.2; 0, 0, 3]", "w' @ A @ w/2",
        "(A + A')/2 @ w + A[3, 1]*w"), AD_CLAIM_RIGHT},
  {TIED("[1, 0.5, -1.5; -2, 0.7, 1.3; 1, -1.2, 0.2]", "sqnorm(A @ w)",
        "2*A' @ ((A - mean(A, over=rows)) @ w)"), AD_CLAIM_RIGHT},
  {TIED("[1, 0.5, -1.5; -2, 0.7, 1.3; 1, -1.3, 0.2]", "sqnorm(A @ w)",
        "2*A' @ ((A - mean(A, over=rows)) @ w)"), AD_CLAIM_WRONG},
  {TIED("[1, 1, 1; 1, 1, 1; 1, 1, 1]", "sum(A^2 @ w)", "sum(A, over=rows)'"),
   AD_CLAIM_RIGHT},
  {TIED("[-1, -1, -1; -1, -1, -1; -1, -1, -1]", "sum(A^2 @ w)",
        "-sum(A, over=rows)'"), AD_CLAIM_RIGHT},
  {TIED("[1, 1, 1; 1, 1, 1; 1, 1, 1]", "sum(A^2 @ w)", "3"), AD_CLAIM_RIGHT},

  {"data v[2] = [0.6; -0.8]\ninput w[2] = [1; 2]\n"
   "l = (v' @ w)^2*sum(v^2)\noutput l\nclaim dl/dw = 2*(v' @ w)*v",
   AD_CLAIM_RIGHT},

  /* a number by itself is free, but for a mask and a label */
  {"data x = 1\nparam w = 0.5\nz = w*x\nl = z^2\noutput l\n"
   "claim dl/dw = 2*z", AD_CLAIM_ONLY_HERE},
  {"data x = -1\nparam w = 0.5\nz = w*x\nl = z^2\noutput l\n"
   "claim dl/dw = 2*z/x", AD_CLAIM_ONLY_HERE},
  {"data y = 0\nparam p = 0.5\nl = (p - y)^2\noutput l\n"
   "claim dl/dp = 2*(p - y)*(1 + y)", AD_CLAIM_ONLY_HERE},
  {"data y = 1\nparam p = 0.7\nl = where(y == 1, -log(p), -log(1 - p))\n"
   "output l\nclaim dl/dp = (p - y)/(p*(1 - p))", AD_CLAIM_RIGHT},
  {"data y = 1\nparam z = 0.7\nl = bce_logits(z, y)\noutput l\n"
   "claim dl/dz = where(y == 1, sigmoid(z) - 1, sigmoid(z))",
   AD_CLAIM_RIGHT},

  /* numbers so small that others do not show */
  {"input x = 1e-5\nl = cos(x)\noutput l\nclaim l = 1 - x^2/2",
   AD_CLAIM_ONLY_HERE},
  {"input x = 0.03\nl = sin(x)\noutput l\nclaim dl/dx = sqrt(1 - l^2)",
   AD_CLAIM_ONLY_HERE},
  {"param lam = 1e-10\ninput w[2] = [1; 2]\nl = sum(w^2) + lam*sum(w^2)\n"
   "output l\nclaim dl/dw = 2*w", AD_CLAIM_ONLY_HERE},
  {"param S[2,2] = [2e-7, 1e-7; 1e-7, 3e-7]\ninput w[2] = [1; 2]\n"
   "l = w' @ S @ w + sum(w^2)\noutput l\nclaim dl/dw = 2*w",
   AD_CLAIM_WRONG},
  {"input x = 1e-3\nl = log(x)\noutput l\nclaim dl/dx = 1/x",
   AD_CLAIM_RIGHT},

  /* branches that are taken at no other point */
  {FAR_HINGE "claim dl/du = v", AD_CLAIM_ONLY_HERE},
  {FAR_HINGE "claim dl/du = step(s)*v", AD_CLAIM_RIGHT},
  {FAR_HINGE "claim dl/ds = 1", AD_CLAIM_RIGHT},
  {"input u = 0.8\nl = u^2 + relu(u - 20)\noutput l\nclaim dl/du = 2*u",
   AD_CLAIM_ONLY_HERE},
  {FAR_MAX "claim dl/du = 2*u", AD_CLAIM_ONLY_HERE},
  {FAR_MAX "claim dl/du = where(q < 0.1, 0, 2*u)", AD_CLAIM_RIGHT},
  {FAR_UNIT "claim dl/db = r[2] + r[3] + r[4]", AD_CLAIM_ONLY_HERE},
  {FAR_UNIT "claim dl/dw = r[2]*x[2] + r[3]*x[3] + r[4]*x[4]",
   AD_CLAIM_ONLY_HERE},
  {FAR_UNIT "claim dl/db = sum(r)", AD_CLAIM_RIGHT},

  /* other sizes, of those that have a name */
  {MEAN2 "claim dl/dq = q - y", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dq = 2/n*(q - y)", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = 2/2*(q - y)", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = 2*q/2 - 2*y/n", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = 0.5*2*(q - y)", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = n/2*(q - y)", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dq = 4/n^2*(q - y)", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dq = rows(q)/2*(q - y)", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dq = 2/rows(q)*(q - y)", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = n/rows(q)^2*2*(q - y)", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = count(q)/2*(q - y)", AD_CLAIM_ONLY_SIZES},
  {SUM2 "claim dl/dq = n*q", AD_CLAIM_ONLY_SIZES},
  {SUM2 "claim dl/dq = 2*q", AD_CLAIM_RIGHT},
  {SUM3 "claim dl/dq = n*q^2", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dw = X' @ (q - y)", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dw = 2/n*(q - y)' @ X", AD_CLAIM_RIGHT_LAYOUT},
  {MEAN2 "claim dl/dw = 2/d*X' @ (q - y)", AD_CLAIM_ONLY_SIZES},
  {MEAN2 "claim dl/dq[1] = q[1] - y[1]", AD_CLAIM_RIGHT},
  {MEAN2 "claim dl/dq = [q[1] - y[1]; q[2] - y[2]]", AD_CLAIM_RIGHT},
  {MEAN2 "claim sum(dl/dq) = dl/dq' @ ones(2, 1)", AD_CLAIM_RIGHT},
  {MEAN2 "chain dl/dw = dl/dq, X", AD_CLAIM_RIGHT_ORDERED},
  {MEAN2 "chain dl/dw = q - y, X", AD_CLAIM_ONLY_SIZES},
  {"input q[2] = [0.3; 0.9]\nl = mean(q^2)\noutput l\nclaim dl/dq = q",
   AD_CLAIM_RIGHT},
  {"input A[2,2] = [1, 2; 3, 5]\nl = det(A)\noutput l\n"
   "claim dl/dA = trace(A)*eye(rows(A)) - A'", AD_CLAIM_RIGHT},
  {"dim n = 2\ninput A[n,n] = [1, 2; 3, 5]\nl = det(A)\noutput l\n"
   "claim dl/dA = trace(A)*eye(rows(A)) - A'", AD_CLAIM_ONLY_SIZES},
  /* a number in front says no size */
  {ONE_SAMPLE "claim dl/db = 2*(q - y)", AD_CLAIM_ONLY_SIZES},
  {ONE_SAMPLE "claim dl/dw = 2/n*(q - y)*x", AD_CLAIM_ONLY_SIZES},
  {ONE_SAMPLE "claim dl/db = 2/n*sum(q - y)", AD_CLAIM_RIGHT},
  {ONE_SAMPLE "claim dl/db = 2/n*ones(1, 1) @ (q - y)", AD_CLAIM_RIGHT},
  /* numbers written out under a name are of no other size */
  {WRITTEN "claim dl/dU = (softmax(U) - Y)/m", AD_CLAIM_RIGHT},
  {WRITTEN "claim dl/dU = softmax(U)/m - Y/m", AD_CLAIM_RIGHT},
  {WRITTEN "claim dl/dU = (softmax(U) - Y)/k", AD_CLAIM_WRONG},
  /* a size is fixed whose entries are written one by one */
  {"dim n = 2\ninput a[n] = [0.3; 0.8]\ninput b[n] = [1.3; -0.8]\n"
   "l = a[1]*b[1] + a[n]*b[n]\noutput l\nclaim dl/da = b", AD_CLAIM_RIGHT},
  {"dim n = 2\ndata x[n] = [1.5; 2.5]\ninput a = 0.7\nq = a*x\n"
   "l = q[1]^2 + q[2]^2\noutput l\nclaim dl/dq = 2*q", AD_CLAIM_RIGHT},
  {"dim T = 2\ninput x[T] = [0.3; 0.8]\ns0 = 0.1\nfor t = 1:2\n"
   "  s{t} = s{t-1} + x[t]^2\nend\nl = s2\noutput l\nclaim dl/dx = 2*x",
   AD_CLAIM_RIGHT},
  {"input A[2,2] = [0.3, 1; 0.8, -0.7]\n"
   "l = A[1,1]*A[2,2] - A[1,2]*A[2,1]\noutput l\n"
   "claim dl/dA = det(A)*inv(A)'", AD_CLAIM_RIGHT},
  /* but not one that only bounds what is taken */
  {"dim n = 3\ninput x[n] = [0.3; 0.8; 1.5]\nd = x[2:n] - x[1:n-1]\n"
   "l = mean(d^2)\noutput l\nclaim dl/dd = d", AD_CLAIM_ONLY_SIZES},
  {"dim n = 2, d = 2\ndata X[n,d] = [1.5, 2; 0.5, -1]\n"
   "input w = 0.2\nq = w*X[:,1]\nl = mean(q^2)\noutput l\n"
   "claim dl/dq = q", AD_CLAIM_ONLY_SIZES},
  {"input q[2] = [0.3; 0.9]\nl = mean(q^2)\noutput l\n"
   "claim dl/dq = 2*q/count(q)", AD_CLAIM_RIGHT},
  {"input A[2,2] = [1, 2; 3, 5]\nl = mean(A^2)\noutput l\n"
   "claim dl/dA = A/2", AD_CLAIM_RIGHT},
  {"dim n = 3\ninput q[n] = [0.3; 0.9; 2]\nl = sum(q^2)/3\noutput l\n"
   "claim dl/dq = 2*q/n", AD_CLAIM_RIGHT},
  {"dim n = 3, lam = 7\ninput q[n] = [0.3; 0.9; 2]\n"
   "l = sum(q^2)/3 + lam*q[1]\noutput l\nclaim dl/dq = 2*q/n",
   AD_CLAIM_WRONG},
  /* what data are, they are at other sizes as well */
  {"dim n = 3, K = 3\ndata y[n] = [1; 3; 2]\n"
   "data T[n,K] = [1, 0, 0; 0, 0, 1; 0, 1, 0]\n"
   "input s[n,K] = [1, 2, 0.5; -1, 0, 2; 0.3, 1, 1]\n"
   "l = cross_entropy(s, y)\noutput l\nclaim dl/ds = (softmax(s) - T)/n",
   AD_CLAIM_RIGHT},
  {"dim n = 2, K = 3\ndata T[n,K] = [1, 0, 0; 0, 0, 1]\n"
   "input s[n,K] = [1, 2, 0.5; -1, 0, 2]\nl = -mean(sum(T*log(softmax(s)), "
   "over=cols))\noutput l\nclaim dl/ds = (softmax(s) - T)/n",
   AD_CLAIM_RIGHT},
  {"dim d = 2\ndata Q[d,d] = [0.6, -0.8; 0.8, 0.6]\n"
   "data S[d,d] = [2, 1; 1, 3]\ndata P[d,d] = [0, 1; 1, 0]\n"
   "data I[d,d] = [1, 0; 0, 1]\ndata v[d] = [0.8; 0.6]\n"
   "input w[d] = [1; 2]\nl = sqnorm(Q @ w) + sqnorm(P @ w) + sqnorm(I @ w) +"
   " w' @ S @ w + (v' @ w)*sum(v^2)\noutput l\n"
   "claim dl/dw = 6*w + 2*S @ w + v", AD_CLAIM_RIGHT},
  /* loops make other names with another T, which stays */
  {"dim T = 2, n = 2\ninput h0[n] = [0.3; 0.4]\nfor t = 1:T\n"
   "  h{t} = h{t-1}^2\nend\nl = sum(h2)\noutput l\n"
   "claim dl/dh0 = 4*h0^3", AD_CLAIM_RIGHT},

  /* a probability beside 1 has room on one side only */
  {NARROW "claim dl/dp = (p - y)/(p*(1 - p))/2", AD_CLAIM_RIGHT},
  {NARROW "claim dl/dp = (p - y)/(p*(1 - p))*0.5", AD_CLAIM_RIGHT},
  {NARROW "claim dl/dp = (p - y)/(p*(1.01 - p))/2.02", AD_CLAIM_WRONG},
  {NARROW "claim dl/dp = (p - y)/(p - p^2)", AD_CLAIM_WRONG},

  /* texts that mean nothing */
  {SCALAR "claim dy/dx = 2*xx", AD_CLAIM_BAD_TEXT},
  {SCALAR "claim yy = 2*x", AD_CLAIM_BAD_TEXT},
  {LAYER "claim dl/dW = x @ a", AD_CLAIM_BAD_TEXT},
  {LAYER "claim dl/dW = a @ x' + b'", AD_CLAIM_BAD_TEXT},
  {SCALAR "claim dy/dx = sine(x)", AD_CLAIM_BAD_TEXT},

  /* shapes */
  {"dim n = 3\n" LAYER "shape W = [n, 2]", AD_CLAIM_RIGHT},
  {LAYER "shape W = [2, 3]", AD_CLAIM_WRONG},
  {LAYER "shape b = [3, 1]", AD_CLAIM_RIGHT},
  {LAYER "shape b = [1, 3]", AD_CLAIM_WRONG},
  {LAYER "shape c = [1, 3]", AD_CLAIM_BAD_TEXT},
  {LAYER "shape W = [k, 2]", AD_CLAIM_BAD_TEXT},
  {LAYER "shape dl/dW = [3, 2]", AD_CLAIM_RIGHT},
  {LAYER "shape dl/dW = [2, 3]", AD_CLAIM_WRONG},
  {LAYER "shape d(l)/d(z) = [3, 1]", AD_CLAIM_RIGHT},
  {LAYER "shape dz/dx = [3, 2]", AD_CLAIM_RIGHT},
  {LAYER "shape dz/dW = [3, 2]", AD_CLAIM_BAD_TEXT}, /* no matrix */
  {LAYER "shape d(l)/d(c) = [3, 1]", AD_CLAIM_BAD_TEXT},
  {LAYER "shape dl/dW = [k, 2]", AD_CLAIM_BAD_TEXT},

  /* paths */
  {LAYER "path dl/dW = l a z W", AD_CLAIM_RIGHT},
  {LAYER "path dl/dz = l a z", AD_CLAIM_RIGHT},
  {LAYER "path dl/dW = l z W", AD_CLAIM_WRONG},
  {LAYER "path dl/dW = l a z b", AD_CLAIM_WRONG},
  {LAYER "path dl/dW = a z W", AD_CLAIM_WRONG},
  {LAYER "path dl/dW = W z a l", AD_CLAIM_RIGHT}, /* upward                */
  {LAYER "path dl/dW = W z l", AD_CLAIM_WRONG},
  {LAYER "path dl/dW = l a z x W", AD_CLAIM_WRONG},
  {LAYER "path dl/dW = l a zz W", AD_CLAIM_BAD_TEXT},
  {LAYER "path dl/dW = l", AD_CLAIM_WRONG},

  /* chains */
  {LAYER "chain dl/dW = dl/da, da/dz, x'", AD_CLAIM_RIGHT_ORDERED},
  {LAYER "chain dl/dW = x, dl/dz", AD_CLAIM_RIGHT_ORDERED},
  {LAYER "chain dl/dW = dz/dW, da/dz, dl/da", AD_CLAIM_RIGHT_ORDERED},
  {LAYER "chain dl/dW = 2, a, step(z), x", AD_CLAIM_RIGHT_ORDERED},
  {LAYER "chain dl/dW = 2, z, x", AD_CLAIM_ONLY_HERE},
  {LAYER "chain dl/dW = a, step(z), x", AD_CLAIM_WRONG},
  {LAYER "chain dl/dW = dl/da, da/dz", AD_CLAIM_WRONG},
  {LAYER "chain dl/dW = dl/dc, da/dz, x", AD_CLAIM_BAD_TEXT},
  {LAYER "chain dz/dW = x'", AD_CLAIM_RIGHT},
  {LAYER "chain dl/da = 2*a", AD_CLAIM_RIGHT},
  {LAYER "chain dl/dz = 2*a*step(z)", AD_CLAIM_NOT_CHAIN},
  {LAYER "chain dl/dz = dl/da*da/dz", AD_CLAIM_RIGHT},
  {LAYER "chain dl/dx = dl/dz, W", AD_CLAIM_RIGHT_ORDERED},
  {ROWS "chain dl/db = dl/dZ, dZ/db", AD_CLAIM_RIGHT_ORDERED},
  {ROWS "chain dl/dW = dl/dZ, dZ/dW", AD_CLAIM_RIGHT_ORDERED},
  {ROWS "chain dl/db = dl/dA, dA/dZ, dZ/db", AD_CLAIM_RIGHT_ORDERED},
  {ROWS "chain dl/dc = dl/dZ, dZ/dc", AD_CLAIM_RIGHT_ORDERED},
  {ROWS "chain dZ/db = ones(1, 3)", AD_CLAIM_RIGHT},
  {ROWS "chain dl/db = dl/dA, dZ/db", AD_CLAIM_WRONG},
  {ROWS "chain dl/db = dl/dZ, dA/db", AD_CLAIM_BAD_TEXT},
  {LAYER "chain dl/dx = dl/dz, dz/dx", AD_CLAIM_RIGHT_ORDERED},
  {SUMS "chain df/du = df/dr, dr/du", AD_CLAIM_RIGHT},
  {SUMS "chain df/du = dr/du, df/dr", AD_CLAIM_RIGHT},
  {SUMS "chain df/du = df/dr, dr/dq, dq/du", AD_CLAIM_WRONG},
  {SUMS "chain df/du = df/dq, dr/du", AD_CLAIM_NOT_CHAIN},
  {SUMS "chain df/dv = df/dq, dr/dq, dq/dv", AD_CLAIM_NOT_CHAIN},
  {SUMS "chain df/dv = df/dr, dr/dq, dq/dv", AD_CLAIM_RIGHT},
  {SUMS "chain df/dv = df/dr, dq/dv", AD_CLAIM_NOT_CHAIN},

  {SHIFTS "chain dy/du = 1, 1, dc/db, da/du", AD_CLAIM_RIGHT},
  {SHIFTS "chain dy/du = 1, dc/db, da/du", AD_CLAIM_NOT_CHAIN},
  {SHIFTS "chain dy/dw = dy/du", AD_CLAIM_NOT_CHAIN},
  {SHIFTS "chain dy/dw = dy/du, 1", AD_CLAIM_RIGHT},

  /* products in another order */
  {LAYER "claim dl/dW = x' @ (2*a*step(z))", AD_CLAIM_RIGHT_ORDERED},
  {LAYER "claim dl/dx = W'*dl/dz", AD_CLAIM_BAD_TEXT},
  {LAYER "claim dl/dx = dl/dz @ W'", AD_CLAIM_RIGHT_ORDERED},
  {LAYER "claim dl/dW = x' @ (a*step(z))", AD_CLAIM_BAD_TEXT},
  {LAYER "claim dl/dW = (2*a*step(z)) @ x", AD_CLAIM_BAD_TEXT},
};

START_TEST(small_sheets_have_their_codes)
{
  ad_source source = {"test.grad", cases[_i].text, strlen(cases[_i].text)};
  judged j = judge_source(&source);
  const ad_claim *claim = ad_claims_at(j.claims, 0);
  ck_assert_msg(claim->code == cases[_i].code, "%s, not %s (%s) of\n%s",
                ad_claim_word(claim->code), ad_claim_word(cases[_i].code),
                claim->parts[claim->n - 1].text, cases[_i].text);
  ck_assert_ptr_null(ad_claims_at(j.claims, 1));
  drop(&j);
}
END_TEST

/* --- what is said --------------------------------------------------------- */

/* Points more where all others take one branch, and none where they do not. */
START_TEST(points_are_counted)
{
  static const char *const texts[] = {FAR_HINGE "claim dl/du = step(s)",
                                      FAR_MAX "claim dl/dq = 1",
                                      MEAN2 "claim dl/dq = 2/n*(q - y)"};
  for (size_t i = 0; i < 3; i++) {
    ad_source source = {"test.grad", texts[i], strlen(texts[i])};
    judged j = judge_source(&source);
    ck_assert_uint_eq(ad_claims_points(j.claims), i < 2 ? 8 : 7);
    drop(&j);
  }
}
END_TEST

START_TEST(worst_entry_is_named)
{
  const char *text = LAYER "claim dl/dz = [0.4; 2; 12.72]\n"
                           "claim dl/dz = [0.4, 2.2, 12.72]\n";
  ad_source source = {"test.grad", text, strlen(text)};
  judged j = judge_source(&source);
  for (size_t i = 0; i < 2; i++) {
    const ad_claim_part *part = part_of(&j, i, 0);
    ck_assert_int_eq(part->code, AD_CLAIM_WRONG);
    ck_assert(part->has_entry);
    ck_assert_uint_eq(i == 0 ? part->row : part->col, 1);
    ck_assert_uint_eq(i == 0 ? part->col : part->row, 0);
    ck_assert(fabs(part->said - (i == 0 ? 2 : 2.2)) < 1e-12);
    ck_assert(fabs(part->due - 2.1) < 1e-12);
  }
  drop(&j);
}
END_TEST

static const struct {
  const char *line, *text, *hint;
} messages[] = {
  {"claim l = 2*zz", "unknown name 'zz'", "did you mean 'z'?"},
  {"claim dldW = 2", "unknown name 'dldW'", "a derivative is written dl/dW"},
  {"claim dJ/dW = 2", "unknown name 'dJ'", "there is no node 'J'"},
  {"claim dL/dW = 2", "unknown name 'dL'",
   "there is no node 'L'; did you mean 'l'?"},
  {"claim dl/dw = 2", "unknown name 'dl'",
   "there is no node 'w'; did you mean 'W'?"},
  {"claim dl/dq = 2", "unknown name 'dl'",
   "there is no node 'q'"},
  {"claim dl/db = delta", "unknown name 'delta'", ""},
  {"claim z = l", "1 x 1, due is 3 x 1", ""},
  {"shape W = [2, 3]", "2 x 3, due is 3 x 2", ""},
  {"path dl/dW = l z W",
   "the path leaves out what lies between l and z: a", "z is read by a"},
  {"path dl/dW = l a z x W",
   "the path leaves the graph at the step from x to W: nothing lies behind x",
   "W is read by z"},
  {"path dl/dW = l a b W",
   "the path leaves out what lies between a and b: z", "b is read by z"},
  {"m = where(b > 0, W @ x, 0)\npath dm/db = m b",
   "the path leaves the graph at the step from m to b: m is made of x and W",
   "m reads b, but no derivative passes there"},
  {"path dl/dW = a z W", "the path begins at a, not at l", ""},
  {"path dl/dW = l a z b", "the path ends at b, not at W", ""},
  {"chain dl/dz = 2, (a - 0), step(z)", "(2*(a - 0))*step(z)", ""},
  {"chain dl/dW = (a + a), x'", "(a + a) @ x'", ""},
  {"claim sum(a)/1e4 = 0.00",
   "it is not 0: a rounded number has a digit that is not 0", ""},
  {"claim sum(a)/7 = 1.0873", "to the digits written it is 1.0871", ""},
};

/* Of a claim that other sizes show to be wrong, and of a number for a size. */
START_TEST(sizes_are_said)
{
  const char *text = MEAN2 "claim dl/dq = q - y\nclaim dl/dq = 2/2*(q - y)\n";
  ad_source source = {"test.grad", text, strlen(text)};
  judged j = judge_source(&source);
  ck_assert_str_eq(part_of(&j, 0, 0)->text, "it holds only at this sheet's "
                                            "sizes: not with n = 3, d = 5");
  ck_assert_str_eq(part_of(&j, 0, 0)->hint, "Which count should stand in it?");
  ck_assert_int_eq(part_of(&j, 0, 0)->code, AD_CLAIM_ONLY_SIZES);
  ck_assert_str_eq(part_of(&j, 1, 0)->text, "right at this sheet's sizes: a "
                                            "number stands for one of them");
  ck_assert_str_eq(ad_claims_sizes(j.claims, 0), "n = 3, d = 5");
  ck_assert_str_eq(ad_claims_sizes(j.claims, 1), "n = 6, d = 3");
  ck_assert_ptr_null(ad_claims_sizes(j.claims, 2));
  drop(&j);
}
END_TEST

START_TEST(messages_say_why)
{
  char text[600];
  snprintf(text, sizeof text, "%s%s\n", LAYER, messages[_i].line);
  ad_source source = {"test.grad", text, strlen(text)};
  judged j = judge_source(&source);
  ck_assert_str_eq(part_of(&j, 0, 0)->text, messages[_i].text);
  ck_assert_str_eq(part_of(&j, 0, 0)->hint, messages[_i].hint);
  drop(&j);
}
END_TEST

START_TEST(points_and_sides)
{
  const char *text = SCALAR "claim dy/dx = 2*x = 5 points 3/2\n"
                            "claim y = 4\n";
  ad_source source = {"test.grad", text, strlen(text)};
  judged j = judge_source(&source);
  ck_assert(ad_claims_at(j.claims, 0)->points == 1.5);
  ck_assert(ad_claims_at(j.claims, 1)->points == 1);
  ck_assert_uint_eq(ad_claims_at(j.claims, 0)->n, 2);
  ck_assert_int_eq(part_of(&j, 0, 0)->code, AD_CLAIM_RIGHT);
  ck_assert_int_eq(part_of(&j, 0, 1)->code, AD_CLAIM_WRONG);
  ck_assert_int_eq(ad_claims_at(j.claims, 0)->code, AD_CLAIM_WRONG);
  drop(&j);
}
END_TEST

/* In a loop, a claim is one for each round. */
START_TEST(loops)
{
  const char *text = "input x0 = 1.5\nfor t = 1:2\n  x{t} = x{t-1}^2\n"
                     "  claim dx{t}/dx{t-1} = 2*x{t-1}\n"
                     "  claim dx{t}/dx0 = t*2*x0\nend\noutput x2\n";
  ad_source source = {"test.grad", text, strlen(text)};
  judged j = judge_source(&source);
  static const ad_claim_code codes[] = {AD_CLAIM_RIGHT, AD_CLAIM_RIGHT,
                                        AD_CLAIM_RIGHT, AD_CLAIM_WRONG};
  for (size_t i = 0; i < 4; i++)
    ck_assert_int_eq(ad_claims_at(j.claims, i)->code, codes[i]);
  drop(&j);
}
END_TEST

/* --- products as text ----------------------------------------------------- */

#define PRODUCT                                                              \
  "param v[2,3] = [1, 2, -0.5; 0.5, -1, 3]\nparam h[3,2] = [0.3, 1; -0.7, 2;" \
  " 0.4, 1.5]\ndata y[2,2] = [0.1, 0.7; -0.4, 0.9]\no = v @ h\n"            \
  "L = sum((o - y)^2)\noutput L\n"

static const char *const twos[] = {"2", "(1 + 1)", "-(-2)", "4/2"};
static const char *const errors[] = {"o - y", "(o - y)", "-(y - o)",
                                     "(o - y)'", "((-y + o))"};
static const char *const others[] = {"h", "h'", "(2*h - h)", "(2*h - h)'",
                                     "(h*1 + 0)"};
static const char *const orders[] = {"012", "021", "102", "120", "201", "210"};

#define COUNT(list) (sizeof list / sizeof *list)

/* A chain of every choice of factors in every order. */
static void write_chains(FILE *out)
{
  for (size_t i = 0; i < COUNT(twos); i++)
    for (size_t j = 0; j < COUNT(errors); j++)
      for (size_t k = 0; k < COUNT(others); k++)
        for (size_t n = 0; n < COUNT(orders); n++) {
          const char *of[] = {twos[i], errors[j], others[k]}, *by = orders[n];
          fprintf(out, "chain dL/dv = %s, %s, %s\n", of[by[0] - '0'],
                  of[by[1] - '0'], of[by[2] - '0']);
        }
}

/* The products that are printed, read as claims. */
static size_t write_products(FILE *out, const judged *j)
{
  const ad_claim *claim;
  size_t n = 0;
  for (; (claim = ad_claims_at(j->claims, n)); n++) {
    ck_assert_int_eq(claim->code, AD_CLAIM_RIGHT_ORDERED);
    fprintf(out, "claim dL/dv = %s\n", claim->parts[0].text);
  }
  return n;
}

static void hold_products(const ad_source *source, size_t n)
{
  judged j = judge_source(source);
  for (size_t i = 0; i < n; i++) {
    const ad_claim *claim = ad_claims_at(j.claims, i);
    const char *said = source->text + claim->statement->place.offset;
    ck_assert_msg(claim->code == AD_CLAIM_RIGHT ||
                    claim->code == AD_CLAIM_RIGHT_LAYOUT,
                  "%s: %.*s", ad_claim_word(claim->code),
                  (int)strcspn(said, "\n"), said);
  }
  drop(&j);
}

START_TEST(printed_products_are_read_again)
{
  char *chains = NULL, *products = NULL;
  size_t size, room;
  FILE *out = open_memstream(&chains, &size);
  fputs(PRODUCT, out);
  write_chains(out);
  fclose(out);
  ad_source source = {"chains.grad", chains, size};
  judged j = judge_source(&source);
  out = open_memstream(&products, &room);
  fputs(PRODUCT, out);
  size_t n = write_products(out, &j);
  fclose(out);
  drop(&j);
  ck_assert_uint_eq(n, 600);
  hold_products(&(ad_source){"products.grad", products, room}, n);
  free(chains);
  free(products);
}
END_TEST

/* The derivative itself, and nodes that are made of it, say nothing. */
START_TEST(circles)
{
  static const struct {
    const char *line;
    int circular;
  } lines[] = {{"claim dl/da = g", 1},        {"claim dl/da = gg", 1},
               {"claim dl/da = dl/da*1", 1},  {"claim dl/da = 2*a", 0},
               {"claim dl/dz = g*da/dz", 0},  {"claim dl/db = h", 1},
               {"chain dl/da = gg", 1},       {"claim dl/dz = dl/db", 0},
               {"claim dl/da = by_hand", 0}, {"claim l = r/3", 1},
               {"claim z = 2*z/2", 1},        {"claim z = W @ x + b", 0},
               {"claim a = sqrt(a^2)", 1},    {"claim r = 3*sum(a^2)", 0},
               {"claim dl/da = dr/da/3", 1},  {"claim dl/da = l*dk/da", 0},
               {"claim dk/da = dl/da/l", 0}};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    char text[600];
    snprintf(text, sizeof text,
             "%sg = dl/da\ngg = g + 0\nh = dl/db\nr = 3*l\n"
             "by_hand = 2*a\nk = log(sum(a*a))\n%s\n", LAYER, lines[i].line);
    ad_source source = {"test.grad", text, strlen(text)};
    judged j = judge_source(&source);
    ck_assert_int_eq(part_of(&j, 0, 0)->code, AD_CLAIM_RIGHT);
    ck_assert_msg((part_of(&j, 0, 0)->circular != AD_CIRCLE_NONE) ==
                    lines[i].circular, "%s",
                  lines[i].line);
    drop(&j);
  }
}
END_TEST

/* Of several lines; "1" where a line says nothing.  One right line that stands
   by itself is enough for all of the same left side. */
START_TEST(circles_of_lines)
{
  static const struct {
    const char *lines, *circular;
  } sheets[] = {
    {"claim dl/dz = dl/db\nclaim dl/db = dl/dz", "11"},
    {"claim dl/dz = dl/db\nclaim dl/db = 2*a", "00"},
    {"claim dl/dz = dl/db\nclaim dl/db = dl/dz\nclaim dl/dW = dl/dz @ x'",
     "110"},
    {"claim dl/dz = dl/db\nclaim dl/db = dl/dz = 2*a", "00"},
    {"claim dl/dz = dl/db\nclaim dl/db = dl/dz\nclaim dl/dz = 2*a", "000"},
    {"claim dl/dz = dl/db\nchain dl/db = dl/dz, 1", "11"},
    {"claim dl/dz = dl/db\nclaim dl/db = 3*a\nclaim dl/db = dl/dz", "101"},
    {"claim dl/db = dl/dz\nclaim dl/dz = dl/db\nclaim dl/dz = dl/dz", "110"},
    /* one circle of dz and db, one of dW and db */
    {"claim dl/dW = dl/db @ x'\nclaim dl/db = dl/dW @ x/sum(x^2)\n"
     "claim dl/dz = dl/db\nclaim dl/db = dl/dz", "1111"},
    {"claim dl/dW = dl/dz @ x'\nclaim dl/dz = dl/da*da/dz\n"
     "claim dl/da = 2*a\nclaim a = relu(z)\nclaim z = W @ x + b", "00000"}};
  for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
    char text[600];
    snprintf(text, sizeof text, "%s%s\n", LAYER, sheets[i].lines);
    ad_source source = {"test.grad", text, strlen(text)};
    judged j = judge_source(&source);
    for (size_t k = 0; sheets[i].circular[k]; k++) {
      int circle = part_of(&j, k, 0)->circular == AD_CIRCLE_OF_LINES;
      ck_assert_msg(circle == sheets[i].circular[k] - '0', "line %zu of\n%s",
                    k + 1, sheets[i].lines);
    }
    drop(&j);
  }
}
END_TEST

START_TEST(nothing_to_judge)
{
  ad_source source = {"test.grad", SCALAR, strlen(SCALAR)};
  judged j = judge_source(&source);
  ck_assert_ptr_null(ad_claims_at(j.claims, 0));
  drop(&j);
}
END_TEST

START_TEST(words)
{
  static const char *const all[AD_CLAIM_CODES] = {
    "right", "right-digits", "right-other-layout", "right-ordered", "wrong",
    "only-here", "cannot-judge", "bad-text", "not-a-chain", "only-sizes"};
  for (ad_claim_code code = 0; code < AD_CLAIM_CODES; code++) {
    ck_assert_str_eq(ad_claim_word(code), all[code]);
    ck_assert_int_eq(ad_claim_is_right(code), begins(all[code], "right"));
    ck_assert(!(ad_claim_is_right(code) && ad_claim_is_wrong(code)));
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("claims");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, examples_come_out_as_expected);
  tcase_add_test(tests, real_claims);
  tcase_add_loop_test(tests, small_sheets_have_their_codes, 0,
                      sizeof cases / sizeof cases[0]);
  tcase_add_test(tests, points_are_counted);
  tcase_add_test(tests, worst_entry_is_named);
  tcase_add_loop_test(tests, messages_say_why, 0,
                      sizeof messages / sizeof messages[0]);
  tcase_add_test(tests, sizes_are_said);
  tcase_add_test(tests, points_and_sides);
  tcase_add_test(tests, loops);
  tcase_add_test(tests, printed_products_are_read_again);
  tcase_add_test(tests, circles);
  tcase_add_test(tests, circles_of_lines);
  tcase_add_test(tests, nothing_to_judge);
  tcase_add_test(tests, words);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
