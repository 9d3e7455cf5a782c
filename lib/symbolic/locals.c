/* SPDX-License-Identifier: GPL-3.0-or-later
   Local derivatives: reverse sweeps that end at named nodes, in an arena where
   nothing is cut, each taken apart and written down.  Read locals.h, gradient.h
   and acts.h before. */
#include "locals.h"

#include <stdlib.h>
#include <string.h>

#include "symbolic/acts.h"
#include "symbolic/expr_latex.h"
#include "symbolic/form_expr.h"
#include "symbolic/gradient.h"

struct ad_locals {
  const ad_graph *g;
  ad_ref y;
  ad_algebra w;
  ad_sym_sweep s;
  unsigned char *named; /* named[y + 1]                                     */
};

static ad_status handed_on(ad_locals *l, ad_status status, ad_error *err)
{
  if (l->w.error.status != AD_OK && err)
    *err = l->w.error;
  else if (status != AD_OK)
    ad_fail_memory(err, sizeof *l);
  return l->w.error.status != AD_OK ? l->w.error.status : status;
}

static ad_status start(ad_locals *l)
{
  size_t n = ad_graph_wrts(l->g);
  ad_ref *by = malloc((n + 1) * sizeof *by);
  l->named = calloc((size_t)l->y.index + 1, 1);
  ad_status status = by && l->named ? AD_OK : AD_ENOMEM;
  for (size_t i = 0; by && i < n; i++)
    by[i] = ad_graph_wrt(l->g, i);
  for (uint32_t i = 0; l->named && i <= l->y.index; i++)
    l->named[i] = ad_graph_name(l->g, (ad_ref){i})[0] != '\0';
  if (status == AD_OK)
    status = ad_sym_sweep_init(&l->s, &l->w, l->y.index, n, by);
  if (status == AD_OK)
    status = ad_sym_sweep_open(&l->s);
  l->w.whole = 1;
  free(by);
  return status;
}

ad_status ad_locals_new(const ad_graph *g, ad_ref y, ad_locals **out,
                        ad_error *err)
{
  return ad_locals_at(g, y, NULL, out, err);
}

ad_status ad_locals_at(const ad_graph *g, ad_ref y,
                       const unsigned char *nonzero, ad_locals **out,
                       ad_error *err)
{
  *out = NULL;
  if (y.index >= ad_graph_size(g))
    return ad_fail(err, AD_EINPUT, "a derivative of what is no node");
  ad_locals *l = calloc(1, sizeof *l);
  if (!l)
    return ad_fail_memory(err, sizeof *l);
  l->g = g;
  l->y = y;
  ad_algebra_init(&l->w, g);
  l->w.nonzero = nonzero;
  ad_status status = handed_on(l, start(l), err);
  if (status == AD_OK)
    *out = l;
  else
    ad_locals_free(l);
  return status;
}

void ad_locals_free(ad_locals *l)
{
  if (!l)
    return;
  ad_sym_sweep_free(&l->s);
  ad_algebra_free(&l->w);
  free(l->named);
  free(l);
}

/* --- texts --------------------------------------------------------------- */

static const char *hole_name(const void *state, ad_sym x)
{
  const ad_locals *l = state;
  return l->w.cells[x].at[1] ? AD_SO_FAR : NULL;
}

/* Both texts of a form; NULL where it is too long. */
static ad_status write_form(ad_locals *l, ad_sym x, char **text, char **latex)
{
  const ad_form_names names = {hole_name, l};
  ad_expr *expr;
  if (!ad_sym_ready(&l->w, x))
    return AD_ENOMEM;
  ad_status status = ad_form_expr(&l->w, x, &names, &expr, NULL);
  if (status == AD_EINPUT)
    return AD_OK;
  if (status == AD_OK)
    status = ad_expr_print(expr, text);
  if (status == AD_OK)
    status = ad_expr_latex(expr, ad_latex_is_single, l->g, latex);
  ad_expr_free(expr);
  return status;
}

/* The name of a size by its number, as in ad_sym_shape. */
static const char *size_name(const ad_locals *l, unsigned size)
{
  return size > 0 ? l->g->sizes.names[size - 1] : "";
}

