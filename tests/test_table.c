/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers as text, tables and their rendering: the whole text of each, as a
   reader sees it.  Read src/page/number_format.h and src/page/page.h before. */
#include <check.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/page.h"
#include "page/text_lines.h"

/* ---- numbers ---- */

START_TEST(numbers_have_six_digits)
{
  static const struct {
    double x;
    const char *want;
  } rows[] = {{528, "528"},
              {0.73105857863, "0.731059"},
              {1.23e-5, "1.23e-05"},
              {-2.385, "-2.385"},
              {1976.1249, "1976.12"},
              {123456.7, "123457"},
              {1234567, "1.23457e+06"},
              {0, "0"},
              {-0.0, "0"},
              {(double)NAN, "nan"},
              {-(double)NAN, "nan"},
              {(double)INFINITY, "inf"},
              {-(double)INFINITY, "-inf"},
              {5e-324, "4.94066e-324"}};
  char out[FORMAT_SIZE];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_str_eq(format_number(out, rows[i].x), rows[i].want);
}
END_TEST

START_TEST(uncertain_digits_are_left_out)
{
  static const struct {
    double x, error;
    const char *want;
  } rows[] = {{2.3854321, 1e-9, "2.38543"},  /* six are certain           */
              {2.3854321, 2e-4, "2.39"},     /* 2.3852 .. 2.3856          */
              {2.3854321, 2e-3, "2.4"},      /* 2.383 .. 2.387            */
              {0.1234565, 1e-9, "0.12346"},  /* the sixth may be 6 or 7   */
              {528, 1e-8, "528"},
              {-66.54217, 3e-6, "-66.5422"},
              {1e-17, 4e-16, "1e-17?"},      /* 0 stands for 0 alone      */
              {0.15, 0.06, "0.1"},           /* not even one is certain   */
              {0, 0, "0"},
              {(double)NAN, 1e-9, "nan"},
              {(double)INFINITY, 1e-9, "inf"}};
  char out[FORMAT_SIZE];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_str_eq(format_uncertain(out, rows[i].x, rows[i].error),
                     rows[i].want);
}
END_TEST

START_TEST(counts_and_units)
{
  char out[FORMAT_SIZE];
  ck_assert_str_eq(format_count(out, 0), "0");
  ck_assert_str_eq(format_count(out, 999), "999");
  ck_assert_str_eq(format_count(out, 1000), "1,000");
  ck_assert_str_eq(format_count(out, 79510), "79,510");
  ck_assert_str_eq(format_count(out, 123456789012345), "123,456,789,012,345");
  ck_assert_str_eq(format_count(out, 2.387e17), "2.39e+17");
  ck_assert_str_eq(format_short(out, 549780), "549,780");
  ck_assert_str_eq(format_short(out, 1646484), "1.65 M");
  ck_assert_str_eq(format_short(out, 2.3872e10), "23.9 G");
  ck_assert_str_eq(format_ratio(out, 1), "1");
  ck_assert_str_eq(format_ratio(out, 2.7513), "2.75");
  ck_assert_str_eq(format_ratio(out, 99.97), "100");
  ck_assert_str_eq(format_ratio(out, 13.249), "13.2");
  ck_assert_str_eq(format_ratio(out, 2385.2), "2,390");
  ck_assert_str_eq(format_bytes(out, 0), "0 B");
  ck_assert_str_eq(format_bytes(out, 9999), "9,999 B");
  ck_assert_str_eq(format_bytes(out, 12595), "12.3 KiB");
  ck_assert_str_eq(format_bytes(out, (size_t)1 << 30), "1 GiB");
  ck_assert_str_eq(format_seconds(out, 12.34e-9), "12.3 ns");
  ck_assert_str_eq(format_seconds(out, 999), "999 s");
  ck_assert_str_eq(format_seconds(out, 1597), "26.6 min");
  ck_assert_str_eq(format_seconds(out, 18885), "5.25 h");
  ck_assert_str_eq(format_seconds(out, 1037000), "12 d");
  ck_assert_str_eq(format_seconds(out, 4.5678e-6), "4.57 us");
  ck_assert_str_eq(format_seconds(out, 0.0789), "78.9 ms");
  ck_assert_str_eq(format_seconds(out, 238.5), "238 s");
}
END_TEST

