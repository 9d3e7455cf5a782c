/* SPDX-License-Identifier: GPL-3.0-or-later
   Where a claim leaves the truth, of which no mistake's name is known: the
   entries that differ, worst first; and of a derivative dy/dx the last node z
   of the ways from y to x for which a part of the claim is dy/dz.  Read
   mistakes_data.h before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/search.h"

/* A claim at work.  Suspects: the truth and the claim, then parts of the claim
   and derivatives by nodes between, each with its number as evidence. */
typedef struct astray {
  ad_search *s;
  ad_ref of, by;
  unsigned char *between; /* between[nodes]: do they lie on the ways?      */
  ad_expr bare;
  ad_suspects images;
  const ad_suspects *slopes; /* the derivatives: images, or the known's    */
  int named; /* only what lies behind the last node is asked for           */
} astray;

/* --- the ways ------------------------------------------------------------- */

static ad_status mark_between(astray *a, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(a->s->m->sheet);
  unsigned char *behind = malloc(g->n);
  a->between = calloc(g->n, 1);
  if (behind && a->between) {
    a->between[a->by.index] = 1;
    ad_mark_made_of(g, a->of.index, 1, behind);
    for (uint32_t i = a->by.index + 1; i < a->of.index; i++)
      for (size_t k = 0; behind[i] && k < g->nodes[i].arity; k++)
        a->between[i] |= a->between[g->operands[g->nodes[i].operand + k]];
    for (uint32_t i = 0; i < g->n; i++)
      a->between[i] &= behind[i] && g->name_of[i] > 0;
  }
  int made = behind && a->between;
  free(behind);
  return made ? AD_OK : ad_fail_memory(err, g->n);
}

/* The only node that comes next behind z; AD_NO_REF: there are several. */
static ad_ref next_behind(const astray *a, ad_ref z)
{
  const ad_graph *g = ad_sheet_graph(a->s->m->sheet);
  ad_ref next = AD_NO_REF;
  unsigned char *marks = malloc(g->n);
  if (!marks)
    return next;
  ad_mark_made_of(g, z.index, 0, marks);
  for (uint32_t i = 0; i < z.index; i++)
    if (marks[i] && a->between[i] && next.index != AD_NO_INDEX) {
      next = AD_NO_REF;
      break;
    } else if (marks[i] && a->between[i])
      next.index = i;
  free(marks);
  return next;
}

/* --- images --------------------------------------------------------------- */

static ad_status add_parts(astray *a, ad_builder *b)
{
  size_t terms = 0;
  ad_status status = AD_OK;
  for (size_t i = 0; status == AD_OK && i < a->bare.n &&
                     (terms += a->bare.terms[i].span) < AD_TERMS_SPENT; i++) {
    size_t span = a->bare.terms[i].span;
    ad_expr part = {span, a->bare.terms + (i + 1 - span), NULL};
    ad_ref x;
    ad_error ignored = {0};
    if (ad_claim_lower(b, a->s->m->sheet, &part, &x, &ignored) == AD_OK)
      status = ad_suspect_add(&a->images, b, AD_MISTAKE_value, x, "%zu", i);
  }
  return status;
}

/* By nodes that stand in the claim, or by the others, the last first. */
static ad_status add_derivatives(const astray *a, ad_builder *b, int said,
                                 size_t *sweeps, ad_suspects *out)
{
  const ad_graph *g = ad_sheet_graph(a->s->m->sheet);
  ad_status status = AD_OK;
  for (size_t k = ad_graph_names(g); k-- > 0 && *sweeps > 0 &&
                                     status == AD_OK;) {
    ad_ref d, z = ad_graph_named(g, k);
    ad_error ignored = {0};
    if (!a->between[z.index] || z.index == a->by.index ||
        ad_expr_has_name(&a->bare, ad_graph_name(g, z)) != said ||
        ad_claim_derive(b, a->of, z, &d, &ignored) != AD_OK)
      continue;
    --*sweeps;
    status = ad_suspect_add(out, b, AD_MISTAKE_other_derivative, d,
                            "%zu", k);
  }
  return status;
}

/* The same of all, first those that stand in the claim. */
static ad_status add_all_derivatives(const astray *a, ad_builder *b,
                                     ad_suspects *out)
{
  size_t sweeps = AD_VISITS_MOST / ((size_t)a->of.index + 1);
  ad_status status = add_derivatives(a, b, 1, &sweeps, out);
  return status == AD_OK ? add_derivatives(a, b, 0, &sweeps, out) : status;
}

/* Are they the same for every claim about this left side? */
static int are_known(const astray *a)
{
  size_t sweeps = AD_VISITS_MOST / ((size_t)a->of.index + 1);
  return a->s->m->own &&
         ad_graph_names(ad_sheet_graph(a->s->m->sheet)) <= sweeps;
}

