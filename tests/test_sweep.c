/* SPDX-License-Identifier: GPL-3.0-or-later
   Sweeps without the clock: grids of sizes, samples of long work, exponents
   and crossovers of points made up so that the answer is known.  Read
   src/sweep/vary.h, src/measure/sample.h, src/measure/slopes.h and
   src/sweep/sweep_gather.h before. */
#include "check_near.h"

#include <string.h>

#include "cli/options.h"
#include "host/exits.h"
#include "host/timer.h"
#include "measure/sample.h"
#include "measure/slopes.h"
#include "sweep/sweep_gather.h"
#include "sweep/vary.h"

/* --- grids ---------------------------------------------------------------- */

/* Grid points of one to four texts as --vary gets them. */
struct grid {
  struct vary vary;
  struct vary_line lines[4];
  size_t n;
  ad_error err;
};

static ad_status make_grid(struct grid *g, size_t n, const char *const *texts)
{
  *g = (struct grid){.n = n};
  for (size_t i = 0; i < n; i++) {
    ad_sweep_range *ranges;
    check_ok(ad_sweep_parse(texts[i], &ranges, &g->lines[i].n, &g->err),
             g->err);
    g->lines[i].ranges = ranges;
  }
  return vary_make(&g->vary, g->lines, n, &g->err);
}

static void free_grid(struct grid *g)
{
  vary_free(&g->vary);
  for (size_t i = 0; i < g->n; i++)
    ad_sweep_free((ad_sweep_range *)g->lines[i].ranges);
}

START_TEST(ranges_end_at_or_before_the_last)
{
  static const struct {
    ad_sweep_range range;
    size_t count, last;
  } rows[] = {{{"h", 1, 1024, 2, 1}, 11, 1024}, {{"h", 3, 100, 3, 1}, 4, 81},
              {{"h", 7, 7, 1, 0}, 1, 7},        {{"h", 1, 1, 2, 1}, 1, 1},
              {{"h", 4, 64, 4, 0}, 16, 64},     {{"h", 5, 16, 4, 0}, 3, 13},
              {{"h", 1, SIZE_MAX, 2, 1}, 64, (size_t)1 << 63}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i].range.last == SIZE_MAX && SIZE_MAX >> 32 == 0)
      continue;
    ck_assert_uint_eq(vary_count(&rows[i].range), rows[i].count);
    ck_assert_uint_eq(vary_at(&rows[i].range, rows[i].count - 1),
                      rows[i].last);
  }
  ad_sweep_range endless = {"h", 1, SIZE_MAX, 1, 0};
  ck_assert_uint_eq(vary_count(&endless), VARY_MOST + 1);
}
END_TEST

START_TEST(the_first_axis_is_the_slowest)
{
  static const char *const texts[] = {"h=2:8:x2,d=5:11:+3,k=9", "n=1:7:+6"};
  static const size_t want[6][4] = {{2, 5, 9, 1}, {2, 5, 9, 7}, {4, 8, 9, 1},
                                    {4, 8, 9, 7}, {8, 11, 9, 1}, {8, 11, 9, 7}};
  struct grid g;
  check_ok(make_grid(&g, 2, texts), g.err);
  ck_assert_uint_eq(g.vary.n_dims, 4);
  ck_assert_str_eq(g.vary.dims[3], "n");
  ck_assert_uint_eq(g.vary.n_axes, 2);
  ck_assert_uint_eq(g.vary.axis_points[0], 3);
  ck_assert_uint_eq(g.vary.axis_points[1], 2);
  ck_assert_uint_eq(g.vary.axis_dim[0], 0);
  ck_assert_uint_eq(g.vary.axis_dim[1], 3);
  ck_assert_uint_eq(g.vary.n_points, 6);
  ck_assert_mem_eq(g.vary.sizes, want, sizeof want);
  ck_assert_str_eq(g.vary.cut, "");
  free_grid(&g);
}
END_TEST

START_TEST(a_line_ends_with_its_shortest_range)
{
  static const char *const texts[] = {"h=1:64:x2,d=1:3:+1,k=1:50:+10"};
  static const size_t want[3][3] = {{1, 1, 1}, {2, 2, 11}, {4, 3, 21}};
  struct grid g;
  check_ok(make_grid(&g, 1, texts), g.err);
  ck_assert_uint_eq(g.vary.n_points, 3);
  ck_assert_mem_eq(g.vary.sizes, want, sizeof want);
  ck_assert_str_eq(g.vary.cut, "h, k");
  free_grid(&g);
}
END_TEST

