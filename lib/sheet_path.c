/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading a worksheet from its file.  The text lives as long as the report,
   which quotes it.  Read sheet.h and report.h before. */
#include "sheet.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>


enum { FIRST_ROOM = 16384 };

/* The folder of a file; NULL: no memory. */
static char *folder_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  size_t n = !slash ? 0 : slash == path ? 1 : (size_t)(slash - path);
  char *folder = malloc(n + 2);
  if (folder) {
    memcpy(folder, n > 0 ? path : ".", n > 0 ? n : 1);
    folder[n > 0 ? n : 1] = '\0';
  }
  return folder;
}

/* A source and, behind it, its name and room for its text: one free() for
   all.  NULL: no memory, and the old one is as it was. */
static ad_source *with_room(ad_source *s, const char *name, size_t room)
{
  size_t n = strlen(name) + 1, size = s ? s->size : 0;
  ad_source *wider = room < SIZE_MAX / 2 - n - sizeof *s
                       ? realloc(s, sizeof *s + n + room)
                       : NULL;
  if (!wider)
    return NULL;
  char *rest = (char *)(wider + 1);
  memcpy(rest, name, n);
  *wider = (ad_source){rest, rest + n, size};
  return wider;
}

/* All of a stream, up to `most` bytes; fails with errno's reason. */
static ad_status read_all(FILE *in, const char *path, size_t most,
                          ad_source **out, ad_error *err)
{
  for (size_t room = FIRST_ROOM;; room *= 2) {
    ad_source *s = with_room(*out, path, room);
    if (!s)
      return ad_fail_memory(err, room);
    *out = s;
    char *text = (char *)(s + 1) + strlen(path) + 1;
    errno = 0;
    s->size += fread(text + s->size, 1, room - s->size, in);
    if (ferror(in))
      return ad_fail(err, AD_EIO, "cannot be read: %s", strerror(errno));
    if (most > 0 && s->size > most)
      return ad_fail(err, AD_ELIMIT, "is larger than the %zu bytes allowed",
                     most);
    if (s->size < room)
      return AD_OK;
  }
}

static ad_status load(const char *path, size_t most, ad_source **out,
                      ad_error *err)
{
  *out = with_room(NULL, path, 0);
  if (!*out)
    return ad_fail_memory(err, strlen(path));
  errno = 0;
  FILE *in = fopen(path, "rb");
  if (!in)
    return ad_fail(err, AD_EIO, "cannot be read: %s", strerror(errno));
  ad_status status = read_all(in, path, most, out, err);
  fclose(in);
  return status;
}

static ad_status read_beside(const char *path, const ad_source *source,
                             ad_sheet_options options, ad_sheet **out,
                             ad_report *report)
{
  char *folder = options.folder ? NULL : folder_of(path);
  ad_error err = {0};
  if (!options.folder && !folder) {
    ad_fail_memory(&err, strlen(path));
    ad_report_add(report, AD_ERROR, &err);
    return report->worst;
  }
  options.folder = options.folder ? options.folder : folder;
  ad_status status = ad_sheet_read(source, &options, out, report);
  free(folder);
  return status;
}

ad_status ad_sheet_read_file(const char *path, const ad_sheet_options *options,
                             ad_sheet **out, ad_report *report)
{
  const ad_sheet_options none = {0};
  const ad_sheet_options *o = options ? options : &none;
  ad_source *source = NULL;
  ad_error err = {0};
  *out = NULL;
  ad_status status = load(path, o->max_bytes, &source, &err);
  free(report->own);
  report->own = source;
  report->source = source;
  if (status == AD_OK)
    return read_beside(path, source, *o, out, report);
  ad_report_add(report, AD_ERROR, &err);
  return report->worst;
}
