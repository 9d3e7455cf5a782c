/* SPDX-License-Identifier: GPL-3.0-or-later
   A graph made ready to run: which nodes, in which order, where their values
   lie; runs of 1 x 1 nodes as instructions for the switch, all others as
   steps.  Every engine owns a program and memory for it.  Read kernels.h
   before; program.c makes programs, run.c runs them.

   Memory: the slots of 1 x 1 nodes come first, then `pinned` matrices (those
   of which single entries are cut out, so that instructions reach them),
   then all others.  Tangents and adjoints have a memory of their own with
   the same two parts in front. */
#ifndef AD_PROGRAM_H
#define AD_PROGRAM_H

#include <string.h>

#include "kernels/kernels.h"

/* What the memory has to remember. */
typedef enum ad_plan {
  AD_PLAN_ALL,     /* every node's value; every node is computed           */
  AD_PLAN_OUTPUTS, /* outputs; tangents go forward along with the values   */
  AD_PLAN_CHUNKS,  /* outputs and what active partials read; tangents of
                      many directions go forward behind the values         */
  AD_PLAN_TAPE     /* outputs and what active partials read; adjoints come
                      back                                                 */
} ad_plan;

/* How an operand's adjoint meets what it receives; for tangents only whether
   there is an edge.  AD_USE_SAME: it is the reader's adjoint, in the reader's
   place, and nothing is to be done. */
enum { AD_USE_NONE, AD_USE_ADD, AD_USE_ASSIGN, AD_USE_CLEAR, AD_USE_SAME };

/* How a piece runs (run.c): found while planning, for a sweep over a small
   graph has no time to ask. */
typedef enum ad_way {
  AD_WAY_SCALARS,     /* instructions for the switch                       */
  AD_WAY_FUNCTION,    /* elementwise, values by an ad_function             */
  AD_WAY_ROW,         /* elementwise over one row                          */
  AD_WAY_ROWS,        /* elementwise over several                          */
  AD_WAY_STRUCTURED,
  AD_WAY_VIEW,        /* structured; its value is in its operand's memory  */
  AD_WAY_PRODUCT_SUM, /* a matrix product, with a row, at x[2], added      */
  AD_WAY_SUMMED       /* elementwise over several rows: that very sum      */
} ad_way;

/* Either `count` instructions from `code`, results in slots from `slot` on,
   or (count 0) the step of the node `node`, with its kernels; its value at
   `slot`, those of its first three operands at x (of fewer, the first again).
   `chain` pieces, of which this is the first or the last, run together
   (chain.c).  Bit i of `outputs`: edges lead on to output i (the last bit
   stands for all outputs from there on).  In the reverse sweep the adjoint
   of an active step lies at `other` (times k), and it makes the payments
   payment .. payment + n_payments - 1. */
typedef struct ad_piece {
  uint32_t node;
  ad_way way;
  size_t count, code, slot, chain;
  size_t x[3];
  union {
    const ad_elementwise_kernels *elementwise;
    const ad_structured_kernels *structured;
  } kernels;
  size_t other, payment, n_payments;
  ad_span span;
  uint64_t outputs;
} ad_piece;

/* What a step pays back to its operand `o`, whose adjoint has `words` entries
   and lies at `bar` (times k); `use` is one of AD_USE_... */
typedef struct ad_payment {
  size_t o, bar, words;
  int use;
} ad_payment;

/* Where a leaf's value lies, and how many entries it has. */
typedef struct ad_extent {
  size_t at, words;
} ad_extent;

/* Numbers of the graph that lie side by side among the values as well. */
typedef struct ad_copied {
  size_t at, number, words;
} ad_copied;

typedef struct ad_program {
  const ad_graph *g;
  const struct ad_program *whole; /* whose places these are; NULL: its own  */
  const ad_kernels *kernels;
  size_t n_pieces, first_varying; /* the pieces before depend on no wrt leaf */
  ad_piece *pieces;
  ad_instr *code;
  size_t n_code;
  ad_payment *payments; /* of all steps, for AD_PLAN_TAPE; else NULL       */
  ad_extent *leaves; /* leaves[leaves]                                       */
  size_t n_constants;
  ad_copied *constants; /* runs of them                                    */
  size_t *value; /* value[n]: offset of each node's value                  */
  size_t *other; /* other[n]: of its tangent or adjoint (times k); NULL for
                    AD_PLAN_ALL, which has none                            */
  size_t *inner;   /* inner[n]: of a tangent in the room for blocks, in
                      slots of these (chain_push.c); SIZE_MAX: it has none;
                      NULL: no tangents go forward in blocks               */
  size_t n_inner;  /* slots of that room                                   */
  int blocks;      /* does anything go in blocks?                          */
  size_t *inner_value, *inner_other; /* [n]: of values and adjoints of a
                      tape's chains in the room for blocks, in doubles;
                      SIZE_MAX: none; NULL: of no node (plan_chains.c)      */
  size_t inner_words; /* doubles of that room                              */
  size_t *factors; /* factors[n]: of the factorisation that stands beside the
                      value of a factored node; NULL where there is none   */
  uint64_t *outputs;  /* outputs[n]: as in ad_piece; NULL for one output    */
  unsigned char *use; /* use[operands]: AD_USE_..., NULL for AD_PLAN_ALL   */
  size_t n_wrt_scalars; /* 1 x 1 wrt leaves have the first slots           */
  size_t n_scalars, pinned_end;
  size_t value_words, other_words, work_words, max_arity;
  size_t computed_words, kept_words; /* entries that are computed, and those
                                        of factorisations; of them, those that
                                        must be remembered                 */
} ad_program;

