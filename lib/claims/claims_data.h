/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of the judge of claims: claims.c (the whole), claims_line.c
   (lines built), claims_side.c and claims_derive.c (texts to nodes),
   claims_scale.c (what rounding is measured by), claims_points.c (all points),
   claims_manner.c, claims_world.c and claims_structure.c (numbers drawn anew),
   claims_branches.c (points where other branches are taken), claims_sizes.c,
   claims_resized.c and claims_versions.c (other sizes), claims_compare.c
   (values side by side), claims_verdict.c, claims_circular.c (claims that say
   nothing), claims_chain.c, claims_product.c and claims_links.c (chains),
   claims_path.c (paths and shapes), answers.c (answer files).  Read claims.h
   before. */
#ifndef AD_CLAIMS_DATA_H
#define AD_CLAIMS_DATA_H

#include "claims.h"
#include "graph/builder.h"
#include "lower.h"
#include "value.h"

enum {
  AD_WORLDS = 7,   /* points beside the sheet's own                        */
  AD_MORE = 3,     /* and where a branch is not taken at these, at most    */
  AD_FAR_TRIES = 18,   /* to find one; behind them                         */
  AD_NEAR_TRIES = 6,   /* those for narrow domains                         */
  AD_POINTS_LEAST = 2, /* beside the sheet's, for a verdict                */
  AD_OTHER_SIZES = 2,
  AD_CHANGES = 8,  /* sizes that are changed, at most                      */
  AD_PRODUCTS = 96 /* of a chain's factors so far, at most                 */
};

/* One side of a claim as a node, and with it what its value is known to. */
typedef struct ad_side {
  ad_status status;
  ad_error err;      /* where the status is not AD_OK                      */
  ad_ref x, scale;   /* scale: the same without signs, of rounding         */
  ad_ref of;         /* the last node that it has a derivative of, or
                        AD_NO_REF                                          */
  int named;         /* has it the name of a node?                         */
  int written_out;   /* is it a matrix, entry by entry?                    */
  int plain;         /* are its rounded numbers entries, in no formula?    */
  size_t n_moved;
  ad_ref *moved;     /* moved[n_moved]: x with a rounded number half a unit
                        of its last digit further                          */
  int decimals;      /* of the only number of x; -1: it is none            */
} ad_side;

/* How a right side may be meant. */
typedef enum ad_reading {
  AD_READ_DIRECT,
  AD_READ_FILL,     /* a number for every entry; with a name, of a
                       derivative alone                                    */
  AD_READ_DIAGONAL, /* entry by entry, written out as a Jacobian           */
  AD_READ_TURNED,   /* transposed                                          */
  AD_READINGS
} ad_reading;

typedef enum ad_outcome {
  AD_OUT_NONE,   /* the shapes do not fit, or the left side is not finite  */
  AD_OUT_AGREE,
  AD_OUT_DIGITS, /* to the digits written                                  */
  AD_OUT_CLOSE,  /* not equal, but too near to say that it is not rounding */
  AD_OUT_DIFFER
} ad_outcome;

/* The entry that differs most. */
typedef struct ad_entry {
  size_t row, col;
  double said, due, off; /* off: against what is allowed                   */
} ad_entry;

/* What sheets of other sizes say of a side that is right in this one. */
typedef enum ad_size_kind {
  AD_SIZE_ANY,    /* it is right there, too, or that could not be tried    */
  AD_SIZE_NUMBER, /* it is, with a size in the place of a number           */
  AD_SIZE_HERE    /* it is not                                             */
} ad_size_kind;

