/* SPDX-License-Identifier: GPL-3.0-or-later
   The op table, from the rows.  Read ops.h and graph.h before. */
#include "graph.h"

#include <string.h>

#include "graph/builder.h"
#include "graph/rowmath.h"

/* The columns of a row as functions of one signature. */
#define FUNCTION(id, what, expression)                                       \
  static double id##_##what(double a, double b, double c, double v)          \
  {                                                                          \
    (void)a, (void)b, (void)c, (void)v;                                      \
    return (expression);                                                     \
  }
#define ELEMENTWISE(id_, name_, infix_, strength_, arity_, value_, da_, db_, \
                    dc_, edge_, latex_, cost_, neutral_, absorbing_, lo_a_,  \
                    hi_a_, lo_b_, hi_b_, domain_, side_, width_a_, width_b_, \
                    kink_, doc_)                                             \
  FUNCTION(id_, value, value_)                                               \
  FUNCTION(id_, da, da_)                                                     \
  FUNCTION(id_, db, db_)                                                     \
  FUNCTION(id_, dc, dc_)                                                     \
  FUNCTION(id_, domain, domain_)                                             \
  FUNCTION(id_, side, side_)                                                 \
  FUNCTION(id_, width_a, width_a_)                                           \
  FUNCTION(id_, width_b, width_b_)
#include "ops.def"
#undef ELEMENTWISE

const ad_op_row ad_op_rows[AD_OP_count] = {
  {.id = "leaf", .name = "leaf", .infix = "", .kind = AD_KIND_source,
   .latex = "", .neutral = "", .absorbing = "", .kink = "",
   .doc = "a variable of the worksheet"},
  {.id = "constant", .name = "constant", .infix = "", .kind = AD_KIND_source,
   .latex = "", .neutral = "", .absorbing = "", .kink = "",
   .doc = "numbers written in the worksheet"},
#define STRUCTURED(id_, name_, infix_, strength_, arity_, kind_, form_,        \
                   tangent_, adjoint_a_, adjoint_b_, latex_, kink_, doc_)      \
  {.id = #id_,                                                                 \
   .name = name_,                                                              \
   .infix = infix_,                                                            \
   .strength = strength_,                                                      \
   .arity = arity_,                                                            \
   .kind = AD_KIND_##kind_,                                                    \
   .form = AD_FORM_##form_,                                                    \
   .cost = AD_COST_arithmetic,                                                 \
   .tangent_text = tangent_,                                                   \
   .adjoint_text = {adjoint_a_, adjoint_b_},                                   \
   .latex = latex_,                                                            \
   .neutral = "",                                                              \
   .absorbing = "",                                                            \
   .kink = kink_,                                                              \
   .doc = doc_},
