/* SPDX-License-Identifier: GPL-3.0-or-later
   Read answer.h before. */
#include "answer.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evals.h"
#include "host/exits.h"
#include "host/timer.h"

/* What the runs took. */
struct timings {
  long long prepare, *run; /* nanoseconds                                  */
  size_t n, room;
};

/* One message, and what becomes of it. */
struct exchange {
  const struct tool *tool;
  const json_t *message;
  json_t *response;
  struct timings timings;
};

static const char *text_of(const json_t *message, const char *key)
{
  const char *text = json_string_value(json_object_get(message, key));
  return text ? text : "";
}

/* What jansson gave; ends the program where memory is out, of which it does not
   always take notice.  errno was set to 0 before. */
static void *given(void *p)
{
  return memory_given(errno == ENOMEM ? NULL : p, 0);
}

/* json_object_set_new that ends the program where memory is out. */
static void put(json_t *object, const char *key, json_t *value)
{
  if (json_object_set_new(object, key, memory_given(value, 0)) != 0)
    memory_given(NULL, 0);
}

/* --- success and failure -------------------------------------------------- */

static void fail(struct exchange *x, char *text)
{
  put(x->response, "success", json_false());
  put(x->response, "error", json_string(text));
  free(text);
}

static void define(struct exchange *x)
{
  const char *name = text_of(x->message, "module");
  if (eval_find(name))
    put(x->response, "success", json_true());
  else
    fail(x, memory_format("there is no eval '%s' here", name));
}

/* --- evaluation ----------------------------------------------------------- */

static long long since(double start)
{
  return llround(1e9 * (timer_now() - start));
}

static void add_run(struct timings *t, long long nanoseconds)
{
  if (t->n == t->room) {
    t->room = t->room ? 2 * t->room : 64;
    t->run = memory_grow(t->run, t->room, sizeof *t->run);
  }
  t->run[t->n++] = nanoseconds;
}

/* Runs at least so often and for so long. */
static void repeat(struct timings *t, const struct function *f, struct work *w,
                   double runs, double seconds)
{
  double spent = 0;
  while ((double)t->n < runs || spent < seconds) {
    double start = timer_now();
    f->run(w);
    add_run(t, since(start));
    spent += 1e-9 * (double)t->run[t->n - 1];
  }
}

/* A member of the input that may be missing. */
static double number_or(const json_t *input, const char *key, double otherwise)
{
  const json_t *value = json_object_get(input, key);
  return json_is_number(value) ? json_number_value(value) : otherwise;
}

static void run(struct exchange *x, const struct function *f, struct work *w)
{
  repeat(&x->timings, f, w, fmax(number_or(w->p->input, "min_runs", 1), 1),
         number_or(w->p->input, "min_seconds", 0));
  json_t *output = f->output(w);
  if (output) {
    put(x->response, "success", json_true());
    put(x->response, "output", output);
  } else {
    x->timings.n = 0;
    fail(x, memory_copy("the result cannot be written: it is not finite, or no "
                        "memory is left"));
  }
}

static void evaluate_function(struct exchange *x, const struct eval *eval,
                              const struct function *f)
{
  const json_t *input = json_object_get(x->message, "input");
  const int value = f == &eval->functions[FUNCTION_VALUE];
  struct problem p;
  struct work w = {0};
  double start = timer_now();
  if (problem_new(&p, input, value ? WANT_VALUE : x->tool->want) == AD_OK)
    eval->build(&p);
  if (problem_finish(&p) == AD_OK && work_new(&w, &p) == AD_OK) {
    x->timings.prepare = since(start);
    run(x, f, &w);
  } else
    fail(x, memory_copy(p.err.text));
  work_free(&w);
  problem_free(&p);
}

static void evaluate(struct exchange *x)
{
  const char *module = text_of(x->message, "module");
  const char *name = text_of(x->message, "function");
  const struct eval *eval = eval_find(module);
  if (!eval) {
    fail(x, memory_format("there is no eval '%s' here", module));
    return;
  }
  for (size_t i = 0; i < FUNCTIONS; i++)
    if (strcmp(eval->functions[i].name, name) == 0) {
      evaluate_function(x, eval, &eval->functions[i]);
      return;
    }
  fail(x, memory_format("%s has no function '%s'", module, name));
}

/* --- messages ------------------------------------------------------------- */

/* The response as a line, with the timings at its end: there may be a million
   of them. */
static int write_response(const struct exchange *x)
{
  const struct timings *t = &x->timings;
  errno = 0;
  char *text = given(json_dumps(x->response, 0));
  printf("%.*s", (int)strlen(text) - 1, text);
  if (t->n > 0)
    printf(", \"timings\": [{\"name\": \"prepare\", \"nanoseconds\": %lld}",
           t->prepare);
  for (size_t i = 0; i < t->n; i++)
    printf(", {\"name\": \"evaluate\", \"nanoseconds\": %lld}", t->run[i]);
  puts(t->n > 0 ? "]}" : "}");
  free(text);
  if (fflush(stdout) == 0 && !ferror(stdout))
    return EXIT_FINE;
  complain("standard output: %s", strerror(errno));
  return EXIT_SYSTEM;
}

static int respond(struct exchange *x)
{
  const char *kind = text_of(x->message, "kind");
  if (strcmp(kind, "start") == 0)
    put(x->response, "tool", json_string(x->tool->name));
  else if (strcmp(kind, "define") == 0)
    define(x);
  else if (strcmp(kind, "evaluate") == 0)
    evaluate(x);
  int status = write_response(x);
  free(x->timings.run);
  return status;
}

int answer(const struct tool *tool, const char *text, size_t size,
           size_t number)
{
  json_error_t err;
  errno = 0;
  json_t *message = json_loadb(text, size, 0, &err);
  if (!message && errno != 0)
    given(NULL);
  json_t *id = json_object_get(message, "id");
  struct exchange x = {.tool = tool, .message = message};
  int status = EXIT_INPUT;
  if (json_is_integer(id)) {
    x.response = memory_given(json_object(), 0);
    put(x.response, "id", json_incref(id));
    status = respond(&x);
  } else if (message)
    complain("line %zu: no message: it has no \"id\", a whole number", number);
  else
    complain("line %zu: no message: %s", number, err.text);
  json_decref(x.response);
  json_decref(message);
  return status;
}
