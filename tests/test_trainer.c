/* SPDX-License-Identifier: GPL-3.0-or-later
   Training against the same loop by hand, with GSL's BLAS: linear regression
   in batches, the last one smaller, rows held out; by all three kinds of
   gradient; with examples in rows and in columns.  Also that shuffled epochs
   meet every row once, and what is said of numbers that are not finite.  Read
   src/train/trainer.h before. */
#include <string.h>

#include <gsl/gsl_blas.h>

#include "check_near.h"
#include "sheets.h"
#include "train/trainer.h"

enum { ROWS = 11, COLS = 3, TRAINED = COLS + 1, EPOCHS = 7, BATCH = 4 };

static const uint64_t seed = 20261130;

/* ---- the problem: y is near X w + b ---- */

static double X[ROWS * COLS], y[ROWS];

static void draw_data(void)
{
  test_rng rng = {seed};
  for (int i = 0; i < ROWS * COLS; i++)
    X[i] = test_uniform(&rng, -1, 1);
  for (int i = 0; i < ROWS; i++)
    y[i] = 0.7 * X[i * COLS] - 1.3 * X[i * COLS + 2] + 0.4 +
           test_uniform(&rng, -0.2, 0.2);
}

static void add(char *text, const char *piece)
{
  strcat(text, piece);
}

static void add_number(char *text, double x, const char *behind)
{
  char piece[64];
  snprintf(piece, sizeof piece, "%.17g%s", x, behind);
  add(text, piece);
}

/* The worksheet; turned: one example a column. */
static ad_sheet *problem(int turned, const char *line)
{
  static char text[8000];
  strcpy(text, "dim n = 11, d = 3\nseed 5\n");
  add(text, turned ? "data X[d,n] = [" : "data X[n,d] = [");
  for (int i = 0; i < ROWS * COLS; i++) {
    int cols = turned ? ROWS : COLS;
    int at = turned ? i % ROWS * COLS + i / ROWS : i;
    add_number(text, X[at], (i + 1) % cols ? ", " : i + 1 < ROWS * COLS ? "; "
                                                                      : "]\n");
  }
  add(text, turned ? "data y[1,n] = [" : "data y[n] = [");
  for (int i = 0; i < ROWS; i++)
    add_number(text, y[i], i + 1 == ROWS ? "]\n" : turned ? ", " : "; ");
  add(text, "param w[d] = [0.2; -0.1; 0.5]\nparam b = 0.3\n");
  add(text, turned ? "l = mse(w'@X + b, y)\n" : "l = mse(X@w + b, y)\n");
  add(text, line);
  return parse_sheet(text);
}

/* ---- by hand ---- */

struct by_hand {
  double loss[EPOCHS + 1], norm[EPOCHS + 1], test[EPOCHS + 1];
  double x[TRAINED]; /* w, b                                               */
};

/* The loss of rows first .. first + m - 1; g: its gradient, or NULL. */
static double hand_loss(const double x[TRAINED], size_t first, size_t m,
                        double *g)
{
  double r[ROWS], loss;
  gsl_matrix_const_view A = gsl_matrix_const_view_array(X + first * COLS, m,
                                                        COLS);
  gsl_vector_const_view w = gsl_vector_const_view_array(x, COLS);
  gsl_vector_view v = gsl_vector_view_array(r, m);
  for (size_t i = 0; i < m; i++)
    r[i] = x[COLS] - y[first + i];
  gsl_blas_dgemv(CblasNoTrans, 1, &A.matrix, &w.vector, 1, &v.vector);
  gsl_blas_ddot(&v.vector, &v.vector, &loss);
  if (g) {
    gsl_vector_view u = gsl_vector_view_array(g, COLS);
    gsl_blas_dgemv(CblasTrans, 2 / (double)m, &A.matrix, &v.vector, 0,
                   &u.vector);
    g[COLS] = 0;
    for (size_t i = 0; i < m; i++)
      g[COLS] += 2 / (double)m * r[i];
  }
  return loss / (double)m;
}

/* Rows in order, the last `test` held out; momentum 0: plain descent. */
static struct by_hand train_by_hand(size_t test, double rate, double momentum)
{
  struct by_hand h = {.x = {0.2, -0.1, 0.5, 0.3}};
  double v[TRAINED] = {0}, g[TRAINED];
  size_t n = ROWS - test;
  for (int e = 0; e <= EPOCHS; e++) {
    size_t batches = 0;
    if (test > 0)
      h.test[e] = hand_loss(h.x, n, test, NULL);
    for (size_t at = 0; at < n; at += BATCH, batches++) {
      size_t m = n - at < BATCH ? n - at : BATCH;
      h.loss[e] += hand_loss(h.x, at, m, g) * (double)m / (double)n;
      gsl_vector_view u = gsl_vector_view_array(g, TRAINED);
      h.norm[e] += gsl_blas_dnrm2(&u.vector);
      for (int i = 0; e < EPOCHS && i < TRAINED; i++) {
        v[i] = momentum * v[i] + g[i];
        h.x[i] -= rate * v[i];
      }
    }
    h.norm[e] /= (double)batches;
  }
  return h;
}

