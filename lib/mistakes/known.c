/* SPDX-License-Identifier: GPL-3.0-or-later
   What is known of a left side: made once, when a claim about it is first held
   against its mistakes.  Read mistakes_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

static int is_derivative(const ad_expr *expr)
{
  return expr->terms[ad_expr_root(expr)].kind == AD_T_DERIVATIVE;
}

/* --- what can be wrong ---------------------------------------------------- */

/* The two nodes of dA/dB, which are names, as the whole of a derivative that
   one sweep gives: of a number, or entry by entry; or with the weights of a
   Jacobian. */
static int find_ends(const ad_mistakes *m, ad_builder *b, const ad_expr *left,
                     ad_ref truth, ad_ref *of, ad_ref *by, size_t *weights)
{
  ad_expr bare;
  if (ad_expr_bare(left, &bare) != AD_OK)
    return 0;
  int plain = bare.n == 3 &&
              ad_claim_ends(ad_sheet_graph(m->sheet), &bare, of, by);
  free(bare.terms);
  if (!plain)
    return 0;
  ad_shape d = ad_builder_shape(b, truth), y = ad_builder_shape(b, *of),
           x = ad_builder_shape(b, *by);
  int whole = d.rows == x.rows && d.cols == x.cols &&
              ((y.rows == 1 && y.cols == 1) ||
               (y.rows == x.rows && y.cols == x.cols));
  *weights = whole ? 0 : ad_jacobian_weights(d, y, x);
  return whole || *weights > 0;
}

/* Is it a node by its name?  That stands in no formula for itself. */
static int find_node(const ad_mistakes *m, const ad_expr *left, ad_ref *x)
{
  const ad_term *root = &left->terms[ad_expr_root(left)];
  return root->kind == AD_T_NAME &&
         ad_graph_find(ad_sheet_graph(m->sheet), root->text,
                       strlen(root->text), x);
}

/* The truth with its weights, which what is weighted is held against. */
static ad_status add_weighted(ad_builder *b, ad_ref truth, ad_known *known)
{
  ad_ref x = ad_jacobian_weighted(b, known->weights,
                                  ad_builder_shape(b, truth), truth);
  return ad_suspect_add(&known->suspects, b, AD_MISTAKE_value, x, "%s", "");
}

/* By the rules, of the whole, and of its formula. */
ad_status ad_known_gradient(const ad_mistakes *m, ad_builder *b, ad_ref of,
                            ad_ref by, ad_ref truth, ad_known *known,
                            ad_suspects *out, ad_error *err)
{
  ad_words_free(&known->words);
  ad_status status = ad_words_between(ad_sheet_graph(m->sheet), &m->words, of,
                                      by, &known->words, err);
  if (status == AD_OK)
    status = ad_missteps_make(m, known, b, of, by, of.index,
                              known->weights > 0 ? NULL : &known->formula,
                              out, err);
  if (status == AD_OK)
    status = ad_whole_make(m, b, of, by, truth, out);
  size_t before = out->n;
  if (status == AD_OK && known->formula)
    status = ad_edited_make(m, &known->words, b, known->formula, out);
  for (size_t i = before; i < out->n; i++)
    out->of[i].of_formula = 1;
  return status;
}

/* truth: the node; in the suspects it is another. */
static ad_status add_mistakes(const ad_mistakes *m, ad_builder *b,
                              const ad_expr *left, ad_ref truth,
                              ad_known *known, ad_error *err)
{
  ad_suspects *out = &known->suspects;
  ad_ref of, by;
  ad_status status = AD_OK;
  if (find_node(m, left, &of))
    return ad_words_without(ad_sheet_graph(m->sheet), &m->words, of,
                            &known->words, err);
  if (!find_ends(m, b, left, truth, &of, &by, &known->weights))
    return ad_entries_make(m, b, left, truth, known, err);
  if (known->weights > 0)
    status = add_weighted(b, truth, known);
  return status == AD_OK
           ? ad_known_gradient(m, b, of, by, truth, known, out, err)
           : status;
}

/* --- made once ------------------------------------------------------------ */

/* Those that begin with a truth, without it and what is it. */
static ad_image take_first(ad_suspects *s)
{
  ad_image truth = s->of[0].image;
  free(s->of[0].evidence);
  s->n--;
  memmove(s->of, s->of + 1, s->n * sizeof *s->of);
  ad_suspects_clear(s, &truth);
  return truth;
}

/* The truth is the first of what is to be computed, and behind that of a
   Jacobian stands what it is with its weights. */