/* What was found at all points. */
typedef struct ad_finding {
  ad_outcome own[AD_READINGS];
  size_t agree[AD_READINGS], differ[AD_READINGS]; /* at other points        */
  int not_finite;                    /* the left side, at the sheet's point */
  int overflows; /* there, a number on the way to the right side: it gets too
                    large or too small, and that shows                     */
  ad_entry worst[AD_READINGS], other[AD_READINGS]; /* of the sheet's point,
                                                      of the first other   */
  size_t right;       /* entries that are right as they stand, here        */
  size_t right_other; /* at the other point where these are fewest         */
  size_t seen;        /* other points at which both sides are finite       */
  int varies;         /* are entries of the right side not all the same?   */
  ad_size_kind sizes; /* what other sizes say                              */
  const struct ad_judge *at; /* where it does not hold                     */
} ad_finding;

/* A claim's right side at work. */
typedef struct ad_judged_part {
  ad_side side;
  ad_finding found;
  ad_claim_part *part;
  const ad_side *left;
  int jacobian; /* the left side is a derivative                           */
  int entrywise; /* and not of a number: it may be a diagonal matrix       */
} ad_judged_part;

/* A line at work: its left side, and for each right one, or each product of a
   chain, a judged part. */
typedef struct ad_line_at_work {
  ad_side left;
  size_t n;
  ad_judged_part *parts; /* parts[n]                                       */
  char **texts;          /* texts[n], of products; or NULL                 */
  int reordered;         /* a claim that is multiplied in another order    */
  ad_side failed;        /* as it was written                              */
} ad_line_at_work;

/* A left side of the sheet's own lines. */
typedef struct ad_task {
  const ad_expr *expr; /* borrowed from the sheet                          */
  ad_side side;
} ad_task;

/* Points at which branches are taken that are not at all others, and near ones
   for narrow domains: what ad_world_set knows them by. */
typedef struct ad_more_points {
  size_t n, draws[AD_MORE];
} ad_more_points;

/* A derivative that a named node has in its formula. */
typedef struct ad_derived {
  uint32_t node;
  ad_ref of, by;
} ad_derived;

struct ad_judge {
  const ad_sheet *sheet;
  const ad_sheet *like; /* that this one is at other sizes; or NULL        */
  size_t first, last;   /* the points that it judges at                    */
  ad_more_points more;  /* points AD_WORLDS + 1, ...                       */
  size_t n_sizes;
  struct ad_judge *sizes[AD_OTHER_SIZES]; /* owned                           */
  ad_sheet *owned;      /* its sheet, where it is one of those; or NULL     */
  size_t n_changes;
  ad_size_change changes[AD_CHANGES]; /* of these sizes; names borrowed     */
  int strict;       /* is what is right once turned or ordered wrong?      */
  size_t bytes;     /* that lines may take, beside what the sheet does     */
  ad_graph *graph;  /* the sheet's, with the left sides of its lines       */
  size_t n_tasks;
  ad_task *tasks;   /* tasks[n_tasks]                                      */
  size_t n_derived;
  ad_derived *derived; /* derived[n_derived]                               */
  ad_value *known[AD_WORLDS + AD_MORE + 1]; /* of its graph; NULL: not kept */
};

/* A point: values of the judge's graph, and of what lies behind it. */
typedef struct ad_point {
  const ad_value *known;
  ad_value *values;
  const struct ad_behind *behind;
  double *lost; /* of nodes of what lies behind, as much as they may be off
                   since a number got too large or too small; NULL: none is.
                   Owned                                                   */
} ad_point;

/* claims_overflow.c: fills in what is lost; AD_ENOMEM.  Of x, 0: nothing. */
ad_status ad_point_overflow(ad_point *point, ad_error *err);
double ad_point_lost(const ad_point *point, ad_ref x);

/* claims_points.c: of node x, a side or what it was built with. */
const double *ad_point_at(const ad_point *point, ad_ref x);

/* claims_points.c: what entry e of the elementwise node x reads of operand k,
   whose values are there. */
double ad_claim_read(const ad_graph *g, const ad_value *values, ad_ref x,
                     size_t k, size_t e);

