/* SPDX-License-Identifier: GPL-3.0-or-later
   The functions: value, tangent and adjoint, of graphs that the symbolic engine
   makes.  Read c_program.h, formulas.h and symbolic.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_program.h"
#include "formulas.h"
#include "symbolic.h"
#include "worksheet/label.h"

/* --- nodes of the worksheet ----------------------------------------------- */

char *c_home(const struct c_program *c, const char *home, ad_ref x)
{
  return memory_format("%s->%s", home, c->names[x.index]);
}

const char *c_joined(struct c_program *c, ad_ref x, const char *ending)
{
  char *wanted = memory_format("%s%s", c->names[x.index], ending);
  const char *name = script_name(c->p, wanted);
  free(wanted);
  return name;
}

/* The body of a function, in which nodes have the worksheet's names. */
static struct c_body begin(struct c_program *c, const ad_graph *g)
{
  struct c_body b = c_body_new(c->p, &c->functions, g);
  size_t leaf;
  for (uint32_t i = 0; i < ad_graph_size(c->p->g); i++) {
    ad_ref x = {i};
    struct c_node *node = &b.nodes[i];
    if (ad_graph_is_leaf(g, x, &leaf)) {
      node->name = c->names[i];
      continue;
    }
    const char *text = ad_sheet_text(c->p->sheet, x);
    node = &b.nodes[c_first(&b, x).index];
    if (node->wish)
      continue; /* the same as one before */
    node->wish = c->names[i];
    if (node->wish && *text)
      node->comment = memory_format("%s = %s", ad_graph_name(g, x), text);
  }
  return b;
}

/* A new node is given a name of its own, with what it is derived from, which is
   taken; NULL then. */
static char *wish(struct c_body *b, ad_ref x, const char *name, char *comment)
{
  struct c_node *node = &b->nodes[c_first(b, x).index];
  size_t leaf;
  if (c_first(b, x).index < ad_graph_size(b->p->g) || node->wish ||
      ad_graph_is_leaf(b->g, x, &leaf))
    return comment;
  node->wish = name;
  node->comment = comment;
  return NULL;
}

/* The leaves that are read, as locals: of a struct, "at". */
static void say_leaves(const struct c_program *c, const struct c_body *b,
                       size_t n, ad_ref node(const ad_graph *g, size_t i),
                       const ad_ref *own, const char *home)
{
  int any = 0;
  for (size_t i = 0; i < n; i++) {
    ad_ref x = node(c->p->g, i), mine = own ? own[i] : x;
    if (b->nodes[mine.index].reads == 0)
      continue;
    char *from = c_home(c, home, x);
    ad_shape s = ad_graph_shape(c->p->g, x);
    char *shape = memory_format("%zu x %zu", s.rows, s.cols);
    char *line = memory_format(c_is_number(c->p->g, x)
                                 ? "const double %s = %s;"
                                 : "const double *const %s = %s;",
                               b->nodes[mine.index].name, from);
    c_say_with(c->p, line, c_is_number(c->p->g, x) ? NULL : shape);
    free(line);
    free(shape);
    free(from);
    any = 1;
  }
  if (!any)
    script_say(c->p, "(void)%s;", home);
}

/* --- results -------------------------------------------------------------- */

struct results {
  size_t n;
  struct c_result *x;
};

/* The texts are taken. */
static void add_result(const struct c_body *b, struct results *r, ad_ref x,
                       char *home, char *comment)
{
  r->x = memory_grow(r->x, r->n + 1, sizeof *r->x);
  r->x[r->n++] = (struct c_result){c_first(b, x), home, comment};
}

static void add_values(const struct c_program *c, const struct c_body *b,
                       struct results *r)
{
  for (size_t i = 0; i < ad_graph_outputs(c->p->g); i++) {
    ad_ref y = ad_graph_output(c->p->g, i);
    add_result(b, r, y, c_home(c, "value", y), NULL);
  }
}

static void results_free(struct results *r)
{
  for (size_t i = 0; i < r->n; i++) {
    free(r->x[i].home);
    free(r->x[i].comment);
  }
  free(r->x);
}

/* --- functions ------------------------------------------------------------ */

static void say_head(struct c_program *c, char *head)
{
  script_add(c->p, "\n");
  script_add(c->p, head);
  script_add(c->p, "\n{\n");
  free(head);
  c->p->indent = 2;
}

static void say_end(struct c_program *c)
{
  c->p->indent = 0;
  script_add(c->p, "}\n");
}

