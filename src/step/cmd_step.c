/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare step: worksheets as a page that steps through both modes.  Read
   sheet_command.h and step.h before. */
#include <stdlib.h>

#include "cli/cmd.h"
#include "host/deadline.h"
#include "host/exits.h"
#include "host/files.h"
#include "host/written.h"
#include "page/page.h"
#include "step/step.h"
#include "worksheet/sheet_command.h"

static const struct sheet_command sheets;

const struct command cmd_step = {
    .name = "step",
    .arguments = "[OPTION]... FILE...",
    .doc = "Step through both modes, in a page for the browser.",
    .more = "Each FILE is a worksheet; - is standard input.  The page, e.g. "
            "-o page.html, is one file\nthat loads no other: forward and "
            "reverse mode a step at a time, with numbers that\ncan be changed "
            "in it.  Of several worksheets it has a menu.\n",
    .options = OPTION_OUTPUT | OPTION_DIM | OPTION_DATA | OPTION_SEED |
               OPTION_MAX_MEMORY | OPTION_MAX_SECONDS | OPTION_UNTRUSTED,
    .run = sheet_command_run,
    .sheets = &sheets};

/* Of all worksheets: their parts of the page, written when the last is read. */
struct parts {
  FILE *out;
  size_t n;
  struct step_sheet *sheets;
};

/* The file's name without folder and ".grad". */
static char *name_of(const char *file)
{
  const char *base = files_base(load_name(file));
  return memory_format("%.*s", (int)files_stem(base), base);
}

/* --- one worksheet -------------------------------------------------------- */

static int write_article(struct step_sheet *found, const struct step *s,
                         const char *file)
{
  char *name = name_of(file);
  FILE *out = written_begin();
  if (out)
    step_article(out, s, name);
  free(name);
  if (written_end(out, &found->text, &found->size))
    return EXIT_FINE;
  complain("%s: there is no room for its page in a temporary file", file);
  return EXIT_SYSTEM;
}

/* Where it is too large, cut; where that is not enough, refused. */
static int write_sheet(struct step_sheet *found, struct step *s,
                       const char *file)
{
  int status = write_article(found, s, file);
  if (status != EXIT_FINE || found->size <= STEP_BYTES_MOST)
    return status;
  s->cut = 1;
  free(found->text);
  *found = (struct step_sheet){.title = found->title};
  status = write_article(found, s, file);
  if (status != EXIT_FINE || found->size <= STEP_BYTES_MOST)
    return status;
  complain("%s: its page would have %zu kB, and %d kB are the most; smaller "
           "sizes give less: --dim NAME=SIZE", file, found->size / 1000,
           STEP_BYTES_MOST / 1000);
  return EXIT_INPUT;
}

static int gather(const struct sheet_task *task)
{
  struct step_sheet *found = task->found;
  struct step s;
  ad_error err = {0};
  ad_status status = step_make(&s, task->loaded->sheet, &err);
  int exit = exit_of(status);
  deadline_hold();
  if (status != AD_OK && err.place.width > 0)
    load_complain(task->loaded, &err);
  else if (status != AD_OK)
    complain("%s: %s%s%s", task->file, err.text, *err.hint ? "; " : "",
             err.hint);
  else
    found->title = memory_copy(step_title(&s));
  if (status == AD_OK)
    exit = write_sheet(found, &s, task->file);
  deadline_go_on();
  step_free(&s);
  return exit;
}

static void free_found(void *found)
{
  struct step_sheet *sheet = found;
  free(sheet->title);
  free(sheet->text);
}

/* --- all of them ---------------------------------------------------------- */

/* Takes what was found. */
static void show(struct page *page, const struct sheet_task *task)
{
  struct parts *parts = task->all;
  struct step_sheet *found = task->found;
  parts->out = page->out;
  parts->sheets = memory_grow(parts->sheets, parts->n + 1,
                              sizeof *parts->sheets);
  parts->sheets[parts->n++] = *found;
  *found = (struct step_sheet){0};
}

static int end(struct page *page, const struct options *options, void *all)
{
  struct parts *parts = all;
  (void)page;
  (void)options;
  if (parts->n > 0)
    step_page(parts->out, parts->n, parts->sheets);
  for (size_t i = 0; i < parts->n; i++)
    free_found(&parts->sheets[i]);
  free(parts->sheets);
  return EXIT_FINE;
}

static const struct sheet_command sheets = {.size = sizeof(struct step_sheet),
                                            .all_size = sizeof(struct parts),
                                            .texts = 1,
                                            .gather = gather,
                                            .free = free_found,
                                            .show = show,
                                            .end = end};
