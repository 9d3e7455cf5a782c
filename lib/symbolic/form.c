/* SPDX-License-Identifier: GPL-3.0-or-later
   The arena of forms: equal ones once, and lists of operands.  Read form.h
   before. */
#include "symbolic/form.h"

#include <stdlib.h>
#include <string.h>

void ad_algebra_init(ad_algebra *w, const ad_graph *g)
{
  *w = (ad_algebra){.g = g};
}

void ad_algebra_free(ad_algebra *w)
{
  free(w->cells);
  free(w->operands);
  free(w->weights);
  free(w->buckets);
}

/* --- equal forms -------------------------------------------------------- */

static uint64_t mixed(uint64_t hash, uint64_t x)
{
  hash = (hash ^ x) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

static uint64_t hash_of_ratio(ad_ratio x)
{
  uint64_t bits[sizeof x / sizeof(uint64_t)], hash = 0;
  memcpy(bits, &x, sizeof bits);
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    hash = mixed(hash, bits[i]);
  return hash;
}

static int is_unordered(const ad_cell *x)
{
  return x->kind == AD_SYM_sum || x->kind == AD_SYM_product;
}

/* Sums and products are the same in any order of their operands. */
static uint64_t hash_of(const ad_cell *x, size_t n, const ad_sym *operands,
                        const ad_ratio *weights)
{
  uint64_t hash = mixed(x->kind, x->op), sum = 0;
  hash = mixed(hash, x->shape.rows);
  hash = mixed(hash, x->shape.cols);
  hash = mixed(hash, mixed(x->at[0], x->at[1]));
  hash = mixed(hash, hash_of_ratio(x->number));
  for (size_t k = 0; k < n; k++) {
    uint64_t one = mixed(operands[k], weights ? hash_of_ratio(weights[k]) : k);
    sum += mixed(one, 0x5bd1e995u);
  }
  return mixed(hash, sum);
}

/* Is operand x, with this weight, among those of the form y? */
static int has_operand(const ad_algebra *w, const ad_cell *y, ad_sym x,
                       ad_ratio weight)
{
  for (size_t k = 0; k < y->n; k++)
    if (w->operands[y->first + k] == x)
      return ad_ratio_same(w->weights[y->first + k], weight);
  return 0;
}

static int same_operands(const ad_algebra *w, const ad_cell *y, size_t n,
                         const ad_sym *operands, const ad_ratio *weights)
{
  if (!is_unordered(y))
    return n == 0 ||
           memcmp(w->operands + y->first, operands, n * sizeof *operands) == 0;
  for (size_t k = 0; k < n; k++)
    if (!has_operand(w, y, operands[k], weights[k]))
      return 0;
  return 1;
}

/* What sizes are called is no difference to what is computed. */
static int same_shape(const ad_algebra *w, ad_sym_shape x, ad_sym_shape y)
{
  return ad_shape_same(x, y) && !x.unit_rows == !y.unit_rows &&
         !x.unit_cols == !y.unit_cols &&
         (!w->open || (x.row_size == y.row_size && x.col_size == y.col_size));
}

static int is_same(const ad_algebra *w, const ad_cell *x, const ad_cell *y,
                   size_t n, const ad_sym *operands, const ad_ratio *weights)
{
  return x->kind == y->kind && x->op == y->op && y->n == n &&
         same_shape(w, x->shape, y->shape) && x->at[0] == y->at[0] &&
         x->at[1] == y->at[1] &&
         memcmp(&x->number, &y->number, sizeof x->number) == 0 &&
         same_operands(w, y, n, operands, weights);
}

static uint64_t hash_of_cell(const ad_algebra *w, const ad_cell *x)
{
  return hash_of(x, x->n, w->operands + x->first,
                 is_unordered(x) ? w->weights + x->first : NULL);
}

/* As many buckets as forms, at least. */
static ad_status widen(ad_algebra *w)
{
  size_t n = w->n_buckets ? 4 * w->n_buckets : 256;
  if (w->n < w->n_buckets)
    return AD_OK;
  ad_sym *buckets = malloc(n * sizeof *buckets);
  if (!buckets)
    return AD_ENOMEM;
  for (size_t i = 0; i < n; i++)
    buckets[i] = AD_NO_SYM;
  for (size_t i = 0; i < w->n; i++) {
    size_t at = hash_of_cell(w, &w->cells[i]) % n;
    w->cells[i].next = buckets[at];
    buckets[at] = (ad_sym)i;
  }
  free(w->buckets);
  w->buckets = buckets;
  w->n_buckets = n;
  return AD_OK;
}

/* What is read in x, each as often as it is read; of forms as long the one with
   fewer cuts, each of which is a line more, is the shorter one. */
static double measure_of(const ad_algebra *w, const ad_cell *x)
{
  double measure = x->kind == AD_SYM_product || x->kind == AD_SYM_sum ? 0 : 1;
  if (x->kind == AD_SYM_cut)
    return 1 + 1.0 / 1024;
  for (size_t k = 0; k < x->n; k++) {
    ad_ratio weight = w->weights[x->first + k];
    double once = w->cells[w->operands[x->first + k]].measure;
    measure += x->kind == AD_SYM_product ? once * (weight.num < 0 ? -weight.num
                                                                  : weight.num)
               : x->kind == AD_SYM_sum && weight.num != 1 && weight.num != -1
                 ? once + 1
                 : once;
  }
  return measure;
}

static ad_status append(ad_algebra *w, const ad_cell *parts, size_t n,
                        const ad_sym *operands, const ad_ratio *weights)
{
  if (w->n >= AD_NO_SYM - 1 || widen(w) != AD_OK ||
      ad_grow((void **)&w->cells, &w->room, w->n, 1, sizeof *w->cells) !=
        AD_OK ||
      ad_grow((void **)&w->operands, &w->room_operands, w->n_operands, n,
              sizeof *w->operands) != AD_OK ||
      ad_grow((void **)&w->weights, &w->room_weights, w->n_operands, n,
              sizeof *w->weights) != AD_OK)
    return AD_ENOMEM;
  ad_cell *x = &w->cells[w->n];
  *x = *parts;
  x->n = n;
  x->first = w->n_operands;
  for (size_t k = 0; k < n; k++) {
    w->operands[w->n_operands] = operands[k];
    w->weights[w->n_operands++] = weights ? weights[k] : AD_ONE;
  }
  x->measure = measure_of(w, x);
  x->mark = x->stamp = 0;
  x->twin = x->named = x->next_named = AD_NO_SYM;
  return AD_OK;
}

ad_sym ad_sym_intern(ad_algebra *w, const ad_cell *parts, size_t n,
                     const ad_sym *operands, const ad_ratio *weights)
{
  for (size_t k = 0; k < n; k++)
    if (!ad_sym_ready(w, operands[k]))
      return AD_NO_SYM;
  if (w->error.status != AD_OK)
    return AD_NO_SYM;
  uint64_t hash = hash_of(parts, n, operands, weights);
  if (w->n_buckets > 0)
    for (ad_sym i = w->buckets[hash % w->n_buckets]; i != AD_NO_SYM;
         i = w->cells[i].next)
      if (is_same(w, parts, &w->cells[i], n, operands, weights))
        return i;
  if (append(w, parts, n, operands, weights) != AD_OK) {
    ad_fail_memory(&w->error, w->n * sizeof *w->cells);
    return AD_NO_SYM;
  }
  size_t at = hash % w->n_buckets;
  w->cells[w->n].next = w->buckets[at];
  w->buckets[at] = (ad_sym)w->n;
  return (ad_sym)w->n++;
}

/* --- lists -------------------------------------------------------------- */

void ad_sym_list_start(ad_algebra *w, ad_sym_list *list)
{
  *list = (ad_sym_list){0};
  w->stamp++;
}

void ad_sym_list_add(ad_algebra *w, ad_sym_list *list, ad_sym x, ad_ratio c)
{
  ad_cell *cell = &w->cells[x];
  if (cell->stamp == w->stamp) {
    list->c[cell->mark] = ad_ratio_plus(list->c[cell->mark], c);
    return;
  }
  if (ad_grow((void **)&list->x, &list->room, list->n, 1, sizeof *list->x) !=
        AD_OK ||
      ad_grow((void **)&list->c, &list->room_weights, list->n, 1,
              sizeof *list->c) != AD_OK) {
    ad_fail_memory(&w->error, list->n * sizeof *list->c);
    return;
  }
  cell->stamp = w->stamp;
  cell->mark = list->n;
  list->x[list->n] = x;
  list->c[list->n++] = c;
}

void ad_sym_list_free(ad_sym_list *list)
{
  free(list->x);
  free(list->c);
}

/* --- the simplest ones -------------------------------------------------- */

ad_sym ad_sym_number(ad_algebra *w, ad_ratio x)
{
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_number, .shape = AD_SCALAR,
                                     .number = x}, 0, NULL, NULL);
}

