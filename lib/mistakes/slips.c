/* SPDX-License-Identifier: GPL-3.0-or-later
   A first sweep collects slips at every edge; then there is a sweep for each,
   in which it is paid.  Read slips.h before. */
#include "mistakes/slips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbolic/form_expr.h"
#include "symbolic/form_lower.h"

enum { LABEL = 40 }; /* bytes of a node without a name, in evidence          */

/* --- what nodes are called ------------------------------------------------ */

static const char *no_name(const void *state, ad_sym x)
{
  (void)state;
  (void)x;
  return NULL;
}

static const ad_form_names written_out = {no_name, no_name, NULL};

/* A node by its name, or as it is written where that is short. */
static void label(const ad_slips *slips, uint32_t i, char *text, size_t size)
{
  const ad_sym_sweep *s = slips->s;
  const char *name = ad_graph_name(s->g, (ad_ref){i});
  const char *of = ad_graph_call(s->g, (ad_ref){i});
  ad_expr *expr = NULL;
  char *written = NULL;
  if (!*name && s->open[i] != AD_NO_SYM &&
      ad_form_expr(s->w, s->open[i], &written_out, &expr, NULL) == AD_OK &&
      ad_expr_print(expr, &written) == AD_OK && strlen(written) < LABEL)
    name = written;
  if (*name)
    snprintf(text, size, "%s", name);
  else
    snprintf(text, size, "a part of %s",
             *of ? of : ad_op_get((ad_op)s->g->nodes[i].op)->name);
  free(written);
  ad_expr_free(expr);
}

/* What the letter behind % stands for. */
static void substitute(const ad_slip_edge *e, char letter, char *text,
                       size_t size)
{
  const ad_node *node = &e->slips->s->g->nodes[e->i];
  size_t other = node->arity > 1 ? 1 - e->k : e->k;
  if (letter == 'f')
    snprintf(text, size, "%s", e->r->row->name);
  else
    label(e->slips,
          letter == 'X'   ? e->i
          : letter == 'A' ? ad_slip_operand(e, e->k)
          : letter == 'B' ? ad_slip_operand(e, node->arity == 2 ? other : e->k)
                          : e->slips->of,
          text, size);
}

static char *fill_in(const ad_slip_edge *e, const char *evidence)
{
  char text[400], *copy;
  size_t n = 0;
  for (; *evidence && n + LABEL + 60 < sizeof text; evidence++)
    if (*evidence == '%') {
      substitute(e, *++evidence, text + n, sizeof text - n);
      n += strlen(text + n);
    } else
      text[n++] = *evidence;
  text[n] = '\0';
  copy = malloc(n + 1);
  return copy ? memcpy(copy, text, n + 1) : NULL;
}

/* --- collecting ----------------------------------------------------------- */

static int is_like(ad_shape x, ad_shape y)
{
  return x.rows == y.rows && x.cols == y.cols;
}

/* What could not be made is no slip, and no failure. */
static int is_made(const ad_slip_edge *e, ad_sym paid)
{
  ad_algebra *w = e->slips->s->w;
  if (w->error.status == AD_EINPUT)
    w->error = (ad_error){0};
  return ad_sym_ready(w, paid) && paid != e->paid;
}

static void put(const ad_slip_edge *e, ad_mistake_code code, ad_sym paid,
                ad_slip_kind kind, const char *evidence)
{
  ad_slips *slips = e->slips;
  ad_algebra *w = slips->s->w;
  if (ad_grow((void **)&slips->list, &slips->room, slips->n, 1,
              sizeof *slips->list) != AD_OK) {
    ad_fail_memory(&w->error, slips->n * sizeof *slips->list);
    return;
  }
  char *text = fill_in(e, evidence);
  if (!text)
    ad_fail_memory(&w->error, sizeof *slips->list);
  else
    slips->list[slips->n++] = (ad_slip){e->i, e->k, kind, code, paid, text};
}

void ad_slip_add(const ad_slip_edge *e, ad_mistake_code code, ad_sym paid,
                 const char *evidence)
{
  const ad_slips *slips = e->slips;
  uint32_t to = ad_slip_operand(e, e->k);
  if (!is_made(e, paid))
    return;
  int fits = is_like(ad_slip_shape(e, paid),
                     ad_graph_shape(slips->s->g, (ad_ref){to}));
  if (fits || (to == slips->by && slips->uses[to] == 1))
    put(e, code, paid, fits ? AD_SLIP_PAID : AD_SLIP_WHOLE, evidence);
}

