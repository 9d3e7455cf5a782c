/* SPDX-License-Identifier: GPL-3.0-or-later
   See edges.h. */
#include "engines/edges.h"

#include <stdlib.h>

#include "base/grow.h"
#include "graph/entry.h"

static const size_t none = AD_EDGES_NONE;

/* --- entries that move ---------------------------------------------------- */

/* Which entry of operand a is entry (r, c) of x; none where it is a 0.  `list`
   are the values of operand 1, of a gather node. */
typedef size_t moved(const ad_node *x, const ad_node *a, const double *list,
                     size_t r, size_t c);

static size_t turned(const ad_node *x, const ad_node *a, const double *list,
                     size_t r, size_t c)
{
  (void)x, (void)list;
  return c * a->cols + r;
}

static size_t cut(const ad_node *x, const ad_node *a, const double *list,
                  size_t r, size_t c)
{
  (void)list;
  return (x->at[0] + r) * a->cols + x->at[1] + c;
}

static size_t put(const ad_node *x, const ad_node *a, const double *list,
                  size_t r, size_t c)
{
  (void)list;
  if (r < x->at[0] || r - x->at[0] >= a->rows || c < x->at[1] ||
      c - x->at[1] >= a->cols)
    return none;
  return (r - x->at[0]) * a->cols + c - x->at[1];
}

static size_t reshaped(const ad_node *x, const ad_node *a, const double *list,
                       size_t r, size_t c)
{
  (void)a, (void)list;
  return r * x->cols + c;
}

static size_t diagonal(const ad_node *x, const ad_node *a, const double *list,
                       size_t r, size_t c)
{
  (void)list;
  if (ad_entries(x) <= ad_entries(a) && ad_entries(a) > 1)
    return r * (a->cols + 1); /* takes the diagonal of a matrix */
  return r == c ? r : none;
}

static size_t lower(const ad_node *x, const ad_node *a, const double *list,
                    size_t r, size_t c)
{
  (void)a, (void)list;
  return c <= r ? r * x->cols + c : none;
}

static size_t stretched(const ad_node *x, const ad_node *a,
                        const double *list, size_t r, size_t c)
{
  (void)list;
  return ad_entry_read(x, a, r, c);
}

static size_t listed(const ad_node *x, const ad_node *a, const double *list,
                     size_t r, size_t c)
{
  size_t at = x->at[0] ? ad_entry_listed(list[c], a->cols)
                       : ad_entry_listed(list[r], a->rows);
  if (at == SIZE_MAX)
    return none;
  return x->at[0] ? r * a->cols + at : at * a->cols + c;
}

static moved *const moves[] = {
  [AD_FORM_turn] = turned,         [AD_FORM_stretch] = stretched,
  [AD_FORM_cut] = cut,             [AD_FORM_put] = put,
  [AD_FORM_reshape] = reshaped,    [AD_FORM_diagonal] = diagonal,
  [AD_FORM_same] = lower,          [AD_FORM_list] = listed,
};

static moved *move_of(ad_form form)
{
  return form < sizeof moves / sizeof *moves ? moves[form] : NULL;
}

static ad_form form_of(const ad_node *x)
{
  return ad_row_of(x)->form;
}

int ad_edges_running(const ad_node *x)
{
  return form_of(x) == AD_FORM_running;
}

int ad_edges_whole(const ad_node *x)
{
  ad_form form = form_of(x);
  return !ad_is_elementwise(x) && form != AD_FORM_product &&
         form != AD_FORM_reduce && form != AD_FORM_running &&
         form != AD_FORM_blocks &&
         form != AD_FORM_classes && !move_of(form);
}

/* --- room ----------------------------------------------------------------- */

static size_t larger(size_t x, size_t y)
{
  return x > y ? x : y;
}

/* How many edges an entry of a node of g has at most; *words: entries of
   the largest operand of a reduction. */
