/* SPDX-License-Identifier: GPL-3.0-or-later
   Verdicts on chains: is one of the products right, and do the factors link
   up?  Read claims_data.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"

/* --- links ---------------------------------------------------------------- */

/* Does y depend on x, by edges? */
static int depends(const ad_graph *g, ad_ref y, ad_ref x)
{
  if (x.index > y.index)
    return 0;
  unsigned char *marks = calloc(g->n, 1);
  if (!marks)
    return 1;
  marks[x.index] = 1;
  for (uint32_t i = x.index + 1; i <= y.index; i++)
    for (size_t k = 0; k < g->nodes[i].arity; k++)
      if (ad_op_has_edge((ad_op)g->nodes[i].op, (unsigned)k))
        marks[i] |= marks[g->operands[g->nodes[i].operand + k]];
  int found = marks[y.index];
  free(marks);
  return found;
}

/* Where a chain stands, and the factors that are no derivatives: each may take
   it over a gap. */
typedef struct ad_walk {
  const ad_graph *g;
  ad_ref at;
  size_t values;
} ad_walk;

/* From where the chain stands on to node x. */
static int walk_to(ad_walk *w, ad_ref x)
{
  if (w->at.index == x.index)
    return 1;
  if (w->values == 0 || !depends(w->g, w->at, x))
    return 0;
  w->values--;
  w->at = x;
  return 1;
}

/* Of the factors that are not used, the derivative of the latest node. */
static size_t latest(const ad_graph *g, const ad_statement *st,
                     const unsigned char *used)
{
  size_t best = 0;
  ad_ref of, by, best_of = {0};
  for (size_t k = 1; k < st->n_items; k++)
    if (!used[k] && ad_claim_ends(g, st->items[k].expr, &of, &by) &&
        (best == 0 || of.index > best_of.index)) {
      best = k;
      best_of = of;
    }
  return best;
}

static size_t count_values(const ad_graph *g, const ad_statement *st)
{
  size_t n = 0;
  ad_ref of, by;
  for (size_t k = 1; k < st->n_items; k++)
    n += !ad_claim_ends(g, st->items[k].expr, &of, &by);
  return n;
}

static void say_gap(const ad_walk *w, ad_ref next, char *text, size_t size)
{
  const char *at = ad_graph_name(w->g, w->at), *of = ad_graph_name(w->g, next);
  if (depends(w->g, w->at, next))
    snprintf(text, size, "equal in value, but not a chain: no factor leads "
                         "from %.60s to %.60s", at, of);
  else
    snprintf(text, size, "equal in value, but not a chain: it stands at %.60s, "
                         "the next derivative is of %.60s, and %.60s does not "
                         "feed %.60s", at, of, of, at);
}

/* The derivatives in the order of the graph, the output first; 0, with what is
   wrong, where one does not follow. */
static int follow(const ad_graph *g, const ad_statement *st,
                  unsigned char *used, char *text, size_t size)
{
  ad_ref of, by, end;
  ad_walk w = {.g = g, .values = count_values(g, st)};
  if (!ad_claim_ends(g, st->items[0].expr, &w.at, &end))
    return 1;
  for (size_t k; (k = latest(g, st, used)) > 0; used[k] = 1) {
    ad_claim_ends(g, st->items[k].expr, &of, &by);
    if (!walk_to(&w, of)) {
      say_gap(&w, of, text, size);
      return 0;
    }
    w.at = by;
  }
  if (walk_to(&w, end))
    return 1;
  snprintf(text, size, "equal in value, but not a chain: it ends at %.60s, not "
                       "at %.60s", ad_graph_name(g, w.at),
           ad_graph_name(g, end));
  return 0;
}

static int links_up(const ad_graph *g, const ad_statement *st, char *text,
                    size_t size)
{
  unsigned char *used = calloc(st->n_items, 1);
  int linked = !used || follow(g, st, used, text, size);
  free(used);
  return linked;
}

/* --- verdicts ------------------------------------------------------------- */

