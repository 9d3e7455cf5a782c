/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading worksheets.  Read load.h before. */
#include "worksheet/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/files.h"
#include "host/limit.h"
#include "host/near_file.h"
#include "page/number_format.h"
#include "page/text_width.h"

enum {
  SHOWN = 20,              /* messages of one file                         */
  UNTRUSTED_LINES = 100000 /* that the loops of a sheet may do             */
};

/* --- files ---------------------------------------------------------------- */

const char *load_name(const char *file)
{
  return strcmp(file, "-") == 0 ? "standard input" : file;
}

static int refuse(const char *file, const char *why)
{
  complain("%s: cannot be read: %s", load_name(file), why);
  return EXIT_SYSTEM;
}

/* Where there is no such file, one with a name near to it may be meant. */
static int refuse_open(const char *file, int error)
{
  char *nearest = error == ENOENT ? near_file(file) : NULL;
  if (!nearest)
    return refuse(file, strerror(error));
  complain("%s: cannot be read: %s; did you mean '%s'?", file,
           strerror(error), nearest);
  free(nearest);
  return EXIT_SYSTEM;
}

static int open_text(const char *file, int *fd)
{
  const char *why = NULL;
  *fd = strcmp(file, "-") == 0 ? STDIN_FILENO : files_open(file, &why);
  if (*fd != -1)
    return EXIT_FINE;
  return why ? refuse(file, why) : refuse_open(file, errno);
}

static int refuse_size(const char *file, size_t limit)
{
  char bytes[FORMAT_SIZE];
  complain("%s: is larger than %s (see --max-memory)", load_name(file),
           format_bytes(bytes, limit));
  return EXIT_SYSTEM;
}

/* Reads fd to its end, to a zero byte, or beyond `limit`. */
static int read_all(const char *file, int fd, size_t limit, char **text,
                    size_t *size)
{
  size_t room = 0;
  for (;;) {
    if (*size == room)
      *text = memory_grow(*text, room = room ? 2 * room : 65536, 1);
    ssize_t n = read(fd, *text + *size, room - *size);
    if (n == -1 && errno == EINTR)
      continue;
    if (n == -1)
      return refuse(file, strerror(errno));
    *size += (size_t)n;
    if (*size > limit)
      return refuse_size(file, limit);
    if (n == 0 || memchr(*text + *size - n, '\0', (size_t)n))
      return EXIT_FINE;
  }
}

int load_text(const char *file, size_t limit, char **text, size_t *size)
{
  int fd = -1;
  *text = NULL;
  *size = 0;
  int status = open_text(file, &fd);
  if (status == EXIT_FINE)
    status = read_all(file, fd, limit, text, size);
  if (fd > STDIN_FILENO)
    close(fd);
  return status;
}

/* --- worksheets ----------------------------------------------------------- */

/* The folder of a file. */
static char *folder_of(const char *file)
{
  size_t n = (size_t)(files_base(file) - file);
  return n == 0 ? memory_copy(".")
                : memory_format("%.*s", n > 1 ? (int)n - 1 : 1, file);
}

static int is_shown(const struct loaded *l, size_t i, ad_severity severity,
                    size_t before)
{
  return l->report.messages[i].severity == severity && before < SHOWN;
}

/* One message; where there is no memory to show the line as well, its text
   alone.  Then nothing in here may ask for any. */
static void print_message(const struct loaded *l, size_t i)
{
  const ad_error *error = &l->report.messages[i].error;
  char *text = NULL;
  if (ad_report_format(&l->report, i, &text) != AD_OK)
    fprintf(stderr, "%s: %s\n", l->source.name, error->text);
  else
    fprintf(stderr, "%s%s", text, text[strlen(text) - 1] == '\n' ? "" : "\n");
  free(text);
}

/* Errors and, unless `quiet`, warnings in the order they came; the first
   SHOWN of each. */
