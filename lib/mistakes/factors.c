/* SPDX-License-Identifier: GPL-3.0-or-later
   What is wrong with a chain whose product is not the derivative: one of its
   factors is upside down, missing, too much, there twice, or another; or a
   number is lost.  Each change of the list that makes one of its products right
   names the mistake.  The factors that may be due are the local derivatives of
   the ways from the output to the variable.  Read mistakes_data.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/search.h"

/* The local derivative of one named node by another that it reads. */
typedef struct link {
  ad_ref of, by;
  ad_term terms[3];
  char *text;
} link;

typedef struct links {
  size_t n, room;
  link *of;
} links;

/* A chain at work; products of changed lists are suspects. */
typedef struct chain {
  const ad_mistakes *m;
  const ad_statement *st;
  ad_builder *b;
  size_t first; /* node that was not there before                          */
  ad_ref of, by; /* the ends of the left side                              */
  ad_shape due;
  links links;
  ad_expr *factors; /* factors[n + 1]: there is room for one more          */
  size_t n;
  ad_suspects *out;
} chain;

/* --- what may be due ------------------------------------------------------ */

static ad_expr expr_of(link *l)
{
  return (ad_expr){3, l->terms, NULL};
}

/* Once each; the left side itself would explain every chain. */
static ad_status add_link(chain *c, ad_ref of, ad_ref by)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  links *all = &c->links;
  if (of.index == c->of.index && by.index == c->by.index)
    return AD_OK;
  for (size_t i = 0; i < all->n; i++)
    if (all->of[i].of.index == of.index && all->of[i].by.index == by.index)
      return AD_OK;
  if (ad_grow((void **)&all->of, &all->room, all->n, 1, sizeof *all->of) !=
      AD_OK)
    return AD_ENOMEM;
  link *l = &all->of[all->n];
  *l = (link){
    .of = of,
    .by = by,
    .terms = {{.kind = AD_T_NAME, .span = 1, .text = ad_graph_name(g, of)},
              {.kind = AD_T_NAME, .span = 1, .text = ad_graph_name(g, by)},
              {.kind = AD_T_DERIVATIVE, .arity = 2, .span = 3, .text = "d"}}};
  ad_expr expr = expr_of(l);
  ad_status status = ad_expr_print(&expr, &l->text);
  all->n += status == AD_OK;
  return status;
}

/* Those of node z, which the ways lead to: to the named nodes that it is made
   of and that lead on to its end.  behind, on: marks[nodes]. */
static ad_status links_of(chain *c, ad_ref z, unsigned char *behind,
                          unsigned char *on)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  ad_status status = AD_OK;
  ad_mark_made_of(g, z.index, 0, behind);
  for (size_t k = 0; k < c->m->words.n_names && status == AD_OK; k++) {
    ad_ref by = ad_graph_named(g, k);
    if (!behind[by.index])
      continue;
    ad_mark_made_of(g, by.index, 1, on);
    if (by.index == c->by.index || on[c->by.index])
      status = add_link(c, z, by);
  }
  return status;
}

static ad_status find_links(chain *c)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  unsigned char *behind = malloc(g->n), *on = malloc(g->n),
                *below = malloc(g->n);
  ad_status status = behind && on && below ? AD_OK : AD_ENOMEM;
  if (status == AD_OK)
    ad_mark_made_of(g, c->of.index, 1, below);
  for (size_t k = 0; k < c->m->words.n_names && status == AD_OK; k++) {
    ad_ref z = ad_graph_named(g, k);
    if (z.index != c->by.index && (z.index == c->of.index || below[z.index]))
      status = links_of(c, z, behind, on);
  }
  free(behind);
  free(on);
  free(below);
  return status;
}

/* Of node z, by the nodes that the factors are derivatives of, and by the end:
   one of these leads over what the list leaves out. */
static ad_status gaps_from(chain *c, ad_ref z, unsigned char *behind)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  ad_status status = AD_OK;
  ad_ref of, by;
  ad_mark_made_of(g, z.index, 1, behind);
  for (size_t k = 0; k < c->n && status == AD_OK; k++)
    if (ad_claim_ends(g, &c->factors[k], &of, &by) && behind[of.index])
      status = add_link(c, z, of);
  return status == AD_OK && behind[c->by.index] ? add_link(c, z, c->by)
                                                : status;
}

static ad_status find_gaps(chain *c)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  ad_ref of, by;
  unsigned char *behind = malloc(g->n);
  ad_status status = behind ? gaps_from(c, c->of, behind) : AD_ENOMEM;
  for (size_t k = 0; k < c->n && status == AD_OK; k++)
    if (ad_claim_ends(g, &c->factors[k], &of, &by))
      status = gaps_from(c, by, behind);
  free(behind);
  return status;
}

/* --- changed lists -------------------------------------------------------- */