/* Plans a program; p is zeroed by the callee and, whatever comes back, may
   be given to ad_program_free.  AD_ENOMEM, AD_ELIMIT. */
ad_status ad_program_init(ad_program *p, const ad_graph *g, ad_plan plan,
                          ad_error *err);
/* The same to run by these kernels. */
ad_status ad_program_init_with(ad_program *p, const ad_graph *g, ad_plan plan,
                               const ad_kernels *kernels, ad_error *err);
void ad_program_free(ad_program *p);

/* A program for an engine with memory of its own.  A plan does not change, so
   that engines may share one: `whole` is a program of g made by the same plan,
   and borrowed until p is freed; NULL: p is planned. */
ad_status ad_program_init_beside(ad_program *p, const ad_graph *g,
                                 ad_plan plan, const ad_program *whole,
                                 ad_error *err);

/* Plans the nodes i with wanted[i] != 0 of a program made by AD_PLAN_ALL, and
   no others: they run over its memory, in its order, in pieces and chains of
   their own, and the rest of the memory stays as it is.  `whole` is borrowed
   until p is freed; p may be given to ad_program_free in any case.
   AD_ENOMEM. */
ad_status ad_program_init_part(ad_program *p, const ad_program *whole,
                               const unsigned char *wanted, ad_error *err);

/* How many doubles the factorisation of node x takes (0: it has none), and
   how many its kernels work in. */
size_t ad_factors_words(const ad_graph *g, const ad_node *x);
size_t ad_factors_work(const ad_graph *g, const ad_node *x);

/* Where node x has its factorisation in memory `value`, or NULL. */
static inline double *ad_program_factors(const ad_program *p, const ad_node *x,
                                         double *value)
{
  return p->factors ? value + p->factors[x - p->g->nodes] : NULL;
}

/* Bytes of the instructions; the plan of the matrix steps is not counted. */
size_t ad_program_bytes(const ad_program *p);

/* Offsets of tangents (in the order of the pieces) and of adjoints (in the
   reverse order, with p->use and p->payments). plan_derivatives.c */
ad_status ad_program_plan_tangents(ad_program *p, ad_error *err);
ad_status ad_program_plan_adjoints(ad_program *p, ad_error *err);

/* The bit of output i in a set of outputs. */
static inline uint64_t ad_output_bit(size_t i)
{
  return (uint64_t)1 << (i < 63 ? i : 63);
}

/* Does the node read its operand's memory, with no values of its own? */
static inline int ad_program_is_view(const ad_program *p, const ad_node *x)
{
  return x->op == AD_OP_slice &&
         p->value[x - p->g->nodes] == p->value[p->g->operands[x->operand]] +
                                        x->at[0] * x->cols;
}

static inline int ad_is_one(const ad_node *x)
{
  return x->rows == 1 && x->cols == 1;
}

/* Is the node an instruction of the switch? */
static inline int ad_program_is_scalar(const ad_node *x)
{
  return ad_is_one(x) && (ad_is_elementwise(x) || x->op == AD_OP_slice);
}

/* Memory that an engine sweeps over: values, others (k each), and room for
   pointers to operands. */
typedef struct ad_memory {
  double *value, *other, *work;
  double *block; /* the room for blocks: what the tangents of one need
                    (chain_push.c), or what chains keep for themselves
                    (plan_chains.c)                                         */
  double *zeros; /* a tangent of k directions                              */
  unsigned char *zero; /* zero[n_inner]: is all of a slot 0?               */
  size_t *live;  /* live[2 n]: which entries of a wrt leaf, from and up to,
                    may have tangents that are not 0                       */
  const double **x, **xd; /* operands of the step at hand                  */
} ad_memory;

/* Zeroed memory, constants in place; k = 0: no tangents or adjoints. */
ad_status ad_memory_init(ad_memory *m, const ad_program *p, size_t k,
                         ad_error *err);
void ad_memory_free(ad_memory *m);

/* Of values, others and work; the room for blocks is not counted, which does
   not hang on the size of matrices. */
size_t ad_memory_bytes(const ad_program *p, size_t k);

/* Of a node at hand: fills m->x with pointers to its operands' values, at
   least three, as kernels expect (run.c); the call and the kernels of a
   structured one. */
void ad_program_operands(const ad_program *p, ad_memory *m, const ad_node *x);

