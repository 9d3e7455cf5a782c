/* SPDX-License-Identifier: GPL-3.0-or-later
   Mistakes named: claims of others against the names that a person gave them,
   and small worksheets, three at least for every name.  Read mistakes.h
   before. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes.h"

/* --- helpers -------------------------------------------------------------- */

/* A worksheet with one line to be judged. */
typedef struct diagnosed {
  ad_report report;
  ad_sheet *sheet;
  ad_claims *claims;
  const ad_claim *claim;
  ad_diagnosis found;
} diagnosed;

static diagnosed diagnose(const ad_source *source)
{
  diagnosed d = {.sheet = NULL};
  ad_sheet_options options = {.folder = NULL};
  ad_error err = {0};
  ad_mistakes *m;
  ad_report_init(&d.report, source);
  ck_assert_msg(
    ad_sheet_read(source, &options, &d.sheet, &d.report) == AD_OK, "%s\n%.*s",
    d.report.count ? d.report.messages[0].error.text : "", (int)source->size,
    source->text);
  ck_assert_msg(ad_claims_judge(d.sheet, &d.claims, &err) == AD_OK, "%s",
                err.text);
  d.claim = ad_claims_at(d.claims, 0);
  ck_assert_ptr_nonnull(d.claim);
  ck_assert_int_eq(ad_mistakes_new(d.sheet, &m, &err), AD_OK);
  ck_assert_msg(ad_mistakes_find(m, d.claim, d.claim->n - 1, &d.found, &err) ==
                  AD_OK, "%s", err.text);
  ad_mistakes_free(m);
  return d;
}

static void drop(diagnosed *d)
{
  ad_claims_free(d->claims);
  ad_sheet_free(d->sheet);
  ad_report_free(&d->report);
}

static char *read_file(const char *name)
{
  const char *top = getenv("GRADCOMPARE_SOURCE");
  char path[2000];
  enum { MOST = 1 << 20 };
  char *text = calloc(MOST, 1);
  snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "%s", path);
  ck_assert_uint_lt(fread(text, 1, MOST - 1, file), MOST - 1);
  fclose(file);
  return text;
}

/* --- claims of others ----------------------------------------------------- */

/* Is `word` among the words between the brackets at `list`? */
static int is_listed(const char *list, const char *word)
{
  size_t n = strlen(word);
  const char *end = strchr(list, ')');
  for (const char *at = list; at < end; at += strcspn(at, " )") + 1)
    if (strcspn(at, " )") == n && strncmp(at, word, n) == 0)
      return 1;
  return 0;
}

static const char *first_word(const diagnosed *d)
{
  return d->found.n > 0 ? ad_mistake_word(d->found.of[0].code) : "none";
}

/* Of these a person would say the same first, or rightly nothing.  The rules
   were tuned on some of these claims: others are measured by make rates. */
enum { REAL = 61, NAMED = 58 };

START_TEST(real_claims)
{
  static const char mark[] = "#### ", wrong[] = "wrong (";
  char *text = read_file("tests/real-claims.txt");
  size_t count = 0, named = 0;
  for (char *at = strstr(text, mark), *next; at; at = next) {
    next = strstr(at + 1, mark);
    const char *expected = at + strlen(mark);
    ad_source source = {"real-claims.txt", at,
                        next ? (size_t)(next - at) : strlen(at)};
    diagnosed d = diagnose(&source);
    if (strncmp(expected, wrong, strlen(wrong)) == 0) {
      count++;
      named += (size_t)is_listed(expected + strlen(wrong), first_word(&d));
    } else
      ck_assert_msg(d.found.n == 0, "a right claim has a mistake, %s",
                    first_word(&d));
    drop(&d);
  }
  ck_assert_uint_eq(count, REAL);
  ck_assert_uint_ge(named, NAMED);
  free(text);
}
END_TEST

START_TEST(every_mistake_has_its_words)
{
  for (ad_mistake_code code = 0; code < AD_MISTAKE_CODES; code++) {
    ck_assert_str_ne(ad_mistake_word(code), "");
    ck_assert_str_ne(ad_mistake_doc(code), "");
    ck_assert_str_ne(ad_mistake_hint(code), "");
    for (ad_mistake_code other = 0; other < code; other++)
      ck_assert_str_ne(ad_mistake_word(code), ad_mistake_word(other));
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("mistakes");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, real_claims);
  tcase_add_test(tests, every_mistake_has_its_words);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
