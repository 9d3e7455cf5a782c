/* SPDX-License-Identifier: GPL-3.0-or-later
   CSV files: how they are read, which rows stay, classes, missing values,
   scaling, and the texts of errors.  Read lib/frame.h before.

   Where the environment variable GRADCOMPARE_DATA names a folder that holds
   titanic.csv or iris.csv, as the seaborn library gives them out, those are
   read too. */
#include <check.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "data/csv_field.h"
#include "data/frame_scale.h"
#include "frame.h"

/* ---- helpers ---- */

static void check_near(double got, double want, double atol, double rtol)
{
  ck_assert_msg(fabs(got - want) <= atol + rtol * fabs(want),
                "got %.17g, want %.17g, atol %g, rtol %g", got, want, atol,
                rtol);
}

static ad_csv *read_text(const char *text)
{
  ad_csv *csv = NULL;
  ad_error err = {0};
  ad_status status = ad_csv_read("t.csv", text, strlen(text), NULL, &csv, &err);

  ck_assert_msg(status == AD_OK, "'%s': %s", text, err.text);
  return csv;
}

/* A cut of up to four columns; how: any of s, o, m for the modifiers. */
typedef struct chosen {
  const char *columns[5]; /* ended by NULL                                 */
  const char *how;
  size_t limit;           /* 0: all                                        */
} chosen;

/* The picks are the caller's room for them. */
static ad_cut cut_of(const chosen *c, ad_pick picks[5])
{
  unsigned how = (strchr(c->how, 's') != NULL ? AD_STANDARDISE : 0u) |
                 (strchr(c->how, 'o') != NULL ? AD_ONEHOT : 0u) |
                 (strchr(c->how, 'm') != NULL ? AD_MISSING_MEAN : 0u);
  ad_cut cut = {.columns = picks};

  for (; c->columns[cut.n] != NULL; cut.n++)
    picks[cut.n] = (ad_pick){.name = c->columns[cut.n], .how = how};
  return cut;
}

/* Cuts one leaf that alone names the file. */
static ad_status cut_alone(const ad_csv *csv, const chosen *c,
                           ad_frame *frame, ad_error *err)
{
  ad_pick picks[5];
  ad_cut cut = cut_of(c, picks);
  size_t dropped = 0;
  unsigned char *keep = malloc(ad_csv_row_count(csv));

  ck_assert_ptr_nonnull(keep);
  *frame = (ad_frame){0};
  ad_status status = ad_csv_rows(csv, &cut, 1, keep, &dropped, err);
  if (status == AD_OK)
    status = ad_csv_cut(csv, &cut, keep, c->limit > 0 ? c->limit : SIZE_MAX,
                        frame, err);
  free(keep);
  return status;
}

static ad_frame cut_well(const ad_csv *csv, chosen c)
{
  ad_frame frame = {0};
  ad_error err = {0};

  ck_assert_msg(cut_alone(csv, &c, &frame, &err) == AD_OK, "%s", err.text);
  return frame;
}

static void check_frame(const ad_frame *frame, size_t rows, size_t cols,
                        const double *want)
{
  ck_assert_uint_eq(frame->rows, rows);
  ck_assert_uint_eq(frame->cols, cols);
  for (size_t i = 0; i < rows * cols; i++)
    ck_assert_msg(frame->x[i] == want[i], "entry %zu: got %.17g, want %.17g",
                  i, frame->x[i], want[i]);
}

/* Reads, cuts and compares; frees all. */
static void check_cut(const char *text, chosen c, size_t rows, size_t cols,
                      const double *want)
{
  ad_csv *csv = read_text(text);
  ad_frame frame = cut_well(csv, c);

  check_frame(&frame, rows, cols, want);
  ad_frame_free(&frame);
  ad_csv_free(csv);
}

/* ---- reading ---- */

static const char *const same[] = {
    "a,b,c\n1.5,x,-2\n3e2,y,.25\n",
    "a,b,c\n1.5,x,-2\n3e2,y,.25",
    "a,b,c\r\n1.5,x,-2\r\n3e2,y,.25\r\n",
    "a,b,c\r1.5,x,-2\r3e2,y,.25\r",
    "\357\273\277a,b,c\n1.5,x,-2\n3e2,y,.25\n",
    "\n\n a , b\t,c \n\n  1.5 ,\tx , -2\n \t \n\r\n+300,  y,2.5e-1 \n\n",
    "\"a\",\"b\",\"c\"\n\"1.5\",\"x\",\"-2\"\n\" 300. \",\" y\",\"0.25\"",
    "c,spare,b,a\n-2,,x,1.5\n.25,\"1,5\n\",y,300\n",
};

START_TEST(read_alike)
{
  static const double want[] = {1.5, 1, -2, 300, 2, 0.25};

  check_cut(same[_i], (chosen){{"a", "b", "c"}, "", 0}, 2, 3, want);
}
END_TEST