START_TEST(grids_that_cannot_be)
{
  static const char *const twice[] = {"h=1:4:+1", "d=2,h=7"};
  static const char *const many[] = {"h=1:101:+1", "d=1:100:+1"};
  static const char *const endless[] = {"h=1:9007199254740991:+1"};
  struct grid g;
  check_error(make_grid(&g, 2, twice), g.err, AD_EINPUT,
              "the size 'h' is varied twice");
  free_grid(&g);
  check_error(make_grid(&g, 2, many), g.err, AD_EINPUT,
              "there are more than 10000 sizes to measure");
  free_grid(&g);
  check_error(make_grid(&g, 1, endless), g.err, AD_EINPUT,
              "there are more than 10000 sizes to measure");
  free_grid(&g);
}
END_TEST

/* --- samples -------------------------------------------------------------- */

START_TEST(samples_are_spread_evenly)
{
  for (size_t pieces = 1; pieces < 50; pieces++)
    for (size_t taken = 1; taken <= pieces; taken++)
      for (size_t i = 0; i < taken; i++)
        ck_assert_uint_eq(sample_place(i, taken, pieces),
                          (2 * i + 1) * pieces / (2 * taken));
  ck_assert_uint_lt(sample_place(6, 7, SIZE_MAX), SIZE_MAX);
}
END_TEST

START_TEST(samples_fit_the_budget)
{
  ck_assert_uint_eq(sample_size(1, 100, 1), 1);
  ck_assert_uint_eq(sample_size(1000, 0.00099, 1), 1000); /* all fit       */
  ck_assert_uint_eq(sample_size(1001, 0.001, 1), 83);     /* a twelfth     */
  ck_assert_uint_eq(sample_size(2, 3.5, 1), 1);
  ck_assert_uint_eq(sample_size(SIZE_MAX, 1e-30, 1), SIZE_MAX);
}
END_TEST

START_TEST(samples_are_scaled_by_counts)
{
  /* a recording of 100 flops, 40 pulls of 30; 5 of them were run */
  check_near(sample_scale(0.25, 1300, 250, 40, 5), 1.3, 0, 1e-15, "flops");
  check_near(sample_scale(0.25, 0, 0, 40, 5), 2, 0, 1e-15, "pieces");
  check_near(sample_scale(0.25, 1300, 250, 40, 40), 0.25, 0, 0, "all");
}
END_TEST

/* --- exponents ------------------------------------------------------------ */

START_TEST(an_exact_power)
{
  double x[5] = {1.7, 3, 11.3, 64, 900}, y[5];
  const size_t line[5] = {4, 4, 4, 4, 4};
  for (size_t i = 0; i < 5; i++)
    y[i] = 2.385e-7 * pow(x[i], 1.37);
  struct slope s = slope_fit(5, x, y, line);
  ck_assert_uint_eq(s.points, 5);
  check_near(s.value, 1.37, 0, 1e-13, "value");
  check_near(s.error, 0, 1e-13, 0, "error");
}
END_TEST

/* log x = 0, 1, 2, 3; log y = 0.5, 2, 3.6, 5.9: slope 8.9/5, residuals 0.17,
   -0.11, -0.29, 0.23, their squares' sum 0.178, error sqrt(0.178/2/5). */
START_TEST(the_standard_error_by_hand)
{
  const double t[4] = {0, 1, 2, 3}, u[4] = {0.5, 2, 3.6, 5.9};
  const size_t line[4] = {0, 0, 0, 0};
  double x[4], y[4];
  for (size_t i = 0; i < 4; i++) {
    x[i] = exp(t[i]);
    y[i] = exp(u[i]);
  }
  struct slope s = slope_fit(4, x, y, line);
  check_near(s.value, 1.78, 0, 1e-13, "value");
  check_near(s.error, 0.13341664064126335, 0, 1e-12, "error");
}
END_TEST

/* Two lines, log x = 0, 1, 2 and 1, 2, 3: slope 4.9/4, the squares of the
   residuals sum up to 0.0775, and 6 - 2 - 1 = 3 degrees of freedom. */
