/* SPDX-License-Identifier: GPL-3.0-or-later
   See chains.h: which adjoints get a name, then the ways between them. */
#include "explain/chains.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/targets.h"
#include "host/exits.h"

enum { WRITTEN_MOST = 88, WRITTEN_STEPS = 48 };

/* --- chains --------------------------------------------------------------- */

/* How many links lead up from link k to where the chain begins. */
static size_t length_of(const struct links *l, const unsigned char *marks,
                        const struct link *k)
{
  size_t n = 1;
  for (size_t x = k->local.of.index; !marks[x] && links_up(l, x) > 0; n++)
    x = l->link[l->up[l->up_first[x]]].local.of.index;
  return n;
}

static ad_status make_chain(struct chains *c, const unsigned char *marks,
                            size_t last, struct chain *out, ad_error *err)
{
  struct links *l = &c->links;
  const struct link *k = &l->link[last];
  ad_status status = AD_OK;
  out->n = length_of(l, marks, k);
  out->links = memory_new(out->n, sizeof(const struct link *));
  for (size_t i = out->n; i-- > 0;) {
    out->links[i] = k;
    out->from = k->local.of;
    if (status == AD_OK)
      status = links_write(l, out->from, err);
    if (i > 0)
      k = &l->link[l->up[l->up_first[out->from.index]]];
  }
  return status;
}

static void multiply(const struct links *l, struct chain *c)
{
  const char *name = l->adjoint[c->from.index];
  char *latex = links_adjoint_latex(l, c->from);
  c->order = name ? order_begin(name, latex, c->links[0]->local.from)
                  : order_empty();
  for (size_t i = 0; i < c->n; i++)
    order_apply(&c->order, c->links[i]->local.n, c->links[i]->local.factors);
  order_end(&c->order);
  free(latex);
}

static ad_status make_target(struct chains *c, const unsigned char *marks,
                             ad_ref node, int full, struct target *t,
                             ad_error *err)
{
  struct links *l = &c->links;
  const struct explained *e = l->e;
  ad_status status = AD_OK;
  t->node = node;
  t->is_wrt = (marks[node.index] & TARGET_WRT) != 0;
  t->delta = l->adjoint[node.index];
  t->delta_latex = links_adjoint_latex(l, t->node);
  t->derivative = link_name(e, explain_output_node(e), t->node);
  t->readers = links_down(l, node.index);
  t->n_chains = links_up(l, node.index);
  t->n = full || t->n_chains <= CHAINS_MOST + 1 ? t->n_chains : CHAINS_MOST;
  t->chains = memory_new(t->n, sizeof *t->chains);
  for (size_t i = 0; i < t->n && status == AD_OK; i++)
    status = make_chain(c, marks, l->up[l->up_first[node.index] + i],
                        &t->chains[i], err);
  return status;
}

/* Which of n targets are written. */
static int is_left_out(size_t i, size_t n, int full)
{
  return !full && n > TARGETS_MOST && i >= TARGETS_FIRST &&
         i < n - TARGETS_LAST;
}

static ad_status make_targets(struct chains *c, const unsigned char *marks,
                              int full, ad_error *err)
{
  ad_ref *order = targets_order(&c->links, marks, &c->n_targets);
  ad_status status = AD_OK;
  c->targets = memory_new(c->n_targets, sizeof *c->targets);
  for (size_t i = 0; i < c->n_targets && status == AD_OK; i++)
    if (!is_left_out(i, c->n_targets, full))
      status = make_target(c, marks, order[i], full,
                           &c->targets[c->n++], err);
  free(order);
  return status;
}

/* --- texts ---------------------------------------------------------------- */

/* The sum of the chains, where all of them are written. */
static void add_up(struct target *t)
{
  int written = t->n == t->n_chains;
  for (size_t i = 0; i < t->n; i++)
    written = written && t->chains[i].order.written;
  if (!written)
    return;
  t->text = memory_copy("");
  t->latex = memory_copy("");
  for (size_t i = 0; i < t->n; i++) {
    char *term = order_text(&t->chains[i].order);
    char *latex = order_latex(&t->chains[i].order);
    int negative = term[0] == '-' && latex[0] == '-';
    const char *sign = negative ? " - " : " + ";
    int from = negative && i > 0;
    memory_append(&t->text, sign, memory_copy(term + from));
    memory_append(&t->latex, sign, memory_copy(latex + from));
    free(term);
    free(latex);
  }
}

static void begin_lines(const struct explained *e, double beside,
                        struct target *t)
{
  t->line = (struct explain_line){.left = t->derivative, .right = t->text,
                                  .by = t->node, .off = (double)NAN,
                                  .shape = ad_graph_shape(e->graph, t->node),
                                  .beside = beside};
  explain_measure(e, &t->line);
  t->out = t->line;
  t->out.right = t->written;
}