static ad_extent extent_of(const ad_locals *l, ad_sym x)
{
  ad_sym_shape s = l->w.cells[x].shape;
  return (ad_extent){s.rows, s.cols,
                     s.unit_rows ? "" : size_name(l, s.row_size),
                     s.unit_cols ? "" : size_name(l, s.col_size)};
}

static ad_extent extent_of_node(const ad_graph *g, ad_ref x)
{
  ad_shape s = ad_graph_shape(g, x);
  return (ad_extent){s.rows, s.cols, ad_graph_axis(g, x, 0),
                     ad_graph_axis(g, x, 1)};
}

/* The names that one of two equal sizes has. */
static ad_extent named_as(ad_extent x, ad_extent y)
{
  if (x.rows == y.rows && !x.row_name[0])
    x.row_name = y.row_name;
  if (x.cols == y.cols && !x.col_name[0])
    x.col_name = y.col_name;
  return x;
}

/* --- factors ------------------------------------------------------------- */

/* Times a number that is stretched is times the number, where what it acts on
   has the shape already. */
static ad_sym unstretched(const ad_algebra *w, ad_sym x, const ad_local *at)
{
  if (!ad_sym_ready(w, x) || !ad_sym_calls(w, x, AD_OP_expand) ||
      !ad_sym_is_number(w, ad_sym_operand(w, x, 0)) ||
      at->from.rows != at->to.rows || at->from.cols != at->to.cols)
    return x;
  return ad_sym_operand(w, x, 0);
}

static ad_status write_factor(ad_locals *l, const ad_act_form *step,
                              ad_factor *out)
{
  int turns = step->act == AD_ACT_LEFT || step->act == AD_ACT_RIGHT;
  *out = (ad_factor){.act = step->act, .axis = step->axis,
                     .gives = extent_of(l, step->gives)};
  if (step->act == AD_ACT_TURN || step->act == AD_ACT_SUM ||
      step->act == AD_ACT_STRETCH)
    return AD_OK;
  out->shape = extent_of(l, step->factor);
  ad_status status = write_form(l, step->factor, &out->text, &out->latex);
  if (status == AD_OK && turns)
    status = write_form(l, ad_sym_transpose(&l->w, step->factor), &out->turned,
                        &out->turned_latex);
  return status;
}

/* One factor: entry by entry, or what is there whatever it acts on. */
static ad_status write_one(ad_locals *l, ad_act act, ad_sym x, ad_local *out)
{
  if (!ad_sym_ready(&l->w, x))
    return AD_ENOMEM;
  const ad_act_form step = {act, AD_ALL,
                            act == AD_ACT_TIMES ? unstretched(&l->w, x, out)
                                                : x, x};
  out->factors = calloc(1, sizeof *out->factors);
  if (!out->factors)
    return ad_fail_memory(&l->w.error, sizeof *out->factors);
  out->n = 1;
  return write_factor(l, &step, out->factors);
}

static ad_status write_acts(ad_locals *l, ad_sym x, ad_sym seed, ad_local *out)
{
  ad_acts acts = {0};
  ad_status status = ad_acts_find(&l->w, x, seed, &acts);
  if (status == AD_OK && !(out->factors = calloc(acts.n + 1,
                                                 sizeof *out->factors)))
    status = ad_fail_memory(&l->w.error, acts.n * sizeof *out->factors);
  for (size_t i = 0; status == AD_OK && i < acts.n; i++)
    status = write_factor(l, &acts.of[i], &out->factors[out->n++]);
  ad_acts_free(&acts);
  return status;
}

/* The last factor gives what the node below is; what goes entry by entry is
   of that size, too. */
static void name_sizes(ad_local *out)
{
  ad_factor *last = out->n > 0 ? &out->factors[out->n - 1] : NULL;
  if (last)
    last->gives = out->to;
  for (size_t i = 0; i < out->n; i++)
    if (out->factors[i].act == AD_ACT_TIMES)
      out->factors[i].shape = named_as(out->factors[i].shape,
                                       out->factors[i].gives);
}

/* --- sweeps -------------------------------------------------------------- */

