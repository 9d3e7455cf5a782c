/* SPDX-License-Identifier: GPL-3.0-or-later
   Sums and texts of judged lines.  Read check.h before. */
#include "check/check.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

/* --- sums ----------------------------------------------------------------- */

struct check_sum check_sum(const struct checked *checked)
{
  struct check_sum sum = {0};
  const ad_claim *claim;
  for (; (claim = ad_claims_at(checked->claims, sum.n)); sum.n++) {
    sum.count[claim->code]++;
    sum.marks += check_marks(checked, sum.n);
    sum.of += claim->points;
  }
  return sum;
}

/* --- texts ---------------------------------------------------------------- */

const char *check_kind(const ad_statement *line)
{
  switch (line->keyword) {
  case AD_K_PATH:
    return "path";
  case AD_K_CHAIN:
    return "chain";
  case AD_K_SHAPE:
    return "shape";
  default:
    return "claim";
  }
}

static ad_place place_of(const ad_expr *expr)
{
  return expr->terms[expr->n - 1].place;
}

/* source[from, end) with blanks for line breaks, and one for several. */
static char *copy_line(const ad_source *source, size_t from, size_t end)
{
  char *text = memory_new(end - from + 1, 1);
  size_t n = 0;
  for (size_t i = from; i < end && i < source->size; i++) {
    char c = source->text[i];
    int blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank || (n > 0 && text[n - 1] != ' '))
      text[n++] = blank ? ' ' : c;
  }
  while (n > 0 && text[n - 1] == ' ')
    n--;
  text[n] = '\0';
  return text;
}

char *check_text(const ad_source *source, const ad_claim *claim, size_t k)
{
  const ad_statement *st = claim->statement;
  size_t end = st->place.offset + st->place.width;
  if (st->keyword != AD_K_CLAIM)
    return copy_line(source, st->place.offset, end);
  ad_place side = place_of(st->items[k + 1].expr);
  end = side.offset + side.width;
  if (k == 0)
    return copy_line(source, st->place.offset, end);
  char *text = copy_line(source, side.offset, end);
  char *with_sign = memory_format("  = %s", text);
  free(text);
  return with_sign;
}

size_t check_line(const ad_source *source, const ad_claim *claim)
{
  size_t line, column;
  ad_source_locate(source, claim->statement->place.offset, &line, &column);
  return line;
}

/* Both numbers, with the digits that tell them apart. */
static void write_apart(char *text, char *other, double said, double due)
{
  format_number(text, said);
  format_number(other, due);
  if (said == due || strcmp(text, other) != 0)
    return;
  format_exact(text, said);
  format_exact(other, due);
}

/* "[2,1]: 0.5, due is 0.25" */
static char *entry_words(const ad_claim_part *part, size_t row, size_t col,
                         double said, double due)
{
  char text[FORMAT_SIZE], other[FORMAT_SIZE];
  char *entry = label_entry("", part->shape, row * part->shape.cols + col);
  write_apart(text, other, said, due);
  char *words = memory_format("%s%s%s%s, due is %s",
                              part->code == AD_CLAIM_ONLY_HERE ? "at others "
                                                               : "",
                              entry, *entry ? ": " : "", text, other);
  free(entry);
  return words;
}

/* How many entries differ, but for those that are right to the digits given. */
static size_t differing(const ad_claim_part *part,
                        const ad_diagnosis *diagnosis)
{
  return part->entries_right > 0 ? part->entries - part->entries_right
                                 : diagnosis->differ;
}

/* The entry that differs most, or, where no mistake fits, the worst of them. */
static char *entries_words(const ad_claim_part *part,
                           const ad_diagnosis *diagnosis)
{
  size_t n = diagnosis->n_entries, differ = differing(part, diagnosis);
  if (!part->has_entry)
    return memory_copy("");
  if (n < 2 || part->code != AD_CLAIM_WRONG)
    return entry_words(part, part->row, part->col, part->said, part->due);
  char *text = memory_format("%zu of %zu entries differ%s:", differ,
                             part->shape.rows * part->shape.cols,
                             differ == 1 ? "s" : "");
  for (size_t i = 0; i < n && i < differ; i++) {
    const ad_wrong_entry *e = &diagnosis->entries[i];
    memory_append(&text, "\n", entry_words(part, e->row, e->col, e->said,
                                           e->due));
  }
  return text;
}

/* --- mistakes ------------------------------------------------------------- */

char *check_codes(const ad_diagnosis *diagnosis)
{
  char *codes = memory_copy("");
  for (size_t i = 0; i < diagnosis->together; i++)
    memory_append(&codes, " ",
                  memory_copy(ad_mistake_word(diagnosis->of[i].code)));
  return codes;
}

/* Two that are made at once may show in one way. */
char *check_evidence(const ad_diagnosis *diagnosis)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < diagnosis->together; i++)
    if (*diagnosis->of[i].evidence &&
        (i == 0 || strcmp(diagnosis->of[i].evidence,
                          diagnosis->of[i - 1].evidence) != 0))
      memory_append(&text, "\n", memory_copy(diagnosis->of[i].evidence));
  return text;
}

const char *check_hint(const ad_claim_part *part,
                       const ad_diagnosis *diagnosis)
{
  return *part->hint || diagnosis->n == 0
           ? part->hint
           : ad_mistake_hint(diagnosis->of[0].code);
}

char *check_solution(const struct checked *checked,
                     const ad_diagnosis *diagnosis)
{
  return checked->solution && *diagnosis->solution
           ? memory_format("right: %s", diagnosis->solution)
           : memory_copy("");
}

/* Appends a line, which it frees, unless it is empty. */
static void append_line(char **text, char *line)
{
  if (*line)
    memory_append(text, "\n", line);
  else
    free(line);
}

/* Why there is a mistake comes before what it is called. */
char *check_why(const ad_claim_part *part, const ad_diagnosis *diagnosis)
{
  int first = part->code != AD_CLAIM_WRONG;
  char *text = memory_copy(first ? part->text : "");
  const char *hint = check_hint(part, diagnosis);
  append_line(&text, check_evidence(diagnosis));
  append_line(&text, memory_copy(first ? "" : part->text));
  append_line(&text, memory_copy(diagnosis->astray));
  append_line(&text, entries_words(part, diagnosis));
  append_line(&text, memory_format(*hint ? "hint: %s" : "%s", hint));
  append_line(&text, check_credit_words(part, diagnosis));
  return text;
}
