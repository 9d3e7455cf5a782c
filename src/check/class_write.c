/* SPDX-License-Identifier: GPL-3.0-or-later
   A class for machines: a record for each answer, with marks and reasons, in
   JSON lines, in CSV, and as Gradescope wants its results.json (of one answer;
   of several, one a line).  Source of the last: Gradescope's autograder
   specifications, "output format".  Read class.h before. */
#include <stdlib.h>
#include <string.h>

#include "check/class.h"
#include "host/exits.h"
#include "page/json_write.h"
#include "worksheet/failure.h"

/* NULL where there is none. */
static const char *some(const char *text)
{
  return *text ? text : NULL;
}

/* --- JSON lines ----------------------------------------------------------- */

static void put_line(struct json *json, const struct answer_line *line)
{
  json_begin_object(json);
  json_put_key(json, "task");
  line->task > 0 ? json_put_count(json, line->task) : json_put_null(json);
  json_put_key(json, "line");
  line->line > 0 ? json_put_count(json, line->line) : json_put_null(json);
  json_member_text(json, "text", line->text);
  json_member_text(json, "code", line->code);
  json_member_text(json, "mistakes", some(line->mistakes));
  json_member_number(json, "points", line->points);
  json_member_number(json, "marks", line->marks);
  json_member_text(json, "why", some(line->why));
  json_end_object(json);
}

static void put_error(struct json *json, const struct answer_error *error)
{
  json_begin_object(json);
  json_member_count(json, "line", error->line);
  json_member_count(json, "column", error->column);
  json_member_text(json, "text", error->text);
  json_member_text(json, "hint", some(error->hint));
  json_end_object(json);
}

static void put_answer(struct json *json, const struct sheet_task *task,
                       const struct class *class, size_t i)
{
  const struct answer *answer = &class->answers[i];
  json_begin_object(json);
  json_member_text(json, "worksheet", task->file);
  json_member_text(json, "answers", class->files.of[i].path);
  json_member_text(json, "version", exits_version());
  json_member_number(json, "marks", answer_marks(answer));
  json_member_number(json, "of", class->tasks.points);
  json_member_text(json, "error", answer->lost);
  json_member_array(json, "lines");
  for (size_t k = 0; k < answer->n_lines; k++)
    put_line(json, &answer->lines[k]);
  json_end_array(json);
  json_member_array(json, "errors");
  for (size_t k = 0; k < answer->n_errors; k++)
    put_error(json, &answer->errors[k]);
  json_end_array(json);
  json_end_object(json);
}

/* --- Gradescope ----------------------------------------------------------- */

static char *words_of(const struct answer_line *line)
{
  return memory_format("%s: %s%s%s", line->text, answer_line_code(line),
                       *line->why ? "; " : "", line->why);
}

static void put_test(struct json *json, const struct task *task, size_t number,
                     const struct answer_line *line)
{
  double marks = line ? line->marks : 0;
  char *output = line ? words_of(line)
                      : memory_copy("the answer could not be judged");
  char *text = memory_format("%zu", number);
  json_begin_object(json);
  json_member_text(json, "name", task->text);
  json_member_text(json, "number", text);
  json_member_number(json, "score", marks);
  json_member_number(json, "max_score", task->points);
  json_member_text(json, "status", marks >= task->points ? "passed" : "failed");
  json_member_text(json, "output", output);
  json_member_text(json, "output_format", "text");
  json_member_text(json, "visibility", "visible");
  json_end_object(json);
  free(output);
  free(text);
}

/* Lines beside the tasks, and what cannot be read. */
static char *other_words(const struct answer *answer, size_t tasks)
{
  struct answer others = *answer;
  if (others.n_lines >= tasks) {
    others.lines += tasks;
    others.n_lines -= tasks;
  }
  return answer_why(&others);
}

static void put_results(struct json *json, const struct class *class, size_t i)
{
  const struct answer *answer = &class->answers[i];
  char *output = other_words(answer, class->tasks.n);
  json_begin_object(json);
  json_member_number(json, "score", answer_marks(answer));
  json_member_text(json, "output", output);
  json_member_text(json, "output_format", "text");
  json_member_text(json, "visibility", "visible");
  json_member_array(json, "tests");
  for (size_t k = 0; k < class->tasks.n; k++)
    put_test(json, &class->tasks.of[k], k + 1,
             k < answer->n_lines ? &answer->lines[k] : NULL);
  json_end_array(json);
  json_member_object(json, "extra_data");
  json_member_text(json, "answers", class->files.of[i].path);
  json_end_object(json);
  json_end_object(json);
  free(output);
}

void class_json(FILE *out, const struct sheet_task *task)
{
  const struct class *class = task->found;
  int results = strcmp(task->options->format, "gradescope") == 0;
  for (size_t i = 0; i < class->files.n; i++) {
    struct json json = json_on(out);
    if (results)
      put_results(&json, class, i);
    else
      put_answer(&json, task, class, i);
    json_end_line(&json);
  }
}

/* --- CSV ------------------------------------------------------------------ */

static const char *const columns[] = {"worksheet", "answers", "marks", "of",
                                      "codes",     "why",     "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0], BEFORE_TEXT = 6 };

static void write_records(struct csv *csv, const struct sheet_task *task)
{
  const struct class *class = task->found;
  for (size_t i = 0; i < class->files.n; i++) {
    const struct answer *answer = &class->answers[i];
    char *codes = answer_codes(answer), *why = answer_why(answer);
    csv_text(csv, task->file);
    csv_text(csv, class->files.of[i].path);
    csv_number(csv, answer_marks(answer));
    csv_number(csv, class->tasks.points);
    csv_text(csv, codes);
    csv_text(csv, answer->lost ? "" : why);
    csv_text(csv, answer->lost ? answer->lost : "");
    csv_end(csv, COLUMNS);
    free(codes);
    free(why);
  }
}

static void write_failure(struct csv *csv, const struct sheet_task *task,
                          int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, BEFORE_TEXT, COLUMNS);
}

const struct sheet_csv class_csv = {COLUMNS, columns, write_records,
                                    write_failure};
