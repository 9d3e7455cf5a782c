/* SPDX-License-Identifier: GPL-3.0-or-later
   Nodes that are differentiated by: each gets a shift when its line comes
   (ad_shifted in nodes.h), so the wrt lines are looked for beforehand.  Read
   sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/text_scan.h"
#include "graph/builder.h"
#include "sheet/sheet_read.h"

/* Names with { } are wanted as far as the brace: h3 of h{t}. */
static void want(ad_reader *r, const char *name, size_t length)
{
  size_t known;
  if (!ad_names_find(&r->wanted, name, length, &known) &&
      ad_names_add(&r->wanted, name, length, 1) != AD_OK)
    ad_reader_no_memory(r);
}

/* The names of a line, as they stand in the source. */
static void want_names(ad_reader *r, const char *line, size_t size)
{
  for (size_t i = 0, n; i < size && line[i] != '#'; i += n) {
    n = ad_text_name(line, size, i) - i;
    int is_open = n > 0 && i + n < size && line[i + n] == '{';
    if (n > 0)
      want(r, line + i, n + (is_open ? 1 : 0));
    while (is_open && i + n < size && line[i + n] != '}')
      n++;
    n += n == 0;
  }
}

void ad_reader_find_wanted(ad_reader *r)
{
  const ad_source *s = r->source;
  for (size_t start = 0; start < s->size;) {
    size_t end = ad_statement_end(s->text, s->size, start);
    const char *line = s->text + start;
    if (ad_line_starts(line, end - start, "wrt"))
      want_names(r, line, end - start);
    r->has_variables |= ad_line_starts(line, end - start, "input") ||
                        ad_line_starts(line, end - start, "param") ||
                        ad_line_starts(line, end - start, "net");
    start = end + 1;
  }
}

/* All nodes are those that depend on a variable, or where there is none, all:
   then data are what one asks about. */
static int is_wanted(const ad_reader *r, const char *name, ad_ref x)
{
  if (r->options->all_nodes &&
      (!r->has_variables || r->b->g.nodes[x.index].flags & AD_NODE_VARIABLE))
    return 1;
  return ad_reader_covers(&r->wanted, name);
}

/* A node of data may be a list of rows, or labels, further on: it stays data
   though it is among all nodes. */
static void leave_data(ad_reader *r, ad_ref shifted)
{
  if (r->has_variables || !r->options->all_nodes)
    return;
  ad_node *sum = &r->b->g.nodes[shifted.index];
  sum[0].flags &= (uint16_t)~AD_NODE_VARIABLE;
  sum[-1].flags &= (uint16_t)~AD_NODE_VARIABLE;
}

ad_ref ad_reader_shift(ad_reader *r, const char *name, ad_ref x,
                       const char **written)
{
  if (ad_builder_error(r->b)->status != AD_OK || !is_wanted(r, name, x))
    return x;
  ad_shape shape = ad_builder_shape(r->b, x);
  double *zeros = calloc(shape.rows * shape.cols, sizeof *zeros);
  if (!zeros) {
    ad_reader_no_memory(r);
    return x;
  }
  *written = *written ? *written : ad_graph_written(&r->b->g, x);
  ad_ref shifted = ad_shifted(r->b, x);
  if (ad_builder_error(r->b)->status == AD_OK) {
    leave_data(r, shifted);
    ad_reader_keep_value(r, (ad_origin){.file = -1}, zeros);
  } else {
    free(zeros);
  }
  return shifted;
}

void ad_reader_grant_nodes(ad_reader *r)
{
  const ad_graph *g = &r->b->g;
  int all = !r->b->wrt_given;
  for (size_t i = 0; r->options->all_nodes && i < g->n_leaves; i++)
    if (g->kinds[i] == AD_SHIFT || (all && g->kinds[i] != AD_DATA))
      ad_wrt(r->b, (ad_ref){g->leaves[i]});
}