START_TEST(a_constant_a_line)
{
  const double t[6] = {0, 1, 1, 2, 2, 3};
  const double u[6] = {1, 2.4, -2, 3.5, -1.1, 0.4};
  const size_t line[6] = {0, 0, 9, 0, 9, 9};
  double x[6], y[6];
  for (size_t i = 0; i < 6; i++) {
    x[i] = exp(t[i]);
    y[i] = exp(u[i]);
  }
  struct slope s = slope_fit(6, x, y, line);
  ck_assert_uint_eq(s.points, 6);
  check_near(s.value, 1.225, 0, 1e-13, "value");
  check_near(s.error, sqrt(0.0775 / 3 / 4), 0, 1e-12, "error");
}
END_TEST

START_TEST(what_cannot_be_fitted)
{
  const double x[3] = {1.5, 3.2, 7}, y[3] = {2, 3, 5};
  const double same[3] = {4, 4, 4}, zero[3] = {2, 0, 5};
  const double nan[3] = {2, (double)NAN, 5};
  const size_t line[3] = {0, 0, 0}, apart[3] = {0, 0, 1};
  ck_assert_uint_eq(slope_fit(3, x, y, line).points, 3);
  ck_assert_uint_eq(slope_fit(2, x, y, line).points, 0);
  ck_assert_uint_eq(slope_fit(0, x, y, line).points, 0);
  ck_assert_uint_eq(slope_fit(3, same, y, line).points, 0);
  ck_assert_uint_eq(slope_fit(3, x, zero, line).points, 0);
  ck_assert_uint_eq(slope_fit(3, x, nan, line).points, 0);
  ck_assert_uint_eq(slope_fit(3, x, y, apart).points, 0);
  check_near(slope_fit(3, x, same, line).value, 0, 1e-15, 0, "constant y");
}
END_TEST

START_TEST(crossovers)
{
  const double x[6] = {0.5, 2, 4, 4, 8, 32};
  const unsigned char later[6] = {1, 0, 0, 1, 1, 1};
  const unsigned char all[6] = {1, 1, 1, 1, 1, 1};
  const unsigned char none[6] = {1, 1, 1, 1, 1, 0};
  ck_assert_double_eq(crossover_find(6, x, later), 8);
  ck_assert_double_eq(crossover_find(6, x, all), 0.5);
  ck_assert(isnan(crossover_find(6, x, none)));
}
END_TEST

/* --- whole sweeps --------------------------------------------------------- */

enum { POINTS = 8 };

/* Parameters 1, 2, 4, ... with one output: an evaluation takes 50 n ns and
   30 ns besides, forward n times that, reverse 2.5 evaluations and a bit. */
struct made_up {
  struct sweep sweep;
  struct sweep_point points[POINTS];
  size_t sizes[POINTS], axis_points[1], axis_dim[1];
  char *dims[1];
};

static void fill_costs(struct sweep_point *p, double seconds)
{
  double n = (double)p->n, m = (double)p->m, chunks = ceil(n / 8);
  for (int k = 0; k < METHODS; k++)
    p->costs[k] = (struct method_cost){.sweeps = 1, .flops = 7 * n * m,
                                       .bytes = 24 * p->n,
                                       .seconds = seconds};
  p->costs[METHOD_NULL].seconds = 13e-9;
  p->costs[METHOD_FORWARD].sweeps = n;
  p->costs[METHOD_FORWARD].seconds *= 1.5 * n;
  p->costs[METHOD_FORWARD].flops *= 2 * n;
  p->costs[METHOD_CHUNKED].sweeps = chunks;
  p->costs[METHOD_CHUNKED].seconds *= 1.3 * chunks;
  p->costs[METHOD_CHUNKED].flops *= 1.1 * n;
  p->costs[METHOD_REVERSE].sweeps = m;
  p->costs[METHOD_REVERSE].seconds *= 2.5 * m;
  p->costs[METHOD_REVERSE].flops *= 3 * m;
  p->costs[METHOD_FD].sweeps = 4 * n + 1;
  p->costs[METHOD_FD].seconds *= 9 * n;
}

static void make_up(struct made_up *x)
{
  static char name[] = "h";
  *x = (struct made_up){.axis_points = {POINTS}, .dims = {name}};
  x->sweep = (struct sweep){.n_dims = 1, .dims = x->dims, .n_axes = 1,
                            .axis_points = x->axis_points,
                            .axis_dim = x->axis_dim, .n_points = POINTS,
                            .points = x->points, .timed = 1, .chunk = 8};
  for (size_t i = 0; i < POINTS; i++) {
    struct sweep_point *p = &x->points[i];
    x->sizes[i] = (size_t)1 << i;
    *p = (struct sweep_point){.sizes = &x->sizes[i], .n = x->sizes[i], .m = 1,
                              .nodes = 3};
    fill_costs(p, 50e-9 * (double)p->n);
  }
}

