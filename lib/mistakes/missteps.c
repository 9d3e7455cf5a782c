/* SPDX-License-Identifier: GPL-3.0-or-later
   A first sweep collects missteps at every edge; then there is a sweep for
   each, in which it is paid.  Read missteps.h before. */
#include "mistakes/missteps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbolic/form_lower.h"

/* --- collecting ----------------------------------------------------------- */

int ad_missteps_are_spent(const ad_missteps *all)
{
  return all->n * ((size_t)all->s->last + 1) > AD_VISITS_MOST;
}

/* What could not be made is no misstep, and no failure. */
static int is_made(const ad_misstep_edge *e, ad_sym paid)
{
  ad_algebra *w = e->all->s->w;
  if (w->error.status == AD_EINPUT)
    w->error = (ad_error){0};
  return ad_sym_ready(w, paid) && paid != e->paid;
}

static void put(const ad_misstep_edge *e, ad_mistake_code code, ad_sym paid,
                ad_misstep_kind kind, const char *evidence)
{
  ad_missteps *all = e->all;
  ad_algebra *w = all->s->w;
  if (ad_missteps_are_spent(all))
    return;
  if (ad_grow((void **)&all->list, &all->room, all->n, 1,
              sizeof *all->list) != AD_OK) {
    ad_fail_memory(&w->error, all->n * sizeof *all->list);
    return;
  }
  char *text = ad_misstep_text(e, evidence);
  if (!text)
    ad_fail_memory(&w->error, sizeof *all->list);
  else
    all->list[all->n++] = (ad_misstep){
      .i = e->i, .k = e->k, .kind = kind, .code = code, .paid = paid,
      .stands = all->stands, .evidence = text};
}

void ad_misstep_add(const ad_misstep_edge *e, ad_mistake_code code, ad_sym paid,
                 const char *evidence)
{
  const ad_missteps *all = e->all;
  uint32_t to = ad_misstep_operand(e, e->k);
  if (!is_made(e, paid))
    return;
  int fits = ad_shape_same(ad_misstep_shape(e, paid),
                           ad_sym_shape_of(all->s->w, to));
  if (fits || (to == all->by && all->uses[to] == 1))
    put(e, code, paid, fits ? AD_MISSTEP_PAID : AD_MISSTEP_WHOLE, evidence);
}

void ad_misstep_whole(ad_missteps *all, uint32_t i, ad_mistake_code code,
                   ad_sym form, const char *evidence)
{
  const ad_node *node = &all->s->g->nodes[i];
  ad_rule r = {.row = ad_op_get((ad_op)node->op)};
  ad_misstep_edge e = {all, &r, i, 0, all->truth};
  if (is_made(&e, form))
    put(&e, code, form, AD_MISSTEP_WHOLE, evidence);
}

void ad_misstep_forget(ad_missteps *all, uint32_t i, size_t k, unsigned ways,
                       const char *evidence)
{
  ad_rule r = {.row = ad_op_get((ad_op)all->s->g->nodes[i].op)};
  const ad_misstep_edge e = {all, &r, i, k, AD_NO_SYM};
  size_t before = all->n;
  put(&e, AD_MISTAKE_branch, AD_NO_SYM, AD_MISSTEP_WAYS, evidence);
  if (all->n > before)
    all->list[before].ways = ways;
}

ad_sym ad_misstep_named(const ad_missteps *all, size_t n, const char **name)
{
  ad_ref x;
  if (n >= all->words->n_names)
    return AD_NO_SYM;
  *name = all->words->names[n];
  return ad_graph_find(all->s->g, *name, strlen(*name), &x)
           ? ad_sym_node(all->s->w, x.index)
           : AD_NO_SYM;
}

