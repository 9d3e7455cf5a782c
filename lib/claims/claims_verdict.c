/* SPDX-License-Identifier: GPL-3.0-or-later
   Verdicts on claims, from what was found at all points.  Read claims_data.h
   before. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims/claims_sizes.h"

/* --- codes ---------------------------------------------------------------- */

/* The worse, the greater; a code without a verdict is worse than right. */
static const struct {
  const char *word;
  int right, wrong, bad;
} codes[AD_CLAIM_CODES] = {
    [AD_CLAIM_RIGHT] = {"right", 1, 0, 0},
    [AD_CLAIM_RIGHT_DIGITS] = {"right-digits", 1, 0, 1},
    [AD_CLAIM_RIGHT_LAYOUT] = {"right-other-layout", 1, 0, 2},
    [AD_CLAIM_RIGHT_ORDERED] = {"right-ordered", 1, 0, 3},
    [AD_CLAIM_CANNOT_JUDGE] = {"cannot-judge", 0, 0, 4},
    [AD_CLAIM_ONLY_HERE] = {"only-here", 0, 1, 5},
    [AD_CLAIM_ONLY_SIZES] = {"only-sizes", 0, 1, 6},
    [AD_CLAIM_NOT_CHAIN] = {"not-a-chain", 0, 1, 7},
    [AD_CLAIM_BAD_TEXT] = {"bad-text", 0, 1, 8},
    [AD_CLAIM_WRONG] = {"wrong", 0, 1, 9}};

const char *ad_claim_word(ad_claim_code code)
{
  return codes[code].word;
}

int ad_claim_is_right(ad_claim_code code)
{
  return codes[code].right;
}

int ad_claim_is_wrong(ad_claim_code code)
{
  return codes[code].wrong;
}

/* --- verdicts ------------------------------------------------------------- */

static void say(ad_claim_part *part, ad_claim_code code, const char *text)
{
  part->code = code;
  snprintf(part->text, sizeof part->text, "%s", text);
}

static void say_error(ad_claim_part *part, const ad_side *side)
{
  part->code = side->status == AD_ELIMIT ? AD_CLAIM_CANNOT_JUDGE
                                         : AD_CLAIM_BAD_TEXT;
  if (side->err.place.width > 0)
    part->place = side->err.place;
  memcpy(part->text, side->err.text, sizeof part->text);
  memcpy(part->hint, side->err.hint, sizeof part->hint);
}

/* Sides without names are what they are everywhere. */
static int is_of_here(const ad_judged_part *p)
{
  return !p->left->named || !p->side.named;
}

static int agrees(ad_outcome outcome)
{
  return outcome == AD_OUT_AGREE || outcome == AD_OUT_DIGITS;
}

int ad_claim_holds(const ad_judged_part *p, ad_reading reading)
{
  const ad_finding *f = &p->found;
  return agrees(f->own[reading]) &&
         (is_of_here(p) || (f->differ[reading] == 0 &&
                            f->agree[reading] >= AD_POINTS_LEAST &&
                            f->sizes != AD_SIZE_HERE));
}

static ad_claim_code code_of(const ad_judged_part *p, ad_reading reading)
{
  return reading == AD_READ_TURNED ? AD_CLAIM_RIGHT_LAYOUT
         : p->found.own[reading] == AD_OUT_DIGITS ? AD_CLAIM_RIGHT_DIGITS
                                                  : AD_CLAIM_RIGHT;
}

/* Of a matrix that is written out, entries count one by one; all the same, as
   zeros are, they say nothing of any. */
static void take_count(ad_judged_part *p, ad_shape due, ad_shape said)
{
  if (!p->side.written_out || !p->found.varies || due.rows != said.rows ||
      due.cols != said.cols)
    return;
  p->part->entries = due.rows * due.cols;
  p->part->entries_right = is_of_here(p) ? p->found.right
                                         : p->found.right_other;
}

static void take_entry(ad_judged_part *p, const ad_entry *entry,
                       ad_shape shape)
{
  p->part->has_entry = 1;
  p->part->shape = shape;
  p->part->row = entry->row;
  p->part->col = entry->col;
  p->part->said = entry->said;
  p->part->due = entry->due;
}

void ad_claim_say_sizes(ad_claim_part *part, const ad_finding *f)
{
  char sizes[120];
  ad_size_text(f->at, sizes, sizeof sizes);
  part->code = AD_CLAIM_ONLY_SIZES;
  snprintf(part->text, sizeof part->text,
           "it holds only at this sheet's sizes: not with %s", sizes);
  snprintf(part->hint, sizeof part->hint,
           "Which count should stand in it?");
}

/* A size of a name that is written as a number is worth a word. */
static void say_number(ad_claim_part *part, const ad_finding *f)
{
  for (size_t i = 0; f->at && i < f->at->n_changes; i++)
    if (f->at->changes[i].name && !*part->text) {
      snprintf(part->text, sizeof part->text,
               "right at this sheet's sizes: a number stands for one of them");
      return;
    }
}

/* Right here in one reading, but not everywhere. */
static void judge_here(ad_judged_part *p, ad_reading reading, ad_shape shape)
{
  const ad_finding *f = &p->found;
  if (f->differ[reading] > 0) {
    say(p->part, AD_CLAIM_ONLY_HERE, "it holds only at this sheet's numbers");
    take_entry(p, &f->other[reading], shape);
  } else if (f->sizes == AD_SIZE_HERE)
    ad_claim_say_sizes(p->part, f);
  else
    say(p->part, AD_CLAIM_CANNOT_JUDGE,
        "it holds at this sheet's numbers, and at too few others are both "
        "sides finite");
}

