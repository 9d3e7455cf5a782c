/* SPDX-License-Identifier: GPL-3.0-or-later
   dA/dB and d(A)/d(B): the nodes that the scope's hook makes for them, by an
   entry or a part of B as well, and a word where there is nothing to
   differentiate.  Read lower.h and lower_item.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "graph/builder.h"
#include "lower/lower_item.h"

/* What lies between two nodes: is there a path; one of edges only; and, where
   none is, an operation without an edge on a path. */
typedef struct route {
  int path, edges;
  ad_op stop;
} route;

enum { BY_PATH = 1, BY_EDGES = 2 };

/* Marks what depends on x, up to y. */
static void follow(const ad_graph *g, ad_ref x, ad_ref y, unsigned char *marks)
{
  marks[x.index] = BY_PATH | BY_EDGES;
  for (uint32_t i = x.index + 1; i <= y.index; i++) {
    const ad_node *node = &g->nodes[i];
    for (size_t k = 0; k < node->arity; k++) {
      unsigned char from = marks[g->operands[node->operand + k]];
      int edge = ad_has_edge(node, k);
      marks[i] |= edge ? from : from & BY_PATH;
    }
  }
}

/* The last operation before y, on a path from x, that has no edge for it. */
static ad_op find_stop(const ad_graph *g, ad_ref x, ad_ref y,
                       const unsigned char *marks)
{
  for (uint32_t i = y.index + 1; i-- > x.index + 1;) {
    const ad_node *node = &g->nodes[i];
    for (size_t k = 0; k < node->arity; k++)
      if ((marks[g->operands[node->operand + k]] & BY_EDGES) &&
          !ad_has_edge(node, k) && marks[i])
        return (ad_op)node->op;
  }
  return AD_OP_count;
}

static ad_status find_route(ad_lowering *w, ad_ref y, ad_ref x, route *out)
{
  *out = (route){.stop = AD_OP_count};
  if (x.index > y.index)
    return AD_OK;
  unsigned char *marks = calloc((size_t)y.index + 1, 1);
  if (!marks)
    return ad_fail_memory(w->err, y.index);
  follow(&w->b->g, x, y, marks);
  out->path = marks[y.index] != 0;
  out->edges = (marks[y.index] & BY_EDGES) != 0;
  if (out->path && !out->edges)
    out->stop = find_stop(&w->b->g, x, y, marks);
  free(marks);
  return AD_OK;
}

/* Zeros are an answer, but seldom the one that was looked for. */
static ad_status warn_zeros(ad_lowering *w, ad_ref y, ad_ref x)
{
  char left[128], right[128];
  route r;
  ad_status status = find_route(w, y, x, &r);
  if (status != AD_OK || r.edges)
    return status;
  ad_builder_describe(w->b, y, left, sizeof left);
  ad_builder_describe(w->b, x, right, sizeof right);
  if (r.path && (ad_op_get(r.stop)->kind == AD_KIND_fixed ||
                 ad_op_get(r.stop)->form == AD_FORM_list))
    return ad_lower_fail(w, "%s holds whole-number labels or a list, which "
                            "have no derivative", right);
  if (w->scope->report && !r.path)
    ad_report_say(w->scope->report, AD_WARNING, w->expr->terms[w->at].place,
                  "%s does not depend on %s: the derivative is 0", left, right);
  else if (w->scope->report)
    ad_report_say(w->scope->report, AD_WARNING, w->expr->terms[w->at].place,
                  "every way from %s to %s leads through '%s', whose "
                  "derivative is 0", right, left, ad_op_get(r.stop)->name);
  return AD_OK;
}

/* What an entry, or a part, was cut out of; x itself where it was not. */
static ad_ref whole_of(const ad_lowering *w, ad_ref x)
{
  const ad_node *node = &w->b->g.nodes[x.index];
  size_t root = ad_expr_inside(w->expr, w->at - 1);
  int part = node->op == AD_OP_slice || node->op == AD_OP_gather;
  return w->expr->terms[root].kind == AD_T_INDEX && part
           ? (ad_ref){w->b->g.operands[node->operand]}
           : x;
}

/* The same of rows or columns that a list names. */
static ad_ref listed_part(ad_builder *b, ad_ref d, ad_ref whole, ad_ref x)
{
  const ad_node *node = &b->g.nodes[x.index];
  ad_ref list = {b->g.operands[node->operand + 1]};
  ad_shape of = ad_builder_shape(b, d), all = ad_builder_shape(b, whole);
  int gradient = of.rows == all.rows && of.cols == all.cols;
  return gradient && !node->at[0] ? ad_pick_rows(b, d, list)
                                  : ad_pick_cols(b, d, list);
}

