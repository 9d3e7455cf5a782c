/* SPDX-License-Identifier: GPL-3.0-or-later
   One answer file: read, judged, and laid beside the tasks.  Of several lines
   that answer a task the last one counts; a line that answers none is judged,
   and earns nothing.  Read class.h before. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/class.h"
#include "host/exits.h"
#include "host/files.h"

enum { MOST_BYTES = 1 << 20, MOST_ERRORS = 20 };

/* --- the file ------------------------------------------------------------- */

/* Reads at most `most` bytes of fd into *text, which grows as it is filled; -1:
   it cannot be read. */
static ssize_t read_up_to(int fd, size_t most, char **text)
{
  size_t size = 0, room = 0;
  while (size < most) {
    if (size == room)
      *text = memory_grow(*text, room = 2 * room + 4096, 1);
    size_t left = room < most ? room - size : most - size;
    ssize_t n = read(fd, *text + size, left);
    if (n == -1 && errno == EINTR)
      continue;
    if (n <= 0)
      return n == 0 ? (ssize_t)size : -1;
    size += (size_t)n;
  }
  return (ssize_t)size;
}

/* The text of the file; NULL, with a reason, where it has none to be judged. */
static char *read_file(const struct answer_file *file, size_t *size,
                       char **lost)
{
  const char *why = NULL;
  int fd = file->is_entry ? files_open_entry(file->path, &why)
                          : files_open(file->path, &why);
  if (fd == -1) {
    *lost = memory_format("cannot be read: %s", why ? why : strerror(errno));
    return NULL;
  }
  char *text = NULL;
  ssize_t n = read_up_to(fd, MOST_BYTES + 1, &text);
  if (n == -1)
    *lost = memory_format("cannot be read: %s", strerror(errno));
  else if (n > MOST_BYTES)
    *lost = memory_copy("is larger than 1 MiB");
  close(fd);
  *size = n > 0 ? (size_t)n : 0;
  if (!*lost)
    return text;
  free(text);
  return NULL;
}

/* --- lines ---------------------------------------------------------------- */

static char *copy_text(const ad_source *source, const ad_claim *claim)
{
  char *all = memory_copy("");
  for (size_t k = 0; k < claim->n; k++)
    memory_append(&all, " ", check_text(source, claim, k));
  return all;
}

/* Adds what there is to be said. */
static void add(char **all, const char *between, char *text)
{
  if (*text)
    memory_append(all, between, text);
  else
    free(text);
}

/* Takes the text over. */
static char *on_one_line(char *text)
{
  char *out = memory_copy("");
  for (const char *line = strtok(text, "\n"); line;
       line = strtok(NULL, "\n")) {
    int ended = *out && strchr(".?:", out[strlen(out) - 1]);
    memory_append(&out, ended ? " " : "; ", memory_copy(line));
  }
  free(text);
  return out;
}

/* Of all parts of line i, on one line. */
static char *copy_reasons(const struct checked *checked, size_t i)
{
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  char *all = memory_copy("");
  for (size_t k = 0; k < claim->n; k++) {
    const ad_diagnosis *diagnosis = notes_at(&checked->notes, i, k);
    add(&all, "\n", check_why(&claim->parts[k], diagnosis));
    add(&all, "\n", check_solution(checked, diagnosis));
  }
  return on_one_line(all);
}

static char *copy_mistakes(const struct checked *checked, size_t i)
{
  char *all = memory_copy("");
  for (size_t k = 0; k < ad_claims_at(checked->claims, i)->n; k++)
    add(&all, " ", check_codes(notes_at(&checked->notes, i, k)));
  return all;
}

static int status_of(const struct checked *checked, size_t i)
{
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  if (ad_claim_is_right(claim->code))
    return check_line_credit(checked, i) > 0 ? EXIT_FINE : EXIT_DISAGREE;
  return ad_claim_is_wrong(claim->code) ? EXIT_DISAGREE : EXIT_DOUBT;
}

static struct answer_line line_of(const ad_source *source,
                                  const struct checked *checked, size_t i)
{
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  return (struct answer_line){.line = check_line(source, claim),
                              .text = copy_text(source, claim),
                              .code = memory_copy(check_code(claim)),
                              .mistakes = copy_mistakes(checked, i),
                              .why = copy_reasons(checked, i),
                              .status = status_of(checked, i)};
}

/* The line that counts for task k, the last, or the last that has the formula
   alone; `n`, their number: none. */
static size_t last_for(const struct tasks *tasks, size_t k,
                       const ad_claims *claims, size_t n)
{
  size_t last = n, formula = n;
  for (size_t i = 0; i < n; i++)
    if (tasks_find(tasks, ad_claims_at(claims, i)->statement) == k)
      last = i;
    else if (tasks_has_formula(tasks, k, ad_claims_at(claims, i)->statement))
      formula = i;
  return last < n ? last : formula;
}

