/* SPDX-License-Identifier: GPL-3.0-or-later
   Loops over entries.  Read c_body.h before. */
#include <stdlib.h>

#include "export/c_body.h"

/* --- who reads whom ------------------------------------------------------- */

static enum c_touch touched_by(const struct c_body *b, ad_ref x, int other,
                               size_t *reads)
{
  const struct c_node *node = &b->nodes[x.index];
  if (node->deferred)
    return C_LATER;
  if (node->waiting) {
    if (reads)
      reads[x.index]++;
    return other ? C_OTHER : C_SAME;
  }
  enum c_touch most = C_APART;
  other |= c_move(b, x) != NULL;
  for (size_t k = 0; !node->name && k < c_operands(b, x); k++) {
    enum c_touch one = touched_by(b, c_operand(b, x, k), other,
                                  reads);
    most = one > most ? one : most;
  }
  return most;
}

/* By its operands: x itself may have a name. */
static enum c_touch touches(const struct c_body *b, ad_ref x, size_t *reads)
{
  enum c_touch most = C_APART;
  for (size_t k = 0; k < c_operands(b, x); k++) {
    enum c_touch one = touched_by(b, c_operand(b, x, k),
                                  c_move(b, x) != NULL, reads);
    most = one > most ? one : most;
  }
  return most;
}

enum c_touch c_touches(const struct c_body *b, ad_ref x)
{
  return touches(b, x, NULL);
}

/* Those that only their own loop reads need no array. */
static void find_locals(struct c_body *b)
{
  for (size_t i = 0; i < b->n_waiting; i++)
    touches(b, b->waiting[i], b->inside);
  for (size_t i = 0; i < b->n_waiting; i++) {
    size_t x = b->waiting[i].index;
    struct c_node *node = &b->nodes[x];
    node->local = !node->home && b->inside[x] == node->reads;
    b->inside[x] = 0;
  }
}

/* --- one index or two ----------------------------------------------------- */

/* Does x, read entry by entry in shape s, need no row and column? */
static int is_flat(const struct c_body *b, ad_ref x, ad_shape s, int top)
{
  if (c_is_number(b->g, x) && (b->nodes[x.index].name || !c_move(b, x)))
    return 1;
  if (!top && b->nodes[x.index].name)
    return c_same_shape(ad_graph_shape(b->g, x), s);
  if (c_is_same(b->g, x))
    return 1;
  if (c_move(b, x)) { /* a number that is stretched */
    ad_ref a = c_operand(b, x, 0);
    return c_is_number(b->g, a) && !c_is_number(b->g, x) &&
           c_same_shape(ad_graph_shape(b->g, x), s) && is_flat(b, a, s, 0) &&
           c_move(b, x)[0] == '[' && c_move(b, x)[1] == 'i';
  }
  int flat = 1;
  for (size_t k = 0; flat && k < c_operands(b, x); k++)
    flat = is_flat(b, c_operand(b, x, k), s, 0);
  return flat;
}

static struct c_place place_of(const struct c_body *b)
{
  ad_shape s = ad_graph_shape(b->g, b->waiting[0]);
  struct c_place at = {.row = {"i", s.rows, 0}, .col = {"j", s.cols, 0}};
  if (s.rows == 1)
    at = (struct c_place){.col = {"i", s.cols, 0}};
  else if (s.cols == 1)
    at = (struct c_place){.row = {"i", s.rows, 0}};
  else {
    at.flat = 1;
    for (size_t i = 0; at.flat && i < b->n_waiting; i++)
      at.flat = is_flat(b, b->waiting[i], s, 1);
  }
  return at;
}

/* --- lines ---------------------------------------------------------------- */

static char *entry_line(struct c_body *b, ad_ref x, const struct c_place *at)
{
  struct c_node *node = &b->nodes[x.index];
  const char *name = node->name;
  node->name = NULL; /* its expression */
  struct piece piece = c_entry(b, x, at);
  node->name = name;
  char *value = code_text(&piece);
  char *to = node->local ? memory_format("const double %s", name)
                         : c_entry_text(name, ad_graph_shape(b->g, x), at);
  char *line = memory_format("%s = %s;\n", to, value);
  free(piece.text);
  free(value);
  free(to);
  return line;
}

/* Every line of the loop, each with what it needs before. */
static char *inside(struct c_body *b, const struct c_place *at, size_t *n)
{
  struct growing all = {0};
  *n = 0;
  for (size_t i = 0; i < b->n_waiting; i++) {
    char *line = entry_line(b, b->waiting[i], at);
    *n += b->before.size > 0 ? 2 : 1;
    if (b->before.size > 0)
      growing_add(&all, "", b->before.text);
    growing_add(&all, "", line);
    free(b->before.text);
    b->before = (struct growing){0};
    free(line);
  }
  return all.text;
}

static void say_loop(struct c_body *b, const struct c_place *at)
{
  struct script *p = b->p;
  ad_shape s = ad_graph_shape(b->g, b->waiting[0]);
  size_t n, indent = (size_t)p->indent;
  char *lines = inside(b, at, &n);
  const char *brace = n > 1 ? " {" : "";
  if (at->flat)
    c_say_for(p, "k", s.rows * s.cols, brace);
  else if (!at->row.var || !at->col.var)
    c_say_for(p, "i", s.rows * s.cols, brace);
  else {
    c_say_for(p, "i", s.rows, "");
    c_say_for(p, "j", s.cols, brace);
  }
  c_say_lines(p, lines);
  free(lines);
  p->indent -= 2;
  if (n > 1)
    script_say(p, "}");
  p->indent = (int)indent;
}

void c_loop_add(struct c_body *b, ad_ref x)
{
  b->waiting = memory_grow(b->waiting, b->n_waiting + 1, sizeof *b->waiting);
  b->waiting[b->n_waiting++] = x;
  b->nodes[x.index].waiting = 1;
}

void c_loop_end(struct c_body *b)
{
  if (b->n_waiting == 0)
    return;
  find_locals(b);
  for (size_t i = 0; i < b->n_waiting; i++) {
    if (b->by_rows == 0)
      c_comment(b, b->waiting[i]);
    b->nodes[b->waiting[i].index].waiting = 0;
  }
  if (b->by_rows > 0) {
    c_rows_write(b);
  } else {
    struct c_place at = place_of(b);
    for (size_t i = 0; i < b->n_waiting; i++)
      if (!b->nodes[b->waiting[i].index].local)
        c_declare(b, b->waiting[i]);
    say_loop(b, &at);
  }
  b->by_rows = 0;
  b->n_waiting = 0;
}