/* Adds the products of the first n factors; what has no value has none. */
static ad_status add_products(chain *c, size_t n, ad_mistake_code code,
                              const char *format, const char *said,
                              const char *due)
{
  ad_ref out[2 * AD_PRODUCTS];
  size_t count;
  ad_status status = AD_OK;
  if (n == 0 || ad_builder_size(c->b) - c->first > AD_VISITS_MOST)
    return AD_OK;
  status = ad_chain_products(c->b, c->m->sheet, n, c->factors, c->due, out,
                             &count);
  if (ad_builder_error(c->b)->status == AD_EINPUT)
    ad_builder_clear_error(c->b);
  if (status == AD_EINPUT)
    return AD_OK;
  for (size_t i = 0; i < count && status == AD_OK; i++)
    status = ad_suspect_add(c->out, c->b, code, out[i], format, said, due);
  return status;
}

/* Without factor k, which moves behind the others meanwhile. */
static ad_status leave_out(chain *c, size_t k, const char *text)
{
  ad_mistake_code code = AD_MISTAKE_extra;
  ad_expr gone = c->factors[k];
  memmove(c->factors + k, c->factors + k + 1,
          (c->n - 1 - k) * sizeof *c->factors);
  for (size_t i = 0; i < c->n - 1; i++)
    if (ad_expr_equal(&c->factors[i], &gone))
      code = AD_MISTAKE_factor_twice;
  ad_status status = add_products(c, c->n - 1, code,
                                  code == AD_MISTAKE_extra
                                    ? "the factor %s is too much%s"
                                    : "the factor %s is there twice%s",
                                  text, "");
  memmove(c->factors + k + 1, c->factors + k,
          (c->n - 1 - k) * sizeof *c->factors);
  c->factors[k] = gone;
  return status;
}

/* Where dz/dx is due z itself, a derivative of z or by x, or another one. */
static ad_mistake_code code_of(const chain *c, const ad_expr *said,
                               const link *due)
{
  ad_ref of, by;
  if (ad_claim_ends(ad_sheet_graph(c->m->sheet), said, &of, &by))
    return of.index == due->of.index || by.index == due->by.index
             ? AD_MISTAKE_other_derivative
             : AD_MISTAKE_unlinked;
  return said->n == 1 && strcmp(said->terms[0].text, due->terms[0].text) == 0
           ? AD_MISTAKE_own_value
           : AD_MISTAKE_operand;
}

static const char exchanged[] = "%s stands where %s is due";

static ad_status put_others(chain *c, size_t k, const char *text)
{
  ad_expr said = c->factors[k];
  ad_status status = AD_OK;
  for (size_t i = 0; i < c->links.n && status == AD_OK; i++) {
    link *l = &c->links.of[i];
    c->factors[k] = expr_of(l);
    if (!ad_expr_equal(&said, &c->factors[k]))
      status = add_products(c, c->n, code_of(c, &said, l),
                            exchanged, text, l->text);
  }
  c->factors[k] = said;
  return status;
}

static ad_status change_factor(chain *c, size_t k)
{
  char *text = NULL;
  ad_status status = ad_expr_print(&c->factors[k], &text);
  if (status == AD_OK)
    status = leave_out(c, k, text);
  if (status == AD_OK)
    status = put_others(c, k, text);
  free(text);
  return status;
}

/* One more, at every place: products grow from one end to the other. */
static ad_status put_in(chain *c, link *l)
{
  ad_status status = AD_OK;
  ad_expr more = expr_of(l);
  for (size_t k = 0; k < c->n; k++)
    if (ad_expr_equal(&c->factors[k], &more))
      return AD_OK;
  for (size_t k = 0; k <= c->n && status == AD_OK; k++) {
    memmove(c->factors + k + 1, c->factors + k, (c->n - k) * sizeof more);
    c->factors[k] = more;
    status = add_products(c, c->n + 1,
                          l->of.index == c->of.index ? AD_MISTAKE_upstream
                                                     : AD_MISTAKE_factor,
                          "the factor %s is missing%s", l->text, "");
    memmove(c->factors + k, c->factors + k + 1, (c->n - k) * sizeof more);
  }
  return status;
}

/* The chain as it is has the code of a value: of no mistake. */
static ad_status change_all(chain *c)
{
  ad_status status = add_products(c, c->n, AD_MISTAKE_value, "%s%s", "", "");
  for (size_t i = 0; i < c->links.n && status == AD_OK; i++)
    status = put_in(c, &c->links.of[i]);
  for (size_t k = 0; k < c->n && status == AD_OK; k++)
    status = change_factor(c, k);
  return status;
}

/* --- the whole ------------------------------------------------------------ */

/* Of a factor that is a formula what is wrong with it by itself, where that has
   a name: as a claim of the derivative that is due. */
static ad_status name_factor(ad_search *s, const ad_expr *said, link *due,
                             ad_error *err)
{
  ad_diagnosis out = {0};
  ad_expr left = expr_of(due);
  ad_claim_part part = {.code = AD_CLAIM_WRONG};
  ad_search sub = {.m = s->m, .right = said, .part = &part, .out = &out};
  ad_status status = ad_known_find(s->m, &left, &sub.known, err);
  if (status == AD_OK)
    status = ad_search_value(&sub, err);
  if (status == AD_OK)
    status = ad_search_all(&sub, &left, err);
  if (status != AD_OK || ad_search_is_unnamed(&out) ||
      out.of[0].code == AD_MISTAKE_value) /* that is known */
    return status;
  memcpy(s->out->of, out.of, sizeof out.of);
  s->out->n = out.n;
  s->out->together = out.together;
  return AD_OK;
}