static size_t room_of(const ad_graph *g, size_t *words)
{
  size_t room = 3;
  *words = 1;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (x->arity == 0)
      continue;
    const ad_node *a = ad_operand_of(g, x, 0);
    if (form_of(x) == AD_FORM_product)
      room = larger(room, 2 * larger(a->rows, a->cols));
    if (form_of(x) == AD_FORM_running)
      room = larger(room, ad_entry_runs(x).length);
    if (form_of(x) == AD_FORM_reduce)
      *words = larger(*words, ad_entries(a));
  }
  return larger(room, *words);
}

size_t ad_edges_bytes(const ad_program *p)
{
  size_t words, room = room_of(p->g, &words);
  return room * sizeof(struct ad_entry_edge) + 2 * words * sizeof(double);
}

ad_status ad_edges_init(ad_edges *w, const ad_program *p, ad_memory *m,
                        const size_t *place, ad_error *err)
{
  *w = (ad_edges){.p = p, .m = m, .place = place};
  w->room = room_of(p->g, &w->words);
  w->list = ad_array(w->room, sizeof *w->list);
  w->ones = ad_array(w->words, sizeof *w->ones);
  w->partials = ad_array(w->words, sizeof *w->partials);
  if (!w->list || !w->ones || !w->partials)
    return ad_fail_memory(err, ad_edges_bytes(p));
  for (size_t i = 0; i < w->words; i++)
    w->ones[i] = 1;
  return AD_OK;
}

void ad_edges_free(ad_edges *w)
{
  free(w->list);
  free(w->ones);
  free(w->partials);
}

/* --- edges ---------------------------------------------------------------- */

/* Lies the adjoint of operand o in the place of x's?  Then it has all that it
   can receive. */
static int is_same(const ad_edges *w, size_t o)
{
  const unsigned char *use = w->p->use;
  return use && use[w->x->operand + o] == AD_USE_SAME;
}

/* Place of entry `from` of operand o. */
static size_t place_of(const ad_edges *w, size_t o, size_t from)
{
  return w->place[w->p->g->operands[w->x->operand + o]] + from;
}

static size_t elementwise_edges(ad_edges *w, size_t e)
{
  const ad_graph *g = w->p->g;
  const ad_node *x = w->x;
  double a[3] = {0, 0, 0};
  size_t from[3] = {0, 0, 0}, n = 0;
  for (size_t o = 0; o < x->arity; o++) {
    from[o] = ad_entry_read(x, ad_operand_of(g, x, o), e / x->cols,
                            e % x->cols);
    a[o] = w->m->x[o][from[o]];
  }
  for (unsigned o = 0; o < x->arity; o++) {
    if (!ad_edge_active(g, x, o) || is_same(w, o))
      continue;
    double p = ad_op_partial((ad_op)x->op, o, a[0], a[1], a[2], w->v[e]);
    if (p != 0 || !ad_op_selects((ad_op)x->op))
      w->list[n++] = (struct ad_entry_edge){place_of(w, o, from[o]), p};
  }
  return n;
}

static size_t product_edges(ad_edges *w, size_t e)
{
  const ad_graph *g = w->p->g;
  const ad_node *x = w->x, *a = ad_operand_of(g, x, 0),
                *b = ad_operand_of(g, x, 1);
  size_t r = e / x->cols, c = e % x->cols, n = 0;
  int left = ad_edge_active(g, x, 0), right = ad_edge_active(g, x, 1);
  for (size_t q = 0; q < (x->at[0] ? a->rows : a->cols); q++) {
    size_t l = x->at[0] ? q * a->cols + r : r * a->cols + q;
    size_t m = x->at[1] ? c * b->cols + q : q * b->cols + c;
    if (left)
      w->list[n++] = (struct ad_entry_edge){place_of(w, 0, l), w->m->x[1][m]};
    if (right)
      w->list[n++] = (struct ad_entry_edge){place_of(w, 1, m), w->m->x[0][l]};
  }
  return n;
}

/* A running sum reads what stands before it and its own entry. */
static size_t running_edges(ad_edges *w, size_t e)
{
  size_t step = ad_entry_runs(w->x).step, n = 0;
  size_t i = ad_entry_in_run(w->x, e);
  for (size_t from = e; n <= i; from -= step)
    w->list[n++] = (struct ad_entry_edge){place_of(w, 0, from), 1};
  return n;
}

