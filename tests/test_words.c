/* SPDX-License-Identifier: GPL-3.0-or-later
   The words of a data line about its CSV file, and files that a worksheet
   should survive: each row is a file, a line that reads it, and what comes
   out.  Read lib/frame.h before; test_frame.c tests what is below. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sheet.h"

static const char *file_text; /* what files_here gives out                  */
static size_t file_size;

static FILE *files_here(const char *folder, const char *name, ad_error *err)
{
  (void)folder;
  FILE *in = file_size > 0
                 ? fmemopen((void *)(size_t)file_text, file_size, "rb")
                 : fopen("/dev/null", "rb");
  if (!in)
    ad_fail(err, AD_EIO, "cannot open '%s'", name);
  return in;
}

/* Reads "data X[n,d] from "f" WORDS"; the values of X, or NULL. */
typedef struct taken {
  ad_report report;
  ad_sheet *sheet;
  const double *x;
  size_t rows, cols;
  const char *message, *hint;
} taken;

static taken take(const char *words, const char *csv, size_t size)
{
  char text[1000];
  snprintf(text, sizeof text, "data X[n,d] from \"f.csv\" %s\nl = sum(X)\n",
           words);
  const ad_source source = {"words.grad", text, strlen(text)};
  const ad_sheet_options options = {.open = files_here};
  taken t = {.message = ""};
  file_text = csv;
  file_size = size;
  ad_report_init(&t.report, NULL);
  if (ad_sheet_read(&source, &options, &t.sheet, &t.report) == AD_OK) {
    const ad_graph *g = ad_sheet_graph(t.sheet);
    ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, 0));
    t.x = ad_sheet_leaf(t.sheet, 0);
    t.rows = s.rows;
    t.cols = s.cols;
  }
  if (t.report.count > 0) {
    t.message = t.report.messages[0].error.text;
    t.hint = t.report.messages[0].error.hint;
  }
  return t;
}

static void drop(taken *t)
{
  ad_sheet_free(t->sheet);
  ad_report_free(&t->report);
}

#define TEXT(text) (text), sizeof(text) - 1

