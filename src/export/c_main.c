/* SPDX-License-Identifier: GPL-3.0-or-later
   The program: the worksheet's numbers, and its derivatives as JSON, as compare
   --against reads it.  Read c_program.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_program.h"

/* --- numbers -------------------------------------------------------------- */

static void say_leaf(struct c_program *c, size_t i)
{
  ad_ref x = ad_graph_leaf(c->p->g, i);
  size_t n = ad_graph_entries(c->p->g, x);
  char *list = c_number_list(c->p->target, n, ad_sheet_leaf(c->p->sheet, i));
  char *line = memory_format(n == 1 ? ".%s = %s," : ".%s = {%s},",
                             c->names[x.index], list);
  script_say(c->p, "%s", line);
  free(line);
  free(list);
}

static void say_numbers(struct c_program *c)
{
  script_say(c->p, "\n/* The worksheet's numbers, after reading and scaling "
                   "*/");
  script_say(c->p, "static const struct %s_leaves at = {", c->base);
  c->p->indent = 2;
  for (size_t i = 0; i < ad_graph_leaves(c->p->g); i++)
    say_leaf(c, i);
  if (ad_graph_leaves(c->p->g) == 0)
    script_say(c->p, "0");
  c->p->indent = 0;
  script_say(c->p, "};");
  script_say(c->p, "static struct %s_outputs value;", c->base);
}

/* --- both modes ----------------------------------------------------------- */

static void say_results(struct c_program *c)
{
  const ad_graph *g = c->p->g;
  script_say(c->p, "\n/* Derivatives: a row for each entry of the output */");
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_ref y = ad_graph_output(g, i);
    script_say(c->p, "static struct %s_wrt d_%s[%zu];", c->base,
               c->names[y.index], ad_graph_entries(g, y));
  }
}

static void say_reverse(struct c_program *c)
{
  const ad_graph *g = c->p->g;
  script_say(c->p, "\n/* Row by row */");
  script_say(c->p, "static void reverse(void)\n{");
  c->p->indent = 2;
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_ref y = ad_graph_output(g, i);
    const char *name = c->names[y.index];
    size_t n = ad_graph_entries(g, y);
    if (n == 1) {
      script_say(c->p, "%s_adjoint_%s(&at, &value, d_%s);", c->base, name,
                 name);
      continue;
    }
    script_say(c->p, "for (size_t e = 0; e < %zu; e++) {", n);
    script_say(c->p, "  static double seed[%zu];", n);
    script_say(c->p, "  seed[e] = 1.0;");
    script_say(c->p, "  %s_adjoint_%s(&at, seed, &value, &d_%s[e]);", c->base,
               name, name);
    script_say(c->p, "  seed[e] = 0.0;");
    script_say(c->p, "}");
  }
  c->p->indent = 0;
  script_say(c->p, "}");
}

/* A struct is the numbers that it holds, one after the other. */
static void say_forward(struct c_program *c)
{
  const ad_graph *g = c->p->g;
  size_t n = ad_graph_wrt_entries(g);
  script_say(c->p, "\n/* Column by column: a struct is its numbers, one after "
                   "the other */");
  script_say(c->p, "static void forward(void)\n{");
  c->p->indent = 2;
  script_say(c->p, "static double unit[%zu];", n);
  script_say(c->p, "static struct %s_wrt dot;", c->base);
  script_say(c->p, "static struct %s_outputs tangent;", c->base);
  script_say(c->p, "for (size_t k = 0; k < %zu; k++) {", n);
  c->p->indent = 4;
  script_say(c->p, "unit[k] = 1.0;");
  script_say(c->p, "memcpy(&dot, unit, sizeof dot);");
  script_say(c->p, "unit[k] = 0.0;");
  script_say(c->p, "%s_tangent(&at, &dot, &value, &tangent);", c->base);
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_ref y = ad_graph_output(g, i);
    const char *name = c->names[y.index];
    size_t entries = ad_graph_entries(g, y);
    if (entries > 1)
      script_say(c->p, "for (size_t e = 0; e < %zu; e++)", entries);
    script_say(c->p, "%smemcpy((char *)&d_%s[%s] + k * sizeof(double), "
                     "&tangent.%s%s,", entries > 1 ? "  " : "", name,
               entries > 1 ? "e" : "0", name, entries > 1 ? "[e]" : "");
    script_say(c->p, "%s       sizeof(double));", entries > 1 ? "  " : "");
  }
  c->p->indent = 2;
  script_say(c->p, "}");
  c->p->indent = 0;
  script_say(c->p, "}");
}

/* --- JSON ----------------------------------------------------------------- */

