/* SPDX-License-Identifier: GPL-3.0-or-later
   CSV files that leaves read.  All leaves of one file lose the same rows, so
   they are looked for beforehand.  Read sheet_file.h before. */
#include "sheet/sheet_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"

/* May the line read a file?  Lines with { } are left to the loop. */
static int may_read_file(const char *line, size_t size)
{
  return (ad_line_starts(line, size, "data") ||
          ad_line_starts(line, size, "input") ||
          ad_line_starts(line, size, "param")) &&
         !memchr(line, '{', size);
}

/* Mistakes in the line are reported when its turn comes. */
static void find_use(ad_reader *r, const char *line, size_t size,
                     size_t start)
{
  ad_statement *st = NULL;
  ad_status status = ad_statement_parse(line, size, start, NULL, &st, NULL);
  if (status == AD_ENOMEM)
    ad_reader_no_memory(r);
  if (status == AD_OK && st && st->from.file &&
      ad_reader_grow(r, (void **)&r->uses, &r->room_uses, r->n_uses,
                     sizeof *r->uses))
    r->uses[r->n_uses++] = st;
  else
    ad_statement_free(st);
}

void ad_reader_find_uses(ad_reader *r)
{
  const ad_source *s = r->source;
  for (size_t start = 0; start < s->size;) {
    size_t end = ad_statement_end(s->text, s->size, start);
    if (may_read_file(s->text + start, end - start))
      find_use(r, s->text + start, end - start, start);
    start = end + 1;
  }
}

/* The file that --data names for this leaf or this file, or NULL. */
static const char *override_of(ad_reader *r, const ad_statement *st)
{
  const ad_sheet_options *o = r->options;
  for (size_t i = 0; i < o->n_data; i++)
    if (strcmp(o->data[i].name, st->items[0].name) == 0 ||
        strcmp(o->data[i].name, st->from.file) == 0) {
      r->data_used[i] = 1;
      return o->data[i].value;
    }
  return NULL;
}

/* What to open: the override as it is, else the name beside the sheet. */
static char *path_of(ad_reader *r, const ad_statement *st)
{
  const char *given = override_of(r, st);
  const char *folder = r->options->folder ? r->options->folder : ".";
  if (given)
    return ad_reader_copy(r, given, strlen(given));
  if (st->from.file[0] == '/' || strcmp(folder, ".") == 0)
    return ad_reader_copy(r, st->from.file, strlen(st->from.file));
  size_t n = strlen(folder) + strlen(st->from.file) + 2;
  char *path = malloc(n);
  if (path)
    snprintf(path, n, "%s/%s", folder, st->from.file);
  else
    ad_reader_no_memory(r);
  return path;
}

static FILE *open_stream(ad_reader *r, const ad_statement *st,
                         const char *path, ad_error *err)
{
  if (r->options->open)
    return override_of(r, st)
               ? r->options->open(NULL, path, err)
               : r->options->open(r->options->folder, st->from.file, err);
  errno = 0;
  FILE *in = fopen(path, "rb");
  if (!in)
    ad_fail(err, AD_EIO, "cannot open '%s': %s", path, strerror(errno));
  return in;
}

/* Reads a whole file, up to the memory limit. */
static ad_status read_file(ad_reader *r, const ad_statement *st,
                           const char *path, char **text, size_t *size,
                           ad_error *err)
{
  size_t most = r->options->max_bytes;
  *text = NULL;
  *size = 0;
  FILE *in = open_stream(r, st, path, err);
  if (!in)
    return err->status;
  ad_status status = ad_stream_read(in, most, text, size);
  int why = errno;
  fclose(in);
  if (status == AD_ENOMEM) {
    ad_reader_no_memory(r);
    return ad_fail_memory(err, *size);
  }
  if (status == AD_EIO)
    return ad_fail(err, AD_EIO, "cannot read '%s': %s", path, strerror(why));
  if (status == AD_ELIMIT)
    return ad_fail(err, AD_ELIMIT, "'%s' is larger than the %zu bytes allowed",
                   path, most);
  return AD_OK;
}

void ad_file_hide(const ad_reader *r, const char *path, ad_error *err)
{
  size_t n = strlen(path);
  char place[48] = "";
  ad_place at = err->place;
  if (!r->options->hide_data || err->status != AD_EINPUT)
    return;
  if (strncmp(err->text, path, n) == 0 && err->text[n] == ':') {
    size_t digits = strspn(err->text + n, ":0123456789");
    snprintf(place, sizeof place, "%.*s",
             (int)(digits < sizeof place ? digits : 0), err->text + n);
  }
  ad_fail(err, AD_EINPUT, "%s%s%sthis file cannot be used so", path, place,
          *place && place[strlen(place) - 1] == ':' ? " " : ": ");
  ad_hint(err, "what is wrong in it is not shown for a worksheet that is not "
               "to be trusted");
  err->place = at;
}