START_TEST(read_quotes)
{
  ad_csv *csv = read_text("\"the, \"\"name\"\"\",\"two\nlines\"\n"
                          "\"1,\r\n2\",7\n\"a\"\"b\",-8.5\n");
  static const double want[] = {1, 7, 2, -8.5};

  ck_assert_uint_eq(ad_csv_row_count(csv), 2);
  ad_frame frame =
      cut_well(csv, (chosen){{"the, \"name\"", "two\nlines"}, "", 0});
  check_frame(&frame, 2, 2, want);
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

/* A wide and long file, against its formula. */
START_TEST(read_many)
{
  enum { ROWS = 3001, COLS = 37, WIDTH = 8 };
  char *text = malloc((ROWS + 1) * COLS * (size_t)WIDTH + 1), *at = text;
  const ad_pick picks[] = {{.name = "c36"}, {.name = "c0"}, {.name = "c17"}};
  ad_cut cut = {.n = 3, .columns = picks};
  unsigned char *keep = malloc(ROWS);
  size_t dropped = 1;
  ad_frame frame = {0};

  ck_assert(text != NULL && keep != NULL);
  for (int j = 0; j < COLS; j++)
    at += sprintf(at, "c%d%c", j, j + 1 < COLS ? ',' : '\n');
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLS; j++)
      at += sprintf(at, "%d.%d%c", i, j, j + 1 < COLS ? ',' : '\n');
  ad_csv *csv = read_text(text);
  ck_assert_int_eq(ad_csv_rows(csv, &cut, 1, keep, &dropped, NULL), AD_OK);
  ck_assert_uint_eq(dropped, 0);
  ck_assert_int_eq(ad_csv_cut(csv, &cut, keep, SIZE_MAX, &frame, NULL),
                   AD_OK);
  ck_assert_uint_eq(frame.rows, ROWS);
  for (size_t i = 0; i < ROWS; i++) {
    check_near(frame.x[3 * i], (double)i + 0.36, 0, 3e-16);
    ck_assert(frame.x[3 * i + 1] == (double)i);
    check_near(frame.x[3 * i + 2], (double)i + 0.17, 0, 3e-16);
  }
  ad_frame_free(&frame);
  free(keep);
  ad_csv_free(csv);
  free(text);
}
END_TEST

/* One field longer than libcsv's buffer, and one of a row's 20000. */
START_TEST(read_long)
{
  enum { N = 100000 };
  char *text = malloc(2 * N + 30);
  static const double want[] = {1, 2.25};

  ck_assert_ptr_nonnull(text);
  strcpy(text, "a,b\n\"");
  memset(text + 5, 'x', N);
  strcpy(text + 5 + N, "\",2.25\n");
  check_cut(text, (chosen){{"a", "b"}, "", 0}, 1, 2, want);
  char *at = text;
  for (int i = 0; i < 20000; i++) at += sprintf(at, "n%d,", i);
  at += sprintf(at, "a,b\n");
  memset(at, ',', 20001);
  strcpy(at + 20000, "z,2.25");
  check_cut(text, (chosen){{"a", "b"}, "", 0}, 1, 2, want);
  free(text);
}
END_TEST

/* R and pandas write row numbers under an empty name. */
START_TEST(nameless_column)
{
  const double want[] = {2.25, 4.5};
  check_cut(",a\n1,2.25\n2,4.5\n", (chosen){{"a"}, "", 0}, 2, 1, want);
}
END_TEST

static const struct bad {
  const char *text, *message, *hint;
} bad_files[] = {
    {"", "t.csv is empty, expected a header of column names", ""},
    {"\n \n\t\r\n", "t.csv is empty, expected a header of column names", ""},
    {"\xEF\xBB\xBF", "t.csv is empty, expected a header of column names", ""},
    {"a,b\n", "t.csv:1: no rows below the header", ""},
    {"\n\na,b\n\n", "t.csv:3: no rows below the header", ""},
    {"a,b\n1,2\n3\n", "t.csv:3: 1 field, but the header names 2", ""},
    {"a,b\n1,2\n\n3,x,\n", "t.csv:4: 3 fields, but the header names 2",
     "a separator stands at the end of the line"},
    {"a,b\n1,2,5\n", "t.csv:2: 3 fields, but the header names 2",
     "if 1,2 is one number, write 1.2"},
    {"a\n-1,25\n", "t.csv:2: 2 fields, but the header names 1",
     "if -1,25 is one number, write -1.25"},
    {"a,b\nx,3,5\n", "t.csv:2: 3 fields, but the header names 2",
     "if 3,5 is one number, write 3.5"},
    {"a,b\n\"1\n\r\n\r2\",\"3\n\"\n4,5,x\n",
     "t.csv:7: 3 fields, but the header names 2",
     "if 4,5 is one number, write 4.5"},
    {"a,b\n1,2\n\"3\r\n4\",5,x\n7,8\n",
     "t.csv:3: 3 fields, but the header names 2", ""},
    {"a;b;c\n1,5;2;3\n",
     "t.csv:1: the fields are separated by ';', not by commas",
     "write behind the name of the file: separator \";\", or separator \";\" "
     "decimal \",\" "
     "where numbers have a comma"},
    {"\n\"a,x\";\"b\"\n\"1\";\"2\"\n",
     "t.csv:2: the fields are separated by ';', not by commas",
     "write behind the name of the file: separator \";\", or separator \";\" "
     "decimal \",\" "
     "where numbers have a comma"},
    {"a\tb\n1\t2\n",
     "t.csv:1: the fields are separated by tabs, not by commas",
     "write behind the name of the file: separator tab"},
    {"a,b\n1,2\xC3\xA4\"3\"\n",
     "t.csv:2:5: quotes must stand around the whole field",
     "a quote inside a quoted field is written twice: \"\""},
    {"a,b\n\"1\n\",2\n1,\"2\" x\n",
     "t.csv:4:7: quotes must stand around the whole field",
     "a quote inside a quoted field is written twice: \"\""},
    {"a,b\n1,2\n\"3\n4,5\n6,7\n",
     "t.csv:3: the quoted field that begins here never ends", ""},
    {"a,b\n1,2\n3,\"4\n5\n6",
     "t.csv:3: the quoted field that begins here never ends", ""},
    {"a,b\n\"1\n2\",\"3\n",
     "t.csv:3: the quoted field that begins here never ends", ""},
    {"\"a,b", "t.csv:1: the quoted field that begins here never ends", ""},
};

