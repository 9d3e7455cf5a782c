/* SPDX-License-Identifier: GPL-3.0-or-later
   See origin.h.  A sweep back over the entries that are not finite: those
   that read no other one are origins. */
#include "origin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engines/edges.h"
#include "engines/value_data.h"
#include "graph/entry.h"

/* Of a product, or of running sums, with very many such entries, so many are
   followed: each reads a whole row and a whole column, or all before it. */
enum { MOST_PRODUCTS = 256 };

typedef struct tracer {
  const ad_program *p;
  const double *value;
  unsigned char *marked; /* marked[value_words]; NULL: nothing is marked   */
  ad_origin *to;         /* takes the operands; NULL: nobody wants them    */
  size_t found;          /* operand entries at fault                       */
} tracer;

static const ad_node *node_at(const tracer *t, uint32_t i)
{
  return &t->p->g->nodes[i];
}

/* The values of operand 1 (of the first, where there is one only). */
static const double *list_of(const tracer *t, const ad_node *x)
{
  return t->value +
         t->p->value[t->p->g->operands[x->operand + (x->arity > 1)]];
}

/* Which entry of which operand is entry e of x, where x only moves entries:
   false where it is a 0, or where x computes. */
static int find_source(const tracer *t, const ad_node *x, size_t e,
                       size_t *operand, size_t *from)
{
  const ad_graph *g = t->p->g;
  *operand = 0;
  if (ad_row_of(x)->form == AD_FORM_blocks) {
    *operand = ad_edges_block(g, x, e, from);
    return 1;
  }
  return ad_edges_move(g, x, list_of(t, x), e, from) && *from != AD_EDGES_NONE;
}

/* Was entry e of node i a number of the author's, perhaps cut out and put
   elsewhere since? */
static int is_given(const tracer *t, uint32_t i, size_t e)
{
  size_t o, from;
  for (;;) {
    const ad_node *x = node_at(t, i);
    if (ad_row_of(x)->kind == AD_KIND_source)
      return 1;
    if (!find_source(t, x, e, &o, &from))
      return 0;
    i = t->p->g->operands[x->operand + o];
    e = from;
  }
}

static int is_at_fault(const tracer *t, uint32_t i, size_t e, double value)
{
  return isnan(value) || (isinf(value) && !is_given(t, i, e));
}

/* --- operands ------------------------------------------------------------- */

/* Is x to be shown before y: not finite, or larger? */
static int is_stranger(double x, double y)
{
  if (isfinite(x) != isfinite(y))
    return !isfinite(x);
  return isfinite(x) && fabs(x) > fabs(y);
}

/* Keeps the entry: the strangest AD_ORIGIN_OPERANDS of them. */
static void keep(ad_origin *to, struct ad_origin_operand operand)
{
  size_t at = to->n_operands;
  while (at > 0 && is_stranger(operand.value, to->operands[at - 1].value))
    at--;
  if (at == AD_ORIGIN_OPERANDS)
    return;
  size_t last = to->n_operands < AD_ORIGIN_OPERANDS ? to->n_operands++
                                                    : AD_ORIGIN_OPERANDS - 1;
  for (size_t k = last; k > at; k--)
    to->operands[k] = to->operands[k - 1];
  to->operands[at] = operand;
}

/* Entry `from` of operand o of x is read. */
static void see(tracer *t, const ad_node *x, size_t o, size_t from)
{
  uint32_t i = t->p->g->operands[x->operand + o];
  size_t at = t->p->value[i] + from;
  if (t->to)
    keep(t->to, (struct ad_origin_operand){{i}, from, t->value[at]});
  if (!t->marked || !is_at_fault(t, i, from, t->value[at]))
    return;
  t->marked[at] = 1;
  t->found++;
}

static void see_elementwise(tracer *t, const ad_node *x, size_t e, double v)
{
  double a[3] = {0, 0, 0};
  size_t from[3] = {0, 0, 0};
  ad_op op = (ad_op)x->op;
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t i = t->p->g->operands[x->operand + o];
    from[o] = ad_entry_read(x, node_at(t, i), e / x->cols, e % x->cols);
    a[o] = t->value[t->p->value[i] + from[o]];
    if (t->to && t->to->n_operands < AD_ORIGIN_OPERANDS)
      t->to->operands[t->to->n_operands++] =
        (struct ad_origin_operand){{i}, from[o], a[o]};
  }
  for (unsigned o = 0; t->marked && o < x->arity; o++)
    if (!ad_op_selects(op) ||
        ad_op_partial(op, o, a[0], a[1], a[2], v) != 0)
      see(t, x, o, from[o]);
}

static void see_product(tracer *t, const ad_node *x, size_t e)
{
  const ad_node *a = ad_operand_of(t->p->g, x, 0);
  const ad_node *b = ad_operand_of(t->p->g, x, 1);
  size_t r = e / x->cols, c = e % x->cols;
  for (size_t q = 0; q < (x->at[0] ? a->rows : a->cols); q++) {
    see(t, x, 0, x->at[0] ? q * a->cols + r : r * a->cols + q);
    see(t, x, 1, x->at[1] ? c * b->cols + q : q * b->cols + c);
  }
}

/* Of a largest or smallest entry, only those are read that it is. */
static void see_group(tracer *t, const ad_node *x, size_t e, double v)
{
  ad_group z = ad_group_of(t->p->g, x, e);
  size_t from = t->p->value[t->p->g->operands[x->operand]];
  int selects = ad_op_selects((ad_op)x->op);
  for (size_t i = 0; i < z.count; i++) {
    double a = t->value[from + z.start + i * z.step];
    if (!selects || isnan(a) || a == v)
      see(t, x, 0, z.start + i * z.step);
  }
}