START_TEST(slopes_of_a_sweep)
{
  struct made_up x;
  make_up(&x);
  sweep_choose_axis(&x.sweep, NULL);
  ck_assert_int_eq(x.sweep.against, SWEEP_PARAMS);
  sweep_fit(&x.sweep);
  /* slow: 50 n >= 10 * 13 * 3, from n = 8 on */
  for (size_t i = 0; i < POINTS; i++)
    ck_assert_int_eq(x.points[i].fitted, i >= 3);
  struct slope(*s)[2] = x.sweep.slopes;
  ck_assert_uint_eq(s[METHOD_FORWARD][0].points, 5);
  check_near(s[METHOD_EVALUATION][0].value, 1, 1e-12, 0, "evaluation");
  check_near(s[METHOD_FORWARD][0].value, 2, 1e-12, 0, "forward, seconds");
  check_near(s[METHOD_FORWARD][0].theory, 2, 1e-12, 0, "forward, flops");
  check_near(s[METHOD_FORWARD][1].value, 1, 1e-12, 0, "forward, multiple");
  check_near(s[METHOD_FORWARD][1].theory, 1, 1e-12, 0, "forward, sweeps");
  check_near(s[METHOD_CHUNKED][1].theory, 1, 1e-12, 0, "chunks");
  check_near(s[METHOD_REVERSE][1].value, 0, 1e-12, 0, "reverse, multiple");
  check_near(s[METHOD_REVERSE][1].theory, 0, 1e-12, 0, "reverse, sweeps");
  check_near(x.sweep.kept[METHOD_REVERSE].value, 1, 1e-12, 0, "bytes");
  ck_assert_uint_eq(s[METHOD_EVALUATION][1].points, 0);
  ck_assert_uint_eq(s[METHOD_NULL][0].points, 0);
  /* flops: 3 < 2 n from n = 2, 3 < 1.1 n from 4; seconds: 2.5 < 1.5 n from
     2, 2.5 < 1.3 ceil(n/8) from 16 */
  ck_assert_double_eq(x.sweep.crossover_count, 2);
  ck_assert_double_eq(x.sweep.crossover_chunked_count, 4);
  ck_assert_double_eq(x.sweep.crossover_time, 2);
  ck_assert_double_eq(x.sweep.crossover_chunked_time, 16);
}
END_TEST

START_TEST(few_slow_points_and_counts_take_the_larger_half)
{
  struct made_up x;
  make_up(&x);
  for (size_t i = 0; i < POINTS; i++)
    x.points[i].nodes = 30; /* slow from n = 128 on: one point */
  sweep_choose_axis(&x.sweep, "h");
  ck_assert_int_eq(x.sweep.against, SWEEP_DIM);
  sweep_fit(&x.sweep);
  for (size_t i = 0; i < POINTS; i++)
    ck_assert_int_eq(x.points[i].fitted, i >= 4);
  x.sweep.timed = 0;
  sweep_fit(&x.sweep);
  check_near(x.sweep.slopes[METHOD_FORWARD][0].value, 2, 1e-12, 0, "flops");
  check_near(x.sweep.slopes[METHOD_FORWARD][0].theory, 2, 1e-12, 0,
             "sweeps times the flops of an evaluation");
  check_near(x.sweep.slopes[METHOD_FORWARD][1].value, 1, 1e-12, 0, "multiple");
  x.sweep.n_points = 3;
  sweep_fit(&x.sweep);
  ck_assert_uint_eq(x.sweep.slopes[METHOD_REVERSE][0].points, 3);
  x.sweep.n_points = 2;
  sweep_fit(&x.sweep);
  ck_assert_uint_eq(x.sweep.slopes[METHOD_REVERSE][0].points, 0);
}
END_TEST

/* 3 sizes of m times 4 of n, the latter along the lines; the last point is
   missing. */
