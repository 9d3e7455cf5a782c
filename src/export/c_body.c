/* SPDX-License-Identifier: GPL-3.0-or-later
   The lines of a function.  Read c_body.h before. */
#include "export/c_body.h"

#include <stdlib.h>
#include <string.h>

/* --- which nodes have a name ---------------------------------------------- */

static int is_elementwise(const struct c_body *b, ad_ref x)
{
  return c_operands(b, x) > 0 && !c_move(b, x) && !c_call(b, x);
}

static int same_shape(const struct c_body *b, ad_ref x, ad_ref y)
{
  return c_same_shape(ad_graph_shape(b->g, x), ad_graph_shape(b->g, y));
}

/* What x asks of its operands. */
static void ask(struct c_body *b, ad_ref x)
{
  for (size_t k = 0; k < c_operands(b, x); k++) {
    ad_ref a = c_operand(b, x, k);
    struct c_node *node = &b->nodes[a.index];
    node->reads++;
    node->array |= c_call(b, x) != NULL;
    node->kept |= node->array ||
                  (is_elementwise(b, a) &&
                   (c_move(b, x) || !same_shape(b, x, a)));
  }
}

static int has_table(const struct c_body *b, ad_ref x)
{
  return ad_graph_numbers(b->g, x) && !c_is_same(b->g, x);
}

/* From the last node to the first. */
static void plan(struct c_body *b)
{
  for (uint32_t i = (uint32_t)ad_graph_size(b->g); i-- > 0;) {
    struct c_node *node = &b->nodes[i];
    ad_ref x = {i};
    if (node->reads == 0)
      continue;
    c_find_others(b, x);
    c_find_softmax(b, x);
    node->kept |= c_call(b, x) || has_table(b, x) ||
                  (is_elementwise(b, x) &&
                   (node->reads > 1 || node->wish));
    ask(b, x);
  }
}

/* --- lines ---------------------------------------------------------------- */

void c_comment(struct c_body *b, ad_ref x)
{
  const char *comment = b->nodes[x.index].comment;
  if (comment)
    c_say_comment(b->p, comment);
}

void c_declare(struct c_body *b, ad_ref x)
{
  const struct c_node *node = &b->nodes[x.index];
  size_t n = ad_graph_entries(b->g, x);
  if (n == 1)
    script_say(b->p, "double %s;", node->name);
  else if (node->home) {
    char *line = memory_format("double *const %s = %s;", node->name,
                               node->home);
    c_say_with(b->p, line, node->at_home);
    free(line);
  } else
    c_say_array(b->p, node->name, n);
}

static void say_table(struct c_body *b, ad_ref x)
{
  size_t n = ad_graph_entries(b->g, x);
  char *list = c_number_list(b->p->target, n, ad_graph_numbers(b->g, x));
  script_say(b->p, "static const double %s[%zu] = {%s};",
             b->nodes[x.index].name, n, list);
  free(list);
}

static void say_number(struct c_body *b, ad_ref x)
{
  struct c_node *node = &b->nodes[x.index];
  static const struct c_place first = {.flat = 0};
  const char *name = node->name;
  node->name = NULL;
  struct piece piece = c_entry(b, x, &first);
  node->name = name;
  char *value = code_text(&piece);
  char *line = memory_format("const double %s = %s;", name, value);
  if (b->before.size > 0)
    c_say_lines(b->p, b->before.text);
  free(b->before.text);
  b->before = (struct growing){0};
  c_say_with(b->p, line, node->comment);
  free(piece.text);
  free(value);
  free(line);
}

static void give_name(struct c_body *b, ad_ref x)
{
  struct c_node *node = &b->nodes[x.index];
  node->name = node->wish ? node->wish : c_temporary(b);
}

static void say_function(struct c_body *b, ad_ref x)
{
  ad_ref weights = {b->nodes[x.index].weights - 1};
  if (b->nodes[x.index].weights > 0) {
    give_name(b, weights);
    c_comment(b, weights);
    c_declare(b, weights);
  }
  c_comment(b, x);
  c_declare(b, x);
  c_say_call(b, x);
}

/* A matrix with a name that is read where its entries are. */
static void say_in_place(struct c_body *b, ad_ref x)
{
  const struct c_node *node = &b->nodes[x.index];
  char *comment = memory_format("%s: read in place",
                                node->comment ? node->comment : node->wish);
  c_say_comment(b->p, comment);
  free(comment);
}

static int is_loop(const struct c_body *b, ad_ref x)
{
  return !c_is_number(b->g, x) && !c_call(b, x) && !has_table(b, x);
}

/* A node is written now, with what waits or before it; behind it, as what
   reads it, or is of no use to it; or what waits has to be written first. */
enum turn { NOW, LATER, FIRST };

