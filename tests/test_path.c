/* SPDX-License-Identifier: GPL-3.0-or-later
   Worksheets read from their files: what lies beside them, what cannot be
   read and why, and messages that show the text. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sheet.h"

/* A file of the source tree. */
static const char *source_path(const char *name)
{
  static char path[2000];
  const char *top = getenv("GRADCOMPARE_SOURCE");
  snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
  return path;
}

START_TEST(beside_its_data)
{
  ad_report report;
  ad_sheet *sheet = NULL;
  const char *name;
  size_t rows = 0, dropped;
  ad_report_init(&report, NULL);
  ad_status status = ad_sheet_read_file(
    source_path("examples/start/tour.grad"), NULL, &sheet, &report);
  ck_assert_msg(status == AD_OK, "%s",
                report.count ? report.messages[0].error.text : "");
  ck_assert_str_eq(ad_sheet_title(sheet), "A tour of the language");
  ck_assert_int_eq(ad_sheet_file(sheet, 0, &name, &rows, &dropped), 1);
  ck_assert_uint_eq(rows, 6);
  ad_report_free(&report);
  ck_assert_ptr_null(report.source);
  ck_assert(ad_sheet_leaf(sheet, 0) != NULL); /* the sheet lives on */
  ad_sheet_free(sheet);
}
END_TEST

/* The folder of the options goes before the file's own. */
START_TEST(beside_another_folder)
{
  ad_report report;
  ad_sheet *sheet = NULL;
  const ad_sheet_options options = {.folder = "/no/such/folder"};
  ad_report_init(&report, NULL);
  ck_assert_int_eq(ad_sheet_read_file(source_path("examples/start/tour.grad"),
                                      &options, &sheet, &report), AD_EIO);
  ck_assert_ptr_null(sheet);
  ck_assert(strstr(report.messages[0].error.text,
                   "'/no/such/folder/points.csv'") != NULL);
  ad_report_free(&report);
}
END_TEST

START_TEST(cannot_be_read)
{
  static const struct {
    const char *name;
    size_t most;
    ad_status status;
    const char *text;
  } files[] = {
    {"examples/no-such.grad", 0, AD_EIO,
     "cannot be read: No such file or directory"},
    {"examples", 0, AD_EIO, "cannot be read: Is a directory"},
    {"examples/start/tour.grad/x", 0, AD_EIO,
     "cannot be read: Not a directory"},
    {"examples/start/tour.grad", 20, AD_ELIMIT,
     "is larger than the 20 bytes allowed"},
  };
  for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
    const ad_sheet_options options = {.max_bytes = files[k].most};
    ad_report report;
    ad_sheet *sheet = NULL;
    char *text = NULL;
    ad_report_init(&report, NULL);
    ck_assert_int_eq(ad_sheet_read_file(source_path(files[k].name), &options,
                                        &sheet, &report), files[k].status);
    ck_assert_ptr_null(sheet);
    ck_assert_str_eq(report.messages[0].error.text, files[k].text);
    ck_assert_int_eq(ad_report_format(&report, 0, &text), AD_OK);
    ck_assert(strncmp(text, source_path(files[k].name),
                      strlen(source_path(files[k].name))) == 0);
    free(text);
    ad_report_free(&report);
  }
}
END_TEST

/* Messages show lines of the file; a report may be used again. */
START_TEST(messages_show_lines)
{
  ad_report report;
  ad_sheet *sheet = NULL;
  char *text = NULL;
  ad_report_init(&report, NULL);
  for (int again = 0; again < 2; again++) {
    ck_assert_int_eq(ad_sheet_read_file(
      source_path("tests/errors/unknown-name.grad"), NULL, &sheet, &report),
      AD_EINPUT);
    ck_assert_ptr_null(sheet);
    ck_assert_int_eq(ad_report_format(&report, 0, &text), AD_OK);
    ck_assert(strstr(text, " | ") != NULL);
    ck_assert(strstr(text, "unknown-name.grad:") != NULL);
    free(text);
    if (again)
      ad_report_free(&report);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("path");
  TCase *group = tcase_create("files");
  tcase_add_test(group, beside_its_data);
  tcase_add_test(group, beside_another_folder);
  tcase_add_test(group, cannot_be_read);
  tcase_add_test(group, messages_show_lines);
  suite_add_tcase(suite, group);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
