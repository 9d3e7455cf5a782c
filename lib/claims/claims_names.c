/* SPDX-License-Identifier: GPL-3.0-or-later
   Names in claims: sizes are numbers, and what is no node is told with the
   node that was perhaps meant.  Read claims_data.h before. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"

static int number_of(const void *state, const char *name, double *value)
{
  const ad_claim_names *names = state;
  const char *dim;
  size_t size;
  for (size_t i = 0; ad_sheet_dim(names->sheet, i, &dim, &size); i++)
    if (strcmp(dim, name) == 0) {
      *value = (double)size;
      return 1;
    }
  return 0;
}

static size_t sizes(const ad_sheet *sheet)
{
  const char *name;
  size_t n = 0, size;
  while (ad_sheet_dim(sheet, n, &name, &size))
    n++;
  return n;
}

static int is_node(const ad_graph *g, const char *name, size_t length)
{
  ad_ref x;
  return ad_graph_find(g, name, length, &x);
}

/* dydx, both of which are nodes: where its second d stands; else NULL. */
static const char *second_d(const ad_graph *g, const char *name)
{
  for (const char *d = name; (d = strchr(d + 1, 'd')) != NULL;)
    if (is_node(g, name + 1, (size_t)(d - name - 1)) &&
        is_node(g, d + 1, strlen(d + 1)))
      return d;
  return NULL;
}

/* `said` is no node: the node or size whose name is nearest; or NULL. */
static const char *nearest_to(const ad_claim_names *names, const char *said)
{
  const ad_graph *g = ad_sheet_graph(names->sheet);
  size_t n = 0, n_sizes = sizes(names->sheet), size;
  const char **all = malloc((ad_graph_names(g) + n_sizes + 1) * sizeof *all);
  if (!all)
    return NULL;
  for (size_t i = 0; names->b && i < ad_graph_names(g); i++)
    all[n++] = ad_graph_name(g, ad_graph_named(g, i));
  for (size_t i = 0; i < n_sizes; i++)
    ad_sheet_dim(names->sheet, i, &all[n++], &size);
  const char *nearest = ad_nearest(said, all, n);
  free(all);
  return nearest;
}

/* X of dL/dX, where dL stands for `name`; or NULL. */
static const char *lower_side(const ad_claim_names *names, const char *name)
{
  const ad_term *terms = names->expr->terms;
  for (size_t i = 0; i + 1 < names->expr->n; i++)
    if (terms[i].kind == AD_T_NAME && strcmp(terms[i].text, name) == 0 &&
        terms[i + 1].kind == AD_T_NAME && terms[i + 1].text[0] == 'd' &&
        terms[i + 1].text[1] != '\0')
      return terms[i + 1].text + 1;
  return NULL;
}

static void hint_node(const ad_claim_names *names, const char *said,
                      ad_error *err)
{
  const char *nearest = nearest_to(names, said);
  if (nearest)
    ad_hint(err, "there is no node '%.60s'; did you mean '%.60s'?", said,
            nearest);
  else
    ad_hint(err, "there is no node '%.100s'", said);
}

/* What is meant by d and something: dydx, or a side of dy/dx, which is no
   derivative since one of its sides is no node; a delta is neither. */
static void hint_derivative(const ad_claim_names *names, const char *name,
                            ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(names->sheet);
  const char *second = name[0] == 'd' ? second_d(g, name) : NULL;
  const char *lower = name[0] == 'd' ? lower_side(names, name) : NULL;
  if (second)
    ad_hint(err, "a derivative is written %.*s/%.60s", (int)(second - name),
            name, second);
  else if (lower && is_node(g, name + 1, strlen(name + 1)) &&
           !is_node(g, lower, strlen(lower)))
    hint_node(names, lower, err);
  else if (name[0] == 'd' && is_node(g, name + 1, strlen(name + 1)))
    ad_hint(err, "in %.60s/d..., a node stands behind each d", name);
  else if (lower || (name[0] == 'd' && isupper((unsigned char)name[1])))
    hint_node(names, name + 1, err);
  else if (name[0] == 'd' && name[1] != '\0' && name[2] == '\0')
    ad_hint(err, "there is no node '%.100s'", name + 1);
}

/* The node or size whose name is nearest. */
static void say_unknown(const void *state, const char *name, ad_error *err)
{
  const ad_claim_names *names = state;
  const char *nearest = nearest_to(names, name);
  if (err->hint[0] == '\0')
    hint_derivative(names, name, err);
  if (nearest && err->hint[0] == '\0')
    ad_hint(err, "did you mean '%.100s'?", nearest);
}

ad_scope ad_claim_scope(const ad_claim_names *names)
{
  return (ad_scope){.number = number_of, .unknown = say_unknown,
                    .derive = names->b ? ad_claim_derive : NULL,
                    .state = names};
}
