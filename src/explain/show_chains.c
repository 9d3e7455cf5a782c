/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "chains": the chain rule from the output to each variable, its
   factors with their sizes, in path order and in the order in which they can be
   multiplied.  Read sections.h, chains.h and link_words.h before. */
#include <stdlib.h>
#include <string.h>

#include "explain/chains.h"
#include "explain/brief.h"
#include "explain/contribution.h"
#include "explain/link_words.h"
#include "explain/outcome.h"
#include "explain/sections.h"
#include "explain/show_chain.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/label.h"

enum { LINKS_ENDS = 3, PATHS_SHOWN = 3 };

/* --- all chains ----------------------------------------------------------- */

/* Is link i of n, which are counted from the variable, left out? */
static int link_left_out(size_t i, size_t n)
{
  return n > CHAIN_LONG && i >= LINKS_ENDS && i < n - LINKS_ENDS;
}

/* "dl/dz2 dz2/dz1 dz1/dW1", a long one by its ends. */
static void put_chain(struct table *table, const struct path_walk *w)
{
  const struct explained *e = w->paths->e;
  struct growing text = {0}, latex = {0};
  size_t n = w->n - 1;
  for (size_t i = n; i-- > 0;) {
    int out = link_left_out(i, n);
    if (out && link_left_out(i + 1, n))
      continue;
    char *name = out ? memory_format("(%zu factors)", n - 2 * LINKS_ENDS)
                     : link_name(e, w->nodes[i + 1], w->nodes[i]);
    char *math = out ? memory_copy("\\cdots")
                     : link_name_latex(e, w->nodes[i + 1], w->nodes[i]);
    growing_add(&text, " ", name);
    growing_add(&latex, " \\, ", math);
    free(name);
    free(math);
  }
  put_words(table, (struct words){text.text, latex.text});
}

static const char *count_text(char out[FORMAT_SIZE], double n)
{
  return n > 1e308 ? "over 1e308" : format_count(out, n);
}

static void continue_row(struct table *table)
{
  table_row(table);
  table_skip(table);
  table_skip(table);
}

static void put_paths(struct table *table, const struct paths *p, size_t wrt)
{
  const struct explained *e = p->e;
  ad_ref to = explain_wrt_node(e, wrt);
  struct path_walk w = path_begin(p, to);
  char out[FORMAT_SIZE];
  double n = p->count[to.index];
  size_t done = 0, most = e->brief >= BRIEF_CHAINS ? 1 : PATHS_SHOWN;
  most += n <= (double)most + 1;
  table_row(table);
  put_link_name(table, e, explain_output_node(e), to);
  table_put(table, count_text(out, n));
  table_answer(table);
  while (done < most && path_next(&w) && w.n > 1) {
    if (done++ > 0)
      continue_row(table);
    put_chain(table, &w);
  }
  path_end(&w);
  if (done == 0)
    put_text(table, memory_copy(n > 0 ? "1" : "no path: the derivative is 0"));
  else if (n > (double)done) {
    continue_row(table);
    table_print(table, "and %s more", count_text(out, n - (double)done));
  }
}

static size_t wrt_of(const struct explained *e, ad_ref x)
{
  size_t i = 0;
  while (explain_wrt_node(e, i).index != x.index)
    i++;
  return i;
}

/* As the sweep comes to them; then those that it does not come to. */
static void put_in_order(struct table *table, const struct chains *c)
{
  const struct explained *e = c->links.e;
  for (size_t i = 0; i < c->n; i++)
    if (c->targets[i].is_wrt)
      put_paths(table, &c->links.paths, wrt_of(e, c->targets[i].node));
  for (size_t i = 0; i < e->n_wrts; i++) {
    size_t x = explain_wrt_node(e, i).index;
    if (c->links.up_first[x + 1] == c->links.up_first[x])
      put_paths(table, &c->links.paths, i);
  }
}

static void show_all(struct page *page, const struct chains *c, int full)
{
  const struct explained *e = c->links.e;
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "paths", ALIGN_RIGHT);
  table_column(table, "chain, from the output to the variable", ALIGN_LEFT);
  if (c->n == c->n_targets)
    put_in_order(table, c);
  for (size_t i = 0; c->n < c->n_targets && i < e->n_wrts; i++)
    if (line_left_out(e, i, e->n_wrts, full))
      put_left_out(table, e, i, e->n_wrts);
    else
      put_paths(table, &c->links.paths, i);
  page_table(page, table);
}

/* --- a node that chains lead to ------------------------------------------- */

/* "delta2 = dl/dz2", or "dl/dW1". */
static struct words target_words(const struct explained *e,
                                 const struct target *t)
{
  char *latex = link_name_latex(e, explain_output_node(e), t->node);
  if (!t->delta)
    return (struct words){memory_copy(t->derivative), latex};
  struct words w = {memory_format("%s = %s", t->delta, t->derivative),
                    memory_format("%s = %s", t->delta_latex, latex)};
  free(latex);
  return w;
}

/* How often it is used, and how many chains it is the sum of, are answers. */
static void show_name(struct page *page, const struct explained *e,
                      const struct target *t)
{
  struct words name = target_words(e, t);
  char *more = memory_copy("");
  if (t->n_chains > 1 && !page->blank)
    memory_append(&more, "", memory_format(", the sum of %zu chains",
                                           t->n_chains));
  if (t->delta && t->readers > 1 && !page->blank)
    memory_append(&more, "", memory_format("; used %zu times, computed once",
                                           t->readers));
  page_formula(page, name.text, name.latex, more);
  words_free(&name);
  free(more);
}

