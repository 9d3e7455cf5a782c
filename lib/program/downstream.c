/* SPDX-License-Identifier: GPL-3.0-or-later
   See downstream.h. */
#include "base/grow.h"
#include "program/downstream.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Instructions between two that are reached, but not many, are run as well:
   they give what stands there already, and a piece less is to be kept. */
enum { GAP = 16 };

static size_t most_pieces(const ad_program *all)
{
  return all->n_pieces + all->n_code / GAP + 1;
}

size_t ad_downstream_bytes(const ad_program *all)
{
  return most_pieces(all) * sizeof *all->pieces + all->value_words;
}

ad_status ad_downstream_init(ad_downstream *d, const ad_program *all,
                             ad_error *err)
{
  *d = (ad_downstream){.all = all, .part = *all};
  d->part.n_pieces = 0;
  d->part.pieces = ad_array(most_pieces(all), sizeof *all->pieces);
  d->reached = ad_array(all->value_words + 1, 1);
  return d->part.pieces && d->reached
           ? AD_OK
           : ad_fail_memory(err, ad_downstream_bytes(all));
}

/* The code, and all else, is the whole program's. */
void ad_downstream_free(ad_downstream *d)
{
  free(d->part.pieces);
  free(d->reached);
}

/* --- what is reached ------------------------------------------------------ */

static void add_piece(ad_downstream *d, const ad_piece *piece)
{
  d->part.pieces[d->part.n_pieces++] = *piece;
}

/* Instructions first .. end - 1 of a piece. */
static void add_run(ad_downstream *d, const ad_piece *piece, size_t first,
                    size_t end)
{
  ad_piece run = *piece;
  run.code += first;
  run.slot += first;
  run.count = end - first;
  if (run.count > 0)
    add_piece(d, &run);
}

static void follow_run(ad_downstream *d, const ad_piece *piece)
{
  const ad_instr *code = d->all->code + piece->code;
  unsigned char *reached = d->reached, *results = reached + piece->slot;
  size_t first = 0, end = 0; /* of the run at hand                         */
  for (size_t i = 0; i < piece->count; i++) {
    results[i] = reached[code[i].a] | reached[code[i].b] | reached[code[i].c];
    if (!results[i])
      continue;
    if (i >= end + GAP) {
      add_run(d, piece, first, end);
      first = i;
    }
    if (end == 0)
      first = i;
    end = i + 1;
  }
  add_run(d, piece, first, end);
}

/* Is something reached of what node x reads of operand a, which lies at
   `place`?  A slice reads a part. */
static int reads_reached(const ad_downstream *d, const ad_node *x,
                         const ad_node *a, size_t place)
{
  const unsigned char *reached = d->reached + place;
  if (x->op != AD_OP_slice)
    return memchr(reached, 1, ad_entries(a)) != NULL;
  for (size_t i = x->at[0]; i < x->at[0] + x->rows; i++)
    if (memchr(reached + i * a->cols + x->at[1], 1, x->cols))
      return 1;
  return 0;
}

static int is_reached(const ad_downstream *d, const ad_node *x)
{
  const ad_graph *g = d->all->g;
  int any = 0;
  for (size_t k = 0; k < x->arity && !any; k++) {
    uint32_t o = g->operands[x->operand + k];
    any = reads_reached(d, x, &g->nodes[o], d->all->value[o]);
  }
  return any;
}

/* A step, or a chain of them. */
static void follow_steps(ad_downstream *d, const ad_piece *first)
{
  const ad_node *nodes = d->all->g->nodes;
  int any = 0;
  for (size_t i = 0; i < first->chain && !any; i++)
    any = is_reached(d, &nodes[first[i].node]);
  for (size_t i = 0; any && i < first->chain; i++) {
    add_piece(d, &first[i]);
    memset(d->reached + d->all->value[first[i].node], 1,
           ad_entries(&nodes[first[i].node]));
  }
}

void ad_downstream_aim(ad_downstream *d, size_t slot)
{
  const ad_program *p = d->all;
  memset(d->reached, 0, p->value_words);
  d->reached[slot] = 1;
  d->part.n_pieces = 0;
  for (size_t i = 0; i < p->n_pieces; i += p->pieces[i].chain)
    if (p->pieces[i].count > 0)
      follow_run(d, &p->pieces[i]);
    else
      follow_steps(d, &p->pieces[i]);
}

/* --- its results ---------------------------------------------------------- */

/* Where the results of a piece lie, and how many. */
static ad_extent results_of(const ad_program *p, const ad_piece *piece)
{
  return piece->count > 0
           ? (ad_extent){piece->slot, piece->count}
           : (ad_extent){p->value[piece->node],
                         ad_entries(&p->g->nodes[piece->node])};
}

void ad_downstream_copy(const ad_program *part, const double *from, double *to)
{
  for (size_t i = 0; i < part->n_pieces; i++) {
    const ad_piece *piece = &part->pieces[i];
    ad_extent e = results_of(part, piece);
    memcpy(to + e.at, from + e.at, e.words * sizeof *to);
    const ad_node *x = &part->g->nodes[piece->node];
    if (piece->count == 0 && ad_factors_words(part->g, x) > 0)
      memcpy(to + part->factors[piece->node],
             from + part->factors[piece->node],
             ad_factors_words(part->g, x) * sizeof *to);
  }
}

/* |x| <= DBL_MAX / 2, of all.  Doubles without their sign are in order as
   whole numbers, NaN behind all others; a difference below 0 sets the first
   bit. */
int ad_are_tame(const double *x, size_t n)
{
  const double largest = DBL_MAX / 2;
  uint64_t most, bits, wild = 0;
  memcpy(&most, &largest, sizeof most);
  for (size_t i = 0; i < n; i++) {
    memcpy(&bits, &x[i], sizeof bits);
    wild |= most - (bits & UINT64_MAX >> 1);
  }
  return wild >> 63 == 0;
}

int ad_downstream_tame(const ad_program *part, const double *value)
{
  int tame = 1;
  for (size_t i = 0; tame && i < part->n_pieces; i++) {
    ad_extent e = results_of(part, &part->pieces[i]);
    tame = ad_are_tame(value + e.at, e.words);
  }
  return tame;
}
