/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "kept": which values wait for the reverse sweep, who reads them,
   and what rules that are written in their result spare.  Read sections.h and
   kept.h before. */
#include <stdlib.h>
#include <string.h>

#include "explain/kept.h"
#include "explain/ledger.h"
#include "explain/sections.h"
#include "graph.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"

enum { NAMES_MOST = 12 }; /* in a list                                     */

#define WORD_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

/* A list of names, of very many the first, and bytes. */
struct list {
  size_t n, bytes;
  struct growing text;
};

static void list_add(struct list *list, const char *name, size_t bytes)
{
  list->bytes += bytes;
  if (list->n++ < NAMES_MOST)
    growing_add(&list->text, ", ", name);
}

/* "z1, z2 and 30 more"; the caller frees it. */
static char *list_text(const struct list *list)
{
  if (list->n <= NAMES_MOST)
    return memory_copy(list->text.text);
  return memory_format("%s and %zu more", list->text.text,
                       list->n - NAMES_MOST);
}

/* --- who reads ------------------------------------------------------------ */

/* The nodes whose rules read x, named or as those with a name that they lead
   to; neighbours among the readers of one node are told once. */
static char *readers_text(const struct explained *e, const struct ledger *l,
                          ad_ref x)
{
  const struct readers *r = &e->readers;
  struct list list = {0};
  uint32_t last = AD_NO_INDEX;
  for (size_t i = r->first[x.index]; i < r->first[x.index + 1]; i++) {
    ad_ref by = r->edges[i].by;
    by = explain_is_named(e, by) ? by : l->owner[by.index];
    if (!kept_reads_operand(e, r->edges[i]) || by.index == last)
      continue;
    const char *name = ad_graph_name(e->graph, by);
    list_add(&list, name[0] ? name : ad_graph_written(e->graph, by), 0);
    last = by.index;
  }
  if (kept_reads_result(e, x))
    list_add(&list, kept_is_in_result(e, x) ? "its own" : "its domain", 0);
  char *text = list.n > 0 ? list_text(&list) : memory_copy("none: an output");
  free(list.text.text);
  return text;
}

/* --- the table ------------------------------------------------------------ */

static void put_node(struct table *table, const struct explained *e,
                     const struct ledger *l, ad_ref x)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  char *by = readers_text(e, l, x);
  table_row(table);
  table_put(table, ad_graph_name(e->graph, x));
  table_answer(table);
  table_print(table, "%zu %s %zu", shape.rows, sign_times(), shape.cols);
  table_answer(table);
  table_bytes(table, kept_bytes(e, x));
  table_answer(table);
  table_put(table, by);
  table_answer(table);
  free(by);
}

/* What the tape keeps beside: intermediate results, and factorisations. */
static void put_rest(struct table *table, const struct explained *e,
                     size_t named, int blank)
{
  if (e->tape_kept <= named && !blank)
    return;
  table_row(table);
  table_put(table, "without a name");
  table_skip(table);
  table_bytes(table, blank ? 0 : e->tape_kept - named);
  table_answer(table);
}