static ad_status take_truth(ad_known *known)
{
  known->truth = take_first(&known->suspects);
  if (known->weights > 0)
    take_first(&known->suspects);
  return AD_OK;
}

static ad_status build_truth(const ad_mistakes *m, ad_builder *b,
                             const ad_expr *left, ad_known *known,
                             ad_error *err)
{
  known->is_derivative = is_derivative(left);
  ad_status status = ad_claim_lower(b, m->sheet, left, &known->node, err);
  return status == AD_OK
           ? ad_suspect_add(&known->suspects, b, AD_MISTAKE_value,
                            known->node, "%s", "")
           : status;
}

ad_status ad_known_build(const ad_mistakes *m, ad_builder *b,
                         const ad_expr *left, ad_known *known, ad_error *err)
{
  ad_status status = build_truth(m, b, left, known, err);
  return status == AD_OK
           ? add_mistakes(m, b, left, known->node, known, err)
           : status;
}

typedef ad_status build(const ad_mistakes *m, ad_builder *b,
                        const ad_expr *left, ad_known *known, ad_error *err);

static ad_status make(ad_mistakes *m, const ad_expr *left, build *what,
                      ad_known *known, ad_error *err)
{
  ad_builder *b;
  ad_status status = ad_builder_continue(ad_sheet_graph(m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = what(m, b, left, known, err);
  if (status == AD_OK)
    status = ad_suspects_settle(&known->suspects, m, b, err);
  ad_builder_free(b);
  return status == AD_OK ? take_truth(known) : status;
}

/* Where all of it takes too much, the truth alone. */
static ad_status make_affordable(ad_mistakes *m, const ad_expr *left,
                                 ad_known *known, ad_error *err)
{
  ad_status status = make(m, left, ad_known_build, known, err);
  if (status != AD_ELIMIT)
    return status;
  ad_suspects_free(&known->suspects);
  return make(m, left, build_truth, known, err);
}

ad_status ad_known_find(ad_mistakes *m, const ad_expr *left, ad_known **out,
                        ad_error *err)
{
  ad_known known = {.left = NULL};
  ad_status status = ad_expr_print(left, &known.left);
  for (size_t i = 0; status == AD_OK && i < m->n; i++)
    if (strcmp(m->known[i].left, known.left) == 0) {
      free(known.left);
      *out = &m->known[i];
      return AD_OK;
    }
  if (status == AD_OK)
    status = make_affordable(m, left, &known, err);
  if (status == AD_OK)
    status = ad_grow((void **)&m->known, &m->room, m->n, 1, sizeof *m->known);
  if (status != AD_OK) {
    ad_known_free(&known);
    return status;
  }
  m->known[m->n] = known;
  *out = &m->known[m->n++];
  return AD_OK;
}

static ad_status make_near(const ad_mistakes *m, const ad_known *known,
                           ad_ref of, ad_ref by, ad_near *near, ad_error *err)
{
  ad_builder *b;
  ad_status status = ad_builder_continue(ad_sheet_graph(m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = ad_missteps_make(m, known, b, of, by, near->last, NULL,
                            &near->suspects, err);
  if (status == AD_OK)
    status = ad_suspects_settle(&near->suspects, m, b, err);
  ad_builder_free(b);
  return status;
}

ad_status ad_known_near(const ad_mistakes *m, ad_known *known, ad_ref of,
                        ad_ref by, uint32_t last, const ad_suspects **out,
                        ad_error *err)
{
  ad_near near = {.last = last};
  for (size_t i = 0; i < known->n_near; i++)
    if (known->near[i].last == last) {
      *out = &known->near[i].suspects;
      return AD_OK;
    }
  ad_status status = make_near(m, known, of, by, &near, err);
  if (status == AD_OK)
    status = ad_grow((void **)&known->near, &known->room_near, known->n_near,
                     1, sizeof near);
  if (status != AD_OK) {
    ad_suspects_free(&near.suspects);
    return status;
  }
  known->near[known->n_near] = near;
  *out = &known->near[known->n_near++].suspects;
  return AD_OK;
}

void ad_known_free(ad_known *known)
{
  for (size_t i = 0; i < known->n_near; i++)
    ad_suspects_free(&known->near[i].suspects);
  free(known->near);
  free(known->left);
  ad_expr_free(known->formula);
  ad_words_free(&known->words);
  ad_suspects_free(&known->suspects);
  ad_suspects_free(&known->slopes);
}
