/* SPDX-License-Identifier: GPL-3.0-or-later
   Claims that say nothing: a right side that has the left one in it, as in
   claim dl/dx = dl/dx.  They are right, and earn nothing.  A derivative dA/dB
   has itself in dP/dB, where P is A or is made of it; dA/du*du/dB is the chain
   rule, and dP/dB of any other node P is a formula.  So has a node of the
   sheet that is made of such a derivative or, where the left side is a node, of
   that node: l = r/3 where r = 3*l.  And so do several lines that say each
   other.  Read claims_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#include "claims/claims_data.h"

/* The node that an expression is the name of; 0 where it is more. */
static int lone_node(const ad_graph *g, const ad_expr *expr, ad_ref *out)
{
  size_t root = ad_expr_root(expr);
  const char *name = expr->terms[root].text;
  return expr->terms[root].kind == AD_T_NAME && root == 0 &&
         ad_graph_find(g, name, strlen(name), out);
}

/* --- nodes that are made of derivatives ----------------------------------- */

static ad_status note_all(ad_judge *judge, const ad_graph *g, uint32_t node,
                          const ad_expr *expr, size_t *room)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < expr->n && status == AD_OK; i++) {
    ad_derived d = {.node = node};
    if (!ad_claim_ends_at(g, expr, i, &d.of, &d.by))
      continue;
    status = ad_grow((void **)&judge->derived, room, judge->n_derived, 1,
                     sizeof d);
    if (status == AD_OK)
      judge->derived[judge->n_derived++] = d;
  }
  return status;
}

ad_status ad_judge_note_derived(ad_judge *judge, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(judge->sheet);
  const ad_names names = {.declared = ad_graph_declares, .state = g};
  ad_status status = AD_OK;
  size_t room = 0;
  for (uint32_t i = 0; i < g->n && status == AD_OK; i++) {
    const char *text = ad_sheet_text(judge->sheet, (ad_ref){i});
    ad_expr *expr;
    if (!*text)
      continue;
    status = ad_expr_parse(text, strlen(text), 0, &names, &expr, err);
    if (status == AD_OK) {
      status = note_all(judge, g, i, expr, &room);
      ad_expr_free(expr);
    } else if (status != AD_ENOMEM)
      status = AD_OK;
  }
  return status == AD_OK ? AD_OK : ad_fail_memory(err, sizeof(ad_derived));
}

/* Marks what the marked nodes are made of. */
static void mark_operands(const ad_graph *g, unsigned char *marks)
{
  for (size_t i = g->n; i-- > 0;)
    for (size_t k = 0; marks[i] && k < g->nodes[i].arity; k++)
      marks[g->operands[g->nodes[i].operand + k]] = 1;
}

/* Marks the nodes that the expression names, and what they are made of. */
static void mark_named(const ad_graph *g, const ad_expr *expr,
                       unsigned char *marks)
{
  ad_ref x;
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        ad_graph_find(g, expr->terms[i].text, strlen(expr->terms[i].text),
                      &x))
      marks[x.index] = 1;
  mark_operands(g, marks);
}

/* Has the right side this left one in it?  marks[2 * nodes]: what it is made
   of, and room for what the derivatives in it by the same node are of. */
static int tells_left(const ad_judge *judge, const ad_expr *right,
                      unsigned char *marks, const ad_expr *left)
{
  const ad_graph *g = ad_sheet_graph(judge->sheet);
  unsigned char *told = marks + g->n;
  ad_ref of, by, other_of, other_by;
  if (lone_node(g, left, &of))
    return marks[of.index];
  if (!ad_claim_ends(g, left, &of, &by))
    return 0;
  memset(told, 0, g->n);
  for (size_t i = 0; i < right->n; i++)
    if (ad_claim_ends_at(g, right, i, &other_of, &other_by) &&
        other_by.index == by.index)
      told[other_of.index] = 1;
  for (size_t i = 0; i < judge->n_derived; i++) {
    const ad_derived *d = &judge->derived[i];
    if (marks[d->node] && d->by.index == by.index)
      told[d->of.index] = 1;
  }
  mark_operands(g, told);
  return told[of.index];
}

int ad_claim_is_circular(const ad_judge *judge, const ad_expr *left,
                         const ad_expr *right)
{
  const ad_graph *g = ad_sheet_graph(judge->sheet);
  unsigned char *marks = calloc(g->n, 2);
  if (!marks)
    return 0;
  mark_named(g, right, marks);
  int found = tells_left(judge, right, marks, left);
  free(marks);
  return found;
}

/* --- lines that rest on each other ---------------------------------------- */

/* Lines, up to LINES of them, whose left sides are tasks, and the tasks, up to
   LEFTS, that each one tells.  A task may have several lines. */
enum { LEFTS = 256, LINES = 256 };

typedef struct ad_telling {
  size_t n, n_lefts;
  const ad_claim *line[LINES];
  size_t left[LINES];                 /* the task of each                  */
  unsigned char has_line[LEFTS];
  unsigned char tells[LINES][LEFTS];  /* by a line                         */
  unsigned char leads[LEFTS][LEFTS];  /* by any line of the first          */
  unsigned char stands[LEFTS];        /* is it said without a circle?      */
} ad_telling;