START_TEST(the_longest_numbers_fit)
{
  char out[FORMAT_SIZE];
  ck_assert_uint_lt(strlen(format_number(out, -1.23456e-300)), FORMAT_SIZE);
  ck_assert_uint_lt(strlen(format_bytes(out, SIZE_MAX)), FORMAT_SIZE);
  ck_assert_uint_lt(strlen(format_seconds(out, 1e300)), FORMAT_SIZE);
  ck_assert_uint_lt(strlen(format_ratio(out, 1e300)), FORMAT_SIZE);
  ck_assert_uint_lt(strlen(format_count(out, 1e300)), FORMAT_SIZE);
  ck_assert_uint_lt(strlen(format_short(out, 1e300)), FORMAT_SIZE);
}
END_TEST

/* ---- lines ---- */

static void check_wrapped(const char *text, size_t width, size_t n,
                          const char *const *want)
{
  struct lines lines = {0};
  lines_wrap(&lines, text, width);
  ck_assert_uint_eq(lines.n, n);
  for (size_t i = 0; i < n; i++)
    ck_assert_str_eq(lines_at(&lines, i), want[i]);
  lines_free(&lines);
}

START_TEST(text_is_wrapped_at_blanks)
{
  check_wrapped("along a path", 7, 2, (const char *[]){"along a", "path"});
  check_wrapped("along a path", 12, 1, (const char *[]){"along a path"});
  check_wrapped("abcdefgh", 3, 3, (const char *[]){"abc", "def", "gh"});
  check_wrapped("a\nbc", 9, 2, (const char *[]){"a", "bc"});
  check_wrapped("", 9, 1, (const char *[]){""});
  check_wrapped("dl/dz*sin(b*x0)", 13, 2, /* in as few brackets as it can */
                (const char *[]){"dl/dz*", "sin(b*x0)"});
  check_wrapped("sin(b*x0)", 7, 2, (const char *[]){"sin(b*", "x0)"});
}
END_TEST

START_TEST(widths_count_characters)
{
  check_wrapped("Z\u00fcrich ist", 6, 2,
                (const char *[]){"Z\u00fcrich", "ist"});
  ck_assert_uint_eq(text_columns("Z\u00fcrich"), 6);
  ck_assert_uint_eq(text_columns("Zu\u0308rich"), 6);     /* combining      */
  ck_assert_uint_eq(text_columns("\u6771\u4eac x"), 6);   /* two wide       */
  ck_assert_uint_eq(text_columns("\uff21\u200b"), 2);     /* full width     */
}
END_TEST

START_TEST(control_characters_are_shown)
{
  check_wrapped("a\033]0;p\007", 40, 1, (const char *[]){"a\\x1b]0;p\\x07"});
  check_wrapped("\xff", 40, 1, (const char *[]){"\\xff"});
}
END_TEST

/* ---- tables ---- */

/* What a page with these contents looks like; the caller frees it. */
static char *in_format(void (*write)(struct page *), const char *format,
                       size_t width)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  ck_assert_ptr_nonnull(out);
  struct page page = page_in(out, format);
  page.width = width;
  write(&page);
  page_end(&page);
  fclose(out);
  return text;
}

/* The same of a text page. */
static char *rendered(void (*write)(struct page *), size_t width, int colour)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  ck_assert_ptr_nonnull(out);
  struct page page = page_on(out);
  page.width = width;
  page.colour = colour;
  write(&page);
  page_end(&page);
  fclose(out);
  return text;
}

static void check_rendered(void (*write)(struct page *), size_t width,
                           const char *want)
{
  char *got = rendered(write, width, 0);
  ck_assert_str_eq(got, want);
  free(got);
}

static void write_numbers(struct page *page)
{
  static const double x[] = {528, 0.73105857863, -2.385, 1.23e-5};
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "x", ALIGN_POINT);
  table_column(table, "sweeps", ALIGN_RIGHT);
  for (size_t i = 0; i < 4; i++) {
    table_row(table);
    table_print(table, "dl/dx[%zu]", i + 1);
    table_number(table, x[i]);
    table_count(table, 7 * i * i * i);
    if (i == 2)
      table_tone(table, TONE_BAD);
  }
  page_section(page, "Gradient of %s", "l");
  page_table(page, table);
}