static const struct row {
  const char *words, *csv;
  size_t size, rows, cols; /* rows 0: it is refused with the message       */
  double x[8];
  const char *message;     /* how it begins; of an error, or of a warning  */
} rows[] = {
  /* --- headers and columns --- */
  {"no header columns 2, 1", TEXT("1,2\n3,4\n"), 2, 2, {2, 1, 4, 3}, ""},
  {"no header columns 2:3", TEXT("1,2,3\n4,5,6\n"), 2, 2, {2, 3, 5, 6}, ""},
  {"no header columns 1, 3:3, 1", TEXT("1,2,3\n"), 1, 3, {1, 3, 1}, ""},
  {"no header columns 4", TEXT("1,2,3\n"), 0, 0, {0}, "f.csv"},
  {"no header columns 2:9", TEXT("1,2,3\n"), 0, 0, {0}, "f.csv"},
  {"columns 2", TEXT("a,b\n1,2\n3,4\n"), 2, 1, {2, 4}, ""},
  {"columns 1:2", TEXT("a,b\n1,2\n"), 1, 2, {1, 2}, ""},
  {"columns 2:1", TEXT("a,b\n1,2\n"), 0, 0, {0}, "columns are counted"},
  {"columns 0", TEXT("a,b\n1,2\n"), 0, 0, {0}, "columns are counted"},
  {"columns 1000000000", TEXT("a,b\n1,2\n"), 0, 0, {0}, "f.csv"},
  {"columns 1:1000000000", TEXT("a,b\n1,2\n"), 0, 0, {0}, "f.csv"},
  {"header columns \"1\"", TEXT("1,2\n3,4\n"), 1, 1, {3}, ""},
  {"columns \"1\"", TEXT("1,2\n3,4\n"), 1, 1, {3}, "f.csv"},
  {"columns 1 no header", TEXT("5,2\n3,4\n"), 2, 1, {5, 3}, ""},
  {"columns \"a b\", c", TEXT("a b, c\n1,2\n"), 1, 2, {1, 2}, ""},
  /* --- how a file is written --- */
  {"separator \";\" columns b", TEXT("a;b\n1;2\n"), 1, 1, {2}, ""},
  {"separator tab columns b", TEXT("a\tb\n1\t2\n"), 1, 1, {2}, ""},
  {"separator \"|\" columns b", TEXT("a|b\n1|2\n"), 1, 1, {2}, ""},
  {"separator \" \" columns b", TEXT("a  b\n 1   2 \n"), 1, 1, {2}, ""},
  {"separator \";\" columns b", TEXT("a,b\n1,2\n"), 0, 0, {0},
   "f.csv:1: the fields are separated by commas, not by ';'"},
  {"columns b", TEXT("sep=;\na;b\n1;2\n"), 1, 1, {2}, ""},
  {"separator \";\" decimal \",\" columns b", TEXT("a;b\n1;2,5\n"), 1, 1,
   {2.5}, ""},
  {"decimal \",\" columns b", TEXT("a,b\n1,\"2,5\"\n"), 1, 1, {2.5}, ""},
  {"decimal \",\" columns b", TEXT("a,b\n1,2.5\n"), 0, 0, {0}, "f.csv:2"},
  {"comment \"%\" columns a", TEXT("% one\na\n1\n% two\n2\n"), 2, 1, {1, 2},
   ""},
  {"columns a", TEXT("# one\n# two\na\n1\n"), 1, 1, {1}, ""},
  {"columns a", TEXT("a\n1\n# two\n"), 0, 0, {0}, "f.csv:3"},
  {"comment \"//\" columns a", TEXT("a\n1\n// two, three\n2\n"), 2, 1, {1, 2},
   ""},
  /* --- missing values --- */
  {"missing as \"-\" columns a", TEXT("a,b\n1,2\n-,3\n4,5\n"), 2, 1, {1, 4},
   ""},
  {"missing as \"-\", \"?\" columns a, b", TEXT("a,b\n1,?\n-,3\n4,5\n"), 1, 2,
   {4, 5}, ""},
  {"columns a missing as \"-999\", b", TEXT("a,b\n1,-999\n-999,3\n4,5\n"), 2,
   2, {1, -999, 4, 5}, ""},
  {"columns a missing mean", TEXT("a,b\n1,1\n,1\n4,1\n"), 3, 1, {1, 2.5, 4},
   ""},
  {"missing as \"n/a\" columns a missing mean", TEXT("a\n1\nn/a\n4\n"), 3, 1,
   {1, 2.5, 4}, ""},
  /* --- what becomes of a column --- */
  {"columns a standardise, b", TEXT("a,b\n1,7\n3,8\n"), 2, 2, {-1, 7, 1, 8},
   ""},
  {"columns a, b standardise", TEXT("a,b\n1,6\n3,8\n"), 2, 2, {-1, -1, 1, 1},
   ""},
  {"columns a, s onehot, b standardise", TEXT("a,s,b\n1,y,6\n3,x,8\n"), 2, 4,
   {1, 0, 1, -1, 3, 1, 0, 1}, ""},
  {"columns s", TEXT("s\ny\nx\ny\n"), 3, 1, {2, 1, 2}, ""},
  {"columns a classes", TEXT("a\n10\n9\n10\n"), 3, 1, {2, 1, 2}, ""},
  {"columns p classes", TEXT("p\n$3\n$1\n"), 2, 1, {2, 1}, ""},
  {"columns p", TEXT("p\n$3\n$1\n"), 0, 0, {0}, "f.csv:2"},
  {"columns s binary", TEXT("s\nyes\nno\nyes\n"), 3, 1, {1, 0, 1}, ""},
  {"columns s binary \"no\"", TEXT("s\nyes\nno\nyes\n"), 3, 1, {0, 1, 0}, ""},
  {"columns s binary \"maybe\"", TEXT("s\nyes\nno\n"), 0, 0, {0}, "f.csv"},
  {"columns s binary", TEXT("s\na\nb\nc\n"), 0, 0, {0}, "f.csv"},
  {"columns a labels from 0", TEXT("a\n0\n2\n1\n"), 3, 1, {1, 3, 2}, ""},
  {"columns a labels from 0", TEXT("a\n0\n1.5\n"), 0, 0, {0}, "f.csv:3"},
  {"columns a labels from 0", TEXT("a\n-1\n0\n"), 0, 0, {0}, "f.csv:2"},
  {"columns a labels from 1", TEXT("a\n1\n2\n"), 2, 1, {1, 2}, ""},
  {"columns a labels from 1", TEXT("a\n0\n2\n"), 0, 0, {0}, "f.csv:2"},
  {"columns a classes standardise", TEXT("a\n0\n2\n"), 0, 0, {0},
   "'classes' and 'standardise' exclude each other"},
  {"no header header columns 1", TEXT("0\n"), 0, 0, {0},
   "whether there is a header is said twice"},
  /* --- files that are not what they should be --- */
  {"columns b", TEXT("a,b\r\n1,2\r\n3,4\r\n"), 2, 1, {2, 4}, ""},
  {"columns b", TEXT("a,b\r1,2\r3,4"), 2, 1, {2, 4}, ""},
  {"columns b", TEXT("a,b\n1,2\r3,4\r\n5,6"), 3, 1, {2, 4, 6}, ""},
  {"columns a", TEXT("\xEF\xBB\xBF" "a,b\n1,2\n"), 1, 1, {1}, ""},
  {"columns a", TEXT("\xEF\xBB\xBF\"a\",b\n1,2\n"), 1, 1, {1}, ""},
  {"columns a", TEXT("\xEF\xBB\xBF# one\na,b\n1,2\n"), 1, 1, {1}, ""},
  {"no header columns 1", TEXT("\xEF\xBB\xBF" "1,2\n"), 1, 1, {1}, ""},
  {"columns a", TEXT(""), 0, 0, {0}, "f.csv is empty"},
  {"no header columns 1", TEXT(""), 0, 0, {0}, "f.csv is empty"},
  {"no header columns 1", TEXT("\n\r\n \n"), 0, 0, {0}, "f.csv is empty"},
  {"comment \"#\" columns a", TEXT("# a\n#\n"), 0, 0, {0}, "f.csv is empty"},
  {"columns a", TEXT("a,b\n"), 0, 0, {0}, "f.csv:1: no rows below"},
  {"columns a", TEXT("a,b"), 0, 0, {0}, "f.csv:1: no rows below"},
  {"columns a", TEXT("a,b\n1,2,\n"), 0, 0, {0},
   "f.csv:2: 3 fields, but the header names 2"},
  {"columns a", TEXT("a,b,\n1,2,\n"), 1, 1, {1}, ""},
  {"columns \"a\nb\"", TEXT("\"a\nb\",c\n1,2\n"), 0, 0, {0}, ""},
  {"columns b", TEXT("a,b\n\"x\ny\",2\n\"\n\",3\n"), 2, 1, {2, 3}, ""},
  {"columns b", TEXT("a,b\n\"x\r\n\r\ny\",2\nz,\"3\"\n"), 2, 1, {2, 3}, ""},
  {"columns b", TEXT("a,b\n\"x,2\n3,4\n"), 0, 0, {0},
   "f.csv:2: the quoted field that begins here never ends"},
  {"columns b", TEXT("a,b\n1,2\0\n"), 0, 0, {0}, "f.csv:2:4: byte 0"},
  {"columns b", TEXT("\0\0\0"), 0, 0, {0}, "f.csv:1:1: byte 0"},
  {"columns b", TEXT("\xFF\xFE" "a\0"), 0, 0, {0}, "f.csv is UTF-16"},
  {"columns b", TEXT("gr\xF6\xDF" "e,b\n1,2\n"), 1, 1, {2}, ""},
  {"columns s", TEXT("s\nM\xFCnchen\nK\xF6ln\n"), 2, 1, {2, 1}, ""},
  {"columns 1", TEXT("gr\xF6\xDF" "e,b\n1,2\n"), 1, 1, {1}, ""},
};

