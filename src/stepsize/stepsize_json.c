/* SPDX-License-Identifier: GPL-3.0-or-later
   `stepsize --format json`: a worksheet as one object on a line.  Its keys
   are described in the manual.  Read stepsize_write.h and json_write.h
   before. */
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/json_write.h"
#include "stepsize/stepsize_write.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

static void put_slope(struct json *json, const char *key,
                      const struct loglog *line)
{
  json_member_found(json, key, line->points > 0 ? line->slope : (double)NAN);
}

/* --- difference quotients ------------------------------------------------- */

static void put_point(struct json *json, const struct stepsize_point *p,
                      enum stepsize_method method)
{
  int gsl = method == STEPSIZE_GSL;
  json_begin_object(json);
  json_member_number(json, "h", p->h);
  json_member_found(json, "step", gsl ? p->chosen : p->step);
  json_member_found(json, "value", p->value[method]);
  json_member_found(json, "error", p->error[method]);
  json_member_text(json, "reason",
                   stepsize_reason(method == STEPSIZE_FIVE_POINT ? p->far
                                                                 : p->near));
  json_end_object(json);
}

static void put_method(struct json *json, const struct stepsize *s,
                       enum stepsize_method method)
{
  const struct stepsize_best *best = &s->best[method];
  int has_best = best->at < STEPSIZE_POINTS;
  json_begin_object(json);
  json_member_text(json, "method", stepsize_name(method));
  json_member_found(json, "best_h", has_best ? s->points[best->at].h
                                             : (double)NAN);
  json_member_found(json, "best_error", has_best ? best->error : (double)NAN);
  put_slope(json, "truncation_slope", &best->truncation);
  put_slope(json, "rounding_slope", &best->rounding);
  json_member_array(json, "points");
  for (size_t i = 0; i < STEPSIZE_POINTS; i++)
    put_point(json, &s->points[i], method);
  json_end_array(json);
  json_end_object(json);
}

static void put_methods(struct json *json, const struct stepsize *s)
{
  json_member_array(json, "differences");
  for (int i = 0; i < STEPSIZE_METHODS; i++)
    put_method(json, s, (enum stepsize_method)i);
  json_end_array(json);
}

/* --- the Taylor test ------------------------------------------------------ */

static void put_judgement(struct json *json, const char *key,
                          const struct taylor *t, enum taylor_mode mode)
{
  static const char *const words[] = {[TAYLOR_RIGHT] = "right",
                                      [TAYLOR_WRONG] = "wrong",
                                      [TAYLOR_UNKNOWN] = "inconclusive"};
  const struct taylor_judgement *j = &t->judged[mode];
  json_member_object(json, key);
  json_member_number(json, "derivative", t->gd[mode]);
  put_slope(json, "slope", &j->slope);
  json_member_truth(json, "linear", j->linear);
  json_member_text(json, "verdict", words[j->verdict]);
  json_member_text(json, "reason", j->verdict == TAYLOR_UNKNOWN
                                       ? reason_words(j->reason)->name
                                       : NULL);
  json_end_object(json);
}

static void put_taylor(struct json *json, const struct study *study)
{
  const struct taylor *t = &study->taylor;
  char *of = study_function(study);
  json_member_object(json, "taylor");
  json_member_text(json, "of", of);
  put_judgement(json, "forward", t, TAYLOR_FORWARD);
  put_judgement(json, "reverse", t, TAYLOR_REVERSE);
  json_member_array(json, "remainders");
  for (size_t i = 0; i < TAYLOR_STEPS; i++) {
    const struct taylor_step *s = &t->steps[i];
    json_begin_object(json);
    json_member_number(json, "h", s->h);
    json_member_found(json, "r0", s->r0);
    json_member_found(json, "r1_forward", s->r1[TAYLOR_FORWARD]);
    json_member_found(json, "r1_reverse", s->r1[TAYLOR_REVERSE]);
    json_member_found(json, "rounding", s->noise);
    json_member_text(json, "reason", stepsize_reason(s->reason));
    json_end_object(json);
  }
  json_end_array(json);
  json_end_object(json);
  free(of);
}

static void put_claims(struct json *json, const struct claim_tests *tests)
{
  json_member_array(json, "claims");
  for (size_t i = 0; i < tests->n; i++) {
    json_begin_object(json);
    json_member_count(json, "line", tests->of[i].line);
    json_member_text(json, "text", tests->of[i].text);
    put_judgement(json, "taylor", &tests->of[i].taylor, TAYLOR_FORWARD);
    json_end_object(json);
  }
  json_end_array(json);
}

void stepsize_json(FILE *out, const struct sheet_task *task)
{
  const struct study *study = task->found;
  struct json json = json_on(out);
  const struct stepsize *s = &study->stepsize;
  char *of = label_entry(study->output->name, study->output->shape,
                         study->of_entry);
  char *wrt = study_variable(study);
  json_begin_object(&json);
  json_member_text(&json, "worksheet", task->file);
  json_member_text(&json, "title",
                   ad_sheet_title(task->loaded->sheet));
  json_member_text(&json, "version", exits_version());
  json_member_count(&json, "seed", study->seed);
  json_member_text(&json, "of", of);
  json_member_text(&json, "wrt", wrt);
  json_member_number(&json, "at", s->x);
  json_member_number(&json, "value", s->f);
  json_member_number(&json, "forward", s->forward);
  json_member_number(&json, "reverse", s->reverse);
  json_member_found(&json, "error", stepsize_off(s));
  json_member_truth(&json, "weak", s->judged.weak);
  json_member_truth(&json, "lost", s->judged.lost);
  put_methods(&json, s);
  put_taylor(&json, study);
  put_claims(&json, &study->claims);
  json_end_object(&json);
  json_end_line(&json);
  free(wrt);
  free(of);
}