/* Does the list of formulas say as much: one factor from the output, which
   nothing reads? */
static int is_plain(const struct links *l, const struct target *t)
{
  return !t->delta && t->n_chains == 1 && t->n == 1 && t->chains[0].n == 1 &&
         t->chains[0].links[0]->local.n == 1 &&
         !l->adjoint[t->chains[0].from.index];
}

static void show_target(struct page *page, const struct links *l,
                        const struct target *t, int scalar)
{
  if (is_plain(l, t))
    return;
  show_name(page, l->e, t);
  for (size_t i = 0; i < t->n; i++)
    if (t->chains[i].n <= CHAIN_LONG)
      show_chain(page, l, &t->chains[i], scalar);
  if (t->n < t->n_chains)
    page_print(page, "and %zu more of this kind", t->n_chains - t->n);
}

static void show_targets(struct page *page, const struct chains *c)
{
  int scalar = explain_is_scalar(c->links.e);
  for (size_t i = 0; i < c->n; i++) {
    if (i == TARGETS_FIRST && c->n < c->n_targets)
      page_print(page, "(%zu more, which --full shows)", c->n_targets - c->n);
    show_target(page, &c->links, &c->targets[i], scalar);
  }
}

/* --- together ------------------------------------------------------------- */

/* Many chains by the formula of their sum, which puts together what they put
   into zeros. */
static void put_sum(struct table *table, const struct explained *e,
                    const struct target *t)
{
  const struct explain_line *line =
      t->n < t->n_chains ? formula_of(e, t->node) : NULL;
  if (line)
    table_put(table, line->right);
  else if (t->n < t->n_chains)
    table_print(table, "the sum of %zu chains", t->n_chains);
  else
    table_put(table, t->line.right ? t->line.right : "(it cannot be written)");
  table_math(table, line ? line->latex : t->line.right ? t->latex : NULL);
  table_answer(table);
}

/* Is there another text of it, in names of the sheet alone? */
static int is_written_out(const struct target *t)
{
  return t->out.right &&
         (!t->line.right || strcmp(t->line.right, t->out.right) != 0);
}

static void put_target(struct table *table, const struct explained *e,
                       const struct target *t)
{
  table_row(table);
  put_label(table, target_words(e, t));
  put_sum(table, e, t);
  if (!is_written_out(t))
    return;
  table_row(table);
  table_put(table, "  written out");
  table_put(table, t->out.right);
  table_math(table, t->written_latex);
  table_answer(table);
}

/* Are all chains one edge? */
static int are_edges(const struct chains *c)
{
  int edges = c->n == c->n_targets;
  for (size_t i = 0; i < c->n; i++)
    edges = edges && is_plain(&c->links, &c->targets[i]);
  return edges;
}

/* "(3 more, which --full shows)" */
static void put_more(struct table *table, const struct chains *c)
{
  table_row(table);
  table_print(table, "(%zu more, which --full shows)", c->n_targets - c->n);
}

static void show_formulas(struct page *page, const struct chains *c)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  for (size_t i = 0; i < c->n; i++) {
    if (i == TARGETS_FIRST && c->n < c->n_targets)
      put_more(table, c);
    put_target(table, c->links.e, &c->targets[i]);
  }
  if (c->n > 0 && !are_edges(c))
    page_print(page, "Together, from the output back:");
  page_table(page, table);
}

static void show_shared(struct page *page, const struct chains *c)
{
  char out[FORMAT_SIZE];
  char *factors = label_plural(c->n_links, "factor is", "factors are");
  if (c->n_alone > (double)c->n_links)
    page_answer(page, "Shared: %s multiplied.  Each chain by itself would take "
                     "%s.", factors, count_text(out, c->n_alone));
  free(factors);
}

static void show_outcome(struct page *page, const struct chains *c)
{
  struct outcome o = {0};
  for (size_t i = 0; i < c->n; i++) {
    if (c->targets[i].text)
      outcome_add(&o, &c->targets[i].line);
    if (c->targets[i].written && is_written_out(&c->targets[i]))
      outcome_add(&o, &c->targets[i].out);
  }
  outcome_show(page, &o, "reverse mode");
}

static void show_no_chains(struct page *page, const struct explained *e)
{
  const struct part *part = &e->parts[e->of.part];
  if (e->n_wrts > 0 && part->entries != 1)
    page_print(page, "%s is %zu %s %zu: chains are of derivatives of numbers.",
               part->name, part->shape.rows, sign_times(), part->shape.cols);
  else if (e->cotangent)
    page_print(page, "Chains begin at an output, not at a cotangent.");
}

void section_chains(struct page *page, const struct explained *e, int full)
{
  const struct chains *c = e->chains;
  if (!c) {
    show_no_chains(page, e);
    return;
  }
  page_section(page, "Chains from %s",
               ad_graph_name(e->graph, explain_output_node(e)));
  if (!are_edges(c))
    show_all(page, c, full);
  if (e->brief < BRIEF_CHAINS)
    show_targets(page, c);
  if (e->brief == BRIEF_NOT || e->brief >= BRIEF_CHAINS)
    show_formulas(page, c);
  show_shared(page, c);
  show_outcome(page, c);
}
