/* SPDX-License-Identifier: GPL-3.0-or-later
   Names of derivatives and words for verdicts.  Read label.h before. */
#include "label.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exits.h"
#include "format.h"
#include "signs.h"

/* Is "d" with `name` behind it a name of the sheet? */
static int d_is_taken(const struct results *r, const char *name)
{
  ad_ref x;
  char *d = memory_format("d%s", name);
  int taken = ad_graph_find(r->graph, d, strlen(d), &x);
  free(d);
  return taken;
}

static char *derivative(const struct results *r, const char *above,
                        const struct part *output, const struct part *wrt)
{
  const char *d = sign_partial();
  if (sign_is_letter() &&
      (d_is_taken(r, output->name) || d_is_taken(r, wrt->name)))
    return memory_format("d(%s)/d(%s)", above, wrt->name);
  return memory_format("%s%s/%s%s", d, above, d, wrt->name);
}

char *label_derivative(const struct results *r, const struct part *output,
                       const struct part *wrt)
{
  return derivative(r, output->name, output, wrt);
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

char *label_derivative_entry(const struct results *r,
                             const struct part *output, size_t j,
                             const struct part *wrt, size_t k)
{
  char *above = label_entry(output->name, output->shape, j);
  char *whole = derivative(r, above, output, wrt);
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

const char *label_reason(ad_reason reason)
{
  static const char *const words[] = {[AD_REASON_NONE] = "no reason known",
                                      [AD_REASON_SINGULAR] = "singular",
                                      [AD_REASON_KINK] = "kink",
                                      [AD_REASON_DOMAIN] = "domain edge",
                                      [AD_REASON_WIDTH] = "varies too fast",
                                      [AD_REASON_NOISE] = "rounding noise",
                                      [AD_REASON_UNSETTLED] =
                                          "quotients do not settle",
                                      [AD_REASON_JUMP] = "jump",
                                      [AD_REASON_UNDERFLOW] = "underflow",
                                      [AD_REASON_OVERFLOW] =
                                          "the bound overflows"};
  return words[reason];
}

char *label_doubt(const ad_judgement *j, double x, double off)
{
  char out[FORMAT_SIZE];
  if (j->decided)
    return memory_copy("it hangs on rounding");
  if (!isfinite(off))
    return memory_copy("no digit");
  format_digits(out, off, x != 0 && j->lost ? 1 : 2);
  return x == 0    ? memory_format("0 ± %s", out)
         : j->lost ? memory_format("no digit, about ± %s", out)
                   : memory_format("± %s", out);
}

/* "agree (weakly, ± 1.9e-15)", "inconclusive: kink (± 1.9e-15)": digits that
   are not known are not to stand alone. */
static char *weak(const struct results *r, size_t of, size_t by)
{
  const ad_judgement *j = &r->judged[of * r->n + by];
  char *doubt = label_doubt(j, r->reverse[of * r->n + by],
                            results_off(r, of, by)), *text;
  if (results_verdict(r, of, by) == AD_INCONCLUSIVE)
    text = memory_format("inconclusive: %s (%s)", label_reason(j->reason),
                         doubt);
  else
    text = memory_format("agree (weakly%s %s)",
                         strncmp(doubt, "±", strlen("±")) == 0 ? "," : ":",
                         doubt);
  free(doubt);
  return text;
}

char *label_verdict(const struct results *r, size_t of, size_t by)
{
  const ad_judgement *j = &r->judged[of * r->n + by];
  ad_verdict verdict = results_verdict(r, of, by);
  if (!results_has_forward(r, of, by) && verdict == AD_AGREE)
    return memory_copy("not compared by itself");
  if (j->engines == AD_DISAGREE)
    return memory_copy("forward, reverse disagree");
  if (verdict == AD_DISAGREE)
    return memory_copy("differences disagree");
  if (j->weak)
    return weak(r, of, by);
  if (verdict == AD_INCONCLUSIVE)
    return memory_format("inconclusive: %s", label_reason(j->reason));
  return memory_copy(j->smooth ? "agree (smooth kink)" : "agree");
}

enum tone label_tone(ad_verdict verdict)
{
  static const enum tone tones[] = {[AD_AGREE] = TONE_GOOD,
                                    [AD_DISAGREE] = TONE_BAD,
                                    [AD_INCONCLUSIVE] = TONE_DOUBT};
  return tones[verdict];
}

char *label_counts(const size_t count[3])
{
  static const char *const words[] = {[AD_AGREE] = "agree",
                                      [AD_DISAGREE] = "disagree",
                                      [AD_INCONCLUSIVE] = "inconclusive"};
  char *text = memory_copy("");
  for (int v = 0; v < 3; v++) {
    char number[FORMAT_SIZE];
    if (count[v] == 0)
      continue;
    format_count(number, (double)count[v]);
    char *longer = memory_format("%s%s%s %s", text, *text ? ", " : "", number,
                                 words[v]);
    free(text);
    text = longer;
  }
  return text;
}

enum tone label_counts_tone(const size_t count[3])
{
  if (count[AD_DISAGREE] > 0)
    return TONE_BAD;
  return count[AD_INCONCLUSIVE] > 0 ? TONE_DOUBT : TONE_GOOD;
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
