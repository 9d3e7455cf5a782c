/* SPDX-License-Identifier: GPL-3.0-or-later
   Loops over rows, several rows at once.  A sum over all rows waits for the
   addition before; in parts, one for each row that is under way, it does not,
   and what is done with the rows has no order, so that it may be done in
   vectors.  Read c_rows.h before. */
#include "export/c_rows.h"

#include <stdlib.h>

#include "graph.h"

/* Where it pays: so many lines without a call fit into registers, or nearly. */
enum { ROWS_LEAST = 32, TERMS_MOST = 128, SUMS_MOST = 28 };

/* Does x, as its line has it, call a function that is no vector's? */
static int calls(const struct c_body *b, ad_ref x, int top)
{
  if (c_operands(b, x) == 0 || (!top && b->nodes[x.index].name))
    return 0;
  int any = !c_move(b, x) && !c_call(b, x) &&
            ad_op_get(ad_graph_op(b->g, x))->cost == AD_COST_function;
  for (size_t k = 0; !any && k < c_operands(b, x); k++)
    any = calls(b, c_operand(b, x, k), 0);
  return any;
}

static size_t sum_entries(const struct c_body *b, ad_ref x)
{
  return b->nodes[x.index].sum ? ad_graph_entries(b->g, x) : 0;
}

int c_lanes_fit(const struct c_body *b)
{
  size_t terms = 0, sums = 0;
  for (size_t i = 0; i < b->n_waiting; i++) {
    ad_ref x = b->waiting[i];
    const struct c_node *node = &b->nodes[x.index];
    struct c_terms n = c_row_terms(b, x);
    if (calls(b, x, 1) || !(node->local || node->sum))
      return 0;
    terms += n.k * n.j;
    sums += sum_entries(b, x);
  }
  return b->by_rows >= ROWS_LEAST && terms <= TERMS_MOST && sums > 0 &&
         sums <= SUMS_MOST;
}

/* --- the parts of sums ---------------------------------------------------- */

static size_t sums_before(const struct c_body *b, ad_ref x)
{
  size_t n = 0;
  for (size_t i = 0; b->waiting[i].index != x.index; i++)
    n += sum_entries(b, b->waiting[i]);
  return n;
}

char *c_lanes_part(const struct c_body *b, ad_ref x, size_t n)
{
  return memory_format("%s[%zu][j]", b->parts, sums_before(b, x) + n);
}

static void add_parts(struct c_body *b, ad_ref x, const char *parts)
{
  size_t n = ad_graph_entries(b->g, x), first = sums_before(b, x);
  const char *name = b->nodes[x.index].name;
  int indent = b->p->indent;
  if (n > 1)
    c_say_for(b->p, "k", n, "");
  c_say_for(b->p, "j", C_LANES, "");
  if (n == 1)
    script_say(b->p, "%s += %s[%zu][j];", name, parts, first);
  else if (first == 0)
    script_say(b->p, "%s[k] += %s[k][j];", name, parts);
  else
    script_say(b->p, "%s[k] += %s[k + %zu][j];", name, parts, first);
  b->p->indent = indent;
}

/* --- the loop ------------------------------------------------------------- */

void c_lanes_begin(struct c_body *b)
{
  struct script *p = b->p;
  ad_ref last = b->waiting[b->n_waiting - 1];
  b->parts = c_temporary(b);
  b->functions->lanes = 1;
  c_functions_need(b->functions, "VECTOR()");
  script_say(p, "double %s[%zu][%d] = {{0.0}};", b->parts,
             sums_before(b, last) + sum_entries(b, last), C_LANES);
  script_say(p, "for (size_t k = 0; k < %zu; k += %d)",
             b->by_rows - b->by_rows % C_LANES, C_LANES);
  script_say(p, "  VECTOR for (size_t j = 0; j < %d; j++) {", C_LANES);
  p->indent += 4;
  script_say(p, "const size_t i = k + j;");
}

void c_lanes_end(struct c_body *b)
{
  const char *parts = b->parts;
  b->p->indent -= 2;
  script_say(b->p, "}");
  b->p->indent -= 2;
  b->parts = NULL;
  for (size_t i = 0; i < b->n_waiting; i++) {
    struct c_node *node = &b->nodes[b->waiting[i].index];
    if (node->sum)
      add_parts(b, b->waiting[i], parts);
    free(node->comment); /* it was said: the rows that are left come next */
    node->comment = NULL;
  }
}
