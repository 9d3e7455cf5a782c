/* SPDX-License-Identifier: GPL-3.0-or-later
   See order.h. */
#include "worksheet/order.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/signs.h"

/* --- texts ---------------------------------------------------------------- */

char *order_filled(const char *text, const char *so_far, const char *by)
{
  struct growing out = {0};
  const char *at;
  growing_add(&out, "", "");
  while ((at = strstr(text, so_far)) != NULL) {
    char *before = memory_format("%.*s", (int)(at - text), text);
    growing_add(&out, "", before);
    growing_add(&out, "", by);
    free(before);
    text = at + strlen(so_far);
  }
  growing_add(&out, "", text);
  return out.text;
}

/* --- cells ---------------------------------------------------------------- */

struct order order_empty(void)
{
  return (struct order){.written = 1, .strength = AD_ONE_WORD};
}

static void put_at(struct order *o, size_t at, struct order_cell cell)
{
  if (o->n == o->room) {
    o->room = 2 * o->room + 8;
    o->cells = memory_grow(o->cells, o->room, sizeof *o->cells);
  }
  memmove(o->cells + at + 1, o->cells + at, (o->n - at) * sizeof *o->cells);
  o->cells[at] = cell;
  o->n++;
}

struct order order_begin(const char *name, const char *latex, ad_extent shape)
{
  struct order o = order_empty();
  put_at(&o, 0, (struct order_cell){memory_copy(name), memory_copy(latex), "",
                                    "", shape, 0});
  return o;
}

void order_free(struct order *o)
{
  for (size_t i = 0; i < o->n; i++) {
    free(o->cells[i].text);
    free(o->cells[i].latex);
  }
  free(o->cells);
  *o = (struct order){0};
}

static void replace(char **text, char *by)
{
  free(*text);
  *text = by;
}

/* Puts texts around all of it. */
static void surround(struct order *o, const char *before, const char *after,
                     const char *before_latex, const char *after_latex)
{
  struct order_cell *first = &o->cells[0], *last = &o->cells[o->n - 1];
  replace(&first->text, memory_format("%s%s", before, first->text));
  replace(&first->latex, memory_format("%s%s", before_latex, first->latex));
  replace(&last->text, memory_format("%s%s", last->text, after));
  replace(&last->latex, memory_format("%s%s", last->latex, after_latex));
}

static void hold(struct order *o, ad_strength least)
{
  if (o->strength >= least)
    return;
  surround(o, "(", ")", "\\bigl(", "\\bigr)");
  o->strength = AD_ONE_WORD;
}

/* A cell of its own, in brackets where it is weaker than `least`. */
static struct order_cell cell_of(const char *text, const char *latex,
                                 ad_extent shape, ad_strength least)
{
  int held = ad_text_strength(text) < least;
  const char *open = held ? "(" : "", *close = held ? ")" : "";
  return (struct order_cell){
      memory_format("%s%s%s", open, text, close),
      memory_format("%s%s%s", held ? "\\left(" : "", latex,
                    held ? "\\right)" : ""),
      "", "", shape, 0};
}

static struct order_cell factor_cell(const ad_factor *f, ad_strength least)
{
  return cell_of(f->text, f->latex, f->shape, least);
}

/* --- acts ----------------------------------------------------------------- */

static int is_single(ad_extent x)
{
  return x.rows == 1 && x.cols == 1;
}

static void sign_behind(struct order *o, size_t at, const char *sign)
{
  struct order_cell *cell = &o->cells[at];
  int single = is_single(cell->shape) || is_single(o->cells[at + 1].shape);
  cell->sign = sign;
  cell->sign_latex = sign[0] != '*' || single ? "\\," : "\\odot";
}

/* Is it a minus before a product?  That goes to the front of all. */
static int is_negative(const char *text, const char *latex)
{
  return text[0] == '-' && latex[0] == '-' &&
         ad_text_strength(text + 1) >= AD_BY_ENTRIES;
}

/* x*(1/t) is x/t, and x*(1/t^2) x/t^2. */
static int is_inverse(const char *text)
{
  return strncmp(text, "1/", 2) == 0 &&
         (ad_text_strength(text + 2) == AD_ONE_WORD ||
          !strpbrk(text + 2, "+-*/@<>=!"));
}

/* Puts one more factor behind all, whose text begins with no sign. */
static void put_factor(struct order *o, const char *text, const char *latex,
                       ad_extent shape)
{
  int inverse = is_inverse(text);
  if (strcmp(text, "1") == 0)
    return;
  hold(o, AD_BY_ENTRIES);
  put_at(o, o->n, cell_of(text, latex, shape, AD_BY_ENTRIES));
  sign_behind(o, o->n - 2, inverse ? "/" : "*");
  if (inverse)
    replace(&o->cells[o->n - 1].text, memory_copy(text + 2));
  o->strength = AD_BY_ENTRIES;
}

/* A factor of 1 is none. */
static void apply_times(struct order *o, const ad_factor *f)
{
  if (o->n == 1 && strcmp(o->cells[0].text, "1") == 0) {
    int minus = o->minus;
    order_free(o);
    *o = order_empty();
    o->minus = minus;
  }
  if (o->n == 0) {
    put_at(o, 0, factor_cell(f, AD_LOOSE));
    o->strength = ad_text_strength(f->text + (f->text[0] == '-' ? 1 : 0));
    return;
  }
  int minus = is_negative(f->text, f->latex);
  o->minus ^= minus;
  put_factor(o, f->text + minus, f->latex + minus, f->shape);
}

static void apply_right(struct order *o, const ad_factor *f)
{
  hold(o, o->n > 1 ? AD_ONE_WORD : AD_BY_MATMUL);
  put_at(o, o->n, factor_cell(f, AD_ONE_WORD));
  sign_behind(o, o->n - 2, "@");
  o->strength = AD_BY_MATMUL;
}