/* Formulas where their paths are few; of what has a name only where that is
   shorter than the chain. */
static ad_status write_out(struct chains *c, ad_error *err)
{
  const struct links *l = &c->links;
  ad_status status = AD_OK;
  for (size_t i = 0; i < c->n && status == AD_OK; i++) {
    struct target *t = &c->targets[i];
    size_t most = t->is_wrt ? WRITTEN_MOST
                  : t->text ? strlen(t->text) - 1
                            : 0;
    if (most > 0 && l->paths.steps[t->node.index] <= WRITTEN_STEPS)
      status = ad_locals_written(l->locals, 1, &t->node, most, &t->written,
                                 &t->written_latex, err);
  }
  return status;
}

/* --- the proof ------------------------------------------------------------ */

static ad_status read_targets(struct chains *c, struct again *a, ad_error *err)
{
  const struct links *l = &c->links;
  ad_status status = AD_OK;
  for (size_t i = 0; i < ad_graph_size(l->e->graph); i++)
    if (l->adjoint[i])
      again_give(a, l->adjoint[i],
                 ad_graph_shape(l->e->graph, (ad_ref){(uint32_t)i}),
                 ad_trace_adjoint(l->e->trace, (ad_ref){(uint32_t)i}));
  for (size_t i = 0; i < c->n && status == AD_OK; i++) {
    status = again_read(a, &c->targets[i].line, NULL, err);
    if (status == AD_OK)
      status = again_read(a, &c->targets[i].out, NULL, err);
  }
  return status;
}

static ad_status prove(struct chains *c, ad_error *err)
{
  struct again a;
  ad_status status = again_begin(&a, c->links.e, err);
  if (status == AD_OK)
    status = read_targets(c, &a, err);
  if (status == AD_OK)
    status = again_compute(&a, err);
  again_end(&a);
  return status;
}

/* --- the whole ------------------------------------------------------------ */

static void count_factors(struct chains *c)
{
  const struct links *l = &c->links;
  c->n_links = l->n;
  for (size_t i = 0; i < l->e->n_wrts; i++)
    c->n_alone += l->paths.steps[explain_wrt_node(l->e, i).index];
}

/* Texts that read an adjoint often give it a name: they have to be known. */
static ad_status write_few(struct links *l, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < ad_graph_size(l->e->graph) && l->n <= LINKS_MOST; i++)
    if (links_down(l, i) > 0 && status == AD_OK)
      status = links_write(l, (ad_ref){(uint32_t)i}, err);
  return status;
}

ad_status chains_new(struct chains *c, const struct explained *e, int full,
                     ad_error *err)
{
  *c = (struct chains){0};
  ad_status status = links_new(&c->links, e, err);
  if (status == AD_OK)
    status = write_few(&c->links, err);
  if (status != AD_OK)
    return status;
  unsigned char *marks = targets_find(&c->links);
  targets_name(&c->links, marks);
  status = make_targets(c, marks, full, err);
  free(marks);
  count_factors(c);
  for (size_t i = 0; i < c->n && status == AD_OK; i++) {
    struct target *t = &c->targets[i];
    for (size_t k = 0; k < t->n; k++)
      multiply(&c->links, &t->chains[k]);
    add_up(t);
  }
  if (status == AD_OK)
    status = write_out(c, err);
  for (size_t i = 0; i < c->n; i++)
    begin_lines(e, c->links.beside, &c->targets[i]);
  if (status == AD_OK)
    status = links_prove(&c->links, err);
  return status == AD_OK ? prove(c, err) : status;
}

static ad_status links_alone(struct links *l, const struct explained *e,
                             ad_error *err)
{
  ad_status status = links_new(l, e, err);
  if (status == AD_OK)
    status = write_few(l, err);
  return status == AD_OK ? links_prove(l, err) : status;
}

/* Where there is something to go to; chains only of a number. */
ad_status explain_chains(struct explained *e, int full, ad_error *err)
{
  if (e->n_wrts == 0)
    return AD_OK;
  if (e->parts[e->of.part].entries == 1 && !e->cotangent) {
    e->chains = memory_new(1, sizeof *e->chains);
    e->links = &e->chains->links;
    return chains_new(e->chains, e, full, err);
  }
  e->links = memory_new(1, sizeof *e->links);
  return links_alone(e->links, e, err);
}

static void target_free(struct target *t)
{
  for (size_t i = 0; i < t->n; i++) {
    free(t->chains[i].links);
    order_free(&t->chains[i].order);
  }
  free(t->chains);
  free(t->derivative);
  free(t->delta_latex);
  free(t->text);
  free(t->latex);
  free(t->written);
  free(t->written_latex);
  free(t->line.value); /* that of `out`, too */
}

void chains_free(struct chains *c)
{
  for (size_t i = 0; i < c->n; i++)
    target_free(&c->targets[i]);
  free(c->targets);
  links_free(&c->links);
}