static ad_status know_derivatives(astray *a, ad_error *err)
{
  ad_known *known = a->s->known;
  ad_builder *b;
  a->slopes = &known->slopes;
  if (known->has_slopes)
    return AD_OK;
  ad_status status = ad_builder_continue(ad_own_base(a->s->m), &b, err);
  if (status != AD_OK)
    return status;
  status = add_all_derivatives(a, b, &known->slopes);
  if (status == AD_OK)
    status = ad_suspects_settle(&known->slopes, a->s->m, b, err);
  ad_builder_free(b);
  if (status != AD_OK)
    ad_suspects_free(&known->slopes);
  known->has_slopes = status == AD_OK;
  return status;
}

static ad_status add_both(astray *a, ad_builder *b, const ad_expr *left)
{
  const ad_sheet *sheet = a->s->m->sheet;
  ad_error ignored = {0};
  ad_ref due, said;
  ad_status status = ad_claim_lower(b, sheet, left, &due, &ignored);
  if (status == AD_OK)
    status = ad_claim_lower(b, sheet, a->s->right, &said, &ignored);
  if (status == AD_OK)
    status = ad_suspect_add(&a->images, b, AD_MISTAKE_value, due, "%s", "");
  if (status == AD_OK)
    status = ad_suspect_add(&a->images, b, AD_MISTAKE_value, said, "%s", "");
  return status;
}

/* --- entries -------------------------------------------------------------- */

static void take_entry(ad_diagnosis *d, const ad_wrong_entry *e)
{
  size_t at = d->n_entries < AD_ENTRIES ? d->n_entries++ : AD_ENTRIES;
  for (; at > 0 && fabs(d->entries[at - 1].said - d->entries[at - 1].due) <
                     fabs(e->said - e->due); at--)
    if (at < AD_ENTRIES)
      d->entries[at] = d->entries[at - 1];
  if (at < AD_ENTRIES)
    d->entries[at] = *e;
}

static void compare(ad_diagnosis *d, ad_shape s, const double *due,
                    const double *said)
{
  double largest = 0;
  for (size_t i = 0; i < s.rows * s.cols; i++)
    largest = fmax(largest, fabs(due[i]));
  for (size_t i = 0; i < s.rows * s.cols; i++) {
    ad_wrong_entry e = {i / s.cols, i % s.cols, said[i], due[i]};
    if (fabs(said[i] - due[i]) <= 1e-9 * largest)
      continue;
    d->differ++;
    take_entry(d, &e);
  }
}

/* At the sheet's numbers, of what is a matrix. */
static ad_status take_entries(const astray *a, const ad_graph *g,
                              ad_error *err)
{
  ad_value *values;
  ad_ref due = a->images.of[0].x, said = a->images.of[1].x;
  ad_shape s = ad_graph_shape(g, due), r = ad_graph_shape(g, said);
  if (s.rows != r.rows || s.cols != r.cols || s.rows * s.cols == 1)
    return AD_OK;
  ad_status status = ad_value_outputs_new(g, &values, err);
  if (status != AD_OK)
    return status;
  status = ad_own_set(a->s->m, 0, values, err);
  if (status == AD_OK) {
    ad_value_sweep(values);
    compare(a->s->out, s, ad_value_at(values, due), ad_value_at(values, said));
  }
  ad_value_free(values);
  return status;
}

/* --- the last node -------------------------------------------------------- */

/* The part that is the derivative; bare.n: there is none. */
static size_t part_that_is(const astray *a, const ad_image *due)
{
  for (size_t j = 2; j < a->images.n; j++)
    if (a->images.of[j].code == AD_MISTAKE_value &&
        ad_image_is(&a->images.of[j].image, due))
      return strtoul(a->images.of[j].evidence, NULL, 10);
  return a->bare.n;
}

static void say_last(const astray *a, ad_ref z, const char *part)
{
  const ad_graph *g = ad_sheet_graph(a->s->m->sheet);
  ad_diagnosis *d = a->s->out;
  ad_ref next = next_behind(a, z);
  if (next.index != AD_NO_INDEX)
    snprintf(d->astray, sizeof d->astray,
             "as far as %.40s it is right: %.80s; it goes wrong on the way "
             "from %.40s to %.40s", ad_graph_name(g, z), part,
             ad_graph_name(g, z), ad_graph_name(g, next));
  else
    snprintf(d->astray, sizeof d->astray,
             "as far as %.40s it is right: %.80s; behind that it goes wrong",
             ad_graph_name(g, z), part);
}

/* Is dy/dz the same at all points, as 1/n is, which a claim need not show? */
static int is_plain(const astray *a, ad_ref z)
{
  const ad_graph *g = ad_sheet_graph(a->s->m->sheet);
  for (size_t j = 0; j < a->slopes->n; j++) {
    const ad_suspect *x = &a->slopes->of[j];
    if (x->code != AD_MISTAKE_other_derivative ||
        ad_graph_named(g, strtoul(x->evidence, NULL, 10)).index != z.index)
      continue;
    for (size_t w = 1; w < x->image.n; w++)
      if (fabs(x->image.as_is[w] - x->image.as_is[0]) >
          1e-9 * x->image.size[0])
        return 0;
  }
  return 1;
}

