/* SPDX-License-Identifier: GPL-3.0-or-later
   Why something is not finite, in plain words that are made of the op's row:
   its name, its domain, its form.  Read faults.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/faults.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

/* --- names ---------------------------------------------------------------- */

/* The named node that x is a part of, or is; x itself where there is none. */
static ad_ref named_around(const ad_graph *g, ad_ref x)
{
  for (ad_ref y = x; y.index < ad_graph_size(g); y.index++) {
    for (size_t k = 0; y.index > x.index && k < ad_graph_operands(g, y); k++)
      if (ad_graph_operand(g, y, k).index == x.index)
        x = y;
    if (y.index == x.index && *ad_graph_name(g, x))
      return x;
  }
  return x;
}

/* A step of a call is known by the call, other nameless nodes by what they
   are in. */
char *fault_node(const ad_graph *g, ad_ref x, size_t entry)
{
  ad_ref named = named_around(g, x);
  const char *name = ad_graph_name(g, named), *call = ad_graph_call(g, x);
  if (strcmp(call, ad_op_get(ad_graph_op(g, x))->name) == 0)
    call = ""; /* it is one step */
  if (!*name)
    return memory_copy(*call ? call : ad_graph_written(g, x));
  if (named.index == x.index && !*call)
    return label_entry(name, ad_graph_shape(g, x), entry);
  return memory_format("%s%s%s", call, *call ? " in " : "", name);
}

/* --- operands ------------------------------------------------------------- */

/* A number as it may stand in an expression, of `digits` digits. */
static char *number_text(double x, int digits, int brackets)
{
  char out[FORMAT_SIZE];
  format_digits(out, x, digits);
  return brackets && out[0] == '-' ? memory_format("(%s)", out)
                                   : memory_copy(out);
}

/* Would the operands, as they are shown, give what they gave? */
static int is_faithful(const ad_op_row *row, const ad_origin *o, int digits)
{
  double a[3] = {0, 0, 0};
  char out[FORMAT_SIZE];
  for (size_t k = 0; k < o->n_operands; k++)
    a[k] = isfinite(o->operands[k].value)
               ? strtod(format_digits(out, o->operands[k].value, digits), NULL)
               : o->operands[k].value;
  return isfinite(row->value(a[0], a[1], a[2], 0)) == isfinite(o->value);
}

/* The fewest digits that tell it: (-2) ^ 3.0000000001 is none of (-2) ^ 3. */
static int digits_of(const ad_op_row *row, const ad_origin *o)
{
  int digits = FORMAT_DIGITS;
  while (row->value && digits < 17 && !is_faithful(row, o, digits))
    digits++;
  return digits;
}

/* "log(-2)", "0 / 0", "(-0.3) ^ 0.5": an elementwise operation at work. */
static char *work_text(const ad_op_row *row, const ad_origin *o)
{
  int digits = digits_of(row, o);
  int infix = row->infix[0] != '\0';
  char *text = memory_copy("");
  for (size_t k = 0; k < o->n_operands; k++) {
    char *between = infix ? memory_format(" %s ", row->infix)
                          : memory_copy(", ");
    memory_append(&text, between,
                  number_text(o->operands[k].value, digits, infix));
    free(between);
  }
  char *whole = !infix               ? memory_format("%s(%s)", row->name, text)
                : o->n_operands == 1 ? memory_format("%s%s", row->infix, text)
                                     : memory_copy(text);
  free(text);
  return whole;
}

/* " (x = -2, b[2] = 0)": the operands that have names; "" where none has. */
static char *names_text(const ad_graph *g, const ad_op_row *row,
                        const ad_origin *o)
{
  int digits = digits_of(row, o);
  char *text = memory_copy(""), out[FORMAT_SIZE];
  for (size_t k = 0; k < o->n_operands; k++) {
    ad_ref x = o->operands[k].node;
    double value = o->operands[k].value;
    int again = k > 0 && x.index == o->operands[k - 1].node.index &&
                o->operands[k].entry == o->operands[k - 1].entry;
    if (again || !*ad_graph_name(g, x))
      continue;
    char *name = label_entry(ad_graph_name(g, x), ad_graph_shape(g, x),
                             o->operands[k].entry);
    memory_append(&text, ", ",
                  memory_format("%s = %s", name,
                                digits > FORMAT_DIGITS
                                    ? format_digits(out, value, digits)
                                    : format_number(out, value)));
    free(name);
  }
  char *whole = *text ? memory_format(" (%s)", text) : memory_copy("");
  free(text);
  return whole;
}

/* --- reasons -------------------------------------------------------------- */

/* Can a reader make something of the row's domain: is it said in operands? */
static int has_plain_domain(const ad_op_row *row)
{
  const char *text = row->domain_text;
  if (!text || strcmp(text, "1") == 0)
    return 0;
  for (const char *c = text; *c; c++) {
    int begins = c == text || !strchr("abcdefghijklmnopqrstuvwxyz", c[-1]);
    int ends = !c[1] || !strchr("abcdefghijklmnopqrstuvwxyz", c[1]);
    if (*c == 'v' && begins && ends)
      return 0;
  }
  return !strstr(text, "==");
}

static int operands_are_finite(const ad_origin *o)
{
  for (size_t k = 0; k < o->n_operands; k++)
    if (!isfinite(o->operands[k].value))
      return 0;
  return 1;
}