START_TEST(read_bad)
{
  const struct bad *b = &bad_files[_i];
  ad_csv *csv = NULL;
  ad_error err = {0};

  ck_assert_int_eq(
      ad_csv_read("t.csv", b->text, strlen(b->text), NULL, &csv, &err),
      AD_EINPUT);
  ck_assert_ptr_null(csv);
  ck_assert_int_eq(err.status, AD_EINPUT);
  ck_assert_uint_eq(err.place.width, 0);
  ck_assert_str_eq(err.text, b->message);
  ck_assert_str_eq(err.hint, b->hint);
  ck_assert_int_eq(
      ad_csv_read("t.csv", b->text, strlen(b->text), NULL, &csv, NULL),
      AD_EINPUT);
}
END_TEST

START_TEST(read_bytes)
{
  ad_csv *csv = NULL;
  ad_error err = {0};

  ck_assert_int_eq(ad_csv_read("t.csv", "a,b\n1,\0002\n", 9, NULL, &csv, &err),
                   AD_EINPUT);
  ck_assert_str_eq(err.text, "t.csv:2:3: byte 0 in the text");
  ck_assert_int_eq(ad_csv_read("t.csv", "\377\376a\0", 4, NULL, &csv, &err),
                   AD_EINPUT);
  ck_assert_str_eq(err.text, "t.csv is UTF-16 text, expected UTF-8");
  ck_assert_int_eq(ad_csv_read("t.csv", NULL, 0, NULL, &csv, &err), AD_EINPUT);
  ck_assert_int_eq(ad_csv_read("t.csv", "a,b\n1,2\n3", 8, NULL, &csv, &err),
                   AD_OK);
  ck_assert_uint_eq(ad_csv_row_count(csv), 1);
  ad_csv_free(csv);
  ad_csv_free(NULL);
}
END_TEST

/* ---- rows ---- */

static const char people[] = "age,fare,town,deck\n"
                             "22,7.25,S,\n"
                             ",8.05,S,C\n"
                             "38,71.2833,C,\n"
                             "NA,51.5,Q,E\n"
                             "4,nan,S,NaN\n"
                             "35,21.075,,E\n"
                             "27,11.1333,S,G\n";

static void check_rows(const chosen *c, size_t n, const char *keep,
                       size_t dropped)
{
  ad_csv *csv = read_text(people);
  ad_cut cuts[3];
  ad_pick picks[3][5];
  unsigned char got[7];
  size_t count = 0;
  char shown[8] = {0};

  for (size_t i = 0; i < n; i++) cuts[i] = cut_of(&c[i], picks[i]);
  memset(got, 9, sizeof got);
  ck_assert_int_eq(ad_csv_rows(csv, cuts, n, got, &count, NULL), AD_OK);
  for (size_t i = 0; i < 7; i++) shown[i] = (char)('0' + got[i]);
  ck_assert_str_eq(shown, keep);
  ck_assert_uint_eq(count, dropped);
  ad_csv_free(csv);
}

START_TEST(rows_kept)
{
  check_rows(NULL, 0, "1111111", 0);
  check_rows((chosen[]){{{"age"}, "", 0}}, 1, "1010111", 2);
  check_rows((chosen[]){{{"age"}, "", 0}, {{"fare"}, "so", 2}}, 2, "1010011",
             3);
  check_rows((chosen[]){{{"fare", "town"}, "", 0}, {{"age"}, "m", 0}}, 2,
             "1111001", 2);
  check_rows((chosen[]){{{"age"}, "m", 0}, {{"age"}, "", 0}}, 2, "1010111", 2);
  check_rows((chosen[]){{{"deck", "age"}, "", 0}, {{"town"}, "", 0}}, 2,
             "0000001", 6);
}
END_TEST

