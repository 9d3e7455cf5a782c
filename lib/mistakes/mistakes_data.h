/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of the diagnosis: mistakes.c (the whole), search.h, known.c (what
   can be wrong with a left side), missteps.c (wrong steps of a sweep),
   jacobian.c (those of a Jacobian), entries.c (of a gradient's entries),
   whole.c (wrong wholes), edit.c, edit_kinds.h and edited.c (expressions with
   one thing changed), suspects.c (lists of all these), words.c (names and
   functions of the sheet), mistakes_image.c (values at all points, in few
   numbers), constant.c (nice factors), own.c (what many claims ask for),
   trial.c (a changed claim at the sheet's own numbers), pairs.c (one slip
   twice), symbols.c (what is missing), astray.c (where the truth is left),
   factors.c and bypass.c (what is wrong with a chain), follow.c (what follows
   from other lines), counter.c (graphs that are not so), lint.c (what a
   worksheet's numbers cannot reveal).  Read mistakes.h before. */
#ifndef AD_MISTAKES_DATA_H
#define AD_MISTAKES_DATA_H

#include "claims/claims_data.h"
#include "mistakes.h"

/* The sheet's own, and those drawn. */
enum { AD_POINTS = AD_WORLDS + AD_MORE + 1 };

/* What one claim may cost, in work, so that the same is found on every
   computer: each of these is one or two tenths of a second, and flops of
   matrix products less.  Beyond visits and terms what was found until then is
   all; beyond flops the truth alone is known. */
enum {
  AD_VISITS_MOST = 80000, /* of nodes, by all sweeps of one kind             */
  AD_TERMS_SPENT = 200000, /* of changed expressions, and of parts           */
  AD_FLOPS_MOST = 2000000000 /* for values at all points: AD_ELIMIT          */
};

/* --- values --------------------------------------------------------------- */

/* A value at all points, each as the sum of its entries with fixed weights:
   values with the same sums are the same.  turned: of its transpose; size:
   without signs. */
typedef struct ad_image {
  ad_shape shape;
  size_t n; /* points                                                      */
  double as_is[AD_POINTS], turned[AD_POINTS], size[AD_POINTS];
} ad_image;

/* mistakes_image.c: the images of the nodes x[n], outputs of g, at the first of
   the points, or at all, AD_POINTS. */
ad_status ad_images_take(const ad_mistakes *m, const ad_graph *g, size_t n,
                         const ad_ref *x, size_t points, ad_image *out,
                         ad_error *err);

/* The image of x at one point, as that of point w. */
void ad_image_look(const double *x, size_t w, ad_image *out);

/* Are they the same at point w alone?  What is not finite is the same as
   nothing. */
int ad_image_meets(const ad_image *x, const ad_image *y, size_t w);

/* Is x y, as it is or turned, at all points where both are finite? */
int ad_image_is(const ad_image *x, const ad_image *y);
/* Is it y turned alone? */
int ad_image_is_turned(const ad_image *x, const ad_image *y);
/* Is it 0 at all of these, and is y not? */
int ad_image_is_zero(const ad_image *x);
/* At the points of x, may it be y, or a number times it that is nice? */
int ad_image_may_be(const ad_sheet *sheet, const ad_image *x,
                    const ad_image *y);
/* Is x c y for one number c? */
int ad_image_ratio(const ad_image *x, const ad_image *y, double *c);

/* --- wrong formulas ------------------------------------------------------- */

typedef struct ad_suspect {
  ad_mistake_code code;
  char *evidence; /* owned; NULL: not written yet                          */
  ad_ref x;       /* of the builder that they are made in                  */
  ad_ref stands;  /* node of the sheet that the claim has to have for it; or
                     AD_NO_REF                                             */
  size_t edit;    /* of those without evidence the number of their change  */
  int is_size;    /* it explains by a number what a size may explain       */
  int of_formula; /* the evidence has parts of the formula that is due     */
  ad_image image;
} ad_suspect;

typedef struct ad_suspects {
  size_t n, room;
  ad_suspect *of;
} ad_suspects;

/* suspects.c: adds one; x is a node of b. */
ad_status ad_suspect_add(ad_suspects *s, ad_builder *b, ad_mistake_code code,
                         ad_ref x, const char *format, ...) AD_PRINTF(5, 6);
/* The same without evidence, for a change. */
ad_status ad_suspect_put(ad_suspects *s, ad_builder *b, ad_mistake_code code,
                         ad_ref x, size_t edit);
/* The one added last says that the named node stands there by mistake. */
void ad_suspect_stands(ad_suspects *s, const ad_graph *g, const char *name);
/* Ends b, and takes their images; the caller frees *g, if there is one. */
ad_status ad_suspects_finish(ad_suspects *s, const ad_mistakes *m,
                             ad_builder *b, ad_graph **g, ad_error *err);
/* The same, without the graph. */
ad_status ad_suspects_settle(ad_suspects *s, const ad_mistakes *m,
                             ad_builder *b, ad_error *err);
/* The same at the first of the points. */
ad_status ad_suspects_look(ad_suspects *s, const ad_mistakes *m,
                           ad_builder *b, size_t points, ad_error *err);
/* Leaves out those that are the truth. */
void ad_suspects_clear(ad_suspects *s, const ad_image *truth);
void ad_suspects_free(ad_suspects *s);

/* --- factors -------------------------------------------------------------- */

/* What a factor is between; due: NULL where it is not written out. */
typedef struct ad_formulas {
  const ad_expr *due, *said;
} ad_formulas;

/* constant.c: "2/n", where c is a number that a person would write; 0 where it
   is none.  Sizes that stand in one of the formulas; NULL: any. */
int ad_constant_text(const ad_sheet *sheet, const ad_formulas *near, double c,
                     char *text, size_t size);
/* Does a size stand in it? */
int ad_constant_has_size(const char *text);

/* --- expressions ---------------------------------------------------------- */

/* What may stand in the place of another name, or around a part.  of[i]: the
   number of the only name that names[i] is a function of, entry by entry;
   SIZE_MAX: there is none. */
typedef struct ad_words {
  size_t n_names, n_functions;
  const char **names, **functions;
  size_t *of;
} ad_words;

/* What a change is, for those who read of it. */
typedef enum ad_change {
  AD_CHANGE_PART, /* one part for another                                  */
  AD_CHANGE_SIGN, /* the sign of a part                                    */
  AD_CHANGE_LESS, /* a part is left out                                    */
  AD_CHANGE_MORE, /* a part is added                                       */
  AD_CHANGE_NAME, /* a name for another, in several places                 */
  AD_CHANGE_FAMILY, /* h{t} for h{t-1}, in all of them                     */
  AD_CHANGE_SLOPE, /* v*(1 - v) is left out                                */
  AD_CHANGE_PLACES /* two places of one name are exchanged                 */
} ad_change;

/* An expression with one thing changed. */
typedef struct ad_edit {
  ad_mistake_code made;   /* what was done, where the truth was changed so;
                             AD_MISTAKE_CODES: it mends claims alone       */
  ad_mistake_code mended; /* where a claim is right once it is             */
  ad_change change;
  size_t was, now;        /* the part before and after the change; of one that
                             is left out, or added, `now` does not count, or
                             `was`                                         */
  ad_expr expr;           /* terms are owned, their texts are not          */
} ad_edit;

typedef struct ad_edits {
  const ad_expr *from;
  size_t n, room, terms; /* terms: of all of them together                 */
  ad_edit *of;
  ad_status status;
} ad_edits;

/* edit_kinds.c: all that may be changed in the expression, which has no
   parentheses, those first that explain most; no more than AD_TERMS_SPENT
   terms.  AD_ENOMEM. */
ad_status ad_edits_list(const ad_expr *expr, const ad_words *words,
                        ad_edits *out);
void ad_edits_free(ad_edits *edits);

/* edit_slopes.c: how often v*(1 - v) and 1 - h^2 stand in products of the
   expression, which has no parentheses. */
size_t ad_edit_count_slopes(const ad_expr *expr);

/* edit.c: what takes the place of a part, term after term. */
typedef struct ad_draft {
  ad_edits *to;
  size_t n, room;
  ad_term *terms;
} ad_draft;

void ad_draft_copy(ad_draft *d, size_t part);
void ad_draft_put_term(ad_draft *d, const ad_term *term);
void ad_draft_put(ad_draft *d, ad_term_kind kind, unsigned arity,
                  const char *text);
void ad_draft_number(ad_draft *d, double x);
/* The draft in the place of the part becomes an edit, and is empty again. */
void ad_draft_take(ad_draft *d, size_t part, ad_mistake_code made,
                   ad_mistake_code mended);
/* What the edit taken last is about: part i of what was, or, of a change that
   adds, the operand k of what stands there now. */
void ad_draft_about(ad_draft *d, ad_change change, size_t i);

/* A copy without parentheses; the texts of the terms stay those of expr, the
   caller frees the terms.  AD_ENOMEM. */
ad_status ad_expr_bare(const ad_expr *expr, ad_expr *out);
/* Part i as text; the caller frees it; NULL without memory. */
char *ad_part_text(const ad_expr *expr, size_t part);

/* --- mistakes ------------------------------------------------------------- */

/* Mistakes of a derivative at nodes up to number `last`. */
typedef struct ad_near {
  uint32_t last;
  ad_suspects suspects;
} ad_near;

/* A left side, what it is, and what is made of it by mistake. */
typedef struct ad_known {
  char *left; /* its text                                                  */
  int is_derivative;
  ad_expr *formula; /* the truth written out; NULL where that is too long, or
                       there is no such                                    */
  ad_ref node;  /* the truth, while it is built                            */
  int is_part;  /* of a gradient it is an entry, or some                   */
  ad_image truth;
  size_t weights; /* of a Jacobian: the suspects of its sweeps are weighted
                     (jacobian.c), over so many rows; else 0               */
  ad_words words; /* that may stand in it; none: any                       */
  ad_suspects suspects;
  int has_slopes;
  ad_suspects slopes; /* the derivatives on the way to it (astray.c)       */
  size_t n_near, room_near;
  ad_near *near; /* near[n_near]: made when they are asked for             */
} ad_known;

/* A derivative at the sheet's own numbers; x[rows x cols], NULL: it cannot be
   computed. */
typedef struct ad_slope {
  uint32_t of, by;
  size_t rows, cols;
  double *x;
} ad_slope;

/* What many claims ask for; values[w]: of the sheet at point w, NULL until they
   are asked for, but for its own. */
typedef struct ad_own {
  ad_value *values[AD_POINTS];
  ad_graph *base; /* or NULL                                               */
  size_t n, room;
  ad_slope *slopes; /* slopes[n]                                           */
} ad_own;

struct ad_mistakes {
  const ad_sheet *sheet;
  ad_more_points more;
  ad_words words;
  ad_own *own; /* NULL: the sheet is too large for it                      */
  size_t n, room;
  ad_known *known;
};

/* words.c: those of a sheet; the caller frees them in any case. */
ad_status ad_words_take(const ad_graph *g, ad_words *words, ad_error *err);
/* Those of them that lie on the ways from `by` to `of`, or are read there. */
ad_status ad_words_between(const ad_graph *g, const ad_words *all, ad_ref of,
                           ad_ref by, ad_words *out, ad_error *err);
/* Those of them that are neither x nor made of it. */
ad_status ad_words_without(const ad_graph *g, const ad_words *all, ad_ref x,
                           ad_words *out, ad_error *err);
void ad_words_free(ad_words *words);

/* known.c: what is known of the left side, which can be read.  It is owned by
   the mistakes, and stays where it is until the next call. */
ad_status ad_known_find(ad_mistakes *m, const ad_expr *left, ad_known **out,
                        ad_error *err);
/* What is made of the derivative of node `of` by node `by`, which the left side
   is, by mistake at nodes up to number `last`; it stays as the known does. */
ad_status ad_known_near(const ad_mistakes *m, ad_known *known, ad_ref of,
                        ad_ref by, uint32_t last, const ad_suspects **out,
                        ad_error *err);
void ad_known_free(ad_known *known);
/* Builds the truth of the left side, the first of the suspects, and what is
   made of it by mistake. */
ad_status ad_known_build(const ad_mistakes *m, ad_builder *b,
                         const ad_expr *left, ad_known *known, ad_error *err);

/* Adds what is made of dy/dx by mistake, which is the node `truth`; and takes
   its words, and its formula where there is one. */
ad_status ad_known_gradient(const ad_mistakes *m, ad_builder *b, ad_ref of,
                            ad_ref by, ad_ref truth, ad_known *known,
                            ad_suspects *out, ad_error *err);

/* entries.c: the same of a left side that is a part of a gradient. */
ad_status ad_entries_make(const ad_mistakes *m, ad_builder *b,
                          const ad_expr *left, ad_ref truth, ad_known *known,
                          ad_error *err);

/* missteps.c: the sweep from node `of` to node `by` with one payment wrong,
   each, of nodes up to number `last`; *truth, which the caller frees, is the
   formula written out, or NULL where it is too long; truth: or NULL. */
ad_status ad_missteps_make(const ad_mistakes *m, const ad_known *known,
                           ad_builder *b, ad_ref of, ad_ref by, uint32_t last,
                           ad_expr **truth, ad_suspects *out, ad_error *err);

/* jacobian.c: how many rows the derivative of y by x has, of which `truth` is
   the shape, both of them vectors, or x a number; 0 where it is no such. */
size_t ad_jacobian_weights(ad_shape truth, ad_shape y, ad_shape x);
/* Does a vector stand there for the diagonal matrix of n rows that is due? */
int ad_jacobian_is_diagonal(size_t n, ad_shape truth, ad_shape said);
/* The rows of x with their weights, added up: x is in the shape `truth` of n
   rows, turned, or a diagonal; AD_NO_REF where it is neither. */
ad_ref ad_jacobian_weighted(ad_builder *b, size_t n, ad_shape truth, ad_ref x);

/* whole.c: mistakes of the derivative dy/dx, the node `truth`, as a whole. */
ad_status ad_whole_make(const ad_mistakes *m, ad_builder *b, ad_ref y,
                        ad_ref x, ad_ref truth, ad_suspects *out);

/* follow.c: what a derivative, the left side of the line, is where it begins
   with what other lines have wrong; nothing where right side k names what is
   due there. */
ad_status ad_follow_make(const ad_mistakes *m, const ad_claims *claims,
                         size_t line, size_t k, ad_suspects *out,
                         ad_error *err);

/* counter.c: what shows that a product which is equal in value is no chain. */
ad_status ad_counter_find(const ad_mistakes *m, const ad_claim *claim,
                          ad_diagnosis *out, ad_error *err);

/* symbols.c: marks[n] of what node i is made of: the named nodes behind it,
   those that lead to them too where `through`. */
void ad_mark_made_of(const ad_graph *g, uint32_t i, int through,
                     unsigned char *marks);

/* glance.c: the right side, which cannot be built: are shapes to blame? */
int ad_glance_is_of_shapes(const ad_claim_part *part, const ad_expr *right);
/* Is the node of the sheet in it, by its name or, opened, by all that it is
   made of?  AD_NO_REF is in everything, and anything in what has derivatives.*/
int ad_glance_stands(const ad_graph *g, const ad_expr *right, ad_ref z,
                     int opened);
/* A derivative dA/dB in it where A leads to B; text is "" where there is
   none. */
ad_status ad_glance_upside_down(const ad_graph *g, const ad_expr *right,
                                char *text, size_t size, ad_error *err);

/* symbols.c: which names of the formula the right side lacks, and which it has
   too much; "" where there is no difference. */
ad_status ad_symbols_compare(const ad_mistakes *m, const ad_expr *formula,
                             const ad_expr *right, char *text, size_t size,
                             ad_error *err);

/* edited.c: all changes of an expression to these words, as mistakes; those
   that mean nothing are left out.  AD_ENOMEM. */
ad_status ad_edited_make(const ad_mistakes *m, const ad_words *words,
                         ad_builder *b, const ad_expr *expr, ad_suspects *out);

/* The same as what may mend the expression, which has a value or not, into
   what is `due`: suspects without evidence, and the changes that they are.
   The caller frees it in any case. */
typedef struct ad_edited {
  ad_expr bare;
  ad_edits edits;
  ad_suspects suspects;
} ad_edited;
ad_status ad_edited_mend(const ad_mistakes *m, const ad_words *words,
                         ad_builder *b, const ad_expr *expr,
                         const ad_image *due, int fits, ad_edited *out);
/* Builds again those that may mend what is to be `due`, by their images. */
ad_status ad_edited_again(const ad_mistakes *m, ad_builder *b,
                          const ad_image *due, ad_edited *edited);
/* Is it about what a product's factors look like, and in which order? */
static inline int ad_mistake_is_of_order(ad_mistake_code code)
{
  return code == AD_MISTAKE_transpose || code == AD_MISTAKE_order ||
         code == AD_MISTAKE_elementwise;
}
/* Writes the evidence of suspect i.  AD_ENOMEM. */
ad_status ad_edited_evidence(ad_edited *edited, size_t i);
void ad_edited_free(ad_edited *edited);

/* own.c: m->own, for a sheet whose nodes are not too large to be computed again
   and again.  AD_ENOMEM, AD_ELIMIT. */
ad_status ad_own_new(ad_mistakes *m, ad_error *err);
void ad_own_free(ad_own *own);
/* The sheet's leaves at point w of all, 0 being its own. */
ad_status ad_own_set(const ad_mistakes *m, size_t w, ad_value *values,
                     ad_error *err);
/* What claims are to be built behind: the sheet's graph, and where that is not
   large, derivatives that many of them have. */
const ad_graph *ad_own_base(const ad_mistakes *m);
/* dA/dB, of two names, the nodes `of` and `by`; NULL without memory. */
const ad_slope *ad_own_slope(const ad_mistakes *m, const ad_expr *derivative,
                             uint32_t of, uint32_t by);

/* trial.c: the claim, an expression without parentheses, at work; NULL: it is
   not computed there.  The caller frees it. */
typedef struct ad_trial ad_trial;
ad_trial *ad_trial_new(const ad_mistakes *m, const ad_expr *claim);
void ad_trial_free(ad_trial *trial);
/* May the claim, changed to expr, be what is due, or a nice number times it?
   0 where it surely is not, or cannot be built. */
int ad_trial_may_be(ad_trial *trial, const ad_expr *expr, const ad_image *due);

#endif
