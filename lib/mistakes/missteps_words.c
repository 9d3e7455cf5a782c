/* SPDX-License-Identifier: GPL-3.0-or-later
   What the evidence of a misstep says: nodes, ways and factors by the names
   that a reader of the worksheet knows.  Read missteps.h and missteps.def
   before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/missteps.h"
#include "symbolic/form_expr.h"

enum { LABEL = 40 }; /* bytes of a node without a name, in evidence          */

/* --- what nodes are called ------------------------------------------------ */

static const char *no_name(const void *state, ad_sym x)
{
  (void)state;
  (void)x;
  return NULL;
}

ad_status ad_misstep_expr(const ad_algebra *w, ad_sym x, ad_expr **out)
{
  static const ad_form_names written_out = {no_name, NULL};
  return ad_form_expr(w, x, &written_out, out, NULL);
}

/* The form, where it is short; else "". */
static void write_short(const ad_algebra *w, ad_sym x, char *text, size_t size)
{
  ad_expr *expr = NULL;
  char *written = NULL;
  *text = '\0';
  if (ad_sym_ready(w, x) && ad_misstep_expr(w, x, &expr) == AD_OK &&
      ad_expr_print(expr, &written) == AD_OK && strlen(written) < LABEL)
    snprintf(text, size, "%s", written);
  free(written);
  ad_expr_free(expr);
}

/* Is it a half, a third ... of its operand `of`, which is written x/2? */
static int is_share(const ad_graph *g, uint32_t i, uint32_t *of, double *below)
{
  const ad_node *x = &g->nodes[i];
  for (size_t k = 0; x->arity == 2 && k < 2; k++) {
    const ad_node *number = ad_operand_of(g, x, k);
    if ((x->op != AD_OP_mul && (x->op != AD_OP_div || k == 0)) ||
        number->op != AD_OP_constant ||
        !ad_size_is_none(ad_size_of_constant(g, g->operands[x->operand + k])))
      continue;
    double c = g->numbers[number->at[0]];
    *below = x->op == AD_OP_mul ? 1 / c : c;
    *of = g->operands[x->operand + 1 - k];
    return *below >= 2 && *below <= 16 && fabs(*below - round(*below)) < 1e-12;
  }
  return 0;
}

/* v/2 of a named v, which as a form is 0.5*v. */
static void write_share(const ad_missteps *all, uint32_t i, char *text,
                        size_t size)
{
  const ad_graph *g = all->s->g;
  uint32_t of;
  double below;
  if (is_share(g, i, &of, &below) && g->name_of[of] > 0)
    snprintf(text, size, "%s/%g", ad_graph_name(g, (ad_ref){of}), below);
}

/* A node by its name, or as it is written where that is short, but for what a
   derived operation's text subtracts by itself. */
static void label(const ad_missteps *all, uint32_t i, char *text, size_t size)
{
  const ad_sym_sweep *s = all->s;
  const char *name = ad_graph_name(s->g, (ad_ref){i});
  const char *of = ad_graph_call(s->g, (ad_ref){i});
  snprintf(text, size, "%s", name);
  if (!*name)
    write_share(all, i, text, size);
  if (!*text)
    write_short(s->w, *of ? ad_sym_unfrozen(s->w, s->open[i]) : s->open[i],
                text, size);
  if (!*text)
    snprintf(text, size, "a part of %s",
             *of ? of : ad_op_get((ad_op)s->g->nodes[i].op)->name);
}

/* "p = sigmoid(z)", and of a node without a name, or with two operands, what
   it is called. */
static void definition(const ad_misstep_edge *e, char *text, size_t size)
{
  char operand[LABEL + 60];
  const char *name = ad_graph_name(e->all->s->g, (ad_ref){e->i});
  label(e->all, ad_misstep_operand(e, e->k), operand, sizeof operand);
  if (*name && e->r->row->arity == 1)
    snprintf(text, size, "%s = %s(%s)", name, e->r->row->name, operand);
  else
    label(e->all, e->i, text, size);
}

int ad_misstep_is_inside(const ad_missteps *all, uint32_t i)
{
  ad_sym form = all->s->open[i];
  return form != AD_NO_SYM && *ad_graph_call(all->s->g, (ad_ref){i}) &&
         ad_sym_has_frozen(all->s->w, form);
}

/* var(X), of which no reader knows the text. */
static void outside(const ad_misstep_edge *e, char *text, size_t size)
{
  char operand[LABEL + 60];
  label(e->all, ad_misstep_operand(e, e->k), operand, sizeof operand);
  snprintf(text, size, "%s(%s)", ad_graph_call(e->all->s->g, (ad_ref){e->i}),
           operand);
}

/* --- ways and factors ----------------------------------------------------- */

static int reads(const ad_graph *g, uint32_t j, uint32_t i)
{
  for (size_t k = 0; k < g->nodes[j].arity; k++)
    if (g->operands[g->nodes[j].operand + k] == i)
      return 1;
  return 0;
}