static size_t reduction_edges(ad_edges *w, size_t e)
{
  ad_group z = ad_group_of(w->p->g, w->x, e);
  int selects = ad_op_selects((ad_op)w->x->op);
  size_t n = 0;
  for (size_t i = 0; i < z.count; i++) {
    double p = w->partials[z.start + i * z.step];
    if (p != 0 || !selects)
      w->list[n++] =
        (struct ad_entry_edge){place_of(w, 0, z.start + i * z.step), p};
  }
  return n;
}

size_t ad_edges_block(const ad_graph *g, const ad_node *x, size_t e,
                      size_t *from)
{
  const size_t *across = g->layouts + x->at[0] + 1;
  size_t r = e / x->cols, c = e % x->cols, o = 0;
  while (r >= ad_operand_of(g, x, o)->rows) {
    r -= ad_operand_of(g, x, o)->rows;
    o += *across++;
  }
  while (c >= ad_operand_of(g, x, o)->cols)
    c -= ad_operand_of(g, x, o++)->cols;
  *from = r * ad_operand_of(g, x, o)->cols + c;
  return o;
}

static size_t block_edges(ad_edges *w, size_t e)
{
  size_t from, o = ad_edges_block(w->p->g, w->x, e, &from);
  if (!ad_edge_active(w->p->g, w->x, o))
    return 0;
  w->list[0] = (struct ad_entry_edge){place_of(w, o, from), 1};
  return 1;
}

int ad_edges_move(const ad_graph *g, const ad_node *x, const double *list,
                  size_t e, size_t *from)
{
  moved *move = ad_is_elementwise(x) ? NULL : move_of(form_of(x));
  if (!move)
    return 0;
  *from = move(x, ad_operand_of(g, x, 0), list, e / x->cols, e % x->cols);
  return 1;
}

static size_t move_edges(ad_edges *w, size_t e)
{
  size_t from;
  if (!ad_edges_move(w->p->g, w->x, w->m->x[1], e, &from) || from == none ||
      is_same(w, 0))
    return 0;
  w->list[0] = (struct ad_entry_edge){place_of(w, 0, from), 1};
  return 1;
}

void ad_edges_node(ad_edges *w, uint32_t i)
{
  const ad_node *x = &w->p->g->nodes[i];
  w->x = x;
  w->v = w->m->value + w->p->value[i];
  ad_program_operands(w->p, w->m, x);
  if (form_of(x) != AD_FORM_reduce)
    return;
  ad_call c = ad_program_call(w->p, w->m, x);
  ad_program_kernels(w->p, x)->adjoint(&c, 0, 1, 1, w->partials, w->ones,
                                       w->v, w->m->x);
}

size_t ad_edges_entry(ad_edges *w, size_t e)
{
  if (ad_is_elementwise(w->x))
    return elementwise_edges(w, e);
  switch (form_of(w->x)) {
  case AD_FORM_product:
    return product_edges(w, e);
  case AD_FORM_reduce:
    return reduction_edges(w, e);
  case AD_FORM_running:
    return running_edges(w, e);
  case AD_FORM_blocks:
    return block_edges(w, e);
  case AD_FORM_classes:
    return 0;
  default:
    return move_edges(w, e);
  }
}

size_t ad_edges_instr(ad_edges *w, const ad_instr *in, size_t slot)
{
  const double *value = w->m->value;
  const size_t from[3] = {in->a, in->b, in->c};
  ad_op op = (ad_op)(in->code >> 3);
  size_t n = 0;
  for (unsigned o = 0; o < 3; o++) {
    if (!(in->code >> o & 1))
      continue;
    double p = op >= AD_OP_elementwise
                 ? ad_op_partial(op, o, value[in->a], value[in->b],
                                 value[in->c], value[slot])
                 : 1; /* an entry that is cut out */
    if (p != 0 || !ad_op_selects(op))
      w->list[n++] = (struct ad_entry_edge){from[o], p};
  }
  return n;
}