START_TEST(words_taken)
{
  const struct row *row = &rows[_i];
  taken t = take(row->words, row->csv, row->size);
  ck_assert_msg((t.x != NULL) == (row->rows > 0), "%s of row %d: %s",
                row->words, _i, t.message);
  ck_assert_msg(strncmp(t.message, row->message, strlen(row->message)) == 0 &&
                  (*row->message || *t.message == '\0' || !t.x),
                "%s of row %d: %s", row->words, _i, t.message);
  if (t.x) {
    ck_assert_msg(t.rows == row->rows && t.cols == row->cols,
                  "%s of row %d: %zu x %zu", row->words, _i, t.rows, t.cols);
    for (size_t i = 0; i < t.rows * t.cols; i++)
      ck_assert_msg(fabs(t.x[i] - row->x[i]) <= 1e-15,
                    "%s of row %d: entry %zu is %.17g, not %.17g", row->words,
                    _i, i, t.x[i], row->x[i]);
  }
  drop(&t);
}
END_TEST

/* --- large files ---------------------------------------------------------- */

enum { WIDE = 100000 };

/* Two rows of WIDE numbers, the second the first plus 1. */
static char *make_wide(int header)
{
  char *text = malloc(3 * WIDE * (size_t)9 + 1), *at = text;
  ck_assert_ptr_nonnull(text);
  for (int r = header ? 0 : 1; r < 3; r++)
    for (int j = 1; j <= WIDE; j++)
      at += sprintf(at, "%s%d%c", r == 0 ? "c" : "", j + (r == 2),
                    j < WIDE ? ',' : '\n');
  return text;
}