/* Every edge, whatever the operation. */
static void missteps_of_any(const ad_misstep_edge *e)
{
  ad_algebra *w = e->all->s->w;
  ad_rule ones = *e->r;
  ones.vbar = ad_sym_like(w, ad_sym_number(w, AD_ONE),
                          ad_sym_shape_of(w, e->i));
  uint32_t from = ad_misstep_operand(e, e->k);
  size_t uses = ad_misstep_is_inside(e->all, from) ? 1 : e->all->uses[from];
  if (uses > 2 && e->r->row->kind != AD_KIND_curved)
    put(e, AD_MISTAKE_branch, e->paid, AD_MISSTEP_ONLY,
        "only the way from %A through %W is there");
  if (uses > 1 && e->r->row->kind != AD_KIND_curved) {
    ad_misstep_add(e, AD_MISTAKE_branch,
                ad_sym_zeros(w, ad_misstep_shape(e, e->paid)),
                "the way from %A through %W is forgotten");
    ad_misstep_add(e, AD_MISTAKE_branch_twice,
                ad_sym_scale(w, ad_ratio_of(2), e->paid),
                "the way from %A through %W is counted twice");
  }
  ad_misstep_add(e, AD_MISTAKE_sign, ad_sym_neg(w, e->paid),
              "the sign of the derivative of %X by %A");
  if (e->i != e->all->of)
    ad_misstep_add(e, *ad_graph_name(e->all->s->g, (ad_ref){e->i})
                        ? AD_MISTAKE_upstream
                        : AD_MISTAKE_factor,
                ad_sweep_paid(e->all->s, &ones, e->i, e->k),
                "what leads from %L to %X is missing");
}

/* What is paid where the misstep is made. */
static ad_sym pay(const ad_misstep_edge *e, const ad_misstep *step)
{
  const ad_graph *g = e->all->s->g;
  size_t edge = g->nodes[e->i].operand + e->k;
  uint32_t to = g->operands[g->nodes[step->i].operand + step->k];
  if (step->kind != AD_MISSTEP_WAYS && e->i == step->i && e->k == step->k)
    return step->paid;
  if (g->operands[edge] != to || step->kind == AD_MISSTEP_PAID)
    return e->paid;
  return step->kind == AD_MISSTEP_ONLY || step->ways >> e->all->way[edge] & 1
           ? ad_sym_number(e->all->s->w, AD_ZERO)
           : e->paid;
}

static ad_sym look(void *state, const ad_rule *r, uint32_t i, size_t k,
                   ad_sym paid)
{
  ad_missteps *all = state;
  ad_misstep_edge e = {all, r, i, k, paid};
  if (all->now)
    return pay(&e, all->now);
  all->vbar[i] = r->vbar;
  if (!ad_sym_ready(all->s->w, paid) || i > all->last ||
      ad_missteps_are_spent(all))
    return paid;
  missteps_of_any(&e);
  if (r->row->kind == AD_KIND_elementwise)
    ad_missteps_entrywise(&e);
  else
    ad_missteps_matrix(&e);
  return paid;
}

/* --- sweeps --------------------------------------------------------------- */

static ad_status count_uses(ad_missteps *all)
{
  const ad_sym_sweep *s = all->s;
  all->uses = calloc((size_t)s->last + 1, sizeof *all->uses);
  all->vbar = malloc(((size_t)s->last + 1) * sizeof *all->vbar);
  all->full = malloc(((size_t)s->last + 1) * sizeof *all->full);
  all->way = calloc(s->g->n_operands + 1, 1);
  if (!all->uses || !all->vbar || !all->full || !all->way)
    return ad_fail_memory(&s->w->error, s->last * sizeof *all->uses);
  memset(all->vbar, 0xff, ((size_t)s->last + 1) * sizeof *all->vbar);
  memset(all->full, 0xff, ((size_t)s->last + 1) * sizeof *all->full);
  for (uint32_t i = 0; i <= s->last; i++) {
    const ad_node *x = &s->g->nodes[i];
    for (size_t k = 0; s->varied[i] && k < x->arity; k++)
      all->uses[s->g->operands[x->operand + k]] +=
        (size_t)ad_sweep_has_edge(s, x, k);
  }
  return AD_OK;
}

/* The derivative with the misstep. */
static ad_sym sweep(ad_missteps *all, ad_sym seed, const ad_misstep *step)
{
  ad_sym out = AD_NO_SYM;
  ad_ref by = {all->by};
  if (step->kind == AD_MISSTEP_WHOLE)
    return step->paid;
  all->now = step;
  return ad_sym_reverse(all->s, seed, 1, &by, &out) == AD_OK ? out
                                                              : AD_NO_SYM;
}