/* A number that is due, at the digits of the one that was written. */
static void say_digits(ad_claim_part *part, int decimals)
{
  if (part->said == 0 && fabs(part->due) <= 0.5 * pow(10, -decimals))
    snprintf(part->text, sizeof part->text,
             "it is not 0: a rounded number has a digit that is not 0");
  else
    snprintf(part->text, sizeof part->text, "to the digits written it is %.*f",
             decimals, part->due);
}

/* The shape that entries are counted in: of a diagonal matrix that is read as
   the derivative entry by entry, its own. */
static ad_shape shape_read(const ad_judged_part *p, const ad_graph *g,
                           ad_reading reading)
{
  return ad_graph_shape(g, reading == AD_READ_DIAGONAL ? p->side.x
                                                       : p->left->x);
}

/* Not right here.  Equal at all other points, both sides are the same but
   where the sheet stands: at a kink, or where one of them is not defined. */
static void judge_wrong(ad_judged_part *p, ad_reading reading, ad_shape shape)
{
  const ad_finding *f = &p->found;
  if (f->own[reading] == AD_OUT_CLOSE &&
      (is_of_here(p) || f->differ[reading] == 0))
    say(p->part, AD_CLAIM_CANNOT_JUDGE,
        "the sides differ by little, and it may be rounding");
  else if (!is_of_here(p) && f->differ[reading] == 0 &&
           f->agree[reading] >= AD_POINTS_LEAST)
    say(p->part, AD_CLAIM_CANNOT_JUDGE,
        "the sides are equal at other numbers, and differ at the sheet's: a "
        "kink, or a point where one of them is not defined");
  else {
    p->part->code = AD_CLAIM_WRONG;
    take_entry(p, &f->worst[reading], shape);
    if (p->side.decimals >= 0 && shape.rows * shape.cols == 1)
      say_digits(p->part, p->side.decimals);
  }
}

static void judge_shapes(ad_claim_part *part, ad_shape said, ad_shape due)
{
  part->code = AD_CLAIM_WRONG;
  snprintf(part->text, sizeof part->text, "%zu x %zu, due is %zu x %zu",
           said.rows, said.cols, due.rows, due.cols);
}

const char ad_claim_overflow[] =
  "a number on the way gets too large, or too small, at this sheet's numbers";

static void judge_part(ad_judged_part *p, const ad_graph *g)
{
  const ad_finding *f = &p->found;
  ad_shape due = ad_graph_shape(g, p->left->x);
  ad_reading r;
  take_count(p, due, ad_graph_shape(g, p->side.x));
  for (r = 0; r < AD_READINGS && !ad_claim_holds(p, r); r++)
    ;
  if (r < AD_READINGS) {
    p->part->code = code_of(p, r);
    say_number(p->part, f);
    return;
  }
  if (f->not_finite) {
    say(p->part, AD_CLAIM_CANNOT_JUDGE,
        "the left side is not finite at this sheet's numbers");
    return;
  }
  if (p->side.named) /* else its shape is not what is due */
    p->found.own[AD_READ_FILL] = AD_OUT_NONE;
  for (r = 0; r < AD_READINGS && !agrees(f->own[r]); r++)
    ;
  if (r < AD_READINGS) {
    judge_here(p, r, shape_read(p, g, r));
    return;
  }
  if (f->overflows) {
    say(p->part, AD_CLAIM_CANNOT_JUDGE, ad_claim_overflow);
    return;
  }
  for (r = 0; r < AD_READINGS && f->own[r] == AD_OUT_NONE; r++)
    ;
  if (r < AD_READINGS)
    judge_wrong(p, r, shape_read(p, g, r));
  else
    judge_shapes(p->part, ad_graph_shape(g, p->side.x), due);
}

static void judge_sides(ad_line_at_work *work, const ad_graph *g)
{
  for (size_t k = 0; k < work->n; k++) {
    ad_judged_part *p = &work->parts[k];
    if (p->left->status != AD_OK)
      say_error(p->part, p->left);
    else if (p->side.status != AD_OK)
      say_error(p->part, &p->side);
    else
      judge_part(p, g);
  }
}

/* A claim, as against a chain, has an order and a layout. */
static void be_strict(ad_claim_part *part)
{
  if (part->code == AD_CLAIM_RIGHT_LAYOUT)
    say(part, AD_CLAIM_WRONG, "it is the transpose of what is due");
  if (part->code == AD_CLAIM_RIGHT_ORDERED)
    say(part, AD_CLAIM_WRONG, "as it is written it cannot be multiplied");
}

void ad_claim_judge(ad_claim *line, ad_line_at_work *work,
                    const ad_judge *judge, const ad_graph *g)
{
  int is_chain = line->statement->keyword == AD_K_CHAIN;
  if (is_chain && work->left.status != AD_OK)
    say_error(line->parts, &work->left);
  else if (is_chain)
    ad_chain_judge(line, work, g);
  else if (!work->reordered)
    judge_sides(work, g);
  else if (!ad_chain_is_ordered(line, work))
    say_error(line->parts, &work->failed);
  for (size_t k = 0; k < line->n && judge->strict && !is_chain; k++)
    be_strict(&line->parts[k]);
  for (size_t k = 0; k < line->n; k++)
    if (codes[line->parts[k].code].bad > codes[line->code].bad)
      line->code = line->parts[k].code;
}
