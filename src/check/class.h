/* SPDX-License-Identifier: GPL-3.0-or-later
   Answers to a worksheet, a file a student: what they are judged by, and what
   was found.  tasks.c (what is asked), answers_list.c (the files),
   answers_judge.c (one of them), answers_pack.c (what was found as bytes, from
   the process that judged it), class.c (all of them), class_show.c and
   class_write.c.  Read check.h before. */
#ifndef CLASS_H
#define CLASS_H

#include "check/check.h"

/* --- tasks ---------------------------------------------------------------- */

/* A task: the lines of the worksheet with one kind and one left side. */
struct task {
  const ad_statement *statement; /* the first of them                      */
  char *text;                    /* "claim dC/dW1"                         */
  double points;                 /* the most that one of them gives        */
};

struct tasks {
  size_t n;
  struct task *of; /* of[n]                                                */
  double points;   /* of all of them                                       */
};

struct tasks tasks_of(const ad_sheet *sheet);
void tasks_free(struct tasks *tasks);

/* The number, from 0, of the task that a line answers; tasks->n: none. */
size_t tasks_find(const struct tasks *tasks, const ad_statement *line);

/* Does the line, which answers none, claim the derivative that chain k asks
   for? */
int tasks_has_formula(const struct tasks *tasks, size_t k,
                      const ad_statement *line);

/* --- files ---------------------------------------------------------------- */

struct answer_file {
  char *path;
  int is_entry; /* found in a folder: a link is not followed               */
};

struct answer_files {
  size_t n;
  struct answer_file *of; /* of[n]                                         */
};

/* The files of --answers, those of a folder by name (names with a point in
   front are left out), and of them the part of --shard.  EXIT_FINE, or with a
   message EXIT_SYSTEM; the caller calls answer_files_free in any case. */
int answer_files_list(const struct options *options, struct answer_files *out);
void answer_files_free(struct answer_files *files);

/* --- what was found ------------------------------------------------------- */

/* A task and the line that answers it, or a line beside them. */
struct answer_line {
  size_t task;   /* from 1; 0: of none                                     */
  size_t line;   /* in the file; 0: there is none                          */
  char *text;    /* as it is written; of a task without a line its own     */
  char *code;    /* check_code, or "missing"                               */
  char *mistakes; /* what is wrong with it, "sign const"; or ""            */
  char *why;     /* or ""                                                  */
  double points, marks;
  int status;    /* EXIT_FINE, EXIT_DISAGREE or EXIT_DOUBT                 */
};

/* A line that cannot be read. */
struct answer_error {
  size_t line, column;
  char *text, *hint; /* hint: or ""                                        */
};

struct answer {
  char *lost; /* why it could not be judged at all; NULL: it was           */
  size_t n_lines, n_errors;
  struct answer_line *lines;   /* lines[n_lines]: those of tasks first     */
  struct answer_error *errors; /* errors[n_errors]                         */
};

struct class {
  struct tasks tasks;
  struct answer_files files;
  struct answer *answers; /* answers[files.n]                              */
};

double answer_marks(const struct answer *answer);
int answer_status(const struct answer *answer);
/* "right, wrong, missing": of all its lines; the caller frees it. */
char *answer_codes(const struct answer *answer);
/* What is to be said of them, and of what cannot be read. */
char *answer_why(const struct answer *answer);
void answer_free(struct answer *answer);

/* "sign const", or "right", "missing": what a table has of a line. */
const char *answer_line_code(const struct answer_line *line);

/* What answers are judged by. */
struct judging {
  const ad_sheet *sheet;
  const struct tasks *tasks;
  ad_judge *judge;
  ad_mistakes *mistakes;
  struct seen *seen;
  int solution; /* is the right formula said, too?                         */
};

/* The answer in the file; what is wrong with it is in the answer. */
struct answer answer_judge(const struct judging *by,
                           const struct answer_file *file);

/* As bytes, and back. */
void answer_pack(const struct answer *answer, FILE *out);
struct answer answer_unpack(const char *bytes);

/* --- reports -------------------------------------------------------------- */

void show_class(struct page *page, const struct class *class,
                const struct options *options);
void class_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv class_csv;

/* check FILE --answers ... */
extern const struct sheet_command class_command;

#endif