static void print_messages(const struct loaded *l, int quiet)
{
  size_t count[2] = {0, quiet ? SHOWN : 0};
  for (size_t i = 0; i < l->report.count; i++) {
    ad_severity severity = l->report.messages[i].severity;
    if (is_shown(l, i, severity, count[severity]))
      print_message(l, i);
    count[severity] += severity == AD_ERROR || !quiet;
  }
  static const char *const what[] = {[AD_ERROR] = "error",
                                     [AD_WARNING] = "warning"};
  for (int k = 0; k < 2; k++)
    if (count[k] > SHOWN)
      fprintf(stderr, "%s: and %zu more %s%s\n", l->source.name,
              count[k] - SHOWN, what[k], count[k] - SHOWN == 1 ? "" : "s");
}

void load_complain(const struct loaded *l, const ad_error *error)
{
  struct loaded one = {.source = l->source};
  ad_report_init(&one.report, &one.source);
  one.report.width = width_of;
  ad_report_add(&one.report, AD_ERROR, error);
  print_messages(&one, 0);
  ad_report_free(&one.report);
}

/* What the command line names is the caller's own. */
static FILE *files_untrusted(const char *folder, const char *name,
                             ad_error *err)
{
  return folder ? files_inside(folder, name, err)
                : files_beside(NULL, name, err);
}

static ad_status read_sheet(struct loaded *l, const struct options *options)
{
  char *folder = folder_of(l->source.name);
  ad_sheet_options given = {.folder = folder,
                            .n_dims = options->dims.n,
                            .n_data = options->data.n,
                            .dims = options->dims.pair,
                            .data = options->data.pair,
                            .has_seed = option_given(options, OPTION_SEED),
                            .seed = options->seed,
                            .keep_texts = l->texts,
                            .all_nodes = option_given(options, OPTION_NODES),
                            .hessian = option_given(options, OPTION_HESSIAN),
                            .max_bytes = options->max_memory,
                            .source_stays = 1,
                            .open = files_beside};
  if (option_given(options, OPTION_UNTRUSTED)) {
    given.max_lines = UNTRUSTED_LINES;
    given.hide_data = 1;
    given.open = files_untrusted;
  }
  ad_status status = ad_sheet_read(&l->source, &given, &l->sheet, &l->report);
  free(folder);
  return status;
}

static int read_and_print(struct loaded *l, const struct options *options,
                          int quiet)
{
  int status = exit_of(read_sheet(l, options));
  print_messages(l, quiet);
  if (l->report.worst == AD_ENOMEM && l->report.count > 0 && *limit_hint())
    fprintf(stderr, "%s: no memory is left%s\n", l->source.name, limit_hint());
  if (status == EXIT_SYSTEM && l->report.count == 0)
    fprintf(stderr, "gradcompare: %s: no memory is left%s\n", l->source.name,
            limit_hint());
  return status;
}

static int load_from(struct loaded *l, const struct options *options)
{
  const char *file = l->source.name;
  ad_report_init(&l->report, &l->source);
  l->report.width = width_of;
  int status = load_text(file, options->max_memory, &l->text, &l->source.size);
  if (status != EXIT_FINE)
    return status;
  l->source.text = l->text;
  return read_and_print(l, options, 0);
}

int load(struct loaded *l, const char *file, const struct options *options)
{
  *l = (struct loaded){.source = {.name = file},
                       .texts = strcmp(options->format, "json") == 0};
  return load_from(l, options);
}

int load_with_texts(struct loaded *l, const char *file,
                    const struct options *options)
{
  *l = (struct loaded){.source = {.name = file}, .texts = 1};
  return load_from(l, options);
}

int load_again(struct loaded *l, const struct loaded *first,
               const struct options *options)
{
  *l = (struct loaded){.source = first->source, .texts = first->texts};
  ad_report_init(&l->report, &l->source);
  l->report.width = width_of;
  return read_and_print(l, options, 1);
}

void loaded_free(struct loaded *l)
{
  ad_sheet_free(l->sheet);
  ad_report_free(&l->report);
  free(l->text);
}
