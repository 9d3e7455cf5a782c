/* SPDX-License-Identifier: GPL-3.0-or-later
   Rows of the op table in words.  Read op_text.h before. */
#include "ops/op_text.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

static const char letters[] = "abc";

char *op_written(const ad_op_row *row)
{
  if (row->infix[0] && row->arity == 2)
    return memory_format("a %s b", row->infix);
  if (row->infix[0])
    return row->infix[0] == '\'' ? memory_format("a%s", row->infix)
                                 : memory_format("%sa", row->infix);
  if (row->arity == 0)
    return memory_format("%s(a, b, ...)", row->name);
  return memory_format("%s(%.*s)", row->name, (int)(3 * row->arity - 2),
                       "a, b, c");
}

size_t op_formulas(ad_op op, char *lines[OP_FORMULAS])
{
  const ad_op_row *row = ad_op_get(op);
  size_t n = 0;
  if (row->kind != AD_KIND_elementwise) {
    if (row->tangent_text[0])
      lines[n++] = memory_format("dv = %s", row->tangent_text);
    for (size_t k = 0; k < 2; k++)
      if (row->adjoint_text[k][0])
        lines[n++] = memory_format("%cbar += %s", letters[k],
                                   row->adjoint_text[k]);
    return n;
  }
  for (unsigned k = 0; k < row->arity; k++)
    if (ad_op_has_edge(op, k))
      lines[n++] = memory_format("dv/d%c = %s", letters[k],
                                 row->partial_text[k]);
  return n;
}

/* The formulas, or `none`, and the convention, line by line. */
static char *with_convention(ad_op op, const char *none)
{
  char *lines[OP_FORMULAS], *text = memory_copy("");
  size_t n = op_formulas(op, lines);
  const char *kink = ad_op_get(op)->kink;
  for (size_t i = 0; i < n; i++)
    memory_append(&text, "\n", lines[i]);
  if (n == 0)
    memory_append(&text, "\n", memory_copy(none));
  if (kink[0])
    memory_append(&text, "\n", memory_format("convention: %s", kink));
  return text;
}

char *op_derivatives(ad_op op)
{
  return with_convention(op, "none");
}

char *op_rules(ad_op op)
{
  return with_convention(op, "no derivative");
}

char *op_keeps(ad_op op)
{
  static const char *const names[] = {"a", "b", "c", "v", "LU"};
  unsigned reads = 0;
  char *text = memory_copy("");
  for (unsigned k = 0; k < 3; k++)
    reads |= ad_op_reads(op, k);
  for (unsigned k = 0; k < sizeof names / sizeof *names; k++)
    if (reads & 1u << k)
      memory_append(&text, " ", memory_copy(names[k]));
  if (!*text)
    memory_append(&text, "", memory_copy("-"));
  return text;
}

char *op_latex(const ad_op_row *row)
{
  char *text = memory_copy(row->latex), *at = text;
  for (const char *s = row->latex; *s; s++)
    if (*s == '#' && s[1] >= '1' && s[1] <= '3')
      *at++ = letters[*++s - '1'];
    else
      *at++ = *s;
  *at = '\0';
  return text;
}

const char *op_domain(const ad_op_row *row)
{
  static const char *const whole[] = {"v == v", "a == a",
                                      "(a == a) * (b == b)"};
  for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
    if (strcmp(row->domain_text, whole[i]) == 0)
      return "where nothing is nan";
  return strcmp(row->domain_text, "1") == 0 ? "everywhere" : row->domain_text;
}

char *op_derived(const ad_derived_row *row)
{
  static const char *const parameters[] = {"", "x", "x, y", "x, y, z"};
  return memory_format("%s(%s)", row->name, parameters[row->arity]);
}