/* Marks the rows that all leaves of the file keep. */
static int choose_rows(ad_reader *r, ad_sheet_csv *file,
                       const ad_statement *st)
{
  ad_error err = {0};
  size_t n = 0;
  ad_cut *cuts = calloc(r->n_uses + 1, sizeof *cuts);
  int ok = cuts != NULL;
  for (size_t i = 0; ok && i < r->n_uses; i++) {
    char *path = path_of(r, r->uses[i]);
    ok = path != NULL;
    if (ok && strcmp(path, file->path) == 0)
      ok = ad_file_cut(r, file->csv, r->uses[i], &cuts[n++]);
    free(path);
  }
  if (ok && n == 0)
    ok = ad_file_cut(r, file->csv, st, &cuts[n++]);
  file->rows = ad_csv_row_count(file->csv);
  file->keep = malloc(file->rows + 1);
  if (!cuts || !file->keep)
    ad_reader_no_memory(r);
  if (ok && file->keep &&
      ad_csv_rows(file->csv, cuts, n, file->keep, &file->dropped, &err) !=
        AD_OK) {
    err.place = st->from.columns ? st->from.columns[0].place : st->from.place;
    ad_file_hide(r, file->path, &err);
    ad_reader_fail(r, &err);
    ok = 0;
  }
  for (size_t i = 0; i < n; i++)
    free((void *)cuts[i].columns);
  free(cuts);
  return ok && file->keep;
}

/* What the leaf says of the file goes to *format, where it says something. */
static void take_words(const ad_csv_format *said, ad_csv_format *format)
{
  if (!format->separator)
    format->separator = said->separator;
  if (!format->decimal)
    format->decimal = said->decimal;
  if (format->header == AD_HEADER)
    format->header = said->header;
  if (!format->comment)
    format->comment = said->comment;
}

/* Does the leaf say nothing that differs from it? */
static int words_agree(const ad_statement *st, const ad_csv_format *format)
{
  const ad_csv_format *f = &st->from.format;
  return (!f->separator || f->separator == format->separator) &&
         (!f->decimal || f->decimal == format->decimal) &&
         (f->header == AD_HEADER || f->header == format->header) &&
         (!f->comment || (format->comment &&
                          strcmp(f->comment, format->comment) == 0));
}

/* How the file is written: what all its leaves say, this one last. */
static int find_format(ad_reader *r, ad_sheet_csv *file,
                       const ad_statement *st)
{
  for (size_t i = 0; i < r->n_uses; i++) {
    char *path = path_of(r, r->uses[i]);
    if (!path)
      return 0;
    if (strcmp(path, file->path) == 0)
      take_words(&r->uses[i]->from.format, &file->format);
    free(path);
  }
  take_words(&st->from.format, &file->format);
  if (file->format.comment) {
    file->comment = ad_reader_copy(r, file->format.comment,
                                   strlen(file->format.comment));
    file->format.comment = file->comment;
  }
  file->format.hide = r->options->hide_data;
  return !file->format.comment == !file->comment;
}

/* A header that looks like data is worth a warning. */
static void warn_header(ad_reader *r, const ad_sheet_csv *file,
                        const ad_statement *st)
{
  ad_error err = {0};
  if (!ad_csv_doubt(file->csv, &err))
    return;
  err.place = st->from.place;
  ad_report_add(r->report, AD_WARNING, &err);
}

/* Opens path (taken over) for the first time. */
static ad_sheet_csv *open_file(ad_reader *r, char *path,
                               const ad_statement *st)
{
  ad_sheet *s = r->sheet;
  ad_error err = {0};
  char *text = NULL;
  size_t size;
  if (!ad_reader_grow(r, (void **)&s->files, &s->room_files, s->n_files,
                      sizeof *s->files)) {
    free(path);
    return NULL;
  }
  ad_sheet_csv *file = &s->files[s->n_files];
  const char *name = override_of(r, st) ? path : st->from.file;
  *file = (ad_sheet_csv){.path = path,
                         .name = ad_reader_copy(r, name, strlen(name))};
  s->n_files++;
  if (!find_format(r, file, st))
    return NULL;
  ad_status status = read_file(r, st, path, &text, &size, &err);
  if (status == AD_OK) {
    status = ad_csv_read(path, text, size, &file->format, &file->csv, &err);
    ad_file_hide(r, path, &err);
  }
  free(text);
  if (status != AD_OK) {
    err.place = st->from.place;
    ad_reader_fail(r, &err);
    return NULL;
  }
  warn_header(r, file, st);
  return choose_rows(r, file, st) ? file : NULL;
}

static ad_sheet_csv *known_file(ad_reader *r, const char *path)
{
  for (size_t i = 0; i < r->sheet->n_files; i++)
    if (strcmp(r->sheet->files[i].path, path) == 0)
      return &r->sheet->files[i];
  return NULL;
}

ad_sheet_csv *ad_file_find(ad_reader *r, const ad_statement *st)
{
  char *path = path_of(r, st);
  if (!path)
    return NULL;
  ad_sheet_csv *file = known_file(r, path);
  if (file)
    free(path);
  else
    file = open_file(r, path, st);
  if (!file || !file->keep)
    return NULL;
  if (words_agree(st, &file->format))
    return file;
  ad_reader_say(r, st->from.place, "'%s' is read in another way by another "
                "leaf: header, separator, decimal and comment are said once "
                "for a file, or alike", st->from.file);
  return NULL;
}
