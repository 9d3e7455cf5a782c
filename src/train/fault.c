/* SPDX-License-Identifier: GPL-3.0-or-later
   Where a number that is not finite came from.  Read trainer.h before. */
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "train/trainer.h"
#include "value.h"
#include "worksheet/label.h"

static ad_status set_value(void *engine, size_t leaf, const double *x)
{
  return ad_value_set(engine, leaf, x);
}

/* The first entry of x[n] that is not finite; n where all are. */
static size_t first_bad(const double *x, size_t n)
{
  size_t i = 0;
  while (i < n && isfinite(x[i]))
    i++;
  return i;
}

/* "Z1[3,2] is inf" for the first node of a name that is not finite; NULL where
   none is. */
static char *bad_node(const ad_graph *g, const ad_value *e)
{
  char out[FORMAT_SIZE];
  for (size_t i = 0; i < ad_graph_names(g); i++) {
    ad_ref x = ad_graph_named(g, i);
    ad_shape shape = ad_graph_shape(g, x);
    const double *v = ad_value_at(e, x);
    size_t n = shape.rows * shape.cols, k = v ? first_bad(v, n) : n;
    if (k == n)
      continue;
    char *entry = label_entry(ad_graph_name(g, x), shape, k);
    char *text = memory_format("%s is %s", entry, format_number(out, v[k]));
    free(entry);
    return text;
  }
  return NULL;
}

/* The same of a gradient. */
static char *bad_gradient(const struct batch *b, const double *gradient)
{
  const struct trained *t = b->ground->trained;
  const char *loss = ad_graph_name(b->graph, ad_graph_output(b->graph, 0));
  char out[FORMAT_SIZE];
  for (size_t i = 0; i < t->n_leaves; i++) {
    ad_ref x = ad_graph_leaf(t->graph, t->leaf[i]);
    ad_shape shape = ad_graph_shape(t->graph, x);
    size_t n = shape.rows * shape.cols, k = first_bad(gradient, n);
    if (k < n) {
      char *entry = label_entry(ad_graph_name(t->graph, x), shape, k);
      char *text = memory_format("d%s/d%s is %s", loss, entry,
                                 format_number(out, gradient[k]));
      free(entry);
      return text;
    }
    gradient += n;
  }
  return memory_format("the gradient of %s is too large", loss);
}

char *fault_words(const struct batch *b, const size_t *rows, const double *x,
                  double loss, const double *gradient)
{
  ad_value *e = NULL;
  char *node = NULL;
  if (isfinite(loss))
    return bad_gradient(b, gradient);
  if (ad_value_new(b->graph, &e, NULL) == AD_OK) {
    batch_set(b, rows, x, set_value, e);
    ad_value_sweep(e);
    node = bad_node(b->graph, e);
  }
  ad_value_free(e);
  return node ? node : memory_copy("the loss is not finite");
}
