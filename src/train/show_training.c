/* SPDX-License-Identifier: GPL-3.0-or-later
   The report of `train`: what is done, the epochs, the params, the cost.  Read
   training.h and page.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/page.h"
#include "train/training.h"
#include "worksheet/heading.h"
#include "worksheet/label.h"
#include "worksheet/matrix_words.h"

enum { EPOCHS_SHOWN = 20 }; /* a screen                                    */

static const struct {
  const char *word, *name;
} methods[] = {[AD_BY_REVERSE] = {"reverse", "reverse mode"},
               [AD_BY_FORWARD] = {"forward", "forward mode"},
               [AD_BY_DIFFERENCES] = {"differences", "differences"}};

const char *training_word(size_t by)
{
  return methods[by].word;
}

const char *training_method(size_t by)
{
  return methods[by].name;
}

const char *training_param(const struct training *t, size_t i)
{
  const struct trained *p = &t->trainer.trained;
  return ad_graph_name(p->graph, ad_graph_leaf(p->graph, p->leaf[i]));
}

const double *training_values(const struct training *t, const double *x,
                              size_t i, ad_shape *shape)
{
  const struct trained *p = &t->trainer.trained;
  for (size_t k = 0;; k++) {
    *shape = ad_graph_shape(p->graph, ad_graph_leaf(p->graph, p->leaf[k]));
    if (k == i)
      return x;
    x += shape->rows * shape->cols;
  }
}

static const char *loss_name(const struct training *t)
{
  return ad_graph_name(t->trainer.trained.graph, trainer_loss(&t->trainer));
}

/* --- what is done --------------------------------------------------------- */

static char *list_params(const struct training *t)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < t->trainer.trained.n_leaves; i++)
    memory_append(&text, ", ", memory_copy(training_param(t, i)));
  return text;
}

/* "batches of 8 of the 20 rows, the last of 4, in another order in every
   epoch: 3 steps an epoch" */
static char *describe_rows(const struct training *t)
{
  const struct samples *s = &t->trainer.samples;
  size_t batch = t->trainer.training.batch, last;
  if (!s->name)
    return memory_copy("one step an epoch");
  if (batch == 0 || batch == s->train)
    return memory_format("all %zu rows in one batch: one step an epoch",
                         s->train);
  last = s->train % batch;
  char *smaller = last > 0 ? memory_format(", the last of %zu", last)
                           : memory_copy("");
  char *steps = label_plural(trainer_steps(&t->trainer), "step", "steps");
  char *text = memory_format("batches of %zu of %zu rows%s, %s: %s an epoch",
                             batch, s->train, smaller,
                             s->shuffle ? "in another order in every epoch"
                                        : "in their order", steps);
  free(smaller);
  free(steps);
  return text;
}

char *training_settings(const ad_training *s)
{
  char rate[FORMAT_SIZE], a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
  const char *name = ad_optimiser_name(s->optimiser);
  format_number(rate, ad_training_rate(s));
  if (strcmp(name, "momentum") == 0)
    return memory_format("rate = %s, momentum = %s", rate,
                         format_number(a, s->momentum));
  if (strcmp(name, "adam") == 0)
    return memory_format("rate = %s, beta1 = %s, beta2 = %s, epsilon = %s",
                         rate, format_number(a, s->beta1),
                         format_number(b, s->beta2),
                         format_number(c, s->epsilon));
  return memory_format("rate = %s", rate);
}

static void show_plan(struct page *page, const struct training *t)
{
  const ad_training *s = &t->trainer.training;
  const struct samples *rows = &t->trainer.samples;
  char *params = list_params(t), *batches = describe_rows(t);
  char *numbers = label_plural(t->trainer.trained.n, "number", "numbers");
  char *epochs = label_plural(s->epochs, "epoch", "epochs");
  char *settings = training_settings(s);
  page_section(page, "Training");
  page_print(page, "To make %s small, %s change%s: %s.\n%s of %s, %s.\n"
             "%s: %s, where p is a param and g the gradient; %s.",
             loss_name(t), params, t->trainer.trained.n_leaves == 1 ? "s" : "",
             numbers, epochs, ad_optimiser_name(s->optimiser), batches,
             ad_optimiser_name(s->optimiser),
             ad_optimiser_formula(s->optimiser), settings);
  if (rows->train < rows->n)
    page_print(page, "Held out to test on: %s %zu of the %zu rows.",
               rows->shuffle ? "drawn," : "the last", rows->n - rows->train,
               rows->n);
  free(params);
  free(batches);
  free(numbers);
  free(epochs);
  free(settings);
}

