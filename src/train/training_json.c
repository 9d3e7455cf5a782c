/* SPDX-License-Identifier: GPL-3.0-or-later
   `train --format json`: a worksheet as one object on a line.  Its keys are
   described in the manual.  Read training.h and json_write.h before. */
#include "host/exits.h"
#include "page/json_write.h"
#include "train/training.h"

static void put_settings(struct json *json, const struct training *t)
{
  const ad_training *s = &t->trainer.training;
  json_member_object(json, "training");
  json_member_count(json, "epochs", s->epochs);
  json_member_count(json, "batch",
                    s->batch > 0 ? s->batch : t->trainer.samples.train);
  json_member_text(json, "optimiser", ad_optimiser_name(s->optimiser));
  json_member_number(json, "rate", ad_training_rate(s));
  json_member_number(json, "momentum", s->momentum);
  json_member_number(json, "beta1", s->beta1);
  json_member_number(json, "beta2", s->beta2);
  json_member_number(json, "epsilon", s->epsilon);
  json_member_truth(json, "shuffle", s->shuffle != 0);
  json_member_count(json, "rows", t->trainer.samples.train);
  json_member_count(json, "test_rows",
                    t->trainer.samples.n - t->trainer.samples.train);
  json_end_object(json);
}

static void put_epoch(struct json *json, const struct epoch *e)
{
  json_begin_object(json);
  json_member_found(json, "loss", e->loss);
  json_member_found(json, "gradient", e->gradient);
  json_member_found(json, "test", e->test);
  json_end_object(json);
}

/* The vector x[n] of all params, each in its shape. */
static void put_params(struct json *json, const char *key,
                       const struct training *t, const double *x)
{
  ad_shape shape;
  json_put_key(json, key);
  if (!x) {
    json_put_null(json);
    return;
  }
  json_begin_object(json);
  for (size_t i = 0; i < t->trainer.trained.n_leaves; i++) {
    const double *values = training_values(t, x, i, &shape);
    json_put_key(json, training_param(t, i));
    json_put_matrix(json, shape.rows, shape.cols, values);
  }
  json_end_object(json);
}

static void put_pass(struct json *json, const struct training *t,
                     const struct pass *p)
{
  json_member_object(json, "pass");
  json_member_count(json, "step", p->step);
  json_member_count(json, "epoch", p->epoch);
  json_member_array(json, "rows");
  for (size_t i = 0; i < p->n_rows; i++)
    json_put_count(json, p->rows[i] + 1);
  json_end_array(json);
  json_member_number(json, "loss", p->loss);
  put_params(json, "before", t, p->x);
  put_params(json, "gradient", t, p->gradient);
  for (size_t k = 0; k < 2 && p->state[k]; k++)
    put_params(json, p->state_name[k], t, p->state[k]);
  put_params(json, "after", t, p->after);
  json_end_object(json);
}

static void put_run(struct json *json, const struct sheet_task *task,
                    const struct run *run)
{
  const struct training *t = task->found;
  size_t sweeps = batch_sweeps(&run->batch[BATCH_WHOLE]);
  json_begin_object(json);
  json_member_text(json, "by", training_word(run->by));
  json_member_array(json, "epochs");
  for (size_t i = 0; i < run->n; i++)
    put_epoch(json, &run->epochs[i]);
  json_end_array(json);
  json_put_key(json, "end");
  put_epoch(json, &run->end);
  json_member_count(json, "steps", run->steps);
  json_member_count(json, "sweeps", run->gradients * sweeps);
  if (option_given(task->options, OPTION_NO_TIMES)) {
    json_put_key(json, "seconds");
    json_put_null(json);
  } else
    json_member_number(json, "seconds", run->seconds);
  json_member_text(json, "stopped", run->fault);
  json_member_truth(json, "interrupted", run->interrupted);
  put_params(json, "params", t, run->x);
  if (run->pass.done)
    put_pass(json, t, &run->pass);
  json_end_object(json);
}

void training_json(FILE *out, const struct sheet_task *task)
{
  const struct training *t = task->found;
  const ad_sheet *sheet = task->loaded->sheet;
  struct json json = json_on(out);
  json_begin_object(&json);
  json_member_text(&json, "worksheet", task->loaded->source.name);
  json_member_text(&json, "title", ad_sheet_title(sheet));
  json_member_text(&json, "version", exits_version());
  json_member_count(&json, "seed", ad_sheet_seed(sheet));
  put_settings(&json, t);
  put_params(&json, "start", t, t->trainer.start);
  json_member_array(&json, "runs");
  for (size_t k = 0; k < t->n; k++)
    put_run(&json, task, &t->run[k]);
  json_end_array(&json);
  json_end_object(&json);
  json_end_line(&json);
}
