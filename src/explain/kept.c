/* SPDX-License-Identifier: GPL-3.0-or-later
   See kept.h. */
#include "explain/kept.h"

#include <ctype.h>

enum { OPERANDS_READ = 3 }; /* further ones are read by no partial         */

int kept_is_active(const struct explained *e, struct edge edge)
{
  return ad_graph_passes(e->graph, edge.by, edge.k);
}

/* What all active partials of x read together: bits of ad_op_reads. */
static unsigned reads_of(const struct explained *e, ad_ref x)
{
  unsigned reads = 0;
  size_t n = ad_graph_operands(e->graph, x);
  for (size_t k = 0; k < n && k < OPERANDS_READ; k++)
    if (kept_is_active(e, (struct edge){x, k}))
      reads |= ad_op_reads(ad_graph_op(e->graph, x), (unsigned)k);
  return reads;
}

int kept_reads_operand(const struct explained *e, struct edge edge)
{
  return edge.k < OPERANDS_READ && (reads_of(e, edge.by) & 1u << edge.k) != 0;
}

int kept_reads_result(const struct explained *e, ad_ref x)
{
  return (reads_of(e, x) & AD_READS_V) != 0;
}

int kept_reads_factors(const struct explained *e, ad_ref x)
{
  return (reads_of(e, x) & AD_READS_FACTORS) != 0;
}

/* Is v a word of the text? */
static int has_result(const char *text)
{
  for (const char *c = text; *c; c++)
    if (*c == 'v' && (c == text || !isalnum((unsigned char)c[-1])) &&
        !isalnum((unsigned char)c[1]))
      return 1;
  return 0;
}

/* A domain may read the result, too (that it is a number): that is no partial
   that is written in it. */
static int is_in_result(ad_op op, size_t k)
{
  const char *text = k < OPERANDS_READ ? ad_op_get(op)->partial_text[k] : NULL;
  return (ad_op_reads(op, (unsigned)k) & AD_READS_V) &&
         (!text || has_result(text));
}

int kept_is_in_result(const struct explained *e, ad_ref x)
{
  for (size_t k = 0; k < ad_graph_operands(e->graph, x); k++)
    if (kept_is_active(e, (struct edge){x, k}) &&
        is_in_result(ad_graph_op(e->graph, x), k))
      return 1;
  return 0;
}

int kept_is_computed(const struct explained *e, ad_ref x)
{
  size_t leaf;
  return ad_graph_needed(e->graph, x) &&
         !ad_graph_is_leaf(e->graph, x, &leaf) &&
         ad_graph_op(e->graph, x) != AD_OP_constant;
}

static int is_output(const struct explained *e, ad_ref x)
{
  for (size_t i = 0; i < e->n_outputs; i++)
    if (e->parts[i].node.index == x.index)
      return 1;
  return 0;
}

/* An entry that is cut out is read where it lies. */
static int is_cut(const struct explained *e, struct edge edge)
{
  ad_shape shape = ad_graph_shape(e->graph, edge.by);
  return ad_graph_op(e->graph, edge.by) == AD_OP_slice &&
         shape.rows * shape.cols == 1 && ad_graph_needed(e->graph, edge.by);
}

int kept_is_kept(const struct explained *e, ad_ref x)
{
  const struct readers *r = &e->readers;
  if (kept_reads_result(e, x))
    return 1;
  for (size_t i = r->first[x.index]; i < r->first[x.index + 1]; i++)
    if (kept_reads_operand(e, r->edges[i]) || is_cut(e, r->edges[i]))
      return 1;
  return kept_is_computed(e, x) && is_output(e, x);
}

int kept_is_spared(const struct explained *e, ad_ref x, struct edge *edge)
{
  const struct readers *r = &e->readers;
  if (!kept_is_computed(e, x) || kept_is_kept(e, x))
    return 0;
  for (size_t i = r->first[x.index]; i < r->first[x.index + 1]; i++) {
    *edge = r->edges[i];
    if (kept_is_active(e, *edge) &&
        is_in_result(ad_graph_op(e->graph, edge->by), edge->k))
      return 1;
  }
  return 0;
}

size_t kept_bytes(const struct explained *e, ad_ref x)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  return shape.rows * shape.cols * sizeof(double);
}