struct ad_claims {
  size_t points; /* beside the sheet's own                                 */
  int strict;            /* as their judge is                              */
  size_t n_sizes;
  char sizes[AD_OTHER_SIZES][120]; /* "n = 3, d = 5"                       */
  size_t n;
  ad_claim *lines;       /* lines[n]                                       */
  ad_line_at_work *work; /* work[n]                                        */
};

/* claims.c: what lines may take beside the judge's graph; what a line at work
   holds.  A judge at other sizes than those of `like`, or NULL. */
size_t ad_judge_room(const ad_judge *judge);
void ad_line_free_work(ad_line_at_work *work);
ad_status ad_judge_new_at(const ad_sheet *sheet, const ad_sheet *like,
                          ad_judge **out, ad_error *err);

/* claims_names.c: what an expression of a claim reads names by; the state that
   its scope has, which must outlive it. */
typedef struct ad_claim_names {
  const ad_sheet *sheet;
  const ad_builder *b; /* NULL: sizes are asked for                        */
  const ad_expr *expr; /* what is read                                     */
} ad_claim_names;
ad_scope ad_claim_scope(const ad_claim_names *names);

/* claims_line.c: builds a line and makes its parts.  What is wrong with its
   text is in its sides, and becomes a verdict; fails for memory alone. */
ad_status ad_line_build(ad_builder *b, const ad_judge *judge, ad_claim *line,
                        ad_line_at_work *work, ad_error *err);

/* claims.c: a left side that is one of the sheet's own, and has no rounded
   number; 0: it is to be built.  What it holds stays the judge's. */
int ad_judge_knows(const ad_judge *judge, const ad_expr *expr, ad_side *out);

/* claims_branches.c: the points more that the sheet is to be judged at; the
   number by which ad_world_set knows point k of all.  AD_ENOMEM, AD_ELIMIT. */
ad_status ad_world_find_more(const ad_sheet *sheet, ad_more_points *out,
                             ad_error *err);
size_t ad_world_number(const ad_more_points *more, size_t k);

/* claims_points.c: the leaves of the sheet at point w, 0 being its own, set;
   like: the sheet that this one is at other sizes, or NULL. */
ad_status ad_world_set(const ad_sheet *sheet, const ad_sheet *like, size_t w,
                       ad_value *values, ad_error *err);
/* What is found at all points, of lines built in g. */
ad_status ad_claims_compare(ad_claims *c, const ad_judge *judge,
                            const ad_graph *g, ad_error *err);

/* claims_side.c: builds one side of a claim; what fails is in the side. */
void ad_side_build(ad_builder *b, const ad_sheet *sheet, const ad_expr *expr,
                   ad_side *out);
/* The same of a node. */
void ad_side_of(ad_builder *b, ad_ref x, ad_side *out);
void ad_side_free(ad_side *side);
void ad_side_output(ad_builder *b, const ad_side *side);
ad_status ad_claim_lower(ad_builder *b, const ad_sheet *sheet,
                         const ad_expr *expr, ad_ref *out, ad_error *err);
/* The same of one of many that have parts in common; memo: or NULL. */
ad_status ad_claim_lower_again(ad_builder *b, const ad_sheet *sheet,
                               const ad_expr *expr, ad_lower_memo *memo,
                               ad_ref *out, ad_error *err);
/* The outermost term past parentheses and signs. */
size_t ad_claim_root(const ad_expr *expr);

/* claims_derive.c: for ad_scope.derive. */
ad_status ad_claim_derive(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                          ad_error *err);
/* A size, a count of points; as ad_lower_size and ad_lower_number. */
ad_status ad_claim_size(const ad_sheet *sheet, const ad_expr *expr,
                        size_t *out, ad_error *err);
ad_status ad_claim_number(const ad_sheet *sheet, const ad_expr *expr,
                          double *out, ad_error *err);

/* claims_scale.c: a node in the shape of x that bounds the terms which x is
   the sum of. */
ad_ref ad_claim_scale(ad_builder *b, ad_ref x);

/* claims_compare.c: do the shapes allow the reading? */
int ad_claim_may_read(const ad_graph *g, ad_reading reading,
                      const ad_judged_part *p);
