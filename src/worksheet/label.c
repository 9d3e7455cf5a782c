/* SPDX-License-Identifier: GPL-3.0-or-later
   Names of derivatives, nodes and methods.  Read label.h before. */
#include "worksheet/label.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"

/* Is "d" with `name` behind it a name of the sheet? */
static int d_is_taken(const ad_graph *g, const char *name)
{
  ad_ref x;
  char *d = memory_format("d%s", name);
  int taken = ad_graph_find(g, d, strlen(d), &x);
  free(d);
  return taken;
}

static char *derivative(const ad_graph *g, const char *above,
                        const struct part *output, const struct part *wrt)
{
  const char *d = sign_partial();
  if (strchr(output->name, '/')) /* the output is a derivative itself */
    return memory_format("%s(%s)/%s%s", d, above, d, wrt->name);
  if (sign_is_letter() &&
      (d_is_taken(g, output->name) || d_is_taken(g, wrt->name)))
    return memory_format("d(%s)/d(%s)", above, wrt->name);
  return memory_format("%s%s/%s%s", d, above, d, wrt->name);
}

char *label_derivative(const ad_graph *g, const struct part *output,
                       const struct part *wrt)
{
  return derivative(g, output->name, output, wrt);
}

char *label_differentiated(const char *name)
{
  const char *slash = strchr(name, '/');
  return slash ? memory_format("%.*s", (int)(slash - name) - 1, name + 1)
               : NULL;
}

char *label_entry(const char *name, ad_shape shape, size_t k)
{
  if (shape.rows * shape.cols == 1)
    return memory_copy(name);
  if (shape.unit_cols)
    return memory_format("%s[%zu]", name, k + 1);
  return memory_format("%s[%zu,%zu]", name, k / shape.cols + 1,
                       k % shape.cols + 1);
}

char *label_derivative_entry(const ad_graph *g, const struct part *output,
                             size_t j, const struct part *wrt, size_t k)
{
  char *above = label_entry(output->name, output->shape, j);
  char *whole = derivative(g, above, output, wrt);
  char *entry = label_entry(whole, wrt->shape, k);
  free(above);
  free(whole);
  return entry;
}

const char *label_op(const ad_graph *g, ad_ref node)
{
  static const char *const words[] = {[AD_INPUT] = "input",
                                      [AD_PARAM] = "param",
                                      [AD_DATA] = "data",
                                      [AD_SHIFT] = "node"};
  size_t i;
  if (ad_graph_is_leaf(g, node, &i))
    return words[ad_graph_leaf_kind(g, i)];
  return ad_graph_written(g, node);
}

/* A 0 whose terms of 1e130 cancel is known to 1e115, which tells no one
   anything; to 1e-15 it would. */
static int is_beyond(double x, double off)
{
  return !isfinite(off) || (x == 0 && off > 1 / DBL_EPSILON);
}

char *label_doubt(const ad_judgement *j, double x, double off)
{
  char out[FORMAT_SIZE];
  if (j->decided)
    return memory_copy("it hangs on rounding");
  if (is_beyond(x, off))
    return memory_copy("no digit");
  format_digits(out, off, x != 0 && j->lost ? 1 : 2);
  return x == 0    ? memory_format("0 ± %s", out)
         : j->lost ? memory_format("no digit, about ± %s", out)
                   : memory_format("± %s", out);
}

char *label_plural(size_t n, const char *one, const char *many)
{
  char number[FORMAT_SIZE];
  return memory_format("%s %s", format_count(number, (double)n),
                       n == 1 ? one : many);
}

char *label_method(enum method method, size_t chunk)
{
  static const char *const labels[METHODS] = {
      [METHOD_EVALUATION] = "plain evaluation",
      [METHOD_FORWARD_1] = "forward, one sweep",
      [METHOD_FORWARD] = "forward, one by one",
      [METHOD_REVERSE] = "reverse",
      [METHOD_FD] = "finite differences"};
  if (method == METHOD_CHUNKED)
    return memory_format("forward, chunks of %zu", chunk);
  return memory_copy(labels[method]);
}
