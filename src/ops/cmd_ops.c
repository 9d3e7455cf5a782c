/* SPDX-License-Identifier: GPL-3.0-or-later
   gradcompare ops: the op set as tables, or some operations in detail.  All
   that is said comes from the rows of lib/ops.def, structured.def,
   derived.def and made.def.  Read cmd.h and page.h before. */
#include "cli/cmd.h"

#include <stdlib.h>
#include <string.h>

#include "cost.h"
#include "graph.h"
#include "host/exits.h"
#include "host/inputs.h"
#include "host/output.h"
#include "ops/op_choice.h"
#include "ops/op_text.h"
#include "page/number_format.h"
#include "page/page.h"

static int run(const struct command *command, const struct options *options);

const struct command cmd_ops = {
    .name = "ops",
    .arguments = "[OPTION]... [NAME]...",
    .doc = "List the operations: values, derivatives, what they keep and cost.",
    .more = "NAME is an operation as worksheets write it (exp, max, @); it is "
            "shown in detail.\n",
    .options = OPTION_OUTPUT | OPTION_FORMAT | OPTIONS_LATEX,
    .run = run};

static void put_taken(struct table *table, char *text)
{
  table_put(table, text);
  free(text);
}

/* Columns that a formula may have in LaTeX: in a table, and beside one word. */
enum { IN_TABLE = 48, IN_DETAIL = 90 };

/* What the cell filled last is as a formula; NULL: as it is. */
static void put_math(struct table *table, char *latex)
{
  table_math(table, latex);
  free(latex);
}

/* --- the tables ----------------------------------------------------------- */

static int put_elementwise(struct table *table, ad_op op)
{
  ad_op_cost cost;
  ad_error err = {0};
  if (ad_cost_of_op(op, &cost, &err) != AD_OK)
    return complain_error(&err);
  table_row(table);
  table_put(table, ad_op_get(op)->name);
  table_put(table, ad_op_get(op)->value_text);
  put_math(table, op_math(ad_op_get(op)->value_text, 1, IN_TABLE));
  put_taken(table, op_derivatives(op));
  put_math(table, op_formulas_math(op, IN_TABLE));
  put_taken(table, op_keeps(op));
  table_amount(table, cost.value.flops, format_whole);
  table_amount(table, cost.tangent.flops, format_whole);
  table_amount(table, cost.adjoint.flops, format_whole);
  return EXIT_FINE;
}

static int show_elementwise(struct page *page)
{
  struct table *table = table_new();
  int status = EXIT_FINE;
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "value v", ALIGN_LEFT);
  table_column(table, "derivatives", ALIGN_LEFT);
  table_column(table, "keeps", ALIGN_LEFT);
  table_column(table, "value", ALIGN_RIGHT);
  table_column(table, "fwd", ALIGN_RIGHT);
  table_column(table, "rev", ALIGN_RIGHT);
  for (ad_op op = AD_OP_elementwise; op < AD_OP_count && status == EXIT_FINE;
       op++)
    status = put_elementwise(table, op);
  page_section(page, "Elementwise");
  page_print(page, "On a, b and c, entry by entry.  keeps: what the tape keeps "
                   "for the reverse sweep.  value, fwd, rev: flops for one "
                   "entry of the value, of its tangent and of its adjoints, "
                   "where every operand has one.");
  page_table(page, table);
  page_print(page, "Derivatives in the result v (sigmoid, tanh, relu) need "
                   "nothing but v.  Deep in saturation they lose relative "
                   "accuracy; their absolute error stays near 1e-17.");
  return status;
}

static void show_structured(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "operation", ALIGN_LEFT);
  table_column(table, "what it is", ALIGN_LEFT);
  table_column(table, "tangent dv, adjoints abar and bbar", ALIGN_LEFT);
  table_column(table, "keeps", ALIGN_LEFT);
  for (ad_op op = AD_OP_structured; op < AD_OP_elementwise; op++) {
    table_row(table);
    put_taken(table, op_written(ad_op_get(op)));
    table_put(table, ad_op_get(op)->doc);
    put_taken(table, op_rules(op));
    put_math(table, op_formulas_math(op, IN_TABLE));
    put_taken(table, op_keeps(op));
  }
  page_section(page, "Structured");
  page_print(page, "On whole matrices.  da and vbar are the tangent of an "
                   "operand and the adjoint of the result; like(x, a) "
                   "stretches x to the shape of a, or sums it.");
  page_table(page, table);
  page_print(
      page,
      "LU: the factors of a square matrix a, n n + 2 n + 2 "
      "numbers. det, inv and solve factor it once, and use the factors in "
      "both modes.");
}

static void show_derived(struct page *page)
{
  const ad_derived_row *row;
  struct table *table = table_new();
  table_column(table, "operation", ALIGN_LEFT);
  table_column(table, "stands for", ALIGN_LEFT);
  table_column(table, "what it is", ALIGN_LEFT);
  for (size_t i = 0; (row = ad_derived_get(i)); i++) {
    table_row(table);
    put_taken(table, op_derived(row));
    table_put(table, row->text);
    put_math(table, op_math(row->text, 0, IN_TABLE));
    table_put(table, row->doc);
  }
  page_section(page, "Derived");
  page_print(page, "Shorthands: expanded into operations of the first two "
                   "groups when a worksheet is read.");
  page_table(page, table);
}

