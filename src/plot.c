/* SPDX-License-Identifier: GPL-3.0-or-later
   Names, quotes, folders and files of plots.  Read plot.h before. */
#include "plot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exits.h"
#include "output.h"
#include "text.h"

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

/* Appends the cells of the text to out, each single quote `quotes` times, or
   the first of them and "..." where all are more than `columns`.  Returns one
   past the end. */
static char *put_cells(char *out, const char *text, int quotes, size_t columns)
{
  size_t n = strlen(text), used = 0;
  int cut = columns_of(text) > columns;
  while (n > 0) {
    ad_cell cell = ad_text_cell(text, n);
    used += cell.columns;
    if (cut && used + 3 > columns)
      break;
    size_t length = strlen(cell.text);
    memcpy(out, cell.text, length);
    out += length;
    if (quotes == 2 && cell.text[0] == '\'')
      *out++ = '\'';
    text += cell.bytes;
    n -= cell.bytes;
  }
  memcpy(out, "...", 3);
  return out + (cut ? 3 : 0);
}

/* gnuplot takes two quotes at a string's beginning for an empty one, even
   before a third: the quotes that the text begins with get a string of the
   other kind, in which nothing but them stands. */
static char *join(const char *quotes, size_t n, char *rest)
{
  char *both = memory_format("(\"%.*s\".%s)", (int)n, quotes, rest);
  free(rest);
  return both;
}

char *plot_quote_short(const char *text, size_t columns)
{
  size_t leading = strspn(text, "'");
  if (leading > columns)
    leading = columns;
  /* A byte becomes four at most; then "...", two quotes, and the zero. */
  char *out = memory_new(4 * strlen(text) + 6, 1), *end = out;
  *end++ = '\'';
  end = put_cells(end, text + leading, 2, columns - leading);
  end[0] = '\'';
  end[1] = '\0';
  return leading > 0 ? join(text, leading, out) : out;
}

char *plot_quote(const char *text)
{
  return plot_quote_short(text, (size_t)-1);
}

void plot_comment(FILE *out, const char *text)
{
  char *clean = memory_new(4 * strlen(text) + 4, 1);
  char *end = put_cells(clean, text, 1, (size_t)-1);
  *end = '\0';
  fprintf(out, "# %s%s\n", clean, end > clean && end[-1] == '\\' ? " ." : "");
  free(clean);
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
  const char *slash = strrchr(worksheet_file, '/');
  const char *base = slash ? slash + 1 : worksheet_file;
  size_t n = strlen(base), used = 0;

  if (strcmp(worksheet_file, "-") == 0 || n == 0)
    return memory_copy(n == 0 ? "worksheet" : "stdin");
  if (n > 5 && strcmp(base + n - 5, ".grad") == 0)
    n -= 5;
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
