/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading a worksheet from its file.  The text lives as long as the report,
   which quotes it.  Read sheet.h and report.h before. */
#include "sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"

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

/* A source with its name and text behind it: one free() for all; NULL: no
   memory. */
static ad_source *source_of(const char *name, const char *text, size_t size)
{
  size_t n = strlen(name) + 1;
  ad_source *s = malloc(sizeof *s + n + size);
  if (!s)
    return NULL;
  char *rest = (char *)(s + 1);
  memcpy(rest, name, n);
  if (size > 0)
    memcpy(rest + n, text, size);
  *s = (ad_source){rest, rest + n, size};
  return s;
}

static ad_status read_text(const char *path, size_t most, char **text,
                           size_t *size, ad_error *err)
{
  errno = 0;
  FILE *in = fopen(path, "rb");
  if (!in)
    return ad_fail(err, AD_EIO, "cannot be read: %s", strerror(errno));
  ad_status status = ad_stream_read(in, most, text, size);
  int why = errno;
  fclose(in);
  if (status == AD_ENOMEM)
    return ad_fail_memory(err, *size);
  if (status == AD_EIO)
    return ad_fail(err, AD_EIO, "cannot be read: %s", strerror(why));
  if (status == AD_ELIMIT)
    return ad_fail(err, AD_ELIMIT, "is larger than the %zu bytes allowed",
                   most);
  return AD_OK;
}

/* *out has the name, for messages, where there is no text. */
static ad_status load(const char *path, size_t most, ad_source **out,
                      ad_error *err)
{
  char *text = NULL;
  size_t size = 0;
  ad_status status = read_text(path, most, &text, &size, err);
  *out = source_of(path, text, status == AD_OK ? size : 0);
  free(text);
  if (!*out && status == AD_OK)
    return ad_fail_memory(err, size);
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