#include "structured.def"
#undef STRUCTURED
#define ELEMENTWISE(id_, name_, infix_, strength_, arity_, value_, da_, db_, \
                    dc_, edge_, latex_, cost_, neutral_, absorbing_, lo_a_,  \
                    hi_a_, lo_b_, hi_b_, domain_, side_, width_a_, width_b_, \
                    kink_, doc_)                                             \
  {.id = #id_, .name = name_, .infix = infix_, .strength = strength_,        \
   .arity = arity_, .kind = AD_KIND_elementwise, .edge = AD_EDGE_##edge_,    \
   .cost = AD_COST_##cost_, .value = id_##_value,                            \
   .partial = {id_##_da, id_##_db, id_##_dc}, .domain = id_##_domain,        \
   .side = id_##_side, .width = {id_##_width_a, id_##_width_b},              \
   .value_text = #value_, .partial_text = {#da_, #db_, #dc_},                \
   .domain_text = #domain_, .side_text = #side_,                             \
   .width_text = {#width_a_, #width_b_}, .latex = latex_,                    \
   .neutral = neutral_, .absorbing = absorbing_, .kink = kink_,              \
   .doc = doc_, .lo = {lo_a_, lo_b_}, .hi = {hi_a_, hi_b_}},
#include "ops.def"
#undef ELEMENTWISE
};

/* Names and symbols once more, side by side: reading asks for several a
   statement, and rows are so wide that none is near the next. */
static const char *const names[AD_OP_count] = {
  "leaf", "constant",
#define STRUCTURED(id, name, ...) name,
#include "structured.def"
#undef STRUCTURED
#define ELEMENTWISE(id, name, ...) name,
#include "ops.def"
#undef ELEMENTWISE
};

static const char *const symbols[AD_OP_count] = {
  "", "",
#define STRUCTURED(id, name, infix, ...) infix,
#include "structured.def"
#undef STRUCTURED
#define ELEMENTWISE(id, name, infix, ...) infix,
#include "ops.def"
#undef ELEMENTWISE
};

static const ad_derived_row derived[] = {
#define DERIVED(name, arity, axis, text, doc)                                \
  {name, arity, AD_AXIS_##axis, text, doc},
#include "derived.def"
#undef DERIVED
};

static const ad_made_row made[] = {
#define MADE(name, least, most, run, written, doc) {#name, written, doc},
#define DRAWN(name, written, doc) {#name, written, doc},
#include "made.def"
#undef DRAWN
#undef MADE
};

const ad_op_row *ad_op_get(ad_op op)
{
  return op < AD_OP_count ? &ad_op_rows[op] : NULL;
}

int ad_op_listed(size_t i, ad_op *op)
{
  const size_t rest = AD_OP_elementwise - AD_OP_structured;
  if (i >= AD_ELEMENTWISE_COUNT + rest)
    return 0;
  *op = i < AD_ELEMENTWISE_COUNT
          ? AD_OP_elementwise + (ad_op)i
          : AD_OP_structured + (ad_op)(i - AD_ELEMENTWISE_COUNT);
  return 1;
}

/* Most names differ in their first letter. */
static int is_same(const char *a, const char *b)
{
  return *a == *b && strcmp(a, b) == 0;
}

ad_op ad_op_next(const char *name, ad_op from)
{
  while (from < AD_OP_count && !is_same(names[from], name))
    from++;
  return from;
}

ad_op ad_op_find(const char *name, unsigned arity)
{
  ad_op i = ad_op_next(name, 0);
  while (i < AD_OP_count && ad_op_rows[i].arity != arity)
    i = ad_op_next(name, i + 1);
  return i;
}

static int is_written(ad_op op, const char *symbol, unsigned arity)
{
  return is_same(symbols[op], symbol) && ad_op_rows[op].strength > 0 &&
         ad_op_rows[op].arity == arity;
}

/* Elementwise rows begin with + and *, which most expressions ask for. */
ad_op ad_op_find_infix(const char *symbol, unsigned arity)
{
  for (ad_op i = AD_OP_elementwise; i < AD_OP_count; i++)
    if (is_written(i, symbol, arity))
      return i;
  for (ad_op i = 0; i < AD_OP_elementwise; i++)
    if (is_written(i, symbol, arity))
      return i;
  return AD_OP_count;
}

const ad_derived_row *ad_derived_get(size_t i)
{
  return i < sizeof derived / sizeof derived[0] ? &derived[i] : NULL;
}

const ad_derived_row *ad_derived_find(const char *name)
{
  for (size_t i = 0; i < sizeof derived / sizeof derived[0]; i++)
    if (is_same(derived[i].name, name))
      return &derived[i];
  return NULL;
}

const ad_made_row *ad_made_get(size_t i)
{
  return i < sizeof made / sizeof made[0] ? &made[i] : NULL;
}

const ad_made_row *ad_made_find(const char *name)
{
  for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
    if (is_same(made[i].name, name))
      return &made[i];
  return NULL;
}

int ad_op_has_edge(ad_op op, unsigned k)
{
  const ad_op_row *row = ad_op_get(op);
  if (!row)
    return 0;
  if (row->kind == AD_KIND_elementwise)
    return k < row->arity && !is_same(row->partial_text[k], "0");
  if (row->form == AD_FORM_list)
    return k == 0;
  return row->kind != AD_KIND_fixed && row->kind != AD_KIND_source;
}

int ad_op_has_edges(ad_op op)
{
  for (unsigned k = 0; k < ad_op_get(op)->arity; k++)
    if (ad_op_has_edge(op, k))
      return 1;
  return 0;
}

int ad_op_selects(ad_op op)
{
  const ad_op_row *row = &ad_op_rows[op];
  return row->edge == AD_EDGE_select || row->kind == AD_KIND_select;
}

int ad_op_has_bounds(ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  int wide = 1;
  for (unsigned k = 0; k < row->arity && k < 2; k++)
    wide &= strcmp(row->width_text[k], "inf") == 0;
  return !wide || !ad_op_has_edges(op) || strcmp(row->side_text, "1") != 0;
}

static int is_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/* Does the one-letter name stand in text as a word of its own? */
static int mentions(const char *text, char name)
{
  for (const char *s = text; *s; s++)
    if (*s == name && (s == text || !is_word(s[-1])) && !is_word(s[1]))
      return 1;
  return 0;
}

static unsigned words_read(const char *text)
{
  unsigned bits = 0;
  for (unsigned k = 0; k < 4; k++)
    if (mentions(text, "abcv"[k]))
      bits |= 1u << k;
  return bits;
}

/* Of factored rows: the kernels have the factors of a in the place of a. */
static unsigned factors_read(const char *rule)
{
  unsigned bits = words_read(rule);
  return (bits & ~1u) | (bits & 1u ? AD_READS_FACTORS : 0);
}

unsigned ad_op_reads(ad_op op, unsigned k)
{
  const ad_op_row *row = &ad_op_rows[op];
  if (!ad_op_has_edge(op, k))
    return 0;
  if (row->kind == AD_KIND_linear)
    return row->form == AD_FORM_list ? 2 : 0;
  if (row->kind == AD_KIND_elementwise)
    return words_read(row->partial_text[k]) | words_read(row->domain_text);
  if (row->kind == AD_KIND_bilinear)
    return k == 0 ? 2 : 1;
  if (row->form == AD_FORM_logarithm) /* v says whether there is one */
    return AD_READS_V | AD_READS_FACTORS;
  if (row->kind == AD_KIND_factored)
    return k < 2 ? factors_read(row->adjoint_text[k]) : 0;
  return row->kind == AD_KIND_multilinear ? 1 : 1 | AD_READS_V;
}

double ad_op_partial(ad_op op, unsigned k, double a, double b, double c,
                     double v)
{
  const ad_op_row *row = &ad_op_rows[op];
  if (row->domain(a, b, c, v) == 0)
    return (double)NAN;
  return row->partial[k](a, b, c, v);
}
