/* SPDX-License-Identifier: GPL-3.0-or-later
   Calls of functions.  Read c_body.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_body.h"

/* A call for node x; of matrices of blocks, for operand k of it. */
struct calling {
  struct c_body *b;
  ad_ref x;
  size_t k, offset; /* of block k in the result                             */
};

static char *array_text(const struct c_body *b, ad_ref x)
{
  return memory_format(c_is_number(b->g, x) ? "&%s" : "%s",
                       b->nodes[x.index].name);
}

/* n x n of the first operand. */
static char *work_text(const struct calling *c)
{
  const char *name = c_temporary(c->b);
  size_t n = ad_graph_entries(c->b->g, c_operand(c->b, c->x, 0));
  c_say_array(c->b->p, name, n);
  return memory_copy(name);
}

static char *result_text(const struct calling *c)
{
  char *array = array_text(c->b, c->x);
  if (c->offset > 0)
    memory_append(&array, " + ", memory_format("%zu", c->offset));
  return array;
}

/* Products of less than 64 x 64 x 64 are done before CBLAS has begun. */
static int is_large(const struct calling *c)
{
  const double large = 64.0 * 64.0 * 64.0;
  const ad_graph *g = c->b->g;
  double entries = (double)ad_graph_entries(g, c_operand(c->b, c->x, 0));
  ad_shape a = ad_graph_shape(g, c_operand(c->b, c->x, 1));
  double cols = (double)(ad_graph_turns(g, c->x, 1) ? a.rows : a.cols);
  return entries * cols >= large;
}

/* How a product reads its operands. */
static char *product_text(const struct calling *c)
{
  static const char *const names[] = {"matmul", "matmul_turned_a",
                                      "matmul_turned_b", "matmul_turned_ab"};
  int a = ad_graph_turns(c->b->g, c->x, 0);
  int b = ad_graph_turns(c->b->g, c->x, 1);
  return c->b->functions->cblas && is_large(c)
           ? memory_format("cblas(%d, %d, ", a, b)
           : memory_format("%s(", names[a + 2 * b]);
}

static char *place_text(const struct calling *c, const char *name)
{
  const ad_graph *g = c->b->g;
  ad_ref a = c_operand(c->b, c->x, c->k);
  if (strcmp(name, "a") == 0)
    return array_text(c->b, a);
  if (strcmp(name, "b") == 0)
    return array_text(c->b, c_operand(c->b, c->x, 1));
  if (strcmp(name, "v") == 0)
    return result_text(c);
  if (strcmp(name, "weights") == 0)
    return array_text(c->b, (ad_ref){c->b->nodes[c->x.index].weights - 1});
  if (strcmp(name, "work") == 0)
    return work_text(c);
  if (strcmp(name, "product") == 0)
    return product_text(c);
  if (strcmp(name, "arows") == 0)
    return memory_format("%zu", ad_graph_shape(g, a).rows);
  if (strcmp(name, "acols") == 0)
    return memory_format("%zu", ad_graph_shape(g, a).cols);
  uint32_t product = c->b->nodes[c->x.index].product;
  ad_ref counted = product > 0 ? (ad_ref){product - 1} : c->x;
  char *count = code_count(g, counted, name);
  return count ? count : memory_copy(name);
}

static void say(const struct calling *c, const char *word)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
  struct growing out = {0};
  for (const char *at = word; *at;) {
    size_t n = *at == '$' ? 1 + strspn(at + 1, letters) : strcspn(at, "$");
    char *plain = memory_format("%.*s", (int)n, at);
    char *text = *at == '$' ? place_text(c, plain + 1) : memory_copy(plain);
    growing_add(&out, "", text);
    free(plain);
    free(text);
    at += n;
  }
  c_functions_need(c->b->functions, out.text);
  script_say(c->b->p, "%s;", out.text);
  free(out.text);
}

/* Each block into its place. */
static void say_blocks(struct calling *c, const char *word)
{
  const ad_graph *g = c->b->g;
  ad_extra extra = ad_graph_extra(g, c->x);
  size_t cols = ad_graph_shape(g, c->x).cols, row = 0;
  for (size_t i = 0; i < extra.n; i++) {
    size_t col = 0, first = c->k;
    for (; c->k < first + extra.across[i]; c->k++) {
      c->offset = row * cols + col;
      say(c, word);
      col += ad_graph_shape(g, c_operand(c->b, c->x, c->k)).cols;
    }
    row += ad_graph_shape(g, c_operand(c->b, c->x, first)).rows;
  }
}

void c_say_call(struct c_body *b, ad_ref x)
{
  struct calling c = {.b = b, .x = x};
  const char *word = c_call(b, x);
  if (*word == '*')
    say_blocks(&c, word + 1);
  else
    say(&c, word);
}
