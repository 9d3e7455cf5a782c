/* SPDX-License-Identifier: GPL-3.0-or-later
   The report of a class: a table of answers, how the tasks went, which
   mistakes are the most frequent, and, of a single answer or with --full, line
   by line.  Read class.h and page.h before. */
#include <stdlib.h>
#include <string.h>

#include "check/class.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/page.h"
#include "worksheet/label.h"

enum { MISTAKES = 20 }; /* that are shown                                   */

static enum tone tone_of(int status)
{
  return status == EXIT_FINE    ? TONE_GOOD
         : status == EXIT_DOUBT ? TONE_DOUBT
                                : TONE_BAD;
}

static void put_marks(struct table *table, double marks, double of)
{
  char text[FORMAT_SIZE], all[FORMAT_SIZE];
  table_print(table, "%s of %s", check_marks_text(text, marks),
              check_marks_text(all, of));
}

/* --- answers -------------------------------------------------------------- */

static void show_answers(struct page *page, const struct class *class)
{
  struct table *table = table_new();
  table_column(table, "answer", ALIGN_LEFT);
  table_column(table, "marks", ALIGN_RIGHT);
  table_column(table, "codes", ALIGN_LEFT);
  for (size_t i = 0; i < class->files.n; i++) {
    const struct answer *answer = &class->answers[i];
    char *codes = answer->lost ? answer_why(answer) : answer_codes(answer);
    table_row(table);
    table_file(table, class->files.of[i].path);
    put_marks(table, answer_marks(answer), class->tasks.points);
    table_put(table, codes);
    table_tone(table, tone_of(answer_status(answer)));
    free(codes);
  }
  page_section(page, "Answers");
  page_table(page, table);
}

/* --- tasks ---------------------------------------------------------------- */

static void put_task(struct table *table, const struct class *class, size_t k)
{
  const struct task *task = &class->tasks.of[k];
  size_t right = 0, missing = 0;
  double sum = 0;
  char of[FORMAT_SIZE];
  for (size_t i = 0; i < class->files.n; i++) {
    const struct answer *answer = &class->answers[i];
    right += k < answer->n_lines && answer->lines[k].status == EXIT_FINE;
    missing += k >= answer->n_lines || answer->lines[k].line == 0;
    sum += k < answer->n_lines ? answer->lines[k].marks : 0;
  }
  table_row(table);
  table_count(table, k + 1);
  table_put(table, task->text);
  table_count(table, right);
  table_count(table, missing);
  table_print(table, "%.2f of %s", sum / (double)class->files.n,
              check_marks_text(of, task->points));
}

static void show_tasks(struct page *page, const struct class *class)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_RIGHT);
  table_column(table, "task", ALIGN_LEFT);
  table_column(table, "right", ALIGN_RIGHT);
  table_column(table, "missing", ALIGN_RIGHT);
  table_column(table, "mean marks", ALIGN_RIGHT);
  for (size_t k = 0; k < class->tasks.n; k++)
    put_task(table, class, k);
  page_section(page, "Tasks");
  page_table(page, table);
}

/* --- mistakes ------------------------------------------------------------- */

struct mistake {
  size_t task, count, first; /* first: the answer that has it first        */
  const char *code;
};

struct mistakes {
  size_t n;
  struct mistake *of; /* of[n]                                             */
};

static void count(struct mistakes *all, const struct answer_line *line,
                  size_t answer)
{
  size_t k = 0;
  while (k < all->n && (all->of[k].task != line->task ||
                        strcmp(all->of[k].code, answer_line_code(line)) != 0))
    k++;
  if (k == all->n) {
    all->of = memory_grow(all->of, ++all->n, sizeof *all->of);
    all->of[k] = (struct mistake){line->task, 0, answer,
                                    answer_line_code(line)};
  }
  all->of[k].count++;
}

static int by_count(const void *a, const void *b)
{
  const struct mistake *x = a, *y = b;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  return x->task != y->task ? (x->task > y->task ? 1 : -1)
                            : strcmp(x->code, y->code);
}

