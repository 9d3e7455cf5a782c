/* SPDX-License-Identifier: GPL-3.0-or-later
   The proof of links: what they say is read again and held against what the
   sweep in reverse paid.  See links.h; read again.h and ledger.h before. */
#include "explain/links.h"

#include <math.h>
#include <stdlib.h>

#include "explain/again.h"
#include "explain/ledger.h"
#include "host/exits.h"
#include "worksheet/order.h"

/* What `of` paid in to x, by the ledger; NULL where it is no payer. */
static double *amount_of(struct ledger *ledger, ad_ref of, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(ledger, x, &payers);
  double *amount = NULL;
  for (size_t i = 0; i < n; i++)
    if (payers[i].from.index == of.index) {
      amount = payers[i].amount;
      payers[i].amount = NULL;
    }
  payers_free(payers, n);
  return amount;
}

/* May what pays in to x not be told apart, because a payer without a name pays
   for several? */
static int is_shared(struct ledger *ledger, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(ledger, x, &payers);
  int shared = 0;
  for (size_t i = 0; i < n; i++)
    shared |= payers[i].from.index != AD_NO_INDEX &&
              !explain_is_named(ledger->e, payers[i].from);
  payers_free(payers, n);
  return shared;
}

/* What the adjoint of x is called while it is read. */
static char *reading_name(const struct links *l, ad_ref x)
{
  return memory_format("%s_%u", l->prefix, (unsigned)x.index);
}

static char *reading_text(const struct links *l, const ad_local *k)
{
  char *name = reading_name(l, k->of);
  char *text = order_link(k, name);
  free(name);
  return text;
}

/* What all edges bring to x; NULL where one of them has no text. */
static char *sum_text(const struct links *l, ad_ref x)
{
  char *sum = memory_copy("");
  for (size_t i = l->up_first[x.index]; i < l->up_first[x.index + 1]; i++) {
    const char *text = l->link[l->up[i]].text;
    if (!text) {
      free(sum);
      return NULL;
    }
    memory_append(&sum, " + ", memory_format("(%s)", text));
  }
  return sum;
}

static struct explain_line line_to(const struct links *l, ad_ref x)
{
  return (struct explain_line){.by = x, .off = (double)NAN,
                               .shape = ad_graph_shape(l->e->graph, x),
                               .beside = l->beside};
}

/* --- lines to be read ----------------------------------------------------- */

/* An edge alone, against what it paid in. */
static struct explain_line *begin_alone(struct links *l, struct ledger *ledger,
                                        struct link *k)
{
  struct explain_line *line = &k->line;
  *line = line_to(l, k->local.by);
  line->value = amount_of(ledger, k->local.of, k->local.by);
  size_t n = line->shape.rows * line->shape.cols;
  for (size_t i = 0; line->value && i < n; i++)
    if (isfinite(line->value[i]))
      line->scale = fmax(line->scale, fabs(line->value[i]));
  line->right = line->value ? k->text : NULL;
  return line;
}

/* Is that not what was paid, because a payer without a name took in some? */
static int is_unproved(struct ledger *ledger, const struct link *k)
{
  return k->text && explain_verdict(&k->line) != AD_AGREE &&
         (!k->line.value || is_shared(ledger, k->local.by));
}

/* The edge without what passes such a payer, as links_apart wrote it. */
static struct explain_line *begin_apart(struct links *l, struct ledger *ledger,
                                        struct link *k)
{
  (void)l, (void)ledger;
  return &k->paid;
}

/* Then all edges to the node below together, against the adjoint there. */
static struct explain_line *begin_sum(struct links *l, struct ledger *ledger,
                                      struct link *k)
{
  struct explain_line *line = &k->line;
  if (!is_unproved(ledger, k))
    return NULL;
  free(line->value);
  *line = line_to(l, k->local.by);
  explain_measure(l->e, line);
  line->right = k->sum = sum_text(l, k->local.by);
  return line;
}

/* --- reading -------------------------------------------------------------- */

static void give_adjoint(const struct links *l, struct again *a, ad_ref x)
{
  char *name = reading_name(l, x);
  again_give(a, name, ad_graph_shape(l->e->graph, x),
             ad_trace_adjoint(l->e->trace, x));
  free(name);
}