START_TEST(numbers_stand_at_the_point)
{
  check_rendered(write_numbers, 100,
                 "Gradient of l\n"
                 "  derivative           x  sweeps\n"
                 "  ----------  ----------  ------\n"
                 "  dl/dx[1]    528              0\n"
                 "  dl/dx[2]      0.731059       7\n"
                 "  dl/dx[3]     -2.385         56\n"
                 "  dl/dx[4]      1.23e-05     189\n");
}
END_TEST

/* Row i of write_numbers; `of` has its numbers. */
static void make_row(struct table *table, size_t i, const void *of)
{
  const double *x = of;
  table_print(table, "dl/dx[%zu]", i + 1);
  table_number(table, x[i]);
  table_count(table, 7 * i * i * i);
  if (i == 2)
    table_tone(table, TONE_BAD);
}

static void write_made(struct page *page)
{
  static const double x[] = {528, 0.73105857863, -2.385, 1.23e-5};
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "x", ALIGN_POINT);
  table_column(table, "sweeps", ALIGN_RIGHT);
  table_made(table, 4, make_row, memcpy(memory_new(4, sizeof *x), x, sizeof x));
  page_section(page, "Gradient of %s", "l");
  page_table(page, table);
}

START_TEST(rows_made_when_looked_at_are_as_rows_kept)
{
  static const char *const formats[] = {"text", "markdown", "latex", "html"};
  for (size_t f = 0; f < 4; f++)
    for (size_t width = 20; width < 60; width += 13) {
      char *kept = in_format(write_numbers, formats[f], width);
      char *made = in_format(write_made, formats[f], width);
      ck_assert_str_eq(made, kept);
      free(kept);
      free(made);
    }
}
END_TEST

static void write_matrices(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "value", ALIGN_POINT);
  table_row(table);
  table_put(table, "W");
  table_matrix(table, 2, 3, (const double[]){-0.6, 0.5, 12, 9, 1e-5, 0.75},
               format_number);
  table_row(table);
  table_put(table, "b");
  table_number(table, 2.385);
  table_row(table);
  table_put(table, "x");
  table_transposed(table, 2, (const double[]){0.7, -14}, format_number);
  table_row(table);
  table_put(table, "Z");
  table_put(table, "norm 3, largest 2 at [1,2]");
  page_table(page, table);
}

START_TEST(matrices_stand_in_brackets)
{
  check_rendered(write_matrices, 100,
                 "name  value\n"
                 "----  --------------------------\n"
                 "W     [ -0.6  0.5    12    ]\n"
                 "      [  9    1e-05   0.75 ]\n"
                 "b       2.385\n"
                 "x     [ 0.7  -14 ]'\n"
                 "Z     norm 3, largest 2 at [1,2]\n");
}
END_TEST

static void write_vector(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "value", ALIGN_POINT);
  table_row(table);
  table_transposed(table, 3, (const double[]){0.7, -14, 2.25}, format_number);
  page_table(page, table);
}

START_TEST(wide_vectors_are_folded)
{
  check_rendered(write_vector, 15,
                 "value\n"
                 "---------------\n"
                 "entries 1 to 2:\n"
                 "[ 0.7  -14 ]'\n"
                 "entry 3:\n"
                 "[ 2.25 ]'\n");
}
END_TEST

START_TEST(wide_matrices_are_folded)
{
  check_rendered(write_matrices, 22,
                 "name  value\n"
                 "----  ---------------\n"
                 "W     columns 1 to 2:\n"
                 "      [ -0.6  0.5   ]\n"
                 "      [  9    1e-05 ]\n"
                 "      column 3:\n"
                 "      [ 12    ]\n"
                 "      [  0.75 ]\n"
                 "b       2.385\n"
                 "x     [ 0.7  -14 ]'\n"
                 "Z     norm 3, largest\n"
                 "      2 at [1,2]\n");
}
END_TEST

static void write_amounts(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "what", ALIGN_LEFT);
  table_column(table, "value", ALIGN_POINT);
  table_row(table);
  table_put(table, "known to 2e-3");
  table_uncertain(table, 2.3854321, 2e-3);
  table_row(table);
  table_put(table, "fitted");
  table_margin(table, 12.385, 0.25, format_hundredths);
  table_row(table);
  table_put(table, "sampled");
  table_amount(table, 0.0789, format_seconds);
  table_around(table, "~", " each");
  table_row(table);
  table_put(table, "none");
  table_none(table);
  page_table(page, table);
}

