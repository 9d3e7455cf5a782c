/* SPDX-License-Identifier: GPL-3.0-or-later
   Which symbols a claim lacks, has too much or too often, against the formula
   that is due.  A part of the claim that is a named node counts as its name,
   as z2 - y is t; and a name that is missing is opened where the claim has some
   of what it is made of, as a is relu(X @ W1' + b1).  Read mistakes_data.h
   before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

/* How often each name of the sheet stands there. */
typedef struct counts {
  const ad_mistakes *m;
  size_t *due, *said;
} counts;

/* --- parts that have names ------------------------------------------------ */

/* The images of the parts of the claim and of the named nodes, in parts[n] and
   names[..]; of a part that cannot be computed the size at the sheet's point is
   NaN. */
static ad_status take_images(const ad_mistakes *m, const ad_expr *right,
                             ad_suspects *out, ad_error *err)
{
  ad_builder *b;
  size_t terms = 0;
  ad_status status = ad_builder_continue(ad_own_base(m), &b, err);
  for (size_t i = 0;
       status == AD_OK && i < right->n && terms < AD_TERMS_SPENT; i++) {
    size_t span = right->terms[i].span;
    terms += span;
    ad_expr part = {span, right->terms + (i + 1 - span), NULL};
    ad_ref x;
    ad_error ignored = {0};
    if (span > 1 &&
        ad_claim_lower(b, m->sheet, &part, &x, &ignored) == AD_OK)
      status = ad_suspect_add(out, b, AD_MISTAKE_value, x, "%zu", i);
  }
  for (size_t k = 0; status == AD_OK && k < m->words.n_names; k++) {
    const char *name = m->words.names[k];
    ad_ref x;
    if (ad_builder_find(b, name, strlen(name), &x))
      status = ad_suspect_add(out, b, AD_MISTAKE_symbols, x, "%zu", k);
  }
  if (status == AD_OK)
    status = ad_suspects_settle(out, m, b, err);
  ad_builder_free(b);
  return status;
}

/* The name that is due which part i is; SIZE_MAX: it has none. */
static size_t name_of_part(const counts *c, const ad_suspects *images,
                           size_t i)
{
  const ad_suspect *part = NULL;
  for (size_t k = 0; k < images->n; k++) {
    const ad_suspect *x = &images->of[k];
    size_t number = strtoul(x->evidence, NULL, 10);
    if (x->code == AD_MISTAKE_value && number == i)
      part = x;
    if (part && x->code == AD_MISTAKE_symbols && c->due[number] > 0 &&
        ad_image_is(&part->image, &x->image))
      return number;
  }
  return SIZE_MAX;
}

/* --- counting ------------------------------------------------------------- */

static size_t number_of(const ad_words *words, const char *name)
{
  for (size_t k = 0; k < words->n_names; k++)
    if (strcmp(words->names[k], name) == 0)
      return k;
  return SIZE_MAX;
}

static void count_due(const counts *c, const ad_expr *formula)
{
  for (size_t i = 0; i < formula->n; i++) {
    size_t k = formula->terms[i].kind == AD_T_NAME
                 ? number_of(&c->m->words, formula->terms[i].text)
                 : SIZE_MAX;
    if (k != SIZE_MAX)
      c->due[k]++;
  }
}

/* From the root down, so that the largest part that is a node counts. */
static void count_said(const counts *c, const ad_expr *right,
                       const ad_suspects *images)
{
  for (size_t i = right->n; i-- > 0;) {
    const ad_term *t = &right->terms[i];
    size_t k = t->span > 1 ? name_of_part(c, images, i)
               : t->kind == AD_T_NAME
                 ? number_of(&c->m->words, t->text)
                 : SIZE_MAX;
    if (k == SIZE_MAX)
      continue;
    c->said[k]++;
    i -= t->span - 1;
  }
}

static int is_missing(const counts *c, size_t k)
{
  return c->due[k] > 0 && c->said[k] == 0;
}

static int is_too_much(const counts *c, size_t k)
{
  return c->due[k] == 0 && c->said[k] > 0;
}

/* --- opening names -------------------------------------------------------- */

void ad_mark_made_of(const ad_graph *g, uint32_t i, int through,
                     unsigned char *marks)
{
  memset(marks, 0, g->n);
  marks[i] = 1;
  for (uint32_t j = i + 1; j-- > 0;) {
    const ad_node *x = &g->nodes[j];
    if (!marks[j] || (j != i && !through && g->name_of[j] > 0))
      continue;
    for (size_t k = 0; k < x->arity; k++)
      marks[g->operands[x->operand + k]] = 1;
  }
  marks[i] = 0;
}

static uint32_t node_of(const counts *c, size_t k)
{
  return ad_graph_named(ad_sheet_graph(c->m->sheet), k).index;
}

/* Does what name k is made of meet what is too much? */
static int meets(const counts *c, size_t k, unsigned char *marks)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  ad_mark_made_of(g, node_of(c, k), 1, marks);
  for (size_t n = 0; n < c->m->words.n_names; n++)
    if (marks[node_of(c, n)] && is_too_much(c, n))
      return 1;
  return 0;
}

