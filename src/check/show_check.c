/* SPDX-License-Identifier: GPL-3.0-or-later
   The report of check.  Read check.h and page.h before. */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/page.h"
#include "worksheet/label.h"

/* Verdicts in words, as tables and the last line have them. */
static const char *const words[AD_CLAIM_CODES] = {
    [AD_CLAIM_RIGHT] = "right",
    [AD_CLAIM_RIGHT_DIGITS] = "right to the digits given",
    [AD_CLAIM_RIGHT_LAYOUT] = "right in the other layout",
    [AD_CLAIM_RIGHT_ORDERED] = "right once ordered",
    [AD_CLAIM_WRONG] = "wrong",
    [AD_CLAIM_ONLY_HERE] = "only here",
    [AD_CLAIM_CANNOT_JUDGE] = "cannot be judged",
    [AD_CLAIM_BAD_TEXT] = "cannot be read",
    [AD_CLAIM_NOT_CHAIN] = "not a chain",
    [AD_CLAIM_ONLY_SIZES] = "only at these sizes"};

static enum tone tone_of(ad_claim_code code)
{
  return ad_claim_is_right(code)   ? TONE_GOOD
         : ad_claim_is_wrong(code) ? TONE_BAD
                                   : TONE_DOUBT;
}

/* Appends lines, indented. */
static void append_lines(char **text, const char *lines)
{
  for (const char *at = lines, *end; *at; at = end) {
    end = at + strcspn(at, "\n");
    memory_append(text, "\n", memory_format("  %.*s", (int)(end - at), at));
    end += *end == '\n';
  }
}

/* The claim, and below it what is to be said. */
static char *claim_cell(char *text, const struct checked *checked,
                        const ad_claim_part *part,
                        const ad_diagnosis *diagnosis)
{
  char *why = check_why(part, diagnosis);
  char *solution = check_solution(checked, diagnosis);
  append_lines(&text, why);
  append_lines(&text, solution);
  free(why);
  free(solution);
  return text;
}

static char *verdict_cell(const ad_claim_part *part,
                          const ad_diagnosis *diagnosis)
{
  char *text = memory_copy(words[part->code]);
  memory_append(&text, "  ", check_codes(diagnosis));
  return text;
}

static void put_part(struct table *table, const struct checked *checked,
                     const ad_source *source, size_t i, size_t k, int quiet)
{
  const ad_claim *claim = ad_claims_at(checked->claims, i);
  const ad_claim_part *part = &claim->parts[k];
  const ad_diagnosis *diagnosis = notes_at(&checked->notes, i, k);
  char *verdict = verdict_cell(part, diagnosis);
  table_row(table);
  if (k == 0)
    table_count(table, check_line(source, claim));
  else
    table_skip(table);
  if (!quiet) {
    char *text = claim_cell(check_text(source, claim, k), checked, part,
                            diagnosis);
    table_put(table, text);
    free(text);
  }
  table_put(table, verdict);
  table_tone(table, tone_of(part->code));
  free(verdict);
}

static void show_lines(struct page *page, const struct checked *checked,
                       const ad_source *source, int quiet)
{
  const ad_claim *claim;
  struct table *table = table_new();
  table_column(table, "line", ALIGN_RIGHT);
  if (!quiet)
    table_column(table, "claim", ALIGN_LEFT);
  table_column(table, "verdict", ALIGN_LEFT);
  for (size_t i = 0; (claim = ad_claims_at(checked->claims, i)); i++)
    for (size_t k = 0; k < claim->n; k++)
      put_part(table, checked, source, i, k, quiet);
  page_section(page, "Claims");
  page_table(page, table);
}

static void show_sum(struct page *page, const struct checked *checked)
{
  struct check_sum sum = check_sum(checked);
  char marks[FORMAT_SIZE], of[FORMAT_SIZE], *list = memory_copy("");
  char *lines = label_plural(sum.n, "line", "lines");
  for (size_t code = 0; code < AD_CLAIM_CODES; code++)
    if (sum.count[code] > 0)
      memory_append(&list, ", ",
                    memory_format("%zu %s", sum.count[code], words[code]));
  page_print(page, "%s: %s. Marks: %s of %s.", lines, list,
             check_marks_text(marks, sum.marks),
             check_marks_text(of, sum.of));
  free(list);
  free(lines);
}

/* --- the most frequent mistakes ------------------------------------------- */

enum { FREQUENT = 3 }; /* how many are named                                */

static void count_mistakes(const struct notes *notes, size_t *count)
{
  for (size_t i = 0; i < notes->n; i++)
    for (size_t k = 0; k < notes->of[i].together; k++)
      count[notes->of[i].of[k].code]++;
}

/* The code with most, which is then done; AD_MISTAKE_CODES: each is made once
   at most. */
static ad_mistake_code most_frequent(size_t *count)
{
  ad_mistake_code most = AD_MISTAKE_CODES;
  for (ad_mistake_code code = 0; code < AD_MISTAKE_CODES; code++)
    if (count[code] > (most == AD_MISTAKE_CODES ? 1 : count[most]))
      most = code;
  return most;
}

static void show_frequent(struct page *page, const struct notes *notes)
{
  size_t count[AD_MISTAKE_CODES] = {0};
  ad_mistake_code code;
  char *list = memory_copy("");
  count_mistakes(notes, count);
  for (size_t k = 0; k < FREQUENT; k++) {
    if ((code = most_frequent(count)) == AD_MISTAKE_CODES)
      break;
    memory_append(&list, ", ", memory_format("%s %zu", ad_mistake_word(code),
                                             count[code]));
    count[code] = 0;
  }
  if (*list)
    page_print(page, "The most frequent codes: %s.", list);
  free(list);
}

/* --- the whole ------------------------------------------------------------ */

static void show_points(struct page *page, const ad_claims *claims)
{
  const char *sizes;
  char *list = memory_copy("");
  size_t n = 0;
  for (; (sizes = ad_claims_sizes(claims, n)); n++)
    memory_append(&list, "; ", memory_copy(sizes));
  if (n == 0)
    page_print(page, "Judged at the sheet's numbers and, where a formula has "
                     "names, at %zu points drawn anew.",
               ad_claims_points(claims));
  else
    page_print(page, "Judged at the sheet's numbers and, where a formula has "
                     "names, at %zu points drawn anew and at other sizes: %s.",
               ad_claims_points(claims), list);
  free(list);
}

void show_checked(struct page *page, const struct checked *checked,
                  const ad_source *source, int quiet)
{
  if (!ad_claims_at(checked->claims, 0)) {
    page_print(page, "There is no claim, path, chain or shape to be judged.");
    return;
  }
  show_lines(page, checked, source, quiet);
  if (quiet)
    return;
  show_sum(page, checked);
  show_frequent(page, &checked->notes);
  show_points(page, checked->claims);
}
