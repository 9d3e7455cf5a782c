/* SPDX-License-Identifier: GPL-3.0-or-later
   Read trainer.h before. */
#include "train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/interrupt.h"
#include "host/progress.h"
#include "host/timer.h"

/* --- what is trained ------------------------------------------------------ */

/* The params that the sheet differentiates by. */
static ad_status find_params(struct trained *t, const ad_graph *g,
                             ad_error *err)
{
  size_t params = 0;
  t->graph = g;
  t->leaf = memory_new(ad_graph_leaves(g), sizeof *t->leaf);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    if (ad_graph_leaf_kind(g, i) != AD_PARAM)
      continue;
    params++;
    if (!ad_graph_is_wrt(g, ad_graph_leaf(g, i)))
      continue;
    t->leaf[t->n_leaves++] = i;
    t->n += ad_graph_entries(g, ad_graph_leaf(g, i));
  }
  if (t->n_leaves > 0)
    return AD_OK;
  ad_fail(err, AD_EINPUT, "there is nothing to train: %s",
          params > 0 ? "the wrt line names no param" : "it has no param");
  if (params == 0)
    ad_hint(err, "what training changes is declared by param");
  return AD_EINPUT;
}

static ad_status check_output(const ad_graph *g, ad_error *err)
{
  ad_ref x = ad_graph_output(g, 0);
  ad_shape shape = ad_graph_shape(g, x);
  if (ad_graph_outputs(g) != 1)
    return ad_fail(err, AD_EINPUT, "training makes one output small, and there "
                   "are %zu", ad_graph_outputs(g));
  if (shape.rows * shape.cols == 1)
    return AD_OK;
  ad_fail(err, AD_EINPUT, "training makes a number small, and the output %.100s"
          " is %zu x %zu", ad_graph_name(g, x), shape.rows, shape.cols);
  ad_hint(err, "a loss is a number: mse, sum, ...");
  return AD_EINPUT;
}

/* Their values in the sheet, one after the other. */
static void take_values(struct trainer *t)
{
  double *x = t->start = memory_new(t->trained.n, sizeof *x);
  for (size_t i = 0; i < t->trained.n_leaves; i++) {
    size_t leaf = t->trained.leaf[i];
    const ad_graph *g = t->trained.graph;
    size_t n = ad_graph_entries(g, ad_graph_leaf(g, leaf));
    memcpy(x, ad_sheet_leaf(t->sheet, leaf), n * sizeof *x);
    x += n;
  }
}

ad_status trainer_make(struct trainer *t, const ad_sheet *sheet,
                       const ad_training *training, size_t chunk,
                       ad_error *err)
{
  *t = (struct trainer){.sheet = sheet, .training = *training};
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_status status = check_output(g, err);
  if (status == AD_OK)
    status = find_params(&t->trained, g, err);
  if (status == AD_OK)
    status = samples_find(&t->samples, sheet, training, err);
  t->ground = (struct ground){sheet, &t->samples, &t->trained, chunk};
  if (status == AD_OK)
    take_values(t);
  return status;
}

void trainer_free(struct trainer *t)
{
  samples_free(&t->samples);
  free(t->trained.leaf);
  free(t->start);
  *t = (struct trainer){0};
}

ad_ref trainer_loss(const struct trainer *t)
{
  return ad_graph_output(t->trained.graph, 0);
}

static size_t rows_of_batch(const struct trainer *t)
{
  return t->training.batch > 0 ? t->training.batch : t->samples.train;
}

size_t trainer_steps(const struct trainer *t)
{
  size_t rows = rows_of_batch(t);
  return (t->samples.train + rows - 1) / rows;
}

/* --- a run ---------------------------------------------------------------- */

/* What a run works with. */
struct work {
  struct trainer *t;
  struct run *run;
  ad_optimiser *optimiser;
  struct progress progress;
  double *gradient;
  double *before; /* x as the epoch before began with it                   */
  double *begin;  /* x as this epoch began with it                         */
};

