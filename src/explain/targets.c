/* SPDX-License-Identifier: GPL-3.0-or-later
   See targets.h. */
#include "explain/targets.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

/* --- which nodes ---------------------------------------------------------- */

/* Does the link read the adjoint more than once in one text? */
static int reads_often(const struct link *k)
{
  for (size_t i = 0; i < k->local.n; i++) {
    const ad_factor *f = &k->local.factors[i];
    const char *at = f->act == AD_ACT_OTHER && f->text
                         ? strstr(f->text, AD_SO_FAR)
                         : NULL;
    if (at && strstr(at + 1 + strlen(AD_SO_FAR) - 1, AD_SO_FAR))
      return 1;
  }
  return 0;
}

/* Is the adjoint of x read by several, added up of several, or read by a
   variable? */
static int is_named(const struct links *l, size_t x, const unsigned char *marks)
{
  if (links_down(l, x) == 0)
    return 0;
  int named = links_down(l, x) > 1 || links_up(l, x) > 1 || marks[x];
  for (size_t k = l->first[x]; k < l->first[x + 1]; k++)
    named = named || (marks[l->link[k].local.by.index] & TARGET_WRT) ||
            reads_often(&l->link[k]);
  return named;
}

unsigned char *targets_find(const struct links *l)
{
  const struct explained *e = l->e;
  size_t nodes = ad_graph_size(e->graph);
  size_t top = explain_output_node(e).index;
  unsigned char *marks = memory_new(nodes, 1);
  for (size_t i = 0; i < e->n_wrts; i++) {
    ad_ref x = explain_wrt_node(e, i);
    if (links_reach(l, x) && x.index != top)
      marks[x.index] = TARGET_WRT;
  }
  for (size_t i = 0; i < nodes; i++)
    if (i != top && links_up(l, i) > 0 && is_named(l, i, marks))
      marks[i] |= TARGET_NAMED;
  return marks;
}

/* delta1 is the one next to the variables. */
void targets_name(struct links *l, const unsigned char *marks)
{
  size_t n = 0;
  for (size_t i = 0; i < ad_graph_size(l->e->graph); i++)
    if (marks[i] & TARGET_NAMED)
      l->adjoint[i] = memory_format("%s%zu", l->prefix, ++n);
}

/* --- in which order ------------------------------------------------------- */

/* A target comes when all is paid in: after its latest payer, which is the
   earliest node. */
struct place {
  size_t node, key;
};

static size_t key_of(const struct links *l, size_t x, int named)
{
  size_t key = named ? x : SIZE_MAX;
  for (size_t k = l->up_first[x]; !named && k < l->up_first[x + 1]; k++) {
    size_t payer = l->link[l->up[k]].local.of.index;
    key = payer < key ? payer : key;
  }
  return 2 * key + (named ? 1 : 0);
}

static int by_sweep(const void *left, const void *right)
{
  const struct place *x = left, *y = right;
  if (x->key != y->key)
    return x->key < y->key ? 1 : -1;
  return (x->node > y->node) - (x->node < y->node);
}

ad_ref *targets_order(const struct links *l, const unsigned char *marks,
                      size_t *n)
{
  size_t nodes = ad_graph_size(l->e->graph);
  struct place *places = memory_new(nodes, sizeof *places);
  *n = 0;
  for (size_t i = 0; i < nodes; i++)
    if (marks[i])
      places[(*n)++] = (struct place){i, key_of(l, i, marks[i] & TARGET_NAMED)};
  if (*n > 0)
    qsort(places, *n, sizeof *places, by_sweep);
  ad_ref *order = memory_new(*n, sizeof *order);
  for (size_t i = 0; i < *n; i++)
    order[i] = (ad_ref){(uint32_t)places[i].node};
  free(places);
  return order;
}