START_TEST(numbers_have_bars_and_surroundings)
{
  check_rendered(write_amounts, 60,
                 "what                   value\n"
                 "-------------  -------------\n"
                 "known to 2e-3    2.4\n"
                 "fitted          12.38 \u00b1 0.25\n"
                 "sampled        ~78.9 ms each\n"
                 "none             -\n");
}
END_TEST

static void write_wide(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "what it is", ALIGN_LEFT);
  table_row(table);
  table_put(table, "log1p");
  table_put(table, "log(1 + a), accurate near 0\nfor a > -1");
  page_table(page, table);
}

START_TEST(wide_texts_are_wrapped)
{
  check_rendered(write_wide, 27,
                 "name   what it is\n"
                 "-----  --------------------\n"
                 "log1p  log(1 + a), accurate\n"
                 "       near 0\n"
                 "       for a > -1\n");
}
END_TEST

static void write_gaps(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_POINT);
  table_column(table, "", ALIGN_LEFT);
  table_row(table);
  table_put(table, "relu");
  table_skip(table);
  table_put(table, "kink");
  table_row(table);
  table_put(table, "abs");
  table_none(table);
  table_row(table);
  page_print(page, "%s", "Two rows, no headings:");
  page_table(page, table);
  page_print(page, "%s", "Behind it.");
}

START_TEST(empty_cells_leave_room_and_no_blanks)
{
  check_rendered(write_gaps, 100,
                 "Two rows, no headings:\n"
                 "relu     kink\n"
                 "abs   -\n"
                 "\n"
                 "\n"
                 "Behind it.\n");
}
END_TEST

static void write_page(struct page *page)
{
  page_title(page, "%s", "Z\u00fcrich");
  page_print(page, "%s", "a chain of links, with a note that is long");
  page_section(page, "%s", "Values");
  page_print(page, "%s", "one");
  page_print(page, "%s", "two");
  page_title(page, "%s", "Next");
}

START_TEST(pages_have_titles_sections_paragraphs)
{
  check_rendered(write_page, 30,
                 "Z\u00fcrich\n"
                 "======\n"
                 "a chain of links, with a note\n"
                 "that is long\n"
                 "\n"
                 "Values\n"
                 "  one\n"
                 "\n"
                 "  two\n"
                 "\n"
                 "Next\n"
                 "====\n");
}
END_TEST

static void write_toned(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  table_row(table);
  table_put(table, "agree");
  table_tone(table, TONE_GOOD);
  table_put(table, "x");
  page_table(page, table);
}

START_TEST(colour_is_beside_the_text)
{
  char *got = rendered(write_toned, 40, 1);
  ck_assert_str_eq(got, "\033[32magree\033[0m  x\n");
  free(got);
  check_rendered(write_toned, 40, "agree  x\n");
}
END_TEST

/* ---- statuses ---- */

START_TEST(the_worst_status_wins)
{
  static const int order[] = {EXIT_FINE, EXIT_DOUBT, EXIT_DISAGREE, EXIT_INPUT,
                              EXIT_SYSTEM};
  for (size_t i = 0; i < 5; i++)
    for (size_t j = 0; j < 5; j++)
      ck_assert_int_eq(exit_worst(order[i], order[j]),
                       order[i > j ? i : j]);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("table");
  TCase *all = tcase_create("all");
  tcase_add_test(all, numbers_have_six_digits);
  tcase_add_test(all, uncertain_digits_are_left_out);
  tcase_add_test(all, counts_and_units);
  tcase_add_test(all, the_longest_numbers_fit);
  tcase_add_test(all, text_is_wrapped_at_blanks);
  tcase_add_test(all, widths_count_characters);
  tcase_add_test(all, control_characters_are_shown);
  tcase_add_test(all, numbers_stand_at_the_point);
  tcase_add_test(all, rows_made_when_looked_at_are_as_rows_kept);
  tcase_add_test(all, matrices_stand_in_brackets);
  tcase_add_test(all, wide_matrices_are_folded);
  tcase_add_test(all, wide_vectors_are_folded);
  tcase_add_test(all, numbers_have_bars_and_surroundings);
  tcase_add_test(all, wide_texts_are_wrapped);
  tcase_add_test(all, empty_cells_leave_room_and_no_blanks);
  tcase_add_test(all, pages_have_titles_sections_paragraphs);
  tcase_add_test(all, colour_is_beside_the_text);
  tcase_add_test(all, the_worst_status_wins);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
