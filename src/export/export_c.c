/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet for C: functions for its values, tangents and adjoints, and a
   program that calls them.  Read c_program.h before. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "export/c_program.h"
#include "host/files.h"

/* Keywords, what the program uses, and loops' indices. */
static const char *const reserved[] = {
  "auto", "break", "case", "char", "const", "continue", "default", "do",
  "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline",
  "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
  "static", "struct", "switch", "typedef", "union", "unsigned", "void",
  "volatile", "while", "_Alignas", "_Alignof", "_Atomic", "_Bool", "_Complex",
  "_Generic", "_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local",
  "FP_INFINITE", "FP_NAN", "FP_NORMAL", "FP_SUBNORMAL", "FP_ZERO", "HUGE_VAL",
  "INFINITY", "NAN", "NULL", "EOF", "BUFSIZ", "FILE", "double_t", "errno",
  "fabs", "float_t", "fpclassify", "isfinite", "isinf", "isnan", "isnormal",
  "math_errhandling", "memcpy", "signbit", "size_t", "stderr", "stdin",
  "stdout", "linux", "unix", "at", "dot", "gradient", "i", "j", "k", "none",
  "seed", "tangent", "value", NULL};

static char *function(const ad_op_row *row, const char *value)
{
  static const char *const lists[] = {"", "double a", "double a, double b",
                                      "double a, double b, double c"};
  return memory_format("/* %s */\nstatic double %s(%s)\n{\n  return %s;\n}\n",
                       row->doc, row->name, lists[row->arity], value);
}

/* --- names ---------------------------------------------------------------- */

/* What is left of the name of a file where it is to begin one of C. */
static char *base_of(const char *file)
{
  const char *name = files_base(file);
  size_t n = strcspn(name, ".");
  char *base = memory_format(isdigit((unsigned char)name[0]) ? "sheet_%.*s"
                                                             : "%.*s",
                             (int)n, name);
  for (char *c = base; *c; c++)
    if (!isalnum((unsigned char)*c) && *c != '_')
      *c = '_';
  if (*base && strcmp(base, "_") != 0)
    return base;
  free(base);
  return memory_copy("worksheet");
}

static void find_names(struct c_program *c)
{
  const ad_graph *g = c->p->g;
  c->names = memory_new(ad_graph_size(g) + 1, sizeof *c->names);
  for (size_t i = 0; c_function_name(i); i++)
    script_name(c->p, c_function_name(i));
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    c->names[ad_graph_leaf(g, i).index] = script_leaf(c->p, i);
  for (size_t i = 0; i < ad_graph_names(g); i++) {
    ad_ref x = ad_graph_named(g, i);
    const char *name = ad_graph_name(g, x);
    if (!c->names[x.index] && *name && *name != '(')
      c->names[x.index] = script_name(c->p, name);
  }
  for (size_t i = 0; i < ad_graph_outputs(g); i++)
    if (!c->names[ad_graph_output(g, i).index])
      c->names[ad_graph_output(g, i).index] = script_name(c->p, "y");
}

/* --- texts ---------------------------------------------------------------- */

/* What was said since, taken out again. */
static char *taken(struct script *p)
{
  char *text = p->text.text ? p->text.text : memory_copy("");
  p->text = (struct growing){0};
  return text;
}

static char *header_text(struct c_program *c)
{
  const struct script *p = c->p;
  char *how = memory_format("Made by gradcompare export --to c of %s.",
                            p->file);
  const char *const texts[] = {ad_sheet_title(p->sheet),
                               ad_sheet_source(p->sheet), how};
  for (size_t i = 0; i < 3; i++)
    if (*texts[i])
      c_say_comment(c->p, texts[i]);
  free(how);
  c_add_header(c);
  return taken(c->p);
}

static const char includes[] = "#include <math.h>\n"
                               "#include <stdio.h>\n"
                               "#include <string.h>\n";

/* A selection becomes one of vectors only where both of its sides may be
   computed, though one of them raise a flag, which nobody asks for.  Before all
   functions, or those before it are no longer part of those behind it. */
static const char flags[] = "\n/* The flags of exceptions are not read */\n"
                            "#if defined __GNUC__ && !defined __clang__\n"
                            "#pragma GCC optimize (\"no-trapping-math\")\n"
                            "#endif\n";

/* --- the program ---------------------------------------------------------- */

static ad_status add_functions(struct c_program *c, ad_error *err)
{
  const ad_graph *g = c->p->g;
  ad_status status = AD_OK;
  c_add_primal(c);
  if (ad_graph_wrts(g) == 0)
    return AD_OK;
  status = c_add_tangent(c, err);
  for (size_t i = 0; i < ad_graph_outputs(g) && status == AD_OK; i++)
    status = c_add_adjoint(c, ad_graph_output(g, i), err);
  return status;
}

static void add_vectors(struct script *p, const char *helpers,
                        const char *bodies)
{
  struct growing all = {0};
  growing_add(&all, "", helpers ? helpers : "");
  growing_add(&all, "\n", bodies);
  c_vectors_add(&p->head, all.text);
  free(all.text);
}

static ad_status write_c(struct script *p, ad_error *err)
{
  char *base = base_of(p->output ? p->output : p->file);
  struct c_program c = {.p = p, .base = base, .functions.cblas = p->cblas};
  find_names(&c);
  char *header = header_text(&c);
  ad_status status = add_functions(&c, err);
  char *bodies = taken(p);
  char *helpers = c_functions_text(&c.functions);
  const char *blas = helpers && strstr(helpers, "cblas_dgemm")
                       ? "#include <cblas.h>\n"
                       : "";
  c_add_main(&c);
  char *program = taken(p);
  if (p->output) {
    const char *name = files_base(p->output);
    int n = (int)strcspn(name, ".");
    char *own = memory_format("#include \"%.*s.h\"\n", n, name);
    p->header = memory_format("#ifndef %s_H\n#define %s_H\n\n%s\n#endif\n",
                              base, base, header);
    p->main = memory_format("%s\n%s%s", includes, own, program);
    char *head = memory_format("%s#include <math.h>\n#include <string.h>\n\n%s",
                               blas, own);
    growing_add(&p->head, "", head);
    script_add(p, helpers ? helpers : "");
    script_add(p, bodies);
    growing_add(&p->head, "", c.functions.lanes ? flags : "");
    add_vectors(p, helpers, bodies);
    free(head);
    free(own);
  } else {
    growing_add(&p->head, "", blas);
    growing_add(&p->head, "", includes);
    growing_add(&p->head, "\n", header);
    growing_add(&p->head, "", c.functions.lanes ? flags : "");
    add_vectors(p, helpers, bodies);
    script_add(p, helpers ? helpers : "");
    script_add(p, bodies);
    script_add(p, program);
  }
  free(base);
  free(header);
  free(bodies);
  free(helpers);
  free(program);
  free(c.names);
  return status;
}

const struct target target_c = {.name = "c",
                                .column = TARGET_C,
                                .truths = 1,
                                .own_calls = 1,
                                .nan = "NAN",
                                .infinity = "INFINITY",
                                .reserved = reserved,
                                .function = function,
                                .gap = "\n",
                                .files = 1,
                                .write = write_c};