ad_sym_shape ad_sym_shape_of(const ad_algebra *w, uint32_t x)
{
  ad_shape s = ad_graph_shape(w->g, (ad_ref){x});
  const unsigned char *axes = w->g->sizes.axes;
  return (ad_sym_shape){s.rows, s.cols, s.unit_rows, s.unit_cols,
                        axes ? axes[2 * (size_t)x] : 0,
                        axes ? axes[2 * (size_t)x + 1] : 0};
}

/* A number of the graph; of what is to be read, as it was written. */
static ad_sym constant(ad_algebra *w, uint32_t i, double value)
{
  ad_ratio number = w->open ? ad_ratio_near(value) : ad_ratio_of(value);
  number.of = ad_size_of_constant(w->g, i);
  return ad_sym_number(w, number);
}

/* What ad_shifted adds to a node is no part of what is to be read. */
static int is_shift(const ad_algebra *w, const ad_node *x)
{
  return w->open && x->op == AD_OP_leaf && w->g->kinds[x->at[0]] == AD_SHIFT;
}

ad_sym ad_sym_node(ad_algebra *w, uint32_t x)
{
  const ad_node *node = &w->g->nodes[x];
  if (is_shift(w, node))
    return ad_sym_zeros(w, ad_sym_shape_of(w, x));
  if (node->op == AD_OP_constant && ad_entries(node) == 1)
    return constant(w, x, w->g->numbers[node->at[0]]);
  if (node->op == AD_OP_expand) { /* zeros, ones */
    ad_sym of = ad_sym_node(w, w->g->operands[node->operand]);
    if (of != AD_NO_SYM && ad_sym_is_number(w, of))
      return ad_sym_like(w, of, ad_sym_shape_of(w, x));
  }
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_node, .at = {x},
                                     .nonzero = w->nonzero && w->nonzero[x],
                                     .shape = ad_sym_shape_of(w, x)},
                       0, NULL, NULL);
}