static enum turn turn_of(struct c_body *b, ad_ref x, int *taken)
{
  enum c_touch touch = c_touches(b, x);
  *taken = touch != C_LATER && c_rows_take(b, x);
  if (touch == C_LATER || *taken)
    return *taken ? NOW : LATER;
  if (!is_loop(b, x))
    return touch == C_APART ? NOW : LATER;
  if (b->by_rows > 0 || touch == C_OTHER)
    return LATER;
  if (b->n_waiting == 0 || same_shape(b, x, b->waiting[0]))
    return NOW;
  return touch == C_APART ? FIRST : LATER;
}

static enum turn add_node(struct c_body *b, ad_ref x)
{
  int taken;
  if (b->nodes[x.index].name)
    return NOW; /* it was filled with another */
  enum turn turn = turn_of(b, x, &taken);
  if (turn != NOW)
    return turn;
  give_name(b, x);
  if (taken || is_loop(b, x))
    c_loop_add(b, x);
  else if (c_call(b, x))
    say_function(b, x);
  else if (has_table(b, x))
    say_table(b, x);
  else
    say_number(b, x);
  return NOW;
}

/* --- results -------------------------------------------------------------- */

static void want_results(struct c_body *b, size_t n,
                         const struct c_result *results)
{
  size_t leaf;
  for (size_t i = 0; i < n; i++) {
    struct c_node *node = &b->nodes[results[i].x.index];
    node->reads++;
    if (ad_graph_is_leaf(b->g, results[i].x, &leaf))
      continue;
    node->kept = 1;
    if (!node->home && !has_table(b, results[i].x) &&
        !c_is_number(b->g, results[i].x)) {
      node->home = results[i].home;
      node->at_home = results[i].comment;
    }
  }
}

static void say_result(struct c_body *b, const struct c_result *result)
{
  const struct c_node *node = &b->nodes[result->x.index];
  if (!c_is_number(b->g, result->x) && node->home == result->home)
    return;
  char *line = c_is_number(b->g, result->x)
                 ? memory_format("%s = %s;", result->home, node->name)
                 : memory_format("memcpy(%s, %s, sizeof %s);", result->home,
                                 node->name, result->home);
  c_say_with(b->p, line, result->comment);
  free(line);
}

void c_body_plan(struct c_body *b, size_t n, const struct c_result *results)
{
  want_results(b, n, results);
  plan(b);
}

/* The nodes that have lines, in order; n of them. */
static ad_ref *listed(const struct c_body *b, size_t *n)
{
  ad_ref *list = memory_new(ad_graph_size(b->g) + 1, sizeof *list);
  size_t leaf;
  *n = 0;
  for (uint32_t i = 0; i < ad_graph_size(b->g); i++)
    if (b->nodes[i].reads > 0 && !ad_graph_is_leaf(b->g, (ad_ref){i}, &leaf) &&
        (b->nodes[i].kept || (b->nodes[i].wish && c_move(b, (ad_ref){i}))))
      list[(*n)++] = (ad_ref){i};
  return list;
}

/* One loop, and what can stand before it; those that are left, n of them, keep
   their order. */
static size_t write_loop(struct c_body *b, size_t n, ad_ref *list)
{
  size_t left = 0, i = 0;
  for (enum turn turn = NOW; i < n && turn != FIRST; i++) {
    turn = NOW;
    if (b->nodes[list[i].index].kept)
      turn = add_node(b, list[i]);
    else
      say_in_place(b, list[i]);
    b->nodes[list[i].index].deferred = turn == LATER;
    if (turn != NOW)
      list[left++] = list[i];
  }
  for (size_t k = 0; k < left; k++)
    b->nodes[list[k].index].deferred = 0;
  for (; i < n; i++)
    list[left++] = list[i];
  c_loop_end(b);
  return left;
}

void c_body_write(struct c_body *b, size_t n, const struct c_result *results)
{
  size_t left;
  ad_ref *list = listed(b, &left);
  while (left > 0)
    left = write_loop(b, left, list);
  free(list);
  for (size_t i = 0; i < n; i++)
    say_result(b, &results[i]);
}

/* --- its memory ----------------------------------------------------------- */

struct c_body c_body_new(struct script *p, struct c_functions *functions,
                         const ad_graph *g)
{
  struct c_body b = {.p = p, .g = g, .functions = functions,
                     .nodes = memory_new(ad_graph_size(g) + 1,
                                         sizeof(struct c_node)),
                     .inside = memory_new(ad_graph_size(g) + 1,
                                          sizeof *b.inside)};
  c_find_twins(&b);
  return b;
}

void c_body_free(struct c_body *b)
{
  for (size_t i = 0; i < ad_graph_size(b->g); i++)
    free(b->nodes[i].comment);
  for (size_t i = 0; i < b->n_own; i++)
    free(b->own[i]);
  free(b->own);
  free(b->nodes);
  free(b->first);
  free(b->waiting);
  free(b->inside);
  free(b->before.text);
}
