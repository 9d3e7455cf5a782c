/* SPDX-License-Identifier: GPL-3.0-or-later
   What training costs beside the same loop in C: a classifier of digits,
   784-256-10, by batches of 64 rows and the same CBLAS.  `make bench-training`
   runs it; read README.md before.

     training FOLDER   FOLDER: bench/ in the sources

   Either side passes through all rows, updating, as often as the worksheet
   says, and once more without.  That of the program counts whole: graphs that
   are made and planned, batches that are set, the length of each gradient. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "hand.h"
#include "train/trainer.h"

enum { ROWS = 64, REPEATS = 7 };

struct both {
  struct trainer trainer;
  struct run run;         /* the last one                                  */
  struct problem problem; /* a batch, for the code by hand                 */
  const double *X, *y;    /* all rows                                      */
  double *x, *g;          /* the params, their gradient, by hand           */
  double loss;            /* of the last pass, by hand                     */
};

static void need(ad_status status, const ad_error *err)
{
  if (status != AD_OK)
    bench_stop("%s", err->text);
}

static void by_trainer(void *state, size_t i)
{
  struct both *b = state;
  ad_error err = {0};
  (void)i;
  run_free(&b->run);
  need(trainer_run(&b->trainer, AD_BY_REVERSE, 0, &b->run, &err), &err);
}

static void by_hand(void *state, size_t i)
{
  struct both *b = state;
  struct problem *p = &b->problem;
  const ad_training *t = &b->trainer.training;
  size_t n = b->trainer.trained.n, rows = b->trainer.samples.n;
  double loss;
  (void)i;
  memcpy(b->x, b->trainer.start, n * sizeof *b->x);
  for (size_t epoch = 0; epoch <= t->epochs; epoch++) {
    b->loss = 0;
    for (size_t at = 0; at < rows; at += ROWS) {
      p->data[0] = b->X + at * p->cols;
      p->data[1] = b->y + at;
      hand_classifier.derivative(p, b->x, &loss, b->g);
      b->loss += loss * ROWS / (double)rows;
      for (size_t k = 0; epoch < t->epochs && k < n; k++)
        b->x[k] -= t->rate * b->g[k];
    }
  }
}

static ad_sheet *read_sheet(const char *folder)
{
  char path[4096];
  ad_report report;
  ad_source source = {path, "", 0};
  ad_sheet *sheet = NULL;
  snprintf(path, sizeof path, "%s/digits.grad", folder);
  ad_report_init(&report, &source);
  if (ad_sheet_read_file(path, NULL, &sheet, &report) != AD_OK)
    bench_stop("%s: %s", path, report.messages[0].error.text);
  ad_report_free(&report);
  return sheet;
}

static struct both *prepare(const ad_sheet *sheet)
{
  static const struct workload workload = {.name = "digits"};
  struct both *b = bench_new(1, sizeof *b);
  ad_error err = {0};
  need(trainer_make(&b->trainer, sheet, ad_sheet_training(sheet), 8, &err),
       &err);
  const struct trainer *t = &b->trainer;
  ad_shape shape = ad_graph_shape(t->trained.graph,
                                  ad_graph_leaf(t->trained.graph, 0));
  b->X = ad_sheet_leaf(sheet, 0);
  b->y = ad_sheet_leaf(sheet, 1);
  b->x = bench_new(t->trained.n, sizeof *b->x);
  b->g = bench_new(t->trained.n, sizeof *b->g);
  b->problem = (struct problem){.w = &workload, .n = t->trained.n, .m = 1,
                                .rows = ROWS, .cols = shape.cols};
  return b;
}

int main(int argc, char **argv)
{
  const struct pace pace = {0.1, REPEATS};
  if (argc != 2)
    bench_stop("training FOLDER");
  ad_sheet *sheet = read_sheet(argv[1]);
  struct both *b = prepare(sheet);
  struct spread ours = bench_time(&pace, by_trainer, b);
  struct spread hand = bench_time(&pace, by_hand, b);
  double passes = (double)(b->trainer.training.epochs + 1);
  printf("digits, 784-256-10, %zu rows in batches of %d\n\n"
         "           an epoch  fastest  slowest  loss at the end\n",
         b->trainer.samples.n, ROWS);
  printf("train      %6.1f ms  %7.1f  %7.1f  %.15g\n",
         1e3 * ours.median / passes, 1e3 * ours.least / passes,
         1e3 * ours.most / passes, b->run.end.loss);
  printf("C by hand  %6.1f ms  %7.1f  %7.1f  %.15g\n",
         1e3 * hand.median / passes, 1e3 * hand.least / passes,
         1e3 * hand.most / passes, b->loss);
  printf("\ntrain / by hand: %.2f (goal: <= 1.3)\n",
         ours.median / hand.median);
  run_free(&b->run);
  trainer_free(&b->trainer);
  free(b->x);
  free(b->g);
  free(b);
  ad_sheet_free(sheet);
  return 0;
}
