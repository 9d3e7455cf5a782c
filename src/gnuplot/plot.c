/* SPDX-License-Identifier: GPL-3.0-or-later
   Names, quotes, folders and files of plots.  Read plot.h before. */
#include "gnuplot/plot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "host/exits.h"
#include "host/files.h"
#include "host/inputs.h"
#include "host/output.h"

/* --- text ----------------------------------------------------------------- */

static size_t columns_of(const char *text)
{
  size_t n = strlen(text), columns = 0;
  while (n > 0) {
    ad_cell cell = ad_text_cell(text, n);
    columns += cell.columns;
    text += cell.bytes;
    n -= cell.bytes;
  }
  return columns;
}

/* The text as it can be shown, or the beginning of it and "..." where it is
   longer than `columns`.  The caller frees. */
static char *clean(const char *text, size_t columns)
{
  size_t n = strlen(text), used = 0;
  int cut = columns_of(text) > columns;
  /* A byte becomes four at most. */
  char *out = memory_new(4 * n + 4, 1), *end = out;
  while (n > 0) {
    ad_cell cell = ad_text_cell(text, n);
    used += cell.columns;
    if (cut && used + 3 > columns)
      break;
    size_t length = strlen(cell.text);
    memcpy(end, cell.text, length);
    end += length;
    text += cell.bytes;
    n -= cell.bytes;
  }
  if (cut)
    memcpy(end, "...", 3);
  return out;
}

/* gnuplot reads two single quotes in a string as one, but not at its
   beginning, and not next to two more: such quotes stand between strings, in
   one of the other kind that holds nothing but them. */
static char *quote_clean(const char *text)
{
  char *out = memory_new(7 * strlen(text) + 6, 1), *end = out;
  int joined = 0;
  end += sprintf(end, "('");
  for (const char *s = text; *s;) {
    size_t run = strspn(s, "'"), rest = strcspn(s, "'");
    if (run == 1 && s > text) {
      end += sprintf(end, "''");
    } else if (run > 0) {
      end += sprintf(end, "'.\"%.*s\".'", (int)run, s);
      joined = 1;
    }
    memcpy(end, s, rest);
    end += rest;
    s += run + rest;
  }
  sprintf(end, "')");
  if (joined)
    return out;
  *end++ = '\'';
  *end = '\0';
  return memmove(out, out + 1, (size_t)(end - out));
}

char *plot_quote_short(const char *text, size_t columns)
{
  char *plain = clean(text, columns), *quoted = quote_clean(plain);
  free(plain);
  return quoted;
}

char *plot_quote(const char *text)
{
  return plot_quote_short(text, (size_t)-1);
}

/* --- titles -------------------------------------------------------------- */

enum { TITLE_LARGE = 60, TITLE_LINE = 110 };

/* Bytes of the text's beginning that fit into a line, up to a blank where
   there is one in its second half. */
static size_t line_of(const char *text)
{
  size_t n = strlen(text), at = 0, blank = 0, columns = 0;
  while (at < n) {
    ad_cell cell = ad_text_cell(text + at, n - at);
    if (text[at] == ' ' && columns > TITLE_LINE / 2)
      blank = at;
    columns += cell.columns;
    if (columns > TITLE_LINE)
      return blank ? blank : at;
    at += cell.bytes;
  }
  return n;
}

void plot_title_text(FILE *gp, const char *text)
{
  size_t n = line_of(text);
  char *first = memory_format("%.*s", (int)n, text);
  char *line = plot_quote_short(first, TITLE_LINE);
  char *rest = plot_quote_short(text + n + (text[n] == ' '), TITLE_LINE);
  fprintf(gp, "title = %s%s%s\ntitle_font = ',%d'\n", line,
          text[n] ? ".\"\\n\"." : "", text[n] ? rest : "",
          text[n] ? 15 : columns_of(text) > TITLE_LARGE ? 16 : 22);
  free(rest);
  free(line);
  free(first);
}