/* Of the derivative by the whole, the part that is by x: where it lies in the
   whole, or its columns of a Jacobian. */
static ad_ref part_of(ad_builder *b, ad_ref d, ad_ref whole, ad_ref x)
{
  if (b->g.nodes[x.index].op == AD_OP_gather)
    return listed_part(b, d, whole, x);
  const size_t *at = b->g.nodes[x.index].at;
  ad_shape of = ad_builder_shape(b, d), all = ad_builder_shape(b, whole);
  ad_shape part = ad_builder_shape(b, x);
  if (of.rows == all.rows && of.cols == all.cols)
    return ad_slice(b, d, at[0], at[1], part);
  int upright = all.cols == 1;
  of.cols = part.rows * part.cols;
  of.unit_cols = upright ? part.unit_rows : part.unit_cols;
  return ad_slice(b, d, 0, upright ? at[0] : at[1], of);
}

ad_status ad_lower_derivative(ad_lowering *w)
{
  ad_lower_item *on = &w->stack[w->n - 2], result = {.kind = AD_I_NODE};
  if (!w->scope->derive || !w->b)
    return ad_lower_fail(w, "a derivative may stand in claim, path and chain "
                            "lines only");
  if (on[0].kind != AD_I_NODE || on[1].kind != AD_I_NODE)
    return ad_lower_fail(w, "a derivative is of a node, by a node: one of the "
                            "two is a number");
  ad_ref y = on[0].ref, x = on[1].ref, whole = whole_of(w, x);
  size_t first = ad_builder_size(w->b);
  ad_status status = warn_zeros(w, y, whole);
  if (status != AD_OK)
    return status;
  status = w->scope->derive(w->b, y, whole, &result.ref, w->err);
  if (status != AD_OK) {
    if (w->err)
      w->err->place = w->expr->terms[w->at].place;
    return status;
  }
  if (whole.index != x.index)
    result.ref = part_of(w->b, result.ref, whole, x);
  ad_builder_called(w->b, first, "d/d");
  ad_lower_replace(w, 2, result);
  return AD_OK;
}

/* --- beside @ ------------------------------------------------------------- */

/* Is term i a derivative of several entries? */
static int is_of_entries(const ad_lowering *w, size_t i)
{
  const ad_expr *e = w->expr;
  ad_ref y;
  if (e->terms[i].kind != AD_T_DERIVATIVE)
    return 0;
  const char *name = e->terms[ad_expr_operand(e, i, 0)].text;
  if (!ad_builder_find(w->b, name, strlen(name), &y))
    return 0;
  ad_shape s = ad_builder_shape(w->b, y);
  return s.rows * s.cols > 1;
}

/* Is the part such a derivative, perhaps turned, or is there one in it? */
static int has_entries(const ad_lowering *w, size_t part, int *is_one)
{
  const ad_expr *e = w->expr;
  size_t root = part, i = part + 1 - e->terms[part].span;
  while (e->terms[root].kind == AD_T_PAREN ||
         e->terms[root].kind == AD_T_TRANSPOSE)
    root--;
  *is_one = is_of_entries(w, root);
  while (i < part && !is_of_entries(w, i))
    i++;
  return is_of_entries(w, i);
}

/* Is x, which the part became, a vector of n that such a derivative has made?
   What else is in the part may have made it where the two do not fit alone. */
static int is_entrywise(const ad_lowering *w, size_t part, ad_ref x, size_t n,
                        int fits)
{
  int is_one;
  ad_shape s = ad_builder_shape(w->b, x);
  return (s.rows == 1 || s.cols == 1) && s.rows * s.cols == n && n > 1 &&
         has_entries(w, part, &is_one) && (is_one || !fits);
}

void ad_lower_jacobians(ad_lowering *w, ad_ref *left, ad_ref *right)
{
  size_t second = w->at - 1, first = second - w->expr->terms[second].span;
  ad_shape s = ad_builder_shape(w->b, *left);
  ad_shape t = ad_builder_shape(w->b, *right);
  int fits = s.cols == t.rows;
  if (is_entrywise(w, first, *left, t.rows, fits))
    *left = ad_diag(w->b, *left);
  else if (is_entrywise(w, second, *right, s.cols, fits))
    *right = ad_diag(w->b, *right);
}