static ad_status make_batches(struct work *w, ad_error *err)
{
  const struct samples *s = &w->t->samples;
  struct run *run = w->run;
  const struct ground *ground = &w->t->ground;
  size_t rows = rows_of_batch(w->t), last = s->train % rows;
  ad_status status = batch_make(&run->batch[BATCH_WHOLE], ground, rows,
                                run->by, err);
  if (status == AD_OK && last > 0)
    status = batch_make(&run->batch[BATCH_LAST], ground, last, run->by, err);
  if (status == AD_OK && s->train < s->n)
    status = batch_make(&run->batch[BATCH_TEST], ground, s->n - s->train,
                        AD_BY_ALL, err);
  return status;
}

static double norm(const double *x, size_t n)
{
  double sum = 0, size = 0;
  for (size_t i = 0; i < n; i++)
    sum += x[i] * x[i];
  if (sum > 0x1p-1000 && isfinite(sum))
    return sqrt(sum);
  for (size_t i = 0; i < n; i++)
    size = hypot(size, x[i]);
  return size;
}

/* The loss of a batch and the norm of its gradient. */
struct met {
  double loss, norm;
};

static struct met meet(struct work *w, struct batch *b, const size_t *rows)
{
  struct met met;
  double begin = timer_now();
  batch_take(b, rows);
  met.loss = batch_loss(b, w->run->x, w->gradient);
  w->run->seconds += timer_now() - begin;
  w->run->gradients++;
  met.norm = norm(w->gradient, w->t->trained.n);
  return met;
}

static double *copy(const double *x, size_t n)
{
  double *y = memory_new(n, sizeof *y);
  memcpy(y, x, n * sizeof *y);
  return y;
}

static void keep_before(struct work *w, const struct batch *b,
                        const size_t *rows, double loss)
{
  struct pass *p = &w->run->pass;
  size_t n = w->t->trained.n;
  *p = (struct pass){.step = w->run->steps + 1,
                     .epoch = w->run->n + 1,
                     .n_rows = b->rows,
                     .rows = memory_new(b->rows, sizeof *rows),
                     .batch = (size_t)(b - w->run->batch),
                     .loss = loss,
                     .x = copy(w->run->x, n),
                     .gradient = copy(w->gradient, n)};
  memcpy(p->rows, rows, b->rows * sizeof *rows);
}

static void keep_after(struct work *w)
{
  struct pass *p = &w->run->pass;
  size_t n = w->t->trained.n;
  for (size_t i = 0; i < 2 && ad_optimiser_state(w->optimiser, i); i++) {
    p->state[i] = copy(ad_optimiser_state(w->optimiser, i), n);
    p->state_name[i] = ad_optimiser_state_name(w->optimiser, i);
  }
  p->after = copy(w->run->x, n);
  p->done = 1;
}

static void update(struct work *w, const struct batch *b, const size_t *rows,
                   double loss)
{
  int kept = w->run->steps + 1 == w->t->pass;
  if (kept)
    keep_before(w, b, rows, loss);
  ad_optimiser_step(w->optimiser, w->gradient, w->run->x);
  w->run->steps++;
  if (kept)
    keep_after(w);
}

/* x is no better than what led to it: back to what was finite. */
static void stop(struct work *w, const struct batch *b, const size_t *rows,
                 size_t at, double loss)
{
  struct run *run = w->run;
  size_t n = w->t->trained.n, epochs = w->t->training.epochs;
  char *what = fault_words(b, rows, run->x, loss, w->gradient);
  int over = run->n == epochs; /* after the last update                    */
  run->fault = over ? memory_format("After the last epoch %s", what)
                    : memory_format("In epoch %zu, step %zu, %s", run->n + 1,
                                    run->steps + 1, what);
  run->kept_epochs = run->n - (at == 0 && run->n > 0);
  memcpy(run->x, at == 0 ? w->before : w->begin, n * sizeof *run->x);
  free(what);
}