/* Longer than this, a form is not copied into those that read it. */
static const double SHORT = 2.5, READABLE = 24.5;

ad_sym ad_sym_cut(ad_algebra *w, ad_sym x, uint32_t of)
{
  double most = w->open && !ad_graph_name(w->g, (ad_ref){of})[0] ? READABLE
                                                                 : SHORT;
  if (!ad_sym_ready(w, x) || w->whole || w->cells[x].measure <= most ||
      w->cells[x].kind == AD_SYM_cut)
    return x;
  ad_ratio c = AD_ONE; /* a line of an open arena is the whole adjoint */
  ad_sym core = w->open ? x : ad_sym_core(w, x, &c);
  ad_cell parts = {.kind = AD_SYM_cut, .at = {of},
                   .shape = w->cells[core].shape};
  return ad_sym_scale(w, c, ad_sym_intern(w, &parts, 1, &core, NULL));
}

int ad_sym_is_zero(const ad_algebra *w, ad_sym x)
{
  const ad_cell *cell = &w->cells[x];
  if (cell->kind == AD_SYM_call && cell->op == AD_OP_expand)
    cell = &w->cells[w->operands[cell->first]];
  return cell->kind == AD_SYM_number && cell->number.num == 0;
}

ad_sym ad_sym_core(ad_algebra *w, ad_sym x, ad_ratio *c)
{
  const ad_cell *cell = &w->cells[x];
  *c = cell->kind == AD_SYM_number || cell->kind == AD_SYM_scale ? cell->number
                                                                 : AD_ONE;
  if (cell->kind == AD_SYM_number)
    return ad_sym_number(w, AD_ONE);
  return cell->kind == AD_SYM_scale ? w->operands[cell->first] : x;
}