/* The values of both sides, at point w, 0 being the sheet's
   own. */
void ad_claim_compare(const ad_graph *g, const ad_point *point, size_t w,
                      ad_judged_part *p);

/* claims_verdict.c: what is said where a number on the way overflows. */
extern const char ad_claim_overflow[];

/* claims_verdict.c: the codes of a line and of its parts. */
void ad_claim_judge(ad_claim *line, ad_line_at_work *work,
                    const ad_judge *judge, const ad_graph *g);

/* It is right at the sheet's sizes alone. */
void ad_claim_say_sizes(ad_claim_part *part, const ad_finding *f);

/* May the right side be read so, at the sheet's point and at all others? */
int ad_claim_holds(const ad_judged_part *p, ad_reading reading);

/* A product so far, and as text. */
typedef struct ad_product {
  ad_ref x;
  char *text;
  int single; /* needs no parentheses                                      */
  size_t matmuls; /* of its factors                                        */
} ad_product;

/* All products of the factors so far. */
typedef struct ad_products {
  size_t n;
  ad_product of[AD_PRODUCTS];
} ad_products;

/* claims_product.c: every product of `all`, times f in every way, those with
   f' only where it may be turned.  AD_ENOMEM. */
ad_status ad_products_multiply(ad_builder *b, const ad_products *all,
                               const ad_product *f, int may_turn,
                               ad_products *out);
void ad_products_drop(ad_products *all);
int ad_product_is_single(const ad_expr *expr);

/* claims_chain.c: products of the factors, as right sides; fails for memory
   alone. */
ad_status ad_chain_build(ad_builder *b, const ad_judge *judge, ad_claim *line,
                         ad_line_at_work *work, ad_error *err);
/* The products of the factors of[n] in the shape that is due, or its
   transpose: *count nodes in out[2 * AD_PRODUCTS].  of[n] is the same
   afterwards.  AD_EINPUT where a factor cannot be built; AD_ENOMEM. */
ad_status ad_chain_products(ad_builder *b, const ad_sheet *sheet, size_t n,
                            ad_expr *of, ad_shape due, ad_ref *out,
                            size_t *count);
/* The same for the only right side of a claim, which could not be built. */
ad_status ad_chain_reorder(ad_builder *b, const ad_sheet *sheet,
                           ad_claim *line, ad_line_at_work *work,
                           ad_error *err);
/* claims_links.c: the code of a chain; of such a claim, 0 where it is right in
   no order. */
void ad_chain_judge(ad_claim *line, const ad_line_at_work *work,
                    const ad_graph *g);
int ad_chain_is_ordered(ad_claim *line, const ad_line_at_work *work);

/* claims_circular.c: does the right side have the left one in it? */
int ad_claim_is_circular(const ad_judge *judge, const ad_expr *left,
                         const ad_expr *right);
/* Marks right sides that rest on each other, in several lines that are judged.
   AD_ENOMEM. */
ad_status ad_claims_find_circles(ad_claims *c, const ad_judge *judge,
                                 ad_error *err);
/* Looks for what such a right side may hide in: nodes of the sheet that are
   made of derivatives.  AD_ENOMEM. */
ad_status ad_judge_note_derived(ad_judge *judge, ad_error *err);

/* claims_path.c: the nodes of a derivative dA/dB, or of one by a part of B; 0
   where it is none of nodes. */
int ad_claim_ends(const ad_graph *g, const ad_expr *expr, ad_ref *of,
                  ad_ref *by);
/* The same of the part that ends with term i. */
int ad_claim_ends_at(const ad_graph *g, const ad_expr *expr, size_t i,
                     ad_ref *of, ad_ref *by);
void ad_claim_path(const ad_sheet *sheet, const ad_statement *st,
                   ad_claim_part *out);
void ad_claim_shape(const ad_sheet *sheet, const ad_statement *st,
                    ad_claim_part *out);

#endif