/* The factor and the link that the first name is about. */
static ad_status name_first(ad_search *s, chain *c, ad_error *err)
{
  const ad_mistake *first = &s->out->of[0];
  for (size_t i = 0; i < c->links.n; i++)
    for (size_t k = 0; k < c->n; k++) {
      char text[sizeof first->evidence], *said = NULL;
      if (ad_expr_print(&c->factors[k], &said) != AD_OK)
        return ad_fail_memory(err, sizeof text);
      snprintf(text, sizeof text, exchanged, said, c->links.of[i].text);
      free(said);
      if (strcmp(text, first->evidence) == 0)
        return name_factor(s, &c->factors[k], &c->links.of[i], err);
    }
  return AD_OK;
}

/* A factor that the list lacks says more than the number that it is. */
static void say_missing(ad_search *s, const ad_suspects *found)
{
  for (size_t i = 0; i < found->n; i++)
    if ((found->of[i].code == AD_MISTAKE_factor ||
         found->of[i].code == AD_MISTAKE_upstream) &&
        ad_image_is(&found->of[i].image, &s->known->truth))
      ad_search_say(s, found->of[i].code, found->of[i].evidence);
}

/* A factor more, else a number or a sign in front of one of the products, else
   one change. */
static void say(ad_search *s, ad_suspects *found)
{
  say_missing(s, found);
  for (size_t i = 0; i < found->n && s->out->n == 0; i++)
    if (found->of[i].code == AD_MISTAKE_value) {
      s->claim = found->of[i].image;
      ad_search_constant(s);
    }
  if (s->out->n == 0)
    ad_search_match(s, found, &s->known->truth);
  if (s->out->together == 0)
    s->out->together = s->out->n > 0;
}

/* Of what is 0 by itself; the left side is the first. */
static ad_status find_zero(ad_search *s, const ad_statement *st, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t k = 0; k < st->n_items && s->out->n == 0 && status == AD_OK; k++)
    status = ad_search_no_path(s, st->items[k].expr, err);
  s->out->together = s->out->n;
  return status;
}

static ad_status upside_down(ad_search *s, const ad_statement *st,
                             ad_error *err)
{
  char text[200] = "";
  ad_status status = AD_OK;
  for (size_t k = 1; k < st->n_items && !*text && status == AD_OK; k++)
    status = ad_glance_upside_down(ad_sheet_graph(s->m->sheet),
                                   st->items[k].expr, text, sizeof text, err);
  if (*text)
    ad_search_say(s, AD_MISTAKE_upside_down, text);
  return status;
}

static ad_status begin(chain *c, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(c->m->sheet);
  c->of = c->by = AD_NO_REF;
  c->n = c->st->n_items - 1;
  c->factors = malloc((c->n + 1) * sizeof *c->factors);
  if (!c->factors)
    return ad_fail_memory(err, c->n * sizeof *c->factors);
  for (size_t k = 0; k < c->n; k++)
    c->factors[k] = *c->st->items[k + 1].expr;
  int on_a_way = ad_claim_ends(g, c->st->items[0].expr, &c->of, &c->by);
  ad_status status = on_a_way ? find_links(c) : AD_OK;
  if (status == AD_OK && on_a_way)
    status = find_gaps(c);
  if (status == AD_OK)
    status = ad_builder_continue(g, &c->b, err);
  if (status == AD_OK)
    c->first = ad_builder_size(c->b);
  return status;
}

static void end(chain *c)
{
  for (size_t i = 0; i < c->links.n; i++)
    free(c->links.of[i].text);
  free(c->links.of);
  free(c->factors);
  ad_builder_free(c->b);
}

ad_status ad_factors_find(ad_search *s, const ad_statement *st, ad_error *err)
{
  ad_suspects found = {0};
  chain c = {.m = s->m, .st = st, .due = s->known->truth.shape, .out = &found};
  ad_status status = upside_down(s, st, err);
  if (status == AD_OK && s->out->n == 0)
    status = find_zero(s, st, err);
  if (status == AD_OK && s->out->n == 0)
    status = ad_bypass_find(s, st, err);
  if (status == AD_OK && s->out->n == 0)
    status = begin(&c, err);
  if (c.b && status == AD_OK)
    status = change_all(&c);
  if (c.b && status == AD_OK)
    status = ad_suspects_settle(&found, s->m, c.b, err);
  if (status == AD_OK && s->out->n == 0)
    say(s, &found);
  if (status == AD_OK && s->out->n > 0 &&
      s->out->of[0].code == AD_MISTAKE_operand)
    status = name_first(s, &c, err);
  end(&c);
  ad_suspects_free(&found);
  return status;
}
