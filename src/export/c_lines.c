/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines and comments of C.  Read c_body.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_body.h"

enum { WIDE = 79 };

void c_say_lines(struct script *p, const char *lines)
{
  while (*lines) {
    size_t n = strcspn(lines, "\n");
    script_say(p, "%.*s", (int)n, lines);
    lines += n + (lines[n] == '\n');
  }
}

void c_say_array(struct script *p, const char *name, size_t n)
{
  script_say(p, "%sdouble %s[%zu];", n > C_LARGE ? "static " : "", name, n);
}

void c_say_for(struct script *p, const char *var, size_t n, const char *brace)
{
  script_say(p, "for (size_t %s = 0; %s < %zu; %s++)%s", var, var, n, var,
             brace);
  p->indent += 2;
}

/* Nothing that would end the comment, or be more than characters in it. */
static char *harmless(const char *comment)
{
  char *text = memory_copy(comment);
  for (char *c = text; *c; c++)
    if ((unsigned char)*c < ' ' || (c[0] == '*' && c[1] == '/') ||
        (c[0] == '/' && c[1] == '*') || (c[0] == '?' && c[1] == '?'))
      *c = ' ';
  return text;
}

void c_say_comment(struct script *p, const char *comment)
{
  char *text = harmless(comment);
  size_t room = (size_t)(WIDE - p->indent), n = strlen(text);
  const char *at = text, *open = "/* ";
  for (; n > room - 6; n = strlen(at)) { /* lines end at a blank */
    size_t most = room - 6;
    while (most > 0 && at[most] != ' ')
      most--;
    if (most == 0)
      most = strcspn(at, " ");
    if (!at[most])
      break;
    script_say(p, "%s%.*s", open, (int)most, at);
    open = "   ";
    at += most + 1;
  }
  script_say(p, "%s%s */", open, at);
  free(text);
}

void c_say_with(struct script *p, const char *line, const char *comment)
{
  if (!comment)
    script_say(p, "%s", line);
  else if ((size_t)p->indent + strlen(line) + strlen(comment) + 7 > WIDE) {
    c_say_comment(p, comment);
    script_say(p, "%s", line);
  } else {
    char *text = harmless(comment);
    script_say(p, "%s /* %s */", line, text);
    free(text);
  }
}

char *c_number_list(const struct target *target, size_t n, const double *x)
{
  enum { MARGIN = 12 };
  struct growing out = {0};
  size_t begin = 0;
  for (size_t i = 0; i < n; i++) {
    struct piece number = code_number(target, x[i]);
    int fits = out.size - begin + strlen(number.text) + MARGIN < WIDE;
    begin = fits ? begin : out.size;
    growing_add(&out, i == 0 ? "" : fits ? ", " : ",\n    ", number.text);
    free(number.text);
  }
  return out.text ? out.text : memory_copy("");
}