static void show_table(struct page *page, const struct explained *e,
                       const ad_ref *nodes, size_t n, int full)
{
  struct ledger l = ledger_new(e);
  struct table *table = table_new();
  size_t bytes = 0;
  table_column(table, "value", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  table_column(table, "bytes", ALIGN_RIGHT);
  table_column(table, "read by the rule of", ALIGN_LEFT);
  for (size_t i = 0; i < n; i++) {
    bytes += kept_bytes(e, nodes[i]);
    if (line_left_out(e, i, n, full))
      put_left_out(table, e, i, n);
    else
      put_node(table, e, &l, nodes[i]);
  }
  put_rest(table, e, bytes, page->blank);
  page_table(page, table);
  ledger_free(&l);
}

/* The named nodes that are computed and kept: nodes[n]; the caller frees it.
   How many are kept is an answer: an exercise has room for all. */
static size_t find_kept(const struct explained *e, int blank, ad_ref **nodes)
{
  size_t n = 0;
  *nodes = memory_new(e->n_named, sizeof **nodes);
  for (size_t i = 0; i < e->n_named; i++)
    if (kept_is_computed(e, e->named[i]) &&
        (blank || kept_is_kept(e, e->named[i])))
      (*nodes)[n++] = e->named[i];
  return n;
}

/* --- sentences ------------------------------------------------------------ */

/* The figures of compare's section on cost. */
static char *total_text(const struct explained *e)
{
  char kept[FORMAT_SIZE], all[FORMAT_SIZE];
  if (e->tape_kept < e->tape_computed)
    return memory_format("Of the computed values, %s, the reverse sweep needs "
                         "%s: the partials read no others.",
                         format_bytes(all, e->tape_computed),
                         format_bytes(kept, e->tape_kept));
  if (e->tape_computed == 0)
    return memory_copy("No value is computed: none has to be kept.");
  return memory_format("The reverse sweep needs all computed values, %s.",
                       format_bytes(all, e->tape_computed));
}

static void list_named(struct list *list, const struct explained *e, ad_ref x)
{
  list_add(list, ad_graph_name(e->graph, x), kept_bytes(e, x));
}

/* A partial's text with a name for the result v; the caller frees it. */
static char *in_result(const char *partial, const char *name)
{
  char *text = memory_copy("");
  while (*partial) {
    size_t n = strspn(partial, WORD_LETTERS);
    int is_v = n == 1 && *partial == 'v';
    n = n > 0 ? n : 1;
    memory_append(&text, "", is_v ? memory_copy(name)
                                  : memory_format("%.*s", (int)n, partial));
    partial += n;
  }
  return text;
}

/* "relu"; of nodes that have names "relu (dh/dz: h > 0)".  The caller frees
   it. */
static char *spared_text(const struct explained *e, ad_ref x, struct edge edge)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(e->graph, edge.by));
  const char *of = ad_graph_name(e->graph, edge.by);
  const char *by = ad_graph_name(e->graph, x), *d = sign_partial();
  if (!*of || !*by || edge.k > 2 || !row->partial_text[edge.k])
    return memory_copy(row->name);
  char *partial = in_result(row->partial_text[edge.k], of);
  char *text = memory_format("%s (%s%s/%s%s: %s)", row->name, d, of, d, by,
                             partial);
  free(partial);
  return text;
}

/* The operations whose partials read their result, each once, and what that
   spares, with and without a name. */
static void find_spared(struct list *ops, const struct explained *e)
{
  unsigned char told[AD_OP_count] = {0};
  struct edge edge;
  for (uint32_t i = 0; i < ad_graph_size(e->graph); i++) {
    if (!kept_is_spared(e, (ad_ref){i}, &edge))
      continue;
    ad_op op = ad_graph_op(e->graph, edge.by);
    ops->bytes += kept_bytes(e, (ad_ref){i});
    if (!told[op]) {
      char *text = spared_text(e, (ad_ref){i}, edge);
      list_add(ops, text, 0);
      free(text);
    }
    told[op] = 1;
  }
}

/* A line of the paragraph, where the list has anything in it. */
static void add_line(struct growing *text, const struct list *list,
                     const char *before, const char *between,
                     const char *after)
{
  char out[FORMAT_SIZE];
  if (list->n == 0)
    return;
  char *names = list_text(list);
  char *line = memory_format("%s %s%s%s%s", before, names, between,
                             format_bytes(out, list->bytes), after);
  growing_add(text, "\n", line);
  free(names);
  free(line);
}

static void show_sentences(struct page *page, const struct explained *e)
{
  struct list given = {0}, dropped = {0}, spared = {0};
  struct growing text = {0};
  char *total = total_text(e);
  size_t leaf;
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    if (ad_graph_is_leaf(e->graph, x, &leaf) && kept_is_kept(e, x))
      list_named(&given, e, x);
    else if (kept_is_computed(e, x) && !kept_is_kept(e, x))
      list_named(&dropped, e, x);
  }
  find_spared(&spared, e);
  growing_add(&text, "\n", total);
  add_line(&text, &given, "Of what is given it reads", " (", ").");
  add_line(&text, &dropped, "Not kept:", " (", ").");
  add_line(&text, &spared, "The partials of",
           " are written in the result: that spares their operands, ", ".");
  page_answer(page, "%s", text.text);
  free(total);
  free(text.text);
  free(given.text.text);
  free(dropped.text.text);
  free(spared.text.text);
}

void section_kept(struct page *page, const struct explained *e, int full)
{
  ad_ref *nodes;
  if (e->n_wrts == 0)
    return;
  size_t n = find_kept(e, page->blank, &nodes);
  page_section(page, "Kept for the way back");
  show_table(page, e, nodes, n, full);
  show_sentences(page, e);
  free(nodes);
}