/* A running sum, and what stands before it. */
static void see_run(tracer *t, const ad_node *x, size_t e)
{
  size_t step = ad_entry_runs(x).step;
  size_t n = ad_entry_in_run(x, e);
  for (size_t i = 0; i <= n; i++)
    see(t, x, 0, e - i * step);
}

static void see_all(tracer *t, const ad_node *x)
{
  for (size_t o = 0; o < x->arity; o++)
    for (size_t i = 0; i < ad_entries(ad_operand_of(t->p->g, x, o)); i++)
      see(t, x, o, i);
}

/* All that entry e of node x reads. */
static void see_operands(tracer *t, const ad_node *x, size_t e, double v)
{
  size_t o, from;
  ad_form form = ad_row_of(x)->form;
  if (ad_is_elementwise(x))
    see_elementwise(t, x, e, v);
  else if (form == AD_FORM_product)
    see_product(t, x, e);
  else if (form == AD_FORM_reduce)
    see_group(t, x, e, v);
  else if (form == AD_FORM_running)
    see_run(t, x, e);
  else if (form == AD_FORM_classes)
    see(t, x, 0, e / x->cols);
  else if (ad_edges_whole(x))
    see_all(t, x);
  else if (find_source(t, x, e, &o, &from))
    see(t, x, o, from);
  else if (form == AD_FORM_list)
    see(t, x, 1, x->at[0] ? e % x->cols : e / x->cols);
}

ad_origin ad_origin_at(const ad_value *e, ad_ref x, size_t entry)
{
  ad_origin out = {.node = x, .entry = entry, .n_entries = 1,
                   .value = (double)NAN};
  if (!ad_value_at(e, x) || entry >= ad_entries(&e->program.g->nodes[x.index]))
    return out;
  out.value = ad_value_at(e, x)[entry];
  tracer t = {.p = &e->program, .value = e->memory.value, .to = &out};
  see_operands(&t, node_at(&t, x.index), entry, out.value);
  return out;
}

/* --- the sweep ------------------------------------------------------------ */

/* Puts an origin before those found already, which come later; the last one
   falls out where there is no room. */
static void put_first(ad_origin *out, size_t room, size_t found,
                      ad_origin origin)
{
  for (size_t k = found < room ? found : room - 1; k > 0; k--)
    out[k] = out[k - 1];
  out[0] = origin;
}

/* Follows the marked entries of node i; *first and *count: those of them that
   read nothing at fault. */
static void follow(tracer *t, uint32_t i, size_t *first, size_t *count)
{
  const ad_node *x = node_at(t, i);
  ad_form form = ad_row_of(x)->form;
  int product = form == AD_FORM_product || form == AD_FORM_running;
  size_t from = t->p->value[i], n = 0;
  *count = 0;
  for (size_t e = 0; e < ad_entries(x); e++) {
    if (!t->marked[from + e] || (product && n++ >= MOST_PRODUCTS))
      continue;
    t->found = 0;
    see_operands(t, x, e, t->value[from + e]);
    if (t->found == 0 && (*count)++ == 0)
      *first = e;
  }
}

static int mark_node(tracer *t, ad_ref x)
{
  size_t from = t->p->value[x.index];
  int any = 0;
  for (size_t e = 0; e < ad_entries(node_at(t, x.index)); e++)
    if (!isfinite(t->value[from + e]))
      any = t->marked[from + e] = 1;
  return any;
}

ad_status ad_origins(const ad_value *e, ad_ref x, size_t room, ad_origin *out,
                     size_t *n, ad_error *err)
{
  tracer t = {.p = &e->program, .value = e->memory.value};
  *n = 0;
  if (!ad_value_at(e, x))
    return ad_fail(err, AD_EINPUT, "there is no value of node %lu",
                   (unsigned long)x.index);
  t.marked = calloc(t.p->value_words + 1, 1);
  if (!t.marked)
    return ad_fail_memory(err, t.p->value_words + 1);
  if (mark_node(&t, x))
    for (uint32_t i = x.index + 1; i-- > 0;) {
      size_t first = 0, count = 0;
      if (ad_value_at(e, (ad_ref){i}))
        follow(&t, i, &first, &count);
      if (count == 0)
        continue;
      ad_origin origin = ad_origin_at(e, (ad_ref){i}, first);
      origin.n_entries = count;
      put_first(out, room, (*n)++, origin);
    }
  free(t.marked);
  return AD_OK;
}

/* --- overflow ------------------------------------------------------------- */

int ad_origin_overflows(const ad_value *e, const ad_origin *origin)
{
  static const double ordinary = 1e290;
  const ad_op_row *row = ad_op_get(ad_graph_op(e->program.g, origin->node));
  if (!row || !row->value)
    return 1;
  for (size_t o = 0; o < origin->n_operands; o++)
    for (int side = -1; side <= 1; side += 2) {
      double a[3] = {0, 0, 0};
      for (size_t k = 0; k < origin->n_operands; k++)
        a[k] = origin->operands[k].value;
      a[o] = a[o] == 0 ? side : a[o] * (1 + 1e-3 * side);
      if (fabs(row->value(a[0], a[1], a[2], 0)) < ordinary)
        return 0;
    }
  return 1;
}