/* All of them as nodes of the builder, and then as suspects. */
static ad_status lower(ad_missteps *all, ad_builder *b, ad_sym *forms,
                       ad_suspects *out)
{
  const ad_algebra *w = all->s->w;
  ad_shape *shapes = malloc((all->n + 1) * sizeof *shapes);
  ad_ref *x = malloc((all->n + 1) * sizeof *x);
  ad_status status = shapes && x ? AD_OK : AD_ENOMEM;
  for (size_t j = 0; status == AD_OK && j < all->n; j++)
    shapes[j] = ad_shape_plain(w->cells[forms[j]].shape);
  if (status == AD_OK)
    status = ad_sym_lower(all->s->w, b, all->n, forms, shapes, x);
  for (size_t j = 0; status == AD_OK && j < all->n; j++) {
    status = ad_suspect_add(out, b, all->list[j].code, x[j], "%s",
                            all->list[j].evidence);
    if (status == AD_OK)
      ad_suspect_stands(out, all->s->g, all->list[j].stands);
  }
  free(shapes);
  free(x);
  return status;
}

static ad_status sweep_all(ad_missteps *all, ad_sym seed, ad_builder *b,
                           ad_suspects *out)
{
  ad_status status = AD_OK;
  ad_sym *forms = malloc((all->n + 1) * sizeof *forms);
  if (!forms)
    return AD_ENOMEM;
  for (size_t j = 0; j < all->n && status == AD_OK; j++) {
    forms[j] = sweep(all, seed, &all->list[j]);
    status = all->s->w->error.status;
  }
  if (status == AD_OK)
    status = lower(all, b, forms, out);
  free(forms);
  return status;
}

/* The first sweep gives the truth. */
static ad_status run(ad_missteps *all, ad_sym seed, ad_builder *b,
                     ad_expr **truth, ad_suspects *out)
{
  ad_algebra *w = all->s->w;
  ad_ref by = {all->by};
  ad_status status = ad_sym_sweep_open(all->s);
  if (status == AD_OK)
    status = count_uses(all);
  all->s->pays = look;
  all->s->state = all;
  if (status == AD_OK)
    status = ad_sym_reverse(all->s, seed, 1, &by, &all->truth);
  if (status == AD_OK)
    ad_missteps_ways(all);
  if (status == AD_OK)
    status = ad_missteps_rules(all);
  if (status == AD_OK && truth)
    status = ad_misstep_expr(w, all->truth, truth);
  if (status == AD_EINPUT) /* too long to be written */
    status = AD_OK;
  return status == AD_OK ? sweep_all(all, seed, b, out) : status;
}

/* Names are those of the sheet's graph, whose nodes the builder has, too. */
ad_status ad_missteps_make(const ad_mistakes *m, const ad_known *known,
                           ad_builder *b, ad_ref of, ad_ref by, uint32_t last,
                           ad_expr **truth, ad_suspects *out, ad_error *err)
{
  ad_algebra w;
  ad_sym_sweep s;
  if (truth)
    *truth = NULL;
  ad_algebra_init(&w, ad_sheet_graph(m->sheet));
  ad_status status = ad_sym_sweep_init(&s, &w, of.index, 1, &by);
  ad_missteps all = {.s = &s, .of = of.index, .by = by.index, .last = last,
                    .words = &known->words, .is_part = known->is_part};
  ad_sym seed = known->weights > 0
                  ? ad_jacobian_seed(&w, of.index)
                  : ad_sym_like(&w, ad_sym_number(&w, AD_ONE),
                                ad_sym_shape_of(&w, of.index));
  if (status == AD_OK)
    status = run(&all, seed, b, truth, out);
  for (size_t j = 0; j < all.n; j++)
    free(all.list[j].evidence);
  free(all.list);
  free(all.uses);
  free(all.vbar);
  free(all.full);
  free(all.way);
  if (w.error.status != AD_OK && err)
    *err = w.error;
  ad_sym_sweep_free(&s);
  ad_algebra_free(&w);
  return status;
}