static struct answer_line missing(const struct task *task)
{
  return (struct answer_line){.text = memory_copy(task->text),
                              .code = memory_copy("missing"),
                              .mistakes = memory_copy(""),
                              .why = memory_copy(""),
                              .status = EXIT_DISAGREE};
}

/* Task k by line i; n: by none. */
static struct answer_line answer_task(const struct tasks *tasks, size_t k,
                                      const ad_source *source,
                                      const struct checked *checked, size_t i,
                                      size_t n)
{
  const struct task *task = &tasks->of[k];
  struct answer_line line = i < n ? line_of(source, checked, i)
                                  : missing(task);
  line.task = k + 1;
  line.points = task->points;
  line.marks = i < n ? task->points * check_line_credit(checked, i) : 0;
  if (i < n && tasks_has_formula(tasks, k,
                                 ad_claims_at(checked->claims, i)->statement)) {
    line.marks *= CHECK_FINISHED;
    line.status = EXIT_DISAGREE;
    add(&line.why, "; ",
        memory_copy("a chain is asked for: the formula earns half of the "
                    "marks"));
  }
  return line;
}

/* A line that does not count. */
static struct answer_line answer_beside(const ad_source *source,
                                        const struct checked *checked,
                                        size_t i, int is_task)
{
  struct answer_line line = line_of(source, checked, i);
  memory_append(&line.why, "; ",
                memory_copy(is_task ? "a later line answers the task"
                                    : "no task asks for it"));
  line.status = EXIT_FINE;
  return line;
}

static void take_lines(const struct tasks *tasks, const ad_source *source,
                       const struct checked *checked, struct answer *out)
{
  const ad_claims *claims = checked->claims;
  size_t n = 0;
  while (ad_claims_at(claims, n))
    n++;
  out->lines = memory_new(tasks->n + n, sizeof *out->lines);
  unsigned char *counts = memory_new(n, 1);
  for (size_t k = 0; k < tasks->n; k++) {
    size_t i = last_for(tasks, k, claims, n);
    out->lines[out->n_lines++] = answer_task(tasks, k, source, checked, i, n);
    if (i < n)
      counts[i] = 1;
  }
  for (size_t i = 0; i < n; i++)
    if (!counts[i]) {
      size_t k = tasks_find(tasks, ad_claims_at(claims, i)->statement);
      out->lines[out->n_lines++] =
        answer_beside(source, checked, i, k < tasks->n);
    }
  free(counts);
}

/* --- what cannot be read -------------------------------------------------- */

static void take_errors(const ad_report *report, struct answer *out)
{
  out->errors = memory_new(report->count, sizeof *out->errors);
  for (size_t i = 0; i < report->count && i < MOST_ERRORS; i++) {
    const ad_error *err = &report->messages[i].error;
    struct answer_error *to = &out->errors[out->n_errors++];
    ad_source_locate(report->source, err->place.offset, &to->line,
                     &to->column);
    to->text = memory_copy(err->text);
    to->hint = memory_copy(err->hint);
  }
}

/* --- the whole ------------------------------------------------------------ */

/* Judged and diagnosed. */
static ad_status check_lines(const struct judging *by, const ad_answers *lines,
                             struct checked *out, ad_error *err)
{
  ad_status status =
    ad_judge_lines(by->judge, lines->n,
                   (const ad_statement *const *)lines->lines, &out->claims,
                   err);
  return status == AD_OK
           ? notes_take(&out->notes, by->mistakes, by->seen, out->claims,
                        err)
           : status;
}

static void judge_text(const struct judging *by, const ad_source *source,
                       struct answer *out)
{
  ad_answers lines;
  ad_report report;
  ad_error err = {0};
  struct checked checked = {.solution = by->solution};
  ad_report_init(&report, source);
  ad_status status = ad_answers_read(source, by->sheet, &lines, &report);
  if (status == AD_OK)
    status = check_lines(by, &lines, &checked, &err);
  if (status == AD_OK) {
    take_lines(by->tasks, source, &checked, out);
    take_errors(&report, out);
  } else
    out->lost = memory_copy(*err.text ? err.text : "no memory is left");
  ad_claims_free(checked.claims);
  notes_free(&checked.notes);
  ad_answers_free(&lines);
  ad_report_free(&report);
}

struct answer answer_judge(const struct judging *by,
                           const struct answer_file *file)
{
  struct answer answer = {0};
  ad_source source = {.name = file->path};
  char *text = read_file(file, &source.size, &answer.lost);
  source.text = text;
  if (text)
    judge_text(by, &source, &answer);
  free(text);
  return answer;
}