/* --- epochs --------------------------------------------------------------- */

static int has_test(const struct training *t)
{
  return t->trainer.samples.train < t->trainer.samples.n;
}

static void add_columns(struct table *table, const struct training *t)
{
  table_column(table, "epoch", ALIGN_RIGHT);
  for (size_t i = 0; i < t->n; i++) {
    char *heading = t->n == 1
                      ? memory_format("%s", loss_name(t))
                      : memory_format("%s, %s", loss_name(t),
                                      training_method(t->run[i].by));
    table_column(table, heading, ALIGN_POINT);
    free(heading);
  }
  table_column(table, "|gradient|", ALIGN_POINT);
  if (has_test(t))
    table_column(table, "test", ALIGN_POINT);
}

/* Epoch i of a run, from 0; what it ended with behind the last. */
static const struct epoch *epoch_at(const struct run *run, size_t i)
{
  return i < run->n ? &run->epochs[i] : &run->end;
}

static void put_number(struct table *table, double x)
{
  if (isnan(x))
    table_none(table);
  else
    table_number(table, x);
}

static void add_row(struct table *table, const struct training *t, size_t i)
{
  table_row(table);
  if (i < t->run[0].n)
    table_count(table, i + 1);
  else
    table_put(table, "end");
  for (size_t k = 0; k < t->n; k++)
    put_number(table, i < t->run[0].n && i >= t->run[k].n
                        ? (double)NAN
                        : epoch_at(&t->run[k], i)->loss);
  put_number(table, epoch_at(&t->run[0], i)->gradient);
  if (has_test(t))
    put_number(table, epoch_at(&t->run[0], i)->test);
}

/* Epochs between two that are shown. */
static size_t stride_of(size_t epochs, int full)
{
  static const size_t steps[] = {1, 2, 5};
  if (full || epochs <= EPOCHS_SHOWN)
    return 1;
  for (size_t ten = 1;; ten *= 10)
    for (size_t k = 0; k < 3; k++)
      if (epochs / (steps[k] * ten) < EPOCHS_SHOWN)
        return steps[k] * ten;
}

static void explain_epochs(struct page *page, const struct training *t,
                           size_t stride)
{
  size_t last = t->run[0].n;
  int whole = trainer_steps(&t->trainer) == 1;
  const char *what =
      whole ? "A row has the loss and the length of the gradient that an "
              "epoch's sweeps gave, before its update; `end` has those at the "
              "params that it ended with."
            : "A row has the means over the epoch's batches, each met before "
              "its update; `end` has them once more, without an update, at "
              "the params that it ended with.";
  page_print(page, "%s%s", what,
             has_test(t) ? "  The test rows were met before the first update "
                           "of the epoch." : "");
  if (stride > 1)
    page_print(page, "Of %zu epochs one in %zu is shown, the first and the "
                     "last; --full shows all of them.", last, stride);
}

static void show_epochs(struct page *page, const struct training *t, int full)
{
  const struct run *run = &t->run[0];
  struct table *table = table_new();
  size_t stride = stride_of(run->n, full);
  add_columns(table, t);
  for (size_t i = 0; i < run->n; i++)
    if (i == 0 || i + 1 == run->n || (i + 1) % stride == 0)
      add_row(table, t, i);
  if (isfinite(run->end.loss))
    add_row(table, t, run->n);
  page_table(page, table);
  if (run->n > 0)
    explain_epochs(page, t, stride);
}

static void show_end(struct page *page, const struct run *run)
{
  if (run->fault) {
    char *epochs = label_plural(run->kept_epochs, "epoch", "epochs");
    page_print(page, "%s: training stops.  The params are those %s%s, the "
                     "last with which all was finite.  A smaller rate may "
                     "help.", run->fault,
               run->kept_epochs > 0 ? "after " : "that it began with",
               run->kept_epochs > 0 ? epochs : "");
    free(epochs);
  }
  if (run->interrupted)
    page_print(page, "Interrupted in epoch %zu, after step %zu: the params "
                     "are those of this moment.", run->n + 1, run->steps);
}

/* --- params --------------------------------------------------------------- */

static void show_params(struct page *page, const struct training *t, int full)
{
  struct table *table = table_new();
  ad_shape shape;
  table_column(table, "param", ALIGN_LEFT);
  table_column(table, "before", ALIGN_LEFT);
  table_column(table, "after", ALIGN_LEFT);
  for (size_t i = 0; i < t->trainer.trained.n_leaves; i++) {
    const double *before = training_values(t, t->trainer.start, i, &shape);
    table_row(table);
    table_put(table, training_param(t, i));
    matrix_put(table, before, shape, full);
    matrix_put(table, training_values(t, t->run[0].x, i, &shape), shape, full);
  }
  page_section(page, "Params");
  page_table(page, table);
}