static void open_names(const counts *c, unsigned char *marks)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  for (size_t k = c->m->words.n_names; k-- > 0;) {
    if (!is_missing(c, k) || !meets(c, k, marks))
      continue;
    c->due[k] = 0;
    ad_mark_made_of(g, node_of(c, k), 0, marks);
    for (size_t n = 0; n < k; n++)
      c->due[n] += marks[node_of(c, n)];
  }
}

/* --- words ---------------------------------------------------------------- */

/* The name, in the function that it stands in where it is due. */
static char *shown(const ad_expr *formula, const char *name)
{
  size_t at = 0;
  for (size_t i = 0; i < formula->n; i++) {
    if (formula->terms[i].kind == AD_T_NAME &&
        strcmp(formula->terms[i].text, name) == 0)
      at = i + 1;
    if (at == i && i > 0 && formula->terms[i].kind == AD_T_CALL &&
        formula->terms[i].arity == 1)
      return ad_part_text(formula, i);
  }
  char *copy = malloc(strlen(name) + 1);
  return copy ? strcpy(copy, name) : NULL;
}

/* A list of names, few enough to be read, in what room there is: the others are
   counted. */
enum { NAMES_LISTED = 4 };

typedef struct list {
  char *text;
  size_t size;
  const char *lead; /* of the first                                        */
  size_t n, left_out;
} list;

/* Does it fit, and would "; too much: 12 names and 12 more" behind it? */
static int append(char *text, size_t size, const char *lead, const char *what)
{
  enum { RESERVE = 40 };
  size_t n = strlen(text);
  if (n + strlen(lead) + strlen(what) + RESERVE > size)
    return 0;
  snprintf(text + n, size - n, "%s%s", lead, what);
  return 1;
}

static void list_name(list *l, const char *name)
{
  if (l->left_out == 0 && l->n < NAMES_LISTED &&
      append(l->text, l->size, l->n > 0 ? ", " : l->lead, name))
    l->n++;
  else
    l->left_out++;
}

static void end_list(const list *l)
{
  size_t n = strlen(l->text);
  if (l->left_out > 0)
    snprintf(l->text + n, l->size - n, "%s%zu %s", l->n > 0 ? " and " : l->lead,
             l->left_out, l->n > 0         ? "more"
                          : l->left_out > 1 ? "names"
                                            : "name");
}

static void say_missing(const counts *c, const ad_expr *formula, char *text,
                        size_t size)
{
  list l = {text, size - size / 4, "missing: ", 0, 0}; /* some for others */
  for (size_t k = 0; k < c->m->words.n_names; k++) {
    if (!is_missing(c, k))
      continue;
    char *name = shown(formula, c->m->words.names[k]);
    list_name(&l, name ? name : c->m->words.names[k]);
    free(name);
  }
  end_list(&l);
}

static void say_too_much(const counts *c, char *text, size_t size)
{
  list l = {text, size, *text ? "; too much: " : "too much: ", 0, 0};
  for (size_t k = 0; k < c->m->words.n_names; k++)
    if (is_too_much(c, k))
      list_name(&l, c->m->words.names[k]);
  end_list(&l);
}

static void say_too_often(const counts *c, char *text, size_t size)
{
  for (size_t k = 0; k < c->m->words.n_names; k++) {
    char often[160];
    if (c->due[k] == 0 || c->said[k] <= c->due[k])
      continue;
    snprintf(often, sizeof often, "%.60s stands there %zu times, due is %zu",
             c->m->words.names[k], c->said[k], c->due[k]);
    append(text, size, *text ? "; " : "", often);
  }
}

/* --- the whole ------------------------------------------------------------ */

static ad_status compare(const counts *c, const ad_expr *formula,
                         const ad_expr *right, char *text, size_t size,
                         ad_error *err)
{
  ad_suspects images = {0};
  unsigned char *marks = malloc(ad_graph_size(ad_sheet_graph(c->m->sheet)));
  ad_status status = marks ? take_images(c->m, right, &images, err)
                           : ad_fail_memory(err, 1);
  if (status == AD_OK) {
    count_due(c, formula);
    count_said(c, right, &images);
    open_names(c, marks);
    say_missing(c, formula, text, size);
    say_too_much(c, text, size);
    say_too_often(c, text, size);
  }
  free(marks);
  ad_suspects_free(&images);
  return status;
}

ad_status ad_symbols_compare(const ad_mistakes *m, const ad_expr *formula,
                             const ad_expr *right, char *text, size_t size,
                             ad_error *err)
{
  ad_expr bare;
  counts c = {m, NULL, NULL};
  *text = '\0';
  if (ad_expr_has_derivative(right))
    return AD_OK;
  if (ad_expr_bare(right, &bare) != AD_OK)
    return ad_fail_memory(err, right->n * sizeof *bare.terms);
  c.due = calloc(m->words.n_names + 1, sizeof *c.due);
  c.said = calloc(m->words.n_names + 1, sizeof *c.said);
  ad_status status = c.due && c.said
                       ? compare(&c, formula, &bare, text, size, err)
                       : ad_fail_memory(err, m->words.n_names * sizeof *c.due);
  free(c.due);
  free(c.said);
  free(bare.terms);
  return status;
}