/* The first product that is right everywhere, in either layout, and, where
   there is none, here; work->n: none. */
static size_t find_right(const ad_line_at_work *work, int everywhere)
{
  static const ad_reading readings[] = {AD_READ_DIRECT, AD_READ_TURNED};
  for (size_t i = 0; i < work->n; i++)
    for (size_t r = 0; r < 2; r++)
      if (everywhere ? ad_claim_holds(&work->parts[i], readings[r])
                     : work->parts[i].found.own[readings[r]] == AD_OUT_AGREE)
        return i;
  return work->n;
}

/* Is a named node between the ends of the derivative? */
static int has_steps(const ad_graph *g, const ad_expr *left)
{
  ad_ref of, by;
  int found = 0;
  for (size_t k = 0; ad_claim_ends(g, left, &of, &by) && !found &&
                     k < ad_graph_names(g); k++) {
    ad_ref z = ad_graph_named(g, k);
    found = z.index > by.index && z.index < of.index && depends(g, of, z) &&
            depends(g, z, by);
  }
  return found;
}

/* One factor, without a derivative, over several steps. */
static int is_finished(const ad_graph *g, const ad_statement *st)
{
  return st->n_items == 2 && !ad_expr_has_derivative(st->items[1].expr) &&
         has_steps(g, st->items[0].expr);
}

static void judge_right(ad_claim *line, const ad_line_at_work *work, size_t i,
                        const ad_graph *g)
{
  ad_claim_part *part = line->parts;
  ad_shape s = ad_graph_shape(g, work->left.x);
  if (!links_up(g, line->statement, part->text, sizeof part->text)) {
    part->code = AD_CLAIM_NOT_CHAIN;
    return;
  }
  part->finished = is_finished(g, line->statement);
  if (part->finished) {
    part->code = AD_CLAIM_NOT_CHAIN;
    snprintf(part->text, sizeof part->text,
             "the chain is asked, and this is the finished formula");
    snprintf(part->hint, sizeof part->hint,
             "One factor for each edge of the path, with commas between them.");
    return;
  }
  int plain = s.rows * s.cols == 1 || line->statement->n_items == 2;
  part->code = plain ? AD_CLAIM_RIGHT : AD_CLAIM_RIGHT_ORDERED;
  if (!plain)
    snprintf(part->text, sizeof part->text, "%s", work->texts[i]);
}

void ad_chain_judge(ad_claim *line, const ad_line_at_work *work,
                    const ad_graph *g)
{
  ad_claim_part *part = line->parts;
  const char *text = "";
  size_t right = find_right(work, 1);
  if (right < work->n) {
    judge_right(line, work, right, g);
    return;
  }
  size_t here = find_right(work, 0);
  if (here < work->n && work->parts[here].found.sizes == AD_SIZE_HERE) {
    ad_claim_say_sizes(part, &work->parts[here].found);
    return;
  }
  if (here < work->n) {
    part->code = AD_CLAIM_ONLY_HERE;
    text = "it holds only at this sheet's numbers";
  } else if (work->n > 0 && work->parts[0].found.not_finite) {
    part->code = AD_CLAIM_CANNOT_JUDGE;
    text = "the left side is not finite at this sheet's numbers";
  } else if (work->n > 0 && work->parts[0].found.overflows) {
    part->code = AD_CLAIM_CANNOT_JUDGE;
    text = ad_claim_overflow;
  } else {
    part->code = AD_CLAIM_WRONG;
    text = work->n > 0 ? "one after the other, from either side, the factors "
                         "do not give the derivative"
                       : "one after the other, from either side, the factors "
                         "have no product of the shape that is due";
  }
  snprintf(part->text, sizeof part->text, "%s", text);
}

int ad_chain_is_ordered(ad_claim *line, const ad_line_at_work *work)
{
  size_t right = find_right(work, 1);
  if (right == work->n)
    return 0;
  line->parts->code = AD_CLAIM_RIGHT_ORDERED;
  snprintf(line->parts->text, sizeof line->parts->text, "%s",
           work->texts[right]);
  return 1;
}