static void show_made(struct page *page)
{
  const ad_made_row *row;
  struct table *table = table_new();
  table_column(table, "function", ALIGN_LEFT);
  table_column(table, "what it is", ALIGN_LEFT);
  for (size_t i = 0; (row = ad_made_get(i)); i++) {
    table_row(table);
    table_put(table, row->written);
    table_put(table, row->doc);
  }
  page_section(page, "Numbers");
  page_print(page, "Functions that make numbers, when a worksheet is read: "
                   "nothing is differentiated by what they are given.");
  page_table(page, table);
}

/* --- in detail ------------------------------------------------------------ */

static struct table *detail_table(void)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  return table;
}

static void put_line(struct table *table, const char *what, const char *text)
{
  if (!text[0])
    return;
  table_row(table);
  table_put(table, what);
  table_put(table, text);
}

static void put_line_taken(struct table *table, const char *what, char *text)
{
  put_line(table, what, text);
  free(text);
}

static char *count_of(const ad_count *count)
{
  if (count->calls == 0)
    return memory_format("%.0f", count->flops);
  return memory_format("%.0f (%.0f %s)", count->flops, count->calls,
                       count->calls == 1 ? "call" : "calls");
}

static int put_elementwise_detail(struct table *table, ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  ad_op_cost cost;
  ad_error err = {0};
  if (ad_cost_of_op(op, &cost, &err) != AD_OK)
    return complain_error(&err);
  put_line(table, "value v", row->value_text);
  put_math(table, op_math(row->value_text, 1, IN_DETAIL));
  put_line_taken(table, "derivatives", op_derivatives(op));
  put_math(table, op_formulas_math(op, IN_DETAIL));
  put_line(table, "domain", op_domain(row));
  if (op_domain(row) == row->domain_text)
    put_math(table, op_math(row->domain_text, 1, IN_DETAIL));
  put_line_taken(table, "flops, value", count_of(&cost.value));
  put_line_taken(table, "flops, tangent", count_of(&cost.tangent));
  put_line_taken(table, "flops, adjoint", count_of(&cost.adjoint));
  return EXIT_FINE;
}

static int show_op(struct page *page, ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  struct table *table = detail_table();
  int status = EXIT_FINE;
  char *title = op_written(row);
  page_section(page, "%s", title);
  put_line(table, "what it is", row->doc);
  if (row->kind == AD_KIND_elementwise)
    status = put_elementwise_detail(table, op);
  else {
    put_line_taken(table, "rules", op_rules(op));
    put_math(table, op_formulas_math(op, IN_DETAIL));
  }
  put_line_taken(table, "tape keeps", op_keeps(op));
  put_line_taken(table, "LaTeX", op_latex(row));
  page_table(page, table);
  free(title);
  return status;
}

static void show_derived_op(struct page *page, const ad_derived_row *row)
{
  struct table *table = detail_table();
  char *title = op_derived(row);
  page_section(page, "%s", title);
  put_line(table, "what it is", row->doc);
  put_line(table, "stands for", row->text);
  put_math(table, op_math(row->text, 0, IN_DETAIL));
  page_table(page, table);
  free(title);
}

static void show_made_one(struct page *page, const ad_made_row *row)
{
  struct table *table = detail_table();
  page_section(page, "%s", row->written);
  put_line(table, "what it is", row->doc);
  page_table(page, table);
}

static int show_choice(struct page *page, const struct op_choice *choice)
{
  if (choice->derived) {
    show_derived_op(page, choice->derived);
    return EXIT_FINE;
  }
  if (choice->made) {
    show_made_one(page, choice->made);
    return EXIT_FINE;
  }
  return show_op(page, choice->op);
}

/* max, min and - are several operations. */
static int show_named(struct page *page, const char *name)
{
  struct op_choices choices = {0};
  int status = op_choose(&choices, name);
  for (size_t i = 0; i < choices.n && status == EXIT_FINE; i++)
    status = show_choice(page, &choices.choice[i]);
  op_choices_free(&choices);
  return status;
}

/* -------------------------------------------------------------------------- */

static int show_all(struct page *page)
{
  page_title(page, "%s", "The operations of gradcompare");
  int status = show_elementwise(page);
  show_structured(page);
  show_derived(page);
  show_made(page);
  return status;
}

static int show_page(struct page *page, const struct options *options)
{
  int status = EXIT_FINE;
  if (options->n_arguments == 0)
    status = show_all(page);
  for (size_t i = 0; i < options->n_arguments; i++)
    status = exit_worst(status, show_named(page, options->arguments[i]));
  page_end(page);
  return status;
}

/* For machines: all that is asked for, or nothing. */
static int write_choices(FILE *out, const struct options *options)
{
  struct op_choices choices = {0};
  int status = EXIT_FINE;
  if (options->n_arguments == 0)
    op_choose_all(&choices);
  for (size_t i = 0; i < options->n_arguments; i++)
    status = exit_worst(status, op_choose(&choices, options->arguments[i]));
  if (status == EXIT_FINE)
    status = strcmp(options->format, "json") == 0 ? ops_json(out, &choices)
                                                  : ops_csv(out, &choices);
  op_choices_free(&choices);
  return status;
}

static int run(const struct command *command, const struct options *options)
{
  struct output output;
  (void)command;
  inputs_announce(NULL, 0);
  int status = output_open(&output, options->output);
  if (status != EXIT_FINE)
    return status;
  struct page page = command_page(output.stream, options);
  status = page_has_format(options->format)
               ? show_page(&page, options)
               : write_choices(output.stream, options);
  return exit_worst(status, output_close(&output, status == EXIT_FINE));
}