START_TEST(many_columns)
{
  static const char *const words[] = {"columns 99999:100000",
                                      "columns c99999, c100000",
                                      "no header columns 99999:100000"};
  char *text = make_wide(_i < 2);
  taken t = take(words[_i], text, strlen(text));
  ck_assert_msg(t.x != NULL, "%s", t.message);
  ck_assert_uint_eq(t.rows * t.cols, 4);
  for (int i = 0; i < 4; i++)
    ck_assert(t.x[i] == WIDE - 1 + i % 2 + i / 2);
  drop(&t);
  t = take("no header columns 1:100000", text, strlen(text));
  ck_assert_msg((t.x != NULL) == (_i == 2), "%s", t.message);
  drop(&t);
  free(text);
}
END_TEST

/* A field of a million bytes, as a text, a number, a name, and unfinished. */
START_TEST(long_fields)
{
  enum { LONG = 1000000 };
  static const struct {
    const char *before, *after;
    char fill;
    double x; /* NAN: it is refused */
  } files[] = {{"s,b\n\"", "\",2\n", 'x', 2},
               {"s,b\n\"", "\",2\n", '\n', 2},
               {"s,b\nx,0.", "\n", '3', (double)NAN},
               {"b,", "\n2,3\n", 'y', 2},
               {"s,b\n1,2", "\n", 'x', (double)NAN},
               {"s,b\n1,2", "\n", '\xC3', (double)NAN},
               {"s,b\n1,2\n3", "\n", ',', (double)NAN},
               {"s,b\n1,2\n\"3", "\n", ' ', (double)NAN}};
  for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
    size_t n = strlen(files[k].before);
    char *text = malloc(LONG + n + strlen(files[k].after) + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, files[k].before, n);
    memset(text + n, files[k].fill, LONG);
    strcpy(text + n + LONG, files[k].after);
    taken t = take("columns b", text, strlen(text));
    if (isnan(files[k].x))
      ck_assert_msg(!t.x && *t.message, "file %zu", k);
    else
      ck_assert_msg(t.x && t.x[0] == files[k].x, "file %zu: %s", k, t.message);
    drop(&t);
    free(text);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("words");
  TCase *group = tcase_create("words");
  tcase_add_loop_test(group, words_taken, 0, (int)(sizeof rows / sizeof *rows));
  tcase_add_loop_test(group, many_columns, 0, 3);
  tcase_add_test(group, long_fields);
  suite_add_tcase(suite, group);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
