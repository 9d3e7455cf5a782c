/* SPDX-License-Identifier: GPL-3.0-or-later
   What a worksheet's own numbers cannot reveal: mistakes that have the right
   value there, and not at other numbers.  Which leaf is to blame is tried: with
   new numbers for it alone, which of them come to light?  Read mistakes_data.h
   before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_world.h"
#include "mistakes/mistakes_data.h"

enum {
  TRIES = 3,           /* new numbers for a leaf                           */
  VISITS_MOST = 2000000 /* of nodes, by all wrong formulas: two seconds     */
};

/* A mistake that is hidden; shown[leaves]: by which tries for each leaf it
   comes to light, a bit each. */
typedef struct secret {
  ad_mistake_code code;
  char *evidence;
  unsigned char *shown;
} secret;

typedef struct secrets {
  size_t n, room;
  secret *of;
} secrets;

/* --- numbers -------------------------------------------------------------- */

/* Numbers as a person would choose them: one digit behind the point. */
static void choose(const ad_sheet *sheet, size_t leaf, size_t try, double *x)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, leaf));
  ad_leaf_model model = ad_world_model(sheet, leaf);
  ad_world_draw(&model, try + 1, x);
  for (size_t i = 0; i < s.rows * s.cols; i++)
    if (fabs(x[i]) >= 0.1)
      x[i] = round(10 * x[i]) / 10;
}

static double *room_of(const ad_sheet *sheet, size_t leaf)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, leaf));
  return malloc(s.rows * s.cols * sizeof(double));
}

/* --- one derivative ------------------------------------------------------- */

static ad_status keep(secrets *all, const ad_suspect *x, size_t leaves)
{
  if (ad_grow((void **)&all->of, &all->room, all->n, 1, sizeof *all->of) !=
      AD_OK)
    return AD_ENOMEM;
  secret *s = &all->of[all->n];
  *s = (secret){x->code, malloc(strlen(x->evidence) + 1),
                calloc(leaves + 1, 1)};
  all->n++;
  if (!s->evidence || !s->shown)
    return AD_ENOMEM;
  strcpy(s->evidence, x->evidence);
  return AD_OK;
}

/* Values with new numbers for the leaf: what differs from the truth, the first
   of the suspects, has come to light. */
static void compare(const ad_suspects *s, const ad_graph *g,
                    const ad_value *values, const size_t *hidden, size_t n,
                    secret *of, size_t leaf, unsigned bit)
{
  ad_image due = {.shape = ad_graph_shape(g, s->of[0].x)}, x = due;
  ad_image_look(ad_value_at(values, s->of[0].x), 0, &due);
  for (size_t i = 0; i < n; i++) {
    ad_image_look(ad_value_at(values, s->of[hidden[i]].x), 0, &x);
    if (isfinite(due.size[0]) && !ad_image_meets(&x, &due, 0))
      of[i].shown[leaf] |= (unsigned char)(1u << bit);
  }
}

static ad_status try_leaves(const ad_mistakes *m, const ad_suspects *s,
                            const ad_graph *g, const size_t *hidden, size_t n,
                            secret *of, ad_error *err)
{
  ad_value *values;
  size_t leaves = ad_graph_leaves(ad_sheet_graph(m->sheet));
  ad_status status = ad_value_outputs_new(g, &values, err);
  for (size_t i = 0; i < leaves && status == AD_OK; i++) {
    double *x = room_of(m->sheet, i);
    status = x ? ad_world_set(m->sheet, NULL, 0, values, err)
               : ad_fail_memory(err, sizeof *x);
    for (unsigned try = 0; try < TRIES && status == AD_OK; try++) {
      choose(m->sheet, i, try, x);
      ad_value_set(values, i, x);
      ad_value_sweep(values);
      compare(s, g, values, hidden, n, of, i, try);
    }
    free(x);
  }
  if (status == AD_OK || values)
    ad_value_free(values);
  return status;
}

/* Those of one derivative, the images of which are taken. */
static ad_status take_hidden(const ad_mistakes *m, const ad_suspects *s,
                             const ad_graph *g, secrets *all, ad_lint *out,
                             ad_error *err)
{
  size_t *hidden = malloc(s->n * sizeof *hidden), n = 0, before = all->n;
  size_t leaves = ad_graph_leaves(ad_sheet_graph(m->sheet));
  ad_status status = hidden ? AD_OK : AD_ENOMEM;
  for (size_t i = 1; i < s->n && status == AD_OK; i++) {
    if (ad_image_is(&s->of[i].image, &s->of[0].image))
      continue;
    out->made++;
    if (!ad_image_meets(&s->of[i].image, &s->of[0].image, 0))
      continue;
    hidden[n++] = i;
    status = keep(all, &s->of[i], leaves);
  }
  if (status == AD_OK && n > 0)
    status = try_leaves(m, s, g, hidden, n, all->of + before, err);
  free(hidden);
  return status;
}

static ad_status visit(const ad_mistakes *m, const ad_expr *left, secrets *all,
                       ad_lint *out, ad_error *err)
{
  ad_known known = {.left = NULL};
  ad_builder *b;
  ad_graph *g = NULL;
  out->derivatives++;
  if (out->made * ad_graph_size(ad_sheet_graph(m->sheet)) > VISITS_MOST)
    return AD_OK;
  ad_status status = ad_builder_continue(ad_sheet_graph(m->sheet), &b, err);
  if (status == AD_OK)
    status = ad_known_build(m, b, left, &known, err);
  if (status == AD_OK)
    status = ad_suspects_finish(&known.suspects, m, b, &g, err);
  if (status == AD_OK)
    status = take_hidden(m, &known.suspects, g, all, out, err);
  out->tried += status == AD_OK;
  ad_graph_free(g);
  ad_builder_free(b);
  ad_known_free(&known);
  return status == AD_ENOMEM ? status : AD_OK;
}