void ad_slip_whole(ad_slips *slips, uint32_t i, ad_mistake_code code,
                   ad_sym form, const char *evidence)
{
  const ad_node *node = &slips->s->g->nodes[i];
  ad_rule r = {.row = ad_op_get((ad_op)node->op)};
  ad_slip_edge e = {slips, &r, i, 0, slips->truth};
  if (is_made(&e, form))
    put(&e, code, form, AD_SLIP_WHOLE, evidence);
}

ad_sym ad_slip_named(const ad_slips *slips, size_t n, const char **name)
{
  ad_ref x;
  if (n >= slips->words->n_names)
    return AD_NO_SYM;
  *name = slips->words->names[n];
  return ad_graph_find(slips->s->g, *name, strlen(*name), &x)
           ? ad_sym_node(slips->s->w, x.index)
           : AD_NO_SYM;
}

/* Every edge, whatever the operation. */
static void slips_of_any(const ad_slip_edge *e)
{
  ad_algebra *w = e->slips->s->w;
  ad_rule ones = *e->r;
  ones.vbar = ad_sym_like(w, ad_sym_number(w, AD_ONE),
                          ad_graph_shape(e->slips->s->g, (ad_ref){e->i}));
  size_t uses = e->slips->uses[ad_slip_operand(e, e->k)];
  if (uses > 2)
    put(e, AD_MISTAKE_branch, e->paid, AD_SLIP_ONLY,
        "only the way from %A through %X is there");
  if (uses > 1) {
    ad_slip_add(e, AD_MISTAKE_branch,
                ad_sym_zeros(w, ad_slip_shape(e, e->paid)),
                "the way from %A through %X is forgotten");
    ad_slip_add(e, AD_MISTAKE_branch_twice,
                ad_sym_scale(w, ad_ratio_of(2), e->paid),
                "the way from %A through %X is counted twice");
  }
  ad_slip_add(e, AD_MISTAKE_sign, ad_sym_neg(w, e->paid),
              "the sign of the derivative of %X by %A");
  if (e->i != e->slips->of)
    ad_slip_add(e, AD_MISTAKE_upstream,
                ad_sweep_paid(e->slips->s, &ones, e->i, e->k),
                "what leads from %L to %X is missing");
}

/* What is paid where the slip is made. */
static ad_sym pay(const ad_slip_edge *e, const ad_slip *slip)
{
  const ad_graph *g = e->slips->s->g;
  if (e->i == slip->i && e->k == slip->k)
    return slip->paid;
  uint32_t to = g->operands[g->nodes[slip->i].operand + slip->k];
  return slip->kind == AD_SLIP_ONLY && ad_slip_operand(e, e->k) == to
           ? ad_sym_number(e->slips->s->w, AD_ZERO)
           : e->paid;
}

static ad_sym look(void *state, const ad_rule *r, uint32_t i, size_t k,
                   ad_sym paid)
{
  ad_slips *slips = state;
  ad_slip_edge e = {slips, r, i, k, paid};
  if (slips->now)
    return pay(&e, slips->now);
  slips->vbar[i] = r->vbar;
  if (!ad_sym_ready(slips->s->w, paid))
    return paid;
  slips_of_any(&e);
  if (r->row->kind == AD_KIND_elementwise)
    ad_slips_entrywise(&e);
  else
    ad_slips_matrix(&e);
  return paid;
}

/* --- sweeps --------------------------------------------------------------- */

static ad_status count_uses(ad_slips *slips)
{
  const ad_sym_sweep *s = slips->s;
  slips->uses = calloc((size_t)s->last + 1, sizeof *slips->uses);
  slips->vbar = malloc(((size_t)s->last + 1) * sizeof *slips->vbar);
  if (!slips->uses || !slips->vbar)
    return ad_fail_memory(&s->w->error, s->last * sizeof *slips->uses);
  memset(slips->vbar, 0xff, ((size_t)s->last + 1) * sizeof *slips->vbar);
  for (uint32_t i = 0; i <= s->last; i++) {
    const ad_node *x = &s->g->nodes[i];
    for (size_t k = 0; s->varied[i] && k < x->arity; k++)
      slips->uses[s->g->operands[x->operand + k]] +=
        (size_t)ad_sweep_has_edge(s, x, k);
  }
  return AD_OK;
}

