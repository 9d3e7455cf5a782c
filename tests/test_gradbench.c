/* SPDX-License-Identifier: GPL-3.0-or-later
   The tool for GradBench, spoken to as GradBench does: a message, then its
   answer, then the next.  What it is to answer in gradbench/session.jsonl was
   computed without gradcompare, by session.py beside it.  Read
   bench/gradbench/answer.h before. */
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "check_near.h"

/* GradBench allows 1e-4, relative to |want| + |got| where that is above 1. */
static const double NEAR = 1e-12;

static const char *const modes[] = {NULL, "--forward"};

struct tool {
  pid_t pid;
  FILE *to, *from;
};

static void run_tool(const char *mode, const int *to, const int *from)
{
  char path[4096];
  const char *build = getenv("GRADCOMPARE_BUILD");
  snprintf(path, sizeof path, "%s/bench/gradbench/gradbench",
           build ? build : ".");
  dup2(to[0], STDIN_FILENO);
  dup2(from[1], STDOUT_FILENO);
  close(to[1]);
  close(from[0]);
  execl(path, path, mode, (char *)NULL);
  _exit(127);
}

static struct tool tool_start(const char *mode)
{
  struct tool tool;
  int to[2], from[2];
  ck_assert(pipe(to) == 0 && pipe(from) == 0);
  tool.pid = fork();
  if (tool.pid == 0)
    run_tool(mode, to, from);
  ck_assert_int_gt(tool.pid, 0);
  close(to[0]);
  close(from[1]);
  tool.to = fdopen(to[1], "w");
  tool.from = fdopen(from[0], "r");
  return tool;
}