START_TEST(a_grid_is_fitted_line_by_line)
{
  struct sweep_point points[12];
  size_t sizes[12][2], axis_points[2] = {3, 4}, axis_dim[2] = {0, 1};
  char *dims[2] = {(char[]){"m"}, (char[]){"n"}};
  struct sweep s = {.n_dims = 2, .dims = dims, .n_axes = 2,
                    .axis_points = axis_points, .axis_dim = axis_dim,
                    .n_points = 11, .points = points, .timed = 1, .chunk = 8};
  for (size_t i = 0; i < 12; i++) {
    sizes[i][0] = 2 * (i / 4) + 1;
    sizes[i][1] = (size_t)8 << (2 * (i % 4));
    points[i] = (struct sweep_point){.sizes = sizes[i], .m = sizes[i][0],
                                     .n = sizes[i][1], .nodes = 3};
    double m = (double)points[i].m;
    fill_costs(&points[i], 1e-6 * (double)points[i].n * m * m * m);
  }
  sweep_choose_axis(&s, NULL);
  ck_assert_int_eq(s.against, SWEEP_PARAMS);
  ck_assert_uint_eq(sweep_along(&s), 1);
  sweep_fit(&s);
  ck_assert_uint_eq(s.slopes[METHOD_EVALUATION][0].points, 11);
  check_near(s.slopes[METHOD_EVALUATION][0].value, 1, 1e-12, 0, "n");
  check_near(s.slopes[METHOD_FORWARD][0].value, 2, 1e-12, 0, "forward");
  check_near(s.slopes[METHOD_EVALUATION][0].error, 0, 1e-12, 0, "error");
  sweep_choose_axis(&s, "outputs");
  ck_assert_uint_eq(sweep_along(&s), 0);
  sweep_fit(&s);
  check_near(s.slopes[METHOD_EVALUATION][0].value, 3, 1e-12, 0, "m");
  check_near(s.slopes[METHOD_REVERSE][1].theory, 1, 1e-12, 0, "reverse");
}
END_TEST

START_TEST(the_axis_is_what_varies)
{
  struct made_up x;
  make_up(&x);
  for (size_t i = 0; i < POINTS; i++) {
    x.points[i].m = x.points[i].n;
    x.points[i].n = 3;
  }
  sweep_choose_axis(&x.sweep, NULL);
  ck_assert_int_eq(x.sweep.against, SWEEP_OUTPUTS);
  ck_assert_double_eq(sweep_x(&x.sweep, &x.points[5]), 32);
  for (size_t i = 0; i < POINTS; i++)
    x.points[i].m = 5;
  sweep_choose_axis(&x.sweep, NULL);
  ck_assert_int_eq(x.sweep.against, SWEEP_DIM);
  ck_assert_double_eq(sweep_x(&x.sweep, &x.points[6]), 64);
  sweep_choose_axis(&x.sweep, "params");
  ck_assert_int_eq(x.sweep.against, SWEEP_PARAMS);
}
END_TEST

/* --- measuring ------------------------------------------------------------ */

static const char sheet_text[] = "dim n = 21\n"
                                 "param w[n] = normal(0, 1)\n"
                                 "y = tanh(w) * 2.385\n"
                                 "l = sum(y^2)\n"
                                 "output y, l\n";

struct pieces {
  size_t n, last;
};

static void note_piece(void *state, size_t i)
{
  struct pieces *pieces = state;
  pieces->n++;
  pieces->last = i;
}

START_TEST(what_does_not_fit_is_sampled)
{
  const ad_source source = {"sheet", sheet_text, sizeof sheet_text - 1};
  const ad_sheet_options none = {0};
  ad_report report;
  ad_sheet *sheet;
  ad_error err = {0};
  struct engines engines;
  struct method_cost costs[METHODS];
  struct pieces pieces = {0};
  ad_report_init(&report, &source);
  check_ok(ad_sheet_read(&source, &none, &sheet, &report), err);
  check_ok(engines_make(&engines, sheet, 8, &err), err);
  struct subject s = {.sheet = sheet, .engines = &engines, .n = 21, .m = 22,
                      .fd_pieces = 21, .fd = note_piece, .state = &pieces,
                      .known = {[METHOD_CHUNKED] = 12.5}};
  check_ok(measure_counts(&s, costs, &err), err);
  ck_assert_double_eq(costs[METHOD_FORWARD].sweeps, 21);
  ck_assert_double_eq(costs[METHOD_CHUNKED].sweeps, 3);
  ck_assert_double_eq(costs[METHOD_REVERSE].sweeps, 22);
  check_ok(measure_times(&s, (struct measure_budget){70, 1e-12}, costs, &err),
           err);
  for (int k = METHOD_EVALUATION; k < METHODS; k++) {
    int sampled = k == METHOD_FORWARD || k == METHOD_REVERSE || k == METHOD_FD;
    ck_assert_int_eq(costs[k].extrapolated, sampled);
    ck_assert(costs[k].least <= costs[k].seconds &&
              costs[k].seconds <= costs[k].most);
  }
  ck_assert_double_eq(costs[METHOD_CHUNKED].seconds, 12.5); /* was known    */
  ck_assert_uint_eq(pieces.n, 2);          /* one to warm up               */
  ck_assert_uint_eq(pieces.last, 10); /* the one in the middle             */
  check_ok(measure_times(&s, (struct measure_budget){70, 0}, costs, &err), err);
  for (int k = METHOD_EVALUATION; k < METHODS; k++)
    ck_assert_int_eq(costs[k].extrapolated, 0);
  ck_assert_uint_eq(pieces.last, 20);
  engines_free(&engines);
  ad_sheet_free(sheet);
  ad_report_free(&report);
}
END_TEST

