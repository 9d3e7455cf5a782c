/* SPDX-License-Identifier: GPL-3.0-or-later
   What a wrong right side shows by itself, with no mistake made on purpose:
   why it cannot be built, and a derivative in it that is upside down.  Read
   mistakes_data.h before. */
#include <stdio.h>
#include <stdlib.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"

/* --- shapes --------------------------------------------------------------- */

static int is_same_place(ad_place x, ad_place y)
{
  return x.offset == y.offset && x.width == y.width;
}

/* Does the term put several things together, which may not fit? */
static int is_of_several(const ad_term *t)
{
  return t->kind == AD_T_INFIX ||
         (t->kind == AD_T_CALL && t->arity > 1 &&
          ad_op_find(t->text, t->arity) != AD_OP_count);
}

int ad_glance_is_of_shapes(const ad_claim_part *part, const ad_expr *right)
{
  for (size_t i = 0; i < right->n; i++)
    if (is_same_place(right->terms[i].place, part->place))
      return is_of_several(&right->terms[i]);
  return 0;
}

/* --- what stands there ---------------------------------------------------- */

/* Does node i stand there by all that it is made of, or by its name? */
static int stands(const ad_graph *g, const ad_expr *right, uint32_t i,
                  const unsigned char *there)
{
  enum { NOT, CONSTANT, THERE };
  const ad_node *x = &g->nodes[i];
  const char *name = ad_graph_name(g, (ad_ref){i});
  int all = CONSTANT;
  if (*name && ad_expr_has_name(right, name))
    return THERE;
  if (x->arity == 0)
    return x->op == AD_OP_constant ? CONSTANT : NOT;
  for (size_t k = 0; k < x->arity; k++) {
    int one = there[g->operands[x->operand + k]];
    if (one == NOT)
      return NOT;
    all = one > all ? one : all;
  }
  return all;
}

int ad_glance_stands(const ad_graph *g, const ad_expr *right, ad_ref z,
                     int opened)
{
  if (z.index == AD_NO_INDEX || ad_expr_has_derivative(right) ||
      ad_expr_has_name(right, ad_graph_name(g, z)))
    return 1;
  if (!opened)
    return 0;
  unsigned char *there = malloc((size_t)z.index + 1);
  for (uint32_t i = 0; there && i <= z.index; i++)
    there[i] = (unsigned char)stands(g, right, i, there);
  int found = !there || there[z.index] > 1;
  free(there);
  return found;
}

/* --- upside down ---------------------------------------------------------- */

/* Is part i a derivative dA/dB where A leads to B? */
static int is_upside_down(const ad_graph *g, const ad_expr *right, size_t i,
                          ad_ref *of, ad_ref *by, unsigned char *marks)
{
  if (!ad_claim_ends_at(g, right, i, of, by) || of->index >= by->index)
    return 0;
  ad_mark_made_of(g, by->index, 1, marks);
  return marks[of->index];
}

ad_status ad_glance_upside_down(const ad_graph *g, const ad_expr *right,
                                char *text, size_t size, ad_error *err)
{
  ad_ref of, by;
  unsigned char *marks = malloc(g->n);
  if (!marks)
    return ad_fail_memory(err, g->n);
  *text = '\0';
  for (size_t i = 0; i < right->n && !*text; i++)
    if (is_upside_down(g, right, i, &of, &by, marks)) {
      const char *a = ad_graph_name(g, of), *b = ad_graph_name(g, by);
      snprintf(text, size,
               "d%.60s/d%.60s goes the wrong way: %.60s leads to %.60s, and "
               "no path back", a, b, a, b);
    }
  free(marks);
  return AD_OK;
}