/* The derivative with the slip. */
static ad_sym sweep(ad_slips *slips, ad_sym seed, const ad_slip *slip)
{
  ad_sym out = AD_NO_SYM;
  ad_ref by = {slips->by};
  if (slip->kind == AD_SLIP_WHOLE)
    return slip->paid;
  slips->now = slip;
  return ad_sym_reverse(slips->s, seed, 1, &by, &out) == AD_OK ? out
                                                              : AD_NO_SYM;
}

/* All of them as nodes of the builder, and then as suspects. */
static ad_status lower(ad_slips *slips, ad_builder *b, ad_sym *forms,
                       ad_suspects *out)
{
  const ad_algebra *w = slips->s->w;
  ad_shape *shapes = malloc((slips->n + 1) * sizeof *shapes);
  ad_ref *x = malloc((slips->n + 1) * sizeof *x);
  ad_status status = shapes && x ? AD_OK : AD_ENOMEM;
  for (size_t j = 0; status == AD_OK && j < slips->n; j++)
    shapes[j] = w->cells[forms[j]].shape;
  if (status == AD_OK)
    status = ad_sym_lower(slips->s->w, b, slips->n, forms, shapes, x);
  for (size_t j = 0; status == AD_OK && j < slips->n; j++)
    status = ad_suspect_add(out, b, slips->list[j].code, x[j], "%s",
                            slips->list[j].evidence);
  free(shapes);
  free(x);
  return status;
}

static ad_status sweep_all(ad_slips *slips, ad_sym seed, ad_builder *b,
                           ad_suspects *out)
{
  ad_status status = AD_OK;
  ad_sym *forms = malloc((slips->n + 1) * sizeof *forms);
  if (!forms)
    return AD_ENOMEM;
  for (size_t j = 0; j < slips->n && status == AD_OK; j++) {
    forms[j] = sweep(slips, seed, &slips->list[j]);
    status = slips->s->w->error.status;
  }
  if (status == AD_OK)
    status = lower(slips, b, forms, out);
  free(forms);
  return status;
}

/* The first sweep gives the truth. */
static ad_status run(ad_slips *slips, ad_builder *b, ad_expr **truth,
                     ad_suspects *out)
{
  ad_algebra *w = slips->s->w;
  ad_ref by = {slips->by};
  ad_sym seed = ad_sym_like(w, ad_sym_number(w, AD_ONE),
                            ad_graph_shape(w->g, (ad_ref){slips->of}));
  ad_status status = ad_sym_sweep_open(slips->s);
  if (status == AD_OK)
    status = count_uses(slips);
  slips->s->pays = look;
  slips->s->state = slips;
  if (status == AD_OK)
    status = ad_sym_reverse(slips->s, seed, 1, &by, &slips->truth);
  if (status == AD_OK)
    status = ad_slips_rules(slips);
  if (status == AD_OK)
    status = ad_form_expr(w, slips->truth, &written_out, truth, NULL);
  if (status == AD_EINPUT) /* too long to be written */
    status = AD_OK;
  return status == AD_OK ? sweep_all(slips, seed, b, out) : status;
}

/* Names are those of the sheet's graph, whose nodes the builder has, too. */
ad_status ad_slips_make(const ad_mistakes *m, ad_builder *b, ad_ref of,
                        ad_ref by, ad_expr **truth, ad_suspects *out,
                        ad_error *err)
{
  ad_algebra w;
  ad_sym_sweep s;
  *truth = NULL;
  ad_algebra_init(&w, ad_sheet_graph(m->sheet));
  ad_status status = ad_sym_sweep_init(&s, &w, of.index, 1, &by);
  ad_slips slips = {.s = &s, .of = of.index, .by = by.index,
                    .words = &m->words};
  if (status == AD_OK)
    status = run(&slips, b, truth, out);
  for (size_t j = 0; j < slips.n; j++)
    free(slips.list[j].evidence);
  free(slips.list);
  free(slips.uses);
  free(slips.vbar);
  if (w.error.status != AD_OK && err)
    *err = w.error;
  ad_sym_sweep_free(&s);
  ad_algebra_free(&w);
  return status;
}
