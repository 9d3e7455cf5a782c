/* SPDX-License-Identifier: GPL-3.0-or-later
   Rounds of loops and layers of nets.  What one statement makes, again and
   again, is known by its place in the source and by the name, but for the
   numbers in it: h{t} in every round, or W1, W2, ... of a net.  A round ends
   with the node that has the name.  Read boxes.h before. */
#include <stdlib.h>
#include <string.h>

#include "boxes/boxes.h"
#include "host/exits.h"

enum { FIRST_ROUNDS = 2, ROUNDS_LEAST = 4 };

/* A node with a name, and where its statement is; one of the gradient counts
   for that whose adjoint it makes. */
struct made {
  const char *name;
  size_t place;
  uint32_t node;
};

static size_t place_of(const struct scene *s, uint32_t i)
{
  ad_ref x = {i};
  return ad_sheet_place(s->sheet,
                        scene_is_gradient(s, x) ? s->made_for[i] : x).offset;
}

/* As strcmp, with digits passed over. */
static int compare_stems(const char *x, const char *y)
{
  static const char digits[] = "0123456789";
  for (;; x++, y++) {
    x += strspn(x, digits);
    y += strspn(y, digits);
    if (*x != *y || !*x)
      return (unsigned char)*x - (unsigned char)*y;
  }
}

static int is_same(const struct made *x, const struct made *y)
{
  return x->place == y->place && compare_stems(x->name, y->name) == 0;
}

static int by_statement(const void *left, const void *right)
{
  const struct made *x = left, *y = right;
  int stems = compare_stems(x->name, y->name);
  return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
         : stems != 0         ? stems
                              : (x->node > y->node) - (x->node < y->node);
}

static struct made *list_names(const struct scene *s, size_t *n)
{
  size_t nodes = ad_graph_size(s->graph);
  struct made *made = memory_new(nodes + 1, sizeof *made);
  *n = 0;
  for (uint32_t i = 0; i < nodes; i++)
    if (*scene_name(s, (ad_ref){i}))
      made[(*n)++] = (struct made){scene_name(s, (ad_ref){i}),
                                   place_of(s, i), i};
  qsort(made, *n, sizeof *made, by_statement);
  return made;
}

void boxes_find_rounds(const struct scene *s, unsigned char *middle)
{
  size_t n, end;
  struct made *made = list_names(s, &n);
  for (size_t i = 0; i < n; i = end) {
    for (end = i; end < n && is_same(&made[i], &made[end]);)
      end++;
    for (size_t k = i + FIRST_ROUNDS; end - i > ROUNDS_LEAST && k + 1 < end;
         k++)
      middle[made[k].node] = 1;
  }
  free(made);
  for (uint32_t i = (uint32_t)ad_graph_size(s->graph); i-- > 0;) {
    ad_ref x = {i};
    if (!*scene_name(s, x) &&
        i + 1 < ad_graph_size(s->graph) &&
        place_of(s, i) == place_of(s, i + 1))
      middle[i] = middle[i + 1];
  }
}