static char *why_elementwise(const struct results *r, const ad_op_row *row,
                             const ad_origin *o)
{
  static const char *const parameters[] = {"", "a", "a, b", "a, b, c"};
  double a[3] = {0, 0, 0};
  char value[FORMAT_SIZE];
  char *work = work_text(row, o), *names = names_text(r->graph, row, o), *text;
  for (size_t k = 0; k < o->n_operands; k++)
    a[k] = o->operands[k].value;
  char *is = memory_format("%s is %s%s", work, format_number(value, o->value),
                           names);
  if (isnan(o->value) && has_plain_domain(row) &&
      row->domain(a[0], a[1], a[2], o->value) == 0)
    text = memory_format("%s: %s(%s) wants %s", is, row->name,
                         parameters[o->n_operands], row->domain_text);
  else if (!operands_are_finite(o))
    text = memory_copy(is);
  else if (isnan(o->value))
    text = memory_format("%s: it is not defined there", is);
  else if (ad_origin_overflows(r->engines.value, o))
    text = memory_format("%s: it overflows, beyond 1.8e308", is);
  else
    text = memory_format("%s: it grows without bound there", is);
  free(is);
  free(names);
  free(work);
  return text;
}

/* Of finite entries, a logarithm is not finite where the determinant has
   none. */
static char *why_factored(const ad_op_row *row, const char *value,
                          int has_no_logarithm)
{
  return memory_format("%s is %s: the %s", row->name, value,
                       has_no_logarithm ? "determinant is negative"
                                        : "matrix is singular");
}

/* How many rows (columns) the operand of x has that a list counts. */
static size_t listed_size(const struct results *r, ad_ref x)
{
  ad_shape from = ad_graph_shape(r->graph, ad_graph_operand(r->graph, x, 0));
  ad_shape to = ad_graph_shape(r->graph, x);
  ad_shape list = ad_graph_shape(r->graph, ad_graph_operand(r->graph, x, 1));
  return to.rows == list.rows * list.cols && to.cols == from.cols ? from.rows
                                                                  : from.cols;
}

/* The largest operand entry, or the strangest. */
static char *why_structured(const struct results *r, const ad_op_row *row,
                            const ad_origin *o)
{
  char value[FORMAT_SIZE], x[FORMAT_SIZE];
  format_number(value, o->value);
  format_number(x, o->n_operands > 0 ? o->operands[0].value : 0);
  if (row->form == AD_FORM_classes)
    return memory_format("the label %s is no whole number from 1 to %zu", x,
                         ad_graph_shape(r->graph, o->node).cols);
  if (row->form == AD_FORM_list)
    return memory_format("the list's number %s is no whole number from 1 to "
                         "%zu", x, listed_size(r, o->node));
  if (!operands_are_finite(o))
    return memory_format("%s of entries such as %s is %s", row->name, x,
                         value);
  int logarithm = row->form == AD_FORM_logarithm;
  if (row->kind == AD_KIND_factored && (isnan(o->value) || logarithm))
    return why_factored(row, value, logarithm && isnan(o->value));
  return memory_format("%s is %s: it overflows, beyond 1.8e308; it reads "
                       "entries as large as %s",
                       row->infix[0] ? row->infix : row->name, value, x);
}

static char *why_value(const struct results *r, const ad_origin *o)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(r->graph, o->node));
  char value[FORMAT_SIZE];
  if (row->value)
    return why_elementwise(r, row, o);
  if (row->kind != AD_KIND_source)
    return why_structured(r, row, o);
  format_number(value, o->value);
  if (ad_graph_op(r->graph, o->node) != AD_OP_leaf)
    return memory_format("a number of the expression is %s", value);
  char *name = fault_node(r->graph, o->node, o->entry);
  char *text = memory_format("%s is %s from the start", name, value);
  free(name);
  return text;
}

/* Both modes may find a number where the bound on rounding finds none. */
static char *why_no_bound(const ad_op_row *row)
{
  return memory_format("%s of a matrix that is singular within rounding",
                       row->name);
}

/* At a finite value. */
static char *why_derivative(const struct results *r, const struct fault *f)
{
  const ad_origin *o = &f->origin;
  if (!f->has_origin)
    return memory_copy(
        isfinite(f->value) || isnan(f->value)
            ? "a derivative on the way is not finite"
            : "the product of the partial derivatives overflows");
  const ad_op_row *row = ad_op_get(ad_graph_op(r->graph, o->node));
  if (row->kind == AD_KIND_factored && isfinite(f->value))
    return why_no_bound(row);
  char *work = row->value ? work_text(row, o)
                          : memory_format("%s there", row->name);
  char *names = names_text(r->graph, row, o);
  char *text = memory_format("%s has no finite derivative%s", work,
                             row->value ? names : "");
  free(names);
  free(work);
  return text;
}

char *fault_reason(const struct results *r, const struct fault *f)
{
  char *text = f->wrt ? why_derivative(r, f) : why_value(r, &f->origin);
  if (!f->has_origin)
    return text;
  const ad_origin *o = &f->origin;
  char *node = fault_node(r->graph, o->node, o->entry);
  char *output = label_entry(f->output->name, f->output->shape, f->of_entry);
  int elsewhere = strcmp(node, output) != 0 &&
                  ad_graph_op(r->graph, o->node) != AD_OP_leaf;
  char *whole = memory_format("%s%s%s", elsewhere ? node : "",
                              elsewhere ? ": " : "", text);
  free(output);
  free(node);
  free(text);
  return whole;
}