/* dy/dx as an expression. */
static ad_status visit_ends(const ad_mistakes *m, ad_ref y, ad_ref x,
                            secrets *all, ad_lint *out, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  ad_term terms[3] = {
    {.kind = AD_T_NAME, .span = 1, .text = ad_graph_name(g, y)},
    {.kind = AD_T_NAME, .span = 1, .text = ad_graph_name(g, x)},
    {.kind = AD_T_DERIVATIVE, .arity = 2, .span = 3, .text = "d()"}};
  ad_expr left = {3, terms, NULL};
  return visit(m, &left, all, out, err);
}

/* By all leaves, or by all other named nodes. */
static ad_status visit_nodes(const ad_mistakes *m, ad_ref y, int leaves,
                             secrets *all, ad_lint *out, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  ad_status status = AD_OK;
  for (size_t k = 0; k < m->words.n_names && status == AD_OK; k++) {
    ad_ref x = ad_graph_named(g, k);
    if (x.index < y.index && ad_graph_active(g, x) &&
        leaves == (g->nodes[x.index].arity == 0))
      status = visit_ends(m, y, x, all, out, err);
  }
  return status;
}

static ad_status visit_all(const ad_mistakes *m, secrets *all, ad_lint *out,
                           ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  ad_status status = AD_OK;
  for (int leaves = 1; leaves >= 0; leaves--)
    for (size_t i = 0; i < ad_graph_outputs(g) && status == AD_OK; i++) {
      ad_ref y = ad_graph_output(g, i);
      ad_shape s = ad_graph_shape(g, y);
      if (s.rows * s.cols == 1 && ad_graph_name(g, y)[0])
        status = visit_nodes(m, y, leaves, all, out, err);
    }
  return status;
}

/* --- who is to blame ------------------------------------------------------ */

/* How many secrets that are left come to light by this try for the leaf. */
static size_t count_shown(const secrets *all, size_t leaf, unsigned try)
{
  size_t n = 0;
  for (size_t i = 0; i < all->n; i++)
    n += all->of[i].evidence && (all->of[i].shown[leaf] >> try & 1);
  return n;
}

static void drop_secret(secret *s)
{
  free(s->evidence);
  s->evidence = NULL;
}

static void take_examples(secrets *all, size_t leaf, unsigned try,
                          ad_blame *blame)
{
  for (size_t i = 0; i < all->n; i++) {
    secret *s = &all->of[i];
    size_t k = 0;
    if (!s->evidence || !(s->shown[leaf] >> try & 1))
      continue;
    while (k < blame->n_examples && blame->examples[k].code != s->code)
      k++;
    if (k == blame->n_examples && k < AD_MISTAKES) {
      blame->examples[k].code = s->code;
      snprintf(blame->examples[k].evidence, sizeof blame->examples->evidence,
               "%s", s->evidence);
      blame->n_examples++;
    }
    drop_secret(s);
  }
}

/* The leaf and the numbers that tell most; 0: none tells any. */
static size_t find_best(const secrets *all, size_t leaves, size_t *leaf,
                        unsigned *try)
{
  size_t most = 0;
  for (size_t i = 0; i < leaves; i++)
    for (unsigned t = 0; t < TRIES; t++) {
      size_t n = count_shown(all, i, t);
      if (n > most) {
        most = n;
        *leaf = i;
        *try = t;
      }
    }
  return most;
}

static ad_status blame_all(const ad_mistakes *m, secrets *all, ad_lint *out)
{
  size_t leaves = ad_graph_leaves(ad_sheet_graph(m->sheet)), leaf = 0, n;
  unsigned try = 0;
  out->hidden = out->left = all->n;
  out->blames = calloc(leaves + 1, sizeof *out->blames);
  if (!out->blames)
    return AD_ENOMEM;
  while (out->n < leaves && (n = find_best(all, leaves, &leaf, &try)) > 0) {
    ad_blame *blame = &out->blames[out->n++];
    *blame = (ad_blame){.leaf = leaf, .hidden = n,
                        .better = room_of(m->sheet, leaf)};
    if (!blame->better)
      return AD_ENOMEM;
    choose(m->sheet, leaf, try, blame->better);
    take_examples(all, leaf, try, blame);
    out->left -= n;
  }
  return AD_OK;
}

ad_status ad_mistakes_lint(ad_mistakes *m, ad_lint *out, ad_error *err)
{
  secrets all = {0};
  *out = (ad_lint){0};
  ad_status status = visit_all(m, &all, out, err);
  if (status == AD_OK)
    status = blame_all(m, &all, out);
  for (size_t i = 0; i < all.n; i++) {
    drop_secret(&all.of[i]);
    free(all.of[i].shown);
  }
  free(all.of);
  return status == AD_OK ? AD_OK : ad_fail_memory(err, sizeof all);
}

void ad_lint_free(ad_lint *lint)
{
  for (size_t i = 0; i < lint->n; i++)
    free(lint->blames[i].better);
  free(lint->blames);
  *lint = (ad_lint){0};
}
