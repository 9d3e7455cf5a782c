/* SPDX-License-Identifier: GPL-3.0-or-later
   See links.h: edges are sorted once, and written down when they are asked
   for. */
#include "explain/links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/order.h"
#include "host/exits.h"
#include "lower.h"
#include "worksheet/label.h"

/* --- edges ---------------------------------------------------------------- */

/* Does a path lead from the output to x? */
int links_reach(const struct links *l, ad_ref x)
{
  return l->paths.count[x.index] > 0;
}

size_t links_down(const struct links *l, size_t x)
{
  return l->first[x + 1] - l->first[x];
}

size_t links_up(const struct links *l, size_t x)
{
  return l->up_first[x + 1] - l->up_first[x];
}

/* Counts, then places: from those up by node to those down by node. */
static void sort_edges(struct links *l)
{
  const struct paths *p = &l->paths;
  size_t nodes = ad_graph_size(l->e->graph), at = 0;
  for (size_t i = 0; i < nodes; i++)
    for (size_t k = p->first[i]; k < p->first[i + 1]; k++)
      if (links_reach(l, p->above[k]))
        l->first[p->above[k].index + 2]++;
  for (size_t i = 1; i < nodes; i++)
    l->first[i + 1] += l->first[i];
  l->n = l->first[nodes] + l->first[nodes + 1];
  l->link = memory_new(l->n, sizeof *l->link);
  l->up = memory_new(l->n, sizeof *l->up);
  for (size_t i = 0; i < nodes; i++) {
    l->up_first[i] = at;
    for (size_t k = p->first[i]; k < p->first[i + 1]; k++) {
      if (!links_reach(l, p->above[k]))
        continue;
      size_t to = l->first[p->above[k].index + 1]++;
      l->link[to].local.of = p->above[k];
      l->link[to].local.by = (ad_ref){(uint32_t)i};
      l->up[at++] = to;
    }
  }
  l->up_first[nodes] = at;
}

/* --- names ---------------------------------------------------------------- */

static int begins_a_name(const struct explained *e, const char *prefix)
{
  const char *name;
  size_t size, n = strlen(prefix);
  for (size_t i = 0; i < e->n_named; i++)
    if (strncmp(ad_graph_name(e->graph, e->named[i]), prefix, n) == 0)
      return 1;
  for (size_t i = 0; ad_sheet_dim(e->sheet, i, &name, &size); i++)
    if (strncmp(name, prefix, n) == 0)
      return 1;
  return 0;
}