/* Two leaves of a file: rows missing in one are missing in the other. */
START_TEST(rows_jointly)
{
  static const double ages[] = {22, 38, 27}, fares[] = {7.25, 2, 71.2833, 1,
                                                        11.1333, 2};
  ad_csv *csv = read_text(people);
  chosen c[] = {{{"age"}, "", 0}, {{"fare", "town"}, "", 0}};
  ad_pick picks[2][5];
  ad_cut cuts[] = {cut_of(&c[0], picks[0]), cut_of(&c[1], picks[1])};
  unsigned char keep[7];
  size_t dropped = 0;
  ad_frame frame = {0};

  ck_assert_int_eq(ad_csv_rows(csv, cuts, 2, keep, &dropped, NULL), AD_OK);
  ck_assert_uint_eq(dropped, 4);
  ck_assert_int_eq(ad_csv_cut(csv, &cuts[0], keep, 3, &frame, NULL), AD_OK);
  check_frame(&frame, 3, 1, ages);
  ad_frame_free(&frame);
  ck_assert_int_eq(ad_csv_cut(csv, &cuts[1], keep, SIZE_MAX, &frame, NULL),
                   AD_OK);
  check_frame(&frame, 3, 2, fares);
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

/* ---- columns ---- */

/* Codes count the classes of all kept rows, sorted by bytes; the first
   rows are taken afterwards. */
START_TEST(classes)
{
  static const char text[] =
      "t,n,u\nb,10,w10\na,9,w9\n\xC3\xA4,1.50,x\nB,10.0,w2\nb,-3,w10\n,7,w1\n";
  static const double codes[] = {3, 2, 4, 1, 3}, mixed[] = {1, 3, 4, 2, 1};
  static const double three[] = {3, 10, 2, 9, 4, 1.5};

  check_cut(text, (chosen){{"t"}, "", 0}, 5, 1, codes);
  check_cut(text, (chosen){{"t"}, "", 3}, 3, 1, codes);
  check_cut(text, (chosen){{"t", "n"}, "", 3}, 3, 2, three);
  ad_csv *csv = read_text(text);
  ad_frame frame = cut_well(csv, (chosen){{"u", "t"}, "", 5});
  for (size_t i = 0; i < 5; i++) {
    ck_assert(frame.x[2 * i] == mixed[i]);
    ck_assert(frame.x[2 * i + 1] == codes[i]);
  }
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

START_TEST(booleans)
{
  static const double want[] = {2, 1, 1, 2};

  check_cut("alone\nTrue\nFalse\nFalse\nTrue\n", (chosen){{"alone"}, "", 0}, 4,
            1, want);
}
END_TEST

/* A column is text for its kept rows only. */
START_TEST(kind_of_kept_rows)
{
  static const double numbers[] = {5, 30};

  check_cut("a,b\n5,1\nfive,\n30,2\n", (chosen){{"a", "b"}, "", 2}, 2, 2,
            (const double[]){5, 1, 30, 2});
  check_cut("a\n5\n30\n", (chosen){{"a"}, "", 0}, 2, 1, numbers);
  check_cut("a\n5\n30\nx\n", (chosen){{"a"}, "o", 2}, 2, 3,
            (const double[]){0, 1, 0, 1, 0, 0});
}
END_TEST

START_TEST(onehot)
{
  static const double want[] = {
      /* B  a  b | 2  9  10, the same by value as 10.0 */
      0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0};
  static const double first[] = {0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0};
  static const char text[] = "t,n\nb,10\na,9\nB,10.0\nb,2\n";

  check_cut(text, (chosen){{"t", "n"}, "o", 0}, 4, 6, want);
  check_cut(text, (chosen){{"t", "n"}, "o", 2}, 2, 6, first);
  check_cut("a\n-0\n0\n", (chosen){{"a"}, "o", 0}, 2, 1,
            (const double[]){1, 1});
}
END_TEST

/* Correct rounding, in a locale with another decimal point too. */
START_TEST(numbers_read)
{
  static const char *const locales[] = {"C", "de_DE.UTF-8", "fr_FR.UTF-8"};
  static const double want[] = {2.385,     -0.1,     1.7976931348623157e308,
                                5e-324,    0,        9007199254740992,
                                1000000.0, 0x1p-1074};

  for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
    if (setlocale(LC_ALL, locales[i]) == NULL)
      continue;
    check_cut("x\n2.385\n-.1\n1.7976931348623157e308\n4.9e-324\n1e-999\n"
              "9007199254740993\n+1.E+6\n2.4703282292062328e-324\n",
              (chosen){{"x"}, "", 0}, 8, 1, want);
  }
  setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(kinds)
{
  static const struct {
    ad_field_kind kind;
    const char *texts[16];
  } rows[] = {
      {AD_FIELD_MISSING, {"", "NA", "NaN", "nan", "-nan", "NAN"}},
      {AD_FIELD_NUMBER,
       {"0", "-1.5", "+.5", "5.", "1e9", "1E-9", "1e999", "007"}},
      {AD_FIELD_INF, {"inf", "-Inf", "INFINITY", "+infinity"}},
      {AD_FIELD_COMMA, {"1,5", "-,5", "1,234,567", "1.234,5", "1,5e3"}},
      {AD_FIELD_TEXT,
       {"0x1p3", "1e", "e5", ".", "-", "+-1", "1.2.3", "1 5", "na", "N/A",
        "nano", "info", ",", "--", "1e5.0", "1f"}},
  };

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (size_t j = 0; j < 16 && rows[i].texts[j] != NULL; j++)
      ck_assert_msg(ad_field_classify(rows[i].texts[j], '.') == rows[i].kind,
                    "'%s'", rows[i].texts[j]);
}
END_TEST

/* ---- missing means and scaling ---- */

START_TEST(missing_mean)
{
  static const double want[] = {22, 30, 38, 30}, ages[] = {22, 38, 4, 35, 27};
  double mean = gsl_stats_mean(ages, 1, 5);

  check_cut(people, (chosen){{"age"}, "m", 4}, 4, 1, want);
  ad_csv *csv = read_text(people);
  ad_frame frame = cut_well(csv, (chosen){{"age"}, "m", 0});
  ck_assert_uint_eq(frame.rows, 7);
  check_near(frame.x[1], mean, 0, 1e-15);
  check_near(frame.x[3], mean, 0, 1e-15);
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

/* Against GSL: first the means, then the population deviation. */
START_TEST(standardise)
{
  ad_csv *csv = read_text(people);
  ad_frame plain = cut_well(csv, (chosen){{"age", "fare"}, "m", 6});
  ad_frame scaled = cut_well(csv, (chosen){{"age", "fare"}, "sm", 6});

  ck_assert_uint_eq(scaled.cols, 2);
  for (size_t j = 0; j < 2; j++) {
    double mean = gsl_stats_mean(plain.x + j, 2, 6);
    double sd = gsl_stats_sd_with_fixed_mean(plain.x + j, 2, 6, mean);
    for (size_t i = 0; i < 6; i++)
      check_near(scaled.x[2 * i + j], (plain.x[2 * i + j] - mean) / sd, 4e-15,
                 4e-15);
  }
  ad_frame_free(&plain);
  ad_frame_free(&scaled);
  ad_csv_free(csv);
}
END_TEST

/* Deviation 0 leaves zeros, whatever the mean rounds to. */
START_TEST(constants)
{
  static const double zeros[9] = {0};

  check_cut("a,b,c\n0.1,7,-1e-320\n0.1,7,-1e-320\n0.1,7.0,-1e-320\n",
            (chosen){{"a", "b", "c"}, "s", 0}, 3, 3, zeros);
  check_cut("a\n2.385\n", (chosen){{"a"}, "s", 0}, 1, 1, zeros);
  check_cut("a\n2.385\n2.385\n5\n", (chosen){{"a"}, "s", 2}, 2, 1, zeros);
}
END_TEST

/* The result does not hang on the unit, even where squares would overflow
   or vanish. */
START_TEST(scale_free)
{
  static const char *const texts[] = {
      "a\n1\n2.5\n-4\n0\n", "a\n1e306\n2.5e306\n-4e306\n0\n",
      "a\n4e307\n1e308\n-1.6e308\n0\n", "a\n1e-290\n2.5e-290\n-4e-290\n0\n"};
  const double mean = -0.125, sd = sqrt((1 + 6.25 + 16) / 4 - mean * mean);
  const double x[] = {1, 2.5, -4, 0};

  for (size_t k = 0; k < 4; k++) {
    ad_csv *csv = read_text(texts[k]);
    ad_frame frame = cut_well(csv, (chosen){{"a"}, "s", 0});
    for (size_t i = 0; i < 4; i++)
      check_near(frame.x[i], (x[i] - mean) / sd, 1e-15, 1e-15);
    ad_frame_free(&frame);
    ad_csv_free(csv);
  }
}
END_TEST

/* A far offset costs no digits: x = 1e9 + 0, 1, ... n - 1, whose deviation
   is sqrt((n^2 - 1) / 12). */
START_TEST(far_offset)
{
  enum { N = 1000 };
  double x[N];

  for (size_t i = 0; i < N; i++) x[i] = 1e9 + (double)i;
  ad_column_standardise((ad_column){x, N, 1});
  for (size_t i = 0; i < N; i++)
    check_near(x[i], ((double)i - 499.5) / sqrt((1e6 - 1) / 12), 1e-14, 1e-14);
  for (size_t i = 0; i < N; i++) x[i] = i == 0 ? 1e17 : 0.1 * (double)(i % 7);
  ad_column_standardise((ad_column){x, N, 1});
  check_near(x[0], sqrt(N - 1), 0, 1e-14);
  check_near(x[1], -1 / sqrt(N - 1), 0, 1e-14);
}
END_TEST

/* Nor do long sums: x = 1 + 2^-40 k, k = 0, 1, 2 in turn. */
START_TEST(long_sums)
{
  enum { N = 99999 };
  double *x = malloc(N * sizeof *x);

  ck_assert_ptr_nonnull(x);
  for (size_t i = 0; i < N; i++) x[i] = 1 + 0x1p-40 * (double)(i % 3);
  ad_column_standardise((ad_column){x, N, 1});
  for (size_t i = 0; i < N; i++)
    check_near(x[i], ((double)(i % 3) - 1) * sqrt(1.5), 1e-14, 0);
  free(x);
}
END_TEST

START_TEST(indicators_scaled)
{
  ad_csv *csv = read_text("k\n1\n2\n2\n2\n");
  ad_frame frame = cut_well(csv, (chosen){{"k"}, "os", 0});

  ck_assert_uint_eq(frame.cols, 2);
  check_near(frame.x[0], sqrt(3), 0, 1e-15);
  check_near(frame.x[2], -sqrt(1.0 / 3), 0, 1e-15);
  check_near(frame.x[1], -sqrt(3), 0, 1e-15);
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

/* ---- errors of cutting ---- */

static const char amiss[] =
    "if it stands for a missing value, name it before 'columns', missing as "
    "\"...\"; 'classes' makes every text and number a class";
static const char gap[] = "missing values are empty, NA or NaN; name others "
                          "before 'columns': missing as \"-\", \"N/A\"";
static const char comma[] =
    "the decimal point is '.'; if the file writes 3,5, say before 'columns': "
    "decimal \",\"; no commas stand between thousands";
static const char groups[] =
    "nothing stands between thousands, and the decimal point is '.': write "
    "1234567.5; 'classes' would make each text a class";

static const struct bad_cut {
  const char *text;
  chosen cut;
  const char *message, *hint;
} bad_cuts[] = {
    {people, {{"age", "fere"}, "", 0},
     "t.csv:1: no column 'fere' in the header",
     "did you mean 'fare'?"},
    {"a,\"b\n\",a\n1,2,3\n", {{"a"}, "", 0},
     "t.csv:2: columns 1 and 3 are both named 'a'",
     "take one by its number: columns 3"},
    {people, {{"age", "fair"}, "", 0},
     "t.csv:1: no column 'fair' in the header",
     "its columns are 'age', 'fare', 'town', 'deck'"},
    {people, {{"Age"}, "", 0}, "t.csv:1: no column 'Age' in the header",
     "did you mean 'age'?"},
    {"\n\nx,\"y\n\"\n1,2\n", {{"survived"}, "", 0},
     "t.csv:3: no column 'survived' in the header",
     "its columns are 'x', 'y\\x0a'"},
    {people, {{NULL}, "", 0}, "t.csv: no columns are asked for", ""},
    {people, {{"fare"}, "", 9},
     "t.csv: of its 7 rows, 6 have a value in each column that is taken; 9 "
     "are wanted",
     ""},
    {people, {{"fare"}, "m", 8}, "t.csv has 7 rows, 8 are wanted", ""},
    {"a,b\n1,\n,2\n", {{"a", "b"}, "", 0},
     "t.csv: each of its 2 rows lacks a value in some column that is taken: "
     "none is left",
     ""},
    {"a,b\n1,\n3,\n", {{"a", "b"}, "m", 0},
     "t.csv: column 'b' has no value in the rows taken", ""},
    {"a,b\n1,\n3,4\n", {{"a", "b"}, "m", 1},
     "t.csv: column 'b' has no value in the rows taken", ""},
    {"a,b\n1,\n3,\n", {{"a", "b"}, "mo", 0},
     "t.csv: column 'b' has no value in the rows taken", ""},
    {people, {{"age", "town"}, "s", 0},
     "t.csv:2: column 'town': 'S' is text, but 'standardise' needs numbers",
     ""},
    {people, {{"town"}, "m", 0},
     "t.csv:7: column 'town': an empty field is missing, and classes have no "
     "mean",
     "without 'missing mean' the row is dropped"},
    {"a\n\"1,5\"\n\"2,5\"\n", {{"a"}, "", 0},
     "t.csv:2: column 'a': '1,5' is not a number", comma},
    {"b,a\n\"1\n2\",\"3\r\n\"\n\"\n\n\",\"1,234.5\"\n7,7\n", {{"a"}, "", 0},
     "t.csv:3: column 'a': '3\\x0d\\x0a' is not a number, though others are",
     "'classes' makes each text a class, 'onehot' a column"},
    {"a\n1.5\n-\n7\nkg\n", {{"a"}, "", 0},
     "t.csv:3: column 'a': '-' is not a number, though others are", gap},
    {"a\n5\n30\nx\n", {{"a"}, "m", 2},
     "t.csv:4: column 'a': 'x' is not a number, though others are", amiss},
    {"a\nx\n30\n", {{"a"}, "o", 0}, NULL, ""},
    {"b,a\n\"1\n2\",3\n\"\n\n\",\"1,234.5\"\n7,7\n", {{"a"}, "", 0},
     "t.csv:6: column 'a': '1,234.5' is not a number", groups},
    {"a\n1\n-inf\n", {{"a"}, "", 1},
     "t.csv:3: column 'a': '-inf' is not a finite number", ""},
    {"a\n1\n1e999\n", {{"a"}, "", 0},
     "t.csv:3: column 'a': '1e999' is too large for a number", ""},
    {"a\n1\n-1e309\n", {{"a"}, "o", 0},
     "t.csv:3: column 'a': '-1e309' is too large for a number", ""},
    {"\x1b[31m\n1\ninf\n", {{"\x1b[31m"}, "", 0},
     "t.csv:3: column '\\x1b[31m': 'inf' is not a finite number", ""},
};

START_TEST(cut_bad)
{
  const struct bad_cut *b = &bad_cuts[_i];
  ad_csv *csv = read_text(b->text);
  ad_frame frame = {0};
  ad_error err = {0};
  ad_status status = cut_alone(csv, &b->cut, &frame, &err);

  if (b->message == NULL) {
    ck_assert_msg(status == AD_OK, "%s", err.text);
    ad_frame_free(&frame);
  } else {
    ck_assert_int_eq(status, AD_EINPUT);
    ck_assert_str_eq(err.text, b->message);
    ck_assert_str_eq(err.hint, b->hint);
    ck_assert_ptr_null(frame.x);
    ck_assert_int_eq(cut_alone(csv, &b->cut, &frame, NULL), AD_EINPUT);
  }
  ad_csv_free(csv);
}
END_TEST

/* A number that no double holds becomes 0, and is told of; zeros are not. */
START_TEST(vanished)
{
  ad_csv *csv = read_text("a,b\n0.00,1\n2,-3e-400\n0e5,-0\n1e-324,4e-324\n"
                          "1e-300,0.0e-12\n");
  ad_frame frame = cut_well(csv, (chosen){{"a", "b"}, "", 0});
  ad_error err = {0};

  check_near(frame.x[3], 0, 0, 0);
  check_near(frame.x[8], 1e-300, 0, 1e-15);
  ck_assert_uint_eq(frame.n_vanished, 2);
  ck_assert_int_eq(ad_csv_vanished(csv, &frame, &err), 1);
  ck_assert_str_eq(err.text, "t.csv:3: column 'b': '-3e-400' is nearer to 0 "
                             "than any double, and read as 0");
  ck_assert_str_eq(err.hint, "so is 1 more of the numbers taken");
  ad_frame_free(&frame);
  frame = cut_well(csv, (chosen){{"a"}, "", 3});
  ck_assert_int_eq(ad_csv_vanished(csv, &frame, &err), 0);
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

START_TEST(cut_strange)
{
  static const unsigned char all[] = {1, 1, 1, 1, 1, 1, 1};
  ad_csv *csv = read_text(people);
  chosen c = {{"age"}, "", 0};
  ad_pick picks[5];
  ad_cut cut = cut_of(&c, picks);
  ad_frame frame = {0};
  ad_error err = {0};

  ck_assert_int_eq(ad_csv_cut(csv, &cut, all, SIZE_MAX, &frame, &err),
                   AD_EINPUT);
  ck_assert_str_eq(err.text,
                   "t.csv:3: column 'age': an empty field is a missing value");
  ck_assert_int_eq(ad_csv_cut(csv, &cut, all, 0, &frame, &err), AD_EINPUT);
  ck_assert_str_eq(err.text, "t.csv: no rows are asked for");
  ad_csv_free(csv);
}
END_TEST

START_TEST(long_number)
{
  char text[5000] = "a\n1\n0.";
  ad_csv *csv;
  chosen c = {{"a"}, "", 0};
  ad_frame frame = {0};
  ad_error err = {0};

  memset(text + 6, '3', 4094);
  csv = read_text(text);
  frame = cut_well(csv, c);
  check_near(frame.x[1], 1.0 / 3, 0, 2e-16);
  ad_frame_free(&frame);
  ad_csv_free(csv);
  text[6 + 4094] = '3';
  csv = read_text(text);
  ck_assert_int_eq(cut_alone(csv, &c, &frame, &err), AD_EINPUT);
  ck_assert_ptr_nonnull(strstr(err.text, "...' is a number of too many"));
  ad_csv_free(csv);
}
END_TEST

/* ---- real files, where there are any ---- */

/* The file's text, or NULL. */
static char *load(const char *name, size_t *size)
{
  const char *folder = getenv("GRADCOMPARE_DATA");
  enum { ROOM = 1 << 20 };
  char path[1000];

  if (folder == NULL)
    return NULL;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  char *text = file != NULL ? malloc(ROOM) : NULL;
  if (text != NULL)
    *size = fread(text, 1, ROOM, file);
  if (file != NULL)
    fclose(file);
  return text;
}

static ad_csv *load_csv(const char *name)
{
  size_t size = 0;
  char *text = load(name, &size);
  ad_csv *csv = NULL;
  ad_error err = {0};

  if (text == NULL)
    return NULL;
  ck_assert_msg(ad_csv_read(name, text, size, NULL, &csv, &err) == AD_OK, "%s",
                err.text);
  free(text);
  return csv;
}

START_TEST(titanic)
{
  ad_csv *csv = load_csv("titanic.csv");

  if (csv == NULL)
    return;
  ck_assert_uint_eq(ad_csv_row_count(csv), 891);
  ad_frame age = cut_well(csv, (chosen){{"age"}, "", 0});
  ck_assert_uint_eq(age.rows, 891 - 177);
  check_near(gsl_stats_mean(age.x, 1, age.rows), 29.69911764705882, 0, 1e-14);
  ad_frame filled = cut_well(csv, (chosen){{"age"}, "m", 0});
  ck_assert_uint_eq(filled.rows, 891);
  check_near(filled.x[5], 29.69911764705882, 0, 1e-14);
  ad_frame both = cut_well(csv, (chosen){{"sex", "embarked", "alone"}, "", 0});
  ck_assert_uint_eq(both.rows, 889);
  ck_assert(both.x[0] == 2 && both.x[1] == 3 && both.x[2] == 1);
  ck_assert(both.x[3] == 1 && both.x[4] == 1 && both.x[5] == 1);
  ad_frame scaled = cut_well(csv, (chosen){{"age", "fare"}, "s", 24});
  ck_assert_uint_eq(scaled.rows, 24);
  for (size_t j = 0; j < 2; j++)
    check_near(gsl_stats_variance_with_fixed_mean(scaled.x + j, 2, 24, 0), 1,
               0, 1e-14);
  ad_frame_free(&age);
  ad_frame_free(&filled);
  ad_frame_free(&both);
  ad_frame_free(&scaled);
  ad_csv_free(csv);
}
END_TEST

START_TEST(iris)
{
  ad_csv *csv = load_csv("iris.csv");

  if (csv == NULL)
    return;
  ad_frame frame = cut_well(csv, (chosen){{"species"}, "o", 0});
  ck_assert_uint_eq(frame.rows, 150);
  ck_assert_uint_eq(frame.cols, 3);
  for (size_t i = 0; i < 150; i++)
    for (size_t j = 0; j < 3; j++)
      ck_assert(frame.x[3 * i + j] == (double)(i / 50 == j));
  ad_frame_free(&frame);
  ad_csv_free(csv);
}
END_TEST

static TCase *add_group(Suite *suite, const char *name)
{
  TCase *group = tcase_create(name);

  suite_add_tcase(suite, group);
  return group;
}

static void add_reading(TCase *group)
{
  tcase_add_loop_test(group, read_alike, 0, sizeof same / sizeof *same);
  tcase_add_test(group, nameless_column);
  tcase_add_test(group, read_quotes);
  tcase_add_test(group, read_many);
  tcase_add_test(group, read_long);
  tcase_add_loop_test(group, read_bad, 0,
                      sizeof bad_files / sizeof *bad_files);
  tcase_add_test(group, read_bytes);
}

static void add_columns(TCase *group)
{
  tcase_add_test(group, rows_kept);
  tcase_add_test(group, rows_jointly);
  tcase_add_test(group, classes);
  tcase_add_test(group, booleans);
  tcase_add_test(group, kind_of_kept_rows);
  tcase_add_test(group, onehot);
  tcase_add_test(group, numbers_read);
  tcase_add_test(group, kinds);
  tcase_add_loop_test(group, cut_bad, 0, sizeof bad_cuts / sizeof *bad_cuts);
  tcase_add_test(group, cut_strange);
  tcase_add_test(group, vanished);
  tcase_add_test(group, long_number);
}

static void add_scaling(TCase *group)
{
  tcase_add_test(group, missing_mean);
  tcase_add_test(group, standardise);
  tcase_add_test(group, constants);
  tcase_add_test(group, scale_free);
  tcase_add_test(group, far_offset);
  tcase_add_test(group, long_sums);
  tcase_add_test(group, indicators_scaled);
}

int main(void)
{
  Suite *suite = suite_create("frame");
  SRunner *runner = srunner_create(suite);

  add_reading(add_group(suite, "reading"));
  add_columns(add_group(suite, "columns"));
  add_scaling(add_group(suite, "scaling"));
  TCase *files = add_group(suite, "files");
  tcase_add_test(files, titanic);
  tcase_add_test(files, iris);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
