/* SPDX-License-Identifier: GPL-3.0-or-later
   See elements.h. */
#include "explain/elements.h"

#include <stdlib.h>
#include <string.h>

#include "explain/indices.h"
#include "graph.h"
#include "host/exits.h"
#include "worksheet/label.h"

/* --- back through the factors --------------------------------------------- */

/* Which entry of a factor stands in the product. */
struct part_of {
  const char *text;
  struct at at;
};

/* What is known of an element: parts[n], and the entry of the adjoint that it
   belongs to; is_known: every factor has such a form. */
struct walk {
  struct indices x;
  size_t n;
  struct part_of *parts;
  struct at from;
  int is_known;
};

static void add_part(struct walk *w, const char *text, struct at at)
{
  w->is_known = w->is_known && text != NULL;
  if (text && strcmp(text, "1") != 0)
    w->parts[w->n++] = (struct part_of){text, at};
}

/* An entry of what is smaller: one that is stretched has no index there. */
static struct at narrowed(struct at at, ad_extent to)
{
  return (struct at){to.rows == 1 ? ONE : at.row, to.cols == 1 ? ONE : at.col};
}

/* The shorter text of a matrix is that of the worksheet, at [row, col]. */
static void add_matrix(struct walk *w, const ad_factor *f, int row, int col)
{
  int turned = f->text && f->turned && strlen(f->turned) < strlen(f->text);
  add_part(w, turned ? f->turned : f->text,
           turned ? (struct at){col, row} : (struct at){row, col});
}

/* From the entry `at` of what factor f gives to that of what it acts on. */
static struct at step_back(struct walk *w, const ad_factor *f, ad_extent before,
                           struct at at)
{
  struct at to = at;
  switch (f->act) {
  case AD_ACT_TIMES:
    add_part(w, f->text, narrowed(at, f->shape));
    return narrowed(at, before);
  case AD_ACT_LEFT:
    to.row = indices_add(&w->x, before.rows);
    add_matrix(w, f, at.row, to.row);
    return to;
  case AD_ACT_RIGHT:
    to.col = indices_add(&w->x, before.cols);
    add_matrix(w, f, to.col, at.col);
    return to;
  case AD_ACT_TURN:
    return (struct at){at.col, at.row};
  case AD_ACT_SUM:
    if (f->axis != AD_OVER_COLS)
      to.row = indices_add(&w->x, before.rows);
    if (f->axis != AD_OVER_ROWS)
      to.col = indices_add(&w->x, before.cols);
    return to;
  case AD_ACT_STRETCH:
    return narrowed(at, before);
  default:
    w->is_known = 0;
    to.row = indices_add(&w->x, before.rows);
    to.col = indices_add(&w->x, before.cols);
    return to;
  }
}

static struct walk walk_back(const struct explained *e, const ad_local *k,
                             struct at *to)
{
  struct walk w = {.x = {.e = e, .used = 'i' - 1}, .is_known = 1,
                   .parts = memory_new(k->n, sizeof *w.parts)};
  struct at at = {indices_add(&w.x, k->to.rows), indices_add(&w.x, k->to.cols)};
  *to = at;
  for (size_t i = k->n; i-- > 0;)
    at = step_back(&w, &k->factors[i], i > 0 ? k->factors[i - 1].gives
                                             : k->from, at);
  w.from = at;
  return w;
}

/* --- words ---------------------------------------------------------------- */

/* "i = j and k = l, else 0", "summed over m". */
struct conditions {
  struct growing equal, summed;
};

static void add_text(struct growing *list, const char *between, char *text)
{
  growing_add(list, between, text);
  free(text);
}

/* The letter of an axis of the node below; where the node above has the index,
   one of its own, and a condition. */
static char lower_letter(struct walk *w, int index, struct conditions *where)
{
  if (index == ONE)
    return 0;
  char upper = w->x.letter[index];
  char letter = upper ? indices_letter(&w->x) : 0;
  indices_name(&w->x, index);
  if (upper)
    add_text(&where->equal, " and ", memory_format("%c = %c", upper, letter));
  return upper ? letter : w->x.letter[index];
}

/* "x[i]" in LaTeX, of a name. */
static char *with_letters_latex(const char *name, const char *indices)
{
  char *plain = ad_locals_latex(name);
  plain = memory_given(plain, strlen(name) + 1);
  char *latex = *indices ? memory_format("{%s}_{%s}", plain, indices)
                         : memory_copy(plain);
  free(plain);
  return latex;
}

static char *fraction_latex(const char *of, const char *above, const char *by,
                            const char *below)
{
  char *top = with_letters_latex(of, above);
  char *bottom = with_letters_latex(by, below);
  char *latex = memory_format("\\frac{\\partial %s}{\\partial %s}", top,
                              bottom);
  free(top);
  free(bottom);
  return latex;
}

/* Names all indices, the upper ones first: "dh[i]/dz[j]". */
static void write_names(struct walk *w, const ad_local *k, struct at to,
                        struct conditions *where, struct element *element)
{
  const ad_graph *g = w->x.e->graph;
  indices_name(&w->x, w->from.row);
  indices_name(&w->x, w->from.col);
  char row = lower_letter(w, to.row, where);
  char col = lower_letter(w, to.col, where);
  for (int i = 0; i < w->x.n; i++)
    if (!w->x.letter[i]) {
      indices_name(&w->x, i);
      add_text(&where->summed, ", ", memory_format("%c", w->x.letter[i]));
    }
  const char *of = ad_graph_name(g, k->of), *by = ad_graph_name(g, k->by);
  char *above = indices_bracket(&w->x, w->from);
  char *below = indices_letters(row, col);
  char *upper = memory_format("%s%s", of, above);
  char *lower = memory_format("%s%s", by, below);
  const struct part top = {.name = upper}, bottom = {.name = lower};
  element->name = label_derivative(g, &top, &bottom);
  element->name_latex = fraction_latex(of, above, by, below);
  free(above);
  free(below);
  free(upper);
  free(lower);
}

static char *conditions_text(const struct conditions *where)
{
  char *text = memory_copy("");
  if (where->equal.text)
    memory_append(&text, "", memory_format("%s, else 0", where->equal.text));
  if (where->summed.text)
    memory_append(&text, "; ", memory_format("summed over %s",
                                             where->summed.text));
  return text;
}

/* The product of the entries; 1 where there is none. */
static char *product_of(const struct walk *w)
{
  char *product = memory_copy("");
  for (size_t i = w->n; i-- > 0;) {
    char *entry = indices_entry(&w->x, w->parts[i].text, w->parts[i].at);
    int loose = w->n > 1 && ad_text_strength(entry) == AD_LOOSE;
    memory_append(&product, "*", memory_format(loose ? "(%s)" : "%s", entry));
    free(entry);
  }
  if (w->n == 0)
    memory_append(&product, "", memory_copy("1"));
  return product;
}

struct element element_of(const struct explained *e, const ad_local *k)
{
  struct at to;
  struct walk w = walk_back(e, k, &to);
  struct conditions where = {{0}, {0}};
  struct element element = {0};
  write_names(&w, k, to, &where, &element);
  if (w.is_known)
    element.is = product_of(&w);
  element.where = w.is_known ? conditions_text(&where) : memory_copy("");
  free(where.equal.text);
  free(where.summed.text);
  free(w.parts);
  return element;
}

void element_free(struct element *element)
{
  free(element->name);
  free(element->name_latex);
  free(element->is);
  free(element->where);
}