static const char printers[] =
  "\n"
  "/* x[rows x cols], its rows `step` apart; JSON has no digits for nan and\n"
  "   inf */\n"
  "static void print_matrix(size_t rows, size_t cols, size_t step,\n"
  "                         const double *x)\n"
  "{\n"
  "  for (size_t i = 0; i < rows; i++)\n"
  "    for (size_t j = 0; j < cols; j++) {\n"
  "      double entry = x[i * step + j];\n"
  "      fputs(j > 0 ? \", \" : i > 0 ? \"], [\" : \"[[\", stdout);\n"
  "      if (isfinite(entry))\n"
  "        printf(\"%.17g\", entry);\n"
  "      else\n"
  "        fputs(isnan(entry) ? \"\\\"nan\\\"\" : entry > 0 ? \"\\\"inf\\\"\" "
  ": \"\\\"-inf\\\"\",\n"
  "              stdout);\n"
  "    }\n"
  "  fputs(\"]]}\", stdout);\n"
  "}\n"
  "\n"
  "static void print_value(const char *between, const char *name,\n"
  "                        size_t rows, size_t cols, const double *x)\n"
  "{\n"
  "  printf(\"%s\\n  {\\\"name\\\": \\\"%s\\\", \\\"value\\\": \", between, "
  "name);\n"
  "  print_matrix(rows, cols, cols, x);\n"
  "}\n";

static const char derivative_printer[] =
  "\n"
  "static void print_derivative(const char *between, const char *of,\n"
  "                             const char *wrt, size_t rows, size_t cols,\n"
  "                             size_t step, const double *x)\n"
  "{\n"
  "  printf(\"%s\\n  {\\\"of\\\": \\\"%s\\\", \\\"wrt\\\": \\\"%s\\\", "
  "\\\"shape\\\": [%zu, %zu], \\\"%s\\\": \",\n"
  "         between, of, wrt, rows, cols, mode);\n"
  "  print_matrix(rows, cols, step, x);\n"
  "}\n";

static void say_value(struct c_program *c, size_t i)
{
  ad_ref y = ad_graph_output(c->p->g, i);
  ad_shape s = ad_graph_shape(c->p->g, y);
  script_say(c->p, "print_value(\"%s\", \"%s\", %zu, %zu, %svalue.%s);",
             i > 0 ? "," : "", ad_graph_name(c->p->g, y), s.rows, s.cols,
             s.rows * s.cols == 1 ? "&" : "", c->names[y.index]);
}

static void say_derivative(struct c_program *c, ad_ref y, ad_ref x, int first)
{
  const ad_graph *g = c->p->g;
  ad_shape s = ad_graph_shape(g, x);
  size_t n = ad_graph_entries(g, y), entries = s.rows * s.cols;
  char *step = n > 1 ? memory_format("%zu", ad_graph_wrt_entries(g))
                     : memory_format("%zu", s.cols);
  char *line = memory_format(
    "print_derivative(\"%s\", \"%s\", \"%s\", %zu, %zu, %s,",
    first ? "" : ",", ad_graph_name(g, y), ad_graph_name(g, x),
    n > 1 ? n : s.rows, n > 1 ? entries : s.cols, step);
  char *end = memory_format("%sd_%s[0].%s);", entries == 1 ? "&" : "",
                            c->names[y.index], c->names[x.index]);
  int fits = strlen(line) + strlen(end) < 76;
  script_say(c->p, fits ? "%s %s" : "%s\n                   %s", line, end);
  free(line);
  free(end);
  free(step);
}

/* Of outputs that are one number, or those that are not. */
static void say_derivatives(struct c_program *c, const char *list, int numbers)
{
  const ad_graph *g = c->p->g;
  int first = 1;
  script_say(c->p, "fputs(\"],\\n \\\"%s\\\": [\", stdout);", list);
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_ref y = ad_graph_output(g, i);
    if ((ad_graph_entries(g, y) == 1) != numbers)
      continue;
    for (size_t w = 0; w < ad_graph_wrts(g); w++, first = 0)
      say_derivative(c, y, ad_graph_wrt(g, w), first);
  }
}

static void say_main(struct c_program *c)
{
  int wrts = ad_graph_wrts(c->p->g) > 0;
  script_say(c->p, wrts ? "\n/* By tangents where the argument is \"forward\", "
                          "else by adjoints */" : "");
  script_say(c->p, "int main(%s)\n{", wrts ? "int argc, char **argv" : "void");
  c->p->indent = 2;
  if (wrts) {
    script_say(c->p, "if (argc > 1 && strcmp(argv[1], \"forward\") == 0) {");
    script_say(c->p, "  mode = \"forward\";\n    forward();");
    script_say(c->p, "} else\n    reverse();");
  } else
    script_say(c->p, "%s_primal(&at, &value);", c->base);
  script_say(c->p, "fputs(\"{\\\"values\\\": [\", stdout);");
  for (size_t i = 0; i < ad_graph_outputs(c->p->g); i++)
    say_value(c, i);
  say_derivatives(c, "gradients", 1);
  say_derivatives(c, "jacobians", 0);
  script_say(c->p, "puts(\"]}\");");
  script_say(c->p, "return 0;");
  c->p->indent = 0;
  script_say(c->p, "}");
}

void c_add_main(struct c_program *c)
{
  int wrts = ad_graph_wrts(c->p->g) > 0;
  say_numbers(c);
  if (wrts) {
    say_results(c);
    script_say(c->p, "static const char *mode = \"reverse\";");
    say_reverse(c);
    say_forward(c);
  }
  script_add(c->p, printers);
  script_add(c->p, wrts ? derivative_printer : "");
  say_main(c);
}