void c_add_primal(struct c_program *c)
{
  struct c_body b = begin(c, c->p->g);
  struct results r = {0};
  add_values(c, &b, &r);
  c_body_plan(&b, r.n, r.x);
  say_head(c, c_primal_head(c));
  say_leaves(c, &b, ad_graph_leaves(c->p->g), ad_graph_leaf, NULL, "at");
  c_body_write(&b, r.n, r.x);
  say_end(c);
  c_body_free(&b);
  results_free(&r);
}

/* --- forward -------------------------------------------------------------- */

/* Outputs, then the nodes with a name. */
static ad_ref *nodes_with_tangent(const struct c_program *c, size_t *n)
{
  const ad_graph *g = c->p->g;
  ad_ref *y = memory_new(ad_graph_outputs(g) + ad_graph_names(g) + 1,
                         sizeof *y);
  size_t leaf;
  *n = 0;
  for (size_t i = 0; i < ad_graph_outputs(g); i++)
    y[(*n)++] = ad_graph_output(g, i);
  for (size_t i = 0; i < ad_graph_names(g); i++)
    if (!ad_graph_is_leaf(g, ad_graph_named(g, i), &leaf) &&
        c->names[ad_graph_named(g, i).index])
      y[(*n)++] = ad_graph_named(g, i);
  return y;
}

static ad_status push_forward(const struct c_program *c, size_t m,
                              const ad_ref *y, ad_ref *dot, ad_ref *out,
                              ad_graph **made, ad_error *err)
{
  const ad_graph *g = c->p->g;
  size_t n = ad_graph_wrts(g);
  ad_ref *x = memory_new(n + 1, sizeof *x);
  ad_builder *b;
  ad_status status = ad_builder_continue(g, &b, err);
  for (size_t w = 0; w < n && status == AD_OK; w++) {
    x[w] = ad_graph_wrt(g, w);
    char *name = memory_format("(dot %zu)", w);
    dot[w] = ad_leaf_shaped(b, name, ad_graph_shape(g, x[w]), AD_DATA);
    free(name);
  }
  if (status == AD_OK) {
    status = ad_pushforward(b, m, y, n, x, dot, out, err);
    for (size_t i = 0; i < m && status == AD_OK; i++)
      ad_output(b, out[i]);
    if (status == AD_OK)
      status = ad_builder_finish(b, made, err);
    ad_builder_free(b);
  }
  free(x);
  return status;
}

static void say_tangent(struct c_program *c, const ad_graph *g, size_t m,
                        const ad_ref *y, const ad_ref *dot, const ad_ref *out)
{
  const ad_graph *own = c->p->g;
  struct c_body b = begin(c, g);
  struct results r = {0};
  add_values(c, &b, &r);
  for (size_t w = 0; w < ad_graph_wrts(own); w++)
    b.nodes[dot[w].index].name = c_joined(c, ad_graph_wrt(own, w), "_dot");
  for (size_t i = 0; i < m; i++) {
    char *left = wish(&b, out[i], c_joined(c, y[i], "_dot"),
                      memory_format("the tangent of %s",
                                    ad_graph_name(own, y[i])));
    if (i < ad_graph_outputs(own))
      add_result(&b, &r, out[i], c_home(c, "tangent", y[i]), left);
    else
      free(left);
  }
  c_body_plan(&b, r.n, r.x);
  say_head(c, c_tangent_head(c));
  say_leaves(c, &b, ad_graph_leaves(own), ad_graph_leaf, NULL, "at");
  say_leaves(c, &b, ad_graph_wrts(own), ad_graph_wrt, dot, "dot");
  c_body_write(&b, r.n, r.x);
  say_end(c);
  c_body_free(&b);
  results_free(&r);
}

ad_status c_add_tangent(struct c_program *c, ad_error *err)
{
  size_t m;
  ad_ref *y = nodes_with_tangent(c, &m);
  ad_ref *out = memory_new(m + 1, sizeof *out);
  ad_ref *dot = memory_new(ad_graph_wrts(c->p->g) + 1, sizeof *dot);
  ad_graph *g = NULL;
  ad_status status = push_forward(c, m, y, dot, out, &g, err);
  if (status == AD_OK)
    say_tangent(c, g, m, y, dot, out);
  ad_graph_free(g);
  free(y);
  free(out);
  free(dot);
  return status;
}

/* --- reverse -------------------------------------------------------------- */

/* By what an output is differentiated: its leaves, then nodes on the way. */
struct pulled {
  ad_ref y, seed;
  size_t n;
  ad_ref *x, *bar;
  ad_formulas *formulas; /* NULL: none                                      */
  ad_graph *g;
};

static void add_node(struct pulled *d, ad_ref x)
{
  d->x = memory_grow(d->x, d->n + 1, sizeof *d->x);
  d->x[d->n++] = x;
}

