/* SPDX-License-Identifier: GPL-3.0-or-later
   See exercises.h. */
#include "explain/exercises.h"

#include <stdlib.h>
#include <string.h>

#include "cli/option_values.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "report.h"

/* --- reading -------------------------------------------------------------- */

static size_t section_count(void)
{
  size_t n = 0;
  while (section_words[n])
    n++;
  return n;
}

static int refuse_section(const char *file, const char *number,
                          const char *word)
{
  char *list = option_parts(section_words);
  const char *nearest = ad_nearest(word, section_words, section_count());
  complain("%s: exercise %s: there is no section '%s'%s%s%s (there are %s)",
           file, number, word, nearest ? "; did you mean '" : "",
           nearest ? nearest : "", nearest ? "'?" : "", list);
  free(list);
  return EXIT_INPUT;
}

static int read_section(struct exercise *x, const char *file, const char *word)
{
  for (size_t i = 0; section_words[i]; i++)
    if (strcmp(section_words[i], word) == 0) {
      x->sections |= 1u << i;
      return EXIT_FINE;
    }
  return refuse_section(file, x->number, word);
}

/* "trace, paths" before the colon or the end; *at is moved there. */
static int read_sections(struct exercise *x, const char *file, const char **at)
{
  int status = EXIT_FINE;
  while (status == EXIT_FINE && **at && **at != ':') {
    size_t n = strcspn(*at, ", :");
    char *word = memory_format("%.*s", (int)n, *at);
    status = n > 0 ? read_section(x, file, word) : EXIT_FINE;
    free(word);
    *at += n;
    *at += strspn(*at, ", ");
  }
  if (status == EXIT_FINE && x->sections == 0) {
    complain("%s: exercise %s says no section, as in `exercise %s trace: Fill "
             "in the table.`", file, x->number, *x->number ? x->number : "1");
    status = EXIT_INPUT;
  }
  return status;
}

static int read_exercise(struct exercise *x, const char *file, const char *text)
{
  size_t n = strcspn(text, " :");
  x->number = memory_format("%.*s", (int)n, text);
  text += n;
  text += strspn(text, " ");
  int status = read_sections(x, file, &text);
  text += *text == ':' ? 1 : 0;
  x->question = text + strspn(text, " ");
  return status;
}

/* "2a, 2b and 2c" */
static int refuse_number(const struct explained *e, const char *file,
                         const char *number)
{
  char *list = memory_copy("");
  for (size_t i = 0; i < e->n_exercises; i++)
    memory_append(&list, ", ", memory_copy(e->exercises[i].number));
  if (e->n_exercises > 0)
    complain("%s: --solution-of: there is no exercise '%s' (there %s: %s)",
             file, number, e->n_exercises == 1 ? "is" : "are", list);
  else
    complain("%s: --solution-of: the worksheet has no line `exercise %s "
             "SECTIONS: QUESTION`", file, number);
  free(list);
  return EXIT_INPUT;
}

/* Leaves the one of the number alone. */
static int choose(struct explained *e, const char *file, const char *number)
{
  for (size_t i = 0; i < e->n_exercises; i++)
    if (strcmp(e->exercises[i].number, number) == 0) {
      struct exercise chosen = e->exercises[i];
      e->exercises[i] = e->exercises[0];
      e->exercises[0] = chosen;
      for (size_t k = 1; k < e->n_exercises; k++)
        free(e->exercises[k].number);
      e->n_exercises = 1;
      return EXIT_FINE;
    }
  return refuse_number(e, file, number);
}

int exercises_read(struct explained *e, const char *file,
                   const struct options *options)
{
  const char *text;
  int status = EXIT_FINE;
  if (options->only)
    return EXIT_FINE;
  for (size_t i = 0; status == EXIT_FINE &&
                     (text = ad_sheet_exercise(e->sheet, i)); i++) {
    e->exercises = memory_grow(e->exercises, i + 1, sizeof *e->exercises);
    e->exercises[i] = (struct exercise){0};
    e->n_exercises = i + 1;
    status = read_exercise(&e->exercises[i], file, text);
  }
  return status == EXIT_FINE && options->solution_of
             ? choose(e, file, options->solution_of)
             : status;
}

void exercises_free(struct exercise *exercises, size_t n)
{
  for (size_t i = 0; i < n; i++)
    free(exercises[i].number);
  free(exercises);
}

/* --- showing -------------------------------------------------------------- */

unsigned exercises_sections(const struct explained *e)
{
  unsigned sections = 0;
  for (size_t i = 0; i < e->n_exercises; i++)
    sections |= e->exercises[i].sections;
  return sections;
}

/* What all of them begin with is given once, before the first. */
void exercises_show(struct page *page, const struct explained *e, int full)
{
  if (!sections_give(e, exercises_sections(e)))
    section_given(page, e, full);
  for (size_t i = 0; i < e->n_exercises; i++) {
    const struct exercise *x = &e->exercises[i];
    page_title(page, "Exercise %s", x->number);
    if (*x->question)
      page_print(page, "%s", x->question);
    sections_show(page, e, x->sections, full);
  }
}
