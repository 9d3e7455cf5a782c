/* SPDX-License-Identifier: GPL-3.0-or-later
   What a box pays, as text: the local derivative's factors around "...", which
   stands for its adjoint.  Read step.h and locals.h before. */
#include <stdlib.h>
#include <string.h>

#include "formulas.h"
#include "host/exits.h"
#include "locals.h"
#include "step/step.h"

/* A text on its way, and the operation that it would come apart at. */
struct payment {
  char *text;
  char last; /* '*', '@', or 0: none                                       */
};

static char *as_factor(const char *text, char operation)
{
  ad_strength least = operation == '@' ? AD_ONE_WORD : AD_BY_ENTRIES;
  return memory_format(ad_text_strength(text) < least ? "(%s)" : "%s", text);
}

static void replace(struct payment *p, char *text, char last)
{
  free(p->text);
  *p = (struct payment){text, last};
}

static void close(struct payment *p, char operation)
{
  if (p->last && p->last != operation)
    replace(p, memory_format("(%s)", p->text), 0);
}

static void add_product(struct payment *p, const char *text, char operation,
                        int left)
{
  char *factor = as_factor(text, operation);
  const char *blank = operation == '@' ? " " : "";
  close(p, operation);
  replace(p,
          left ? memory_format("%s%s%c%s%s", factor, blank, operation, blank,
                               p->text)
               : memory_format("%s%s%c%s%s", p->text, blank, operation, blank,
                               factor),
          operation);
  free(factor);
}

static void add_call(struct payment *p, const ad_factor *f)
{
  static const char *const axes[] = {[AD_ALL] = "",
                                     [AD_OVER_ROWS] = ", over=rows",
                                     [AD_OVER_COLS] = ", over=cols"};
  replace(p, memory_format("sum(%s%s)", p->text, axes[f->axis]), 0);
}

/* The text in which AD_SO_FAR stands for what there is. */
static void add_other(struct payment *p, const char *text)
{
  const char *at = strstr(text, AD_SO_FAR);
  if (at)
    replace(p,
            memory_format("%.*s%s%s", (int)(at - text), text, p->text,
                          at + strlen(AD_SO_FAR)), 0);
}

static void add_factor(struct payment *p, const ad_factor *f)
{
  switch (f->act) {
  case AD_ACT_TIMES:
    if (strcmp(f->text, "1") != 0)
      add_product(p, f->text, '*', 0);
    break;
  case AD_ACT_LEFT:
  case AD_ACT_RIGHT:
    add_product(p, f->text, '@', f->act == AD_ACT_LEFT);
    break;
  case AD_ACT_TURN:
    close(p, '\'');
    replace(p, memory_format("%s'", p->text), 0);
    break;
  case AD_ACT_SUM:
    add_call(p, f);
    break;
  case AD_ACT_STRETCH:
    break;
  case AD_ACT_OTHER:
    add_other(p, f->text);
    break;
  }
}

static int is_known(const ad_factor *f)
{
  return f->text || f->act == AD_ACT_TURN || f->act == AD_ACT_SUM ||
         f->act == AD_ACT_STRETCH;
}

/* NULL where a factor is too long to be written. */
static char *write_payment(const ad_local *local)
{
  struct payment p = {memory_copy(AD_SO_FAR), 0};
  for (size_t i = 0; i < local->n; i++) {
    if (!is_known(&local->factors[i])) {
      free(p.text);
      return NULL;
    }
    add_factor(&p, &local->factors[i]);
  }
  return p.text;
}

static int is_named(const struct step *s, size_t box)
{
  return *ad_graph_name(s->graph, s->boxes[box].node) != '\0';
}

static ad_status write_edge(struct step_edge *edge, const struct step *s,
                            ad_locals *l, ad_error *err)
{
  ad_local local = {0};
  ad_ref by = s->boxes[edge->from].node;
  if (!edge->active || !is_named(s, edge->from) || !is_named(s, edge->to))
    return AD_OK;
  ad_status status = ad_locals_edges(l, s->boxes[edge->to].node, 1, &by,
                                     &local, err);
  if (status == AD_OK && local.n > 0)
    edge->text = write_payment(&local);
  ad_local_clear(&local);
  return status;
}

/* The last of the outputs: beyond it nothing is derived. */
static ad_ref last_output(const ad_graph *g)
{
  ad_ref last = ad_graph_output(g, 0);
  for (size_t i = 1; i < ad_graph_outputs(g); i++)
    if (ad_graph_output(g, i).index > last.index)
      last = ad_graph_output(g, i);
  return last;
}

/* Where the texts cannot be had, there are the numbers. */
ad_status step_edge_texts(struct step *s, ad_error *err)
{
  ad_locals *l = NULL;
  if (ad_graph_outputs(s->graph) == 0)
    return AD_OK;
  ad_status status = ad_locals_new(s->graph, last_output(s->graph), &l, err);
  for (size_t i = 0; i < s->n_edges && status == AD_OK; i++)
    status = write_edge(&s->edges[i], s, l, err);
  ad_locals_free(l);
  return status == AD_ENOMEM ? status : AD_OK;
}