static void apply_left(struct order *o, const ad_factor *f)
{
  hold(o, AD_ONE_WORD);
  put_at(o, 0, factor_cell(f, AD_BY_MATMUL));
  sign_behind(o, 0, "@");
  o->strength = AD_BY_MATMUL;
}

/* One factor is turned by itself, sizes and all. */
static void apply_turn(struct order *o)
{
  hold(o, AD_ONE_WORD);
  surround(o, "", "'", "", "^{\\top}");
  struct order_cell *last = &o->cells[o->n - 1];
  ad_extent s = last->shape;
  if (o->n == 1)
    last->shape = (ad_extent){s.cols, s.rows, s.col_name, s.row_name};
  else
    last->after_turn = 1;
}

static void apply_sum(struct order *o, ad_axis axis)
{
  static const char *const after[] = {")", ", over=rows)", ", over=cols)"};
  static const char *const latex[] = {
      "\\operatorname{sum}\\bigl(",
      "\\operatorname{sum}_{\\mathrm{rows}}\\bigl(",
      "\\operatorname{sum}_{\\mathrm{cols}}\\bigl("};
  surround(o, "sum(", after[axis], latex[axis], "\\bigr)");
  o->strength = AD_ONE_WORD;
}

static char *size_text(const char *name, size_t n)
{
  return name[0] ? memory_copy(name) : memory_format("%zu", n);
}

static void apply_stretch(struct order *o, const ad_factor *f)
{
  char *rows = size_text(f->gives.row_name, f->gives.rows);
  char *cols = size_text(f->gives.col_name, f->gives.cols);
  hold(o, AD_BY_ENTRIES);
  put_at(o, o->n, (struct order_cell){
                      memory_format("ones(%s, %s)", rows, cols),
                      memory_format("\\mathbf{1}_{%s \\times %s}", rows, cols),
                      "", "", f->gives, 0});
  sign_behind(o, o->n - 2, "*");
  o->strength = AD_BY_ENTRIES;
  free(rows);
  free(cols);
}

/* Does each place for what is there so far lie alone between brackets, or
   between signs of a list? */
static int has_brackets(const char *text)
{
  for (const char *at = text; (at = strstr(at, AD_SO_FAR)) != NULL;
       at += strlen(AD_SO_FAR)) {
    const char *before = at;
    while (before > text && before[-1] == ' ')
      before--;
    const char *behind = at + strlen(AD_SO_FAR);
    if (before == text || !strchr("([,;", before[-1]) || !*behind ||
        !strchr(")],;", *behind))
      return 0;
  }
  return 1;
}

/* All so far becomes one cell, in the place that the text has for it. */
static void apply_other(struct order *o, const ad_factor *f)
{
  if (!has_brackets(f->text))
    hold(o, AD_ONE_WORD);
  char *all = order_text(o), *math = order_latex(o);
  struct order_cell cell = {order_filled(f->text, AD_SO_FAR, all),
                            order_filled(f->latex, AD_SO_FAR_LATEX, math), "",
                            "", f->gives, 0};
  int minus = o->minus;
  free(all);
  free(math);
  order_free(o);
  o->written = 1;
  o->minus = minus;
  put_at(o, 0, cell);
  o->strength = ad_text_strength(cell.text);
}

static void apply(struct order *o, const ad_factor *f)
{
  switch (f->act) {
  case AD_ACT_TIMES:
    apply_times(o, f);
    break;
  case AD_ACT_LEFT:
    apply_left(o, f);
    break;
  case AD_ACT_RIGHT:
    apply_right(o, f);
    break;
  case AD_ACT_TURN:
    apply_turn(o);
    break;
  case AD_ACT_SUM:
    apply_sum(o, f->axis);
    break;
  case AD_ACT_STRETCH:
    apply_stretch(o, f);
    break;
  case AD_ACT_OTHER:
    apply_other(o, f);
  }
}

void order_apply(struct order *o, size_t n, const ad_factor *factors)
{
  for (size_t i = 0; i < n && o->written; i++) {
    const ad_factor *f = &factors[i];
    int has_text = f->act == AD_ACT_TURN || f->act == AD_ACT_SUM ||
                   f->act == AD_ACT_STRETCH;
    if (!has_text && !f->text)
      o->written = 0;
    else
      apply(o, f);
  }
}

void order_end(struct order *o)
{
  if (o->minus && o->written && o->n > 0) {
    hold(o, AD_BY_MATMUL);
    surround(o, "-", "", "-", "");
  }
  o->minus = 0;
}

/* --- the whole ------------------------------------------------------------ */

char *order_text(const struct order *o)
{
  struct growing all = {0};
  for (size_t i = 0; i < o->n; i++) {
    const struct order_cell *cell = &o->cells[i];
    int spaced = cell->sign[0] == '@';
    growing_add(&all, "", cell->text);
    if (cell->sign[0])
      growing_add(&all, "", spaced ? " @ " : cell->sign);
  }
  return all.text;
}

char *order_latex(const struct order *o)
{
  struct growing all = {0};
  for (size_t i = 0; i < o->n; i++) {
    growing_add(&all, " ", o->cells[i].latex);
    if (o->cells[i].sign[0])
      growing_add(&all, " ", o->cells[i].sign_latex);
  }
  return all.text;
}

char *order_link(const ad_local *k, const char *so_far)
{
  struct order o = order_begin(so_far, "", k->from);
  order_apply(&o, k->n, k->factors);
  order_end(&o);
  char *text = o.written ? order_text(&o) : NULL;
  order_free(&o);
  return text;
}
