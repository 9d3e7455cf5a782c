/* SPDX-License-Identifier: GPL-3.0-or-later
   See local_rules.h: a graph of one line, and its formulas. */
#include "explain/local_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "host/exits.h"
#include "worksheet/read_text.h"

/* --- a line as a graph ---------------------------------------------------- */

/* The line of one node: its leaves by number, and the nodes they stand for. */
struct line {
  ad_builder *b;
  size_t n;
  ad_ref *leaves, *nodes; /* leaves[n], nodes[n]                           */
};

static void take_name(struct line *line, const ad_graph *g, const char *name)
{
  ad_ref node, leaf;
  if (!ad_graph_find(g, name, strlen(name), &node) ||
      ad_builder_find(line->b, name, strlen(name), &leaf))
    return;
  line->leaves[line->n] = ad_leaf_shaped(line->b, name, ad_graph_shape(g, node),
                                         AD_INPUT);
  line->nodes[line->n++] = node;
}

/* Its root; the leaves are those names in the expression that are nodes. */
static ad_status build(struct line *line, const ad_graph *g,
                       const ad_expr *expr, ad_ref *root)
{
  const ad_scope scope = {.number = ad_graph_number, .state = g};
  line->leaves = memory_new(expr->n, sizeof *line->leaves);
  line->nodes = memory_new(expr->n, sizeof *line->nodes);
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME)
      take_name(line, g, expr->terms[i].text);
  return ad_lower(line->b, expr, &scope, root, NULL, NULL);
}

static ad_status read_line(struct line *line, const struct explained *e,
                           ad_ref x, ad_ref *root)
{
  ad_expr *expr = explain_parse(e->graph, ad_sheet_text(e->sheet, x));
  if (!expr)
    return AD_EINPUT;
  ad_status status = build(line, e->graph, expr, root);
  ad_expr_free(expr);
  return status;
}

/* --- its rules ------------------------------------------------------------ */

static void add_rule(struct line_rules *rules, ad_ref by, const char *text)
{
  if (strcmp(text, "0") == 0)
    return;
  rules->rules = memory_grow(rules->rules, rules->n + 1,
                             sizeof *rules->rules);
  rules->rules[rules->n++] = 
      (struct local_rule){by, memory_copy(text), (double)NAN};
}

static ad_ref node_of(const struct line *line, ad_ref leaf)
{
  size_t i = 0;
  while (line->leaves[i].index != leaf.index)
    i++;
  return line->nodes[i];
}

/* A line that is nothing but a name has that for its root. */
static ad_status derive(struct line_rules *rules, struct line *line,
                        ad_ref root, const char *name)
{
  ad_graph *g = NULL;
  ad_formulas *formulas = NULL;
  for (size_t i = 0; i < line->n; i++)
    if (line->leaves[i].index == root.index) {
      add_rule(rules, line->nodes[i], "1");
      return AD_OK;
    }
  ad_name(line->b, root, name, NULL);
  ad_output(line->b, root);
  ad_status status = ad_builder_finish(line->b, &g, NULL);
  if (status == AD_OK)
    status = ad_formulas_new(g, root, line->n, line->leaves, &formulas, NULL);
  for (size_t i = 0; status == AD_OK && i < ad_formulas_count(formulas); i++) {
    const char *text = ad_formulas_right(formulas, i);
    add_rule(rules, node_of(line, ad_formulas_node(formulas, i)),
             text ? text : ad_formulas_left(formulas, i));
  }
  ad_formulas_free(formulas);
  ad_graph_free(g);
  return status;
}

static void find_rules(struct line_rules *rules, const struct explained *e,
                       ad_ref x)
{
  struct line line = {0};
  ad_ref root;
  rules->is_known = 1;
  if (!ad_sheet_text(e->sheet, x)[0] ||
      ad_builder_new(&line.b, NULL) != AD_OK)
    return;
  rules->is_read =
      read_line(&line, e, x, &root) == AD_OK &&
      derive(rules, &line, root, ad_graph_name(e->graph, x)) == AD_OK;
  ad_builder_free(line.b);
  free(line.leaves);
  free(line.nodes);
}

/* --- of all nodes --------------------------------------------------------- */

struct local_rules local_rules_new(const struct explained *e)
{
  struct local_rules l = {e, NULL};
  l.lines = memory_new(ad_graph_size(e->graph), sizeof *l.lines);
  return l;
}

const struct line_rules *local_rules_of(struct local_rules *l, ad_ref x)
{
  struct line_rules *rules = &l->lines[x.index];
  if (!rules->is_known)
    find_rules(rules, l->e, x);
  return rules;
}

void local_rules_free(struct local_rules *l)
{
  for (size_t i = 0; l->lines && i < ad_graph_size(l->e->graph); i++) {
    for (size_t k = 0; k < l->lines[i].n; k++)
      free(l->lines[i].rules[k].text);
    free(l->lines[i].rules);
  }
  free(l->lines);
}

const struct local_rule *local_rule_find(struct local_rules *l, ad_ref of,
                                         ad_ref by)
{
  const struct line_rules *rules = local_rules_of(l, of);
  for (size_t i = 0; i < rules->n; i++)
    if (rules->rules[i].by.index == by.index)
      return &rules->rules[i];
  return NULL;
}

/* --- in numbers ----------------------------------------------------------- */

/* Rules as outputs of b; as many as are written to list[n]. */
static size_t read_rules(struct local_rules *l, ad_builder *b,
                         struct local_rule ***list)
{
  const struct explained *e = l->e;
  size_t n = 0;
  ad_ref x;
  for (size_t i = 0; i < e->n_named; i++) {
    const struct line_rules *rules = local_rules_of(l, e->named[i]);
    *list = memory_grow(*list, n + rules->n + 1, sizeof **list);
    for (size_t k = 0; k < rules->n; k++)
      if (read_text(e->graph, b, rules->rules[k].text, NULL, &x, NULL) ==
          AD_OK) {
        ad_output(b, x);
        (*list)[n++] = &rules->rules[k];
      }
  }
  return n;
}

void local_rules_compute(struct local_rules *l)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_value *values = NULL;
  struct local_rule **list = NULL;
  if (ad_builder_continue(l->e->graph, &b, NULL) != AD_OK)
    return;
  size_t n = read_rules(l, b, &list);
  if (n > 0 && explain_compute(l->e, b, 0, NULL, &g, &values, NULL) == AD_OK)
    for (size_t i = 0; i < n; i++)
      list[i]->number = *ad_value_at(values, ad_graph_output(g, i));
  ad_value_free(values);
  ad_graph_free(g);
  ad_builder_free(b);
  free(list);
}

/* --- sums ----------------------------------------------------------------- */

void local_rule_add(char **sum, const char *derivative, const char *text)
{
  int loose = ad_text_strength(text) == AD_LOOSE;
  if (strcmp(text, "1") == 0)
    memory_append(sum, " + ", memory_copy(derivative));
  else if (strcmp(text, "-1") == 0)
    memory_append(sum, " - ",
                  memory_format("%s%s", **sum ? "" : "-", derivative));
  else if (strncmp(text, "1/", 2) == 0 && !loose)
    memory_append(sum, " + ", memory_format("%s / %s", derivative, text + 2));
  else if (loose)
    memory_append(sum, " + ", memory_format("%s*(%s)", derivative, text));
  else
    memory_append(sum, " + ", memory_format("%s*%s", derivative, text));
}
