/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients line by line: the reverse sweep with forms of unnamed nodes opened,
   cut at named ones.  Read formulas.h, gradient.h and form_expr.h before. */
#include "formulas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbolic/expr_latex.h"
#include "symbolic/form_expr.h"
#include "symbolic/gradient.h"

typedef struct line {
  uint32_t node;
  ad_sym form;
  char *left, *right, *left_latex, *latex;
} line;

struct ad_formulas {
  const ad_graph *g;
  const char *of; /* the name of y                                          */
  size_t n, room;
  line *lines;
  size_t *line_of; /* of each node, 1 + its line; 0: none                   */
};

/* "dl/dx" */
static char *name_derivative(const char *of, const char *by)
{
  size_t room = strlen(of) + strlen(by) + 4;
  char *name = malloc(room);
  if (name)
    snprintf(name, room, "d%s/d%s", of, by);
  return name;
}

static ad_status add_line(ad_formulas *f, uint32_t node, ad_sym form)
{
  if (f->line_of[node])
    return AD_OK;
  if (ad_grow((void **)&f->lines, &f->room, f->n, 1, sizeof *f->lines) != AD_OK)
    return AD_ENOMEM;
  char *left = name_derivative(f->of, ad_graph_name(f->g, (ad_ref){node}));
  if (!left)
    return AD_ENOMEM;
  f->lines[f->n++] = (line){node, form, left, NULL, NULL, NULL};
  f->line_of[node] = f->n;
  return AD_OK;
}

/* What names are looked up in. */
typedef struct naming {
  const ad_formulas *f;
  const ad_algebra *w;
} naming;

/* The name of a cut that has a line. */
static const char *cut_name(const void *state, ad_sym x)
{
  const naming *s = state;
  size_t at = s->f->line_of[s->w->cells[x].at[0]];
  return at ? s->f->lines[at - 1].left : NULL;
}

/* Marks the forms that the lines need. */
static void mark_needed(const ad_algebra *w, const ad_formulas *f,
                        unsigned char *needed)
{
  for (size_t i = 0; i < f->n; i++)
    needed[f->lines[i].form] = 1;
  for (size_t i = w->n; i-- > 0;)
    for (size_t k = 0; needed[i] && k < w->cells[i].n; k++)
      needed[ad_sym_operand(w, (ad_sym)i, k)] = 1;
}

static int by_sweep(const void *left, const void *right)
{
  const line *x = left, *y = right;
  return (x->node < y->node) - (x->node > y->node);
}

/* Lines for the cuts at named nodes that the lines so far read, in order of
   the sweep. */
static ad_status add_steps(ad_algebra *w, ad_formulas *f)
{
  unsigned char *needed = calloc(w->n + 1, 1);
  ad_status status = needed ? AD_OK : AD_ENOMEM;
  if (needed)
    mark_needed(w, f, needed);
  for (size_t i = 0; status == AD_OK && i < w->n; i++) {
    uint32_t of = (uint32_t)w->cells[i].at[0];
    if (needed[i] && w->cells[i].kind == AD_SYM_cut &&
        ad_graph_name(f->g, (ad_ref){of})[0])
      status = add_line(f, of, ad_sym_operand(w, (ad_sym)i, 0));
  }
  free(needed);
  if (status == AD_OK && f->n > 0)
    qsort(f->lines, f->n, sizeof *f->lines, by_sweep);
  for (size_t i = 0; i < f->n; i++)
    f->line_of[f->lines[i].node] = i + 1;
  return status;
}

/* A cut that is a line of its own is no name in it. */
static ad_sym written_form(const ad_algebra *w, const line *l)
{
  const ad_cell *x = &w->cells[l->form];
  return x->kind == AD_SYM_cut && x->at[0] == l->node
           ? ad_sym_operand(w, l->form, 0)
           : l->form;
}

static ad_status write_line(ad_algebra *w, const naming *state, line *l)
{
  const ad_form_names names = {cut_name, state};
  ad_expr *expr;
  ad_status status = ad_form_expr(w, written_form(w, l), &names, &expr, NULL);
  if (status == AD_EINPUT)
    return AD_OK; /* too long */
  if (status == AD_OK)
    status = ad_expr_print(expr, &l->right);
  if (status == AD_OK)
    status = ad_expr_latex(expr, ad_latex_is_single, w->g, &l->latex);
  if (status == AD_OK && !(l->left_latex = ad_name_latex(l->left)))
    status = AD_ENOMEM;
  ad_expr_free(expr);
  return status;
}

static ad_status write_lines(ad_algebra *w, ad_formulas *f)
{
  const naming state = {f, w};
  ad_status status = AD_OK;
  for (size_t i = 0; i < f->n && status == AD_OK; i++)
    status = write_line(w, &state, &f->lines[i]);
  return status;
}