uint32_t ad_misstep_leads_to(const ad_missteps *all, uint32_t i)
{
  const ad_graph *g = all->s->g;
  for (uint32_t j = i + 1; j < all->of && g->name_of[i] == 0; j++)
    if (reads(g, j, i))
      i = j;
  return i < all->of && g->name_of[i] != 0 ? i : AD_NO_INDEX;
}

/* Does one way alone lead from node x to the named node, through others without
   names? */
static int is_only_way(const ad_missteps *all, uint32_t x, uint32_t named)
{
  const ad_graph *g = all->s->g;
  size_t ways = 0;
  for (uint32_t j = x + 1; j <= named; j++)
    for (size_t k = 0; k < g->nodes[j].arity; k++)
      ways += g->operands[g->nodes[j].operand + k] == x &&
              (j == named || ad_misstep_leads_to(all, j) == named);
  return ways == 1;
}

/* The place of an operand in its node. */
static void place(const ad_misstep_edge *e, char *text, size_t size)
{
  static const struct {
    const char *infix, *words[2];
  } places[] = {{"^", {"the base of ", "the exponent of "}},
                {"/", {"what is above the stroke of ",
                       "what is below the stroke of "}},
                {"+", {"the first term of ", "the second term of "}},
                {"-", {"the first term of ", "the second term of "}},
                {"*", {"the first factor of ", "the second factor of "}},
                {"@", {"the first factor of ", "the last factor of "}}};
  *text = '\0';
  for (size_t n = 0; e->r->row->arity == 2 &&
                     n < sizeof places / sizeof *places; n++)
    if (strcmp(e->r->row->infix, places[n].infix) == 0)
      snprintf(text, size, "%s", places[n].words[e->k]);
}

/* Does the node have its operand twice? */
static int has_twice(const ad_misstep_edge *e)
{
  return e->r->row->arity == 2 &&
         ad_misstep_operand(e, 0) == ad_misstep_operand(e, 1);
}

/* The node that reads what is cut out of another; i itself where it is no such
   part, or has several readers. */
static uint32_t reader_of_part(const ad_missteps *all, uint32_t i)
{
  const ad_graph *g = all->s->g;
  uint32_t found = i;
  for (uint32_t j = i + 1; g->nodes[i].op == AD_OP_slice &&
                           g->name_of[i] == 0 && j <= all->of; j++)
    if (reads(g, j, i)) {
      if (found != i)
        return i;
      found = j;
    }
  return g->name_of[found] == 0 ? found : i;
}

/* What the way from the operand through node i leads to: the named node that it
   is part of, if no other way does; or the node, and the place in it. */
static void way(const ad_misstep_edge *e, char *text, size_t size)
{
  const ad_missteps *all = e->all;
  uint32_t named = ad_misstep_leads_to(all, e->i);
  if (ad_misstep_is_inside(all, e->i))
    outside(e, text, size);
  else if (named != AD_NO_INDEX &&
           is_only_way(all, ad_misstep_operand(e, e->k), named))
    label(all, named, text, size);
  else {
    *text = '\0';
    if (has_twice(e) || ad_graph_name(all->s->g, (ad_ref){e->i})[0])
      place(e, text, size);
    label(all, reader_of_part(all, e->i), text + strlen(text),
          size - strlen(text));
  }
}

/* What an operand is multiplied by: 1/q, or what stands beside it. */
static void factor(const ad_misstep_edge *e, char *text, size_t size)
{
  char operand[LABEL + 60], node[LABEL + 60];
  write_short(e->all->s->w,
              ad_rule_form(e->r, e->r->row->partial_text[e->k]), text, size);
  if (*text)
    return;
  label(e->all, ad_misstep_operand(e, e->k), operand, sizeof operand);
  label(e->all, e->i, node, sizeof node);
  snprintf(text, size, "what stands beside %.80s in %.80s", operand, node);
}

/* --- the whole ------------------------------------------------------------ */

/* What the letter behind % stands for. */
static void substitute(const ad_misstep_edge *e, char letter, char *text,
                       size_t size)
{
  const ad_node *node = &e->all->s->g->nodes[e->i];
  size_t other = node->arity == 2 ? 1 - e->k : e->k;
  if (letter == 'f')
    snprintf(text, size, "%s", e->r->row->name);
  else if (letter == 'W')
    way(e, text, size);
  else if (letter == 'F')
    factor(e, text, size);
  else if (letter == 'D')
    definition(e, text, size);
  else if (letter == 'X' && ad_misstep_is_inside(e->all, e->i))
    outside(e, text, size);
  else
    label(e->all,
          letter == 'X'   ? e->i
          : letter == 'A' ? ad_misstep_operand(e, e->k)
          : letter == 'B' ? ad_misstep_operand(e, other)
                          : e->all->of,
          text, size);
}

char *ad_misstep_text(const ad_misstep_edge *e, const char *evidence)
{
  char text[500], *copy;
  size_t n = 0;
  for (; *evidence && n + LABEL + 160 < sizeof text; evidence++)
    if (*evidence == '%') {
      substitute(e, *++evidence, text + n, sizeof text - n);
      n += strlen(text + n);
    } else
      text[n++] = *evidence;
  text[n] = '\0';
  copy = malloc(n + 1);
  return copy ? memcpy(copy, text, n + 1) : NULL;
}