static int is_formula(const ad_claim *line)
{
  return line->statement->keyword == AD_K_CLAIM ||
         line->statement->keyword == AD_K_CHAIN;
}

/* Of the tables what is used is cleared: a file has few lines. */
static void find_lines(const ad_judge *judge, const ad_claims *c,
                       ad_telling *t)
{
  t->n = 0;
  t->n_lefts = judge->n_tasks < LEFTS ? judge->n_tasks : LEFTS;
  memset(t->has_line, 0, t->n_lefts);
  memset(t->stands, 0, t->n_lefts);
  for (size_t k = 0; k < t->n_lefts; k++)
    memset(t->leads[k], 0, t->n_lefts);
  for (size_t i = 0; i < c->n && t->n < LINES; i++) {
    const ad_expr *left = c->lines[i].statement->items[0].expr;
    size_t k = 0;
    while (is_formula(&c->lines[i]) && k < t->n_lefts &&
           !ad_expr_equal(judge->tasks[k].expr, left))
      k++;
    if (!is_formula(&c->lines[i]) || k == t->n_lefts)
      continue;
    t->has_line[k] = 1;
    memset(t->tells[t->n], 0, t->n_lefts);
    t->left[t->n] = k;
    t->line[t->n++] = &c->lines[i];
  }
}

/* What item i of the line, a right side or a factor, tells; how many? */
static size_t note_told(const ad_judge *judge, ad_telling *t, size_t from,
                        size_t i, unsigned char *marks)
{
  const ad_graph *g = ad_sheet_graph(judge->sheet);
  const ad_expr *right = t->line[from]->statement->items[i].expr;
  size_t n = 0;
  memset(marks, 0, g->n);
  mark_named(g, right, marks);
  for (size_t k = 0; k < t->n_lefts; k++)
    if (k != t->left[from] && t->has_line[k] &&
        tells_left(judge, right, marks, judge->tasks[k].expr))
      n += t->tells[from][k] = 1;
  return n;
}

/* Is the part right, and more than its own left side? */
static int stands_alone(const ad_claim_part *part)
{
  return ad_claim_is_right(part->code) && !part->circular;
}

/* A claim with one right side that tells nothing stands by itself. */
static void note_line(const ad_judge *judge, ad_telling *t, size_t from,
                      unsigned char *marks)
{
  const ad_claim *line = t->line[from];
  const ad_statement *st = line->statement;
  for (size_t i = 1; i < st->n_items; i++)
    if (note_told(judge, t, from, i, marks) == 0 &&
        st->keyword == AD_K_CLAIM && stands_alone(&line->parts[i - 1])) {
      memset(t->tells[from], 0, t->n_lefts);
      break;
    }
  for (size_t k = 0; k < t->n_lefts; k++)
    t->leads[t->left[from]][k] |= t->tells[from][k];
}

/* Through others, too. */
static void close_up(ad_telling *t)
{
  for (size_t by = 0; by < t->n_lefts; by++)
    for (size_t i = 0; i < t->n_lefts; i++)
      for (size_t k = 0; t->leads[i][by] && k < t->n_lefts; k++)
        t->leads[i][k] |= t->leads[by][k];
}

/* Does all that the line tells stand? */
static int rests(const ad_telling *t, size_t i)
{
  for (size_t k = 0; k < t->n_lefts; k++)
    if (t->tells[i][k] && !t->stands[k])
      return 0;
  return 1;
}

/* Is it right, and more than its own left side? */
static int says_anything(const ad_claim *line)
{
  for (size_t k = 0; k < line->n && ad_claim_is_right(line->code); k++)
    if (!line->parts[k].circular)
      return 1;
  return 0;
}

/* A task stands by one right line that rests on what stands. */
static void find_standing(ad_telling *t)
{
  int more = 1;
  while (more) {
    more = 0;
    for (size_t i = 0; i < t->n; i++)
      if (!t->stands[t->left[i]] && says_anything(t->line[i]) && rests(t, i))
        more = t->stands[t->left[i]] = 1;
  }
}

static int is_in_circle(const ad_telling *t, size_t i)
{
  for (size_t k = 0; k < t->n_lefts; k++)
    if (t->tells[i][k] && t->leads[k][t->left[i]])
      return !rests(t, i);
  return 0;
}

static void mark_circles(const ad_telling *t)
{
  for (size_t i = 0; i < t->n; i++)
    for (size_t k = 0; is_in_circle(t, i) && k < t->line[i]->n; k++)
      t->line[i]->parts[k].circular = AD_CIRCLE_OF_LINES;
}

ad_status ad_claims_find_circles(ad_claims *c, const ad_judge *judge,
                                 ad_error *err)
{
  size_t nodes = ad_sheet_graph(judge->sheet)->n;
  ad_telling *t = c->n > 1 && judge->n_tasks > 1 ? malloc(sizeof *t) : NULL;
  unsigned char *marks = t ? malloc(2 * nodes) : NULL;
  if (c->n > 1 && judge->n_tasks > 1 && !marks) {
    free(t);
    return ad_fail_memory(err, sizeof *t);
  }
  if (!t)
    return AD_OK;
  find_lines(judge, c, t);
  for (size_t i = 0; i < t->n; i++)
    note_line(judge, t, i, marks);
  close_up(t);
  find_standing(t);
  mark_circles(t);
  free(marks);
  free(t);
  return AD_OK;
}