/* Its exit status. */
static int tool_end(struct tool *tool)
{
  int status;
  fclose(tool->to);
  ck_assert_int_eq(fgetc(tool->from), EOF);
  fclose(tool->from);
  ck_assert_int_eq(waitpid(tool->pid, &status, 0), tool->pid);
  ck_assert(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* The answer to a message; the caller frees it. */
static char *ask(struct tool *tool, const char *message)
{
  char *line = NULL;
  size_t room = 0;
  fprintf(tool->to, "%s\n", message);
  fflush(tool->to);
  ck_assert_msg(getline(&line, &room, tool->from) > 0, "no answer to %s",
                message);
  return line;
}

static json_t *parsed(const char *text)
{
  json_error_t err;
  json_t *json = json_loads(text, 0, &err);
  ck_assert_msg(json != NULL, "%s: %s", err.text, text);
  return json;
}

/* --- answers against those that are due ----------------------------------- */

static void check_json(const json_t *got, const json_t *want, const char *at);

static void check_lists(const json_t *got, const json_t *want, const char *at)
{
  ck_assert_uint_eq(json_array_size(got), json_array_size(want));
  for (size_t i = 0; i < json_array_size(want); i++)
    check_json(json_array_get(got, i), json_array_get(want, i), at);
}

static void check_objects(json_t *got, json_t *want, const char *at)
{
  const char *key;
  json_t *value;
  ck_assert_uint_eq(json_object_size(got), json_object_size(want));
  json_object_foreach(want, key, value)
    check_json(json_object_get(got, key), value, at);
}

static void check_json(const json_t *got, const json_t *want, const char *at)
{
  ck_assert_msg(got != NULL, "a member is missing: %s", at);
  if (json_is_real(want)) {
    ck_assert_msg(json_is_number(got), "no number: %s", at);
    double x = json_number_value(got), y = json_number_value(want);
    check_near(x, y, NEAR * fmax(1, fabs(x) + fabs(y)), 0, "%s", at);
  } else if (json_is_array(want))
    check_lists(got, want, at);
  else if (json_is_object(want))
    check_objects((json_t *)got, (json_t *)want, at);
  else
    ck_assert_msg(json_equal(got, want), "another value: %s", at);
}

/* One of the preparation, one of each run, no run faster than the clock. */
static void check_timings(const json_t *timings, const json_t *input)
{
  const json_t *least = json_object_get(input, "min_runs");
  const size_t runs = least ? (size_t)json_integer_value(least) : 1;
  ck_assert_uint_eq(json_array_size(timings), runs + 1);
  for (size_t i = 0; i <= runs; i++) {
    const json_t *timing = json_array_get(timings, i);
    ck_assert_str_eq(json_string_value(json_object_get(timing, "name")),
                     i == 0 ? "prepare" : "evaluate");
    ck_assert_int_ge(
        json_integer_value(json_object_get(timing, "nanoseconds")), 0);
  }
}

static void check_pair(struct tool *tool, const json_t *message,
                       json_t *response)
{
  char *text = json_dumps(message, JSON_COMPACT), *line = ask(tool, text);
  json_t *got = parsed(line);
  const json_t *timings = json_object_get(got, "timings");
  if (json_object_get(response, "output"))
    check_timings(timings, json_object_get(message, "input"));
  else
    ck_assert_ptr_null(timings);
  json_object_del(got, "timings");
  check_json(got, response, text);
  json_decref(got);
  free(line);
  free(text);
}

static json_t *next_line(FILE *session, const char *member)
{
  json_t *line = json_loadf(session, JSON_DISABLE_EOF_CHECK, NULL);
  json_t *part = json_incref(json_object_get(line, member));
  json_decref(line);
  return part;
}

START_TEST(test_session)
{
  char path[4096];
  const char *source = getenv("GRADCOMPARE_SOURCE");
  snprintf(path, sizeof path, "%s/tests/gradbench/session.jsonl",
           source ? source : ".");
  FILE *session = fopen(path, "r");
  struct tool tool = tool_start(modes[_i]);
  json_t *message;
  size_t n = 0;
  ck_assert_ptr_nonnull(session);
  for (; (message = next_line(session, "message")); n++) {
    json_t *response = next_line(session, "response");
    if (json_object_get(response, "tool") && modes[_i])
      json_object_set_new(response, "tool",
                          json_string("gradcompare-forward"));
    check_pair(&tool, message, response);
    json_decref(message);
    json_decref(response);
  }
  ck_assert_uint_gt(n, 100);
  ck_assert_int_eq(tool_end(&tool), 0);
  fclose(session);
}
END_TEST

/* --- runs ----------------------------------------------------------------- */

START_TEST(test_min_seconds)
{
  struct tool tool = tool_start(modes[_i]);
  char *line = ask(&tool, "{\"id\": 1, \"kind\": \"evaluate\","
                          " \"module\": \"lse\", \"function\": \"gradient\","
                          " \"input\": {\"x\": [1, 2], \"min_runs\": 2,"
                          " \"min_seconds\": 0.02}}");
  json_t *got = parsed(line);
  const json_t *timings = json_object_get(got, "timings");
  json_int_t sum = 0;
  for (size_t i = 1; i < json_array_size(timings); i++)
    sum += json_integer_value(
        json_object_get(json_array_get(timings, i), "nanoseconds"));
  ck_assert_int_ge(sum, 20000000);
  json_decref(got);
  free(line);
  ck_assert_int_eq(tool_end(&tool), 0);
}
END_TEST

/* --- what cannot be done -------------------------------------------------- */

#define EVALUATE(module, function, input)                                    \
  "{\"id\": 7, \"kind\": \"evaluate\", \"module\": \"" module "\", "         \
  "\"function\": \"" function "\", \"input\": " input "}"
#define FAILED(error)                                                        \
  "{\"id\": 7, \"success\": false, \"error\": \"" error "\"}\n"

/* A message and its answer. */
static const char *const refused[][2] = {
  {EVALUATE("ba", "objective", "{\"n\": 1, \"m\": 1, \"p\": 1, "
            "\"w\": 1e200, \"cam\": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "
            "\"x\": [1, 2, 3], \"feat\": [0, 0]}"),
   FAILED("the result cannot be written: it is not finite, or no memory is "
          "left")},
  {"{\"id\": 7, \"kind\": \"define\", \"module\": \"kmeans\"}",
   FAILED("there is no eval 'kmeans' here")},
  {"{\"id\": 7, \"kind\": \"define\"}", FAILED("there is no eval '' here")},
  {EVALUATE("kmeans", "cost", "{}"), FAILED("there is no eval 'kmeans' here")},
  {EVALUATE("lse", "hessian", "{}"), FAILED("lse has no function 'hessian'")},
  {EVALUATE("lse", "primal", "3"), FAILED("input.x is missing")},
  {EVALUATE("lse", "primal", "{\"x\": []}"),
   FAILED("input.x: expected a list of some")},
  {EVALUATE("lse", "primal", "{\"x\": 3}"),
   FAILED("input.x: expected a list")},
  {EVALUATE("lse", "gradient", "{\"x\": [1, \"2\"]}"),
   FAILED("input.x: expected numbers")},
  {EVALUATE("hello", "square", "[1]"), FAILED("input: expected numbers")},
  {EVALUATE("hello", "square", "1e200"),
   FAILED("the result cannot be written: it is not finite, or no memory is "
          "left")},
  {EVALUATE("llsq", "gradient", "{\"x\": [1], \"n\": 1}"),
   FAILED("input.n: expected a whole number from 2 to 1073741824, found 1")},
  {EVALUATE("llsq", "gradient", "{\"x\": [1], \"n\": 2.5}"),
   FAILED("input.n: expected a whole number from 2 to 1073741824, found 2.5")},
  {EVALUATE("det", "primal", "{\"A\": [1, 2, 3], \"ell\": 2}"),
   FAILED("input.A: expected a list of 4, found 3")},
  {EVALUATE("det", "gradient", "{\"A\": [1], \"ell\": 40}"),
   FAILED("input.ell: expected a whole number from 1 to 16, found 40")},
  {EVALUATE("ode", "gradient", "{\"x\": [1]}"), FAILED("input.s is missing")},
  {EVALUATE("gmm", "jacobian", "{\"d\": 2, \"k\": 1, \"n\": 1, \"m\": 0, "
            "\"gamma\": 1, \"alpha\": [1], \"mu\": [[1]]}"),
   FAILED("input.mu: expected a list of 2, found 1")},
  {EVALUATE("lstm", "jacobian", "{\"sequence\": [[1]], \"main_params\": "
            "[[1, 1, 1, 1]], \"extra_params\": [[1], [1], [1]], "
            "\"state\": [[1]]}"),
   FAILED("input: expected a sequence of 2 rows or more, and two rows of "
          "main_params a layer")},
  {EVALUATE("ba", "jacobian", "{\"n\": 1, \"m\": 1, \"p\": 60000000, "
            "\"w\": 1, \"cam\": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}"),
   FAILED("more numbers than this tool takes: 11 x 60000000")},
  {"{\"id\": 8, \"kind\": \"whatever\"}", "{\"id\": 8}\n"},
  {"{\"id\": 9}", "{\"id\": 9}\n"},
};

/* All in one session: none does harm to the next. */
START_TEST(test_refused)
{
  struct tool tool = tool_start(modes[_i]);
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    char *line = ask(&tool, refused[i][0]);
    ck_assert_str_eq(line, refused[i][1]);
    free(line);
  }
  ck_assert_int_eq(tool_end(&tool), 0);
}
END_TEST

/* Nobody to answer: it ends, and does not leave GradBench waiting. */
START_TEST(test_no_message)
{
  static const char *const lines[] = {"what?", "[1]", "{\"id\": \"1\"}", ""};
  struct tool tool = tool_start(NULL);
  fprintf(tool.to, "%s\n", lines[_i]);
  fflush(tool.to);
  ck_assert_int_eq(tool_end(&tool), 2);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("gradbench");
  TCase *tool = tcase_create("tool");
  tcase_add_loop_test(tool, test_session, 0, 2);
  tcase_add_loop_test(tool, test_min_seconds, 0, 2);
  tcase_add_loop_test(tool, test_refused, 0, 2);
  tcase_add_loop_test(tool, test_no_message, 0, 4);
  suite_add_tcase(suite, tool);
  return test_run(suite);
}