/* --- the cost of gradients ------------------------------------------------ */

static const char *unit_of(size_t by, size_t n)
{
  if (by == AD_BY_DIFFERENCES)
    return n == 1 ? "evaluation" : "evaluations";
  return by == AD_BY_FORWARD ? n == 1 ? "forward sweep" : "forward sweeps"
                             : n == 1 ? "reverse sweep" : "reverse sweeps";
}

/* How far the losses of two runs are apart, by the larger. */
static double apart(const struct run *x, const struct run *y)
{
  double most = 0;
  for (size_t i = 0; i < x->n && i < y->n; i++) {
    double a = x->epochs[i].loss, b = y->epochs[i].loss;
    double size = fmax(fabs(a), fabs(b));
    most = size > 0 ? fmax(most, fabs(a - b) / size) : most;
  }
  return most;
}

/* Beyond six digits it hangs on the last bits of a machine. */
static void put_apart(struct table *table, const struct training *t,
                      const struct run *run)
{
  double off = apart(t->run, run);
  char out[FORMAT_SIZE];
  if (run == t->run)
    table_skip(table);
  else if (off < 5e-7)
    table_put(table, "the same to 6 digits");
  else
    table_print(table, "off by %s of their size", format_power(out, off));
}

static void add_cost(struct table *table, const struct training *t,
                     const struct run *run, int timed)
{
  size_t sweeps = batch_sweeps(&run->batch[BATCH_WHOLE]);
  table_row(table);
  table_put(table, training_method(run->by));
  table_print(table, "%zu %s", sweeps, unit_of(run->by, sweeps));
  table_count(table, run->gradients * sweeps);
  put_apart(table, t, run);
  if (!timed)
    return;
  table_amount(table, run->seconds, format_seconds);
  table_amount(table, run->seconds / t->run[0].seconds, format_ratio);
}

/* Are all losses the same, but for what differences do not know? */
static int is_one_curve(const struct training *t)
{
  for (size_t i = 1; i < t->n; i++)
    if (!(apart(t->run, &t->run[i]) <= 1e-3))
      return 0;
  return 1;
}

static void show_costs(struct page *page, const struct training *t, int timed)
{
  struct table *table = table_new();
  table_column(table, "gradient by", ALIGN_LEFT);
  table_column(table, "a step takes", ALIGN_LEFT);
  table_column(table, "in all", ALIGN_RIGHT);
  table_column(table, "losses", ALIGN_LEFT);
  if (timed) {
    table_column(table, "time", ALIGN_RIGHT);
    table_column(table, "x reverse", ALIGN_RIGHT);
  }
  for (size_t i = 0; i < t->n; i++)
    add_cost(table, t, &t->run[i], timed);
  page_table(page, table);
  char *numbers = label_plural(t->trainer.trained.n, "number that is trained",
                               "numbers that are trained");
  page_print(page, "%s: the sweeps of forward mode and the evaluations of "
                   "differences grow with the %s, reverse mode takes one "
                   "sweep.", is_one_curve(t) ? "One curve, three prices"
                                             : "The curves part (a kink, or "
                                               "rounding); of the prices",
             numbers);
  free(numbers);
}

static void show_cost(struct page *page, const struct training *t, int timed)
{
  const struct run *run = &t->run[0];
  size_t n = run->gradients * batch_sweeps(&run->batch[BATCH_WHOLE]);
  char out[FORMAT_SIZE];
  page_section(page, "Cost");
  if (t->n > 1)
    show_costs(page, t, timed);
  else
    page_print(page, "Gradients by %s: %zu %s in all%s%s.",
               training_method(run->by), n, unit_of(run->by, n),
               timed ? ", " : "",
               timed ? format_seconds(out, run->seconds) : "");
}

void show_training(struct page *page, const struct sheet_task *task)
{
  const struct training *t = task->found;
  const struct options *options = task->options;
  int full = option_given(options, OPTION_FULL);
  show_header(page, task->file, options->n_arguments > 1,
              task->loaded->sheet);
  show_plan(page, t);
  if (t->run[0].pass.done)
    show_pass(page, t, full);
  if (t->run[0].pass.done)
    page_section(page, "Epochs");
  show_epochs(page, t, full);
  for (size_t i = 0; i < t->n; i++)
    show_end(page, &t->run[i]);
  show_params(page, t, full);
  show_cost(page, t, !option_given(options, OPTION_NO_TIMES));
}