/* What node `of` pays in to by[n] where its adjoint is `seed`. */
static ad_status sweep(ad_locals *l, ad_ref of, ad_sym seed, size_t n,
                       const ad_ref *by, ad_sym *out)
{
  l->s.last = of.index;
  l->s.ends = l->named;
  ad_status status = ad_sym_reverse(&l->s, seed, n, by, out);
  l->s.last = l->y.index;
  l->s.ends = NULL;
  return status;
}

static ad_sym ones_like(ad_locals *l, ad_ref x)
{
  return ad_sym_like(&l->w, ad_sym_number(&l->w, AD_ONE),
                     ad_sym_shape_of(&l->w, x.index));
}

/* From what is paid for a symbol, and for ones. */
static ad_status write_edge(ad_locals *l, ad_sym paid, ad_sym ones, ad_sym seed,
                            ad_local *out)
{
  if (!ad_sym_ready(&l->w, paid))
    return AD_ENOMEM;
  ad_status status;
  if (ad_sym_is_zero(&l->w, paid))
    status = write_one(l, AD_ACT_OTHER, paid, out);
  else if (ad_shape_single(l->w.cells[seed].shape) ||
           ad_acts_entrywise(&l->w, paid, seed))
    status = write_one(l, AD_ACT_TIMES, ones, out);
  else
    status = write_acts(l, paid, seed, out);
  name_sizes(out);
  return status;
}

ad_status ad_locals_edges(ad_locals *l, ad_ref of, size_t n, const ad_ref *by,
                          ad_local *out, ad_error *err)
{
  ad_sym *forms = malloc(2 * (n + 1) * sizeof *forms);
  ad_sym seed = ad_acts_hole(&l->w, ad_sym_node(&l->w, of.index), of.index);
  ad_status status = forms ? AD_OK : AD_ENOMEM;
  for (size_t i = 0; i < n; i++)
    out[i] = (ad_local){.of = of, .by = by[i],
                        .from = extent_of_node(l->g, of),
                        .to = extent_of_node(l->g, by[i])};
  if (of.index > l->y.index) {
    free(forms);
    return ad_fail(err, AD_EINPUT, "the node is none on the way to y");
  }
  if (status == AD_OK)
    status = sweep(l, of, seed, n, by, forms);
  if (status == AD_OK)
    status = sweep(l, of, ones_like(l, of), n, by, forms + n);
  for (size_t i = 0; status == AD_OK && i < n; i++)
    status = write_edge(l, forms[i], forms[n + i], seed, &out[i]);
  free(forms);
  return handed_on(l, status, err);
}

void ad_locals_end(ad_locals *l, ad_ref x)
{
  if (x.index <= l->y.index)
    l->named[x.index] = 1;
}

void ad_local_clear(ad_local *local)
{
  for (size_t i = 0; i < local->n; i++) {
    free(local->factors[i].text);
    free(local->factors[i].latex);
    free(local->factors[i].turned);
    free(local->factors[i].turned_latex);
  }
  free(local->factors);
  *local = (ad_local){0};
}

char *ad_locals_latex(const char *name)
{
  return ad_name_latex(name);
}

/* --- written out --------------------------------------------------------- */

ad_status ad_locals_written(ad_locals *l, size_t n, const ad_ref *x,
                            size_t most, char **texts, char **latex,
                            ad_error *err)
{
  ad_sym *forms = malloc((n + 1) * sizeof *forms);
  ad_status status = forms ? AD_OK : AD_ENOMEM;
  for (size_t i = 0; i < n; i++)
    texts[i] = latex[i] = NULL;
  if (status == AD_OK)
    status = ad_sym_reverse(&l->s, ad_sym_number(&l->w, AD_ONE), n, x, forms);
  for (size_t i = 0; status == AD_OK && i < n; i++) {
    status = write_form(l, forms[i], &texts[i], &latex[i]);
    if (texts[i] && strlen(texts[i]) > most) {
      free(texts[i]);
      free(latex[i]);
      texts[i] = latex[i] = NULL;
    }
  }
  free(forms);
  return handed_on(l, status, err);
}
