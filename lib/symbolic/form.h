/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms: formulas while they are simplified.  A form is made by one of the
   functions below only, which knows how to write it shorter, and never
   changes (but may get a name): equal ones are made once (hash consing) and
   have the same number, and operands are older than what is made of them.  So a
   pass over the forms by their numbers is one in order of evaluation, and
   nothing recurses.

     number   a fraction, 1 x 1
     node     a node of the graph, its value known by name
     cut      a form that has a node of its own, opaque to the rules: the
              adjoint of a node that others go on from
     scale    a fraction times a form
     sum      of forms with fractions before them, entry by entry
     product  of forms with whole exponents, entry by entry
     call     a row of the op set: functions, @, ', sums over an axis,
              stretches, slices ...

   Each rule makes the measure smaller, the number of nodes, cuts and numbers
   that are read, each as often as it is read (a cut counts a little more); or
   it leaves the measure and moves a number outward (out of products, sums, @,
   '), a stretch outward, or a transpose inward: three orders that end.  So
   every constructor ends, and those that call each other do so on smaller
   forms.

   What is to be computed (an arena that is not open) keeps the brackets of the
   texts: 1 + (a - v) has digits that (1 + a) - v has not, and a (a/b) is finite
   where a^2/b is not.  What is to be read is flat.

   Sums and products broadcast as the nodes of a graph do: an operand may be
   smaller than the form.  What would get too long to be read, or to be
   copied from sum to sum, stays closed (AD_SYM_MOST operands).  Internal; read
   graph.h and ratio.h before. */
#ifndef AD_FORM_H
#define AD_FORM_H

#include "base/grow.h"
#include "graph/graph_data.h"
#include "symbolic/ratio.h"

/* A form, by its number; AD_NO_SYM after a failure. */
typedef uint32_t ad_sym;
#define AD_NO_SYM UINT32_MAX

enum { AD_SYM_MOST = 64 };

typedef enum ad_sym_kind {
  AD_SYM_number,
  AD_SYM_node,
  AD_SYM_cut,
  AD_SYM_scale,
  AD_SYM_sum,
  AD_SYM_product,
  AD_SYM_call
} ad_sym_kind;

/* A shape, and what its sizes are called: 1 + the number of a named size of the
   graph; 0: none. */
typedef struct ad_sym_shape {
  size_t rows, cols;
  int unit_rows, unit_cols;
  unsigned row_size, col_size;
} ad_sym_shape;

typedef struct ad_cell {
  ad_sym_kind kind;
  ad_op op;        /* of a call                                             */
  size_t n, first; /* operands[first .. first + n), and their weights       */
  ad_sym_shape shape;
  size_t at[2];    /* of a call, as of a node; of a node and a cut, at[0]:
                      the node that it is, or is the adjoint of             */
  ad_ratio number; /* of a number and a scale                               */
  double measure;
  int nonzero;     /* is no entry 0 where it is read?  0: not known         */
  ad_sym twin;     /* of what a named node is made of the node, and of that
                      node what it is made of; AD_NO_SYM                    */
  ad_sym named, next_named; /* products that have twins: of each factor the
                      latest one that it is the newest factor of, and the one
                      before; AD_NO_SYM                                     */
  ad_sym next;     /* in its bucket                                         */
  size_t mark, stamp; /* where the list at hand has it, see ad_sym_list      */
} ad_cell;

typedef struct ad_algebra {
  const ad_graph *g; /* what nodes are those of                             */
  size_t n, room;
  ad_cell *cells;
  size_t n_operands, room_operands, room_weights;
  ad_sym *operands;
  ad_ratio *weights; /* coefficients of a sum, exponents of a product       */
  size_t n_buckets;
  ad_sym *buckets;
  size_t stamp;
  int open;          /* nodes without a name are opened, see ad_sym_cut     */
  int whole;         /* nothing is cut                                      */
  const unsigned char *nonzero; /* the same of each node; NULL: not known   */
  int meanings;      /* names that a sum is being looked through            */
  ad_error error;    /* the first failure                                   */
} ad_algebra;

/* Starts and ends an arena over g, which is borrowed.  A failure to find
   memory is kept in `error`, and forms after it are AD_NO_SYM. */
void ad_algebra_init(ad_algebra *w, const ad_graph *g);
void ad_algebra_free(ad_algebra *w);

/* --- making forms ------------------------------------------------------- */

ad_sym ad_sym_number(ad_algebra *w, ad_ratio x);

/* Node x of the graph; a number where it is a constant of one entry. */
ad_sym ad_sym_node(ad_algebra *w, uint32_t x);

/* x under a name of its own, the adjoint (tangent) of node `of`; x itself
   where it is short.  Of an open arena, what belongs to no named node may be
   longer: it is read where it stands. */
ad_sym ad_sym_cut(ad_algebra *w, ad_sym x, uint32_t of);

/* Where x is what the named node `of` is made of, and is so of no other before:
   from now on it is called so, and is as short as a name. */
void ad_sym_define(ad_algebra *w, ad_sym x, uint32_t of);

/* Of an open arena, x written shorter, where that can be (form_shorter.c). */
ad_sym ad_sym_shorter(ad_algebra *w, ad_sym x);

ad_sym ad_sym_scale(ad_algebra *w, ad_ratio c, ad_sym x);
ad_sym ad_sym_neg(ad_algebra *w, ad_sym x);

/* c[0] x[0] + c[1] x[1] + ... */
ad_sym ad_sym_sum(ad_algebra *w, size_t n, const ad_ratio *c, const ad_sym *x);
ad_sym ad_sym_add(ad_algebra *w, ad_sym x, ad_sym y);
ad_sym ad_sym_sub(ad_algebra *w, ad_sym x, ad_sym y);

/* x^k entry by entry, and x times y^k. */
ad_sym ad_sym_power(ad_algebra *w, ad_sym x, int k);
ad_sym ad_sym_mul(ad_algebra *w, ad_sym x, ad_sym y);
ad_sym ad_sym_div(ad_algebra *w, ad_sym x, ad_sym y);

ad_sym ad_sym_transpose(ad_algebra *w, ad_sym x);
ad_sym ad_sym_matmul(ad_algebra *w, ad_sym x, ad_sym y);
ad_sym ad_sym_total(ad_algebra *w, ad_sym x, ad_axis axis);

/* logsumexp(x); of what is to be read, a frozen term that does not vary along
   the axis stands beside it, as softmax's text has it, and cancels. */
ad_sym ad_sym_logsumexp(ad_algebra *w, ad_sym x, ad_axis axis);

/* x stretched to a shape, or summed up to it, axis by axis. */
ad_sym ad_sym_like(ad_algebra *w, ad_sym x, ad_sym_shape shape);

/* Zeros in a shape. */
static inline ad_sym ad_sym_zeros(ad_algebra *w, ad_sym_shape shape)
{
  return ad_sym_like(w, ad_sym_number(w, AD_ZERO), shape);
}

/* Of an open arena (form_diagonal.c), else AD_NO_SYM: diag(x) in `shape`, where
   all entries of x are one number, as that number times the identity; and the
   product x without the identity that is a factor of it, entry by entry. */
ad_sym ad_sym_diagonal(ad_algebra *w, ad_sym x, ad_sym_shape shape);
ad_sym ad_sym_without_identity(ad_algebra *w, ad_sym x);

/* The factors of the product x that do not vary along the axis, or those that
   do. */
ad_sym ad_sym_factors(ad_algebra *w, ad_sym x, ad_axis axis, int constant);

/* Of an open arena, x = s times *rest, of x's shape: s, those factors of x that
   are one number; 1 where there are none. */
ad_sym ad_sym_single_factors(ad_algebra *w, ad_sym x, ad_sym *rest);

/* Of an open arena, the row of x, which is written as another function
   (identities.def); AD_NO_SYM where it is not. */
ad_sym ad_sym_identity(ad_algebra *w, ad_op op, ad_sym x);

/* The product x by the first of the table's quotients that is in it; x where
   there is none. */
ad_sym ad_sym_quotient(ad_algebra *w, ad_sym x);

/* x where the condition is not 0, else y. */
ad_sym ad_sym_where(ad_algebra *w, ad_sym condition, ad_sym x, ad_sym y);

/* An elementwise operation on x[n], and a structured one with its shape; the
   two go to the functions above where there is one. */
ad_sym ad_sym_elementwise(ad_algebra *w, ad_op op, size_t n, const ad_sym *x);
ad_sym ad_sym_call(ad_algebra *w, ad_op op, size_t n, const ad_sym *x,
                   size_t at0, size_t at1, ad_sym_shape shape);

/* --- asking them -------------------------------------------------------- */

static inline const ad_cell *ad_sym_cell(const ad_algebra *w, ad_sym x)
{
  return &w->cells[x];
}

static inline ad_sym ad_sym_operand(const ad_algebra *w, ad_sym x, size_t k)
{
  return w->operands[w->cells[x].first + k];
}

static inline ad_ratio ad_sym_weight(const ad_algebra *w, ad_sym x, size_t k)
{
  return w->weights[w->cells[x].first + k];
}

static inline int ad_sym_is_number(const ad_algebra *w, ad_sym x)
{
  return w->cells[x].kind == AD_SYM_number;
}

/* Is x zeros, whatever its shape? */
int ad_sym_is_zero(const ad_algebra *w, ad_sym x);

/* Is it a call of this row? */
static inline int ad_sym_calls(const ad_algebra *w, ad_sym x, ad_op op)
{
  return w->cells[x].kind == AD_SYM_call && w->cells[x].op == op;
}

/* Is it a comparison, which is 0 or 1? */
static inline int ad_sym_is_mask(const ad_algebra *w, ad_sym x)
{
  return w->cells[x].kind == AD_SYM_call &&
         ad_op_get(w->cells[x].op)->strength == 1;
}

/* Is x, or a term of the sum x, frozen?  Such a term is read to cancel. */
int ad_sym_has_frozen(const ad_algebra *w, ad_sym x);
ad_sym ad_sym_unfrozen(ad_algebra *w, ad_sym x); /* the sum without them */

/* What x has at every entry; AD_NO_SYM where they are not the same. */
ad_sym ad_sym_every_entry(const ad_algebra *w, ad_sym x);

/* x without its stretch, for those that stretch it by themselves. */
ad_sym ad_sym_unstretched(ad_algebra *w, ad_sym x);

/* Is x finite, as far as can be seen: no quotient, nothing with a pole or a
   domain?  Named nodes and cuts are taken to be. */
int ad_sym_is_tame(const ad_algebra *w, ad_sym x);

/* What c has of named sizes, as a number of its own: c is that times a number
   without sizes. */
ad_ratio ad_sym_sizes(const ad_algebra *w, ad_ratio c);

/* x = *c times the core that is returned; the core of a number is 1. */
ad_sym ad_sym_core(ad_algebra *w, ad_sym x, ad_ratio *c);

/* --- for those that make forms ------------------------------------------ */

static inline int ad_sym_ready(const ad_algebra *w, ad_sym x)
{
  return x != AD_NO_SYM && w->error.status == AD_OK;
}

/* The form with these parts, old or new. */
ad_sym ad_sym_intern(ad_algebra *w, const ad_cell *parts, size_t n,
                     const ad_sym *operands, const ad_ratio *weights);

/* Operands while they are collected, each once: weights of the same one are
   added up.  Room is kept for the next list of the arena. */
typedef struct ad_sym_list {
  size_t n, room, room_weights;
  ad_sym *x;
  ad_ratio *c;
} ad_sym_list;

void ad_sym_list_start(ad_algebra *w, ad_sym_list *list);
void ad_sym_list_add(ad_algebra *w, ad_sym_list *list, ad_sym x, ad_ratio c);
void ad_sym_list_free(ad_sym_list *list);

/* The shape of node x. */
ad_sym_shape ad_sym_shape_of(const ad_algebra *w, uint32_t x);

static inline ad_shape ad_shape_plain(ad_sym_shape x)
{
  return (ad_shape){x.rows, x.cols, x.unit_rows, x.unit_cols};
}

/* The size n of an axis as a number, with what its name has of sizes. */
static inline ad_ratio ad_sym_length(const ad_algebra *w, size_t n,
                                     unsigned name)
{
  return (ad_ratio){(double)n, 1, ad_size_named_by(&w->g->sizes, name)};
}

static const ad_sym_shape AD_SCALAR = {1, 1, 1, 1, 0, 0};

static inline int ad_shape_same(ad_sym_shape x, ad_sym_shape y)
{
  return x.rows == y.rows && x.cols == y.cols;
}

static inline int ad_shape_single(ad_sym_shape x)
{
  return x.rows == 1 && x.cols == 1;
}

/* The name of the longer one of two sizes that broadcast; of equal ones a name
   that one of them has. */
static inline unsigned ad_size_joint(size_t x, unsigned name_x, size_t y,
                                     unsigned name_y)
{
  if (x != y)
    return x > y ? name_x : name_y;
  return name_y == 0 || (name_x != 0 && name_x < name_y) ? name_x : name_y;
}

/* The shape of x beside y, which broadcast. */
static inline ad_sym_shape ad_shape_joint(ad_sym_shape x, ad_sym_shape y)
{
  return (ad_sym_shape){
    x.rows > y.rows ? x.rows : y.rows, x.cols > y.cols ? x.cols : y.cols,
    x.unit_rows && y.unit_rows, x.unit_cols && y.unit_cols,
    ad_size_joint(x.rows, x.row_size, y.rows, y.row_size),
    ad_size_joint(x.cols, x.col_size, y.cols, y.col_size)};
}

/* What a reduction of x over the axis gives. */
static inline ad_sym_shape ad_shape_reduced(ad_sym_shape x, ad_axis axis)
{
  if (axis != AD_OVER_COLS)
    x.rows = 1, x.unit_rows = 1, x.row_size = 0;
  if (axis != AD_OVER_ROWS)
    x.cols = 1, x.unit_cols = 1, x.col_size = 0;
  return x;
}

static inline ad_sym_shape ad_shape_turned(ad_sym_shape x)
{
  return (ad_sym_shape){x.cols, x.rows, x.unit_cols, x.unit_rows,
                        x.col_size, x.row_size};
}

#endif
