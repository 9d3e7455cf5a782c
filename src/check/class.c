/* SPDX-License-Identifier: GPL-3.0-or-later
   check FILE --answers: all answers, judged by processes that are given up
   where one of them takes too much.  Read class.h and jobs.h before. */
#include "check/class.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/jobs.h"
#include "worksheet/heading.h"

enum { MEGABYTES = 256 }; /* for one answer, unless --max-memory says so    */

/* --- one answer ----------------------------------------------------------- */

double answer_marks(const struct answer *answer)
{
  double sum = 0;
  for (size_t i = 0; i < answer->n_lines; i++)
    sum += answer->lines[i].marks;
  return sum;
}

int answer_status(const struct answer *answer)
{
  int status = answer->lost           ? EXIT_SYSTEM
               : answer->n_errors > 0 ? EXIT_DISAGREE
                                      : EXIT_FINE;
  for (size_t i = 0; i < answer->n_lines; i++)
    status = exit_worst(status, answer->lines[i].status);
  return status;
}

const char *answer_line_code(const struct answer_line *line)
{
  return *line->mistakes ? line->mistakes : line->code;
}

char *answer_codes(const struct answer *answer)
{
  char *codes = memory_copy(answer->lost ? "not judged" : "");
  for (size_t i = 0; i < answer->n_lines; i++)
    memory_append(&codes, ", ",
                  memory_copy(answer_line_code(&answer->lines[i])));
  for (size_t i = 0; i < answer->n_errors; i++)
    memory_append(&codes, ", ", memory_copy("not-read"));
  return codes;
}

char *answer_why(const struct answer *answer)
{
  char *why = memory_copy(answer->lost ? answer->lost : "");
  for (size_t i = 0; i < answer->n_lines; i++)
    if (*answer->lines[i].why)
      memory_append(&why, "; ", memory_format("%s: %s", answer->lines[i].text,
                                              answer->lines[i].why));
  for (size_t i = 0; i < answer->n_errors; i++) {
    const struct answer_error *e = &answer->errors[i];
    memory_append(&why, "; ",
                  memory_format("line %zu, column %zu: %s%s%s", e->line,
                                e->column, e->text, *e->hint ? "; " : "",
                                e->hint));
  }
  return why;
}

void answer_free(struct answer *answer)
{
  for (size_t i = 0; i < answer->n_lines; i++) {
    free(answer->lines[i].text);
    free(answer->lines[i].code);
    free(answer->lines[i].mistakes);
    free(answer->lines[i].why);
  }
  for (size_t i = 0; i < answer->n_errors; i++) {
    free(answer->errors[i].text);
    free(answer->errors[i].hint);
  }
  free(answer->lines);
  free(answer->errors);
  free(answer->lost);
  *answer = (struct answer){0};
}

/* --- all of them ---------------------------------------------------------- */

/* What a process has to know. */
struct state {
  struct class *class;
  struct judging by;
};

static void work(void *state, size_t i, FILE *out)
{
  const struct state *s = state;
  struct answer answer = answer_judge(&s->by, &s->class->files.of[i]);
  answer_pack(&answer, out);
  answer_free(&answer);
}

static void take(void *state, size_t i, const char *text, size_t size)
{
  const struct state *s = state;
  (void)size;
  s->class->answers[i] = answer_unpack(text);
}

static void lose(void *state, size_t i, const char *why)
{
  const struct state *s = state;
  s->class->answers[i].lost = memory_copy(why);
}

static int judge_all(struct state *state, const struct options *options)
{
  size_t bytes = option_given(options, OPTION_MAX_MEMORY)
                   ? options->max_memory
                   : (size_t)MEGABYTES << 20;
  const struct jobs jobs = {.n = state->class->files.n,
                            .processes = options->jobs,
                            .seconds = options->timeout,
                            .bytes = bytes,
                            .state = state,
                            .work = work,
                            .take = take,
                            .lose = lose};
  ad_judge_limit(state->by.judge, bytes);
  if (options->strict_layout)
    ad_judge_strictly(state->by.judge);
  return jobs_run(&jobs);
}

static ad_status prepare(struct judging *by, ad_error *err)
{
  ad_status status = ad_judge_new(by->sheet, &by->judge, err);
  if (status == AD_OK)
    status = ad_judge_keep_points(by->judge, err);
  if (status == AD_OK)
    status = ad_mistakes_new(by->sheet, &by->mistakes, err);
  return status;
}

static int gather(const struct sheet_task *task)
{
  struct class *class = task->found;
  struct seen seen = {0}; /* every process goes on with a copy             */
  struct state state = {
    class, {.sheet = task->loaded->sheet,
            .tasks = &class->tasks,
            .seen = &seen,
            .solution = option_given(task->options, OPTION_SOLUTION)}};
  ad_error err = {0};
  int status = answer_files_list(task->options, &class->files);
  if (status != EXIT_FINE)
    return status;
  class->tasks = tasks_of(task->loaded->sheet);
  class->answers = memory_new(class->files.n, sizeof *class->answers);
  ad_status prepared = prepare(&state.by, &err);
  if (prepared == AD_OK)
    status = judge_all(&state, task->options);
  else {
    complain("%s: %s", task->file, err.text);
    status = exit_of(prepared);
  }
  ad_mistakes_free(state.by.mistakes);
  ad_judge_free(state.by.judge);
  return status;
}

static void free_found(void *found)
{
  struct class *class = found;
  for (size_t i = 0; class->answers && i < class->files.n; i++)
    answer_free(&class->answers[i]);
  free(class->answers);
  tasks_free(&class->tasks);
  answer_files_free(&class->files);
}

static void show(struct page *page, const struct sheet_task *task)
{
  show_short_header(page, task->file, 0, task->loaded->sheet);
  show_class(page, task->found, task->options);
}

static int judge(const struct sheet_task *task)
{
  const struct class *class = task->found;
  int status = EXIT_FINE;
  for (size_t i = 0; i < class->files.n; i++)
    status = exit_worst(status, answer_status(&class->answers[i]));
  return status;
}

/* Before the worksheet is read. */
static int check(const struct options *options)
{
  struct answer_files files;
  if (options->n_arguments > 1) {
    complain("--answers wants one worksheet, not %zu", options->n_arguments);
    return EXIT_INPUT;
  }
  int status = answer_files_list(options, &files);
  answer_files_free(&files);
  return status;
}

const struct sheet_command class_command = {
    .size = sizeof(struct class),
    .check = check,
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = class_json,
    .csv = &class_csv,
    .judge = judge};
