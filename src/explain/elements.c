/* SPDX-License-Identifier: GPL-3.0-or-later
   See elements.h. */
#include "explain/elements.h"

#include <stdlib.h>
#include <string.h>

#include "explain/linear.h"
#include "graph.h"
#include "host/exits.h"
#include "worksheet/label.h"
#include "worksheet/order.h"

/* --- back through the factors --------------------------------------------- */

/* What is known of an element: parts[n], of which sums stand behind them and
   are in `sums`; the entry of the adjoint that it belongs to, and where alone
   it is not 0; is_known: every factor has a text.  unit: the entry at which
   a matrix that a part reads is 1, where that is not taken apart. */
struct walk {
  struct indices x;
  size_t n, n_sums, n_ties;
  struct part_of *parts;
  struct linear *sums;
  struct tie *ties;
  struct at from, unit;
  int is_known, negative;
  char unit_name; /* of that matrix; 0: there is none                       */
};

static void add_part(struct walk *w, const char *text, struct at at)
{
  w->is_known = w->is_known && text != NULL;
  if (text && strcmp(text, "1") != 0)
    w->parts[w->n++] = (struct part_of){memory_copy(text), at};
}

static struct at narrowed(struct at at, ad_extent to)
{
  return indices_narrowed(at, to.rows, to.cols);
}

/* The shorter text of a matrix is that of the worksheet, at [row, col]. */
static void add_matrix(struct walk *w, const ad_factor *f, int row, int col)
{
  int turned = f->text && f->turned && strlen(f->turned) < strlen(f->text);
  add_part(w, turned ? f->turned : f->text,
           turned ? (struct at){col, row} : (struct at){row, col});
}

/* One term is parts and ties like others. */
static void take_term(struct walk *w, struct linear_term *t)
{
  for (size_t i = 0; i < t->n_parts; i++)
    w->parts[w->n++] = t->parts[i];
  for (size_t i = 0; i < t->n_ties; i++)
    w->ties[w->n_ties++] = t->ties[i];
  t->n_parts = 0;
  w->negative ^= t->negative;
}

static char free_letter(const ad_graph *g)
{
  static const char letters[] = "EUVDM";
  ad_ref x;
  size_t i = 0;
  while (letters[i + 1] && ad_graph_find(g, letters + i, 1, &x))
    i++;
  return letters[i];
}

/* What the text makes of a matrix that is 1 at the entry, and else 0. */
static void add_unit(struct walk *w, const ad_factor *f, struct at at,
                     struct at from)
{
  w->is_known = w->is_known && !w->unit_name;
  w->unit_name = free_letter(w->x.e->graph);
  w->unit = from;
  char *name = memory_format("%c", w->unit_name);
  char *text = order_filled(f->text, AD_SO_FAR, name);
  add_part(w, text, at);
  free(name);
  free(text);
}

/* Through a text in which the dots may be several times. */
static struct at through_text(struct walk *w, const ad_factor *f,
                              ad_extent before, struct at at)
{
  struct linear l = {0};
  struct at from;
  if (!f->text) {
    w->is_known = 0;
    return (struct at){indices_add(&w->x, before.rows),
                       indices_add(&w->x, before.cols)};
  }
  int known = linear_read(&l, &w->x, f, before, at);
  from = l.from;
  if (known && l.n > 1) {
    w->sums[w->n_sums++] = l;
    return from;
  }
  if (known)
    take_term(w, &l.terms[0]);
  else
    add_unit(w, f, at, from);
  linear_free(&l);
  return from;
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
    return through_text(w, f, before, at);
  }
}

static struct walk walk_back(const struct explained *e, const ad_local *k,
                             struct at *to)
{
  struct walk w = {
      .x = {.e = e, .used = 'i' - 1}, .is_known = 1,
      .parts = memory_new(k->n * (LINEAR_PARTS + 1), sizeof *w.parts),
      .sums = memory_new(k->n, sizeof *w.sums),
      .ties = memory_new(k->n * LINEAR_TIES, sizeof *w.ties)};
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

static int has_index(const struct part_of *parts, size_t n, int index)
{
  for (size_t i = 0; i < n; i++)
    if (parts[i].at.row == index || parts[i].at.col == index)
      return 1;
  return 0;
}

/* Does a factor have the index?  Of a sum that has one term left, none does. */
static int is_read(const struct walk *w, int index)
{
  int is = has_index(w->parts, w->n, index);
  for (size_t i = 0; i < w->n_sums; i++)
    for (size_t k = 0; k < w->sums[i].n; k++)
      is |= has_index(w->sums[i].terms[k].parts, w->sums[i].terms[k].n_parts,
                      index);
  return is;
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
    if (!w->x.letter[i] && is_read(w, i)) {
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

static void add_ties(const struct walk *w, struct conditions *where)
{
  for (size_t i = 0; i < w->n_ties; i++)
    add_text(&where->equal, " and ", tie_text(&w->x, &w->ties[i]));
}

static char *conditions_text(const struct walk *w,
                             const struct conditions *where)
{
  char *text = memory_copy("");
  char *unit = indices_bracket(&w->x, w->unit);
  if (w->unit_name)
    memory_append(&text, "", memory_format("%c is 1 at %s, else 0",
                                           w->unit_name, unit));
  free(unit);
  if (where->equal.text)
    memory_append(&text, "; ", memory_format("%s, else 0",
                                             where->equal.text));
  if (where->summed.text)
    memory_append(&text, "; ", memory_format("summed over %s",
                                             where->summed.text));
  return text;
}

/* Takes the text of a factor, which is one of several or alone. */
static void add_factor(char **product, char *text, int alone)
{
  int loose = !alone && ad_text_strength(text) == AD_LOOSE;
  memory_append(product, "*", memory_format(loose ? "(%s)" : "%s", text));
  free(text);
}

/* The product of the entries; 1 where there is none. */
static char *product_of(const struct walk *w)
{
  char *product = memory_copy("");
  int alone = w->n + w->n_sums == 1 && !w->negative;
  for (size_t i = w->n_sums; i-- > 0;)
    add_factor(&product, linear_text(&w->x, &w->sums[i]), alone);
  for (size_t i = w->n; i-- > 0;)
    add_factor(&product, indices_entry(&w->x, w->parts[i].text,
                                       w->parts[i].at), alone);
  if (!*product)
    memory_append(&product, "", memory_copy("1"));
  if (!w->negative)
    return product;
  char *negative = memory_format("-%s", product);
  free(product);
  return negative;
}

static void walk_free(struct walk *w)
{
  for (size_t i = 0; i < w->n; i++)
    free(w->parts[i].text);
  for (size_t i = 0; i < w->n_sums; i++)
    linear_free(&w->sums[i]);
  free(w->parts);
  free(w->sums);
  free(w->ties);
}

struct element element_of(const struct explained *e, const ad_local *k)
{
  struct at to;
  struct walk w = walk_back(e, k, &to);
  struct conditions where = {{0}, {0}};
  struct element element = {0};
  write_names(&w, k, to, &where, &element);
  add_ties(&w, &where);
  if (w.is_known)
    element.is = product_of(&w);
  element.where = w.is_known ? conditions_text(&w, &where) : memory_copy("");
  free(where.equal.text);
  free(where.summed.text);
  walk_free(&w);
  return element;
}

void element_free(struct element *element)
{
  free(element->name);
  free(element->name_latex);
  free(element->is);
  free(element->where);
}