/* A second line goes below. */
void plot_title(FILE *gp)
{
  fputs("set label 9 title at screen 0.02, screen (strstrt(title, \"\\n\") ? "
        "0.978 : 0.955) left font title_font\n", gp);
}

void plot_comment(FILE *out, const char *text)
{
  char *plain = clean(text, (size_t)-1);
  size_t n = strlen(plain);
  fprintf(out, "# %s%s\n", plain, n > 0 && plain[n - 1] == '\\' ? " ." : "");
  free(plain);
}

/* --- names ---------------------------------------------------------------- */

enum { NAME_MOST = 100 };

static int is_plain(char c)
{
  return c && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                     "0123456789_.-", c);
}

char *plot_name(const char *worksheet_file)
{
  const char *base = files_base(worksheet_file);
  size_t n = files_stem(base), used = 0;

  if (strcmp(worksheet_file, "-") == 0 || n == 0)
    return memory_copy(n == 0 ? "worksheet" : "stdin");
  char *name = memory_new(NAME_MOST + 1, 1);
  while (n > 0 && used < NAME_MOST) {
    size_t bytes = ad_text_cell(base, n).bytes;
    name[used++] = (char)(bytes == 1 && is_plain(*base) ? *base : '_');
    base += bytes;
    n -= bytes;
  }
  if (name[0] == '-' || name[0] == '.')
    name[0] = '_';
  return name;
}

/* --- files ---------------------------------------------------------------- */

static int refuse(const char *dir, const char *what)
{
  complain("%s: cannot be used as a folder for plots: %s", dir, what);
  return EXIT_SYSTEM;
}

/* Asking for permission is not enough: a file system may be full or
   read-only, and root is told yes. */
static int try_to_write(const char *dir)
{
  char *path = memory_format("%s/.gradcompare-XXXXXX", dir);
  int fd = mkstemp(path), error = errno;
  if (fd != -1) {
    unlink(path);
    close(fd);
  }
  free(path);
  return fd != -1 ? EXIT_FINE : refuse(dir, strerror(error));
}

int plot_folder(const char *dir)
{
  struct stat there;
  if (!*dir)
    return refuse(dir, "its name is empty");
  if (mkdir(dir, 0777) == -1 && errno != EEXIST)
    return refuse(dir, strerror(errno));
  if (stat(dir, &there) == -1)
    return refuse(dir, strerror(errno));
  if (!S_ISDIR(there.st_mode))
    return refuse(dir, "it is a file");
  return try_to_write(dir);
}

/* The suffixes: see plot_begin. */
int plot_spare(const char *dir, const char *worksheet_file, const char *kind)
{
  static const char *const suffixes[] = {"", "-taylor", "-heat", "-ratio",
                                         "-memory"};
  static const char *const types[] = {"csv", "gp", "svg", "pdf", "png"};
  enum { SUFFIXES = sizeof suffixes / sizeof *suffixes,
         TYPES = sizeof types / sizeof *types };
  int status = EXIT_FINE;
  char *name = plot_name(worksheet_file);
  for (size_t i = 0; status == EXIT_FINE && i < SUFFIXES * TYPES; i++) {
    char *path = memory_format("%s/%s%s%s.%s", dir, name, kind,
                               suffixes[i / TYPES], types[i % TYPES]);
    status = inputs_spare(path);
    free(path);
  }
  free(name);
  return status;
}

int plot_write_by(const char *dir, const char *name, const char *ending,
                  void (*write)(FILE *out, const void *what),
                  const void *what)
{
  struct output output;
  char *path = memory_format("%s/%s%s", dir, name, ending);
  int status = output_open(&output, path);
  if (status == EXIT_FINE) {
    write(output.stream, what);
    status = output_close(&output, 1);
  }
  free(path);
  return status;
}

static void write_text(FILE *out, const void *text)
{
  fputs(text, out);
}

int plot_write(const char *dir, const char *file, const char *text)
{
  return plot_write_by(dir, file, "", write_text, text);
}