static ad_status check_named(const ad_graph *g, ad_ref y, size_t n,
                             const ad_ref *x, ad_error *err)
{
  ad_shape s = ad_graph_shape(g, y);
  int named = ad_graph_name(g, y)[0] != '\0';
  for (size_t i = 0; i < n; i++)
    named = named && ad_graph_name(g, x[i])[0];
  if (!named)
    return ad_fail(err, AD_EINPUT, "formulas are of named nodes");
  if (s.rows * s.cols != 1)
    return ad_fail(err, AD_EINPUT, "a formula for the gradient of %zu x %zu",
                   s.rows, s.cols);
  return AD_OK;
}

/* The node that a line is for: of what is added to one that one. */
static uint32_t shifted_by(const ad_graph *g, ad_ref x)
{
  ad_ref next = {x.index + 1};
  return next.index < g->n && ad_graph_is_shifted(g, next) ? next.index
                                                           : x.index;
}

/* The sweep, and the lines of x[n]. */
static ad_status derive(ad_algebra *w, ad_formulas *f, ad_ref y, size_t n,
                        const ad_ref *x)
{
  ad_sym_sweep s;
  ad_sym *forms = malloc((n + 1) * sizeof *forms);
  ad_status status = ad_sym_sweep_init(&s, w, y.index, n, x);
  if (status == AD_OK && !forms)
    status = AD_ENOMEM;
  if (status == AD_OK)
    status = ad_sym_sweep_open(&s);
  if (status == AD_OK)
    status = ad_sym_reverse(&s, ad_sym_number(w, AD_ONE), n, x, forms);
  for (size_t i = 0; i < n && status == AD_OK; i++)
    status = add_line(f, shifted_by(f->g, x[i]), forms[i]);
  if (status == AD_OK)
    status = add_steps(w, f);
  if (status == AD_OK)
    status = write_lines(w, f);
  ad_sym_sweep_free(&s);
  free(forms);
  return status;
}

ad_status ad_formulas_new(const ad_graph *g, ad_ref y, size_t n,
                          const ad_ref *x, ad_formulas **out, ad_error *err)
{
  return ad_formulas_at(g, y, n, x, NULL, out, err);
}

ad_status ad_formulas_at(const ad_graph *g, ad_ref y, size_t n,
                         const ad_ref *x, const unsigned char *nonzero,
                         ad_formulas **out, ad_error *err)
{
  ad_algebra w;
  ad_status status = check_named(g, y, n, x, err);
  *out = NULL;
  if (status != AD_OK)
    return status;
  ad_formulas *f = calloc(1, sizeof *f);
  if (!f)
    return ad_fail_memory(err, sizeof *f);
  *f = (ad_formulas){.g = g, .of = ad_graph_name(g, y),
                     .line_of = calloc(ad_graph_size(g), sizeof *f->line_of)};
  if (!f->line_of) {
    free(f);
    return ad_fail_memory(err, ad_graph_size(g) * sizeof *f->line_of);
  }
  ad_algebra_init(&w, g);
  w.nonzero = nonzero;
  status = derive(&w, f, y, n, x);
  if (status != AD_OK && w.error.status != AD_OK && err)
    *err = w.error;
  else if (status != AD_OK)
    ad_fail_memory(err, sizeof *f);
  ad_algebra_free(&w);
  if (status == AD_OK)
    *out = f;
  else
    ad_formulas_free(f);
  return status;
}

void ad_formulas_free(ad_formulas *f)
{
  for (size_t i = 0; f && i < f->n; i++) {
    free(f->lines[i].left);
    free(f->lines[i].right);
    free(f->lines[i].left_latex);
    free(f->lines[i].latex);
  }
  if (f) {
    free(f->lines);
    free(f->line_of);
  }
  free(f);
}

size_t ad_formulas_count(const ad_formulas *f)
{
  return f->n;
}

ad_ref ad_formulas_node(const ad_formulas *f, size_t i)
{
  return (ad_ref){i < f->n ? f->lines[i].node : AD_NO_INDEX};
}

const char *ad_formulas_left(const ad_formulas *f, size_t i)
{
  return i < f->n ? f->lines[i].left : NULL;
}

const char *ad_formulas_right(const ad_formulas *f, size_t i)
{
  return i < f->n ? f->lines[i].right : NULL;
}

const char *ad_formulas_left_latex(const ad_formulas *f, size_t i)
{
  return i < f->n ? f->lines[i].left_latex : NULL;
}

const char *ad_formulas_latex(const ad_formulas *f, size_t i)
{
  return i < f->n ? f->lines[i].latex : NULL;
}