/* ---- against it ---- */

static struct run run_once(struct trainer *t, size_t by)
{
  struct run run;
  ad_error err = {0};
  check_ok(trainer_run(t, by, 0, &run, &err), err);
  return run;
}

static void make(struct trainer *t, const ad_sheet *sheet)
{
  ad_error err = {0};
  check_ok(trainer_make(t, sheet, ad_sheet_training(sheet), 3, &err), err);
}

static void hold(const struct run *run, const struct by_hand *h, int test,
                 double rtol)
{
  ck_assert_uint_eq(run->n, EPOCHS);
  ck_assert_ptr_null(run->fault);
  for (size_t e = 0; e <= EPOCHS; e++) {
    const struct epoch *got = e < EPOCHS ? &run->epochs[e] : &run->end;
    check_near(got->loss, h->loss[e], 0, rtol, "loss of epoch %zu", e);
    check_near(got->gradient, h->norm[e], 0, rtol, "norm of epoch %zu", e);
    check_near(got->test, test ? h->test[e] : (double)NAN, 0, rtol,
               "test of epoch %zu", e);
  }
  for (size_t i = 0; i < TRAINED; i++)
    check_near(run->x[i], h->x[i], 1e-14, rtol, "x[%zu]", i);
}

static void compare(const char *line, size_t test, double rate,
                    double momentum)
{
  struct by_hand h = train_by_hand(test, rate, momentum);
  for (int turned = 0; turned < 2; turned++)
    for (size_t by = AD_BY_REVERSE; by < AD_BY_ALL; by++) {
      ad_sheet *sheet = problem(turned, line);
      struct trainer t;
      make(&t, sheet);
      struct run run = run_once(&t, by);
      hold(&run, &h, test > 0, by == AD_BY_DIFFERENCES ? 1e-8 : 1e-12);
      ck_assert_uint_eq(run.steps, EPOCHS * trainer_steps(&t));
      run_free(&run);
      trainer_free(&t);
      ad_sheet_free(sheet);
    }
}

/* 11 rows: 4, 4 and 3; 9 rows: 4, 4 and 1. */
START_TEST(batches)
{
  compare("train epochs = 7, rate = 0.13, batch = 4\n", 0, 0.13, 0);
  compare("train epochs = 7, rate = 0.13, batch = 4, test = 0.2\n", 2, 0.13,
          0);
  compare("train epochs = 7, rate = 0.07, batch = 4, momentum = 0.6\n", 0,
          0.07, 0.6);
}
END_TEST

/* ---- orders ---- */

/* The rows of every step, one after the other; returns how many. */
static size_t collect(const ad_sheet *sheet, size_t rows[100])
{
  size_t n = 0, steps = 1;
  for (size_t k = 1; k <= steps; k++) {
    struct trainer t;
    make(&t, sheet);
    t.pass = k;
    struct run run = run_once(&t, AD_BY_REVERSE);
    steps = run.steps;
    ck_assert(run.pass.done && run.pass.step == k);
    for (size_t i = 0; i < run.pass.n_rows; i++)
      rows[n++] = run.pass.rows[i];
    run_free(&run);
    trainer_free(&t);
  }
  return n;
}

START_TEST(shuffled_epochs)
{
  ad_sheet *sheet = problem(0, "train epochs = 3, rate = 0.1, batch = 4, "
                               "test = 0.2, shuffle = yes\n");
  size_t rows[100], seen[ROWS] = {0}, moved = 0;
  ck_assert_uint_eq(collect(sheet, rows), 27);
  for (size_t i = 0; i < 27; i++) {
    seen[rows[i]]++;
    moved += i >= 9 && rows[i] != rows[i - 9];
    if (i % 9 == 8) /* nine of them as often as there were epochs */
      for (size_t r = 0, out = 0; r < ROWS; r++) {
        out += seen[r] == 0;
        ck_assert(out <= 2 && (seen[r] == 0 || seen[r] == i / 9 + 1));
      }
  }
  ck_assert_uint_ge(moved, 4);
  ad_sheet_free(sheet);
}
END_TEST

START_TEST(the_same_bits_again)
{
  ad_sheet *sheet = problem(0, "train epochs = 5, batch = 3, beta1 = 0.8, "
                               "shuffle = yes\n");
  struct trainer t;
  make(&t, sheet);
  struct run a = run_once(&t, AD_BY_REVERSE), b = run_once(&t, AD_BY_REVERSE);
  ck_assert_mem_eq(a.x, b.x, TRAINED * sizeof *a.x);
  for (size_t e = 0; e < a.n; e++)
    ck_assert_mem_eq(&a.epochs[e].loss, &b.epochs[e].loss, sizeof(double));
  run_free(&a);
  run_free(&b);
  trainer_free(&t);
  ad_sheet_free(sheet);
}
END_TEST