/* Formulas are of numbers; there may be none that is short enough. */
static ad_status find_formulas(struct pulled *d, const ad_graph *g,
                               ad_error *err)
{
  size_t leaf;
  ad_status status = ad_formulas_new(g, d->y, d->n, d->x, &d->formulas, err);
  if (status != AD_OK)
    return status == AD_ENOMEM ? status : AD_OK;
  for (size_t i = 0; i < ad_formulas_count(d->formulas); i++)
    if (!ad_graph_is_leaf(g, ad_formulas_node(d->formulas, i), &leaf))
      add_node(d, ad_formulas_node(d->formulas, i));
  return AD_OK;
}

static ad_status pull_back(struct pulled *d, const ad_graph *g, ad_error *err)
{
  ad_builder *b;
  ad_status status = ad_builder_continue(g, &b, err);
  if (status != AD_OK)
    return status;
  d->bar = memory_new(d->n + 1, sizeof *d->bar);
  if (ad_graph_entries(g, d->y) > 1)
    d->seed = ad_leaf_shaped(b, "(seed)", ad_graph_shape(g, d->y), AD_DATA);
  status = ad_pullback(b, d->y, d->seed, d->n, d->x, d->bar, err);
  for (size_t i = 0; i < d->n && status == AD_OK; i++)
    ad_output(b, d->bar[i]);
  if (status == AD_OK)
    status = ad_builder_finish(b, &d->g, err);
  ad_builder_free(b);
  return status;
}

/* "dC/dZ1 = ..." */
static char *formula_of(const struct pulled *d, const ad_graph *g, size_t i)
{
  enum { LONG = 400 };
  size_t leaf;
  ad_ref x = d->x[i];
  if (ad_graph_is_leaf(g, x, &leaf) &&
      ad_graph_leaf_kind(g, leaf) == AD_SHIFT)
    x.index++; /* the node that it moves */
  for (size_t k = 0; d->formulas && k < ad_formulas_count(d->formulas); k++) {
    const char *right = ad_formulas_right(d->formulas, k);
    if (ad_formulas_node(d->formulas, k).index == x.index && right &&
        strlen(right) < LONG)
      return memory_format("%s = %s", ad_formulas_left(d->formulas, k), right);
  }
  return NULL;
}

/* Nodes on the way come first: what a leaf shares with one is the node's. */
static char *wish_bar(struct c_body *b, const struct pulled *d, size_t i)
{
  const ad_graph *own = b->p->g;
  char *wanted = memory_format("d%s_d%s", ad_graph_name(own, d->y),
                               ad_graph_name(own, d->x[i]));
  char *left = wish(b, d->bar[i], script_name(b->p, wanted),
                    formula_of(d, own, i));
  free(wanted);
  return left;
}

static void say_adjoint(struct c_program *c, const struct pulled *d)
{
  const ad_graph *own = c->p->g;
  struct c_body b = begin(c, d->g);
  struct results r = {0};
  add_values(c, &b, &r);
  for (size_t i = ad_graph_wrts(own); i < d->n; i++)
    free(wish_bar(&b, d, i));
  for (size_t w = 0; w < ad_graph_wrts(own); w++) {
    char *comment = wish_bar(&b, d, w);
    add_result(&b, &r, d->bar[w], c_home(c, "gradient", d->x[w]), comment);
  }
  if (d->seed.index != AD_NO_INDEX)
    b.nodes[d->seed.index].name = "seed";
  c_body_plan(&b, r.n, r.x);
  say_head(c, c_adjoint_head(c, d->y));
  say_leaves(c, &b, ad_graph_leaves(own), ad_graph_leaf, NULL, "at");
  if (d->seed.index != AD_NO_INDEX && b.nodes[d->seed.index].reads == 0)
    script_say(c->p, "(void)seed;");
  c_body_write(&b, r.n, r.x);
  say_end(c);
  c_body_free(&b);
  results_free(&r);
}

ad_status c_add_adjoint(struct c_program *c, ad_ref y, ad_error *err)
{
  const ad_graph *g = c->p->g;
  struct pulled d = {.y = y, .seed = {AD_NO_INDEX}};
  ad_status status = AD_OK;
  for (size_t w = 0; w < ad_graph_wrts(g); w++)
    add_node(&d, ad_graph_wrt(g, w));
  if (ad_graph_entries(g, y) == 1)
    status = find_formulas(&d, g, err);
  if (status == AD_OK)
    status = pull_back(&d, g, err);
  if (status == AD_OK)
    say_adjoint(c, &d);
  ad_formulas_free(d.formulas);
  ad_graph_free(d.g);
  free(d.x);
  free(d.bar);
  return status;
}