static int is_written(const struct links *l, size_t i)
{
  return l->written[l->link[i].local.of.index];
}

/* The line of an edge that is to be read; NULL, or one without a text, where
   there is none. */
typedef struct explain_line *begin_line(struct links *l, struct ledger *ledger,
                                        struct link *k);

/* Reads the lines that begin so, and computes them. */
static ad_status prove_lines(struct links *l, struct ledger *ledger,
                             begin_line *begin, ad_error *err)
{
  struct again a;
  ad_status status = again_begin(&a, l->e, err);
  for (size_t i = 0; status == AD_OK && i < ad_graph_size(l->e->graph); i++)
    if (l->written[i])
      give_adjoint(l, &a, (ad_ref){(uint32_t)i});
  for (size_t i = 0; i < l->n && status == AD_OK; i++) {
    struct explain_line *line =
        is_written(l, i) ? begin(l, ledger, &l->link[i]) : NULL;
    if (line)
      status = again_read(&a, line, NULL, err);
  }
  if (status == AD_OK)
    status = again_compute(&a, err);
  again_end(&a);
  return status;
}

/* Local derivatives that end at payers without a name, too. */
static ad_status locals_apart(const struct ledger *ledger, ad_locals **out,
                              ad_error *err)
{
  const struct explained *e = ledger->e;
  ad_status status =
      ad_locals_at(e->graph, explain_output_node(e), e->nonzero, out, err);
  for (uint32_t i = 0; status == AD_OK && i < ad_graph_size(e->graph); i++) {
    ad_ref x = {i};
    if (ledger->owner[i].index == i && ad_trace_reached(e->trace, x))
      ad_locals_end(*out, x);
  }
  return status;
}

/* Writes what is paid by those whose edges are not proved. */
static ad_status write_apart(struct links *l, struct ledger *ledger,
                             ad_error *err)
{
  ad_locals *locals = NULL;
  ad_status status = AD_OK;
  for (size_t i = 0; i < l->n && status == AD_OK; i++) {
    struct link *k = &l->link[i];
    if (!is_written(l, i) || !k->line.value || !is_unproved(ledger, k))
      continue;
    if (!locals)
      status = locals_apart(ledger, &locals, err);
    if (status == AD_OK)
      status = ad_locals_edges(locals, k->local.of, 1, &k->local.by, &k->apart,
                               err);
    if (status != AD_OK)
      continue;
    k->paid = k->line;
    k->paid.right = k->apart_text = reading_text(l, &k->apart);
    k->line.value = NULL;
  }
  ad_locals_free(locals);
  return status;
}

ad_status links_prove(struct links *l, ad_error *err)
{
  struct ledger ledger = ledger_new(l->e);
  for (size_t i = 0; i < l->n; i++)
    if (is_written(l, i))
      l->link[i].text = reading_text(l, &l->link[i].local);
  ad_status status = prove_lines(l, &ledger, begin_alone, err);
  if (status == AD_OK)
    status = write_apart(l, &ledger, err);
  if (status == AD_OK)
    status = prove_lines(l, &ledger, begin_apart, err);
  if (status == AD_OK)
    status = prove_lines(l, &ledger, begin_sum, err);
  ledger_free(&ledger);
  return status;
}

static int is_proved(const struct explain_line *line)
{
  return line->right && explain_verdict(line) == AD_AGREE;
}

static const struct link *find_link(const struct links *l, ad_ref of, ad_ref by)
{
  for (size_t i = l->first[of.index]; i < l->first[of.index + 1]; i++)
    if (l->link[i].local.by.index == by.index)
      return &l->link[i];
  return NULL;
}

const struct link *link_proved(const struct links *l, ad_ref of, ad_ref by)
{
  const struct link *k = find_link(l, of, by);
  return k && is_proved(&k->line) ? k : NULL;
}

const ad_local *link_paid(const struct links *l, ad_ref of, ad_ref by)
{
  const struct link *k = find_link(l, of, by);
  if (k && !k->sum && is_proved(&k->line))
    return &k->local;
  return k && is_proved(&k->paid) ? &k->apart : NULL;
}