/* All batches once, with updates or without; 0 where it came to no end. */
static int pass_through(struct work *w, int with_updates, struct epoch *epoch)
{
  const struct samples *s = &w->t->samples;
  size_t at = 0, step = rows_of_batch(w->t), batches = 0;
  *epoch = (struct epoch){0, 0, NAN};
  if (w->run->batch[BATCH_TEST].rows > 0) {
    batch_take(&w->run->batch[BATCH_TEST], s->order + s->train);
    epoch->test = batch_loss(&w->run->batch[BATCH_TEST], w->run->x, NULL);
  }
  for (; at < s->train && !interrupt_pending(); batches++) {
    int whole = s->train - at >= step;
    struct batch *b = &w->run->batch[whole ? BATCH_WHOLE : BATCH_LAST];
    const size_t *rows = s->order + at;
    struct met met = meet(w, b, rows);
    if (!isfinite(met.loss) || !isfinite(met.norm)) {
      stop(w, b, rows, at, met.loss);
      return 0;
    }
    if (with_updates)
      update(w, b, rows, met.loss);
    epoch->loss += met.loss * (double)b->rows;
    epoch->gradient += met.norm;
    at += b->rows;
  }
  epoch->loss /= (double)s->train;
  epoch->gradient /= (double)batches;
  return at == s->train;
}

static void say_progress(const struct work *w)
{
  char text[40];
  if (!w->progress.shown)
    return;
  snprintf(text, sizeof text, "loss %.6g",
           w->run->n > 0 ? w->run->epochs[w->run->n - 1].loss : (double)NAN);
  progress_at(&w->progress, w->run->n, w->run->n > 0 ? text : "");
}

static void begin_epoch(struct work *w)
{
  size_t n = w->t->trained.n;
  double *older = w->before;
  w->before = w->begin;
  w->begin = older;
  memcpy(w->begin, w->run->x, n * sizeof *w->begin);
  say_progress(w);
}

/* Room grows by doubling: nobody waits for 10^9 epochs. */
static void add_epoch(struct run *run, struct epoch epoch)
{
  size_t n = run->n;
  if ((n & (n + 1)) == 0)
    run->epochs = memory_grow(run->epochs, 2 * (n + 1), sizeof epoch);
  run->epochs[run->n++] = epoch;
}

static void all_epochs(struct work *w)
{
  struct run *run = w->run;
  struct epoch epoch;
  int goes_on = 1;
  while (goes_on && run->n < w->t->training.epochs) {
    samples_next(&w->t->samples);
    begin_epoch(w);
    goes_on = pass_through(w, 1, &epoch);
    if (goes_on)
      add_epoch(run, epoch);
  }
  run->interrupted = interrupt_pending() != 0;
  if (goes_on) {
    begin_epoch(w);
    if (pass_through(w, 0, &epoch))
      run->end = epoch;
  }
  progress_clear(&w->progress);
}

ad_status trainer_run(struct trainer *t, size_t by, int shown,
                      struct run *run, ad_error *err)
{
  size_t n = t->trained.n;
  *run = (struct run){.by = by, .end = {NAN, NAN, NAN},
                      .x = copy(t->start, n)};
  struct work w = {t, run, NULL, progress_begin(t->training.epochs),
                   memory_new(n, sizeof(double)), copy(t->start, n),
                   copy(t->start, n)};
  w.progress.shown &= shown;
  ad_status status = samples_begin(&t->samples, err);
  if (status == AD_OK)
    status = make_batches(&w, err);
  if (status == AD_OK)
    status = ad_optimiser_new(&t->training, n, &w.optimiser, err);
  if (status == AD_OK)
    all_epochs(&w);
  ad_optimiser_free(w.optimiser);
  free(w.gradient);
  free(w.before);
  free(w.begin);
  return status;
}

static void pass_free(struct pass *p)
{
  free(p->rows);
  free(p->x);
  free(p->gradient);
  free(p->after);
  free(p->state[0]);
  free(p->state[1]);
}

void run_free(struct run *run)
{
  for (size_t i = 0; i < BATCHES; i++)
    batch_free(&run->batch[i]);
  pass_free(&run->pass);
  free(run->epochs);
  free(run->x);
  free(run->fault);
  *run = (struct run){0};
}
