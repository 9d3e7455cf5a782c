/* SPDX-License-Identifier: GPL-3.0-or-later
   An answer as bytes, from the process that judged it to the one that reports:
   numbers as they lie in memory, texts up to their zero byte.  Read class.h
   before. */
#include <string.h>

#include "check/class.h"
#include "host/exits.h"

/* --- out ------------------------------------------------------------------ */

static void put(FILE *out, const void *x, size_t size)
{
  fwrite(x, size, 1, out);
}

static void put_text(FILE *out, const char *text)
{
  fwrite(text, strlen(text) + 1, 1, out);
}

static void put_line(FILE *out, const struct answer_line *line)
{
  put(out, line, sizeof *line); /* its pointers mean nothing over there   */
  put_text(out, line->text);
  put_text(out, line->code);
  put_text(out, line->mistakes);
  put_text(out, line->why);
}

void answer_pack(const struct answer *answer, FILE *out)
{
  put(out, answer, sizeof *answer);
  if (answer->lost)
    put_text(out, answer->lost);
  for (size_t i = 0; i < answer->n_lines; i++)
    put_line(out, &answer->lines[i]);
  for (size_t i = 0; i < answer->n_errors; i++) {
    put(out, &answer->errors[i], sizeof answer->errors[i]);
    put_text(out, answer->errors[i].text);
    put_text(out, answer->errors[i].hint);
  }
}

/* --- and in --------------------------------------------------------------- */

static void take(const char **at, void *x, size_t size)
{
  memcpy(x, *at, size);
  *at += size;
}

static char *take_text(const char **at)
{
  char *text = memory_copy(*at);
  *at += strlen(text) + 1;
  return text;
}

static void take_line(const char **at, struct answer_line *line)
{
  take(at, line, sizeof *line);
  line->text = take_text(at);
  line->code = take_text(at);
  line->mistakes = take_text(at);
  line->why = take_text(at);
}

struct answer answer_unpack(const char *bytes)
{
  struct answer a;
  const char **at = &bytes;
  take(at, &a, sizeof a);
  a.lost = a.lost ? take_text(at) : NULL;
  a.lines = memory_new(a.n_lines, sizeof *a.lines);
  a.errors = memory_new(a.n_errors, sizeof *a.errors);
  for (size_t i = 0; i < a.n_lines; i++)
    take_line(at, &a.lines[i]);
  for (size_t i = 0; i < a.n_errors; i++) {
    take(at, &a.errors[i], sizeof a.errors[i]);
    a.errors[i].text = take_text(at);
    a.errors[i].hint = take_text(at);
  }
  return a;
}