static inline ad_call ad_program_call(const ad_program *p, const ad_memory *m,
                                      const ad_node *x)
{
  return (ad_call){p->g, x, m->work, ad_program_factors(p, x, m->value)};
}

static inline const ad_structured_kernels *
ad_program_kernels(const ad_program *p, const ad_node *x)
{
  return &p->kernels->structured[x->op - AD_OP_structured];
}

/* How an elementwise node runs over its operands.  plan_pieces.c */
ad_span ad_span_of(const ad_graph *g, const ad_node *x);

/* last[n] of the nodes that steps read: the last piece that does; the others
   stay as they are.  plan_pieces.c */
void ad_program_last_readers(const ad_program *p, size_t *last);

/* Chains: steps over at least AD_CHAIN_FROM entries run together in blocks
   of AD_CHAIN_WORDS.  Finds them; the values, and with one cotangent the
   adjoints, of the chain that starts with `first`.  chain.c */
enum { AD_CHAIN_FROM = 8192, AD_CHAIN_TANGENTS_FROM = 512 };
void ad_program_find_chains(ad_program *p, size_t from);

/* How many entries the step goes over, one by one; 0: it does not. */
size_t ad_chain_words(const ad_program *p, const ad_piece *piece);

/* Do the tangents of the chain that starts here, or of this step, go in
   blocks? */
int ad_chain_in_blocks(const ad_program *p, const ad_piece *piece);

/* A node of the chain that ends before piece `end`, read last by the piece
   `last`: does nothing outside the chain need it? */
int ad_chain_keeps(const ad_program *p, uint32_t node, size_t last, size_t end);

/* Does it make the sum of all entries, and so close its chain? */
int ad_chain_closes(const ad_node *x);

void ad_program_run_chain(const ad_program *p, ad_memory *m,
                          const ad_piece *first);
void ad_program_pull_chain(const ad_program *p, ad_memory *m,
                           const ad_piece *first);

/* Tangents of k directions in blocks that stay in the first cache, for a
   program with p->inner: of the chain that starts with `first`, or of an
   elementwise step by itself.  The room they need: which nodes have a slot
   there, how many doubles it has, and what must stand in it before.
   chain_push.c */
ad_status ad_program_plan_blocks(ad_program *p, ad_error *err);
ad_status ad_program_start_blocks(const ad_program *p, ad_memory *m,
                                  size_t k, ad_error *err);
void ad_program_free_blocks(ad_memory *m);
void ad_program_set_live(const ad_program *p, ad_memory *m, uint32_t leaf,
                         size_t from, size_t end);
void ad_program_push_chain(const ad_program *p, ad_memory *m, size_t k,
                           const ad_piece *first);

/* The values of one piece. */
void ad_program_run(const ad_program *p, ad_memory *m, const ad_piece *piece);

/* Copies x into a leaf: for small graphs that takes as long as the sweeps,
   so that it does not ask the graph. */
static inline ad_status ad_program_set(const ad_program *p, const ad_memory *m,
                                       size_t leaf, const double *x)
{
  if (leaf >= p->g->n_leaves)
    return AD_EINPUT;
  const ad_extent *to = &p->leaves[leaf];
  if (to->words == 1)
    m->value[to->at] = *x;
  else
    memcpy(m->value + to->at, x, to->words * sizeof *x);
  return AD_OK;
}

/* Runs pieces from `first` on; tangents along with
   values; adjoints back from the outputs that `seeded` names: what leads to
   none of them is passed over.  (Single entries without a path: reach.h.)
   run.c */
void ad_program_run_pieces(const ad_program *p, ad_memory *m, size_t first);
void ad_program_push(const ad_program *p, ad_memory *m, size_t k);
void ad_program_pull_pieces(const ad_program *p, ad_memory *m, size_t k,
                            uint64_t seeded);

/* Are all instructions, and nothing else, to be run?  (Not so in a part that
   has the code of the whole.) */
static inline int ad_program_is_code(const ad_program *p)
{
  return p->n_code > 0 && p->n_pieces == 1 && p->pieces->count == p->n_code;
}

/* The same, for values and adjoints; graphs of 1 x 1 nodes alone are so small
   that the way to the switch counts. */
static inline void ad_program_evaluate(const ad_program *p, ad_memory *m,
                                       size_t first)
{
  if (first == 0 && ad_program_is_code(p))
    p->kernels->scalar_value(p->code, p->n_code, p->pieces->slot, m->value);
  else
    ad_program_run_pieces(p, m, first);
}

static inline void ad_program_pull(const ad_program *p, ad_memory *m, size_t k,
                                   uint64_t seeded)
{
  if (k == 1 && ad_program_is_code(p) && (p->pieces->outputs & seeded))
    p->kernels->scalar_adjoint(p->code, p->n_code, p->pieces->slot, m->value,
                               m->other);
  else
    ad_program_pull_pieces(p, m, k, seeded);
}

#endif