/* Counts runs that take so many seconds each. */
struct runs {
  double seconds;
  size_t n;
};

static void take_time(void *state)
{
  struct runs *runs = state;
  double start = timer_work();
  while (timer_work() - start < runs->seconds) {
  }
  runs->n++;
}

/* Warm-up, at least three blocks, and a time that is not less than a run's;
   what takes longer than all of the budget runs once more, and what takes so
   long that the first run counts, once. */
START_TEST(a_block_is_as_many_runs_as_are_needed)
{
  struct runs brief = {1e-6, 0}, lengthy = {0.003, 0};
  struct timing t = timer_measure(take_time, &brief, 0.004);
  ck_assert_uint_gt(brief.n, 3);
  ck_assert(t.least >= 1e-6 && t.least <= t.seconds && t.seconds <= t.most);
  brief.n = 0;
  t = timer_measure(take_time, &brief, 0);
  ck_assert(brief.n > 0 && t.least >= 1e-6);
  t = timer_measure(take_time, &lengthy, 0.002);
  ck_assert_uint_eq(lengthy.n, 2);
  ck_assert(t.seconds >= 0.003 && t.least == t.seconds && t.most == t.seconds);
  struct runs longest = {TIMER_WARM, 0};
  timer_measure(take_time, &longest, 0.002);
  ck_assert_uint_eq(longest.n, 1);
}
END_TEST

START_TEST(command_lines_are_quoted)
{
  char *argv[] = {(char[]){"sweep"}, (char[]){"--vary"},
                  (char[]){"h=1:8:x2"}, (char[]){"it's $a.grad"},
                  (char[]){""}, NULL};
  struct options o;
  ck_assert_int_eq(options_read(&o, OPTION_VARY, NULL, "sweep", 5, argv),
                   EXIT_FINE);
  ck_assert_str_eq(o.command, "gradcompare sweep --vary h=1:8:x2 "
                              "'it'\\''s $a.grad' ''");
  ck_assert_uint_eq(o.n_vary, 1);
  options_free(&o);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("sweep");
  TCase *all = tcase_create("all");
  tcase_add_test(all, ranges_end_at_or_before_the_last);
  tcase_add_test(all, the_first_axis_is_the_slowest);
  tcase_add_test(all, a_line_ends_with_its_shortest_range);
  tcase_add_test(all, grids_that_cannot_be);
  tcase_add_test(all, samples_are_spread_evenly);
  tcase_add_test(all, samples_fit_the_budget);
  tcase_add_test(all, samples_are_scaled_by_counts);
  tcase_add_test(all, an_exact_power);
  tcase_add_test(all, the_standard_error_by_hand);
  tcase_add_test(all, a_constant_a_line);
  tcase_add_test(all, what_cannot_be_fitted);
  tcase_add_test(all, crossovers);
  tcase_add_test(all, slopes_of_a_sweep);
  tcase_add_test(all, few_slow_points_and_counts_take_the_larger_half);
  tcase_add_test(all, a_grid_is_fitted_line_by_line);
  tcase_add_test(all, the_axis_is_what_varies);
  tcase_add_test(all, what_does_not_fit_is_sampled);
  tcase_add_test(all, a_block_is_as_many_runs_as_are_needed);
  tcase_add_test(all, command_lines_are_quoted);
  suite_add_tcase(suite, all);
  return test_run(suite);
}