/* ---- what stops ---- */

static ad_sheet *sheet_of(const char *text)
{
  ad_source source = {"test.grad", text, strlen(text)};
  ad_report report;
  ad_sheet *sheet = NULL;
  ad_report_init(&report, &source);
  ck_assert_int_eq(ad_sheet_read(&source, &(ad_sheet_options){0}, &sheet,
                                 &report), AD_OK);
  ad_report_free(&report);
  return sheet;
}

static void stops(const char *text, const char *why, double x, size_t epochs)
{
  ad_sheet *sheet = sheet_of(text);
  struct trainer t;
  make(&t, sheet);
  struct run run = run_once(&t, AD_BY_REVERSE);
  ck_assert_ptr_nonnull(run.fault);
  ck_assert_str_eq(run.fault, why);
  ck_assert_uint_eq(run.kept_epochs, epochs);
  check_near(run.x[0], x, 1e-15, 1e-15, "what is kept");
  run_free(&run);
  trainer_free(&t);
  ad_sheet_free(sheet);
}

START_TEST(not_finite)
{
  /* 1 -> 1 - 2 = -1, of which there is no logarithm. */
  stops("param x = 1\nz = log(x)\nl = 2*z + 0*x\ntrain rate = 1\n",
        "In epoch 2, step 2, z is nan", 1, 0);
  /* The first entry is 0: at once. */
  stops("param x[2] = [1; 0]\nz = 1/x\nl = sum(z)\n",
        "In epoch 1, step 1, z[2] is inf", 1, 0);
  /* The loss is 0, its slope is not there. */
  stops("param x = 0\nl = sqrt(x)\n", "In epoch 1, step 1, dl/dx is inf", 0,
        0);
  /* From 1 to 1 - 20 e. */
  stops("param x = 1\nl = exp(x^2) + 0\ntrain rate = 10, epochs = 1\n",
        "After the last epoch l is inf", 1, 0);
}
END_TEST

static void refused(const char *text, const char *why)
{
  ad_sheet *sheet = sheet_of(text);
  struct trainer t;
  ad_error err = {0};
  check_error(trainer_make(&t, sheet, ad_sheet_training(sheet), 1, &err), err,
              AD_EINPUT, why);
  trainer_free(&t);
  ad_sheet_free(sheet);
}

START_TEST(refusals)
{
  refused("input x = 1\nl = x^2\n",
          "there is nothing to train: it has no param");
  refused("input x = 1\nparam w = 2\nl = x^2*w\nwrt x\n",
          "there is nothing to train: the wrt line names no param");
  refused("param w[2] = 1\nz = 2*w\n",
          "training makes a number small, and the output z is 2 x 1");
  refused("param w = 1\nz = 2*w\ny = z\noutput z, y\n",
          "training makes one output small, and there are 2");
  refused("param w = 1\nz = 2*w\ntrain batch = 1\n",
          "batch: no size counts the rows of the data");
  refused("dim n = 3\nparam w[n] = 1\nz = sum(w)\ntrain test = 0.5\n",
          "test: no size counts the rows of the data");
  refused("dim n = 3\ndata x[n] = 1\nparam w = 1\nz = mse(w*x, 2)\n"
          "train batch = 4\n",
          "batch = 4: there are 3 rows to train on");
  refused("dim n = 3\ndata x[n] = 1\nparam w = 1\nz = mse(w*x, 2)\n"
          "train batch = 3, test = 0.01\n",
          "batch = 3: there are 2 rows to train on");
  refused("dim n = 1\ndata x[n] = 1\nparam w = 1\nz = mse(w*x, 2)\n"
          "train test = 0.5\n", "test: there is one row only");
}
END_TEST

/* A size that is computed cannot be that of a batch. */
START_TEST(sizes_that_stay)
{
  ad_sheet *sheet = sheet_of("dim k = 2, n = 2*k\ndata x[n] = 1\nparam w = 1\n"
                             "z = mse(w*x, 2)\ntrain batch = 3\n");
  struct trainer t;
  struct run run;
  ad_error err = {0};
  make(&t, sheet);
  check_error(trainer_run(&t, AD_BY_REVERSE, 0, &run, &err), err, AD_EINPUT,
              "the size 'n' cannot become 3 for a batch");
  run_free(&run);
  trainer_free(&t);
  ad_sheet_free(sheet);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("trainer");
  TCase *tcase = tcase_create("training");
  draw_data();
  tcase_add_test(tcase, batches);
  tcase_add_test(tcase, shuffled_epochs);
  tcase_add_test(tcase, the_same_bits_again);
  tcase_add_test(tcase, not_finite);
  tcase_add_test(tcase, refusals);
  tcase_add_test(tcase, sizes_that_stay);
  suite_add_tcase(suite, tcase);
  return test_run(suite);
}