/* Nothing in it is the derivative by the first node behind y that tells. */
static void say_first(const astray *a)
{
  const ad_graph *g = ad_sheet_graph(a->s->m->sheet);
  ad_ref next = next_behind(a, a->of);
  while (next.index != AD_NO_INDEX && next.index != a->by.index &&
         is_plain(a, next))
    next = next_behind(a, next);
  if (next.index != AD_NO_INDEX && next.index != a->by.index)
    snprintf(a->s->out->astray, sizeof a->s->out->astray,
             "it goes wrong at once: no part of it is d%.60s/d%.60s",
             ad_graph_name(g, a->of), ad_graph_name(g, next));
}

/* In a large worksheet not all that can go wrong behind it was tried. */
static ad_status name_behind(const astray *a, ad_ref last, ad_error *err)
{
  const ad_suspects *near;
  ad_search *s = a->s;
  ad_status status = ad_known_near(s->m, s->known, a->of, a->by, last.index,
                                   &near, err);
  if (status == AD_OK)
    ad_search_match_claim(s, near);
  return status;
}

/* Of two numbers that are alike, 1/2 of a loss and 1/2 of a square root, that
   behind what is right is the one. */
static ad_status name_again(const astray *a, ad_ref last, ad_error *err)
{
  ad_diagnosis *out = a->s->out, before = *out;
  out->n = 0;
  ad_status status = name_behind(a, last, err);
  if (!ad_search_is_of_number(out))
    *out = before;
  return status;
}

/* The last node, AD_NO_REF: there is none; *part of the claim is dy by it. */
static ad_ref find_last(const astray *a, size_t *part)
{
  ad_ref last = AD_NO_REF;
  for (size_t j = 0; j < a->slopes->n; j++) {
    const ad_suspect *x = &a->slopes->of[j];
    ad_ref z = ad_graph_named(ad_sheet_graph(a->s->m->sheet),
                              strtoul(x->evidence, NULL, 10));
    size_t i = x->code == AD_MISTAKE_other_derivative && z.index < last.index
                 ? part_that_is(a, &x->image)
                 : a->bare.n;
    if (i < a->bare.n) {
      last = z;
      *part = i;
    }
  }
  return last;
}

static ad_status take_node(const astray *a, ad_error *err)
{
  size_t part = 0;
  ad_ref last = find_last(a, &part);
  if (last.index == AD_NO_INDEX) {
    if (!a->named)
      say_first(a);
    return AD_OK;
  }
  if (a->named)
    return name_again(a, last, err);
  char *text = ad_part_text(&a->bare, part);
  if (!text)
    return ad_fail_memory(err, a->bare.n);
  say_last(a, last, text);
  free(text);
  return name_behind(a, last, err);
}

/* --- the whole ------------------------------------------------------------ */

static ad_status look(astray *a, const ad_expr *left, int on_a_way,
                      ad_error *err)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_status status =
    ad_builder_continue(ad_own_base(a->s->m), &b, err);
  if (status != AD_OK)
    return status;
  status = add_both(a, b, left);
  if (status == AD_OK && on_a_way)
    status = add_parts(a, b);
  if (status == AD_OK && on_a_way)
    status = are_known(a) ? know_derivatives(a, err)
                          : add_all_derivatives(a, b, &a->images);
  if (status == AD_OK)
    status = ad_suspects_finish(&a->images, a->s->m, b, &g, err);
  if (status == AD_OK && !a->named)
    status = take_entries(a, g, err);
  if (status == AD_OK && on_a_way)
    status = take_node(a, err);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

static ad_status find(ad_search *s, const ad_expr *left, int named,
                      ad_error *err)
{
  astray a = {.s = s, .named = named};
  a.slopes = &a.images;
  int on_a_way =
    !ad_search_is_number(s->right) &&
    ad_claim_ends(ad_sheet_graph(s->m->sheet), left, &a.of, &a.by) &&
    a.by.index < a.of.index;
  ad_status status = on_a_way ? mark_between(&a, err) : AD_OK;
  if (status == AD_OK && ad_expr_bare(s->right, &a.bare) != AD_OK)
    status = ad_fail_memory(err, s->right->n * sizeof *a.bare.terms);
  if (status == AD_OK)
    status = look(&a, left, on_a_way, err);
  ad_suspects_free(&a.images);
  free(a.bare.terms);
  free(a.between);
  return status;
}

ad_status ad_astray_find(ad_search *s, const ad_expr *left, ad_error *err)
{
  return find(s, left, 0, err);
}

ad_status ad_astray_nearer(ad_search *s, const ad_expr *left, ad_error *err)
{
  return find(s, left, 1, err);
}