static char *free_prefix(const struct explained *e)
{
  static const char *const words[] = {"delta", "eps", "adjoint"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (!begins_a_name(e, words[i]))
      return memory_copy(words[i]);
  char *longer = memory_copy("delta_");
  while (begins_a_name(e, longer))
    memory_append(&longer, "", memory_copy("_"));
  return longer;
}

char *links_adjoint_latex(const struct links *l, ad_ref x)
{
  const char *name = l->adjoint[x.index];
  const char *letter = strcmp(l->prefix, "delta") == 0 ? "\\delta"
                       : strcmp(l->prefix, "eps") == 0 ? "\\varepsilon"
                                                       : "\\lambda";
  return name ? memory_format("%s_{%s}", letter, name + strlen(l->prefix))
              : NULL;
}

char *link_name(const struct explained *e, ad_ref of, ad_ref by)
{
  const struct part above = {.name = ad_graph_name(e->graph, of)};
  const struct part below = {.name = ad_graph_name(e->graph, by)};
  return label_derivative(e->graph, &above, &below);
}

char *link_name_latex(const struct explained *e, ad_ref of, ad_ref by)
{
  char *name = memory_format("d%s/d%s", ad_graph_name(e->graph, of),
                             ad_graph_name(e->graph, by));
  char *latex = memory_given(ad_locals_latex(name), strlen(name) + 1);
  free(name);
  return latex;
}

char *link_filled(const char *text, const char *so_far, const char *by)
{
  struct growing out = {0};
  const char *at;
  growing_add(&out, "", "");
  while ((at = strstr(text, so_far)) != NULL) {
    char *before = memory_format("%.*s", (int)(at - text), text);
    growing_add(&out, "", before);
    growing_add(&out, "", by);
    free(before);
    text = at + strlen(so_far);
  }
  growing_add(&out, "", text);
  return out.text;
}

/* --- the whole ------------------------------------------------------------ */

ad_status links_new(struct links *l, const struct explained *e, ad_error *err)
{
  size_t nodes = ad_graph_size(e->graph);
  *l = (struct links){.e = e, .paths = paths_new(e),
                      .first = memory_new(nodes + 2, sizeof *l->first),
                      .up_first = memory_new(nodes + 1, sizeof *l->up_first),
                      .written = memory_new(nodes, 1),
                      .adjoint = memory_new(nodes, sizeof *l->adjoint),
                      .beside = explain_largest(e),
                      .prefix = free_prefix(e)};
  sort_edges(l);
  return ad_locals_new(e->graph, explain_output_node(e), &l->locals, err);
}

void links_free(struct links *l)
{
  for (size_t i = 0; i < l->n; i++) {
    ad_local_clear(&l->link[i].local);
    free(l->link[i].line.value);
    free(l->link[i].text);
    free(l->link[i].sum);
  }
  for (size_t i = 0; l->e && i < ad_graph_size(l->e->graph); i++)
    free(l->adjoint[i]);
  ad_locals_free(l->locals);
  paths_free(&l->paths);
  free(l->first);
  free(l->up_first);
  free(l->up);
  free(l->link);
  free(l->written);
  free(l->adjoint);
  free(l->prefix);
}

ad_status links_write(struct links *l, ad_ref of, ad_error *err)
{
  size_t first = l->first[of.index];
  size_t n = l->first[of.index + 1] - first;
  if (l->written[of.index])
    return AD_OK;
  l->written[of.index] = 1;
  ad_ref *by = memory_new(n, sizeof *by);
  ad_local *locals = memory_new(n, sizeof *locals);
  for (size_t i = 0; i < n; i++)
    by[i] = l->link[first + i].local.by;
  ad_status status = ad_locals_edges(l->locals, of, n, by, locals, err);
  for (size_t i = 0; i < n; i++)
    l->link[first + i].local = locals[i];
  free(by);
  free(locals);
  return status;
}

/* --- the proof ------------------------------------------------------------ */

/* What `of` paid in to x, by the ledger; NULL where it is no payer. */
static double *amount_of(struct ledger *ledger, ad_ref of, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(ledger, x, &payers);
  double *amount = NULL;
  for (size_t i = 0; i < n; i++)
    if (payers[i].from.index == of.index) {
      amount = payers[i].amount;
      payers[i].amount = NULL;
    }
  payers_free(payers, n);
  return amount;
}

/* May what pays in to x not be told apart, because a payer without a name pays
   for several? */
static int is_shared(struct ledger *ledger, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(ledger, x, &payers);
  int shared = 0;
  for (size_t i = 0; i < n; i++)
    shared |= payers[i].from.index != AD_NO_INDEX &&
              !explain_is_named(ledger->e, payers[i].from);
  payers_free(payers, n);
  return shared;
}

/* What the adjoint of x is called while it is read. */
static char *reading_name(const struct links *l, ad_ref x)
{
  return memory_format("%s_%u", l->prefix, (unsigned)x.index);
}

char *link_text(const ad_local *k, const char *so_far)
{
  struct order o = order_begin(so_far, "", k->from);
  order_apply(&o, k->n, k->factors);
  char *text = o.written ? order_text(&o) : NULL;
  order_free(&o);
  return text;
}

static void write_text(const struct links *l, struct link *k)
{
  char *name = reading_name(l, k->local.of);
  k->text = link_text(&k->local, name);
  free(name);
}

/* What all edges bring to x; NULL where one of them has no text. */
static char *sum_text(const struct links *l, ad_ref x)
{
  char *sum = memory_copy("");
  for (size_t i = l->up_first[x.index]; i < l->up_first[x.index + 1]; i++) {
    const char *text = l->link[l->up[i]].text;
    if (!text) {
      free(sum);
      return NULL;
    }
    memory_append(&sum, " + ", memory_format("(%s)", text));
  }
  return sum;
}

static struct explain_line line_to(const struct links *l, ad_ref x)
{
  return (struct explain_line){.by = x, .off = (double)NAN,
                               .shape = ad_graph_shape(l->e->graph, x),
                               .beside = l->beside};
}

/* An edge alone, against what it paid in; 0 where there is nothing to read. */
static int begin_alone(struct links *l, struct ledger *ledger, struct link *k)
{
  struct explain_line *line = &k->line;
  *line = line_to(l, k->local.by);
  line->value = amount_of(ledger, k->local.of, k->local.by);
  size_t n = line->shape.rows * line->shape.cols;
  for (size_t i = 0; line->value && i < n; i++)
    if (isfinite(line->value[i]))
      line->scale = fmax(line->scale, fabs(line->value[i]));
  line->right = line->value ? k->text : NULL;
  return line->right != NULL;
}

/* Where that is not what was paid, and cannot be told apart: all edges to the
   node below, against the adjoint there. */
static int begin_sum(struct links *l, struct ledger *ledger, struct link *k)
{
  struct explain_line *line = &k->line;
  if (!k->text || explain_verdict(line) == AD_AGREE ||
      (line->value && !is_shared(ledger, k->local.by)))
    return 0;
  free(line->value);
  *line = line_to(l, k->local.by);
  explain_measure(l->e, line);
  line->right = k->sum = sum_text(l, k->local.by);
  return line->right != NULL;
}

static void give_adjoint(const struct links *l, struct again *a, ad_ref x)
{
  char *name = reading_name(l, x);
  again_give(a, name, ad_graph_shape(l->e->graph, x),
             ad_trace_adjoint(l->e->trace, x));
  free(name);
}

static int is_written(const struct links *l, size_t i)
{
  return l->written[l->link[i].local.of.index];
}

typedef int begin_line(struct links *l, struct ledger *ledger, struct link *k);

/* Reads the lines that begin so, and computes them. */
static ad_status prove_lines(struct links *l, struct ledger *ledger,
                             begin_line *begin, ad_error *err)
{
  struct again a;
  ad_status status = again_begin(&a, l->e, err);
  for (size_t i = 0; status == AD_OK && i < ad_graph_size(l->e->graph); i++)
    if (l->written[i])
      give_adjoint(l, &a, (ad_ref){(uint32_t)i});
  for (size_t i = 0; i < l->n && status == AD_OK; i++)
    if (is_written(l, i) && begin(l, ledger, &l->link[i]))
      status = again_read(&a, &l->link[i].line, NULL, err);
  if (status == AD_OK)
    status = again_compute(&a, err);
  again_end(&a);
  return status;
}

ad_status links_prove(struct links *l, ad_error *err)
{
  struct ledger ledger = ledger_new(l->e);
  for (size_t i = 0; i < l->n; i++)
    if (is_written(l, i))
      write_text(l, &l->link[i]);
  ad_status status = prove_lines(l, &ledger, begin_alone, err);
  if (status == AD_OK)
    status = prove_lines(l, &ledger, begin_sum, err);
  ledger_free(&ledger);
  return status;
}

const struct link *link_proved(const struct links *l, ad_ref of, ad_ref by)
{
  for (size_t i = l->first[of.index]; i < l->first[of.index + 1]; i++)
    if (l->link[i].local.by.index == by.index)
      return l->link[i].line.right &&
                     explain_verdict(&l->link[i].line) == AD_AGREE
                 ? &l->link[i]
                 : NULL;
  return NULL;
}
