/* SPDX-License-Identifier: GPL-3.0-or-later
   The names and functions of a worksheet.  Read mistakes_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"

enum { NAMES_MOST = 40 }; /* that may stand in the place of another          */

static size_t count_names(const ad_graph *g)
{
  size_t n = ad_graph_names(g);
  return n < NAMES_MOST ? n : NAMES_MOST;
}

/* The functions of one operand that the worksheet has, each once. */
static void take_functions(const ad_graph *g, ad_words *words)
{
  unsigned char seen[AD_OP_count] = {0};
  for (uint32_t i = 0; i < g->n; i++) {
    ad_op op = (ad_op)g->nodes[i].op;
    const ad_op_row *row = ad_op_get(op);
    if (row->kind == AD_KIND_elementwise && row->arity == 1 &&
        !row->infix[0] && !seen[op])
      words->functions[words->n_functions++] = row->name;
    seen[op] = 1;
  }
}

/* --- what is a function of what ------------------------------------------- */

enum { NONE = 0, SEVERAL = -1 };

/* From the named nodes that the operands come from, 1 + the only one; a step
   that goes not entry by entry leads to SEVERAL. */
static void trace(const ad_graph *g, uint32_t i, int *from)
{
  const ad_node *x = &g->nodes[i];
  const ad_op_row *row = ad_row_of(x);
  from[i] = NONE;
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t a = g->operands[x->operand + k];
    int one = g->name_of[a] ? (int)a + 1 : from[a];
    if (one == NONE || one == from[i])
      continue;
    from[i] = from[i] == NONE && row->kind == AD_KIND_elementwise ? one
                                                                   : SEVERAL;
  }
}

static size_t number_of(const ad_graph *g, const ad_words *words, int from)
{
  const char *name = from > 0 ? ad_graph_name(g, (ad_ref){(uint32_t)from - 1})
                              : "";
  for (size_t n = 0; n < words->n_names; n++)
    if (strcmp(words->names[n], name) == 0)
      return n;
  return SIZE_MAX;
}

static ad_status take_functions_of(const ad_graph *g, ad_words *words)
{
  int *from = calloc(g->n + 1, sizeof *from);
  if (!from)
    return AD_ENOMEM;
  for (uint32_t i = 0; i < g->n; i++)
    trace(g, i, from);
  for (size_t n = 0; n < words->n_names; n++)
    words->of[n] = number_of(g, words, from[ad_graph_named(g, n).index]);
  free(from);
  return AD_OK;
}

/* --- the whole ------------------------------------------------------------ */

ad_status ad_words_take(const ad_graph *g, ad_words *words, ad_error *err)
{
  size_t n = count_names(g);
  words->names = calloc(n + 1, sizeof *words->names);
  words->of = calloc(n + 1, sizeof *words->of);
  words->functions = calloc(AD_OP_count, sizeof *words->functions);
  if (!words->names || !words->of || !words->functions)
    return ad_fail_memory(err, (n + 1) * sizeof *words->names);
  for (; words->n_names < n; words->n_names++)
    words->names[words->n_names] =
      ad_graph_name(g, ad_graph_named(g, words->n_names));
  take_functions(g, words);
  ad_status status = take_functions_of(g, words);
  return status == AD_OK ? AD_OK : ad_fail_memory(err, g->n * sizeof(int));
}

/* --- those of one derivative ---------------------------------------------- */

/* leads[i]: from `by` on, and on to `of`; read[i]: what these read, through
   nodes without names. */
static void mark_between(const ad_graph *g, ad_ref of, ad_ref by,
                         unsigned char *leads, unsigned char *read)
{
  enum { FROM = 1, TO = 2, BOTH = 3 };
  leads[by.index] = FROM;
  leads[of.index] |= TO;
  for (uint32_t i = by.index + 1; i <= of.index; i++)
    for (size_t k = 0; k < g->nodes[i].arity; k++)
      leads[i] |= leads[g->operands[g->nodes[i].operand + k]] & FROM;
  for (uint32_t i = of.index + 1; i-- > 0;)
    for (size_t k = 0; k < g->nodes[i].arity; k++) {
      uint32_t j = g->operands[g->nodes[i].operand + k];
      leads[j] |= leads[i] & TO;
      read[j] |= leads[i] == BOTH || (read[i] && g->name_of[i] == 0);
    }
  for (uint32_t i = 0; i <= of.index; i++)
    read[i] |= leads[i] == BOTH;
}

/* Room for no more than all of them. */
static ad_status make_room(const ad_words *all, ad_words *out)
{
  *out = (ad_words){
    .n_functions = all->n_functions,
    .names = calloc(all->n_names + 1, sizeof *out->names),
    .functions = malloc((all->n_functions + 1) * sizeof *out->functions),
    .of = calloc(all->n_names + 1, sizeof *out->of)};
  if (!out->names || !out->functions || !out->of)
    return AD_ENOMEM;
  memcpy(out->functions, all->functions,
         all->n_functions * sizeof *out->functions);
  return AD_OK;
}

/* The names that are marked, and which of them are functions of others. */
static void take_marked(const ad_graph *g, const ad_words *all,
                        const unsigned char *marks, ad_words *out)
{
  size_t to[NAMES_MOST];
  for (size_t n = 0; n < all->n_names; n++) {
    int taken = marks[ad_graph_named(g, n).index];
    to[n] = taken ? out->n_names : SIZE_MAX;
    if (taken)
      out->names[out->n_names++] = all->names[n];
  }
  for (size_t n = 0; n < all->n_names; n++)
    if (to[n] != SIZE_MAX)
      out->of[to[n]] = all->of[n] == SIZE_MAX ? SIZE_MAX : to[all->of[n]];
}

ad_status ad_words_between(const ad_graph *g, const ad_words *all, ad_ref of,
                           ad_ref by, ad_words *out, ad_error *err)
{
  unsigned char *leads = calloc(g->n, 1), *read = calloc(g->n, 1);
  ad_status status = make_room(all, out);
  if (status == AD_OK && leads && read) {
    mark_between(g, of, by, leads, read);
    take_marked(g, all, read, out);
  } else
    status = ad_fail_memory(err, g->n);
  free(leads);
  free(read);
  return status;
}

ad_status ad_words_without(const ad_graph *g, const ad_words *all, ad_ref x,
                           ad_words *out, ad_error *err)
{
  unsigned char *others = malloc(g->n);
  ad_status status = make_room(all, out);
  if (status == AD_OK && others) {
    memset(others, 1, g->n);
    others[x.index] = 0;
    for (uint32_t i = x.index + 1; i < g->n; i++)
      for (size_t k = 0; k < g->nodes[i].arity; k++)
        others[i] &= others[g->operands[g->nodes[i].operand + k]];
    take_marked(g, all, others, out);
  } else
    status = ad_fail_memory(err, g->n);
  free(others);
  return status;
}

void ad_words_free(ad_words *words)
{
  free(words->names);
  free(words->functions);
  free(words->of);
  *words = (ad_words){0};
}