static struct mistakes find_mistakes(const struct class *class)
{
  struct mistakes all = {0};
  for (size_t i = 0; i < class->files.n; i++)
    for (size_t k = 0; k < class->answers[i].n_lines; k++) {
      const struct answer_line *line = &class->answers[i].lines[k];
      if (line->status != EXIT_FINE && line->line > 0)
        count(&all, line, i);
    }
  if (all.n > 0)
    qsort(all.of, all.n, sizeof *all.of, by_count);
  return all;
}

static void show_mistakes(struct page *page, const struct class *class)
{
  struct mistakes all = find_mistakes(class);
  struct table *table = table_new();
  table_column(table, "times", ALIGN_RIGHT);
  table_column(table, "code", ALIGN_LEFT);
  table_column(table, "task", ALIGN_LEFT);
  table_column(table, "as in", ALIGN_LEFT);
  for (size_t k = 0; k < all.n && k < MISTAKES; k++) {
    table_row(table);
    table_count(table, all.of[k].count);
    table_put(table, all.of[k].code);
    table_put(table, class->tasks.of[all.of[k].task - 1].text);
    table_file(table, class->files.of[all.of[k].first].path);
  }
  if (all.n > 0)
    page_section(page, "The most frequent mistakes");
  page_table(page, table);
  free(all.of);
}

/* --- line by line --------------------------------------------------------- */

static void put_line(struct table *table, const struct answer_line *line)
{
  table_row(table);
  if (line->line > 0)
    table_count(table, line->line);
  else
    table_skip(table);
  table_put(table, line->text);
  table_put(table, answer_line_code(line));
  table_tone(table, tone_of(line->status));
  put_marks(table, line->marks, line->points);
  table_put(table, line->why);
}

static void put_error(struct table *table, const struct answer_error *error)
{
  table_row(table);
  table_count(table, error->line);
  table_print(table, "column %zu", error->column);
  table_put(table, "not-read");
  table_tone(table, TONE_BAD);
  table_skip(table);
  table_print(table, "%s%s%s", error->text, *error->hint ? "; " : "",
              error->hint);
}

static void show_answer(struct page *page, const char *path,
                        const struct answer *answer)
{
  struct table *table = table_new();
  table_column(table, "line", ALIGN_RIGHT);
  table_column(table, "claim", ALIGN_LEFT);
  table_column(table, "code", ALIGN_LEFT);
  table_column(table, "marks", ALIGN_RIGHT);
  table_column(table, "why", ALIGN_LEFT);
  for (size_t i = 0; i < answer->n_lines; i++)
    put_line(table, &answer->lines[i]);
  for (size_t i = 0; i < answer->n_errors; i++)
    put_error(table, &answer->errors[i]);
  page_section(page, "%s", path);
  page_table(page, table);
  if (answer->lost)
    page_print(page, "It was not judged: it %s.", answer->lost);
}

/* --- the whole ------------------------------------------------------------ */

static void show_sum(struct page *page, const struct class *class)
{
  char of[FORMAT_SIZE], marks[FORMAT_SIZE];
  double sum = 0;
  for (size_t i = 0; i < class->files.n; i++)
    sum += answer_marks(&class->answers[i]);
  check_marks_text(of, class->tasks.points);
  if (class->files.n == 1) {
    page_print(page, "Marks: %s of %s.", check_marks_text(marks, sum), of);
    return;
  }
  char *answers = label_plural(class->files.n, "answer", "answers");
  page_print(page, "%s: %.2f of %s marks on average.", answers,
             sum / (double)class->files.n, of);
  free(answers);
}

void show_class(struct page *page, const struct class *class,
                const struct options *options)
{
  int one = class->files.n == 1;
  if (class->files.n == 0) {
    page_print(page, "There is no answer file.");
    return;
  }
  if (class->tasks.n == 0)
    page_print(page, "The worksheet has no claim, path, chain or shape: there "
                     "is no task, and nothing earns marks.");
  if (!one) {
    show_answers(page, class);
    show_tasks(page, class);
    show_mistakes(page, class);
  }
  for (size_t i = 0; i < class->files.n; i++)
    if (one || option_given(options, OPTION_FULL))
      show_answer(page, class->files.of[i].path, &class->answers[i]);
  show_sum(page, class);
}
