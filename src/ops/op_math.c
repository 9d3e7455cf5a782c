/* SPDX-License-Identifier: GPL-3.0-or-later
   Rows of the op table as formulas in LaTeX.  Read op_text.h and
   lib/formulas.h before. */
#include <stdlib.h>
#include <string.h>

#include "formulas.h"
#include "host/exits.h"
#include "ops/op_text.h"

char *op_math(const char *text, int by_entries, size_t most)
{
  char *latex;
  if (strlen(text) > most ||
      ad_text_latex(text, by_entries, &latex, NULL) != AD_OK)
    return NULL;
  char *copy = memory_copy(latex);
  free(latex);
  return copy;
}

/* "dv/da = " and its like, of a line that op_formulas has made. */
static char *left_side(const char *line)
{
  if (strncmp(line, "dv/d", 4) == 0)
    return memory_format("\\frac{\\partial v}{\\partial %c} &= ", line[4]);
  if (strncmp(line, "dv ", 3) == 0)
    return memory_copy("\\dot{v} &= ");
  return memory_format("\\bar{%c} &\\mathrel{+}= ", line[0]);
}

static char *line_math(const char *line, int by_entries, size_t most)
{
  char *right = op_math(strstr(line, "= ") + 2, by_entries, most);
  if (!right)
    return NULL;
  char *left = left_side(line), *math = memory_format("%s%s", left, right);
  free(left);
  free(right);
  return math;
}

/* Words within math. */
static void append_words(char **math, const char *words)
{
  memory_append(math, " \\\\ ", memory_copy("&\\text{convention: "));
  for (; *words; words++)
    memory_append(math, "", memory_format(*words == '_' ? "\\%c" : "%c",
                                          *words));
  memory_append(math, "", memory_copy("}"));
}

char *op_formulas_math(ad_op op, size_t most)
{
  const ad_op_row *row = ad_op_get(op);
  char *lines[OP_FORMULAS], *math = memory_copy("");
  size_t n = op_formulas(op, lines), written = 0;
  for (size_t i = 0; i < n; i++) {
    char *line = line_math(lines[i], row->kind == AD_KIND_elementwise, most);
    if (line) {
      memory_append(&math, " \\\\ ", line);
      written++;
    }
    free(lines[i]);
  }
  if (row->kink[0] && n > 0)
    append_words(&math, row->kink);
  char *all = n > 0 && written == n
                ? memory_format("\\begin{aligned}[t] %s \\end{aligned}", math)
                : NULL;
  free(math);
  return all;
}
