/* SPDX-License-Identifier: GPL-3.0-or-later
   Structs and prototypes.  Read c_program.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_program.h"
#include "worksheet/label.h"

/* --- structs -------------------------------------------------------------- */

static void say_member(struct c_program *c, ad_ref x, const char *kind)
{
  ad_shape s = ad_graph_shape(c->p->g, x);
  char *size = s.rows * s.cols == 1
                 ? memory_copy("")
                 : memory_format("[%zu]", s.rows * s.cols);
  char *line = memory_format("double %s%s;", c->names[x.index], size);
  char *shape = s.rows * s.cols == 1
                  ? memory_copy(kind)
                  : memory_format("%zu x %zu%s%s", s.rows, s.cols,
                                  *kind ? ", " : "", kind);
  c_say_with(c->p, line, *shape ? shape : NULL);
  free(size);
  free(line);
  free(shape);
}

static const char *kind_of(const ad_graph *g, size_t leaf)
{
  return ad_graph_leaf_kind(g, leaf) == AD_SHIFT
           ? "zeros, to move a node"
           : label_op(g, ad_graph_leaf(g, leaf));
}

static void say_struct(struct c_program *c, const char *comment,
                       const char *name, size_t n,
                       ad_ref node(const ad_graph *g, size_t i), int kinds)
{
  script_add(c->p, "\n");
  c_say_comment(c->p, comment);
  script_say(c->p, "struct %s_%s {", c->base, name);
  c->p->indent = 2;
  for (size_t i = 0; i < n; i++)
    say_member(c, node(c->p->g, i), kinds ? kind_of(c->p->g, i) : "");
  if (n == 0)
    script_say(c->p, "char none;");
  c->p->indent = 0;
  script_say(c->p, "};");
}

/* --- prototypes ----------------------------------------------------------- */

/* The arguments one below the other; they are freed. */
static char *head_text(const struct c_program *c, const char *name, size_t n,
                       char **arguments)
{
  char *first = memory_format("void %s_%s(", c->base, name);
  char *between = memory_format(",\n%*s", (int)strlen(first), "");
  char *list = memory_copy("");
  for (size_t i = 0; i < n; i++)
    memory_append(&list, between, arguments[i]);
  char *text = memory_format("%s%s)", first, list);
  free(first);
  free(between);
  free(list);
  return text;
}

/* "const struct f_leaves *restrict at" */
static char *argument(const struct c_program *c, const char *type,
                      const char *what, const char *name)
{
  return memory_format("%sstruct %s_%s *restrict %s", type, c->base, what,
                       name);
}

char *c_primal_head(const struct c_program *c)
{
  char *arguments[] = {argument(c, "const ", "leaves", "at"),
                       argument(c, "", "outputs", "value")};
  return head_text(c, "primal", 2, arguments);
}

char *c_tangent_head(const struct c_program *c)
{
  char *arguments[] = {argument(c, "const ", "leaves", "at"),
                       argument(c, "const ", "wrt", "dot"),
                       argument(c, "", "outputs", "value"),
                       argument(c, "", "outputs", "tangent")};
  return head_text(c, "tangent", 4, arguments);
}

char *c_adjoint_head(const struct c_program *c, ad_ref y)
{
  size_t entries = ad_graph_entries(c->p->g, y), n = 0;
  char *name = memory_format("adjoint_%s", c->names[y.index]);
  char *arguments[4];
  arguments[n++] = argument(c, "const ", "leaves", "at");
  if (entries > 1)
    arguments[n++] = memory_format("const double seed[restrict %zu]", entries);
  arguments[n++] = argument(c, "", "outputs", "value");
  arguments[n++] = argument(c, "", "wrt", "gradient");
  char *text = head_text(c, name, n, arguments);
  free(name);
  return text;
}

static void say_prototype(struct c_program *c, const char *comment, char *head)
{
  script_add(c->p, "\n");
  c_say_comment(c->p, comment);
  script_add(c->p, head);
  script_add(c->p, ";\n");
  free(head);
}

static void say_adjoint(struct c_program *c, ad_ref y)
{
  const char *name = ad_graph_name(c->p->g, y);
  char *comment = ad_graph_entries(c->p->g, y) == 1
                    ? memory_format("Reverse: the gradient of %s.", name)
                    : memory_format("Reverse: the adjoints J'u, where %s has "
                                    "the adjoint u = seed.", name);
  say_prototype(c, comment, c_adjoint_head(c, y));
  free(comment);
}

void c_add_header(struct c_program *c)
{
  const ad_graph *g = c->p->g;
  size_t n = ad_graph_wrts(g);
  say_struct(c, "The leaves; matrices are stored row by row.", "leaves",
             ad_graph_leaves(g), ad_graph_leaf, 1);
  say_struct(c, "The outputs, or their tangents.", "outputs",
             ad_graph_outputs(g), ad_graph_output, 0);
  if (n > 0)
    say_struct(c, "What is differentiated by: tangents, or adjoints.", "wrt",
               n, ad_graph_wrt, 0);
  say_prototype(c, "The values of the outputs.", c_primal_head(c));
  if (n == 0)
    return;
  say_prototype(c, "Forward: the tangents J v of the outputs, where the leaves "
                   "move along v = dot.", c_tangent_head(c));
  for (size_t i = 0; i < ad_graph_outputs(g); i++)
    say_adjoint(c, ad_graph_output(g, i));
}
