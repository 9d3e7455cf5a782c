/* SPDX-License-Identifier: GPL-3.0-or-later
   See c_functions.h. */
#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "export/c_functions.h"

static const struct {
  const char *name, *text;
} functions[] = {
#define FUNCTION(name, text) {#name, text},
#include "export/c_functions.def"
#undef FUNCTION
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };
_Static_assert((int)FUNCTIONS <= (int)C_FUNCTIONS_MOST,
               "room for every function");

const char *c_function_name(size_t i)
{
  return i < FUNCTIONS ? functions[i].name : NULL;
}

static int begins_with_call(const char *text, const char *name)
{
  size_t n = strlen(name);
  return strncmp(text, name, n) == 0 && text[n] == '(';
}

void c_functions_need(struct c_functions *f, const char *call)
{
  for (size_t i = 0; i < FUNCTIONS; i++)
    if (begins_with_call(call, functions[i].name))
      f->needed[i] = 1;
}

/* What function i calls, behind its comment, stands before it in the table. */
static void need_called(struct c_functions *f, size_t i)
{
  const char *text = strstr(functions[i].text, "*/");
  for (const char *at = text + 1; *at; at++)
    if (isalpha((unsigned char)at[0]) && !isalnum((unsigned char)at[-1]) &&
        at[-1] != '_')
      c_functions_need(f, at);
}

char *c_functions_text(struct c_functions *f)
{
  struct growing out = {0};
  for (size_t i = FUNCTIONS; i-- > 0;)
    if (f->needed[i])
      need_called(f, i);
  for (size_t i = 0; i < FUNCTIONS; i++)
    if (f->needed[i])
      growing_add(&out, "\n", functions[i].text);
  return out.text;
}

/* --- several numbers at once ---------------------------------------------- */

/* What glibc has beside each, in libmvec, within 4 units in the last place;
   some of them since 2.35.  gcc takes it with -ffast-math, or where a function
   is declared so; other compilers see none of this. */
static const struct {
  const char *name;
  int late;
} vectors[] = {
  {"exp", 0},   {"log", 0},   {"sin", 0},  {"cos", 0}, {"tanh", 1},
  {"expm1", 1}, {"log1p", 1}, {"atan", 1}, {"erf", 1},
};

enum { VECTORS = sizeof vectors / sizeof vectors[0] };

static int calls(const char *program, const char *name)
{
  for (const char *at = program; (at = strstr(at, name)); at++)
    if (begins_with_call(at, name) &&
        (at == program || (!isalnum((unsigned char)at[-1]) && at[-1] != '_')))
      return 1;
  return 0;
}

void c_vectors_add(struct growing *to, const char *program)
{
  struct growing lines = {0};
  for (size_t i = 0; i < VECTORS; i++)
    if (calls(program, vectors[i].name)) {
      int late = vectors[i].late;
      char *line = memory_format("%sdouble %s(double) SEVERAL;\n%s",
                                 late ? "#if __GLIBC_PREREQ(2, 35)\n" : "",
                                 vectors[i].name, late ? "#endif\n" : "");
      growing_add(&lines, "", line);
      free(line);
    }
  if (lines.text) {
    growing_add(to, "", "\n/* With -O3 gcc calls these for several numbers at "
                        "once; errno is not read */\n"
                        "#if defined __GLIBC__ && defined __x86_64__ && \\\n"
                        "  defined __GNUC__ && !defined __clang__\n"
                        "#define SEVERAL __attribute__((simd(\"notinbranch\"), "
                        "const))\n");
    growing_add(to, "", lines.text);
    growing_add(to, "", "#endif\n");
  }
  free(lines.text);
}
