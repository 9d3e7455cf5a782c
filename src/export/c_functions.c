/* SPDX-License-Identifier: GPL-3.0-or-later
   See c_functions.h. */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "export/c_functions.h"
#include "host/exits.h"

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
